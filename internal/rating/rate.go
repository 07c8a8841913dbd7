package rating

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Input is what is known of an enterprise (评价数据).
type Input struct {
	Values        map[string]Value    `json:"values"`
	NotApplicable []string            `json:"not_applicable,omitempty"`
	Parameters    map[string]*big.Rat `json:"-"`
	Products      []Product           `json:"-"`
}

// Value is the value of a quantitative indicator with its unit, or the judged level of a qualitative one.
type Value struct {
	Amount *big.Rat
	Unit   string
	Level  *int
}

// Result is the level with everything from which it follows.
type Result struct {
	Level      int
	Name       string
	Y          [Levels]*big.Rat
	Indicators []*Mark
	Missing    []string
	Absent     []string // groups of which nothing applies
	NotMade    []string // indicators of products that are not made
	Products   []Share  // several products with their shares of the output
	Method     Method
	Judged     bool // levels of qualitative indicators were judged by a person
}

// Mark is how one applicable indicator stands (二级指标得分).
type Mark struct {
	*Indicator
	Product     string // of which of several products it speaks; "" for the enterprise
	Share       *big.Rat
	Level       int // the best level that it meets; 0 for none
	Meets       [Levels]bool
	Missing     bool
	Judged      bool
	Asked       Value    // as it was given
	Value       *big.Rat // in the unit of the indicator
	Limits      [Levels]string
	Given       *big.Rat // the weight as the table has it
	Weight      *big.Rat // within its group, after what does not apply has been left out
	GroupWeight *big.Rat
	GroupGiven  *big.Rat         // the weight of its group as the table has it
	Edges       [Levels]*big.Rat // the benchmarks as numbers; of a range, the end that is nearer
}

// Rate finds the level. All that is wrong with the input is said at once; nothing is rated then.
func (s *System) Rate(in Input, units *unit.Table) (*Result, []string) {
	r := &rater{system: s, in: in, units: units}
	out := r.marks()
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	r.spread(out)
	if len(r.faults) > 0 {
		return nil, r.faults
	}
	out.Products, out.Method = r.shares, s.Method
	out.composite()
	out.decide(s.Method)
	return out, nil
}

type rater struct {
	system *System
	in     Input
	units  *unit.Table
	shares []Share
	faults []string
}

func (r *rater) add(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// scope gives formulas their parameters.
type scope map[string]*big.Rat

func (s scope) Value(name string) (formula.Value, bool) {
	n, ok := s[name]
	if !ok {
		return formula.Value{}, false
	}
	return formula.Of(n, unit.Number), true
}
func (scope) Rows(string) ([]formula.Scope, bool) { return nil, false }

// amount is a computed benchmark in the unit of the indicator.
func (x *Indicator) amount(v formula.Value) *big.Rat {
	if v.Kind == formula.Number && v.Dim != unit.Number && x.unit != nil && v.Dim == x.unit.Dim {
		return v.Amount(*x.unit)
	}
	return v.Num
}

// compute gives the value of a formula; the fault is said once.
func (r *rater) compute(x *Indicator, what string, f *formula.Formula, parameters scope) *big.Rat {
	v, err := f.Eval(parameters)
	if err != nil || v.Kind != formula.Number {
		message := fmt.Sprintf("“%s”的%s“%s”需要参数%s，请给出数值", x.Name, what, f.Source, strings.Join(f.Names(), "、"))
		if err == nil {
			message = fmt.Sprintf("“%s”的%s“%s”用给出的参数不能计算（除数为零）", x.Name, what, f.Source)
		}
		if !slices.Contains(r.faults, message) {
			r.faults = append(r.faults, message)
		}
		return nil
	}
	return x.amount(v)
}

// marks reads the input against the table and finds the level of each indicator, product by product where several differ.
func (r *rater) marks() *Result {
	out := &Result{}
	left := r.names()
	r.share()
	for _, x := range r.system.Indicators() {
		if left[x] {
			continue
		}
		parts := r.parts(x)
		if len(parts) == 0 {
			out.NotMade = append(out.NotMade, x.Key)
		}
		for _, p := range parts {
			m := r.markOf(x, p)
			if m.Missing {
				out.Missing = append(out.Missing, m.Named())
			}
			out.Judged = out.Judged || m.Judged
			out.Indicators = append(out.Indicators, m)
		}
	}
	return out
}

func (r *rater) markOf(x *Indicator, p part) *Mark {
	m := &Mark{Indicator: x, Product: p.name, Share: p.share, Given: new(big.Rat)}
	if x.Weight != nil {
		if n := r.compute(x, "权重", x.Weight, p.parameters); n != nil {
			m.Given = n
		}
	}
	if p.share != nil && !p.own {
		m.Given = new(big.Rat).Mul(m.Given, p.share)
	}
	v, given := p.value(x)
	m.Asked = v
	switch {
	case !given:
		m.Missing = true
		for k, b := range x.Benchmarks {
			m.Limits[k] = b.Text
		}
	case x.Direction == Qualitative:
		r.judge(m, v)
	default:
		r.measure(m, v, p.parameters)
	}
	return m
}

// names checks the names of the input and gives the indicators that do not apply.
func (r *rater) names() map[*Indicator]bool {
	left := map[*Indicator]bool{}
	find := func(name string) *Indicator {
		x, n := r.system.Find(name)
		switch {
		case n == 0:
			r.add("指标体系中没有指标“%s”", name)
		case n > 1:
			r.add("指标“%s”在%d处出现，请写明一级指标，例如“%s”", name, n, x.Key)
			return nil
		}
		return x
	}
	for _, name := range r.in.NotApplicable {
		if x := find(name); x != nil {
			left[x] = true
		}
	}
	names := []string{}
	for name := range r.in.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if x := find(name); x != nil && left[x] {
			r.add("指标“%s”既填了数值又写明不适用，请删去其中一处", name)
		}
	}
	for _, p := range r.in.Products {
		r.namesOf(p, find)
	}
	return left
}

