package listing

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Candidate is a site that belongs on the list of a year by a rule of the law data (候选企业): found by a run of the finder,
// taken into the plan or dismissed with a reason by an officer.
type Candidate struct {
	bun.BaseModel `bun:"table:candidate"`
	store.Row
	Year           int                 `bun:"year" json:"year" doc:"计划年度"`
	EnterpriseID   string              `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string              `bun:"site_id" json:"site_id"`
	EnterpriseName string              `bun:"enterprise_name" json:"enterprise_name" label:"企业名称"`
	SiteName       string              `bun:"site_name" json:"site_name" label:"厂区名称"`
	CreditCode     string              `bun:"credit_code" json:"credit_code" label:"统一社会信用代码"`
	RegionCode     string              `bun:"region_code" json:"region_code"`
	CityCode       string              `bun:"city_code" json:"city_code"`
	KeyIndustry    string              `bun:"key_industry" json:"key_industry" label:"重点行业"`
	State          string              `bun:"state" json:"state"`
	Rules          []string            `bun:"rules,type:text" json:"rules" nullable:"false" doc:"命中的规则，强者在前"`
	Hits           []candidate.Finding `bun:"hits,type:text" json:"hits" nullable:"false" doc:"命中的规则和所依据的事实"`
	Strength       int                 `bun:"strength" json:"strength" doc:"最强一条规则的强度"`
	Carried        bool                `bun:"carried" json:"carried" doc:"以前年度未办结、继续督办的"`
	Missed         bool                `bun:"missed" json:"missed" doc:"上年应列而没有列入"`
	MissedWhy      string              `bun:"missed_why" json:"missed_why" doc:"上年遗漏的说明"`
	FoundOn        calendar.Date       `bun:"found_on" json:"found_on" doc:"查找日期"`
	Fingerprint    string              `bun:"fingerprint" json:"-"` // of the hits: tells whether the facts have changed
	Note           string              `bun:"note" json:"note" doc:"不列入的理由" label:"不列入的理由"`
	ItemID         string              `bun:"item_id" json:"item_id" doc:"带入的计划项目"`

	RegionLabel string             `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
	Verdict     *candidate.Verdict `bun:"-" json:"verdict,omitempty" doc:"按今天的登记重新判定的结果，仅在单条记录中给出" readOnly:"true"`
	Proposal    *CandidateProposal `bun:"-" json:"proposal,omitempty" doc:"可以带入计划项目的原因和事实，仅在单条记录中给出" readOnly:"true"`
}

// CandidateProposal is with which reasons and facts a candidate goes into the annual plan.
type CandidateProposal struct {
	Reasons []string          `json:"reasons" nullable:"false" doc:"列入原因"`
	Facts   map[string]string `json:"facts" nullable:"false" doc:"列入原因的事实"`
}

// Place narrows candidates by region: an enterprise sees no proposals.
func (Candidate) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code"}
}

// Subject of a candidate is the site under its enterprise's name.
func (c *Candidate) Subject() store.Subject {
	return store.Subject{Type: "candidate", ID: c.ID, Version: c.Version, Title: titleOf(c.EnterpriseName, c.SiteName), Link: "/candidates/" + c.ID,
		RegionCode: c.RegionCode, EnterpriseID: c.EnterpriseID}
}

// CurrentState gives the state for flow.
func (c *Candidate) CurrentState() string { return c.State }

// EnterState sets the state for flow.
func (c *Candidate) EnterState(state string) { c.State = state }

// The states of a candidate.
const (
	CandidateOpen      = "open"
	CandidateTaken     = "taken"
	CandidateDismissed = "dismissed"
)

// CandidateStates: a county takes a candidate into the plan; whoever keeps the inventory may dismiss it, with a reason.
var CandidateStates = flow.Table[*Candidate]{
	Name:   "candidate",
	First:  CandidateOpen,
	Final:  []string{},
	Labels: map[string]string{CandidateOpen: "待处理", CandidateTaken: "已列入计划", CandidateDismissed: "不列入"},
	Steps: []flow.Step[*Candidate]{
		{From: CandidateOpen, Do: "take", Label: "列入计划", To: CandidateTaken, By: access.Propose, Needs: notCarried},
		{From: CandidateOpen, Do: "dismiss", Label: "不列入", To: CandidateDismissed, By: access.KeepInventory},
		{From: CandidateDismissed, Do: "reconsider", Label: "重新考虑", To: CandidateOpen, By: access.KeepInventory},
		{From: CandidateTaken, Do: "release", Label: "退回候选", To: CandidateOpen, By: access.FindCandidate, Needs: notPlanned},
	},
}

