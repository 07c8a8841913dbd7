package rating

import (
	"fmt"
	"math/big"
	"strings"
)

// explain adds the whole way: value, conversion, benchmark, membership, weight, group, index, level.
func (out *Result) explain(a *Answer) {
	for _, m := range out.Indicators {
		a.Steps = append(a.Steps, m.step())
	}
	a.Groups = out.groups()
	a.Tests = out.tests()
	a.Gaps = out.Gaps()
}

func (m *Mark) step() Step {
	s := Step{
		Group: m.Group, Indicator: m.Name, Key: m.Key, Product: m.Product, Limiting: m.Limiting, Judged: m.Judged, Missing: m.Missing, Level: m.Level,
		Value: m.shown(), Conversion: m.conversion(), Benchmarks: m.Limits, Meets: m.Meets, GivenWeight: Decimal(m.Given), WeightWords: m.weighed(),
		Weight: Decimal(m.Weight), GroupWeight: Decimal(m.GroupWeight), Points: Decimal(m.Points()), Note: m.Note, Source: m.Source,
	}
	for k, b := range m.Indicator.Benchmarks {
		s.Texts[k] = b.Text
		s.Comparisons[k] = m.compared(k)
		s.Reach[k] = m.reach(k)
	}
	s.Words = fmt.Sprintf("%s：%s，%s；权重 %s × %s × 100 = %s", m.Named(), s.Value, LevelWords[m.Level], s.GroupWeight, s.Weight, s.Points)
	return s
}

// conversion shows how a value came into the unit of its indicator; "" when it was given in it.
func (m *Mark) conversion() string {
	if m.Value == nil || m.Asked.Amount == nil || m.Asked.Unit == "" || m.Asked.Unit == m.Unit || m.Asked.Amount.Sign() == 0 {
		return ""
	}
	factor := new(big.Rat).Quo(m.Value, m.Asked.Amount)
	return fmt.Sprintf("%s %s × %s = %s %s", Decimal(m.Asked.Amount), m.Asked.Unit, Decimal(factor), Decimal(m.Value), m.Unit)
}

// weighed shows where the weight comes from: the table, a formula, the share of a product, the re-spreading.
func (m *Mark) weighed() string {
	parts := []string{}
	given := Decimal(m.Given)
	if m.Indicator.Weight != nil && len(m.Indicator.Weight.Names()) > 0 {
		parts = append(parts, m.Indicator.Weight.Source+" = "+given)
	} else if m.Share != nil && m.Indicator.Weight != nil {
		parts = append(parts, fmt.Sprintf("%s × 产量占比 %s = %s", m.Indicator.Weight.Source, Decimal(m.Share), given))
	}
	if m.Weight.Cmp(m.Given) != 0 {
		sum := new(big.Rat).Quo(m.Given, m.Weight)
		parts = append(parts, fmt.Sprintf("类内有指标不适用，重新分配：%s ÷ %s = %s", given, Decimal(sum), Decimal(m.Weight)))
	}
	if len(parts) == 0 {
		return "指标体系给出 " + given
	}
	return strings.Join(parts, "；")
}

func (m *Mark) compared(k int) string {
	b := m.Indicator.Benchmarks[k]
	verdict := "没有达到"
	if m.Meets[k] {
		verdict = "达到"
	}
	switch {
	case b.kind == none:
		return "没有要求"
	case m.Missing:
		return "没有数据，按没有达到处理"
	case m.Judged:
		return "由人判断：" + verdict
	case m.Meets[k] && k > 0 && m.Meets[k-1] && m.Indicator.Benchmarks[k-1].kind != none:
		return "达到更高一级，即达到本级"
	}
	text := Decimal(m.Value) + " 与 " + m.Limits[k]
	if b.at != nil && len(b.at.Names()) > 0 {
		text += "（由 " + b.Text + " 算出）"
	}
	return text + " 比较：" + verdict
}

