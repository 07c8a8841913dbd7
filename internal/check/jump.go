package check

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// jump finds a quantity that leaps from one year to the next, in either direction, further than is usual: by the industry's
// own distribution where enough enterprises stand behind it, else by the limit of the rule.
type jump struct{}

func (jump) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	t := form.Table(r.Table)
	if t == nil || t.Column("year") == nil || t.Column(r.With.Value) == nil {
		return unknown("缺少有年份的表，或者没有栏目“%s”", r.With.Value)
	}
	if limit, ok := new(big.Rat).SetString(r.With.Limit); !ok || limit.Sign() <= 0 {
		return unknown("with.limit 应为正数，例如 0.5")
	}
	return nil
}

// pair is the value of one year and of the year before it.
type pair struct {
	line          *dossier.Line
	before, after formula.Value
	year          int64
}

func (jump) run(r *Rule, _ *Set, b *dossier.Book, c *Context) []dossier.Finding {
	limit, _ := new(big.Rat).SetString(r.With.Limit)
	findings := []dossier.Finding{}
	for _, p := range pairs(b, r) {
		share, spread := p.share(), c.Spreads[r.place()]
		low, high := spread.bounds(limit)
		if share.Cmp(big.NewRat(low, 1000)) >= 0 && share.Cmp(big.NewRat(high, 1000)) <= 0 {
			continue
		}
		percent := dossier.Plain(new(big.Rat).Mul(share, big.NewRat(100, 1)), 1)
		f := r.finding(p.line.Place(r.With.Value), fill(r.Message, func(name string) string {
			switch name {
			case "percent":
				return percent
			case "what":
				return p.line.Label()
			case "year":
				return fmt.Sprint(p.year)
			}
			return p.line.Show(name)
		}))
		f.Found = percent + "%"
		f.Expected = spread.expected(limit)
		findings = append(findings, f)
	}
	return findings
}

// pairs gives the neighbouring years of every series of the table.
func pairs(b *dossier.Book, r *Rule) []pair {
	series := map[string][]*dossier.Line{}
	names := []string{}
	for _, l := range b.Lines(r.Table) {
		if l.Cell("year").Value.Kind != formula.Number || l.Cell(r.With.Value).Value.Kind != formula.Number {
			continue
		}
		key := keyOf(l, slices.DeleteFunc(slices.Clone(l.Table.Key), func(k string) bool { return k == "year" }))
		if series[key] == nil {
			names = append(names, key)
		}
		series[key] = append(series[key], l)
	}
	out := []pair{}
	for _, name := range names {
		lines := series[name]
		slices.SortStableFunc(lines, func(a, b *dossier.Line) int { return a.Cell("year").Value.Num.Cmp(b.Cell("year").Value.Num) })
		for i := 1; i < len(lines); i++ {
			before, after := lines[i-1].Cell(r.With.Value).Value, lines[i].Cell(r.With.Value).Value
			if before.Num.Sign() > 0 && before.Dim == after.Dim {
				out = append(out, pair{lines[i], before, after, lines[i].Cell("year").Value.Num.Num().Int64()})
			}
		}
	}
	return out
}

// share is the change in parts of the year before.
func (p pair) share() *big.Rat {
	change := new(big.Rat).Sub(p.after.Num, p.before.Num)
	return change.Quo(change, p.before.Num)
}

// place is the table and column that a rule looks at.
func (r *Rule) place() string { return r.Table + "." + r.With.Value }

// expected says between which changes a figure is usual, and how one knows.
func (s Spread) expected(limit *big.Rat) string {
	low, high := s.bounds(limit)
	percent := func(n int64) string { return dossier.Plain(big.NewRat(n, 10), 1) + "%" }
	if s.Of < enough {
		return "变化不超过±" + percent(high) + "，或者说明原因"
	}
	return fmt.Sprintf("变化在%s至%s之间（按本行业%d家企业的分布），或者说明原因", percent(low), percent(high), s.Of)
}
