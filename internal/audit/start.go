package audit

import (
	"context"
	"strings"

	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// StartInput is how an enterprise files the start (启动): who does the audit, with what evidence, by which team, when.
type StartInput struct {
	Version      int64              `json:"version,omitempty"`
	Mode         string             `json:"mode" doc:"self 企业自行开展，expert 聘请外部专家，agency 委托咨询服务机构"`
	Evidence     []Evidence         `json:"evidence,omitempty" maxItems:"20" doc:"能力证明材料"`
	Engagement   *agency.Commission `json:"engagement,omitempty" doc:"委托咨询服务机构的合同"`
	Team         []TeamMember       `json:"team" maxItems:"100" doc:"审核小组"`
	PlannedFrom  calendar.Date      `json:"planned_from,omitempty" doc:"计划开始日期"`
	PlannedUntil calendar.Date      `json:"planned_until,omitempty" doc:"计划完成日期"`
}

// BaseVersion gives the version that the input carries.
func (in StartInput) BaseVersion() int64 { return in.Version }

func (in *StartInput) check(today calendar.Date) error {
	c := &checker{today: today}
	if _, ok := ModeLabels[in.Mode]; !ok {
		c.add("mode", "请选择审核的组织方式：企业自行开展、聘请外部专家或者委托咨询服务机构。", in.Mode)
	}
	checkTeam(c, "team", in.Team)
	if !hasLeader(in.Team) {
		c.add("team", "审核小组应有一名组长。", "")
	}
	c.date("planned_from", "计划开始日期", in.PlannedFrom)
	c.date("planned_until", "计划完成日期", in.PlannedUntil)
	if in.PlannedFrom == "" {
		c.add("planned_from", "请填写计划开始日期。", "")
	}
	if in.PlannedUntil == "" {
		c.add("planned_until", "请填写计划完成日期。", "")
	}
	if in.PlannedUntil.Before(in.PlannedFrom) {
		c.add("planned_until", "计划完成日期早于计划开始日期，请核对。", string(in.PlannedUntil))
	}
	for i := range in.Evidence {
		in.Evidence[i].Text = strings.TrimSpace(in.Evidence[i].Text)
	}
	return c.faults.Err("还不能启动审核")
}

// Start files the start of an audit. A late start is taken: that it is overdue follows from the clock, which stops today.
func (s *Service) Start(ctx context.Context, id string, in StartInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.check(tx.Today()); err != nil {
			return err
		}
		if in.Mode == ModeAgency && in.Engagement != nil {
			if err := s.engage(tx, a, *in.Engagement); err != nil {
				return err
			}
		}
		if err := s.evidence(tx, a, in); err != nil {
			return err
		}
		a.Mode, a.PlannedFrom, a.PlannedUntil, a.StartedOn = in.Mode, in.PlannedFrom, in.PlannedUntil, tx.Today()
		a.DossierEdition = s.formOf(a).Edition
		if err := flow.Move(tx, States, a, "start", ""); err != nil {
			return err
		}
		if err := file.Hold(tx, a.Subject(), "启动审核"); err != nil {
			return err
		}
		if err := meetInterval(tx, a); err != nil {
			return err
		}
		return s.prepare(tx, a, in.Team)
	})
}

// evidence takes the evidence of the input; for an agency, its own declaration stands in where nothing is said.
func (s *Service) evidence(tx *store.Tx, a *Audit, in StartInput) error {
	a.ModeEvidence = []Evidence{}
	var faults fault.List
	for _, e := range in.Evidence {
		if e.Text == "" && e.FileID == "" {
			continue
		}
		if err := requireFile(tx, &faults, a, "evidence."+e.Material, e.FileID); err != nil {
			return err
		}
		a.ModeEvidence = append(a.ModeEvidence, e)
	}
	chosen := a.AgencyID
	if in.Engagement != nil {
		chosen = in.Engagement.AgencyID
	}
	if in.Mode == ModeAgency && len(a.ModeEvidence) == 0 && chosen != "" {
		body, err := s.agencies.Find(tx, chosen)
		if err != nil {
			return err
		}
		for _, k := range body.Capability {
			a.ModeEvidence = append(a.ModeEvidence, Evidence{Material: k.Material, Text: k.Text, FileID: k.FileID})
		}
	}
	return faults.Err("还不能启动审核")
}

// requireFile notes a fault when a file that is named is not attached to the case, nor to its enterprise or agency.
func requireFile(tx *store.Tx, faults *fault.List, a *Audit, path, id string) error {
	if id == "" {
		return nil
	}
	ok, err := file.On(tx, id, a.Subject(), store.Subject{Type: "enterprise", ID: a.EnterpriseID}, store.Subject{Type: "agency", ID: a.AgencyID})
	if err == nil && !ok {
		faults.Add(path, "没有找到已上传的文件，请重新上传。")
	}
	return err
}

// meetInterval stops the clock of the five-year interval: the next round of the site has begun (CPM 12(2)).
func meetInterval(tx *store.Tx, a *Audit) error {
	last, err := lastAccepted(tx, a.SiteID)
	if err != nil || last == nil {
		return err
	}
	return deadline.Meet(tx, last.Subject(), "next-round")
}

// prepare opens the seven stages and the dossier of an audit that has started.
func (s *Service) prepare(tx *store.Tx, a *Audit, team []TeamMember) error {
	if err := store.InsertAll(tx, "audit_stage.open", firstStages(tx, a)); err != nil {
		return err
	}
	form := s.formOf(a)
	sections := blankSections(form, a)
	for _, row := range sections {
		if row.Section == SectionTeam {
			rows := teamRows(team)
			book, findings := form.Read(&dossier.Dossier{AsOf: tx.Today(), Tables: map[string][]dossier.Row{SectionTeam: rows}})
			if err := row.keep(form.Table(SectionTeam), book, content{Rows: rows}, findings); err != nil {
				return err
			}
		}
	}
	if err := s.carry(tx, a, form, sections); err != nil {
		return err
	}
	return store.InsertAll(tx, "dossier_section.open", sections)
}

// StartMaterial is one item of capability evidence that a mode asks for (CPM 15, 16).
type StartMaterial struct {
	ID    string `json:"id"`
	Mode  string `json:"mode" enum:"self,expert,agency"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Cite  string `json:"cite"`
}

// StartMaterialList is what the modes ask for.
type StartMaterialList struct {
	Items []StartMaterial `json:"items" nullable:"false"`
}

// StartMaterials gives the evidence that each mode asks for under the law of the case.
func (s *Service) StartMaterials(ctx context.Context, id string) (StartMaterialList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (StartMaterialList, error) {
		a, err := find(tx, id)
		if err != nil {
			return StartMaterialList{}, err
		}
		items := []StartMaterial{}
		for _, mode := range []string{ModeSelf, ModeExpert, ModeAgency} {
			for _, m := range tx.Law().Materials("capability", mode, a.lawOn()) {
				items = append(items, StartMaterial{ID: m.ID, Mode: mode, Title: m.Title, Text: m.Text, Cite: statute.Words(m.Cites)})
			}
		}
		return StartMaterialList{items}, nil
	})
}
