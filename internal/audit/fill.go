package audit

import (
	"context"
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// readSection gives one section of the dossier of an audit that the actor may see.
func readSection[C content](ctx context.Context, s *Service, id, name string) (C, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (C, error) {
		var none C
		a, err := find(tx, id)
		if err != nil {
			return none, err
		}
		row, err := sectionOf(tx, a.ID, name)
		if err != nil {
			return none, err
		}
		if row == nil {
			row = &DossierSection{AuditID: a.ID, Section: name, Content: "{}"}
		}
		c, err := row.decode()
		if err != nil {
			return none, err
		}
		row.present(tx, a, c)
		return c.(C), nil
	})
}

// present fills the head of a section for the reader.
func (d *DossierSection) present(tx *store.Tx, a *Audit, c content) {
	locked := a.lockedBecause(d.Section)
	if locked == "" && !tx.Actor().Can(access.FillAudit) {
		locked = "审核资料由企业或者受托的咨询服务机构填写。"
	}
	*c.head() = SectionHead{
		Version: d.Version, AuditID: a.ID, Section: d.Section, Title: SectionLabels[d.Section], UpdatedAt: d.UpdatedAt,
		Editable: locked == "", Locked: locked, Gaps: c.gaps(a),
	}
}

// writeSection replaces one section: it cleans and checks what was typed, all faults at once, and computes what follows.
func writeSection[C content](ctx context.Context, s *Service, id, name string, in C) (C, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (C, error) {
		var none C
		a, row, err := takeSection(tx, id, name)
		if err != nil {
			return none, err
		}
		c := &checker{today: tx.Today()}
		in.check(c, carriersOn(s.carriers, a.lawOn()))
		if err := c.faults.Err("“" + SectionLabels[name] + "”没有保存，请按提示修改"); err != nil {
			return none, err
		}
		if err := row.onlyResults(a, in); err != nil {
			return none, err
		}
		if err := row.encode(in); err != nil {
			return none, err
		}
		if err := tx.Save("dossier_section.save", row); err != nil {
			return none, err
		}
		row.present(tx, a, in)
		return in, nil
	})
}

func takeSection(tx *store.Tx, id, name string) (*Audit, *DossierSection, error) {
	a, err := find(tx, id)
	if err != nil {
		return nil, nil, err
	}
	if locked := a.lockedBecause(name); locked != "" {
		return nil, nil, fault.Conflict(locked)
	}
	row, err := sectionOf(tx, a.ID, name)
	if err != nil {
		return nil, nil, err
	}
	if row == nil {
		return nil, nil, fault.NotFound("审核资料的这一部分")
	}
	if row, err = store.Take[DossierSection](tx, row.ID, SectionLabels[name]); err != nil {
		return nil, nil, err
	}
	row.audit = a
	return a, row, nil
}

// onlyResults refuses to change targets after the report; their results are entered while the options are carried out.
func (d *DossierSection) onlyResults(a *Audit, in content) error {
	if a.State == Ongoing || a.State == Supplementing {
		return nil
	}
	before, err := d.decode()
	if err != nil {
		return err
	}
	old, now := before.(*TargetSection), in.(*TargetSection)
	if !onlyActuals(old.Rows, now.Rows) {
		return fault.Conflict("审核报告提交以后目标已经确定，只能填写完成值。")
	}
	return nil
}

// Carriers gives the kinds of energy with their coefficients in force today.
func (s *Service) Carriers(ctx context.Context, _ store.Page) (store.List[Carrier], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Carrier], error) {
		items := carriersOn(s.carriers, tx.Today())
		return store.List[Carrier]{Items: items, Total: len(items)}, nil
	})
}

// StageList is the task list of an audit.
type StageList struct {
	Items []Stage `json:"items" nullable:"false"`
}

// Stages gives the seven stages of an audit with what each still lacks.
func (s *Service) Stages(ctx context.Context, id string) (StageList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (StageList, error) {
		a, err := find(tx, id)
		if err != nil {
			return StageList{}, err
		}
		w, err := workOf(tx, a)
		return StageList{Items: w.stages}, err
	})
}

