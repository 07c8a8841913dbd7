// Package listing leads from the inventory of key-industry sites (重点行业企业清单) over the annual plan of a city (年度实施
// 计划) to the published list (年度强制性清洁生产审核企业名单) and the written notice to each enterprise (告知书).
// Law: N12 一(一)(二), 二(一); CPM 8-12; reasons for listing by the regime in force on the day of decision (rules.md 0.3).
package listing

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Entry is one site in the inventory of its city (清单), with the days and reasons of coming in and going out (N12 一(二)).
type Entry struct {
	bun.BaseModel `bun:"table:inventory_entry"`
	store.Row
	EnterpriseID   string        `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string        `bun:"site_id" json:"site_id"`
	EnterpriseName string        `bun:"enterprise_name" json:"enterprise_name" label:"企业名称"`
	SiteName       string        `bun:"site_name" json:"site_name" label:"厂区名称"`
	RegionCode     string        `bun:"region_code" json:"region_code"`
	CityCode       string        `bun:"city_code" json:"city_code"`
	KeyIndustry    string        `bun:"key_industry" json:"key_industry" doc:"重点行业" label:"重点行业"`
	State          string        `bun:"state" json:"state"`
	Reason         string        `bun:"reason" json:"reason" doc:"列入清单的理由" label:"列入理由"`
	FromOn         calendar.Date `bun:"from_on" json:"from_on" doc:"列入日期" label:"列入日期"`
	UntilOn        calendar.Date `bun:"until_on" json:"until_on" doc:"调出日期" label:"调出日期"`
	UntilReason    string        `bun:"until_reason" json:"until_reason" doc:"调出理由" label:"调出理由"`
	RegionLabel    string        `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
}

// Place narrows the inventory by region; an enterprise sees its own sites, whose data it confirms.
func (Entry) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of an entry is the site under its enterprise's name.
func (e *Entry) Subject() store.Subject {
	return store.Subject{
		Type: "inventory_entry", ID: e.ID, Version: e.Version, Title: titleOf(e.EnterpriseName, e.SiteName), Link: "/inventory-entries/" + e.ID,
		RegionCode: e.RegionCode, EnterpriseID: e.EnterpriseID,
	}
}

// Dated lets the inventory of any past day be shown.
func (e *Entry) Dated() store.Kept {
	return store.Kept{Columns: []string{"enterprise_id", "enterprise_name", "site_name", "region_code", "key_industry", "state", "reason", "from_on", "until_on", "until_reason"},
		Title: "enterprise_name", Kind: "key_industry", Enterprise: "enterprise_id", State: "state"}
}

// CurrentState gives the state for flow.
func (e *Entry) CurrentState() string { return e.State }

// EnterState sets the state for flow.
func (e *Entry) EnterState(state string) { e.State = state }

// titleOf names a site for people; a site called like its enterprise is not named twice.
func titleOf(enterprise, site string) string {
	if site == "" || site == enterprise {
		return enterprise
	}
	return enterprise + "（" + site + "）"
}

// NewInventoryEntry is what brings a site into the inventory.
type NewInventoryEntry struct {
	SiteID string        `json:"site_id" maxLength:"64" doc:"厂区标识"`
	Reason string        `json:"reason" maxLength:"500" doc:"列入清单的理由"`
	FromOn calendar.Date `json:"from_on,omitempty" doc:"列入日期，不填为当日"`
}

func (in NewInventoryEntry) check(today calendar.Date) error {
	var faults fault.List
	faults.Require("site_id", "厂区", in.SiteID)
	faults.Require("reason", "列入清单的理由", in.Reason)
	notLater(&faults, "from_on", "列入日期", in.FromOn, today)
	return faults.Err("没有列入清单")
}

// RetireInput takes a site out of the inventory, or proposes to.
type RetireInput struct {
	Reason  string        `json:"reason" maxLength:"500" doc:"理由，例如关闭、搬迁、不再属于重点行业"`
	UntilOn calendar.Date `json:"until_on,omitempty" doc:"调出日期，不填为当日"`
	Version int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in RetireInput) BaseVersion() int64 { return in.Version }

func (in RetireInput) check(e *Entry, today calendar.Date) error {
	var faults fault.List
	faults.Require("reason", "调出清单的理由", in.Reason)
	notLater(&faults, "until_on", "调出日期", in.UntilOn, today)
	if in.UntilOn != "" && in.UntilOn < e.FromOn {
		faults.Add("until_on", "调出日期不得早于列入日期"+e.FromOn.Chinese()+"。")
	}
	return faults.Err("没有调出清单")
}

// NoteInput carries a remark for acts that need one: a return, an exclusion, a refusal.
type NoteInput struct {
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"意见或理由"`
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in NoteInput) BaseVersion() int64 { return in.Version }

// require wants the remark filled.
func (in NoteInput) require(label, message string) error {
	var faults fault.List
	faults.Require("note", label, in.Note)
	return faults.Err(message)
}

// notLater notes a date that is no date or lies in the future; none passes.
func notLater(faults *fault.List, path, label string, on, today calendar.Date) {
	switch {
	case on == "":
	case !on.Valid():
		faults.Add(path, label+"“"+string(on)+"”不是有效日期，请按 2026-03-31 的格式填写。")
	case on > today:
		faults.Add(path, label+"不得晚于今天（"+today.Chinese()+"）。")
	}
}

// orToday gives the day or, when none is given, today.
func orToday(on, today calendar.Date) calendar.Date {
	if on == "" {
		return today
	}
	return on
}
