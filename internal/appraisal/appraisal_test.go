package appraisal

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

func TestTiersOfAnEvaluation(t *testing.T) {
	tests := map[string]struct {
		totals  []string
		outcome string
		state   string // of the audit afterwards
	}{
		"mean just under 70":           {[]string{"70", "70", "69.9"}, OutcomeRedo, audit.Superseded},
		"exactly 70 is supplement":     {[]string{"60", "70", "80"}, OutcomeSupplement, audit.Supplementing},
		"exactly 90 is supplement":     {[]string{"90", "90", "90"}, OutcomeSupplement, audit.Supplementing},
		"just above 90, shown as 90.0": {[]string{"90", "90", "90.1"}, OutcomeProceed, audit.Implementing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.conclude(KindEvaluation, tt.totals)
			if d.Outcome != tt.outcome || w.audit(cityOffice).State != tt.state {
				t.Errorf("outcome %s (mean %s), audit %s; want %s, %s", d.Outcome, d.Score, w.audit(cityOffice).State, tt.outcome, tt.state)
			}
		})
	}
}

func TestNobodyTypesTheOutcome(t *testing.T) {
	for i := range reflect.TypeFor[Conclusion]().NumField() {
		name := reflect.TypeFor[Conclusion]().Field(i).Name
		if strings.Contains(name, "Outcome") || strings.Contains(name, "Score") || strings.Contains(name, "Fee") {
			t.Errorf("the conclusion takes %s", name)
		}
	}
}

func TestApplicationNamesAllThatIsMissing(t *testing.T) {
	w := newWorld(t)
	_, err := w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: KindEvaluation, Materials: []Material{{Material: "evaluation-agency"}, {Material: "lunch", Text: "x"}}})
	if got, want := paths(err), "materials[1] materials.evaluation-report materials.evaluation-agency"; got != want {
		t.Errorf("faults at %q, want %q", got, want)
	}
	w.refused(fault.KindNotFound, "")(w.s.Apply(otherFirm, NewAppraisal{AuditID: w.auditID, Kind: KindEvaluation, Materials: materials(KindEvaluation)}))
	w.refused(fault.KindConflict, "先评估、后验收")(w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: KindAcceptance, Materials: materials(KindAcceptance)}))
	ask := RequirementsQuery{AuditID: w.auditID, Kind: KindEvaluation}
	if r, err := w.s.Requirements(firm, ask); err != nil || len(r.Required) != 2 || r.Obstacle != "" {
		t.Errorf("requirements = %+v, %v", r, err)
	}
	w.implement()
	if r, err := w.s.Requirements(firm, ask); err != nil || len(r.Open) != 1 || r.Obstacle == "" {
		t.Errorf("requirements of an audit that is not ready = %+v, %v", r, err)
	}
	w.refused(fault.KindInvalid, "F02")(w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: KindEvaluation, Materials: materials(KindEvaluation)}))
}

// attach stores a file row of a record, as an upload does.
func (w *world) attach(subjectType, subjectID string) *file.File {
	w.t.Helper()
	f := &file.File{SHA256: "x", Size: 1, MediaType: "application/pdf", Name: "材料.pdf", SubjectType: subjectType, SubjectID: subjectID, UploaderRole: "enterprise"}
	w.write(func(tx *store.Tx) error { return tx.Insert("file.add", f) })
	return f
}

func TestMaterialsNameFilesOfTheirOwnCase(t *testing.T) {
	w := newWorld(t)
	own, other := w.attach("audit", w.auditID), w.attach("audit", "another case")
	in := materials(KindEvaluation)
	for name, id := range map[string]string{"a file of another case": other.ID, "a file that never was": "nothing"} {
		in[0].FileID = id
		_, err := w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: KindEvaluation, Materials: in})
		if !fault.Is(err, fault.KindInvalid) || paths(err) != "materials[0].file_id" {
			t.Errorf("%s: %v", name, err)
		}
	}
	in[0].FileID = own.ID
	d, err := w.s.Apply(firm, NewAppraisal{AuditID: w.auditID, Kind: KindEvaluation, Materials: in})
	if err != nil {
		t.Fatal(err)
	}
	w.id = d.ID
	w.must(w.s.RequestCompletion(w.at(cityOffice), w.id, CompletionRequest{Missing: []string{"检测报告缺页"}}))
	in[1].FileID = other.ID
	_, err = w.s.Complete(w.at(firm), w.id, MaterialsInput{Materials: in})
	if !fault.Is(err, fault.KindInvalid) || paths(err) != "materials[1].file_id" {
		t.Errorf("completion with a file of another case: %v", err)
	}
	held, err := store.Read(cityOffice, w.db, func(tx *store.Tx) (*file.File, error) {
		return store.Get[file.File](tx.Everywhere("test"), own.ID, "文件")
	})
	if err != nil || held.Held != "评估申请" {
		t.Errorf("what was handed in is not held: %+v %v", held, err)
	}
}

