package rating

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"qingshen/internal/formula"
)

// placeholder is text that was left in by those who made a table.
var placeholder = regexp.MustCompile(`^测试\d*$|^test\d*$|待补|待定|待录|暂用|各行未录|源文本疑误|XXX(?:格式)?$|^[xX×?？]+$|TODO|占位`)

// probes are the values of a parameter with which the order of formulas is tried.
var probes = []int64{0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20}

// Lint finds everything that is wrong with a system before anyone is rated by it: weights that do not sum to 1, levels out
// of order, cells that are empty, text of the wrong row, placeholders. Warnings do not keep a system from being released.
func (s *System) Lint(read []Fault) []Fault {
	l := &linting{system: s, faults: slices.Clone(read)}
	l.weights()
	for i, x := range s.Indicators() {
		l.names(x)
		l.levels(x)
		l.order(x)
		if i > 0 {
			l.shifted(s.Indicators()[i-1], x)
		}
	}
	l.twice()
	slices.SortStableFunc(l.faults, func(a, b Fault) int { return a.Line - b.Line })
	return l.faults
}

// Errors counts the faults that keep a system from rating.
func Errors(faults []Fault) int {
	n := 0
	for _, f := range faults {
		if f.Severity == "error" {
			n++
		}
	}
	return n
}

type linting struct {
	system *System
	faults []Fault
}

