package demo

import (
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
)

// measure is what the options of the demonstration are made of.
type measure struct {
	name, aspect, effect string
	high                 bool
	low, most            int // investment, 万元
	quantity             int
	carbon               string // t of CO2 per unit of the effect (law/codes/effect_coefficients.csv)
}

var measures = []measure{
	{"完善原料计量和领用台账", audit.AspectInput, "material", false, 0, 2, 12, ""},
	{"照明更换为节能灯具", audit.AspectEquipment, "electricity", false, 2, 8, 6, "6.191"},
	{"蒸汽管道保温和疏水阀更换", audit.AspectEquipment, "steam", false, 3, 9, 220, ""},
	{"冷凝水回收用于锅炉补水", audit.AspectWaste, "water", false, 4, 9, 5_200, ""},
	{"优化反应温度和投料顺序", audit.AspectControl, "material", false, 0, 3, 18, ""},
	{"岗位操作规程修订和培训", audit.AspectStaff, "tce", false, 0, 2, 25, "2.6"},
	{"空压机系统检漏和压力优化", audit.AspectManagement, "electricity", false, 1, 6, 9, "6.191"},
	{"中水回用系统建设", audit.AspectWaste, "water", true, 60, 420, 48_000, ""},
	{"挥发性有机物治理设施改造", audit.AspectTechnology, "voc", true, 80, 680, 14, ""},
	{"余热回收利用工程", audit.AspectTechnology, "tce", true, 50, 520, 680, "2.6"},
	{"电机和变频节能改造", audit.AspectEquipment, "electricity", true, 30, 260, 85, "6.191"},
	{"生产线自动控制系统升级", audit.AspectControl, "cod", true, 45, 380, 6, ""},
	{"有毒有害原料替代", audit.AspectInput, "toxic", true, 25, 190, 22, ""},
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
		Touches: map[string]string{"toxic": "有毒有害原料", "cod": "化学需氧量", "voc": "挥发性有机物"}[m.effect],
		Content: m.name + "，由生产技术部组织实施（演示数据）。", State: audit.OptionPlanned, InvestmentFen: cost, BenefitFen: cost*int64(r.between(25, 60))/100 + int64(r.between(5, 60))*wan/10,
		PlannedOn: r.day.AddDays(r.between(30, 90)),
		Effects:   []audit.Effect{{Kind: m.effect, Unit: unitOf(m.effect), Quantity: decimal.New(int64(m.quantity*r.between(50, 160)), -2).String()}},
	}
	if m.high {
		o.CostClass, o.PlannedOn = audit.CostHigh, r.day.AddDays(r.between(240, 420))
	}
	if m.carbon != "" {
		cut := decimal.RequireFromString(o.Effects[0].Quantity).Mul(decimal.RequireFromString(m.carbon)).Round(2)
		o.Effects = append(o.Effects, audit.Effect{Kind: "co2", Unit: unitOf("co2"), Quantity: cut.String()})
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
				Technical: "技术成熟，省内同行业已有应用（演示数据）。", Environmental: "减少能源消耗和污染物排放，无二次污染（演示数据）。",
				Economic: "投资偿还期合理，资金由企业自筹（演示数据）。", GainFen: o.BenefitFen * 6 / 5, Years: "10", TaxRate: "25", BaseRate: "8",
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
		// What one measure saves and the carbon that goes with it come out the same; the carbon is computed from it.
		share, method := decimal.New(int64(r.between(82, 118)), -2), []string{"实测", "实测", "计算", "估算"}[(r.site.number+len(o.Name))%4]
		for i := range o.Effects {
			e := &o.Effects[i]
			e.Actual, e.Method = decimal.RequireFromString(e.Quantity).Mul(share).Round(2).String(), method
			if e.Kind == "co2" {
				e.Method = "计算"
			}
		}
	}
}
