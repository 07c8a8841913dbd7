package audit

import (
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/dossier"
)

// wan gives money in ten thousand yuan (万元), as the tables of the report count it; nothing for no money.
func wan(fen int64) string {
	if fen == 0 {
		return ""
	}
	return decimal.New(fen, -6).String()
}

// Rows of the tables that are kept as options.
type (
	optionRow struct {
		Code             string `json:"code"`
		Name             string `json:"name"`
		Aspect           string `json:"aspect"`
		CostClass        string `json:"cost_class"`
		EndOfPipe        bool   `json:"end_of_pipe"`
		Touches          string `json:"touches,omitempty"`
		Content          string `json:"content,omitempty"`
		Investment       string `json:"investment,omitempty"`
		Benefit          string `json:"benefit,omitempty"`
		ActualInvestment string `json:"actual_investment,omitempty"`
		ActualBenefit    string `json:"actual_benefit,omitempty"`
		State            string `json:"state"`
		Reason           string `json:"reason,omitempty"`
		PlannedOn        string `json:"planned_on,omitempty"`
		CompletedOn      string `json:"completed_on,omitempty"`
	}
	effectRow struct {
		Option   string `json:"option"`
		Kind     string `json:"kind"`
		Unit     string `json:"unit"`
		Quantity string `json:"quantity,omitempty"`
		Actual   string `json:"actual,omitempty"`
		Method   string `json:"method,omitempty"`
		Evidence string `json:"evidence,omitempty"`
	}
	feasibilityRow struct {
		Option        string `json:"option"`
		Technical     string `json:"technical"`
		Environmental string `json:"environmental"`
		Economic      string `json:"economic"`
		Investment    string `json:"investment,omitempty"`
		Gain          string `json:"gain,omitempty"`
		Years         string `json:"years,omitempty"`
		TaxRate       string `json:"tax_rate,omitempty"`
		BaseRate      string `json:"base_rate,omitempty"`
	}
)

// optionRows writes the options of a round as the tables of options, effects and feasibility (T18, T20, T19).
func optionRows(options []Option) (list, effects, feasibility []dossier.Row) {
	list, effects, feasibility = []dossier.Row{}, []dossier.Row{}, []dossier.Row{}
	for _, o := range options {
		list = append(list, rowOf(optionRow{
			Code: o.Code, Name: o.Name, Aspect: AspectLabels[o.Aspect], CostClass: costWords[o.CostClass], EndOfPipe: o.EndOfPipe, Touches: o.Touches, Content: o.Content,
			Investment: wan(o.InvestmentFen), Benefit: wan(o.BenefitFen), ActualInvestment: wan(o.ActualInvestmentFen), ActualBenefit: wan(o.ActualBenefitFen),
			State: OptionStateLabels[o.State], Reason: o.Reason, PlannedOn: string(o.PlannedOn), CompletedOn: string(o.CompletedOn),
		}))
		for _, e := range o.Effects {
			if n := slices.IndexFunc(EffectKinds, func(k EffectKind) bool { return k.Kind == e.Kind }); n >= 0 && o.State != OptionDropped {
				effects = append(effects, rowOf(effectRow{Option: o.Code, Kind: EffectKinds[n].Label, Unit: EffectKinds[n].Unit, Quantity: e.Quantity, Actual: e.Actual, Method: e.Method, Evidence: e.Evidence}))
			}
		}
		if f := o.Feasibility; f.complete() {
			feasibility = append(feasibility, rowOf(feasibilityRow{
				Option: o.Code, Technical: f.Technical, Environmental: f.Environmental, Economic: f.Economic, Investment: wan(o.InvestmentFen),
				Gain: wan(f.GainFen), Years: f.Years, TaxRate: f.TaxRate, BaseRate: f.BaseRate,
			}))
		}
	}
	return list, effects, feasibility
}

// costWords are the cost classes as the tables name them.
var costWords = map[string]string{CostLow: "无/低费", CostHigh: "中/高费"}

// economics computes the economic argument of an option (I, P, D, T, E, F, N, NPV, IRR), each step with its formula, and how it
// changes when one of its conditions does (敏感性分析).
func (s *Service) economics(a *Audit, o Option) ([]EconomicStep, []Sensitivity) {
	_, _, rows := optionRows([]Option{o})
	if len(rows) == 0 {
		return nil, nil
	}
	form := s.formOf(a)
	book, _ := form.Read(&dossier.Dossier{Tables: map[string][]dossier.Row{"feasibility": rows}})
	steps := []EconomicStep{}
	for _, l := range book.Lines("feasibility") {
		for _, c := range l.Table.Columns {
			if step, ok := l.Explain(c.ID); ok && step.Result != "" {
				steps = append(steps, EconomicStep{Label: c.Title, Step: step})
			}
		}
	}
	varied := []Sensitivity{}
	for _, l := range book.Lines("sensitivity") {
		v := Sensitivity{Factor: l.Show("factor"), Change: l.Show("change"), Payback: l.Show("payback"), NPV: l.Show("npv"), IRR: l.Show("irr")}
		if v.NPV != "" {
			varied = append(varied, v)
		}
	}
	return steps, varied
}
