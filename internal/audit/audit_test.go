package audit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/dossier"
	register "qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// stage of the tests: one province with two cities, one enterprise in each, and one agency.
type world struct {
	t        *testing.T
	db       *store.DB
	agencies *agency.Service
	audits   *audit.Service
}

func newWorld(t *testing.T) *world {
	db := storetest.New(t)
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	agencies := agency.New(db)
	return &world{t: t, db: db, agencies: agencies, audits: audit.New(db, agencies, register.New(db, ref, job.New(db), t.TempDir()), law.Files)}
}

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a-" + string(role), Name: "测试", Role: role, Place: place})
}

var (
	province   = as(access.RoleProvince, access.Place{Region: "37"})
	city       = as(access.RoleCity, access.Place{Region: "3701"})
	otherCity  = as(access.RoleCity, access.Place{Region: "3702"})
	county     = as(access.RoleCounty, access.Place{Region: "370102"})
	enterprise = as(access.RoleEnterprise, access.Place{EnterpriseID: "e1"})
	stranger   = as(access.RoleEnterprise, access.Place{EnterpriseID: "e2"})
	consultant = as(access.RoleAgency, access.Place{AgencyID: "g1"})
)

func opening(row, enterpriseID, region string, reasons ...string) audit.Opening {
	return audit.Opening{
		RowID: row, ListID: "l1", Year: 2026, EnterpriseID: enterpriseID, SiteID: "s-" + row, EnterpriseName: "历下化工" + row + "有限公司", SiteName: "一厂",
		CreditCode: "91370100MA3C0XXX0X", RegionCode: region, KeyIndustry: "化工", Reasons: reasons, Basis: []string{"办法第八条"}, Track: audit.TrackStrict,
	}
}

// publish opens audits for rows of a list published on a day.
func (w *world) publish(on calendar.Date, rows ...audit.Opening) map[string]string {
	w.t.Helper()
	w.db.Clock().Set(on.Start().Add(2 * time.Hour))
	ids, err := store.In(province, w.db, func(tx *store.Tx) (map[string]string, error) { return w.audits.OpenForList(tx, on, rows) })
	if err != nil {
		w.t.Fatal(err)
	}
	return ids
}

