package keyunit

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
)

// The states of a list.
const (
	Draft     = "draft"
	Approved  = "approved"
	Discarded = "discarded"
)

// States is the way of a list: it is entered and matched, then approved, by which the attributes follow.
var States = flow.Table[*UnitList]{
	Name:   "unit_list",
	First:  Draft,
	Final:  []string{Approved, Discarded},
	Labels: map[string]string{Draft: "录入核对", Approved: "已核定", Discarded: "已作废"},
	Steps: []flow.Step[*UnitList]{
		{From: Draft, Do: "approve", Label: "核定名录", To: Approved, By: access.EditEnterprise, Needs: settled},
		{From: Draft, Do: "discard", Label: "作废", To: Discarded, By: access.EditEnterprise},
	},
}
