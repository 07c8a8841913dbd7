package audit

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// uncommented says why nothing can be remarked on a dossier; "" when it can.
func (a *Audit) uncommented(actor access.Actor) string {
	switch {
	case !actor.Can(access.CommentDossier):
		return "当前账号只能查看。"
	case a.onlyRead == endedEngagement:
		return a.onlyRead
	case !a.running():
		return "这一轮审核已经结束，批注只能查看。"
	}
	return ""
}

// Comments gives all comments on the dossier of an audit that the actor may read.
func (s *Service) Comments(ctx context.Context, id string) (CommentList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (CommentList, error) {
		a, err := find(tx, id)
		if err != nil {
			return CommentList{}, err
		}
		return s.comments(tx, a)
	})
}

func (s *Service) comments(tx *store.Tx, a *Audit) (CommentList, error) {
	out := CommentList{Items: []*DossierComment{}, Sections: map[string]int{}, Party: partyOf(tx.Actor())}
	out.Closed = a.uncommented(tx.Actor())
	out.CanComment = out.Closed == ""
	rows, err := commentsOn(tx, a.ID)
	if err != nil {
		return out, err
	}
	sections := map[string]bool{}
	for i := range rows {
		sections[rows[i].Section] = true
	}
	contents, err := s.heldIn(tx, a, sections)
	if err != nil {
		return out, err
	}
	for i := range rows {
		c := &rows[i]
		if !c.seenBy(out.Party) {
			continue
		}
		c.audit = a
		s.describeComment(tx, c, contents, out.CanComment)
		if c.State == CommentOpen {
			out.Open++
			out.Sections[c.Section]++
		}
		out.Items = append(out.Items, c)
	}
	slices.SortStableFunc(out.Items, func(x, y *DossierComment) int { return strings.Compare(x.State, y.State) })
	return out, nil
}

// describeComment names the place as it is called now and says what may be done.
func (s *Service) describeComment(tx *store.Tx, c *DossierComment, contents map[string]content, open bool) {
	if c.Replies == nil {
		c.Replies = []CommentReply{}
	}
	if t := s.tableAt(c.audit, c.Section); t != nil {
		held := contents[c.Section]
		if c.Mark != "" && held.index(c.Mark) < 0 && !t.Record {
			c.Gone = true
		} else {
			c.Title = t.Title + held.where(t, c.Mark, c.Column)
		}
	}
	if open {
		c.Actions = flow.Allowed(tx, Comments, c)
	}
}

// Remark puts a comment at a place of the dossier and tells those who are to answer.
func (s *Service) Remark(ctx context.Context, id string, in RemarkInput) (CommentList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (CommentList, error) {
		a, t, held, err := s.place(tx, id, in.Section, in.Mark, in.Column)
		if err != nil {
			return CommentList{}, err
		}
		if closed := a.uncommented(tx.Actor()); closed != "" {
			return CommentList{}, fault.Conflict(closed)
		}
		body, err := said(in.Body, "批注")
		if err != nil {
			return CommentList{}, err
		}
		party := partyOf(tx.Actor())
		c := &DossierComment{
			AuditID: a.ID, RegionCode: a.RegionCode, EnterpriseName: a.EnterpriseName, Section: t.ID, Mark: in.Mark, Column: in.Column, Title: t.Title + held.where(t, in.Mark, in.Column),
			Body: body, AuthorID: tx.Actor().ID, AuthorName: tx.Actor().Name, Party: party, Internal: in.Internal, Awaits: counterpart(a, party, in.Internal), Replies: []CommentReply{}, State: Comments.First, audit: a,
		}
		if err := tx.Insert("dossier_comment.remark", c); err != nil {
			return CommentList{}, err
		}
		if err := c.tell(tx, "批注", body); err != nil {
			return CommentList{}, err
		}
		return s.comments(tx, a)
	})
}

// said demands words.
func said(text, label string) (string, error) {
	var faults fault.List
	faults.Require("body", label+"的内容", text)
	return strings.TrimSpace(text), faults.Err(label + "没有保存")
}

// place finds a place of the dossier: its table, and its row and column where they are named.
func (s *Service) place(tx *store.Tx, id, section, mark, column string) (*Audit, *dossier.Table, content, error) {
	a, _, t, held, err := s.seat(tx, id, section)
	if err != nil {
		return nil, nil, held, err
	}
	var faults fault.List
	if mark != "" && held.index(mark) < 0 && !(t.Record && mark == firstMark) {
		faults.Add("mark", fmt.Sprintf("“%s”中没有这一行：可能已经删除，或者还没有保存。", t.Title))
	}
	if column != "" && (t.Column(column) == nil || mark == "") {
		faults.Add("column", fmt.Sprintf("“%s”中没有这一栏，请刷新页面后重试。", t.Title))
	}
	return a, t, held, faults.Err("没有找到这个位置")
}

