package unit

import (
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/text/width"
)

// spellings are the many ways in which the same sign is written.
var spellings = strings.NewReplacer(
	"²", "2", "³", "3", "⁻¹", "-1", "⁴", "4", "⁸", "8", "㎡", "m2", "㎥", "m3", "㎏", "kg", "㎎", "mg", "㎜", "mm", "㎝", "cm", "㎞", "km",
	"℃", "°C", "^", "", "×", "·", "*", "·", "•", "·", "⋅", "·", "／", "/", "μ", "u", "µ", "u", "每", "/", "₂", "2", "Ω", "Ω",
)

// plain brings a unit to one writing: half width, no spaces, no superscripts.
func plain(text string) string {
	return strings.Join(strings.Fields(spellings.Replace(width.Narrow.String(strings.TrimSpace(text)))), "")
}

// scales are the number words and powers that may stand before any unit.
var scales = []struct {
	sign string
	by   int64
}{
	{"百万", 1_000_000}, {"千万", 10_000_000}, {"万亿", 1_000_000_000_000}, {"亿", 100_000_000}, {"万", 10_000}, {"千", 1_000}, {"百", 100}, {"10000", 10_000}, {"104", 10_000}, {"106", 1_000_000}, {"108", 100_000_000}, {"103", 1_000}, {"1000", 1_000}, {"100", 100}, {"10", 10},
}

// Parse reads a unit: t, 万m³, kWh/m², kgce/t, mg/L, t/(人·a). The error says in words what is not understood.
func (t *Table) Parse(text string) (Unit, error) {
	written := plain(text)
	if written == "" {
		return Unit{}, fmt.Errorf("没有填写单位")
	}
	out := Unit{Symbol: strings.TrimSpace(text), Factor: big.NewRat(1, 1)}
	for i, part := range split(written) {
		power := 1
		if i > 0 {
			power = -1
		}
		for _, atom := range strings.Split(part, "·") {
			u, ok := t.atom(atom)
			if !ok {
				if atom == written {
					return Unit{}, fmt.Errorf("单位“%s”无法识别", text)
				}
				return Unit{}, fmt.Errorf("单位“%s”中的“%s”无法识别", text, atom)
			}
			out.Dim = out.Dim.Times(u.Dim, power)
			if power > 0 {
				out.Factor = new(big.Rat).Mul(out.Factor, u.Factor)
			} else {
				out.Factor = new(big.Rat).Quo(out.Factor, u.Factor)
			}
		}
	}
	return out, nil
}

// split cuts a unit at its strokes; what stands in brackets behind a stroke is divided as a whole.
func split(written string) []string {
	written = strings.NewReplacer("(", "", ")", "").Replace(written)
	return strings.Split(written, "/")
}

// atom finds one unit, with a number word before it or a power behind it.
func (t *Table) atom(text string) (Unit, bool) {
	if u, ok := t.named(text); ok {
		return u, true
	}
	if text == "1" {
		return Unit{Symbol: "1", Factor: big.NewRat(1, 1)}, true
	}
	for _, s := range scales {
		if rest, ok := strings.CutPrefix(text, s.sign); ok && rest != "" {
			if u, ok := t.atom(rest); ok {
				return Unit{Symbol: text, Dim: u.Dim, Factor: new(big.Rat).Mul(u.Factor, big.NewRat(s.by, 1))}, true
			}
		}
	}
	for sign, n := range map[string]int{"2": 2, "3": 3, "-1": -1} {
		rest, ok := strings.CutSuffix(text, sign)
		if !ok {
			continue
		}
		if u, ok := t.named(rest); ok {
			return power(u, text, n), true
		}
	}
	return Unit{}, false
}

func (t *Table) named(text string) (Unit, bool) {
	if u, ok := t.bySymbol[text]; ok {
		return u, true
	}
	u, ok := t.folded[strings.ToLower(text)]
	return u, ok
}

func power(u Unit, symbol string, n int) Unit {
	factor := big.NewRat(1, 1)
	for range max(n, -n) {
		factor.Mul(factor, u.Factor)
	}
	if n < 0 {
		factor.Inv(factor)
	}
	return Unit{Symbol: symbol, Dim: Number.Times(u.Dim, n), Factor: factor}
}
