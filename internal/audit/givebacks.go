package audit

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// cutPlace reads the field of a change: its row, its column, and whether it is of the place of evidence.
func cutPlace(field string) (mark, column string, source bool) {
	mark, column, _ = strings.Cut(strings.TrimPrefix(field, rowField), ".")
	column, _, source = strings.Cut(column, ".")
	return mark, column, source
}

// Returned gives the places of a dossier that were sent back, with what has changed there since.
func (s *Service) Returned(ctx context.Context, id string) (ReturnList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (ReturnList, error) {
		a, err := find(tx, id)
		if err != nil {
			return ReturnList{}, err
		}
		return s.returned(tx, a)
	})
}

func (s *Service) returned(tx *store.Tx, a *Audit) (ReturnList, error) {
	rows, err := returnsOf(tx, a.ID)
	out := ReturnList{Items: []*DossierReturn{}, CanReturn: tx.Actor().Can(access.OrganiseAppraisal) && slices.Contains(returnable, a.State)}
	if err != nil || len(rows) == 0 {
		return out, err
	}
	sections := map[string]bool{}
	for _, r := range rows {
		sections[r.Section] = true
	}
	contents, err := s.heldIn(tx, a, sections)
	if err != nil {
		return out, err
	}
	documents, err := documentNames(tx, a)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		r.audit = a
		if err := r.compare(s.tableAt(a, r.Section), contents[r.Section], documents); err != nil {
			return out, err
		}
		switch r.State {
		case ReturnOpen:
			out.Open++
		case ReturnResubmitted:
			out.Resubmitted++
		}
		// What is handed in again goes together, with one answer; the other acts are done place by place.
		r.Actions = slices.DeleteFunc(flow.Allowed(tx, Returns, r), func(act store.Action) bool { return act.Name == "resubmit" })
		out.Items = append(out.Items, r)
	}
	out.CanResubmit = out.Open > 0 && tx.Actor().Can(access.RunAudit)
	slices.Reverse(out.Items)
	return out, nil
}

// GiveBack sends one place of the dossier back with the reason (退回单行、单项): only this place opens again.
func (s *Service) GiveBack(ctx context.Context, id string, in ReturnInput) (ReturnList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (ReturnList, error) {
		a, t, held, err := s.place(tx, id, in.Section, in.Mark, in.Column)
		if err != nil {
			return ReturnList{}, err
		}
		if !slices.Contains(returnable, a.State) {
			return ReturnList{}, fault.Conflict("当前状态为“" + StateLabels[a.State] + "”，审核报告提交以后、结论作出以前才能退回单行、单项。")
		}
		r := &DossierReturn{
			AuditID: a.ID, RegionCode: a.RegionCode, EnterpriseName: a.EnterpriseName, Section: t.ID, Mark: in.Mark, Column: in.Column,
			Title: t.Title + held.where(t, in.Mark, in.Column), Reason: strings.TrimSpace(in.Reason), State: Returns.First, Times: 1, audit: a,
		}
		if err := r.allowed(tx, t); err != nil {
			return ReturnList{}, err
		}
		r.stamp(tx)
		if err := r.freeze(held); err != nil {
			return ReturnList{}, err
		}
		if err := tx.Insert("dossier_return.return", r); err != nil {
			return ReturnList{}, err
		}
		if err := message.Tell(tx, "dossier-returned", r.Subject(), map[string]string{"note": r.Reason}); err != nil {
			return ReturnList{}, err
		}
		return s.returned(tx, a)
	})
}

func (r *DossierReturn) stamp(tx *store.Tx) {
	r.ReturnedBy, r.ReturnedName, r.ReturnedAt = tx.Actor().ID, tx.Actor().Name, tx.Now()
}

// allowed refuses a return without reason, of what is computed, or of a place that is open already.
func (r *DossierReturn) allowed(tx *store.Tx, t *dossier.Table) error {
	var faults fault.List
	faults.Require("reason", "退回的原因和补正要求", r.Reason)
	if c := t.Column(r.Column); c != nil && c.Computed() {
		faults.Add("column", "“"+c.Title+"”由系统计算，请退回它所依据的栏目，或者退回整行。")
	}
	open, err := returnsOf(tx, r.AuditID, ReturnOpen, ReturnResubmitted)
	if err != nil {
		return err
	}
	for _, other := range open {
		if other.Section == r.Section && other.covers(r.Mark, r.Column) {
			faults.Add("mark", other.Title+"已经退回（"+Returns.Label(other.State)+"），不需要再退。")
		}
	}
	return faults.Err("没有退回")
}

