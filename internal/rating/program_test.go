package rating_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"qingshen/internal/rating"
	"qingshen/law"
)

// measured makes a system with every kind of benchmark and weight, and an input that now and then lacks something, names
// what does not apply, or is given in another unit.
func measured(t testing.TB, dice *rand.Rand) (*rating.System, rating.Input) {
	t.Helper()
	var lines strings.Builder
	in := rating.Input{Values: map[string]rating.Value{}, Parameters: map[string]*big.Rat{"n": big.NewRat(int64(dice.IntN(5)), 1), "k": big.NewRat(3, 1)}}
	for i, w := range parts(dice, 2+dice.IntN(4)) {
		inner := parts(dice, 3)
		if i == 0 {
			inner = []string{"0.9/k", "0.9/k", "0.1"}
		}
		for j, o := range inner {
			name := fmt.Sprintf("x%d%d", i, j)
			limits := [][3]string{{"≤(10+5n)", "≤(25+10n)", "≤(55+15n)"}, {"≤0.17", "≤0.26", "≤0.36"}, {"6~9", "5~10", "--"}, {"≤8 L/m2", "≤24 L/m2", "≤0.04 m3/m2"}}[dice.IntN(4)]
			unit, direction := "L/m2", "lower"
			if dice.IntN(3) == 0 {
				limits, direction = [3]string{"甲", "乙", "--"}, "qualitative"
			}
			fmt.Fprintf(&lines, "g%d,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", i, w, name, unit, o, direction, limits[0], limits[1], limits[2], []string{"no", "no", "yes"}[dice.IntN(3)])
			switch {
			case dice.IntN(7) == 0:
				in.NotApplicable = append(in.NotApplicable, name)
			case dice.IntN(9) == 0: // missing
			case direction == "qualitative":
				level := dice.IntN(4)
				in.Values[name] = rating.Value{Level: &level}
			default:
				v := rating.Value{Amount: big.NewRat(int64(dice.IntN(4000)), int64(1+dice.IntN(100)))}
				v.Unit = []string{"", "L/m2", "m³/m²"}[dice.IntN(3)]
				in.Values[name] = v
			}
		}
	}
	return system(t, lines.String()), in
}

// The quick way and the long way say the same, to the last digit.
func TestTheProgramSaysWhatTheEngineSays(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 11))
	levels := map[int]int{}
	for range 2000 {
		s, in := measured(t, dice)
		u := units(t)
		want, faults := s.Rate(in, u)
		got, more := s.Compile(u).Rate(in)
		if fmt.Sprint(faults) != fmt.Sprint(more) {
			t.Fatalf("faults %v, %v", faults, more)
		}
		if len(faults) > 0 {
			continue
		}
		levels[got.Level]++
		if got.Level != want.Level || got.Missing != len(want.Missing) {
			t.Fatalf("level %d, want %d; %+v", got.Level, want.Level, in)
		}
		for k := range rating.Levels {
			if got.Y[k].Cmp(want.Y[k]) != 0 {
				t.Fatalf("Y%d %s, want %s; %+v", k+1, got.Y[k], want.Y[k], in)
			}
		}
	}
	if len(levels) < 3 {
		t.Errorf("the inputs are too much alike: %v", levels)
	}
}

// Figures that no machine word holds are computed all the same.
func TestFiguresBeyondMachineWords(t *testing.T) {
	s := system(t, "甲,1,a,t,1,lower,≤0.333333333333333333333333333333,≤1,≤2,no\n")
	n, _ := new(big.Rat).SetString("0.333333333333333333333333333334")
	got, faults := s.Compile(units(t)).Rate(rating.Input{Values: map[string]rating.Value{"a": {Amount: n}}})
	if len(faults) > 0 || got.Level != 2 {
		t.Errorf("level %d, %v", got.Level, faults)
	}
}

func TestABenchmarkWithTheWrongUnit(t *testing.T) {
	for cell, want := range map[string]string{"≤8 kg/t": "不能比较", "≤8 L/m2": "", "≤(3+2n)[m³/m²]": "不能比较"} {
		s, read, err := rating.Read(strings.NewReader(head+"甲,1,a,L/m2,1,lower,"+cell+",≤24,≤40,no\n"), units(t))
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint(s.Lint(read))
		if want != "" && !strings.Contains(text, want) && !strings.Contains(text, "不能读取") && !strings.Contains(text, "不能相加减") || want == "" && rating.Errors(s.Lint(read)) > 0 {
			t.Errorf("%s: %s", cell, text)
		}
	}
}

const byProduct = `system,edition,process,category,category_weight,indicator,unit,weight,direction,level1,level2,level3,limiting,note,source
甲,乙,单面板,能源,0.5,电耗,kWh/m2,1*产量占比,lower,≤5,≤10,≤25,no,,
甲,乙,双面板,能源,0.5,电耗,kWh/m2,1*产量占比,lower,≤10,≤20,≤50,no,,
甲,乙,多层板,能源,0.5,电耗,kWh/m2,1*产量占比,lower,≤(10+5n),≤(25+10n),≤(55+15n),no,,
甲,乙,,水,0.5,水耗,m3/m2,0.5,lower,≤0.14,≤0.23,≤0.4,no,,
甲,乙,,水,0.5,回用率,%,0.5,higher,≥65,≥55,≥45,no,,
`