func TestCompletionAndRefusalOfAnApplication(t *testing.T) {
	w := newWorld(t)
	w.apply(KindEvaluation)
	w.refused(fault.KindInvalid, "逐条")(w.s.RequestCompletion(w.at(cityOffice), w.id, CompletionRequest{Missing: []string{" "}}))
	w.must(w.s.RequestCompletion(w.at(cityOffice), w.id, CompletionRequest{Missing: []string{"检测报告缺页", "合同未盖章"}}))
	w.must(w.s.Complete(w.at(firm), w.id, MaterialsInput{Materials: materials(KindEvaluation), Note: "已补"}))
	w.refused(fault.KindInvalid, "理由")(w.s.Decline(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.refused(fault.KindForbidden, "受理")(w.s.Docket(w.at(firm), w.id, AppraisalRemark{}))
	w.must(w.s.Decline(w.at(cityOffice), w.id, AppraisalRemark{Note: "不属于评估范围"}))
	if state := w.audit(firm).State; state != audit.Reported {
		t.Errorf("audit after refusal = %s, want %s", state, audit.Reported)
	}
	w.apply(KindEvaluation)
	if d := w.get(firm); d.Attempt != 2 {
		t.Errorf("attempt = %d, want 2", d.Attempt)
	}
}

func TestDocketingStartsTheClockAndConcludingMeetsIt(t *testing.T) {
	w := newWorld(t)
	w.conclude(KindEvaluation, []string{"95", "95", "95"})
	clocks, err := store.Read(cityOffice, w.db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "audit", w.auditID) })
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(clocks, func(d deadline.Deadline) bool { return d.Rule == "evaluate" })
	if i < 0 || clocks[i].MetOn != today(w) || clocks[i].DueOn == "" {
		t.Errorf("clock of the evaluation: %+v", clocks)
	}
}

func TestVetoComesBeforePoints(t *testing.T) {
	tests := map[string]struct {
		vetoers int
		total   string
		outcome string
	}{
		"minority does not decide":         {1, "100", OutcomePass},
		"majority fails a full sheet":      {2, "100", OutcomeFail},
		"without veto 60 passes":           {0, "60", OutcomePass},
		"without veto just under 60 fails": {0, "59.9", OutcomeFail},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.conclude(KindEvaluation, []string{"95", "95", "95"})
			w.implement()
			w.convene(KindAcceptance)
			for i := range 3 {
				if i < tt.vetoers {
					w.give(i, tt.total, "A2")
				} else {
					w.give(i, tt.total)
				}
			}
			d, err := w.s.Conclude(w.at(cityOffice), w.id, Conclusion{MeetingOn: today(w), Opinion: opinion(KindAcceptance, "整改")})
			if err != nil || d.Outcome != tt.outcome {
				t.Fatalf("outcome = %v, want %s (%v)", d, tt.outcome, err)
			}
			if held := len(d.Vetoes) > 0; held != (tt.vetoers == 2) {
				t.Errorf("vetoes that hold: %v", d.Vetoes)
			}
		})
	}
}

func TestAnOpinionFitsItsOutcome(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	for i := range 3 {
		w.give(i, "80")
	}
	_, err := w.s.Conclude(w.at(cityOffice), w.id, Conclusion{MeetingOn: "2026-09-01"})
	if got, want := paths(err), "opinion.overall opinion.focus opinion.low_cost opinion.high_cost opinion.requirements opinion.problems meeting_on"; got != want {
		t.Errorf("faults at %q, want %q", got, want)
	}
	if r := w.get(cityOffice).Result; r == nil || r.Outcome != OutcomeSupplement || len(r.Experts) != 0 {
		t.Errorf("preview of the department = %+v", r)
	}
	if d := w.get(firm); d.Result != nil || d.Score != "" {
		t.Error("the enterprise sees a result before the conclusion")
	}
}

