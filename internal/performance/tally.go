package performance

import (
	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
)

// ways are how a result was got, in the order of the sums of a tally.
var ways = map[string]int{"实测": 0, "计算": 1, "估算": 2, "": 3}

// tally adds up options exactly.
type tally struct {
	row     Row
	rounds  map[string]bool
	effects map[string]*[4]decimal.Decimal
}

func newTally(key, name string) *tally {
	return &tally{row: Row{Key: key, Name: name}, rounds: map[string]bool{}, effects: map[string]*[4]decimal.Decimal{}}
}

// add counts an option: as proposed in the year of its list, as done in the year of its completion.
func (t *tally) add(l line, year int) {
	class := &t.row.Low
	if l.CostClass == audit.CostHigh {
		class = &t.row.High
	}
	if l.Year == year {
		class.Proposed++
	}
	if !l.doneIn(year) {
		return
	}
	t.rounds[l.AuditID] = true
	class.Done++
	class.InvestmentFen += l.ActualInvestmentFen
	class.BenefitFen += l.ActualBenefitFen
	proven := len(l.effects) == 0
	for _, e := range l.effects {
		n, err := decimal.NewFromString(e.Actual)
		if err != nil {
			continue // not filled in yet
		}
		proven = true
		sums := t.effects[e.Kind]
		if sums == nil {
			sums = &[4]decimal.Decimal{}
			t.effects[e.Kind] = sums
		}
		at := ways[e.Method]
		sums[at] = sums[at].Add(n)
	}
	if !proven {
		t.row.Unproven++
	}
}

// done gives the line with the sums of these kinds.
func (t *tally) done(kinds []audit.EffectKind) Row {
	r := t.row
	r.Rounds, r.Effects = len(t.rounds), []Effect{}
	for _, k := range kinds {
		e := Effect{EffectKind: k}
		if sums := t.effects[k.Kind]; sums != nil {
			total := decimal.Zero
			for i, into := range []*string{&e.Measured, &e.Calculated, &e.Estimated, &e.Unsaid} {
				total = total.Add(sums[i])
				if !sums[i].IsZero() {
					*into = sums[i].String()
				}
			}
			e.Total = total.String()
		}
		r.Effects = append(r.Effects, e)
	}
	return r
}

// kinds are the kinds of effect that occur, in their fixed order.
func (t *tally) kinds() []audit.EffectKind {
	out := []audit.EffectKind{}
	for _, k := range audit.EffectKinds {
		if t.effects[k.Kind] != nil {
			out = append(out, k)
		}
	}
	return out
}
