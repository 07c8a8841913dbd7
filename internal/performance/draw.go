package performance

import "qingshen/internal/figure"

// drawn is the curve as a picture; what it shows stands in the table beside it.
func drawn(blocks []Block) *figure.Figure {
	steps := make([]figure.Step, len(blocks))
	for i, b := range blocks {
		steps[i] = figure.Step{Name: b.Code, Width: b.cut.InexactFloat64(), Height: b.cost.InexactFloat64(), Shown: b.Cost + "元/t"}
	}
	return figure.Steps("年减排二氧化碳，t", "单位减排成本，元/t", steps)
}