func TestSupplementIsAnsweredAndConfirmed(t *testing.T) {
	w := newWorld(t)
	d := w.conclude(KindEvaluation, []string{"85", "85", "85"})
	if d.Opinion.Requirements[1] != "补充监测报告" {
		t.Errorf("requirements = %v", d.Opinion.Requirements)
	}
	w.write(func(tx *store.Tx) error {
		a, err := w.audits.Find(tx, w.auditID)
		if err != nil {
			return err
		}
		a.SupplementAnswer = "1.已补；2.已补"
		return tx.Save("audit.answer-supplement", a)
	})
	w.must(w.audits.ConfirmAnswer(store.WithVersion(cityOffice, w.audit(cityOffice).Version), w.auditID, audit.CommentInput{Comment: "已核对"}))
	if d := w.get(firm); d.Audit.State != audit.Implementing || d.Audit.SupplementAnswer == "" {
		t.Errorf("audit of the appraisal = %+v", d.Audit)
	}
}

func TestTheOpinionIsKeptAsItWasConcluded(t *testing.T) {
	w := newWorld(t)
	d := w.conclude(KindEvaluation, []string{"95", "95", "95"})
	read := func() string {
		f, err := w.s.OpinionDocument(firm, w.id)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.New()
		if err := f.Write(sum); err != nil {
			t.Fatal(err)
		}
		return hex.EncodeToString(sum.Sum(nil))
	}
	if got := read(); got != d.OpinionSHA256 || d.OpinionFileID == "" {
		t.Errorf("the download has the hash %s, the record names %q", got, d.OpinionSHA256)
	}
	w.write(func(tx *store.Tx) error {
		m, err := seats(tx, w.id)
		if err != nil {
			return err
		}
		m[0].Employer = "后来的单位"
		return tx.Save("panel_member.save-marks", m[0])
	})
	if got := read(); got != d.OpinionSHA256 {
		t.Error("the opinion follows what changes after the conclusion")
	}
	history, err := w.s.History(cityOffice, w.id)
	if err != nil || !slices.ContainsFunc(history, func(j store.Journal) bool { return strings.Contains(j.Note, d.OpinionSHA256) }) {
		t.Errorf("the history does not name the hash: %v", err)
	}
}

func TestAcceptanceIsReportedAndPublishedOnce(t *testing.T) {
	w := newWorld(t)
	w.conclude(KindEvaluation, []string{"95", "95", "95"})
	evaluation := w.id
	w.refused(fault.KindConflict, "不需要上报")(w.s.Report(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.implement()
	w.conclude(KindAcceptance, []string{"88", "90", "92"})
	w.refused(fault.KindInvalid, "只能公布已上报")(w.s.Publish(provinceOffice, Publication{IDs: []string{w.id}, DocumentNo: "鲁环函〔2026〕99号", PublishedOn: today(w)}))
	w.must(w.s.Report(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.later(3)
	_, err := w.s.Publish(provinceOffice, Publication{IDs: []string{w.id, w.id, evaluation, "nothing"}, PublishedOn: "2099-01-01"})
	if got, want := paths(err), "document_no published_on ids[1] ids[2] ids[3]"; got != want {
		t.Errorf("faults at %q, want %q", got, want)
	}
	w.refused(fault.KindForbidden, "")(w.s.Publish(cityOffice, Publication{IDs: []string{w.id}, DocumentNo: "x", PublishedOn: today(w)}))
	out, err := w.s.Publish(provinceOffice, Publication{IDs: []string{w.id}, DocumentNo: "鲁环函〔2026〕99号", PublishedOn: today(w)})
	if err != nil || len(out.Items) != 1 || out.Items[0].State != Published {
		t.Fatalf("published: %+v %v", out, err)
	}
	w.refused(fault.KindInvalid, "已公布")(w.s.Publish(provinceOffice, Publication{IDs: []string{w.id}, DocumentNo: "鲁环函〔2026〕100号", PublishedOn: today(w)}))
	a := w.audit(firm)
	if a.ResultPublishedOn != today(w) || a.State != audit.Accepted {
		t.Errorf("audit: published %s, state %s", a.ResultPublishedOn, a.State)
	}
	clocks, err := store.Read(cityOffice, w.db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "audit", w.auditID) })
	i := slices.IndexFunc(clocks, func(d deadline.Deadline) bool { return d.Rule == "publish-result" })
	if err != nil || i < 0 || clocks[i].MetOn != today(w) {
		t.Errorf("clock of the publication: %+v %v", clocks, err)
	}
}

// clock gives the last clock of a rule of the audit.
func (w *world) clock(rule string) deadline.Deadline {
	w.t.Helper()
	rows, err := store.Read(cityOffice, w.db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "audit", w.auditID) })
	if err != nil {
		w.t.Fatal(err)
	}
	var last deadline.Deadline
	for _, d := range rows {
		if d.Rule == rule {
			last = d
		}
	}
	return last
}