// judge takes the level that a person judged; it is labelled as judgement.
func (r *rater) judge(m *Mark, v Value) {
	m.Judged = true
	switch {
	case v.Level == nil:
		r.add("“%s”是定性指标，应填判断的等级（level 为 1、2、3，都不符合为 0）", m.Name)
	case *v.Level < 0 || *v.Level > Levels:
		r.add("“%s”的等级%d不对，应为 1、2、3，都不符合为 0", m.Name, *v.Level)
	default:
		m.stand(*v.Level)
	}
	for k, b := range m.Benchmarks {
		m.Limits[k] = b.Text
	}
}

// stand sets the levels that are met: what meets a level meets those below it, and where the table has no requirement
// there is nothing to fail.
func (m *Mark) stand(level int) {
	for k := range Levels {
		m.Meets[k] = level > 0 && k+1 >= level || m.Benchmarks[k].kind == none
	}
	m.best()
}

// best finds the best level that is met.
func (m *Mark) best() {
	m.Level = slices.Index(m.Meets[:], true) + 1
}

// measure compares a quantity with the benchmarks, from the best level down.
func (r *rater) measure(m *Mark, v Value, parameters scope) {
	if v.Level != nil {
		r.add("“%s”是定量指标，等级由数值得出，不能手工填写等级", m.Name)
		return
	}
	if v.Amount == nil {
		r.add("“%s”没有数值", m.Name)
		return
	}
	if m.Value = r.convert(m.Indicator, v); m.Value == nil {
		return
	}
	met := false
	for k, b := range m.Benchmarks {
		holds, shown, edge := r.holds(m, b, parameters)
		m.Limits[k], m.Edges[k] = shown, edge
		met = met || holds && b.kind != none
		m.Meets[k] = met || b.kind == none
	}
	m.best()
}

// convert gives a value in the unit of its indicator.
func (r *rater) convert(x *Indicator, v Value) *big.Rat {
	if v.Unit == "" || v.Unit == x.Unit {
		return v.Amount
	}
	if x.unit == nil {
		r.add("“%s”的单位应为“%s”，填的是“%s”，不能换算", x.Name, x.Unit, v.Unit)
		return nil
	}
	from, err := r.units.Parse(v.Unit)
	if err != nil {
		r.add("“%s”：%v", x.Name, err)
		return nil
	}
	n, err := unit.Convert(v.Amount, from, *x.unit)
	if err != nil {
		r.add("“%s”：%v", x.Name, err)
		return nil
	}
	return n
}

// holds tells whether a value meets a benchmark, and shows the benchmark with its parameters filled in.
func (r *rater) holds(m *Mark, b Benchmark, parameters scope) (met bool, shown string, edge *big.Rat) {
	switch b.kind {
	case none:
		return true, "无要求", nil
	case unknown:
		r.add("“%s”有一级基准值没有录入，不能评级", m.Name)
		return false, "", nil
	}
	at := r.compute(m.Indicator, "基准值", b.at, parameters)
	if at == nil {
		return false, "", nil
	}
	if b.kind == span {
		to := r.compute(m.Indicator, "基准值", b.to, parameters)
		if to != nil && m.Value.Cmp(to) > 0 {
			return false, b.Text, to
		}
		return to != nil && m.Value.Cmp(at) >= 0, b.Text, at
	}
	order := m.Value.Cmp(at)
	switch b.sign {
	case "≤":
		met = order <= 0
	case "≥":
		met = order >= 0
	case "<":
		met = order < 0
	case ">":
		met = order > 0
	default:
		met = order == 0
	}
	return met, b.sign + Decimal(at), at
}

// In gives a value in the unit of the indicator.
func (x *Indicator) In(v Value, units *unit.Table) (*big.Rat, error) {
	r := &rater{units: units}
	if n := r.convert(x, v); n != nil {
		return n, nil
	}
	return nil, errors.New(strings.Join(r.faults, "；"))
}
