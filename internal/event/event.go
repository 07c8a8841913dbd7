// Package event is what happens in the life of an enterprise while it has duties (企业变更事项): standstill and resumption,
// closure, relocation, rename, conversion, merger. It is reported with evidence and an effective date, examined by the
// county, decided by the city, and acts when it is approved: clocks stand still, rounds end, sites move, names change.
// Law: CPM 9, 18; N12 一(二), 四(一); CODE 967; rules.md 5.2 (time limits and the period of undoing are assumptions, see law/).
package event

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// The kinds of event (事项类别).
const (
	Standstill = "standstill" // 停产
	Resumption = "resumption" // 复产
	Closure    = "closure"    // 关闭
	Relocation = "relocation" // 搬迁
	Rename     = "rename"     // 更名
	Conversion = "conversion" // 转产
	Merger     = "merger"     // 并购
)

// KindLabels are the Chinese names of the kinds.
var KindLabels = map[string]string{
	Standstill: "停产", Resumption: "复产", Closure: "关闭", Relocation: "搬迁", Rename: "更名", Conversion: "转产", Merger: "并购",
}

// Event is one case (一件变更事项) of an enterprise, or of one of its sites.
type Event struct {
	bun.BaseModel `bun:"table:enterprise_event"`
	store.Row
	EnterpriseID   string              `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string              `bun:"site_id" json:"site_id" doc:"涉及的厂区，空为整个企业"`
	EnterpriseName string              `bun:"enterprise_name" json:"enterprise_name" doc:"申报时的企业名称"`
	SiteName       string              `bun:"site_name" json:"site_name" label:"涉及的厂区"`
	CreditCode     string              `bun:"credit_code" json:"credit_code"`
	RegionCode     string              `bun:"region_code" json:"region_code"`
	CityCode       string              `bun:"city_code" json:"city_code"`
	Kind           string              `bun:"kind" json:"kind" enum:"standstill,resumption,closure,relocation,rename,conversion,merger"`
	State          string              `bun:"state" json:"state"`
	EffectiveOn    calendar.Date       `bun:"effective_on" json:"effective_on" label:"生效日期"`
	ExpectedUntil  calendar.Date       `bun:"expected_until" json:"expected_until" doc:"预计复产日期，仅停产" label:"预计复产日期"`
	EndedOn        calendar.Date       `bun:"ended_on" json:"ended_on" doc:"复产日期，仅停产" label:"复产日期"`
	Change         EventChange         `bun:"change,type:text" json:"change" doc:"变更后的内容"`
	Story          string              `bun:"story" json:"story" label:"情况说明"`
	Evidence       string              `bun:"evidence" json:"evidence" label:"证明材料"`
	ByOffice       bool                `bun:"by_office" json:"by_office" doc:"由县级分局申报"`
	ReportedOn     calendar.Date       `bun:"reported_on" json:"reported_on" label:"申报日期"`
	Comment        string              `bun:"comment" json:"comment" doc:"审查、决定或者退回的意见" label:"意见"`
	DecidedOn      calendar.Date       `bun:"decided_on" json:"decided_on" label:"决定日期"`
	DecidedBy      string              `bun:"decided_by" json:"-"`
	UndoUntil      calendar.Date       `bun:"undo_until" json:"undo_until" doc:"可以撤销批准的最后一日" label:"可撤销至"`
	Effects        []Effect            `bun:"effects,type:text" json:"effects" nullable:"false" doc:"批准后系统办理的结果"`
	RecheckedOn    calendar.Date       `bun:"rechecked_on" json:"rechecked_on" doc:"转产后复核日期" label:"复核日期"`
	RecheckNote    string              `bun:"recheck_note" json:"recheck_note" label:"复核结果"`
	Demonstration  bool                `bun:"demonstration" json:"demonstration"`
	RegionLabel    string              `bun:"-" json:"region_label" readOnly:"true"`
	Deadline       *deadline.Brief     `bun:"-" json:"deadline,omitempty" doc:"最近的未办结期限（列表）"`
	Deadlines      []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"全部期限（详情）"`
	Clocks         []deadline.Deadline `bun:"-" json:"clocks,omitempty" doc:"因本事项停止或者恢复计算的企业期限（详情）"`
	Forecast       []string            `bun:"-" json:"forecast,omitempty" doc:"批准以后将要发生的变化（未决定的详情）"`
}

