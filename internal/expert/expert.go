// Package expert is the pool of experts (专家库) from which the panels of evaluation and acceptance are formed: their
// fields and industries, and their ties to enterprises and agencies, by which recusal (回避) is decided.
// Law: N12 三(二) (each city keeps a pool, dynamically managed); GUIDE on the panel (rules.md 6.5).
package expert

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Field is a field of expertise (专业领域).
type Field string

// The fields that a panel must cover between its members.
const (
	FieldIndustry          Field = "industry"
	FieldCleanerProduction Field = "cleaner_production"
	FieldEnergy            Field = "energy"
	FieldEnvironment       Field = "environment"
)

// FieldLabels are the Chinese names of the fields.
var FieldLabels = map[Field]string{
	FieldIndustry: "行业工艺", FieldCleanerProduction: "清洁生产", FieldEnergy: "节能", FieldEnvironment: "环境保护",
}

// RelationLabels are the ties (利害关系) that an expert may have with an enterprise or an agency.
var RelationLabels = map[string]string{
	"employed": "任职", "formerly_employed": "曾任职", "consultant": "提供咨询服务", "holding": "持有股份或者出资", "relative": "近亲属任职或者持股", "other": "其他利害关系",
}

// Expert is one person of the pool.
type Expert struct {
	bun.BaseModel `bun:"table:expert"`
	store.Row
	Name       string   `bun:"name" json:"name" label:"姓名"`
	RegionCode string   `bun:"region_code" json:"region_code" label:"所属专家库" doc:"设区的市的代码；省级专家库为省的代码"`
	CityCode   string   `bun:"city_code" json:"city_code"`
	Employer   string   `bun:"employer" json:"employer" label:"工作单位"`
	Title      string   `bun:"title" json:"title" label:"职称"`
	Phone      string   `bun:"phone" json:"phone" label:"联系电话"`
	Fields     []Field  `bun:"fields,type:text" json:"fields" label:"专业领域" nullable:"false"`
	Industries []string `bun:"industries,type:text" json:"industries" label:"熟悉的行业" nullable:"false" doc:"重点行业"`
	State      string   `bun:"state" json:"state" label:"状态"`
	Ties       []Tie    `bun:"-" json:"ties,omitempty" doc:"与企业、咨询服务机构的利害关系"`
}

// Place lets a department see its pool, and an expert the own record.
func (Expert) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Expert: "id"}
}

// Subject of an expert is itself.
func (e *Expert) Subject() store.Subject {
	return store.Subject{Type: "expert", ID: e.ID, Version: e.Version, Title: e.Name, Link: "/experts/" + e.ID, RegionCode: e.RegionCode, ExpertID: e.ID}
}

// CurrentState and EnterState let flow move the expert.
func (e *Expert) CurrentState() string { return e.State }

// EnterState sets the state after a move.
func (e *Expert) EnterState(state string) { e.State = state }

// areas says which fields serve an area that the rule of the panel asks for (law/cn.yaml, panels).
var areas = map[string][]Field{
	"industry-process":   {FieldIndustry},
	"cleaner-production": {FieldCleanerProduction},
	"energy-environment": {FieldEnergy, FieldEnvironment},
}

// Covers tells whether an expert of these fields serves an area of the rule of the panel; an area that is itself a
// field asks for that field.
func Covers(fields []Field, area string) bool {
	serving, ok := areas[area]
	if !ok {
		serving = []Field{Field(area)}
	}
	return slices.ContainsFunc(serving, func(f Field) bool { return slices.Contains(fields, f) })
}

// Tie is a relation (利害关系) of an expert to an enterprise or an agency, over a time.
type Tie struct {
	bun.BaseModel `bun:"table:expert_tie"`
	store.Row
	ExpertID     string        `bun:"expert_id" json:"expert_id"`
	RegionCode   string        `bun:"region_code" json:"-"`
	CityCode     string        `bun:"city_code" json:"-"`
	EnterpriseID string        `bun:"enterprise_id" json:"enterprise_id"`
	AgencyID     string        `bun:"agency_id" json:"agency_id"`
	PartyName    string        `bun:"party_name" json:"party_name" label:"单位名称"`
	Relation     string        `bun:"relation" json:"relation" label:"关系"`
	FromOn       calendar.Date `bun:"from_on" json:"from_on" label:"起始日期"`
	UntilOn      calendar.Date `bun:"until_on" json:"until_on" label:"终止日期"`
}

