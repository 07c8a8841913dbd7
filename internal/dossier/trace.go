package dossier

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/formula"
)

// Trace is where a computed cell comes from (计算来源): its formula, the values that went into it, and the factor with its
// source. Inputs that are computed themselves can be traced in their turn.
type Trace struct {
	Step
	Place   string      `json:"place" doc:"哪一格"`
	Inputs  []Input     `json:"inputs" nullable:"false" doc:"代入的值"`
	Factors []FactorUse `json:"factors" nullable:"false" doc:"用到的系数"`
}

// Input is one value that went into a computed cell.
type Input struct {
	Label  string `json:"label"`
	Value  string `json:"value"`
	From   string `json:"from" doc:"来自哪里"`
	Column string `json:"column,omitempty" doc:"本行的栏目，可以继续查看它的来源"`
}

// FactorUse is a factor as it was used in a row.
type FactorUse struct {
	Set    string `json:"set" doc:"系数表"`
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
	Scope  string `json:"scope" doc:"适用的地区和时间"`
}

// factorSets are the names of the tables of factors.
var factorSets = map[string]string{"energy": "能源折标准煤系数", "carbon": "二氧化碳排放系数"}

// Trace tells where a computed cell of the row comes from; not ok for a cell that is typed.
func (l *Line) Trace(column string) (Trace, bool) {
	c := l.Table.Column(column)
	if c == nil || !c.Computed() {
		return Trace{}, false
	}
	t := Trace{Place: l.Place(column).Words, Inputs: []Input{}, Factors: []FactorUse{}}
	step, known := l.Explain(column)
	if t.Step = step; !known {
		t.Formula, t.Filled = c.Title+"取自系数表", "没有适用的系数：请选择能源品种，填写年份"
	}
	if c.Lookup != "" {
		for _, name := range []string{"carrier", "year"} {
			t.Inputs = append(t.Inputs, l.input(name))
		}
		t.use(l, c)
		return t, true
	}
	for _, name := range c.computed.Names() {
		name = strings.TrimPrefix(name, "this.")
		if used := l.Table.Column(name); used != nil {
			if !slices.ContainsFunc(t.Inputs, func(in Input) bool { return in.Label == used.Title }) {
				t.Inputs = append(t.Inputs, l.input(name))
				t.use(l, used)
			}
		} else if other := l.book.Form.Table(name); other != nil {
			t.Inputs = append(t.Inputs, Input{Label: other.Title, Value: fmt.Sprintf("%d行", len(l.book.tables[name])), From: "另一张表"})
		}
	}
	return t, true
}

// input gives a column of the row as an input.
func (l *Line) input(name string) Input {
	c := l.Table.Column(name)
	in := Input{Label: c.Title, Value: l.Show(name), From: "本行填写"}
	switch {
	case c.Lookup != "":
		in.From, in.Column = "系数表", name
	case c.Computed():
		in.From, in.Column = "系统计算", name
	}
	if in.Value == "" {
		in.Value = "未填"
		if c.Computed() {
			in.Value = "尚不能计算"
		}
	} else if typed := l.cells[name]; typed.Value.Kind == formula.Number && typed.Unit != nil && l.base(c, typed) != "" {
		in.Value += "（= " + l.base(c, typed) + "）"
	}
	return in
}

// base writes a quantity in base units where it was typed in others; "" where they are the same.
func (l *Line) base(c *Column, cell Cell) string {
	if c.Kind != KindNumber || baseSymbol(cell.Value.Dim) == "" {
		return ""
	}
	text := ShowIn(cell.Value, nil)
	if text == ShowIn(cell.Value, cell.Unit) {
		return ""
	}
	return text
}

// use notes the factor that a column of the row looks up.
func (t *Trace) use(l *Line, c *Column) {
	if c.Lookup == "" {
		return
	}
	k, ok := l.Factor(c.Lookup)
	if !ok {
		return
	}
	u := FactorUse{Set: factorSets[c.Lookup], Name: k.Name, Value: l.Show(c.ID), Source: k.Source, Scope: k.scope()}
	if c.Lookup == "energy" && l.cells["measured"].Value.Kind == formula.Number {
		u.Source = "本行填写的实测系数（缺省值的来源：" + k.Source + "）"
	}
	t.Factors = append(t.Factors, u)
}

// scope says where and when a factor applies.
func (k Factor) scope() string {
	text := "全国"
	if k.Region != "" {
		text = "本省"
	}
	if k.From != "" {
		text += "，自" + k.From.Chinese() + "起"
	}
	if k.Until != "" {
		text += "，至" + k.Until.Chinese() + "止"
	}
	return text
}
