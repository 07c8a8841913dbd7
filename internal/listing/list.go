package listing

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The kinds of list. A published list is never changed: what was wrong is put right by a later list.
const (
	KindMain          = "main"
	KindSupplementary = "supplementary"
	KindCorrecting    = "correcting"
)

// Kinds are the Chinese names of the kinds of list.
var Kinds = map[string]string{KindMain: "年度名单", KindSupplementary: "补充名单", KindCorrecting: "更正名单"}

// List is one batch of the annual list (年度强制性清洁生产审核企业名单, N12 一(二), CPM 10). The day of its publication is
// where the statutory clocks begin.
type List struct {
	bun.BaseModel `bun:"table:annual_list"`
	store.Row
	RegionCode  string        `bun:"region_code" json:"region_code"`
	Year        int           `bun:"year" json:"year" doc:"名单年度"`
	Batch       int           `bun:"batch" json:"batch" doc:"批次"`
	Kind        string        `bun:"kind" json:"kind" enum:"main,supplementary,correcting" doc:"年度名单、补充名单或更正名单" label:"名单种类"`
	Corrects    string        `bun:"corrects" json:"corrects" doc:"被更正的名单"`
	Title       string        `bun:"title" json:"title" label:"名单标题"`
	DocumentNo  string        `bun:"document_no" json:"document_no" doc:"文号" label:"文号"`
	DecidedOn   calendar.Date `bun:"decided_on" json:"decided_on" doc:"作出决定的日期" label:"决定日期"`
	PublishedOn calendar.Date `bun:"published_on" json:"published_on" doc:"在省生态环境厅网站公布的日期，各法定期限由此起算" label:"公布日期"`
	WebAddress  string        `bun:"web_address" json:"web_address" doc:"公布网址" label:"公布网址"`
	Withdrawals []Withdrawal  `bun:"withdrawals,type:text" json:"withdrawals" nullable:"false" doc:"更正名单撤销的名单行" label:"撤销的名单行"`
	State       string        `bun:"state" json:"state"`
	RowsTotal   int64         `bun:"rows_total" json:"rows_total" doc:"企业（厂区）数" label:"企业数"`
	RowsSHA256  string        `bun:"rows_sha256" json:"rows_sha256" doc:"名单内容的校验值"`
	Files       []ListFile    `bun:"-" json:"files,omitempty" doc:"供网站公布的文件，仅在单条记录中给出" readOnly:"true"`
	NextNumbers []string      `bun:"-" json:"next_numbers,omitempty" doc:"草稿可以使用的下一个文号" readOnly:"true"`
}

// Withdrawal takes a row of an earlier list back, with the reason that is published.
type Withdrawal struct {
	RowID  string `json:"row_id" maxLength:"64"`
	Reason string `json:"reason" maxLength:"500"`
}

// Place gives drafts to the province only; published lists are public and are read through published.
func (List) Place() access.Columns { return access.Columns{Region: "region_code", City: "region_code"} }

// Subject of a list is its title.
func (l *List) Subject() store.Subject {
	return store.Subject{Type: "annual_list", ID: l.ID, Version: l.Version, Title: l.Title, Link: "/annual-lists/" + l.ID, RegionCode: l.RegionCode}
}

// CurrentState gives the state for flow.
func (l *List) CurrentState() string { return l.State }

// EnterState sets the state for flow.
func (l *List) EnterState(state string) { l.State = state }

