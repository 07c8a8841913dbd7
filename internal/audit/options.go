package audit

import (
	"context"
	"fmt"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Options gives the options of an audit with their sums.
func (s *Service) Options(ctx context.Context, id string) (OptionList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (OptionList, error) {
		a, err := find(tx, id)
		if err != nil {
			return OptionList{}, err
		}
		options, err := optionsOf(tx, a.ID)
		if err != nil {
			return OptionList{}, err
		}
		back, err := sentBack(tx, a, SectionOptions)
		if err != nil {
			return OptionList{}, err
		}
		out := OptionList{Items: options, Kinds: EffectKinds, Locked: a.lockedBecause(SectionOptions), Returned: asPlaces(back)}
		fills := tx.Actor().Can(access.FillAudit)
		switch {
		case out.Locked == "" && !fills:
			out.Locked = "方案由企业或者受托的咨询服务机构填写。"
		case len(back) > 0 && fills:
			out.Locked = "审核报告已经提交，只有被退回的地方可以修改；补正以后由企业重新报送。"
		}
		out.Editable = out.Locked == ""
		out.Addable = fills && (out.Editable || wholly(back))
		out.Totals, out.Effects = sum(options)
		for i := range out.Items {
			out.Items[i].derive()
			out.Items[i].Economics, out.Items[i].Sensitivity = s.economics(a, out.Items[i])
			out.Items[i].Actions = out.Items[i].allowed(tx, a, back)
		}
		return out, nil
	})
}

// wholly tells whether a whole part of the dossier was sent back, and not only single places of it.
func wholly(back []*DossierReturn) bool {
	return slices.ContainsFunc(back, func(r *DossierReturn) bool { return r.Mark == "" })
}

// allowed tells what may be done with an option now.
func (o *Option) allowed(tx *store.Tx, a *Audit, back []*DossierReturn) []store.Action {
	actions := []store.Action{}
	if !tx.Actor().Can(access.FillAudit) || a.onlyRead != "" {
		return actions
	}
	switch a.State {
	case Ongoing, Supplementing:
		return append(actions, store.Action{Name: "edit", Label: "修改", Allowed: true}, store.Action{Name: "delete", Label: "删除", Allowed: o.State == OptionPlanned, Reason: "已经实施或者放弃的方案不能删除。"})
	case Implementing, Rectifying:
		return append(actions, store.Action{Name: "edit", Label: "填写进展", Allowed: true})
	}
	if slices.ContainsFunc(back, func(r *DossierReturn) bool { return r.Mark == "" || r.Mark == o.ID }) {
		return append(actions, store.Action{Name: "edit", Label: "补正", Allowed: true})
	}
	return actions
}

// AddOption adds an option with the next free code.
func (s *Service) AddOption(ctx context.Context, id string, in OptionInput) (*Option, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Option, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		back, err := writable(tx, a, SectionOptions)
		if err != nil {
			return nil, err
		}
		if len(back) > 0 && !wholly(back) {
			return nil, fault.Conflict("只能修改被退回的方案，不能增加方案。")
		}
		options, err := optionsOf(tx, a.ID)
		if err != nil {
			return nil, err
		}
		if len(options) >= maxRows {
			return nil, fault.Conflict(fmt.Sprintf("一轮审核最多登记%d个方案。", maxRows))
		}
		o := &Option{AuditID: a.ID, EnterpriseID: a.EnterpriseID, Code: optionCode(options), audit: a}
		if err := o.apply(in, a, tx.Today()); err != nil {
			return nil, err
		}
		o.WrittenBy = a.hand(tx)
		if err := tx.Insert("cp_option.add", o); err != nil {
			return nil, err
		}
		o.Actions = o.allowed(tx, a, back)
		return o, nil
	})
}

func takeOption(tx *store.Tx, id string) (*Option, *Audit, error) {
	o, err := store.Take[Option](tx, id, "该方案")
	if err != nil {
		return nil, nil, err
	}
	a, err := find(tx, o.AuditID)
	o.audit = a
	return o, a, err
}

