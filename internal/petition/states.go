package petition

import (
	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The states of a petition.
const (
	Draft         = "draft"
	Submitted     = "submitted"
	Granted       = "granted"
	Refused       = "refused"
	Appealed      = "appealed"
	AppealGranted = "appeal-granted"
	Upheld        = "upheld"
	Withdrawn     = "withdrawn"
)

// The clocks of the city, of the enterprise after a refusal, and of the province.
const (
	ruleDecide = "decide-petition"
	ruleAppeal = "appeal-petition"
	ruleReview = "decide-appeal"
)

// States is the way of a petition: the city decides, the province once more on appeal. There is no second appeal.
var States = flow.Table[*Petition]{
	Name:   "petition",
	First:  Draft,
	Final:  []string{Granted, AppealGranted, Upheld, Withdrawn},
	Labels: map[string]string{Draft: "草稿", Submitted: "待市级决定", Granted: "已准予", Refused: "未准予", Appealed: "复核中", AppealGranted: "复核准予", Upheld: "复核维持", Withdrawn: "已撤回"},
	Steps: []flow.Step[*Petition]{
		{From: Draft, Do: "submit", Label: "提交申请", To: Submitted, By: access.FilePetition, Starts: ruleDecide, Tells: "petition-submitted"},
		{From: Draft, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.FilePetition},
		{From: Submitted, Do: "withdraw", Label: "撤回", To: Withdrawn, By: access.FilePetition},
		{From: Submitted, Do: "grant", Label: "准予", To: Granted, By: access.DecidePetition, Meets: ruleDecide, Tells: "petition-granted"},
		{From: Submitted, Do: "refuse", Label: "不予准予", To: Refused, By: access.DecidePetition, Meets: ruleDecide, Starts: ruleAppeal, Tells: "petition-refused"},
		{From: Refused, Do: "appeal", Label: "申请复核", To: Appealed, By: access.FilePetition, Needs: inTime, Meets: ruleAppeal, Starts: ruleReview, Tells: "petition-appealed"},
		{From: Appealed, Do: "grant-appeal", Label: "复核准予", To: AppealGranted, By: access.DecideAppeal, Meets: ruleReview, Tells: "petition-appeal-granted"},
		{From: Appealed, Do: "uphold", Label: "维持原决定", To: Upheld, By: access.DecideAppeal, Meets: ruleReview, Tells: "petition-upheld"},
	},
}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"petition.begin": "起草申请", "petition.revise": "修改申请", "petition.lapse": "复核期限届满"}

// inTime lets an appeal be made while its clock runs.
func inTime(tx *store.Tx, p *Petition) error {
	clocks, err := deadline.For(tx, "petition", p.ID)
	for _, d := range clocks {
		if d.Rule == ruleAppeal && (d.Overdue || d.EndedOn != "") {
			return fault.Conflict("申请复核的期限已于" + d.DueOn.Chinese() + "届满，决定已经生效。")
		}
	}
	return err
}
