package demo

import (
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
)

// feeWan is what an agency asks for a round of a track in the demonstration: at least so many 万元, and up to so many
// thousand yuan more.
var feeWan = map[string][2]int64{audit.TrackStrict: {9, 80}, audit.TrackSimplified: {4, 40}}

// organise chooses the mode of organisation with its evidence and, where an agency works, the engagement.
func (r *round) organise() {
	a := r.a
	a.Mode = []string{audit.ModeAgency, audit.ModeSelf, audit.ModeExpert}[r.weighted([]int{70, 18, 12})]
	n := r.between(4, agencyCount)
	if r.role != nil && r.role.agency > 0 {
		a.Mode, n = audit.ModeAgency, r.role.agency
	}
	if a.Mode == audit.ModeAgency {
		g := r.agencies[n-1]
		a.AgencyID, a.AgencyName, r.disclosure.AgencyID = g.ID, g.Name, g.ID
		e := &agency.Engagement{
			AgencyID: g.ID, AgencyName: g.Name, EnterpriseID: a.EnterpriseID, EnterpriseName: a.EnterpriseName, AuditID: a.ID, CaseNo: a.CaseNo,
			State: agency.Running, Scope: agency.ScopeFill, AnsweredOn: r.day, BegunOn: r.day, RegionCode: a.RegionCode, CityCode: a.CityCode,
			ContractNo: fmt.Sprintf("演示〔%d〕第%04d号", r.day.Year(), r.IntN(10_000)), FromOn: r.day,
			FeeFen: feeWan[a.Track][0]*1_000_000 + int64(r.IntN(int(feeWan[a.Track][1])))*100_000,
		}
		stamp(&e.Row, r.id(r.at), r.at)
		r.sheaf.engagements = append(r.sheaf.engagements, e)
		for _, c := range r.clocks {
			if c != nil && c.Open {
				c.AgencyID = g.ID
			}
		}
	}
	for _, m := range r.law.Materials("capability", a.Mode, a.OpenedOn) {
		a.ModeEvidence = append(a.ModeEvidence, audit.Evidence{Material: m.ID, Text: "演示数据：" + m.Title + "符合要求，证明材料备查。"})
	}
}

// prepare opens the seven stages and the empty dossier.
func (r *round) prepare() {
	r.stages = nil
	for i, law := range r.law.Stages(r.a.OpenedOn) {
		st := &audit.Stage{AuditID: r.a.ID, Stage: law.ID, Seq: law.Seq, State: audit.StageOpen, Steps: map[string]bool{}}
		if i == 0 {
			st.State, st.StartedOn = audit.StageOngoing, r.day
		}
		stamp(&st.Row, r.id(r.at), r.at)
		r.stages = append(r.stages, st)
	}
	r.sheaf.stages = append(r.sheaf.stages, r.stages...)
	r.sections = map[string]*audit.DossierSection{}
	for _, name := range audit.SectionOrder {
		r.write(name)
	}
}

// write files one section of the dossier: empty at first, then filled.
func (r *round) write(name string) {
	var row *audit.DossierSection
	var err error
	if old := r.sections[name]; old == nil {
		row, err = r.composer.Blank(r.a, name)
	} else {
		row, err = r.fill(name)
	}
	if err != nil {
		panic("demo: " + name + ": " + err.Error()) // the demonstration's own figures must pass the form
	}
	if old := r.sections[name]; old != nil {
		old.WrittenBy = r.a.AgencyName
		old.Content, old.Summary, old.Version, old.UpdatedAt = row.Content, row.Summary, old.Version+1, r.at
		return
	}
	stamp(&row.Row, r.id(r.at), r.at)
	r.sections[name] = row
	r.sheaf.sections = append(r.sheaf.sections, row)
}

func (r *round) fill(name string) (*audit.DossierSection, error) {
	switch name {
	case audit.SectionTeam:
		return r.composer.Section(r.a, name, r.team(), r.day)
	case audit.SectionProfile:
		return r.composer.Section(r.a, name, r.profile(), r.day)
	case audit.SectionProducts:
		return r.composer.Section(r.a, name, r.products(), r.day)
	case audit.SectionEnergy:
		return r.composer.Section(r.a, name, r.energies(), r.day)
	case audit.SectionWater:
		return r.composer.Section(r.a, name, r.waters(), r.day)
	case audit.SectionEmissions:
		return r.composer.Section(r.a, name, r.emissions(), r.day)
	}
	return r.composer.Section(r.a, name, r.targets(false), r.day)
}

