// Package statistic counts what the procedure has produced: the yearly work summary (年度工作总结) of each city with its
// figures, and the overview (总体情况) for desk and portal. Figures once reported do not move.
// Law: N12 一(二) (summary before the end of February); CPM 26. Columns after rules.md 13.2 and headings after 13.3,
// which are assumptions to be confirmed by the department.
package statistic

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Summary is the yearly work summary of one city (年度工作总结).
type Summary struct {
	bun.BaseModel `bun:"table:annual_summary"`
	store.Row
	RegionCode  string              `bun:"region_code" json:"region_code"`
	CityCode    string              `bun:"city_code" json:"city_code"`
	CityName    string              `bun:"city_name" json:"city_name"`
	Year        int                 `bun:"year" json:"year" doc:"总结的年度"`
	State       string              `bun:"state" json:"state" label:"状态"`
	Figures     Figures             `bun:"figures,type:text" json:"figures" doc:"由系统按办理数据汇总，报送后不再变动"`
	FiguresOn   calendar.Date       `bun:"figures_on" json:"figures_on" label:"数据汇总日期"`
	Text        map[string]string   `bun:"text,type:text" json:"text" nullable:"false" label:"文字内容"`
	Comment     string              `bun:"comment" json:"comment" label:"退回意见"`
	SubmittedOn calendar.Date       `bun:"submitted_on" json:"submitted_on" label:"报送日期"`
	ReceivedOn  calendar.Date       `bun:"received_on" json:"received_on" label:"接收日期"`
	Sections    []Section           `bun:"-" json:"sections,omitempty" doc:"各部分的标题和由数据形成的参考文字（详情）"`
	Deadlines   []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"法定期限（详情）"`
}

// Place narrows summaries by city; a county and an enterprise have none.
func (Summary) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a summary is itself.
func (s *Summary) Subject() store.Subject {
	return store.Subject{
		Type: "annual_summary", ID: s.ID, Version: s.Version, Title: fmt.Sprintf("%s%d年度清洁生产审核工作总结", s.CityName, s.Year),
		Link: "/annual-summaries/" + s.ID, RegionCode: s.RegionCode,
	}
}

// CurrentState is where the summary stands.
func (s *Summary) CurrentState() string { return s.State }

// EnterState is called by flow only.
func (s *Summary) EnterState(state string) { s.State = state }

// open tells whether the city still works on the summary, so that its figures follow the data.
func (s *Summary) open() bool { return s.State == Draft || s.State == Returned }

// Figures are the numbers of a summary (城市年度汇总). List figures count the rounds listed in the year; act figures count
// what was done in the year, whatever list the round came from.
type Figures struct {
	Listed         int            `json:"listed" doc:"本年度公布列入"`
	ListedByReason map[string]int `json:"listed_by_reason" nullable:"false" doc:"按列入原因，一家有多项原因的分别计入"`
	ByState        map[string]int `json:"by_state" nullable:"false" doc:"本年度列入的现状"`
	Disclosed      Timely         `json:"disclosed" doc:"信息公开"`
	Started        Timely         `json:"started" doc:"启动审核"`
	Reported       Timely         `json:"reported" doc:"提交审核报告"`
	Evaluated      map[string]int `json:"evaluated" nullable:"false" doc:"本年度作出评估结论，按结论"`
	Accepted       map[string]int `json:"accepted" nullable:"false" doc:"本年度作出验收结论，按结论"`
	Options        []OptionFigure `json:"options" nullable:"false" doc:"方案，按费用类别"`
	Overdue        map[string]int `json:"overdue" nullable:"false" doc:"汇总之日逾期未办结，按期限"`
	Experts        int            `json:"experts" doc:"本年度参加评审的专家人数"`
}

// Timely counts how many of the rounds listed in the year met a duty in time, late, or not yet.
type Timely struct {
	InTime  int `json:"in_time" doc:"按期完成"`
	Late    int `json:"late" doc:"逾期后完成"`
	Overdue int `json:"overdue" doc:"逾期未完成"`
	Running int `json:"running" doc:"未到期"`
}

// Total is how many rounds have the duty.
func (t Timely) Total() int { return t.InTime + t.Late + t.Overdue + t.Running }

// OptionFigure sums the options of one cost class. Money is in fen.
type OptionFigure struct {
	CostClass     string `json:"cost_class"`
	Proposed      int    `json:"proposed" doc:"本年度列入的审核提出的方案数"`
	Done          int    `json:"done" doc:"本年度完成的方案数"`
	InvestmentFen int64  `json:"investment_fen" doc:"本年度完成方案的实际投资（分）"`
	BenefitFen    int64  `json:"benefit_fen" doc:"本年度完成方案的年经济效益（分）"`
}

// Section is one heading of the summary.
type Section struct {
	ID        string `yaml:"id" json:"id"`
	Title     string `yaml:"title" json:"title"`
	Hint      string `yaml:"hint" json:"hint"`
	Required  bool   `yaml:"required" json:"required"`
	Suggested string `yaml:"-" json:"suggested" doc:"由数据形成的参考文字"`
}

//go:embed sections.yaml
var sectionsFile []byte

var sections = mustLoad(sectionsFile)

func mustLoad(raw []byte) []Section {
	var out struct {
		Sections []Section `yaml:"sections"`
	}
	if err := yaml.Unmarshal(raw, &out); err != nil {
		panic("statistic: sections.yaml: " + err.Error())
	}
	return out.Sections
}

// SummaryText is the input of the text of a summary.
type SummaryText struct {
	Text    map[string]string `json:"text" doc:"各部分的文字，按部分的标识"`
	Version int64             `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in SummaryText) BaseVersion() int64 { return in.Version }

const maxText = 20000

func (in SummaryText) check() error {
	var faults fault.List
	known := map[string]bool{}
	for _, s := range sections {
		known[s.ID] = true
		if len([]rune(in.Text[s.ID])) > maxText {
			faults.Add("text."+s.ID, fmt.Sprintf("“%s”超过%d字，请精简。", s.Title, maxText))
		}
	}
	for id := range in.Text {
		if !known[id] {
			faults.Add("text."+id, "年度工作总结没有这一部分，请核对。")
		}
	}
	return faults.Err("总结没有保存")
}

// complete gives all sections that must be written and are not.
func (s *Summary) complete() error {
	var faults fault.List
	for _, section := range sections {
		if section.Required && strings.TrimSpace(s.Text[section.ID]) == "" {
			faults.Add("text."+section.ID, "请填写“"+section.Title+"”。")
		}
	}
	return faults.Err("总结还不能报送")
}

// SummaryRemark is the input of an act on a summary.
type SummaryRemark struct {
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"意见"`
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in SummaryRemark) BaseVersion() int64 { return in.Version }
