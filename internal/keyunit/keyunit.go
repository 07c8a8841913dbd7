// Package keyunit keeps the lists of key units that departments publish year by year (重点单位名录): each unit is matched with
// a site of the register, the list is held against that of the year before, and with its approval the attributes follow: who
// joined gets one, who left loses the one that a list had given.
// Law: law/keyunits.yaml; N12 二(一) (classified management); features.md A7.
package keyunit

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// UnitList is one published list of key units of a kind, year and place (重点单位名录).
type UnitList struct {
	bun.BaseModel `bun:"table:unit_list"`
	store.Row
	Kind        string        `bun:"kind" json:"kind" label:"名录"`
	Year        int           `bun:"year" json:"year" label:"年度"`
	Title       string        `bun:"title" json:"title"`
	RegionCode  string        `bun:"region_code" json:"region_code"`
	CityCode    string        `bun:"city_code" json:"city_code"`
	Publisher   string        `bun:"publisher" json:"publisher" label:"公布单位"`
	DocumentNo  string        `bun:"document_no" json:"document_no" label:"公布文件"`
	PublishedOn calendar.Date `bun:"published_on" json:"published_on" label:"公布日期"`
	FromOn      calendar.Date `bun:"from_on" json:"from_on" label:"施行日期"`
	State       string        `bun:"state" json:"state"`
	ApprovedOn  calendar.Date `bun:"approved_on" json:"approved_on" label:"核定日期"`
	Note        string        `bun:"note" json:"note" label:"备注"`

	RegionLabel string      `bun:"-" json:"region_label" readOnly:"true"`
	KindLabel   string      `bun:"-" json:"kind_label" readOnly:"true"`
	Attribute   string      `bun:"-" json:"attribute" doc:"登记的属性" readOnly:"true"`
	Cite        string      `bun:"-" json:"cite" readOnly:"true"`
	Report      *UnitReport `bun:"-" json:"report,omitempty" doc:"与上一年度名录的差异（详情）" readOnly:"true"`
}

// Place narrows by the division whose department published the list.
func (UnitList) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a list.
func (l *UnitList) Subject() store.Subject {
	return store.Subject{Type: "unit_list", ID: l.ID, Version: l.Version, CaseID: l.ID, Title: l.Title, Link: "/unit-lists/" + l.ID, RegionCode: l.RegionCode}
}

// CurrentState and EnterState let flow move the list.
func (l *UnitList) CurrentState() string { return l.State }

// EnterState sets the state after a move.
func (l *UnitList) EnterState(state string) { l.State = state }

// evidence is what an attribute names as its ground.
func (l *UnitList) evidence() string {
	return "《" + l.Title + "》（" + l.Publisher + "，" + l.DocumentNo + "，" + l.PublishedOn.Chinese() + "公布）"
}

// UnitLine is one unit of a list (名录单位), as it was published, and the site that it is.
type UnitLine struct {
	bun.BaseModel `bun:"table:unit_line"`
	store.Row
	ListID       string `bun:"list_id" json:"list_id"`
	RegionCode   string `bun:"region_code" json:"region_code"`
	CityCode     string `bun:"city_code" json:"city_code"`
	Name         string `bun:"name" json:"name" label:"单位名称"`
	CreditCode   string `bun:"credit_code" json:"credit_code" label:"统一社会信用代码"`
	SiteName     string `bun:"site_name" json:"site_name" label:"厂区"`
	Detail       string `bun:"detail" json:"detail" label:"说明"`
	EnterpriseID string `bun:"enterprise_id" json:"enterprise_id"`
	SiteID       string `bun:"site_id" json:"site_id"`
	Match        string `bun:"match" json:"match" enum:"code,name,chosen,site,none,aside" doc:"与企业登记怎样对上"`
	Aside        string `bun:"aside" json:"aside" label:"不登记的理由"`
	AttributeID  string `bun:"attribute_id" json:"attribute_id"`
	Effect       string `bun:"effect" json:"effect" doc:"核定后的办理" enum:",set,kept,held"`
}

// Place narrows as the list does.
func (UnitLine) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// Subject of a line belongs to its list.
func (l *UnitLine) Subject() store.Subject {
	return store.Subject{Type: "unit_line", ID: l.ID, Version: l.Version, CaseID: l.ListID, Title: l.Name, Link: "/unit-lists/" + l.ListID, RegionCode: l.RegionCode}
}

