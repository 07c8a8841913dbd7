package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The cost classes (方案分类): no or low cost is one class.
const (
	CostLow  = "low"  // 无/低费
	CostHigh = "high" // 中/高费
)

// The states of an option.
const (
	OptionPlanned = "planned" // 拟实施
	OptionOngoing = "ongoing" // 实施中
	OptionDone    = "done"    // 已完成
	OptionDropped = "dropped" // 已放弃
)

// The eight aspects (八个方面) from which options come.
const (
	AspectInput      = "input"
	AspectTechnology = "technology"
	AspectEquipment  = "equipment"
	AspectControl    = "control"
	AspectProduct    = "product"
	AspectWaste      = "waste"
	AspectManagement = "management"
	AspectStaff      = "staff"
)

// Labels of the words of an option.
var (
	CostLabels        = map[string]string{CostLow: "无/低费方案", CostHigh: "中/高费方案"}
	OptionStateLabels = map[string]string{OptionPlanned: "拟实施", OptionOngoing: "实施中", OptionDone: "已完成", OptionDropped: "已放弃"}
	AspectLabels      = map[string]string{
		AspectInput: "原辅材料和能源", AspectTechnology: "技术工艺", AspectEquipment: "设备", AspectControl: "过程控制",
		AspectProduct: "产品", AspectWaste: "废弃物", AspectManagement: "管理", AspectStaff: "员工",
	}
)

// EffectKind is one kind of environmental effect with the unit in which it is counted (绩效表).
type EffectKind struct {
	Kind  string `json:"kind"`
	Label string `json:"label"`
	Unit  string `json:"unit"`
}

// EffectKinds are the effects that are summed over options and rounds, with their fixed units.
var EffectKinds = []EffectKind{
	{"electricity", "节电", "万kWh"}, {"coal", "节煤", "t"}, {"gas", "节气", "万m³"}, {"oil", "节油", "t"}, {"steam", "节蒸汽", "t"}, {"tce", "综合节能", "tce"},
	{"water", "节水", "m³"}, {"material", "节约原辅料", "t"}, {"toxic", "有毒有害原料减量", "t"}, {"wastewater", "废水减排", "万t"},
	{"cod", "化学需氧量减排", "t"}, {"nh3n", "氨氮减排", "t"}, {"tn", "总氮减排", "t"}, {"tp", "总磷减排", "t"}, {"so2", "二氧化硫减排", "t"}, {"nox", "氮氧化物减排", "t"},
	{"pm", "颗粒物减排", "t"}, {"voc", "挥发性有机物减排", "t"}, {"metal", "重金属减排", "kg"}, {"solid", "一般固体废物减量", "t"}, {"hazardous", "危险废物减量", "t"}, {"co2", "二氧化碳减排", "t"},
}

// Effect is what an option saves or cuts in a year. Negative values are legal: a measure against one pollutant may
// cost energy.
type Effect struct {
	Kind     string `json:"kind" doc:"效果类别"`
	Unit     string `json:"unit,omitempty" readOnly:"true"`
	Quantity string `json:"quantity" doc:"预期年效果"`
	Actual   string `json:"actual,omitempty" doc:"实际年效果"`
	Method   string `json:"method,omitempty" doc:"实际效果的取得方式：实测、计算、估算"`
	Evidence string `json:"evidence,omitempty" maxLength:"200" doc:"证明材料"`
}

// effectMethods are the ways in which a result is got (取得方式), kept apart in every sum.
var effectMethods = []string{"实测", "计算", "估算"}

// Feasibility is the argument for a medium/high-cost option (可行性分析).
type Feasibility struct {
	Technical     string `json:"technical,omitempty" maxLength:"4000" doc:"技术可行性"`
	Environmental string `json:"environmental,omitempty" maxLength:"4000" doc:"环境可行性"`
	Economic      string `json:"economic,omitempty" maxLength:"4000" doc:"经济可行性"`
	GainFen       int64  `json:"gain_fen,omitempty" doc:"年运行费用总节省金额，分"`
	Years         string `json:"years,omitempty" doc:"折旧年限，年"`
	TaxRate       string `json:"tax_rate,omitempty" doc:"税率，%"`
	BaseRate      string `json:"base_rate,omitempty" doc:"基准收益率，%"`
}

