package appraisal

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// world is a city with a pool of experts and one audit whose report is handed in.
type world struct {
	t       *testing.T
	db      *store.DB
	audits  *audit.Service
	experts *expert.Service
	s       *Service
	pool    []*expert.Expert
	auditID string
	options []*audit.Option
	id      string // of the appraisal in hand
}

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a-" + string(role), Name: access.RoleLabels[role], Role: role, Place: place})
}

var (
	provinceOffice = as(access.RoleProvince, access.Place{Region: "37"})
	cityOffice     = as(access.RoleCity, access.Place{Region: "3701"})
	otherCity      = as(access.RoleCity, access.Place{Region: "3702"})
	firm           = as(access.RoleEnterprise, access.Place{EnterpriseID: "e1"})
	otherFirm      = as(access.RoleEnterprise, access.Place{EnterpriseID: "e2"})
)

func newWorld(t *testing.T) *world {
	t.Helper()
	db := storetest.New(t)
	regions, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: db, audits: audit.New(db, agency.New(db), enterprise.New(db, regions, job.New(db), t.TempDir()), law.Files), experts: expert.New(db)}
	blobs, err := file.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := file.New(db, blobs, 0)
	files.Own("audit", w.audits.Files())
	w.s = New(db, enterprise.New(db, regions, job.New(db), t.TempDir()), w.audits, w.experts, regions, files)
	w.enterExperts()
	w.openAudit()
	return w
}

// enterExperts fills the pool: the first five may form a panel, the last two must recuse themselves.
func (w *world) enterExperts() {
	w.t.Helper()
	for i, in := range []expert.NewExpert{
		{Name: "赵一", Employer: "甲大学", Fields: []expert.Field{expert.FieldIndustry}, Industries: []string{"化工"}},
		{Name: "钱二", Employer: "乙大学", Fields: []expert.Field{expert.FieldCleanerProduction}},
		{Name: "孙三", Employer: "丙研究院", Fields: []expert.Field{expert.FieldEnergy}},
		{Name: "李四", Employer: "丁研究院", Fields: []expert.Field{expert.FieldEnvironment}},
		{Name: "周五", Employer: "戊协会", Fields: []expert.Field{expert.FieldCleanerProduction, expert.FieldIndustry}},
		{Name: "吴六", Employer: "历下化工有限公司", Fields: []expert.Field{expert.FieldIndustry}},
		{Name: "郑七", Employer: "庚公司", Fields: []expert.Field{expert.FieldEnergy}},
	} {
		in.Title = "高级工程师"
		e, err := w.experts.Create(cityOffice, in)
		if err != nil {
			w.t.Fatal(err)
		}
		if i == 6 {
			tie := expert.NewTie{AgencyID: "g1", PartyName: "齐鲁咨询有限公司", Relation: "consultant", FromOn: "2026-05-01"}
			if e, err = w.experts.AddTie(store.WithVersion(cityOffice, e.Version), e.ID, tie); err != nil {
				w.t.Fatal(err)
			}
		}
		w.pool = append(w.pool, e)
	}
}

// openAudit stores an audit as it stands after its report, with one option of each class.
func (w *world) openAudit() {
	w.t.Helper()
	a := &audit.Audit{
		CaseNo: "鲁清审〔2026〕370102-0001", EnterpriseID: "e1", SiteID: "s1", EnterpriseName: "历下化工有限公司", SiteName: "一厂", CreditCode: "91370100MA3C0XXX0X",
		RegionCode: "370102", CityCode: "370100", AgencyID: "g1", AgencyName: "齐鲁咨询有限公司", Year: 2026, Kind: audit.KindMandatory, Reasons: []string{"toxic"},
		Basis: []string{}, Facts: map[string]any{}, KeyIndustry: "化工", Track: audit.TrackStrict, Mode: audit.ModeAgency, ModeEvidence: []audit.Evidence{},
		State: audit.Reported, Round: 1, PublishedOn: "2026-03-31", ReportedOn: "2026-08-31",
	}
	low := &audit.Option{Code: "F01", Name: "加强巡检", Aspect: audit.AspectManagement, CostClass: audit.CostLow, State: audit.OptionDone, CompletedOn: "2026-06-01", Effects: []audit.Effect{}}
	high := &audit.Option{
		Code: "F02", Name: "更换反应釜", Aspect: audit.AspectEquipment, CostClass: audit.CostHigh, State: audit.OptionPlanned, Effects: []audit.Effect{},
		Feasibility: audit.Feasibility{Technical: "成熟", Environmental: "减排", Economic: "三年回收"},
	}
	w.write(func(tx *store.Tx) error {
		if err := tx.Insert("audit.open", a); err != nil {
			return err
		}
		low.AuditID, high.AuditID, low.EnterpriseID, high.EnterpriseID = a.ID, a.ID, "e1", "e1"
		if err := tx.Insert("cp_option.add", low); err != nil {
			return err
		}
		return tx.Insert("cp_option.add", high)
	})
	w.auditID, w.options = a.ID, []*audit.Option{low, high}
}

func (w *world) write(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := store.Do(access.With(context.Background(), access.System), w.db, fn); err != nil {
		w.t.Fatal(err)
	}
}

