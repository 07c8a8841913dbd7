package listing

import (
	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an inventory entry.
const (
	EntryProposed = "proposed"
	EntryActive   = "active"
	EntryLeaving  = "leaving"
	EntryRetired  = "retired"
	EntryDeclined = "declined"
)

// EntryStates: counties propose what comes in and what goes out, the city decides (N12 一(二), rules.md 14).
var EntryStates = flow.Table[*Entry]{
	Name:   "inventory_entry",
	First:  EntryProposed,
	Final:  []string{EntryDeclined},
	Labels: map[string]string{EntryProposed: "待市级确认", EntryActive: "在册", EntryLeaving: "拟调出", EntryRetired: "已调出", EntryDeclined: "未采纳"},
	Steps: []flow.Step[*Entry]{
		{From: EntryProposed, Do: "admit", Label: "确认列入清单", To: EntryActive, By: access.SubmitPlan},
		{From: EntryProposed, Do: "decline", Label: "不予列入", To: EntryDeclined, By: access.SubmitPlan},
		{From: EntryActive, Do: "propose-retire", Label: "建议调出清单", To: EntryLeaving, By: access.Propose, Needs: unplanned},
		{From: EntryActive, Do: "retire", Label: "调出清单", To: EntryRetired, By: access.SubmitPlan, Needs: unplanned},
		{From: EntryLeaving, Do: "retire", Label: "调出清单", To: EntryRetired, By: access.SubmitPlan, Needs: unplanned},
		{From: EntryLeaving, Do: "keep", Label: "继续保留", To: EntryActive, By: access.SubmitPlan},
		{From: EntryRetired, Do: undoRetire, Label: "撤销调出", To: EntryActive, By: access.SubmitPlan},
		{From: EntryActive, Do: unite, Label: "因登记合并调出", To: EntryRetired, By: access.MergeEnterprise, Needs: unplanned},
		{From: EntryLeaving, Do: unite, Label: "因登记合并调出", To: EntryRetired, By: access.MergeEnterprise, Needs: unplanned},
		{From: EntryRetired, Do: part, Label: "撤销因登记合并调出", To: EntryActive, By: access.MergeEnterprise},
	},
}

// unplanned keeps a site in the inventory while a plan that is under way holds it.
func unplanned(tx *store.Tx, e *Entry) error {
	pending, err := pendingItem(tx, e.ID)
	if err == nil && pending {
		err = fault.Conflict("该厂区正在年度计划的办理过程中，请先在计划中退回或不予列入，再调出清单。")
	}
	return err
}

// The states of an annual plan.
const (
	PlanDraft        = "draft"
	PlanSubmitted    = "submitted"
	PlanReturned     = "returned"
	PlanVerified     = "verified"
	PlanConsolidated = "consolidated"
)

// PlanStates: the city submits, the province returns or verifies, publication consolidates (N12 一(二)).
var PlanStates = flow.Table[*Plan]{
	Name:   "annual_plan",
	First:  PlanDraft,
	Final:  []string{},
	Labels: map[string]string{PlanDraft: "编制中", PlanSubmitted: "已报送", PlanReturned: "已退回", PlanVerified: "已核定", PlanConsolidated: "已汇总公布"},
	Steps: []flow.Step[*Plan]{
		{From: PlanDraft, Do: "submit", Label: "报送省生态环境厅", To: PlanSubmitted, By: access.SubmitPlan, Needs: planComplete, Meets: RulePlan, Tells: "plan-submitted"},
		{From: PlanReturned, Do: "submit", Label: "重新报送省生态环境厅", To: PlanSubmitted, By: access.SubmitPlan, Needs: planComplete, Tells: "plan-submitted"},
		{From: PlanSubmitted, Do: "return", Label: "退回计划", To: PlanReturned, By: access.VerifyPlan, Tells: "plan-returned"},
		{From: PlanSubmitted, Do: "verify", Label: "核定计划", To: PlanVerified, By: access.VerifyPlan, Needs: planSettled, Tells: "plan-verified"},
		{From: PlanVerified, Do: "return", Label: "退回计划", To: PlanReturned, By: access.VerifyPlan, Tells: "plan-returned"},
		{From: PlanVerified, Do: "consolidate", Label: "汇总公布", To: PlanConsolidated, By: access.PublishList},
		{From: PlanConsolidated, Do: "amend", Label: "补充报送", To: PlanDraft, By: access.SubmitPlan},
	},
}

func planComplete(tx *store.Tx, p *Plan) error {
	items, err := itemsOf(tx, p.ID)
	if err != nil {
		return err
	}
	return p.complete(tx.Law(), items)
}

// planSettled wants every confirmed site verified, returned or excluded before the plan as a whole is verified.
func planSettled(tx *store.Tx, p *Plan) error {
	items, err := itemsOf(tx, p.ID)
	if err != nil {
		return err
	}
	if n := totalsOf(items).Outstanding; n > 0 {
		return fault.Conflict("还有" + count(n) + "家企业尚未核定，请逐一核定、退回或不予列入后再核定计划。")
	}
	return nil
}

// The states of a plan item.
const (
	ItemProposed       = "proposed"
	ItemConfirmed      = "confirmed"
	ItemEnergyVerified = "energy-verified"
	ItemVerified       = "verified"
	ItemReturned       = "returned"
	ItemExcluded       = "excluded"
	ItemPublished      = "published"
	ItemWithdrawn      = "withdrawn"
)

// ItemStates: county proposes, city confirms, province verifies (CPM 9(1)); excess energy passes through the provincial
// 发展改革 department first (CPM 9(2)). Who proposed does not confirm or verify.
var ItemStates = flow.Table[*PlanItem]{
	Name:  "plan_item",
	First: ItemProposed,
	Final: []string{},
	Labels: map[string]string{ItemProposed: "待市级确认", ItemConfirmed: "待省级核定", ItemEnergyVerified: "省发展改革委已核定", ItemVerified: "已核定",
		ItemReturned: "已退回", ItemExcluded: "不予列入", ItemPublished: "已公布", ItemWithdrawn: "已撤销"},
	Steps: []flow.Step[*PlanItem]{
		{From: ItemProposed, Do: "confirm", Label: "确认列入计划", To: ItemConfirmed, By: access.SubmitPlan, Needs: confirmable},
		{From: ItemProposed, Do: "return", Label: "退回县级", To: ItemReturned, By: access.SubmitPlan},
		{From: ItemReturned, Do: "resubmit", Label: "修改后重新提出", To: ItemProposed, By: access.Propose, Needs: planOpen},
		{From: ItemReturned, Do: "confirm", Label: "修改后确认", To: ItemConfirmed, By: access.SubmitPlan, Needs: confirmable},
		{From: ItemWithdrawn, Do: "resubmit", Label: "重新提出", To: ItemProposed, By: access.Propose, Needs: planOpen},
		{From: ItemConfirmed, Do: "reopen", Label: "撤回确认", To: ItemProposed, By: access.SubmitPlan, Needs: planOpen},
		{From: ItemConfirmed, Do: "verify-energy", Label: "核定高耗能情形", To: ItemEnergyVerified, By: access.VerifyEnergy, Needs: energyVerifiable},
		{From: ItemConfirmed, Do: "return-energy", Label: "退回高耗能情形", To: ItemReturned, By: access.VerifyEnergy, Needs: energyVerifiable, Tells: "item-returned"},
		{From: ItemConfirmed, Do: "verify", Label: "核定", To: ItemVerified, By: access.VerifyPlan, Needs: verifiable},
		{From: ItemEnergyVerified, Do: "verify", Label: "核定", To: ItemVerified, By: access.VerifyPlan, Needs: verifiable},
		{From: ItemConfirmed, Do: "return", Label: "退回", To: ItemReturned, By: access.VerifyPlan, Needs: planReceived, Tells: "item-returned"},
		{From: ItemEnergyVerified, Do: "return", Label: "退回", To: ItemReturned, By: access.VerifyPlan, Needs: planReceived, Tells: "item-returned"},
		{From: ItemVerified, Do: "return", Label: "退回", To: ItemReturned, By: access.VerifyPlan, Needs: planReceived, Tells: "item-returned"},
		{From: ItemConfirmed, Do: "exclude", Label: "不予列入", To: ItemExcluded, By: access.VerifyPlan, Needs: planReceived, Tells: "item-excluded"},
		{From: ItemEnergyVerified, Do: "exclude", Label: "不予列入", To: ItemExcluded, By: access.VerifyPlan, Needs: planReceived, Tells: "item-excluded"},
		{From: ItemVerified, Do: "exclude", Label: "不予列入", To: ItemExcluded, By: access.VerifyPlan, Needs: planReceived, Tells: "item-excluded"},
		{From: ItemExcluded, Do: "restore", Label: "恢复待核定", To: ItemConfirmed, By: access.VerifyPlan, Needs: planReceived},
		{From: ItemVerified, Do: "publish", Label: "随名单公布", To: ItemPublished, By: access.PublishList},
		{From: ItemPublished, Do: "withdraw", Label: "以更正名单撤销", To: ItemWithdrawn, By: access.PublishList},
	},
}

// The states of a list.
const (
	ListDraft      = "draft"
	ListPublishing = "publishing"
	ListPublished  = "published"
)

// ListStates: the province alone publishes. Publishing is the moment between the order to publish and its transaction.
var ListStates = flow.Table[*List]{
	Name:   "annual_list",
	First:  ListDraft,
	Final:  []string{ListPublished},
	Labels: map[string]string{ListDraft: "草稿", ListPublishing: "公布中", ListPublished: "已公布"},
	Steps: []flow.Step[*List]{
		{From: ListDraft, Do: "publish", Label: "公布名单", To: ListPublishing, By: access.PublishList, Needs: listReady},
		{From: ListPublishing, Do: "complete", Label: "完成公布", To: ListPublished, By: access.PublishList, Needs: listReady},
		{From: ListPublishing, Do: "halt", Label: "撤回公布指令", To: ListDraft, By: access.PublishList},
	},
}

func listReady(tx *store.Tx, l *List) error {
	rows, err := countVerified(tx, l.Year)
	if err != nil {
		return err
	}
	if err := l.ready(tx.Today(), rows); err != nil {
		return err
	}
	return orderly(tx, l, l.DocumentNo, l.DecidedOn, orToday(l.PublishedOn, tx.Today()))
}

// The states of a notice.
const (
	NoticePrepared  = "prepared"
	NoticeServed    = "served"
	NoticeReceived  = "received"
	NoticeWithdrawn = "withdrawn"
)

// EventPublished is the event of the law files from which the clocks of a listed enterprise run.
const EventPublished = "list-published"

// The rules of the law files that listing starts and meets.
const (
	RulePlan  = "annual-plan" // D-14: yearly plan of a city
	RuleServe = "notice"      // D-01: written notice to the listed enterprise
	RuleNext  = "next-round"  // D-06: next round for 双有
)

// NoticeStates: city or county serves, the enterprise receives. A receipt in the system is service by itself.
var NoticeStates = flow.Table[*Notice]{
	Name:   "notice",
	First:  NoticePrepared,
	Final:  []string{NoticeWithdrawn},
	Labels: map[string]string{NoticePrepared: "待送达", NoticeServed: "已送达", NoticeReceived: "已签收", NoticeWithdrawn: "已撤销"},
	Steps: []flow.Step[*Notice]{
		{From: NoticePrepared, Do: "serve", Label: "登记送达", To: NoticeServed, By: access.ServeNotice, Tells: "notice-served"},
		{From: NoticePrepared, Do: "receive", Label: "签收", To: NoticeReceived, By: access.ReceiveNotice, Meets: RuleServe},
		{From: NoticeServed, Do: "receive", Label: "签收", To: NoticeReceived, By: access.ReceiveNotice},
		{From: NoticePrepared, Do: "withdraw", Label: "撤销告知书", To: NoticeWithdrawn, By: access.PublishList, Tells: "notice-withdrawn"},
		{From: NoticeServed, Do: "withdraw", Label: "撤销告知书", To: NoticeWithdrawn, By: access.PublishList, Tells: "notice-withdrawn"},
		{From: NoticeReceived, Do: "withdraw", Label: "撤销告知书", To: NoticeWithdrawn, By: access.PublishList, Tells: "notice-withdrawn"},
	},
}
