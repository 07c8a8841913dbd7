package rating_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/rating"
)

// line is one indicator of a system that is thrown by dice.
type line struct {
	group, name, unit, direction, limiting string
	groupWeight, weight                    *big.Rat
	limits                                 [3]string
}

// thrown is such a system with what is entered for it.
type thrown struct {
	lines  []line
	in     rating.Input
	method rating.Method
}

// system reads the lines with the weights within each group, and those of all groups, multiplied.
func (x thrown) system(t testing.TB, within map[string]*big.Rat, groups *big.Rat) *rating.System {
	t.Helper()
	var text strings.Builder
	for _, l := range x.lines {
		weight, group := new(big.Rat).Set(l.weight), new(big.Rat).Set(l.groupWeight)
		if f := within[l.group]; f != nil {
			weight.Mul(weight, f)
		}
		if groups != nil {
			group.Mul(group, groups)
		}
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", l.group, group, l.name, l.unit, weight, l.direction, l.limits[0], l.limits[1], l.limits[2], l.limiting)
	}
	s, faults, err := rating.Read(strings.NewReader(head+text.String()), units(t))
	if err != nil || rating.Errors(faults) > 0 {
		t.Fatal(err, faults)
	}
	s.Method = x.method
	return s
}

var kinds = []struct {
	direction, unit string
	limits          [3]string
}{
	{rating.Lower, "L/m2", [3]string{"≤(10+5n)", "≤(25+10n)", "≤(55+15n)"}},
	{rating.Lower, "L/m2", [3]string{"≤8 L/m2", "≤24 L/m2", "≤0.04 m3/m2"}},
	{rating.Lower, "L/m2", [3]string{"<15", "<30", "--"}},
	{rating.Higher, "%", [3]string{"≥60", "≥45", "≥30"}},
	{rating.Higher, "%", [3]string{">90", "≥85", "--"}},
	{rating.Qualitative, "", [3]string{"甲", "乙", "丙"}},
	{rating.Qualitative, "", [3]string{"甲", "乙", "--"}},
}

// throw makes a system of one to five groups by dice. Now and then an indicator is missing, does not apply, is given in
// another unit; a whole group does not apply; two products share an indicator.
func throw(dice *rand.Rand) thrown {
	x := thrown{method: rating.Methods[[]string{"2013", "2023"}[dice.IntN(2)]], in: rating.Input{Values: map[string]rating.Value{}, Parameters: map[string]*big.Rat{"n": big.NewRat(int64(dice.IntN(4)), 1)}}}
	products := dice.IntN(4) == 0
	if products {
		for _, name := range []string{"甲板", "乙板"} {
			x.in.Products = append(x.in.Products, rating.Product{Name: name, Output: big.NewRat(int64(1+dice.IntN(50)), 3), Values: map[string]rating.Value{}})
		}
	}
	groups := parts(dice, 1+dice.IntN(5))
	kept := dice.IntN(len(groups)) // of one group, something always applies
	good := dice.IntN(3) == 0      // a good enterprise: its levels are not all the lowest
	for i, w := range groups {
		gone := i != kept && dice.IntN(8) == 0
		for j, o := range parts(dice, 1+dice.IntN(4)) {
			kind := kinds[dice.IntN(len(kinds))]
			l := line{group: fmt.Sprintf("g%d", i), name: fmt.Sprintf("x%d%d", i, j), unit: kind.unit, direction: kind.direction, limits: kind.limits, limiting: []string{"no", "no", "yes"}[dice.IntN(3)]}
			l.groupWeight, _ = new(big.Rat).SetString(w)
			l.weight, _ = new(big.Rat).SetString(o)
			x.lines = append(x.lines, l)
			switch {
			case gone, (i != kept || j > 0) && dice.IntN(7) == 0:
				x.in.NotApplicable = append(x.in.NotApplicable, l.name)
			case !good && dice.IntN(8) == 0: // missing
			case products && l.direction != rating.Qualitative && dice.IntN(2) == 0:
				for _, p := range x.in.Products {
					p.Values[l.name] = l.value(dice, good)
				}
			default:
				x.in.Values[l.name] = l.value(dice, good)
			}
		}
	}
	return x
}

func (l line) value(dice *rand.Rand, good bool) rating.Value {
	if l.direction == rating.Qualitative {
		level := dice.IntN(4)
		if good {
			level = 1 + dice.IntN(2)
		}
		return rating.Value{Level: &level}
	}
	n := big.NewRat(int64(dice.IntN(400)), []int64{4, 5, 8, 10}[dice.IntN(4)]) // a decimal, as people write them
	if good && l.direction == rating.Higher {
		n.Add(n, big.NewRat(80, 1))
	} else if good {
		n.Quo(n, big.NewRat(8, 1))
	}
	if l.unit == "L/m2" && dice.IntN(3) == 0 {
		return rating.Value{Amount: n.Quo(n, big.NewRat(1000, 1)), Unit: "m³/m²"}
	}
	return rating.Value{Amount: n, Unit: l.unit}
}

// better gives a value that is a little or much better; false where there is none.
func (l line) better(dice *rand.Rand, v rating.Value) (rating.Value, bool) {
	if l.direction == rating.Qualitative {
		if *v.Level == 1 {
			return v, false
		}
		level := (*v.Level + 3) % 4 // 0 becomes 3, 3 becomes 2
		return rating.Value{Level: &level}, true
	}
	part := big.NewRat(int64(1+dice.IntN(99)), 100)
	if l.direction == rating.Higher {
		part.Inv(part)
	}
	return rating.Value{Amount: part.Mul(part, v.Amount), Unit: v.Unit}, true
}