func (r *round) team() *audit.TeamSection {
	s := &audit.TeamSection{Rows: []audit.TeamMember{
		{Name: r.site.enterprise.LegalRepresentative, Post: "组长", Department: "公司领导", Title: "总经理", Duty: "协调资源，批准方案"},
		{Name: person(r.dice) + "工", Post: "副组长", Department: "安全环保部", Title: "部长", Duty: "组织审核"},
		{Name: person(r.dice) + "工", Post: "组员", Department: "生产技术部", Title: "工程师", Duty: "实测和平衡"},
		{Name: person(r.dice) + "工", Post: "组员", Department: "财务部", Title: "会计", Duty: "经济核算"},
	}}
	if r.a.AgencyID != "" {
		s.Rows = append(s.Rows, audit.TeamMember{Name: person(r.dice) + "工", Post: "咨询机构人员", Department: r.a.AgencyName, Title: "高级工程师", Duty: "技术指导"})
	}
	on := r.a.StartedOn
	for _, task := range []string{"宣传培训", "预审核", "审核重点实测和平衡", "方案产生、筛选和可行性分析", "编制审核报告"} {
		s.Plan = append(s.Plan, audit.PlanTask{Task: task, From: on, Until: on.AddDays(45), Department: "审核小组"})
		on = on.AddDays(46)
	}
	return s
}

