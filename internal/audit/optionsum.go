package audit

import "github.com/shopspring/decimal"

// CostTotal sums the options of one cost class that were not dropped.
type CostTotal struct {
	CostClass           string `json:"cost_class"`
	Count               int    `json:"count" doc:"提出数"`
	Done                int    `json:"done" doc:"完成数"`
	Dropped             int    `json:"dropped" doc:"放弃数"`
	InvestmentFen       int64  `json:"investment_fen"`
	BenefitFen          int64  `json:"benefit_fen"`
	ActualInvestmentFen int64  `json:"actual_investment_fen"`
	ActualBenefitFen    int64  `json:"actual_benefit_fen"`
}

// EffectSum sums one kind of effect over the options that were not dropped; what was measured, calculated and estimated is kept
// apart (实测、计算、估算).
type EffectSum struct {
	Kind       string `json:"kind"`
	Label      string `json:"label"`
	Unit       string `json:"unit"`
	Quantity   string `json:"quantity" doc:"预期合计"`
	Measured   string `json:"measured" doc:"实际效果中实测的"`
	Calculated string `json:"calculated" doc:"实际效果中计算的"`
	Estimated  string `json:"estimated" doc:"实际效果中估算的"`
	Unsaid     string `json:"unsaid" doc:"实际效果中没有注明取得方式的"`
	Actual     string `json:"actual" doc:"实际合计"`
}

// sum adds up the options exactly; what was dropped counts only as a number.
func sum(options []Option) ([]CostTotal, []EffectSum) {
	low, high := CostTotal{CostClass: CostLow}, CostTotal{CostClass: CostHigh}
	effects := map[string][]Effect{}
	for _, o := range options {
		t := &low
		if o.CostClass == CostHigh {
			t = &high
		}
		t.add(o)
		if o.State == OptionDropped {
			continue
		}
		for _, e := range o.Effects {
			effects[e.Kind] = append(effects[e.Kind], e)
		}
	}
	sums := []EffectSum{}
	for _, k := range EffectKinds {
		if found := effects[k.Kind]; len(found) > 0 {
			sums = append(sums, k.sum(found))
		}
	}
	return []CostTotal{low, high}, sums
}

func (t *CostTotal) add(o Option) {
	t.Count++
	switch o.State {
	case OptionDropped:
		t.Dropped++
		return
	case OptionDone:
		t.Done++
	}
	t.InvestmentFen += o.InvestmentFen
	t.BenefitFen += o.BenefitFen
	t.ActualInvestmentFen += o.ActualInvestmentFen
	t.ActualBenefitFen += o.ActualBenefitFen
}

func (k EffectKind) sum(effects []Effect) EffectSum {
	out := EffectSum{Kind: k.Kind, Label: k.Label, Unit: k.Unit}
	expected, actual, ways := decimal.Zero, decimal.Zero, map[string]decimal.Decimal{}
	for _, e := range effects {
		n := number(e.Actual)
		expected, actual, ways[e.Method] = expected.Add(number(e.Quantity)), actual.Add(n), ways[e.Method].Add(n)
	}
	out.Quantity, out.Actual = expected.String(), actual.String()
	for way, into := range map[string]*string{"实测": &out.Measured, "计算": &out.Calculated, "估算": &out.Estimated, "": &out.Unsaid} {
		if n := ways[way]; !n.IsZero() {
			*into = n.String()
		}
	}
	return out
}

// number reads a stored quantity, which is plain or empty.
func number(stored string) decimal.Decimal {
	d, err := decimal.NewFromString(stored)
	if err != nil {
		return decimal.Zero
	}
	return d
}
