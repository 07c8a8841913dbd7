package check

import (
	"slices"

	"qingshen/internal/dossier"
)

// carried finds the rows that were taken over from the last round and that nobody has confirmed yet: what was true then is
// not true now because it stands there.
type carried struct{}

func (carried) prepare(*Rule, *Set, *dossier.Form) error { return nil }

func (carried) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, t := range b.Form.Tables {
		rows := b.Dossier.Unconfirmed[t.ID]
		if len(rows) == 0 || b.Dossier.Skips(t) {
			continue
		}
		p := dossier.PlaceOf(t, -1, nil)
		p.Row = slices.Min(rows)
		findings = append(findings, r.finding(p, fill(r.Message, func(name string) string {
			if name == "rows" {
				return t.Listed(rows)
			}
			return t.Title
		})))
	}
	return findings
}
