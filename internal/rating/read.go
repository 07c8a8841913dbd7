package rating

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Fault is one thing that is wrong with the file of a system, by line and column.
type Fault struct {
	Line     int    `json:"line"`
	Column   string `json:"column,omitempty"`
	Name     string `json:"indicator,omitempty"`
	Severity string `json:"severity" enum:"error,warning"`
	Message  string `json:"message"`
}

func (f Fault) String() string {
	place := fmt.Sprintf("第%d行", f.Line)
	if f.Line == 0 {
		place = "整个体系"
	}
	if f.Column != "" {
		place += "“" + columnTitles[f.Column] + "”（" + f.Column + "）"
	}
	if f.Name != "" {
		place += " " + f.Name
	}
	return place + "：" + f.Message
}

// Columns are the columns of a system file, in their order.
var Columns = []string{"system", "edition", "process", "category", "category_weight", "indicator", "unit", "weight", "direction", "level1", "level2", "level3", "limiting", "note", "source"}

// ColumnTitle is the Chinese name of a column.
func ColumnTitle(column string) string { return columnTitles[column] }

// columnTitles are the columns of a system file with their Chinese names.
var columnTitles = map[string]string{
	"system": "指标体系", "edition": "文号版本", "process": "工序或产品", "category": "一级指标", "category_weight": "一级指标权重", "indicator": "二级指标", "unit": "单位", "weight": "权重",
	"direction": "方向", "level1": "Ⅰ级基准值", "level2": "Ⅱ级基准值", "level3": "Ⅲ级基准值", "limiting": "限定性指标", "note": "备注", "source": "来源",
}

var required = []string{"category", "category_weight", "indicator", "unit", "weight", "direction", "level1", "level2", "level3", "limiting"}

// row is one line of the file as it was read.
type row struct {
	line  int
	cells map[string]string
}

func (r row) get(column string) string { return strings.TrimSpace(r.cells[column]) }

// Read reads a system from CSV. What cannot be read as a table at all is an error; everything that is wrong within it is
// found by Lint.
func Read(in io.Reader, units *unit.Table) (*System, []Fault, error) {
	reader := csv.NewReader(in)
	reader.FieldsPerRecord = -1
	lines, err := reader.ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("不是逗号分隔的表格：%v", err)
	}
	if len(lines) == 0 {
		return nil, nil, fmt.Errorf("文件是空的")
	}
	head := lines[0]
	for i := range head {
		head[i] = strings.TrimSpace(strings.TrimPrefix(head[i], "\ufeff"))
	}
	missing := []string{}
	for _, column := range required {
		if !slices.Contains(head, column) {
			missing = append(missing, column+"（"+columnTitles[column]+"）")
		}
	}
	if len(missing) > 0 {
		return nil, nil, fmt.Errorf("第1行缺少栏目：%s", strings.Join(missing, "、"))
	}
	r := &reading{system: &System{Method: Methods["2013"]}, units: units}
	for i, line := range lines[1:] {
		if strings.TrimSpace(strings.Join(line, "")) == "" {
			continue
		}
		cells := map[string]string{}
		for k, column := range head {
			if k < len(line) {
				cells[column] = line[k]
			}
		}
		r.take(row{i + 2, cells})
	}
	if len(r.system.rows) == 0 {
		return nil, nil, fmt.Errorf("表格中没有指标")
	}
	r.system.settle()
	return r.system, r.faults, nil
}

type reading struct {
	system *System
	units  *unit.Table
	faults []Fault
}

func (r *reading) add(at row, column, format string, args ...any) {
	r.faults = append(r.faults, Fault{Line: at.line, Column: column, Name: at.get("indicator"), Severity: "error", Message: fmt.Sprintf(format, args...)})
}

func (r *reading) take(at row) {
	s := r.system
	s.rows = append(s.rows, at)
	if s.Name == "" {
		s.Name, s.Edition = at.get("system"), at.get("edition")
	}
	x := &Indicator{Group: at.get("category"), Name: at.get("indicator"), Process: at.get("process"), Unit: at.get("unit"), Direction: at.get("direction"), Note: at.get("note"), Source: at.get("source"), Line: at.line}
	r.group(at, x)
	switch at.get("limiting") {
	case "yes":
		x.Limiting = true
	case "no":
	case "":
		r.add(at, "limiting", "没有写明是否限定性指标，应为 yes 或者 no")
	default:
		r.add(at, "limiting", "“%s”应为 yes 或者 no", at.get("limiting"))
	}
	if !slices.Contains([]string{Lower, Higher, Qualitative}, x.Direction) {
		r.add(at, "direction", "“%s”应为 lower（越低越好）、higher（越高越好）或者 qualitative（定性）", x.Direction)
	}
	if text := at.get("weight"); text != "" {
		f, err := formula.Parse(arithmetic(text), r.units)
		switch {
		case err != nil:
			r.add(at, "weight", "权重“%s”不能读取：%v", text, err)
		case !strings.ContainsAny(text, "0123456789０１２３４５６７８９"):
			r.add(at, "weight", "权重“%s”不能读取：没有数", text)
		}
		x.Weight = f
	}
	if x.Unit != "" {
		if u, err := r.units.Parse(x.Unit); err == nil {
			x.unit = &u
		}
	}
	for k := range Levels {
		column := fmt.Sprintf("level%d", k+1)
		x.Benchmarks[k] = r.benchmark(at, x, column)
	}
}

