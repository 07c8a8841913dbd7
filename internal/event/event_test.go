package event_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/channel"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/event"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/listing"
	"qingshen/internal/reference"
	"qingshen/internal/reminder"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// world is one county with enterprises that are on a list, as far as events need it.
type world struct {
	*testing.T
	db          *store.DB
	enterprises *enterprise.Service
	lists       *listing.Service
	audits      *audit.Service
	events      *event.Service
	n           int
}

func newWorld(t *testing.T) *world {
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
	lists := listing.New(db, enterprises, ref, file.New(db, blobs, 0))
	audits := audit.New(db, agency.New(db), enterprises, law.Files)
	events := event.New(db, enterprises, lists, audits, ref)
	events.Carried = []store.Kind{store.KindOf[agency.Engagement]("委托"), store.KindOf[listing.Notice]("告知书"), store.KindOf[listing.PlanItem]("计划项目")}
	return &world{T: t, db: db, enterprises: enterprises, lists: lists, audits: audits, events: events}
}

func as(role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a-" + string(role) + place.Region, Name: "测试", Role: role, Place: place})
}

var (
	province = as(access.RoleProvince, access.Place{Region: "37"})
	city     = as(access.RoleCity, access.Place{Region: "3701"})
	qingdao  = as(access.RoleCity, access.Place{Region: "3702"})
	county   = as(access.RoleCounty, access.Place{Region: "370102"})
)

// firm is an enterprise with its actor.
type firm struct {
	*enterprise.Enterprise
	ctx  context.Context
	site *enterprise.Site
}

func creditCode(n int) string {
	const signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := fmt.Sprintf("91370100%09d", n)
	weight, sum := 1, 0
	for _, r := range body {
		sum += strings.IndexRune(signs, r) * weight
		weight = weight * 3 % 31
	}
	return body + string(signs[(31-sum%31)%31])
}

func (w *world) firm() firm {
	w.Helper()
	w.n++
	e, err := w.enterprises.Create(county, enterprise.EnterpriseInput{CreditCode: creditCode(w.n), Name: fmt.Sprintf("历下第%d化工有限公司", w.n), RegionCode: "370102", Address: fmt.Sprintf("历山路%d号", w.n), IndustryCode: "2614"})
	w.ok(err)
	sites, err := w.enterprises.SitesOf(county, e.ID)
	w.ok(err)
	return firm{e, as(access.RoleEnterprise, access.Place{EnterpriseID: e.ID}), sites.Items[0]}
}

// listed opens a round for the firm's site by a list of that day, and puts the site into the inventory.
func (w *world) listed(f firm, on calendar.Date) string {
	w.Helper()
	w.at(on)
	_, err := w.lists.AddEntry(city, listing.NewInventoryEntry{SiteID: f.site.ID, Reason: "属于化工行业", FromOn: on})
	w.ok(err)
	ids, err := store.In(province, w.db, func(tx *store.Tx) (map[string]string, error) {
		return w.audits.OpenForList(tx, on, []audit.Opening{{RowID: "r-" + f.ID, ListID: "l1", Year: on.Year(), EnterpriseID: f.ID, SiteID: f.site.ID, EnterpriseName: f.Name,
			SiteName: f.site.Name, CreditCode: f.CreditCode, RegionCode: "370102", KeyIndustry: "化工", Reasons: []string{"toxic"}, Basis: []string{"办法第八条"}, Track: audit.TrackStrict}})
	})
	w.ok(err)
	return ids["r-"+f.ID]
}

func (w *world) at(on calendar.Date) { w.db.Clock().Set(on.Start().Add(2 * time.Hour)) }

func (w *world) ok(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) refused(err error, kind fault.Kind, words string) {
	w.Helper()
	if !fault.Is(err, kind) || !strings.Contains(text(err), words) {
		w.Fatalf("got %v, want a fault of kind %s that says %q", text(err), kind, words)
	}
}

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

