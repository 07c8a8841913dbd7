// Package equivalence is the register of audits that count as done by another legal way (视同): a voluntary certification,
// a whole-park pilot, a recognised voluntary audit. The city decides on the conditions, which are law data; a grant
// closes the duty of the list year and sets the next interval from its own date. A certificate that lapses, or a
// situation that demands a mandatory audit, sends the site back to the list.
// Law: N12 一(一); SDR 28, 33; P1524 (pilots); rules.md 13.6.
package equivalence

import (
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// The legal types (视同类型); their titles and conditions are law data.
const (
	Certification = "certification" // 通过评价认证
	Pilot         = "pilot"         // 整体审核试点
	Recognition   = "recognition"   // 自愿审核经审查认定
)

// Labels are the Chinese names of fixed values.
var Labels = map[string]map[string]string{
	"equivalence.kind": {Certification: "评价认证", Pilot: "整体审核试点", Recognition: "自愿审核认定"},
}

// EquivalenceCondition is one line of the checklist: what the law asks, whether it is met, and what shows it.
type EquivalenceCondition struct {
	Text     string `json:"text" maxLength:"200" doc:"条件"`
	Met      bool   `json:"met" doc:"是否满足"`
	Evidence string `json:"evidence" maxLength:"500" doc:"证明"`
}

// Equivalence is one case (一件视同) of one site for one list year.
type Equivalence struct {
	bun.BaseModel `bun:"table:equivalence"`
	store.Row
	EnterpriseID   string                 `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string                 `bun:"site_id" json:"site_id"`
	EnterpriseName string                 `bun:"enterprise_name" json:"enterprise_name"`
	SiteName       string                 `bun:"site_name" json:"site_name" doc:"证书覆盖的厂区"`
	CreditCode     string                 `bun:"credit_code" json:"credit_code"`
	RegionCode     string                 `bun:"region_code" json:"region_code"`
	CityCode       string                 `bun:"city_code" json:"city_code"`
	Year           int                    `bun:"year" json:"year" doc:"抵作的名单年度" label:"名单年度"`
	Kind           string                 `bun:"kind" json:"kind" enum:"certification,pilot,recognition"`
	CertificateNo  string                 `bun:"certificate_no" json:"certificate_no" doc:"证书或者认定文件编号" label:"证书编号"`
	Body           string                 `bun:"body" json:"body" doc:"发证或者认定的单位" label:"发证单位"`
	Level          string                 `bun:"level" json:"level" doc:"证书等级" label:"证书等级"`
	Scope          string                 `bun:"scope" json:"scope" doc:"证书覆盖的范围" label:"证书范围"`
	ValidFrom      calendar.Date          `bun:"valid_from" json:"valid_from" label:"发证日期"`
	ValidUntil     calendar.Date          `bun:"valid_until" json:"valid_until" label:"有效期至"`
	Conditions     []EquivalenceCondition `bun:"conditions,type:text" json:"conditions" nullable:"false" doc:"条件核对表" label:"条件核对表"`
	Basis          string                 `bun:"basis" json:"basis" doc:"依据"`
	State          string                 `bun:"state" json:"state"`
	ByOffice       bool                   `bun:"by_office" json:"by_office" doc:"由县级分局登记"`
	SubmittedOn    calendar.Date          `bun:"submitted_on" json:"submitted_on" label:"提交日期"`
	DecidedOn      calendar.Date          `bun:"decided_on" json:"decided_on" label:"审定日期"`
	Comment        string                 `bun:"comment" json:"comment" label:"审定意见"`
	AuditID        string                 `bun:"audit_id" json:"audit_id" doc:"因视同终止的审核"`
	CaseNo         string                 `bun:"case_no" json:"case_no" doc:"该审核的案号"`
	NextOn         calendar.Date          `bun:"next_on" json:"next_on" doc:"自视同之日起算的下一轮审核期限"`
	LostOn         calendar.Date          `bun:"lost_on" json:"lost_on" label:"失效日期"`
	LostReason     string                 `bun:"lost_reason" json:"lost_reason" label:"失效原因"`
	RelistYear     int                    `bun:"relist_year" json:"relist_year" doc:"失效后应当重新考虑列入的计划年度，0为无"`
	Demonstration  bool                   `bun:"demonstration" json:"demonstration"`
	RegionLabel    string                 `bun:"-" json:"region_label" readOnly:"true"`
	Lost           string                 `bun:"-" json:"lost,omitempty" doc:"丧失视同的情形（详情）" readOnly:"true"`
	Deadline       *deadline.Brief        `bun:"-" json:"deadline,omitempty" doc:"最近的未办结期限（列表）"`
	Deadlines      []deadline.Deadline    `bun:"-" json:"deadlines,omitempty" doc:"全部期限（详情）"`
}

// Place narrows by the division of the site, and to the enterprise itself.
func (Equivalence) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of an equivalence belongs to the history of its enterprise.
func (e *Equivalence) Subject() store.Subject {
	return store.Subject{Type: "equivalence", ID: e.ID, Version: e.Version, CaseID: e.EnterpriseID, Title: e.EnterpriseName + "（" + Labels["equivalence.kind"][e.Kind] + "视同）",
		Link: "/equivalences/" + e.ID, RegionCode: e.RegionCode, EnterpriseID: e.EnterpriseID}
}

// CurrentState and EnterState let flow move the equivalence.
func (e *Equivalence) CurrentState() string { return e.State }

// EnterState sets the state after a move.
func (e *Equivalence) EnterState(state string) { e.State = state }

// EquivalenceInput is what may be written of an equivalence before it is submitted.
type EquivalenceInput struct {
	Version       int64                  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	SiteID        string                 `json:"site_id" maxLength:"64" doc:"证书覆盖的厂区"`
	Year          int                    `json:"year" doc:"抵作的名单年度"`
	Kind          string                 `json:"kind" maxLength:"20" doc:"certification 评价认证，pilot 整体审核试点，recognition 自愿审核认定"`
	CertificateNo string                 `json:"certificate_no" maxLength:"80"`
	Body          string                 `json:"body" maxLength:"120"`
	Level         string                 `json:"level,omitempty" maxLength:"60"`
	Scope         string                 `json:"scope" maxLength:"500"`
	ValidFrom     calendar.Date          `json:"valid_from"`
	ValidUntil    calendar.Date          `json:"valid_until"`
	Conditions    []EquivalenceCondition `json:"conditions,omitempty" maxItems:"20" doc:"条件核对表，逐条对应法定条件"`
}

// BaseVersion gives the version that the body carries.
func (in EquivalenceInput) BaseVersion() int64 { return in.Version }

// NoteInput is a decision or an opinion in words.
type NoteInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"意见或者理由"`
}

// BaseVersion gives the version that the body carries.
func (in NoteInput) BaseVersion() int64 { return in.Version }

func (in NoteInput) require(label, message string) (string, error) {
	var faults fault.List
	faults.Require("note", label, in.Note)
	return strings.TrimSpace(in.Note), faults.Err(message)
}

// write takes the input over.
func (e *Equivalence) write(in EquivalenceInput) {
	e.Year, e.Kind, e.ValidFrom, e.ValidUntil = in.Year, in.Kind, in.ValidFrom, in.ValidUntil
	e.CertificateNo, e.Body, e.Level, e.Scope = strings.TrimSpace(in.CertificateNo), strings.TrimSpace(in.Body), strings.TrimSpace(in.Level), strings.TrimSpace(in.Scope)
	e.Conditions = []EquivalenceCondition{}
	for _, c := range in.Conditions {
		e.Conditions = append(e.Conditions, EquivalenceCondition{Text: c.Text, Met: c.Met, Evidence: strings.TrimSpace(c.Evidence)})
	}
}

// judge finds all faults of what is written: the certificate, its validity, and the checklist of the law in force.
func (e *Equivalence) judge(law *statute.Law, today calendar.Date) fault.List {
	var faults fault.List
	rule, known := ruleOf(law, e.Kind, today)
	if !known {
		faults.Add("kind", "请选择视同的类型：评价认证、整体审核试点或者自愿审核认定。")
	}
	if e.Year < 2016 || e.Year > today.Year()+1 {
		faults.Add("year", fmt.Sprintf("请填写抵作的名单年度，不晚于%d年。", today.Year()+1))
	}
	faults.Require("certificate_no", "证书或者认定文件的编号", e.CertificateNo)
	faults.Require("body", "发证或者认定的单位", e.Body)
	faults.Require("scope", "证书覆盖的范围", e.Scope)
	e.judgeValidity(&faults, today)
	if known {
		e.Basis = statute.Words(rule.Cites)
		e.judgeConditions(&faults, rule)
	}
	return faults
}

func (e *Equivalence) judgeValidity(faults *fault.List, today calendar.Date) {
	for _, d := range []struct {
		path, label string
		day         calendar.Date
	}{{"valid_from", "发证日期", e.ValidFrom}, {"valid_until", "有效期", e.ValidUntil}} {
		if d.day == "" || !d.day.Valid() {
			faults.Add(d.path, "请填写"+d.label+"，格式如 2026-03-31。")
			return
		}
	}
	switch {
	case e.ValidFrom.After(today):
		faults.Add("valid_from", "发证日期晚于今天，请核对。")
	case !e.ValidUntil.After(e.ValidFrom):
		faults.Add("valid_until", "有效期应当晚于发证日期"+e.ValidFrom.Chinese()+"。")
	case e.ValidUntil.Before(today):
		faults.Add("valid_until", "证书已于"+e.ValidUntil.Chinese()+"到期，不能作为视同的依据。请换发新证书后再申请；没有新证书的，按名单开展审核。")
	}
}

// judgeConditions wants every condition of the law answered in its order, met and shown.
func (e *Equivalence) judgeConditions(faults *fault.List, rule statute.Equivalence) {
	given := e.Conditions
	e.Conditions = []EquivalenceCondition{}
	for i, text := range rule.Conditions {
		c := EquivalenceCondition{Text: text}
		for _, g := range given {
			if g.Text == text {
				c = g
			}
		}
		e.Conditions = append(e.Conditions, c)
		switch {
		case !c.Met:
			faults.Add(fmt.Sprintf("conditions[%d].met", i), "“"+text+"”没有满足。法定条件须全部满足才能视同；不满足的，按名单开展审核。")
		case c.Evidence == "":
			faults.Add(fmt.Sprintf("conditions[%d].evidence", i), "请写明证明“"+text+"”的材料。")
		}
	}
}

func ruleOf(law *statute.Law, kind string, on calendar.Date) (statute.Equivalence, bool) {
	for _, rule := range law.Equivalences(on) {
		if rule.ID == kind {
			return rule, true
		}
	}
	return statute.Equivalence{}, false
}
