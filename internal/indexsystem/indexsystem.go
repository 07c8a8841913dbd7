// Package indexsystem keeps the index systems (清洁生产评价指标体系) by which levels are found: those built in as law data, and
// those that an officer loads from a spreadsheet and a second person releases. What is released is never edited: a
// correction is a new edition with a date of its own, and an audit keeps the edition of its base date.
// Law: 《清洁生产评价指标体系编制通则》 (2013; GB/T 43329-2023); features.md E1-E3, E13, E14.
package indexsystem

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// IndexSystem is one edition of an index system (评价指标体系的一个版本).
type IndexSystem struct {
	bun.BaseModel `bun:"table:index_system"`
	store.Row
	Series       string        `bun:"series" json:"series" doc:"各版本共用的系列"`
	Name         string        `bun:"name" json:"name" label:"名称"`
	Edition      string        `bun:"edition" json:"edition" label:"文号版本"`
	Method       string        `bun:"method" json:"method" label:"评价方法"`
	Industries   []string      `bun:"industries,type:text" json:"industries" nullable:"false" doc:"适用行业（GB/T 4754）" label:"适用行业"`
	Sector       string        `bun:"sector" json:"sector" doc:"适用领域"`
	Own          bool          `bun:"own" json:"own" doc:"主管部门自编，不是国家指标体系" label:"主管部门自编"`
	Source       string        `bun:"source" json:"source" doc:"原文出处：文件和条款" label:"原文出处"`
	Page         string        `bun:"page" json:"page" label:"原文页码"`
	Note         string        `bun:"note" json:"note" label:"备注"`
	FromOn       calendar.Date `bun:"from_on" json:"from_on" label:"施行日期"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" label:"停止施行日期"`
	State        string        `bun:"state" json:"state"`
	FileName     string        `bun:"file_name" json:"file_name" label:"原表文件"`
	Content      string        `bun:"content" json:"-"`
	Original     string        `bun:"original" json:"-"`
	SHA256       string        `bun:"sha256" json:"sha256" doc:"指标表内容的校验值"`
	LoadedBy     string        `bun:"loaded_by" json:"-"`
	LoadedName   string        `bun:"loaded_name" json:"loaded_name" doc:"录入人"`
	ProposedBy   string        `bun:"proposed_by" json:"-"`
	ProposedName string        `bun:"proposed_name" json:"proposed_name" doc:"送审人"`
	ReleasedBy   string        `bun:"released_by" json:"-"`
	ReleasedName string        `bun:"released_name" json:"released_name" doc:"发布人"`
	ReleasedOn   calendar.Date `bun:"released_on" json:"released_on" label:"发布日期"`

	BuiltIn    bool           `bun:"-" json:"built_in" readOnly:"true" doc:"随系统提供"`
	Confidence string         `bun:"-" json:"confidence,omitempty" readOnly:"true" doc:"数据可信度"`
	MethodName string         `bun:"-" json:"method_name" readOnly:"true"`
	Indicators int            `bun:"-" json:"indicators" readOnly:"true" doc:"指标数"`
	Errors     int            `bun:"-" json:"errors" readOnly:"true"`
	Warnings   int            `bun:"-" json:"warnings" readOnly:"true"`
	Preview    *TablePreview  `bun:"-" json:"preview,omitempty" readOnly:"true" doc:"原表与系统读到的内容对照（详情）"`
	Editions   []EditionBrief `bun:"-" json:"editions,omitempty" readOnly:"true" doc:"同一系列的各版本（详情）"`
	replayed   bool
}

// Place gives no place: law is the same for everybody, and kept by the province alone.
func (IndexSystem) Place() access.Columns { return access.Columns{} }

// Subject of an index system is itself.
func (x *IndexSystem) Subject() store.Subject {
	return store.Subject{Type: "index_system", ID: x.ID, Version: x.Version, CaseID: x.ID, Title: x.Title(), Link: "/index-systems/" + x.ID, RegionCode: "370000"}
}

// Title names the edition.
func (x *IndexSystem) Title() string { return x.Name + "（" + x.Edition + "）" }

// CurrentState and EnterState let flow move the system.
func (x *IndexSystem) CurrentState() string { return x.State }

