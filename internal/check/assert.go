package check

import (
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// assert holds a condition over every row of a table, over every group of rows, or over the whole dossier. What is not
// known decides nothing: a rule speaks only where its values are there.
type assert struct{}

func (assert) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	if r.that == nil {
		return unknown("缺少条件 that")
	}
	if r.Table == "" {
		if r.At == "" || form.Table(r.At) == nil {
			return unknown("整份资料的规则应在 at 中写明提示放在哪张表")
		}
		return nil
	}
	t := form.Table(r.Table)
	for _, column := range append([]string{r.At}, r.Group...) {
		if t.Column(column) == nil {
			return unknown("“%s”没有栏目“%s”", r.Table, column)
		}
	}
	return nil
}

func (assert) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	if r.Table == "" {
		place := dossier.PlaceOf(b.Form.Table(r.At), -1, nil)
		return r.hold(b, place, func(string) string { return "" })
	}
	findings := []dossier.Finding{}
	seen := map[string]bool{}
	for _, l := range b.Lines(r.Table) {
		if len(r.Group) > 0 {
			key := keyOf(l, r.Group)
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		findings = append(findings, r.hold(l, l.Place(r.At), l.Show)...)
	}
	return findings
}

func keyOf(l *dossier.Line, columns []string) string {
	parts := []string{}
	for _, c := range columns {
		parts = append(parts, l.Show(c))
	}
	return strings.Join(parts, "\x00")
}

// hold applies the rule to one scope.
func (r *Rule) hold(s formula.Scope, place dossier.Place, show func(string) string) []dossier.Finding {
	if r.when != nil {
		v, err := r.when.Eval(s)
		if err != nil || v.Kind != formula.Truth || !v.Yes {
			return r.puzzled(err, place)
		}
	}
	v, err := r.that.Eval(s)
	if err != nil {
		return r.puzzled(err, place)
	}
	if v.Kind != formula.Truth || v.Yes {
		return nil
	}
	expected, found := r.shown(r.expected, s, show), show(r.At)
	if r.found != nil {
		found = r.shown(r.found, s, show)
	}
	f := r.finding(place, fill(r.Message, func(name string) string {
		switch name {
		case "expected":
			return expected
		case "found":
			return found
		}
		return show(name)
	}))
	f.Expected, f.Found = expected, found
	return []dossier.Finding{f}
}

// puzzled reports quantities that do not go together; another rule's own fault is none of the filler's.
func (r *Rule) puzzled(err error, place dossier.Place) []dossier.Finding {
	if err == nil {
		return nil
	}
	f := r.finding(place, "“"+r.Title+"”无法比较："+err.Error()+"。请核对各栏的单位。")
	f.Severity = dossier.SeverityError
	return []dossier.Finding{f}
}

// shown writes the expected value in the unit of the cell with which it is compared.
func (r *Rule) shown(f *formula.Formula, s formula.Scope, _ func(string) string) string {
	if f == nil {
		return ""
	}
	v, err := f.Eval(s)
	if err != nil {
		return ""
	}
	if l, ok := s.(*dossier.Line); ok {
		return l.ShowAs(v, r.At)
	}
	return dossier.ShowIn(v, nil)
}
