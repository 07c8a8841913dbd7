package audit

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an audit (状态). Overdue is no state: it follows from the clocks.
const (
	Listed          = "listed"           // 待启动
	Ongoing         = "ongoing"          // 审核中
	Reported        = "reported"         // 已提交报告
	UnderEvaluation = "under-evaluation" // 评估中
	Supplementing   = "supplementing"    // 补充完善
	Implementing    = "implementing"     // 方案实施
	UnderAcceptance = "under-acceptance" // 验收中
	Accepted        = "accepted"         // 验收合格
	Failed          = "failed"           // 验收不合格
	Rectifying      = "rectifying"       // 限期整改
	Suspended       = "suspended"        // 中止
	Superseded      = "superseded"       // 重新开展
	Terminated      = "terminated"       // 终止
)

// StateLabels are the Chinese names of the states.
var StateLabels = map[string]string{
	Listed: "待启动", Ongoing: "审核中", Reported: "已提交报告", UnderEvaluation: "评估中", Supplementing: "补充完善", Implementing: "方案实施",
	UnderAcceptance: "验收中", Accepted: "验收合格", Failed: "验收不合格", Rectifying: "限期整改", Suspended: "已中止",
	Superseded: "已重新开展", Terminated: "已终止",
}

// closed are the states in which a round no longer runs.
var closed = []string{Accepted, Superseded, Terminated}

// States is the whole procedure of one round: CPM 11-17, GUIDE 2-17, SDR 31-32. Read it aloud to a lawyer.
var States = flow.Table[*Audit]{
	Name: "audit", Labels: StateLabels, First: Listed, Final: []string{Superseded},
	Steps: joined([]flow.Step[*Audit]{
		{From: Listed, Do: "start", Label: "启动审核", To: Ongoing, By: access.RunAudit, Needs: capable, Meets: "start-audit", Tells: "audit-started"},
		{From: Ongoing, Do: "submit-report", Label: "提交审核报告", To: Reported, By: access.RunAudit, Needs: reportComplete, Meets: "submit-report", Tells: "audit-reported"},

		{From: Reported, Do: "begin-evaluation", Label: "申请评估", To: UnderEvaluation, By: access.Apply, Needs: readyForEvaluation},
		{From: UnderEvaluation, Do: "cancel-evaluation", Label: "不予受理评估", To: Reported, By: access.OrganiseAppraisal, Tells: "evaluation-cancelled"},
		{From: UnderEvaluation, Do: "proceed", Label: "评估结论：按计划推进", To: Implementing, By: access.OrganiseAppraisal, Needs: closable, Meets: "evaluate", Starts: "implement-options", Tells: "evaluation-proceed"},
		{From: UnderEvaluation, Do: "supplement", Label: "评估结论：补充完善", To: Supplementing, By: access.OrganiseAppraisal, Meets: "evaluate", Starts: "supplement", Tells: "evaluation-supplement"},
		{From: UnderEvaluation, Do: "redo", Label: "评估结论：重新开展审核", To: Superseded, By: access.OrganiseAppraisal, Meets: "evaluate", Tells: "evaluation-redo"},
		{From: Supplementing, Do: "answer-supplement", Label: "报送补充完善情况", To: Supplementing, By: access.RunAudit, Meets: "supplement", Tells: "supplement-answered"},
		{From: Supplementing, Do: "confirm-supplement", Label: "确认补充完善", To: Implementing, By: access.OrganiseAppraisal, Needs: answeredSupplement, Starts: "implement-options", Tells: "supplement-confirmed"},

		{From: Supplementing, Do: "return-supplement", Label: "退回补充完善", To: Supplementing, By: access.OrganiseAppraisal, Needs: answeredSupplement, Starts: "supplement", Tells: "supplement-returned"},

		{From: Implementing, Do: "begin-acceptance", Label: "申请验收", To: UnderAcceptance, By: access.Apply, Needs: readyForAcceptance, Meets: "apply-acceptance"},
		{From: Reported, Do: "begin-combined", Label: "申请评估验收", To: UnderAcceptance, By: access.Apply, Needs: readyForCombined},
		{From: Rectifying, Do: "begin-acceptance", Label: "申请验收", To: UnderAcceptance, By: access.Apply, Needs: readyAfterRectification, Meets: "rectify"},
		{From: UnderAcceptance, Do: "cancel-acceptance", Label: "不予受理验收", To: Implementing, By: access.OrganiseAppraisal, Tells: "acceptance-cancelled"},
		{From: UnderAcceptance, Do: "cancel-reapplication", Label: "不予受理验收", To: Rectifying, By: access.OrganiseAppraisal, Tells: "acceptance-cancelled"},
		{From: UnderAcceptance, Do: "cancel-combined", Label: "不予受理评估验收", To: Reported, By: access.OrganiseAppraisal, Tells: "acceptance-cancelled"},
		{From: UnderAcceptance, Do: "accept", Label: "验收合格", To: Accepted, By: access.OrganiseAppraisal, Needs: closable, Meets: "accept", Starts: "next-round", Tells: "accepted"},
		{From: UnderAcceptance, Do: "fail", Label: "验收不合格", To: Failed, By: access.OrganiseAppraisal, Meets: "accept", Tells: "acceptance-failed"},

		{From: Failed, Do: "order-rectification", Label: "责令限期整改", To: Rectifying, By: access.OrganiseAppraisal, Tells: "rectification-ordered"},
		{From: Rectifying, Do: "answer-rectification", Label: "报送整改情况", To: Rectifying, By: access.RunAudit, Tells: "rectification-answered"},
		{From: Failed, Do: "order-redo", Label: "责令重新开展审核", To: Superseded, By: access.OrganiseAppraisal, Tells: "redo-ordered"},
		{From: Rectifying, Do: "order-redo", Label: "责令重新开展审核", To: Superseded, By: access.OrganiseAppraisal, Tells: "redo-ordered"},
		{From: Accepted, Do: "publish-result", Label: "公布验收结果", To: Accepted, By: access.PublishResult, Meets: "publish-result", Tells: "result-published"},
		{From: Failed, Do: "publish-result", Label: "公布验收结果", To: Failed, By: access.PublishResult, Meets: "publish-result", Tells: "result-published"},
	}, pauses(), ends(), revivals()),
}

