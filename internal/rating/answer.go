package rating

import (
	"fmt"
	"math/big"
	"strings"
)

// Answer is a result as it is told to the reader.
type Answer struct {
	Level      int             `json:"level"`
	Name       string          `json:"name"`
	Y          [Levels]string  `json:"y" nullable:"false"`
	Limiting   []LimitingMark  `json:"limiting" nullable:"false"`
	Missing    []string        `json:"missing" nullable:"false"`
	Absent     []string        `json:"absent_groups,omitempty"`
	NotMade    []string        `json:"not_made,omitempty"`
	Products   []ProductShare  `json:"products,omitempty"`
	Indicators []IndicatorMark `json:"indicators" nullable:"false"`
	Steps      []Step          `json:"explanation,omitempty"`
	Groups     []GroupStep     `json:"groups,omitempty"`
	Tests      []LevelTest     `json:"tests,omitempty"`
	Gaps       []Gap           `json:"gaps,omitempty"`
}

// LimitingMark is how a limiting indicator stands, and whether it meets the level that was found (Ⅲ where none was).
type LimitingMark struct {
	Indicator string `json:"indicator"`
	Level     int    `json:"level"`
	Met       bool   `json:"met"`
}

// IndicatorMark is the level of one indicator with its weight in its group after re-spreading.
type IndicatorMark struct {
	Group     string `json:"group"`
	Indicator string `json:"indicator"`
	Level     int    `json:"level"`
	Weight    string `json:"weight"`
	Judged    bool   `json:"judged,omitempty"`
	Product   string `json:"product,omitempty"`
}

// ProductShare is the share of one product in the output (产量占比).
type ProductShare struct {
	Name  string `json:"name"`
	Share string `json:"share"`
}

// Step is one indicator on the way to the result (计算过程).
type Step struct {
	Group       string           `json:"group"`
	Indicator   string           `json:"indicator"`
	Key         string           `json:"key"`
	Product     string           `json:"product,omitempty"`
	Limiting    bool             `json:"limiting"`
	Judged      bool             `json:"judged"`
	Missing     bool             `json:"missing"`
	Level       int              `json:"level"`
	Value       string           `json:"value"`
	Conversion  string           `json:"conversion,omitempty" doc:"单位换算"`
	Benchmarks  [Levels]string   `json:"benchmarks" nullable:"false"`
	Texts       [Levels]string   `json:"texts" nullable:"false" doc:"指标体系原文的基准值"`
	Meets       [Levels]bool     `json:"meets" nullable:"false"`
	Comparisons [Levels]string   `json:"comparisons" nullable:"false" doc:"与各级基准值的比较"`
	GivenWeight string           `json:"given_weight"`
	WeightWords string           `json:"weight_words" doc:"权重的来历"`
	Weight      string           `json:"weight"`
	GroupWeight string           `json:"group_weight"`
	Points      string           `json:"points"`
	Words       string           `json:"words"`
	Note        string           `json:"note,omitempty" doc:"指标体系的备注"`
	Source      string           `json:"source,omitempty" doc:"基准值的来源"`
	Reach       [Levels]*float64 `json:"reach,omitempty" doc:"对各级基准值的达到程度，作图用"`
}

// GroupStep is one first-level class on the way to the indices.
type GroupStep struct {
	Group  string         `json:"group"`
	Given  string         `json:"given" doc:"原权重"`
	Weight string         `json:"weight" doc:"重新分配后的权重"`
	Inner  [Levels]string `json:"inner" nullable:"false" doc:"类内得分 Σω·Y"`
	Points [Levels]string `json:"points" nullable:"false" doc:"对综合指数的贡献"`
	Words  string         `json:"words"`
}

// LevelTest is one level that was tried, from the best down.
type LevelTest struct {
	Level     int      `json:"level"`
	Name      string   `json:"name"`
	Y         string   `json:"y"`
	Threshold int64    `json:"threshold"`
	Enough    bool     `json:"enough"`
	Limits    bool     `json:"limits" doc:"是否要求限定性指标达到本级"`
	Failing   []string `json:"failing" nullable:"false" doc:"没有达到本级的限定性指标"`
	Rest      []string `json:"rest" nullable:"false" doc:"没有达到附加条件的其他指标"`
	Passed    bool     `json:"passed"`
	Words     string   `json:"words"`
}

