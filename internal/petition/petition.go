// Package petition is what a listed enterprise asks for when it cannot or need not do its audit as listed (移出申请、延期申请):
// with a ground and evidence, decided by the city, and appealed against once, to the province. A removal ends the round,
// a postponement moves one clock; the published list stays as it is.
// Law: CPM 9, 12, 17; N12 一(二), 四(一). Neither lays down a procedure: days and levels are assumptions, see law/.
package petition

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The kinds of petition (申请类别).
const (
	Removal      = "removal"      // 移出
	Postponement = "postponement" // 延期
)

// Labels are the Chinese names of fixed values.
var Labels = map[string]map[string]string{
	"petition.kind": {Removal: "移出名单义务", Postponement: "延期"},
	"petition.ground": {
		"closed": "已经关闭或者停产不再恢复", "moved": "已经迁出", "unfounded": "列入原因不成立", "audited": "五年内已经通过审核", "duplicate": "同一厂区重复列入", "other-removal": "其他移出理由",
		"standstill": "停产检修", "force-majeure": "不可抗力", "supply": "设备供货或者施工延误", "monitoring": "暂不具备监测条件", "funds": "资金尚未落实", "other-postponement": "其他延期理由",
	},
}

// grounds are those of each kind, in the order of the form.
var grounds = map[string][]string{
	Removal:      {"closed", "moved", "unfounded", "audited", "duplicate", "other-removal"},
	Postponement: {"standstill", "force-majeure", "supply", "monitoring", "funds", "other-postponement"},
}

