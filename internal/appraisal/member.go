package appraisal

import (
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/expert"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Member is one expert on one panel (专家组成员) with the marks that the expert gives alone. Marks, veto answers and
// comment carry no journal label: the history of a case is read by those who may not see them.
type Member struct {
	bun.BaseModel `bun:"table:panel_member"`
	store.Row
	AppraisalID   string            `bun:"appraisal_id" json:"appraisal_id"`
	AuditID       string            `bun:"audit_id" json:"-"`
	ExpertID      string            `bun:"expert_id" json:"expert_id"`
	ExpertName    string            `bun:"expert_name" json:"expert_name" label:"姓名"`
	Employer      string            `bun:"employer" json:"employer" label:"工作单位"`
	Title         string            `bun:"title" json:"title" label:"职称"`
	Fields        []expert.Field    `bun:"fields,type:text" json:"fields" nullable:"false" doc:"专业领域"`
	Chair         bool              `bun:"chair" json:"chair" label:"组长"`
	DeclaredNoTie bool              `bun:"declared_no_tie" json:"declared_no_tie" label:"已声明无利害关系"`
	RecusedReason string            `bun:"recused_reason" json:"recused_reason" label:"回避或者退出的理由"`
	State         string            `bun:"state" json:"state" label:"状态"`
	Marks         map[string]string `bun:"marks,type:text" json:"-"`
	Vetoes        map[string]string `bun:"vetoes,type:text" json:"-"`
	Comment       string            `bun:"comment" json:"-"`
	SubmittedAt   time.Time         `bun:"submitted_at,nullzero" json:"submitted_at,omitzero"`
}

// Place lets an expert see the own row. Others read members through the appraisal, and marks only once it is concluded.
func (Member) Place() access.Columns { return access.Columns{Expert: "expert_id"} }

// Subject of a member belongs to the case of the audit.
func (m *Member) Subject() store.Subject {
	return store.Subject{
		Type: "panel_member", ID: m.ID, Version: m.Version, CaseID: m.AuditID, Title: m.ExpertName, Link: "/appraisals/" + m.AppraisalID, ExpertID: m.ExpertID,
	}
}

// CurrentState is where the member stands.
func (m *Member) CurrentState() string { return m.State }

// EnterState is called by flow only.
func (m *Member) EnterState(state string) { m.State = state }

// sits tells whether the member belongs to the panel (who has recused himself or was replaced does not).
func (m *Member) sits() bool { return m.State != Recused && m.State != Replaced }

// The states of a member of a panel.
const (
	Invited   = "invited"
	Joined    = "joined"
	Submitted = "submitted"
	Recused   = "recused"
	Replaced  = "replaced"
)

// MemberStates is what an expert does on a panel: declare to have no interest, mark alone, hand in; or recuse (回避).
var MemberStates = flow.Table[*Member]{
	Name:   "panel_member",
	First:  Invited,
	Final:  []string{Submitted, Recused},
	Labels: map[string]string{Invited: "待确认", Joined: "打分中", Submitted: "已提交", Recused: "已回避", Replaced: "已调整"},
	Steps: []flow.Step[*Member]{
		{From: Invited, Do: "accept", Label: "声明无利害关系并接受邀请", To: Joined, By: access.Mark},
		{From: Joined, Do: "submit-marks", Label: "提交打分", To: Submitted, By: access.Mark},
		{From: Invited, Do: "recuse", Label: "申请回避", To: Recused, By: access.Mark},
		{From: Joined, Do: "recuse", Label: "申请回避", To: Recused, By: access.Mark},
		{From: Invited, Do: "replace", Label: "调整出专家组", To: Replaced, By: access.OrganiseAppraisal},
		{From: Joined, Do: "replace", Label: "调整出专家组", To: Replaced, By: access.OrganiseAppraisal},
		{From: Replaced, Do: "recall", Label: "重新邀请", To: Invited, By: access.OrganiseAppraisal},
	},
}

// MarksInput is an expert's sheet as far as it is filled in. Marks are numbers as texts with at most one decimal, by item.
type MarksInput struct {
	Marks   map[string]string `json:"marks" doc:"各评分项的得分"`
	Vetoes  map[string]string `json:"vetoes,omitempty" doc:"各否决项的判断：no 不存在，yes 存在"`
	Comment string            `json:"comment,omitempty" maxLength:"5000" doc:"评审意见"`
	Version int64             `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in MarksInput) BaseVersion() int64 { return in.Version }

// MarkSheet is an expert's own sheet: nobody else sees it before the outcome stands.
type MarkSheet struct {
	store.Row
	State         string            `json:"state"`
	Chair         bool              `json:"chair"`
	DeclaredNoTie bool              `json:"declared_no_tie"`
	Marks         map[string]string `json:"marks" nullable:"false"`
	Vetoes        map[string]string `json:"vetoes" nullable:"false"`
	Comment       string            `json:"comment"`
	SubmittedAt   time.Time         `json:"submitted_at,omitzero"`
	Total         string            `json:"total" doc:"已填各项的合计"`
	Open          int               `json:"open" doc:"尚未填写的评分项和否决项的数目"`
}

// Submission hands in the own sheet with the expert's declaration.
type Submission struct {
	Declared bool  `json:"declared" doc:"声明：与被评审企业及其咨询服务机构无利害关系，独立评审，如实打分"`
	Version  int64 `json:"version,omitempty" doc:"读取打分表时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in Submission) BaseVersion() int64 { return in.Version }

// Recusal is an expert's withdrawal from a panel (回避).
type Recusal struct {
	Reason  string `json:"reason" maxLength:"500" doc:"回避的理由"`
	Version int64  `json:"version,omitempty" doc:"读取打分表时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in Recusal) BaseVersion() int64 { return in.Version }
