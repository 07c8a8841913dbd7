package formula

import (
	"fmt"

	"qingshen/internal/unit"
)

// Type is what is known of a value before there is one. Varying numbers take their dimension from the unit that a row
// names; the formula is then checked again with that unit.
type Type struct {
	Kind    Kind
	Dim     unit.Dim
	Varying bool
}

// Types answers what kind of thing a name stands for.
type Types interface {
	Type(name string) (Type, bool)
	Table(table string) (Types, bool)
}

// Check tells what a formula gives, or why it cannot be right: an unknown name, or quantities that do not go together.
func (f *Formula) Check(types Types) (Type, error) {
	t, err := (&typer{types, types}).of(f.root)
	if err != nil {
		return t, fmt.Errorf("公式“%s”：%w", f.Source, err)
	}
	return t, nil
}

type typer struct{ row, this Types }

func (c *typer) name(n string) (Type, error) {
	from := c.row
	if len(n) > 5 && n[:5] == "this." {
		from, n = c.this, n[5:]
	}
	if t, ok := from.Type(n); ok {
		return t, nil
	}
	if t, ok := c.this.Type(n); ok {
		return t, nil
	}
	return Type{}, fmt.Errorf("“%s”没有定义", n)
}

func (c *typer) of(n node) (Type, error) {
	switch n := n.(type) {
	case *constant:
		return Type{Kind: n.value.Kind, Dim: n.value.Dim, Varying: n.value.Kind == Number && n.value.Num.Sign() == 0 && n.value.Dim == unit.Number}, nil
	case *name:
		return c.name(n.text)
	case *group:
		return c.of(n.inner)
	case *not:
		_, err := c.of(n.inner)
		return Type{Kind: Truth}, err
	case *power:
		t, err := c.of(n.base)
		t.Dim = unit.Number.Times(t.Dim, n.n)
		return t, err
	case *binary:
		return c.binary(n)
	case *call:
		return c.call(n)
	case *aggregate:
		return c.aggregate(n)
	}
	return Type{}, fmt.Errorf("[…] 只能写在 in 后面")
}

func (c *typer) binary(b *binary) (Type, error) {
	left, err := c.of(b.left)
	if err != nil || b.op == "in" {
		return Type{Kind: Truth}, err
	}
	right, err := c.of(b.right)
	if err != nil {
		return Type{}, err
	}
	varying := left.Varying || right.Varying
	switch b.op {
	case "and", "or":
		if left.Kind != Truth || right.Kind != Truth {
			return Type{}, fmt.Errorf("%s 两边应为条件", b.op)
		}
		return Type{Kind: Truth}, nil
	case "*", "/":
		if left.Kind != Number || right.Kind != Number {
			return Type{}, fmt.Errorf("文字不能参加运算")
		}
		n := 1
		if b.op == "/" {
			n = -1
		}
		return Type{Number, left.Dim.Times(right.Dim, n), varying}, nil
	}
	if left.Kind != right.Kind {
		return Type{}, fmt.Errorf("“%s”两边种类不同", b.op)
	}
	if left.Kind == Number && !varying && left.Dim != right.Dim {
		return Type{}, fmt.Errorf("量纲不同，不能相加减或者比较：%s与%s", left.Dim.Label(), right.Dim.Label())
	}
	if b.op == "+" || b.op == "-" {
		if left.Kind != Number {
			return Type{}, fmt.Errorf("文字不能参加运算")
		}
		if left.Varying && !right.Varying {
			return right, nil
		}
		return left, nil
	}
	return Type{Kind: Truth}, nil
}

func (c *typer) call(n *call) (Type, error) {
	types := make([]Type, len(n.args))
	for i, a := range n.args {
		var err error
		if types[i], err = c.of(a); err != nil {
			return Type{}, err
		}
	}
	switch n.fn {
	case "irr":
		return Type{Kind: Number}, nil
	case "contains", "matches", "present", "blank":
		return Type{Kind: Truth}, nil
	case "if":
		if types[0].Kind != Truth {
			return Type{}, fmt.Errorf("if 的第一项应为条件")
		}
		return types[1], nil
	}
	return types[0], nil
}

func (c *typer) aggregate(a *aggregate) (Type, error) {
	rows, ok := c.this.Table(a.table)
	if !ok {
		return Type{}, fmt.Errorf("没有表“%s”", a.table)
	}
	inner := &typer{rows, c.this}
	value, condition := a.parts()
	if condition != nil {
		if t, err := inner.of(condition); err != nil {
			return Type{}, err
		} else if t.Kind != Truth {
			return Type{}, fmt.Errorf("%s 的条件不是条件", a.fn)
		}
	}
	switch a.fn {
	case "count":
		return Type{Kind: Number}, nil
	case "any", "all":
		return Type{Kind: Truth}, nil
	}
	return inner.of(value)
}
