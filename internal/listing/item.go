package listing

import (
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// PlanItem is one site in an annual plan (计划项目): proposed by the county, confirmed by the city, verified by the province
// (for excess energy by the provincial 发展改革 department first, CPM 9(2)), published with the list.
type PlanItem struct {
	bun.BaseModel `bun:"table:plan_item"`
	store.Row
	PlanID         string            `bun:"plan_id" json:"plan_id"`
	Year           int               `bun:"year" json:"year"`
	EntryID        string            `bun:"entry_id" json:"entry_id"`
	EnterpriseID   string            `bun:"enterprise_id" json:"enterprise_id"`
	SiteID         string            `bun:"site_id" json:"site_id"`
	EnterpriseName string            `bun:"enterprise_name" json:"enterprise_name" label:"企业名称"`
	SiteName       string            `bun:"site_name" json:"site_name" label:"厂区名称"`
	CreditCode     string            `bun:"credit_code" json:"credit_code" label:"统一社会信用代码"`
	RegionCode     string            `bun:"region_code" json:"region_code"`
	CityCode       string            `bun:"city_code" json:"city_code"`
	KeyIndustry    string            `bun:"key_industry" json:"key_industry" label:"重点行业"`
	Reasons        []string          `bun:"reasons,type:text" json:"reasons" nullable:"false" doc:"列入原因" label:"列入原因"`
	Basis          []string          `bun:"basis,type:text" json:"basis" nullable:"false" doc:"法律依据，每个原因一句" label:"法律依据"`
	Regime         string            `bun:"regime" json:"regime" doc:"适用的法律时期"`
	Facts          map[string]string `bun:"facts,type:text" json:"facts" doc:"列入原因的事实" label:"列入事实"`
	Track          string            `bun:"track" json:"track" doc:"分类管理" label:"分类管理"`
	TrackWhy       string            `bun:"track_why" json:"track_why" doc:"分类管理的判定过程"`
	Justification  string            `bun:"justification" json:"justification" doc:"五年内已通过验收仍须列入的理由" label:"列入理由说明"`
	State          string            `bun:"state" json:"state"`
	Comment        string            `bun:"comment" json:"comment" doc:"退回意见或不列入的理由" label:"退回意见"`
	ProposedBy     string            `bun:"proposed_by" json:"-"`
	ListID         string            `bun:"list_id" json:"list_id" doc:"公布该企业的名单"`
	FactLines      []FactLine        `bun:"-" json:"fact_lines,omitempty" readOnly:"true"`
	RegionLabel    string            `bun:"-" json:"region_label" doc:"所在市县名称" readOnly:"true"`
}

// Place narrows items by region. An enterprise sees no proposals: it learns of the list by publication and notice.
func (PlanItem) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code"}
}

// Subject of an item is the site under its enterprise's name.
func (i *PlanItem) Subject() store.Subject {
	return store.Subject{
		Type: "plan_item", ID: i.ID, Version: i.Version, Title: titleOf(i.EnterpriseName, i.SiteName), Link: "/plan-items/" + i.ID,
		RegionCode: i.RegionCode, EnterpriseID: i.EnterpriseID, Reasons: i.Reasons,
	}
}

// CurrentState gives the state for flow.
func (i *PlanItem) CurrentState() string { return i.State }

// EnterState sets the state for flow.
func (i *PlanItem) EnterState(state string) { i.State = state }

// live tells whether the item counts as a task of its plan: confirmed by the city and not taken out again.
func (i *PlanItem) live() bool {
	return i.State == ItemConfirmed || i.State == ItemEnergyVerified || i.State == ItemVerified || i.State == ItemPublished
}

// NewPlanItem proposes one site of the inventory for the plan of a year.
type NewPlanItem struct {
	Year          int               `json:"year" minimum:"2005" maximum:"2100" doc:"计划年度"`
	EntryID       string            `json:"entry_id" maxLength:"64" doc:"清单条目标识"`
	Reasons       []string          `json:"reasons" maxItems:"10" nullable:"false" doc:"列入原因"`
	Facts         map[string]string `json:"facts,omitempty" doc:"列入原因的事实，字段见 /listing-reasons"`
	Justification string            `json:"justification,omitempty" maxLength:"1000" doc:"五年内已通过验收、仅因双有再次列入时的理由"`
}

