package candidate

import (
	"strings"

	"github.com/shopspring/decimal"
)

// measures are the units of energy and mass that are multiples of each other: family and factor.
var measures = map[string]struct {
	family string
	factor string
}{
	"gce": {"coal", "0.001"}, "kgce": {"coal", "1"}, "tce": {"coal", "1000"}, "万tce": {"coal", "10000000"},
	"kgoe": {"oil", "1"}, "toe": {"oil", "1000"},
	"kWh": {"power", "1"}, "MWh": {"power", "1000"}, "万kWh": {"power", "10000"},
	"g": {"mass", "0.001"}, "kg": {"mass", "1"}, "t": {"mass", "1000"}, "万t": {"mass", "10000000"},
}

// Convert turns a figure of one unit into another, "0.118 tce/t" into kgce/t; false when the units are not of one kind.
func Convert(text, from, to string) (decimal.Decimal, bool) {
	value, ok := number(text)
	if !ok {
		return decimal.Zero, false
	}
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if from == to {
		return value, true
	}
	top, bottom, _ := strings.Cut(from, "/")
	wantTop, wantBottom, _ := strings.Cut(to, "/")
	above, ok := ratio(top, wantTop)
	below, other := ratio(bottom, wantBottom)
	if !ok || !other {
		return decimal.Zero, false
	}
	return value.Mul(above).Div(below), true
}

func ratio(from, to string) (decimal.Decimal, bool) {
	if from == to {
		return decimal.NewFromInt(1), true
	}
	a, b := measures[from], measures[to]
	if a.family == "" || a.family != b.family {
		return decimal.Zero, false
	}
	return decimal.RequireFromString(a.factor).Div(decimal.RequireFromString(b.factor)), true
}