// onStage takes a stage for writing and gives it back described.
func (s *Service) onStage(ctx context.Context, id, stage string, fn func(tx *store.Tx, st *Stage, w work) error) (*Stage, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Stage, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		w, err := workOf(tx, a)
		if err != nil {
			return nil, err
		}
		for i := range w.stages {
			if w.stages[i].Stage != stage {
				continue
			}
			st, err := store.Take[Stage](tx, w.stages[i].ID, "这个阶段")
			if err != nil {
				return nil, err
			}
			st.describe(tx, a, w)
			if locked := st.locked(a); locked != "" {
				return nil, fault.Conflict(locked)
			}
			if err := fn(tx, st, w); err != nil {
				return nil, err
			}
			st.describe(tx, a, w)
			return st, nil
		}
		return nil, fault.NotFound("这个阶段")
	})
}

// SaveStage writes the steps that are done and the summary of a stage.
func (s *Service) SaveStage(ctx context.Context, id, stage string, in StageInput) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, _ work) error {
		if err := st.apply(in); err != nil {
			return err
		}
		if st.State == StageOpen {
			st.State, st.StartedOn = StageOngoing, tx.Today()
		}
		return tx.Save("audit_stage.save", st)
	})
}

// CompleteStage marks a stage as complete and begins the next one. The stages are completed in order (CPM 14).
func (s *Service) CompleteStage(ctx context.Context, id, stage string) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, w work) error {
		if st.State == StageComplete {
			return fault.Conflict("“" + st.Title + "”已经完成。")
		}
		if err := st.ready(w); err != nil {
			return err
		}
		st.State, st.CompletedOn = StageComplete, tx.Today()
		if st.StartedOn == "" {
			st.StartedOn = tx.Today()
		}
		if err := tx.Save("audit_stage.complete", st); err != nil {
			return err
		}
		return beginNext(tx, st, w)
	})
}

func beginNext(tx *store.Tx, st *Stage, w work) error {
	for i := range w.stages {
		next := &w.stages[i]
		if next.Seq == st.Seq+1 && next.State == StageOpen {
			next.State, next.StartedOn = StageOngoing, tx.Today()
			return tx.Save("audit_stage.begin", next)
		}
	}
	return nil
}

// ReopenStage opens a completed stage again: revisiting is allowed until the report is handed in.
func (s *Service) ReopenStage(ctx context.Context, id, stage string) (*Stage, error) {
	return s.onStage(ctx, id, stage, func(tx *store.Tx, st *Stage, _ work) error {
		if st.State != StageComplete {
			return fault.Conflict("“" + st.Title + "”还没有完成，不需要重新打开。")
		}
		st.State, st.CompletedOn = StageOngoing, ""
		return tx.Save("audit_stage.reopen", st)
	})
}

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
		out.Totals, out.Effects = sum(options)
		for i := range out.Items {
			out.Items[i].derive()
			out.Items[i].Actions = out.Items[i].allowed(tx, a)
		}
		return out, err
	})
}

// allowed tells what may be done with an option now.
func (o *Option) allowed(tx *store.Tx, a *Audit) []store.Action {
	actions := []store.Action{}
	if !tx.Actor().Can(access.FillAudit) {
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

// Disclosure gives the disclosure of an audit with its form.
func (s *Service) Disclosure(ctx context.Context, auditID string) (*Disclosure, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		a, err := find(tx, auditID)
		if err != nil {
			return nil, err
		}
		d, err := disclosureOf(tx, a.ID)
		if err != nil || d == nil {
			return nil, orMissing(err)
		}
		return d.describe(tx, a)
	})
}

func orMissing(err error) error {
	if err == nil {
		return fault.NotFound("信息公开")
	}
	return err
}

func (d *Disclosure) describe(tx *store.Tx, a *Audit) (*Disclosure, error) {
	d.Form, d.Channels, d.Actions = formFor(tx.Law(), a), channels, flow.Allowed(tx, Disclosures, d)
	if tx.Actor().Can(access.Disclose) || tx.Actor().Can(access.FillAudit) {
		if d.State == DisclosureDraft || d.State == DisclosureReturned {
			d.Actions = append([]store.Action{{Name: "edit", Label: "填写", Allowed: true}}, d.Actions...)
		}
	}
	clocks, err := deadline.For(tx, "audit", a.ID)
	for _, c := range clocks {
		if c.Rule == "disclose" {
			d.Deadline = &DisclosureDeadline{DueOn: c.DueOn, MetOn: c.MetOn, Cite: c.Cite, Arithmetic: c.Arithmetic}
		}
	}
	return d, err
}

