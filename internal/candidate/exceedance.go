package candidate

import (
	"fmt"

	"github.com/shopspring/decimal"

	"qingshen/internal/statute"
)

// exceedances: a measured value above the limit of a standard, or a total above the quota (双超).
func exceedances(f *Finder, r *rule, s *Site, v *Verdict) {
	for _, fact := range f.newest(r, s, Exceedance) {
		value, ok := number(fact.Value)
		limit, other := number(fact.Limit)
		if !ok || !other {
			continue
		}
		what := map[string]string{"standard": "排放标准限值", "quota": "总量控制指标"}[fact.Role]
		text := fmt.Sprintf("%d年%s%s %s，%s %s %s（%s）。", fact.Year, fact.Name, fact.Value, fact.Unit, what, fact.Limit, fact.Unit, fact.Evidence)
		found := f.finding(r, text)
		found.on = fact.On
		if value.LessThanOrEqual(limit) {
			found.Why = fmt.Sprintf("没有超过%s，低于或者等于限值，差 %s %s。", what, limit.Sub(value), fact.Unit)
			v.Near = append(v.Near, found)
			continue
		}
		over := value.Sub(limit)
		found.Difference = fmt.Sprintf("超过 %s %s", over, fact.Unit)
		if limit.IsPositive() {
			found.Difference += "，超出" + what + "的 " + over.Div(limit).Round(2).String() + " 倍"
		}
		found.Facts = map[string]string{"exceed_kind": fact.Role, "exceed_pollutant": fact.Name, "exceed_value": fact.Value, "exceed_limit": fact.Limit,
			"exceed_unit": fact.Unit, "exceed_evidence": fact.Evidence}
		v.Hits = append(v.Hits, found)
	}
	f.attributes(r, s, v)
}

// consumptions: energy per unit of product above the limit of works that exist (高耗能).
func consumptions(f *Finder, r *rule, s *Site, v *Verdict) {
	for _, fact := range f.newest(r, s, Consumption) {
		limit, known := f.law.EnergyLimit(fact.Code)
		if !known {
			near := f.finding(r, fmt.Sprintf("%d年%s单位产品能耗 %s %s。", fact.Year, fact.Name, fact.Value, fact.Unit))
			near.Why = "该产品不在已收录的限额标准之内，不能判定是否超过，请对照标准原文核对。"
			v.Near = append(v.Near, near)
			continue
		}
		f.consumption(r, fact, limit, v)
	}
	f.attributes(r, s, v)
}

func (f *Finder) consumption(r *rule, fact Fact, limit statute.EnergyLimit, v *Verdict) {
	value, ok := Convert(fact.Value, fact.Unit, limit.Unit)
	existing := limit.Existing()
	text := fmt.Sprintf("%d年%s%s %s %s；%s《%s》3级（现有企业）限额 %s %s。", fact.Year, limit.Product, limit.Indicator, fact.Value, fact.Unit, limit.Standard, limit.Title, existing, limit.Unit)
	found := f.finding(r, text)
	found.on, found.Caution = fact.On, cautionOf(limit)
	switch {
	case !ok:
		found.Why = "所填单位“" + fact.Unit + "”不能换算为标准的单位“" + limit.Unit + "”，不能判定。"
	case limit.From > f.on:
		found.Why = "标准自" + limit.From.Chinese() + "起施行，" + f.on.Chinese() + "尚未施行。"
	case limit.From != "" && fact.Year < limit.From.Year():
		found.Why = fmt.Sprintf("标准自%s起施行，%d年的能耗不适用。", limit.From.Chinese(), fact.Year)
	case value.LessThanOrEqual(existing):
		found.Why = "没有超过3级限额，" + closeTo(value, existing, limit.Unit)
	default:
		over := value.Sub(existing)
		found.Difference = "超过 " + over.String() + " " + limit.Unit + share(over, existing)
		found.Facts = map[string]string{"energy_standard": limit.Standard + " " + limit.Title, "energy_product": limit.Product, "energy_value": value.String(),
			"energy_limit": existing.String(), "energy_unit": limit.Unit}
		v.Hits = append(v.Hits, found)
		return
	}
	v.Near = append(v.Near, found)
}

func closeTo(value, limit decimal.Decimal, unit string) string {
	if value.Equal(limit) {
		return "恰好等于限额。"
	}
	return "低 " + limit.Sub(value).String() + " " + unit + share(limit.Sub(value), limit) + "。"
}

// share gives a difference as a share of a positive limit.
func share(part, whole decimal.Decimal) string {
	if !whole.IsPositive() {
		return ""
	}
	return "（" + part.Mul(decimal.NewFromInt(100)).Div(whole).Round(1).String() + "%）"
}

// cautionOf says what must be looked at before a limit decides: the standard's own corrections, and how sure we are of it.
func cautionOf(limit statute.EnergyLimit) string {
	text := ""
	if limit.Note != "" {
		text = "标准的修正条款：" + limit.Note + "。上述比较未计修正。"
	}
	if limit.From == "" {
		text += "标准的施行日期未核实。"
	}
	if !limit.Reviewed {
		text += "限额转录未经复核，请对照标准原文。"
	}
	return text
}
