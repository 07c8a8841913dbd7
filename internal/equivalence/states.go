package equivalence

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
)

// The states of an equivalence.
const (
	Draft     = "draft"
	Submitted = "submitted"
	Returned  = "returned"
	Granted   = "granted"
	Refused   = "refused"
	Lapsed    = "lapsed"
	Lost      = "lost"
	Withdrawn = "withdrawn"
)

// The clocks: of the city's decision, and of the certificate that must be renewed before it runs out.
const (
	ruleDecide = "decide-equivalence"
	ruleRenew  = "renew-equivalence"
	ruleNext   = "next-round"
)

// States is the way of an equivalence: the enterprise or the county brings it, the city decides, the province sees. A grant
// ends when its certificate runs out (lapse) or when a situation that demands a mandatory audit arises (lose).
var States = flow.Table[*Equivalence]{
	Name:   "equivalence",
	First:  Draft,
	Final:  []string{Refused, Lapsed, Lost, Withdrawn},
	Labels: map[string]string{Draft: "草稿", Submitted: "待市级审定", Returned: "退回补正", Granted: "视同有效", Refused: "不予视同", Lapsed: "证书到期失效", Lost: "丧失视同", Withdrawn: "已撤回"},
	Steps: []flow.Step[*Equivalence]{
		{From: Draft, Do: "submit", Label: "提交申请", To: Submitted, By: access.ClaimEquivalence, Needs: own, Starts: ruleDecide, Tells: "equivalence-submitted"},
		{From: Returned, Do: "submit", Label: "提交申请", To: Submitted, By: access.ClaimEquivalence, Needs: own, Starts: ruleDecide, Tells: "equivalence-submitted"},
		{From: Draft, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ClaimEquivalence, Needs: own},
		{From: Submitted, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ClaimEquivalence, Needs: own},
		{From: Returned, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.ClaimEquivalence, Needs: own},
		{From: Submitted, Do: "return", Label: "退回补正", To: Returned, By: access.DecideEquivalence, Meets: ruleDecide, Tells: "equivalence-returned"},
		{From: Submitted, Do: "grant", Label: "审定视同", To: Granted, By: access.DecideEquivalence, Meets: ruleDecide, Tells: "equivalence-granted"},
		{From: Submitted, Do: "refuse", Label: "不予视同", To: Refused, By: access.DecideEquivalence, Meets: ruleDecide, Tells: "equivalence-refused"},
		{From: Granted, Do: "lapse", Label: "证书到期失效", To: Lapsed, By: access.DecideEquivalence, Needs: runOut, Tells: "equivalence-lapsed"},
		{From: Granted, Do: "lose", Label: "认定丧失视同", To: Lost, By: access.DecideEquivalence, Tells: "equivalence-lost"},
	},
}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"equivalence.begin": "起草视同申请", "equivalence.revise": "修改视同申请"}
