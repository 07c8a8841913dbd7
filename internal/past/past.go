// Package past shows the register of enterprises, the inventory and the published lists as they stood at the end of any past
// day (往日名册), and what has changed between two days. Nothing is worked out anew: a past day shows what the system held
// then, so that the answer for a day stays the same whatever is learned later.
// Law: N12 一(二) (dynamic update of the inventory); CPM 10 (published lists).
package past

import (
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// EnterpriseQuery asks for the register at the end of a day.
type EnterpriseQuery struct {
	store.Page
	On          calendar.Date `query:"on" doc:"哪一天结束时的情形，不填为昨天"`
	Region      string        `query:"region" maxLength:"6" doc:"当时所在的市或者县的行政区划代码"`
	KeyIndustry string        `query:"key_industry" maxLength:"40" doc:"当时的重点行业；any 为全部重点行业"`
	State       string        `query:"state" maxLength:"20" doc:"当时的经营状态"`
}

// RowQuery asks for the published lists at the end of a day.
type RowQuery struct {
	store.Page
	On     calendar.Date `query:"on" doc:"哪一天结束时的情形，不填为昨天"`
	Year   int           `query:"year" minimum:"0" maximum:"2100" doc:"名单年度，不填为当天所在的年度"`
	Region string        `query:"region" maxLength:"6" doc:"列入名单时所在的市或者县"`
}

// Enterprise is one enterprise as it stood at the end of the day.
type EnterpriseThen struct {
	ID            string   `json:"id"`
	Name          string   `json:"name" doc:"当时名称"`
	NameNow       string   `json:"name_now" doc:"现名称，与当时相同时为空"`
	CreditCode    string   `json:"credit_code"`
	RegionCode    string   `json:"region_code"`
	RegionLabel   string   `json:"region_label" doc:"当时所在地"`
	RegionNow     string   `json:"region_now" doc:"现所在地，与当时相同时为空"`
	IndustryLabel string   `json:"industry_label"`
	KeyIndustry   string   `json:"key_industry"`
	State         string   `json:"state" doc:"当时的经营状态"`
	Attributes    []string `json:"attributes" nullable:"false" doc:"当时有效的属性及认定日期"`
	Inventory     []string `json:"inventory" nullable:"false" doc:"当时在清单中的情形：在册、已调出"`
	Rounds        []string `json:"rounds" nullable:"false" doc:"当时已列入的年度名单和审核状态"`
	Former        []string `json:"former" nullable:"false" doc:"当时已知的曾用名和原所在地"`
	Here          bool     `json:"here" doc:"现在仍在本人管辖范围内，可以打开企业页"`
}

// RowThen is one row of a published list as it stood at the end of the day.
type RowThen struct {
	ID             string        `json:"id"`
	ListTitle      string        `json:"list_title" doc:"名单"`
	DocumentNo     string        `json:"document_no" doc:"文号"`
	PublishedOn    calendar.Date `json:"published_on" doc:"公布日期"`
	Seq            int           `json:"seq" doc:"序号"`
	EnterpriseID   string        `json:"enterprise_id"`
	EnterpriseName string        `json:"enterprise_name" doc:"公布的名称"`
	NameThen       string        `json:"name_then" doc:"当天的名称，与公布的相同时为空"`
	SiteName       string        `json:"site_name"`
	CreditCode     string        `json:"credit_code"`
	RegionLabel    string        `json:"region_label"`
	KeyIndustry    string        `json:"key_industry"`
	Reasons        []string      `json:"reasons" nullable:"false" doc:"列入原因"`
	Track          string        `json:"track" doc:"当天的分类管理"`
	CaseNo         string        `json:"case_no"`
	AuditState     string        `json:"audit_state" doc:"当天的审核状态"`
	Standing       string        `json:"standing" enum:"listed,withdrawn,ended" doc:"在名单上、已由更正名单撤销、审核已终止（移出）"`
	StandingWhy    string        `json:"standing_why" doc:"撤销或者移出的依据"`
	Here           bool          `json:"here" doc:"现在仍在本人管辖范围内，可以打开企业页"`
}

// The standings of a row (名单行的去留).
const (
	Listed    = "listed"
	Withdrawn = "withdrawn"
	Ended     = "ended"
)

// Standings are their Chinese names.
var Standings = map[string]string{Listed: "在名单上", Withdrawn: "已撤销", Ended: "已移出"}

// PastKnown tells from when on pasts are kept whole, and what holds before.
type PastKnown struct {
	Since  calendar.Date `json:"since" doc:"自这一天起，每次变化都完整留存；空为自始留存"`
	Latest calendar.Date `json:"latest" doc:"可以查看的最近一天"`
	Note   string        `json:"note" doc:"对更早日期的说明"`
}

// day wants a day that has ended; none means yesterday. Today is not over: its end cannot be shown.
func day(faults *fault.List, path, label string, on, today calendar.Date) calendar.Date {
	yesterday := today.AddDays(-1)
	switch {
	case on == "":
		return yesterday
	case !on.Valid():
		faults.Add(path, label+"不是有效的日期，请按“年-月-日”填写，例如2026-03-31。")
	case on >= today:
		faults.Add(path, label+"（"+on.Chinese()+"）还没有结束，不能查看当天结束时的情形。请选择"+yesterday.Chinese()+"或者更早的日期；现在的情形请看“企业”和“年度名单”。")
	}
	return on
}

func checked(on, today calendar.Date) (calendar.Date, error) {
	var faults fault.List
	on = day(&faults, "on", "日期", on, today)
	return on, faults.Err("不能查看这一天")
}
