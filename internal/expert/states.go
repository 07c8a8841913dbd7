package expert

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
)

// The states of an expert.
const (
	Active    = "active"
	Suspended = "suspended"
	Removed   = "removed"
)

// States is the standing of an expert in the pool (动态管理, N12 三(二)). Only an active expert is appointed.
var States = flow.Table[*Expert]{
	Name:   "expert",
	First:  Active,
	Final:  []string{Removed},
	Labels: map[string]string{Active: "在库", Suspended: "暂停", Removed: "已移出"},
	Steps: []flow.Step[*Expert]{
		{From: Active, Do: "suspend", Label: "暂停", To: Suspended, By: access.KeepExpert},
		{From: Suspended, Do: "restore", Label: "恢复", To: Active, By: access.KeepExpert},
		{From: Active, Do: "remove", Label: "移出专家库", To: Removed, By: access.KeepExpert},
		{From: Suspended, Do: "remove", Label: "移出专家库", To: Removed, By: access.KeepExpert},
	},
}

// ActionLabels are the Chinese names of the acts of this package that are no transitions, for the journal.
var ActionLabels = map[string]string{"expert.create": "登记专家", "expert.update": "修改专家信息", "expert.add-tie": "登记利害关系", "expert.end-tie": "终止利害关系"}
