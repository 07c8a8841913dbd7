package appraisal

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"qingshen/internal/enterprise"
	"qingshen/internal/expert"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

func TestPanelRefusesAllFaultsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.apply(KindEvaluation)
	w.refused(fault.KindConflict, "已申请")(w.s.SetPanel(w.at(cityOffice), w.id, w.panel(3)))
	w.must(w.s.Docket(w.at(cityOffice), w.id, AppraisalRemark{}))
	in := w.panel(0)
	in.ExpertIDs = []string{w.pool[5].ID, w.pool[6].ID, w.pool[0].ID, w.pool[0].ID}
	in.Method, in.MeetingOn = "dinner", "2026-09-01"
	_, err := w.s.SetPanel(w.at(cityOffice), w.id, in)
	for _, word := range []string{"单数", "吴六应当回避：工作单位就是被评审企业", "郑七应当回避：与为该企业提供咨询服务的机构“齐鲁咨询有限公司”存在利害关系", "选择了两次", "清洁生产审核", "节能环保", "组长", "评审方式", "受理日期"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("lacks %q: %v", word, err)
		}
	}
	in = w.panel(1)
	w.refused(fault.KindInvalid, "不得少于3人")(w.s.SetPanel(w.at(cityOffice), w.id, in))
	w.must(w.s.SetPanel(w.at(cityOffice), w.id, w.panel(5)))
}

