package audit

import (
	"context"
	"io/fs"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Service runs the audits.
type Service struct {
	db       *store.DB
	agencies *agency.Service
	carriers []Carrier
}

// New gives the service. files is the law data, of which the code tables are read. The end of an engagement takes the
// agency's place in the case away.
func New(db *store.DB, agencies *agency.Service, files fs.FS) *Service {
	carriers, err := loadCarriers(files)
	if err != nil {
		panic("audit: " + err.Error())
	}
	s := &Service{db: db, agencies: agencies, carriers: carriers}
	agencies.OnEnded = s.disengage
	return s
}

// List gives the audits that the actor may see, each with its nearest running clock.
func (s *Service) List(ctx context.Context, in Query) (store.List[Audit], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Audit], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		ids := make([]string, 0, len(out.Items))
		for i := range out.Items {
			ids = append(ids, out.Items[i].ID)
		}
		clocks, err := deadline.Nearest(tx, "audit", ids)
		for i := range out.Items {
			a := &out.Items[i]
			a.Deadline, a.Actions = clocks[a.ID], here(a, flow.Names(tx, States, a))
		}
		return out, err
	})
}

// Get gives one audit with its clocks, its stages, the state of its dossier and what may be done now.
func (s *Service) Get(ctx context.Context, id string) (*Audit, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Audit, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return describe(tx, a)
	})
}

func describe(tx *store.Tx, a *Audit) (*Audit, error) {
	w, err := workOf(tx, a)
	if err != nil {
		return nil, err
	}
	a.Stages, a.Sections = w.stages, w.sections
	a.Actions = here(a, flow.Allowed(tx, States, a))
	a.Deadlines, err = deadline.For(tx, "audit", a.ID)
	return a, err
}

// change takes an audit for writing, lets fn change and move it, and gives it back described.
func (s *Service) change(ctx context.Context, id string, fn func(tx *store.Tx, a *Audit) error) (*Audit, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Audit, error) {
		a, err := take(tx, id)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, a); err != nil {
			return nil, err
		}
		return describe(tx, a)
	})
}

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
		if err := flow.Move(tx, States, a, "start", ""); err != nil {
			return err
		}
		if err := meetInterval(tx, a); err != nil {
			return err
		}
		return prepare(tx, a, in.Team)
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
	if in.Mode == ModeAgency && len(a.ModeEvidence) == 0 && a.AgencyID != "" {
		body, err := s.agencies.Find(tx, a.AgencyID)
		if err != nil {
			return err
		}
		for _, k := range body.Capability {
			a.ModeEvidence = append(a.ModeEvidence, Evidence{Material: k.Material, Text: k.Text, FileID: k.FileID})
		}
	}
	return faults.Err("还不能启动审核")
}

// requireFile notes a fault when a file that is named is not there for the parties of the case.
func requireFile(tx *store.Tx, faults *fault.List, a *Audit, path, id string) error {
	if id == "" {
		return nil
	}
	ok, err := fileExists(tx, id, a)
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
func prepare(tx *store.Tx, a *Audit, team []TeamMember) error {
	if err := store.InsertAll(tx, "audit_stage.open", firstStages(tx, a)); err != nil {
		return err
	}
	sections, err := blankSections(a)
	if err != nil {
		return err
	}
	for _, row := range sections {
		if row.Section == SectionTeam {
			if err := row.encode(&TeamSection{Rows: team}); err != nil {
				return err
			}
		}
	}
	return store.InsertAll(tx, "dossier_section.open", sections)
}

// ReportInput is how an enterprise hands in the audit report (提交审核报告): the file, and the declaration of truth.
type ReportInput struct {
	Version    int64  `json:"version,omitempty"`
	FileID     string `json:"file_id" maxLength:"64" doc:"清洁生产审核报告文件"`
	DeclaredBy string `json:"declared_by" maxLength:"50" doc:"承诺人姓名（法定代表人或者授权人）"`
	Declared   bool   `json:"declared" doc:"承诺内容真实、准确、完整"`
}

// BaseVersion gives the version that the input carries.
func (in ReportInput) BaseVersion() int64 { return in.Version }

// Declaration is what the enterprise declares with its report.
const Declaration = "本单位承诺：提交的清洁生产审核报告和有关数据真实、准确、完整，审核过程没有弄虚作假；如有不实，愿意承担相应的法律责任。"

// SubmitReport hands the audit report to the competent departments and locks the dossier. The actor must run this audit;
// every stage must be complete.
func (s *Service) SubmitReport(ctx context.Context, id string, in ReportInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		faults.Require("file_id", "清洁生产审核报告文件（请先上传）", in.FileID)
		faults.Require("declared_by", "承诺人姓名", in.DeclaredBy)
		if !in.Declared {
			faults.Add("declared", "请阅读并作出承诺后提交。")
		}
		if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
			return err
		}
		if err := faults.Err("审核报告没有提交"); err != nil {
			return err
		}
		now := tx.Now()
		a.ReportFileID, a.DeclaredBy, a.DeclaredAt, a.ReportedOn = in.FileID, strings.TrimSpace(in.DeclaredBy), &now, tx.Today()
		if err := flow.Move(tx, States, a, "submit-report", "承诺人："+a.DeclaredBy); err != nil {
			return err
		}
		return deadline.StartEvent(tx, a.Subject(), "report-submitted", tx.Today())
	})
}

