package check

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/big"

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
		for _, k := range s.coefficients {
			cause, effect := byOption[code][k.Cause], byOption[code][k.Effect]
			if cause == nil || effect == nil {
				continue
			}
			if f := r.agree(k, cause, effect); f != nil {
				findings = append(findings, *f)
			}
		}
	}
	return findings
}

// agree compares one pair of effects with their coefficient.
func (r *Rule) agree(k Coefficient, cause, effect *dossier.Line) *dossier.Finding {
	a, e := cause.Cell(r.With.Value).Value, effect.Cell(r.With.Value).Value
	if a.Kind != formula.Number || e.Kind != formula.Number || a.Num.Sign() == 0 || e.Num.Sign() == 0 {
		return nil
	}
	place := effect.Place(r.With.Value)
	if e.Dim != a.Dim.Times(k.Typical.Dim, 1) {
		f := r.finding(place, fmt.Sprintf("“%s”的单位应与“%s”的系数相配，请核对单位。", k.Effect, k.Cause))
		f.Severity = dossier.SeverityError
		return &f
	}
	ratio := new(big.Rat).Quo(e.Num, a.Num)
	if ratio.Cmp(k.Low.Num) >= 0 && ratio.Cmp(k.High.Num) <= 0 {
		return nil
	}
	usual := formula.Of(new(big.Rat).Mul(a.Num, k.Typical.Num), e.Dim)
	expected := effect.ShowAs(usual, r.With.Value)
	times := new(big.Rat).Quo(ratio, k.Typical.Num)
	f := r.finding(place, fill(r.Message, func(name string) string {
		switch name {
		case "cause":
			return k.Cause + cause.Show(r.With.Value)
		case "effect":
			return k.Effect + effect.Show(r.With.Value)
		case "expected":
			return expected
		case "times":
			return dossier.Plain(times, 2)
		}
		return effect.Show(name)
	}))
	f.Expected, f.Found, f.Basis = expected, effect.Show(r.With.Value), r.Basis+"；"+k.Source
	f.Severity = dossier.SeverityWarning
	if slipped(times) {
		f.Severity = dossier.SeverityError
	}
	return &f
}

// slipped tells whether a ratio is about a power of ten away from the usual one, or of the wrong sign.
func slipped(times *big.Rat) bool {
	if times.Sign() < 0 {
		return true
	}
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