// Place narrows ties as their experts are narrowed.
func (Tie) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code", Expert: "expert_id"}
}

// Subject of a tie is its expert, so that the history of the expert shows it.
func (t *Tie) Subject() store.Subject {
	return store.Subject{Type: "expert", ID: t.ExpertID, Version: t.Version, Title: t.PartyName, Link: "/experts/" + t.ExpertID, RegionCode: t.RegionCode, ExpertID: t.ExpertID}
}

// overlaps tells whether the tie existed on any day from since until on.
func (t Tie) overlaps(since, on calendar.Date) bool {
	return (t.FromOn == "" || t.FromOn <= on) && (t.UntilOn == "" || t.UntilOn >= since)
}

// Parties are those on whose case an expert would sit: the enterprise under the names it bears or bore, and its agency.
type Parties struct {
	EnterpriseID    string
	EnterpriseNames []string
	AgencyID        string
	AgencyName      string
	// FormerAgencies worked on the round before: who is tied to them is not impartial either.
	FormerAgencies []Party
	// Since is the day on which the round began: who worked for a party at any time since then is not impartial.
	Since calendar.Date
}

// Party is a body towards which an expert must be impartial.
type Party struct{ ID, Name string }

// agencies gives all agencies that work or have worked on the round.
func (p Parties) agencies() []Party {
	return append([]Party{{p.AgencyID, p.AgencyName}}, p.FormerAgencies...)
}

// conflicts gives in Chinese why the expert must recuse himself (回避); none when he may sit.
func (e *Expert) conflicts(ties []Tie, p Parties, on calendar.Date) []string {
	reasons := []string{}
	employer := plain(e.Employer)
	for _, name := range p.EnterpriseNames {
		if name != "" && plain(name) == employer {
			reasons = append(reasons, "工作单位就是被评审企业“"+name+"”")
		}
	}
	for _, a := range p.agencies() {
		if a.Name != "" && plain(a.Name) == employer {
			reasons = append(reasons, "工作单位就是为该企业提供咨询服务的机构“"+a.Name+"”")
		}
	}
	since := on
	if p.Since != "" && p.Since < on {
		since = p.Since
	}
	for _, t := range ties {
		party := ""
		switch {
		case t.EnterpriseID != "" && t.EnterpriseID == p.EnterpriseID:
			party = "被评审企业"
		case t.AgencyID != "" && slices.ContainsFunc(p.agencies(), func(a Party) bool { return a.ID == t.AgencyID }):
			party = "为该企业提供咨询服务的机构"
		}
		if party != "" && t.overlaps(since, on) {
			reasons = append(reasons, "与"+party+"“"+t.PartyName+"”存在利害关系："+RelationLabels[t.Relation]+t.period())
		}
	}
	return reasons
}

func (t Tie) period() string {
	switch {
	case t.FromOn == "" && t.UntilOn == "":
		return ""
	case t.UntilOn == "":
		return "（" + t.FromOn.Chinese() + "起）"
	case t.FromOn == "":
		return "（至" + t.UntilOn.Chinese() + "）"
	}
	return "（" + t.FromOn.Chinese() + "至" + t.UntilOn.Chinese() + "）"
}

// plain strips what differs between two spellings of one name: width, brackets, spaces.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '(' || r == ')' || r == '\u200b' {
			return -1
		}
		return r
	}, strings.ToLower(norm.NFKC.String(name)))
}

// NewExpert is the input of an entry into the pool; ExpertInput replaces it.
type NewExpert struct {
	Name       string   `json:"name" maxLength:"30"`
	RegionCode string   `json:"region_code,omitempty" maxLength:"6" doc:"省级填写时指明设区的市，省级专家库填370000；市级固定为本市"`
	Employer   string   `json:"employer" maxLength:"100" doc:"工作单位全称，退休的填原工作单位"`
	Title      string   `json:"title" maxLength:"50" doc:"职称"`
	Phone      string   `json:"phone,omitempty" maxLength:"30"`
	Fields     []Field  `json:"fields" maxItems:"4"`
	Industries []string `json:"industries,omitempty" maxItems:"20" doc:"熟悉的重点行业"`
}