// Row is one site on a published list: a snapshot that nothing changes afterwards (名单行). A rename of the enterprise
// leaves it as it was published.
type Row struct {
	bun.BaseModel `bun:"table:list_row"`
	store.Row
	ListID         string            `bun:"list_id" json:"list_id"`
	Seq            int               `bun:"seq" json:"seq" doc:"序号" label:"序号"`
	Year           int               `bun:"year" json:"year"`
	ItemID         string            `bun:"item_id" json:"item_id"`
	EnterpriseID   string            `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string            `bun:"site_id" json:"site_id"`
	EnterpriseName string            `bun:"enterprise_name" json:"enterprise_name" doc:"公布时的企业名称" label:"企业名称"`
	SiteName       string            `bun:"site_name" json:"site_name"`
	CreditCode     string            `bun:"credit_code" json:"credit_code"`
	RegionCode     string            `bun:"region_code" json:"region_code"`
	CityCode       string            `bun:"city_code" json:"city_code"`
	KeyIndustry    string            `bun:"key_industry" json:"key_industry"`
	Reasons        []string          `bun:"reasons,type:text" json:"reasons" nullable:"false"`
	Basis          []string          `bun:"basis,type:text" json:"basis" nullable:"false"`
	Regime         string            `bun:"regime" json:"regime"`
	Facts          map[string]string `bun:"facts,type:text" json:"facts"`
	Track          string            `bun:"track" json:"track"`
	TrackWhy       string            `bun:"track_why" json:"track_why"`
	AuditID        string            `bun:"audit_id" json:"audit_id" doc:"由此开立的审核"`
	WithdrawnBy    string            `bun:"withdrawn_by" json:"withdrawn_by" doc:"撤销此行的更正名单" label:"撤销"`
	FactLines      []FactLine        `bun:"-" json:"fact_lines,omitempty" readOnly:"true"`
	RegionLabel    string            `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
}

// Place narrows rows by region; an enterprise sees its own.
func (Row) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of a row is the site, within the audit that it opened.
func (r *Row) Subject() store.Subject {
	return store.Subject{
		Type: "list_row", ID: r.ID, Version: r.Version, CaseID: r.AuditID, Title: titleOf(r.EnterpriseName, r.SiteName), Link: "/annual-lists/" + r.ListID,
		RegionCode: r.RegionCode, EnterpriseID: r.EnterpriseID, Reasons: r.Reasons,
	}
}

// rowOf takes the snapshot of an item.
func rowOf(l *List, i *PlanItem, seq int) *Row {
	r := &Row{
		ListID: l.ID, Seq: seq, Year: l.Year, ItemID: i.ID, EnterpriseID: i.EnterpriseID, SiteID: i.SiteID, EnterpriseName: i.EnterpriseName, SiteName: i.SiteName,
		CreditCode: i.CreditCode, RegionCode: i.RegionCode, CityCode: i.CityCode, KeyIndustry: i.KeyIndustry, Reasons: i.Reasons, Basis: i.Basis,
		Regime: i.Regime, Facts: i.Facts, Track: i.Track, TrackWhy: i.TrackWhy,
	}
	r.ID = store.NewID()
	return r
}

