package appraisal

import "qingshen/internal/statute"

// Tally gives what the marks of a whole panel come to, as the conclusion computes it: mean, outcome, vetoes that hold.
func Tally(sheet statute.Sheet, panel []*Member) (mean, outcome string, vetoes []string, err error) {
	t, err := sum(sheet, panel, nil)
	if err != nil {
		return "", "", nil, err
	}
	return t.result.Mean, t.result.Outcome, t.vetoes, nil
}
