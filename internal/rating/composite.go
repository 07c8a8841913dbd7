package rating

import (
	"math/big"
	"slices"
)

// spread divides the weight of what does not apply among the rest of its group (5-3), and the weight of a group of which
// nothing applies among the other groups; that the whole group may be left out is for an expert to confirm.
func (r *rater) spread(out *Result) {
	groups := new(big.Rat)
	for _, g := range r.system.Groups {
		if g.Weight == nil {
			r.add("一级指标“%s”没有权重，不能计算综合指数", g.Name)
			return
		}
		sum := new(big.Rat)
		for _, m := range out.of(g) {
			sum.Add(sum, m.Given)
		}
		if sum.Sign() == 0 {
			out.Absent = append(out.Absent, g.Name)
			continue
		}
		groups.Add(groups, g.Weight)
		for _, m := range out.of(g) {
			m.Weight = new(big.Rat).Quo(m.Given, sum)
		}
	}
	if groups.Sign() == 0 {
		r.add("没有任何适用的指标")
		return
	}
	for _, g := range r.system.Groups {
		for _, m := range out.of(g) {
			m.GroupWeight, m.GroupGiven = new(big.Rat).Quo(g.Weight, groups), g.Weight
			if m.Weight == nil {
				m.Weight = new(big.Rat)
			}
		}
	}
}

func (out *Result) of(g *Group) []*Mark {
	marks := []*Mark{}
	for _, m := range out.Indicators {
		if m.Group == g.Name {
			marks = append(marks, m)
		}
	}
	return marks
}

// composite adds up the composite indices (5-2): Y_gk = Σ w_i Σ ω_ij Y_gk(x_ij), with 100 for what meets level k.
func (out *Result) composite() {
	for k := range Levels {
		out.Y[k] = new(big.Rat)
		for _, m := range out.Indicators {
			if m.Meets[k] {
				out.Y[k].Add(out.Y[k], m.Points())
			}
		}
	}
}

// Points is what an indicator brings to the index of a level that it meets: 100 · w_i · ω_ij.
func (m *Mark) Points() *big.Rat {
	points := new(big.Rat).Mul(m.Weight, m.GroupWeight)
	return points.Mul(points, big.NewRat(100, 1))
}

// decide finds the level (9.3): the best one whose threshold is reached and that every limiting indicator meets.
func (out *Result) decide(m Method) {
	for k := range Levels {
		if out.Y[k].Cmp(big.NewRat(m.Thresholds[k], 1)) < 0 {
			continue
		}
		if (k < Levels-1 || m.LimitingThird) && !out.all(k, func(x *Mark) bool { return x.Limiting }) {
			continue
		}
		if k == 0 && m.RestMeets > 0 && !out.all(m.RestMeets-1, func(x *Mark) bool { return !x.Limiting }) {
			continue
		}
		out.Level = k + 1
		break
	}
	out.Name = m.Names[out.Level]
}

// all tells whether every indicator of a kind meets a level.
func (out *Result) all(k int, of func(*Mark) bool) bool {
	return !slices.ContainsFunc(out.Indicators, func(x *Mark) bool { return of(x) && !x.Meets[k] })
}
