package appraisal

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/level"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

const what = "这项评估验收"

// Service conducts evaluations and acceptances.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	audits      *audit.Service
	experts     *expert.Service
	regions     *reference.Service
	files       *file.Service
	// Levels tells the level of an audit that its acceptance takes over; app.go sets it.
	Levels func(tx *store.Tx, a *audit.Audit) (level.Standing, error)
}

// New gives the service.
func New(db *store.DB, enterprises *enterprise.Service, audits *audit.Service, experts *expert.Service, regions *reference.Service, files *file.Service) *Service {
	return &Service{db: db, enterprises: enterprises, audits: audits, experts: experts, regions: regions, files: files}
}

// AuditFacts is what the page of an appraisal shows of the audit.
type AuditFacts struct {
	ID             string        `json:"id"`
	CaseNo         string        `json:"case_no"`
	EnterpriseName string        `json:"enterprise_name"`
	SiteName       string        `json:"site_name"`
	CreditCode     string        `json:"credit_code"`
	AgencyName     string        `json:"agency_name"`
	Year           int           `json:"year"`
	Round          int           `json:"round"`
	Reasons        []string      `json:"reasons" nullable:"false"`
	KeyIndustry    string        `json:"key_industry"`
	Track          string        `json:"track"`
	Mode           string        `json:"mode"`
	State          string        `json:"state"`
	PublishedOn    calendar.Date `json:"published_on"`
	ReportedOn     calendar.Date `json:"reported_on"`
	ReportFileID   string        `json:"report_file_id"`
	// What the enterprise has answered to the opinion, point by point.
	SupplementAnswer string        `json:"supplement_answer"`
	RectifyUntil     calendar.Date `json:"rectify_until"`
	RectifyAnswer    string        `json:"rectify_answer"`
	SupersededBy     string        `json:"superseded_by"`
}

func factsOf(a *audit.Audit) AuditFacts {
	return AuditFacts{
		ID: a.ID, CaseNo: a.CaseNo, EnterpriseName: a.EnterpriseName, SiteName: a.SiteName, CreditCode: a.CreditCode, AgencyName: a.AgencyName,
		Year: a.Year, Round: a.Round, Reasons: a.Reasons, KeyIndustry: a.KeyIndustry, Track: a.Track, Mode: a.Mode, State: a.State,
		PublishedOn: a.PublishedOn, ReportedOn: a.ReportedOn, ReportFileID: a.ReportFileID, SupplementAnswer: a.SupplementAnswer,
		RectifyUntil: a.RectifyUntil, RectifyAnswer: a.RectifyAnswer, SupersededBy: a.SupersededBy,
	}
}

// RequiredMaterial is one material that the law asks an application to carry.
type RequiredMaterial struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Cite  string `json:"cite"`
}

// PanelRule is the rule of the panel in force for this appraisal.
type PanelRule struct {
	Default   int      `json:"default"`
	Min       int      `json:"min"`
	Odd       bool     `json:"odd"`
	Fields    []string `json:"fields" nullable:"false"`
	Avoidance string   `json:"avoidance"`
	ToConfirm bool     `json:"to_confirm" doc:"待主管部门确认"`
}

// AppraisalDetail is one appraisal with all that its page shows to this actor.
type AppraisalDetail struct {
	Appraisal
	Audit         AuditFacts          `json:"audit"`
	Members       []*Member           `json:"members" nullable:"false"`
	Required      []RequiredMaterial  `json:"required" nullable:"false" doc:"应提交的材料"`
	Rule          PanelRule           `json:"rule"`
	OpinionFields []OpinionField      `json:"opinion_fields" nullable:"false"`
	Deadlines     []deadline.Deadline `json:"deadlines" nullable:"false"`
	MyMarks       *MarkSheet          `json:"my_marks,omitempty" doc:"本人的打分表（专家）"`
	Standing      *level.Standing     `json:"standing,omitempty" doc:"审核后的清洁生产水平（验收）"`
	Result        *AppraisalResult    `json:"result,omitempty" doc:"汇总结果（组织部门，打分完成后）"`
}

// List gives the appraisals that the actor may see, the newest first.
func (s *Service) List(ctx context.Context, in AppraisalQuery) (store.List[Appraisal], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Appraisal], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			row := &out.Items[i]
			row.Actions = acts(row, flow.Names(tx, States, row))
			row.veil(tx)
		}
		return out, err
	})
}

