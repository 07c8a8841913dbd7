package rating_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"qingshen/internal/rating"
	"qingshen/internal/unit"
	"qingshen/law"
)

var loaded = sync.OnceValues(func() (*unit.Table, error) { return unit.Load(law.Files) })

func units(t testing.TB) *unit.Table {
	t.Helper()
	u, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return u
}

const head = "category,category_weight,indicator,unit,weight,direction,level1,level2,level3,limiting\n"

func system(t testing.TB, lines string) *rating.System {
	t.Helper()
	s, read, err := rating.Read(strings.NewReader(head+lines), units(t))
	if err != nil {
		t.Fatal(err)
	}
	if faults := s.Lint(read); rating.Errors(faults) > 0 {
		t.Fatal(faults)
	}
	return s
}

// vector builds the system of rules 9.5: five groups with their weights; the indicators are judged.
func vector(t *testing.T, limiting ...string) *rating.System {
	t.Helper()
	w := []string{"0.30", "0.30", "0.10", "0.20", "0.10"}
	omega := [][]string{{".5", ".5"}, {".4", ".3", ".3"}, {"1"}, {".6", ".4"}, {".5", ".5"}}
	var lines strings.Builder
	for i := range w {
		for j, o := range omega[i] {
			name, yes := fmt.Sprintf("x%d%d", i+1, j+1), "no"
			for _, l := range limiting {
				if l == name {
					yes = "yes"
				}
			}
			fmt.Fprintf(&lines, "第%d类,%s,%s,,%s,qualitative,甲,乙,丙,%s\n", i+1, w[i], name, o, yes)
		}
	}
	return system(t, lines.String())
}

func judged(levels map[string]int) map[string]rating.Value {
	out := map[string]rating.Value{}
	for name, level := range levels {
		if level == 4 {
			level = 0
		}
		out[name] = rating.Value{Level: &level}
	}
	return out
}

func rate(t testing.TB, s *rating.System, in rating.Input) *rating.Result {
	t.Helper()
	out, faults := s.Rate(in, units(t))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return out
}

// The test vectors A, A′, B, C, D and E of the general rules.
func TestVectorsOfTheGeneralRules(t *testing.T) {
	a := map[string]int{"x11": 1, "x12": 1, "x21": 1, "x22": 2, "x23": 1, "x31": 1, "x41": 1, "x42": 1, "x51": 1, "x52": 2}
	b := map[string]int{"x11": 2, "x12": 1, "x21": 2, "x22": 2, "x23": 3, "x31": 2, "x41": 2, "x42": 1, "x51": 1, "x52": 2}
	c := map[string]int{"x11": 3, "x12": 2, "x21": 3, "x22": 2, "x23": 1, "x31": 3, "x41": 2, "x42": 1, "x51": 1, "x52": 2}
	d := map[string]int{"x11": 3, "x12": 2, "x21": 4, "x22": 2, "x23": 1, "x31": 3, "x41": 2, "x42": 1, "x51": 1, "x52": 2}
	e := map[string]int{"x11": 1, "x12": 1, "x21": 1, "x23": 2, "x41": 1, "x42": 1, "x51": 1, "x52": 1}
	for _, v := range []struct {
		name     string
		levels   map[string]int
		limiting []string
		absent   []string
		y        string
		level    int
	}{
		{"A", a, []string{"x11", "x41"}, nil, "86 100 100", 1},
		{"A′", a, []string{"x11", "x41", "x22"}, nil, "86 100 100", 2},
		{"B", b, []string{"x11", "x41"}, nil, "28 91 100", 2},
		{"C", c, []string{"x41"}, nil, "22 63 100", 3},
		{"D", d, []string{"x41"}, nil, "22 63 88", 0},
		{"E", e, []string{"x11", "x41"}, []string{"x22", "x31"}, "85.714286 100 100", 1},
	} {
		out := rate(t, vector(t, v.limiting...), rating.Input{Values: judged(v.levels), NotApplicable: v.absent})
		answer := out.Answer(false)
		if got := strings.Join(answer.Y[:], " "); got != v.y || answer.Level != v.level {
			t.Errorf("%s: Y %s level %d, want %s level %d", v.name, got, answer.Level, v.y, v.level)
		}
		if v.name == "E" && fmt.Sprint(answer.Absent) != "[第3类]" {
			t.Errorf("E: absent groups %v", answer.Absent)
		}
	}
}

