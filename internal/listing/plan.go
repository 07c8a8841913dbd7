package listing

import (
	"fmt"
	"strconv"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Plan is the annual plan of one city (年度实施计划, N12 一(二)): submitted to the province, returned or verified, and
// consolidated when its items are published. Its fields are those of rules.md 13.4.
type Plan struct {
	bun.BaseModel `bun:"table:annual_plan"`
	store.Row
	RegionCode    string              `bun:"region_code" json:"region_code"`
	CityCode      string              `bun:"city_code" json:"city_code"`
	Year          int                 `bun:"year" json:"year" doc:"计划年度"`
	State         string              `bun:"state" json:"state"`
	Responsible   string              `bun:"responsible" json:"responsible" doc:"责任人" label:"责任人"`
	Contact       string              `bun:"contact" json:"contact" doc:"联系人和电话，印在告知书上" label:"联系人和电话"`
	BudgetFen     int64               `bun:"budget_fen" json:"budget_fen" doc:"评估验收经费预算（分）" label:"评估验收经费预算（分）"`
	Schedule      []ScheduleLine      `bun:"schedule,type:text" json:"schedule" nullable:"false" doc:"月度安排" label:"月度安排"`
	Experts       string              `bun:"experts" json:"experts" doc:"专家安排" label:"专家安排"`
	Training      string              `bun:"training" json:"training" doc:"培训安排" label:"培训安排"`
	Note          string              `bun:"note" json:"note" doc:"说明，如园区整体审核试点" label:"说明"`
	ReturnComment string              `bun:"return_comment" json:"return_comment" doc:"退回意见" label:"退回意见"`
	SubmittedOn   calendar.Date       `bun:"submitted_on" json:"submitted_on" doc:"报送日期" label:"报送日期"`
	VerifiedOn    calendar.Date       `bun:"verified_on" json:"verified_on" doc:"核定日期" label:"核定日期"`
	CityLabel     string              `bun:"-" json:"city_label" doc:"设区的市名称" readOnly:"true"`
	Deadlines     []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"正在计算的期限，仅在单条记录中给出" readOnly:"true"`
	Totals        *PlanTotals         `bun:"-" json:"totals,omitempty" readOnly:"true"`
}

// ScheduleLine is one line of the month schedule.
type ScheduleLine struct {
	Step  string `json:"step" enum:"notify,start,report,evaluate,accept" doc:"工作环节"`
	Month string `json:"month" maxLength:"7" doc:"月份，例如 2026-05"`
	Note  string `json:"note,omitempty" maxLength:"200" doc:"安排"`
}

// ScheduleSteps are the Chinese names of the steps of the month schedule.
var ScheduleSteps = map[string]string{"notify": "书面通知", "start": "启动审核", "report": "提交审核报告", "evaluate": "组织评估", "accept": "组织验收"}

// PlanTotals are the figures of a plan, always counted and never typed.
type PlanTotals struct {
	Items       int            `json:"items" doc:"项目数"`
	ByState     map[string]int `json:"by_state" nullable:"false"`
	ByReason    map[string]int `json:"by_reason" nullable:"false"`
	ByTrack     map[string]int `json:"by_track" nullable:"false"`
	ByIndustry  map[string]int `json:"by_industry" nullable:"false"`
	ByRegion    map[string]int `json:"by_region" nullable:"false" doc:"按县（市、区）"`
	Outstanding int            `json:"outstanding" doc:"尚待核定的项目数"`
}

func totalsOf(items []PlanItem) *PlanTotals {
	t := &PlanTotals{Items: len(items), ByState: map[string]int{}, ByReason: map[string]int{}, ByTrack: map[string]int{}, ByIndustry: map[string]int{}, ByRegion: map[string]int{}}
	for i := range items {
		item := &items[i]
		t.ByState[item.State]++
		t.ByTrack[item.Track]++
		t.ByRegion[item.RegionCode]++
		if item.KeyIndustry != "" {
			t.ByIndustry[item.KeyIndustry]++
		}
		for _, reason := range item.Reasons {
			t.ByReason[reason]++
		}
		if item.State == ItemConfirmed || item.State == ItemEnergyVerified {
			t.Outstanding++
		}
	}
	return t
}

// Place narrows plans to their city; a county reads the plan of its city through findPlan.
func (Plan) Place() access.Columns { return access.Columns{Region: "region_code", City: "city_code"} }

// Subject of a plan is the plan of a year.
func (p *Plan) Subject() store.Subject {
	return store.Subject{
		Type: "annual_plan", ID: p.ID, Version: p.Version, Title: p.CityLabel + strconv.Itoa(p.Year) + "年度强制性清洁生产审核实施计划",
		Link: "/annual-plans/" + p.ID, RegionCode: p.RegionCode,
	}
}

// CurrentState gives the state for flow.
func (p *Plan) CurrentState() string { return p.State }

// EnterState sets the state for flow.
func (p *Plan) EnterState(state string) { p.State = state }

// takesItems tells whether new items may still come in.
func (p *Plan) takesItems() bool { return p.State == PlanDraft || p.State == PlanReturned }

// PlanInput is what the city writes into its plan.
type PlanInput struct {
	Responsible string         `json:"responsible,omitempty" maxLength:"100" doc:"责任人"`
	Contact     string         `json:"contact,omitempty" maxLength:"100" doc:"联系人和电话，印在告知书上"`
	BudgetFen   int64          `json:"budget_fen,omitempty" minimum:"0" doc:"评估验收经费预算（分）"`
	Schedule    []ScheduleLine `json:"schedule,omitempty" maxItems:"60" doc:"月度安排"`
	Experts     string         `json:"experts,omitempty" maxLength:"2000" doc:"专家安排"`
	Training    string         `json:"training,omitempty" maxLength:"2000" doc:"培训安排"`
	Note        string         `json:"note,omitempty" maxLength:"2000" doc:"说明"`
	Version     int64          `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in PlanInput) BaseVersion() int64 { return in.Version }

func (in PlanInput) check(p *Plan) error {
	if !p.takesItems() {
		return fault.Conflict("计划当前为“" + PlanStates.Label(p.State) + "”，不能修改。如需修改，请联系省生态环境厅退回。")
	}
	var faults fault.List
	for i, line := range in.Schedule {
		path := fmt.Sprintf("schedule[%d]", i)
		if ScheduleSteps[line.Step] == "" {
			faults.Add(path+".step", "请选择工作环节：书面通知、启动审核、提交审核报告、组织评估或组织验收。")
		}
		if len(line.Month) != 7 || !calendar.Date(line.Month+"-01").Valid() {
			faults.Add(path+".month", "月份“"+line.Month+"”无法识别，请按 2026-05 的格式填写。")
		}
	}
	if in.BudgetFen < 0 {
		faults.Add("budget_fen", "评估验收经费预算不得为负数。")
	}
	return faults.Err("计划没有保存")
}

func (in PlanInput) write(p *Plan) {
	p.Responsible, p.Contact, p.BudgetFen, p.Schedule = in.Responsible, in.Contact, in.BudgetFen, in.Schedule
	p.Experts, p.Training, p.Note = in.Experts, in.Training, in.Note
	if p.Schedule == nil {
		p.Schedule = []ScheduleLine{}
	}
}

// complete tells what a plan still lacks before it can be submitted to the province.
func (p *Plan) complete(items []PlanItem) error {
	var faults fault.List
	faults.Require("responsible", "责任人", p.Responsible)
	faults.Require("contact", "联系人和电话", p.Contact)
	totals := totalsOf(items)
	if totals.ByState[ItemConfirmed] == 0 && totals.ByState[ItemEnergyVerified] == 0 && totals.ByState[ItemVerified] == 0 {
		faults.Add("items", "计划中没有已确认的企业，请先确认县级提出的建议。")
	}
	if n := totals.ByState[ItemProposed]; n > 0 {
		faults.Add("items", fmt.Sprintf("还有%d家企业待市级确认，请逐一确认或退回后再报送。", n))
	}
	return faults.Err("计划不能报送")
}
