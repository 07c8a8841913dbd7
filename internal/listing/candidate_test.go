package listing

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// finder runs the finder as an officer orders it and gives what the job tells.
func (h *house) finder(who access.Actor, year int) CandidateRun {
	h.t.Helper()
	j, err := h.s.FindCandidates(as(who), CandidateOrder{Year: year})
	if err != nil {
		h.t.Fatal(err)
	}
	workers := job.NewWorkers(h.db, map[string]job.Handler{JobCandidates: h.s.RunCandidates})
	if worked, err := workers.RunOne(context.Background()); err != nil || !worked {
		h.t.Fatal(worked, err)
	}
	done, err := job.New(h.db).Get(as(who), j.ID)
	if err != nil || done.State != job.Done {
		h.t.Fatalf("%+v, %v", done, err)
	}
	var run CandidateRun
	if err := json.Unmarshal(done.Result, &run); err != nil {
		h.t.Fatal(err)
	}
	return run
}

func (h *house) fact(site *enterprise.Site, in enterprise.FactInput) *enterprise.SiteFact {
	h.t.Helper()
	f, err := h.s.enterprises.AddFact(as(jinan), site.EnterpriseID, in)
	if err != nil {
		h.t.Fatal(err)
	}
	return f
}

func benzene(year int) enterprise.FactInput {
	return enterprise.FactInput{Kind: candidate.Substance, Year: year, Role: "use", Name: "苯", Code: "71-43-2", Value: "3", Unit: "t", Evidence: "原辅材料台账", EvidenceOn: "2026-03-02"}
}

func (h *house) candidates(who access.Actor, in CandidateQuery) []Candidate {
	h.t.Helper()
	out, err := h.s.Candidates(as(who), in)
	if err != nil {
		h.t.Fatal(err)
	}
	return out.Items
}

// A county finds, takes and dismisses; what is taken stands in the plan with reasons and facts as found.
func TestACandidateGoesIntoThePlanWithItsFacts(t *testing.T) {
	h := newHouse(t)
	year := h.db.Clock().Today().Year()
	toxic, plain, other := h.site(1, "370102"), h.site(2, "370102"), h.site(3, "370202")
	h.fact(toxic, benzene(year-1))
	run := h.finder(jinan, year)
	if run.Sites != 2 || run.Found != 2 || run.ByRule["toxic-priority"] != 1 || run.ByRule["yellow-river"] != 2 {
		t.Fatalf("%+v", run)
	}
	if len(h.candidates(qingdao, CandidateQuery{})) != 0 {
		t.Error("candidates of another city are seen")
	}
	rows := h.candidates(lixia, CandidateQuery{Year: year})
	if len(rows) != 2 || rows[0].SiteID != toxic.ID || !strings.Contains(rows[0].Hits[0].Cite, "第") || rows[0].Hits[0].Title != "优先控制化学品" {
		t.Fatalf("%+v", rows)
	}
	if some := h.candidates(lixia, CandidateQuery{Rule: "toxic-priority"}); len(some) != 1 {
		t.Errorf("%d by rule", len(some))
	}
	c, err := h.s.Candidate(as(lixia), rows[0].ID)
	if err != nil || c.Proposal.Facts["toxic_substances"] != "苯" || c.Verdict == nil || len(c.Verdict.Hits) == 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	if _, err := h.s.Candidate(as(shinan), c.ID); !fault.Is(err, fault.KindNotFound) {
		t.Error(err)
	}
	_, err = h.s.TakeCandidate(at(jinan, c), c.ID, TakeInput{})
	refused(t, err, fault.KindForbidden, "分局提出")
	i, err := h.s.TakeCandidate(at(lixia, c), c.ID, TakeInput{})
	if err != nil || i.State != ItemProposed || i.Facts["toxic_classes"] != "5" || len(i.Reasons) != 2 || len(i.Basis) != 2 {
		t.Fatalf("%+v, %v", i, err)
	}
	_, err = h.s.TakeCandidate(at(lixia, c), c.ID, TakeInput{})
	if err == nil {
		t.Error("taken twice")
	}
	// Dismissing needs a reason, and the reason stays.
	c, _ = h.s.Candidate(as(lixia), rows[1].ID)
	_, err = h.s.ActOnCandidate("dismiss")(at(lixia, c), c.ID, NoteInput{Note: "  "})
	refused(t, err, fault.KindInvalid, "不列入的理由")
	if c, err = h.s.ActOnCandidate("dismiss")(at(lixia, c), c.ID, NoteInput{Note: "已列入园区整体审核试点"}); err != nil || c.State != CandidateDismissed || c.Note == "" {
		t.Fatalf("%+v, %v", c, err)
	}
	history, err := store.Read(as(lixia), h.db, func(tx *store.Tx) ([]store.Journal, error) { return tx.History(c.Subject()) })
	if err != nil || len(history) != 1 || !strings.Contains(history[0].Note, "园区整体审核试点") {
		t.Errorf("%+v, %v", history, err)
	}
	// A second run changes neither; new facts make the dismissed one a candidate again.
	if again := h.finder(jinan, year); again.Found != 1 {
		t.Errorf("%+v", again)
	}
	if c, _ = h.s.Candidate(as(lixia), c.ID); c.State != CandidateDismissed {
		t.Errorf("a run undid the dismissal: %+v", c)
	}
	h.fact(plain, benzene(year-1))
	h.finder(province, year)
	if c, _ = h.s.Candidate(as(lixia), c.ID); c.State != CandidateOpen || !strings.Contains(c.Note, "园区整体审核试点") {
		t.Errorf("new facts are passed over: %+v", c)
	}
	if len(h.candidates(shinan, CandidateQuery{})) != 1 {
		t.Error("the province's run leaves a city out:", other.ID)
	}
	// The plan item taken back releases the candidate.
	if err := h.s.DropItem(at(lixia, i), i.ID); err != nil {
		t.Fatal(err)
	}
	h.finder(lixia, year)
	if rows := h.candidates(lixia, CandidateQuery{State: CandidateOpen}); len(rows) != 2 {
		t.Errorf("%d open after the release", len(rows))
	}
}

