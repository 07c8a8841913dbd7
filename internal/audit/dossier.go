package audit

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// The sections of the dossier (审核资料), each with its own version so that two people can fill two sections at once.
const (
	SectionTeam      = "team"      // 审核小组与工作计划
	SectionProfile   = "profile"   // 企业基本情况
	SectionProducts  = "products"  // 产品产量
	SectionEnergy    = "energy"    // 能源消耗
	SectionWater     = "water"     // 水资源利用
	SectionEmissions = "emissions" // 污染物产生与排放
	SectionTargets   = "targets"   // 清洁生产目标
)

// SectionOrder is the order in which the sections are filled.
var SectionOrder = []string{SectionTeam, SectionProfile, SectionProducts, SectionEnergy, SectionWater, SectionEmissions, SectionTargets}

// SectionLabels are the Chinese names of the sections.
var SectionLabels = map[string]string{
	SectionTeam: "审核小组与工作计划", SectionProfile: "企业基本情况", SectionProducts: "产品产量", SectionEnergy: "能源消耗",
	SectionWater: "水资源利用", SectionEmissions: "污染物产生与排放", SectionTargets: "清洁生产目标",
}

// maxRows is the most rows that one section takes.
const maxRows = 500

// ofAudit narrows what hangs on an audit for those who fill it; departments read through the audit itself.
var ofAudit = access.Columns{
	Enterprise: "?TableAlias.audit_id IN (SELECT au.id FROM audit AS au WHERE au.enterprise_id = ?)",
	Agency:     "?TableAlias.audit_id IN " + worked,
}

// DossierSection is the stored form of one section; summary says the content in words, for the journal.
type DossierSection struct {
	bun.BaseModel `bun:"table:dossier_section"`
	store.Row
	AuditID   string `bun:"audit_id" json:"audit_id"`
	Section   string `bun:"section" json:"section"`
	Content   string `bun:"content" json:"-"`
	Summary   string `bun:"summary" json:"-" label:"填报内容"`
	WrittenBy string `bun:"written_by" json:"written_by" label:"填写机构"`
	audit     *Audit
}

// Place narrows sections to the enterprise and the agency of their audit.
func (DossierSection) Place() access.Columns { return ofAudit }

// Subject of a section lies within its audit.
func (d *DossierSection) Subject() store.Subject {
	return partOf(d.audit, "dossier_section", d.ID, d.Version, SectionLabels[d.Section])
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

func (h *SectionHead) head() *SectionHead { return h }

// SectionBrief says how far one section is filled.
type SectionBrief struct {
	Section   string    `json:"section"`
	Title     string    `json:"title"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updated_at"`
	Filled    bool      `json:"filled" doc:"是否达到完成阶段的最低要求"`
	WrittenBy string    `json:"written_by" doc:"最近填写的咨询服务机构"`
	Gaps      []string  `json:"gaps" nullable:"false" doc:"还缺少的内容"`
}

// content is one section: it cleans and checks what was typed, computes what follows, and says what is missing.
type content interface {
	head() *SectionHead
	check(c *checker, carriers []Carrier)
	gaps(a *Audit) []string
	lines() []string
}

// blank gives an empty section by name.
func blank(section string) content {
	switch section {
	case SectionTeam:
		return &TeamSection{Rows: []TeamMember{}, Plan: []PlanTask{}}
	case SectionProfile:
		return &ProfileSection{Rows: []ProfileYear{}}
	case SectionProducts:
		return &ProductSection{Rows: []ProductRow{}}
	case SectionEnergy:
		return &EnergySection{Rows: []EnergyRow{}, Totals: []YearTotal{}}
	case SectionWater:
		return &WaterSection{Rows: []WaterRow{}}
	case SectionEmissions:
		return &EmissionSection{Rows: []EmissionRow{}}
	case SectionTargets:
		return &TargetSection{Rows: []TargetRow{}}
	}
	return nil
}

// decode reads the stored content of a section.
func (d *DossierSection) decode() (content, error) {
	c := blank(d.Section)
	if c == nil {
		return nil, fault.NotFound("审核资料的这一部分")
	}
	return c, json.Unmarshal([]byte(d.Content), c)
}

// encode stores the content of a section without its head, with its summary in words.
func (d *DossierSection) encode(c content) error {
	kept := *c.head()
	*c.head() = SectionHead{}
	raw, err := json.Marshal(c)
	*c.head() = kept
	d.Content, d.Summary = string(raw), strings.Join(c.lines(), "；")
	return err
}

// blankSections gives the empty dossier with which an audit starts.
func blankSections(a *Audit) ([]*DossierSection, error) {
	rows := make([]*DossierSection, 0, len(SectionOrder))
	for _, name := range SectionOrder {
		row := &DossierSection{AuditID: a.ID, Section: name, audit: a}
		if err := row.encode(blank(name)); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
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
		if section == SectionTargets {
			return ""
		}
		return "审核报告已经提交，审核资料已锁定。方案实施阶段只填写方案的实施情况和目标的完成情况。"
	case Suspended:
		return "审核已经中止，恢复以后才能修改。"
	}
	return "审核报告已经提交，审核资料已锁定；当前状态为“" + StateLabels[a.State] + "”。"
}

// gapsOf gives, for all sections, what is missing.
func gapsOf(tx *store.Tx, a *Audit) ([]SectionBrief, error) {
	rows, err := sectionsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	byName := map[string]*DossierSection{}
	for i := range rows {
		byName[rows[i].Section] = &rows[i]
	}
	track, _ := a.track(tx)
	briefs := make([]SectionBrief, 0, len(SectionOrder))
	for _, name := range SectionOrder {
		row := byName[name]
		if row == nil || !track.Asks(name) {
			continue
		}
		c, err := row.decode()
		if err != nil {
			return nil, err
		}
		gaps := c.gaps(a)
		briefs = append(briefs, SectionBrief{Section: name, Title: SectionLabels[name], Version: row.Version, UpdatedAt: row.UpdatedAt, Filled: len(gaps) == 0, WrittenBy: row.WrittenBy, Gaps: append([]string{}, gaps...)})
	}
	return briefs, nil
}
