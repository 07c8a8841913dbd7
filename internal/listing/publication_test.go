package listing

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// listedWith publishes a list of these sites of Jinan.
func (h *house) listedWith(n ...int) *List {
	h.t.Helper()
	var plan string
	for _, k := range n {
		plan = h.proposed(lixia, jinan, h.site(k, "370102"), ReasonToxic, toxic).PlanID
	}
	h.submitted(jinan, plan)
	h.verified(plan)
	return h.published(h.drafted(NewAnnualList{}))
}

func TestNumbersOfListsByTheRuleOfTheLaw(t *testing.T) {
	law := storetest.New(t).Law()
	series := law.Numbers(numbered, "2026-09-07")
	given := map[string]string{"鲁环清审〔2026〕1号": "第一批", "鲁环清审〔2026〕2号": "第二批", "鲁环函〔2026〕88号": "通知"}
	for text, says := range map[string]string{
		"鲁环清审〔2026〕3号":  "",
		"鲁环函〔2026〕12号":  "",
		"鲁环函〔2026〕88号":  "已用于《通知》，不能重复使用",
		"鲁环清审〔2026〕2号":  "请改用鲁环清审〔2026〕3号",
		"鲁环清审〔2026〕5号":  "下一个应为3号，“鲁环清审〔2026〕5号”会留下缺号",
		"鲁环清审〔2025〕1号":  "与作出决定的年份2026不同",
		"鲁环清审[2026]3号":  "六角括号",
		"鲁环清审〔2026〕03号": "不合格式",
		"济环发〔2026〕3号":   "不在文号规则中",
	} {
		got := checkNumber(series, text, "2026-09-07", given)
		if (says == "") != (got == "") || !strings.Contains(got, says) {
			t.Errorf("%s: %q, want %q", text, got, says)
		}
	}
}

func TestAListDoesNotTakeANumberTwiceOrLeaveAGap(t *testing.T) {
	h := newHouse(t)
	h.listedWith(1)
	l := must(h.s.NewList(as(province), NewAnnualList{Year: 2026}))(t)
	if l = must(h.s.List(as(province), l.ID))(t); len(l.NextNumbers) != 1 || l.NextNumbers[0] != "鲁环清审〔2026〕1号" {
		t.Errorf("next numbers %v", l.NextNumbers)
	}
	in := AnnualListInput{Title: l.Title, DecidedOn: "2026-09-07"}
	for number, says := range map[string]string{"鲁环函〔2026〕88号": "不能重复使用", "鲁环清审〔2026〕2号": "缺号"} {
		in.DocumentNo = number
		_, err := h.s.SaveList(at(province, l), l.ID, in)
		refused(t, err, fault.KindInvalid, says)
	}
	in.DocumentNo = "鲁环清审〔2026〕1号"
	must(h.s.SaveList(at(province, l), l.ID, in))(t)
}

func TestThePublishedFilesBearTheirHashes(t *testing.T) {
	h := newHouse(t)
	l := h.listedWith(1, 2)
	if len(l.Files) != 3 {
		t.Fatalf("files %+v", l.Files)
	}
	for _, f := range l.Files {
		file, err := h.s.ListFile(as(h.enterprise("any")), l.ID, f.Format)
		if err != nil {
			t.Fatalf("%s: a published file is for everybody who may see lists: %v", f.Format, err)
		}
		var content bytes.Buffer
		err = file.Write(&content)
		raw := content.Bytes()
		if sum := sha256.Sum256(raw); err != nil || hex.EncodeToString(sum[:]) != f.SHA256 || int64(len(raw)) != f.Size {
			t.Errorf("%s does not bear out its hash (%v)", f.Format, err)
		}
		h.holdsRows(f, raw)
		if err := h.files.Delete(as(province), f.FileID); err == nil {
			t.Errorf("%s was removed", f.Format)
		}
	}
	// Publication twice: nothing is made or opened again.
	before := h.opened
	again := must(h.s.Complete(access.With(context.Background(), access.System), l.ID, 0))(t)
	if err := h.s.produceFiles(context.Background(), again); err != nil || h.opened != before {
		t.Errorf("published twice: %d audits, then %d (%v)", before, h.opened, err)
	}
	if twice := must(h.s.List(as(province), l.ID))(t); len(twice.Files) != 3 || twice.Files[0] != l.Files[0] {
		t.Errorf("files after a second run: %+v", twice.Files)
	}
	_, err := h.s.Publish(at(province, again), l.ID, PublishInput{})
	refused(t, err, fault.KindConflict, "已公布")
}

