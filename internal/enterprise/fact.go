package enterprise

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Where a fact comes from.
const (
	SourceOffice     = "office"
	SourceEnterprise = "enterprise"
)

// Sources are the Chinese names of where a fact comes from.
var Sources = map[string]string{SourceOffice: "部门登记", SourceEnterprise: "企业填报"}

// SiteFact is one thing that is known of a site for a year (厂区年度事实): a substance used, made or discharged, a hazardous
// waste, the energy per unit of a product, an exceedance, an audit of before the system. The rules for listing stand on it.
type SiteFact struct {
	bun.BaseModel `bun:"table:site_fact"`
	store.Row
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	SiteID       string        `bun:"site_id" json:"site_id"`
	RegionCode   string        `bun:"region_code" json:"region_code"`
	CityCode     string        `bun:"city_code" json:"city_code"`
	Kind         string        `bun:"kind" json:"kind" enum:"substance,waste,consumption,exceedance,past_audit" label:"事实类别"`
	Year         int           `bun:"year" json:"year" doc:"事实所属年度" label:"年度"`
	Role         string        `bun:"role" json:"role" doc:"使用、生产、排放；超过排放标准、超过总量；以往审核是否双有" label:"情形"`
	Name         string        `bun:"name" json:"name" doc:"物质、废物、产品、污染物的名称，以往审核为验收文号" label:"名称"`
	Code         string        `bun:"code" json:"code" doc:"CAS号、危险废物代码或者能耗限额标识" label:"代码"`
	Element      string        `bun:"element" json:"element" doc:"化合物或者混合物所含的重金属等" label:"所含成分"`
	Value        string        `bun:"value" json:"value" doc:"数量或者数值" label:"数值"`
	LimitValue   string        `bun:"limit_value" json:"limit_value" doc:"标准限值或者总量指标" label:"限值"`
	Unit         string        `bun:"unit" json:"unit" doc:"单位" label:"单位"`
	Evidence     string        `bun:"evidence" json:"evidence" doc:"认定依据" label:"认定依据"`
	EvidenceOn   calendar.Date `bun:"evidence_on" json:"evidence_on" doc:"依据的日期，以往审核为验收合格日期" label:"依据日期"`
	Source       string        `bun:"source" json:"source" enum:"office,enterprise" doc:"部门登记或者企业填报" label:"来源"`

	SiteName  string              `bun:"site_name,scanonly" json:"site_name" readOnly:"true"`
	KindLabel string              `bun:"-" json:"kind_label" readOnly:"true"`
	RoleLabel string              `bun:"-" json:"role_label" readOnly:"true"`
	CodeLabel string              `bun:"-" json:"code_label" doc:"代码的中文说明" readOnly:"true"`
	Listed    []candidate.Listing `bun:"-" json:"listed,omitempty" doc:"所在的名录" readOnly:"true"`
}

// Place narrows by the county of the site, to the enterprise itself and to the agencies that it has entrusted.
func (SiteFact) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Subject of a fact belongs to the history of its enterprise.
func (f *SiteFact) Subject() store.Subject {
	return store.Subject{Type: "site_fact", ID: f.ID, Version: f.Version, CaseID: f.EnterpriseID, Title: candidate.Kinds[f.Kind] + "：" + f.Name,
		Link: "/enterprises/" + f.EnterpriseID + "/facts", RegionCode: f.RegionCode, EnterpriseID: f.EnterpriseID}
}

// Fact gives the fact as the finder of candidates reads it.
func (f *SiteFact) Fact() candidate.Fact {
	return candidate.Fact{Kind: f.Kind, Year: f.Year, Role: f.Role, Name: f.Name, Code: f.Code, Element: f.Element, Value: f.Value, Limit: f.LimitValue,
		Unit: f.Unit, Evidence: f.Evidence, On: f.EvidenceOn}
}