func input(kind string, on calendar.Date) event.EventInput {
	return event.EventInput{Kind: kind, EffectiveOn: on, Story: "检修改造", Evidence: "停产报告〔2026〕3号"}
}

func (w *world) draft(f firm, in event.EventInput) *event.Event {
	w.Helper()
	e, err := w.events.Create(f.ctx, in)
	w.ok(err)
	return e
}

type step = func(context.Context, string, event.NoteInput) (*event.Event, error)

func (w *world) do(ctx context.Context, e *event.Event, act step, note string) *event.Event {
	w.Helper()
	out, err := act(store.WithVersion(ctx, e.Version), e.ID, event.NoteInput{Note: note})
	w.ok(err)
	return out
}

// approved takes an event through county and city.
func (w *world) approved(f firm, in event.EventInput) *event.Event {
	w.Helper()
	e := w.do(f.ctx, w.draft(f, in), w.events.Submit, "")
	e = w.do(county, e, w.events.Examine, "现场核实属实")
	return w.do(city, e, w.events.Approve, "同意")
}

func (w *world) clock(id, rule string) deadline.Deadline {
	w.Helper()
	a, err := w.audits.Get(province, id)
	w.ok(err)
	for _, d := range a.Deadlines {
		if d.Rule == rule {
			return d
		}
	}
	w.Fatalf("no clock %s", rule)
	return deadline.Deadline{}
}

func (w *world) audit(id string) *audit.Audit {
	w.Helper()
	a, err := w.audits.Get(province, id)
	w.ok(err)
	return a
}

func TestAStandstillStopsClocksAndAResumptionMovesThem(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	id := w.listed(f, "2026-03-31")
	w.at("2026-05-08")
	in := input(event.Standstill, "2026-04-20")
	in.ExpectedUntil = "2026-06-30"
	e := w.approved(f, in)
	start, report, disclose := w.clock(id, "start-audit"), w.clock(id, "submit-report"), w.clock(id, "disclose")
	if start.StoppedOn != "2026-04-20" || report.StoppedOn != "2026-04-20" || start.DueOn != "2026-06-01" || start.Overdue {
		t.Errorf("the clocks stand still: start %+v, report %+v", start, report)
	}
	if disclose.StoppedOn != "2026-04-20" { // due 04-30: it had not run out when the plant stopped
		t.Errorf("disclosure: %+v", disclose)
	}
	if a := w.audit(id); a.State != audit.Suspended || a.SuspendedOn != "2026-04-20" {
		t.Errorf("round: %s since %s", a.State, a.SuspendedOn)
	}
	if e.State != event.Approved || len(e.Effects) != 2 || len(e.Clocks) != 3 || e.UndoUntil != "2026-05-23" || e.Deadlines[0].MetOn != "2026-05-08" {
		t.Errorf("event: %+v", e)
	}
	w.at("2026-08-03") // a working day long after the due day: nothing is overdue
	if start := w.clock(id, "start-audit"); start.Overdue || start.DaysLeft != 42 {
		t.Errorf("overdue in a standstill: %+v", start)
	}
	none, err := channel.New(channel.Config{})
	w.ok(err)
	w.ok(reminder.New(w.db, none, "370000", "", func(string) string { return "" }).Watch(access.With(context.Background(), access.System)))
	r := w.approved(f, input(event.Resumption, "2026-07-09"))
	start = w.clock(id, "start-audit")
	if start.DueOn != "2026-08-20" || start.StoppedOn != "" || start.StatutoryDueOn != "2026-06-01" || start.Pauses[0].Days != 80 {
		t.Errorf("the start is due %s after %+v", start.DueOn, start.Pauses)
	}
	if !strings.Contains(start.Pauses[0].Arithmetic, "停止80日") || !strings.Contains(r.Effects[2].Text, "顺延80日至2026年8月20日") {
		t.Errorf("arithmetic: %s / %+v", start.Pauses[0].Arithmetic, r.Effects)
	}
	if a := w.audit(id); a.State != audit.Listed {
		t.Errorf("round: %s", a.State)
	}
	_, err = w.events.Undo(store.WithVersion(city, e.Version), e.ID, event.NoteInput{Note: "误批"})
	w.refused(err, fault.KindConflict, "") // the standstill has ended
}

