package appraisal

import (
	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an appraisal.
const (
	Applied             = "applied"
	CompletionRequested = "completion-requested"
	Declined            = "declined"
	Docketed            = "docketed"
	PanelSet            = "panel-set"
	Marked              = "marked"
	Concluded           = "concluded"
	Reported            = "reported"
	Published           = "published"
)

// States is the procedure of an evaluation (GUIDE chapter 2) or an acceptance (GUIDE chapter 3). Only acceptances are
// reported to the province and published (GUIDE 17, SDR 32).
var States = flow.Table[*Appraisal]{
	Name:  "appraisal",
	First: Applied,
	Final: []string{Declined, Concluded, Published},
	Labels: map[string]string{
		Applied: "已申请", CompletionRequested: "待补正", Declined: "不予受理", Docketed: "已受理", PanelSet: "评审中", Marked: "打分完成",
		Concluded: "已作出结论", Reported: "已上报", Published: "已公布",
	},
	Steps: []flow.Step[*Appraisal]{
		{From: Applied, Do: "request-completion", Label: "一次性告知补正", To: CompletionRequested, By: access.OrganiseAppraisal, Tells: "appraisal-completion"},
		{From: CompletionRequested, Do: "complete", Label: "提交补正材料", To: Applied, By: access.Apply, Tells: "appraisal-applied"},
		{From: Applied, Do: "docket", Label: "受理", To: Docketed, By: access.OrganiseAppraisal, Tells: "appraisal-docketed"},
		{From: Applied, Do: "decline", Label: "不予受理", To: Declined, By: access.OrganiseAppraisal, Tells: "appraisal-declined"},
		{From: CompletionRequested, Do: "decline", Label: "不予受理", To: Declined, By: access.OrganiseAppraisal, Tells: "appraisal-declined"},
		{From: Docketed, Do: "draw", Label: "随机抽取专家", To: Docketed, By: access.OrganiseAppraisal},
		{From: PanelSet, Do: "draw", Label: "重新抽取专家", To: PanelSet, By: access.OrganiseAppraisal, Needs: nobodySubmitted},
		{From: Docketed, Do: "set-panel", Label: "组建专家组", To: PanelSet, By: access.OrganiseAppraisal, Tells: "appraisal-panel-set"},
		{From: PanelSet, Do: "set-panel", Label: "调整专家组", To: PanelSet, By: access.OrganiseAppraisal, Tells: "appraisal-panel-set"},
		{From: PanelSet, Do: "marked", Label: "专家打分全部提交", To: Marked, By: access.ViewAppraisal, Needs: allSubmitted, Tells: "appraisal-marked"},
		{From: Marked, Do: "conclude", Label: "作出结论", To: Concluded, By: access.OrganiseAppraisal},
		{From: Concluded, Do: "report", Label: "上报省生态环境厅", To: Reported, By: access.OrganiseAppraisal, Needs: acceptanceOnly, Tells: "appraisal-reported"},
		{From: Reported, Do: "publish", Label: "公布结果", To: Published, By: access.PublishResult},
	},
}

// acts keeps the acts that a person does on the page: "marked" follows from the last submission (whoever causes it),
// "publish" is done for many results in one act, and an evaluation is not reported.
func acts(a *Appraisal, all []store.Action) []store.Action {
	kept := []store.Action{}
	for _, action := range all {
		if action.Name == "marked" || action.Name == "publish" || (action.Name == "report" && a.Kind != KindAcceptance) {
			continue
		}
		kept = append(kept, action)
	}
	return kept
}

func acceptanceOnly(_ *store.Tx, a *Appraisal) error {
	if a.Kind != KindAcceptance {
		return fault.Conflict("评估结果由组织评估的部门反馈企业，不需要上报公布；需要上报公布的是验收结果。")
	}
	return nil
}

// allSubmitted and nobodySubmitted look at the panel as it stands in this transaction.
func allSubmitted(tx *store.Tx, a *Appraisal) error {
	seated, err := seats(tx, a.ID)
	if err != nil {
		return err
	}
	for _, m := range seated {
		if m.State != Submitted {
			return fault.Conflict("还有专家没有提交打分，全部提交后才能汇总。")
		}
	}
	if len(seated) != a.PanelSize {
		return fault.Conflict("有专家已经回避，请先补足专家组。")
	}
	return nil
}

func nobodySubmitted(tx *store.Tx, a *Appraisal) error {
	seated, err := seats(tx, a.ID)
	if err != nil {
		return err
	}
	for _, m := range seated {
		if m.State == Submitted {
			return fault.Conflict("已有专家提交打分，不能重新抽取；需要替换个别专家的，请调整专家组。")
		}
	}
	return nil
}

// ActionLabels are the Chinese names of the acts of this package that are no transitions, for the journal.
var ActionLabels = map[string]string{
	"appraisal.apply": "提交申请", "appraisal.keep-draw": "随机抽取留存", "panel_member.invite": "邀请专家", "panel_member.set-chair": "变更组长", "panel_member.save-marks": "保存打分",
}
