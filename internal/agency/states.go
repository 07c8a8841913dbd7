package agency

import (
	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an engagement.
const (
	Offered   = "offered"
	Agreed    = "agreed"
	Running   = "running"
	Declined  = "declined"
	Cancelled = "cancelled"
	Ended     = "ended"
	Withdrawn = "withdrawn"
)

// States is the way of an engagement: the enterprise invites, the agency accepts or declines with a reason, the work begins
// on the day agreed. The enterprise ends it when the contract is over, and the agency keeps reading the round that it
// answers for (SDR 29, 44); or it withdraws its trust with one click, and every view ends at once.
var States = flow.Table[*Engagement]{
	Name:   "engagement",
	First:  Offered,
	Final:  []string{Declined, Cancelled, Ended, Withdrawn},
	Labels: map[string]string{Offered: "待机构答复", Agreed: "已接受，未到开始日期", Running: "受托中", Declined: "机构已谢绝", Cancelled: "邀请已撤回", Ended: "委托已终止", Withdrawn: "权限已收回"},
	Steps: []flow.Step[*Engagement]{
		{From: Offered, Do: "accept", Label: "接受委托", To: Agreed, By: access.AnswerInvitation, Tells: "engagement-accepted"},
		{From: Offered, Do: "decline", Label: "谢绝委托", To: Declined, By: access.AnswerInvitation, Tells: "engagement-declined"},
		{From: Offered, Do: "cancel", Label: "撤回邀请", To: Cancelled, By: access.RunAudit, Tells: "engagement-cancelled"},
		{From: Agreed, Do: "begin", Label: "开始受托", To: Running, By: access.AnswerInvitation, Needs: dayCome, Tells: "engagement-begun"},
		{From: Agreed, Do: "withdraw", Label: "收回权限", To: Withdrawn, By: access.RunAudit, Tells: "engagement-withdrawn"},
		{From: Running, Do: "withdraw", Label: "收回权限", To: Withdrawn, By: access.RunAudit, Tells: "engagement-withdrawn"},
		{From: Running, Do: "replace", Label: "由新的机构接替", To: Ended, By: access.AnswerInvitation, Tells: "engagement-ended"},
		{From: Running, Do: "end", Label: "终止委托", To: Ended, By: access.RunAudit, Tells: "engagement-ended"},
	},
}

// dayCome holds before the work begins.
func dayCome(tx *store.Tx, e *Engagement) error {
	if e.FromOn.After(tx.Today()) {
		return fault.Conflict("约定自" + e.FromOn.Chinese() + "起开始，到日自动取得权限。")
	}
	return nil
}
