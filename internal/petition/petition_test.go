package petition_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/listing"
	"qingshen/internal/petition"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

type world struct {
	*testing.T
	db        *store.DB
	audits    *audit.Service
	petitions *petition.Service
}

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a-" + string(role), Name: "测试", Role: role, Place: place})
}

var (
	province = as(access.RoleProvince, access.Place{Region: "37"})
	city     = as(access.RoleCity, access.Place{Region: "3701"})
	qingdao  = as(access.RoleCity, access.Place{Region: "3702"})
	firm     = as(access.RoleEnterprise, access.Place{EnterpriseID: "e1"})
	stranger = as(access.RoleEnterprise, access.Place{EnterpriseID: "e2"})
)

// listed gives a world with one round that was opened by the list of 2026-03-31.
func listed(t *testing.T) (*world, string) {
	t.Helper()
	db := storetest.New(t)
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := file.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	enterprises := enterprise.New(db, ref, job.New(db), t.TempDir())
	audits := audit.New(db, agency.New(db), enterprises, law.Files)
	lists := listing.New(db, enterprises, ref, file.New(db, blobs, 0))
	w := &world{T: t, db: db, audits: audits, petitions: petition.New(db, audits, lists, ref)}
	w.at("2026-03-31")
	ids, err := store.In(province, db, func(tx *store.Tx) (map[string]string, error) {
		return audits.OpenForList(tx, "2026-03-31", []audit.Opening{{RowID: "r1", ListID: "l1", Year: 2026, EnterpriseID: "e1", SiteID: "s1", EnterpriseName: "历下化工有限公司", SiteName: "一厂",
			CreditCode: "91370100MA3C0XXX0X", RegionCode: "370102", Reasons: []string{"toxic"}, Basis: []string{"办法第八条"}, Track: audit.TrackStrict}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.at("2026-04-10")
	return w, ids["r1"]
}

func (w *world) at(on calendar.Date) { w.db.Clock().Set(on.Start().Add(2 * time.Hour)) }

func (w *world) clock(id, rule string) deadline.Deadline {
	w.Helper()
	a, err := w.audits.Get(province, id)
	if err != nil {
		w.Fatal(err)
	}
	for _, d := range a.Deadlines {
		if d.Rule == rule {
			return d
		}
	}
	w.Fatalf("no clock %s", rule)
	return deadline.Deadline{}
}

func (w *world) refused(err error, kind fault.Kind, words string) {
	w.Helper()
	text := ""
	if err != nil {
		f := fault.As(err)
		text = f.Message
		for _, field := range f.Fields {
			text += " " + field.Path + ": " + field.Message
		}
	}
	if !fault.Is(err, kind) || !strings.Contains(text, words) {
		w.Fatalf("got %v %q, want a fault of kind %s that says %q", err, text, kind, words)
	}
}

type step = func(context.Context, string, petition.DecisionInput) (*petition.Petition, error)

func (w *world) do(ctx context.Context, p *petition.Petition, act step, in petition.DecisionInput) *petition.Petition {
	w.Helper()
	out, err := act(store.WithVersion(ctx, p.Version), p.ID, in)
	if err != nil {
		w.Fatal(err)
	}
	return out
}

func (w *world) ask(in petition.PetitionInput) *petition.Petition {
	w.Helper()
	in.Story, in.Evidence = "设备供货推迟", "供货合同补充协议"
	p, err := w.petitions.Create(firm, in)
	if err != nil {
		w.Fatal(err)
	}
	return w.do(firm, p, w.petitions.Submit, petition.DecisionInput{})
}

func note(text string) petition.DecisionInput { return petition.DecisionInput{Note: text} }

func TestAPostponementMovesTheClockWithItsGround(t *testing.T) {
	w, id := listed(t)
	c := w.clock(id, "start-audit")
	p := w.ask(petition.PetitionInput{AuditID: id, Kind: petition.Postponement, Ground: "supply", DeadlineID: c.ID, Until: "2026-07-31"})
	if p.Deadlines[0].Rule != "decide-petition" || p.Deadlines[0].Party != "city" || !p.Deadlines[0].Open {
		t.Errorf("the officer has a clock too: %+v", p.Deadlines)
	}
	p = w.do(city, p, w.petitions.Grant, note("情况属实"))
	c = w.clock(id, "start-audit")
	if c.DueOn != "2026-07-31" || !strings.Contains(c.ExtensionReason, "设备供货或者施工延误") || !strings.Contains(c.ExtensionReason, "原到期日2026年6月1日") {
		t.Errorf("clock: %+v", c)
	}
	if p.State != petition.Granted || !strings.Contains(p.Result, "延至2026年7月31日") || p.Deadlines[0].MetOn != "2026-04-10" {
		t.Errorf("petition: %+v", p)
	}
}

func TestNothingIsAskedOfAClockThatHasBeenMet(t *testing.T) {
	w, id := listed(t)
	c := w.clock(id, "start-audit")
	if err := store.Do(city, w.db, func(tx *store.Tx) error {
		return deadline.Meet(tx, store.Subject{Type: "audit", ID: id, RegionCode: "370102"}, "start-audit")
	}); err != nil {
		t.Fatal(err)
	}
	in := petition.PetitionInput{AuditID: id, Kind: petition.Postponement, Ground: "supply", DeadlineID: c.ID, Until: "2026-07-31", Story: "设备", Evidence: "合同"}
	_, err := w.petitions.Create(firm, in)
	w.refused(err, fault.KindInvalid, "“启动清洁生产审核”已于2026年4月10日办结，不需要延期")
	report := w.clock(id, "submit-report")
	w.at("2027-05-01")
	in.DeadlineID, in.Until = report.ID, "2027-08-31"
	_, err = w.petitions.Create(firm, in)
	w.refused(err, fault.KindInvalid, "延期应当在到期以前申请")
	_, err = w.petitions.Create(firm, petition.PetitionInput{AuditID: id, Kind: petition.Postponement})
	for _, path := range []string{"ground:", "story:", "evidence:", "deadline_id:"} { // all at once
		w.refused(err, fault.KindInvalid, path)
	}
}

func TestARefusalIsAppealedOnce(t *testing.T) {
	w, id := listed(t)
	p := w.ask(petition.PetitionInput{AuditID: id, Kind: petition.Removal, Ground: "unfounded"})
	_, err := w.petitions.Refuse(store.WithVersion(city, p.Version), p.ID, petition.DecisionInput{})
	w.refused(err, fault.KindInvalid, "note:")
	p = w.do(city, p, w.petitions.Refuse, note("监测报告显示仍使用有毒有害原料"))
	p = w.do(firm, p, w.petitions.Appeal, note("补充了原料清单"))
	if p.State != petition.Appealed {
		t.Errorf("appealed: %s", p.State)
	}
	_, err = w.petitions.Appeal(store.WithVersion(firm, p.Version), p.ID, note("再次申请"))
	w.refused(err, fault.KindConflict, "一件申请只能申请一次复核")
	p = w.do(province, p, w.petitions.Uphold, note("原决定事实清楚"))
	_, err = w.petitions.Appeal(store.WithVersion(firm, p.Version), p.ID, note("再次申请"))
	w.refused(err, fault.KindConflict, "已于2026年4月10日申请过复核（复核维持）")
	if a, _ := w.audits.Get(province, id); a.State != audit.Listed {
		t.Errorf("round: %s", a.State)
	}
}

func TestAnAppealInTimeEndsTheRoundAndALateOneIsRefused(t *testing.T) {
	w, id := listed(t)
	p := w.ask(petition.PetitionInput{AuditID: id, Kind: petition.Removal, Ground: "audited"})
	p = w.do(city, p, w.petitions.Refuse, note("没有验收记录"))
	w.at("2026-04-28") // 15 days and one weekend later
	if err := w.petitions.Watch(access.With(context.Background(), access.System)); err != nil {
		t.Fatal(err)
	}
	_, err := w.petitions.Appeal(store.WithVersion(firm, p.Version), p.ID, note("有验收意见"))
	w.refused(err, fault.KindConflict, "申请复核的期限已于2026年4月27日届满")
	q := w.ask(petition.PetitionInput{AuditID: id, Kind: petition.Removal, Ground: "audited"})
	q = w.do(city, q, w.petitions.Refuse, note("没有验收记录"))
	q = w.do(firm, q, w.petitions.Appeal, note("有验收意见"))
	q = w.do(province, q, w.petitions.GrantAppeal, note("验收意见属实"))
	a, err := w.audits.Get(province, id)
	if err != nil || a.State != audit.Terminated || w.clock(id, "submit-report").Open || !strings.Contains(q.Result, "公布的名单不作更改") {
		t.Errorf("%v: round %s, %q", err, a.State, q.Result)
	}
	s, err := w.petitions.Statistics(city, petition.StatisticsQuery{Year: 2026})
	if err != nil || s.Total != 2 || s.ByGround[0].Name != "五年内已经通过审核" || s.ByGround[0].Granted != 1 || s.ByGround[0].Refused != 1 || s.ByGround[0].Appealed != 1 {
		t.Errorf("%v: statistics %+v", err, s)
	}
	if s, err = w.petitions.Statistics(qingdao, petition.StatisticsQuery{}); err != nil || s.Total != 0 {
		t.Errorf("%v: another city counts %+v", err, s)
	}
}

func TestAForeignPetitionDoesNotExist(t *testing.T) {
	w, id := listed(t)
	p := w.ask(petition.PetitionInput{AuditID: id, Kind: petition.Removal, Ground: "unfounded"})
	for _, ctx := range []context.Context{qingdao, stranger} {
		if _, err := w.petitions.Get(ctx, p.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	}
	in := petition.PetitionInput{AuditID: id, Kind: petition.Removal, Ground: "unfounded", Story: "x", Evidence: "y"}
	if _, err := w.petitions.Create(stranger, in); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a petition about another's round: %v", err)
	}
	again, err := w.petitions.Create(firm, in)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.petitions.Submit(store.WithVersion(firm, again.Version), again.ID, petition.DecisionInput{})
	w.refused(err, fault.KindConflict, "就同一事项已于2026年4月10日提交过申请")
}