// How a line was matched.
const (
	ByCode = "code"
	ByName = "name" // proposed, to be confirmed
	Chosen = "chosen"
	NoSite = "site" // the enterprise is known, which of its sites is not
	None   = "none"
	Aside  = "aside"
)

// What the approval has done for a line.
const (
	Set  = "set"
	Kept = "kept" // an earlier list has set it
	Held = "held" // it was established otherwise before
)

// matched tells whether the line is settled: approval asks nothing more about it.
func (l *UnitLine) matched() bool {
	return l.Match == Aside || l.SiteID != "" && l.Match != ByName
}

// owned tells whether a list has established the attribute, so that leaving the list ends it.
func (l *UnitLine) owned() bool { return l.Effect == Set || l.Effect == Kept }

// Labels are the Chinese names of fixed values.
var Labels = map[string]map[string]string{
	"unit_line.match":  {ByCode: "按代码对上", ByName: "按名称对上，待核对", Chosen: "已核对", NoSite: "待选厂区", None: "没有登记", Aside: "不登记"},
	"unit_line.effect": {Set: "已登记属性", Kept: "属性继续有效", Held: "此前已登记"},
	"unit_list.change": {Joined: "新列入", Stayed: "继续列入", Renamed: "名称有变", Left: "退出名录", Open: "待核对", Aside: "不登记"},
}

// ActionLabels are the acts that are no transitions.
var ActionLabels = map[string]string{"unit_list.create": "登记名录", "unit_list.update": "修改名录", "unit_line.create": "录入名录单位", "unit_line.update": "修改名录单位",
	"unit_line.match": "核对名录单位", "unit_line.aside": "名录单位不登记", "unit_line.remove": "删除名录单位", "unit_line.effect": "按名录登记属性", "unit-lines.take-sheet": "写入名录表格"}

// UnitListInput is what is written of a list.
type UnitListInput struct {
	Version     int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Kind        string        `json:"kind" maxLength:"40" doc:"名录，见 /unit-list-kinds"`
	Year        int           `json:"year"`
	Publisher   string        `json:"publisher" maxLength:"120"`
	DocumentNo  string        `json:"document_no" maxLength:"120" doc:"公布文件的名称或者文号"`
	PublishedOn calendar.Date `json:"published_on"`
	FromOn      calendar.Date `json:"from_on" doc:"自哪一天起按名录管理"`
	Note        string        `json:"note,omitempty" maxLength:"1000"`
}

// BaseVersion gives the version that the body carries.
func (in UnitListInput) BaseVersion() int64 { return in.Version }

// faults finds all faults of what is written.
func (in UnitListInput) faults(tx *store.Tx) fault.List {
	var list fault.List
	today := tx.Today()
	if _, known := tx.Law().UnitListKind(in.Kind, today); !known {
		list.Add("kind", "请从列表中选择名录。")
	}
	if in.Year < 2000 || in.Year > today.Year()+1 {
		list.Add("year", "请填写名录的年度，不晚于"+calendar.Of(today.Year()+1, 1, 1).Chinese()[:len("2026年")]+"。")
	}
	list.Require("publisher", "公布名录的单位", in.Publisher)
	list.Require("document_no", "公布文件的名称或者文号", in.DocumentNo)
	day := func(path, name string, d calendar.Date) {
		switch {
		case d == "":
			list.Add(path, "请填写"+name+"。")
		case !d.Valid():
			list.Add(path, name+"不是有效的日期。")
		case d > today:
			list.Add(path, name+"晚于今天，请在名录公布、施行以后登记。")
		}
	}
	day("published_on", "公布日期", in.PublishedOn)
	day("from_on", "施行日期", in.FromOn)
	return list
}

func (in UnitListInput) write(l *UnitList) {
	l.Kind, l.Year, l.Publisher, l.DocumentNo = in.Kind, in.Year, strings.TrimSpace(in.Publisher), strings.TrimSpace(in.DocumentNo)
	l.PublishedOn, l.FromOn, l.Note = in.PublishedOn, in.FromOn, strings.TrimSpace(in.Note)
}
