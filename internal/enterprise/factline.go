package enterprise

import (
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/sheet"
	"qingshen/internal/statute"
)

// FactLine is one row of a list of facts (厂区年度事实表): the same columns serve template, import and export.
type FactLine struct {
	Enterprise, CreditCode, Site string
	Kind, Role, Element          string
	Year                         string
	Name, Code, Indicator        string
	Value, Limit, Unit           string
	Evidence                     string
	EvidenceOn                   calendar.Date
	Source, Listed               string // export only
}

type factColumn = sheet.Column[FactLine]

func factText(key, title string, field func(*FactLine) *string, aliases ...string) factColumn {
	return factColumn{Key: key, Title: title, Aliases: aliases,
		Get: func(l *FactLine) string { return *field(l) },
		Set: func(l *FactLine, s string) error { *field(l) = s; return nil }}
}

func factChoice(key, title string, labels map[string]string, order []string, field func(*FactLine) *string, aliases ...string) factColumn {
	c := factText(key, title, field, aliases...)
	c.Kind = sheet.Choice
	for _, k := range order {
		c.Choices = append(c.Choices, labels[k])
	}
	c.Get = func(l *FactLine) string { return labels[*field(l)] }
	c.Set = func(l *FactLine, s string) error {
		for k, label := range labels {
			if label == s {
				*field(l) = k
			}
		}
		return nil
	}
	return c
}

func factWith(c factColumn, change func(*factColumn)) factColumn {
	change(&c)
	return c
}

var kindOrder = []string{candidate.Substance, candidate.Waste, candidate.Consumption, candidate.Exceedance, candidate.PastAudit}

// FactNoun gives the columns of the list of facts.
func FactNoun() sheet.Noun[FactLine] {
	elements := map[string]string{}
	for _, e := range candidate.Elements {
		elements[e] = e
	}
	return sheet.Noun[FactLine]{Name: "site-fact", Title: "厂区年度事实", Notes: []string{
		"一行是一个厂区一个年度的一项事实：使用、生产或者排放的一种物质，产生的一种危险废物，一种产品的单位能耗，一项超标或者超总量，或者系统启用以前的一次审核。",
		"以统一社会信用代码、厂区、类别、年度、情形、名称和代码识别是否已经登记：已登记的按本表更新，内容相同的不作改动。",
		"单位产品能耗：名称写限额标准中的产品或者工序名称，代码写标准编号，指标写标准中的指标名称；不在收录标准之内的产品可以只写名称。",
		"以往审核：名称写验收文号，依据日期写验收合格的日期，因双有开展的在“情形”中注明。",
	}, Columns: []factColumn{
		factWith(factText("enterprise", "企业名称", func(l *FactLine) *string { return &l.Enterprise }, "单位名称", "名称（企业）"), func(c *factColumn) {
			c.Width, c.Help = 30, "供核对，以统一社会信用代码为准。"
		}),
		factWith(factText("credit_code", "统一社会信用代码", func(l *FactLine) *string { return &l.CreditCode }, "信用代码", "社会信用代码"), func(c *factColumn) {
			c.Required, c.Kind, c.Width, c.Help = true, sheet.Code, 24, "18位，企业须已经登记。"
		}),
		factWith(factText("site_id", "厂区", func(l *FactLine) *string { return &l.Site }, "厂区编号", "厂区名称"), func(c *factColumn) {
			c.Example, c.Help = "1", "厂区的编号或者名称；企业只有一个厂区时可以不填。"
		}),
		factWith(factChoice("kind", "事实类别", candidate.Kinds, kindOrder, func(l *FactLine) *string { return &l.Kind }, "类别"), func(c *factColumn) {
			c.Required, c.Width, c.Example = true, 20, candidate.Kinds[candidate.Substance]
		}),
		factWith(factText("year", "年度", func(l *FactLine) *string { return &l.Year }, "年份", "统计年度"), func(c *factColumn) {
			c.Required, c.Kind, c.Example = true, sheet.Code, "2025"
			c.Set = func(l *FactLine, s string) error {
				if l.Year = strings.TrimSuffix(s, "年"); len(l.Year) != 4 || strings.Trim(l.Year, "0123456789") != "" {
					return sheet.Refuse("年度“"+s+"”无法识别，请填写四位数字，例如 2025。", "")
				}
				return nil
			}
		}),
		factWith(factChoice("role", "情形", FactRoles, []string{"use", "produce", "discharge", "standard", "quota", "toxic", ""}, func(l *FactLine) *string { return &l.Role }, "用途"), func(c *factColumn) {
			c.Help, c.Example = "物质写使用、生产或者排放；超标超总量写超过哪一种；以往审核写是否因双有开展。", "使用"
		}),
		factWith(factText("name", "物质、废物、产品或者污染物名称", func(l *FactLine) *string { return &l.Name }, "名称", "物质名称", "废物名称", "产品名称", "污染物名称"), func(c *factColumn) {
			c.Required, c.Width, c.Example = true, 28, "二氯甲烷"
		}),
		factWith(factText("code", "CAS号、废物代码或者标准编号", func(l *FactLine) *string { return &l.Code }, "代码", "CAS号", "CAS", "废物代码", "标准编号"), func(c *factColumn) {
			c.Width, c.Example, c.Help = 24, "75-09-2", "例如 75-09-2、HW08-900-249-08、GB 16780-2021。"
		}),
		factText("indicator", "能耗指标", func(l *FactLine) *string { return &l.Indicator }, "指标"),
		factChoice("element", "所含成分", elements, candidate.Elements, func(l *FactLine) *string { return &l.Element }, "所含重金属"),
		factWith(factText("value", "数值", func(l *FactLine) *string { return &l.Value }, "数量", "用量", "产生量", "单位产品能耗", "实际浓度或者总量"), func(c *factColumn) {
			c.Kind, c.Example = sheet.Decimal, "12.5"
		}),
		factWith(factText("limit_value", "限值", func(l *FactLine) *string { return &l.Limit }, "标准限值", "总量指标"), func(c *factColumn) { c.Kind = sheet.Decimal }),
		factWith(factText("unit", "单位", func(l *FactLine) *string { return &l.Unit }, "计量单位"), func(c *factColumn) { c.Example = "t" }),
		factWith(factText("evidence", "认定依据", func(l *FactLine) *string { return &l.Evidence }, "依据"), func(c *factColumn) {
			c.Required, c.Width, c.Example = true, 30, "2025年原辅材料台账"
		}),
		factWith(factColumn{Key: "evidence_on", Title: "依据日期", Aliases: []string{"日期", "验收日期"}, Kind: sheet.Date}, func(c *factColumn) {
			c.Required, c.Example = true, "2026-01-10"
			c.Get = func(l *FactLine) string { return string(l.EvidenceOn) }
			c.Set = func(l *FactLine, s string) error { l.EvidenceOn = calendar.Date(s); return nil }
		}),
		{Key: "source", Title: "来源", Get: func(l *FactLine) string { return l.Source }},
		{Key: "listed", Title: "所在名录", Width: 40, Get: func(l *FactLine) string { return l.Listed }},
	}}
}