// Several products: rows of the table for one product bear its share of the output, an indicator that is given product by
// product is divided by output, and what is not made is asked of nobody.
func TestSeveralProductsAreWeightedByOutput(t *testing.T) {
	s, read, err := rating.Read(strings.NewReader(byProduct), units(t))
	if err != nil || rating.Errors(s.Lint(read)) > 0 {
		t.Fatal(err, s.Lint(read))
	}
	in := rating.Input{
		Values: map[string]rating.Value{"回用率": amount("60", "%")},
		Products: []rating.Product{
			{Name: "双面板", Output: big.NewRat(3, 1), Values: map[string]rating.Value{"电耗": amount("7.18", "kWh/m2"), "水耗": amount("0.4313", "m3/m2")}},
			{Name: "多层板", Output: big.NewRat(1, 1), Values: map[string]rating.Value{"电耗": amount("26", ""), "水耗": amount("0.1", "")}, Parameters: map[string]*big.Rat{"n": big.NewRat(3, 1)}},
		},
	}
	answer := rate(t, s, in).Answer(true)
	got := []string{}
	for _, m := range answer.Indicators {
		got = append(got, fmt.Sprintf("%s%s=%d*%s", m.Indicator, m.Product, m.Level, m.Weight))
	}
	if want := "电耗双面板=1*0.75 电耗多层板=2*0.25 水耗双面板=0*0.375 水耗多层板=1*0.125 回用率=2*0.5"; strings.Join(got, " ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, " "), want)
	}
	if fmt.Sprint(answer.NotMade) != "[能源/电耗/单面板]" || fmt.Sprint(answer.Y) != "[43.75 81.25 81.25]" {
		t.Errorf("%v %v", answer.NotMade, answer.Y)
	}
	in.Products[0].Output, in.Products[1].Name = new(big.Rat), "双面板"
	if _, faults := s.Rate(in, units(t)); !strings.Contains(strings.Join(faults, ""), "没有产量") || !strings.Contains(strings.Join(faults, ""), "重复") {
		t.Errorf("%v", faults)
	}
}

// The cheapest set of options that reaches the level is found, not the set of the cheapest ones.
func TestTheLeastCostWayToALevel(t *testing.T) {
	s := system(t, "甲,0.5,水耗,L/m2,1,lower,≤8,≤24,≤40,yes\n乙,0.5,回用率,%,0.5,higher,≥60,≥45,≥30,no\n乙,0.5,制度,,0.5,qualitative,a,b,c,no\n")
	three := 3
	in := rating.Input{Values: map[string]rating.Value{"水耗": amount("0.03", "m³/m²"), "回用率": amount("40", "%"), "制度": {Level: &three}}}
	move := func(name, by string, level int) rating.Move {
		m := rating.Move{Indicator: name, Level: level}
		if by != "" {
			m.Change, _ = new(big.Rat).SetString(by)
		}
		return m
	}
	measures := []rating.Measure{
		{Code: "F1", Cost: big.NewRat(5, 1), Moves: []rating.Move{move("水耗", "-4", 0)}},
		{Code: "F2", Cost: big.NewRat(6, 1), Moves: []rating.Move{move("水耗", "-3", 0), move("回用率", "5", 0)}},
		{Code: "F3", Cost: big.NewRat(30, 1), Moves: []rating.Move{move("水耗", "-10", 0), move("回用率", "20", 0)}},
		{Code: "F4", Cost: big.NewRat(0, 1), Moves: []rating.Move{move("制度", "", 2)}},
		{Code: "F5", Cost: big.NewRat(1, 1)},
	}
	way, faults := s.LeastCost(in, 2, measures, units(t))
	if len(faults) > 0 || !way.Reached || !way.Exact || way.Cost.Cmp(big.NewRat(11, 1)) != 0 || len(way.Measures) != 3 || way.Result.Level != 2 {
		t.Fatalf("%+v %v", way, faults)
	}
	way, _ = s.LeastCost(in, 1, measures, units(t))
	if way.Reached || len(way.Result.Gaps()) == 0 {
		t.Errorf("level Ⅰ is out of reach: %+v", way)
	}
	if g := rate(t, s, in).Gaps(); len(g) != 3 || g[0].Distance != "还须降低 6 L/m2（20%）" || g[1].Distance != "还须提高 5 %（12.5%）" {
		t.Errorf("%+v", g)
	}
}

func electroplating(t testing.TB) (*rating.System, rating.Input) {
	s, err := rating.Library(law.Files, units(t), "electroplating-2015")
	if err != nil {
		t.Fatal(err)
	}
	in := rating.Input{Values: map[string]rating.Value{}, Parameters: map[string]*big.Rat{"n": big.NewRat(5, 1)}}
	level := 2
	for _, x := range s.Indicators() {
		if x.Direction == rating.Qualitative {
			in.Values[x.Name] = rating.Value{Level: &level}
		} else {
			in.Values[x.Name] = rating.Value{Amount: big.NewRat(50, 1)}
		}
	}
	return s, in
}

// BenchmarkRate is one rating of a real system by its program.
func BenchmarkRate(b *testing.B) {
	s, in := electroplating(b)
	p := s.Compile(units(b))
	b.ReportAllocs()
	for b.Loop() {
		if _, faults := p.Rate(in); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}

// BenchmarkRateExplained is the same with all that the page shows.
func BenchmarkRateExplained(b *testing.B) {
	s, in := electroplating(b)
	u := units(b)
	for b.Loop() {
		out, faults := s.Rate(in, u)
		if len(faults) > 0 {
			b.Fatal(faults)
		}
		out.Answer(true)
	}
}
