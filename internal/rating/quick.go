package rating

import (
	"math/big"

	"qingshen/internal/formula"
)

// scratch is what one rating needs to note; it is used again.
type scratch struct {
	met    []uint8 // bits 0 to 2: the levels that are met; then noted, leftOut
	values []frac  // of the formulas
}

const (
	noted   = 1 << 6
	leftOut = 1 << 7
)

// Rate finds the level. Faults are those of System.Rate.
func (p *Program) Rate(in Input) (Score, []string) {
	if p.long || len(in.Products) > 0 {
		return p.whole(in)
	}
	w := p.scratch.Get().(*scratch)
	defer p.scratch.Put(w)
	if !p.mark(w, &in) {
		return p.whole(in)
	}
	out, ok := p.sum(w)
	if !ok {
		return p.whole(in)
	}
	return out, nil
}

// whole is the long way.
func (p *Program) whole(in Input) (Score, []string) {
	out, faults := p.system.Rate(in, p.units)
	if len(faults) > 0 {
		return Score{}, faults
	}
	return Score{out.Level, out.Y, len(out.Missing)}, nil
}

// mark notes which levels each indicator meets; not ok for anything out of the ordinary.
func (p *Program) mark(w *scratch, in *Input) bool {
	clear(w.met)
	for i, f := range p.formulas {
		v, err := f.Eval(scope(in.Parameters))
		if err != nil || v.Kind != formula.Number {
			return false
		}
		ok := false
		if w.values[i], ok = fits(v.Num); !ok {
			return false
		}
	}
	for _, name := range in.NotApplicable {
		i, known := p.names[name]
		if !known || i == several {
			return false
		}
		w.met[i] = leftOut
	}
	for name, v := range in.Values {
		i, known := p.names[name]
		if !known || i == several || w.met[i] != 0 {
			return false
		}
		if !p.meet(w, i, v) {
			return false
		}
	}
	return true
}

func (p *Program) meet(w *scratch, i int, v Value) bool {
	s := &p.slots[i]
	if s.Direction == Qualitative {
		if v.Level == nil || *v.Level < 0 || *v.Level > Levels {
			return false
		}
		w.met[i] = noted | s.free
		if *v.Level > 0 {
			w.met[i] |= 7 &^ (1<<(*v.Level-1) - 1)
		}
		return true
	}
	if v.Level != nil || v.Amount == nil {
		return false
	}
	value, ok := fits(v.Amount)
	if ok && v.Unit != "" && v.Unit != s.Unit {
		var factor frac
		if factor, ok = p.factor(i, v.Unit); ok {
			value, ok = value.mul(factor)
		}
	}
	if !ok {
		return false
	}
	w.met[i] = noted
	met := false
	for k := range s.limits {
		l := &s.limits[k]
		if met = met || l.kind != none && w.holds(l, value); met || l.kind == none {
			w.met[i] |= 1 << k
		}
	}
	return true
}

func (w *scratch) at(n figure) frac {
	if n.formula >= 0 {
		return w.values[n.formula]
	}
	return n.value
}

func (w *scratch) holds(l *limit, value frac) bool {
	order := value.cmp(w.at(l.at))
	if l.kind == span {
		return order >= 0 && value.cmp(w.at(l.upto)) <= 0
	}
	switch l.sign {
	case 'l':
		return order <= 0
	case 'g':
		return order >= 0
	case '<':
		return order < 0
	case '>':
		return order > 0
	}
	return order == 0
}

// factor gives how many units of the indicator one unit of the input is; parsed once.
func (p *Program) factor(i int, text string) (frac, bool) {
	type key struct {
		slot int
		unit string
	}
	if f, ok := p.factors.Load(key{i, text}); ok {
		return f.(frac), true
	}
	x := p.slots[i]
	if x.unit == nil {
		return frac{}, false
	}
	from, err := p.units.Parse(text)
	if err != nil || from.Dim != x.unit.Dim {
		return frac{}, false
	}
	f, ok := fits(new(big.Rat).Quo(from.Factor, x.unit.Factor))
	if ok {
		p.factors.Store(key{i, text}, f)
	}
	return f, ok
}

// sum adds up the indices and decides.
func (p *Program) sum(w *scratch) (Score, bool) {
	out := Score{}
	for i := range p.slots {
		if w.met[i] == 0 {
			out.Missing++
		}
	}
	y := [Levels]frac{{0, 1}, {0, 1}, {0, 1}}
	present := frac{0, 1}
	at := 0
	for g := range p.groups {
		c := &p.groups[g]
		from := at
		for at < len(p.slots) && p.slots[at].group == g {
			at++
		}
		whole, met, ok := p.within(w, c, from, at)
		if !ok {
			return out, false
		}
		if whole == 0 {
			continue
		}
		if present, ok = present.add(c.weight); !ok {
			return out, false
		}
		for k := range Levels {
			part, fine := c.weight.mul(frac{met[k], whole}.lowest())
			if y[k], ok = y[k].add(part); !ok || !fine {
				return out, false
			}
		}
	}
	return p.settle(w, out, y, present)
}

// within gives the sum of the weights of a group and of those that meet each level, over one denominator.
func (p *Program) within(w *scratch, c *class, from, to int) (whole int64, met [Levels]int64, ok bool) {
	den := c.den
	if c.varied {
		for i := from; i < to; i++ {
			if d := w.at(p.slots[i].weight).d; den%d != 0 {
				if den, ok = times(den, d/gcd(den, d)); !ok {
					return 0, met, false
				}
			}
		}
	}
	for i := from; i < to; i++ {
		if w.met[i] == leftOut {
			continue
		}
		weight := w.at(p.slots[i].weight)
		n, ok := times(weight.n, den/weight.d)
		if !ok || n < 0 {
			return 0, met, false
		}
		if whole, ok = plus(whole, n); !ok {
			return 0, met, false
		}
		for k := range Levels {
			if w.met[i]&(1<<k) != 0 {
				met[k] += n // not more than the whole
			}
		}
	}
	return whole, met, true
}

// settle brings the indices to 100 and finds the level (9.3).
func (p *Program) settle(w *scratch, out Score, y [Levels]frac, present frac) (Score, bool) {
	if present.n == 0 {
		return out, false
	}
	m := p.system.Method
	scale, ok := frac{100, 1}.mul(frac{present.d, present.n})
	if !ok {
		return out, false
	}
	for k := range Levels {
		if y[k], ok = y[k].mul(scale); !ok {
			return out, false
		}
		out.Y[k] = y[k].rat()
	}
	for k := range Levels {
		if y[k].cmp(frac{m.Thresholds[k], 1}) < 0 || (k < Levels-1 || m.LimitingThird) && !p.all(w, k, true) || k == 0 && m.RestMeets > 0 && !p.all(w, m.RestMeets-1, false) {
			continue
		}
		out.Level = k + 1
		break
	}
	return out, true
}

func (p *Program) all(w *scratch, k int, limiting bool) bool {
	for i := range p.slots {
		if p.slots[i].Limiting == limiting && w.met[i] != leftOut && w.met[i]&(1<<k) == 0 {
			return false
		}
	}
	return true
}