// Resubmit hands in again what was sent back (重新报送): it goes straight to whoever sent it back. The dossier must be sound.
func (s *Service) Resubmit(ctx context.Context, id string, in ResubmitInput) (ReturnList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (ReturnList, error) {
		a, err := find(tx, id)
		if err != nil {
			return ReturnList{}, err
		}
		list, err := s.returned(tx, a)
		if err != nil {
			return list, err
		}
		open := slices.DeleteFunc(list.Items, func(r *DossierReturn) bool { return r.State != ReturnOpen })
		if len(open) == 0 {
			return list, fault.Conflict("没有待补正的退回。")
		}
		if err := s.sound(tx, a); err != nil {
			return list, err
		}
		if err := replaceReport(tx, a, in.FileID); err != nil {
			return list, err
		}
		if err := resubmit(tx, a, open, strings.TrimSpace(in.Answer)); err != nil {
			return list, err
		}
		return s.returned(tx, a)
	})
}

// resubmit moves the places and tells each officer once.
func resubmit(tx *store.Tx, a *Audit, open []*DossierReturn, answer string) error {
	now, titles := tx.Now(), map[string][]string{}
	for _, r := range open {
		r.Answer, r.AnsweredName, r.AnsweredAt = answer, tx.Actor().Name, &now
		if err := flow.Move(tx, Returns, r, "resubmit", answer); err != nil {
			return err
		}
		titles[r.ReturnedBy] = append(titles[r.ReturnedBy], r.Title)
	}
	for officer, places := range titles {
		facts := map[string]string{"places": strings.Join(places, "、"), "note": answer}
		if err := tellPerson(tx, officer, "dossier-resubmitted", a.Subject(), returnsPage(a.ID), facts); err != nil {
			return err
		}
	}
	return nil
}

func returnsPage(auditID string) string { return "/audits/" + auditID + "/returns" }

// replaceReport puts the report that was signed anew in the place of the one that no longer fits the dossier.
func replaceReport(tx *store.Tx, a *Audit, fileID string) error {
	if fileID == "" {
		return nil
	}
	var faults fault.List
	if err := requireFile(tx, &faults, a, "file_id", fileID); err != nil {
		return err
	}
	if err := faults.Err("没有重新报送"); err != nil {
		return err
	}
	a.ReportFileID = fileID
	if err := tx.Save("audit.replace-report", a); err != nil {
		return err
	}
	return file.Hold(tx, a.Subject(), "审核报告")
}

// onReturn takes a return that the actor may see, with its audit.
func (s *Service) onReturn(ctx context.Context, id, do, note string, fn func(tx *store.Tx, r *DossierReturn, held content) error) (ReturnList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (ReturnList, error) {
		r, err := store.Take[DossierReturn](tx, id, "这项退回")
		if err != nil {
			return ReturnList{}, err
		}
		if r.audit, err = find(tx, r.AuditID); err != nil {
			return ReturnList{}, err
		}
		_, _, t, held, err := s.seat(tx, r.AuditID, r.Section)
		if err != nil {
			return ReturnList{}, err
		}
		documents, err := documentNames(tx, r.audit)
		if err != nil {
			return ReturnList{}, err
		}
		if err := r.compare(t, held, documents); err != nil {
			return ReturnList{}, err
		}
		if err := fn(tx, r, held); err != nil {
			return ReturnList{}, err
		}
		if err := flow.Move(tx, Returns, r, do, note); err != nil {
			return ReturnList{}, err
		}
		return s.returned(tx, r.audit)
	})
}

// Settle takes a mended place as it is now (通过).
func (s *Service) Settle(ctx context.Context, id string, in CommentInput) (ReturnList, error) {
	return s.onReturn(ctx, id, "settle", in.Comment, func(tx *store.Tx, r *DossierReturn, _ content) error { return r.answered(tx) })
}

// WithdrawReturn takes a return back: the place is locked again.
func (s *Service) WithdrawReturn(ctx context.Context, id string, in CommentInput) (ReturnList, error) {
	return s.onReturn(ctx, id, "withdraw", in.Comment, func(*store.Tx, *DossierReturn, content) error { return nil })
}

// ReturnAgain sends a place back once more, with what is still missing. What it holds now is what the next differences are
// measured from.
func (s *Service) ReturnAgain(ctx context.Context, id string, in CommentInput) (ReturnList, error) {
	return s.onReturn(ctx, id, "return-again", in.Comment, func(tx *store.Tx, r *DossierReturn, held content) error {
		if err := in.required("退回的原因和补正要求"); err != nil {
			return err
		}
		r.Reason, r.Answer, r.Times = strings.TrimSpace(in.Comment), "", r.Times+1
		r.stamp(tx)
		return r.freeze(held)
	})
}

// answered demands that no question at the place is still open.
func (r *DossierReturn) answered(tx *store.Tx) error {
	rows, err := commentsOn(tx, r.AuditID)
	if err != nil {
		return err
	}
	for i := range rows {
		c := &rows[i]
		if c.State == CommentOpen && c.Section == r.Section && r.covers(c.Mark, c.Column) && c.seenBy(partyOf(tx.Actor())) {
			return fault.Conflict(r.Title + "还有没有解决的批注：" + c.Body)
		}
	}
	return nil
}