// group files an indicator under its first-level class.
func (r *reading) group(at row, x *Indicator) {
	var weight *big.Rat
	if text := at.get("category_weight"); text != "" {
		n, ok := new(big.Rat).SetString(width.Narrow.String(text))
		if !ok || n.Sign() < 0 {
			r.add(at, "category_weight", "“%s”不是权重", text)
		} else {
			weight = n
		}
	}
	i := slices.IndexFunc(r.system.Groups, func(g *Group) bool { return g.Name == x.Group })
	if i < 0 {
		r.system.Groups = append(r.system.Groups, &Group{Name: x.Group, Weight: weight, Indicators: []*Indicator{x}})
		return
	}
	g := r.system.Groups[i]
	if weight != nil && g.Weight != nil && weight.Cmp(g.Weight) != 0 {
		r.add(at, "category_weight", "同一个一级指标“%s”的权重前后不同：%s与%s", g.Name, Decimal(g.Weight), Decimal(weight))
	}
	g.Indicators = append(g.Indicators, x)
}

var (
	implicit = regexp.MustCompile(`(\d|\))\s*([A-Za-z(])`)
	signed   = regexp.MustCompile(`^(<=|>=|≤|≥|≦|≧|<|>|=)\s*(.+)$`)
	ranged   = regexp.MustCompile(`^[\[(]?\s*([-+]?\d+(?:\.\d+)?)\s*(?:~|～|—|-|至|,)\s*([-+]?\d+(?:\.\d+)?)\s*[\])]?$`)
	measured = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*([^\d\s%+\-*/×÷()（）\[].*)$`)
	// parameter is how a benchmark names what it depends on: n.
	parameter = regexp.MustCompile(`^[A-Za-z]\w*$`)
	noNeed    = []string{"--", "---", "-", "—", "——", "/", "无", "无要求", "不作要求"}
)

// arithmetic writes a benchmark or a weight as a formula: 10+5n is 10+5*n.
func arithmetic(text string) string {
	text = strings.NewReplacer("×", "*", "÷", "/", "（", "(", "）", ")", "−", "-", " ", "").Replace(width.Narrow.String(text))
	return implicit.ReplaceAllString(text, "$1*$2")
}

// benchmark reads one level cell with its sign.
func (r *reading) benchmark(at row, x *Indicator, column string) Benchmark {
	text := at.get(column)
	b := Benchmark{Text: text}
	switch {
	case text == "":
		return b
	case slices.Contains(noNeed, text):
		b.kind = none
		return b
	case x.Direction == Qualitative:
		b.kind = words
		return b
	}
	plain := width.Narrow.String(text)
	if m := ranged.FindStringSubmatch(plain); m != nil {
		b.kind = span
		b.at, _ = formula.Parse(m[1], r.units)
		b.to, _ = formula.Parse(m[2], r.units)
		if b.at == nil || b.to == nil {
			b.kind = unknown
			r.add(at, column, "范围“%s”不能读取", text)
		}
		return b
	}
	b.sign = map[string]string{Lower: "≤", Higher: "≥"}[x.Direction]
	rest := plain
	if m := signed.FindStringSubmatch(plain); m != nil {
		b.sign, rest = map[string]string{"<=": "≤", "≦": "≤", ">=": "≥", "≧": "≥"}[m[1]], m[2]
		if b.sign == "" {
			b.sign = m[1]
		}
	}
	if m := measured.FindStringSubmatch(rest); m != nil { // ≤8 L/m2
		if _, err := r.units.Parse(m[2]); err == nil {
			rest = m[1] + "[" + m[2] + "]"
		}
	}
	f, err := formula.Parse(arithmetic(strings.TrimSuffix(rest, "%")), r.units)
	if err != nil || slices.ContainsFunc(f.Names(), func(n string) bool { return !parameter.MatchString(n) }) {
		r.add(at, column, "基准值“%s”不能读取：应为带符号的数（≤8）、范围（6~9）、公式（≤(10+5n)）或者“--”（无要求）", text)
		return b
	}
	b.kind, b.at = bound, f
	if b.carries = strings.Contains(rest, "["); b.carries {
		r.goesTogether(at, x, column, text, f)
	}
	return b
}

// goesTogether holds the unit that a benchmark is written with against that of its indicator.
func (r *reading) goesTogether(at row, x *Indicator, column, text string, f *formula.Formula) {
	t, err := f.Check(plainNumbers{})
	switch {
	case err != nil:
		r.add(at, column, "基准值“%s”的单位不能相加减：%v", text, err)
	case x.unit == nil || t.Dim != x.unit.Dim:
		r.add(at, column, "基准值“%s”的单位是%s，指标的单位却是“%s”，不能比较", text, t.Dim.Label(), x.Unit)
	}
}

// plainNumbers are parameters as a formula sees them: numbers without a unit.
type plainNumbers struct{}

func (plainNumbers) Type(string) (formula.Type, bool) {
	return formula.Type{Kind: formula.Number}, true
}
func (plainNumbers) Table(string) (formula.Types, bool) { return nil, false }
