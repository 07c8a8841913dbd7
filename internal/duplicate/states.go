package duplicate

import (
	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of a pair.
const (
	Open      = "open"
	Dismissed = "dismissed"
	Merged    = "merged"
)

// States is the way of a pair. A dismissal stands until somebody reconsiders: the pair is not proposed again. A merge can be
// undone until what was merged has been changed further.
var States = flow.Table[*Duplicate]{
	Name:   "duplicate",
	First:  Open,
	Final:  []string{},
	Labels: map[string]string{Open: "待处理", Dismissed: "不是同一企业", Merged: "已合并"},
	Steps: []flow.Step[*Duplicate]{
		{From: Open, Do: "dismiss", Label: "不是同一企业", To: Dismissed, By: access.MergeEnterprise},
		{From: Dismissed, Do: "reconsider", Label: "重新考虑", To: Open, By: access.MergeEnterprise, Needs: bothThere},
		{From: Open, Do: "merge", Label: "合并", To: Merged, By: access.MergeEnterprise},
		{From: Merged, Do: "undo", Label: "撤销合并", To: Open, By: access.MergeEnterprise},
	},
}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"duplicate.report": "提请核对重复登记", "duplicate.refresh": "重新查找"}

// SourceLabels say where a pair comes from.
var SourceLabels = map[string]string{Found: "系统查找", Reported: "主管部门提请"}

// bothThere refuses an act on a pair of which one has been merged with a third meanwhile.
func bothThere(tx *store.Tx, d *Duplicate) error {
	there, err := registered(tx, d.FirstID, d.SecondID)
	if err == nil && there < 2 {
		err = fault.Conflict("其中一条登记已经与别的登记合并，这一对不再成立。请重新查找。")
	}
	return err
}