// firstMark is the mark of the only row of a table that has one, also before it is filled in.
const firstMark = "r1"

// tell lets those who are to answer know; the office is told of what awaits it only.
func (c *DossierComment) tell(tx *store.Tx, what, body string) error {
	s := c.Subject()
	switch c.Awaits {
	case PartyEnterprise:
		s.AgencyID, s.RegionCode = "", ""
	case PartyAgency:
		s.EnterpriseID, s.RegionCode = "", ""
	case PartyOffice:
		s.AgencyID, s.EnterpriseID = "", ""
	case partyApplicant:
		s.RegionCode = ""
	default:
		return nil
	}
	return message.Tell(tx, "dossier-comment", s, map[string]string{"what": what, "who": tx.Actor().Name, "body": body})
}

// onComment takes a comment that the actor may read, with its audit.
func (s *Service) onComment(ctx context.Context, id string, fn func(tx *store.Tx, c *DossierComment) error) (CommentList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (CommentList, error) {
		c, err := store.Find[DossierComment](tx, id, "这条批注")
		if err == nil && !c.seenBy(partyOf(tx.Actor())) {
			err = fault.NotFound("这条批注")
		}
		if err != nil {
			return CommentList{}, err
		}
		if c.audit, err = find(tx, c.AuditID); err != nil {
			return CommentList{}, err
		}
		if closed := c.audit.uncommented(tx.Actor()); closed != "" {
			return CommentList{}, fault.Conflict(closed)
		}
		if err := fn(tx, c); err != nil {
			return CommentList{}, err
		}
		return s.comments(tx, c.audit)
	})
}

// Reply answers a comment. Whoever asked is told; when the asker goes on, those who are to answer are.
func (s *Service) Reply(ctx context.Context, id string, in ReplyInput) (CommentList, error) {
	return s.onComment(ctx, id, func(tx *store.Tx, c *DossierComment) error {
		body, err := said(in.Body, "答复")
		if err != nil {
			return err
		}
		if c.State != CommentOpen {
			return fault.Conflict("这条批注已经解决，请先重新提出，再答复。")
		}
		party := partyOf(tx.Actor())
		c.Replies = append(c.Replies, CommentReply{At: tx.Now(), Name: tx.Actor().Name, Party: party, Body: body})
		c.Awaits = c.Party
		if party == c.Party {
			c.Awaits = counterpart(c.audit, party, c.Internal)
		}
		if c.Awaits == PartyExpert { // experts have no desk of their own for it: the office answers to them
			c.Awaits = PartyOffice
		}
		if err := tx.SaveNoted("dossier_comment.reply", body, c); err != nil {
			return err
		}
		return c.tell(tx, "批注的答复", body)
	})
}

// Resolve settles a comment (标为已解决).
func (s *Service) Resolve(ctx context.Context, id string, _ CommentInput) (CommentList, error) {
	return s.onComment(ctx, id, func(tx *store.Tx, c *DossierComment) error {
		if err := tx.Expect(c, "这条批注"); err != nil {
			return err
		}
		now := tx.Now()
		c.ResolvedBy, c.ResolvedAt = tx.Actor().Name, &now
		return flow.Move(tx, Comments, c, "resolve", "")
	})
}

// Reopen puts a settled comment again (重新提出).
func (s *Service) Reopen(ctx context.Context, id string, _ CommentInput) (CommentList, error) {
	return s.onComment(ctx, id, func(tx *store.Tx, c *DossierComment) error {
		if err := tx.Expect(c, "这条批注"); err != nil {
			return err
		}
		c.ResolvedBy, c.ResolvedAt = "", nil
		if err := flow.Move(tx, Comments, c, "reopen", ""); err != nil {
			return err
		}
		return c.tell(tx, "重新提出的批注", c.Body)
	})
}

// answered demands that no comment which the actor may read is still open: nothing is concluded over open questions.
func answered(tx *store.Tx, a *Audit) error {
	rows, err := commentsOn(tx, a.ID)
	if err != nil {
		return err
	}
	var faults fault.List
	for i := range rows {
		if rows[i].State == CommentOpen && rows[i].seenBy(partyOf(tx.Actor())) && len(faults) < maxShown {
			faults.Add("comments."+rows[i].ID, fmt.Sprintf("%s的批注还没有解决：%s", rows[i].Title, rows[i].Body))
		}
	}
	return faults.Err("还有没有解决的批注，请先答复并标为已解决")
}
