package enterprise

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Site is one production site (厂区) of an enterprise, with a permit, a county and audits of its own (N12 二(二), PERM 6).
type Site struct {
	bun.BaseModel `bun:"table:site"`
	store.Row
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	SiteNo       string        `bun:"site_no" json:"site_no" doc:"厂区编号，在一个企业内唯一" label:"厂区编号"`
	Name         string        `bun:"name" json:"name" doc:"厂区名称" label:"厂区名称"`
	RegionCode   string        `bun:"region_code" json:"region_code" doc:"所在县（市、区）行政区划代码" label:"所在县（市、区）"`
	CityCode     string        `bun:"city_code" json:"city_code"`
	Address      string        `bun:"address" json:"address" doc:"地址" label:"地址"`
	Longitude    string        `bun:"longitude" json:"longitude" doc:"经度，十进制度" label:"经度"`
	Latitude     string        `bun:"latitude" json:"latitude" doc:"纬度，十进制度" label:"纬度"`
	IndustryCode string        `bun:"industry_code" json:"industry_code" doc:"国民经济行业代码" label:"行业代码"`
	PermitNo     string        `bun:"permit_no" json:"permit_no" doc:"排污许可证编号或登记编号，22位" label:"排污许可证编号"`
	PermitKind   string        `bun:"permit_kind" json:"permit_kind" doc:"排污许可管理类别" label:"排污许可管理类别"`
	PermitUntil  calendar.Date `bun:"permit_until" json:"permit_until" doc:"排污许可证有效期至" label:"排污许可证有效期至"`
	State        string        `bun:"state" json:"state" doc:"厂区状态" label:"厂区状态"`
	// What the site made before a conversion that has not been looked at again.
	ConvertedFrom string        `bun:"converted_from" json:"converted_from" doc:"转产以前的行业代码，复核以后为空" readOnly:"true"`
	ConvertedOn   calendar.Date `bun:"converted_on" json:"converted_on" doc:"转产日期，复核以后为空" readOnly:"true"`

	EnterpriseName  string   `bun:"-" json:"enterprise_name" doc:"企业名称" readOnly:"true"`
	CreditCode      string   `bun:"-" json:"credit_code" doc:"统一社会信用代码" readOnly:"true"`
	RegionLabel     string   `bun:"-" json:"region_label" readOnly:"true"`
	IndustryLabel   string   `bun:"-" json:"industry_label" readOnly:"true"`
	PermitKindLabel string   `bun:"-" json:"permit_kind_label" readOnly:"true"`
	StateLabel      string   `bun:"-" json:"state_label" readOnly:"true"`
	Warnings        []string `bun:"-" json:"warnings,omitempty" doc:"不妨碍保存、但应当核对的地方" readOnly:"true"`
}

// Place narrows by the county of the site itself, which may differ from that of the enterprise.
func (Site) Place() access.Columns {
	return access.Columns{Subject: "id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.enterprise_id IN " + engaged}
}

// Subject of a site belongs to the history of its enterprise.
func (s *Site) Subject() store.Subject {
	return store.Subject{Type: "site", ID: s.ID, Version: s.Version, CaseID: s.EnterpriseID, Title: s.Name, Link: "/enterprises/" + s.EnterpriseID,
		RegionCode: s.RegionCode, EnterpriseID: s.EnterpriseID}
}

// CurrentState and EnterState let flow move the site.
func (s *Site) CurrentState() string { return s.State }

// EnterState sets the state after a move.
func (s *Site) EnterState(state string) { s.State = state }

// SiteInput is what may be written of a site.
type SiteInput struct {
	Version      int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Name         string        `json:"name,omitempty" maxLength:"120" doc:"厂区名称；不填时为“厂区”加编号"`
	RegionCode   string        `json:"region_code,omitempty" maxLength:"6" doc:"所在县（市、区）行政区划代码；不填时与企业相同"`
	Address      string        `json:"address,omitempty" maxLength:"200"`
	Longitude    string        `json:"longitude,omitempty" maxLength:"20" doc:"经度，十进制度，例如117.000923"`
	Latitude     string        `json:"latitude,omitempty" maxLength:"20" doc:"纬度，十进制度，例如36.675807"`
	IndustryCode string        `json:"industry_code,omitempty" maxLength:"5"`
	PermitNo     string        `json:"permit_no,omitempty" maxLength:"30"`
	PermitKind   string        `json:"permit_kind,omitempty" enum:",key,simplified,registered" doc:"排污许可管理类别：重点管理、简化管理、登记管理"`
	PermitUntil  calendar.Date `json:"permit_until,omitempty"`
}

// BaseVersion gives the version that the body carries.
func (in SiteInput) BaseVersion() int64 { return in.Version }

// NewSite is a further site of an enterprise that another place has registered: it is named by its credit code.
type NewSite struct {
	SiteInput
	CreditCode string `json:"credit_code" maxLength:"40" doc:"企业的统一社会信用代码，18位"`
}

