package listing

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

func TestAPlanTellsAllThatItLacksAtOnce(t *testing.T) {
	h := newHouse(t)
	i := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	must(h.s.ActOnItem("confirm")(at(jinan, i), i.ID, NoteInput{}))(t)
	p := must(h.s.Plan(as(jinan), i.PlanID))(t)
	if len(p.Missing) < 12 {
		t.Errorf("an empty plan lacks %d things: %+v", len(p.Missing), p.Missing)
	}
	_, err := h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
	refused(t, err, fault.KindInvalid, "计划不能报送")
	paths := map[string]bool{}
	for _, f := range fault.As(err).Fields {
		paths[f.Path] = true
	}
	for _, path := range []string{"goals", "responsible", "responsible_post", "contact", "approved_by", "approved_on", "evaluation_budget_fen", "schedule", "experts", "expert_count", "panel_count", "trainings"} {
		if !paths[path] {
			t.Errorf("nothing is said of %s", path)
		}
	}
	for name, c := range map[string]struct {
		change func(*PlanInput)
		says   string
	}{
		"fewer than planned":   {func(in *PlanInput) { in.Schedule[0].Rows = 3 }, "“书面通知”各月合计3家，计划任务为1家，相差2家"},
		"before its time":      {func(in *PlanInput) { in.Schedule[1].Month = "2026-01" }, "“启动审核”最早安排在2026-01，早于“书面通知”的2026-10"},
		"a step is left out":   {func(in *PlanInput) { in.Schedule = in.Schedule[:4] }, "缺少“组织验收”"},
		"too few experts":      {func(in *PlanInput) { in.ExpertCount = 2 }, "少于一个专家组的最少人数3人"},
		"no money, no reason":  {func(in *PlanInput) { in.EvaluationBudgetFen, in.AcceptanceBudgetFen, in.BudgetSource = 0, 0, "" }, "纳入预算"},
		"nobody is trained":    {func(in *PlanInput) { in.Trainings = nil }, "年度培训计划"},
		"a month without rows": {func(in *PlanInput) { in.Schedule[4].Rows = 0 }, "请填写组织验收月份“2028-08”安排的企业数"},
	} {
		in := wholePlan(1)
		c.change(&in)
		p = must(h.s.SavePlan(at(jinan, p), p.ID, in))(t)
		_, err := h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
		if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	for name, c := range map[string]struct {
		change func(*PlanInput)
		says   string
	}{
		"no month":         {func(in *PlanInput) { in.Schedule[0].Month = "十月" }, "无法识别"},
		"another year":     {func(in *PlanInput) { in.Trainings[0].Month = "2025-10" }, "应在2026年"},
		"tomorrow":         {func(in *PlanInput) { in.ApprovedOn = "2026-09-08" }, "不得晚于今天"},
		"no such audience": {func(in *PlanInput) { in.Trainings[0].Audience = "public" }, "培训对象"},
		"a nameless park":  {func(in *PlanInput) { in.Parks = []ParkLine{{Members: 3}} }, "园区或产业集群名称"},
	} {
		in := wholePlan(1)
		c.change(&in)
		_, err := h.s.SavePlan(at(jinan, p), p.ID, in)
		if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestTheScheduleIsProposedFromTheStatutoryLimits(t *testing.T) {
	h := newHouse(t)
	i := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	got := must(h.s.ProposedSchedule(as(jinan), i.PlanID))(t)
	want := []string{"notify 2026-04", "start 2026-06", "report 2027-04", "evaluate 2027-05", "accept 2028-06"}
	for k, line := range got.Schedule {
		if line.Step+" "+line.Month != want[k] || line.Rows != 1 {
			t.Errorf("line %d: %+v, want %s", k, line, want[k])
		}
	}
}

func TestLocksCloseFromBelowAndOpenFromAbove(t *testing.T) {
	h := newHouse(t)
	first, second, third := h.site(1, "370102"), h.site(2, "370102"), h.site(3, "370102")
	a := h.proposed(lixia, jinan, first, ReasonToxic, toxic)
	b := h.proposed(lixia, jinan, second, ReasonToxic, toxic)
	p := must(h.s.LockCounty(as(lixia), a.PlanID, LockInput{}))(t)
	if l := p.Locks[0]; !l.Locked || l.HolderName != "历下分局" || l.Office != "历下区生态环境分局" || l.Proposed != 2 {
		t.Errorf("the county's lock: %+v", l)
	}
	e := must(h.s.AddEntry(as(lixia), NewInventoryEntry{SiteID: third.ID, Reason: "化工"}))(t)
	must(h.s.ActOnEntry("admit")(at(jinan, e), e.ID, NoteInput{}))(t)
	_, err := h.s.Propose(as(lixia), NewPlanItem{Year: 2026, EntryID: e.ID, Reasons: []string{ReasonToxic}, Facts: toxic})
	refused(t, err, fault.KindConflict, "已于2026年9月7日由历下区生态环境分局（历下分局）锁定")
	_, err = h.s.SaveItem(at(lixia, a), a.ID, PlanItemInput{Reasons: a.Reasons, Facts: toxic})
	refused(t, err, fault.KindConflict, "请联系市生态环境局解除锁定")
	_, err = h.s.Unlock(as(jinan), p.ID, LockInput{Level: LevelCounty, Region: "370102"})
	refused(t, err, fault.KindInvalid, "理由")
	_, err = h.s.Unlock(as(qingdao), p.ID, LockInput{Level: LevelCounty, Region: "370102", Note: "x"})
	refused(t, err, fault.KindNotFound, "")
	// Only what is returned reopens: one row comes back to the county, the other stays closed.
	a = must(h.s.ActOnItem("return")(at(jinan, a), a.ID, NoteInput{Note: "请核对物质名称"}))(t)
	must(h.s.SaveItem(at(lixia, a), a.ID, PlanItemInput{Reasons: a.Reasons, Facts: map[string]string{"toxic_classes": "3", "toxic_substances": "镉"}}))(t)
	_, err = h.s.SaveItem(at(lixia, b), b.ID, PlanItemInput{Reasons: b.Reasons, Facts: toxic})
	refused(t, err, fault.KindConflict, "锁定")
	must(h.s.Unlock(as(jinan), p.ID, LockInput{Level: LevelCounty, Region: "370102", Note: "补充一家"}))(t)
	must(h.s.Propose(as(lixia), NewPlanItem{Year: 2026, EntryID: e.ID, Reasons: []string{ReasonToxic}, Facts: toxic}))(t)
	_, err = h.s.LockCounty(as(lixia), p.ID, LockInput{})
	refused(t, err, fault.KindConflict, "还有1家被退回的企业")
}

func TestAPlanSubmittedAfterTheLockIsRefused(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	must(h.s.LockYear(as(province), YearInput{Year: 2026, Note: "汇总截止"}))(t)
	must(h.s.ActOnItem("confirm")(at(jinan, a), a.ID, NoteInput{}))(t)
	p := must(h.s.Plan(as(jinan), a.PlanID))(t)
	_, err := h.s.SavePlan(at(jinan, p), p.ID, wholePlan(1))
	refused(t, err, fault.KindConflict, "由省生态环境厅（省厅）锁定")
	_, err = h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
	refused(t, err, fault.KindConflict, "2026年度计划汇总已于2026年9月7日由省生态环境厅（省厅）锁定，不能再变动。请联系省生态环境厅解除锁定后再办理。")
	if again := must(h.s.Plan(as(jinan), p.ID))(t); again.State != PlanDraft || again.Submissions != 0 || again.Version != p.Version {
		t.Errorf("something was written: %+v", again)
	}
	must(h.s.Unlock(as(province), p.ID, LockInput{Note: "准予补报"}))(t)
	p = must(h.s.SavePlan(at(jinan, p), p.ID, wholePlan(1)))(t)
	p = must(h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{}))(t)
	if l := p.Locks[len(p.Locks)-2]; l.Level != LevelCity || !l.Locked || l.HolderName != "济南市局" {
		t.Errorf("the city's lock: %+v", l)
	}
	// A second submission of what is submitted names who has closed it.
	_, err = h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
	refused(t, err, fault.KindConflict, "由济南市生态环境局（济南市局）锁定，不能再变动。请联系省生态环境厅退回")
}

func TestTwoCitiesCannotClaimOneSite(t *testing.T) {
	h := newHouse(t)
	site := h.site(1, "370102")
	h.proposed(lixia, jinan, site, ReasonToxic, toxic)
	_, err := h.s.AddEntry(as(shinan), NewInventoryEntry{SiteID: site.ID, Reason: "化工"})
	refused(t, err, fault.KindNotFound, "不在您的管理范围内")
	// The site is registered anew in another city: the former one holds it until it lets it go.
	err = store.Do(as(access.System), h.db, func(tx *store.Tx) error {
		site.RegionCode, site.CityCode = "370202", "370200"
		return tx.Save("site.move", site)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.s.AddEntry(as(shinan), NewInventoryEntry{SiteID: site.ID, Reason: "化工"})
	refused(t, err, fault.KindConflict, "该厂区已在济南市的清单中")
	refused(t, err, fault.KindConflict, "请先由济南市生态环境局调出清单；有争议的，由省生态环境厅确定")
}

// readDocx opens a docx with another reader than the writer: zip and XML of the standard library.
func readDocx(t *testing.T, content []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b strings.Builder
	for d := xml.NewDecoder(f); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.CharData:
			b.Write(x)
		case xml.EndElement:
			if x.Name.Local == "p" {
				b.WriteString("\n")
			}
		case xml.StartElement:
			if x.Name.Local == "tblHeader" {
				b.WriteString("[表头]")
			}
		}
	}
}

func TestThePlanIsSealedAsADocument(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	h.proposed(lixia, jinan, h.site(2, "370102"), ReasonEnergy, energy)
	p := h.submitted(jinan, a.PlanID)
	var content bytes.Buffer
	file := must(h.s.PlanFile(as(lixia), p.ID, 0))(t)
	if err := file.Write(&content); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(content.Bytes())
	if hex.EncodeToString(sum[:]) != p.SHA256 || p.FileID == "" {
		t.Errorf("the document does not bear out its seal %s", p.SHA256)
	}
	text := readDocx(t, content.Bytes())
	for _, want := range []string{"省生态环境厅：", "共2家，其中严格审核1家，简化审核1家", "评估经费预算20万元，验收经费预算10万元，合计30万元", "历下区", "2026年10月", "企业", "附件", "第1化工有限公司", creditCode(2),
		"高耗能", "王五", "2026年9月7日", "[表头]", "张三（副局长）"} {
		if !strings.Contains(text, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
	for _, code := range []string{"toxic", "energy", "notify", "simplified", "370102", "draft", "{{", "<nil>"} {
		if strings.Contains(text, code) {
			t.Errorf("the document shows the code %q", code)
		}
	}
	if path := os.Getenv("QINGSHEN_LOOK"); path != "" {
		_ = os.WriteFile(path, content.Bytes(), 0o600)
	}
	// The province opens it, returns it; the next submission is a version of its own, and what changed is told.
	p = must(h.s.Plan(as(province), p.ID))(t)
	if p.ReceivedOn != "2026-09-07" || p.ReceivedBy != "省厅" {
		t.Errorf("received on %q by %q", p.ReceivedOn, p.ReceivedBy)
	}
	first := p.SHA256
	p = must(h.s.ActOnPlan("return")(at(province, p), p.ID, NoteInput{Note: "请补充专家"}))(t)
	in := wholePlan(2)
	in.ExpertCount = 9
	p = must(h.s.SavePlan(at(jinan, p), p.ID, in))(t)
	p = must(h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{}))(t)
	all := must(h.s.PlanSubmissions(as(jinan), p.ID))(t)
	if len(all.Items) != 2 || all.Items[1].SHA256 != first || p.SHA256 == first || len(all.Items[0].Changes) != 1 || all.Items[0].Changes[0].Title != "专家安排" {
		t.Errorf("submissions %+v", all.Items)
	}
	if _, err := h.s.PlanSubmissions(as(qingdao), p.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city reads the submissions: %v", err)
	}
	if _, _, err := h.files.Content(as(qingdao), p.FileID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city reads the document: %v", err)
	}
	if err := h.files.Delete(as(jinan), p.FileID); !fault.Is(err, fault.KindForbidden) && !fault.Is(err, fault.KindConflict) {
		t.Errorf("the sealed document is removed: %v", err)
	}
}

// A city that has nobody to list still owes its plan: it says why, and the clock of the plan is met.
func TestACityWithNobodyToListSubmitsItsPlanWithTheReason(t *testing.T) {
	h := newHouse(t)
	p := must(h.s.NewPlan(as(jinan), NewAnnualPlan{Year: 2027}))(t)
	in := wholePlan(1)
	in.Schedule, in.Experts, in.ExpertCount, in.PanelCount = nil, "", 0, 0
	in.Trainings[0].Month = "2027-05"
	p = must(h.s.SavePlan(at(jinan, p), p.ID, in))(t)
	_, err := h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{})
	if fields := fault.As(err).Fields; len(fields) != 1 || fields[0].Path != "note" || !strings.Contains(fields[0].Message, "写明查找情况和原因") {
		t.Errorf("without a reason: %v", err)
	}
	in.Note = "经查找候选企业，本年度没有应当列入的企业。"
	p = must(h.s.SavePlan(at(jinan, p), p.ID, in))(t)
	p = must(h.s.ActOnPlan("submit")(at(jinan, p), p.ID, NoteInput{}))(t)
	if p = must(h.s.ActOnPlan("verify")(at(province, p), p.ID, NoteInput{}))(t); p.State != PlanVerified {
		t.Errorf("the plan is %s", p.State)
	}
}
