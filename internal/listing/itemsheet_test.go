package listing

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/fault"
)

// workbook downloads the items of a plan and lets a person work on it.
func (h *house) workbook(planID string, work func(book *excelize.File, sheet string, column func(title string) string)) ItemUpload {
	h.t.Helper()
	out := must(h.s.ItemExport(as(lixia), planID))(h.t)
	var content bytes.Buffer
	if err := out.Write(&content); err != nil {
		h.t.Fatal(err)
	}
	book, err := excelize.OpenReader(&content)
	if err != nil {
		h.t.Fatal(err)
	}
	name := book.GetSheetList()[0]
	heads, err := book.GetRows(name)
	if err != nil {
		h.t.Fatal(err)
	}
	work(book, name, func(title string) string {
		for i, head := range heads[0] {
			if head == title {
				letter, _ := excelize.ColumnNumberToName(i + 1)
				return letter
			}
		}
		h.t.Fatalf("no column %s in %v", title, heads[0])
		return ""
	})
	var changed bytes.Buffer
	if err := book.Write(&changed); err != nil {
		h.t.Fatal(err)
	}
	return ItemUpload{Content: bytes.NewReader(changed.Bytes()), Size: int64(changed.Len())}
}

func TestPlanItemsGoRoundThroughASpreadsheet(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	b := h.proposed(lixia, jinan, h.site(2, "370102"), ReasonEnergy, energy)
	other := h.site(3, "370102")
	e := must(h.s.AddEntry(as(lixia), NewInventoryEntry{SiteID: other.ID, Reason: "化工"}))(t)
	must(h.s.ActOnEntry("admit")(at(jinan, e), e.ID, NoteInput{}))(t)
	// What was downloaded and not touched changes nothing.
	d := must(h.s.TakeItems(as(lixia), a.PlanID, h.workbook(a.PlanID, func(*excelize.File, string, func(string) string) {})))(t)
	if d.Counts[LineSame] != 2 || len(d.Lines) != 2 {
		t.Fatalf("untouched: %+v", d)
	}
	edit := func(book *excelize.File, sheet string, column func(string) string) {
		set := func(row, title, value string) { _ = book.SetCellStr(sheet, column(title)+row, value) }
		set("2", "双有：物质名称", "镉")
		set("4", "统一社会信用代码", creditCode(3))
		set("4", "列入原因", "双有")
		set("4", "双有：有毒有害物质类别", "1、3")
		set("4", "双有：物质名称", "铬渣")
	}
	up := h.workbook(a.PlanID, edit)
	d = must(h.s.TakeItems(as(lixia), a.PlanID, up))(t)
	if d.Counts[LineChanged] != 1 || d.Counts[LineSame] != 1 || d.Counts[LineNew] != 1 || d.Lines[0].Changes[0] != (LineChange{"双有：物质名称", "铅及其化合物", "镉"}) {
		t.Fatalf("difference %+v", d)
	}
	if still := must(h.s.Item(as(lixia), a.ID))(t); still.Version != a.Version {
		t.Error("looking at the difference has written something")
	}
	up.Digest = d.Digest
	taken := must(h.s.TakeItems(as(lixia), a.PlanID, up))(t)
	if taken.Taken != 2 {
		t.Errorf("taken %+v", taken)
	}
	if got := must(h.s.Item(as(lixia), a.ID))(t); got.Facts["toxic_substances"] != "镉" {
		t.Errorf("facts %v", got.Facts)
	}
	all := must(h.s.Items(as(lixia), ItemQuery{Plan: a.PlanID}))(t)
	if all.Total != 3 {
		t.Errorf("%d items", all.Total)
	}
	// The same difference cannot be taken twice: the plan has moved.
	_, err := h.s.TakeItems(as(lixia), a.PlanID, up)
	refused(t, err, fault.KindConflict, "又有变化，没有写入")
	_ = b
}

func TestABadTableOfItemsWritesNothing(t *testing.T) {
	h := newHouse(t)
	a := h.proposed(lixia, jinan, h.site(1, "370102"), ReasonToxic, toxic)
	must(h.s.ActOnItem("confirm")(at(jinan, a), a.ID, NoteInput{}))(t)
	h.site(2, "370202") // of another city
	up := h.workbook(a.PlanID, func(book *excelize.File, sheet string, column func(string) string) {
		set := func(row, title, value string) { _ = book.SetCellStr(sheet, column(title)+row, value) }
		set("2", "双有：物质名称", "镉")
		set("3", "统一社会信用代码", creditCode(2))
		set("3", "列入原因", "双有")
		set("4", "统一社会信用代码", creditCode(1))
		set("4", "列入原因", "双有")
		set("5", "统一社会信用代码", creditCode(9))
		set("5", "列入原因", "特别原因")
	})
	d := must(h.s.TakeItems(as(lixia), a.PlanID, up))(t)
	for k, want := range []string{"当前为“待省级核定”，不能修改", "清单中没有", "与第2行是同一厂区", "列入原因"} {
		if l := d.Lines[k]; l.Kind != LineRefused || len(l.Faults) == 0 || !bytes.Contains([]byte(l.Faults[0]), []byte(want)) {
			t.Errorf("line %d: %+v, want %q", k, l, want)
		}
	}
	up.Digest = d.Digest
	_, err := h.s.TakeItems(as(lixia), a.PlanID, up)
	refused(t, err, fault.KindConflict, "有4行不能接受，没有写入")
	_, err = h.s.TakeItems(as(jinan), a.PlanID, up)
	refused(t, err, fault.KindForbidden, "由县（市、区）生态环境分局上传")
	_, err = h.s.TakeItems(as(shinan), a.PlanID, up)
	refused(t, err, fault.KindNotFound, "年度计划")
}
