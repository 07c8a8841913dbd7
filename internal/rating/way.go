package rating

import (
	"container/heap"
	"math/big"
	"slices"

	"qingshen/internal/unit"
)

// Measure is one option with what it costs and what it moves (方案对指标的影响), all from the option's own figures.
type Measure struct {
	Code, Name string
	Cost       *big.Rat
	Moves      []Move
}

// Move is what an option does to one indicator: it changes its value by so much, in the unit of the indicator, or brings a
// judged indicator to a level.
type Move struct {
	Indicator string // its key
	Product   string
	Change    *big.Rat
	Level     int
}

// Way is the least-cost way to a level (费用最低的达标路径).
type Way struct {
	Target   int
	Reached  bool
	Measures []Measure
	Cost     *big.Rat
	Result   *Result
	Exact    bool // every cheaper set was tried; otherwise the best that was found within the bound
}

// mostTried bounds the search: beyond it a set is built step by step.
const mostTried = 20_000

// LeastCost finds the cheapest set of options with which a level is reached. Sets are tried from the cheapest up, so the first
// that reaches it is the cheapest of all.
func (s *System) LeastCost(in Input, target int, measures []Measure, units *unit.Table) (*Way, []string) {
	q := &quest{program: s.Compile(units), in: in, units: units, target: target}
	for _, m := range measures {
		if len(m.Moves) > 0 && len(q.measures) < 64 {
			q.measures = append(q.measures, m)
		}
	}
	slices.SortStableFunc(q.measures, func(a, b Measure) int { return a.Cost.Cmp(b.Cost) })
	everything := uint64(0)
	for i := range q.measures {
		everything |= 1 << i
	}
	score, faults := q.try(everything)
	if len(faults) > 0 {
		return nil, faults
	}
	if !reaches(score.Level, target) {
		return q.way(everything, true), nil
	}
	return q.search(everything), nil
}

// reaches tells whether a level is as good as the one that is wanted.
func reaches(level, target int) bool { return level > 0 && level <= target }

type quest struct {
	program  *Program
	in       Input
	units    *unit.Table
	measures []Measure
	target   int
}

// applied gives the input as it is after a set of options.
func (q *quest) applied(set uint64) Input {
	out := q.in
	out.Values = clone(q.in.Values)
	out.Products = slices.Clone(q.in.Products)
	for i := range out.Products {
		out.Products[i].Values = clone(out.Products[i].Values)
	}
	for i, m := range q.measures {
		if set&(1<<i) == 0 {
			continue
		}
		for _, move := range m.Moves {
			values := out.Values
			if k := slices.IndexFunc(out.Products, func(p Product) bool { return p.Name == move.Product }); k >= 0 {
				values = out.Products[k].Values
			}
			q.move(values, move)
		}
	}
	return out
}

func clone(values map[string]Value) map[string]Value {
	out := make(map[string]Value, len(values))
	for name, v := range values {
		out[name] = v
	}
	return out
}

func (q *quest) move(values map[string]Value, m Move) {
	x, n := q.program.system.Find(m.Indicator)
	if n != 1 {
		return
	}
	for _, name := range x.names() {
		v, ok := values[name]
		if !ok {
			continue
		}
		if x.Direction == Qualitative {
			if v.Level != nil && (*v.Level == 0 || m.Level > 0 && m.Level < *v.Level) {
				level := m.Level
				v.Level = &level
			}
		} else if v.Amount != nil && m.Change != nil {
			r := &rater{units: q.units}
			if amount := r.convert(x, v); amount != nil {
				v.Amount, v.Unit = new(big.Rat).Add(amount, m.Change), x.Unit
			}
		}
		values[name] = v
		return
	}
}

func (q *quest) try(set uint64) (Score, []string) { return q.program.Rate(q.applied(set)) }

func (q *quest) way(set uint64, exact bool) *Way {
	w := &Way{Target: q.target, Exact: exact, Cost: new(big.Rat), Measures: []Measure{}}
	for i, m := range q.measures {
		if set&(1<<i) != 0 {
			w.Measures = append(w.Measures, m)
			w.Cost.Add(w.Cost, m.Cost)
		}
	}
	w.Result, _ = q.program.system.Rate(q.applied(set), q.units)
	w.Reached = w.Result != nil && reaches(w.Result.Level, q.target)
	return w
}

// bundle is a set of options with its cost; last is the dearest of them, so that each set is built in one way only.
type bundle struct {
	set  uint64
	last int
	cost *big.Rat
}

type bundles []bundle

func (b bundles) Len() int           { return len(b) }
func (b bundles) Less(i, j int) bool { return b[i].cost.Cmp(b[j].cost) < 0 }
func (b bundles) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *bundles) Push(x any)        { *b = append(*b, x.(bundle)) }
func (b *bundles) Pop() any {
	old := *b
	last := old[len(old)-1]
	*b = old[:len(old)-1]
	return last
}

func (q *quest) search(everything uint64) *Way {
	open := &bundles{{last: -1, cost: new(big.Rat)}}
	for tried := 0; open.Len() > 0 && tried < mostTried; tried++ {
		b := heap.Pop(open).(bundle)
		if score, faults := q.try(b.set); len(faults) == 0 && reaches(score.Level, q.target) {
			return q.way(b.set, true)
		}
		for i := b.last + 1; i < len(q.measures); i++ {
			heap.Push(open, bundle{b.set | 1<<i, i, new(big.Rat).Add(b.cost, q.measures[i].Cost)})
		}
	}
	// Too many sets: from everything, leave out the dearest that is not needed.
	set := everything
	for i := len(q.measures) - 1; i >= 0; i-- {
		without := set &^ (1 << i)
		if score, faults := q.try(without); len(faults) == 0 && reaches(score.Level, q.target) {
			set = without
		}
	}
	return q.way(set, false)
}

// Applied rates an enterprise as it is after all of a set of options; nil where that cannot be rated.
func (s *System) Applied(in Input, measures []Measure, units *unit.Table) *Result {
	q := &quest{program: s.Compile(units), in: in, units: units, measures: measures[:min(len(measures), 64)]}
	out, faults := s.Rate(q.applied(1<<len(q.measures)-1), units)
	if len(faults) > 0 {
		return nil
	}
	return out
}
