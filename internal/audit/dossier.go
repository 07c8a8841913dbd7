package audit

import (
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/store"
)

// The tables of the dossier that the procedure itself names; all others are known by the form alone.
const (
	SectionTeam    = "team"    // 审核小组
	SectionTargets = "targets" // 清洁生产目标
	SectionLevels  = "levels"  // 清洁生产水平对照: it follows from the rating
)

// maxRows is the most rows that one section takes.
const maxRows = 500

// ofAudit narrows what hangs on an audit for those who fill it; departments read through the audit itself.
var ofAudit = access.Columns{
	Enterprise: "?TableAlias.audit_id IN (SELECT au.id FROM audit AS au WHERE au.enterprise_id = ?)",
	Agency:     "?TableAlias.audit_id IN " + worked,
}

// DossierSection is one table of the dossier as it was typed; summary says its content in words, for the journal, and gaps
// what it lacks, so that the stages can be judged without reading the tables.
type DossierSection struct {
	bun.BaseModel `bun:"table:dossier_section"`
	store.Row
	AuditID   string   `bun:"audit_id" json:"audit_id"`
	Section   string   `bun:"section" json:"section"`
	Title     string   `bun:"title" json:"title"`
	Stage     string   `bun:"stage" json:"stage"`
	Seq       int      `bun:"seq" json:"seq"`
	Content   string   `bun:"content" json:"-"`
	Summary   string   `bun:"summary" json:"-"`
	Gaps      []string `bun:"gaps,type:text" json:"-"`
	WrittenBy string   `bun:"written_by" json:"written_by" label:"填写机构"`
	audit     *Audit
	table     *dossier.Table    // set by keep: names the places of what changed
	documents map[string]string // the names of the documents of its case, where figures refer to them
	said      []string          // the marks that the browser says its rows have
	moved     *move             // how it came into another edition of the form
}

// Place narrows sections to the enterprise and the agency of their audit.
func (DossierSection) Place() access.Columns { return ofAudit }

// Subject of a section lies within its audit.
func (d *DossierSection) Subject() store.Subject {
	return partOf(d.audit, "dossier_section", d.ID, d.Version, d.Title)
}

// partOf gives the subject of something that hangs on an audit.
func partOf(a *Audit, kind, id string, version int64, title string) store.Subject {
	s := store.Subject{Type: kind, ID: id, Version: version, Title: title}
	if a != nil {
		s.CaseID, s.Link, s.RegionCode, s.EnterpriseID, s.AgencyID = a.ID, "/audits/"+a.ID, a.RegionCode, a.EnterpriseID, a.AgencyID
	}
	return s
}

// SectionHead is what every section carries beside its content.
type SectionHead struct {
	Version   int64     `json:"version,omitempty" doc:"版本号，写入时须原样带回"`
	AuditID   string    `json:"audit_id,omitempty" readOnly:"true"`
	Section   string    `json:"section,omitempty" readOnly:"true"`
	Title     string    `json:"title,omitempty" readOnly:"true"`
	UpdatedAt time.Time `json:"updated_at,omitzero" readOnly:"true"`
	Editable  bool      `json:"editable,omitempty" readOnly:"true" doc:"当前是否可以修改"`
	Locked    string    `json:"locked,omitempty" readOnly:"true" doc:"不能修改的原因"`
	WrittenBy string    `json:"written_by,omitempty" readOnly:"true" doc:"最近填写这一部分的咨询服务机构；企业自行填写的为空"`
	Gaps      []string  `json:"gaps,omitempty" readOnly:"true" doc:"完成本阶段还缺少的内容"`
}

// BaseVersion gives the version that the input carries.
func (h SectionHead) BaseVersion() int64 { return h.Version }

// Base gives the version for the ETag.
func (h *SectionHead) Base() *store.Row { return &store.Row{Version: h.Version} }

// SectionBrief says how far one section is filled.
type SectionBrief struct {
	Section   string    `json:"section"`
	Title     string    `json:"title"`
	Stage     string    `json:"stage" doc:"所属阶段"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
	Begun     bool      `json:"begun" doc:"已有内容"`
	Filled    bool      `json:"filled" doc:"是否达到完成阶段的最低要求"`
	WrittenBy string    `json:"written_by" doc:"最近填写的咨询服务机构"`
	Gaps      []string  `json:"gaps" nullable:"false" doc:"还缺少的内容"`
	Open      int       `json:"open" doc:"未解决的批注"`
	Returned  int       `json:"returned" doc:"退回以后没有办结的位置"`
	HeldBy    string    `json:"held_by" doc:"锁定人"`
	People    []string  `json:"people" nullable:"false" doc:"正在填写的其他人"`
}

// endedEngagement is what an agency is told that would write after the end of its engagement.
const endedEngagement = "委托已经终止，只能查看本机构参与过的审核，不能填写。"

// invitedToRead is what an agency is told that would write where its invitation lets it read only.
const invitedToRead = "企业邀请本机构只查看这件审核，不能填写。需要填写的，请企业改变授权范围。"

// lockedBecause says why the dossier cannot be written now; "" when it can. Once the report is handed in, the dossier is
// locked; it opens again for supplements. While options are carried out, only results are entered.
func (a *Audit) lockedBecause(section string) string {
	if a.onlyRead != "" {
		return a.onlyRead
	}
	switch a.State {
	case Ongoing, Supplementing:
		return ""
	case Listed:
		return "启动审核以后才能填写审核资料。"
	case Implementing, Rectifying:
		if section == SectionTargets || section == SectionTexts {
			return ""
		}
		return "审核报告已经提交，审核资料已锁定。方案实施阶段只填写方案的实施情况和目标的完成情况。"
	case Suspended:
		return "审核已经中止，恢复以后才能修改。"
	}
	return "审核报告已经提交，审核资料已锁定；当前状态为“" + StateLabels[a.State] + "”。"
}

// gapsOf gives, for all tables that the track asks for, what is missing.
func gapsOf(tx *store.Tx, a *Audit) ([]SectionBrief, error) {
	rows, err := sectionsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	track, _ := a.track(tx)
	briefs := make([]SectionBrief, 0, len(rows))
	for _, row := range rows {
		if track.Asks(row.Section) {
			briefs = append(briefs, SectionBrief{
				Section: row.Section, Title: row.Title, Stage: row.Stage, Version: row.Version, UpdatedAt: row.UpdatedAt, Filled: len(row.Gaps) == 0,
				Begun: row.Summary != "", WrittenBy: row.WrittenBy, Gaps: append([]string{}, row.Gaps...), People: []string{},
			})
		}
	}
	return briefs, nil
}