// Seal is the SHA-256 over what was published, in the order of the list. Whoever computes it again and gets another
// value holds a list that somebody has altered.
func Seal(rows []*Row) string {
	sum := sha256.New()
	for _, r := range rows {
		facts := []string{}
		for _, key := range slices.Sorted(maps.Keys(r.Facts)) {
			facts = append(facts, key+"="+r.Facts[key])
		}
		line := []string{
			strconv.Itoa(r.Seq), r.EnterpriseName, r.SiteName, r.CreditCode, r.RegionCode, r.KeyIndustry,
			strings.Join(r.Reasons, "\x1e"), strings.Join(r.Basis, "\x1e"), r.Regime, strings.Join(facts, "\x1e"), r.Track,
		}
		sum.Write([]byte(strings.Join(line, "\x1f") + "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// NewAnnualList begins the draft of a list for a year.
type NewAnnualList struct {
	Year     int    `json:"year" minimum:"2005" maximum:"2100" doc:"名单年度"`
	Kind     string `json:"kind,omitempty" enum:",main,supplementary,correcting" doc:"不填时，当年第一批为年度名单，以后为补充名单"`
	Corrects string `json:"corrects,omitempty" maxLength:"64" doc:"更正名单所更正的名单"`
	Title    string `json:"title,omitempty" maxLength:"200" doc:"不填时自动拟写"`
}

// AnnualListInput fills the draft of a list.
type AnnualListInput struct {
	Title       string        `json:"title" maxLength:"200"`
	DocumentNo  string        `json:"document_no,omitempty" maxLength:"100" doc:"文号"`
	DecidedOn   calendar.Date `json:"decided_on,omitempty" doc:"作出决定的日期"`
	PublishedOn calendar.Date `json:"published_on,omitempty" doc:"公布日期，不填为公布当日"`
	WebAddress  string        `json:"web_address,omitempty" maxLength:"500" doc:"公布网址"`
	Withdrawals []Withdrawal  `json:"withdrawals,omitempty" maxItems:"500" doc:"更正名单撤销的名单行"`
	Version     int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in AnnualListInput) BaseVersion() int64 { return in.Version }

func (in AnnualListInput) check(l *List, today calendar.Date) error {
	var faults fault.List
	faults.Require("title", "名单标题", in.Title)
	notLater(&faults, "decided_on", "决定日期", in.DecidedOn, today)
	notLater(&faults, "published_on", "公布日期", in.PublishedOn, today)
	if in.PublishedOn != "" && in.DecidedOn != "" && in.PublishedOn < in.DecidedOn {
		faults.Add("published_on", "公布日期不得早于决定日期（"+in.DecidedOn.Chinese()+"）。")
	}
	webAddress(&faults, in.WebAddress)
	if len(in.Withdrawals) > 0 && l.Kind != KindCorrecting {
		faults.Add("withdrawals", "只有更正名单可以撤销已公布的名单行。")
	}
	for i, w := range in.Withdrawals {
		faults.Require(fmt.Sprintf("withdrawals[%d].row_id", i), "要撤销的名单行", w.RowID)
		faults.Require(fmt.Sprintf("withdrawals[%d].reason", i), "撤销理由", w.Reason)
	}
	return faults.Err("名单没有保存")
}

func webAddress(faults *fault.List, address string) {
	if address != "" && !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://") {
		faults.Add("web_address", "公布网址应以 http:// 或 https:// 开头。")
	}
}

// ready tells what a list still lacks before it may be published today.
func (l *List) ready(today calendar.Date, rows int) error {
	var faults fault.List
	faults.Require("title", "名单标题", l.Title)
	faults.Require("document_no", "文号", l.DocumentNo)
	faults.Require("web_address", "公布网址", l.WebAddress)
	if l.DecidedOn == "" {
		faults.Add("decided_on", "请填写作出决定的日期，法律依据按这一天适用。")
	}
	published := orToday(l.PublishedOn, today)
	notLater(&faults, "decided_on", "决定日期", l.DecidedOn, today)
	notLater(&faults, "published_on", "公布日期", l.PublishedOn, today)
	if l.DecidedOn != "" && published < l.DecidedOn {
		faults.Add("published_on", "公布日期不得早于决定日期（"+l.DecidedOn.Chinese()+"）。")
	}
	if rows == 0 && len(l.Withdrawals) == 0 {
		faults.Add("rows", fmt.Sprintf("%d年度没有已核定待公布的企业，名单不能为空。", l.Year))
	}
	return faults.Err("名单不能公布")
}

// PublishInput confirms a publication: how many sites the publisher has seen on the list.
type PublishInput struct {
	Rows    int   `json:"rows,omitempty" minimum:"0" doc:"确认公布的企业（厂区）数，须与待公布的一致；0 为不核对"`
	Version int64 `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in PublishInput) BaseVersion() int64 { return in.Version }

// Publication answers a publication: the list and the job that carries it out.
type Publication struct {
	JobID string `json:"job_id" doc:"公布任务，进度见 /jobs/{id}"`
	List  *List  `json:"list"`
}