// AnswerInput is how an enterprise reports what it has mended.
type AnswerInput struct {
	Version int64  `json:"version,omitempty"`
	Answer  string `json:"answer" maxLength:"4000" doc:"完成情况"`
	FileID  string `json:"file_id,omitempty" maxLength:"64" doc:"修改后的审核报告，或者整改证明"`
}

// BaseVersion gives the version that the input carries.
func (in AnswerInput) BaseVersion() int64 { return in.Version }

func (in AnswerInput) check(tx *store.Tx, a *Audit, label string) error {
	var faults fault.List
	faults.Require("answer", label, in.Answer)
	if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
		return err
	}
	return faults.Err("没有报送")
}

// AnswerSupplement reports what was completed after the evaluation; a new version of the report may come with it.
func (s *Service) AnswerSupplement(ctx context.Context, id string, in AnswerInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.check(tx, a, "补充完善情况"); err != nil {
			return err
		}
		a.SupplementAnswer = strings.TrimSpace(in.Answer)
		if in.FileID != "" {
			a.ReportFileID = in.FileID
		}
		return flow.Move(tx, States, a, "answer-supplement", "")
	})
}

// ConfirmAnswer is the department's re-check after completion (GUIDE chapter 2): from now on the options may go on.
func (s *Service) ConfirmAnswer(ctx context.Context, id string, in CommentInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		return flow.Move(tx, States, a, "confirm-supplement", in.Comment)
	})
}

// ReturnAnswer asks for further completion, with what is still missing.
func (s *Service) ReturnAnswer(ctx context.Context, id string, in CommentInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.required("退回的原因和补充要求"); err != nil {
			return err
		}
		if err := flow.Move(tx, States, a, "return-supplement", in.Comment); err != nil {
			return err
		}
		a.SupplementAnswer = ""
		return tx.Save("audit.clear-answer", a)
	})
}

// AnswerRectification reports what was rectified after a failed acceptance.
func (s *Service) AnswerRectification(ctx context.Context, id string, in AnswerInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.check(tx, a, "整改情况"); err != nil {
			return err
		}
		a.RectifyAnswer = strings.TrimSpace(in.Answer)
		return flow.Move(tx, States, a, "answer-rectification", "")
	})
}

// History gives the case history (办理过程).
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(a.Subject())
	})
}

// Engage entrusts an agency with the audit, or changes to another one, outside of the start.
func (s *Service) Engage(ctx context.Context, id string, in EngageInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if !a.running() || a.State == UnderEvaluation || a.State == UnderAcceptance {
			return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，不能变更委托的咨询服务机构。")
		}
		if err := s.engage(tx, a, in.Commission); err != nil {
			return err
		}
		if a.Mode != "" {
			a.Mode = ModeAgency
		}
		return tx.SaveNoted("audit.engage", "委托"+a.AgencyName, a)
	})
}

// EngageInput is a commission for an audit.
type EngageInput struct {
	agency.Commission
	Version int64 `json:"version,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in EngageInput) BaseVersion() int64 { return in.Version }

// engage gives an agency its place in the case; the caller saves the audit.
func (s *Service) engage(tx *store.Tx, a *Audit, in agency.Commission) error {
	if !tx.Actor().Can(access.RunAudit) {
		return fault.Forbidden("委托咨询服务机构由企业办理。")
	}
	var faults fault.List
	if err := requireFile(tx, &faults, a, "engagement.file_id", in.FileID); err != nil {
		return err
	}
	if err := faults.Err("委托没有登记"); err != nil {
		return err
	}
	e, err := s.agencies.Engage(tx, a.Subject(), in)
	if err != nil {
		return err
	}
	return place(tx, a, e.AgencyID, e.AgencyName)
}

// place writes who the agency of a case is onto everything that it must see: the clocks and the disclosure.
func place(tx *store.Tx, a *Audit, id, name string) error {
	a.AgencyID, a.AgencyName = id, name
	if err := deadline.Follow(tx, a.Subject()); err != nil {
		return err
	}
	d, err := disclosureOf(tx, a.ID)
	if err != nil || d == nil || d.AgencyID == id {
		return err
	}
	d.AgencyID = id
	return tx.Save("disclosure.follow", d)
}

// disengage takes the agency's place away when its engagement ends.
func (s *Service) disengage(tx *store.Tx, e *agency.Engagement) error {
	if e.AuditID == "" {
		return nil
	}
	a, err := find(tx, e.AuditID)
	if err != nil || a.AgencyID != e.AgencyID {
		return err
	}
	if err := place(tx, a, "", ""); err != nil {
		return err
	}
	return tx.SaveNoted("audit.disengage", "终止委托"+e.AgencyName, a)
}
