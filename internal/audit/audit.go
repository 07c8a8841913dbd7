// Package audit is the cleaner production audit (清洁生产审核) of one site of an enterprise in one round, from the
// published list to the accepted result: disclosure, start, seven stages, dossier, options, report, and what evaluation
// and acceptance make of it.
// Law: CPL 27 until 2026-08-14, CODE 966-967 after; CPM 11-17; SDR 26-33; GUIDE 2-17 (short names as in law/cn.yaml).
package audit

import (
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// The kinds of audit (审核类型).
const (
	KindMandatory = "mandatory" // 强制性
	KindVoluntary = "voluntary" // 自愿性
)

// The tracks (分类管理).
const (
	TrackStrict     = "strict"     // 严格审核
	TrackSimplified = "simplified" // 简化审核
)

// The modes of organisation (组织方式), CPM 15.
const (
	ModeSelf   = "self"   // 自行开展
	ModeExpert = "expert" // 聘请外部专家
	ModeAgency = "agency" // 委托咨询服务机构
)

// Labels of the words of an audit, for /meta and for texts.
var (
	KindLabels  = map[string]string{KindMandatory: "强制性清洁生产审核", KindVoluntary: "自愿性清洁生产审核"}
	TrackLabels = map[string]string{TrackStrict: "严格审核", TrackSimplified: "简化审核"}
	ModeLabels  = map[string]string{ModeSelf: "企业自行开展", ModeExpert: "聘请外部专家", ModeAgency: "委托咨询服务机构"}
)

// Evidence is one item of the capability evidence of a mode (CPM 15, 16): the statute material it answers, in words,
// with a file where there is one.
type Evidence struct {
	Material string `json:"material" maxLength:"64" doc:"证明材料项目"`
	Text     string `json:"text" maxLength:"2000" doc:"情况说明"`
	FileID   string `json:"file_id,omitempty" maxLength:"64" doc:"证明文件"`
}

// Audit is one case (一轮审核). It is opened by publication of a list and closed by acceptance.
type Audit struct {
	bun.BaseModel `bun:"table:audit"`
	store.Row
	CaseNo            string              `bun:"case_no" json:"case_no" doc:"案号"`
	EnterpriseID      string              `bun:"enterprise_id" json:"enterprise_id"`
	SiteID            string              `bun:"site_id" json:"site_id"`
	EnterpriseName    string              `bun:"enterprise_name" json:"enterprise_name" doc:"列入名单时的企业名称"`
	SiteName          string              `bun:"site_name" json:"site_name" doc:"生产厂区"`
	CreditCode        string              `bun:"credit_code" json:"credit_code"`
	RegionCode        string              `bun:"region_code" json:"region_code"`
	CityCode          string              `bun:"city_code" json:"city_code"`
	AgencyID          string              `bun:"agency_id" json:"agency_id"`
	AgencyName        string              `bun:"agency_name" json:"agency_name" label:"咨询服务机构"`
	Year              int                 `bun:"year" json:"year" doc:"名单年度"`
	ListID            string              `bun:"list_id" json:"list_id"`
	RowID             string              `bun:"row_id" json:"-"`
	Kind              string              `bun:"kind" json:"kind" enum:"mandatory,voluntary"`
	Reasons           []string            `bun:"reasons,type:text" json:"reasons" nullable:"false" doc:"列入原因"`
	Basis             []string            `bun:"basis,type:text" json:"basis" nullable:"false" doc:"法律依据"`
	Regime            string              `bun:"regime" json:"regime" doc:"适用的法律"`
	LawVersion        string              `bun:"law_version" json:"-"`
	LawHash           string              `bun:"law_hash" json:"-"`
	Facts             map[string]any      `bun:"facts,type:text" json:"facts" nullable:"false" doc:"列入时认定的事实"`
	KeyIndustry       string              `bun:"key_industry" json:"key_industry"`
	Track             string              `bun:"track" json:"track" enum:"strict,simplified" label:"分类管理"`
	Mode              string              `bun:"mode" json:"mode" label:"组织方式"`
	ModeEvidence      []Evidence          `bun:"mode_evidence,type:text" json:"mode_evidence" nullable:"false" doc:"组织方式的证明材料"`
	PlannedFrom       calendar.Date       `bun:"planned_from" json:"planned_from" label:"计划开始日期"`
	PlannedUntil      calendar.Date       `bun:"planned_until" json:"planned_until" label:"计划完成日期"`
	State             string              `bun:"state" json:"state"`
	SuspendedFrom     string              `bun:"suspended_from" json:"-"`
	SuspendedOn       calendar.Date       `bun:"suspended_on" json:"suspended_on" label:"中止日期"`
	SuspendedUntil    calendar.Date       `bun:"suspended_until" json:"suspended_until" label:"预计恢复日期"`
	ClocksStopped     bool                `bun:"clocks_stopped" json:"clocks_stopped" label:"中止期间不计入期限"`
	Round             int                 `bun:"round" json:"round" doc:"轮次"`
	Supersedes        string              `bun:"supersedes" json:"supersedes" doc:"上一轮审核的标识"`
	SupersededBy      string              `bun:"superseded_by" json:"superseded_by" doc:"重新开展的一轮的标识"`
	OpenedOn          calendar.Date       `bun:"opened_on" json:"opened_on" doc:"立案日期"`
	PublishedOn       calendar.Date       `bun:"published_on" json:"published_on" doc:"名单公布日期"`
	DisclosedOn       calendar.Date       `bun:"disclosed_on" json:"disclosed_on" label:"信息公开日期"`
	StartedOn         calendar.Date       `bun:"started_on" json:"started_on" label:"启动日期"`
	ReportedOn        calendar.Date       `bun:"reported_on" json:"reported_on" label:"提交报告日期"`
	EvaluatedOn       calendar.Date       `bun:"evaluated_on" json:"evaluated_on" label:"评估日期"`
	AcceptedOn        calendar.Date       `bun:"accepted_on" json:"accepted_on" label:"验收日期"`
	ResultPublishedOn calendar.Date       `bun:"result_published_on" json:"result_published_on" label:"结果公布日期"`
	EvaluationScore   string              `bun:"evaluation_score" json:"evaluation_score" label:"评估得分"`
	AcceptanceScore   string              `bun:"acceptance_score" json:"acceptance_score" label:"验收得分"`
	DossierEdition    string              `bun:"dossier_edition" json:"dossier_edition" doc:"审核资料表单的版本"`
	ReportFileID      string              `bun:"report_file_id" json:"report_file_id"`
	DeclaredBy        string              `bun:"declared_by" json:"declared_by" label:"承诺人"`
	DeclaredAt        *time.Time          `bun:"declared_at" json:"declared_at"`
	SupplementAnswer  string              `bun:"supplement_answer" json:"supplement_answer" label:"补充完善情况"`
	RectifyUntil      calendar.Date       `bun:"rectify_until" json:"rectify_until" label:"整改期限"`
	RectifyAnswer     string              `bun:"rectify_answer" json:"rectify_answer" label:"整改情况"`
	Demonstration     bool                `bun:"demonstration" json:"demonstration"`
	Deadline          *deadline.Brief     `bun:"-" json:"deadline,omitempty" doc:"最近的未办结期限（列表）"`
	Deadlines         []deadline.Deadline `bun:"-" json:"deadlines,omitempty" doc:"全部法定期限（详情）"`
	Stages            []Stage             `bun:"-" json:"stages,omitempty" doc:"七个阶段（详情）"`
	Sections          []SectionBrief      `bun:"-" json:"sections,omitempty" doc:"审核资料各部分的填写情况（详情）"`
	OpenComments      int                 `bun:"-" json:"open_comments" doc:"未解决的批注（详情）"`
	OpenReturns       int                 `bun:"-" json:"open_returns" doc:"退回以后没有办结的位置（详情）"`

	onlyRead string // why its reader, an agency, may do no more than read; "" for everybody else
}

// worked are the rounds that an agency works on or has worked on: it answers for its report after the contract has ended
// (SDR 29, 44), so it keeps reading these rounds, and no others; unless the enterprise has withdrawn its access.
const worked = "(SELECT en.audit_id FROM engagement AS en WHERE en.agency_id = ? AND en.state IN ('running', 'ended'))"

// Place narrows audits: departments by division, an enterprise to its own, an agency to those that it has been engaged
// for, an expert to the rounds on whose panel the expert sits.
func (Audit) Place() access.Columns {
	return access.Columns{
		Subject: "site_id",
		Region:  "region_code", City: "city_code", Enterprise: "enterprise_id", Agency: "?TableAlias.id IN " + worked,
		Expert: "?TableAlias.id IN (SELECT pm.audit_id FROM panel_member AS pm WHERE pm.expert_id = ? AND pm.recused_reason = '')",
	}
}

// Subject of an audit is its own case.
func (a *Audit) Subject() store.Subject {
	return store.Subject{
		Type: "audit", ID: a.ID, Version: a.Version, CaseID: a.ID, Title: a.EnterpriseName + "（" + a.CaseNo + "）", Link: "/audits/" + a.ID,
		RegionCode: a.RegionCode, EnterpriseID: a.EnterpriseID, AgencyID: a.AgencyID, Reasons: a.Reasons,
	}
}

// Dated lets the standing of a round at any past day be shown beside the list that opened it.
func (a *Audit) Dated() store.Kept {
	return store.Kept{Columns: []string{"state", "track", "enterprise_id"}, Title: "enterprise_name", Kind: "track", Enterprise: "enterprise_id", State: "state"}
}

// CurrentState is where the case stands.
func (a *Audit) CurrentState() string { return a.State }

// EnterState is called by flow only.
func (a *Audit) EnterState(state string) { a.State = state }

// lawOn is the day as of which the law data of this case are read: the day of its opening, so that a later change of
// the law does not move a running case.
func (a *Audit) lawOn() calendar.Date { return a.OpenedOn }

// Opening is one row of a published list, as listing hands it over.
type Opening struct {
	RowID          string
	ListID         string
	Year           int
	EnterpriseID   string
	SiteID         string
	EnterpriseName string
	SiteName       string
	CreditCode     string
	RegionCode     string
	KeyIndustry    string
	Reasons        []string
	Basis          []string
	Facts          map[string]any
	Track          string
	Demonstration  bool
}

// caseMark opens every case number (案号) of the province.
const caseMark = "鲁清审"

// caseNo writes a case number: 鲁清审〔2026〕370102-0001.
func caseNo(year int, region string, seq int) string {
	return fmt.Sprintf("%s〔%d〕%s-%04d", caseMark, year, region, seq)
}
