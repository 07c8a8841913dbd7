package audit

import (
	"fmt"
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// teamPosts are the posts in an audit team (审核小组).
var teamPosts = []string{"组长", "副组长", "组员", "外聘专家", "咨询机构人员"}

// TeamMember is one person of the audit team (T02).
type TeamMember struct {
	Name       string `json:"name" doc:"姓名"`
	Post       string `json:"post" doc:"组内职务"`
	Department string `json:"department,omitempty" doc:"部门或单位"`
	Title      string `json:"title,omitempty" doc:"职务职称"`
	Duty       string `json:"duty,omitempty" doc:"职责"`
}

// PlanTask is one line of the work plan (工作计划).
type PlanTask struct {
	Task       string        `json:"task" doc:"工作内容"`
	From       calendar.Date `json:"from,omitempty" doc:"开始日期"`
	Until      calendar.Date `json:"until,omitempty" doc:"完成日期"`
	Department string        `json:"department,omitempty" doc:"责任部门"`
}

// TeamSection is the audit team with its work plan (审核小组与工作计划).
type TeamSection struct {
	SectionHead
	Rows []TeamMember `json:"rows" nullable:"false"`
	Plan []PlanTask   `json:"plan,omitempty"`
}

func (s *TeamSection) check(c *checker, _ []Carrier) {
	tooMany(c, len(s.Rows))
	checkTeam(c, "rows", s.Rows)
	for i := range s.Plan {
		t, path := &s.Plan[i], fmt.Sprintf("plan[%d].", i)
		c.text(path+"task", "工作内容", &t.Task, 200)
		c.date(path+"from", "开始日期", t.From)
		c.date(path+"until", "完成日期", t.Until)
		c.limit(path+"department", "责任部门", &t.Department, 100)
		if t.Until.Before(t.From) {
			c.add(path+"until", "完成日期早于开始日期，请核对。", string(t.Until))
		}
	}
}

// checkTeam checks the members of a team, wherever they are entered.
func checkTeam(c *checker, list string, members []TeamMember) {
	seen := map[string]bool{}
	for i := range members {
		m, path := &members[i], fmt.Sprintf("%s[%d].", list, i)
		c.text(path+"name", "姓名", &m.Name, 50)
		c.choice(path+"post", "组内职务", m.Post, teamPosts)
		c.limit(path+"department", "部门或单位", &m.Department, 100)
		c.limit(path+"title", "职务职称", &m.Title, 50)
		c.limit(path+"duty", "职责", &m.Duty, 200)
		if m.Name != "" && seen[m.Name+m.Department] {
			c.add(path+"name", m.Name+"已经在小组中，请勿重复填写；同名不同人请写明部门。", m.Name)
		}
		seen[m.Name+m.Department] = true
	}
}

func hasLeader(members []TeamMember) bool {
	return slices.ContainsFunc(members, func(m TeamMember) bool { return m.Post == "组长" })
}

func (s *TeamSection) gaps(*Audit) []string {
	gaps := []string{}
	if !hasLeader(s.Rows) {
		gaps = append(gaps, "审核小组应有一名组长。")
	}
	if len(s.Rows) < 2 {
		gaps = append(gaps, "审核小组至少应有两人。")
	}
	return gaps
}

func (s *TeamSection) lines() []string {
	out := []string{}
	for _, m := range s.Rows {
		out = append(out, m.Name+"（"+m.Post+"）"+m.Department)
	}
	for _, t := range s.Plan {
		out = append(out, fmt.Sprintf("%s %s至%s", t.Task, t.From, t.Until))
	}
	return out
}

// scales of an enterprise (企业规模).
var enterpriseScales = []string{"大型", "中型", "小型", "微型"}

// permitStates are how a site stands to the discharge permit (排污许可), content of the audit under N12 二(二).
var permitStates = []string{"重点管理", "简化管理", "登记管理", "未申领"}

// ProfileYear is the money of one year, in fen.
type ProfileYear struct {
	Year           int   `json:"year"`
	OutputValueFen int64 `json:"output_value_fen" doc:"工业总产值，分"`
	RevenueFen     int64 `json:"revenue_fen,omitempty" doc:"营业收入，分"`
	TaxFen         int64 `json:"tax_fen,omitempty" doc:"利税，分"`
}

// ProfileSection is the enterprise as it stands (企业基本情况, T01, T08, T11).
type ProfileSection struct {
	SectionHead
	LegalRepresentative string        `json:"legal_representative,omitempty" doc:"法定代表人"`
	Address             string        `json:"address,omitempty" doc:"生产地址"`
	Contact             string        `json:"contact,omitempty" doc:"联系人"`
	Phone               string        `json:"phone,omitempty" doc:"联系电话"`
	Scale               string        `json:"scale,omitempty" doc:"企业规模"`
	Employees           string        `json:"employees,omitempty" doc:"职工人数"`
	FoundedYear         int           `json:"founded_year,omitempty" doc:"投产年份"`
	Process             string        `json:"process,omitempty" doc:"主要产品和生产工艺"`
	Equipment           string        `json:"equipment,omitempty" doc:"主要设备和淘汰情况"`
	Permit              string        `json:"permit,omitempty" doc:"排污许可管理类别"`
	PermitNo            string        `json:"permit_no,omitempty" doc:"排污许可证或登记编号"`
	PermitPractice      string        `json:"permit_practice,omitempty" doc:"排污许可执行情况"`
	EIA                 string        `json:"eia,omitempty" doc:"环境影响评价和竣工环保验收情况"`
	Treatment           string        `json:"treatment,omitempty" doc:"污染治理设施和达标情况"`
	Management          string        `json:"management,omitempty" doc:"环境管理情况"`
	Rows                []ProfileYear `json:"rows" nullable:"false"`
}

// texts are the long texts of the profile, by field and name.
func (s *ProfileSection) texts() []struct {
	path, label string
	value       *string
} {
	return []struct {
		path, label string
		value       *string
	}{
		{"legal_representative", "法定代表人", &s.LegalRepresentative}, {"address", "生产地址", &s.Address}, {"contact", "联系人", &s.Contact},
		{"phone", "联系电话", &s.Phone}, {"permit_no", "排污许可证或登记编号", &s.PermitNo}, {"process", "主要产品和生产工艺", &s.Process},
		{"equipment", "主要设备和淘汰情况", &s.Equipment}, {"permit_practice", "排污许可执行情况", &s.PermitPractice}, {"eia", "环境影响评价和竣工环保验收情况", &s.EIA},
		{"treatment", "污染治理设施和达标情况", &s.Treatment}, {"management", "环境管理情况", &s.Management},
	}
}

func (s *ProfileSection) check(c *checker, _ []Carrier) {
	for _, t := range s.texts() {
		c.limit(t.path, t.label, t.value, 4000)
	}
	if s.Scale != "" {
		c.choice("scale", "企业规模", s.Scale, enterpriseScales)
	}
	if s.Permit != "" {
		c.choice("permit", "排污许可管理类别", s.Permit, permitStates)
	}
	if n := c.optional("employees", "职工人数", &s.Employees); !n.IsInteger() {
		c.add("employees", "职工人数应为整数。", s.Employees)
	}
	if s.FoundedYear != 0 && (s.FoundedYear < 1880 || s.FoundedYear > c.today.Year()) {
		c.add("founded_year", "投产年份应在1880年至今年之间，请核对。", fmt.Sprint(s.FoundedYear))
	}
	tooMany(c, len(s.Rows))
	seen := c.once()
	for i, r := range s.Rows {
		c.year(at(i, "year"), r.Year)
		seen.row(i, "year", fmt.Sprintf("%d年", r.Year))
		if r.OutputValueFen < 0 || r.RevenueFen < 0 {
			c.add(at(i, "output_value_fen"), "产值和收入不能为负数，请核对。", "")
		}
	}
}

func (s *ProfileSection) gaps(*Audit) []string {
	gaps := []string{}
	for _, need := range []struct{ label, value string }{
		{"生产地址", s.Address}, {"企业规模", s.Scale}, {"职工人数", s.Employees}, {"主要产品和生产工艺", s.Process},
		{"排污许可管理类别", s.Permit}, {"环境影响评价和竣工环保验收情况", s.EIA},
	} {
		if need.value == "" {
			gaps = append(gaps, "请填写"+need.label+"。")
		}
	}
	if s.Permit != "" && s.Permit != "未申领" && s.PermitNo == "" {
		gaps = append(gaps, "请填写排污许可证或登记编号。")
	}
	if len(s.Rows) == 0 {
		gaps = append(gaps, "请填写至少一年的工业总产值。")
	}
	return gaps
}

func (s *ProfileSection) lines() []string {
	out := []string{}
	for _, t := range s.texts() {
		if *t.value != "" {
			out = append(out, t.label+"："+*t.value)
		}
	}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%d年工业总产值%s万元", r.Year, decimal.New(r.OutputValueFen, -6)))
	}
	return out
}

