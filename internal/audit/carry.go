package audit

import (
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/store"
)

// Carried says which rows of a table still say what the last round said and have been confirmed by nobody (尚未确认).
type Carried struct {
	Unconfirmed []int  `json:"unconfirmed,omitempty" doc:"取自上一轮、尚未确认的行，从1起；写入时不带的，改过的行视为已确认，空列表为全部确认"`
	CarriedFrom string `json:"carried_from,omitempty" readOnly:"true" doc:"这些行取自哪一轮审核"`
}

// unconfirmed gives the rows, counted from 1, that still say what was taken over.
func (c content) unconfirmed() []int {
	out := []int{}
	for i, row := range c.Rows {
		if len(c.Carried) > 0 && slices.Contains(c.Carried, row.Fingerprint()) {
			out = append(out, i+1)
		}
	}
	return out
}

func (c content) carried() Carried {
	open := c.unconfirmed()
	if len(open) == 0 {
		return Carried{}
	}
	return Carried{open, c.From}
}

// with gives the content as somebody has written it: a row that was changed is confirmed by that, and where the writer says
// which rows are still open, the others are.
func (c content) with(in Table) content {
	now := content{Rows: in.Rows, References: in.References, From: c.From}
	if now.Rows == nil {
		now.Rows = []dossier.Row{}
	}
	for i, row := range now.Rows {
		if print := row.Fingerprint(); slices.Contains(c.Carried, print) && (in.Unconfirmed == nil || slices.Contains(in.Unconfirmed, i+1)) {
			now.Carried = append(now.Carried, print)
		}
	}
	if len(now.Carried) == 0 {
		now.From = ""
	}
	return now
}

// alone gives a dossier that holds this table and nothing else.
func (c content) alone(t *dossier.Table, today calendar.Date) *dossier.Dossier {
	return &dossier.Dossier{AsOf: today, Tables: map[string][]dossier.Row{t.ID: c.Rows}, Unconfirmed: map[string][]int{t.ID: c.unconfirmed()}}
}

// begin fills a section with what the last round said in it.
func (d *DossierSection) begin(form *dossier.Form, last *dossier.Table, rows []dossier.Row, from string, today calendar.Date) error {
	t := form.Table(d.Section)
	c := content{Rows: t.Carried(last, rows, today.Year()), From: from}
	if len(c.Rows) == 0 {
		return nil
	}
	for _, row := range c.Rows {
		c.Carried = append(c.Carried, row.Fingerprint())
	}
	book, findings := form.Read(c.alone(t, today))
	return d.keep(t, book, c, findings)
}

// carry begins the tables of basic facts with the values of the round that this one follows: the one that it does again, else
// the last that was accepted at the site.
func (s *Service) carry(tx *store.Tx, a *Audit, form *dossier.Form, sections []*DossierSection) error {
	last, err := predecessor(tx, a)
	if err != nil || last == nil {
		return err
	}
	before, err := sectionsOf(tx, last.ID)
	if err != nil {
		return err
	}
	for _, row := range sections {
		i := slices.IndexFunc(before, func(b DossierSection) bool { return b.Section == row.Section })
		if i < 0 {
			continue
		}
		rows, err := before[i].rows()
		if err != nil {
			return err
		}
		if err := row.begin(form, s.formOf(last).Table(row.Section), rows, last.CaseNo, tx.Today()); err != nil {
			return err
		}
	}
	return nil
}

// Carry begins sections with what an earlier round said in them, as the start of a round does.
func (k *Composer) Carry(from *Audit, before map[string]*DossierSection, sections []*DossierSection, today calendar.Date) error {
	for _, row := range sections {
		form, last := k.formOf(row), before[row.Section]
		if last == nil {
			continue
		}
		rows, err := last.rows()
		if err != nil {
			return err
		}
		if err := row.begin(form, form.Table(row.Section), rows, from.CaseNo, today); err != nil {
			return err
		}
	}
	return nil
}