// rectifying is a world whose first acceptance was failed, with the order to rectify given.
func rectifying(t *testing.T) *world {
	w := newWorld(t)
	w.conclude(KindEvaluation, []string{"95", "95", "95"})
	w.implement()
	w.conclude(KindAcceptance, []string{"50", "55", "59"})
	order := audit.OrderInput{Until: today(w).AddMonths(3), Reason: "完善监测"}
	w.must(w.audits.OrderRectification(store.WithVersion(cityOffice, w.audit(cityOffice).Version), w.auditID, order))
	return w
}

func (w *world) answerRectification() {
	w.t.Helper()
	w.must(w.audits.AnswerRectification(store.WithVersion(firm, w.audit(firm).Version), w.auditID, audit.AnswerInput{Answer: "已整改"}))
}

func TestADeclinedSecondApplicationGoesBackToRectification(t *testing.T) {
	w := rectifying(t)
	w.answerRectification()
	w.apply(KindAcceptance)
	if d := w.clock("rectify"); d.MetOn == "" {
		t.Fatalf("the application does not stop the clock of the rectification: %+v", d)
	}
	w.must(w.s.Decline(w.at(cityOffice), w.id, AppraisalRemark{Note: "监测报告没有更新"}))
	if state := w.audit(cityOffice).State; state != audit.Rectifying {
		t.Errorf("audit = %s, want %s", state, audit.Rectifying)
	}
	if d := w.clock("rectify"); !d.Open || d.MetOn != "" {
		t.Errorf("the clock of the rectification stands still though nothing was accepted: %+v", d)
	}
	if d := w.clock("publish-result"); !d.Open {
		t.Errorf("the first result waits for its publication: %+v", d)
	}
	w.apply(KindAcceptance)
	if d := w.clock("rectify"); d.Open {
		t.Error("the third application stops the clock again")
	}
}

func TestADeclinedFirstApplicationLetsItsClockRunOn(t *testing.T) {
	w := newWorld(t)
	w.conclude(KindEvaluation, []string{"95", "95", "95"})
	w.implement()
	subject := w.audit(cityOffice).Subject()
	w.write(func(tx *store.Tx) error { return deadline.StartEvent(tx, subject, "options-implemented", tx.Today()) })
	w.apply(KindAcceptance)
	w.must(w.s.Decline(w.at(cityOffice), w.id, AppraisalRemark{Note: "材料与方案不符"}))
	if d := w.clock("apply-acceptance"); w.audit(cityOffice).State != audit.Implementing || !d.Open {
		t.Errorf("audit %s, clock %+v", w.audit(cityOffice).State, d)
	}
}

func TestTheProvinceOwesEveryResultEvenOfARoundThatIsRedone(t *testing.T) {
	w := rectifying(t)
	first := w.id
	w.answerRectification()
	w.later(5)
	w.conclude(KindAcceptance, []string{"40", "45", "50"})
	w.must(w.audits.OrderRedo(store.WithVersion(cityOffice, w.audit(cityOffice).Version), w.auditID, audit.OrderInput{Reason: "仍不合格"}))
	old := w.audit(cityOffice)
	for _, d := range old.Deadlines {
		if d.Open != (d.Rule == "publish-result") {
			t.Errorf("%s of the redone round: open %v", d.Rule, d.Open)
		}
	}
	publish := func(id string, on calendar.Date) {
		w.id = id
		w.must(w.s.Report(w.at(cityOffice), id, AppraisalRemark{}))
		w.must(w.s.Publish(provinceOffice, Publication{IDs: []string{id}, DocumentNo: "鲁环函〔2026〕99号", PublishedOn: on}))
	}
	second := w.id
	publish(first, today(w))
	if d := w.clock("publish-result"); !d.Open {
		t.Errorf("the second result has no clock: %+v", d)
	}
	w.later(1)
	publish(second, today(w))
	if d := w.clock("publish-result"); d.Open || d.MetOn != today(w) {
		t.Errorf("the clock of the second result: %+v", d)
	}
	if next := old.SupersededBy; next == "" || w.audit(cityOffice).State != audit.Superseded {
		t.Errorf("redone round %s, next %q", w.audit(cityOffice).State, next)
	}
}

