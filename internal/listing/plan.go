package listing

import (
	"strconv"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Plan is the annual plan of one city (年度实施计划, N12 一(二)): submitted to the province, returned or verified, and
// consolidated when its items are published. Its fields are those of rules.md 13.4; tasks are counted from its items.
type Plan struct {
	bun.BaseModel `bun:"table:annual_plan"`
	store.Row
	RegionCode          string              `bun:"region_code" json:"region_code"`
	CityCode            string              `bun:"city_code" json:"city_code"`
	Year                int                 `bun:"year" json:"year" doc:"计划年度"`
	State               string              `bun:"state" json:"state"`
	Goals               string              `bun:"goals" json:"goals" doc:"工作目标" label:"工作目标"`
	Responsible         string              `bun:"responsible" json:"responsible" doc:"责任人" label:"责任人"`
	ResponsiblePost     string              `bun:"responsible_post" json:"responsible_post" doc:"责任人职务" label:"责任人职务"`
	Contact             string              `bun:"contact" json:"contact" doc:"联系人和电话，印在告知书上" label:"联系人和电话"`
	ApprovedBy          string              `bun:"approved_by" json:"approved_by" doc:"批准本计划的负责人" label:"批准人"`
	ApprovedOn          calendar.Date       `bun:"approved_on" json:"approved_on" doc:"批准日期" label:"批准日期"`
	BudgetFen           int64               `bun:"budget_fen" json:"budget_fen" doc:"评估验收经费预算合计（分），由评估、验收两项相加" label:"评估验收经费预算（分）"`
	EvaluationBudgetFen int64               `bun:"evaluation_budget_fen" json:"evaluation_budget_fen" doc:"评估经费预算（分）" label:"评估经费预算（分）"`
	AcceptanceBudgetFen int64               `bun:"acceptance_budget_fen" json:"acceptance_budget_fen" doc:"验收经费预算（分）" label:"验收经费预算（分）"`
	BudgetSource        string              `bun:"budget_source" json:"budget_source" doc:"经费来源；没有安排预算的写明原因" label:"经费来源"`
	Schedule            []ScheduleLine      `bun:"schedule,type:text" json:"schedule" nullable:"false" doc:"月度安排" label:"月度安排"`
	ExpertCount         int                 `bun:"expert_count" json:"expert_count" doc:"拟使用专家人数" label:"专家人数"`
	PanelCount          int                 `bun:"panel_count" json:"panel_count" doc:"拟组织的专家组次" label:"专家组次"`
	Experts             string              `bun:"experts" json:"experts" doc:"专家安排" label:"专家安排"`
	Trainings           []TrainingLine      `bun:"trainings,type:text" json:"trainings" nullable:"false" doc:"年度培训计划" label:"培训计划"`
	Training            string              `bun:"training" json:"training" doc:"培训安排的说明" label:"培训安排"`
	Parks               []ParkLine          `bun:"parks,type:text" json:"parks" nullable:"false" doc:"园区和产业集群整体审核试点" label:"整体审核试点"`
	Note                string              `bun:"note" json:"note" doc:"其他说明" label:"说明"`
	ReturnComment       string              `bun:"return_comment" json:"return_comment" doc:"退回意见" label:"退回意见"`
	SubmittedOn         calendar.Date       `bun:"submitted_on" json:"submitted_on" doc:"报送日期" label:"报送日期"`
	Submissions         int                 `bun:"submissions" json:"submissions" doc:"第几次报送" label:"报送次数"`
	ReceivedOn          calendar.Date       `bun:"received_on" json:"received_on" doc:"省生态环境厅收阅日期" label:"收阅日期"`
	ReceivedBy          string              `bun:"received_by" json:"received_by" doc:"收阅人" label:"收阅人"`
	VerifiedOn          calendar.Date       `bun:"verified_on" json:"verified_on" doc:"核定日期" label:"核定日期"`
	FileID              string              `bun:"file_id" json:"file_id" doc:"最近一次报送的计划文件"`
	SHA256              string              `bun:"sha256" json:"sha256" doc:"计划文件的SHA-256校验值" label:"内容校验值"`
	CityLabel           string              `bun:"-" json:"city_label" doc:"设区的市名称" readOnly:"true"`
	Deadlines           []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"正在计算的期限，仅在单条记录中给出" readOnly:"true"`
	Totals              *PlanTotals         `bun:"-" json:"totals,omitempty" readOnly:"true"`
	Missing             []fault.Field       `bun:"-" json:"missing,omitempty" doc:"报送前还须补齐的内容，仅在单条记录中给出" readOnly:"true"`
	Locks               []PlanLock          `bun:"-" json:"locks,omitempty" doc:"自下而上的锁定情况，仅在单条记录中给出" readOnly:"true"`
}

// PlanTotals are the figures of a plan, always counted and never typed.
type PlanTotals struct {
	Items       int            `json:"items" doc:"项目数"`
	ByState     map[string]int `json:"by_state" nullable:"false"`
	ByReason    map[string]int `json:"by_reason" nullable:"false"`
	ByTrack     map[string]int `json:"by_track" nullable:"false"`
	ByIndustry  map[string]int `json:"by_industry" nullable:"false"`
	ByRegion    map[string]int `json:"by_region" nullable:"false" doc:"按县（市、区）"`
	Live        int            `json:"live" doc:"已确认、待核定或已核定、已公布的项目数，即计划任务总数"`
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
		if item.live() {
			t.Live++
		}
	}
	return t
}

// none tells that no row of the plan is proposed, returned or taken in: the city has nobody to list.
func (t *PlanTotals) none() bool {
	return t.Live+t.ByState[ItemProposed]+t.ByState[ItemReturned] == 0
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
