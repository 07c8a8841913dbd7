package level

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// fewest is how many enterprises must stand behind a figure before anybody sees it: fewer could be told apart.
const fewest = 5

// Quartiles are how the enterprises of accepted audits stand at one indicator (同行业分布). Nobody is named.
type Quartiles struct {
	Count  int    `json:"count" doc:"企业数"`
	Best   string `json:"best" doc:"最好的10%达到"`
	First  string `json:"first" doc:"较好的四分之一"`
	Median string `json:"median" doc:"中位数"`
	Third  string `json:"third" doc:"较差的四分之一"`
	Unit   string `json:"unit"`
	Words  string `json:"words"`
}

// kept are the quartiles of a series, counted once in a while: they need not be of this minute.
type kept struct {
	at  time.Time
	all map[string]*Quartiles
}

const quartilesFor = 10 * time.Minute

// quartiles gives the distribution of every measured indicator of a system over accepted audits.
func (s *Service) quartiles(tx *store.Tx, series string, system *rating.System) (map[string]*Quartiles, error) {
	if k, ok := s.benches.Load(series); ok && tx.Now().Sub(k.(kept).at) < quartilesFor && tx.Now().After(k.(kept).at.Add(-time.Second)) {
		return k.(kept).all, nil
	}
	values := map[string]map[string]*big.Rat{} // indicator, enterprise
	for after := ""; ; {
		rows, err := acceptedOf(tx, series, after, pageSize)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			s.gather(system, r, values)
			after = r.ID
		}
		if len(rows) < pageSize {
			break
		}
	}
	out := map[string]*Quartiles{}
	for _, x := range system.Indicators() {
		if q := quartilesOf(x, values[x.Key]); q != nil {
			out[x.Key] = q
		}
	}
	s.benches.Store(series, kept{tx.Now(), out})
	return out, nil
}

// gather notes the values of one rating; of an enterprise the latest counts.
func (s *Service) gather(system *rating.System, r *Rating, into map[string]map[string]*big.Rat) {
	in, faults := r.Sheet.Input()
	if len(faults) > 0 {
		return
	}
	for name, v := range in.Values {
		x, n := system.Find(name)
		if n != 1 || v.Amount == nil || x.Direction == rating.Qualitative {
			continue
		}
		amount, err := x.In(v, s.library.Units())
		if err != nil {
			continue
		}
		if into[x.Key] == nil {
			into[x.Key] = map[string]*big.Rat{}
		}
		into[x.Key][r.EnterpriseID] = amount
	}
}

func quartilesOf(x *rating.Indicator, values map[string]*big.Rat) *Quartiles {
	if len(values) < fewest {
		return nil
	}
	sorted := make([]*big.Rat, 0, len(values))
	for _, v := range values {
		sorted = append(sorted, v)
	}
	slices.SortFunc(sorted, func(a, b *big.Rat) int { return a.Cmp(b) })
	if x.Direction == rating.Higher {
		slices.Reverse(sorted)
	}
	at := func(percent int) string { // nearest rank, the best first
		return rating.Decimal(sorted[max(0, (len(sorted)*percent+99)/100-1)])
	}
	q := &Quartiles{Count: len(sorted), Best: at(10), First: at(25), Median: at(50), Third: at(75), Unit: x.Unit}
	q.Words = fmt.Sprintf("%d家已验收企业：最好的10%%达到%s，较好的四分之一%s，中位数%s，较差的四分之一%s（%s）", q.Count, q.Best, q.First, q.Median, q.Third, q.Unit)
	return q
}
