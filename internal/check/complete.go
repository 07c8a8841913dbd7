package check

import (
	"fmt"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// complete asks for the tables that must be filled: not empty, with enough rows, and with the years that the form wants.
type complete struct{}

func (complete) prepare(*Rule, *Set, *dossier.Form) error { return nil }

func (complete) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, t := range b.Form.Tables {
		if b.Dossier.Skips(t) {
			continue
		}
		if message := missing(t, b); message != "" {
			f := r.finding(dossier.PlaceOf(t, -1, nil), fill(r.Message, func(string) string { return message }))
			findings = append(findings, f)
		}
	}
	return findings
}

// missing says what a table lacks.
func missing(t *dossier.Table, b *dossier.Book) string {
	lines := b.Lines(t.ID)
	switch {
	case len(lines) == 0 && t.Required:
		return "“" + t.Title + "”没有填写"
	case len(lines) > 0 && len(lines) < t.Rows:
		return fmt.Sprintf("“%s”至少应有%d行，现有%d行", t.Title, t.Rows, len(lines))
	}
	if t.Years == 0 || len(lines) == 0 {
		return ""
	}
	years := map[string]bool{}
	for _, l := range lines {
		if v := l.Cell("year").Value; v.Kind == formula.Number {
			years[v.Num.RatString()] = true
		}
	}
	if len(years) < t.Years {
		return fmt.Sprintf("“%s”应有近%d年的数据，现有%d年", t.Title, t.Years, len(years))
	}
	return ""
}