// SaveOption writes an option. While the options are carried out only their progress is entered; when the last one is
// done, the clock of the implementation stops and that of the application for acceptance starts.
func (s *Service) SaveOption(ctx context.Context, id string, in OptionInput) (*Option, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Option, error) {
		o, a, err := takeOption(tx, id)
		if err != nil {
			return nil, err
		}
		back, err := o.writable(tx, a)
		if err != nil {
			return nil, err
		}
		before := *o
		if err := o.apply(in, a, tx.Today()); err != nil {
			return nil, err
		}
		if err := o.bounded(&before, a, back); err != nil {
			return nil, err
		}
		o.WrittenBy = a.hand(tx)
		if err := tx.Save("cp_option.save", o); err != nil {
			return nil, err
		}
		o.Actions = o.allowed(tx, a, back)
		return o, implemented(tx, a)
	})
}

// writable refuses to write an option that is locked, and gives the places that were sent back, where only these are open.
func (o *Option) writable(tx *store.Tx, a *Audit) ([]*DossierReturn, error) {
	if a.onlyRead == "" && (a.State == Implementing || a.State == Rectifying) { // its progress is entered while the dossier is locked
		other, err := heldByOther(tx, a, SectionOptions)
		if err == nil && other != "" {
			err = fault.Conflict(other)
		}
		return nil, err
	}
	back, err := writable(tx, a, SectionOptions)
	if err == nil && len(o.allowed(tx, a, back)) == 0 {
		err = fault.Conflict("方案" + o.Code + "没有被退回，不能修改。")
	}
	return back, err
}

// bounded holds what is to be saved against what may be changed: all of a plan, its progress, or the places sent back.
func (o *Option) bounded(before *Option, a *Audit, back []*DossierReturn) error {
	if len(back) == 0 {
		return before.onlyProgress(o, a)
	}
	was, now := content{Named: true}, content{Named: true}
	was.hold(o.ID, before.inPlaces())
	now.hold(o.ID, o.inPlaces())
	return trespass(optionPlaces, back, was, now)
}

// implemented lets the clocks follow once every option is done or dropped.
func implemented(tx *store.Tx, a *Audit) error {
	if a.State != Implementing {
		return nil
	}
	options, err := optionsOf(tx, a.ID)
	if err != nil {
		return err
	}
	last := calendar.Date("")
	for _, o := range options {
		if o.State != OptionDone && o.State != OptionDropped {
			return nil
		}
		last = max(last, o.CompletedOn)
	}
	if last == "" || last < a.EvaluatedOn {
		last = tx.Today()
	}
	if err := deadline.MeetOn(tx, a.Subject(), "implement-options", last); err != nil {
		return err
	}
	return deadline.StartEvent(tx, a.Subject(), "options-implemented", last)
}

// DeleteOption removes an option that was planned only.
func (s *Service) DeleteOption(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		o, a, err := takeOption(tx, id)
		if err != nil {
			return err
		}
		back, err := writable(tx, a, SectionOptions)
		if err != nil {
			return err
		}
		if len(back) > 0 && !wholly(back) {
			return fault.Conflict("只能修改被退回的方案，不能删除方案。")
		}
		if o.State != OptionPlanned {
			return fault.Conflict("已经实施或者放弃的方案不能删除，需要保留记录。")
		}
		return tx.Delete("cp_option.delete", o)
	})
}

// OptionHistory gives what happened to an option.
func (s *Service) OptionHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		o, err := store.Get[Option](tx.Everywhere("narrowed by its audit in the next step"), id, "该方案")
		if err != nil {
			return nil, err
		}
		if _, err := find(tx, o.AuditID); err != nil {
			return nil, fault.NotFound("该方案")
		}
		return tx.History(o.Subject())
	})
}