// notCarried keeps a round that is under way from being listed a second time.
func notCarried(_ *store.Tx, c *Candidate) error {
	if c.Carried {
		return fault.Conflict("该厂区以前年度的审核尚未办结，一个厂区同时只能有一轮审核：请继续督办该轮，不重复列入。")
	}
	return nil
}

// notPlanned releases a candidate only when no plan holds its site any more.
func notPlanned(tx *store.Tx, c *Candidate) error {
	have, err := itemOfSite(tx, c.Year, c.SiteID)
	if err == nil && have != nil {
		err = fault.Conflict("该厂区仍在年度计划中（" + ItemStates.Label(have.State) + "），请先在计划中撤回建议。")
	}
	return err
}

// CandidateRun is one run of the finder over a place (候选企业查找): when, by which law, how many it found.
type CandidateRun struct {
	bun.BaseModel `bun:"table:candidate_run"`
	store.Row
	Year       int            `bun:"year" json:"year" doc:"计划年度"`
	RegionCode string         `bun:"region_code" json:"region_code" doc:"查找的范围"`
	CityCode   string         `bun:"city_code" json:"city_code"`
	FoundOn    calendar.Date  `bun:"found_on" json:"found_on" doc:"查找日期"`
	Regime     string         `bun:"regime" json:"regime" doc:"适用的法律时期"`
	Sites      int            `bun:"sites" json:"sites" doc:"比对的厂区数"`
	Found      int            `bun:"found" json:"found" doc:"候选数"`
	Missed     int            `bun:"missed" json:"missed" doc:"上年遗漏数"`
	ByRule     map[string]int `bun:"by_rule,type:text" json:"by_rule" nullable:"false" doc:"按规则的候选数"`
	ByRegion   map[string]int `bun:"by_region,type:text" json:"by_region" nullable:"false" doc:"按县（市、区）的候选数"`
	DoneBy     string         `bun:"done_by" json:"done_by" doc:"查找人"`

	RegionLabel string `bun:"-" json:"region_label" doc:"查找范围的名称" readOnly:"true"`
}

// Place narrows runs by the place over which they ran.
func (CandidateRun) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a run is the run itself.
func (r *CandidateRun) Subject() store.Subject {
	return store.Subject{Type: "candidate_run", ID: r.ID, Version: r.Version, Title: count(r.Year) + "年度候选企业查找", Link: "/candidates", RegionCode: r.RegionCode}
}

// CandidateOrder asks for a run of the finder.
type CandidateOrder struct {
	Year int `json:"year" doc:"计划年度"`
}

// check wants a year for which a plan can be made.
func (in CandidateOrder) check(today calendar.Date) error {
	var faults fault.List
	if this := today.Year(); in.Year < this || in.Year > this+1 {
		faults.Add("year", "只能为本年度或者下一年度的计划查找候选企业，请核对年度。")
	}
	return faults.Err("没有开始查找")
}

// TakeInput takes a candidate into the plan, with what the officer has corrected; without reasons those that were found.
type TakeInput struct {
	Reasons       []string          `json:"reasons,omitempty" maxItems:"10" doc:"列入原因，不填为查找得出的原因"`
	Facts         map[string]string `json:"facts,omitempty" doc:"列入原因的事实"`
	Justification string            `json:"justification,omitempty" maxLength:"1000" doc:"五年内已通过验收、仅因双有再次列入时的理由"`
	Version       int64             `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in TakeInput) BaseVersion() int64 { return in.Version }

// CandidateIDs names candidates for an act on several.
type CandidateIDs struct {
	IDs  []string `json:"ids" minItems:"1" maxItems:"500" nullable:"false" doc:"候选标识"`
	Note string   `json:"note,omitempty" maxLength:"1000" doc:"不列入的理由"`
}

// entryReason is why the site of a candidate comes into the inventory.
func (c *Candidate) entryReason() string {
	titles := []string{}
	for _, h := range c.Hits {
		titles = append(titles, h.Title)
	}
	return "候选企业查找（" + c.FoundOn.Chinese() + "）命中：" + strings.Join(titles, "、")
}
