// Package appraisal is evaluation and acceptance (评估与验收): application, panel of experts, marks that each expert gives
// alone, the computed outcome with its opinion, and publication by the province. The outcome is never typed.
// Law: GUIDE chapters 2 and 3; CPM 20-23; SDR 31, 32; N12 三(四): it costs the enterprise nothing.
package appraisal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// The kinds of appraisal.
const (
	KindEvaluation = "evaluation" // 评估
	KindAcceptance = "acceptance" // 验收
)

// KindLabels are the Chinese names of the kinds.
var KindLabels = map[string]string{KindEvaluation: "评估", KindAcceptance: "验收"}

// The outcomes (结论): the first three of an evaluation, the others of an acceptance.
const (
	OutcomeRedo       = "redo"
	OutcomeSupplement = "supplement"
	OutcomeProceed    = "proceed"
	OutcomePass       = "pass"
	OutcomeFail       = "fail"
)

// OutcomeLabels are the Chinese names of the outcomes.
var OutcomeLabels = map[string]string{
	OutcomeRedo: "重新开展审核", OutcomeSupplement: "补充完善", OutcomeProceed: "按计划推进", OutcomePass: "合格", OutcomeFail: "不合格",
}

// MethodLabels are the ways in which a panel meets (GUIDE: 函审、电话、现场考察、质询; collective meeting).
var MethodLabels = map[string]string{"meeting": "会议评审", "on-site": "现场评审", "video": "视频会议", "letter": "书面函审"}

// Appraisal is one evaluation or acceptance of one audit. Attempt counts applications after a refusal or rectification.
type Appraisal struct {
	bun.BaseModel `bun:"table:appraisal"`
	store.Row
	AuditID        string        `bun:"audit_id" json:"audit_id"`
	Kind           string        `bun:"kind" json:"kind" enum:"evaluation,acceptance"`
	Attempt        int           `bun:"attempt" json:"attempt" doc:"第几次申请"`
	EnterpriseID   string        `bun:"enterprise_id" json:"enterprise_id"`
	EnterpriseName string        `bun:"enterprise_name" json:"enterprise_name"`
	CaseNo         string        `bun:"case_no" json:"case_no" doc:"审核案号"`
	RegionCode     string        `bun:"region_code" json:"region_code"`
	CityCode       string        `bun:"city_code" json:"city_code"`
	AgencyID       string        `bun:"agency_id" json:"agency_id"`
	AgencyName     string        `bun:"agency_name" json:"agency_name"`
	State          string        `bun:"state" json:"state" label:"状态"`
	Materials      []Material    `bun:"materials,type:text" json:"materials" nullable:"false" label:"申请材料"`
	Missing        []string      `bun:"missing,type:text" json:"missing" nullable:"false" label:"需要补正的内容"`
	SheetID        string        `bun:"sheet_id" json:"sheet_id"`
	SheetHash      string        `bun:"sheet_hash" json:"sheet_hash" doc:"受理时评分表内容的校验值"`
	AppliedOn      calendar.Date `bun:"applied_on" json:"applied_on" label:"申请日期"`
	DocketedOn     calendar.Date `bun:"docketed_on" json:"docketed_on" label:"受理日期"`
	Draw           Draw          `bun:"draw,type:text" json:"draw" doc:"最近一次随机抽取"`
	Drawn          bool          `bun:"drawn" json:"drawn" doc:"专家组是否与随机抽取的结果一致"`
	PanelSize      int           `bun:"panel_size" json:"panel_size" label:"专家组人数"`
	Method         string        `bun:"method" json:"method" label:"评审方式"`
	MeetingOn      calendar.Date `bun:"meeting_on" json:"meeting_on" label:"评审日期"`
	MeetingPlace   string        `bun:"meeting_place" json:"meeting_place" label:"评审地点"`
	Score          string        `bun:"score" json:"score" label:"得分" doc:"专家得分的平均值，用于判定的精确值"`
	Outcome        string        `bun:"outcome" json:"outcome" label:"结论"`
	Vetoes         []string      `bun:"vetoes,type:text" json:"vetoes" nullable:"false" label:"成立的否决项"`
	Opinion        Opinion       `bun:"opinion,type:text" json:"opinion" label:"评审意见"`
	ConcludedOn    calendar.Date `bun:"concluded_on" json:"concluded_on" label:"结论日期"`
	ReportedOn     calendar.Date `bun:"reported_on" json:"reported_on" label:"上报日期"`
	PublishedOn    calendar.Date `bun:"published_on" json:"published_on" label:"公布日期"`
	DocumentNo     string        `bun:"document_no" json:"document_no" label:"公布文号"`
	OpinionFileID  string        `bun:"opinion_file_id" json:"opinion_file_id" doc:"作出结论时生成的评审意见文件"`
	OpinionSHA256  string        `bun:"opinion_sha256" json:"opinion_sha256" label:"评审意见校验值" doc:"评审意见文件的SHA-256校验值"`
}

