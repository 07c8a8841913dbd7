package dossier

import (
	"fmt"

	"qingshen/internal/formula"
)

// Lack says what a table still lacks as a whole: rows, or years; "" when nothing.
func (t *Table) Lack(b *Book) string {
	lines := b.tables[t.ID]
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
		if v := l.cells["year"].Value; v.Kind == formula.Number {
			years[v.Num.RatString()] = true
		}
	}
	switch owed := t.owed(b); {
	case len(years) >= owed:
		return ""
	case owed < t.Years:
		return fmt.Sprintf("“%s”应有投产以来%d年的数据，现有%d年", t.Title, owed, len(years))
	default:
		return fmt.Sprintf("“%s”应有近%d年的数据，现有%d年", t.Title, t.Years, len(years))
	}
}

// owed gives the years of data that the table must have: those that the form asks for; of a younger plant those since it began,
// and one at least.
func (t *Table) owed(b *Book) int {
	began, _ := b.Value(b.Form.Since)
	if began.Kind != formula.Number || b.Dossier.Audit.Year == 0 {
		return t.Years
	}
	age := b.Dossier.Audit.Year - int(began.Num.Num().Int64()) // a year is whole
	return max(1, min(t.Years, age))
}