// The words of emissions (污染物产生与排放).
var (
	media              = []string{"废水", "废气", "一般固体废物", "危险废物", "噪声"}
	emissionUnits      = []string{"t", "kg", "万t", "万m³", "dB(A)"}
	concentrationUnits = []string{"mg/L", "mg/m³", "μg/m³", "kg/t", "ng-TEQ/m³", "dB(A)", "倍", "无量纲"}
)

// EmissionRow is one pollutant in one year (T09, T10).
type EmissionRow struct {
	Medium            string `json:"medium" doc:"类别"`
	Pollutant         string `json:"pollutant" doc:"污染物或废物名称"`
	Outlet            string `json:"outlet,omitempty" doc:"产生环节或排放口"`
	Year              int    `json:"year"`
	Amount            string `json:"amount" doc:"排放量或产生量"`
	Unit              string `json:"unit" doc:"单位"`
	PermitAmount      string `json:"permit_amount,omitempty" doc:"许可排放量或总量指标，与排放量同单位"`
	Concentration     string `json:"concentration,omitempty" doc:"排放浓度（最大值）"`
	Limit             string `json:"limit,omitempty" doc:"浓度限值"`
	ConcentrationUnit string `json:"concentration_unit,omitempty" doc:"浓度单位"`
	Standard          string `json:"standard,omitempty" doc:"执行标准"`
	Note              string `json:"note,omitempty" doc:"备注"`
	OverStandard      bool   `json:"over_standard,omitempty" readOnly:"true" doc:"超标"`
	OverQuota         bool   `json:"over_quota,omitempty" readOnly:"true" doc:"超总量"`
}

