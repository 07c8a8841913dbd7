package demo

import (
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/dossier"
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
	blank := r.takenOver(r.composer.Blank(r.a))
	r.sections = map[string]*audit.DossierSection{}
	for _, row := range blank {
		stamp(&row.Row, r.id(r.at), r.at)
		r.sections[row.Section] = row
		r.sheaf.sections = append(r.sheaf.sections, row)
	}
}

// write fills one table of the dossier; the demonstration's own figures must pass the form.
func (r *round) write(name string, rows []dossier.Row) {
	row := r.sections[name]
	if err := r.composer.Fill(row, rows, r.day); err != nil {
		panic("demo: " + name + ": " + err.Error())
	}
	row.WrittenBy, row.Version, row.UpdatedAt = r.a.AgencyName, row.Version+1, r.at
}

// row makes a row of a table from column names and values in turn.
func row(cells ...any) dossier.Row {
	out := dossier.Row{}
	for i := 0; i < len(cells); i += 2 {
		raw, err := json.Marshal(cells[i+1])
		if err != nil {
			panic("demo: " + err.Error())
		}
		out[cells[i].(string)] = raw
	}
	return out
}

// gather fills the tables of the second stage.
func (r *round) gather() {
	products, units := r.products()
	for name, rows := range map[string][]dossier.Row{
		"profile": r.profile(), "economy": r.economy(), "products": products, "materials": r.materials(units), "energy": r.energies(), "water": r.waters(),
		"emissions": r.emissions(), "waste": r.waste(), "procedures": r.procedures(), "equipment": r.equipment(), "focus": r.focus(), audit.SectionTargets: r.targets(false),
	} {
		r.write(name, rows)
	}
}

// analyse fills the tables of the third stage.
func (r *round) analyse() {
	place := r.site.trade.product + "生产车间"
	name := place + "物料平衡"
	in := r.between(400, 9_000)
	r.write("balances", []dossier.Row{
		row("balance", name, "kind", "物料平衡", "side", "输入", "item", "主要原料", "unit", "t", "amount", itoa(in)),
		row("balance", name, "kind", "物料平衡", "side", "输出", "item", r.site.trade.product, "unit", "t", "amount", decimal.New(int64(in*r.between(870, 920)), -3).String()),
		row("balance", name, "kind", "物料平衡", "side", "输出", "item", "废物和损失", "unit", "t", "amount", decimal.New(int64(in*r.between(60, 75)), -3).String()),
	})
	r.write("streams", []dossier.Row{row("stream", place+"进料", "item", "主要原料", "method", "地磅和流量计", "continuity", "连续", "duration", "72", "unit", "t", "value", itoa(in/120+1))})
	r.write("causes", []dossier.Row{
		row("unit", place, "waste", "工艺废水", "aspect", "过程控制", "cause", "清洗用水没有按浓度控制"),
		row("unit", place, "waste", "不合格品", "aspect", "设备", "cause", "计量设备精度不足"),
	})
}

func (r *round) focus() []dossier.Row {
	rows := []dossier.Row{}
	for i, place := range []string{r.site.trade.product + "生产车间", "公用工程"} {
		for k, factor := range []string{"废物量", "主要消耗", "环保费用"} {
			cells := []any{"candidate", place, "factor", factor, "weight", 10 - k, "score", 9 - 4*i - k}
			if i == 0 && k == 0 {
				cells = append(cells, "chosen", "是")
			}
			rows = append(rows, row(cells...))
		}
	}
	return rows
}

func (r *round) team() []dossier.Row {
	rows := []dossier.Row{
		row("name", r.site.enterprise.LegalRepresentative, "post", "组长", "department", "公司领导", "title", "总经理", "duty", "协调资源，批准方案"),
		row("name", person(r.dice)+"工", "post", "副组长", "department", "安全环保部", "title", "部长", "duty", "组织审核"),
		row("name", person(r.dice)+"工", "post", "组员", "department", "生产技术部", "title", "工程师", "duty", "实测和平衡"),
		row("name", person(r.dice)+"工", "post", "组员", "department", "财务部", "title", "会计", "duty", "经济核算"),
	}
	if r.a.AgencyID != "" {
		rows = append(rows, row("name", person(r.dice)+"工", "post", "咨询机构人员", "department", r.a.AgencyName, "title", "高级工程师", "duty", "技术指导"))
	}
	return rows
}

