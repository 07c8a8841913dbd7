package check

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/big"
	"strings"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Coefficient is how much of one effect goes with a unit of another (产排污系数): so many kg NOx with 10⁴ m³ of gas.
type Coefficient struct {
	Cause, Effect      string
	Low, Typical, High formula.Value
	Source             string
}

func loadCoefficients(files fs.FS, units *unit.Table) ([]Coefficient, error) {
	const name = "codes/effect_coefficients.csv"
	in, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	out := []Coefficient{}
	for i, l := range lines[1:] {
		of, err := units.Parse(l[5])
		if err != nil {
			return nil, fmt.Errorf("%s 第%d行：%w", name, i+2, err)
		}
		k := Coefficient{Cause: l[0], Effect: l[1], Source: l[7]}
		for n, into := range []*formula.Value{&k.Low, &k.Typical, &k.High} {
			v, ok := new(big.Rat).SetString(l[2+n])
			if !ok || v.Sign() <= 0 {
				return nil, fmt.Errorf("%s 第%d行：系数“%s”不是正数", name, i+2, l[2+n])
			}
			*into = formula.In(v, of)
		}
		out = append(out, k)
	}
	return out, nil
}

// coefficient holds the effects of one option against each other: gas that is saved and the nitrogen oxides that go with
// it. Ten times too much is a slip of the decimal point and an error; elsewhere out of the range is a warning.
type coefficient struct{}

func (coefficient) prepare(r *Rule, s *Set, form *dossier.Form) error {
	t := form.Table(r.Table)
	for _, column := range []string{"option", "kind", r.With.Value} {
		if t == nil || t.Column(column) == nil {
			return unknown("表“%s”没有栏目“%s”", r.Table, column)
		}
	}
	return nil
}

func (coefficient) run(r *Rule, s *Set, b *dossier.Book, _ *Context) []dossier.Finding {
	byOption := map[string]map[string]*dossier.Line{}
	order := []string{}
	for _, l := range b.Lines(r.Table) {
		code, kind := l.Cell("option").Typed, l.Cell("kind").Typed
		if byOption[code] == nil {
			byOption[code] = map[string]*dossier.Line{}
			order = append(order, code)
		}
		byOption[code][kind] = l
	}
	findings := []dossier.Finding{}
	for _, code := range order {
		for _, share := range s.shares(byOption[code], r.With.Value) {
			if f := r.agree(share); f != nil {
				findings = append(findings, *f)
			}
		}
	}
	return findings
}

// share is what the other effects of an option let one effect be: at least, usually, at most.
type share struct {
	causes             []*dossier.Line
	effect             *dossier.Line
	low, typical, high *big.Rat
	dim                unit.Dim
	value              formula.Value
	sources            []string
}

// shares adds up, for every effect of an option, what its causes bring: power and coal that are saved both save standard
// coal. An effect without a cause that the coefficients know is not judged.
func (s *Set) shares(effects map[string]*dossier.Line, column string) []*share {
	byEffect := map[string]*share{}
	order := []*share{}
	for _, k := range s.coefficients {
		cause, effect := effects[k.Cause], effects[k.Effect]
		if cause == nil || effect == nil {
			continue
		}
		a, e := cause.Cell(column).Value, effect.Cell(column).Value
		if a.Kind != formula.Number || e.Kind != formula.Number || a.Num.Sign() == 0 || e.Num.Sign() == 0 {
			continue
		}
		one := byEffect[k.Effect]
		if one == nil {
			one = &share{effect: effect, value: e, low: new(big.Rat), typical: new(big.Rat), high: new(big.Rat), dim: a.Dim.Times(k.Typical.Dim, 1)}
			byEffect[k.Effect] = one
			order = append(order, one)
		}
		low, high := new(big.Rat).Mul(a.Num, k.Low.Num), new(big.Rat).Mul(a.Num, k.High.Num)
		if a.Num.Sign() < 0 {
			low, high = high, low
		}
		one.causes, one.sources = append(one.causes, cause), append(one.sources, k.Source)
		one.low.Add(one.low, low)
		one.high.Add(one.high, high)
		one.typical.Add(one.typical, new(big.Rat).Mul(a.Num, k.Typical.Num))
	}
	return order
}

// agree compares one effect with what its causes let it be.
func (r *Rule) agree(s *share) *dossier.Finding {
	column := r.With.Value
	place := s.effect.Place(column)
	if s.value.Dim != s.dim {
		f := r.finding(place, fmt.Sprintf("“%s”的单位与“%s”的系数不相配，请核对单位。", s.effect.Cell("kind").Typed, s.causes[0].Cell("kind").Typed))
		f.Severity = dossier.SeverityError
		return &f
	}
	if s.value.Num.Cmp(s.low) >= 0 && s.value.Num.Cmp(s.high) <= 0 || s.typical.Sign() == 0 {
		return nil
	}
	expected := s.effect.ShowAs(formula.Of(s.typical, s.dim), column)
	times := new(big.Rat).Quo(s.value.Num, s.typical)
	causes := []string{}
	for _, cause := range s.causes {
		causes = append(causes, cause.Cell("kind").Typed+cause.Show(column))
	}
	f := r.finding(place, fill(r.Message, func(name string) string {
		switch name {
		case "cause":
			return strings.Join(causes, "、")
		case "effect":
			return s.effect.Cell("kind").Typed + s.effect.Show(column)
		case "expected":
			return expected
		}
		return dossier.Plain(times, 2)
	}))
	f.Expected, f.Found, f.Basis = expected, s.effect.Show(column), r.Basis+"；"+strings.Join(s.sources, "；")
	f.Severity = dossier.SeverityWarning
	switch {
	case times.Sign() < 0: // heat that is saved by a pump: a net effect may run against the one cause that is named
		f.Severity = dossier.SeverityHint
	case len(s.causes) == 1 && slipped(times):
		f.Severity = dossier.SeverityError
	}
	return &f
}

// slipped tells whether a ratio is about a power of ten away from the usual one.
func slipped(times *big.Rat) bool {
	for _, power := range []int64{10, 100, 1000, 10_000} {
		for _, by := range []*big.Rat{big.NewRat(power, 1), big.NewRat(1, power)} {
			off := new(big.Rat).Quo(times, by)
			if off.Cmp(big.NewRat(7, 10)) >= 0 && off.Cmp(big.NewRat(13, 10)) <= 0 {
				return true
			}
		}
	}
	return false
}
