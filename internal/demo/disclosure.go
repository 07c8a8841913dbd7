package demo

import (
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/internal/statute"
)

// disclosed has the enterprise make its information public within the month (most do), and a department check it.
func (r *round) disclosed() {
	back, backAt := r.day, r.at
	defer func() { r.day, r.at = back, backAt }()
	low, high := 8, 27
	switch {
	case r.role != nil && r.role.late, r.role != nil && r.role.overdue && r.wants(audit.Listed), r.role == nil && r.percent(2):
		return
	case r.role == nil && r.percent(4):
		low, high = 36, 70
	}
	if !r.on(low, high) {
		return
	}
	d := r.disclosure
	for _, block := range r.law.Disclosure(r.a.OpenedOn, r.a.Reasons) {
		d.Content[block.ID] = r.blockOf(block)
	}
	d.Channel, d.WebAddress = "企业官方网站", fmt.Sprintf("https://www.%d.example/qjsc/%d", r.site.number, r.a.Year)
	d.PublishedOn, d.SubmittedOn = r.day, r.day
	if err := d.Seal(); err != nil {
		panic("demo: disclosure: " + err.Error())
	}
	d.State, d.Version, d.UpdatedAt = audit.DisclosureSubmitted, 3, r.at
	r.a.DisclosedOn = r.day
	r.noteAt(r.dice, r.enterprise(), "disclosure.submit", d.Subject(), r.at, "")
	r.meet(r.dice, r.clocks["disclose"], r.enterprise(), r.day, r.at)
	r.tell(r.dice, "disclosure-submitted", d.Subject(), r.at, map[string]string{"note": ""})
	if r.role != nil && !r.role.checked || r.role == nil && r.a.Year == r.year && r.percent(12) || !r.on(2, 15) {
		return
	}
	d.State, d.CheckedOn, d.Version, d.UpdatedAt = audit.DisclosureChecked, r.day, 4, r.at
	r.noteAt(r.dice, r.county(), "disclosure.check", d.Subject(), r.at, "")
}

// blockOf fills one block of the form with invented content.
func (r *round) blockOf(b statute.Block) audit.BlockRows {
	row := map[string]string{}
	for _, f := range b.Fields {
		switch {
		case f.Kind == "quantity":
			row[f.ID] = decimal.New(int64(r.between(20, 9_000)), -1).String()
		case f.Kind == "choice":
			row[f.ID] = pick(r.dice, f.Options)
		default:
			row[f.ID] = r.wordFor(b.ID, f.ID)
		}
	}
	return audit.BlockRows{row}
}

func (r *round) wordFor(block, field string) string {
	e, t := r.site.enterprise, r.site.trade.facts
	switch field {
	case "name":
		return r.a.EnterpriseName
	case "legal_representative":
		return e.LegalRepresentative
	case "address":
		return r.site.site.Address
	case "pollutant":
		return t.pollutant
	case "way":
		return "连续排放，经处理后由排放口排放"
	case "over_standard":
		return "监督性监测中" + t.pollutant + "超过排放标准，已制定整改措施"
	case "over_quota":
		return "未超过重点污染物排放总量控制指标"
	case "kind":
		return "电力、蒸汽"
	case "over_limit":
		return "单位产品能耗高于限额，已列入节能改造计划"
	case "material", "substance":
		return t.toxic
	case "use":
		return "生产原料"
	case "hazardous_waste":
		return "分类贮存，全部委托有资质单位处置"
	case "risk_control":
		return "已编制突发环境事件应急预案并备案，设有事故应急池"
	}
	return "无"
}