// FactInput is what may be written of a fact.
type FactInput struct {
	Version    int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	SiteID     string        `json:"site_id,omitempty" maxLength:"64" doc:"厂区；企业只有一个厂区时可以不填"`
	Kind       string        `json:"kind" maxLength:"20" doc:"事实类别：substance、waste、consumption、exceedance、past_audit"`
	Year       int           `json:"year" doc:"事实所属年度"`
	Role       string        `json:"role,omitempty" maxLength:"20" doc:"物质：use、produce、discharge；超标超总量：standard、quota；以往审核：toxic 或者空"`
	Name       string        `json:"name,omitempty" maxLength:"120"`
	Code       string        `json:"code,omitempty" maxLength:"200" doc:"CAS号、危险废物代码或者能耗限额标识"`
	Element    string        `json:"element,omitempty" maxLength:"20"`
	Value      string        `json:"value,omitempty" maxLength:"40"`
	LimitValue string        `json:"limit_value,omitempty" maxLength:"40"`
	Unit       string        `json:"unit,omitempty" maxLength:"20"`
	Evidence   string        `json:"evidence" maxLength:"500" doc:"认定依据，例如监测报告编号、台账名称"`
	EvidenceOn calendar.Date `json:"evidence_on" doc:"依据的日期"`
}

// BaseVersion gives the version that the body carries.
func (in FactInput) BaseVersion() int64 { return in.Version }

// factRules are what the kinds of fact ask for.
var factRules = map[string]struct {
	name, value string
	roles       []string
	units       []string
	limit       bool
	check       func(*fault.List, *FactInput, *statute.Law, calendar.Date)
}{
	candidate.Substance:   {name: "物质名称", value: "数量", roles: []string{"use", "produce", "discharge"}, units: []string{"t", "kg", "g", "万t", "m³", "L"}, check: checkSubstance},
	candidate.Waste:       {name: "废物名称", value: "产生量", units: []string{"t", "kg"}, check: checkWaste},
	candidate.Consumption: {name: "产品名称", value: "单位产品能耗", check: checkConsumption},
	candidate.Exceedance:  {name: "污染物名称", value: "实际浓度或者总量", roles: []string{"standard", "quota"}, limit: true},
	candidate.PastAudit:   {name: "验收文号或者说明", roles: []string{"", "toxic"}},
}

// check tidies the input and finds all its faults.
func (in *FactInput) check(law *statute.Law, today calendar.Date) fault.List {
	var list fault.List
	for _, text := range []*string{&in.Name, &in.Code, &in.Element, &in.Value, &in.LimitValue, &in.Unit, &in.Evidence} {
		*text = strings.TrimSpace(*text)
	}
	rule, known := factRules[in.Kind]
	if !known {
		list.Add("kind", "请选择事实类别：物质、危险废物、单位产品能耗、超标或者超总量、以往审核。")
		return list
	}
	if in.Year < 2000 || in.Year > today.Year() {
		list.Add("year", fmt.Sprintf("年度应在2000年至%d年之间，尚未到来的年度没有事实。", today.Year()))
	}
	list.Require("name", rule.name, in.Name)
	if len(rule.roles) > 0 && !slices.Contains(rule.roles, in.Role) {
		list.Add("role", "请选择情形："+roleWords(rule.roles)+"。")
	}
	if len(rule.roles) == 0 {
		in.Role = ""
	}
	if rule.value != "" {
		figure(&list, "value", rule.value, in.Value, in.Kind == candidate.Consumption)
		list.Require("unit", "单位", in.Unit)
	} else {
		in.Value, in.Unit = "", ""
	}
	if in.Unit != "" && len(rule.units) > 0 && !slices.Contains(rule.units, in.Unit) {
		list.Add("unit", "单位“"+in.Unit+"”不在可选之内，请选择"+strings.Join(rule.units, "、")+"。")
	}
	if rule.limit {
		figure(&list, "limit_value", "标准限值或者总量指标", in.LimitValue, false)
	} else {
		in.LimitValue = ""
	}
	if in.Kind != candidate.Substance {
		in.Element = ""
	}
	if rule.check != nil {
		rule.check(&list, in, law, today)
	} else {
		in.Code = ""
	}
	list.Require("evidence", "认定依据（监测报告、台账、文件的名称和编号）", in.Evidence)
	checkPast(&list, "evidence_on", "依据日期", in.EvidenceOn, today)
	if in.EvidenceOn.Valid() && in.EvidenceOn != "" && in.EvidenceOn.Year() < in.Year {
		list.Add("evidence_on", fmt.Sprintf("依据日期早于事实所属的%d年，请核对年度或者日期。", in.Year))
	}
	return list
}

