// Package formula is the arithmetic of the law data (计算公式): what a table computes, what a check rule demands and what a
// benchmark of an index system depends on are formulas, kept as text beside their source. Numbers are exact fractions and
// carry their dimension (量纲): mg/L divided by m² is refused as g/m² when the formula is read, and again with the units
// that people type. What is not known stays not known: a formula over a missing value is missing, never zero.
//
// The language: + - * / ^ (whole powers), comparisons (== != < <= > >=), in ["甲", "乙"], and, or, not, quantities with a
// unit in brackets (5[%], 29.3076[MJ/kgce]), and the functions of the table in call.go.
package formula

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/unit"
)

// Kind is what a value is.
type Kind int

// The kinds of value.
const (
	Missing Kind = iota
	Number
	Text
	Truth
)

// Value is one value of a formula. Numbers are in the base units of their dimension.
type Value struct {
	Kind Kind
	Num  *big.Rat
	Dim  unit.Dim
	Text string
	Yes  bool
}

// Of gives a quantity in base units.
func Of(n *big.Rat, d unit.Dim) Value { return Value{Kind: Number, Num: n, Dim: d} }

// In gives an amount of a unit.
func In(n *big.Rat, u unit.Unit) Value {
	return Value{Kind: Number, Num: new(big.Rat).Mul(n, u.Factor), Dim: u.Dim}
}

// Word gives a text; an empty one is missing.
func Word(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Kind: Text, Text: s}
}

// Yes gives a truth.
func Yes(b bool) Value { return Value{Kind: Truth, Yes: b} }

// Amount gives the number of a quantity in a unit.
func (v Value) Amount(u unit.Unit) *big.Rat { return new(big.Rat).Quo(v.Num, u.Factor) }

// Scope answers what a formula names.
type Scope interface {
	// Value gives what a name stands for; not ok when the name is unknown here.
	Value(name string) (Value, bool)
	// Rows gives the rows of a table for sum, count and the like; not ok when there is no such table.
	Rows(table string) ([]Scope, bool)
}

// Fault is why a formula has no result: its quantities do not go together.
type Fault struct{ Message string }

func (f *Fault) Error() string { return f.Message }

func faultf(format string, args ...any) error { return &Fault{fmt.Sprintf(format, args...)} }

// Formula is one formula, ready to be computed.
type Formula struct {
	Source string
	root   node
	units  *unit.Table
}

// Parse reads a formula. The error says in words where it stops making sense.
func Parse(source string, units *unit.Table) (*Formula, error) {
	p := &parser{units: units}
	var err error
	if p.tokens, err = scan(source); err != nil {
		return nil, fmt.Errorf("公式“%s”：%w", source, err)
	}
	root, err := p.whole()
	if err != nil {
		return nil, fmt.Errorf("公式“%s”：%w", source, err)
	}
	return &Formula{Source: source, root: root, units: units}, nil
}

// Eval computes the formula over a scope.
func (f *Formula) Eval(s Scope) (Value, error) { return f.root.eval(&env{row: s, this: s}) }

// Names gives the names that the formula looks up, in order, without those that stand inside an aggregate.
func (f *Formula) Names() []string {
	names := []string{}
	f.root.names(func(n string) {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	})
	return names
}

// env is the row that is looked at now and the row for which the rule is asked; within sum and the like they differ.
type env struct {
	row, this Scope
}

func (e *env) value(name string) (Value, error) {
	from := e.row
	if len(name) > 5 && name[:5] == "this." {
		from, name = e.this, name[5:]
	}
	if v, ok := from.Value(name); ok {
		return v, nil
	}
	if v, ok := e.this.Value(name); ok && from != e.this {
		return v, nil
	}
	return Value{}, fmt.Errorf("公式中的“%s”没有定义", name)
}