// Gap is an indicator that stands below the next better level (差距).
type Gap struct {
	Group     string `json:"group"`
	Indicator string `json:"indicator"`
	Key       string `json:"key"`
	Product   string `json:"product,omitempty"`
	Limiting  bool   `json:"limiting"`
	Level     int    `json:"level"`
	Value     string `json:"value"`
	Needs     string `json:"needs"`
	Distance  string `json:"distance" doc:"还差多少"`
	Points    string `json:"points"`
	Unit      string `json:"unit,omitempty"`
}

// LevelWords are the names of the levels; 0 is none.
var LevelWords = [Levels + 1]string{"未达Ⅲ级", "Ⅰ级", "Ⅱ级", "Ⅲ级"}

// Answer tells the result; explain adds the steps and what lies between it and the next better level.
func (out *Result) Answer(explain bool) Answer {
	a := Answer{Level: out.Level, Name: out.Name, Limiting: []LimitingMark{}, Missing: append([]string{}, out.Missing...), Absent: out.Absent, NotMade: out.NotMade, Indicators: []IndicatorMark{}}
	for k := range Levels {
		a.Y[k] = Decimal(out.Y[k])
	}
	for _, p := range out.Products {
		a.Products = append(a.Products, ProductShare{p.Name, Decimal(p.Share)})
	}
	asked := out.Level
	if asked == 0 {
		asked = Levels
	}
	for _, m := range out.Indicators {
		if m.Limiting {
			a.Limiting = append(a.Limiting, LimitingMark{m.Named(), m.Level, m.Meets[asked-1]})
		}
		a.Indicators = append(a.Indicators, IndicatorMark{Group: m.Group, Indicator: m.Name, Level: m.Level, Weight: Decimal(m.Weight), Judged: m.Judged, Product: m.Product})
	}
	if explain {
		out.explain(&a)
	}
	return a
}

func (m *Mark) shown() string {
	switch {
	case m.Missing:
		return "没有数据"
	case m.Value != nil:
		return strings.TrimSpace(Decimal(m.Value) + " " + m.Unit)
	}
	return "判断为" + LevelWords[m.Level]
}

// Next is the next better level, 0 when there is none.
func (out *Result) Next() int {
	switch out.Level {
	case 0:
		return Levels
	case 1:
		return 0
	}
	return out.Level - 1
}

// Gaps lists what stands between the result and the next better level: limiting indicators first, then by what they would
// bring to the index.
func (out *Result) Gaps() []Gap {
	next := out.Next()
	if next == 0 {
		return nil
	}
	gaps := []Gap{}
	for _, limiting := range []bool{true, false} {
		for _, m := range out.Indicators {
			if m.Limiting == limiting && !m.Meets[next-1] {
				gaps = append(gaps, Gap{
					Group: m.Group, Indicator: m.Name, Key: m.Key, Product: m.Product, Limiting: m.Limiting, Level: m.Level, Value: m.shown(), Unit: m.Unit,
					Needs: LevelWords[next] + "：" + m.Limits[next-1], Distance: m.distance(next - 1), Points: Decimal(m.Points()),
				})
			}
		}
	}
	return gaps
}

// distance says how far a value is from a benchmark.
func (m *Mark) distance(k int) string {
	at, word := m.Edges[k], "还须提高"
	switch {
	case m.Missing:
		return "没有数据，按没有达到处理"
	case m.Value == nil:
		return "判断为" + LevelWords[m.Level] + "，须达到" + LevelWords[k+1] + "的要求"
	case at == nil:
		return ""
	}
	d := new(big.Rat).Sub(at, m.Value)
	if d.Sign() < 0 {
		d.Neg(d)
		word = "还须降低"
	}
	out := word + " " + strings.TrimSpace(Decimal(d)+" "+m.Unit)
	if m.Value.Sign() != 0 {
		part := new(big.Rat).Quo(new(big.Rat).Mul(d, big.NewRat(100, 1)), new(big.Rat).Abs(m.Value))
		out += fmt.Sprintf("（%s%%）", strings.TrimSuffix(part.FloatString(1), ".0"))
	}
	return out
}
