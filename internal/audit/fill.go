package audit

import (
	"context"
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Table gives one table of the dossier of an audit that the actor may see, with what follows from it.
func (s *Service) Table(ctx context.Context, id, name string) (*Table, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Table, error) {
		a, row, t, err := s.section(tx, id, name)
		if err != nil {
			return nil, err
		}
		c, err := row.read()
		if err != nil {
			return nil, err
		}
		out, err := s.present(tx, a, row, t, c)
		if err != nil {
			return nil, err
		}
		return s.dress(tx, a, row, t, out)
	})
}

// section finds a table of the dossier with its form.
func (s *Service) section(tx *store.Tx, id, name string) (*Audit, *DossierSection, *dossier.Table, error) {
	a, err := find(tx, id)
	if err != nil {
		return nil, nil, nil, err
	}
	t := s.formOf(a).Table(name)
	if name == SectionLevels {
		return nil, nil, nil, fault.Conflict(computedLevels)
	}
	if t == nil || t.Kept != "" {
		return nil, nil, nil, fault.NotFound("审核资料的这张表")
	}
	row, err := sectionOf(tx, a.ID, name)
	if err != nil {
		return nil, nil, nil, err
	}
	if row == nil { // before the start there is nothing but the empty form
		row = &DossierSection{AuditID: a.ID, Section: name, Title: t.Title}
	}
	row.audit = a
	return a, row, t, nil
}

// present gives a table to its reader: the head, the computed columns and the findings, all from the rows given.
func (s *Service) present(tx *store.Tx, a *Audit, row *DossierSection, t *dossier.Table, c content) (*Table, error) {
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, err
	}
	d.Tables[t.ID], d.References[t.ID], d.Unconfirmed[t.ID] = c.Rows, c.References, c.unconfirmed()
	book, findings, err := s.judge(tx, a, d, t.ID)
	if err != nil {
		return nil, err
	}
	locked := a.lockedBecause(t.ID)
	if locked == "" && !tx.Actor().Can(access.FillAudit) {
		locked = "审核资料由企业或者受托的咨询服务机构填写。"
	}
	return &Table{
		SectionHead: SectionHead{
			Version: row.Version, AuditID: a.ID, Section: t.ID, Title: t.Title, UpdatedAt: row.UpdatedAt, Editable: locked == "", Locked: locked, WrittenBy: row.WrittenBy,
			Gaps: gapsIn(t, book, findings),
		},
		Form: *t, Rows: c.Rows, References: c.References, Documents: documentsOf(d), Computed: computed(book, t), Findings: of(t.ID, findings), Carried: c.carried(),
		Balances: s.balanceViews(a, book, t, findings), Results: t.ID == SectionTargets && a.State != Ongoing && a.State != Supplementing,
	}, nil
}

// CheckTable tells what would follow from rows and what would be found in them, without keeping anything (边填边查).
func (s *Service) CheckTable(ctx context.Context, id, name string, in Table) (*Table, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Table, error) {
		a, row, t, err := s.section(tx, id, name)
		if err != nil {
			return nil, err
		}
		if err := within(t, in.Rows); err != nil {
			return nil, err
		}
		c, err := row.read()
		if err != nil {
			return nil, err
		}
		return s.present(tx, a, row, t, c.with(in))
	})
}

// within refuses more rows than a table takes.
func within(t *dossier.Table, rows []dossier.Row) error {
	if len(rows) <= maxRows {
		return nil
	}
	var faults fault.List
	faults.Add("rows", fmt.Sprintf("共%d行，最多%d行，请归并后填写。", len(rows), maxRows))
	return faults.Err("“" + t.Title + "”没有保存")
}

// sheet takes a section to be written; a table that came into the form after the start is opened now.
func (s *Service) sheet(tx *store.Tx, a *Audit, row *DossierSection, t *dossier.Table) (*DossierSection, error) {
	if row.ID != "" {
		return store.Take[DossierSection](tx, row.ID, t.Title)
	}
	for _, blank := range blankSections(s.formOf(a), a) {
		if blank.Section == t.ID {
			return blank, tx.Insert("dossier_section.open", blank)
		}
	}
	return nil, fault.NotFound("审核资料的这张表")
}

// SaveTable replaces the rows of one table. What cannot be understood is refused, all at once; what is missing or doubtful
// is kept and found again before the report.
func (s *Service) SaveTable(ctx context.Context, id, name string, in Table) (*Table, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Table, error) {
		a, row, t, err := s.section(tx, id, name)
		if err != nil {
			return nil, err
		}
		open, err := writable(tx, a, name)
		if err != nil {
			return nil, err
		}
		if err := within(t, in.Rows); err != nil {
			return nil, err
		}
		if row, err = s.sheet(tx, a, row, t); err != nil {
			return nil, err
		}
		row.audit, row.said = a, in.Marks
		if err := row.bounded(a, t, open, in); err != nil {
			return nil, err
		}
		if in.Rows == nil {
			in.Rows = []dossier.Row{}
		}
		c, err := row.read()
		if err != nil {
			return nil, err
		}
		c = c.with(in)
		book, findings := s.formOf(a).Read(c.alone(t, tx.Today()))
		if err := refused(t, findings); err != nil {
			return nil, err
		}
		if err := s.traceable(tx, a, t, row, in); err != nil {
			return nil, err
		}
		if err := row.keep(t, book, c, findings); err != nil {
			return nil, err
		}
		row.WrittenBy = a.hand(tx)
		if err := tx.Save("dossier_section.save", row); err != nil {
			return nil, err
		}
		out, err := s.present(tx, a, row, t, c)
		if err != nil {
			return nil, err
		}
		return s.dress(tx, a, row, t, out)
	})
}