// EmissionSection is what leaves the site (污染物产生与排放); what exceeds a limit is computed, never typed.
type EmissionSection struct {
	SectionHead
	Rows []EmissionRow `json:"rows" nullable:"false"`
}

func (s *EmissionSection) check(c *checker, _ []Carrier) {
	tooMany(c, len(s.Rows))
	seen := c.once()
	for i := range s.Rows {
		r := &s.Rows[i]
		c.choice(at(i, "medium"), "类别", r.Medium, media)
		c.text(at(i, "pollutant"), "污染物或废物名称", &r.Pollutant, 100)
		c.limit(at(i, "outlet"), "产生环节或排放口", &r.Outlet, 100)
		c.limit(at(i, "standard"), "执行标准", &r.Standard, 200)
		c.limit(at(i, "note"), "备注", &r.Note, 200)
		c.year(at(i, "year"), r.Year)
		c.choice(at(i, "unit"), "单位", r.Unit, emissionUnits)
		amount := c.number(at(i, "amount"), "排放量", &r.Amount)
		quota := c.optional(at(i, "permit_amount"), "许可排放量", &r.PermitAmount)
		concentration := c.optional(at(i, "concentration"), "排放浓度", &r.Concentration)
		limit := c.optional(at(i, "limit"), "浓度限值", &r.Limit)
		if r.Concentration+r.Limit != "" {
			c.choice(at(i, "concentration_unit"), "浓度单位", r.ConcentrationUnit, concentrationUnits)
		}
		seen.row(i, "year", fmt.Sprintf("%s %s %s %d年", r.Medium, r.Pollutant, r.Outlet, r.Year))
		r.OverStandard = r.Limit != "" && r.Concentration != "" && concentration.GreaterThan(limit)
		r.OverQuota = r.PermitAmount != "" && amount.GreaterThan(quota)
	}
}

func (s *EmissionSection) gaps(a *Audit) []string {
	if len(s.Rows) == 0 {
		return []string{"请填写主要污染物的排放情况。"}
	}
	years := []int{}
	for _, r := range s.Rows {
		years = append(years, r.Year)
	}
	return yearsGap("污染物产生与排放", a.OpenedOn, years)
}

