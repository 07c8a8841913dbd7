package agency

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// What an agency may do with an audit that it works on: an enterprise decides it with the invitation.
const (
	ScopeFill = "fill" // 查看和填写
	ScopeRead = "read" // 只查看
)

// ScopeLabels are the Chinese names of the scopes.
var ScopeLabels = map[string]string{ScopeFill: "查看和填写", ScopeRead: "只查看"}

// Engagement is the contract by which an enterprise entrusts an agency with an audit (委托), from the invitation to its
// end: explicit, agreed to by both sides, revocable with one click, on record. While it runs, the agency sees the audit
// and fills it where the invitation says so; it never signs.
type Engagement struct {
	bun.BaseModel `bun:"table:engagement"`
	store.Row
	AgencyID       string        `bun:"agency_id" json:"agency_id"`
	AgencyName     string        `bun:"agency_name" json:"agency_name" label:"咨询服务机构"`
	EnterpriseID   string        `bun:"enterprise_id" json:"enterprise_id"`
	EnterpriseName string        `bun:"enterprise_name" json:"enterprise_name" label:"委托企业"`
	AuditID        string        `bun:"audit_id" json:"audit_id"`
	CaseNo         string        `bun:"case_no" json:"case_no" doc:"审核的案号" label:"案号"`
	RegionCode     string        `bun:"region_code" json:"region_code"`
	CityCode       string        `bun:"city_code" json:"-"`
	State          string        `bun:"state" json:"state"`
	Scope          string        `bun:"scope" json:"scope" enum:"fill,read" doc:"机构可以做什么" label:"授权范围"`
	Invitation     string        `bun:"invitation" json:"invitation" doc:"邀请时的说明" label:"邀请说明"`
	Answer         string        `bun:"answer" json:"answer" doc:"机构谢绝或者企业终止的原因" label:"答复和原因"`
	ContractNo     string        `bun:"contract_no" json:"contract_no" label:"合同编号"`
	FileID         string        `bun:"file_id" json:"file_id" doc:"合同文件"`
	FromOn         calendar.Date `bun:"from_on" json:"from_on" label:"委托开始日期"`
	AnsweredOn     calendar.Date `bun:"answered_on" json:"answered_on" label:"答复日期"`
	BegunOn        calendar.Date `bun:"begun_on" json:"begun_on" doc:"机构实际取得权限的日期" label:"权限开始日期"`
	UntilOn        calendar.Date `bun:"until_on" json:"until_on" label:"委托终止日期"`
	FeeFen         int64         `bun:"fee_fen" json:"fee_fen" doc:"合同金额，分；0为未填写" label:"合同金额（分）"`
}

// Place narrows engagements to their enterprise, their agency and the departments above.
func (Engagement) Place() access.Columns {
	return access.Columns{Subject: "audit_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "agency_id"}
}

// Subject of an engagement lies within its audit. Its page is its own: an agency that is only invited cannot open the audit.
func (e *Engagement) Subject() store.Subject {
	return store.Subject{
		Type: "engagement", ID: e.ID, Version: e.Version, CaseID: e.AuditID, Title: e.EnterpriseName + "委托" + e.AgencyName, Link: "/engagements/" + e.ID,
		RegionCode: e.RegionCode, EnterpriseID: e.EnterpriseID, AgencyID: e.AgencyID,
	}
}

// CurrentState is where the engagement stands.
func (e *Engagement) CurrentState() string { return e.State }

// EnterState is called by flow only.
func (e *Engagement) EnterState(state string) { e.State = state }

// Bound tells whether the agency has ever taken the work on: from then on it has an interest in the round, which keeps its
// people from the panel (CPM 19, GUIDE 5) even after the engagement is over.
func (e *Engagement) Bound() bool {
	return e.State == Agreed || e.State == Running || e.State == Ended || e.State == Withdrawn
}

// Commission is what an enterprise says when it invites an agency.
type Commission struct {
	AgencyID   string        `json:"agency_id" maxLength:"64" doc:"咨询服务机构"`
	Scope      string        `json:"scope,omitempty" enum:",fill,read" doc:"授权范围，不填为查看和填写"`
	Invitation string        `json:"invitation,omitempty" maxLength:"500" doc:"邀请时的说明"`
	ContractNo string        `json:"contract_no,omitempty" maxLength:"100" doc:"合同编号"`
	FileID     string        `json:"file_id,omitempty" maxLength:"64" doc:"合同文件"`
	FromOn     calendar.Date `json:"from_on,omitempty" doc:"委托开始日期，不填为当天"`
	FeeFen     int64         `json:"fee_fen,omitempty" doc:"合同金额，分"`
}

// maxFeeFen is more than any audit costs: a larger fee is a slip in the unit.
const maxFeeFen = 100_000_000_00

// check finds all faults of an invitation and fills in what is left open.
func (in *Commission) check(today calendar.Date) error {
	var faults fault.List
	faults.Require("agency_id", "受托的咨询服务机构", in.AgencyID)
	if in.Scope == "" {
		in.Scope = ScopeFill
	}
	if ScopeLabels[in.Scope] == "" {
		faults.Add("scope", "请选择授权范围：查看和填写，或者只查看。")
	}
	switch {
	case in.FromOn == "":
		in.FromOn = today
	case !in.FromOn.Valid():
		faults.Add("from_on", "委托开始日期不是日期，请按 2026-03-31 的样式填写。")
	}
	if in.FeeFen < 0 || in.FeeFen > maxFeeFen {
		faults.Add("fee_fen", "合同金额应当不小于零，不超过1亿元。请核对金额和单位（万元）。")
	}
	in.Invitation = strings.TrimSpace(in.Invitation)
	return faults.Err("邀请没有发出")
}

// ReasonInput is the reason of an act on an engagement.
type ReasonInput struct {
	Version int64  `json:"version,omitempty"`
	Reason  string `json:"note,omitempty" maxLength:"500" doc:"原因"`
}

// BaseVersion gives the version that the input carries.
func (in ReasonInput) BaseVersion() int64 { return in.Version }
