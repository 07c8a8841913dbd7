package audit

import (
	"math/big"
	"slices"

	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/internal/figure"
	"qingshen/internal/formula"
)

// BalanceView is one balance of a table of balances (平衡) as its reader sees it: sums, deviation, what the rule says, and the
// drawing of its flows.
type BalanceView struct {
	Name       string `json:"name"`
	Kind       string `json:"kind" doc:"平衡种类"`
	Input      string `json:"input" doc:"输入合计"`
	Output     string `json:"output" doc:"输出合计"`
	Difference string `json:"difference" doc:"差额"`
	Deviation  string `json:"deviation" doc:"偏差"`
	Holds      bool   `json:"holds" doc:"偏差是否在允许范围内"`
	Known      bool   `json:"known" doc:"输入和输出都已填写，可以判断"`
	Rule       string `json:"rule" doc:"偏差的规则"`
	Basis      string `json:"basis" doc:"规则的依据"`
	SVG        string `json:"svg" doc:"流向图"`
	Says       string `json:"says" doc:"流向图的文字说明"`
}

// drawnFlows marks a table whose rows are the flows of balances.
const drawnFlows = "flows"

// balanceViews gives the balances of a table that is drawn as flows, in the order in which they are written.
func (s *Service) balanceViews(a *Audit, book *dossier.Book, t *dossier.Table, findings []dossier.Finding) []BalanceView {
	if t.Drawn != drawnFlows {
		return nil
	}
	views := []BalanceView{}
	flows := map[string][]figure.Flow{}
	rule := s.deviationRule(a, t)
	for _, l := range book.Lines(t.ID) {
		name := l.Cell("balance").Typed
		if name == "" {
			continue
		}
		i := slices.IndexFunc(views, func(v BalanceView) bool { return v.Name == name })
		if i < 0 {
			i = len(views)
			views = append(views, BalanceView{
				Name: name, Kind: l.Cell("kind").Typed, Input: inUnit(l, "input_total"), Output: inUnit(l, "output_total"), Difference: inUnit(l, "difference"), Deviation: l.Show("deviation"),
				Known: l.Cell("deviation").Value.Kind == formula.Number && positive(l, "output_total"), Holds: true, Rule: rule.Title, Basis: rule.Basis,
			})
		}
		if slices.ContainsFunc(findings, func(f dossier.Finding) bool {
			return f.Rule == rule.ID && f.Place.Table == t.ID && f.Place.Row == l.Index+1
		}) {
			views[i].Holds = false
		}
		if v := l.Cell("amount").Value; v.Kind == formula.Number && v.Num.Sign() > 0 {
			amount, _ := v.Num.Float64()
			flows[name] = append(flows[name], figure.Flow{Name: l.Cell("item").Typed, Value: amount, Shown: l.Show("amount"), Out: l.Cell("side").Typed == "输出"})
		}
	}
	for i := range views {
		if drawing := figure.Flows(views[i].Name, flows[views[i].Name]); len(drawing.Shapes) > 0 {
			views[i].SVG, views[i].Says = drawing.SVG(), drawing.Says
		}
	}
	return views
}

// inUnit writes a sum in the unit in which the first flow is counted.
func inUnit(l *dossier.Line, column string) string { return l.ShowAs(l.Cell(column).Value, "amount") }

func positive(l *dossier.Line, column string) bool {
	v := l.Cell(column).Value
	return v.Kind == formula.Number && v.Num.Cmp(new(big.Rat)) > 0
}

// deviationRule is the rule by which the deviation of balances is judged under the law of the case.
func (s *Service) deviationRule(a *Audit, t *dossier.Table) check.Rule {
	for _, r := range s.rulesOf(a).On(a.lawOn()) {
		if r.Table == t.ID && r.At == "deviation" {
			return *r
		}
	}
	return check.Rule{}
}
