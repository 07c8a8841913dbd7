package agency

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of agencies and engagements.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/agencies", "list-agencies", access.ViewAgency, "Lists the consulting agencies (咨询服务机构). Registration is no licence; anybody who may look sees all of them.", s.List)
	rest.Create(a, "/agencies", "register-agency", access.ViewAgency, "Registers an agency, by a department or by the enterprise that wants to engage it. No approval is needed.", s.Create)
	rest.Get(a, "/agencies/{id}", "get-agency", access.ViewAgency, "Gives one agency with its own declaration of capability (CPM 16).", s.Get)
	rest.Put(a, "/agencies/{id}", "save-agency", access.ViewAgency, "Writes an agency: the departments of its division, or the agency itself.", s.Update)
	rest.Get(a, "/agencies/{id}/history", "get-agency-history", access.ViewAgency, "Gives what happened to an agency's record, newest first.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Post(a, "/agencies/{id}/auditors", "add-auditor", access.ViewAgency, "Registers an auditor (审核人员) with an agency, by the agency itself or the departments of its division. A certificate is at one agency at a time: an overlap is refused with the other agency's name.", s.AddAuditor)
	rest.Post(a, "/auditors/{id}/leave", "leave-auditor", access.ViewAgency, "Notes that an auditor has left the agency (登记离开) on a day, with the evidence; the line stays on record.", s.LeaveAuditor)
	rest.List(a, "/engagements", "list-engagements", access.ViewAudit, "Lists the engagements (委托合同) in the actor's place.", s.Engagements)
	rest.Get(a, "/engagements/{id}", "get-engagement", access.ViewAudit, "Gives one engagement: who works for whom, on which audit, with what scope, and what may be done now.", s.Engagement)
	rest.Post(a, "/engagements/{id}/accept", "accept-engagement", access.AnswerInvitation, "Accepts an invitation (接受委托): the agency gets its place in the audit on the day that the invitation names.", s.Accept)
	rest.Post(a, "/engagements/{id}/decline", "decline-engagement", access.AnswerInvitation, "Declines an invitation (谢绝委托), with the reason.", s.Decline)
	rest.Post(a, "/engagements/{id}/cancel", "cancel-engagement", access.RunAudit, "Takes an invitation back that has not been answered (撤回邀请).", s.Cancel)
	rest.Post(a, "/engagements/{id}/withdraw", "withdraw-engagement", access.RunAudit, "Takes the agency's access away at once (收回权限): it sees nothing of the audit any more; what it wrote stays and is marked.", s.Withdraw)
	rest.Post(a, "/engagements/{id}/end", "end-engagement", access.RunAudit, "Ends an engagement whose contract is over (终止委托): the agency no longer fills the audit; it keeps reading the round that it worked on.", s.End)
	rest.Get(a, "/engagements/{id}/history", "get-engagement-history", access.ViewAudit, "Gives what happened to an engagement, newest first.",
		func(ctx context.Context, id string) (rest.History, error) {
			return rest.HistoryOf(s.EngagementHistory(ctx, id))
		})
}
