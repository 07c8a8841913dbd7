package dossier

import (
	"math/big"

	"qingshen/internal/formula"
)

// compute fills the computed columns, table by table and from left to right, so that a formula may use what stands
// before it. A formula whose quantities do not go together stays empty: the rules report why.
func (b *Book) compute() {
	for _, t := range b.Form.Tables {
		for _, c := range t.Columns {
			if !c.Computed() {
				continue
			}
			for _, l := range b.tables[t.ID] {
				l.cells[c.ID] = l.computed(c)
			}
		}
	}
}

func (l *Line) computed(c *Column) Cell {
	if c.Lookup != "" {
		return Cell{Value: l.lookup(c.Lookup)}
	}
	v, err := c.computed.Eval(l)
	if err != nil {
		return Cell{}
	}
	return Cell{Value: v}
}

// lookup finds the factor for the carrier and the year of the row.
func (l *Line) lookup(table string) formula.Value {
	k, ok := l.Factor(table)
	if !ok {
		return formula.Value{}
	}
	if table == "energy" {
		return k.value(l.cells["measured"].Value)
	}
	return k.Value
}

// Factor gives the factor of a table that applies to the row, with its source.
func (l *Line) Factor(table string) (Factor, bool) {
	carrier, year := l.cells["carrier"].Value, l.cells["year"].Value
	if carrier.Kind != formula.Text || year.Kind != formula.Number {
		return Factor{}, false
	}
	return l.book.Form.factors.find(table, carrier.Text, int(year.Num.Num().Int64()), l.book.Dossier.Enterprise.Region)
}

// Step is how a computed cell came about (计算过程).
type Step struct {
	Formula string `json:"formula" doc:"计算式，以栏目名表示"`
	Filled  string `json:"filled" doc:"代入数值"`
	Result  string `json:"result"`
	Source  string `json:"source,omitempty" doc:"系数的来源"`
}

// Explain shows the formula of a computed cell with its values; not ok for a cell that is typed.
func (l *Line) Explain(column string) (Step, bool) {
	c := l.Table.Column(column)
	if c == nil || !c.Computed() {
		return Step{}, false
	}
	if c.Lookup != "" {
		k, ok := l.Factor(c.Lookup)
		return Step{Formula: c.Title + "取自系数表", Filled: k.Name, Result: l.Show(column), Source: k.Source}, ok
	}
	step := Step{
		Formula: c.Title + " = " + c.computed.Filled(func(name string) string { return l.label(name) }),
		Filled:  c.computed.Filled(func(name string) string { return l.shown(name) }),
		Result:  l.Show(column),
	}
	for _, name := range c.computed.Names() {
		if used := l.Table.Column(name); used != nil && used.Lookup != "" {
			if k, ok := l.Factor(used.Lookup); ok {
				step.Source = k.Source
			}
		}
	}
	return step, true
}

func (l *Line) label(name string) string {
	if c := l.Table.Column(name); c != nil {
		return c.Title
	}
	if t := l.book.Form.Table(name); t != nil {
		return t.Title
	}
	return name
}

// shown gives the value of a name, or its label where it names no single value of this row.
func (l *Line) shown(name string) string {
	if c := l.Table.Column(name); c != nil {
		if text := l.Show(name); text != "" {
			return text
		}
		return "（" + c.Title + "未填）"
	}
	return l.label(name)
}

// Total sums a column over the rows that satisfy a test, in base units.
func (b *Book) Total(table, column string, of func(*Line) bool) *big.Rat {
	sum := new(big.Rat)
	for _, l := range b.tables[table] {
		if v := l.cells[column].Value; v.Kind == formula.Number && of(l) {
			sum.Add(sum, v.Num)
		}
	}
	return sum
}