func (s *EmissionSection) lines() []string {
	out := []string{}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%s %s %d年 %s%s%s%s", r.Medium, r.Pollutant, r.Year, r.Amount, r.Unit, after(" 浓度", r.Concentration, r.ConcentrationUnit), after(" 限值", r.Limit, r.ConcentrationUnit)))
	}
	return out
}

// TargetRow is one target of the round (T14, T21). Per cents are computed from present and target.
type TargetRow struct {
	Item        string        `json:"item" doc:"指标名称"`
	Unit        string        `json:"unit" doc:"单位"`
	Present     string        `json:"present" doc:"现状值"`
	Target      string        `json:"target" doc:"近期目标值"`
	DueOn       calendar.Date `json:"due_on,omitempty" doc:"近期目标完成日期"`
	LongTarget  string        `json:"long_target,omitempty" doc:"中远期目标值"`
	Basis       string        `json:"basis,omitempty" doc:"设定依据"`
	Actual      string        `json:"actual,omitempty" doc:"完成值"`
	Percent     string        `json:"percent,omitempty" readOnly:"true" doc:"近期目标变化率，%，正数为降低"`
	LongPercent string        `json:"long_percent,omitempty" readOnly:"true" doc:"中远期目标变化率，%，正数为降低"`
	Attained    string        `json:"attained,omitempty" readOnly:"true" doc:"是否完成"`
}

// TargetSection is what the round sets out to reach (清洁生产目标).
type TargetSection struct {
	SectionHead
	Rows []TargetRow `json:"rows" nullable:"false"`
}

func (s *TargetSection) check(c *checker, _ []Carrier) {
	tooMany(c, len(s.Rows))
	seen := c.once()
	for i := range s.Rows {
		r := &s.Rows[i]
		c.text(at(i, "item"), "指标名称", &r.Item, 100)
		c.text(at(i, "unit"), "单位", &r.Unit, 30)
		c.limit(at(i, "basis"), "设定依据", &r.Basis, 500)
		c.date(at(i, "due_on"), "近期目标完成日期", r.DueOn)
		present, target := c.number(at(i, "present"), "现状值", &r.Present), c.number(at(i, "target"), "近期目标值", &r.Target)
		long, actual := c.optional(at(i, "long_target"), "中远期目标值", &r.LongTarget), c.optional(at(i, "actual"), "完成值", &r.Actual)
		seen.row(i, "item", r.Item)
		if r.Present != "" && present.Equal(target) && r.Target != "" {
			c.add(at(i, "target"), "近期目标值与现状值相同，不构成目标，请核对。", r.Target)
		}
		r.Percent, r.LongPercent, r.Attained = percent(present.Sub(target), present), "", ""
		if r.LongTarget != "" {
			r.LongPercent = percent(present.Sub(long), present)
		}
		if r.Actual != "" {
			r.Attained = attained(present, target, actual)
		}
	}
}

// attained compares the result with the target in the direction in which the target lies from the present value.
func attained(present, target, actual decimal.Decimal) string {
	lower := target.LessThan(present)
	if lower && actual.LessThanOrEqual(target) || !lower && actual.GreaterThanOrEqual(target) {
		return "已完成"
	}
	return "未完成"
}

func (s *TargetSection) gaps(a *Audit) []string {
	if len(s.Rows) == 0 {
		return []string{"请设定至少一项定量的清洁生产目标。"}
	}
	gaps := []string{}
	for _, r := range s.Rows {
		if r.DueOn == "" {
			gaps = append(gaps, "目标“"+r.Item+"”应有完成日期。")
		}
	}
	return gaps
}

func (s *TargetSection) lines() []string {
	out := []string{}
	for _, r := range s.Rows {
		out = append(out, fmt.Sprintf("%s 现状%s%s 目标%s%s%s", r.Item, r.Present, r.Unit, r.Target, r.Unit, after(" 完成", r.Actual, r.Unit)))
	}
	return out
}

// onlyActuals tells whether two sets of targets differ in nothing but the results.
func onlyActuals(before, now []TargetRow) bool {
	strip := func(rows []TargetRow) []TargetRow {
		out := slices.Clone(rows)
		for i := range out {
			out[i].Actual, out[i].Attained = "", ""
		}
		return out
	}
	return slices.Equal(strip(before), strip(now))
}
