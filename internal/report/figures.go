package report

import (
	"fmt"
	"math/big"
	"slices"

	"qingshen/internal/dossier"
	"qingshen/internal/figure"
	"qingshen/internal/formula"
)

// figures draws what a section shows as figures; none where there is nothing to show.
func (r *Report) figures(g drawn) []FigureView {
	if r.Book.Dossier.Skips(r.Book.Form.Table(g.Table)) {
		return nil
	}
	if g.Kind == "flows" {
		return r.flows(g)
	}
	return r.bars(g)
}

// bars sums a column by year and by series, in one unit; rows of another dimension are left to the table.
func (r *Report) bars(g drawn) []FigureView {
	t := r.Book.Form.Table(g.Table)
	c := t.Column(g.Column)
	type place struct{ year, series string }
	sums, order := map[place]*big.Rat{}, []place{}
	unitName, series := g.Unit, []string{}
	for _, l := range r.Book.Lines(g.Table) {
		name := ""
		if g.Series != "" {
			name = r.cell(l, t.Column(g.Series))
		}
		if !slices.Contains(series, name) {
			series = append(series, name)
		}
	}
	together := len(series) > 5 // more than can be told apart
	for _, l := range r.Book.Lines(g.Table) {
		cell := l.Cell(g.Column)
		if _, hidden := r.hidden.of(l, c); hidden || cell.Value.Kind != formula.Number {
			continue
		}
		if unitName == "" {
			unitName = l.Cell(c.UnitFrom).Typed
		}
		u, err := r.Book.Form.Units().Parse(unitName)
		if err != nil || u.Dim != cell.Value.Dim {
			continue
		}
		at := place{year: dossier.ShowIn(l.Cell("year").Value, nil)}
		if g.Series != "" && !together {
			at.series = r.cell(l, t.Column(g.Series))
		}
		if sums[at] == nil {
			sums[at], order = new(big.Rat), append(order, at)
		}
		sums[at].Add(sums[at], cell.Value.Amount(u))
	}
	bars := []figure.Bar{}
	for _, at := range order {
		bars = append(bars, figure.Bar{Group: at.year, Series: at.series, Value: float(sums[at]), Shown: dossier.Plain(sums[at], 2)})
	}
	if len(bars) < 2 {
		return nil
	}
	drawing := figure.Bars(unitName, bars)
	return []FigureView{{Caption: g.Title, SVG: drawing.SVG(), figure: drawing}}
}

// flows draws each balance by itself.
func (r *Report) flows(g drawn) []FigureView {
	t := r.Book.Form.Table(g.Table)
	names := []string{}
	byName := map[string][]figure.Flow{}
	for _, l := range r.Book.Lines(g.Table) {
		v := l.Cell("amount").Value
		if v.Kind != formula.Number {
			continue
		}
		name := r.cell(l, t.Column("balance"))
		if byName[name] == nil {
			names = append(names, name)
		}
		shown := l.Show("amount")
		if _, hidden := r.hidden.of(l, t.Column("amount")); hidden {
			shown = Block
		}
		byName[name] = append(byName[name], figure.Flow{Name: r.cell(l, t.Column("item")), Value: float(v.Num), Shown: shown, Out: l.Cell("side").Typed == "输出"})
	}
	out := []FigureView{}
	for _, name := range names {
		drawing := figure.Flows(name, byName[name])
		if len(drawing.Shapes) > 0 {
			out = append(out, FigureView{Caption: fmt.Sprint(name, g.Title), SVG: drawing.SVG(), figure: drawing})
		}
	}
	return out
}
