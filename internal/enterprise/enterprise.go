// Package enterprise is the register of enterprises (企业), their production sites (厂区), their former names (曾用名) and
// the attributes that decide how strictly they are audited (分类管理属性).
// Law: N12 一(一), 一(二), 二(一), 二(二); CODE 967, 970; SDR 6, 15. The unified social credit code follows GB 32100-2015, the
// permit number HJ 608-2017, the industry GB/T 4754-2017, the division GB/T 2260.
package enterprise

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Enterprise is one legal person (企业), known by its unified social credit code. What it makes and discharges belongs to
// its sites, since permits and audits are per site.
type Enterprise struct {
	bun.BaseModel `bun:"table:enterprise"`
	store.Row
	CreditCode          string            `bun:"credit_code" json:"credit_code" doc:"统一社会信用代码" label:"统一社会信用代码"`
	Name                string            `bun:"name" json:"name" doc:"企业名称" label:"企业名称"`
	RegionCode          string            `bun:"region_code" json:"region_code" doc:"所在县（市、区）行政区划代码" label:"所在县（市、区）"`
	CityCode            string            `bun:"city_code" json:"city_code" doc:"所在设区的市行政区划代码"`
	Address             string            `bun:"address" json:"address" doc:"地址" label:"地址"`
	LegalRepresentative string            `bun:"legal_representative" json:"legal_representative" doc:"法定代表人" label:"法定代表人"`
	ContactName         string            `bun:"contact_name" json:"contact_name" doc:"联系人" label:"联系人"`
	ContactPhone        string            `bun:"contact_phone" json:"contact_phone" doc:"联系电话" label:"联系电话"`
	IndustryCode        string            `bun:"industry_code" json:"industry_code" doc:"国民经济行业代码（GB/T 4754）" label:"行业代码"`
	KeyIndustry         string            `bun:"key_industry" json:"key_industry" doc:"重点行业，空为不属于重点行业" label:"重点行业"`
	KeyProcess          string            `bun:"key_process" json:"key_process" enum:",yes,no,unknown" doc:"是否有电镀、工业涂装、包装印刷工序，仅在行业代码不能判定时使用" label:"是否有重点工序"`
	Scale               string            `bun:"scale" json:"scale" doc:"企业规模" label:"企业规模"`
	Park                string            `bun:"park" json:"park" doc:"所在园区" label:"所在园区"`
	Particulars         map[string]string `bun:"particulars,type:text" json:"particulars" nullable:"false" doc:"领域资料：所属领域要求填写的内容，见 /sectors" label:"领域资料"`
	State               string            `bun:"state" json:"state" doc:"经营状态" label:"经营状态"`
	Demonstration       bool              `bun:"demonstration" json:"demonstration" doc:"是否演示数据" readOnly:"true"`

	RegionLabel        string         `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
	IndustryLabel      string         `bun:"-" json:"industry_label" doc:"行业名称" readOnly:"true"`
	KeyIndustryLabel   string         `bun:"-" json:"key_industry_label" doc:"重点行业名称" readOnly:"true"`
	Sector             string         `bun:"-" json:"sector" doc:"所属领域，由行业代码确定" readOnly:"true"`
	SectorLabel        string         `bun:"-" json:"sector_label" doc:"所属领域名称" readOnly:"true"`
	SectorDepartment   string         `bun:"-" json:"sector_department" doc:"该领域的牵头部门" readOnly:"true"`
	ParticularLines    []Particular   `bun:"-" json:"particular_lines,omitempty" doc:"领域资料，按表单的顺序" readOnly:"true"`
	KeyIndustryOptions []string       `bun:"-" json:"key_industry_options,omitempty" doc:"行业代码只表明可能有这些工序，须由企业确认" readOnly:"true"`
	StateLabel         string         `bun:"-" json:"state_label" doc:"经营状态名称" readOnly:"true"`
	SiteCount          int            `bun:"site_count,scanonly" json:"site_count" doc:"厂区数" readOnly:"true"`
	NameCount          int            `bun:"name_count,scanonly" json:"-"` // former names
	AttributeCount     int            `bun:"attribute_count,scanonly" json:"-"`
	PlaceCount         int            `bun:"place_count,scanonly" json:"-"`
	FormerNames        []*FormerName  `bun:"-" json:"former_names,omitempty" doc:"曾用名，新近的在前" readOnly:"true"`
	FormerPlaces       []*FormerPlace `bun:"-" json:"former_places,omitempty" doc:"厂区原所在地，新近的在前，仅在单条记录中给出" readOnly:"true"`
	Attributes         []*Attribute   `bun:"-" json:"attributes,omitempty" doc:"现行属性，仅在单条记录中给出" readOnly:"true"`
}

// engaged narrows an agency to the enterprises that have entrusted it; the end of the engagement ends the view.
const engaged = "(SELECT enterprise_id FROM engagement WHERE agency_id = ? AND state = 'running')"

// Place narrows by county, to the enterprise itself, and to the agencies that it has entrusted.
func (Enterprise) Place() access.Columns {
	return access.Columns{Subject: "id", Region: "region_code", City: "city_code", Enterprise: "id", Agency: "?TableAlias.id IN " + engaged}
}

// Subject of an enterprise. The enterprise is the case under which the journal collects its sites and attributes.
func (e *Enterprise) Subject() store.Subject {
	return store.Subject{Type: "enterprise", ID: e.ID, Version: e.Version, CaseID: e.ID, Title: e.Name, Link: "/enterprises/" + e.ID,
		RegionCode: e.RegionCode, EnterpriseID: e.ID}
}

// Dated lets the register of any past day be shown.
func (e *Enterprise) Dated() store.Kept {
	return store.Kept{Columns: []string{"credit_code", "name", "region_code", "address", "industry_code", "key_industry", "scale", "park", "state", "particulars"},
		Title: "name", Kind: "key_industry", Enterprise: "id", State: "state"}
}

// CurrentState and EnterState let flow move the enterprise.
func (e *Enterprise) CurrentState() string { return e.State }

// EnterState sets the state after a move.
func (e *Enterprise) EnterState(state string) { e.State = state }

// searchTexts are the texts under which an enterprise is found.
func (e *Enterprise) searchTexts(former []*FormerName) []string {
	texts := []string{e.Name, e.CreditCode}
	for _, f := range former {
		texts = append(texts, f.Name)
	}
	return texts
}

// FormerName is a name that an enterprise bore until a day (曾用名), so that lists and certificates show the name then
// and the name now.
type FormerName struct {
	bun.BaseModel `bun:"table:enterprise_name"`
	store.Row
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	Name         string        `bun:"name" json:"name" doc:"曾用名" label:"曾用名"`
	FromOn       calendar.Date `bun:"from_on" json:"from_on" doc:"启用日期，空为不详" label:"启用日期"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" doc:"停用日期，空为不详" label:"停用日期"`
}

