package check

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// Spread is the distribution of yearly changes in an industry (本行业分布): the middle and the median absolute deviation
// of the logarithm-free ratio of one year to the year before, in per mille, from so many enterprises.
type Spread struct {
	Middle, Deviation int64
	Of                int
}

// enough is the least number of enterprises behind a distribution.
const enough = 5

// jump finds a quantity that leaps from one year to the next, in either direction, further than the rule allows. Where the
// industry's own distribution is known, a leap that is usual there is let pass.
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
		change := new(big.Rat).Sub(p.after.Num, p.before.Num)
		share := change.Quo(change, p.before.Num)
		if new(big.Rat).Abs(share).Cmp(limit) <= 0 || c.Spreads[r.Table+"."+r.With.Value].usual(share) {
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
		f.Expected = "变化不超过±" + dossier.Plain(new(big.Rat).Mul(limit, big.NewRat(100, 1)), 0) + "%，或者说明原因"
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

// usual tells whether a change is within five deviations of what the industry shows; never without enough enterprises.
func (s Spread) usual(share *big.Rat) bool {
	if s.Of < enough || s.Deviation == 0 {
		return false
	}
	off := new(big.Rat).Mul(share, big.NewRat(1000, 1))
	off.Sub(off, big.NewRat(s.Middle, 1))
	return off.Abs(off).Cmp(big.NewRat(5*s.Deviation, 1)) <= 0
}
