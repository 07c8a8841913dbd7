package check

import "qingshen/internal/dossier"

// complete asks for the tables that must be filled: not empty, with enough rows, and with the years that the form wants.
type complete struct{}

func (complete) prepare(*Rule, *Set, *dossier.Form) error { return nil }

func (complete) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, t := range b.Form.Tables {
		if b.Dossier.Skips(t) || t.Phase == dossier.PhaseAcceptance && b.Dossier.Audit.Phase != t.Phase {
			continue
		}
		if message := t.Lack(b); message != "" {
			f := r.finding(dossier.PlaceOf(t, -1, nil), fill(r.Message, func(string) string { return message }))
			findings = append(findings, f)
		}
	}
	return findings
}