func (w *world) get(ctx context.Context, id string) *audit.Audit {
	w.t.Helper()
	a, err := w.audits.Get(ctx, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// do carries out one act as the actor with the version that the actor sees now.
func do[In any](w *world, ctx context.Context, id string, act func(context.Context, string, In) (*audit.Audit, error), in In) *audit.Audit {
	w.t.Helper()
	a, err := act(store.WithVersion(ctx, w.get(ctx, id).Version), id, in)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func refuse[In any](w *world, ctx context.Context, id string, kind fault.Kind, act func(context.Context, string, In) (*audit.Audit, error), in In) *fault.Fault {
	w.t.Helper()
	version := int64(1)
	if a, err := w.audits.Get(ctx, id); err == nil {
		version = a.Version
	}
	_, err := act(store.WithVersion(ctx, version), id, in)
	if !fault.Is(err, kind) {
		w.t.Fatalf("want %s, got %v", kind, err)
	}
	return fault.As(err)
}

// appraise runs something that appraisal does inside its own transaction.
func (w *world) appraise(ctx context.Context, fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := store.Do(ctx, w.db, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) clock(id, rule string) deadline.Deadline {
	w.t.Helper()
	for _, d := range w.get(province, id).Deadlines {
		if d.Rule == rule {
			return d
		}
	}
	w.t.Fatalf("no clock %q", rule)
	return deadline.Deadline{}
}

var team = []audit.TeamMember{{Name: "王工", Post: "组长", Department: "生产部"}, {Name: "李工", Post: "组员", Department: "安环部"}}

func selfStart() audit.StartInput {
	return audit.StartInput{
		Mode: audit.ModeSelf, Team: team, PlannedFrom: "2026-04-01", PlannedUntil: "2026-12-31",
		Evidence: []audit.Evidence{{Material: "capability-equipment", Text: "有流量计、电能质量分析仪"}, {Material: "capability-industry", Text: "有化工工艺工程师三名"}},
	}
}

// file puts an uploaded file of the enterprise into the table, as the upload of the workspace does.
func (w *world) file(auditID string) string {
	w.t.Helper()
	id := store.NewID()
	w.appraise(enterprise, func(tx *store.Tx) error {
		_, err := tx.Everywhere("test file").Raw().NewRaw(
			"INSERT INTO file (id, version, created_at, updated_at, sha256, size, media_type, name, subject_type, subject_id, enterprise_id) VALUES (?, 1, ?, ?, 'x', 1, 'application/pdf', '审核报告.pdf', 'audit', ?, 'e1')",
			id, tx.Now(), tx.Now(), auditID).Exec(tx.Context())
		return err
	})
	return id
}

func TestPublicationOpensAuditsWithDisclosureAndClocks(t *testing.T) {
	w := newWorld(t)
	ids := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"), opening("r2", "e2", "370202", "exceedance"), opening("r3", "e3", "370102", "energy"))
	a := w.get(province, ids["r1"])
	if a.State != audit.Listed || a.CaseNo != "鲁清审〔2026〕370102-0001" || a.Regime != "CPL" {
		t.Errorf("got state %s, case %s, regime %s", a.State, a.CaseNo, a.Regime)
	}
	if got := w.get(province, ids["r3"]).CaseNo; got != "鲁清审〔2026〕370102-0002" {
		t.Errorf("numbers run without gap in a county: %s", got)
	}
	if got := w.get(province, ids["r2"]).CaseNo; got != "鲁清审〔2026〕370202-0001" {
		t.Errorf("each county has its own numbers: %s", got)
	}
	for rule, due := range map[string]calendar.Date{"disclose": "2026-04-30", "start-audit": "2026-06-01", "submit-report": "2027-03-31"} {
		if got := w.clock(a.ID, rule).DueOn; got != due {
			t.Errorf("%s is due on %s, want %s", rule, got, due)
		}
	}
	d, err := w.audits.Disclosure(enterprise, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d.State != audit.DisclosureDraft || len(d.Form) != 4 || d.Form[0].ID != "common" {
		t.Errorf("the disclosure is a draft with the common block and those of the reason: %s %d", d.State, len(d.Form))
	}
}

func TestStatutoryDaysOfTheRuleBook(t *testing.T) {
	cases := []struct {
		published               calendar.Date
		disclose, start, report calendar.Date
	}{
		{"2026-03-31", "2026-04-30", "2026-06-01", "2027-03-31"},
		{"2026-01-31", "2026-02-28", "2026-03-31", "2027-01-31"},
		// 2026-10-31 is a Saturday: the last day rolls over to Monday (民法典 203).
		{"2026-08-31", "2026-09-30", "2026-11-02", "2027-08-31"},
	}
	for _, c := range cases {
		t.Run(string(c.published), func(t *testing.T) {
			w := newWorld(t)
			id := w.publish(c.published, opening("r1", "e1", "370102", "toxic"))["r1"]
			got := []calendar.Date{w.clock(id, "disclose").DueOn, w.clock(id, "start-audit").DueOn}
			if got[0] != c.disclose || got[1] != c.start {
				t.Errorf("disclose and start are due on %v, want %s %s", got, c.disclose, c.start)
			}
			if nominal := w.clock(id, "submit-report").DueOn; nominal < c.report || nominal > c.report.AddDays(9) {
				t.Errorf("the report is due on %s, want %s or the first working day after it", nominal, c.report)
			}
		})
	}
}

func TestOneRunningRoundForEachSite(t *testing.T) {
	w := newWorld(t)
	w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))
	again := opening("r9", "e1", "370102", "toxic")
	again.SiteID = "s-r1"
	_, err := store.In(province, w.db, func(tx *store.Tx) (map[string]string, error) {
		return w.audits.OpenForList(tx, "2026-04-01", []audit.Opening{again})
	})
	if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "0001") {
		t.Errorf("a second round of a site must be refused with the number of the first, got %v", err)
	}
}

func TestForeignActorsFindNothing(t *testing.T) {
	w := newWorld(t)
	ids := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"), opening("r2", "e2", "370202", "toxic"))
	for name, ctx := range map[string]context.Context{"other city": otherCity, "other enterprise": stranger, "agency without engagement": consultant} {
		if _, err := w.audits.Get(ctx, ids["r1"]); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: want not found, got %v", name, err)
		}
		if _, err := w.audits.Disclosure(ctx, ids["r1"]); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: disclosure: want not found, got %v", name, err)
		}
		if _, err := w.audits.History(ctx, ids["r1"]); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: history: want not found, got %v", name, err)
		}
	}
	for name, want := range map[string]struct {
		ctx context.Context
		n   int
	}{"province": {province, 2}, "city": {city, 1}, "county": {county, 1}, "enterprise": {enterprise, 1}, "agency": {consultant, 0}} {
		out, err := w.audits.List(want.ctx, audit.Query{})
		if err != nil || len(out.Items) != want.n {
			t.Errorf("%s sees %d audits, want %d (%v)", name, len(out.Items), want.n, err)
		}
	}
	refuse(w, stranger, ids["r1"], fault.KindNotFound, w.audits.Start, selfStart())
}