// check reads the figures of the economic argument; the results are computed from them and never typed.
func (f *Feasibility) check(c *checker) {
	years := c.optional("feasibility.years", "折旧年限", &f.Years)
	if f.Years != "" && (!years.IsInteger() || years.LessThan(decimal.NewFromInt(1)) || years.GreaterThan(decimal.NewFromInt(50))) {
		c.add("feasibility.years", "折旧年限应为1至50的整数。", f.Years)
	}
	for path, rate := range map[string]*string{"feasibility.tax_rate": &f.TaxRate, "feasibility.base_rate": &f.BaseRate} {
		if c.optional(path, "比率", rate).GreaterThan(decimal.NewFromInt(100)) {
			c.add(path, "比率“"+*rate+"%”超过100%，请核对。", *rate)
		}
	}
}

func (f Feasibility) complete() bool {
	return f.Technical != "" && f.Environmental != "" && f.Economic != ""
}

// Option is one cleaner production option (清洁生产方案) of a round.
type Option struct {
	bun.BaseModel `bun:"table:cp_option"`
	store.Row
	AuditID             string         `bun:"audit_id" json:"audit_id"`
	EnterpriseID        string         `bun:"enterprise_id" json:"-"`
	Code                string         `bun:"code" json:"code" label:"方案编号"`
	Name                string         `bun:"name" json:"name" label:"方案名称"`
	Aspect              string         `bun:"aspect" json:"aspect" label:"方面"`
	CostClass           string         `bun:"cost_class" json:"cost_class" label:"费用类别"`
	Content             string         `bun:"content" json:"content" label:"方案内容"`
	State               string         `bun:"state" json:"state" label:"实施状态"`
	WrittenBy           string         `bun:"written_by" json:"written_by" doc:"最近填写的咨询服务机构；企业自行填写的为空" label:"填写机构"`
	Reason              string         `bun:"reason" json:"reason" label:"放弃原因"`
	InvestmentFen       int64          `bun:"investment_fen" json:"investment_fen" label:"计划投资（分）"`
	BenefitFen          int64          `bun:"benefit_fen" json:"benefit_fen" label:"预期年经济效益（分）"`
	ActualInvestmentFen int64          `bun:"actual_investment_fen" json:"actual_investment_fen" label:"实际投资（分）"`
	ActualBenefitFen    int64          `bun:"actual_benefit_fen" json:"actual_benefit_fen" label:"实际年经济效益（分）"`
	PlannedOn           calendar.Date  `bun:"planned_on" json:"planned_on" label:"计划完成日期"`
	CompletedOn         calendar.Date  `bun:"completed_on" json:"completed_on" label:"实际完成日期"`
	Effects             []Effect       `bun:"effects,type:text" json:"effects" nullable:"false" label:"环境效果"`
	Feasibility         Feasibility    `bun:"feasibility,type:text" json:"feasibility" label:"可行性分析"`
	Touches             string         `bun:"touches" json:"touches" doc:"针对的物质或问题" label:"针对的物质或问题"`
	EndOfPipe           bool           `bun:"end_of_pipe" json:"end_of_pipe" doc:"末端治理" label:"末端治理"`
	Payback             string         `bun:"-" json:"payback" doc:"投资偿还期，年"`
	Economics           []EconomicStep `bun:"-" json:"economics,omitempty" doc:"经济可行性的计算过程"`
	Sensitivity         []Sensitivity  `bun:"-" json:"sensitivity,omitempty" doc:"敏感性分析"`
	audit               *Audit
}

// Place narrows options to the enterprise and the agency of their audit.
func (Option) Place() access.Columns { return ofAudit }

// Subject of an option lies within its audit.
func (o *Option) Subject() store.Subject {
	if o.audit == nil { // found by itself, by an act that concerns everything of an enterprise
		return store.Subject{Type: "cp_option", ID: o.ID, Version: o.Version, CaseID: o.AuditID, Title: "方案" + o.Code + " " + o.Name,
			Link: "/audits/" + o.AuditID, EnterpriseID: o.EnterpriseID}
	}
	return partOf(o.audit, "cp_option", o.ID, o.Version, "方案"+o.Code+" "+o.Name)
}

// EconomicStep is one figure of the economic argument with the way in which it is computed.
type EconomicStep struct {
	Label string `json:"label"`
	dossier.Step
}

// Sensitivity is the economic argument of an option with one of its conditions changed, the others as they are (敏感性分析).
type Sensitivity struct {
	Factor  string `json:"factor" doc:"变动的因素"`
	Change  string `json:"change" doc:"变动幅度"`
	Payback string `json:"payback" doc:"投资偿还期"`
	NPV     string `json:"npv" doc:"净现值"`
	IRR     string `json:"irr" doc:"内部收益率"`
}

