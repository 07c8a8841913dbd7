package enterprise

import (
	"qingshen/internal/calendar"
	"qingshen/internal/sheet"
)

// Line is one row of a list of enterprises (企业名录): an enterprise with one of its sites. The same columns serve the
// template, the import and the export, so that what was exported can be edited and imported again.
type Line struct {
	Name, Former, CreditCode                        string
	City, County                                    string
	Address, LegalRepresentative, Contact, Phone    string
	Industry, IndustryName, KeyIndustry, KeyProcess string
	Scale, Park                                     string
	SiteNo, SiteName                                string
	Permit, PermitKind                              string
	PermitUntil                                     calendar.Date
	Longitude, Latitude                             string
	State, Attributes, FormerNames                  string // export only

	region        string // what City and County mean
	sector        string // 领域, in exports
	particulars   map[string]string
	regionAssumed bool // the row named none that is known, so that the officer's choice was taken
	remarks       []remark

	longitude, latitude string // as written, to tell plants apart even where the position itself is not taken
}

// remark is something that a column found odd beyond the one fault that a cell may have.
type remark struct {
	key, message, proposal string
	severity               sheet.Severity
}

func (l *Line) warn(key, message, proposal string) {
	l.remarks = append(l.remarks, remark{key, message, proposal, sheet.Warning})
}

func (l *Line) refuse(key, message, proposal string) {
	l.remarks = append(l.remarks, remark{key, message, proposal, sheet.Error})
}

// faulty tells whether a remark keeps the row from being imported.
func (l *Line) faulty() bool {
	for _, r := range l.remarks {
		if r.severity == sheet.Error {
			return true
		}
	}
	return false
}

type column = sheet.Column[Line]

func text(key, title string, field func(*Line) *string, aliases ...string) column {
	return column{Key: key, Title: title, Aliases: aliases,
		Get: func(l *Line) string { return *field(l) },
		Set: func(l *Line, s string) error { *field(l) = s; return nil }}
}

func choice(key, title string, labels map[string]string, order []string, field func(*Line) *string, aliases ...string) column {
	c := text(key, title, field, aliases...)
	c.Kind = sheet.Choice
	for _, k := range order {
		c.Choices = append(c.Choices, labels[k])
	}
	c.Get = func(l *Line) string { return labels[*field(l)] }
	c.Set = func(l *Line, s string) error {
		for k, label := range labels {
			if label == s {
				*field(l) = k
			}
		}
		return nil
	}
	return c
}

func with(c column, change func(*column)) column {
	change(&c)
	return c
}

func only(key, title string, field func(*Line) *string) column {
	return column{Key: key, Title: title, Get: func(l *Line) string { return *field(l) }}
}

// Noun gives the columns of the list of enterprises.
func Noun() sheet.Noun[Line] {
	return sheet.Noun[Line]{Name: "enterprise", Title: "企业名录", Columns: append(identity(), plant()...), Notes: []string{
		"一行是一个企业的一个厂区。同一法人有几个厂区的，各写一行，统一社会信用代码相同，厂区名称不同。",
		"以统一社会信用代码和厂区识别是否已经登记：已登记的按本表更新，空着的单元格不改动原有内容；内容相同的不作改动。",
		"企业名称不通过本表更改。已登记的企业更名，请在系统中办理“更名”，以保留原名称和日期。",
		"市、县可以写名称，也可以写行政区划代码；行业可以写代码，也可以写名称。",
	}}
}

