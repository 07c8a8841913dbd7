package statistic

import "slices"

// Headings are the headings of a summary in order.
func Headings() []Section { return slices.Clone(sections) }
