package audit

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/fault"
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
		Editable: locked == "", Locked: locked, WrittenBy: d.WrittenBy, Gaps: c.gaps(a),
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
		row.WrittenBy = a.hand(tx)
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
