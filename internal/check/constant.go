package check

import (
	"fmt"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// constant finds measurements that repeat to the last digit: the same result on several days, or at several points on
// one day, is copied more often than measured.
type constant struct{}

func (constant) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	t := form.Table(r.Table)
	for _, column := range append([]string{r.With.Value}, r.With.Of...) {
		if t == nil || t.Column(column) == nil {
			return unknown("表“%s”没有栏目“%s”", r.Table, column)
		}
	}
	return nil
}

// repeats is how many equal results are no chance any more; digits is how many digits a result must have to count.
const (
	repeats = 3
	digits  = 3
)

func (constant) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	count := map[string][]*dossier.Line{}
	order := []string{}
	for _, l := range b.Lines(r.Table) {
		cell := l.Cell(r.With.Value)
		if cell.Value.Kind != formula.Number || cell.Below || len(strings.Trim(strings.ReplaceAll(cell.Typed, ".", ""), "0")) < digits {
			continue
		}
		key := keyOf(l, r.With.Of) + "\x00" + cell.Typed
		if count[key] == nil {
			order = append(order, key)
		}
		count[key] = append(count[key], l)
	}
	findings := []dossier.Finding{}
	for _, key := range order {
		lines := count[key]
		if len(lines) < repeats {
			continue
		}
		l := lines[len(lines)-1]
		f := r.finding(l.Place(r.With.Value), fill(r.Message, func(name string) string {
			if name == "times" {
				return fmt.Sprint(len(lines))
			}
			return l.Show(name)
		}))
		f.Found = l.Show(r.With.Value)
		findings = append(findings, f)
	}
	return findings
}