// identity are the columns of the enterprise itself.
func identity() []column {
	return []column{
		with(text("name", "企业名称", func(l *Line) *string { return &l.Name }, "单位名称", "名称", "公司名称", "企业全称", "单位全称", "排污单位名称"), func(c *column) {
			c.Required, c.Example, c.Width = true, "山东示例化工有限公司", 36
			c.Help = "与营业执照一致的全称。"
			c.Set = setName
		}),
		with(text("credit_code", "统一社会信用代码", func(l *Line) *string { return &l.CreditCode }, "代码", "信用代码", "社会信用代码", "统一信用代码", "组织机构代码", "统一社会信用代码/组织机构代码"), func(c *column) {
			c.Required, c.Kind, c.Width, c.Blanks = true, sheet.Code, 24, []string{"0", "无", "暂无", "不详"}
			c.Help = "18位，以营业执照为准。"
		}),
		with(text("city", "设区的市", func(l *Line) *string { return &l.City }, "市", "地市", "所在市", "所属地市", "设区市", "地级市", "所属市", "城市"), func(c *column) {
			c.Example, c.Help = "济南市", "名称或行政区划代码。"
		}),
		with(text("region_code", "县（市、区）", func(l *Line) *string { return &l.County }, "县市区", "区县", "县区", "县", "区", "所在县", "所在区县", "所属区县", "行政区划", "行政区划代码", "区划代码", "所在地", "所属地区", "地区"), func(c *column) {
			c.Example, c.Help = "历下区", "名称或6位行政区划代码。"
		}),
		with(text("address", "地址", func(l *Line) *string { return &l.Address }, "详细地址", "企业地址", "单位地址", "注册地址", "生产经营场所地址"), func(c *column) { c.Width = 36 }),
		text("legal_representative", "法定代表人", func(l *Line) *string { return &l.LegalRepresentative }, "法人", "法人代表", "法定代表人姓名"),
		text("contact_name", "联系人", func(l *Line) *string { return &l.Contact }, "环保联系人", "联系人姓名", "环保负责人"),
		with(text("contact_phone", "联系电话", func(l *Line) *string { return &l.Phone }, "电话", "手机", "手机号", "手机号码", "联系方式", "联系人电话"), func(c *column) { c.Kind = sheet.Code }),
		with(text("industry_code", "行业代码", func(l *Line) *string { return &l.Industry }, "国民经济行业代码", "行业类别代码", "行业小类代码", "行业分类代码"), func(c *column) {
			c.Kind, c.Example, c.Help = sheet.Code, "2614", "国民经济行业分类（GB/T 4754）的大类、中类或小类代码。"
		}),
		with(text("industry_name", "行业名称", func(l *Line) *string { return &l.IndustryName }, "行业", "行业类别", "所属行业", "国民经济行业", "行业类别名称", "行业分类"), func(c *column) {
			c.Help, c.Width = "没有代码时按名称查找。", 24
		}),
		choice("key_process", "是否有重点工序", KeyProcessLabels, []string{"yes", "no", "unknown"}, func(l *Line) *string { return &l.KeyProcess }, "重点工序", "是否涉及电镀涂装印刷工序"),
		with(text("key_industry", "重点行业", func(l *Line) *string { return &l.KeyIndustry }), func(c *column) {
			c.Help = "由行业代码判定；只在有几种可能的工序时按本列选取。"
		}),
		choice("scale", "企业规模", Scales, []string{"large", "medium", "small", "micro"}, func(l *Line) *string { return &l.Scale }, "规模", "企业划型"),
		text("park", "所在园区", func(l *Line) *string { return &l.Park }, "园区", "园区名称", "所在工业园区", "化工园区"),
	}
}

// plant are the columns of the site.
func plant() []column {
	return []column{
		with(text("site_no", "厂区编号", func(l *Line) *string { return &l.SiteNo }, "厂区序号"), func(c *column) {
			c.Kind, c.Help = sheet.Code, "在一个企业内唯一；新厂区可以不填，由系统编号。"
		}),
		with(text("site_name", "厂区名称", func(l *Line) *string { return &l.SiteName }, "生产场所", "生产场所名称", "厂区"), func(c *column) { c.Example = "主厂区" }),
		with(text("permit_no", "排污许可证编号", func(l *Line) *string { return &l.Permit }, "许可证", "许可证编号", "许可证号", "排污许可证", "排污许可证号", "排污许可编号", "固定污染源代码"), func(c *column) {
			c.Kind, c.Width, c.Help = sheet.Code, 28, "22位，以许可证副本或登记回执为准。"
			c.Blanks = []string{"0", "无", "暂无"}
		}),
		choice("permit_kind", "排污许可管理类别", PermitKinds, []string{"key", "simplified", "registered"}, func(l *Line) *string { return &l.PermitKind }, "管理类别", "许可证管理类别", "排污许可类别"),
		with(column{Key: "permit_until", Title: "排污许可证有效期至", Aliases: []string{"有效期至", "许可证有效期", "有效期"}, Kind: sheet.Date}, func(c *column) {
			c.Get = func(l *Line) string { return string(l.PermitUntil) }
			c.Set = func(l *Line, s string) error { l.PermitUntil = calendar.Date(s); return nil }
		}),
		with(text("longitude", "经度", func(l *Line) *string { return &l.Longitude }, "lng", "lon", "longitude", "中心经度"), func(c *column) { c.Help = "十进制度，例如117.000923。" }),
		with(text("latitude", "纬度", func(l *Line) *string { return &l.Latitude }, "lat", "latitude", "中心纬度"), func(c *column) { c.Help = "十进制度，例如36.675807。" }),
		only("former_names", "曾用名", func(l *Line) *string { return &l.FormerNames }),
		only("attributes", "现行属性", func(l *Line) *string { return &l.Attributes }),
		only("state", "经营状态", func(l *Line) *string { return &l.State }),
	}
}

// setName takes a written name apart; what it finds odd are warnings, since the row itself is good.
func setName(l *Line, s string) error {
	n := readName(s)
	l.Name, l.Former = n.Name, n.Former
	for _, r := range n.Remarks {
		l.warn("name", r, n.Name)
	}
	if faults := checkName("name", n.Name); len(faults) > 0 {
		return sheet.Refuse(faults[0].Message, "")
	}
	return nil
}
