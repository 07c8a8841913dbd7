package performance

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/internal/store"
)

// Abatement is the marginal abatement cost curve (减排成本曲线) of an enterprise, a zone or a place: options in the order of what
// a tonne of carbon dioxide costs, each as wide as it cuts; and what each cuts of pollutants for ten thousand yuan.
type Abatement struct {
	Year       int     `json:"year,omitempty" doc:"名单年度"`
	Region     string  `json:"region,omitempty"`
	RegionName string  `json:"region_name"`
	Terms      Terms   `json:"terms"`
	Count      int     `json:"count" doc:"计入曲线的方案"`
	Cut        string  `json:"cut" doc:"合计年减排二氧化碳，t"`
	Gainful    string  `json:"gainful" doc:"其中成本不大于零的方案年减排，t"`
	Blocks     []Block `json:"blocks" nullable:"false" doc:"按单位减排成本由低到高，最多二百个"`
	Silent     int     `json:"silent" doc:"没有填写二氧化碳减排量的方案"`
	Increasing int     `json:"increasing" doc:"增加二氧化碳排放的方案"`
	Picture    string  `json:"picture" doc:"曲线（SVG）"`
}

// Block is an option on the curve.
type Block struct {
	AuditID       string `json:"audit_id"`
	OptionID      string `json:"option_id"`
	Enterprise    string `json:"enterprise"`
	Code          string `json:"code"`
	Name          string `json:"name"`
	State         string `json:"state"`
	InvestmentFen int64  `json:"investment_fen"`
	BenefitFen    int64  `json:"benefit_fen"`
	YearlyFen     int64  `json:"yearly_fen" doc:"年净成本：投资按年限和折现率折算到每年，减去年经济效益；负数为净收益"`
	Cut           string `json:"cut" doc:"年减排二氧化碳，t"`
	Cost          string `json:"cost" doc:"单位减排成本，元/t，保留两位小数"`
	PerWan        []Rate `json:"per_wan" nullable:"false" doc:"每万元投资的年减排量"`

	cut, cost decimal.Decimal
}

// Rate is what ten thousand yuan of investment cut in a year.
type Rate struct {
	Label    string `json:"label"`
	Unit     string `json:"unit"`
	Quantity string `json:"quantity"`
}

// maxBlocks is how many options a curve lists; its picture shows all.
const maxBlocks = 200

// Abatement gives the curve of the rounds of a list year in a place.
func (s *Service) Abatement(ctx context.Context, in Query) (*Abatement, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Abatement, error) {
		in.settle(tx)
		rows, err := lines(tx, in, "?TableAlias.year = ? AND o.state <> ?", in.Year, audit.OptionDropped)
		if err != nil {
			return nil, err
		}
		out := s.curve(rows)
		out.Year, out.Region, out.RegionName = in.Year, in.Region, s.regions.Label(in.Region)
		return out, nil
	})
}

// AbatementOf gives the curve of one round.
func (s *Service) AbatementOf(ctx context.Context, id string) (*Abatement, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Abatement, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		options, err := s.audits.Measures(tx, a.ID)
		if err != nil {
			return nil, err
		}
		rows := []line{}
		for _, o := range options {
			if o.State != audit.OptionDropped {
				rows = append(rows, line{AuditID: a.ID, EnterpriseName: a.EnterpriseName, OptionID: o.ID, Code: o.Code, Name: o.Name, OptionState: o.State, InvestmentFen: o.InvestmentFen, BenefitFen: o.BenefitFen,
					ActualInvestmentFen: o.ActualInvestmentFen, ActualBenefitFen: o.ActualBenefitFen, effects: o.Effects, terms: o.Feasibility})
			}
		}
		out := s.curve(rows)
		out.RegionName = named(a.EnterpriseName, a.SiteName)
		return out, nil
	})
}

func (s *Service) curve(rows []line) *Abatement {
	out := &Abatement{Terms: s.terms, Blocks: []Block{}}
	cut, gainful := decimal.Zero, decimal.Zero
	for _, l := range rows {
		amount, said := l.effect("co2")
		switch {
		case !said:
			out.Silent++
			continue
		case !amount.IsPositive():
			out.Increasing++
			continue
		}
		b := s.block(l, amount)
		cut = cut.Add(b.cut)
		if !b.cost.IsPositive() {
			gainful = gainful.Add(b.cut)
		}
		out.Blocks = append(out.Blocks, b)
	}
	slices.SortStableFunc(out.Blocks, func(a, b Block) int { return a.cost.Cmp(b.cost) })
	out.Count, out.Cut, out.Gainful = len(out.Blocks), cut.String(), gainful.String()
	out.Picture = drawn(out.Blocks).SVG()
	out.Blocks = out.Blocks[:min(len(out.Blocks), maxBlocks)]
	return out
}

// effect gives what an option cuts of a kind in a year: what it has really cut, before that what is expected.
func (l line) effect(kind string) (decimal.Decimal, bool) {
	for _, e := range l.effects {
		if e.Kind != kind {
			continue
		}
		if n, err := decimal.NewFromString(e.Actual); err == nil {
			return n, true
		}
		n, err := decimal.NewFromString(e.Quantity)
		return n, err == nil
	}
	return decimal.Zero, false
}

// block prices an option: what was spent and gained once it is done, before that what is planned.
func (s *Service) block(l line, cut decimal.Decimal) Block {
	b := Block{AuditID: l.AuditID, OptionID: l.OptionID, Enterprise: named(l.EnterpriseName, l.SiteName), Code: l.Code, Name: l.Name, State: l.OptionState, InvestmentFen: l.InvestmentFen, BenefitFen: l.BenefitFen, cut: cut, Cut: cut.String()}
	if l.OptionState == audit.OptionDone {
		b.InvestmentFen, b.BenefitFen = l.ActualInvestmentFen, l.ActualBenefitFen
	}
	yearly := decimal.NewFromInt(b.InvestmentFen).Mul(annuity(s.terms.of(l.terms))).Sub(decimal.NewFromInt(b.BenefitFen))
	b.YearlyFen = yearly.Round(0).IntPart()
	b.cost = yearly.Shift(-2).DivRound(cut, 2)
	b.Cost, b.PerWan = b.cost.StringFixed(2), l.perWan(b.InvestmentFen)
	return b
}

// pollutants are the kinds that are set against the investment; tonnes of pollutants are shown in kilograms.
var pollutants = map[string]int32{"co2": 0, "cod": 3, "nh3n": 3, "tn": 3, "tp": 3, "so2": 3, "nox": 3, "pm": 3, "voc": 3, "metal": 0, "hazardous": 3}

func (l line) perWan(fen int64) []Rate {
	out := []Rate{}
	if fen <= 0 {
		return out
	}
	for _, k := range audit.EffectKinds {
		shift, asked := pollutants[k.Kind]
		amount, said := l.effect(k.Kind)
		if !asked || !said || amount.IsZero() {
			continue
		}
		unit := k.Unit
		if shift == 3 {
			unit = "kg"
		}
		out = append(out, Rate{k.Label, unit, amount.Shift(shift).DivRound(decimal.New(fen, -6), 4).String()})
	}
	return out
}