// implement carries out the medium/high-cost option, which the acceptance asks for.
func (w *world) implement() {
	w.t.Helper()
	w.write(func(tx *store.Tx) error {
		w.options[1].State, w.options[1].CompletedOn = audit.OptionDone, tx.Today()
		return tx.Save("cp_option.save", w.options[1])
	})
}

func materials(kind string) []Material {
	if kind == KindEvaluation {
		return []Material{{Material: "evaluation-report", Text: "见提交的审核报告"}, {Material: "evaluation-agency", Text: "见机构信息"}}
	}
	return []Material{{Material: "acceptance-opinion", Text: "见评估意见"}, {Material: "acceptance-report", Text: "见附件"}, {Material: "acceptance-monitoring", Text: "见附件"}}
}

func (w *world) get(ctx context.Context) *AppraisalDetail {
	w.t.Helper()
	d, err := w.s.Get(ctx, w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// at carries the version that the actor sees now.
func (w *world) at(ctx context.Context) context.Context {
	w.t.Helper()
	return store.WithVersion(ctx, w.get(ctx).Version)
}

func (w *world) must(_ any, err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) refused(kind fault.Kind, word string) func(any, error) {
	return func(_ any, err error) {
		w.t.Helper()
		if !fault.Is(err, kind) || !strings.Contains(err.Error(), word) {
			w.t.Fatalf("want %s with %q, got %v", kind, word, err)
		}
	}
}

func (w *world) apply(kind string) {
	w.t.Helper()
	d, err := w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: kind, Materials: materials(kind)})
	if err != nil {
		w.t.Fatal(err)
	}
	w.id = d.ID
}

func (w *world) panel(n int) PanelInput {
	in := PanelInput{ChairID: w.pool[1].ID, Method: "letter", MeetingOn: w.db.Clock().Today()}
	for _, e := range w.pool[:n] {
		in.ExpertIDs = append(in.ExpertIDs, e.ID)
	}
	return in
}

// convene brings a new appraisal to a panel of three that has accepted.
func (w *world) convene(kind string) {
	w.t.Helper()
	w.apply(kind)
	w.must(w.s.Docket(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.must(w.s.SetPanel(w.at(cityOffice), w.id, w.panel(3)))
	for i := range 3 {
		w.must(w.s.Accept(w.seat(i), w.id, Submission{Declared: true}))
	}
}

func expertContext(e *expert.Expert) context.Context {
	return access.With(context.Background(), access.Actor{ID: "x-" + e.ID, Name: e.Name, Role: access.RoleExpert, Place: access.Place{ExpertID: e.ID}})
}

// seat acts as an expert of the pool with the version of the own sheet.
func (w *world) seat(i int) context.Context {
	w.t.Helper()
	ctx := expertContext(w.pool[i])
	sheet, err := w.s.Marks(ctx, w.id)
	if err != nil {
		w.t.Fatal(err)
	}
	return store.WithVersion(ctx, sheet.Version)
}

// marksOf spreads a total over the items and answers every veto with no, but those named with yes.
func (w *world) marksOf(total string, vetoes ...string) MarksInput {
	w.t.Helper()
	sheet, err := w.s.Sheet(cityOffice, w.get(cityOffice).SheetID)
	if err != nil {
		w.t.Fatal(err)
	}
	in := MarksInput{Marks: map[string]string{}, Vetoes: map[string]string{}, Comment: "意见"}
	for id, mark := range filled(*sheet, decimal.RequireFromString(total), nil).Marks {
		in.Marks[id] = mark.String()
	}
	for _, v := range sheet.Vetoes {
		in.Vetoes[v.ID] = "no"
	}
	for _, id := range vetoes {
		in.Vetoes[id] = "yes"
	}
	return in
}

// give fills in and hands in the sheet of an expert.
func (w *world) give(i int, total string, vetoes ...string) {
	w.t.Helper()
	w.must(w.s.SaveMarks(w.seat(i), w.id, w.marksOf(total, vetoes...)))
	w.must(w.s.SubmitMarks(w.seat(i), w.id, Submission{Declared: true}))
}

func opinion(kind string, requirements ...string) Opinion {
	o := Opinion{Overall: "审核过程真实，报告规范。", Requirements: requirements}
	for _, f := range opinionFields[kind] {
		*f.text(&o) = "符合要求。"
	}
	if len(requirements) > 0 {
		o.Problems = "存在不足。"
	}
	return o
}

// conclude brings an appraisal of these totals to its outcome.
func (w *world) conclude(kind string, totals []string, vetoes ...string) *AppraisalDetail {
	w.t.Helper()
	w.convene(kind)
	for i, total := range totals {
		w.give(i, total, vetoes...)
	}
	d, err := w.s.Conclude(w.at(cityOffice), w.id, Conclusion{MeetingOn: w.db.Clock().Today(), Opinion: opinion(kind, "补充物料平衡", "补充监测报告")})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

func (w *world) audit(ctx context.Context) *audit.Audit {
	w.t.Helper()
	a, err := w.audits.Get(ctx, w.auditID)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) later(days int) {
	w.db.Clock().Set(w.db.Clock().Now().Add(time.Duration(days) * 24 * time.Hour))
}

func today(w *world) calendar.Date { return w.db.Clock().Today() }

func paths(err error) string {
	out := []string{}
	for _, f := range fault.As(err).Fields {
		out = append(out, f.Path)
	}
	return strings.Join(out, " ")
}
