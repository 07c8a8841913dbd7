package equivalence_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

type world struct {
	*testing.T
	db          *store.DB
	enterprises *enterprise.Service
	audits      *audit.Service
	equals      *equivalence.Service
	firm        context.Context
	site        *enterprise.Site
	round       string
}

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a-" + string(role), Name: "测试", Role: role, Place: place})
}

var (
	province = as(access.RoleProvince, access.Place{Region: "37"})
	city     = as(access.RoleCity, access.Place{Region: "3701"})
	qingdao  = as(access.RoleCity, access.Place{Region: "3702"})
	county   = as(access.RoleCounty, access.Place{Region: "370102"})
	system   = access.With(context.Background(), access.System)
)

// newWorld has one enterprise that was listed for toxic substances on 2026-03-31.
func newWorld(t *testing.T) *world {
	t.Helper()
	db := storetest.New(t)
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	enterprises := enterprise.New(db, ref, job.New(db), t.TempDir())
	audits := audit.New(db, agency.New(db), enterprises, law.Files)
	w := &world{T: t, db: db, enterprises: enterprises, audits: audits, equals: equivalence.New(db, enterprises, audits, ref)}
	w.at("2026-03-31")
	e, err := enterprises.Create(county, enterprise.EnterpriseInput{CreditCode: "91370100MA3C0A0A3A", Name: "历下化工有限公司", RegionCode: "370102", Address: "历山路1号", IndustryCode: "2614"})
	if err != nil {
		t.Fatal(text(err))
	}
	sites, err := enterprises.SitesOf(county, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	w.site, w.firm = sites.Items[0], as(access.RoleEnterprise, access.Place{EnterpriseID: e.ID})
	ids, err := store.In(province, db, func(tx *store.Tx) (map[string]string, error) {
		return audits.OpenForList(tx, "2026-03-31", []audit.Opening{{RowID: "r1", ListID: "l1", Year: 2026, EnterpriseID: e.ID, SiteID: w.site.ID, EnterpriseName: e.Name, SiteName: w.site.Name,
			CreditCode: e.CreditCode, RegionCode: "370102", Reasons: []string{"toxic"}, Basis: []string{"办法第八条"}, Track: audit.TrackStrict}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.round = ids["r1"]
	w.at("2026-04-10")
	return w
}

func (w *world) at(on calendar.Date) { w.db.Clock().Set(on.Start().Add(2 * time.Hour)) }

func text(err error) string {
	if err == nil {
		return ""
	}
	f := fault.As(err)
	out := f.Message
	for _, field := range f.Fields {
		out += " " + field.Path + ": " + field.Message
	}
	return out
}

func (w *world) refused(err error, kind fault.Kind, words string) {
	w.Helper()
	if !fault.Is(err, kind) || !strings.Contains(text(err), words) {
		w.Fatalf("got %q, want a fault of kind %s that says %q", text(err), kind, words)
	}
}

// input is a certificate that meets every condition of its kind.
func (w *world) input(kind string) equivalence.EquivalenceInput {
	w.Helper()
	in := equivalence.EquivalenceInput{SiteID: w.site.ID, Year: 2026, Kind: kind, CertificateNo: "清证字〔2025〕12号", Body: "某认证中心", Level: "二级", Scope: "全部生产线",
		ValidFrom: "2025-06-01", ValidUntil: "2026-09-30"}
	rules, err := w.equals.Rules(w.firm, store.Page{})
	if err != nil {
		w.Fatal(err)
	}
	for _, rule := range rules.Items {
		if rule.Kind == kind {
			for _, c := range rule.Conditions {
				in.Conditions = append(in.Conditions, equivalence.EquivalenceCondition{Text: c, Met: true, Evidence: "证书和审核报告"})
			}
		}
	}
	return in
}

type step = func(context.Context, string, equivalence.NoteInput) (*equivalence.Equivalence, error)

func (w *world) do(ctx context.Context, e *equivalence.Equivalence, act step, note string) *equivalence.Equivalence {
	w.Helper()
	out, err := act(store.WithVersion(ctx, e.Version), e.ID, equivalence.NoteInput{Note: note})
	if err != nil {
		w.Fatal(text(err))
	}
	return out
}

func (w *world) granted(kind string) *equivalence.Equivalence {
	w.Helper()
	e, err := w.equals.Create(w.firm, w.input(kind))
	if err != nil {
		w.Fatal(text(err))
	}
	return w.do(city, w.do(w.firm, e, w.equals.Submit, ""), w.equals.Grant, "条件全部满足")
}

func (w *world) lapsed(year int) []equivalence.Fallen {
	w.Helper()
	rows, err := store.Read(city, w.db, func(tx *store.Tx) ([]equivalence.Fallen, error) { return w.equals.Lapsed(tx, year) })
	if err != nil {
		w.Fatal(err)
	}
	return rows
}

func TestAGrantClosesTheDutyAndALapseSendsTheSiteBackToTheList(t *testing.T) {
	w := newWorld(t)
	e := w.granted(equivalence.Certification)
	a, err := w.audits.Get(province, w.round)
	if err != nil || a.State != audit.Terminated || e.CaseNo != a.CaseNo {
		t.Errorf("%v: round %s, %s", err, a.State, e.CaseNo)
	}
	if e.State != equivalence.Granted || e.NextOn != "2030-06-03" || !strings.Contains(e.Basis, "第一部分") && e.Basis == "" { // 2030-06-01 is a Saturday
		t.Errorf("granted: %+v", e)
	}
	if rows := w.lapsed(2027); len(rows) != 0 {
		t.Errorf("nothing has lapsed yet: %v", rows)
	}
	w.at("2026-09-30") // its last day
	if err := w.equals.Watch(system); err != nil {
		t.Fatal(err)
	}
	if e, err = w.equals.Get(city, e.ID); err != nil || e.State != equivalence.Granted {
		t.Errorf("%v: %s", err, e.State)
	}
	w.at("2026-10-01")
	for range 2 { // any number of times
		if err := w.equals.Watch(system); err != nil {
			t.Fatal(err)
		}
	}
	e, err = w.equals.Get(province, e.ID)
	if err != nil || e.State != equivalence.Lapsed || e.RelistYear != 2027 || !strings.Contains(e.LostReason, "已于2026年9月30日到期") {
		t.Errorf("%v: %+v", err, e)
	}
	for _, d := range e.Deadlines {
		if d.Open {
			t.Errorf("%s still runs", d.Rule)
		}
	}
	if rows := w.lapsed(2027); len(rows) != 1 || rows[0].SiteID != w.site.ID {
		t.Errorf("fallen: %v", rows)
	}
	if rows := w.lapsed(2026); len(rows) != 0 {
		t.Errorf("not before the next plan: %v", rows)
	}
}

func TestAnExpiredCertificateIsRefused(t *testing.T) {
	w := newWorld(t)
	in := w.input(equivalence.Certification)
	in.ValidUntil = "2026-04-09"
	_, err := w.equals.Create(w.firm, in)
	w.refused(err, fault.KindInvalid, "证书已于2026年4月9日到期，不能作为视同的依据")
	in.Conditions[1].Met, in.Conditions[2].Evidence, in.Body = false, "", ""
	_, err = w.equals.Create(w.firm, in)
	for _, path := range []string{"valid_until:", "conditions[1].met:", "conditions[2].evidence:", "body:"} { // all at once
		w.refused(err, fault.KindInvalid, path)
	}
	e, err := w.equals.Create(w.firm, w.input(equivalence.Certification))
	if err != nil {
		t.Fatal(text(err))
	}
	e = w.do(w.firm, e, w.equals.Submit, "")
	w.at("2026-10-01") // it has run out on the officer's desk
	_, err = w.equals.Grant(store.WithVersion(city, e.Version), e.ID, equivalence.NoteInput{})
	w.refused(err, fault.KindInvalid, "已于2026年9月30日到期")
	if a, _ := w.audits.Get(province, w.round); a.State != audit.Listed {
		t.Errorf("nothing is half done: %s", a.State)
	}
}

func TestAnExceedanceEndsTheEquivalence(t *testing.T) {
	w := newWorld(t)
	e := w.granted(equivalence.Certification)
	w.at("2026-06-01")
	if _, err := w.enterprises.AddAttribute(city, w.site.EnterpriseID, enterprise.NewAttribute{SiteID: w.site.ID, Kind: enterprise.Exceedance, Detail: "COD 超标0.5倍", Evidence: "监测报告〔2026〕8号", FromOn: "2026-05-30"}); err != nil {
		t.Fatal(text(err))
	}
	if err := w.equals.Watch(system); err != nil {
		t.Fatal(err)
	}
	e, err := w.equals.Get(city, e.ID)
	if err != nil || e.State != equivalence.Lost || !strings.Contains(e.LostReason, "双超") {
		t.Errorf("%v: %+v", err, e)
	}
	in := w.input(equivalence.Certification)
	in.Year = 2027
	_, err = w.equals.Create(w.firm, in)
	w.refused(err, fault.KindInvalid, "有应当实施强制性审核的情形")
}

func TestAPilotCountsOnceAndAForeignCaseDoesNotExist(t *testing.T) {
	w := newWorld(t)
	e := w.granted(equivalence.Pilot)
	if _, err := w.equals.Get(qingdao, e.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("got %v", err)
	}
	in := w.input(equivalence.Pilot)
	_, err := w.equals.Create(w.firm, in)
	w.refused(err, fault.KindInvalid, "该厂区2026年度已有一件视同")
	in.Year = 2027
	_, err = w.equals.Create(w.firm, in)
	w.refused(err, fault.KindInvalid, "试点只抵作一次清洁生产审核，已抵作2026年度")
}
