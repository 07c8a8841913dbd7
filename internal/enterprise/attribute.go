package enterprise

import (
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Kind is what an attribute says of a site.
type Kind string

// The kinds of attribute. The first five lead to the strict track (N12 二(一)); exceedance, toxic and excess energy are
// the statutory reasons for a mandatory audit (CODE 967(1), CPM 8).
const (
	HighEnergy        Kind = "high_energy"
	HighWater         Kind = "high_water"
	HighEmission      Kind = "high_emission"
	HazardousWasteKey Kind = "hazardous_waste_key"
	PriorityChemical  Kind = "priority_chemical"
	Exceedance        Kind = "exceedance"
	Toxic             Kind = "toxic"
	ExcessEnergy      Kind = "excess_energy"
)

// KindFacts is what people need to know of a kind of attribute.
type KindFacts struct {
	Kind   Kind   `json:"kind"`
	Label  string `json:"label" doc:"名称"`
	Strict bool   `json:"strict" doc:"是否应当严格审核（鲁环函〔2022〕12号二(一)）"`
	Reason bool   `json:"reason" doc:"是否为列入强制性审核名单的法定情形"`
	Detail string `json:"detail" doc:"说明栏应写什么"`
	Cite   string `json:"cite" doc:"依据"`
}

// Kinds are all kinds of attribute in the order of the notice.
var Kinds = []KindFacts{
	{HighEnergy, "高耗能", true, false, "用能品种和年综合能源消费量", "鲁环函〔2022〕12号二(一)"},
	{HighWater, "高耗水", true, false, "用水定额和实际取水量", "鲁环函〔2022〕12号二(一)"},
	{HighEmission, "高排放", true, false, "重点排污单位类别", "鲁环函〔2022〕12号二(一)"},
	{HazardousWasteKey, "危险废物重点监管企业", true, false, "危险废物类别和年产生量", "鲁环函〔2022〕12号二(一)"},
	{PriorityChemical, "优先控制化学品", true, false, "化学品名称、用途（生产、使用、排放）", "鲁环函〔2022〕12号二(一)；优先控制化学品名录"},
	{Exceedance, "超标或超总量排放（双超）", false, true, "超标污染物、倍数或超总量指标", "生态环境法典第九百六十七条第一款"},
	{Toxic, "使用或排放有毒有害物质（双有）", false, true, "有毒有害物质名称、使用或排放环节", "生态环境法典第九百六十七条第一款"},
	{ExcessEnergy, "超过单位产品能耗限额（高耗能）", false, true, "产品、单耗和限额标准", "清洁生产审核办法第八条第二项"},
}

// Facts gives what is known of the kind.
func (k Kind) Facts() (KindFacts, bool) {
	i := slices.IndexFunc(Kinds, func(f KindFacts) bool { return f.Kind == k })
	if i < 0 {
		return KindFacts{}, false
	}
	return Kinds[i], true
}

// Flag is the feature of the law's classified management (分类管理, N12 二(一)) that a kind of attribute stands for.
func (k Kind) Flag() string {
	return strings.TrimSuffix(strings.ReplaceAll(string(k), "_", "-"), "-key")
}

// Attribute is one thing that was established about a site for a time, with its evidence (属性).
type Attribute struct {
	bun.BaseModel `bun:"table:attribute"`
	store.Row
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	SiteID       string        `bun:"site_id" json:"site_id"`
	RegionCode   string        `bun:"region_code" json:"region_code"`
	CityCode     string        `bun:"city_code" json:"city_code"`
	Kind         Kind          `bun:"kind" json:"kind" label:"属性" enum:"high_energy,high_water,high_emission,hazardous_waste_key,priority_chemical,exceedance,toxic,excess_energy"`
	Detail       string        `bun:"detail" json:"detail" doc:"说明" label:"说明"`
	Evidence     string        `bun:"evidence" json:"evidence" doc:"认定依据" label:"认定依据"`
	FileID       string        `bun:"file_id" json:"file_id" doc:"证明文件"`
	FromOn       calendar.Date `bun:"from_on" json:"from_on" doc:"认定日期" label:"认定日期"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" doc:"终止日期，空为现行有效" label:"终止日期"`

	KindLabel string `bun:"-" json:"kind_label" readOnly:"true"`
	Strict    bool   `bun:"-" json:"strict" doc:"是否应当严格审核" readOnly:"true"`
	Reason    bool   `bun:"-" json:"reason" doc:"是否为法定列入情形" readOnly:"true"`
	Cite      string `bun:"-" json:"cite" readOnly:"true"`
	SiteName  string `bun:"site_name,scanonly" json:"site_name" readOnly:"true"`

	EnteredBy string     `bun:"-" json:"entered_by,omitempty" doc:"由谁登记（列表）" readOnly:"true"`
	EnteredAt *time.Time `bun:"-" json:"entered_at,omitempty" doc:"何时登记（列表）" readOnly:"true"`
	EndedBy   string     `bun:"-" json:"ended_by,omitempty" doc:"由谁终止（列表）" readOnly:"true"`
	EndedAt   *time.Time `bun:"-" json:"ended_at,omitempty" doc:"何时登记终止（列表）" readOnly:"true"`
	EndedNote string     `bun:"-" json:"ended_note,omitempty" doc:"终止依据（列表）" readOnly:"true"`
	Grounds   []Ground   `bun:"-" json:"grounds,omitempty" doc:"所依据的年度事实（列表）" readOnly:"true"`
}

// Place narrows by the county of the site.
func (Attribute) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Dated lets the attributes of any past day be shown.
func (a *Attribute) Dated() store.Kept {
	return store.Kept{Columns: []string{"kind", "detail", "from_on", "until_on", "enterprise_id"}, Title: "detail", Kind: "kind", Enterprise: "enterprise_id"}
}

// Subject of an attribute belongs to the history of its enterprise.
func (a *Attribute) Subject() store.Subject {
	facts, _ := a.Kind.Facts()
	return store.Subject{Type: "attribute", ID: a.ID, Version: a.Version, CaseID: a.EnterpriseID, Title: facts.Label, Link: "/enterprises/" + a.EnterpriseID,
		RegionCode: a.RegionCode, EnterpriseID: a.EnterpriseID}
}

// InForce tells whether the attribute holds on the day.
func (a *Attribute) InForce(on calendar.Date) bool { return on.Within(a.FromOn, a.UntilOn) }

// label fills in what people read.
func (a *Attribute) label(site string) {
	facts, _ := a.Kind.Facts()
	a.KindLabel, a.Strict, a.Reason, a.Cite, a.SiteName = facts.Label, facts.Strict, facts.Reason, facts.Cite, site
}

// NewAttribute is the input of establishing an attribute.
type NewAttribute struct {
	SiteID   string        `json:"site_id,omitempty" maxLength:"64" doc:"厂区；企业只有一个厂区时可以不填"`
	Kind     Kind          `json:"kind" enum:"high_energy,high_water,high_emission,hazardous_waste_key,priority_chemical,exceedance,toxic,excess_energy"`
	Detail   string        `json:"detail,omitempty" maxLength:"500"`
	Evidence string        `json:"evidence" maxLength:"500" doc:"认定依据，例如名录文号、监测报告编号"`
	FileID   string        `json:"file_id,omitempty" maxLength:"64" doc:"证明文件"`
	FromOn   calendar.Date `json:"from_on" doc:"认定日期"`
}

// check finds all faults of the input.
func (in NewAttribute) check(today calendar.Date) fault.List {
	var list fault.List
	facts, known := in.Kind.Facts()
	if !known {
		list.Add("kind", "请从列表中选择属性。")
	}
	list.Require("evidence", "认定依据（文件名称、文号或监测报告编号）", in.Evidence)
	if in.Kind == PriorityChemical || in.Kind == Toxic || in.Kind == Exceedance {
		if strings.TrimSpace(in.Detail) == "" {
			list.Add("detail", "请在说明中写明"+facts.Detail+"。")
		}
	}
	checkPast(&list, "from_on", "认定日期", in.FromOn, today)
	return list
}

// AttributeEnd ends an attribute (终止) with its ground.
type AttributeEnd struct {
	Version  int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	On       calendar.Date `json:"on" doc:"终止日期，即仍然有效的最后一天"`
	Evidence string        `json:"evidence" maxLength:"500" doc:"终止依据"`
}

// BaseVersion gives the version that the body carries.
func (in AttributeEnd) BaseVersion() int64 { return in.Version }

// check finds all faults of ending the attribute.
func (in AttributeEnd) check(a *Attribute, today calendar.Date) error {
	if a.UntilOn != "" {
		return fault.Conflict("该属性已于" + a.UntilOn.Chinese() + "终止，不能再次终止。")
	}
	var list fault.List
	list.Require("evidence", "终止依据", in.Evidence)
	checkPast(&list, "on", "终止日期", in.On, today)
	if in.On.Before(a.FromOn) {
		list.Add("on", "早于认定日期（"+a.FromOn.Chinese()+"）。请核对日期。")
	}
	return list.Err("还不能终止，请按提示修改。")
}