// EnterState sets the state after a move.
func (x *IndexSystem) EnterState(state string) { x.State = state }

// EditionBrief is another edition of the same series.
type EditionBrief struct {
	ID      string        `json:"id"`
	Title   string        `json:"title"`
	State   string        `json:"state"`
	FromOn  calendar.Date `json:"from_on"`
	UntilOn calendar.Date `json:"until_on"`
}

// MethodLabels are the ways to decide the level, in words.
var MethodLabels = map[string]string{"2013": "2013年编制通则（国际领先、国内先进、国内一般）", "2023": "2023年国家标准（先进、准入、一般）", "own": "主管部门自编（优秀、良好、基本要求）"}

// Labels are the Chinese names of fixed values.
var Labels = map[string]map[string]string{"index_system.method": MethodLabels}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"index_system.create": "新建指标体系", "index_system.update": "修改指标体系", "index_system.load": "录入指标表"}

// SystemInput is what is written of an edition beside its table.
type SystemInput struct {
	Version    int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Series     string        `json:"series,omitempty" maxLength:"60" doc:"已有系列的新版本；新体系不填"`
	Name       string        `json:"name" maxLength:"120"`
	Edition    string        `json:"edition" maxLength:"120" doc:"文号或者版本，例如 2015年第25号公告"`
	Method     string        `json:"method" maxLength:"10"`
	Industries []string      `json:"industries,omitempty" doc:"适用行业（GB/T 4754，可以只写前几位）"`
	Sector     string        `json:"sector,omitempty" maxLength:"40"`
	Own        bool          `json:"own,omitempty"`
	Source     string        `json:"source" maxLength:"500" doc:"原文出处：文件和条款"`
	Page       string        `json:"page" maxLength:"60" doc:"原文页码"`
	Note       string        `json:"note,omitempty" maxLength:"1000"`
	FromOn     calendar.Date `json:"from_on"`
	UntilOn    calendar.Date `json:"until_on,omitempty"`
}

// BaseVersion gives the version that the body carries.
func (in SystemInput) BaseVersion() int64 { return in.Version }

func (in SystemInput) faults() fault.List {
	var list fault.List
	list.Require("name", "名称", in.Name)
	list.Require("edition", "文号或者版本", in.Edition)
	list.Require("source", "原文出处（文件和条款）", in.Source)
	if !in.Own {
		list.Require("page", "原文页码", in.Page)
	}
	if _, known := rating.Methods[in.Method]; !known {
		list.Add("method", "请从列表中选择评价方法。")
	}
	switch {
	case in.FromOn == "" || !in.FromOn.Valid():
		list.Add("from_on", "请填写施行日期，例如 2026-07-01。")
	case in.UntilOn != "" && (!in.UntilOn.Valid() || in.UntilOn < in.FromOn):
		list.Add("until_on", "停止施行日期不能早于施行日期。")
	}
	for _, code := range in.Industries {
		if len(code) < 2 || len(code) > 4 || strings.Trim(code, "0123456789") != "" {
			list.Add("industries", "行业代码“"+code+"”应为2至4位数字（GB/T 4754）。")
		}
	}
	return list
}

func (in SystemInput) write(x *IndexSystem) {
	x.Name, x.Edition, x.Method, x.Sector, x.Own = strings.TrimSpace(in.Name), strings.TrimSpace(in.Edition), in.Method, in.Sector, in.Own
	x.Source, x.Page, x.Note, x.FromOn, x.UntilOn = strings.TrimSpace(in.Source), strings.TrimSpace(in.Page), strings.TrimSpace(in.Note), in.FromOn, in.UntilOn
	x.Industries = []string{}
	for _, code := range in.Industries {
		if !slices.Contains(x.Industries, code) {
			x.Industries = append(x.Industries, code)
		}
	}
}

// Suits tells how well a system fits an industry: the length of the code that matches, 0 for not at all.
func (x *IndexSystem) Suits(industry string) int {
	best := 0
	for _, code := range x.Industries {
		if industry != "" && strings.HasPrefix(industry, code) {
			best = max(best, len(code))
		}
	}
	return best
}
