package demo

import (
	"fmt"
	"time"

	"qingshen/internal/calendar"
	"qingshen/internal/listing"
)

// dressPlans finishes the plans once their items are known: the month schedule adds up to the tasks, what was submitted
// is kept as it was, and the locks say who closed what.
func (w *world) dressPlans() {
	items := map[string][]*listing.PlanItem{}
	for _, i := range w.sheaf.items {
		items[i.PlanID] = append(items[i.PlanID], i)
	}
	for _, p := range w.sheaf.plans {
		w.schedule(p, items[p.ID])
		if p.SubmittedOn == "" {
			continue
		}
		p.Submissions, p.ReceivedOn, p.ReceivedBy = 1, p.SubmittedOn.AddDays(1), provinceOffice.name
		w.locks(p)
	}
}

// tasks counts what stands in a plan as confirmed.
func tasks(items []*listing.PlanItem) int {
	n := 0
	for _, i := range items {
		if i.State != listing.ItemProposed && i.State != listing.ItemReturned && i.State != listing.ItemExcluded {
			n++
		}
	}
	return n
}

// schedule spreads the tasks of a plan over the months: the steps that come in quantity over two of them.
func (w *world) schedule(p *listing.Plan, items []*listing.PlanItem) {
	n := tasks(items)
	p.Schedule = []listing.ScheduleLine{}
	add := func(step string, year, month, rows int, note string) {
		if rows > 0 {
			p.Schedule = append(p.Schedule, listing.ScheduleLine{Step: step, Month: fmt.Sprintf("%d-%02d", year, month), Rows: rows, Note: note})
		}
	}
	add("notify", p.Year, 4, n, "名单公布后十个工作日内送达告知书")
	add("start", p.Year, 5, n/3, "")
	add("start", p.Year, 6, n-n/3, "督促企业按期启动")
	add("report", p.Year, 11, n/2, "")
	add("report", p.Year+1, 3, n-n/2, "陆续提交审核报告")
	add("evaluate", p.Year, 12, n/2, "分批组织评估")
	add("evaluate", p.Year+1, 4, n-n/2, "")
	add("accept", p.Year+1, 12, n-n/4, "方案实施完成后组织验收")
}

// fields fills in what a city writes into its plan beside the schedule.
func (w *world) fields(d dice, p *listing.Plan, city string) {
	p.Goals = fmt.Sprintf("完成%d年度名单内全部企业的清洁生产审核，按期提交审核报告率达到100%%，评估验收质量稳步提高。", p.Year)
	p.ResponsiblePost, p.ApprovedBy, p.ApprovedOn = "分管副局长", person(d), w.workday(calendar.Of(p.Year-1, time.December, d.between(15, 28)))
	if p.ApprovedOn > w.today {
		p.ApprovedOn = w.today.AddDays(-d.between(14, 30))
	}
	p.EvaluationBudgetFen, p.AcceptanceBudgetFen = p.BudgetFen*6/10, p.BudgetFen-p.BudgetFen*6/10
	p.BudgetSource = "列入" + city + "生态环境局年度部门预算"
	p.ExpertCount, p.PanelCount = d.between(12, 30), d.between(4, 12)
	p.Trainings = []listing.TrainingLine{
		{Month: fmt.Sprintf("%d-03", p.Year), Audience: "department", Topic: "清洁生产法规政策和信息系统使用", Persons: d.between(20, 50)},
		{Month: fmt.Sprintf("%d-05", p.Year), Audience: "enterprise", Topic: "审核方法、信息公开和期限要求", Persons: d.between(60, 150)},
		{Month: fmt.Sprintf("%d-09", p.Year), Audience: "agency", Topic: "审核报告编制质量和典型案例", Persons: d.between(20, 60)},
	}
	p.Parks = []listing.ParkLine{}
	if d.percent(40) {
		p.Parks = append(p.Parks, listing.ParkLine{Name: city + "化工产业园（演示）", Members: d.between(8, 25), Until: fmt.Sprintf("%d-11", p.Year), Note: "园区整体审核，公用工程统一核算"})
	}
}

// locks closes a plan that was submitted: the counties before the city, the province when it has verified.
func (w *world) locks(p *listing.Plan) {
	city := w.geo.byCode[p.CityCode]
	add := func(level, region string, o office, on calendar.Date) *listing.PlanLock {
		d := roll(w.seed, ofPlan, number(region)*100+p.Year%100+50_000_000*len(level))
		l := &listing.PlanLock{PlanID: p.ID, RegionCode: region, CityCode: p.CityCode, Level: level, Office: lockOffice(level, w.geo.byCode[region].name),
			HolderID: w.accountID(o.login), HolderName: o.name, LockedOn: on, Locked: true}
		stamp(&l.Row, d.id(d.at(on)), d.at(on))
		w.sheaf.locks = append(w.sheaf.locks, l)
		return l
	}
	for _, county := range w.geo.ofCity[p.CityCode] {
		add(listing.LevelCounty, county.code, countyOffice(county), p.SubmittedOn.AddDays(-5))
	}
	held := add(listing.LevelCity, p.CityCode, cityOffice(city), p.SubmittedOn)
	if p.State == listing.PlanReturned {
		held.Locked, held.ReleasedOn, held.ReleasedBy, held.Note = false, calendar.FromTime(p.UpdatedAt), provinceOffice.name, p.ReturnComment
	}
	if p.State == listing.PlanVerified {
		add(listing.LevelProvince, p.CityCode, provinceOffice, p.VerifiedOn)
	}
}

func lockOffice(level, name string) string {
	return map[string]string{listing.LevelCounty: name + "生态环境分局", listing.LevelCity: name + "生态环境局", listing.LevelProvince: "省生态环境厅"}[level]
}