// ExpertInput is the input of a change.
type ExpertInput struct {
	NewExpert
	Version int64 `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in ExpertInput) BaseVersion() int64 { return in.Version }

func (in NewExpert) check() fault.List {
	var faults fault.List
	faults.Require("name", "姓名", in.Name)
	faults.Require("employer", "工作单位", in.Employer)
	faults.Require("title", "职称", in.Title)
	if len(in.Fields) == 0 {
		faults.Add("fields", "请至少选择一个专业领域，组建专家组时按领域配备。")
	}
	for i, f := range in.Fields {
		if FieldLabels[f] == "" {
			faults.Add(fmt.Sprintf("fields[%d]", i), "没有这个专业领域，请从列表中选择。")
		}
		if slices.Contains(in.Fields[:i], f) {
			faults.Add(fmt.Sprintf("fields[%d]", i), "这个专业领域重复填写。")
		}
	}
	return faults
}

func (e *Expert) set(in NewExpert) {
	e.Name, e.Employer, e.Title, e.Phone = strings.TrimSpace(in.Name), strings.TrimSpace(in.Employer), strings.TrimSpace(in.Title), strings.TrimSpace(in.Phone)
	e.Fields, e.Industries = in.Fields, in.Industries
	if e.Industries == nil {
		e.Industries = []string{}
	}
}

// NewTie is the input of a tie.
type NewTie struct {
	EnterpriseID string        `json:"enterprise_id,omitempty" maxLength:"64"`
	AgencyID     string        `json:"agency_id,omitempty" maxLength:"64"`
	PartyName    string        `json:"party_name" maxLength:"100" doc:"单位名称"`
	Relation     string        `json:"relation" maxLength:"30"`
	FromOn       calendar.Date `json:"from_on,omitempty"`
	UntilOn      calendar.Date `json:"until_on,omitempty" doc:"仍在持续的不填"`
	Version      int64         `json:"version,omitempty" doc:"读取专家时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in NewTie) BaseVersion() int64 { return in.Version }

func (in NewTie) check() error {
	var faults fault.List
	if (in.EnterpriseID == "") == (in.AgencyID == "") {
		faults.Add("enterprise_id", "请选择一家企业或者一家咨询服务机构，二者选一。")
	}
	faults.Require("party_name", "单位名称", in.PartyName)
	if RelationLabels[in.Relation] == "" {
		faults.Add("relation", "请从列表中选择关系。")
	}
	if in.FromOn != "" && !in.FromOn.Valid() {
		faults.Add("from_on", "起始日期有误，格式如 2026-09-30。")
	}
	if in.UntilOn != "" && !in.UntilOn.Valid() {
		faults.Add("until_on", "终止日期有误，格式如 2026-09-30。")
	}
	if in.UntilOn.Before(in.FromOn) {
		faults.Add("until_on", "终止日期早于起始日期，请核对。")
	}
	return faults.Err("利害关系没有保存")
}

// TieEnd is the input of the end of a tie.
type TieEnd struct {
	UntilOn calendar.Date `json:"until_on" doc:"终止日期，即关系存续的最后一日"`
	Note    string        `json:"note" maxLength:"500" doc:"依据，例如离职证明、合同终止通知"`
	Version int64         `json:"version,omitempty" doc:"读取利害关系时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in TieEnd) BaseVersion() int64 { return in.Version }

func (in TieEnd) check(t *Tie, today calendar.Date) error {
	var faults fault.List
	switch {
	case in.UntilOn == "" || !in.UntilOn.Valid():
		faults.Add("until_on", "请填写终止日期，格式如 2026-09-30。")
	case in.UntilOn.Before(t.FromOn):
		faults.Add("until_on", "终止日期早于起始日期"+t.FromOn.Chinese()+"，请核对。")
	case in.UntilOn.After(today):
		faults.Add("until_on", "终止日期晚于今天。关系终止以后再登记，此前专家仍应回避。")
	}
	faults.Require("note", "依据", in.Note)
	return faults.Err("利害关系没有终止")
}

// ExpertRemark is the input of an act that needs a reason.
type ExpertRemark struct {
	Note    string `json:"note" maxLength:"500" doc:"理由"`
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in ExpertRemark) BaseVersion() int64 { return in.Version }