// Petition is one case (一件申请) about one round.
type Petition struct {
	bun.BaseModel `bun:"table:petition"`
	store.Row
	AuditID         string              `bun:"audit_id" json:"audit_id"`
	CaseNo          string              `bun:"case_no" json:"case_no" doc:"案号"`
	EnterpriseID    string              `bun:"enterprise_id" json:"enterprise_id"`
	SiteID          string              `bun:"site_id" json:"site_id"`
	EnterpriseName  string              `bun:"enterprise_name" json:"enterprise_name"`
	RegionCode      string              `bun:"region_code" json:"region_code"`
	CityCode        string              `bun:"city_code" json:"city_code"`
	Year            int                 `bun:"year" json:"year" doc:"名单年度"`
	Kind            string              `bun:"kind" json:"kind" enum:"removal,postponement"`
	Ground          string              `bun:"ground" json:"ground" label:"理由类别"`
	DeadlineID      string              `bun:"deadline_id" json:"deadline_id" doc:"申请延期的期限"`
	DeadlineTitle   string              `bun:"deadline_title" json:"deadline_title" label:"申请延期的期限"`
	DueBefore       calendar.Date       `bun:"due_before" json:"due_before" doc:"申请时的到期日"`
	Until           calendar.Date       `bun:"until" json:"until" label:"申请延至"`
	Story           string              `bun:"story" json:"story" label:"申请理由"`
	Evidence        string              `bun:"evidence" json:"evidence" label:"证明材料"`
	State           string              `bun:"state" json:"state"`
	SubmittedOn     calendar.Date       `bun:"submitted_on" json:"submitted_on" label:"提交日期"`
	DecidedOn       calendar.Date       `bun:"decided_on" json:"decided_on" label:"决定日期"`
	Comment         string              `bun:"comment" json:"comment" label:"决定的理由"`
	AppealReason    string              `bun:"appeal_reason" json:"appeal_reason" label:"申请复核的理由"`
	AppealedOn      calendar.Date       `bun:"appealed_on" json:"appealed_on" label:"申请复核日期"`
	AppealDecidedOn calendar.Date       `bun:"appeal_decided_on" json:"appeal_decided_on" label:"复核决定日期"`
	AppealComment   string              `bun:"appeal_comment" json:"appeal_comment" label:"复核决定的理由"`
	Result          string              `bun:"result" json:"result" doc:"准予以后系统办理的结果"`
	Demonstration   bool                `bun:"demonstration" json:"demonstration"`
	RegionLabel     string              `bun:"-" json:"region_label" readOnly:"true"`
	Deadline        *deadline.Brief     `bun:"-" json:"deadline,omitempty" doc:"最近的未办结期限（列表）"`
	Deadlines       []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"全部期限（详情）"`
}

// Place narrows by the division of the round, and to the enterprise itself.
func (Petition) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of a petition belongs to the history of its round.
func (p *Petition) Subject() store.Subject {
	return store.Subject{Type: "petition", ID: p.ID, Version: p.Version, CaseID: p.AuditID, Title: p.EnterpriseName + "（" + Labels["petition.kind"][p.Kind] + "申请）",
		Link: "/petitions/" + p.ID, RegionCode: p.RegionCode, EnterpriseID: p.EnterpriseID}
}

// CurrentState and EnterState let flow move the petition.
func (p *Petition) CurrentState() string { return p.State }

// EnterState sets the state after a move.
func (p *Petition) EnterState(state string) { p.State = state }

// ground is the ground in words, as it stands on the clock and in the case history.
func (p *Petition) ground(on calendar.Date) string {
	return "企业申请（" + Labels["petition.ground"][p.Ground] + "），" + on.Chinese() + "准予"
}

// PetitionInput is what may be written of a petition before it is submitted.
type PetitionInput struct {
	Version    int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	AuditID    string        `json:"audit_id,omitempty" maxLength:"64" doc:"所涉的审核"`
	Kind       string        `json:"kind" maxLength:"20" doc:"removal 移出，postponement 延期"`
	Ground     string        `json:"ground" maxLength:"30" doc:"理由类别"`
	DeadlineID string        `json:"deadline_id,omitempty" maxLength:"64" doc:"申请延期的期限（延期）"`
	Until      calendar.Date `json:"until,omitempty" doc:"申请延至哪一天（延期）"`
	Story      string        `json:"story" maxLength:"2000" doc:"申请理由"`
	Evidence   string        `json:"evidence" maxLength:"500" doc:"证明材料的名称和文号"`
}

// BaseVersion gives the version that the body carries.
func (in PetitionInput) BaseVersion() int64 { return in.Version }

// DecisionInput is a decision with its reason.
type DecisionInput struct {
	Version        int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note           string        `json:"note,omitempty" maxLength:"1000" doc:"理由"`
	Until          calendar.Date `json:"until,omitempty" doc:"准予延至哪一天，不填为申请的日期（延期）"`
	LeaveInventory bool          `json:"leave_inventory,omitempty" doc:"一并调出重点行业企业清单（移出）"`
}

// BaseVersion gives the version that the body carries.
func (in DecisionInput) BaseVersion() int64 { return in.Version }

func (in DecisionInput) require(label, message string) (string, error) {
	var faults fault.List
	faults.Require("note", label, in.Note)
	return strings.TrimSpace(in.Note), faults.Err(message)
}

// write takes the input over and notes what the words themselves lack.
func (p *Petition) write(in PetitionInput) fault.List {
	var faults fault.List
	p.Kind, p.Ground, p.Story, p.Evidence = in.Kind, in.Ground, strings.TrimSpace(in.Story), strings.TrimSpace(in.Evidence)
	p.DeadlineID, p.Until = in.DeadlineID, in.Until
	if p.Kind != Postponement {
		p.DeadlineID, p.DeadlineTitle, p.DueBefore, p.Until = "", "", "", ""
	}
	if grounds[p.Kind] == nil {
		faults.Add("kind", "请选择申请类别：移出或者延期。")
	} else if !slices.Contains(grounds[p.Kind], p.Ground) {
		faults.Add("ground", "请选择"+Labels["petition.kind"][p.Kind]+"的理由类别。")
	}
	faults.Require("story", "申请理由", p.Story)
	faults.Require("evidence", "证明材料的名称和文号", p.Evidence)
	return faults
}

// judgeClock notes what is wrong with the clock of which a postponement is asked.
func (p *Petition) judgeClock(faults *fault.List, clocks []deadline.Deadline) {
	if p.Kind != Postponement {
		return
	}
	i := slices.IndexFunc(clocks, func(d deadline.Deadline) bool { return d.ID == p.DeadlineID && d.Party == "enterprise" })
	if i < 0 {
		faults.Add("deadline_id", "请选择申请延期的期限；只有企业应当办理的期限可以申请。")
		return
	}
	d := &clocks[i]
	p.DeadlineTitle, p.DueBefore = d.Title, d.DueOn
	switch {
	case d.MetOn != "":
		faults.Add("deadline_id", "“"+d.Title+"”已于"+d.MetOn.Chinese()+"办结，不需要延期。")
	case d.EndedOn != "":
		faults.Add("deadline_id", "“"+d.Title+"”已于"+d.EndedOn.Chinese()+"终止计算，不需要延期。")
	case d.Overdue:
		faults.Add("deadline_id", "“"+d.Title+"”已于"+d.DueOn.Chinese()+"到期。延期应当在到期以前申请；已经逾期的，请尽快办理并向市生态环境局说明情况。")
	}
	switch {
	case p.Until == "" || !p.Until.Valid():
		faults.Add("until", "请填写申请延至的日期，格式如 2026-09-30。")
	case !p.Until.After(d.DueOn):
		faults.Add("until", "申请延至的日期应当晚于现在的到期日"+d.DueOn.Chinese()+"。")
	}
}
