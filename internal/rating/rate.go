package rating

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Input is what is known of an enterprise (评价数据).
type Input struct {
	Values        map[string]Value    `json:"values"`
	NotApplicable []string            `json:"not_applicable,omitempty"`
	Parameters    map[string]*big.Rat `json:"-"`
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
	Judged     bool     // levels of qualitative indicators were judged by a person
}

// Mark is how one applicable indicator stands (二级指标得分).
type Mark struct {
	*Indicator
	Key         string
	Level       int // the best level that it meets; 0 for none
	Meets       [Levels]bool
	Missing     bool
	Judged      bool
	Value       *big.Rat // in the unit of the indicator
	Limits      [Levels]string
	Given       *big.Rat // the weight as the table has it
	Weight      *big.Rat // within its group, after what does not apply has been left out
	GroupWeight *big.Rat
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
	out.composite()
	out.decide(s.Method)
	return out, nil
}

type rater struct {
	system *System
	in     Input
	units  *unit.Table
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

// compute gives the value of a formula; the fault is said once.
func (r *rater) compute(x *Indicator, what string, f *formula.Formula) *big.Rat {
	v, err := f.Eval(scope(r.in.Parameters))
	if err != nil || v.Kind != formula.Number {
		message := fmt.Sprintf("“%s”的%s“%s”需要参数%v，请在 parameters 中给出", x.Name, what, f.Source, f.Names())
		if err == nil {
			message = fmt.Sprintf("“%s”的%s“%s”用给出的参数不能计算（除数为零）", x.Name, what, f.Source)
		}
		if !slices.Contains(r.faults, message) {
			r.faults = append(r.faults, message)
		}
		return nil
	}
	return v.Num
}

// marks reads the input against the table and finds the level of each indicator.
func (r *rater) marks() *Result {
	out := &Result{}
	left := r.names()
	for _, x := range r.system.Indicators() {
		key := r.system.Key(x)
		if left[x] {
			continue
		}
		m := &Mark{Indicator: x, Key: key, Given: new(big.Rat)}
		if x.Weight != nil {
			if n := r.compute(x, "权重", x.Weight); n != nil {
				m.Given = n
			}
		}
		v, given := r.value(x)
		switch {
		case !given:
			m.Missing = true
			out.Missing = append(out.Missing, key)
		case x.Direction == Qualitative:
			r.judge(m, v)
			out.Judged = true
		default:
			r.measure(m, v)
		}
		out.Indicators = append(out.Indicators, m)
	}
	return out
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
			r.add("指标“%s”在%d处出现，请写明一级指标，例如“%s/%s”", name, n, x.Group, name)
			return nil
		}
		return x
	}
	for _, name := range r.in.NotApplicable {
		if x := find(name); x != nil {
			left[x] = true
		}
	}
	names := make([]string, 0, len(r.in.Values))
	for name := range r.in.Values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if x := find(name); x != nil && left[x] {
			r.add("指标“%s”既填了数值又写明不适用，请删去其中一处", name)
		}
	}
	return left
}

func (r *rater) value(x *Indicator) (Value, bool) {
	for _, name := range []string{x.Group + "/" + x.Name, x.Name} {
		if v, ok := r.in.Values[name]; ok {
			return v, true
		}
	}
	return Value{}, false
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
func (r *rater) measure(m *Mark, v Value) {
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
		holds, shown := r.holds(m, b)
		m.Limits[k] = shown
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
func (r *rater) holds(m *Mark, b Benchmark) (bool, string) {
	switch b.kind {
	case none:
		return true, "无要求"
	case unknown:
		r.add("“%s”有一级基准值没有录入，不能评级", m.Name)
		return false, ""
	}
	at := r.compute(m.Indicator, "基准值", b.at)
	if at == nil {
		return false, ""
	}
	if b.kind == span {
		to := r.compute(m.Indicator, "基准值", b.to)
		return to != nil && m.Value.Cmp(at) >= 0 && m.Value.Cmp(to) <= 0, b.Text
	}
	order := m.Value.Cmp(at)
	met := map[string]bool{"≤": order <= 0, "≥": order >= 0, "<": order < 0, ">": order > 0, "=": order == 0}[b.sign]
	return met, b.sign + Decimal(at)
}

// spread divides the weight of what does not apply among the rest of its group (5-3), and the weight of a group of which
// nothing applies among the other groups; that the whole group may be left out is for an expert to confirm.
func (r *rater) spread(out *Result) {
	groups := new(big.Rat)
	for _, g := range r.system.Groups {
		if g.Weight == nil {
			r.add("一级指标“%s”没有权重，不能计算综合指数", g.Name)
			return
		}
		sum := new(big.Rat)
		for _, m := range out.of(g) {
			sum.Add(sum, m.Given)
		}
		if sum.Sign() == 0 {
			out.Absent = append(out.Absent, g.Name)
			continue
		}
		groups.Add(groups, g.Weight)
		for _, m := range out.of(g) {
			m.Weight = new(big.Rat).Quo(m.Given, sum)
		}
	}
	if groups.Sign() == 0 {
		r.add("没有任何适用的指标")
		return
	}
	for _, g := range r.system.Groups {
		for _, m := range out.of(g) {
			m.GroupWeight = new(big.Rat).Quo(g.Weight, groups)
			if m.Weight == nil {
				m.Weight = new(big.Rat)
			}
		}
	}
}

func (out *Result) of(g *Group) []*Mark {
	marks := []*Mark{}
	for _, m := range out.Indicators {
		if m.Group == g.Name {
			marks = append(marks, m)
		}
	}
	return marks
}

// composite adds up the composite indices (5-2): Y_gk = Σ w_i Σ ω_ij Y_gk(x_ij), with 100 for what meets level k.
func (out *Result) composite() {
	for k := range Levels {
		out.Y[k] = new(big.Rat)
		for _, m := range out.Indicators {
			if m.Meets[k] {
				out.Y[k].Add(out.Y[k], m.Points())
			}
		}
	}
}

// Points is what an indicator brings to the index of a level that it meets: 100 · w_i · ω_ij.
func (m *Mark) Points() *big.Rat {
	points := new(big.Rat).Mul(m.Weight, m.GroupWeight)
	return points.Mul(points, big.NewRat(100, 1))
}

// decide finds the level (9.3): the best one whose threshold is reached and that every limiting indicator meets.
func (out *Result) decide(m Method) {
	for k := range Levels {
		if out.Y[k].Cmp(big.NewRat(m.Thresholds[k], 1)) < 0 {
			continue
		}
		if (k < Levels-1 || m.LimitingThird) && !out.all(k, func(x *Mark) bool { return x.Limiting }) {
			continue
		}
		if k == 0 && m.RestMeets > 0 && !out.all(m.RestMeets-1, func(x *Mark) bool { return !x.Limiting }) {
			continue
		}
		out.Level = k + 1
		break
	}
	out.Name = m.Names[out.Level]
}

// all tells whether every indicator of a kind meets a level.
func (out *Result) all(k int, of func(*Mark) bool) bool {
	return !slices.ContainsFunc(out.Indicators, func(x *Mark) bool { return of(x) && !x.Meets[k] })
}
