package report

import (
	"math/big"
	"regexp"
	"slices"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// scope is what a drafted sentence may name beside the dossier itself: the year that it is about.
type scope struct {
	formula.Scope
	own map[string]formula.Value
}

func (s scope) Value(name string) (formula.Value, bool) {
	if v, ok := s.own[name]; ok {
		return v, true
	}
	return s.Scope.Value(name)
}

// Draft writes the sentences of a section from the dossier. A sentence of which a figure is not known is left out.
func (s *Section) Draft(b *dossier.Book) string {
	out := ""
	for _, d := range s.Drafts {
		out += d.write(b)
	}
	return strings.NewReplacer("。。", "。", "；。", "。", "，。", "。").Replace(out)
}

func (d *sentence) write(b *dossier.Book) string {
	switch {
	case d.Each != "":
		return d.rows(b)
	case d.Years != "":
		out := ""
		for _, year := range yearsOf(b, d.Years) {
			out += d.one(b, scope{b, map[string]formula.Value{"year": year}}, nil)
		}
		return out
	}
	return d.one(b, b, nil)
}

// rows repeats the sentence over the rows of a table.
func (d *sentence) rows(b *dossier.Book) string {
	out, seen := "", map[string]bool{}
	own := map[string]formula.Value{}
	if years := yearsOf(b, d.Each); len(years) > 0 {
		own["max_year"] = years[len(years)-1]
	}
	for _, l := range b.Lines(d.Each) {
		in := scope{l, own}
		if d.where != nil {
			if v, err := d.where.Eval(in); err != nil || !v.Yes {
				continue
			}
		}
		if d.Distinct != "" {
			key := l.Cell(d.Distinct).Typed
			if seen[key] {
				continue
			}
			seen[key] = true
		}
		out += d.one(b, in, l)
	}
	return out
}

func (d *sentence) one(b *dossier.Book, in formula.Scope, l *dossier.Line) string {
	if d.when != nil {
		if v, err := d.when.Eval(in); err != nil || !v.Yes {
			return ""
		}
	}
	var out strings.Builder
	for _, p := range d.pieces {
		if p.figure == nil {
			out.WriteString(p.words)
			continue
		}
		text := p.shown(b, in, l)
		if text == "" && !(l != nil && l.Table.Column(p.name) != nil && optionalWords[p.name]) {
			return ""
		}
		out.WriteString(counting.ReplaceAllString(strings.TrimRight(text, "。；，"), "$1$2"))
	}
	return out.String()
}

// counting is a figure with a Chinese unit: they stand together in a sentence.
var counting = regexp.MustCompile(`(\d) (\p{Han})`)

// optionalWords are columns without which a sentence still stands.
var optionalWords = map[string]bool{"outlet": true, "name": true, "code": true}

func (p piece) shown(b *dossier.Book, in formula.Scope, l *dossier.Line) string {
	if l != nil && p.unit == "" && l.Table.Column(p.name) != nil {
		return l.Show(p.name)
	}
	v, err := p.figure.Eval(in)
	if err != nil {
		return ""
	}
	var u *unit.Unit
	if p.unit != "" {
		if known, err := b.Form.Units().Parse(p.unit); err == nil {
			u = &known
		}
	}
	return dossier.ShowIn(v, u)
}

// yearsOf gives the years of a table, oldest first.
func yearsOf(b *dossier.Book, table string) []formula.Value {
	out := []formula.Value{}
	for _, l := range b.Lines(table) {
		v := l.Cell("year").Value
		if v.Kind == formula.Number && !slices.ContainsFunc(out, func(o formula.Value) bool { return o.Num.Cmp(v.Num) == 0 }) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(x, y formula.Value) int { return x.Num.Cmp(y.Num) })
	return out
}

func float(n *big.Rat) float64 { f, _ := n.Float64(); return f }
