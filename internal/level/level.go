// Package level finds the cleaner production level (清洁生产水平) of an audit: the edition of the index system in force on its
// base date, values taken from the dossier or entered, and the engine's result with every step. A level comes from nowhere
// else: there is no field into which one could be typed. The same ratings serve benchmarks and the replay of new editions.
// Law: 《清洁生产评价指标体系编制通则》; GUIDE 15 (short names as in law/cn.yaml); features.md E2, E7-E12.
package level

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// The phases of an audit for which a level is found (评价时段).
const (
	Before = "before" // 审核前
	After  = "after"  // 审核后
)

// PhaseLabels are their Chinese names.
var PhaseLabels = map[string]string{Before: "审核前", After: "审核后"}

// Rating is the level of one audit before or after (清洁生产水平评价).
type Rating struct {
	bun.BaseModel `bun:"table:rating"`
	store.Row
	AuditID      string        `bun:"audit_id" json:"audit_id"`
	EnterpriseID string        `bun:"enterprise_id" json:"-"`
	RegionCode   string        `bun:"region_code" json:"-"`
	CityCode     string        `bun:"city_code" json:"-"`
	Phase        string        `bun:"phase" json:"phase" label:"评价时段"`
	Series       string        `bun:"series" json:"-"`
	SystemID     string        `bun:"system_id" json:"system_id"`
	SystemTitle  string        `bun:"system_title" json:"system_title" label:"评价指标体系"`
	SystemSHA256 string        `bun:"system_sha256" json:"system_sha256"`
	BaseOn       calendar.Date `bun:"base_on" json:"base_on" label:"基准日"`
	Sheet        rating.Sheet  `bun:"sheet,type:text" json:"-"`
	Moves        []OptionMove  `bun:"moves,type:text" json:"-"`
	Opinions     []Opinion     `bun:"opinions,type:text" json:"-"`
	Level        int           `bun:"level" json:"level"`
	Y1           string        `bun:"y1" json:"y1"`
	Y2           string        `bun:"y2" json:"y2"`
	Y3           string        `bun:"y3" json:"y3"`
	Missing      int           `bun:"missing" json:"missing"`
	Summary      string        `bun:"summary" json:"-" label:"评价结果"`
	WrittenBy    string        `bun:"written_by" json:"written_by" label:"填写机构"`

	title, link, agency string
}

// Place narrows ratings as their audit: the enterprise and the agency that works on it; departments by division.
func (Rating) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.audit_id IN (SELECT en.audit_id FROM engagement AS en WHERE en.agency_id = ? AND en.state IN ('running', 'ended'))", Subject: "audit_id"}
}

// Subject of a rating lies within its audit.
func (r *Rating) Subject() store.Subject {
	return store.Subject{Type: "rating", ID: r.ID, Version: r.Version, CaseID: r.AuditID, Title: PhaseLabels[r.Phase] + "清洁生产水平", Link: "/audits/" + r.AuditID + "/level", RegionCode: r.RegionCode, EnterpriseID: r.EnterpriseID, AgencyID: r.agency}
}

// OptionMove is what an option does to an indicator, by the option's own figures (方案对指标的影响).
type OptionMove struct {
	Option    string `json:"option" maxLength:"20" doc:"方案编号"`
	Indicator string `json:"indicator" maxLength:"200"`
	Product   string `json:"product,omitempty" maxLength:"60"`
	Change    string `json:"change,omitempty" maxLength:"40" doc:"指标值的变化，按指标的单位，减少为负"`
	Level     int    `json:"level,omitempty" doc:"定性指标达到的等级"`
}

// Labels are the Chinese names of fixed values.
var Labels = map[string]map[string]string{"rating.phase": PhaseLabels, "rating.level": {"0": "未达Ⅲ级", "1": "Ⅰ级", "2": "Ⅱ级", "3": "Ⅲ级"}}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"rating.save": "评价清洁生产水平", "misfit.find": "认定指标体系不适用于本案", "misfit.withdraw": "撤销指标体系不适用的认定", "rating.confirm-absence": "确认整类指标不涉及", "rating.refuse-absence": "不同意整类指标不涉及", "rating.rebase": "改用指标体系的其他版本", "replay.ask": "试算指标体系", "replay.finish": "试算完成"}

// Input is what is entered for a rating. There is no level in it: the engine finds it.
type Input struct {
	Version  int64        `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Phase    string       `json:"phase" enum:"before,after"`
	SystemID string       `json:"system_id" maxLength:"64" doc:"评价指标体系的版本"`
	Sheet    rating.Sheet `json:"sheet"`
	Moves    []OptionMove `json:"moves,omitempty"`
}

// BaseVersion gives the version that the body carries.
func (in Input) BaseVersion() int64 { return in.Version }

// Replay is one run of an edition over the past audits (试算).
type Replay struct {
	bun.BaseModel `bun:"table:replay"`
	store.Row
	SystemID     string        `bun:"system_id" json:"system_id"`
	SystemSHA256 string        `bun:"system_sha256" json:"system_sha256"`
	JobID        string        `bun:"job_id" json:"job_id"`
	AskedBy      string        `bun:"asked_by" json:"asked_by"`
	FinishedOn   calendar.Date `bun:"finished_on" json:"finished_on" label:"完成日期"`
	Rated        int           `bun:"rated" json:"rated" doc:"试算的审核数" label:"试算的审核数"`
	Changed      int           `bun:"changed" json:"changed" doc:"等级会变化的" label:"等级会变化的"`
	Risen        int           `bun:"risen" json:"risen"`
	Fallen       int           `bun:"fallen" json:"fallen"`
	Unrated      int           `bun:"unrated" json:"unrated" doc:"不能试算的"`
	Turns        []Turn        `bun:"turns,type:text" json:"turns" nullable:"false" doc:"由哪一级变为哪一级"`
	Current      bool          `bun:"-" json:"current" doc:"指标表在试算以后没有改动"`
}

// Turn counts the audits that go from one level to another.
type Turn struct {
	From  int `json:"from"`
	To    int `json:"to"`
	Count int `json:"count"`
}

// Place gives no place: a replay goes over the whole province and is seen by who keeps the library.
func (Replay) Place() access.Columns { return access.Columns{} }

// Subject of a replay is its edition.
func (r *Replay) Subject() store.Subject {
	return store.Subject{Type: "replay", ID: r.ID, Version: r.Version, CaseID: r.SystemID, Title: "试算", Link: "/index-systems/" + r.SystemID, RegionCode: "370000"}
}

// ReplayChange is one audit whose level would change (等级会变化的审核), and why.
type ReplayChange struct {
	bun.BaseModel `bun:"table:replay_change"`
	store.Row
	ReplayID   string `bun:"replay_id" json:"-"`
	RatingID   string `bun:"rating_id" json:"-"`
	AuditID    string `bun:"audit_id" json:"audit_id"`
	RegionCode string `bun:"region_code" json:"region_code"`
	Was        int    `bun:"level_before" json:"before"`
	Becomes    int    `bun:"level_after" json:"after"`
	Why        string `bun:"why" json:"why"`
	Enterprise string `bun:"-" json:"enterprise_name"`
	CaseNo     string `bun:"-" json:"case_no"`
}

// Place narrows changes to the division of their audit.
func (ReplayChange) Place() access.Columns { return access.Columns{Region: "region_code"} }

// Subject of a change is its replay.
func (c *ReplayChange) Subject() store.Subject {
	return store.Subject{Type: "replay_change", ID: c.ID, Version: c.Version, CaseID: c.ReplayID, Title: "等级变化", RegionCode: c.RegionCode}
}