// improved gives the inputs in which one value of the lines has become better, or what was missing is known.
func (x thrown) improved(dice *rand.Rand) map[string]rating.Input {
	out := map[string]rating.Input{}
	for _, l := range x.lines {
		if slices.Contains(x.in.NotApplicable, l.name) {
			continue
		}
		if len(x.in.Products) > 0 {
			if v, ok := x.in.Products[1].Values[l.name]; ok {
				if v, ok = l.better(dice, v); ok {
					in := x.in
					in.Products = slices.Clone(in.Products)
					in.Products[1].Values = with(in.Products[1].Values, l.name, v)
					out[l.name+"（乙板）"] = in
				}
				continue
			}
		}
		v, known := x.in.Values[l.name]
		if !known {
			v = l.value(dice, false)
		} else if v, known = l.better(dice, v); !known {
			continue
		}
		in := x.in
		in.Values = with(in.Values, l.name, v)
		out[l.name] = in
	}
	return out
}

func with(values map[string]rating.Value, name string, v rating.Value) map[string]rating.Value {
	out := map[string]rating.Value{name: v}
	for k, old := range values {
		if k != name {
			out[k] = old
		}
	}
	return out
}

func rank(level int) int { return (4 - level) % 4 }

// A better value lowers no index and no level, whichever indicator it is; nor does it when what was missing becomes known.
func TestABetterValueNeverLowersAnIndexOrTheLevel(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	rose, levels := 0, map[int]int{}
	for range 400 {
		x := throw(dice)
		s := x.system(t, nil, nil)
		p := s.Compile(units(t))
		was := rate(t, s, x.in)
		levels[was.Level]++
		for name, in := range x.improved(dice) {
			now := rate(t, s, in)
			quick, _ := p.Rate(in)
			for k := range rating.Levels {
				if now.Y[k].Cmp(was.Y[k]) < 0 || quick.Y[k].Cmp(was.Y[k]) < 0 {
					t.Fatalf("%s became better and Y%d fell from %s to %s", name, k+1, was.Y[k], now.Y[k])
				}
			}
			if rank(now.Level) < rank(was.Level) || rank(quick.Level) < rank(was.Level) {
				t.Fatalf("%s became better and the level fell from %d to %d", name, was.Level, now.Level)
			}
			if rank(now.Level) > rank(was.Level) {
				rose++
			}
		}
	}
	if rose < 10 || len(levels) < 4 {
		t.Errorf("the throws are too much alike: %d times the level rose; %v", rose, levels)
	}
}

// Whatever does not apply, is not made or is missing: the weights within each group that is left sum to 1, and so do the
// weights of these groups.
func TestRespreadWeightsSumToOne(t *testing.T) {
	dice, one := rand.New(rand.NewPCG(3, 4)), big.NewRat(1, 1)
	absent := 0
	for range 400 {
		x := throw(dice)
		out := rate(t, x.system(t, nil, nil), x.in)
		absent += len(out.Absent)
		inner, groups, total := map[string]*big.Rat{}, map[string]*big.Rat{}, new(big.Rat)
		for _, m := range out.Indicators {
			if slices.Contains(x.in.NotApplicable, m.Name) {
				t.Fatalf("%s does not apply and bears a weight", m.Name)
			}
			if inner[m.Group] == nil {
				inner[m.Group] = new(big.Rat)
			}
			inner[m.Group].Add(inner[m.Group], m.Weight)
			groups[m.Group] = m.GroupWeight
		}
		for name, sum := range inner {
			if sum.Cmp(one) != 0 {
				t.Fatalf("the weights of %s sum to %s", name, sum)
			}
			total.Add(total, groups[name])
		}
		if total.Cmp(one) != 0 {
			t.Fatalf("the weights of the groups sum to %s", total)
		}
	}
	if absent < 50 {
		t.Errorf("only %d groups were left out", absent)
	}
}

// Weights are shares: all weights within one group times any positive fraction, and those of all groups times another, change
// no weight in use, no index and no level; nor does the unit in which the outputs of several products are given.
func TestScalingTheWeightsOfAGroupChangesNothing(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	fraction := func() *big.Rat { return big.NewRat(int64(1+dice.IntN(40)), int64(1+dice.IntN(40))) }
	for range 300 {
		x := throw(dice)
		want := rate(t, x.system(t, nil, nil), x.in)
		one := x.lines[dice.IntN(len(x.lines))].group
		in, factor := x.in, fraction()
		in.Products = slices.Clone(in.Products)
		for i, p := range in.Products {
			in.Products[i].Output = new(big.Rat).Mul(p.Output, factor)
		}
		scaled := x.system(t, map[string]*big.Rat{one: fraction()}, fraction())
		got := rate(t, scaled, in)
		if said, is := used(got), used(want); said != is {
			t.Fatalf("scaling the weights of %s changed\n%s\nto\n%s", one, is, said)
		}
		quick, faults := scaled.Compile(units(t)).Rate(in)
		if len(faults) > 0 || quick.Level != want.Level || fmt.Sprint(quick.Y) != fmt.Sprint(want.Y) {
			t.Fatalf("scaling the weights of %s: the program says %v, the engine %v", one, quick, want.Y)
		}
	}
}

// used is all of a result that must not depend on how weights are scaled.
func used(out *rating.Result) string {
	lines := []string{fmt.Sprint(out.Level, out.Y, out.Missing, out.Absent)}
	for _, m := range out.Indicators {
		lines = append(lines, fmt.Sprint(m.Named(), m.Level, m.Meets, m.Weight, m.GroupWeight, m.Points()))
	}
	return strings.Join(lines, "\n")
}