// Get gives one appraisal.
func (s *Service) Get(ctx context.Context, id string) (*AppraisalDetail, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*AppraisalDetail, error) {
		a, err := store.Find[Appraisal](tx, id, what)
		if err != nil {
			return nil, err
		}
		return s.dress(tx, a)
	})
}

// veil hides from everybody but departments who took part in a draw.
func (a *Appraisal) veil(tx *store.Tx) {
	if tx.Actor().Place.Region == "" {
		a.Draw = newDraw()
	}
}

// dress adds to a single appraisal what its page shows.
func (s *Service) dress(tx *store.Tx, a *Appraisal) (*AppraisalDetail, error) {
	round, err := s.audits.Find(tx, a.AuditID)
	if err != nil {
		return nil, err
	}
	a.Actions = acts(a, flow.Allowed(tx, States, a))
	a.veil(tx)
	d := &AppraisalDetail{Appraisal: *a, Audit: factsOf(round), Required: requiredOf(tx, a.Kind, round), OpinionFields: opinionFields[a.Kind]}
	rule, minimum, err := panelRule(tx, a, round)
	if err != nil {
		return nil, err
	}
	d.Rule = PanelRule{Default: rule.Default, Min: minimum, Odd: rule.Odd, Fields: rule.Fields, Avoidance: rule.Avoidance, ToConfirm: rule.Confidence.ToConfirm()}
	if d.Members, err = members(tx, a.ID); err != nil {
		return nil, err
	}
	if d.Deadlines, err = deadline.For(tx, "audit", a.AuditID); err != nil {
		return nil, err
	}
	d.Deadlines = slices.DeleteFunc(d.Deadlines, func(c deadline.Deadline) bool { return !slices.Contains(clocks[a.Kind], c.Rule) })
	if err := s.own(tx, a, d); err != nil {
		return nil, err
	}
	if a.Kind == KindAcceptance && !a.concluded() {
		standing, err := s.standing(tx, round)
		if err != nil {
			return nil, err
		}
		d.Standing = &standing
	}
	if a.State == Marked && tx.Actor().Place.Region != "" {
		d.Result, err = s.result(tx, a)
	}
	return d, err
}

// own adds the expert's own sheet.
func (s *Service) own(tx *store.Tx, a *Appraisal, d *AppraisalDetail) error {
	m, err := own(tx, a.ID)
	if err != nil || m == nil {
		return err
	}
	sheet, err := sheetOf(tx, a)
	if err != nil {
		return err
	}
	d.MyMarks = m.sheet(sheet)
	d.MyMarks.Actions = memberActs(tx, a, m)
	return nil
}

// clocks are the statutory clocks of the audit that concern each kind of appraisal.
var clocks = map[string][]string{
	KindEvaluation: {"evaluate", "supplement"},
	KindAcceptance: {"accept", "publish-result", "rectify"},
}

// started is the clock that runs from the docketing until the conclusion.
var started = map[string]string{KindEvaluation: "evaluate", KindAcceptance: "accept"}

func requiredOf(tx *store.Tx, kind string, round *audit.Audit) []RequiredMaterial {
	out := []RequiredMaterial{}
	for _, m := range tx.Law().Materials(kind, round.Mode, tx.Today()) {
		out = append(out, RequiredMaterial{ID: m.ID, Title: m.Title, Text: m.Text, Cite: statute.Words(m.Cites)})
	}
	return out
}

// RequestCompletion tells the applicant once everything that is missing (一次性告知补正).
func (s *Service) RequestCompletion(ctx context.Context, id string, in CompletionRequest) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		in.Missing = slices.DeleteFunc(in.Missing, func(m string) bool { return strings.TrimSpace(m) == "" })
		if len(in.Missing) == 0 {
			return fault.Invalid("没有告知", fault.Field{Path: "missing", Message: "请一次性逐条写明需要补正的全部内容。"})
		}
		a.Missing = in.Missing
		return flow.Move(tx, States, a, "request-completion", strings.Join(in.Missing, "；"))
	})
}

// Complete hands in what was missing (补正); the materials replace those of the application.
func (s *Service) Complete(ctx context.Context, id string, in MaterialsInput) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		round, err := s.audits.Find(tx, a.AuditID)
		if err != nil {
			return err
		}
		faults, err := s.checkFiles(tx, round, a.Kind, in.Materials)
		if err != nil {
			return err
		}
		if err := faults.Err("补正没有提交，材料还不齐全"); err != nil {
			return err
		}
		a.Materials, a.Missing = in.Materials, []string{}
		if err := flow.Move(tx, States, a, "complete", in.Note); err != nil {
			return err
		}
		return s.audits.HandIn(tx, round, KindLabels[a.Kind]+"申请补正")
	})
}

