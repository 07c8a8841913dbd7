package audit

import (
	"context"
	"fmt"

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
		out := OptionList{Items: options, Kinds: EffectKinds, Locked: a.lockedBecause("options")}
		if out.Locked == "" && !tx.Actor().Can(access.FillAudit) {
			out.Locked = "方案由企业或者受托的咨询服务机构填写。"
		}
		out.Editable = out.Locked == ""
		out.Addable = out.Editable && (a.State == Ongoing || a.State == Supplementing)
		out.Totals, out.Effects = sum(options)
		for i := range out.Items {
			out.Items[i].derive()
			out.Items[i].Economics = s.economics(a, out.Items[i])
			out.Items[i].Actions = out.Items[i].allowed(tx, a)
		}
		return out, err
	})
}

// allowed tells what may be done with an option now.
func (o *Option) allowed(tx *store.Tx, a *Audit) []store.Action {
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
	return actions
}

// AddOption adds an option with the next free code.
func (s *Service) AddOption(ctx context.Context, id string, in OptionInput) (*Option, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Option, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		if locked := a.lockedBecause("options"); locked != "" {
			return nil, fault.Conflict(locked)
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
		o.Actions = o.allowed(tx, a)
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
		if len(o.allowed(tx, a)) == 0 {
			return nil, fault.Conflict(a.lockedBecause("options"))
		}
		if err := o.apply(in, a, tx.Today()); err != nil {
			return nil, err
		}
		o.WrittenBy = a.hand(tx)
		if err := tx.Save("cp_option.save", o); err != nil {
			return nil, err
		}
		o.Actions = o.allowed(tx, a)
		return o, implemented(tx, a)
	})
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
		if locked := a.lockedBecause("options"); locked != "" {
			return fault.Conflict(locked)
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
