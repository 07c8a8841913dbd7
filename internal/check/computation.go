package check

import (
	"math/big"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
)

// computation holds a value against the formula that the filler gives for it: the same dimension, and the same number
// within a hundredth. mg/L divided by m² is no g/m², whatever stands in the value.
type computation struct{}

func (computation) prepare(r *Rule, _ *Set, form *dossier.Form) error {
	if t := form.Table(r.Table); t == nil || t.Column(r.At) == nil || t.Column(r.With.Value) == nil {
		return unknown("缺少计算式栏目 at 或者数值栏目 with.value")
	}
	return nil
}

func (computation) run(r *Rule, _ *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	findings := []dossier.Finding{}
	for _, l := range b.Lines(r.Table) {
		source := l.Cell(r.At).Typed
		if source == "" {
			continue
		}
		if f := r.compute(l, source, b); f != nil {
			findings = append(findings, *f)
		}
	}
	return findings
}

func (r *Rule) compute(l *dossier.Line, source string, b *dossier.Book) *dossier.Finding {
	refuse := func(message string) *dossier.Finding {
		f := r.finding(l.Place(r.At), message)
		f.Found = source
		return &f
	}
	parsed, err := formula.Parse(source, b.Form.Units())
	if err != nil {
		return refuse(err.Error() + "。计算式写成带单位的数，例如 311663[kWh] / 43426[m²]。")
	}
	got, err := parsed.Eval(l)
	if err != nil {
		return refuse("计算式不成立：" + err.Error() + "。")
	}
	cell := l.Cell(r.With.Value)
	if got.Kind != formula.Number || cell.Value.Kind != formula.Number {
		return nil
	}
	if got.Dim != cell.Value.Dim {
		return refuse("计算式得出的量是" + got.Dim.Label() + "，指标的单位却是" + cell.Value.Dim.Label() + "：浓度不能除以面积或者产量得出单位产品的量，请核对公式。")
	}
	if near(got.Num, cell.Value.Num) {
		return nil
	}
	f := r.finding(l.Place(r.With.Value), fill(r.Message, func(string) string { return l.ShowAs(got, r.With.Value) }))
	f.Expected, f.Found = l.ShowAs(got, r.With.Value), l.Show(r.With.Value)
	return &f
}

// near tells whether two numbers agree within a hundredth.
func near(a, b *big.Rat) bool {
	off := new(big.Rat).Sub(a, b)
	bound := new(big.Rat).Mul(new(big.Rat).Abs(a), big.NewRat(1, 100))
	return off.Abs(off).Cmp(bound) <= 0
}
