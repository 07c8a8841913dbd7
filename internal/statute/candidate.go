package statute

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// The kinds of candidate rule: what each looks at.
const (
	FindExceedance  = "exceedance"  // 超标、超总量的事实
	FindConsumption = "consumption" // 单位产品能耗与限额
	FindSubstance   = "substance"   // 使用、生产、排放的物质与名录
	FindWaste       = "waste"       // 危险废物类别和代码
	FindEstablished = "established" // 已经认定的属性
	FindInterval    = "interval"    // 上一轮审核距今
	FindOverdue     = "overdue"     // 上年名单逾期未完成
	FindGround      = "ground"      // 列入原因的进一步依据（地区和行业）
	FindIndustry    = "industry"    // 重点行业
	FindConverted   = "converted"   // 转产以后尚未复核
)

// CandidateRule is one rule by which the finder of candidates (候选企业查找) judges a site: what it looks at, the reason for
// listing that a hit bears out, and how binding it is.
type CandidateRule struct {
	Entry      `yaml:",inline"`
	Kind       string   `yaml:"kind" json:"kind"`
	Reason     string   `yaml:"reason" json:"reason"` // the reason for listing; "" takes those of the earlier round
	Text       string   `yaml:"text" json:"text"`     // when the rule hits, in full
	Strength   int      `yaml:"strength" json:"strength"`
	Duty       bool     `yaml:"duty" json:"duty"`   // whoever is hit and was not listed has been missed
	Years      int      `yaml:"years" json:"years"` // so many years before that of the plan count
	Lists      []string `yaml:"lists" json:"lists,omitempty"`
	Attributes []string `yaml:"attributes" json:"attributes,omitempty"` // features of the registry that establish the same
	Ground     string   `yaml:"ground" json:"ground,omitempty"`
}

// SubstanceList is a list (名录) whose substances or wastes make a site 双有 or strict, with its source and date.
type SubstanceList struct {
	Entry  `yaml:",inline"`
	File   string `yaml:"file" json:"file"`     // table under codes/
	Key    string `yaml:"key" json:"key"`       // column of the number within the list
	Column string `yaml:"column" json:"column"` // with Value: only these rows
	Value  string `yaml:"value" json:"value"`
	Words  string `yaml:"words" json:"words"` // set of words in substance_classes.csv
	Class  int    `yaml:"class" json:"class"` // of the five classes of CPM 8(三), 0 for none

	rows []Listed
}

// Rows are the entries of the list.
func (s SubstanceList) Rows() []Listed { return slices.Clone(s.rows) }

// Listed is one entry of a list: a substance, a class of substances, or a waste.
type Listed struct {
	Code     string
	Name     string
	CAS      []string
	Elements []string // what a compound may be said to contain
	Words    []string // a name that holds one of these belongs to the class
	Except   []string // unless it holds one of these
	Aliases  []string // further names
}

// EnergyLimit is one limit of energy per unit of product (单位产品能源消耗限额): level I advanced, level II for new works,
// level III for works that exist.
type EnergyLimit struct {
	Key       string            `json:"key" doc:"标识"`
	Standard  string            `json:"standard" doc:"标准编号"`
	Title     string            `json:"title" doc:"标准名称"`
	From      calendar.Date     `json:"from" doc:"施行日期，空为未核实"`
	Industry  string            `json:"key_industry" doc:"重点行业"`
	Product   string            `json:"product" doc:"产品或工序"`
	Indicator string            `json:"indicator" doc:"指标"`
	Unit      string            `json:"unit" doc:"单位"`
	Levels    []decimal.Decimal `json:"levels" nullable:"false" doc:"1级（先进）、2级（新建准入）、3级（现有限定）"`
	Table     string            `json:"table" doc:"标准中的表号"`
	Note      string            `json:"note" doc:"修正条款"`
	Reviewed  bool              `json:"reviewed" doc:"转录是否经过复核"`
}

// Existing is the limit of works that exist (3级).
func (e EnergyLimit) Existing() decimal.Decimal { return e.Levels[len(e.Levels)-1] }

// CandidateRules are the rules in force on a day, the strongest first.
func (l *Law) CandidateRules(on calendar.Date) []CandidateRule {
	rules := inForce(l.candidates, on, l.province)
	slices.SortStableFunc(rules, func(a, b CandidateRule) int { return b.Strength - a.Strength })
	return rules
}

// CandidateRuleTitles are the titles of all rules of any time, by id.
func (l *Law) CandidateRuleTitles() map[string]string {
	out := map[string]string{}
	for _, r := range l.candidates {
		out[r.ID] = r.Title
	}
	return out
}

// SubstanceLists are the lists in force on a day.
func (l *Law) SubstanceLists(on calendar.Date) []SubstanceList {
	return inForce(l.lists, on, l.province)
}

// EnergyLimits are all limits, whatever the day.
func (l *Law) EnergyLimits() []EnergyLimit { return slices.Clone(l.limits) }

// EnergyLimit is one limit by its key.
func (l *Law) EnergyLimit(key string) (EnergyLimit, bool) {
	i, ok := l.limitAt[key]
	if !ok {
		return EnergyLimit{}, false
	}
	return l.limits[i], true
}

// limitKey names a limit: a standard may limit several products, by several indicators, in several units.
func limitKey(standard, product, indicator, unit string) string {
	return strings.Join([]string{standard, product, indicator, unit}, "|")
}
