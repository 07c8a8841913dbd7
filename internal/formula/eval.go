package formula

import (
	"math/big"

	"qingshen/internal/unit"
)

// node is one part of a formula.
type node interface {
	eval(*env) (Value, error)
	names(func(string))
	write(w *writer)
}

type (
	constant struct {
		value Value
		text  string
	}
	name   struct{ text string }
	group  struct{ inner node }
	not    struct{ inner node }
	list   struct{ items []node }
	binary struct {
		op          string
		left, right node
	}
	power struct {
		base node
		n    int
	}
	call struct {
		fn   string
		f    function
		args []node
	}
	aggregate struct {
		fn, table string
		args      []node
	}
)

func (c *constant) eval(*env) (Value, error) { return c.value, nil }
func (n *name) eval(e *env) (Value, error)   { return e.value(n.text) }
func (g *group) eval(e *env) (Value, error)  { return g.inner.eval(e) }
func (l *list) eval(*env) (Value, error)     { return Value{}, faultf("[…] 只能写在 in 后面") }

func (n *not) eval(e *env) (Value, error) {
	v, err := n.inner.eval(e)
	if err != nil || v.Kind == Missing {
		return Value{}, err
	}
	if v.Kind != Truth {
		return Value{}, faultf("not 后面应为条件")
	}
	return Yes(!v.Yes), nil
}

func (b *binary) eval(e *env) (Value, error) {
	switch b.op {
	case "and", "or":
		return b.logic(e)
	case "in":
		return b.within(e)
	}
	left, err := b.left.eval(e)
	if err != nil {
		return Value{}, err
	}
	right, err := b.right.eval(e)
	if err != nil || left.Kind == Missing || right.Kind == Missing {
		return Value{}, err
	}
	switch b.op {
	case "+", "-", "*", "/":
		return arithmetic(b.op, left, right)
	}
	return compare(b.op, left, right)
}

// logic is three-valued: what is not known decides nothing, but "no" and … is no, and "yes" or … is yes.
func (b *binary) logic(e *env) (Value, error) {
	left, err := b.left.eval(e)
	if err != nil {
		return Value{}, err
	}
	decides := b.op == "or"
	if left.Kind == Truth && left.Yes == decides {
		return left, nil
	}
	right, err := b.right.eval(e)
	if err != nil {
		return Value{}, err
	}
	if right.Kind == Truth && right.Yes == decides {
		return right, nil
	}
	if left.Kind == Missing || right.Kind == Missing {
		return Value{}, nil
	}
	if left.Kind != Truth || right.Kind != Truth {
		return Value{}, faultf("%s 两边应为条件", b.op)
	}
	return Yes(!decides), nil
}

func (b *binary) within(e *env) (Value, error) {
	left, err := b.left.eval(e)
	if err != nil || left.Kind == Missing {
		return Value{}, err
	}
	of, ok := b.right.(*list)
	if !ok {
		return Value{}, faultf("in 后面应为 [“甲”, “乙”]")
	}
	for _, item := range of.items {
		v, err := item.eval(e)
		if err != nil {
			return Value{}, err
		}
		if same, err := compare("==", left, v); err == nil && same.Yes {
			return same, nil
		}
	}
	return Yes(false), nil
}

func arithmetic(op string, a, b Value) (Value, error) {
	if a.Kind != Number || b.Kind != Number {
		return Value{}, faultf("文字不能参加运算")
	}
	switch op {
	case "*":
		return Of(new(big.Rat).Mul(a.Num, b.Num), a.Dim.Times(b.Dim, 1)), nil
	case "/":
		if b.Num.Sign() == 0 {
			return Value{}, nil // a share of nothing is not known
		}
		return Of(new(big.Rat).Quo(a.Num, b.Num), a.Dim.Times(b.Dim, -1)), nil
	}
	d, err := common(a, b)
	if err != nil {
		return Value{}, err
	}
	if op == "+" {
		return Of(new(big.Rat).Add(a.Num, b.Num), d), nil
	}
	return Of(new(big.Rat).Sub(a.Num, b.Num), d), nil
}

// common gives the dimension of two quantities that are added or compared. A plain zero has every dimension.
func common(a, b Value) (unit.Dim, error) {
	switch {
	case a.Dim == b.Dim:
		return a.Dim, nil
	case a.Dim == unit.Number && a.Num.Sign() == 0:
		return b.Dim, nil
	case b.Dim == unit.Number && b.Num.Sign() == 0:
		return a.Dim, nil
	}
	return "", faultf("量纲不同，不能相加减或者比较：%s与%s", a.Dim.Label(), b.Dim.Label())
}

func compare(op string, a, b Value) (Value, error) {
	if a.Kind != b.Kind {
		return Value{}, faultf("不同种类的值不能比较")
	}
	order := 0
	switch a.Kind {
	case Number:
		if _, err := common(a, b); err != nil {
			return Value{}, err
		}
		order = a.Num.Cmp(b.Num)
	case Text:
		switch {
		case a.Text < b.Text:
			order = -1
		case a.Text > b.Text:
			order = 1
		}
	case Truth:
		if a.Yes != b.Yes {
			order = 1
		}
	}
	switch op {
	case "==":
		return Yes(order == 0), nil
	case "!=":
		return Yes(order != 0), nil
	case "<":
		return Yes(order < 0), nil
	case "<=":
		return Yes(order <= 0), nil
	case ">":
		return Yes(order > 0), nil
	}
	return Yes(order >= 0), nil
}

func (p *power) eval(e *env) (Value, error) {
	v, err := p.base.eval(e)
	if err != nil || v.Kind == Missing {
		return Value{}, err
	}
	if v.Kind != Number {
		return Value{}, faultf("文字不能参加运算")
	}
	if p.n < 0 && v.Num.Sign() == 0 {
		return Value{}, nil
	}
	out := big.NewRat(1, 1)
	for range max(p.n, -p.n) {
		out.Mul(out, v.Num)
	}
	if p.n < 0 {
		out.Inv(out)
	}
	return Of(out, unit.Number.Times(v.Dim, p.n)), nil
}
