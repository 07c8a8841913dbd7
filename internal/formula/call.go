package formula

import (
	"math/big"
	"regexp"
	"strings"
	"sync"
)

// function is one function of the language.
type function struct {
	least, most int
	usage       string
	// lazy functions take their arguments unevaluated.
	lazy  func(e *env, args []node) (Value, error)
	plain func(args []Value) (Value, error)
}

// functions is what a formula may call. Where an argument is missing, a plain function is missing.
var functions map[string]function

func init() { // the table names functions that evaluate formulas, which name the table
	functions = map[string]function{
		"abs": {1, 1, "abs(x)", nil, func(a []Value) (Value, error) {
			return number(a[0], func(n *big.Rat) *big.Rat { return new(big.Rat).Abs(n) })
		}},
		"min":      {2, 9, "min(a, b, …)", nil, func(a []Value) (Value, error) { return extreme(a, -1) }},
		"max":      {2, 9, "max(a, b, …)", nil, func(a []Value) (Value, error) { return extreme(a, 1) }},
		"contains": {2, 9, "contains(文字, 片段, …)", nil, contains},
		"matches":  {2, 2, "matches(文字, \"正则\")", nil, matches},
		"if":       {3, 3, "if(条件, 甲, 乙)", choose, nil},
		"present":  {1, 9, "present(x, …)", present, nil},
		"blank":    {1, 1, "blank(x)", blank, nil},
		"or_zero":  {1, 1, "or_zero(x)", orZero, nil},
		"half":     {1, 1, "half(栏目)", half, nil},
		"npv":      {3, 3, "npv(年净现金流量, 收益率, 年数)", nil, presentValue},
		"irr":      {3, 3, "irr(年净现金流量, 投资, 年数)", nil, returnRate},
	}
}

func number(v Value, do func(*big.Rat) *big.Rat) (Value, error) {
	if v.Kind != Number {
		return Value{}, faultf("文字不能参加运算")
	}
	return Of(do(v.Num), v.Dim), nil
}

func extreme(args []Value, sign int) (Value, error) {
	best := args[0]
	for _, v := range args[1:] {
		if v.Kind != Number || best.Kind != Number {
			return Value{}, faultf("文字不能参加运算")
		}
		if _, err := common(best, v); err != nil {
			return Value{}, err
		}
		if v.Num.Cmp(best.Num) == sign {
			best = v
		}
	}
	return best, nil
}

func contains(args []Value) (Value, error) {
	for _, part := range args[1:] {
		if strings.Contains(args[0].Text, part.Text) {
			return Yes(true), nil
		}
	}
	return Yes(false), nil
}

// expressions remembers what was compiled: a rule asks the same of every row.
var expressions sync.Map

func matches(args []Value) (Value, error) {
	form, known := expressions.Load(args[1].Text)
	if !known {
		compiled, err := regexp.Compile(args[1].Text)
		if err != nil {
			return Value{}, faultf("正则“%s”不能使用", args[1].Text)
		}
		form, _ = expressions.LoadOrStore(args[1].Text, compiled)
	}
	return Yes(form.(*regexp.Regexp).MatchString(args[0].Text)), nil
}

func choose(e *env, args []node) (Value, error) {
	c, err := args[0].eval(e)
	if err != nil || c.Kind == Missing {
		return Value{}, err
	}
	if c.Yes {
		return args[1].eval(e)
	}
	return args[2].eval(e)
}

func present(e *env, args []node) (Value, error) {
	for _, a := range args {
		v, err := a.eval(e)
		if err != nil {
			return Value{}, err
		}
		if v.Kind == Missing {
			return Yes(false), nil
		}
	}
	return Yes(true), nil
}

func blank(e *env, args []node) (Value, error) {
	v, err := args[0].eval(e)
	return Yes(err == nil && v.Kind == Missing), err
}

func orZero(e *env, args []node) (Value, error) {
	v, err := args[0].eval(e)
	if err == nil && v.Kind == Missing {
		return Of(new(big.Rat), ""), nil
	}
	return v, err
}

// Rounded is a scope that knows to how many digits a number was typed.
type Rounded interface {
	// Half gives half of the last digit that was typed: 0.005 m² for 1.13 m².
	Half(name string) Value
}

// half is the rounding that a typed number may hide; nothing where it was not typed.
func half(e *env, args []node) (Value, error) {
	n, named := args[0].(*name)
	row, known := e.row.(Rounded)
	if !named || !known {
		return Of(new(big.Rat), ""), nil
	}
	return row.Half(n.text), nil
}

func (c *call) eval(e *env) (Value, error) {
	if c.f.lazy != nil {
		return c.f.lazy(e, c.args)
	}
	args := make([]Value, len(c.args))
	for i, a := range c.args {
		v, err := a.eval(e)
		if err != nil || v.Kind == Missing {
			return Value{}, err
		}
		args[i] = v
	}
	return c.f.plain(args)
}

// aggregates go over the rows of a table: the value of each row, where the condition holds. Inside, a name is that of
// the row; this.name is that of the row for which the formula is asked.
var aggregates = map[string]struct {
	least, most int
	usage       string
}{
	"sum":   {2, 3, "sum(表, 值, 条件)"},
	"least": {2, 3, "least(表, 值, 条件)"},
	"most":  {2, 3, "most(表, 值, 条件)"},
	"one":   {2, 3, "one(表, 值, 条件)"},
	"count": {1, 2, "count(表, 条件)"},
	"any":   {2, 2, "any(表, 条件)"},
	"all":   {2, 2, "all(表, 条件)"},
}

func (a *aggregate) eval(e *env) (Value, error) {
	rows, ok := e.this.Rows(a.table)
	if !ok {
		return Value{}, faultf("没有表“%s”", a.table)
	}
	value, condition := a.parts()
	total := 0
	var out Value
	for _, row := range rows {
		inner := &env{row: row, this: e.this}
		if condition != nil {
			v, err := condition.eval(inner)
			if err != nil {
				return Value{}, err
			}
			if v.Kind != Truth || !v.Yes {
				continue
			}
		}
		total++
		if value == nil {
			continue
		}
		v, err := value.eval(inner)
		if err != nil {
			return Value{}, err
		}
		if out, err = a.fold(out, v); err != nil {
			return Value{}, err
		}
	}
	switch a.fn {
	case "count":
		return Of(big.NewRat(int64(total), 1), ""), nil
	case "any":
		return Yes(total > 0), nil
	case "all":
		return Yes(total == len(rows)), nil
	}
	return out, nil
}

// parts gives the value and the condition of an aggregate.
func (a *aggregate) parts() (value, condition node) {
	switch a.fn {
	case "count", "any", "all":
		if len(a.args) > 0 {
			condition = a.args[0]
		}
		return nil, condition
	}
	if len(a.args) > 1 {
		condition = a.args[1]
	}
	return a.args[0], condition
}

func (a *aggregate) fold(so, v Value) (Value, error) {
	switch {
	case v.Kind == Missing:
		return so, nil
	case so.Kind == Missing:
		return v, nil
	case a.fn == "sum":
		return arithmetic("+", so, v)
	case a.fn == "one":
		return so, nil
	case a.fn == "least":
		return extreme([]Value{so, v}, -1)
	}
	return extreme([]Value{so, v}, 1)
}