// The worked example of the electroplating system: 53.80, 100, 100, level Ⅱ.
func TestTheWorkedExampleOfElectroplating(t *testing.T) {
	s, err := rating.Library(law.Files, units(t), "electroplating-2015")
	if err != nil {
		t.Fatal(err)
	}
	in := rating.Input{Values: map[string]rating.Value{}, Parameters: map[string]*big.Rat{"n": big.NewRat(3, 1)}}
	quantities := map[string]string{"取水量": "20", "锌利用率": "83", "镍利用率": "88", "装饰铬利用率": "30", "重复利用率": "45", "处理率": "100"}
	levels := []int{2, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1, 2, 1, 1, 1}
	for _, x := range s.Indicators() {
		if x.Direction == rating.Qualitative {
			level := levels[0]
			levels = levels[1:]
			in.Values[x.Name] = rating.Value{Level: &level}
			continue
		}
		found := false
		for part, text := range quantities {
			if strings.HasSuffix(x.Name, part) {
				n, _ := new(big.Rat).SetString(text)
				in.Values[x.Name] = rating.Value{Amount: n, Unit: x.Unit}
				found = true
			}
		}
		if !found {
			in.NotApplicable = append(in.NotApplicable, x.Name)
		}
	}
	answer := rate(t, s, in).Answer(true)
	if got := strings.Join(answer.Y[:], " "); got != "53.8 100 100" || answer.Level != 2 {
		t.Errorf("Y %s level %d\n%+v", got, answer.Level, answer.Indicators)
	}
	if len(answer.Limiting) == 0 || answer.Limiting[0].Level != 2 || !answer.Limiting[0].Met {
		t.Errorf("limiting %+v", answer.Limiting)
	}
	if len(answer.Steps) != len(answer.Indicators) || len(answer.Gaps) == 0 || !answer.Gaps[0].Limiting {
		t.Errorf("the explanation lacks steps or gaps: %d, %+v", len(answer.Steps), answer.Gaps)
	}
}

const mixed = `能耗,0.6,电耗,kWh/m2,0.5,lower,≤(10+5n),≤(25+10n),≤(55+15n),yes
能耗,0.6,水耗,m³/m²,0.5,lower,≤0.17,≤0.26,≤0.36,no
利用,0.4,回用率,%,0.8/k,higher,≥60,≥45,≥30,no
利用,0.4,铜利用率,%,0.8/k,higher,≥90,≥85,≥75,no
利用,0.4,煤调湿,,0.2,qualitative,采用率≥60%,采用率≥40%,--,no
`

func amount(n, unit string) rating.Value {
	v, ok := new(big.Rat).SetString(n)
	if !ok {
		panic(n)
	}
	return rating.Value{Amount: v, Unit: unit}
}

func TestBenchmarksUnitsAndWeightsThatAreFormulas(t *testing.T) {
	s := system(t, mixed)
	zero := 0
	in := rating.Input{
		Values: map[string]rating.Value{
			"电耗": amount("0.002", "万kWh/m²"), "水耗": amount("260", "L/m2"), "回用率": amount("0.5", "无量纲"), "铜利用率": amount("90", "%"), "煤调湿": {Level: &zero},
		},
		Parameters: map[string]*big.Rat{"n": big.NewRat(2, 1), "k": big.NewRat(2, 1)},
	}
	answer := rate(t, s, in).Answer(true)
	got := []string{}
	for _, m := range answer.Indicators {
		got = append(got, fmt.Sprintf("%s=%d*%s", m.Indicator, m.Level, m.Weight))
	}
	if want := "电耗=1*0.5 水耗=2*0.5 回用率=2*0.4 铜利用率=1*0.4 煤调湿=3*0.2"; strings.Join(got, " ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, " "), want)
	}
	if answer.Steps[0].Benchmarks != [3]string{"≤20", "≤45", "≤85"} || answer.Steps[0].Value != "20 kWh/m2" {
		t.Errorf("%+v", answer.Steps[0])
	}
	if answer.Y[2] != "100" { // no requirement at level Ⅲ is nothing to fail
		t.Errorf("Y %v", answer.Y)
	}
}