// pausable are the states in which the enterprise works, so that a long shutdown or force majeure can stop it.
var pausable = []string{Listed, Ongoing, Supplementing, Implementing, Rectifying}

// pauses gives the steps of suspension (中止) and resumption: a round goes on where it stopped, hence one step for each.
func pauses() []flow.Step[*Audit] {
	steps := []flow.Step[*Audit]{}
	for _, state := range pausable {
		steps = append(steps,
			flow.Step[*Audit]{From: state, Do: "suspend", Label: "中止审核", To: Suspended, By: access.ExtendDeadline, Tells: "audit-suspended"},
			flow.Step[*Audit]{From: Suspended, Do: resumption(state), Label: "恢复审核", To: state, By: access.ExtendDeadline, Tells: "audit-resumed"})
	}
	return steps
}

func resumption(state string) string { return "resume-" + state }

// ends gives the steps of termination (终止): the site is closed or moved, or an equivalent audit has been recognised.
// A round under evaluation or acceptance is not ended before that procedure is.
func ends() []flow.Step[*Audit] {
	steps := []flow.Step[*Audit]{}
	for _, state := range endable {
		steps = append(steps, flow.Step[*Audit]{From: state, Do: "terminate", Label: "终止审核", To: Terminated, By: access.OrganiseAppraisal, Tells: "audit-terminated"})
	}
	return steps
}

// endable are the states in which a round can be ended without result.
var endable = []string{Listed, Ongoing, Reported, Supplementing, Implementing, Failed, Rectifying, Suspended}

// revivals give the steps by which the end of a round is taken back when the decision that ended it is (撤销终止).
func revivals() []flow.Step[*Audit] {
	steps := []flow.Step[*Audit]{}
	for _, state := range endable {
		steps = append(steps, flow.Step[*Audit]{From: Terminated, Do: revival(state), Label: "撤销终止", To: state, By: access.OrganiseAppraisal, Tells: "audit-revived"})
	}
	return steps
}

func revival(state string) string { return "revive-" + state }

func joined(parts ...[]flow.Step[*Audit]) []flow.Step[*Audit] {
	all := []flow.Step[*Audit]{}
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// elsewhere are the acts that are done in the procedure of evaluation and acceptance, not on the page of the audit.
var elsewhere = map[string]bool{
	"begin-evaluation": true, "cancel-evaluation": true, "proceed": true, "supplement": true, "redo": true,
	"begin-acceptance": true, "begin-combined": true, "cancel-acceptance": true, "cancel-reapplication": true, "cancel-combined": true, "accept": true, "fail": true, "publish-result": true,
}

// here keeps the acts that have an operation of their own on the audit. Of the resumptions, the one that fits remains,
// under the name "resume".
func here(a *Audit, actions []store.Action) []store.Action {
	kept := []store.Action{}
	for _, action := range actions {
		switch {
		case elsewhere[action.Name] || a.State == Terminated:
		case a.State == Suspended && action.Name != "terminate":
			if action.Name == resumption(a.SuspendedFrom) {
				action.Name = "resume"
				kept = append(kept, action)
			}
		default:
			kept = append(kept, action)
		}
	}
	return kept
}
