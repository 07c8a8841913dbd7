package check

import (
	"slices"

	"qingshen/internal/dossier"
)

// referenced asks where figures were taken from: each cell of the named columns that is filled in needs the page of a
// document.
type referenced struct{}

func (referenced) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	t := form.Table(r.Table)
	if t == nil || len(r.With.Of) == 0 {
		return unknown("证据出处的规则应写明表和栏目（with.of）")
	}
	for _, column := range r.With.Of {
		if t.Column(column) == nil {
			return unknown("“%s”没有栏目“%s”", r.Table, column)
		}
	}
	return nil
}

func (referenced) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	if !slices.ContainsFunc(b.Dossier.Attachments, func(a dossier.Attachment) bool { return a.ID != "" }) {
		return findings // a file from elsewhere whose documents nobody can name
	}
	for _, l := range b.Lines(r.Table) {
		if r.when != nil {
			if v, err := r.when.Eval(l); err != nil || !v.Yes {
				continue
			}
		}
		for _, column := range r.With.Of {
			if l.Cell(column).Typed == "" {
				continue
			}
			if ref, ok := b.Dossier.Referred(r.Table, l.Index, column); ok && r.stands(b, ref) {
				continue
			}
			f := r.finding(l.Place(column), fill(r.Message, l.Show))
			findings = append(findings, f)
		}
	}
	return findings
}

// stands tells whether a reference leads to a document that still counts.
func (r *Rule) stands(b *dossier.Book, ref dossier.Reference) bool {
	d := b.Dossier.Document(ref.Document)
	return d != nil && !d.Replaced
}