// NewPlanItems proposes several sites with the same reasons and facts.
type NewPlanItems struct {
	Year          int               `json:"year" minimum:"2005" maximum:"2100" doc:"计划年度"`
	EntryIDs      []string          `json:"entry_ids" minItems:"1" maxItems:"500" nullable:"false" doc:"清单条目标识"`
	Reasons       []string          `json:"reasons" maxItems:"10" nullable:"false" doc:"列入原因"`
	Facts         map[string]string `json:"facts,omitempty" doc:"列入原因的事实"`
	Justification string            `json:"justification,omitempty" maxLength:"1000" doc:"理由"`
}

func (in NewPlanItems) each(entry string) NewPlanItem {
	return NewPlanItem{Year: in.Year, EntryID: entry, Reasons: in.Reasons, Facts: in.Facts, Justification: in.Justification}
}

// PlanItemInput corrects the reasons and facts of an item that is not verified yet.
type PlanItemInput struct {
	Reasons       []string          `json:"reasons" maxItems:"10" nullable:"false" doc:"列入原因"`
	Facts         map[string]string `json:"facts,omitempty" doc:"列入原因的事实"`
	Justification string            `json:"justification,omitempty" maxLength:"1000" doc:"理由"`
	Version       int64             `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in PlanItemInput) BaseVersion() int64 { return in.Version }

// RowResult tells what became of one row of a bulk act.
type RowResult struct {
	ID      string `json:"id" doc:"提交的标识"`
	Title   string `json:"title" doc:"企业（厂区）名称"`
	Done    bool   `json:"done" doc:"是否办理成功"`
	Message string `json:"message,omitempty" doc:"没有办理的原因"`
}

// RowResults are the results of a bulk act.
type RowResults struct {
	Items []RowResult `json:"items" nullable:"false"`
	Done  int         `json:"done" doc:"办理成功的数目"`
}

// add notes the outcome of one row. A fault of the system itself is handed on: it must undo the whole act.
func (r *RowResults) add(id, title string, err error) error {
	if err != nil && fault.As(err).Kind == fault.KindInternal {
		return err
	}
	row := RowResult{ID: id, Title: title, Done: err == nil}
	if err != nil {
		row.Message = words(err)
	} else {
		r.Done++
	}
	r.Items = append(r.Items, row)
	return nil
}

// words gives a fault as one text: message and fields.
func words(err error) string {
	f := fault.As(err)
	text := f.Message
	if len(f.Fields) > 0 {
		text = strings.TrimRight(text, "。：") + "："
	}
	for _, field := range f.Fields {
		text += field.Message
	}
	return text
}

// proposal is everything by which a listing is judged, gathered before the judgement so that it is a pure function.
type proposal struct {
	on            calendar.Date // day of decision
	year          int           // of the plan
	creditCode    string
	creditFault   error // what is wrong with the credit code, nil if nothing
	closed        bool  // enterprise or site is no longer producing
	openRound     bool
	acceptedUntil calendar.Date // last day on which the accepted round still keeps the site from a new one, "" if none
	acceptedOn    calendar.Date
	reasons       []string
	facts         map[string]string
	basis         []string
	justification string
}

// check applies the guards g1 to g6 of rules.md 5.1. All faults at once.
func (p proposal) check(known []ReasonForm) fault.List {
	var faults fault.List
	if p.creditFault != nil {
		faults.Add("credit_code", fmt.Sprintf("统一社会信用代码“%s”有误：%s 请先在企业信息中改正。", p.creditCode, words(p.creditFault)))
	}
	if p.closed {
		faults.Add("entry_id", "企业或厂区已关闭、停用，不能列入。请在清单中调出。")
	}
	if p.openRound {
		faults.Add("entry_id", "该厂区有一轮清洁生产审核尚未办结，一个厂区同时只能有一轮审核，不能重复列入。")
	}
	checkFacts(&faults, known, p.reasons, p.facts, p.on)
	if len(p.reasons) > 0 && len(p.basis) < len(p.reasons) {
		faults.Add("reasons", "有的列入原因在"+p.on.Chinese()+"没有可适用的法律依据，请核对所选原因。")
	}
	if len(p.reasons) == 1 && p.reasons[0] == ReasonToxic && p.acceptedUntil > calendar.Of(p.year, 12, 31) && blankText(p.justification) {
		faults.Add("justification", "该厂区上一轮审核已于"+p.acceptedOn.Chinese()+"通过验收，两次审核的间隔期限（至"+p.acceptedUntil.Chinese()+"）在本计划年度以后才届满，仅因双有再次列入须说明理由。")
	}
	return faults
}
