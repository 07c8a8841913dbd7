package demo

import (
	"fmt"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/enterprise"
)

// products are the limits that the trades of the demonstration stand under: standard, product, indicator, unit.
var products = map[string]string{
	"3011": "GB 16780-2021|水泥熟料|熟料单位产品综合能耗|kgce/t",
	"3041": "GB 21340-2019|平板玻璃 500<生产线≤800 t/d|单位产品综合能耗|kgce/重箱",
	"3216": "GB 21346-2022|电解铝|铝锭综合单耗|kgce/t",
	"2221": "GB 31825-2024|瓦楞原纸、纸管纸板|单位产品综合能耗|kgce/t",
	"2621": "GB 21344-2023|合成氨（粉煤）|单位产品综合能耗|kgce/t",
	"4411": "GB 21258-2024|燃煤发电机组 超临界 300 MW|供电煤耗率|gce/kWh",
	"2521": "GB 21342-2025|捣固焦炉|焦炭单位产品能耗|kgce/t",
}

// chemicals are the numbers of the substances that the trades use.
var chemicals = map[string]string{"苯": "71-43-2", "甲苯": "108-88-3", "二氯甲烷": "75-09-2", "氰化钠": "143-33-9", "环氧氯丙烷": "106-89-8", "苯胺": "62-53-3", "苯并[a]芘": "50-32-8", "六溴环十二烷": "25637-99-4"}

// contains are what a substance is said to contain where its name is not that of a compound.
var contains = map[string]string{"六价铬": "六价铬", "铬": "铬", "砷": "砷", "铅": "铅", "氰化物": "氰化物"}

// waste is a hazardous waste that many trades have.
type waste struct{ name, code string }

var wastes = []waste{{"废矿物油", "HW08-900-249-08"}, {"废有机溶剂", "HW06"}, {"含铬污泥", "HW17"}, {"废活性炭", "HW49"}, {"精馏残渣", "HW11"}}

// factSites is how many sites have facts, however many the province has.
const factSites = 20_000

// factsOf records what is known of a site for the last two full years, as its enterprise and its department would have: some
// above a limit, some just below, some that has come to an end. Nothing of it shifts the dice of anything else.
func (w *world) factsOf(s *site, no int) {
	d := roll(w.seed, ofFact, s.number*4+no)
	share := min(4_500, factSites*10_000/w.size)
	if s.role == nil && !d.per10000(share) {
		return
	}
	f := &factMaker{w: w, d: d, s: s}
	t := s.trade.facts
	year := w.today.Year() - 1
	if t.toxic != "" && (s.role != nil || d.percent(60)) {
		f.substance(t.toxic, year-1, d.between(5, 900))
		now := d.between(5, 900)
		if d.percent(8) {
			now = 0 // no longer used
		}
		f.substance(t.toxic, year, now)
	}
	if s.trade.code == "2651" && d.percent(40) { // a flame retardant of foams
		f.substance("六溴环十二烷", year, d.between(5, 300))
	}
	if d.percent(35) {
		kind := pick(d, wastes)
		f.add(candidate.Waste, year, "", kind.name, kind.code, "", tenths(d.between(3, 2400)), "", "t", fmt.Sprintf("%d年危险废物管理台账", year))
	}
	if key := products[s.trade.code]; key != "" && d.percent(70) {
		f.consumption(key, year)
	}
	if t.pollutant != "" && d.percent(14) {
		f.exceedance(t.pollutant, year)
	}
	if d.percent(7) {
		on := calendar.Of(w.today.Year()-d.between(3, 7), 6, d.between(1, 28))
		f.put(candidate.PastAudit, on.Year(), pick(d, []string{"toxic", ""}), fmt.Sprintf("演示验收意见〔%d〕%d号", on.Year(), d.between(1, 90)), "", "", "", "", "", "系统启用以前的验收意见", on)
	}
}

func tenths(n int) string { return decimal.New(int64(n), -1).String() }

// factMaker makes the facts of one site.
type factMaker struct {
	w *world
	d dice
	s *site
}

func (f *factMaker) substance(name string, year, amount int) {
	element := contains[name]
	if element != "" && len([]rune(name)) <= 3 {
		name = map[string]string{"六价铬": "铬酸酐", "铬": "铬铁合金", "砷": "含砷烟尘", "铅": "铅合金", "氰化物": "氰化亚铜"}[name]
	}
	f.add(candidate.Substance, year, "use", name, chemicals[name], element, tenths(amount), "", "t", fmt.Sprintf("%d年原辅材料台账", year))
}

func (f *factMaker) consumption(key string, year int) {
	limit, ok := f.w.law.EnergyLimit(key)
	if !ok {
		return
	}
	share := decimal.New(int64(f.d.between(920, 1050)), -3)
	f.add(candidate.Consumption, year, "", limit.Product, key, "", limit.Existing().Mul(share).Round(1).String(), "", limit.Unit, fmt.Sprintf("%d年能源利用状况报告", year))
}

func (f *factMaker) exceedance(pollutant string, year int) {
	limit := pick(f.d, []int{30, 50, 60, 100, 200})
	value := decimal.New(int64(limit*f.d.between(92, 160)), -2)
	unit := "mg/L"
	if strings.Contains(pollutant, "氧化") || strings.Contains(pollutant, "颗粒") || strings.Contains(pollutant, "挥发") {
		unit = "mg/m³"
	}
	f.add(candidate.Exceedance, year, "standard", pollutant, "", "", value.String(), fmt.Sprint(limit), unit, fmt.Sprintf("演示监督性监测报告〔%d〕第%04d号", year, f.d.IntN(10_000)))
}

// add records a fact of a year early in the next.
func (f *factMaker) add(kind string, year int, role, name, code, element, value, limit, unit, evidence string) {
	f.put(kind, year, role, name, code, element, value, limit, unit, evidence, calendar.Of(year+1, 1, f.d.between(4, 28)))
}

func (f *factMaker) put(kind string, year int, role, name, code, element, value, limit, unit, evidence string, on calendar.Date) {
	site := f.s.site
	row := &enterprise.SiteFact{EnterpriseID: f.s.enterprise.ID, SiteID: site.ID, RegionCode: site.RegionCode, CityCode: site.CityCode, Kind: kind, Year: year, Role: role,
		Name: name, Code: code, Element: element, Value: value, LimitValue: limit, Unit: unit, Evidence: evidence, EvidenceOn: on,
		Source: pick(f.d, []string{enterprise.SourceEnterprise, enterprise.SourceEnterprise, enterprise.SourceOffice})}
	at := site.CreatedAt
	if day := f.d.at(on.AddDays(f.d.between(1, 20))); day.After(at) {
		at = day
	}
	stamp(&row.Row, f.d.id(at), at)
	f.w.sheaf.facts = append(f.w.sheaf.facts, row)
}