// EventChange is what the enterprise is afterwards, as far as the kind needs it.
type EventChange struct {
	Name         string `json:"name,omitempty" maxLength:"120" doc:"新名称（更名）"`
	RegionCode   string `json:"region_code,omitempty" maxLength:"6" doc:"新所在县（市、区）（搬迁）"`
	Address      string `json:"address,omitempty" maxLength:"200" doc:"新地址（搬迁）"`
	Longitude    string `json:"longitude,omitempty" maxLength:"20" doc:"新经度（搬迁）"`
	Latitude     string `json:"latitude,omitempty" maxLength:"20" doc:"新纬度（搬迁）"`
	IndustryCode string `json:"industry_code,omitempty" maxLength:"5" doc:"新行业（转产）"`
	AcquirerCode string `json:"acquirer_code,omitempty" maxLength:"40" doc:"并购方的统一社会信用代码（并购）"`
	AcquirerName string `json:"acquirer_name,omitempty" maxLength:"120" doc:"并购方名称" readOnly:"true"`
	AcquirerID   string `json:"acquirer_id,omitempty" maxLength:"64" readOnly:"true"`
	Label        string `json:"label,omitempty" maxLength:"200" doc:"新所在地或者新行业的名称" readOnly:"true"`
}

// Place narrows by the division in which the event was reported, and to the enterprise itself.
func (Event) Place() access.Columns {
	return access.Columns{Subject: "id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// Subject of an event is its own case within the history of its enterprise.
func (e *Event) Subject() store.Subject {
	return store.Subject{Type: "enterprise_event", ID: e.ID, Version: e.Version, CaseID: e.EnterpriseID, Title: e.EnterpriseName + "（" + KindLabels[e.Kind] + "）",
		Link: "/enterprise-events/" + e.ID, RegionCode: e.RegionCode, EnterpriseID: e.EnterpriseID}
}

// CurrentState and EnterState let flow move the event.
func (e *Event) CurrentState() string { return e.State }

// EnterState sets the state after a move.
func (e *Event) EnterState(state string) { e.State = state }

// Ground is the sentence that goes into every record which the event changes. It names the day, so that two standstills
// of one enterprise are told apart.
func (e *Event) Ground() string {
	text := e.EffectiveOn.Chinese() + "起" + KindLabels[e.Kind]
	if e.SiteName != "" {
		text = e.SiteName + text
	}
	return text + "，已于" + e.DecidedOn.Chinese() + "批准"
}

// overlaps tells whether two events concern the same site: one of the whole enterprise concerns all.
func (e *Event) overlaps(other *Event) bool {
	return e.SiteID == "" || other.SiteID == "" || e.SiteID == other.SiteID
}

// contradictions name the kinds that cannot be under way beside each other at one site: what one needs the other ends.
var contradictions = map[string][]string{
	Standstill: {Standstill, Resumption, Closure},
	Resumption: {Standstill, Resumption, Closure},
	Closure:    {Standstill, Resumption, Closure, Relocation, Conversion, Merger},
	Relocation: {Relocation, Closure, Merger},
	Rename:     {Rename, Merger},
	Conversion: {Conversion, Closure},
	Merger:     {Merger, Closure, Relocation, Rename},
}

func trimmed(c EventChange) EventChange {
	for _, text := range []*string{&c.Name, &c.RegionCode, &c.Address, &c.Longitude, &c.Latitude, &c.IndustryCode, &c.AcquirerCode} {
		*text = strings.TrimSpace(*text)
	}
	c.AcquirerName, c.AcquirerID, c.Label = "", "", ""
	return c
}