// PermitKinds are the management classes of the permit (PERM 2; CODE 176).
var PermitKinds = map[string]string{"key": "重点管理", "simplified": "简化管理", "registered": "登记管理"}

// A permit number is the credit code, three digits for the place and a letter (HJ 608-2017). Units without a credit code
// carry H9 and the division instead.
var (
	permitByCode   = regexp.MustCompile(`^[0-9A-HJ-NPQRTUWXY]{18}\d{3}[A-Z]$`)
	permitByRegion = regexp.MustCompile(`^H9\d{6}([0-9A-Z]{13}|0000\d{5}[A-Z])$`)
)

// checkPermit gives the tidied number, a fault that keeps it from being stored, and a warning that does not.
func checkPermit(number, creditCode string) (tidied, faulty, warning string) {
	number = NormaliseCode(number)
	switch {
	case number == "":
		return "", "", ""
	case len(number) == 22 && permitByRegion.MatchString(number):
		return number, "", ""
	case len([]rune(number)) != 22:
		return number, "排污许可证编号应为22位（18位统一社会信用代码＋3位顺序码＋1位字母），现为" + count(len([]rune(number))) + "位。请对照许可证副本填写。", ""
	case !permitByCode.MatchString(number):
		return number, "排污许可证编号的格式不对：应为18位统一社会信用代码＋3位顺序码＋1位字母，例如91130200699229617X001P。请对照许可证副本填写。", ""
	case creditCode != "" && number[:18] != creditCode:
		return number, "", "排污许可证编号的前18位（" + number[:18] + "）不是本企业的统一社会信用代码（" + creditCode + "）。分支机构与总公司之间会出现这种情况，请核对。"
	}
	return number, "", ""
}

// Shandong with its islands lies inside this box (degrees); the box is plausibility, not a border.
var (
	west, east   = decimal.RequireFromString("114.3"), decimal.RequireFromString("123.2")
	south, north = decimal.RequireFromString("34.2"), decimal.RequireFromString("38.6")
)

// checkPosition gives the tidied coordinates and what is wrong with them.
func checkPosition(list *fault.List, longitude, latitude string) (string, string) {
	longitude, latitude = strings.TrimSpace(longitude), strings.TrimSpace(latitude)
	if longitude == "" && latitude == "" {
		return "", ""
	}
	x, okX := degree(list, "longitude", "经度", longitude)
	y, okY := degree(list, "latitude", "纬度", latitude)
	if !okX || !okY {
		return longitude, latitude
	}
	inside := func(v, low, high decimal.Decimal) bool { return v.GreaterThanOrEqual(low) && v.LessThanOrEqual(high) }
	switch {
	case inside(x, west, east) && inside(y, south, north):
	case inside(y, west, east) && inside(x, south, north):
		list.Add("longitude", "经度和纬度填反了：山东省的经度约为114至123，纬度约为34至39。请对调。")
	default:
		if !inside(x, west, east) {
			list.Add("longitude", "经度"+x.String()+"不在山东省范围内（约114.3至123.2）。请核对，例如117.000923。")
		}
		if !inside(y, south, north) {
			list.Add("latitude", "纬度"+y.String()+"不在山东省范围内（约34.2至38.6）。请核对，例如36.675807。")
		}
	}
	return x.Round(8).String(), y.Round(8).String() // about a millimetre; table programs add binary noise beyond
}

func degree(list *fault.List, path, label, text string) (decimal.Decimal, bool) {
	if text == "" {
		list.Add(path, "经度和纬度应当同时填写，请补上"+label+"。")
		return decimal.Zero, false
	}
	if strings.ContainsAny(text, "°′″'\"度分秒") {
		list.Add(path, label+"请换算成十进制度填写，例如117.000923（度＋分÷60＋秒÷3600）。")
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(text)
	if err != nil || d.Exponent() > 3 || d.Exponent() < -15 {
		list.Add(path, label+"不是数字。请按十进制度填写，例如117.000923。")
		return decimal.Zero, false
	}
	return d, true
}

var (
	mobile   = regexp.MustCompile(`^1[3-9]\d{9}$`)
	landline = regexp.MustCompile(`^(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?$`)
	service  = regexp.MustCompile(`^(400|800)-?\d{3}-?\d{4}$`)
)

// checkPhone gives the tidied number and what is wrong with it.
func checkPhone(text string) (string, string) {
	number := strings.NewReplacer("（", "", "）", "-", "(", "", ")", "-", "－", "-", "—", "-", " ", "", "+86", "").Replace(strings.TrimSpace(text))
	if number == "" || mobile.MatchString(number) || landline.MatchString(number) || service.MatchString(number) {
		return number, ""
	}
	return number, "联系电话格式不对。手机号为11位数字，固定电话请带区号，例如0531-66226868。"
}
