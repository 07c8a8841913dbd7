package rating

import "fmt"

// Answer is a result as it is told to the reader.
type Answer struct {
	Level      int             `json:"level"`
	Name       string          `json:"name"`
	Y          [Levels]string  `json:"y"`
	Limiting   []LimitingMark  `json:"limiting"`
	Missing    []string        `json:"missing"`
	Absent     []string        `json:"absent_groups,omitempty"`
	Indicators []IndicatorMark `json:"indicators"`
	Steps      []Step          `json:"explanation,omitempty"`
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
}

// Step is one indicator on the way to the result (计算过程).
type Step struct {
	Group       string         `json:"group"`
	Indicator   string         `json:"indicator"`
	Value       string         `json:"value"`
	Benchmarks  [Levels]string `json:"benchmarks"`
	Meets       [Levels]bool   `json:"meets"`
	GivenWeight string         `json:"given_weight"`
	Weight      string         `json:"weight"`
	GroupWeight string         `json:"group_weight"`
	Points      string         `json:"points"`
	Words       string         `json:"words"`
}

// Gap is an indicator that stands below the next better level (差距).
type Gap struct {
	Group     string `json:"group"`
	Indicator string `json:"indicator"`
	Limiting  bool   `json:"limiting"`
	Value     string `json:"value"`
	Needs     string `json:"needs"`
	Points    string `json:"points"`
}

// levelWords are the names of the levels; 0 is none.
var levelWords = [Levels + 1]string{"未达Ⅲ级", "Ⅰ级", "Ⅱ级", "Ⅲ级"}

// Answer tells the result; explain adds the steps and what lies between it and the next better level.
func (out *Result) Answer(explain bool) Answer {
	a := Answer{Level: out.Level, Name: out.Name, Limiting: []LimitingMark{}, Missing: append([]string{}, out.Missing...), Absent: out.Absent, Indicators: []IndicatorMark{}}
	for k := range Levels {
		a.Y[k] = Decimal(out.Y[k])
	}
	asked := out.Level
	if asked == 0 {
		asked = Levels
	}
	for _, m := range out.Indicators {
		if m.Limiting {
			a.Limiting = append(a.Limiting, LimitingMark{m.Key, m.Level, m.Meets[asked-1]})
		}
		a.Indicators = append(a.Indicators, IndicatorMark{m.Group, m.Name, m.Level, Decimal(m.Weight), m.Judged})
		if explain {
			a.Steps = append(a.Steps, m.step())
		}
	}
	if explain {
		a.Gaps = out.Gaps()
	}
	return a
}

func (m *Mark) shown() string {
	switch {
	case m.Missing:
		return "没有数据"
	case m.Value != nil:
		return fmt.Sprintf("%s %s", Decimal(m.Value), m.Unit)
	}
	return "判断为" + levelWords[m.Level]
}

func (m *Mark) step() Step {
	s := Step{Group: m.Group, Indicator: m.Name, Value: m.shown(), Benchmarks: m.Limits, Meets: m.Meets, GivenWeight: Decimal(m.Given), Weight: Decimal(m.Weight), GroupWeight: Decimal(m.GroupWeight), Points: Decimal(m.Points())}
	s.Words = fmt.Sprintf("%s：%s，%s；权重 %s × %s × 100 = %s", m.Name, s.Value, levelWords[m.Level], s.GroupWeight, s.Weight, s.Points)
	return s
}

// Gaps lists what stands between the result and the next better level: limiting indicators first, then by what they would
// bring to the index.
func (out *Result) Gaps() []Gap {
	next := out.Level - 1
	if out.Level == 0 {
		next = Levels
	}
	if next < 1 {
		return nil
	}
	gaps := []Gap{}
	for _, limiting := range []bool{true, false} {
		for _, m := range out.Indicators {
			if m.Limiting == limiting && !m.Meets[next-1] {
				gaps = append(gaps, Gap{m.Group, m.Name, m.Limiting, m.shown(), levelWords[next] + "：" + m.Limits[next-1], Decimal(m.Points())})
			}
		}
	}
	return gaps
}