// holdsRows opens a file with another reader than its writer.
func (h *house) holdsRows(f ListFile, raw []byte) {
	t := h.t
	t.Helper()
	switch f.Format {
	case "csv":
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff")))).ReadAll()
		if err != nil || len(rows) != 3 || rows[1][3] != "第1化工有限公司" {
			t.Errorf("csv %v: %v", err, rows)
		}
	case "xlsx":
		book, err := excelize.OpenReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows(book.GetSheetList()[0])
		if err != nil || len(rows) != 3 {
			t.Errorf("xlsx %v: %v", err, rows)
		}
	case "pdf":
		out, err := pdfText(raw)
		if err == nil && (!strings.Contains(string(out), "第2化工有限公司") || !strings.Contains(string(out), "鲁环函〔2026〕88号")) {
			t.Errorf("pdf says %s", out)
		}
	}
}

// pdfText reads a PDF with pdftotext, where the machine has it.
func pdfText(raw []byte) ([]byte, error) {
	read := exec.Command("pdftotext", "-layout", "-", "-")
	read.Stdin = bytes.NewReader(raw)
	return read.Output()
}

func TestACorrectionDoesNotChangeHistory(t *testing.T) {
	h := newHouse(t)
	l := h.listedWith(1, 2)
	rows := must(h.s.Rows(as(province), RowQuery{ListID: l.ID}))(t).Items
	h.s.Settled = func(_ *store.Tx, auditID string) (string, error) {
		if auditID == rows[0].AuditID {
			return "已于2027年3月1日通过验收", nil
		}
		return "", nil
	}
	_, err := h.s.SaveList(at(province, l), l.ID, AnnualListInput{Title: "改名"})
	refused(t, err, fault.KindConflict, "已公布的名单如有错漏，请通过补充名单或更正名单处理")
	c := must(h.s.NewList(as(province), NewAnnualList{Year: 2026, Kind: KindCorrecting, Corrects: l.ID}))(t)
	in := AnnualListInput{Title: c.Title, DocumentNo: "鲁环清审〔2026〕1号", DecidedOn: "2026-09-07", WebAddress: "http://sthj.shandong.gov.cn/c", Withdrawals: []Withdrawal{{RowID: rows[0].ID, Reason: "误列"}}}
	_, err = h.s.SaveList(at(province, c), c.ID, in)
	refused(t, err, fault.KindInvalid, "的审核已于2027年3月1日通过验收，撤销名单行会改变已经发生的事实")
	in.Withdrawals[0].RowID = "nobody"
	_, err = h.s.SaveList(at(province, c), c.ID, in)
	refused(t, err, fault.KindInvalid, "不存在")
	in.Withdrawals[0].RowID, in.PublishedOn, in.DecidedOn = rows[1].ID, "2026-09-01", "2026-09-01"
	_, err = h.s.SaveList(at(province, c), c.ID, in)
	refused(t, err, fault.KindInvalid, "不得早于此前公布的")
	in.PublishedOn, in.DecidedOn = "", "2026-09-07"
	h.published(must(h.s.SaveList(at(province, c), c.ID, in))(t))
	c2 := must(h.s.NewList(as(province), NewAnnualList{Year: 2026, Kind: KindCorrecting, Corrects: l.ID}))(t)
	in.DocumentNo = "鲁环清审〔2026〕2号"
	_, err = h.s.SaveList(at(province, c2), c2.ID, in)
	refused(t, err, fault.KindInvalid, "已经由更正名单撤销")
}

