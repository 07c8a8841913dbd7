package audit

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// at gives the path of a cell.
func at(i int, field string) string { return fmt.Sprintf("rows[%d].%s", i, field) }

func tooMany(c *checker, n int) {
	if n > maxRows {
		c.add("rows", fmt.Sprintf("共%d行，最多%d行，请归并后填写。", n, maxRows), "")
	}
}

// years says which of the three years before the audit a table lacks: three years are compared (近三年).
func yearsGap(label string, opened calendar.Date, have []int) []string {
	distinct := map[int]bool{}
	for _, y := range have {
		distinct[y] = true
	}
	if n := len(distinct); n < 3 {
		return []string{fmt.Sprintf("%s应有近三年的数据，现有%d年。", label, n)}
	}
	return nil
}

// productUnits are the units of output (产量单位).
var productUnits = []string{"t", "万t", "kg", "m", "万m", "m²", "万m²", "m³", "万m³", "件", "万件", "台", "万台", "套", "辆", "万辆", "只", "万只", "重量箱", "kWh", "万kWh", "GJ", "L", "kL", "万元"}

// ProductRow is the output of one product in one year (T03).
type ProductRow struct {
	Product  string `json:"product" doc:"产品名称"`
	Year     int    `json:"year" doc:"年份"`
	Unit     string `json:"unit" doc:"单位"`
	Capacity string `json:"capacity,omitempty" doc:"设计产能"`
	Output   string `json:"output" doc:"实际产量"`
	Rate     string `json:"rate,omitempty" readOnly:"true" doc:"产能利用率，%"`
}

// ProductSection is the output of the last three years (产品产量).
type ProductSection struct {
	SectionHead
	Rows []ProductRow `json:"rows" nullable:"false"`
}

func (s *ProductSection) check(c *checker, _ []Carrier) {
	tooMany(c, len(s.Rows))
	seen := c.once()
	for i := range s.Rows {
		r := &s.Rows[i]
		c.text(at(i, "product"), "产品名称", &r.Product, 100)
		c.year(at(i, "year"), r.Year)
		c.choice(at(i, "unit"), "单位", r.Unit, productUnits)
		capacity := c.optional(at(i, "capacity"), "设计产能", &r.Capacity)
		output := c.number(at(i, "output"), "实际产量", &r.Output)
		seen.row(i, "year", fmt.Sprintf("%s %d年", r.Product, r.Year))
		r.Rate = percent(output, capacity)
	}
}

func (s *ProductSection) gaps(a *Audit) []string {
	years := []int{}
	for _, r := range s.Rows {
		years = append(years, r.Year)
	}
	return yearsGap("产品产量", a.OpenedOn, years)
}

func (s *ProductSection) lines() []string {
	out := []string{}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%s %d年 产量%s%s%s", r.Product, r.Year, r.Output, r.Unit, after(" 产能", r.Capacity, r.Unit)))
	}
	return out
}

// EnergyRow is the use of one carrier in one year (T05).
type EnergyRow struct {
	Carrier  string `json:"carrier" doc:"能源品种编码"`
	Name     string `json:"name,omitempty" readOnly:"true"`
	Year     int    `json:"year"`
	Quantity string `json:"quantity" doc:"消耗量"`
	Unit     string `json:"unit" doc:"单位"`
	Measured string `json:"measured,omitempty" doc:"实测折标准煤系数，千克标准煤每基本单位；不填按标准值"`
	TCE      string `json:"tce,omitempty" readOnly:"true" doc:"折标准煤，吨"`
}

// YearTotal is a sum of one year.
type YearTotal struct {
	Year  int    `json:"year"`
	Total string `json:"total"`
}

// EnergySection is the energy of the last three years (能源消耗), with its standard coal computed from dated factors.
type EnergySection struct {
	SectionHead
	Rows   []EnergyRow `json:"rows" nullable:"false"`
	Totals []YearTotal `json:"totals,omitempty" readOnly:"true" doc:"各年综合能耗，吨标准煤"`
}

func (s *EnergySection) check(c *checker, carriers []Carrier) {
	tooMany(c, len(s.Rows))
	seen, sums := c.once(), map[int]decimal.Decimal{}
	for i := range s.Rows {
		r := &s.Rows[i]
		r.TCE, r.Name = "", ""
		c.year(at(i, "year"), r.Year)
		amount := c.number(at(i, "quantity"), "消耗量", &r.Quantity)
		measured := c.optional(at(i, "measured"), "实测系数", &r.Measured)
		n := slices.IndexFunc(carriers, func(k Carrier) bool { return k.Code == r.Carrier })
		if n < 0 {
			c.add(at(i, "carrier"), "请在列表中选择能源品种。", r.Carrier)
			continue
		}
		k := carriers[n]
		r.Name = k.Name
		seen.row(i, "carrier", fmt.Sprintf("%s %d年", k.Name, r.Year))
		if !c.choice(at(i, "unit"), k.Name+"的单位", r.Unit, k.Units) || !k.factor(c, at(i, "measured"), measured) {
			continue
		}
		r.TCE = k.tce(amount, r.Unit, measured).String()
		sums[r.Year] = sums[r.Year].Add(k.tce(amount, r.Unit, measured))
	}
	s.Totals = yearTotals(sums)
}