func (r *round) profile() *audit.ProfileSection {
	e, site := r.site.enterprise, r.site.site
	s := &audit.ProfileSection{
		LegalRepresentative: e.LegalRepresentative, Address: site.Address, Contact: e.ContactName, Phone: e.ContactPhone, Employees: itoa(r.between(60, 2400)), FoundedYear: r.between(1988, 2016),
		Scale: map[string]string{"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}[e.Scale], Permit: map[string]string{"key": "重点管理", "simplified": "简化管理", "registered": "登记管理"}[site.PermitKind],
		PermitNo: site.PermitNo, Process: "主要产品为" + r.site.trade.product + "，采用行业通用生产工艺。（演示数据）", Equipment: "主要设备运行正常，无国家明令淘汰的设备。（演示数据）",
		PermitPractice: "按证排污，自行监测和执行报告按期完成。", EIA: "已取得环境影响评价批复并通过竣工环保验收。（演示数据）", Treatment: "废水、废气治理设施运行正常。", Management: "设有安全环保部，制度健全。",
	}
	for _, year := range r.threeYears() {
		value := int64(r.between(3_000, 90_000)) * 1_000_000
		s.Rows = append(s.Rows, audit.ProfileYear{Year: year, OutputValueFen: value, RevenueFen: value * 97 / 100, TaxFen: value * 6 / 100})
	}
	return s
}

// threeYears are the years before the audit that are compared.
func (r *round) threeYears() []int {
	y := r.a.OpenedOn.Year()
	return []int{y - 3, y - 2, y - 1}
}

var units = map[string]string{"吨": "t", "平方米": "m²", "万块": "万件", "万千瓦时": "万kWh", "吉焦": "GJ", "万平方米": "万m²", "百米": "m", "色令": "件", "载重吨": "t", "千伏安时": "只", "万条": "万只", "千升": "kL"}

func (r *round) products() *audit.ProductSection {
	s := &audit.ProductSection{Rows: []audit.ProductRow{}}
	unit := units[r.site.trade.unit]
	if unit == "" {
		unit = r.site.trade.unit
	}
	capacity := r.between(20, 900) * 100
	for _, year := range r.threeYears() {
		s.Rows = append(s.Rows, audit.ProductRow{Product: r.site.trade.product, Year: year, Unit: unit, Capacity: itoa(capacity), Output: itoa(capacity * r.between(68, 99) / 100)})
	}
	return s
}

func (r *round) energies() *audit.EnergySection {
	s := &audit.EnergySection{Rows: []audit.EnergyRow{}}
	power, gas := r.between(120, 4_800), r.between(20, 900)
	for _, year := range r.threeYears() {
		s.Rows = append(s.Rows,
			audit.EnergyRow{Carrier: "electricity", Year: year, Quantity: r.near(power), Unit: "万kWh"},
			audit.EnergyRow{Carrier: "diesel", Year: year, Quantity: r.near(gas), Unit: "t"})
	}
	return s
}

// near gives a figure within a tenth of another, with one decimal.
func (r *round) near(n int) string {
	return decimal.New(int64(n*r.between(92, 108)), -2).Round(1).String()
}

func (r *round) waters() *audit.WaterSection {
	s := &audit.WaterSection{Rows: []audit.WaterRow{}}
	fresh := r.between(3_000, 240_000)
	for _, year := range r.threeYears() {
		s.Rows = append(s.Rows, audit.WaterRow{Source: "自来水", Year: year, Fresh: r.near(fresh), Reused: r.near(fresh * 3), Unit: "m³"})
	}
	return s
}

func (r *round) emissions() *audit.EmissionSection {
	s := &audit.EmissionSection{Rows: []audit.EmissionRow{}}
	cod, waste := r.between(2, 60), r.between(5, 900)
	for _, year := range r.threeYears() {
		s.Rows = append(s.Rows,
			audit.EmissionRow{Medium: "废水", Pollutant: "化学需氧量", Outlet: "废水总排口", Year: year, Amount: r.near(cod), Unit: "t", PermitAmount: itoa(cod * 2), Concentration: itoa(r.between(25, 48)), Limit: "50", ConcentrationUnit: "mg/L", Standard: "排污许可证规定的限值"},
			audit.EmissionRow{Medium: "危险废物", Pollutant: "危险废物", Outlet: "生产车间", Year: year, Amount: r.near(waste), Unit: "t"})
	}
	return s
}

// targets are the same with and without results, for each round has dice of its own for them.
func (r *round) targets(done bool) *audit.TargetSection {
	d := roll(r.seed, ofCase, 2_000_000_000+r.site.number*10+r.a.Round)
	s := &audit.TargetSection{Rows: []audit.TargetRow{}}
	for _, t := range []struct{ item, unit string }{{"单位产品综合能耗", "kgce/" + r.site.trade.unit}, {"单位产品取水量", "m³/" + r.site.trade.unit}, {"化学需氧量排放量", "t/a"}} {
		present := d.between(100, 3_000)
		cut := d.between(30, 140) // thousandths
		value := func(thousandths int) string { return decimal.New(int64(present*thousandths), -4).String() }
		row := audit.TargetRow{Item: t.item, Unit: t.unit, Present: value(1000), Target: value(1000 - cut), DueOn: r.a.StartedOn.AddDays(540), LongTarget: value(1000 - 2*cut), Basis: "同行业先进水平和本企业历史最好水平"}
		if done {
			row.Actual = value(1000 - cut + d.between(-20, 6))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// summaryOf is what the enterprise writes at the end of a stage.
func (r *round) summaryOf(stage string) string {
	switch stage {
	case audit.StageAssessment:
		return "以" + r.site.trade.product + "生产车间为审核重点，完成输入输出实测，物料、水和能量平衡偏差均在百分之五以内，并从八个方面分析了废物产生的原因。（演示数据）"
	case audit.StageContinuation:
		return "成立清洁生产办公室，修订管理制度，制定持续清洁生产计划并安排年度资金和培训。（演示数据）"
	case audit.StagePreparation:
		return "召开动员会，成立审核小组，完成全员培训。（演示数据）"
	}
	return "已按计划完成本阶段工作。（演示数据）"
}

type measure struct {
	name, aspect, effect string
	high                 bool
	low, most            int // investment, 万元
	quantity             int
}

var measures = []measure{
	{"完善原料计量和领用台账", audit.AspectInput, "material", false, 0, 2, 12},
	{"照明更换为节能灯具", audit.AspectEquipment, "electricity", false, 2, 8, 6},
	{"蒸汽管道保温和疏水阀更换", audit.AspectEquipment, "steam", false, 3, 9, 220},
	{"冷凝水回收用于锅炉补水", audit.AspectWaste, "water", false, 4, 9, 5_200},
	{"优化反应温度和投料顺序", audit.AspectControl, "material", false, 0, 3, 18},
	{"岗位操作规程修订和培训", audit.AspectStaff, "tce", false, 0, 2, 25},
	{"空压机系统检漏和压力优化", audit.AspectManagement, "electricity", false, 1, 6, 9},
	{"中水回用系统建设", audit.AspectWaste, "water", true, 60, 420, 48_000},
	{"挥发性有机物治理设施改造", audit.AspectTechnology, "voc", true, 80, 680, 14},
	{"余热回收利用工程", audit.AspectTechnology, "tce", true, 50, 520, 680},
	{"电机和变频节能改造", audit.AspectEquipment, "electricity", true, 30, 260, 85},
	{"生产线自动控制系统升级", audit.AspectControl, "cod", true, 45, 380, 6},
	{"有毒有害原料替代", audit.AspectInput, "toxic", true, 25, 190, 22},
}

// propose generates the options of the round, as in the fourth stage.
func (r *round) propose() {
	r.options = nil
	low, high := r.Perm(7)[:r.between(3, 5)], r.Perm(6)[:r.between(1, 3)]
	for _, k := range low {
		r.option(measures[k])
	}
	for _, k := range high {
		r.option(measures[7+k])
	}
}

func (r *round) option(m measure) {
	const wan = 1_000_000 // fen in 万元
	cost := int64(r.between(m.low*10, m.most*10)) * wan / 10
	o := &audit.Option{
		AuditID: r.a.ID, EnterpriseID: r.a.EnterpriseID, WrittenBy: r.a.AgencyName, Code: fmt.Sprintf("F%02d", len(r.options)+1), Name: m.name, Aspect: m.aspect, CostClass: audit.CostLow,
		Content: m.name + "，由生产技术部组织实施。（演示数据）", State: audit.OptionPlanned, InvestmentFen: cost, BenefitFen: cost*int64(r.between(25, 60))/100 + int64(r.between(5, 60))*wan/10,
		PlannedOn: r.day.AddDays(r.between(30, 90)),
		Effects:   []audit.Effect{{Kind: m.effect, Unit: unitOf(m.effect), Quantity: decimal.New(int64(m.quantity*r.between(50, 160)), -2).String()}},
	}
	if m.high {
		o.CostClass, o.PlannedOn = audit.CostHigh, r.day.AddDays(r.between(240, 420))
	}
	stamp(&o.Row, r.id(r.at), r.at)
	r.options = append(r.options, o)
	r.sheaf.options = append(r.sheaf.options, o)
}

func unitOf(effect string) string {
	for _, k := range audit.EffectKinds {
		if k.Kind == effect {
			return k.Unit
		}
	}
	return ""
}

// argue writes the feasibility of the options that cost much, as in the fifth stage.
func (r *round) argue() {
	for _, o := range r.options {
		if o.CostClass == audit.CostHigh {
			o.Feasibility = audit.Feasibility{
				Technical: "技术成熟，省内同行业已有应用。（演示数据）", Environmental: "减少能源消耗和污染物排放，无二次污染。（演示数据）",
				Economic: "投资偿还期合理，资金由企业自筹。（演示数据）",
			}
			r.touched(o)
		}
	}
}

func (r *round) touched(o *audit.Option) { o.Version, o.UpdatedAt = o.Version+1, r.at }

// carryOut completes the options of one class; now and then one is dropped with a reason.
func (r *round) carryOut(class string, since calendar.Date) {
	for _, o := range r.options {
		if o.CostClass != class || o.State != audit.OptionPlanned && o.State != audit.OptionOngoing {
			continue
		}
		r.touched(o)
		if r.percent(4) && len(r.options) > 2 {
			o.State, o.Reason = audit.OptionDropped, "生产布局调整，该方案不再适用。"
			continue
		}
		o.State, o.CompletedOn = audit.OptionDone, since.AddDays(r.IntN(max(1, since.DaysUntil(r.day)+1)))
		o.ActualInvestmentFen, o.ActualBenefitFen = o.InvestmentFen*int64(r.between(88, 115))/100, o.BenefitFen*int64(r.between(80, 118))/100
		for i := range o.Effects {
			q := decimal.RequireFromString(o.Effects[i].Quantity)
			o.Effects[i].Actual = q.Mul(decimal.New(int64(r.between(82, 118)), -2)).Round(2).String()
		}
	}
}