func TestUnreadNoticesAreRemindedOf(t *testing.T) {
	h := newHouse(t)
	l := h.listedWith(1, 2)
	day := func(on calendar.Date) { h.db.Clock().Set(on.Start().Add(3600e9)) }
	run := func() {
		t.Helper()
		for range 2 {
			if err := h.s.RemindUnread(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
	}
	reminded := func() (out []int) {
		for _, n := range must(h.s.Notices(as(jinan), NoticeQuery{ListID: l.ID}))(t).Items {
			out = append(out, n.Reminders)
		}
		return out
	}
	day("2026-09-11")
	run()
	if got := reminded(); got[0]+got[1] != 0 {
		t.Errorf("reminded before the fifth day: %v", got)
	}
	own := must(h.s.Notices(as(jinan), NoticeQuery{ListID: l.ID}))(t).Items[0]
	must(h.s.Notice(as(h.enterprise(own.EnterpriseID)), own.ID))(t) // reads it
	for k, on := range []calendar.Date{"2026-09-12", "2026-09-17", "2026-09-22", "2026-09-27"} {
		day(on)
		run()
		if got := reminded(); got[0] != 0 || got[1] != min(k+1, 3) {
			t.Errorf("on %s reminded %v", on, got)
		}
	}
	d := must(h.s.Delivery(as(jinan), DeliveryQuery{ListID: l.ID}))(t)
	if d.Whole.Total != 2 || d.Whole.Read != 1 || d.Whole.Reminded != 1 || d.Parts[0].Name != "济南市历下区" {
		t.Errorf("delivery %+v", d)
	}
	if other := must(h.s.Delivery(as(qingdao), DeliveryQuery{ListID: l.ID}))(t); other.Whole.Total != 0 {
		t.Errorf("another city counts %+v", other)
	}
	var record bytes.Buffer
	if err := h.s.writeDelivery(as(lixia), NoticeQuery{ListID: l.ID}, &record); err != nil {
		t.Fatal(err)
	}
	if _, err := zip.NewReader(bytes.NewReader(record.Bytes()), int64(record.Len())); err != nil {
		t.Error(err)
	}
}

func TestChangesFromYearToYear(t *testing.T) {
	h := newHouse(t)
	r := &ChangeReport{Year: 2027, Base: 2026, Region: "370000", Area: "山东省", Source: "plan", BaseSource: "list"}
	base := []yearSite{
		{SiteID: "stays", EnterpriseName: "甲", RegionCode: "370102", Reasons: []string{ReasonToxic}},
		{SiteID: "renamed", EnterpriseName: "乙", RegionCode: "370102", Reasons: []string{ReasonToxic}},
		{SiteID: "moves", EnterpriseName: "丙", RegionCode: "370102", Reasons: []string{ReasonToxic}},
		{SiteID: "leaves", EnterpriseName: "丁", RegionCode: "370202", Reasons: []string{ReasonEnergy}},
	}
	now := []yearSite{base[0],
		{SiteID: "renamed", EnterpriseName: "乙新", RegionCode: "370102", Reasons: []string{ReasonToxic, ReasonEnergy}},
		{SiteID: "moves", EnterpriseName: "丙", RegionCode: "370202", Reasons: []string{ReasonToxic}},
		{SiteID: "comes", EnterpriseName: "戊", RegionCode: "370202", Reasons: []string{ReasonToxic}},
	}
	h.s.compareYears(r, base, now, map[string]string{"leaves": "2026年12月1日调出清单：关闭"})
	if r.Kept != 3 || len(r.Added) != 1 || len(r.Left) != 1 || r.Left[0].Why != "2026年12月1日调出清单：关闭" || r.Moved[0].Before != "济南市历下区" || r.Renamed[0].Before != "乙" || r.Reasoned[0].After != "双有、高耗能" {
		t.Errorf("report %+v", r)
	}
	if len(r.Parts) != 2 || r.Parts[1].Name != "青岛市" || r.Parts[1].Rows != 2 || r.Parts[1].Added != 1 || r.Parts[1].Left != 1 {
		t.Errorf("parts %+v", r.Parts)
	}
	var book bytes.Buffer
	if err := r.sheet(&book, "xlsx"); err != nil {
		t.Fatal(err)
	}
	opened, err := excelize.OpenReader(&book)
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := opened.GetRows(opened.GetSheetList()[0]); len(rows) != 6 {
		t.Errorf("rows %v", rows)
	}
	if d := r.document(); !strings.Contains(d.Title, "变化情况") || len(d.Blocks) < 3 {
		t.Errorf("document %+v", d)
	}
}