func roleWords(roles []string) string {
	words := make([]string, len(roles))
	for i, role := range roles {
		words[i] = FactRoles[role]
	}
	return strings.Join(words, "、")
}

// FactRoles are the Chinese names of what a fact says of its thing.
var FactRoles = map[string]string{"": "不是双有", "toxic": "因双有开展", "use": "使用", "produce": "生产", "discharge": "排放", "standard": "超过排放标准", "quota": "超过总量控制指标"}

// figure wants an exact number; what is saved per unit of product may be negative, as at a converter.
func figure(list *fault.List, path, label, text string, signed bool) {
	d, err := decimal.NewFromString(text)
	switch {
	case text == "":
		list.Add(path, "请填写"+label+"。")
	case err != nil:
		list.Add(path, label+"“"+text+"”不是数值，请只填写数字，例如 12.5。")
	case d.IsNegative() && !signed:
		list.Add(path, label+"不得为负数。")
	}
}

func checkSubstance(list *fault.List, in *FactInput, _ *statute.Law, _ calendar.Date) {
	if in.Code != "" && !statute.ValidCAS(in.Code) {
		list.Add("code", "CAS号“"+in.Code+"”的格式或者校验位不对，应为 75-09-2 的样式，请对照安全技术说明书核对；没有的可以不填。")
	}
	if in.Element != "" && !slices.Contains(candidate.Elements, in.Element) {
		list.Add("element", "所含成分“"+in.Element+"”无法识别，请从列表中选择："+strings.Join(candidate.Elements, "、")+"。")
	}
}

func checkWaste(list *fault.List, in *FactInput, law *statute.Law, today calendar.Date) {
	category, code := candidate.WasteCode(in.Code)
	switch {
	case category == "":
		list.Add("code", "危险废物代码“"+in.Code+"”无法识别，应为 HW08、900-249-08 或者 HW08-900-249-08 的样式。")
	case code != "" && !strings.HasSuffix(code, strings.TrimPrefix(category, "HW")):
		list.Add("code", "废物代码"+code+"的末两位与类别"+category+"不一致，请核对。")
	case !categoryKnown(law, category, today):
		list.Add("code", "类别"+category+"不在国家危险废物名录中，请核对。")
	default:
		in.Code = category
		if code != "" {
			in.Code = category + "-" + code
		}
	}
}

func categoryKnown(law *statute.Law, category string, on calendar.Date) bool {
	for _, l := range law.SubstanceLists(on) {
		if l.ID == "waste-category" {
			return slices.ContainsFunc(l.Rows(), func(row statute.Listed) bool { return row.Code == category })
		}
	}
	return true // no list of the day, nothing to hold it against
}

func checkConsumption(list *fault.List, in *FactInput, law *statute.Law, _ calendar.Date) {
	if in.Code == "" {
		return
	}
	limit, known := law.EnergyLimit(in.Code)
	if !known {
		list.Add("code", "没有找到所选的能耗限额，请重新选择产品；不在收录标准之内的产品可以只填写名称。")
		return
	}
	in.Name = limit.Product
	if _, ok := candidate.Convert("1", in.Unit, limit.Unit); in.Unit != "" && !ok {
		list.Add("unit", "单位“"+in.Unit+"”不能换算为"+limit.Standard+"的单位“"+limit.Unit+"”，请按“"+limit.Unit+"”填写。")
	}
}

// write puts the input into a fact.
func (in FactInput) write(f *SiteFact) {
	f.Kind, f.Year, f.Role, f.Name, f.Code, f.Element = in.Kind, in.Year, in.Role, in.Name, in.Code, in.Element
	f.Value, f.LimitValue, f.Unit, f.Evidence, f.EvidenceOn = in.Value, in.LimitValue, in.Unit, in.Evidence, in.EvidenceOn
}
