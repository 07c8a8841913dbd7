package listing

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// ScheduleLine is one line of the month schedule (月度安排): how many sites take a step in a month.
type ScheduleLine struct {
	Step  string `json:"step" enum:"notify,start,report,evaluate,accept" doc:"工作环节"`
	Month string `json:"month" maxLength:"7" doc:"月份，例如 2026-05"`
	Rows  int    `json:"rows,omitempty" minimum:"0" maximum:"100000" doc:"安排的企业（厂区）数"`
	Note  string `json:"note,omitempty" maxLength:"200" doc:"安排"`
}

// Steps are the steps of the month schedule in the order of the procedure.
var Steps = []string{"notify", "start", "report", "evaluate", "accept"}

// ScheduleSteps are the Chinese names of the steps of the month schedule.
var ScheduleSteps = map[string]string{"notify": "书面通知", "start": "启动审核", "report": "提交审核报告", "evaluate": "组织评估", "accept": "组织验收"}

// TrainingLine is one course of the yearly training programme (年度培训计划, N12 三(二)).
type TrainingLine struct {
	Month    string `json:"month" maxLength:"7" doc:"月份，例如 2026-05"`
	Audience string `json:"audience" enum:"department,agency,enterprise" doc:"培训对象"`
	Topic    string `json:"topic" maxLength:"200" doc:"培训内容"`
	Persons  int    `json:"persons" minimum:"0" maximum:"100000" doc:"人数"`
}

// Audiences are those whom the notice wants trained.
var Audiences = map[string]string{"department": "行政管理部门", "agency": "咨询服务机构", "enterprise": "企业"}

// ParkLine is one pilot of a whole-park or whole-cluster audit (园区、产业集群整体审核试点, N12 二(四)).
type ParkLine struct {
	Name    string `json:"name" maxLength:"100" doc:"园区或产业集群名称"`
	Members int    `json:"members" minimum:"0" maximum:"100000" doc:"参加试点的企业数"`
	Until   string `json:"until,omitempty" maxLength:"7" doc:"计划完成月份，例如 2027-06"`
	Note    string `json:"note,omitempty" maxLength:"200" doc:"试点安排"`
}

