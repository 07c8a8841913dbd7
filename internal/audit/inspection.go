package audit

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/check"
	"qingshen/internal/store"
)

// DossierCheck counts what the check rules find in a dossier (书面检查情况), and keeps the fingerprint by which reports that
// copy it are found. It is computed work, made anew by every run; the facts are in the dossier.
type DossierCheck struct {
	bun.BaseModel `bun:"table:dossier_check"`
	store.Row
	AuditID    string        `bun:"audit_id" json:"audit_id"`
	RegionCode string        `bun:"region_code" json:"region_code"`
	CityCode   string        `bun:"city_code" json:"city_code"`
	Agency     string        `bun:"agency" json:"agency" doc:"咨询服务机构"`
	CheckedOn  calendar.Date `bun:"checked_on" json:"checked_on" doc:"检查日期"`
	Errors     int           `bun:"errors" json:"errors" doc:"错误"`
	Warnings   int           `bun:"warnings" json:"warnings" doc:"没有说明理由的警告"`
	Reasoned   int           `bun:"reasoned" json:"reasoned" doc:"已经说明理由的警告"`
	Hints      int           `bun:"hints" json:"hints" doc:"提示"`
	Flags      int           `bun:"flags" json:"flags" doc:"错误和警告合计，包括已经说明理由的"`
	Alike      int           `bun:"alike" json:"alike" doc:"与其他报告最多有百分之几相同；-1 为还没有比对"`
	Print      []byte        `bun:"print" json:"-"`
	Industry   string        `bun:"industry" json:"-"` // the first three digits of the code (行业中类)
	Changes    check.Changes `bun:"changes,type:text" json:"-"`

	CaseNo         string `bun:"-" json:"case_no" readOnly:"true" doc:"案号"`
	EnterpriseName string `bun:"-" json:"enterprise_name" readOnly:"true"`
	State          string `bun:"-" json:"state" readOnly:"true" doc:"审核的状态"`
}

// Place narrows the counts by region: they are for the departments that check reports at their desk.
func (DossierCheck) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// notCompared is the likeness of a dossier that was not yet held against others.
const notCompared = -1

// count writes the findings of a dossier into its line.
func (c *DossierCheck) count(list FindingList) {
	c.Errors, c.Warnings, c.Reasoned, c.Hints = list.Errors, list.Warnings, list.Reasoned, list.Hints
	c.Flags = list.Errors + list.Warnings + list.Reasoned
}

// Likeness sets a report beside the ones that it is most like (雷同比对).
type Likeness struct {
	Compared int         `json:"compared" doc:"比对的报告份数"`
	Others   []LikeOther `json:"others" nullable:"false" doc:"最相似的报告，最相似的在前"`
}

// LikeOther is one of them. Of a report outside of the reader's place neither the name nor the words are given.
type LikeOther struct {
	AuditID        string        `json:"audit_id" doc:"空为不在当前账号的管理范围"`
	CaseNo         string        `json:"case_no"`
	EnterpriseName string        `json:"enterprise_name"`
	Agency         string        `json:"agency"`
	Year           int           `json:"year"`
	Matches        []check.Match `json:"matches" nullable:"false" doc:"相同的段落，左右对照"`
}

// InspectionQuery narrows the list of checked dossiers.
type InspectionQuery struct {
	store.Page
	Region string `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县"`
	Agency string `query:"agency" maxLength:"200" doc:"咨询服务机构名称"`
}
