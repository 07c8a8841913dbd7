// Package duplicate finds enterprises that are registered twice (重复登记), keeps what officers decide on each pair, and
// merges two registrations into one (合并) with a preview that is the act itself, and a way back.
// Law: N12 一(二) (each place registers what lies in it; the province keeps one list); features.md A14.
package duplicate

import (
	"encoding/json"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// Duplicate is a pair of registrations that seem to be one enterprise (疑似重复登记): found by a run or reported by an
// office, and decided by the department whose place holds both.
type Duplicate struct {
	bun.BaseModel `bun:"table:duplicate"`
	store.Row
	FirstID        string        `bun:"first_id" json:"first_id"`
	SecondID       string        `bun:"second_id" json:"second_id"`
	FirstName      string        `bun:"first_name" json:"first_name" label:"企业名称（一）"`
	SecondName     string        `bun:"second_name" json:"second_name" label:"企业名称（二）"`
	FirstCode      string        `bun:"first_code" json:"first_code" label:"统一社会信用代码（一）"`
	SecondCode     string        `bun:"second_code" json:"second_code" label:"统一社会信用代码（二）"`
	FirstRegion    string        `bun:"first_region" json:"first_region"`
	SecondRegion   string        `bun:"second_region" json:"second_region"`
	RegionCode     string        `bun:"region_code" json:"region_code" doc:"同时包含两条登记所在地的最小行政区划，由它的主管部门决定"`
	CityCode       string        `bun:"city_code" json:"city_code"`
	Score          int           `bun:"score" json:"score" doc:"相似程度，分数越高越可能是同一企业"`
	Signs          []Sign        `bun:"signs,type:text" json:"signs" nullable:"false" doc:"提出的理由"`
	Source         string        `bun:"source" json:"source" enum:"found,reported" doc:"系统查找或者主管部门提请"`
	ReportedBy     string        `bun:"reported_by" json:"reported_by"`
	ReportedRegion string        `bun:"reported_region" json:"-"`
	State          string        `bun:"state" json:"state"`
	Note           string        `bun:"note" json:"note" label:"理由"`
	FoundOn        calendar.Date `bun:"found_on" json:"found_on" doc:"提出日期"`
	DecidedOn      calendar.Date `bun:"decided_on" json:"decided_on" label:"决定日期"`
	KeptID         string        `bun:"kept_id" json:"kept_id" doc:"合并以后保留的登记"`
	Work           Work          `bun:"work,type:text" json:"-"`

	FirstLabel  string      `bun:"-" json:"first_label" doc:"所在地（一）" readOnly:"true"`
	SecondLabel string      `bun:"-" json:"second_label" doc:"所在地（二）" readOnly:"true"`
	DecidedAt   string      `bun:"-" json:"decided_at" doc:"由哪个主管部门决定" readOnly:"true"`
	Comparison  *Comparison `bun:"-" json:"comparison,omitempty" doc:"两条登记逐项对照（待处理的详情）" readOnly:"true"`
	Done        []MergeLine `bun:"-" json:"done,omitempty" doc:"合并办理的结果（已合并的详情）" readOnly:"true"`
}

// The sources of a pair.
const (
	Found    = "found"
	Reported = "reported"
)

// Sign is one thing by which two registrations resemble each other (相似之处), in words.
type Sign struct {
	ID     string `json:"id"`
	Label  string `json:"label" doc:"相似之处"`
	Detail string `json:"detail" doc:"具体内容"`
	Points int    `json:"points" doc:"分值"`
}

// Place narrows by the smallest division that holds both registrations: a pair across two cities is the province's.
func (Duplicate) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a pair.
func (d *Duplicate) Subject() store.Subject {
	return store.Subject{Type: "duplicate", ID: d.ID, Version: d.Version, CaseID: d.ID, Title: d.FirstName + "、" + d.SecondName, Link: "/duplicates/" + d.ID, RegionCode: d.RegionCode}
}

// CurrentState and EnterState let flow move the pair.
func (d *Duplicate) CurrentState() string { return d.State }

// EnterState sets the state after a move.
func (d *Duplicate) EnterState(state string) { d.State = state }

// shared gives the smallest division that holds both codes.
func shared(a, b string) string {
	switch {
	case a == b:
		return a
	case store.CityOf(a) == store.CityOf(b):
		return store.CityOf(a)
	}
	return (a[:min(2, len(a))] + "000000")[:6]
}

// pair makes the record of two registrations, the older one first, so that a pair is one record however it is found.
func pair(a, b *enterprise.Enterprise) *Duplicate {
	if b.ID < a.ID {
		a, b = b, a
	}
	d := &Duplicate{FirstID: a.ID, SecondID: b.ID, State: States.First, Signs: []Sign{}}
	d.describe(a, b)
	return d
}

// describe writes what the registrations say now into the pair.
func (d *Duplicate) describe(a, b *enterprise.Enterprise) {
	d.FirstName, d.FirstCode, d.FirstRegion = a.Name, a.CreditCode, a.RegionCode
	d.SecondName, d.SecondCode, d.SecondRegion = b.Name, b.CreditCode, b.RegionCode
	d.RegionCode = shared(a.RegionCode, b.RegionCode)
	d.CityCode = store.CityOf(d.RegionCode)
}

// Judge writes into the pair how two registrations resemble each other and who decides on them.
func (d *Duplicate) Judge(a, b enterprise.Registered) {
	d.describe(a.Enterprise, b.Enterprise)
	d.Signs, d.Score = signsOf(subjectOf(a), subjectOf(b))
}

// Work is what a merge has done, with what is needed to take it back.
type Work struct {
	GoneID  string            `json:"gone_id,omitempty"`
	Kept    map[string]string `json:"kept,omitempty"` // columns of the kept registration before
	KeptWas int64             `json:"kept_was,omitempty"`
	Gone    map[string]any    `json:"gone,omitempty"`
	Moved   []Moved           `json:"moved,omitempty"`
	Dropped []Dropped         `json:"dropped,omitempty"`
	Left    []string          `json:"left,omitempty"`  // lines of the inventory that left it
	Names   []string          `json:"names,omitempty"` // names that were kept beside the current one
	Sites   map[string]string `json:"sites,omitempty"` // united sites: the one that went to the one that stayed
	Lines   []MergeLine       `json:"lines,omitempty"`
}

// Moved is one record that names the other registration now.
type Moved struct {
	Table   string            `json:"t"`
	ID      string            `json:"i"`
	Title   string            `json:"n"`
	Version int64             `json:"v"`
	Before  map[string]string `json:"b"`
}

// Dropped is one record that the other registration holds as well, so that it went.
type Dropped struct {
	Table string          `json:"t"`
	ID    string          `json:"i"`
	Row   json.RawMessage `json:"r"`
}

// MergeLine says in words what a merge does with one kind of record.
type MergeLine struct {
	Label string `json:"label" doc:"记录类别"`
	Count int    `json:"count" doc:"条数"`
	Text  string `json:"text" doc:"怎样办理"`
}