// PlanInput is what the city writes into its plan.
type PlanInput struct {
	Goals               string         `json:"goals,omitempty" maxLength:"2000" doc:"工作目标"`
	Responsible         string         `json:"responsible,omitempty" maxLength:"100" doc:"责任人"`
	ResponsiblePost     string         `json:"responsible_post,omitempty" maxLength:"100" doc:"责任人职务"`
	Contact             string         `json:"contact,omitempty" maxLength:"100" doc:"联系人和电话，印在告知书上"`
	ApprovedBy          string         `json:"approved_by,omitempty" maxLength:"100" doc:"批准人"`
	ApprovedOn          calendar.Date  `json:"approved_on,omitempty" doc:"批准日期"`
	EvaluationBudgetFen int64          `json:"evaluation_budget_fen,omitempty" minimum:"0" doc:"评估经费预算（分）"`
	AcceptanceBudgetFen int64          `json:"acceptance_budget_fen,omitempty" minimum:"0" doc:"验收经费预算（分）"`
	BudgetSource        string         `json:"budget_source,omitempty" maxLength:"500" doc:"经费来源；没有安排预算的写明原因"`
	Schedule            []ScheduleLine `json:"schedule,omitempty" maxItems:"120" doc:"月度安排"`
	ExpertCount         int            `json:"expert_count,omitempty" minimum:"0" maximum:"10000" doc:"拟使用专家人数"`
	PanelCount          int            `json:"panel_count,omitempty" minimum:"0" maximum:"10000" doc:"拟组织的专家组次"`
	Experts             string         `json:"experts,omitempty" maxLength:"2000" doc:"专家安排"`
	Trainings           []TrainingLine `json:"trainings,omitempty" maxItems:"60" doc:"年度培训计划"`
	Training            string         `json:"training,omitempty" maxLength:"2000" doc:"培训安排的说明"`
	Parks               []ParkLine     `json:"parks,omitempty" maxItems:"60" doc:"整体审核试点"`
	Note                string         `json:"note,omitempty" maxLength:"2000" doc:"其他说明"`
	Version             int64          `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in PlanInput) BaseVersion() int64 { return in.Version }

// check refuses what cannot be understood. What is only missing is told at submission: a draft may be incomplete.
func (in PlanInput) check(p *Plan, today calendar.Date) error {
	var faults fault.List
	for i, line := range in.Schedule {
		path := fmt.Sprintf("schedule[%d]", i)
		if ScheduleSteps[line.Step] == "" {
			faults.Add(path+".step", "请选择工作环节：书面通知、启动审核、提交审核报告、组织评估或组织验收。")
		}
		inMonths(&faults, path+".month", line.Month, p.Year, p.Year+2)
	}
	for i, line := range in.Trainings {
		path := fmt.Sprintf("trainings[%d]", i)
		if Audiences[line.Audience] == "" {
			faults.Add(path+".audience", "请选择培训对象：行政管理部门、咨询服务机构或企业。")
		}
		faults.Require(path+".topic", "培训内容", line.Topic)
		inMonths(&faults, path+".month", line.Month, p.Year, p.Year)
	}
	for i, line := range in.Parks {
		path := fmt.Sprintf("parks[%d]", i)
		faults.Require(path+".name", "园区或产业集群名称", line.Name)
		if line.Until != "" {
			inMonths(&faults, path+".until", line.Until, p.Year, p.Year+5)
		}
	}
	if in.EvaluationBudgetFen < 0 {
		faults.Add("evaluation_budget_fen", "评估经费预算不得为负数。")
	}
	if in.AcceptanceBudgetFen < 0 {
		faults.Add("acceptance_budget_fen", "验收经费预算不得为负数。")
	}
	notLater(&faults, "approved_on", "批准日期", in.ApprovedOn, today)
	return faults.Err("计划没有保存")
}

// inMonths notes what is no month or lies outside of the years.
func inMonths(faults *fault.List, path, month string, from, until int) {
	day := calendar.Date(month + "-01")
	switch {
	case len(month) != 7 || !day.Valid():
		faults.Add(path, "月份“"+month+"”无法识别，请按 2026-05 的格式填写。")
	case day.Year() < from || day.Year() > until:
		years := fmt.Sprintf("%d年", from)
		if until > from {
			years = fmt.Sprintf("%d年至%d年之间", from, until)
		}
		faults.Add(path, "月份“"+month+"”应在"+years+"，请核对年份。")
	}
}

func (in PlanInput) write(p *Plan) {
	p.Goals, p.Responsible, p.ResponsiblePost, p.Contact = strings.TrimSpace(in.Goals), strings.TrimSpace(in.Responsible), strings.TrimSpace(in.ResponsiblePost), strings.TrimSpace(in.Contact)
	p.ApprovedBy, p.ApprovedOn = strings.TrimSpace(in.ApprovedBy), in.ApprovedOn
	p.EvaluationBudgetFen, p.AcceptanceBudgetFen, p.BudgetSource = in.EvaluationBudgetFen, in.AcceptanceBudgetFen, strings.TrimSpace(in.BudgetSource)
	p.BudgetFen = p.EvaluationBudgetFen + p.AcceptanceBudgetFen
	p.ExpertCount, p.PanelCount, p.Experts, p.Training, p.Note = in.ExpertCount, in.PanelCount, in.Experts, in.Training, in.Note
	p.Schedule, p.Trainings, p.Parks = lines(in.Schedule), lines(in.Trainings), lines(in.Parks)
}

// lines makes no list an empty one, as the table stores it.
func lines[T any](of []T) []T {
	if of == nil {
		return []T{}
	}
	return of
}

// missing tells all that a plan still lacks before it can be submitted to the province.
func (p *Plan) missing(law *statute.Law, items []PlanItem) fault.List {
	var faults fault.List
	faults.Require("goals", "工作目标", p.Goals)
	faults.Require("responsible", "责任人", p.Responsible)
	faults.Require("responsible_post", "责任人职务", p.ResponsiblePost)
	faults.Require("contact", "联系人和电话", p.Contact)
	faults.Require("approved_by", "批准人", p.ApprovedBy)
	if p.ApprovedOn == "" {
		faults.Add("approved_on", "请填写批准日期。")
	}
	if p.BudgetFen == 0 && p.BudgetSource == "" {
		faults.Add("evaluation_budget_fen", "请填写评估、验收经费预算；没有安排预算的，在经费来源中写明原因（"+statuteBudget+"）。")
	}
	totals := totalsOf(items)
	if totals.none() {
		if p.Note == "" { // nothing to schedule, nobody to judge it: the plan says why
			faults.Add("note", "本年度计划没有企业。确无应当列入的企业的，请在“其他说明”中写明查找情况和原因后报送；有应当列入的，请先提出并确认列入建议。")
		}
	} else {
		p.missingTasks(totals, &faults)
		p.missingMonths(totals.Live, &faults)
		p.missingExperts(law, totals.Live, &faults)
	}
	if len(p.Trainings) == 0 {
		faults.Add("trainings", "请编制年度培训计划，至少一期。")
	}
	return faults
}

// statuteBudget says why evaluation and acceptance need a budget of the department that organises them.
const statuteBudget = "所需费用由组织评估验收的部门报请地方政府纳入预算，不得向企业收取"

func (p *Plan) missingTasks(totals *PlanTotals, faults *fault.List) {
	if totals.Live == 0 {
		faults.Add("items", "计划中没有已确认的企业，请先确认县级提出的建议。")
	}
	if n := totals.ByState[ItemProposed]; n > 0 {
		faults.Add("items", fmt.Sprintf("还有%d家企业待市级确认，请逐一确认或退回后再报送。", n))
	}
}

// missingMonths wants every step scheduled, the steps in their order, and the tasks spread over months without remainder:
// every site is notified, started and reported; evaluation and acceptance of some may fall outside of the plan.
func (p *Plan) missingMonths(tasks int, faults *fault.List) {
	planned, first := map[string]int{}, map[string]string{}
	for i, line := range p.Schedule {
		planned[line.Step] += line.Rows
		if first[line.Step] == "" || line.Month < first[line.Step] {
			first[line.Step] = line.Month
		}
		if line.Rows == 0 {
			faults.Add(fmt.Sprintf("schedule[%d].rows", i), fmt.Sprintf("请填写%s月份“%s”安排的企业数。", ScheduleSteps[line.Step], line.Month))
		}
	}
	before := ""
	for _, step := range Steps {
		title := ScheduleSteps[step]
		switch {
		case first[step] == "":
			faults.Add("schedule", "月度安排中缺少“"+title+"”，请至少安排一个月份。")
			continue
		case (step == "notify" || step == "start" || step == "report") && planned[step] != tasks:
			faults.Add("schedule", fmt.Sprintf("“%s”各月合计%d家，计划任务为%d家，相差%d家，请调整月度安排。", title, planned[step], tasks, max(tasks-planned[step], planned[step]-tasks)))
		case planned[step] > tasks:
			faults.Add("schedule", fmt.Sprintf("“%s”各月合计%d家，多于计划任务%d家，请调整月度安排。", title, planned[step], tasks))
		}
		if before != "" && first[step] < first[before] {
			faults.Add("schedule", fmt.Sprintf("“%s”最早安排在%s，早于“%s”的%s，请核对先后。", title, first[step], ScheduleSteps[before], first[before]))
		}
		before = step
	}
}

func (p *Plan) missingExperts(law *statute.Law, tasks int, faults *fault.List) {
	faults.Require("experts", "专家安排", p.Experts)
	least := 1
	if panel, ok := law.Panel("evaluation", calendar.Of(p.Year, 1, 1), p.RegionCode); ok {
		least = panel.Min
	}
	if p.ExpertCount < least {
		faults.Add("expert_count", fmt.Sprintf("拟使用专家%d人，少于一个专家组的最少人数%d人，请核对。", p.ExpertCount, least))
	}
	if tasks > 0 && p.PanelCount == 0 {
		faults.Add("panel_count", "请填写拟组织的专家组次。")
	}
}

// complete refuses a plan that lacks something, with all that it lacks.
func (p *Plan) complete(law *statute.Law, items []PlanItem) error {
	return p.missing(law, items).Err("计划不能报送")
}

// proposeSchedule proposes months from the statutory limits, as if the list were published on this day: what the form
// offers to start from, nothing that binds.
func proposeSchedule(law *statute.Law, published calendar.Date, region string, tasks int) []ScheduleLine {
	out := []ScheduleLine{}
	days := map[string]calendar.Date{"": published}
	for _, step := range []struct{ name, rule, from string }{
		{"notify", RuleServe, ""}, {"start", "start-audit", ""}, {"report", "submit-report", ""},
		{"evaluate", "evaluate", "report"}, {"implement", "implement-options", "evaluate"}, {"accept", "accept", "implement"},
	} {
		due, err := law.Due(step.rule, days[step.from], region)
		if err != nil {
			due.DueOn = days[step.from]
		}
		days[step.name] = due.DueOn
		if ScheduleSteps[step.name] != "" {
			out = append(out, ScheduleLine{Step: step.name, Month: string(due.DueOn)[:7], Rows: tasks, Note: due.Cite})
		}
	}
	return out
}

// codes gives the keys of a count, the greatest count first.
func codes(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
}