// Place lets whoever sees the enterprise see its names; departments reach them through the enterprise only.
func (FormerName) Place() access.Columns {
	return access.Columns{Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Subject of a former name belongs to its enterprise.
func (n *FormerName) Subject() store.Subject {
	return store.Subject{Type: "enterprise_name", ID: n.ID, Version: n.Version, CaseID: n.EnterpriseID, Title: n.Name,
		Link: "/enterprises/" + n.EnterpriseID, EnterpriseID: n.EnterpriseID}
}

// Dated keeps a name whose rename was taken back, since it was on the page until then.
func (n *FormerName) Dated() store.Kept {
	return store.Kept{Columns: []string{"name", "until_on", "enterprise_id"}, Title: "name", Enterprise: "enterprise_id"}
}

// EnterpriseInput is what may be written of an enterprise, when it is registered and when it is corrected. A change of
// name goes through a rename, which keeps the former name.
type EnterpriseInput struct {
	Version             int64             `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	CreditCode          string            `json:"credit_code" maxLength:"40" doc:"统一社会信用代码，18位"`
	Name                string            `json:"name" maxLength:"120" doc:"企业名称，与营业执照一致"`
	RegionCode          string            `json:"region_code" maxLength:"6" doc:"所在县（市、区）行政区划代码，6位"`
	Address             string            `json:"address,omitempty" maxLength:"200"`
	LegalRepresentative string            `json:"legal_representative,omitempty" maxLength:"60"`
	ContactName         string            `json:"contact_name,omitempty" maxLength:"60"`
	ContactPhone        string            `json:"contact_phone,omitempty" maxLength:"40"`
	IndustryCode        string            `json:"industry_code,omitempty" maxLength:"5" doc:"国民经济行业代码，门类字母可省略"`
	KeyIndustry         string            `json:"key_industry,omitempty" maxLength:"40" doc:"有几种可能的重点工序时，指明是哪一种"`
	KeyProcess          string            `json:"key_process,omitempty" enum:",yes,no,unknown" doc:"是否有重点工序"`
	Scale               string            `json:"scale,omitempty" enum:",large,medium,small,micro" doc:"企业规模：大型、中型、小型、微型"`
	Park                string            `json:"park,omitempty" maxLength:"80"`
	Particulars         map[string]string `json:"particulars,omitempty" maxProperties:"60" doc:"领域资料，栏目见 /sectors"`
	Site                *SiteInput        `json:"site,omitempty" doc:"第一个厂区，仅在登记企业时使用；不填时按企业的地址和行业建立"`
}

// BaseVersion gives the version that the body carries.
func (in EnterpriseInput) BaseVersion() int64 { return in.Version }

// EnterpriseRename is a change of name (更名) with the day from which the new one is borne.
type EnterpriseRename struct {
	Version    int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Name       string        `json:"name" maxLength:"120" doc:"新名称"`
	On         calendar.Date `json:"on,omitempty" doc:"核准变更日期"`
	Evidence   string        `json:"evidence,omitempty" maxLength:"500" doc:"依据，例如准予变更登记通知书及其文号"`
	Correction bool          `json:"correction,omitempty" doc:"原名称登记有误，只作更正，不留曾用名"`
}

// BaseVersion gives the version that the body carries.
func (in EnterpriseRename) BaseVersion() int64 { return in.Version }

// OperatingEvent is the reason and the day of a change of state (停产、恢复生产、关闭).
type OperatingEvent struct {
	Version  int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	On       calendar.Date `json:"on" doc:"发生日期"`
	Evidence string        `json:"evidence" maxLength:"500" doc:"依据，例如停产报告、注销登记通知书、现场核实记录"`
}

// BaseVersion gives the version that the body carries.
func (in OperatingEvent) BaseVersion() int64 { return in.Version }

// check finds all faults of a change of state; an event of tomorrow has not happened.
func (in OperatingEvent) check(today calendar.Date) error {
	var list fault.List
	list.Require("evidence", "依据", in.Evidence)
	checkPast(&list, "on", "发生日期", in.On, today)
	return list.Err("还不能办理，请按提示补充。")
}

// note is the sentence for the case history.
func (in OperatingEvent) note() string {
	return in.On.Chinese() + "起。依据：" + strings.TrimSpace(in.Evidence)
}

// check finds all faults of a rename.
func (in EnterpriseRename) check(e *Enterprise, former []*FormerName, today calendar.Date) error {
	var list fault.List
	name := strings.TrimSpace(in.Name)
	list.Require("name", "新名称", name)
	if name == e.Name {
		list.Add("name", "新名称与现名称相同，无须更名。")
	}
	list = append(list, checkName("name", name)...)
	if in.Correction {
		return list.Err("还不能更正名称，请按提示修改。")
	}
	list.Require("evidence", "更名依据", in.Evidence)
	checkPast(&list, "on", "核准变更日期", in.On, today)
	if len(former) > 0 && in.On.Before(former[0].UntilOn) {
		list.Add("on", "早于上一次更名的日期（"+former[0].UntilOn.Chinese()+"）。更名应按先后办理，请核对日期。")
	}
	return list.Err("还不能更名，请按提示修改。")
}

// checkPast notes a missing, impossible or future day.
func checkPast(list *fault.List, path, label string, on, today calendar.Date) {
	switch {
	case on == "":
		list.Add(path, "请填写"+label+"。")
	case !on.Valid():
		list.Add(path, label+"不是有效的日期，请按“年-月-日”填写，例如2026-03-31。")
	case on.After(today):
		list.Add(path, label+"晚于今天。尚未发生的事项不能登记，请核对年份。")
	}
}

// Scales are the Chinese names of the sizes of enterprises (划型由统计部门规定).
var Scales = map[string]string{"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}

// KeyProcessLabels are the Chinese answers to the question whether a key process is present.
var KeyProcessLabels = map[string]string{"yes": "有", "no": "没有", "unknown": "不清楚"}
