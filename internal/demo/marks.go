package demo

import (
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/level"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// procedure is one evaluation or acceptance while it runs.
type procedure struct {
	*round
	row    *appraisal.Appraisal
	panel  []*appraisal.Member
	seats  []int // numbers of the experts
	sheet  statute.Sheet
	until  string // state at which the part wants it, "" for none
	pass   bool   // a second acceptance succeeds
	opened calendar.Date
}

// apply is the application of the enterprise.
func (r *round) apply(kind string) *procedure {
	r.attempts[kind]++
	a := r.a
	p := &procedure{round: r, opened: r.day, row: &appraisal.Appraisal{
		AuditID: a.ID, Kind: kind, Attempt: r.attempts[kind], EnterpriseID: a.EnterpriseID, EnterpriseName: a.EnterpriseName, CaseNo: a.CaseNo, RegionCode: a.RegionCode,
		CityCode: a.CityCode, AgencyID: a.AgencyID, AgencyName: a.AgencyName, State: appraisal.Applied, Materials: []appraisal.Material{}, Missing: []string{},
		AppliedOn: r.day, Draw: emptyDraw(), Vetoes: []string{},
	}}
	for _, m := range r.law.Materials(kind, a.Mode, r.day) {
		p.row.Materials = append(p.row.Materials, appraisal.Material{Material: m.ID, Text: "演示数据：" + m.Title + "已在审核资料中提交。"})
	}
	stamp(&p.row.Row, r.id(r.at), r.at)
	r.sheaf.appraisals = append(r.sheaf.appraisals, p.row)
	r.sheaf.filed = append(r.sheaf.filed, store.Filed{Type: "appraisal", ID: p.row.ID, RegionCode: a.RegionCode, Texts: []string{a.EnterpriseName, a.CaseNo}})
	p.noted(r.enterprise(), "appraisal.apply", "")
	r.tell(r.dice, "appraisal-applied", p.row.Subject(), r.at, map[string]string{"note": ""})
	return p
}

func emptyDraw() appraisal.Draw {
	return appraisal.Draw{Fields: []string{}, Candidates: []appraisal.DrawCandidate{}, Excluded: []appraisal.DrawCandidate{}, Drawn: []string{}}
}

func (p *procedure) noted(by office, action, note string) {
	p.noteAt(p.dice, by, action, p.row.Subject(), p.at, note)
}

// enter moves the appraisal as flow would.
func (p *procedure) enter(by office, do, to, note string) {
	p.row.State, p.row.Version, p.row.UpdatedAt = to, p.row.Version+1, p.at
	p.noted(by, "appraisal."+do, note)
	for _, step := range appraisal.States.Steps {
		if step.Do == do && step.To == to {
			p.tell(p.dice, step.Tells, p.row.Subject(), p.at, map[string]string{"note": note})
			return
		}
	}
	panic("demo: appraisal has no step " + do + " to " + to)
}

// here tells whether the part wants the procedure to stand in the state that it is in.
func (p *procedure) here() bool { return p.until == p.row.State }

// run takes the procedure as far as it has come; true when it is concluded.
func (p *procedure) run() bool {
	if p.here() || !p.docketed() || p.here() || !p.convened() || p.here() || !p.marked() || p.here() || !p.concluded() {
		return false
	}
	if p.row.Kind == appraisal.KindEvaluation {
		return true
	}
	p.round.concluded(p.row)
	if p.here() || !p.reported() || p.here() || !p.publishedNow() {
		return false
	}
	return true
}

func (p *procedure) docketed() bool {
	if !p.on(2, 6) {
		return false
	}
	if p.until == appraisal.CompletionRequested || p.until == "" && p.percent(6) {
		p.row.Missing = []string{"补充有资质单位出具的监测报告。", "补充中/高费方案的经济可行性计算过程。"}
		p.enter(p.city(), "request-completion", appraisal.CompletionRequested, "请一次性补正。")
		if p.here() || !p.on(3, 10) {
			return false
		}
		p.enter(p.round.enterprise(), "complete", appraisal.Applied, "")
		if !p.on(1, 4) {
			return false
		}
	}
	if p.until == appraisal.Declined {
		p.enter(p.city(), "decline", appraisal.Declined, "审核报告中实测数据缺失，请完善后重新申请。（演示数据）")
		p.move(p.city(), "cancel-evaluation", audit.Reported, "实测数据缺失")
		return false
	}
	p.sheet, _ = p.law.SheetFor(p.row.Kind, p.day, p.a.RegionCode)
	p.row.SheetID, p.row.SheetHash, p.row.DocketedOn = p.sheet.ID, p.sheet.Hash, p.day
	p.enter(p.city(), "docket", appraisal.Docketed, "")
	rule := map[string]string{appraisal.KindEvaluation: "evaluate", appraisal.KindAcceptance: "accept"}[p.row.Kind]
	p.clocks[rule] = p.start(p.dice, p.a.Subject(), rule, p.day, p.at)
	return true
}

func (p *procedure) convened() bool {
	if !p.on(2, 5) {
		return false
	}
	if p.role != nil && len(p.role.panel) > 0 && p.until == appraisal.PanelSet {
		p.seats = slices.Clone(p.role.panel)
	} else {
		p.seats = p.panelFor(p.dice, p.a.CityCode, p.a.AgencyID)
	}
	row := p.row
	row.Method, row.MeetingOn, row.MeetingPlace = pick(p.dice, []string{"meeting", "on-site", "on-site"}), p.workday(p.day.AddDays(p.between(9, 14))), p.site.site.Address
	row.PanelSize = len(p.seats)
	p.enter(p.city(), "set-panel", appraisal.PanelSet, "")
	for i, n := range p.seats {
		e := p.experts[n-1]
		m := &appraisal.Member{
			AppraisalID: row.ID, AuditID: row.AuditID, ExpertID: e.ID, ExpertName: e.Name, Employer: e.Employer, Title: e.Title, Fields: slices.Clone(e.Fields),
			Chair: i == 0, State: appraisal.Invited, Marks: map[string]string{}, Vetoes: map[string]string{},
		}
		stamp(&m.Row, p.id(p.at), p.at)
		p.panel = append(p.panel, m)
	}
	p.sheaf.members = append(p.sheaf.members, p.panel...)
	if p.until == appraisal.PanelSet {
		p.underWay()
	}
	return true
}

// underWay lets the experts of a panel that sits now stand at different points: one has handed in, some mark, some have
// not answered yet.
func (p *procedure) underWay() {
	for i, m := range p.panel {
		if i%5 == 4 {
			continue
		}
		m.DeclaredNoTie, m.State, m.Version, m.UpdatedAt = true, appraisal.Joined, 2, p.at
		if i == 1 {
			p.handIn(m, p.target())
		}
	}
}

func (p *procedure) marked() bool {
	if !p.on(5, 10) {
		return false
	}
	score := p.target()
	for _, m := range p.panel {
		m.DeclaredNoTie = true
		p.handIn(m, score)
	}
	p.enter(expertOffice(p.seats[len(p.seats)-1], p.experts[p.seats[len(p.seats)-1]-1]), "marked", appraisal.Marked, "")
	return true
}

// target is about what per cent of the points the panel will give.
func (p *procedure) target() int {
	if p.row.Kind == appraisal.KindEvaluation {
		switch {
		case p.wants(audit.Superseded):
			return 61
		case p.wants(audit.Supplementing):
			return 82
		case p.role != nil:
			return 94
		}
		return []int{62, 78, 84, 88, 93, 95}[p.weighted([]int{4, 12, 18, 16, 30, 20})]
	}
	switch {
	case p.pass:
		return 86
	case p.wants(audit.Failed, audit.Rectifying):
		return 52
	case p.role != nil || !p.percent(5):
		return p.between(76, 95)
	}
	return 54
}

// handIn fills one sheet around the target, in half points and never above what an item brings.
func (p *procedure) handIn(m *appraisal.Member, target int) {
	mine := target + p.between(-2, 2)
	for _, part := range p.sheet.Parts {
		for _, item := range part.Items {
			halves := item.Points.Mul(decimal.NewFromInt(2)).IntPart()
			exact := halves * int64(mine)
			given := exact / 100
			if int64(p.IntN(100)) < exact%100 {
				given++
			}
			m.Marks[item.ID] = decimal.New(min(given, halves)*5, -1).String()
		}
	}
	for _, v := range p.sheet.Vetoes {
		m.Vetoes[v.ID] = "no"
	}
	m.Comment = "审核程序符合要求，建议进一步细化实测数据。（演示数据）"
	m.State, m.Version, m.UpdatedAt, m.SubmittedAt = appraisal.Submitted, 4, p.at, p.at
}

func (p *procedure) concluded() bool {
	if !p.on(0, 3) {
		return false
	}
	mean, outcome, vetoes, err := appraisal.Tally(p.sheet, p.panel)
	if err != nil {
		panic("demo: marks: " + err.Error())
	}
	row := p.row
	row.Score, row.Outcome, row.Vetoes, row.ConcludedOn, row.Opinion = mean, outcome, vetoes, p.day, p.opinion(row.Kind, outcome)
	if row.MeetingOn > p.day {
		row.MeetingOn = p.day
	}
	if row.Vetoes == nil {
		row.Vetoes = []string{}
	}
	p.enter(p.city(), "conclude", appraisal.Concluded, "平均分"+mean)
	return true
}

func (p *procedure) reported() bool {
	if !p.on(3, 7) {
		return false
	}
	p.row.ReportedOn = p.day
	p.enter(p.city(), "report", appraisal.Reported, "")
	return true
}

// publishedNow publishes with the next batch: the province gathers results and publishes them twice a month.
func (p *procedure) publishedNow() bool {
	if !p.on(4, 6) {
		return false
	}
	on := p.day
	for on.Day() != 10 && on.Day() != 25 {
		on = on.AddDays(1)
	}
	if on = p.workday(on); on >= p.today {
		return false
	}
	p.day, p.at = on, on.Time().Add(time.Duration(p.between(60, 400))*time.Minute)
	half := 1
	if on.Day() >= 25 || on.Day() < 10 {
		half = 2
	}
	p.row.PublishedOn, p.row.DocumentNo = p.day, "鲁环函（演示）〔"+itoa(on.Year())+"〕"+itoa(200+int(on.Month())*2+half)+"号"
	p.enter(provinceOffice, "publish", appraisal.Published, p.row.DocumentNo)
	p.round.published(p.row)
	return true
}

func (p *procedure) opinion(kind, outcome string) appraisal.Opinion {
	o := appraisal.Opinion{Overall: "审核过程规范，数据基本真实，报告结构完整。（演示数据）"}
	if kind == appraisal.KindEvaluation {
		o.Focus, o.LowCost, o.HighCost = "审核重点选择合理，目标定量可考核。（演示数据）", "无/低费方案已基本实施并取得效果。（演示数据）", "中/高费方案技术可行、经济合理。（演示数据）"
	} else {
		o.Performance, o.Targets = "方案已实施，环境效益和经济效益与报告一致。（演示数据）", "近期清洁生产目标已完成。（演示数据）"
		p.levelInto(&o)
		o.Continuation = "完善计量和台账，按计划持续开展清洁生产。（演示数据）"
	}
	if outcome != appraisal.OutcomeProceed && outcome != appraisal.OutcomePass {
		o.Problems = "部分实测数据和方案效益依据不足。（演示数据）"
		o.Requirements = []string{"补充审核重点的实测数据和平衡分析。", "补充中/高费方案的经济可行性计算依据。"}
	}
	return o
}

// levelInto writes the level as the system would: the engine's, or the panel's words with the reason why it has none.
func (p *procedure) levelInto(o *appraisal.Opinion) {
	if k := p.ratings[level.After]; k != nil {
		o.Rated(k.Words())
		return
	}
	o.Level, o.LevelBasis = "近三年单位产品能耗、水耗和排污量逐年下降，优于本企业审核前水平。（演示数据）", level.Unrated(p.a.BaseOn())
}