// factor checks the measured factor against the range that the standard gives.
func (k Carrier) factor(c *checker, path string, measured decimal.Decimal) bool {
	switch {
	case measured.IsZero() && k.kgce.IsZero():
		c.add(path, fmt.Sprintf("%s的折标准煤系数须按实测值填写，标准给出的范围为%s至%s。", k.Name, k.Lowest, k.Highest), "")
		return false
	case measured.IsPositive() && (measured.LessThan(k.low.Mul(decimal.New(5, -1))) || measured.GreaterThan(k.high.Mul(decimal.NewFromInt(2)))):
		c.add(path, fmt.Sprintf("实测系数%s与标准值%s至%s相差过大，请核对单位（千克标准煤每%s）。", measured, k.Lowest, k.Highest, k.BaseUnit), measured.String())
		return false
	}
	return true
}

func yearTotals(sums map[int]decimal.Decimal) []YearTotal {
	totals := []YearTotal{}
	for year, sum := range sums {
		totals = append(totals, YearTotal{Year: year, Total: sum.String()})
	}
	slices.SortFunc(totals, func(a, b YearTotal) int { return a.Year - b.Year })
	return totals
}

func (s *EnergySection) gaps(a *Audit) []string {
	years := []int{}
	for _, r := range s.Rows {
		years = append(years, r.Year)
	}
	return yearsGap("能源消耗", a.OpenedOn, years)
}

func (s *EnergySection) lines() []string {
	out := []string{}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%s %d年 %s%s，折%s吨标准煤", r.Name, r.Year, r.Quantity, r.Unit, r.TCE))
	}
	return out
}

// waterSources are the sources of fresh water (水源).
var (
	waterSources = []string{"自来水", "地表水", "地下水", "再生水", "海水淡化水", "其他"}
	waterUnits   = map[string]int64{"m³": 1, "万m³": 10_000}
)

// WaterRow is the water of one source in one year (T06).
type WaterRow struct {
	Source string `json:"source" doc:"水源"`
	Year   int    `json:"year"`
	Fresh  string `json:"fresh" doc:"新鲜水取水量"`
	Reused string `json:"reused,omitempty" doc:"重复利用水量（填在其中一个水源行）"`
	Unit   string `json:"unit" doc:"单位"`
}

// WaterYear is the whole water of one year with its reuse rate.
type WaterYear struct {
	Year   int    `json:"year"`
	Fresh  string `json:"fresh" doc:"新鲜水，m³"`
	Reused string `json:"reused" doc:"重复利用水，m³"`
	Rate   string `json:"rate" doc:"重复利用率，%"`
}

// WaterSection is the water of the last three years (水资源利用). The reuse rate is reused / (reused + fresh).
type WaterSection struct {
	SectionHead
	Rows   []WaterRow  `json:"rows" nullable:"false"`
	Totals []WaterYear `json:"totals,omitempty" readOnly:"true"`
}

func (s *WaterSection) check(c *checker, _ []Carrier) {
	tooMany(c, len(s.Rows))
	seen := c.once()
	fresh, reused := map[int]decimal.Decimal{}, map[int]decimal.Decimal{}
	for i := range s.Rows {
		r := &s.Rows[i]
		c.choice(at(i, "source"), "水源", r.Source, waterSources)
		c.year(at(i, "year"), r.Year)
		f := c.number(at(i, "fresh"), "新鲜水取水量", &r.Fresh)
		u := c.optional(at(i, "reused"), "重复利用水量", &r.Reused)
		seen.row(i, "year", fmt.Sprintf("%s %d年", r.Source, r.Year))
		if c.choice(at(i, "unit"), "单位", r.Unit, []string{"m³", "万m³"}) {
			scale := decimal.NewFromInt(waterUnits[r.Unit])
			fresh[r.Year] = fresh[r.Year].Add(f.Mul(scale))
			reused[r.Year] = reused[r.Year].Add(u.Mul(scale))
		}
	}
	s.Totals = []WaterYear{}
	for _, t := range yearTotals(fresh) {
		f, u := fresh[t.Year], reused[t.Year]
		s.Totals = append(s.Totals, WaterYear{Year: t.Year, Fresh: f.String(), Reused: u.String(), Rate: percent(u, u.Add(f))})
	}
}

func (s *WaterSection) gaps(a *Audit) []string {
	years := []int{}
	for _, r := range s.Rows {
		years = append(years, r.Year)
	}
	return yearsGap("水资源利用", a.OpenedOn, years)
}

func (s *WaterSection) lines() []string {
	out := []string{}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%s %d年 新鲜水%s%s%s", r.Source, r.Year, r.Fresh, r.Unit, after(" 重复利用", r.Reused, r.Unit)))
	}
	return out
}

// percent gives part of whole in per cent with two decimals; "" when there is no whole.
func percent(part, whole decimal.Decimal) string {
	if whole.IsZero() {
		return ""
	}
	return part.Mul(decimal.NewFromInt(100)).DivRound(whole, 2).String()
}

// after writes an optional value with what stands before and after it.
func after(before, value, unit string) string {
	if value == "" {
		return ""
	}
	return before + value + unit
}