// ListDisclosures gives the disclosures that the actor may see.
func (s *Service) ListDisclosures(ctx context.Context, in DisclosureQuery) (store.List[Disclosure], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Disclosure], error) {
		out, err := disclosures(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = flow.Names(tx, Disclosures, &out.Items[i])
		}
		return out, err
	})
}

// SaveDisclosure writes the draft of a disclosure; it may be incomplete.
func (s *Service) SaveDisclosure(ctx context.Context, auditID string, in DisclosureInput) (*Disclosure, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		a, err := find(tx, auditID)
		if err != nil {
			return nil, err
		}
		row, err := disclosureOf(tx, a.ID)
		if err != nil || row == nil {
			return nil, orMissing(err)
		}
		d, err := store.Take[Disclosure](tx, row.ID, "信息公开")
		if err != nil {
			return nil, err
		}
		if d.State != DisclosureDraft && d.State != DisclosureReturned {
			return nil, fault.Conflict("信息公开已经提交，不能修改；需要修改的，请联系生态环境部门退回。")
		}
		if err := d.apply(in, formFor(tx.Law(), a)); err != nil {
			return nil, err
		}
		var faults fault.List
		if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
			return nil, err
		}
		if err := faults.Err("信息公开内容没有保存"); err != nil {
			return nil, err
		}
		if err := tx.Save("disclosure.save", d); err != nil {
			return nil, err
		}
		return d.describe(tx, a)
	})
}

// onDisclosure takes a disclosure with its audit for an act.
func (s *Service) onDisclosure(ctx context.Context, id string, fn func(tx *store.Tx, d *Disclosure, a *Audit) error) (*Disclosure, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Disclosure, error) {
		d, err := store.Take[Disclosure](tx, id, "信息公开")
		if err != nil {
			return nil, err
		}
		a, err := find(tx, d.AuditID)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, d, a); err != nil {
			return nil, err
		}
		return d.describe(tx, a)
	})
}

// SubmitDisclosure declares that the information was published on the day that the proof shows; the clock stops on
// that day. The content is sealed with a hash.
func (s *Service) SubmitDisclosure(ctx context.Context, id string, _ CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, a *Audit) error {
		if err := d.seal(); err != nil {
			return err
		}
		d.SubmittedOn, d.Comment = tx.Today(), ""
		if err := flow.Move(tx, Disclosures, d, "submit", ""); err != nil {
			return err
		}
		if err := deadline.MeetOn(tx, a.Subject(), "disclose", d.PublishedOn); err != nil {
			return err
		}
		a.DisclosedOn = d.PublishedOn
		return tx.Save("audit.disclose", a)
	})
}

// CheckDisclosure confirms that what was submitted has been published.
func (s *Service) CheckDisclosure(ctx context.Context, id string, in CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, _ *Audit) error {
		d.CheckedOn, d.Comment = tx.Today(), in.Comment
		return flow.Move(tx, Disclosures, d, "check", in.Comment)
	})
}

// ReturnDisclosure sends a disclosure back with its reason; the clock runs again.
func (s *Service) ReturnDisclosure(ctx context.Context, id string, in CommentInput) (*Disclosure, error) {
	return s.onDisclosure(ctx, id, func(tx *store.Tx, d *Disclosure, a *Audit) error {
		if err := in.required("退回的原因"); err != nil {
			return err
		}
		d.Comment = in.Comment
		if err := flow.Move(tx, Disclosures, d, "return", in.Comment); err != nil {
			return err
		}
		if err := deadline.Reopen(tx, a.Subject(), "disclose"); err != nil {
			return err
		}
		a.DisclosedOn = ""
		return tx.Save("audit.disclosure-returned", a)
	})
}

// DisclosureHistory gives what happened to a disclosure.
func (s *Service) DisclosureHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		d, err := store.Find[Disclosure](tx, id, "信息公开")
		if err != nil {
			return nil, err
		}
		return tx.History(d.Subject())
	})
}