func TestADrawCanBeRepeated(t *testing.T) {
	w := newWorld(t)
	w.apply(KindEvaluation)
	w.must(w.s.Docket(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.refused(fault.KindInvalid, "单数")(w.s.Draw(w.at(cityOffice), w.id, DrawInput{Size: 4}))
	w.refused(fault.KindInvalid, "只有5人")(w.s.Draw(w.at(cityOffice), w.id, DrawInput{Size: 7}))
	d, err := w.s.Draw(w.at(cityOffice), w.id, DrawInput{Size: 3})
	if err != nil {
		t.Fatal(err)
	}
	again := d.Draw
	again.Drawn = nil
	slices.Reverse(again.Candidates)
	if err := again.Run(func(s string) string { return s }); err != nil || !slices.Equal(again.Drawn, d.Draw.Drawn) {
		t.Errorf("repeated draw %v, first %v, %v", again.Drawn, d.Draw.Drawn, err)
	}
	if len(d.Draw.Excluded) != 2 || len(d.Draw.Candidates) != 5 {
		t.Errorf("%d excluded, %d candidates", len(d.Draw.Excluded), len(d.Draw.Candidates))
	}
	rows, err := w.s.History(cityOffice, w.id)
	kept := slices.IndexFunc(rows, func(j store.Journal) bool {
		return strings.Contains(j.Note, d.Draw.Seed) && strings.Contains(j.Note, "参加抽取：")
	})
	if err != nil || kept < 0 {
		t.Errorf("the journal does not keep seed and candidates: %v", err)
	}
	rows, err = w.s.History(firm, w.id)
	if err != nil || slices.ContainsFunc(rows, func(j store.Journal) bool { return strings.Contains(j.Note, "参加抽取：") }) {
		t.Errorf("the enterprise reads who might have been drawn: %v", err)
	}
	if e := w.get(firm); e.Draw.Seed != "" {
		t.Error("the enterprise sees the draw")
	}
	in := PanelInput{ExpertIDs: d.Draw.Drawn, ChairID: d.Draw.Drawn[0], Method: "letter", MeetingOn: today(w)}
	if d, err = w.s.SetPanel(w.at(cityOffice), w.id, in); err != nil || !d.Drawn {
		t.Errorf("panel as drawn: %v %v", d, err)
	}
}

// Whatever the seed, the panel covers every area and holds nobody twice.
func TestEveryDrawCoversTheFields(t *testing.T) {
	fields := []string{"industry-process", "cleaner-production", "energy-environment"}
	var candidates []DrawCandidate
	for i, f := range []expert.Field{expert.FieldIndustry, expert.FieldIndustry, expert.FieldIndustry, expert.FieldCleanerProduction, expert.FieldEnergy, expert.FieldIndustry} {
		c := DrawCandidate{ID: fmt.Sprint(i), Fields: []expert.Field{f}}
		if i == 2 {
			c.Industries = []string{"化工"}
		}
		candidates = append(candidates, c)
	}
	seen := map[string]bool{}
	for seed := range 200 {
		d := Draw{Seed: fmt.Sprint(seed), Size: 5, Fields: fields, Industry: "化工", Candidates: candidates}
		if err := d.Run(func(s string) string { return s }); err != nil {
			t.Fatal(err)
		}
		for _, must := range []string{"2", "3", "4"} {
			if !slices.Contains(d.Drawn, must) {
				t.Fatalf("seed %d drew %v without %s", seed, d.Drawn, must)
			}
		}
		if sorted := slices.Sorted(slices.Values(d.Drawn)); len(slices.Compact(sorted)) != 5 {
			t.Fatalf("seed %d drew %v", seed, d.Drawn)
		}
		seen[fmt.Sprint(slices.Sorted(slices.Values(d.Drawn)))] = true
	}
	if len(seen) != 3 {
		t.Errorf("200 seeds gave %d different panels, want all 3 that are possible", len(seen))
	}
}

func TestRecusalOpensTheSeatAgain(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	left := w.seat(2)
	w.refused(fault.KindInvalid, "理由")(w.s.Recuse(left, w.id, Recusal{}))
	w.must(w.s.Recuse(left, w.id, Recusal{Reason: "与企业总工程师是亲属"}))
	if _, err := w.s.Get(left, w.id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("who has recused still reads the case: %v", err)
	}
	w.give(0, "95")
	w.give(1, "95")
	if d := w.get(cityOffice); d.State != PanelSet {
		t.Fatalf("two sheets of three end the marking: %s", d.State)
	}
	in := w.panel(3)
	w.refused(fault.KindInvalid, "已经回避")(w.s.SetPanel(w.at(cityOffice), w.id, in))
	in.ExpertIDs = []string{w.pool[0].ID, w.pool[3].ID, w.pool[4].ID}
	w.refused(fault.KindInvalid, "钱二已经提交打分")(w.s.SetPanel(w.at(cityOffice), w.id, in))
	in.ExpertIDs = []string{w.pool[0].ID, w.pool[1].ID, w.pool[3].ID}
	w.must(w.s.SetPanel(w.at(cityOffice), w.id, in))
	w.must(w.s.Accept(w.seat(3), w.id, Submission{Declared: true}))
	w.give(3, "95")
	if d := w.get(cityOffice); d.State != Marked {
		t.Errorf("state = %s, want %s", d.State, Marked)
	}
}

func TestATieFoundLaterKeepsAnExpertFromMarking(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	w.must(w.s.SaveMarks(w.seat(0), w.id, w.marksOf("80")))
	w.must(w.experts.AddTie(store.WithVersion(cityOffice, w.pool[0].Version), w.pool[0].ID, expert.NewTie{EnterpriseID: "e1", PartyName: "历下化工有限公司", Relation: "holding"}))
	w.refused(fault.KindConflict, "应当回避")(w.s.SubmitMarks(w.seat(0), w.id, Submission{Declared: true}))
}

func TestAnExpertMarksAlone(t *testing.T) {
	w := newWorld(t)
	w.apply(KindEvaluation)
	w.must(w.s.Docket(w.at(cityOffice), w.id, AppraisalRemark{}))
	w.must(w.s.SetPanel(w.at(cityOffice), w.id, w.panel(3)))
	w.refused(fault.KindConflict, "声明无利害关系")(w.s.SaveMarks(w.seat(0), w.id, w.marksOf("80")))
	w.refused(fault.KindInvalid, "无利害关系")(w.s.Accept(w.seat(0), w.id, Submission{}))
	for i := range 3 {
		w.must(w.s.Accept(w.seat(i), w.id, Submission{Declared: true}))
	}
	_, err := w.s.SaveMarks(w.seat(0), w.id, MarksInput{Marks: map[string]string{"1": "101", "2": "很好", "3.1": "0.55", "4.1": "-1", "99": "1", "10": " "}, Vetoes: map[string]string{"A1": "yes"}})
	if got, want := paths(err), "marks.1 marks.2 marks.3.1 marks.4.1 marks.99 vetoes.A1"; got != want {
		t.Errorf("faults at %q, want %q", got, want)
	}
	w.give(0, "88.5")
	w.refused(fault.KindConflict, "已提交")(w.s.SaveMarks(w.seat(0), w.id, w.marksOf("90")))
	mine, err := w.s.Marks(w.seat(1), w.id)
	if err != nil || mine.Total != "0" || mine.Open != 28 || len(mine.Marks) != 0 {
		t.Errorf("the second expert's sheet = %+v, %v", mine, err)
	}
	w.refused(fault.KindForbidden, "")(w.s.Result(w.seat(1), w.id))
	w.refused(fault.KindConflict, "没有全部提交")(w.s.Result(cityOffice, w.id))
	_, err = w.s.SubmitMarks(w.seat(1), w.id, Submission{Declared: true})
	if n := len(fault.As(err).Fields); n != 28 {
		t.Errorf("an empty sheet lacks 28 marks, got %d: %v", n, err)
	}
	if _, err := w.s.Get(expertContext(w.pool[3]), w.id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("an expert of another panel reads the case: %v", err)
	}
	if _, err := w.s.Get(otherCity, w.id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city reads the case: %v", err)
	}
}

func TestTwoExpertsHandInAtTheSameTime(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	w.give(0, "80")
	w.must(w.s.SaveMarks(w.seat(1), w.id, w.marksOf("80")))
	w.must(w.s.SaveMarks(w.seat(2), w.id, w.marksOf("80")))
	second, third := w.seat(1), w.seat(2)
	var together sync.WaitGroup
	errs := make([]error, 2)
	together.Go(func() { _, errs[0] = w.s.SubmitMarks(second, w.id, Submission{Declared: true}) })
	together.Go(func() { _, errs[1] = w.s.SubmitMarks(third, w.id, Submission{Declared: true}) })
	together.Wait()
	if errs[0] != nil || errs[1] != nil {
		t.Fatalf("submissions: %v", errs)
	}
	if d := w.get(cityOffice); d.State != Marked {
		t.Errorf("both handed in, but the state is %s", d.State)
	}
}

func TestTwoBrowsersOfOneExpert(t *testing.T) {
	w := newWorld(t)
	w.convene(KindEvaluation)
	phone, desk := w.seat(0), w.seat(0)
	w.must(w.s.SaveMarks(phone, w.id, w.marksOf("80")))
	w.refused(fault.KindConflict, "没有保存")(w.s.SaveMarks(desk, w.id, w.marksOf("70")))
}

func TestWhoWorksForTheEnterpriseUnderAFormerNameIsRecused(t *testing.T) {
	w := newWorld(t)
	e, err := w.experts.Create(cityOffice, expert.NewExpert{Name: "冯八", Employer: "济南（历下）染料厂", Title: "高级工程师", Fields: []expert.Field{expert.FieldIndustry}})
	if err != nil {
		t.Fatal(err)
	}
	w.apply(KindEvaluation)
	w.must(w.s.Docket(w.at(cityOffice), w.id, AppraisalRemark{}))
	conflicts := func() string {
		found, err := w.s.Candidates(cityOffice, w.id, false)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(found.Items, func(c PanelCandidate) bool { return c.ID == e.ID })
		return strings.Join(found.Items[i].Reasons, "；")
	}
	if got := conflicts(); got != "" {
		t.Errorf("before the name is known: %q", got)
	}
	w.write(func(tx *store.Tx) error {
		return tx.Insert("enterprise.keep-name", &enterprise.FormerName{EnterpriseID: "e1", Name: "济南(历下)染料厂", UntilOn: "2019-06-30"})
	})
	if got := conflicts(); !strings.Contains(got, "济南(历下)染料厂") {
		t.Errorf("a former name is no reason: %q", got)
	}
	in := w.panel(3)
	in.ExpertIDs[2] = e.ID
	w.refused(fault.KindInvalid, "冯八")(w.s.SetPanel(w.at(cityOffice), w.id, in))
}
