package listing

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// house is the listing capability on a fresh database, with the offices of two cities and some sites.
type house struct {
	t       testing.TB
	db      *store.DB
	s       *Service
	files   *file.Service
	workers *job.Workers
	opened  int
	drafts  int
}

var (
	province = access.Actor{ID: "province", Name: "省厅", Role: access.RoleProvince, Place: access.Place{Region: "37"}}
	reform   = access.Actor{ID: "reform", Name: "省发改", Role: access.RoleProvinceReform, Place: access.Place{Region: "37"}}
	jinan    = access.Actor{ID: "jinan", Name: "济南市局", Role: access.RoleCity, Place: access.Place{Region: "3701"}}
	qingdao  = access.Actor{ID: "qingdao", Name: "青岛市局", Role: access.RoleCity, Place: access.Place{Region: "3702"}}
	lixia    = access.Actor{ID: "lixia", Name: "历下分局", Role: access.RoleCounty, Place: access.Place{Region: "370102"}}
	shinan   = access.Actor{ID: "shinan", Name: "市南分局", Role: access.RoleCounty, Place: access.Place{Region: "370202"}}
)

func newHouse(t testing.TB) *house {
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
	files := file.New(db, blobs, 0)
	h := &house{t: t, db: db, files: files, s: New(db, enterprise.New(db, ref, job.New(db), t.TempDir()), ref, files)}
	files.Own("notice", h.s.Files())
	files.Own("annual_plan", h.s.PlanFiles())
	files.Own("annual_list", h.s.ListFiles())
	h.workers = job.NewWorkers(db, map[string]job.Handler{JobPublish: h.s.PublishJob})
	h.s.OnPublished = func(_ *store.Tx, _ *List, rows []*Row) (map[string]string, error) {
		audits := map[string]string{}
		for _, r := range rows {
			audits[r.ID] = "audit-of-" + r.SiteID
			h.opened++
		}
		return audits, nil
	}
	return h
}

func as(actor access.Actor) context.Context { return access.With(context.Background(), actor) }

// at carries the version of the record that the actor has read.
func at(actor access.Actor, r store.Record) context.Context {
	return store.WithVersion(as(actor), r.Base().Version)
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// refused wants a fault of this kind whose text holds the words.
func refused(t testing.TB, err error, kind fault.Kind, words string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		t.Fatalf("got %v, want a fault of kind %s that says %q", err, kind, words)
	}
}

// creditCode makes a valid unified social credit code (GB 32100).
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

