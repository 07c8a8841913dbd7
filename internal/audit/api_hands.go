package audit

import (
	"context"
	"net/http"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// registerHands declares what several people do in one dossier: comments, locks, returns, histories.
func registerHands(a *rest.API, s *Service) {
	registerComments(a, s)
	registerLocks(a, s)
	registerReturns(a, s)
}

func registerComments(a *rest.API, s *Service) {
	rest.Get(a, "/audits/{id}/comments", "list-dossier-comments", access.ViewAudit, "Gives the comments (批注) on the dossier of an audit that the actor's side may read, open ones first, with the counters.", s.Comments)
	rest.Post(a, "/audits/{id}/comments", "remark-dossier", access.CommentDossier, "Puts a comment (批注) at a table, row or cell of the dossier, an option, the summary of a stage or a text of the report, and tells those who are to answer.", s.Remark)
	rest.Post(a, "/dossier-comments/{id}/reply", "reply-dossier-comment", access.CommentDossier, "Answers a comment (答复); whoever asked is told.", s.Reply)
	rest.Post(a, "/dossier-comments/{id}/resolve", "resolve-dossier-comment", access.CommentDossier, "Marks a comment as resolved (已解决): by the side that asked, or the department.", s.Resolve)
	rest.Post(a, "/dossier-comments/{id}/reopen", "reopen-dossier-comment", access.CommentDossier, "Puts a resolved comment again (重新提出).", s.Reopen)
}

// changeRef names a table and the place of it whose history is asked for.
type changeRef struct {
	ID    string `path:"id" maxLength:"64"`
	Table string `path:"table" maxLength:"64" doc:"表名"`
	ChangeQuery
}

// lockRef names a table with the words of an act on it.
type lockRef struct {
	ID    string     `path:"id" maxLength:"64"`
	Table string     `path:"table" maxLength:"64" doc:"表名"`
	Body  *LockInput `required:"false"`
}

func (r *lockRef) input() LockInput {
	if r.Body == nil {
		return LockInput{}
	}
	return *r.Body
}

type attendRef struct {
	ID    string       `path:"id" maxLength:"64"`
	Table string       `path:"table" maxLength:"64" doc:"表名"`
	Body  *AttendInput `required:"false"`
}

func registerLocks(a *rest.API, s *Service) {
	const path = "/audits/{id}/dossier/{table}"
	rest.Custom(a, http.MethodGet, path+"/changes", "list-dossier-changes", access.ViewAudit, "Tells who changed a table, row or cell of the dossier, when, from what to what (修改记录).",
		func(ctx context.Context, r *changeRef) (*rest.Out[ChangeList], error) {
			out, err := s.Changes(ctx, r.ID, r.Table, r.ChangeQuery)
			return &rest.Out[ChangeList]{Body: out}, err
		})
	rest.Custom(a, http.MethodPost, path+"/presence", "attend-dossier-table", access.FillAudit, "Says that the actor is at a table (正在填写) and gives who else is, who holds it, and its version.",
		func(ctx context.Context, r *attendRef) (*rest.Out[*Attendance], error) {
			in := AttendInput{}
			if r.Body != nil {
				in = *r.Body
			}
			out, err := s.Attend(ctx, r.ID, r.Table, in)
			return &rest.Out[*Attendance]{Body: out}, err
		})
	for _, act := range []struct {
		verb, id, description string
		do                    func(context.Context, string, string, LockInput) (*Attendance, error)
	}{
		{"lock", "lock-dossier-table", "Keeps a table of the dossier for the actor (锁定): others of enterprise and agency may not change it.", s.Lock},
		{"take-over", "take-over-dossier-table", "Takes a table from whoever holds it (接管), with the reason; the former holder is told.", s.TakeOver},
		{"unlock", "unlock-dossier-table", "Sets a table of the dossier free (解除锁定).", s.Unlock},
	} {
		rest.Custom(a, http.MethodPost, path+"/"+act.verb, act.id, access.FillAudit, act.description,
			func(ctx context.Context, r *lockRef) (*rest.Out[*Attendance], error) {
				out, err := act.do(ctx, r.ID, r.Table, r.input())
				return &rest.Out[*Attendance]{Body: out}, err
			})
	}
}

func registerReturns(a *rest.API, s *Service) {
	rest.Get(a, "/audits/{id}/returns", "list-dossier-returns", access.ViewAudit, "Gives the places of the dossier that were sent back (退回单行、单项), with the differences since.", s.Returned)
	rest.Post(a, "/audits/{id}/returns", "return-dossier-place", access.OrganiseAppraisal, "Sends a row or a cell, an option, the summary of a stage or a text of a submitted dossier back with the reason; only this place opens again.", s.GiveBack)
	rest.Post(a, "/audits/{id}/returns/resubmit", "resubmit-dossier", access.RunAudit, "Hands in again what was sent back (重新报送), straight to whoever sent it back.", s.Resubmit)
	rest.Post(a, "/dossier-returns/{id}/settle", "settle-dossier-return", access.OrganiseAppraisal, "Takes a mended place as it is now (通过).", s.Settle)
	rest.Post(a, "/dossier-returns/{id}/return-again", "return-dossier-again", access.OrganiseAppraisal, "Sends a place back once more with what is still missing (再次退回).", s.ReturnAgain)
	rest.Post(a, "/dossier-returns/{id}/withdraw", "withdraw-dossier-return", access.OrganiseAppraisal, "Takes a return back (撤回退回): the place is locked again.", s.WithdrawReturn)
}
