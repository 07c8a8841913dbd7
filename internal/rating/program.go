package rating

import (
	"math/big"
	"sync"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Program is a system made ready to rate many (一次读取，多次评级): names are numbers, what the table gives is machine words.
// It says the same as System.Rate, to the last digit; what is out of the ordinary (a fault, several products, figures that
// do not fit) it hands to System.Rate.
type Program struct {
	system   *System
	units    *unit.Table
	slots    []slot
	groups   []class
	names    map[string]int // several: a name that occurs twice
	formulas []*formula.Formula
	total    frac // of the weights of all groups
	long     bool // figures of the table do not fit: everything goes the long way
	factors  sync.Map
	scratch  sync.Pool
}

// several marks a name that is not one indicator.
const several = -1

type slot struct {
	*Indicator
	group  int
	weight figure
	limits [Levels]limit
	free   uint8 // the levels at which the table has no requirement: there is nothing to fail
}

type class struct {
	weight frac
	den    int64 // common denominator of the constant weights within the group
	varied bool  // some weight is a formula
}

// figure is a constant, or the value of a formula of parameters.
type figure struct {
	value   frac
	formula int // constant: -1
}

type limit struct {
	kind     benchmarkKind
	sign     byte
	at, upto figure
}

// Score is a level with its indices.
type Score struct {
	Level   int
	Y       [Levels]*big.Rat
	Missing int
}

// Compile readies a system.
func (s *System) Compile(units *unit.Table) *Program {
	p := &Program{system: s, units: units, names: map[string]int{}, total: frac{0, 1}}
	for i, x := range s.Indicators() {
		p.name(x.Name, i)
		p.name(x.Group+"/"+x.Name, i)
		if x.Process != "" {
			p.name(x.Group+"/"+x.Name+"/"+x.Process, i)
		}
	}
	for g, group := range s.Groups {
		c := class{den: 1}
		if w, ok := fits(group.Weight); ok && w.n > 0 {
			c.weight = w
			p.total, ok = p.total.add(w)
			p.long = p.long || !ok
		} else {
			p.long = true
		}
		for _, x := range group.Indicators {
			p.slot(x, g, &c)
		}
		p.groups = append(p.groups, c)
	}
	p.scratch.New = func() any {
		return &scratch{met: make([]uint8, len(p.slots)), values: make([]frac, len(p.formulas))}
	}
	return p
}

// System gives the system that was compiled.
func (p *Program) System() *System { return p.system }

func (p *Program) name(name string, i int) {
	if at, taken := p.names[name]; taken && at != i {
		i = several
	}
	p.names[name] = i
}

func (p *Program) slot(x *Indicator, group int, c *class) {
	s := slot{Indicator: x, group: group, weight: p.figure(x.Weight)}
	switch {
	case x.Weight == nil:
		s.weight = figure{frac{0, 1}, -1}
	case s.weight.formula >= 0:
		c.varied = true
	default:
		g := gcd(c.den, s.weight.value.d)
		den, ok := times(c.den, s.weight.value.d/g)
		c.den, p.long = den, p.long || !ok
	}
	for k, b := range x.Benchmarks {
		l := limit{kind: b.kind, at: figure{formula: -1}, upto: figure{formula: -1}}
		if b.sign != "" {
			l.sign = map[string]byte{"≤": 'l', "≥": 'g', "<": '<', ">": '>', "=": '='}[b.sign]
		}
		if b.kind == bound || b.kind == span {
			l.at = p.limit(x, b, b.at)
		}
		if b.kind == span {
			l.upto = p.limit(x, b, b.to)
		}
		p.long = p.long || b.kind == unknown || b.kind == words && x.Direction != Qualitative
		s.limits[k] = l
		if b.kind == none {
			s.free |= 1 << k
		}
	}
	p.slots = append(p.slots, s)
}

// limit is a benchmark in the unit of its indicator. A formula that carries a unit goes the long way.
func (p *Program) limit(x *Indicator, b Benchmark, f *formula.Formula) figure {
	n := p.figure(f)
	if n.formula >= 0 {
		p.long = p.long || b.carries
		return n
	}
	if v, err := f.Eval(scope{}); err == nil && b.carries {
		value, ok := fits(x.amount(v))
		p.long = p.long || !ok
		n.value = value
	}
	return n
}

func (p *Program) figure(f *formula.Formula) figure {
	if f == nil {
		return figure{frac{0, 1}, -1}
	}
	if len(f.Names()) > 0 {
		for i, known := range p.formulas {
			if known.Source == f.Source {
				return figure{formula: i}
			}
		}
		p.formulas = append(p.formulas, f)
		return figure{formula: len(p.formulas) - 1}
	}
	v, err := f.Eval(scope{})
	if err != nil || v.Kind != formula.Number {
		p.long = true
		return figure{frac{0, 1}, -1}
	}
	value, ok := fits(v.Num)
	p.long = p.long || !ok
	return figure{value, -1}
}