// Nobody is forgotten twice: who had to be on last year's list and was not is told to the province.
func TestWhoWasMissedLastYear(t *testing.T) {
	h := newHouse(t)
	year := h.db.Clock().Today().Year()
	missed, late := h.site(1, "370203"), h.site(2, "370203")
	for site, on := range map[*enterprise.Site]string{missed: "-01-10", late: "-06-10"} {
		in := benzene(year - 2)
		in.EvidenceOn = calendar.Date(strconv.Itoa(year-1) + on)
		if _, err := h.s.enterprises.AddFact(as(province), site.EnterpriseID, in); err != nil {
			t.Fatal(err)
		}
	}
	if run := h.finder(province, year); run.Missed != 1 || run.Found != 2 {
		t.Fatalf("%+v", run)
	}
	rows := h.candidates(province, CandidateQuery{Missed: true})
	if len(rows) != 1 || rows[0].SiteID != missed.ID || !strings.Contains(rows[0].MissedWhy, "1月31日") {
		t.Fatalf("%+v", rows)
	}
}

// The look-up says of any enterprise why it is none, rule by rule; a foreign one does not exist.
func TestWhyAnEnterpriseIsNoCandidate(t *testing.T) {
	h := newHouse(t)
	year := h.db.Clock().Today().Year()
	site := h.site(1, "370203")
	in := benzene(year - 1)
	in.Value = "0"
	if _, err := h.s.enterprises.AddFact(as(province), site.EnterpriseID, in); err != nil {
		t.Fatal(err)
	}
	out, err := h.s.Candidacy(as(qingdao), CandidacyQuery{ID: site.EnterpriseID, Year: year})
	if err != nil || len(out.Sites) != 1 {
		t.Fatal(out, err)
	}
	var near []string
	for _, f := range out.Sites[0].Verdict.Near {
		near = append(near, f.Rule+" "+f.Why)
	}
	text := strings.Join(near, "\n")
	for _, want := range []string{"toxic-priority", "已不再使用", "yellow-river", "不在地区范围之内"} {
		if !strings.Contains(text, want) {
			t.Errorf("no word of %q in %s", want, text)
		}
	}
	if _, err := h.s.Candidacy(as(jinan), CandidacyQuery{ID: site.EnterpriseID}); !fault.Is(err, fault.KindNotFound) {
		t.Error(err)
	}
	_, err = h.s.FindCandidates(as(province), CandidateOrder{Year: year + 5})
	refused(t, err, fault.KindInvalid, "本年度或者下一年度")
}

// An overdue round is carried on and never listed a second time, alone or among others.
func TestAnOverdueRoundIsCarriedOn(t *testing.T) {
	h := newHouse(t)
	today := h.db.Clock().Today()
	late, free := h.site(1, "370102"), h.site(2, "370102")
	h.s.Rounds = func(_ *store.Tx, _ []string) (map[string][]candidate.Round, error) {
		return map[string][]candidate.Round{late.ID: {{ID: "a", CaseNo: "鲁清审2020-1", Year: today.Year() - 2, Open: true, State: "审核中", Reasons: []string{"toxic"}, PublishedOn: today.AddDays(-500),
			Late: []candidate.Late{{Title: "完成本轮审核并提交审核报告", DueOn: today.AddDays(-9)}}}}}, nil
	}
	h.finder(lixia, today.Year())
	rows := h.candidates(lixia, CandidateQuery{Carried: true})
	if len(rows) != 1 || rows[0].SiteID != late.ID || !strings.Contains(rows[0].Hits[0].Difference, "已逾期9天") {
		t.Fatalf("%+v", rows)
	}
	_, err := h.s.TakeCandidate(at(lixia, &rows[0]), rows[0].ID, TakeInput{})
	refused(t, err, fault.KindConflict, "同时只能有一轮审核")
	all := h.candidates(lixia, CandidateQuery{})
	out, err := h.s.TakeCandidates(as(lixia), CandidateIDs{IDs: []string{all[0].ID, all[1].ID, "none"}})
	if err != nil || out.Done != 1 || len(out.Items) != 3 {
		t.Fatalf("%+v, %v", out, err)
	}
	if entries, _ := h.s.Entries(as(lixia), EntryQuery{}); len(entries.Items) != 1 || entries.Items[0].SiteID != free.ID {
		t.Errorf("what was refused left something behind: %+v", entries.Items)
	}
	_, err = h.s.DismissCandidates(as(lixia), CandidateIDs{IDs: []string{all[0].ID}})
	refused(t, err, fault.KindInvalid, "不列入的理由")
}

func TestCandidatesAreExported(t *testing.T) {
	h := newHouse(t)
	year := h.db.Clock().Today().Year()
	h.fact(h.site(1, "370102"), benzene(year-1))
	_, err := h.s.ExportCandidates(as(jinan), CandidateQuery{Year: year}, sheet.XLSX)
	refused(t, err, fault.KindInvalid, "没有符合条件的候选企业")
	h.finder(jinan, year)
	out, err := h.s.ExportCandidates(as(jinan), CandidateQuery{Year: year}, sheet.XLSX)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := out.Write(&file); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&file)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 2 || !strings.Contains(strings.Join(rows[1], " "), "苯（CAS 71-43-2）") {
		t.Errorf("%v, %v", rows, err)
	}
}
