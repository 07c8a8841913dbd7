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
		out := []string{}
		for _, year := range yearsOf(b, d.Years) {
			out = append(out, d.one(b, scope{b, map[string]formula.Value{"year": year}}, nil))
		}
		return d.joined(out)
	}
	return d.one(b, b, nil)
}

// joined makes one sentence of what was said of each row; with nothing between them, each is a sentence of its own.
func (d *sentence) joined(parts []string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	if d.Between == "" || len(parts) == 0 {
		return strings.Join(parts, "")
	}
	return d.Before + strings.Join(parts, d.Between) + "。"
}

// rows repeats the sentence over the rows of a table.
func (d *sentence) rows(b *dossier.Book) string {
	out, seen := []string{}, map[string]bool{}
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
		out = append(out, d.one(b, in, l))
	}
	return d.joined(out)
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
		out.WriteString(counting.ReplaceAllString(strings.TrimRight(chineseDay(text), "。；，"), "$1$2"))
	}
	return out.String()
}

// counting is a figure with a Chinese unit: they stand together in a sentence.
var counting = regexp.MustCompile(`(\d) (\p{Han})`)

// optionalWords are columns without which a sentence still stands.
var optionalWords = map[string]bool{"outlet": true, "name": true, "code": true}

func (p piece) shown(b *dossier.Book, in formula.Scope, l *dossier.Line) string {
	if l != nil && p.unit == "" && l.Table.Column(p.name) != nil {
		return l.ShowRounded(p.name)
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
	return dossier.ShowRoundedIn(v, u)
}

// chineseDay writes a day as sentences do: 2026年4月10日.
func chineseDay(text string) string {
	if m := day.FindStringSubmatch(text); m != nil {
		return m[1] + "年" + m[2] + "月" + m[3] + "日"
	}
	return text
}

var day = regexp.MustCompile(`^(\d{4})-0?(\d+)-0?(\d+)$`)

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
