package statistic

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of a summary.
const (
	Draft     = "draft"
	Submitted = "submitted"
	Received  = "received"
	Returned  = "returned"
)

// States is the way of a summary from the city to the province, before the end of February (N12 一(二)).
var States = flow.Table[*Summary]{
	Name:   "annual_summary",
	First:  Draft,
	Final:  []string{Received},
	Labels: map[string]string{Draft: "起草中", Submitted: "已报送", Received: "已接收", Returned: "已退回"},
	Steps: []flow.Step[*Summary]{
		{From: Draft, Do: "submit", Label: "报送", To: Submitted, By: access.SubmitSummary, Needs: written, Meets: clock, Tells: "summary-submitted"},
		{From: Returned, Do: "submit", Label: "重新报送", To: Submitted, By: access.SubmitSummary, Needs: written, Meets: clock, Tells: "summary-submitted"},
		{From: Submitted, Do: "receive", Label: "接收", To: Received, By: access.ReceiveSummary, Tells: "summary-received"},
		{From: Submitted, Do: "return", Label: "退回", To: Returned, By: access.ReceiveSummary, Tells: "summary-returned"},
	},
}

// clock is the statutory date of the summary: the last day of February.
const clock = "annual-summary"

func written(_ *store.Tx, s *Summary) error { return s.complete() }

// ActionLabels are the Chinese names of the acts of this package that are no transitions, for the journal.
var ActionLabels = map[string]string{"annual_summary.open": "建立年度工作总结", "annual_summary.update": "填写年度工作总结"}