// Place narrows appraisals: departments by division, an enterprise and its agency to their own, an expert to those on
// whose panel the expert sits.
func (Appraisal) Place() access.Columns {
	return access.Columns{
		Subject: "audit_id",
		Region:  "region_code", City: "city_code", Enterprise: "enterprise_id",
		// As with the round itself: an agency keeps reading what it has worked on.
		Agency: "?TableAlias.audit_id IN (SELECT en.audit_id FROM engagement AS en WHERE en.agency_id = ? AND en.state IN ('running', 'ended'))",
		Expert: "?TableAlias.id IN (SELECT pm.appraisal_id FROM panel_member AS pm WHERE pm.expert_id = ? AND pm.recused_reason = '')",
	}
}

// Subject of an appraisal belongs to the case of its audit.
func (a *Appraisal) Subject() store.Subject {
	return store.Subject{
		Type: "appraisal", ID: a.ID, Version: a.Version, CaseID: a.AuditID, Title: a.EnterpriseName + "（" + a.CaseNo + "）" + KindLabels[a.Kind],
		Link: "/appraisals/" + a.ID, RegionCode: a.RegionCode, EnterpriseID: a.EnterpriseID, AgencyID: a.AgencyID,
	}
}

// CurrentState is where the appraisal stands.
func (a *Appraisal) CurrentState() string { return a.State }

// EnterState is called by flow only.
func (a *Appraisal) EnterState(state string) { a.State = state }

// concluded tells whether the outcome stands, so that marks may be shown to officers.
func (a *Appraisal) concluded() bool { return a.ConcludedOn != "" }

// Material is one item of an application (申请材料): the file, or the fact that the applicant declares.
type Material struct {
	Material string `json:"material" maxLength:"64" doc:"材料项目"`
	FileID   string `json:"file_id,omitempty" maxLength:"64" doc:"文件"`
	Text     string `json:"text,omitempty" maxLength:"2000" doc:"说明，或者材料在系统中的位置"`
}

// Opinion is the technical review opinion of an evaluation (评估技术审查意见) or the opinion of an acceptance (验收意见):
// what the panel says, beside what is computed. Fields after the samples of GUIDE annex 2 and 4 (reconstructed).
type Opinion struct {
	Overall      string   `json:"overall" maxLength:"3000" doc:"总体评述"`
	Focus        string   `json:"focus,omitempty" maxLength:"3000" doc:"审核重点与目标评述（评估）"`
	LowCost      string   `json:"low_cost,omitempty" maxLength:"3000" doc:"无/低费方案实施评述（评估）"`
	HighCost     string   `json:"high_cost,omitempty" maxLength:"3000" doc:"中/高费方案可行性评述（评估）"`
	Performance  string   `json:"performance,omitempty" maxLength:"3000" doc:"方案实施与绩效评述（验收）"`
	Targets      string   `json:"targets,omitempty" maxLength:"3000" doc:"清洁生产目标完成情况（验收）"`
	Level        string   `json:"level,omitempty" maxLength:"1000" doc:"清洁生产水平（验收）；系统已评出的不能填写"`
	LevelBasis   string   `json:"level_basis,omitempty" maxLength:"1000" doc:"清洁生产水平的得出方式，由系统写入"`
	LevelRated   bool     `json:"level_rated,omitempty" doc:"清洁生产水平由系统按指标体系评出，由系统写入"`
	Continuation string   `json:"continuation,omitempty" maxLength:"3000" doc:"强化持续清洁生产的管理意见（验收）"`
	Problems     string   `json:"problems,omitempty" maxLength:"3000" doc:"存在问题"`
	Requirements []string `json:"requirements,omitempty" maxItems:"50" doc:"逐条的整改、补充要求"`
}

// OpinionField is one text of an opinion, with the name that the sample form gives it.
type OpinionField struct {
	ID    string `json:"id"`
	Label string `json:"label"`
	text  func(*Opinion) *string
}

