package audit

import (
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The parties to a dossier (参与方).
const (
	PartyEnterprise = "enterprise" // 企业
	PartyAgency     = "agency"     // 咨询服务机构
	PartyOffice     = "office"     // 主管部门
	PartyExpert     = "expert"     // 专家
)

// partyApplicant is whom a comment of the reviewing side awaits: the enterprise and its agency alike.
const partyApplicant = "applicant"

// PartyLabels are the Chinese names of the parties.
var PartyLabels = map[string]string{PartyEnterprise: "企业", PartyAgency: "咨询服务机构", PartyOffice: "主管部门", PartyExpert: "专家"}

// The states of a comment.
const (
	CommentOpen     = "open"     // 待解决
	CommentResolved = "resolved" // 已解决
)

// Comments is the procedure of a comment on the dossier (批注).
var Comments = flow.Table[*DossierComment]{
	Name: "dossier_comment", First: CommentOpen,
	Labels: map[string]string{CommentOpen: "待解决", CommentResolved: "已解决"},
	Steps: []flow.Step[*DossierComment]{
		{From: CommentOpen, Do: "resolve", Label: "标为已解决", To: CommentResolved, By: access.CommentDossier, Needs: resolvable},
		{From: CommentResolved, Do: "reopen", Label: "重新提出", To: CommentOpen, By: access.CommentDossier},
	},
}

// DossierComment is a question or remark at a place of the dossier, with its answers (批注). Without a mark it speaks of the
// whole table, without a column of the whole row. An internal one is seen by the side of its author only.
type DossierComment struct {
	bun.BaseModel `bun:"table:dossier_comment"`
	store.Row
	AuditID        string         `bun:"audit_id" json:"audit_id"`
	RegionCode     string         `bun:"region_code" json:"-"`
	EnterpriseName string         `bun:"enterprise_name" json:"-"`
	Section        string         `bun:"section" json:"section"`
	Mark           string         `bun:"row_id" json:"mark" doc:"行标识；空为整张表"`
	Column         string         `bun:"column_id" json:"column" doc:"栏目；空为整行"`
	Title          string         `bun:"title" json:"title" doc:"位置"`
	Body           string         `bun:"body" json:"body" label:"批注"`
	AuthorID       string         `bun:"author_id" json:"-"`
	AuthorName     string         `bun:"author_name" json:"author_name"`
	Party          string         `bun:"party" json:"party" enum:"enterprise,agency,office,expert" doc:"提出方"`
	Internal       bool           `bun:"internal" json:"internal" doc:"只有本方可见"`
	Awaits         string         `bun:"awaits" json:"-"`
	Replies        []CommentReply `bun:"replies,type:text" json:"replies" nullable:"false"`
	State          string         `bun:"state" json:"state" enum:"open,resolved" label:"状态"`
	ResolvedBy     string         `bun:"resolved_by" json:"resolved_by" label:"解决人"`
	ResolvedAt     *time.Time     `bun:"resolved_at" json:"resolved_at"`
	Gone           bool           `bun:"-" json:"gone,omitempty" doc:"所在的行已经删除"`
	audit          *Audit
}

// CommentReply is one answer.
type CommentReply struct {
	At    time.Time `json:"at"`
	Name  string    `json:"name"`
	Party string    `json:"party" enum:"enterprise,agency,office,expert"`
	Body  string    `json:"body"`
}

// besideAudit narrows what lies beside an audit and is waited for on desks.
var besideAudit = access.Columns{
	Subject: "audit_id", Region: "region_code", Enterprise: ofAudit.Enterprise, Agency: ofAudit.Agency,
	Expert: "?TableAlias.audit_id IN (SELECT pm.audit_id FROM panel_member AS pm WHERE pm.expert_id = ? AND pm.recused_reason = '')",
}

// Place narrows comments as their audits are narrowed.
func (DossierComment) Place() access.Columns { return besideAudit }

// Subject of a comment lies within its audit; its link leads to the place.
func (c *DossierComment) Subject() store.Subject {
	s := besideSubject(c.audit, store.Subject{
		Type: "dossier_comment", ID: c.ID, Version: c.Version, RegionCode: c.RegionCode,
		Title: c.EnterpriseName + "：" + c.Title, Link: placeLink(c.AuditID, c.Section, c.Mark, c.Column),
	})
	if !c.Internal { // the case history is read by all sides
		s.CaseID = c.AuditID
	}
	return s
}

func besideSubject(a *Audit, s store.Subject) store.Subject {
	if a != nil {
		s.EnterpriseID, s.AgencyID = a.EnterpriseID, a.AgencyID
	}
	return s
}

// CurrentState is where the comment stands.
func (c *DossierComment) CurrentState() string { return c.State }

// EnterState is called by flow only.
func (c *DossierComment) EnterState(state string) { c.State = state }

// partyOf tells on whose behalf an actor speaks.
func partyOf(actor access.Actor) string {
	switch place := actor.Place; {
	case place.EnterpriseID != "":
		return PartyEnterprise
	case place.AgencyID != "":
		return PartyAgency
	case place.ExpertID != "":
		return PartyExpert
	}
	return PartyOffice
}

// applies tells whether a party is on the side of the enterprise; the others review.
func applies(party string) bool { return party == PartyEnterprise || party == PartyAgency }

// seenBy tells whether a party may read the comment.
func (c *DossierComment) seenBy(party string) bool {
	return !c.Internal || applies(c.Party) == applies(party)
}

// counterpart is who is to answer what a party has said: the reviewing side asks the enterprise and its agency, these two
// ask each other while they fill, and the office once the report is handed in.
func counterpart(a *Audit, party string, internal bool) string {
	switch {
	case !applies(party) && internal:
		return PartyOffice
	case !applies(party):
		return partyApplicant
	case !internal && a.withOffice():
		return PartyOffice
	case party == PartyAgency:
		return PartyEnterprise
	case a.AgencyID != "":
		return PartyAgency
	}
	return ""
}

// withOffice tells whether the dossier has been handed in.
func (a *Audit) withOffice() bool { return a.State != Listed && a.State != Ongoing }

// resolvable lets the side that asked say that its question is settled; the office may settle any.
func resolvable(tx *store.Tx, c *DossierComment) error {
	party := partyOf(tx.Actor())
	if party == PartyOffice || applies(c.Party) == applies(party) {
		return nil
	}
	return fault.Conflict("这条批注由" + PartyLabels[c.Party] + "提出，答复以后由提出的一方标为已解决。")
}

// RemarkInput is a new comment with its place.
type RemarkInput struct {
	Section  string `json:"section" maxLength:"64" doc:"表名；options 为清洁生产方案，stages 为阶段小结，texts 为报告文字"`
	Mark     string `json:"mark,omitempty" maxLength:"64" doc:"行标识；空为整张表"`
	Column   string `json:"column,omitempty" maxLength:"64" doc:"栏目；空为整行"`
	Body     string `json:"body" maxLength:"2000" doc:"批注内容"`
	Internal bool   `json:"internal,omitempty" doc:"只有本方可见：企业和机构之间，或者主管部门和专家之间"`
}

// ReplyInput is an answer to a comment.
type ReplyInput struct {
	Body string `json:"body" maxLength:"2000" doc:"答复内容"`
}

// CommentList are the comments on a dossier, open ones first, with the counters (未解决的批注).
type CommentList struct {
	Items      []*DossierComment `json:"items" nullable:"false"`
	Open       int               `json:"open" doc:"未解决的批注"`
	Sections   map[string]int    `json:"sections" doc:"各表未解决的批注"`
	CanComment bool              `json:"can_comment" doc:"当前账号可否批注"`
	Closed     string            `json:"closed" doc:"不能批注的原因"`
	Party      string            `json:"party" doc:"当前账号代表的一方"`
}
