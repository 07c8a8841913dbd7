package check

import (
	"math/big"
	"slices"

	"qingshen/internal/dossier"
)

// Spread is the distribution of yearly changes in an industry (本行业分布): the median and the median absolute deviation of
// the change from one year to the next, in per mille of the year before, and how many enterprises stand behind it.
type Spread struct {
	Middle, Deviation int64
	Of                int
}

// enough is the least number of enterprises behind a distribution.
const enough = 5

// Changes are the yearly changes of a dossier in per mille, by the table and column that a jump rule looks at.
type Changes map[string][]int64

// ChangesOf gives the yearly changes of a dossier at all places that jump rules look at.
func (s *Set) ChangesOf(b *dossier.Book) Changes {
	out := Changes{}
	for _, r := range s.Rules {
		if r.Kind != "jump" || out[r.place()] != nil {
			continue
		}
		for _, p := range pairs(b, r) {
			out[r.place()] = append(out[r.place()], perMille(p.share()))
		}
	}
	return out
}

// SpreadOf is the distribution of changes, those of each enterprise on their own: the enterprise with the longest series does
// not outweigh the others, since each gives the median of its changes and of its deviations.
func SpreadOf(byEnterprise [][]int64) Spread {
	if len(byEnterprise) == 0 {
		return Spread{}
	}
	middles := make([]int64, len(byEnterprise))
	for i, changes := range byEnterprise {
		middles[i] = median(slices.Clone(changes))
	}
	s := Spread{Middle: median(middles), Of: len(byEnterprise)}
	off := make([]int64, len(byEnterprise))
	for i, changes := range byEnterprise {
		own := make([]int64, len(changes))
		for k, change := range changes {
			own[k] = abs(change - s.Middle)
		}
		off[i] = median(own)
	}
	s.Deviation = median(off)
	return s
}

// bounds are the changes, in per mille, between which a change is usual: five deviations about the middle of the industry, at
// least half of the rule's limit; without enough enterprises the rule's limit on both sides.
func (s Spread) bounds(limit *big.Rat) (low, high int64) {
	rule := perMille(limit)
	if s.Of < enough {
		return -rule, rule
	}
	reach := max(5*s.Deviation, rule/2)
	return s.Middle - reach, s.Middle + reach
}

func perMille(share *big.Rat) int64 {
	scaled := new(big.Rat).Mul(share, big.NewRat(1000, 1))
	return new(big.Int).Quo(scaled.Num(), scaled.Denom()).Int64()
}

func abs(n int64) int64 { return max(n, -n) }

// median sorts the numbers and gives the middle one, of an even count the lower.
func median(numbers []int64) int64 {
	slices.Sort(numbers)
	return numbers[(len(numbers)-1)/2]
}