func TestStartAsksForTeamAndEvidence(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.Start, audit.StartInput{})
	if len(f.Fields) < 4 {
		t.Errorf("all faults at once: %v", f)
	}
	in := selfStart()
	in.Evidence = in.Evidence[:1]
	f = refuse(w, enterprise, id, fault.KindInvalid, w.audits.Start, in)
	if len(f.Fields) != 1 || f.Fields[0].Path != "evidence.capability-industry" {
		t.Errorf("the missing evidence is named: %v", f)
	}
	refuse(w, city, id, fault.KindForbidden, w.audits.Start, selfStart())
	// A late start is taken; that it was late follows from the clock.
	w.db.Clock().Set(calendar.Date("2026-06-15").Start().Add(time.Hour))
	a := do(w, enterprise, id, w.audits.Start, selfStart())
	if a.State != audit.Ongoing || a.StartedOn != "2026-06-15" || len(a.Stages) != 7 || a.Stages[0].State != audit.StageOngoing {
		t.Errorf("started: %s %s %d", a.State, a.StartedOn, len(a.Stages))
	}
	steps := 0
	for _, st := range a.Stages {
		steps += len(st.StepList)
	}
	if steps != 35 {
		t.Errorf("the seven stages have 35 steps, got %d", steps)
	}
	d := w.clock(id, "start-audit")
	if d.MetOn != "2026-06-15" || !d.Overdue || d.Open {
		t.Errorf("the clock of the start: met %s, overdue %v", d.MetOn, d.Overdue)
	}
}

func TestStaleVersionIsRefused(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	do(w, enterprise, id, w.audits.Start, selfStart())
	_, err := w.audits.Suspend(store.WithVersion(city, 1), id, audit.SuspendInput{Reason: "停产检修", Until: "2026-12-01"})
	if !fault.Is(err, fault.KindConflict) {
		t.Errorf("want conflict, got %v", err)
	}
	if _, err := w.audits.Suspend(city, id, audit.SuspendInput{Reason: "停产检修", Until: "2026-12-01"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a writer without a version is told so, got %v", err)
	}
}

func TestSuspensionStopsClocksOnlyWhereDecided(t *testing.T) {
	for _, stop := range []bool{false, true} {
		t.Run(fmt.Sprint(stop), func(t *testing.T) {
			w := newWorld(t)
			id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
			do(w, enterprise, id, w.audits.Start, selfStart())
			a := do(w, city, id, w.audits.Suspend, audit.SuspendInput{Reason: "洪水停产", Until: "2026-05-01", StopClocks: stop})
			if a.State != audit.Suspended || len(a.Actions) != 2 || a.Actions[0].Name != "resume" {
				t.Errorf("suspended: %s %v", a.State, a.Actions)
			}
			if d := w.clock(id, "submit-report"); d.DueOn != "2027-03-31" || stop != (d.StoppedOn == "2026-03-31") {
				t.Errorf("while the round stands still its report is due %s, stopped on %q", d.DueOn, d.StoppedOn)
			}
			w.db.Clock().Set(calendar.Date("2026-04-30").Start().Add(time.Hour))
			a = do(w, city, id, w.audits.Resume, audit.CommentInput{})
			want := calendar.Date("2027-03-31")
			if stop {
				want = "2027-04-30"
			}
			d := w.clock(id, "submit-report")
			if a.State != audit.Ongoing || d.DueOn != want || d.StatutoryDueOn != "2027-03-31" {
				t.Errorf("resumed: %s, due %s, want %s", a.State, d.DueOn, want)
			}
			if stop && (len(d.Pauses) != 1 || d.Pauses[0].Days != 30 || !strings.Contains(d.Pauses[0].Arithmetic, "顺延30日至2027年4月30日")) {
				t.Errorf("the arithmetic: %+v", d.Pauses)
			}
		})
	}
}

func TestTerminationEndsAllClocks(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	refuse(w, city, id, fault.KindInvalid, w.audits.Terminate, audit.TerminateInput{})
	a := do(w, city, id, w.audits.Terminate, audit.TerminateInput{Ground: "closed", Reason: "营业执照已注销"})
	for _, d := range a.Deadlines {
		if d.Open || d.EndedOn == "" || d.Overdue {
			t.Errorf("%s still runs", d.Rule)
		}
	}
	if a.State != audit.Terminated || len(a.Actions) != 0 {
		t.Errorf("terminated: %s %v", a.State, a.Actions)
	}
	// The site is free for a later list.
	again := opening("r2", "e1", "370102", "toxic")
	again.SiteID = "s-r1"
	w.publish("2026-05-01", again)
}

func score(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// What a track asks to be filled in must be a section of the dossier.
func TestTracksAskForSectionsThatExist(t *testing.T) {
	l, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, track := range l.Tracks("2026-09-01") {
		for _, section := range track.Sections {
			if forms.On("2026-09-01").Table(section) == nil {
				t.Errorf("the track %s asks for %q, which is no section", track.ID, section)
			}
		}
	}
}
