// Package candidate finds who belongs on the list (候选企业): it holds the facts of a site against the rules of the law on a
// day and says which rule is hit and by which fact, what a hit is held back by, and which rules were missed and by how much.
// It is pure: registries and rounds are handed in, nothing is stored.
// Law: rules and lists stand in law/candidate.yaml; CPL 27 until 2026-08-14, CODE 967 after; CPM 8, 12(2); YRPL 86(2); N12 一(一).
package candidate

import (
	"slices"

	"qingshen/internal/calendar"
)

// The kinds of fact that a registry keeps of a site and year.
const (
	Substance   = "substance"   // 使用、生产、排放的物质
	Waste       = "waste"       // 危险废物
	Consumption = "consumption" // 单位产品能耗
	Exceedance  = "exceedance"  // 超标、超总量
	PastAudit   = "past_audit"  // 系统启用之前通过验收的审核
)

// Kinds are the Chinese names of the kinds of fact.
var Kinds = map[string]string{Substance: "使用或者排放的物质", Waste: "危险废物", Consumption: "单位产品能耗", Exceedance: "超标或者超总量", PastAudit: "以往审核"}

// Roles are the Chinese names of what is done with a substance, or of what is exceeded.
var Roles = map[string]string{"use": "使用", "produce": "生产", "discharge": "排放", "standard": "超过排放标准", "quota": "超过总量控制指标"}

// Elements are what a compound or mixture may be said to contain.
var Elements = []string{"铅", "汞", "镉", "铬", "六价铬", "砷", "铊", "锑", "镍", "铜", "锌", "银", "钒", "锰", "钴", "氰化物"}

// Fact is one thing that is known of a site for a year, with its evidence.
type Fact struct {
	Kind     string        `yaml:"kind"`
	Year     int           `yaml:"year"`
	Role     string        `yaml:"role"`
	Name     string        `yaml:"name"`    // substance, waste, product, pollutant
	Code     string        `yaml:"code"`    // CAS number, waste code, key of the energy limit
	Element  string        `yaml:"element"` // what a compound contains
	Value    string        `yaml:"value"`
	Limit    string        `yaml:"limit"`
	Unit     string        `yaml:"unit"`
	Evidence string        `yaml:"evidence"`
	On       calendar.Date `yaml:"on"` // day of the evidence
}

// Held is a feature of the registry that is in force on the day.
type Held struct {
	Kind     string        `yaml:"kind"`
	Label    string        `yaml:"label"`
	Detail   string        `yaml:"detail"`
	Evidence string        `yaml:"evidence"`
	On       calendar.Date `yaml:"on"`
}

// Late is a duty of a round that is overdue.
type Late struct {
	Title string        `yaml:"title"`
	DueOn calendar.Date `yaml:"due_on"`
}

// Round is one audit of the site, as far as it matters here.
type Round struct {
	ID          string            `yaml:"id"`
	CaseNo      string            `yaml:"case_no"`
	Year        int               `yaml:"year"`
	Open        bool              `yaml:"open"`
	State       string            `yaml:"state"` // in words
	Reasons     []string          `yaml:"reasons"`
	Facts       map[string]string `yaml:"facts"`
	PublishedOn calendar.Date     `yaml:"published_on"`
	AcceptedOn  calendar.Date     `yaml:"accepted_on"`
	EndedOn     calendar.Date     `yaml:"ended_on"` // without acceptance
	Late        []Late            `yaml:"late"`
	Deemed      bool              `yaml:"deemed"` // no audit, but what counts as one (视同)
}

// Site is everything by which a site is judged.
type Site struct {
	Region      string   `yaml:"region"`
	RegionLabel string   `yaml:"region_label"`
	Industries  []string `yaml:"industries"` // of the site and of its enterprise
	KeyIndustry string   `yaml:"key_industry"`
	KeyProcess  string   `yaml:"key_process"`
	// What the site made before it turned to something else, until somebody has looked at what that means.
	ConvertedFrom string        `yaml:"converted_from"`
	ConvertedOn   calendar.Date `yaml:"converted_on"`
	Closed        bool          `yaml:"closed"`
	Planned       string        `yaml:"planned"` // how the site stands in the plan of this year, in words
	Facts         []Fact        `yaml:"facts"`
	Held          []Held        `yaml:"held"`
	Rounds        []Round       `yaml:"rounds"`
}

// Finding is what one rule says of a site.
type Finding struct {
	Rule       string            `json:"rule" doc:"规则"`
	Title      string            `json:"title,omitempty" doc:"规则名称"`
	Reason     string            `json:"reason" doc:"对应的列入原因"`
	Fact       string            `json:"fact" doc:"所依据的事实"`
	Difference string            `json:"difference,omitempty" doc:"与限值或者期限的差"`
	Why        string            `json:"why,omitempty" doc:"不据以列入的原因"`
	Caution    string            `json:"caution,omitempty" doc:"须先核对的事项"`
	Cite       string            `json:"cite,omitempty" doc:"依据条款"`
	Confidence string            `json:"confidence,omitempty" doc:"依据的核对情况"`
	Duty       bool              `json:"duty,omitempty" doc:"是否法定应列"`
	Carried    bool              `json:"carried,omitempty" doc:"是否为以前年度未办结、继续督办的"`
	Link       string            `json:"link,omitempty" doc:"有关审核的页面"`
	Facts      map[string]string `json:"facts,omitempty" doc:"可以带入计划项目的事实"`

	kind     string
	strength int
	on       calendar.Date // day of the fact
	toxic    bool
}

// Verdict is what the rules make of a site.
type Verdict struct {
	Hits    []Finding `json:"hits" nullable:"false" doc:"命中的规则"`
	Resting []Finding `json:"resting" nullable:"false" doc:"符合情形、目前不必列入的"`
	Near    []Finding `json:"near" nullable:"false" doc:"没有命中的规则和差距"`
	Bars    []string  `json:"bars" nullable:"false" doc:"目前不能列入的原因"`
}

// Candidate tells whether the site is one: a rule is hit and nothing bars it, or its earlier round is overdue.
func (v Verdict) Candidate() bool {
	return len(v.Hits) > 0 && len(v.Bars) == 0 || v.Carried()
}

// Carried tells that an earlier round is overdue: it is carried on, not listed a second time.
func (v Verdict) Carried() bool {
	return slices.ContainsFunc(v.Hits, func(f Finding) bool { return f.Carried })
}

// Duty tells whether the law itself demands that the site be listed.
func (v Verdict) Duty() bool {
	return len(v.Bars) == 0 && slices.ContainsFunc(v.Hits, func(f Finding) bool { return f.Duty && !f.Carried })
}

// Strength is that of the strongest hit.
func (v Verdict) Strength() int {
	most := 0
	for _, f := range v.Hits {
		most = max(most, f.strength)
	}
	return most
}

// Rules are the ids of the rules that are hit, the strongest first, each once.
func (v Verdict) Rules() []string {
	out := []string{}
	for _, f := range v.Hits {
		if !slices.Contains(out, f.Rule) {
			out = append(out, f.Rule)
		}
	}
	return out
}