// OptionInput is what may be written of an option.
type OptionInput struct {
	Version             int64         `json:"version,omitempty"`
	Name                string        `json:"name" maxLength:"200" doc:"方案名称"`
	Aspect              string        `json:"aspect" doc:"八个方面之一"`
	CostClass           string        `json:"cost_class" doc:"low 无/低费，high 中/高费"`
	Content             string        `json:"content,omitempty" maxLength:"4000" doc:"方案内容"`
	State               string        `json:"state,omitempty" doc:"实施状态"`
	Reason              string        `json:"reason,omitempty" maxLength:"1000" doc:"放弃原因"`
	InvestmentFen       int64         `json:"investment_fen,omitempty"`
	BenefitFen          int64         `json:"benefit_fen,omitempty"`
	ActualInvestmentFen int64         `json:"actual_investment_fen,omitempty"`
	ActualBenefitFen    int64         `json:"actual_benefit_fen,omitempty"`
	PlannedOn           calendar.Date `json:"planned_on,omitempty"`
	CompletedOn         calendar.Date `json:"completed_on,omitempty"`
	Effects             []Effect      `json:"effects,omitempty" maxItems:"50"`
	Feasibility         *Feasibility  `json:"feasibility,omitempty"`
	Touches             string        `json:"touches,omitempty" maxLength:"200" doc:"针对的物质或问题，例如有毒有害物质、超标污染物、淘汰设备"`
	EndOfPipe           bool          `json:"end_of_pipe,omitempty" doc:"末端治理方案"`
}

// BaseVersion gives the version that the input carries.
func (in OptionInput) BaseVersion() int64 { return in.Version }

// apply writes the input into the option; all faults at once.
func (o *Option) apply(in OptionInput, a *Audit, today calendar.Date) error {
	c := &checker{today: today}
	if in.State == "" {
		in.State = OptionPlanned
	}
	if in.Effects == nil {
		in.Effects = []Effect{}
	}
	c.text("name", "方案名称", &in.Name, 200)
	for _, choice := range []struct {
		path, label, value string
		of                 map[string]string
	}{{"aspect", "方面", in.Aspect, AspectLabels}, {"cost_class", "费用类别", in.CostClass, CostLabels}, {"state", "实施状态", in.State, OptionStateLabels}} {
		if _, ok := choice.of[choice.value]; !ok {
			c.add(choice.path, "请选择"+choice.label+"。", choice.value)
		}
	}
	c.date("planned_on", "计划完成日期", in.PlannedOn)
	in.checkProgress(c, a)
	in.checkMoney(c)
	in.checkEffects(c)
	if in.Feasibility != nil {
		in.Feasibility.check(c)
	}
	if err := c.faults.Err("方案没有保存"); err != nil {
		return err
	}
	o.Name, o.Aspect, o.CostClass, o.Content, o.State, o.Reason = in.Name, in.Aspect, in.CostClass, strings.TrimSpace(in.Content), in.State, in.Reason
	o.InvestmentFen, o.BenefitFen, o.ActualInvestmentFen, o.ActualBenefitFen = in.InvestmentFen, in.BenefitFen, in.ActualInvestmentFen, in.ActualBenefitFen
	o.PlannedOn, o.CompletedOn, o.Effects = in.PlannedOn, in.CompletedOn, in.Effects
	o.Touches, o.EndOfPipe = strings.TrimSpace(in.Touches), in.EndOfPipe
	if in.Feasibility != nil {
		o.Feasibility = *in.Feasibility
	}
	o.derive()
	return nil
}

// checkProgress holds the order of the law: medium/high-cost options begin after the evaluation (GUIDE 2); what is
// done has a day, what is dropped has a reason.
func (in *OptionInput) checkProgress(c *checker, a *Audit) {
	in.Reason = strings.TrimSpace(in.Reason)
	c.date("completed_on", "实际完成日期", in.CompletedOn)
	switch {
	case in.State == OptionDone && in.CompletedOn == "":
		c.add("completed_on", "已完成的方案应填写实际完成日期。", "")
	case in.State == OptionDone && in.CompletedOn.After(c.today):
		c.add("completed_on", "实际完成日期不能晚于今天。", string(in.CompletedOn))
	case in.State == OptionDropped && in.Reason == "":
		c.add("reason", "放弃方案应说明原因。", "")
	case in.State != OptionDone && in.CompletedOn != "":
		c.add("completed_on", "方案还没有完成，不填实际完成日期；已经完成的，请将实施状态改为“已完成”。", string(in.CompletedOn))
	}
	if in.CostClass == CostHigh && (in.State == OptionDone || in.State == OptionOngoing) && a.EvaluatedOn == "" && a.Track == TrackStrict {
		c.add("state", "中/高费方案应在评估之后实施；评估之前只能填写“拟实施”或者“已放弃”。", in.State)
	}
}