// opinionFields are the texts that the opinion of each kind must hold, in the order of the sample forms.
var opinionFields = map[string][]OpinionField{
	KindEvaluation: {
		{"overall", "审核工作总体评述（规范性、真实性）", func(o *Opinion) *string { return &o.Overall }},
		{"focus", "审核重点与目标评述", func(o *Opinion) *string { return &o.Focus }},
		{"low_cost", "无/低费方案实施评述", func(o *Opinion) *string { return &o.LowCost }},
		{"high_cost", "中/高费方案可行性评述", func(o *Opinion) *string { return &o.HighCost }},
	},
	KindAcceptance: {
		{"overall", "总体评价", func(o *Opinion) *string { return &o.Overall }},
		{"performance", "方案实施与绩效评述", func(o *Opinion) *string { return &o.Performance }},
		{"targets", "清洁生产目标完成情况", func(o *Opinion) *string { return &o.Targets }},
		{"level", "清洁生产水平", func(o *Opinion) *string { return &o.Level }},
		{"continuation", "强化持续清洁生产的管理意见", func(o *Opinion) *string { return &o.Continuation }},
	},
}

// check gives the faults of an opinion for the outcome that was computed.
func (o *Opinion) check(kind, outcome string) fault.List {
	var faults fault.List
	for _, f := range opinionFields[kind] {
		if f.ID != "level" || o.LevelBasis != "" { // a level that is owed by the engine has its own fault
			faults.Require("opinion."+f.ID, f.Label, *f.text(o))
		}
	}
	o.Requirements = slices.DeleteFunc(o.Requirements, func(r string) bool { return strings.TrimSpace(r) == "" })
	if outcome != OutcomeProceed && outcome != OutcomePass {
		if len(o.Requirements) == 0 {
			faults.Add("opinion.requirements", "按得分和否决项判定的结论是“"+OutcomeLabels[outcome]+"”，请逐条写明整改、补充要求。")
		}
		faults.Require("opinion.problems", "存在问题", o.Problems)
	}
	return faults
}

// NewAppraisal is the application of the enterprise.
type NewAppraisal struct {
	AuditID   string     `json:"audit_id" maxLength:"64"`
	Kind      string     `json:"kind" enum:"evaluation,acceptance"`
	Materials []Material `json:"materials" maxItems:"50"`
}

// MaterialsInput is the completion (补正) of an application.
type MaterialsInput struct {
	Materials []Material `json:"materials" maxItems:"50"`
	Note      string     `json:"note,omitempty" maxLength:"1000" doc:"补正说明"`
	Version   int64      `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in MaterialsInput) BaseVersion() int64 { return in.Version }

// checkMaterials gives everything that the law asks an application to carry and that is missing, at once.
func checkMaterials(required []statute.Material, given []Material) fault.List {
	var faults fault.List
	for i, g := range given {
		if !slices.ContainsFunc(required, func(r statute.Material) bool { return r.ID == g.Material }) {
			faults.Add(fmt.Sprintf("materials[%d]", i), "申请材料中没有这一项，请从材料清单中选择。")
		}
		if slices.ContainsFunc(given[:i], func(other Material) bool { return other.Material == g.Material }) {
			faults.Add(fmt.Sprintf("materials[%d]", i), "同一项材料填写了两次，请合并。")
		}
	}
	for _, r := range required {
		i := slices.IndexFunc(given, func(g Material) bool { return g.Material == r.ID })
		if i < 0 || (given[i].FileID == "" && strings.TrimSpace(given[i].Text) == "") {
			faults.Add("materials."+r.ID, "缺少“"+r.Title+"”，请上传文件，或者说明该材料在系统中的位置。依据："+statute.Words(r.Cites)+"。")
		}
	}
	return faults
}

// CompletionRequest lists once and for all what an application lacks (一次性告知补正).
type CompletionRequest struct {
	Missing []string `json:"missing" minItems:"1" maxItems:"50" doc:"需要补正的全部内容，逐条填写"`
	Version int64    `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in CompletionRequest) BaseVersion() int64 { return in.Version }

// AppraisalRemark is the input of an act with a note.
type AppraisalRemark struct {
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"说明或者理由"`
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in AppraisalRemark) BaseVersion() int64 { return in.Version }

// Conclusion is what the department adds to the computed outcome. There is no field for the outcome itself.
type Conclusion struct {
	MeetingOn calendar.Date `json:"meeting_on" doc:"实际评审日期"`
	Opinion   Opinion       `json:"opinion"`
	Version   int64         `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in Conclusion) BaseVersion() int64 { return in.Version }

// Publication is the publication of results (公布结果) by the province in one act.
type Publication struct {
	IDs         []string      `json:"ids" minItems:"1" maxItems:"500"`
	DocumentNo  string        `json:"document_no" maxLength:"60" doc:"文号"`
	PublishedOn calendar.Date `json:"published_on" doc:"公布日期"`
}

// PublishedResults is the answer of a publication.
type PublishedResults struct {
	Items []Appraisal `json:"items" nullable:"false"`
}