func TestAnEventDatedBeforeTheListIsRefused(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	_, err := w.events.Create(f.ctx, input(event.Standstill, "2026-03-01"))
	w.refused(err, fault.KindInvalid, "早于列入该企业的名单的公布日期2026年3月31日")
	_, err = w.events.Create(f.ctx, input(event.Closure, "2026-03-01"))
	w.refused(err, fault.KindInvalid, "移出申请")
	_, err = w.events.Create(f.ctx, event.EventInput{Kind: "x", EffectiveOn: "2027-01-01"})
	for _, words := range []string{"kind:", "story:", "evidence:", "effective_on: 生效日期晚于今天"} { // all at once
		w.refused(err, fault.KindInvalid, words)
	}
}

func TestTwoEventsThatContradictAreRefused(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	stop := w.do(f.ctx, w.draft(f, input(event.Standstill, "2026-04-05")), w.events.Submit, "")
	shut := w.draft(f, input(event.Closure, "2026-04-06"))
	_, err := w.events.Submit(store.WithVersion(f.ctx, shut.Version), shut.ID, event.NoteInput{})
	w.refused(err, fault.KindConflict, "另有一件“停产”事项（2026年4月5日生效，待县级审查）")
	w.do(f.ctx, stop, w.events.Withdraw, "")
	w.do(f.ctx, shut, w.events.Submit, "")
	name := input(event.Rename, "2026-04-06")
	name.Change.Name = "历下新化工有限公司"
	w.do(f.ctx, w.draft(f, name), w.events.Submit, "") // no contradiction
}

func TestAForeignEventDoesNotExist(t *testing.T) {
	w := newWorld(t)
	f, other := w.firm(), w.firm()
	w.at("2026-04-10")
	e := w.draft(f, input(event.Standstill, "2026-04-05"))
	for name, ctx := range map[string]context.Context{"another city": qingdao, "another enterprise": other.ctx, "an office before the report": city} {
		if _, err := w.events.Get(ctx, e.ID); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	e = w.do(f.ctx, e, w.events.Submit, "")
	_, err := w.events.Approve(store.WithVersion(qingdao, e.Version), e.ID, event.NoteInput{})
	w.refused(err, fault.KindNotFound, "")
	if _, err := w.events.Approve(store.WithVersion(county, e.Version), e.ID, event.NoteInput{}); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the county decides: %v", err)
	}
}

func TestAClosureEndsTheRoundAndCanBeUndoneInTime(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	id := w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	e := w.approved(f, input(event.Closure, "2026-04-05"))
	if a, d := w.audit(id), w.clock(id, "submit-report"); a.State != audit.Terminated || d.Open || !strings.Contains(d.EndedReason, "关闭") {
		t.Errorf("round %s, clock %+v", a.State, d)
	}
	lines, err := w.lists.Entries(city, listing.EntryQuery{})
	w.ok(err)
	if got := lines.Items[0]; got.State != listing.EntryRetired || got.UntilOn != "2026-04-05" {
		t.Errorf("inventory: %s until %s", got.State, got.UntilOn)
	}
	w.at("2026-04-26")
	_, err = w.events.Undo(store.WithVersion(city, e.Version), e.ID, event.NoteInput{Note: "误批"})
	w.refused(err, fault.KindConflict, "撤销的期限已于2026年4月25日届满")
	w.at("2026-04-25")
	w.do(city, e, w.events.Undo, "企业并未关闭，现场核实")
	if a, d := w.audit(id), w.clock(id, "submit-report"); a.State != audit.Listed || !d.Open {
		t.Errorf("round %s, clock %+v", a.State, d)
	}
	owner, err := w.enterprises.Get(city, f.ID)
	w.ok(err)
	lines, err = w.lists.Entries(city, listing.EntryQuery{})
	w.ok(err)
	if owner.State != enterprise.Operating || lines.Items[0].State != listing.EntryActive || lines.Items[0].UntilOn != "" {
		t.Errorf("enterprise %s, inventory %+v", owner.State, lines.Items[0])
	}
}