func (in *OptionInput) checkMoney(c *checker) {
	for path, fen := range map[string]int64{"investment_fen": in.InvestmentFen, "actual_investment_fen": in.ActualInvestmentFen} {
		if fen < 0 {
			c.add(path, "投资不能为负数，请核对。", "")
		}
	}
	for path, fen := range map[string]int64{
		"investment_fen": in.InvestmentFen, "benefit_fen": in.BenefitFen, "actual_investment_fen": in.ActualInvestmentFen, "actual_benefit_fen": in.ActualBenefitFen,
	} {
		if fen > 100_000_000_000_00 || fen < -100_000_000_000_00 {
			c.add(path, "金额超过一千亿元，请核对数量级（单位为万元）。", "")
		}
	}
}

func (in *OptionInput) checkEffects(c *checker) {
	seen := map[string]bool{}
	for i := range in.Effects {
		e, path := &in.Effects[i], fmt.Sprintf("effects[%d].", i)
		n := slices.IndexFunc(EffectKinds, func(k EffectKind) bool { return k.Kind == e.Kind })
		if n < 0 {
			c.add(path+"kind", "请在列表中选择效果类别。", e.Kind)
			continue
		}
		e.Unit = EffectKinds[n].Unit
		if seen[e.Kind] {
			c.add(path+"kind", EffectKinds[n].Label+"重复填写，请合并。", e.Kind)
		}
		seen[e.Kind] = true
		if strings.TrimSpace(e.Quantity) == "" {
			c.add(path+"quantity", "请填写"+EffectKinds[n].Label+"的预期年效果；增加消耗的填负数。", "")
		}
		c.signed(path+"quantity", "预期年效果", &e.Quantity)
		c.signed(path+"actual", "实际年效果", &e.Actual)
		if e.Method != "" {
			c.choice(path+"method", "取得方式", e.Method, effectMethods)
		}
	}
}

// onlyProgress refuses to change the plan of an option after the report: from then on only its progress is entered.
func (o Option) onlyProgress(now *Option, a *Audit) error {
	if a.State == Ongoing || a.State == Supplementing {
		return nil
	}
	effects := slices.EqualFunc(o.Effects, now.Effects, func(a, b Effect) bool { return a.Kind == b.Kind && a.Quantity == b.Quantity })
	if o.Name != now.Name || o.Aspect != now.Aspect || o.CostClass != now.CostClass || o.Content != now.Content || o.InvestmentFen != now.InvestmentFen ||
		o.BenefitFen != now.BenefitFen || o.Feasibility != now.Feasibility || !effects {
		return fault.Conflict("审核报告提交以后，方案的内容、投资和预期效果已经确定，只能填写实施状态、实际投资、实际效益和实际效果。")
	}
	return nil
}

// derive computes what follows: the static payback period N = I / P in years, two decimals.
func (o *Option) derive() {
	o.Payback = ""
	if o.InvestmentFen > 0 && o.BenefitFen > 0 {
		o.Payback = decimal.NewFromInt(o.InvestmentFen).DivRound(decimal.NewFromInt(o.BenefitFen), 2).String()
	}
}

// optionCode gives the next code of a round: F01, F02 ... F100.
func optionCode(options []Option) string {
	highest := 0
	for _, o := range options {
		var n int
		if _, err := fmt.Sscanf(o.Code, "F%d", &n); err == nil && n > highest {
			highest = n
		}
	}
	return fmt.Sprintf("F%02d", highest+1)
}

// OptionList is all options of a round with their sums.
type OptionList struct {
	Items    []Option        `json:"items" nullable:"false"`
	Totals   []CostTotal     `json:"totals" nullable:"false" doc:"按费用类别汇总"`
	Effects  []EffectSum     `json:"effects" nullable:"false" doc:"环境效果合计"`
	Kinds    []EffectKind    `json:"kinds" nullable:"false" doc:"可选的效果类别"`
	Editable bool            `json:"editable"`
	Locked   string          `json:"locked" doc:"不能填写的原因"`
	Addable  bool            `json:"addable" doc:"是否可以增加方案和修改方案内容"`
	Returned []ReturnedPlace `json:"returned" nullable:"false" doc:"被退回、可以修改的位置；行标识为方案的标识"`
}
