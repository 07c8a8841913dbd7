// Package performance adds up what audits have brought (清洁生产审核绩效): the performance table (绩效表) of a round, a county, a
// city and the province, each sum opening to the options that stand behind it, and the abatement costs of options (减排成本).
// Options are counted in the year in which they were completed, once; what was measured, calculated and estimated is kept apart.
// Source: rules on evaluation and acceptance (GUIDE), performance table of key enterprises; features.md F5, F10, N2.
package performance

import (
	"io/fs"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/level"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// Service adds up.
type Service struct {
	db      *store.DB
	audits  *audit.Service
	levels  *level.Service
	regions *reference.Service
	terms   Terms
}

// New gives the service; files is the law data.
func New(db *store.DB, audits *audit.Service, levels *level.Service, regions *reference.Service, files fs.FS) (*Service, error) {
	terms, err := readTerms(files)
	return &Service{db, audits, levels, regions, terms}, err
}

// Query asks for a year and a place.
type Query struct {
	Year   int    `query:"year" minimum:"0" maximum:"2100" doc:"统计年度，不填为本年"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码，不填为本人管辖范围"`
	Zone   string `query:"zone" maxLength:"64" doc:"只统计这个功能区"`
}

// settle fills in what was left open.
func (q *Query) settle(tx *store.Tx) {
	if q.Year == 0 {
		q.Year = tx.Today().Year()
	}
	if q.Region == "" {
		q.Region = tx.Actor().Place.Region
	}
	if q.Region == "" {
		q.Region = tx.Law().Province()
	}
	q.Region = (q.Region + "0000")[:6] // places are kept as short as they are wide
}

// What the lines of a table are.
const (
	byCity   = "city"
	byCounty = "county"
	byRound  = "round"
)

// below tells what the lines of a table of this place are: cities, counties, or rounds of audits.
func (q Query) below() string {
	switch {
	case q.Zone != "" || len(q.Region) == 6 && q.Region[4:] != "00":
		return byRound
	case len(q.Region) == 6 && q.Region[2:] != "0000":
		return byCounty
	}
	return byCity
}

// Table is the performance of a place in a year (绩效表).
type Table struct {
	Year       int                `json:"year"`
	Region     string             `json:"region"`
	RegionName string             `json:"region_name"`
	On         calendar.Date      `json:"on" doc:"统计日期"`
	Below      string             `json:"below" enum:"city,county,round" doc:"各行是设区的市、县（市、区）还是一轮审核"`
	Kinds      []audit.EffectKind `json:"kinds" nullable:"false" doc:"出现的效果类别"`
	Rows       []Row              `json:"rows" nullable:"false"`
	Total      Row                `json:"total"`
}

// Row is one line of a performance table.
type Row struct {
	Key      string   `json:"key" doc:"行政区划代码，或者审核的标识"`
	Name     string   `json:"name"`
	CaseNo   string   `json:"case_no,omitempty"`
	Rounds   int      `json:"rounds" doc:"当年有方案完成的审核"`
	Low      Class    `json:"low" doc:"无/低费方案"`
	High     Class    `json:"high" doc:"中/高费方案"`
	Effects  []Effect `json:"effects" nullable:"false"`
	Unproven int      `json:"unproven" doc:"已完成而没有填写实际效果的方案，不计入效果"`
}

// Class sums the options of one cost class; money in fen.
type Class struct {
	Proposed      int   `json:"proposed" doc:"列入当年名单的审核提出的方案"`
	Done          int   `json:"done" doc:"当年完成的方案"`
	InvestmentFen int64 `json:"investment_fen" doc:"完成方案的实际投资"`
	BenefitFen    int64 `json:"benefit_fen" doc:"完成方案的实际年经济效益"`
}

// Effect is the sum of one kind of effect, by the way in which it was got.
type Effect struct {
	audit.EffectKind
	Total      string `json:"total"`
	Measured   string `json:"measured" doc:"实测"`
	Calculated string `json:"calculated" doc:"计算"`
	Estimated  string `json:"estimated" doc:"估算"`
	Unsaid     string `json:"unsaid" doc:"没有注明取得方式"`
}