func TestAFailedAcceptanceIsRectifiedOrRedone(t *testing.T) {
	failed := func(t *testing.T) *world {
		w := newWorld(t)
		w.conclude(KindEvaluation, []string{"95", "95", "95"})
		w.implement()
		w.conclude(KindAcceptance, []string{"50", "55", "59"})
		if state := w.audit(cityOffice).State; state != audit.Failed {
			t.Fatalf("audit = %s", state)
		}
		w.must(w.s.Report(w.at(cityOffice), w.id, AppraisalRemark{}))
		return w
	}
	publish := func(w *world) {
		w.must(w.s.Publish(provinceOffice, Publication{IDs: []string{w.id}, DocumentNo: "鲁环函〔2026〕99号", PublishedOn: today(w)}))
	}
	t.Run("rectify", func(t *testing.T) {
		w := failed(t)
		order := audit.OrderInput{Until: today(w).AddMonths(3), Reason: "完善监测"}
		w.must(w.audits.OrderRectification(store.WithVersion(cityOffice, w.audit(cityOffice).Version), w.auditID, order))
		publish(w) // the province publishes after the order was given
		if state := w.audit(cityOffice).State; state != audit.Rectifying {
			t.Fatalf("publication moved the audit to %s", state)
		}
		w.write(func(tx *store.Tx) error {
			a, err := w.audits.Find(tx, w.auditID)
			if err != nil {
				return err
			}
			a.RectifyAnswer = "已整改"
			return tx.Save("audit.answer-rectification", a)
		})
		d := w.conclude(KindAcceptance, []string{"80", "80", "80"})
		if d.Attempt != 2 || d.Outcome != OutcomePass || w.audit(cityOffice).State != audit.Accepted {
			t.Errorf("second attempt: %d %s, audit %s", d.Attempt, d.Outcome, w.audit(cityOffice).State)
		}
	})
	t.Run("redo", func(t *testing.T) {
		w := failed(t)
		w.must(w.audits.OrderRedo(store.WithVersion(cityOffice, w.audit(cityOffice).Version), w.auditID, audit.OrderInput{Reason: "重新开展"}))
		publish(w)
		if a := w.audit(cityOffice); a.State != audit.Superseded || a.SupersededBy == "" {
			t.Errorf("audit = %s, superseded by %q", a.State, a.SupersededBy)
		}
	})
}

func TestResultShowsEachExpertToDepartmentsOnly(t *testing.T) {
	w := newWorld(t)
	w.conclude(KindEvaluation, []string{"91", "95", "99"})
	r, err := w.s.Result(cityOffice, w.id)
	if err != nil || len(r.Experts) != 3 || r.Lowest != "91" || r.Highest != "99" || r.Shown != "95.0" {
		t.Fatalf("result = %+v, %v", r, err)
	}
	spread := decimal.Zero
	for _, p := range r.Parts {
		for _, i := range p.Items {
			spread = decimal.Max(spread, decimal.RequireFromString(i.Spread))
		}
	}
	if !spread.Equal(decimal.NewFromInt(4)) {
		t.Errorf("largest spread = %s, want 4", spread)
	}
	w.refused(fault.KindForbidden, "")(w.s.Result(firm, w.id))
	d := w.get(firm)
	if d.Score != "95" || d.Outcome != OutcomeProceed || d.Opinion.Overall == "" || d.Result != nil {
		t.Errorf("what the enterprise sees: %s %s %+v", d.Score, d.Outcome, d.Result)
	}
	f, err := w.s.OpinionDocument(firm, w.id)
	if err != nil {
		t.Fatal(err)
	}
	var content strings.Builder
	if err := f.Write(&content); err != nil || content.Len() < 2000 {
		t.Errorf("opinion of %d bytes, %v", content.Len(), err)
	}
	if !strings.Contains(fmt.Sprint(f.Document), "不向企业收取任何费用") {
		t.Error("the opinion does not say that it is free")
	}
}

func TestListsByKindStateAndPlace(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	for name, tt := range map[string]struct {
		n  int
		in AppraisalQuery
	}{
		"all":        {1, AppraisalQuery{}},
		"kind":       {0, AppraisalQuery{Kind: KindAcceptance}},
		"state":      {1, AppraisalQuery{State: PanelSet}},
		"year":       {1, AppraisalQuery{Year: 2026}},
		"other year": {0, AppraisalQuery{Year: 2025}},
		"name":       {1, AppraisalQuery{Page: store.Page{Q: "化工"}}},
		"other name": {0, AppraisalQuery{Page: store.Page{Q: "纺织"}}},
	} {
		if list, err := w.s.List(cityOffice, tt.in); err != nil || len(list.Items) != tt.n {
			t.Errorf("%s: %d rows, want %d (%v)", name, len(list.Items), tt.n, err)
		}
	}
	if list, err := w.s.List(expertContext(w.pool[0]), AppraisalQuery{}); err != nil || len(list.Items) != 1 {
		t.Errorf("a member sees %d, %v", len(list.Items), err)
	}
	if list, err := w.s.List(expertContext(w.pool[4]), AppraisalQuery{}); err != nil || len(list.Items) != 0 {
		t.Errorf("an outsider sees %d, %v", len(list.Items), err)
	}
}
