package indexsystem

import (
	"fmt"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an edition.
const (
	Draft     = "draft"
	Proposed  = "proposed"
	Released  = "released"
	Discarded = "discarded"
)

// States is the way of an edition: one person loads and proposes it, a second one releases it.
var States = flow.Table[*IndexSystem]{
	Name:   "index_system",
	First:  Draft,
	Final:  []string{Released, Discarded},
	Labels: map[string]string{Draft: "草稿", Proposed: "待发布", Released: "已发布", Discarded: "已作废"},
	Steps: []flow.Step[*IndexSystem]{
		{From: Draft, Do: "propose", Label: "送审", To: Proposed, By: access.KeepIndex, Needs: whole},
		{From: Proposed, Do: "release", Label: "发布", To: Released, By: access.KeepIndex, Needs: bySecond},
		{From: Proposed, Do: "return", Label: "退回修改", To: Draft, By: access.KeepIndex},
		{From: Draft, Do: "discard", Label: "作废", To: Discarded, By: access.KeepIndex},
	},
}

// whole holds that the table has been loaded and that lint finds no error.
func whole(_ *store.Tx, x *IndexSystem) error {
	if x.Content == "" {
		return fault.Conflict("还没有录入指标表。请上传表格。")
	}
	if x.Errors > 0 {
		return fault.Conflict(fmt.Sprintf("指标表有%d处错误，请按行和单元格改正后重新上传。", x.Errors))
	}
	return nil
}

// bySecond holds that who releases is another person than who loaded or proposed it, and that the edition was tried on the
// past audits.
func bySecond(tx *store.Tx, x *IndexSystem) error {
	if err := whole(tx, x); err != nil {
		return err
	}
	actor := tx.Actor()
	for _, id := range []string{actor.ID, actor.ForID} {
		if id != "" && (id == x.LoadedBy || id == x.ProposedBy) {
			return fault.Conflict("指标体系由两个人发布：" + x.LoadedName + "录入、" + x.ProposedName + "送审，须由另一人核对原文后发布。")
		}
	}
	if !x.replayed {
		return fault.Conflict("发布以前须用这个版本对既往审核试算一遍，并查看哪些企业的等级会变化。")
	}
	return nil
}
