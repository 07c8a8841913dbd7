package formula

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"qingshen/internal/unit"
)

type parser struct {
	tokens []token
	at     int
	units  *unit.Table
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

// is takes the next token when it is this sign or word.
func (p *parser) is(text string) bool {
	t := p.peek()
	if (t.kind == tokenSign || t.kind == tokenName) && t.text == text {
		p.at++
		return true
	}
	return false
}

func (p *parser) want(text string) error {
	if p.is(text) {
		return nil
	}
	return p.confused("“" + text + "”")
}

func (p *parser) confused(wanted string) error {
	t := p.peek()
	if t.kind == tokenEnd {
		return fmt.Errorf("公式没有写完，应有%s", wanted)
	}
	return fmt.Errorf("第%d个字符处应为%s，现为“%s”", t.at+1, wanted, t.text)
}

func (p *parser) whole() (node, error) {
	n, err := p.level(0)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenEnd {
		return nil, p.confused("运算符或者结尾")
	}
	return n, nil
}

// levels are the operators from the loosest to the tightest.
var levels = [][]string{{"or"}, {"and"}, {"==", "!=", "<=", ">=", "<", ">", "in"}, {"+", "-"}, {"*", "/"}}

func (p *parser) level(i int) (node, error) {
	if i == len(levels) {
		return p.unary()
	}
	if i == 2 && p.is("not") {
		inner, err := p.level(2)
		return &not{inner}, err
	}
	left, err := p.level(i + 1)
	if err != nil {
		return nil, err
	}
	for {
		op := ""
		for _, sign := range levels[i] {
			if p.is(sign) {
				op = sign
				break
			}
		}
		if op == "" {
			return left, nil
		}
		right, err := p.level(i + 1)
		if err != nil {
			return nil, err
		}
		left = &binary{op, left, right}
	}
}

func (p *parser) unary() (node, error) {
	if p.is("-") {
		inner, err := p.unary()
		return &binary{"-", &constant{Of(new(big.Rat), unit.Number), "0"}, inner}, err
	}
	base, err := p.primary()
	if err != nil || !p.is("^") {
		return base, err
	}
	sign := 1
	if p.is("-") {
		sign = -1
	}
	t := p.take()
	n, err := strconv.Atoi(t.text)
	if t.kind != tokenNumber || err != nil || n > 9 {
		return nil, fmt.Errorf("“^”后面应为一位整数")
	}
	return &power{base, sign * n}, nil
}

func (p *parser) primary() (node, error) {
	switch t := p.peek(); {
	case t.kind == tokenNumber:
		return p.number()
	case t.kind == tokenText:
		p.take()
		return &constant{Value{Kind: Text, Text: t.text}, `"` + t.text + `"`}, nil
	case p.is("("):
		inner, err := p.level(0)
		if err != nil {
			return nil, err
		}
		return &group{inner}, p.want(")")
	case p.is("["):
		items, err := p.items("]")
		return &list{items}, err
	case t.kind == tokenName:
		p.take()
		if p.is("(") {
			return p.call(t.text)
		}
		if t.text == "true" || t.text == "false" {
			return &constant{Yes(t.text == "true"), t.text}, nil
		}
		return &name{t.text}, nil
	}
	return nil, p.confused("数字、名称或者括号")
}

func (p *parser) number() (node, error) {
	t := p.take()
	n, ok := new(big.Rat).SetString(t.text)
	if !ok || strings.HasSuffix(t.text, ".") {
		return nil, fmt.Errorf("“%s”不是数字", t.text)
	}
	if u := p.peek(); u.kind == tokenUnit {
		p.take()
		parsed, err := p.units.Parse(u.text)
		if err != nil {
			return nil, err
		}
		return &constant{In(n, parsed), t.text + u.text}, nil
	}
	return &constant{Of(n, unit.Number), t.text}, nil
}

func (p *parser) items(end string) ([]node, error) {
	items := []node{}
	if p.is(end) {
		return items, nil
	}
	for {
		item, err := p.level(0)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		if p.is(end) {
			return items, nil
		}
		if err := p.want(","); err != nil {
			return nil, err
		}
	}
}

func (p *parser) call(fn string) (node, error) {
	args, err := p.items(")")
	if err != nil {
		return nil, err
	}
	if over, ok := aggregates[fn]; ok {
		table, named := first(args).(*name)
		if !named || len(args) < over.least || len(args) > over.most {
			return nil, fmt.Errorf("%s 的写法为 %s", fn, over.usage)
		}
		return &aggregate{fn: fn, table: table.text, args: args[1:]}, nil
	}
	f, ok := functions[fn]
	if !ok {
		return nil, fmt.Errorf("没有函数“%s”", fn)
	}
	if len(args) < f.least || len(args) > f.most {
		return nil, fmt.Errorf("%s 的写法为 %s", fn, f.usage)
	}
	return &call{fn, f, args}, nil
}

func first(args []node) node {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}
