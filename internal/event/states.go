package event

import (
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of an event.
const (
	Draft     = "draft"
	Reported  = "reported"
	Examined  = "examined"
	Returned  = "returned"
	Approved  = "approved"
	Refused   = "refused"
	Withdrawn = "withdrawn"
	Undone    = "undone"
)

// ruleDecide is the clock of the officer.
const ruleDecide = "decide-event"

var stateLabels = map[string]string{
	Draft: "草稿", Reported: "待县级审查", Examined: "待市级决定", Returned: "退回补正", Approved: "已批准", Refused: "未批准", Withdrawn: "已撤回", Undone: "批准已撤销",
}

// waiting are the states in which an event is under way and not yet decided.
var waiting = []string{Reported, Examined, Returned}

// States is the way of an event: the enterprise or the county reports it, the county examines it, the city decides
// (rules.md 14). Whoever reports never decides. An approval can be undone for a time, while nothing rests upon it.
var States = flow.Table[*Event]{
	Name:   "enterprise_event",
	First:  Draft,
	Final:  []string{Refused, Withdrawn, Undone},
	Labels: stateLabels,
	Steps: []flow.Step[*Event]{
		{From: Draft, Do: "submit", Label: "提交申报", To: Reported, By: access.ReportEvent, Needs: submittable, Starts: ruleDecide, Tells: "event-reported"},
		{From: Returned, Do: "submit", Label: "提交申报", To: Reported, By: access.ReportEvent, Needs: submittable, Starts: ruleDecide, Tells: "event-reported"},
		{From: Draft, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ReportEvent, Needs: ownReport},
		{From: Reported, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ReportEvent, Needs: ownReport},
		{From: Returned, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ReportEvent, Needs: ownReport},
		{From: Reported, Do: "examine", Label: "审查属实，报市级决定", To: Examined, By: access.ExamineEvent, Needs: byCounty, Tells: "event-examined"},
		{From: Reported, Do: "return", Label: "退回补正", To: Returned, By: access.ExamineEvent, Meets: ruleDecide, Tells: "event-returned"},
		{From: Examined, Do: "return", Label: "退回补正", To: Returned, By: access.DecideEvent, Meets: ruleDecide, Tells: "event-returned"},
		{From: Reported, Do: "approve", Label: "批准", To: Approved, By: access.DecideEvent, Needs: free, Meets: ruleDecide, Tells: "event-approved"},
		{From: Examined, Do: "approve", Label: "批准", To: Approved, By: access.DecideEvent, Needs: free, Meets: ruleDecide, Tells: "event-approved"},
		{From: Reported, Do: "refuse", Label: "不予批准", To: Refused, By: access.DecideEvent, Meets: ruleDecide, Tells: "event-refused"},
		{From: Examined, Do: "refuse", Label: "不予批准", To: Refused, By: access.DecideEvent, Meets: ruleDecide, Tells: "event-refused"},
		{From: Approved, Do: "recheck", Label: "登记复核结果", To: Approved, By: access.DecideEvent, Needs: unchecked, Tells: "event-rechecked"},
		{From: Approved, Do: "undo", Label: "撤销批准", To: Undone, By: access.DecideEvent, Needs: undoable, Tells: "event-undone"},
	},
}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"enterprise_event.begin": "起草变更事项", "enterprise_event.revise": "修改变更事项", "enterprise_event.end": "停产结束", "enterprise_event.go-on": "停产继续"}

// ownReport lets only that side withdraw which has reported.
func ownReport(tx *store.Tx, e *Event) error {
	if e.ByOffice != (tx.Actor().Place.EnterpriseID == "") {
		return fault.Conflict("由申报的一方撤回。")
	}
	return nil
}

// byCounty keeps the examination with the county; the city, which decides, needs none of its own.
func byCounty(tx *store.Tx, _ *Event) error {
	if tx.Actor().Place.Level() != "county" {
		return fault.Conflict("由县级分局审查；市生态环境局可以直接决定。")
	}
	return nil
}

func submittable(tx *store.Tx, e *Event) error {
	if err := ownReport(tx, e); err != nil {
		return fault.Conflict("由申报的一方提交。")
	}
	return free(tx, e)
}

// free refuses an event that contradicts another one under way.
func free(tx *store.Tx, e *Event) error {
	others, err := underWay(tx, e)
	if err != nil {
		return err
	}
	for i := range others {
		if o := &others[i]; o.contradicts(e) {
			return fault.Conflict("该企业另有一件“" + KindLabels[o.Kind] + "”事项（" + o.EffectiveOn.Chinese() + "生效，" + stateLabels[o.State] + "）尚未办结，与本件“" + KindLabels[e.Kind] + "”相互矛盾。请先办结、退回或者撤回其中一件。")
		}
	}
	return nil
}

func (e *Event) contradicts(other *Event) bool {
	return e.overlaps(other) && strings.Contains(" "+strings.Join(contradictions[e.Kind], " ")+" ", " "+other.Kind+" ")
}

func unchecked(_ *store.Tx, e *Event) error {
	if e.Kind != Conversion || e.RecheckedOn != "" {
		return fault.Conflict("只有转产在批准以后需要复核一次。")
	}
	return nil
}

// undoable lets the approver take an approval back while the period runs. What has been built upon it is found when the
// effects are undone, one by one.
func undoable(tx *store.Tx, e *Event) error {
	switch {
	case tx.Today().After(e.UndoUntil):
		return fault.Conflict("批准于" + e.DecidedOn.Chinese() + "作出，撤销的期限已于" + e.UndoUntil.Chinese() + "届满。情况有变化的，请另行申报变更事项。")
	case e.EndedOn != "":
		return fault.Conflict("企业已于" + e.EndedOn.Chinese() + "复产，停产事项已经结束，不能撤销。")
	case e.RecheckedOn != "":
		return fault.Conflict("转产已于" + e.RecheckedOn.Chinese() + "复核，不能撤销。")
	}
	return nil
}