// Docket takes the application up (受理): the sheet is fixed and the department's clock starts.
func (s *Service) Docket(ctx context.Context, id string, in AppraisalRemark) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		sheet, ok := tx.Law().SheetFor(a.Kind, tx.Today(), a.RegionCode)
		if !ok {
			return fault.Conflict("法定依据数据中没有现行有效的" + KindLabels[a.Kind] + "评分表，不能受理。请联系系统管理员补充。")
		}
		a.SheetID, a.SheetHash, a.DocketedOn = sheet.ID, sheet.Hash, tx.Today()
		if err := flow.Move(tx, States, a, "docket", in.Note); err != nil {
			return err
		}
		round, err := s.audits.Find(tx, a.AuditID)
		if err != nil {
			return err
		}
		return deadline.Start(tx, round.Subject(), started[a.Kind], tx.Today())
	})
}

// Decline refuses an application (不予受理) with the reason; the audit returns to where it stood.
func (s *Service) Decline(ctx context.Context, id string, in AppraisalRemark) (*AppraisalDetail, error) {
	return s.act(ctx, id, func(tx *store.Tx, a *Appraisal) error {
		if strings.TrimSpace(in.Note) == "" {
			return fault.Invalid("没有办理", fault.Field{Path: "note", Message: "不予受理应当写明理由。"})
		}
		if err := flow.Move(tx, States, a, "decline", in.Note); err != nil {
			return err
		}
		if a.Kind == KindEvaluation {
			return s.audits.CancelEvaluation(tx, a.AuditID, in.Note)
		}
		return s.audits.CancelAcceptance(tx, a.AuditID, in.Note)
	})
}

// act does one decision on an appraisal that the actor sees, at the version that the actor has read.
func (s *Service) act(ctx context.Context, id string, decide func(*store.Tx, *Appraisal) error) (*AppraisalDetail, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*AppraisalDetail, error) {
		a, err := store.Take[Appraisal](tx, id, what)
		if err != nil {
			return nil, err
		}
		if err := decide(tx, a); err != nil {
			return nil, err
		}
		return s.dress(tx, a)
	})
}

// History gives the case history of the appraisal: its own acts and those of its panel.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := store.Find[Appraisal](tx, id, what)
		if err != nil {
			return nil, err
		}
		rows, err := tx.History(a.Subject())
		if tx.Actor().Place.Region == "" {
			rows = slices.DeleteFunc(rows, func(j store.Journal) bool { return j.Action == "appraisal.keep-draw" })
		}
		return rows, err
	})
}

// Sheet gives a score sheet by its id.
func (s *Service) Sheet(ctx context.Context, id string) (*statute.Sheet, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*statute.Sheet, error) {
		sheet, ok := tx.Law().Sheet(id)
		if !ok {
			return nil, fault.NotFound("这张评分表")
		}
		return &sheet, nil
	})
}

// sheetOf gives the sheet that was fixed when the appraisal was docketed. A sheet whose content was changed since may
// not decide: the hash keeps the pledge.
func sheetOf(tx *store.Tx, a *Appraisal) (statute.Sheet, error) {
	sheet, ok := tx.Law().Sheet(a.SheetID)
	if !ok || sheet.Hash != a.SheetHash {
		return statute.Sheet{}, fault.Conflict("受理时确定的评分表已被改动，不能继续打分和作出结论。请联系系统管理员恢复评分表，或者不予受理后重新申请。")
	}
	return sheet, nil
}

// panelRule gives the rule of the panel and the smallest size; the simplified track may ask for fewer experts.
func panelRule(tx *store.Tx, a *Appraisal, round *audit.Audit) (statute.Panel, int, error) {
	rule, ok := tx.Law().Panel(a.Kind, tx.Today(), a.RegionCode)
	if !ok {
		return rule, 0, fault.Conflict("法定依据数据中没有现行有效的专家组规定，请联系系统管理员补充。")
	}
	minimum := rule.Min
	if track, ok := tx.Law().TrackIn(round.Track, tx.Today(), round.RegionCode); ok && track.MinPanel > 0 {
		minimum = track.MinPanel
	}
	return rule, minimum, nil
}

// seesMarks tells whether the actor may see what single experts have given: departments, once the outcome stands.
func seesMarks(tx *store.Tx, a *Appraisal) bool {
	return a.concluded() && tx.Actor().Can(access.ViewAppraisal) && tx.Actor().Place.Region != ""
}