// reach is how far a value has come to a benchmark, 1 when it meets it exactly: for a figure, not for a decision.
func (m *Mark) reach(k int) *float64 {
	if m.Missing || m.Value == nil || m.Edges[k] == nil {
		return nil
	}
	over, under := m.Value, m.Edges[k]
	if m.Direction == Lower {
		over, under = under, over
	}
	out := 2.0
	if under.Sign() != 0 {
		out, _ = new(big.Rat).Quo(over, under).Float64()
	}
	out = min(max(out, 0), 2)
	return &out
}

// groups sums up each class.
func (out *Result) groups() []GroupStep {
	steps := []GroupStep{}
	index := map[string]int{}
	inner := [][Levels]*big.Rat{}
	for _, m := range out.Indicators {
		i, known := index[m.Group]
		if !known {
			i = len(steps)
			index[m.Group] = i
			steps = append(steps, GroupStep{Group: m.Group, Given: Decimal(m.GroupGiven), Weight: Decimal(m.GroupWeight)})
			inner = append(inner, [Levels]*big.Rat{new(big.Rat), new(big.Rat), new(big.Rat)})
		}
		for k := range Levels {
			if m.Meets[k] {
				inner[i][k].Add(inner[i][k], m.Weight)
			}
		}
	}
	hundred := big.NewRat(100, 1)
	for _, m := range out.Indicators {
		i := index[m.Group]
		s := &steps[i]
		if s.Words != "" {
			continue
		}
		for k := range Levels {
			score := new(big.Rat).Mul(inner[i][k], hundred)
			s.Inner[k] = Decimal(score)
			s.Points[k] = Decimal(score.Mul(score, m.GroupWeight))
		}
		s.Words = fmt.Sprintf("%s：权重 %s，类内得分 %s，对综合指数贡献 %s", s.Group, s.Weight, strings.Join(s.Inner[:], "／"), strings.Join(s.Points[:], "／"))
		if s.Given != s.Weight {
			s.Words += "（有整类指标不适用，原权重 " + s.Given + " 已重新分配）"
		}
	}
	return steps
}

// tests shows how the level was found: from the best down, until one holds.
func (out *Result) tests() []LevelTest {
	tests := []LevelTest{}
	m := out.Method
	for k := range Levels {
		t := LevelTest{Level: k + 1, Name: m.Names[k+1], Y: Decimal(out.Y[k]), Threshold: m.Thresholds[k], Limits: k < Levels-1 || m.LimitingThird, Failing: []string{}, Rest: []string{}}
		t.Enough = out.Y[k].Cmp(big.NewRat(t.Threshold, 1)) >= 0
		for _, x := range out.Indicators {
			if t.Limits && x.Limiting && !x.Meets[k] {
				t.Failing = append(t.Failing, x.Named())
			}
			if k == 0 && m.RestMeets > 0 && !x.Limiting && !x.Meets[m.RestMeets-1] {
				t.Rest = append(t.Rest, x.Named())
			}
		}
		t.Passed = t.Enough && len(t.Failing) == 0 && len(t.Rest) == 0
		t.Words = t.said(m)
		tests = append(tests, t)
	}
	return tests
}

func (t LevelTest) said(m Method) string {
	sign := "≥"
	if !t.Enough {
		sign = "<"
	}
	words := fmt.Sprintf("%s：综合指数 %s %s %d", LevelWords[t.Level], t.Y, sign, t.Threshold)
	switch {
	case len(t.Failing) > 0:
		words += "；限定性指标没有达到本级：" + strings.Join(t.Failing, "、")
	case t.Limits:
		words += "；限定性指标全部达到本级"
	}
	if len(t.Rest) > 0 {
		words += "；其他指标没有达到" + LevelWords[m.RestMeets] + "：" + strings.Join(t.Rest, "、")
	}
	if t.Passed {
		return words + "。符合"
	}
	return words + "。不符合"
}