func TestNothingIsUndoneThatSomethingRestsUpon(t *testing.T) {
	w := newWorld(t)
	f := w.firm()
	w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	name := input(event.Rename, "2026-04-06")
	name.Change.Name = "历下新化工有限公司"
	e := w.approved(f, name)
	owner, err := w.enterprises.Get(city, f.ID)
	w.ok(err)
	if owner.Name != "历下新化工有限公司" || owner.FormerNames[0].UntilOn != "2026-04-06" {
		t.Errorf("renamed: %+v", owner)
	}
	_, err = w.enterprises.Change("suspend")(store.WithVersion(city, owner.Version), f.ID, enterprise.OperatingEvent{On: "2026-04-09", Evidence: "停产报告"})
	w.ok(err)
	_, err = w.events.Undo(store.WithVersion(city, e.Version), e.ID, event.NoteInput{Note: "误批"})
	w.refused(err, fault.KindConflict, "在批准以后又有新的办理")
}

func TestARelocationAConversionAndAMergerMoveTheRegister(t *testing.T) {
	w := newWorld(t)
	f, to := w.firm(), w.firm()
	id := w.listed(f, "2026-03-31")
	w.at("2026-04-10")
	move := input(event.Relocation, "2026-04-01")
	move.Change.RegionCode, move.Change.Address = "370105", "天桥路9号"
	moved := w.approved(f, move)
	owner, err := w.enterprises.Get(province, f.ID)
	w.ok(err)
	if owner.RegionCode != "370105" || len(owner.FormerPlaces) != 1 || owner.FormerPlaces[0].RegionCode != "370102" || owner.FormerPlaces[0].UntilOn != "2026-04-01" {
		t.Errorf("moved: %s %+v", owner.RegionCode, owner.FormerPlaces)
	}
	if a := w.audit(id); a.RegionCode != "370102" {
		t.Errorf("a case keeps the division it was opened with: %s", a.RegionCode)
	}
	w.do(city, moved, w.events.Undo, "企业尚未搬迁")
	if owner, err = w.enterprises.Get(province, f.ID); err != nil || owner.RegionCode != "370102" || len(owner.FormerPlaces) != 0 {
		t.Errorf("moved back: %v %+v", err, owner)
	}
	turn := input(event.Conversion, "2026-04-02")
	turn.Change.IndustryCode = "2926"
	turned := w.approved(f, turn)
	if owner, err = w.enterprises.Get(province, f.ID); err != nil || owner.IndustryCode != "2926" || turned.Actions[0].Name != "recheck" {
		t.Errorf("converted: %v %+v, %v", err, owner, turned.Actions)
	}
	if turned = w.do(city, turned, w.events.Recheck, "不再属于重点行业，本轮仍按名单完成"); turned.RecheckedOn != "2026-04-10" {
		t.Errorf("rechecked: %+v", turned)
	}
	merge := input(event.Merger, "2026-04-03")
	merge.Change.AcquirerCode = to.CreditCode
	merged := w.approved(f, merge)
	if a := w.audit(id); a.EnterpriseID != to.ID || a.EnterpriseName != f.Name || w.clock(id, "submit-report").EnterpriseID != to.ID {
		t.Errorf("the round goes with the site under its old name: %+v", a)
	}
	if _, err := w.audits.Get(to.ctx, id); err != nil {
		t.Errorf("the acquirer sees the round: %v", err)
	}
	if owner, err = w.enterprises.Get(province, f.ID); err != nil || owner.State != enterprise.Closed {
		t.Errorf("merged: %v %+v", err, owner)
	}
	w.do(city, merged, w.events.Undo, "并购协议解除")
	if a := w.audit(id); a.EnterpriseID != f.ID {
		t.Errorf("handed back: %+v", a)
	}
}
