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
	if len(years) < t.Years {
		return fmt.Sprintf("“%s”应有近%d年的数据，现有%d年", t.Title, t.Years, len(years))
	}
	return ""
}