func (r *round) workPlan() []dossier.Row {
	rows := []dossier.Row{}
	on := r.a.StartedOn
	for _, task := range []string{"宣传培训", "预审核", "审核重点实测和平衡", "方案产生、筛选和可行性分析", "编制审核报告"} {
		rows = append(rows, row("task", task, "from", on, "until", on.AddDays(45), "department", "审核小组"))
		on = on.AddDays(46)
	}
	return rows
}

func (r *round) profile() []dossier.Row {
	e, site := r.site.enterprise, r.site.site
	return []dossier.Row{row(
		"name", e.Name, "code", e.CreditCode, "legal_representative", e.LegalRepresentative, "address", site.Address, "industry", e.IndustryCode, "contact", e.ContactName, "phone", e.ContactPhone,
		"employees", itoa(r.between(60, 2400)), "founded_year", r.between(1988, 2016), "scale", map[string]string{"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}[e.Scale],
		"process", "主要产品为"+r.site.trade.product+"，采用行业通用生产工艺（演示数据）。", "management", "设有安全环保部，制度健全。",
	)}
}

func (r *round) procedures() []dossier.Row {
	site := r.site.site
	return []dossier.Row{row(
		"permit", map[string]string{"key": "重点管理", "simplified": "简化管理", "registered": "登记管理"}[site.PermitKind], "permit_no", site.PermitNo,
		"permit_practice", "按证排污，自行监测和执行报告按期完成。", "eia", "已取得环境影响评价批复并通过竣工环保验收（演示数据）。", "treatment", "废水、废气治理设施运行正常。",
	)}
}

func (r *round) economy() []dossier.Row {
	rows := []dossier.Row{}
	value := r.between(3_000, 90_000)
	for _, year := range r.threeYears() {
		rows = append(rows, row("year", year, "output_value", r.near(value), "revenue", r.near(value), "tax", r.near(value/15)))
	}
	return rows
}

// threeYears are the years before the audit that are compared.
func (r *round) threeYears() []int {
	y := r.a.OpenedOn.Year()
	return []int{y - 3, y - 2, y - 1}
}

var units = map[string]string{"吨": "t", "平方米": "m²", "万块": "万件", "万千瓦时": "万kWh", "吉焦": "GJ", "万平方米": "万m²", "百米": "m", "色令": "件", "载重吨": "t", "千伏安时": "只", "万条": "万条", "千升": "kL"}

// unit is the unit in which the trade of the site counts its product.
func (r *round) unit() string {
	if unit := units[r.site.trade.unit]; unit != "" {
		return unit
	}
	return r.site.trade.unit
}

func (r *round) products() (rows []dossier.Row, outputs []int) {
	capacity := r.between(20, 900) * 100
	for _, year := range r.threeYears() {
		output := capacity * r.between(68, 99) / 100
		outputs = append(outputs, output)
		rows = append(rows, row("product", r.site.trade.product, "year", year, "unit", r.unit(), "capacity", itoa(capacity), "output", itoa(output)))
	}
	return rows, outputs
}

func (r *round) materials(outputs []int) []dossier.Row {
	rows := []dossier.Row{}
	for i, year := range r.threeYears() {
		rows = append(rows, row("material", "主要原料", "product", r.site.trade.product, "year", year, "unit", "t", "quantity", decimal.New(int64(outputs[i]*r.between(110, 118)), -2).String()))
	}
	return rows
}

func (r *round) energies() []dossier.Row {
	rows := []dossier.Row{}
	power, gas := r.between(120, 4_800), r.between(20, 900)
	for _, year := range r.threeYears() {
		rows = append(rows, row("carrier", "电力（当量值）", "year", year, "quantity", r.near(power), "unit", "万kWh"), row("carrier", "柴油", "year", year, "quantity", r.near(gas), "unit", "t"))
	}
	return rows
}

// near gives a figure within a tenth of another, with one decimal.
func (r *round) near(n int) string {
	return decimal.New(int64(n*r.between(92, 108)), -2).Round(1).String()
}

func (r *round) waters() []dossier.Row {
	rows := []dossier.Row{}
	fresh := r.between(60_000, 240_000)
	for _, year := range r.threeYears() {
		rows = append(rows, row("source", "自来水", "year", year, "fresh", r.near(fresh), "reused", r.near(fresh*3), "unit", "m³"))
	}
	return rows
}

func (r *round) emissions() []dossier.Row {
	rows := []dossier.Row{}
	cod := r.between(2, 60)
	for _, year := range r.threeYears() {
		rows = append(rows, row("medium", "废水", "pollutant", "化学需氧量", "outlet", "废水总排口", "year", year, "amount", r.near(cod), "unit", "t", "permit_amount", itoa(cod*2),
			"concentration", itoa(r.between(25, 48)), "limit", "50", "concentration_unit", "mg/L", "standard", "排污许可证规定的限值"))
	}
	return rows
}

func (r *round) waste() []dossier.Row {
	rows := []dossier.Row{}
	amount := r.between(5, 900)
	for _, year := range r.threeYears() {
		rows = append(rows, row("code", "900-041-49", "name", "沾染危险废物的包装物", "year", year, "unit", "t", "generated", r.near(amount)))
	}
	return rows
}

func (r *round) equipment() []dossier.Row {
	rows := []dossier.Row{}
	for _, name := range []string{"循环水泵", "空气压缩机", "风机"} {
		rows = append(rows, row("name", name, "quantity", itoa(r.between(1, 9)), "power", itoa(r.between(5, 160)), "grade", []string{"1级", "2级", "3级"}[r.IntN(3)]))
	}
	return rows
}

// targets are the same with and without results, for each round has dice of its own for them.
func (r *round) targets(done bool) []dossier.Row {
	d := roll(r.seed, ofCase, 2_000_000_000+r.site.number*10+r.a.Round)
	touches := map[string]string{"exceedance": "双超", "energy": "高耗能", "toxic": "双有"}
	rows := []dossier.Row{}
	for i, t := range []struct{ item, unit string }{{"单位产品综合能耗", "kgce/" + r.unit()}, {"单位产品取水量", "m³/" + r.unit()}, {"化学需氧量排放量", "t"}} {
		present := d.between(100, 3_000)
		cut := d.between(30, 140) // thousandths
		value := func(thousandths int) string { return decimal.New(int64(present*thousandths), -4).String() }
		why := "其他"
		if i < len(r.a.Reasons) && touches[r.a.Reasons[i]] != "" {
			why = touches[r.a.Reasons[i]]
		}
		cells := []any{"item", t.item, "touches", why, "unit", t.unit, "present", value(1000), "target", value(1000 - cut), "due_on", r.a.StartedOn.AddDays(540), "long_target", value(1000 - 2*cut), "basis", "同行业先进水平和本企业历史最好水平"}
		if done {
			cells = append(cells, "actual", value(1000-cut+d.between(-20, 6)))
		}
		rows = append(rows, row(cells...))
	}
	return rows
}

// summaryOf is what the enterprise writes at the end of a stage.
func (r *round) summaryOf(stage string) string {
	switch stage {
	case audit.StageAssessment:
		return "以" + r.site.trade.product + "生产车间为审核重点，完成输入输出实测，物料、水和能量平衡偏差均在百分之五以内，并从八个方面分析了废物产生的原因（演示数据）。"
	case audit.StageContinuation:
		return "成立清洁生产办公室，修订管理制度，制定持续清洁生产计划并安排年度资金和培训（演示数据）。"
	case audit.StagePreparation:
		return "召开动员会，成立审核小组，完成全员培训（演示数据）。"
	}
	return "已按计划完成本阶段工作（演示数据）。"
}