// input gives what the row says as the input of one fact; law resolves the limit that a product means.
func (l *FactLine) input(law *statute.Law) FactInput {
	year, _ := strconv.Atoi(l.Year) // the column takes nothing else
	in := FactInput{Kind: l.Kind, Year: year, Role: l.Role, Name: l.Name, Code: l.Code, Element: l.Element, Value: l.Value, LimitValue: l.Limit, Unit: l.Unit,
		Evidence: l.Evidence, EvidenceOn: l.EvidenceOn}
	if in.Kind == candidate.Consumption {
		in.Code = limitOf(law, l)
	}
	return in
}

// limitOf finds the limit of a product by standard, product, indicator and, where several are left, unit. A limit that is
// not found stays as it was written, so that the fault names it.
func limitOf(law *statute.Law, l *FactLine) string {
	if strings.TrimSpace(l.Code) == "" && l.Indicator == "" {
		return ""
	}
	fits := func(text, want string) bool {
		want = strings.ReplaceAll(strings.TrimSpace(want), " ", "")
		return want == "" || strings.Contains(strings.ReplaceAll(text, " ", ""), want)
	}
	found := slices.DeleteFunc(law.EnergyLimits(), func(e statute.EnergyLimit) bool {
		return !fits(e.Standard, l.Code) || e.Product != strings.TrimSpace(l.Name) || !fits(e.Indicator, l.Indicator)
	})
	if len(found) > 1 {
		if narrower := slices.DeleteFunc(slices.Clone(found), func(e statute.EnergyLimit) bool { return e.Unit != l.Unit }); len(narrower) > 0 {
			found = narrower
		}
	}
	if len(found) != 1 {
		return l.Code + "（" + l.Name + "）"
	}
	return found[0].Key
}

// factLine gives the row of a stored fact.
func factLine(e *Enterprise, f *SiteFact, law *statute.Law) *FactLine {
	l := &FactLine{Enterprise: e.Name, CreditCode: e.CreditCode, Site: f.SiteName, Kind: f.Kind, Role: f.Role, Element: f.Element, Year: strconv.Itoa(f.Year),
		Name: f.Name, Code: f.Code, Value: f.Value, Limit: f.LimitValue, Unit: f.Unit, Evidence: f.Evidence, EvidenceOn: f.EvidenceOn, Source: Sources[f.Source]}
	if limit, ok := law.EnergyLimit(f.Code); ok {
		l.Code, l.Indicator = limit.Standard, limit.Indicator
	}
	lists := []string{}
	for _, listed := range f.Listed {
		lists = append(lists, listed.List)
	}
	l.Listed = strings.Join(lists, "、")
	return l
}
