package demo

import (
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
)

// castSize is how many enterprises have a part of their own, so that every state is present in the smallest province
// and every account has something to do. The first accountsFor of them have an account.
const (
	castSize    = 34
	accountsFor = 20
)

// part is the part that one enterprise plays: where it lies, how long ago it was listed, and where its audit stands.
type part struct {
	county   string
	industry string
	ago      int    // years before the running list
	late     bool   // on the supplementary list of this year
	state    string // of the audit
	inside   string // of the evaluation or acceptance under way
	stages   int    // completed, while the audit runs
	panel    []int  // numbers of the expert accounts on the panel
	agency   int    // number of the agency account, 0 for any or none
	overdue  bool
	answered bool // supplement or rectification has been answered
	checked  bool // disclosure has been checked
	renamed  bool
	score    int // hundredths of a point that the panel gave, 0 for any that fits
}

// The panels that the accounts expert-1 … expert-9 sit on.
var (
	panelOne   = []int{1, 2, 3, 4, 5}
	panelTwo   = []int{5, 6, 7, 8, 9}
	panelThree = []int{2, 3, 6, 7, 9}
)

var parts = [castSize]part{
	{county: "370102", industry: "2614", state: audit.Ongoing, stages: 4, agency: 1, checked: true, renamed: true},
	{county: "370102", industry: "3360", state: audit.Listed, late: true},
	{county: "370105", industry: "1713", ago: 1, state: audit.UnderEvaluation, inside: appraisal.PanelSet, panel: panelOne, agency: 1, checked: true},
	{county: "370112", industry: "2710", ago: 1, state: audit.UnderEvaluation, inside: appraisal.PanelSet, panel: panelTwo, agency: 2, checked: true},
	{county: "370116", industry: "3120", ago: 2, state: audit.UnderAcceptance, inside: appraisal.PanelSet, panel: panelThree, agency: 2, checked: true},
	{county: "370211", industry: "2511", ago: 1, state: audit.Implementing, agency: 3, checked: true},
	{county: "370306", industry: "3071", ago: 1, state: audit.Supplementing, checked: true},
	{county: "370602", industry: "1361", ago: 1, state: audit.Reported, agency: 1, checked: true},
	{county: "370783", industry: "2221", ago: 2, state: audit.Accepted, inside: appraisal.Published, agency: 2, checked: true, renamed: true},
	{county: "370883", industry: "0610", ago: 2, state: audit.Failed, inside: appraisal.Reported, checked: true},
	{county: "371302", industry: "1391", ago: 2, state: audit.Rectifying, inside: appraisal.Published, checked: true},
	{county: "371102", industry: "3120", ago: 1, state: audit.Superseded, checked: true},
	{county: "371402", industry: "2621", state: audit.Suspended, checked: true},
	{county: "371502", industry: "3211", ago: 1, state: audit.Terminated, checked: true},
	{county: "371602", industry: "1762", ago: 1, state: audit.UnderEvaluation, inside: appraisal.Applied, agency: 3, checked: true},
	{county: "371702", industry: "2645", ago: 1, state: audit.Ongoing, stages: 5, overdue: true, checked: true},
	{county: "370902", industry: "3011", state: audit.Listed, overdue: true},
	{county: "371002", industry: "3731", ago: 2, state: audit.UnderAcceptance, inside: appraisal.CompletionRequested, checked: true},
	{county: "370502", industry: "3360", ago: 2, state: audit.UnderAcceptance, inside: appraisal.Marked, checked: true},
	{county: "370402", industry: "3041", ago: 2, state: audit.Accepted, inside: appraisal.Reported, checked: true},

	{county: "370103", industry: "2319", ago: 1, state: audit.UnderEvaluation, inside: appraisal.Docketed, checked: true},
	{county: "370104", industry: "3982", ago: 1, state: audit.UnderEvaluation, inside: appraisal.Marked, checked: true},
	{county: "370102", industry: "2641", state: audit.Ongoing, stages: 2},
	{county: "370113", industry: "3360", ago: 1, state: audit.Implementing, checked: true},
	{county: "370114", industry: "2521", ago: 1, state: audit.Supplementing, answered: true, checked: true},
	{county: "370115", industry: "1353", ago: 1, state: audit.Ongoing, stages: 6, overdue: true, checked: true},
	{county: "370102", industry: "3360", ago: 3, state: audit.Accepted, inside: appraisal.Published, checked: true},
	{county: "370124", industry: "4411", ago: 2, state: audit.Failed, inside: appraisal.Concluded, checked: true},
	{county: "370126", industry: "2631", ago: 4, state: audit.Accepted, inside: appraisal.Published, checked: true},
	{county: "370117", industry: "3130", ago: 2, state: audit.UnderAcceptance, inside: appraisal.Applied, checked: true},
	{county: "370102", industry: "3311", ago: 2, state: audit.Rectifying, inside: appraisal.Published, answered: true, checked: true},
	{county: "370102", industry: "2651", ago: 1, state: audit.Reported, checked: true},
	{county: "370212", industry: "2641", ago: 2, state: audit.Accepted, inside: appraisal.Concluded, checked: true},
	{county: "370323", industry: "3216", ago: 1, state: audit.Reported, inside: appraisal.Declined, checked: true},
}

// partOf gives the part of an enterprise, nil for the many without one.
func partOf(n int) *part {
	if n < 1 || n > castSize {
		return nil
	}
	return &parts[n-1]
}

func tradeOf(code string) trade {
	for _, t := range trades {
		if t.code == code {
			return t
		}
	}
	panic("demo: no trade " + code)
}