// site registers an enterprise with one site and the attributes given.
func (h *house) site(n int, region string, kinds ...enterprise.Kind) *enterprise.Site {
	h.t.Helper()
	var out *enterprise.Site
	err := store.Do(as(access.System), h.db, func(tx *store.Tx) error {
		e := &enterprise.Enterprise{CreditCode: creditCode(n), Name: fmt.Sprintf("第%d化工有限公司", n), RegionCode: region, CityCode: store.CityOf(region), IndustryCode: "2614", KeyIndustry: "化工", State: enterprise.Operating}
		if err := tx.Insert("enterprise.register", e); err != nil {
			return err
		}
		out = &enterprise.Site{EnterpriseID: e.ID, SiteNo: "1", Name: "主厂区", RegionCode: region, CityCode: store.CityOf(region), IndustryCode: "2614", State: enterprise.Operating}
		if err := tx.Insert("site.register", out); err != nil {
			return err
		}
		for _, kind := range kinds {
			a := &enterprise.Attribute{EnterpriseID: e.ID, SiteID: out.ID, RegionCode: region, CityCode: store.CityOf(region), Kind: kind, Evidence: "名录", FromOn: "2025-01-01"}
			if err := tx.Insert("attribute.establish", a); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

var (
	toxic  = map[string]string{"toxic_classes": "3", "toxic_substances": "铅及其化合物"}
	energy = map[string]string{"energy_standard": "GB 16780-2021", "energy_product": "水泥熟料", "energy_value": "121", "energy_limit": "117", "energy_unit": "kgce/t"}
)

// proposed brings a site into the inventory and into the plan of 2026.
func (h *house) proposed(county, city access.Actor, site *enterprise.Site, reason string, facts map[string]string) *PlanItem {
	h.t.Helper()
	e := must(h.s.AddEntry(as(county), NewInventoryEntry{SiteID: site.ID, Reason: "属于化工行业"}))(h.t)
	must(h.s.ActOnEntry("admit")(at(city, e), e.ID, NoteInput{}))(h.t)
	return must(h.s.Propose(as(county), NewPlanItem{Year: 2026, EntryID: e.ID, Reasons: []string{reason}, Facts: facts}))(h.t)
}

// submitted confirms all proposals of a plan and submits it.
func (h *house) submitted(city access.Actor, planID string) *Plan {
	h.t.Helper()
	out := must(h.s.ActOnAll("confirm", ItemProposed)(as(city), planID, BulkInput{}))(h.t)
	for _, row := range out.Items {
		if !row.Done {
			h.t.Fatalf("not confirmed: %s", row.Message)
		}
	}
	p := must(h.s.Plan(as(city), planID))(h.t)
	p = must(h.s.SavePlan(at(city, p), planID, wholePlan(p.Totals.Live)))(h.t)
	return must(h.s.ActOnPlan("submit")(at(city, p), planID, NoteInput{}))(h.t)
}

// wholePlan is a plan of 2026 for so many sites that lacks nothing.
func wholePlan(rows int) PlanInput {
	in := PlanInput{
		Goals: "完成全部强制性清洁生产审核任务。", Responsible: "张三", ResponsiblePost: "副局长", Contact: "李四 0531-66226868", ApprovedBy: "王五", ApprovedOn: "2026-09-01",
		EvaluationBudgetFen: 200_000_00, AcceptanceBudgetFen: 100_000_00, BudgetSource: "市级财政", ExpertCount: 5, PanelCount: 2, Experts: "从专家库随机抽取。",
		Trainings: []TrainingLine{{Month: "2026-10", Audience: "enterprise", Topic: "清洁生产审核方法", Persons: 60}},
	}
	for k, step := range Steps {
		in.Schedule = append(in.Schedule, ScheduleLine{Step: step, Month: []string{"2026-10", "2026-11", "2027-08", "2027-09", "2028-08"}[k], Rows: rows})
	}
	return in
}

func (h *house) verified(planID string) {
	h.t.Helper()
	must(h.s.ActOnAll("verify-energy", ItemConfirmed)(as(reform), planID, BulkInput{}))(h.t)
	out := must(h.s.ActOnAll("verify", ItemConfirmed, ItemEnergyVerified)(as(province), planID, BulkInput{}))(h.t)
	for _, row := range out.Items {
		if !row.Done {
			h.t.Fatalf("not verified: %s", row.Message)
		}
	}
	p := must(h.s.Plan(as(province), planID))(h.t)
	must(h.s.ActOnPlan("verify")(at(province, p), planID, NoteInput{}))(h.t)
}

// drafted gives a list of 2026 that is ready to be published.
func (h *house) drafted(in NewAnnualList, withdraw ...Withdrawal) *List {
	h.t.Helper()
	in.Year = 2026
	l := must(h.s.NewList(as(province), in))(h.t)
	number := fmt.Sprintf("鲁环函〔2026〕%d号", 88+h.drafts)
	h.drafts++
	return must(h.s.SaveList(at(province, l), l.ID, AnnualListInput{Title: l.Title, DocumentNo: number, DecidedOn: h.db.Clock().Today(), WebAddress: "http://sthj.shandong.gov.cn/list", Withdrawals: withdraw}))(h.t)
}

func (h *house) published(l *List) *List {
	h.t.Helper()
	must(h.s.Publish(at(province, l), l.ID, PublishInput{}))(h.t)
	must(h.workers.RunOne(context.Background()))(h.t)
	return must(h.s.List(as(province), l.ID))(h.t)
}

func (h *house) enterprise(id string) access.Actor {
	return access.Actor{ID: "e-" + id, Name: "企业", Role: access.RoleEnterprise, Place: access.Place{EnterpriseID: id}}
}

func TestFromInventoryToReceivedNotice(t *testing.T) {
	h := newHouse(t)
	first, second, third := h.site(1, "370102"), h.site(2, "370102", enterprise.HighWater), h.site(3, "370202")
	a := h.proposed(lixia, jinan, first, ReasonToxic, toxic)
	b := h.proposed(lixia, jinan, second, ReasonEnergy, energy)
	c := h.proposed(shinan, qingdao, third, ReasonToxic, toxic)
	if a.Track != TrackSimplified || b.Track != TrackStrict || a.Regime != "CODE" {
		t.Fatalf("tracks %s, %s under %s", a.Track, b.Track, a.Regime)
	}
	h.submitted(jinan, a.PlanID)
	h.submitted(qingdao, c.PlanID)
	h.verified(a.PlanID)
	h.verified(c.PlanID)
	state := must(h.s.Consolidation(as(province), ConsolidationQuery{Year: 2026}))(t)
	if len(state.Cities) != 16 || state.Rows != 3 || state.ByReason[ReasonToxic] != 2 || len(state.Clocks) == 0 {
		t.Fatalf("consolidation %+v", state)
	}
	l := h.published(h.drafted(NewAnnualList{}))
	if l.State != ListPublished || l.RowsTotal != 3 || l.PublishedOn != "2026-09-07" || h.opened != 3 {
		t.Fatalf("list %s of %d rows on %s, %d audits", l.State, l.RowsTotal, l.PublishedOn, h.opened)
	}
	rows := must(h.s.Rows(as(province), RowQuery{ListID: l.ID}))(t)
	sealed := []*Row{}
	for i := range rows.Items {
		sealed = append(sealed, &rows.Items[i])
	}
	if Seal(sealed) != l.RowsSHA256 {
		t.Error("the rows do not bear out the seal of the list")
	}
	for _, p := range []string{a.PlanID, c.PlanID} {
		if got := must(h.s.Plan(as(province), p))(t).State; got != PlanConsolidated {
			t.Errorf("plan is %s after publication", got)
		}
	}
	h.served(l, first)
	h.downloads(l)
}

// served follows one notice from preparation to receipt.
func (h *house) served(l *List, site *enterprise.Site) {
	t := h.t
	t.Helper()
	own := must(h.s.Notices(as(h.enterprise(site.EnterpriseID)), NoticeQuery{}))(t)
	if own.Total != 1 || own.Items[0].DocumentNo != "济南市清审告〔2026〕1号" {
		t.Fatalf("the enterprise sees %d notices: %+v", own.Total, own.Items)
	}
	id := own.Items[0].ID
	if _, err := h.s.Notice(as(qingdao), id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city reads the notice: %v", err)
	}
	n := must(h.s.Notice(as(lixia), id))(t)
	if n.ReadAt != nil {
		t.Error("an officer's reading counts as the enterprise's")
	}
	if len(n.Letter.Duties) != 3 || n.Letter.Duties[0].DueOn != "2026-10-08" || len(n.Letter.Consequences) == 0 || !strings.Contains(n.Letter.Contact, "李四") {
		t.Errorf("letter %+v", n.Letter)
	}
	_, err := h.s.Serve(at(lixia, n), id, ServeInput{Method: "direct", ServedOn: "2026-09-06"})
	refused(t, err, fault.KindInvalid, "不得早于名单公布日期")
	h.db.Clock().Set(storetest.Start.AddDate(0, 0, 3))
	must(h.s.Serve(at(lixia, n), id, ServeInput{Method: "direct", ServedOn: "2026-09-09"}))(t)
	n = must(h.s.Notice(as(h.enterprise(site.EnterpriseID)), id))(t)
	if n.ReadAt == nil || n.State != NoticeServed {
		t.Errorf("after reading: %+v", n)
	}
	clocks := must(store.Read(as(province), h.db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "notice", id) }))(t)
	if len(clocks) != 1 || clocks[0].MetOn != "2026-09-09" || clocks[0].DueOn != "2026-09-20" {
		t.Errorf("clock of service: %+v", clocks)
	}
	n = must(h.s.Receive(at(h.enterprise(site.EnterpriseID), n), id, ReceiveInput{ReceivedBy: "王五"}))(t)
	if n.State != NoticeReceived || n.ReceivedOn != "2026-09-10" {
		t.Errorf("after receipt: %s on %s", n.State, n.ReceivedOn)
	}
	if _, err := h.s.Receive(at(h.enterprise(site.EnterpriseID), n), id, ReceiveInput{ReceivedBy: "王五"}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("received twice: %v", err)
	}
	h.sealed(l, n)
	if got := must(h.s.Remind(as(lixia), RemindInput{ListID: l.ID}))(t); got.Count != 1 {
		t.Errorf("reminded %d in the county, want the one that has not read", got.Count)
	}
}

// sealed wants the file of a notice to stay what was served and received, and made once only.
func (h *house) sealed(l *List, n *Notice) {
	t := h.t
	t.Helper()
	sum := func() string {
		var docx bytes.Buffer
		if err := must(h.s.LetterFile(as(lixia), n.ID))(t).Write(&docx); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("%x", sha256.Sum256(docx.Bytes()))
	}
	if got := sum(); got != n.SHA256 {
		t.Errorf("the download has the hash %s, the notice names %q", got, n.SHA256)
	}
	h.write("UPDATE annual_plan SET contact = '赵六'")
	if got := sum(); got != n.SHA256 {
		t.Error("the file follows a later change of the contact")
	}
	for _, action := range []string{"notice.produce", "notice.serve", "notice.receive"} {
		noted := h.count("journal WHERE subject_id = ? AND action = ? AND note LIKE ?", n.ID, action, "%"+n.SHA256+"%")
		if noted != 1 {
			t.Errorf("%d entries %s with the hash, want one", noted, action)
		}
	}
	// A publication that was killed after its commit goes on with the notices that have no file yet.
	files := h.count("file WHERE subject_type = 'notice'")
	h.write("UPDATE notice SET file_id = '', sha256 = '' WHERE id = ?", n.ID)
	if err := store.Do(as(province), h.db, func(tx *store.Tx) error {
		_, err := job.Enqueue(tx, JobPublish, "", publishing{ListID: l.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	must(h.workers.RunOne(as(province)))(t)
	if without, now := h.count("notice WHERE list_id = ? AND file_id = ''", l.ID), h.count("file WHERE subject_type = 'notice'"); without != 0 || now != files+1 {
		t.Errorf("%d notices without a file, %d files after %d", without, now, files)
	}
}

func (h *house) write(statement string, arguments ...any) {
	h.t.Helper()
	if err := store.Do(as(access.System), h.db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("the test brings what time would").Raw().NewRaw(statement, arguments...).Exec(tx.Context())
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) count(from string, arguments ...any) int {
	h.t.Helper()
	return must(store.Read(as(access.System), h.db, func(tx *store.Tx) (n int, err error) {
		err = tx.Everywhere("the test counts the whole").Raw().NewRaw("SELECT count(*) FROM "+from, arguments...).Scan(tx.Context(), &n)
		return n, err
	}))(h.t)
}

// downloads writes every file that a list gives.
func (h *house) downloads(l *List) {
	t := h.t
	t.Helper()
	out := must(h.s.ExportRows(as(province), l.ID, sheet.CSV))(t)
	var csv bytes.Buffer
	if err := out.Write(&csv); err != nil || !strings.Contains(csv.String(), "第3化工有限公司") || !strings.Contains(csv.String(), "双有") {
		t.Errorf("export (%v): %s", err, csv.String())
	}
	names := map[string]bool{}
	for f, err := range h.s.LetterFiles(as(lixia), NoticeQuery{ListID: l.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		var docx bytes.Buffer
		if err := f.Write(&docx); err != nil {
			t.Error(err)
		}
		names[f.Name] = true
	}
	if len(names) != 2 || !names["济南市清审告〔2026〕2号 第2化工有限公司.docx"] {
		t.Errorf("the county's notices: %v", names)
	}
}

func TestAnAbortedPublicationLeavesNothing(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	h.submitted(jinan, a.PlanID)
	h.verified(a.PlanID)
	l := h.drafted(NewAnnualList{})
	ordered := must(h.s.Publish(at(province, l), l.ID, PublishInput{Rows: 1}))(t)
	open := h.s.OnPublished
	h.s.OnPublished = func(*store.Tx, *List, []*Row) (map[string]string, error) { return nil, errors.New("power cut") }
	if _, err := h.s.Complete(as(province), l.ID, 1); err == nil {
		t.Fatal("the publication did not fail")
	}
	rows := must(h.s.Rows(as(province), RowQuery{ListID: l.ID}))(t)
	told := must(h.s.Notices(as(province), NoticeQuery{}))(t)
	item := must(h.s.Item(as(province), a.ID))(t)
	if rows.Total != 0 || told.Total != 0 || item.State != ItemVerified || must(h.s.List(as(province), l.ID))(t).State != ListPublishing {
		t.Fatalf("left behind: %d rows, %d notices, item %s", rows.Total, told.Total, item.State)
	}
	h.s.OnPublished = open
	for range 2 { // the job is run again, and once more after a kill behind the commit
		must(h.s.Complete(as(province), l.ID, 1))(t)
	}
	told = must(h.s.Notices(as(province), NoticeQuery{}))(t)
	if told.Total != 1 || told.Items[0].Seq != 1 || h.opened != 1 {
		t.Fatalf("%d notices, number %d, %d audits: the aborted attempt left a trace", told.Total, told.Items[0].Seq, h.opened)
	}
	_, err := h.s.Publish(at(province, ordered.List), l.ID, PublishInput{})
	refused(t, err, fault.KindConflict, "")
	now := must(h.s.List(as(province), l.ID))(t)
	_, err = h.s.Publish(at(province, now), l.ID, PublishInput{})
	refused(t, err, fault.KindConflict, "已公布")
	_, err = h.s.SaveList(at(province, now), l.ID, AnnualListInput{Title: "改"})
	refused(t, err, fault.KindConflict, "更正名单")
}

func TestAListThatMayNotBePublishedGoesBackToDraft(t *testing.T) {
	h := newHouse(t)
	site := h.site(1, "370102")
	a := h.proposed(lixia, jinan, site, ReasonToxic, toxic)
	h.submitted(jinan, a.PlanID)
	h.verified(a.PlanID)
	h.s.OpenRound = func(_ *store.Tx, id string) (bool, error) { return id == site.ID, nil }
	l := h.published(h.drafted(NewAnnualList{}))
	if l.State != ListDraft || l.PublishedOn != "" || h.opened != 0 {
		t.Fatalf("list is %s, %d audits", l.State, h.opened)
	}
	h.s.OpenRound = nil
	if l = h.published(l); l.State != ListPublished {
		t.Fatalf("after mending the list is %s", l.State)
	}
}

func TestCorrectionTakesRowsBackAndNumbersRunOn(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	h.submitted(jinan, a.PlanID)
	h.verified(a.PlanID)
	first := h.published(h.drafted(NewAnnualList{}))
	row := must(h.s.Rows(as(province), RowQuery{ListID: first.ID}))(t).Items[0]
	if _, err := h.s.NewList(as(province), NewAnnualList{Year: 2026, Kind: KindMain}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a second main list of the year: %v", err)
	}
	withdrawn := 0
	h.s.OnWithdrawn = func(_ *store.Tx, _ *List, rows []*Row) error { withdrawn += len(rows); return nil }
	second := h.published(h.drafted(NewAnnualList{Kind: KindCorrecting, Corrects: first.ID}, Withdrawal{RowID: row.ID, Reason: "厂区已在公布前关闭"}))
	if second.State != ListPublished || withdrawn != 1 {
		t.Fatalf("correcting list is %s, %d rows taken back", second.State, withdrawn)
	}
	after := must(h.s.Rows(as(province), RowQuery{ListID: first.ID}))(t).Items[0]
	if after.WithdrawnBy != second.ID || must(h.s.Item(as(province), a.ID))(t).State != ItemWithdrawn || Seal([]*Row{&after}) != first.RowsSHA256 {
		t.Errorf("row %+v", after)
	}
	p := must(h.s.Plan(as(jinan), a.PlanID))(t)
	must(h.s.ActOnPlan("amend")(at(jinan, p), p.ID, NoteInput{}))(t)
	b := h.proposed(lixia, jinan, h.site(2, "370102"), ReasonToxic, toxic)
	h.submitted(jinan, b.PlanID)
	h.verified(b.PlanID)
	third := h.published(h.drafted(NewAnnualList{}))
	told := must(h.s.Notices(as(province), NoticeQuery{ListID: third.ID}))(t)
	if third.Kind != KindSupplementary || third.Batch != 3 || told.Items[0].DocumentNo != "济南市清审告〔2026〕2号" {
		t.Errorf("third list %s, batch %d, notice %s", third.Kind, third.Batch, told.Items[0].DocumentNo)
	}
}

func TestGuardsOfTheProcedure(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonEnergy, energy)
	_, err := h.s.Propose(as(lixia), NewPlanItem{Year: 2026, EntryID: a.EntryID, Reasons: []string{ReasonToxic}, Facts: toxic})
	refused(t, err, fault.KindConflict, "已在济南市2026年度计划中")
	_, err = h.s.Propose(as(shinan), NewPlanItem{Year: 2026, EntryID: a.EntryID, Reasons: []string{ReasonToxic}, Facts: toxic})
	refused(t, err, fault.KindNotFound, "")
	_, err = h.s.ActOnItem("confirm")(at(lixia, a), a.ID, NoteInput{})
	refused(t, err, fault.KindForbidden, "")
	_, err = h.s.ProposeAll(as(lixia), NewPlanItems{Year: 2026, EntryIDs: []string{a.EntryID}, Reasons: []string{ReasonToxic}})
	refused(t, err, fault.KindInvalid, "facts.toxic_classes")
	several := must(h.s.ProposeAll(as(lixia), NewPlanItems{Year: 2026, EntryIDs: []string{a.EntryID}, Reasons: []string{ReasonToxic}, Facts: toxic}))(t)
	if several.Done != 0 || several.Items[0].Title == "" || !strings.Contains(several.Items[0].Message, "已在济南市2026年度计划中") {
		t.Errorf("a bulk proposal of a planned site: %+v", several)
	}
	same := access.Actor{ID: lixia.ID, Role: access.RoleCity, Place: jinan.Place}
	_, err = h.s.ActOnItem("confirm")(at(same, a), a.ID, NoteInput{})
	refused(t, err, fault.KindForbidden, "不能自己确认")
	p := must(h.s.Plan(as(lixia), a.PlanID))(t)
	_, err = h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
	refused(t, err, fault.KindInvalid, "待市级确认")
	h.submitted(jinan, a.PlanID)
	a = must(h.s.Item(as(province), a.ID))(t)
	_, err = h.s.ActOnItem("verify")(at(province, a), a.ID, NoteInput{})
	refused(t, err, fault.KindConflict, "省发展改革委")
	_, err = h.s.ActOnItem("return")(at(province, a), a.ID, NoteInput{})
	refused(t, err, fault.KindInvalid, "退回意见")
	a = must(h.s.ActOnItem("return")(at(province, a), a.ID, NoteInput{Note: "限额标准已废止"}))(t)
	if a.State != ItemReturned || a.Comment != "限额标准已废止" {
		t.Fatalf("returned item %+v", a)
	}
	p = must(h.s.Plan(as(province), a.PlanID))(t)
	must(h.s.ActOnPlan("return")(at(province, p), p.ID, NoteInput{Note: "见各行意见"}))(t)
	a = must(h.s.SaveItem(at(jinan, a), a.ID, PlanItemInput{Reasons: []string{ReasonToxic}, Facts: toxic}))(t)
	if a.Track != TrackSimplified {
		t.Errorf("track %s was not computed anew", a.Track)
	}
	a = must(h.s.ActOnItem("confirm")(at(jinan, a), a.ID, NoteInput{}))(t)
	h.submitted(jinan, a.PlanID)
	a = must(h.s.Item(as(province), a.ID))(t)
	stale := at(province, a)
	must(h.s.ActOnItem("exclude")(stale, a.ID, NoteInput{Note: "已通过评价认证"}))(t)
	_, err = h.s.ActOnItem("verify")(stale, a.ID, NoteInput{})
	refused(t, err, fault.KindConflict, "修改了")
}

func TestTheInventoryKeepsItsHistory(t *testing.T) {
	h := newHouse(t)
	site := h.site(1, "370102")
	e := must(h.s.AddEntry(as(jinan), NewInventoryEntry{SiteID: site.ID, Reason: "属于化工行业", FromOn: "2026-01-01"}))(t)
	if e.State != EntryActive {
		t.Fatalf("an entry of the city is %s", e.State)
	}
	_, err := h.s.AddEntry(as(lixia), NewInventoryEntry{SiteID: site.ID, Reason: "再列一次"})
	refused(t, err, fault.KindConflict, "的清单中")
	e = must(h.s.Retire(at(lixia, e), e.ID, RetireInput{Reason: "厂区搬迁"}))(t)
	if e.State != EntryLeaving || e.UntilOn != "" {
		t.Fatalf("a county's word took effect at once: %s", e.State)
	}
	must(h.s.Retire(at(jinan, e), e.ID, RetireInput{Reason: "厂区搬迁", UntilOn: "2026-08-01"}))(t)
	for day, want := range map[calendar.Date]int{"2025-12-31": 0, "2026-07-31": 1, "2026-08-01": 0} {
		if got := must(h.s.Entries(as(province), EntryQuery{On: day}))(t); got.Total != want {
			t.Errorf("on %s the inventory holds %d, want %d", day, got.Total, want)
		}
	}
	if got := must(h.s.Entries(as(qingdao), EntryQuery{}))(t); got.Total != 0 {
		t.Error("another city sees the inventory")
	}
}