func TestBadInputIsSaidAllAtOnce(t *testing.T) {
	s := system(t, mixed)
	one, nine := 1, 9
	_, faults := s.Rate(rating.Input{
		Values:        map[string]rating.Value{"电耗": amount("20", "kg/t"), "水耗": {Level: &one}, "回用率": amount("5", "桶"), "煤调湿": {Level: &nine}, "没有的": amount("1", ""), "铜利用率": amount("1", "%")},
		NotApplicable: []string{"铜利用率", "也没有"},
	}, units(t))
	all := strings.Join(faults, "\n")
	for _, want := range []string{"“电耗”：单位“kg/t”", "“水耗”是定量指标，等级由数值得出", "“桶”", "“煤调湿”的等级9不对", "没有指标“没有的”", "没有指标“也没有”", "“铜利用率”既填了数值又写明不适用", "需要参数k"} {
		if !strings.Contains(all, want) {
			t.Errorf("not said: %s\n%s", want, all)
		}
	}
}

func TestWhatIsMissingCountsAsNotMet(t *testing.T) {
	s := system(t, mixed)
	answer := rate(t, s, rating.Input{Values: map[string]rating.Value{"电耗": amount("1", "")}, Parameters: map[string]*big.Rat{"n": big.NewRat(0, 1), "k": big.NewRat(2, 1)}}).Answer(false)
	if fmt.Sprint(answer.Missing) != "[水耗 回用率 铜利用率 煤调湿]" || answer.Level != 0 || answer.Y[0] != "30" {
		t.Errorf("%+v", answer)
	}
}

func TestFaultsOfASystemAreNamedByLineAndColumn(t *testing.T) {
	for lines, want := range map[string]string{
		"甲,1,a,t,0.99,lower,≤1,≤2,≤3,no\n":                                   "内各二级指标的权重合计为0.99",
		"甲,0.9,a,t,1,lower,≤1,≤2,≤3,no\n":                                    "各一级指标的权重合计为0.9",
		"甲,1,a,t,1,lower,≤3,≤2,≤1,no\n":                                      "level2） a：Ⅱ级基准值“≤2”比Ⅰ级基准值“≤3”还严",
		"甲,1,a,t,1,higher,≥80,≥85,≥70,no\n":                                  "两级次序颠倒",
		"甲,1,a,kWh/m2,1,lower,≤(15+10n),≤(30+20n),≤(75+4n),no\n":             "n=3 时",
		"甲,1,a,t,1,lower,≤1,,≤3,no\n":                                        "level2） a：基准值是空的",
		"甲,1,a,t,1,lower,≤1,约2,≤3,no\n":                                      "基准值“约2”不能读取",
		"甲,1,a,t,1,upward,≤1,≤2,≤3,no\n":                                     "“upward”应为 lower",
		"甲,1,a,t,1,lower,≤1,≤2,≤3,maybe\n":                                   "“maybe”应为 yes 或者 no",
		"甲,1,a,t,1,lower,≤1,≤2,≤3,\n":                                        "没有写明是否限定性指标",
		"甲,1,测试1,t,1,lower,≤1,≤2,≤3,no\n":                                    "“测试1”是没有填完的占位文字",
		"甲,1,a,,1,lower,≤1,≤2,≤3,no\n":                                       "定量指标没有单位",
		"甲,1,a,t,0.5,lower,≤1,≤2,≤3,no\n甲,1,a,t,0.5,lower,≤1,≤2,≤3,no\n":     "与第2行重复",
		"甲,0.5,a,t,0.5,lower,≤1,≤2,≤3,no\n甲,0.6,b,t,0.5,lower,≤1,≤2,≤3,no\n": "权重前后不同",
		"甲,1,a,t,半,lower,≤1,≤2,≤3,no\n":                                      "“半”不能读取",
	} {
		s, read, err := rating.Read(strings.NewReader(head+lines), units(t))
		if err != nil {
			t.Error(err)
			continue
		}
		faults := s.Lint(read)
		all := []string{}
		for _, f := range faults {
			all = append(all, f.String())
		}
		if !strings.Contains(strings.Join(all, "\n"), want) || rating.Errors(faults) == 0 {
			t.Errorf("%s: %v, want …%s…", strings.TrimSpace(lines), all, want)
		}
	}
	for text, want := range map[string]string{"": "空的", "a,b\n1,2\n": "缺少栏目", head: "没有指标", "\"": "不是逗号分隔"} {
		if _, _, err := rating.Read(strings.NewReader(text), units(t)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// parts splits 1 into decimals.
func parts(dice *rand.Rand, n int) []string {
	out, left := []string{}, 1000
	for i := range n {
		share := left - (n - 1 - i)
		if i < n-1 {
			share = 1 + dice.IntN(max(1, left/2-(n-i)))
		}
		left -= share
		out = append(out, rating.Decimal(big.NewRat(int64(share), 1000)))
	}
	return out
}
