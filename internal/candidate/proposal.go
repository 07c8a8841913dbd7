package candidate

import (
	"slices"
	"strings"
)

// reasonOrder is the order in which reasons stand in a plan item.
var reasonOrder = []string{"exceedance", "energy", "toxic", "policy"}

// Proposal gives the reasons and facts with which a candidate goes into the annual plan, as far as the registry bears them
// out: of several exceedances the strongest, of several substances all. What the law does not demand is a reason of its own
// only where nothing else is.
func (v Verdict) Proposal() (reasons []string, facts map[string]string) {
	reasons, facts = []string{}, map[string]string{}
	var classes, names []string
	hits := slices.DeleteFunc(slices.Clone(v.Hits), func(h Finding) bool { return h.Carried })
	slices.SortStableFunc(hits, func(a, b Finding) int { return rank(a) - rank(b) })
	for _, h := range hits {
		first := !slices.Contains(reasons, h.Reason)
		if first && !h.Duty && len(reasons) > 0 {
			continue
		}
		if first {
			reasons = append(reasons, h.Reason)
		}
		for key, value := range h.Facts {
			switch {
			case key == "toxic_classes":
				classes = join(classes, strings.Split(value, ","))
			case key == "toxic_substances":
				names = join(names, strings.Split(value, "、"))
			case first || facts[key] == "" && h.Reason == "toxic":
				facts[key] = value
			}
		}
	}
	if len(classes) > 0 {
		slices.Sort(classes)
		facts["toxic_classes"] = strings.Join(classes, ",")
	}
	if len(names) > 0 {
		facts["toxic_substances"] = strings.Join(names, "、")
	}
	slices.SortFunc(reasons, func(a, b string) int { return slices.Index(reasonOrder, a) - slices.Index(reasonOrder, b) })
	return reasons, facts
}

// join adds what is not there yet.
func join(to, more []string) []string {
	for _, one := range more {
		if one != "" && !slices.Contains(to, one) {
			to = append(to, one)
		}
	}
	return to
}

func rank(f Finding) int {
	if f.Duty {
		return 0
	}
	return 1
}