func (l *linting) add(severity string, line int, column, name, format string, args ...any) {
	l.faults = append(l.faults, Fault{Line: line, Column: column, Name: name, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

func (l *linting) fault(x *Indicator, column, format string, args ...any) {
	l.add("error", x.Line, column, x.Name, format, args...)
}

// weights holds the sums: the groups together 1, and the indicators of each group 1. An expression such as 0.8/n stands for
// the share of as many indicators as bear it.
func (l *linting) weights() {
	total, missing := new(big.Rat), false
	for _, g := range l.system.Groups {
		if g.Weight == nil {
			missing = true
		} else {
			total.Add(total, g.Weight)
		}
		l.within(g)
	}
	switch {
	case missing:
		l.add("error", 0, "category_weight", "", "有一级指标没有权重，不能计算综合指数（清洁生产标准 HJ 系列本来没有权重）")
	case total.Cmp(big.NewRat(1, 1)) != 0:
		l.add("error", 0, "category_weight", "", "各一级指标的权重合计为%s，应为1", Decimal(total))
	}
}

func (l *linting) within(g *Group) {
	same := map[string]int64{}
	for _, x := range g.Indicators {
		if x.Weight != nil {
			same[x.Weight.Source]++
		}
	}
	sum := new(big.Rat)
	for _, x := range g.Indicators {
		if x.Weight == nil {
			l.fault(x, "weight", "没有权重")
			continue
		}
		names := x.Weight.Names()
		parameters := scope{}
		for _, n := range names {
			parameters[n] = big.NewRat(same[x.Weight.Source], 1)
		}
		v, err := x.Weight.Eval(parameters)
		if err != nil || v.Kind != formula.Number || v.Num.Sign() < 0 {
			l.fault(x, "weight", "权重“%s”不能计算", x.Weight.Source)
			continue
		}
		if len(names) > 0 && !strings.Contains(x.Weight.Source, "/") { // a share of the output: together they are the whole
			v.Num = new(big.Rat).Quo(v.Num, new(big.Rat).Mul(big.NewRat(same[x.Weight.Source], 1), big.NewRat(same[x.Weight.Source], 1)))
		}
		sum.Add(sum, v.Num)
	}
	if len(same) > 0 && sum.Cmp(big.NewRat(1, 1)) != 0 {
		l.add("error", g.Indicators[0].Line, "weight", "", "一级指标“%s”内各二级指标的权重合计为%s，应为1", g.Name, Decimal(sum))
	}
}

func (l *linting) names(x *Indicator) {
	if x.Group == "" {
		l.fault(x, "category", "没有一级指标")
	}
	if x.Name == "" {
		l.fault(x, "indicator", "没有指标名称")
	}
	for column, text := range map[string]string{"indicator": x.Name, "level1": x.Benchmarks[0].Text, "level2": x.Benchmarks[1].Text, "level3": x.Benchmarks[2].Text} {
		if hit := placeholder.FindString(text); hit != "" {
			l.fault(x, column, "“%s”是没有填完的占位文字", text)
		}
	}
	if x.Direction != Qualitative && x.Unit == "" {
		l.fault(x, "unit", "定量指标没有单位；没有量纲的写“无量纲”")
	} else if x.Unit != "" && x.unit == nil {
		l.add("warning", x.Line, "unit", x.Name, "单位“%s”不是标准写法，填报时只能用同一写法，不能换算", x.Unit)
	}
}

func (l *linting) levels(x *Indicator) {
	for k, b := range x.Benchmarks {
		column := fmt.Sprintf("level%d", k+1)
		switch {
		case b.kind == unknown && b.Text == "":
			l.fault(x, column, "基准值是空的；没有要求的写“--”")
		case b.kind == none:
			l.add("warning", x.Line, column, x.Name, "%s没有要求：按“无要求”处理，不等于不符合", columnTitles[column][:len("Ⅰ级")])
		case b.kind == words && number.MatchString(b.Text):
			l.add("warning", x.Line, column, x.Name, "定性指标的基准值“%s”像是数值，请核对方向", b.Text)
		}
	}
}

var number = regexp.MustCompile(`^[<>≤≥=]?\s*\d+(\.\d+)?$`)

// order holds that each level is at least as strict as the next, for every value of the parameters that is tried.
func (l *linting) order(x *Indicator) {
	if x.Direction == Qualitative {
		return
	}
	for k := 1; k < Levels; k++ {
		a, b := x.Benchmarks[k-1], x.Benchmarks[k]
		if a.kind != bound || b.kind != bound {
			continue
		}
		for _, n := range tried(a, b) {
			first, second := n.of(x, a.at), n.of(x, b.at)
			if first == nil || second == nil {
				continue
			}
			order := first.Cmp(second)
			if x.Direction == Lower && order > 0 || x.Direction == Higher && order < 0 {
				l.fault(x, fmt.Sprintf("level%d", k+1), "%s“%s”比%s“%s”还严%s，两级次序颠倒", columnTitles[fmt.Sprintf("level%d", k+1)], b.Text, columnTitles[fmt.Sprintf("level%d", k)], a.Text, n.words())
				break
			}
		}
	}
}

// trial is one value for all parameters.
type trial struct {
	names []string
	value int64
}

func tried(a, b Benchmark) []trial {
	names := append(a.at.Names(), b.at.Names()...)
	if len(names) == 0 {
		return []trial{{}}
	}
	out := []trial{}
	for _, v := range probes {
		out = append(out, trial{names, v})
	}
	return out
}

func (t trial) of(x *Indicator, f *formula.Formula) *big.Rat {
	parameters := scope{}
	for _, n := range t.names {
		parameters[n] = big.NewRat(t.value, 1)
	}
	v, err := f.Eval(parameters)
	if err != nil || v.Kind != formula.Number {
		return nil
	}
	return x.amount(v)
}

func (t trial) words() string {
	if len(t.names) == 0 {
		return ""
	}
	return fmt.Sprintf("（%s=%d 时）", t.names[0], t.value)
}

// shifted finds texts that slipped down a row when a table was copied: levels Ⅱ and Ⅲ that are like level Ⅰ of the row
// above and unlike their own.
func (l *linting) shifted(above, x *Indicator) {
	if x.Direction != Qualitative || above.Direction != Qualitative || x.Group != above.Group {
		return
	}
	own, other := pairs(x.Benchmarks[0].Text), pairs(above.Benchmarks[0].Text)
	for k := 1; k < Levels; k++ {
		text := x.Benchmarks[k].Text
		if x.Benchmarks[k].kind != words || strings.HasPrefix(text, "同") {
			continue
		}
		mine := pairs(text)
		if len(mine) == 0 {
			continue
		}
		if toOwn, toOther := share(mine, own), share(mine, other); toOther >= 0.5 && toOther > toOwn+0.25 {
			l.fault(x, fmt.Sprintf("level%d", k+1), "“%s”像是上一行“%s”的内容，多半是抄表时错了一行", text, above.Name)
		}
	}
}

// pairs gives the pairs of letters of a text, without figures.
func pairs(text string) map[string]bool {
	letters := []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, text))
	out := map[string]bool{}
	for i := 0; i+1 < len(letters); i++ {
		out[string(letters[i:i+2])] = true
	}
	return out
}

// share is how much of one text stands in another.
func share(of, in map[string]bool) float64 {
	n := 0
	for p := range of {
		if in[p] {
			n++
		}
	}
	return float64(n) / float64(len(of))
}

// twice finds an indicator that stands twice in its group for the same process.
func (l *linting) twice() {
	seen := map[string]int{}
	for _, x := range l.system.Indicators() {
		key := x.Group + "\x00" + x.Name + "\x00" + x.Process
		if first, ok := seen[key]; ok {
			l.fault(x, "indicator", "与第%d行重复", first)
			continue
		}
		seen[key] = x.Line
	}
}
