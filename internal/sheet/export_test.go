package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func each[T any](values ...*T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for _, v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

var several = []*plant{
	{Name: "上实环境（银川）污水处理有限公司", Code: goodCode, Opened: "2024-03-05", Output: "-1234567.8", Track: "严格审核", Reasons: "双超、双有", Remark: "=HYPERLINK(\"x\"),\n二行"},
	{Name: "乙", Code: "91640000321673484G", Opened: "1900-02-28", Output: "12345678901234567.5", Remark: "-12"},
	{Name: "丙", Code: "91640000321673484H", Output: "0.000001", Remark: "'quoted"},
}

// What was exported can be imported again without loss, in both formats.
func TestExportComesBack(t *testing.T) {
	for _, format := range []Format{XLSX, CSV} {
		t.Run(string(format), func(t *testing.T) {
			var b bytes.Buffer
			if err := plants.Export(&b, format, each(several...)); err != nil {
				t.Fatal(err)
			}
			rows, reading := readAll(t, b.Bytes())
			var got []*plant
			for _, r := range rows {
				got = append(got, r.Value)
			}
			if !reflect.DeepEqual(got, several) || faultsOf(rows) != "" || len(reading.Warnings) != 0 {
				for _, g := range got {
					t.Errorf("got %+v", *g)
				}
				t.Error(faultsOf(rows), reading.Warnings)
			}
		})
	}
}

func TestExportGuardsAgainstFormulas(t *testing.T) {
	var b bytes.Buffer
	evil := &plant{Name: "=cmd|' /C calc'!A0", Code: "@SUM(A1)", Output: "-5", Remark: "+1", Reasons: "\t=1"}
	if err := plants.Export(&b, CSV, each(evil)); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFF企业名称,统一社会信用代码,投产日期,年产量（吨）,管理类别,列入原因,备注,临期提示\r\n" +
		"'=cmd|' /C calc'!A0,'@SUM(A1),,-5,,'\t=1,'+1,\r\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func TestExportStopsAtAnError(t *testing.T) {
	broken := func(yield func(*plant, error) bool) { yield(nil, io.ErrClosedPipe) }
	for _, format := range []Format{XLSX, CSV} {
		if err := plants.Export(io.Discard, format, broken); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}

// A second reader looks at the template: formats, lists, frozen header, notes; and the template itself imports.
func TestTemplate(t *testing.T) {
	var b bytes.Buffer
	if err := plants.Template(&b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !reflect.DeepEqual(got, []string{"企业名录", "可选值", "填写说明"}) {
		t.Errorf("sheets %v", got)
	}
	titles, err := f.GetRows("企业名录")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"企业名称*", "统一社会信用代码*", "投产日期", "年产量（吨）", "管理类别", "列入原因", "备注"}; !reflect.DeepEqual(titles[0], want) {
		t.Errorf("titles %v", titles[0])
	}
	panes, err := f.GetPanes("企业名录")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("header is not frozen: %+v, %v", panes, err)
	}
	rules, err := f.GetDataValidations("企业名录")
	if err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, r := range rules {
		if r.Type == "list" && strings.Contains(r.Formula1, "可选值!$E$1:$E$2") && strings.HasPrefix(r.Sqref, "E2:") {
			lists++
		}
	}
	if lists != 1 {
		t.Errorf("no list for 管理类别 in %+v", rules)
	}
	notes, err := f.GetRows("填写说明")
	if err != nil {
		t.Fatal(err)
	}
	if all := fmt.Sprint(notes); !strings.Contains(all, "与营业执照一致。") || !strings.Contains(all, "严格审核、简化审核") || strings.Contains(all, "临期提示") {
		t.Errorf("notes %s", all)
	}
	style, err := f.GetColStyle("企业名录", "B")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
		t.Errorf("code column is not text: %+v, %v", s, err)
	}
	if rows, _ := readAll(t, b.Bytes()); len(rows) != 0 {
		t.Errorf("the empty template has rows: %+v", rows)
	}
}

// The annotated file carries every fault beside its row, keeps what was right, and can be mended and read again.
func TestAnnotate(t *testing.T) {
	bad := book(t, "<sheetData>"+rowXML(1, text("2025年度名单"))+headerXML(2)+
		rowXML(3, text("甲"), text("9164000O321673484F"), text("2024年3月"), "<c><v>1.5</v></c>")+
		rowXML(4, text("乙"), text(goodCode), `<c s="1"><v>45356</v></c>`)+
		rowXML(5, "<c/>", text("1"))+"</sheetData>")
	_, reading := readAll(t, bad)
	_, faults, err := reading.All()
	if err != nil || len(faults) != 4 {
		t.Fatalf("%d faults, %v: %v", len(faults), err, faults)
	}
	var b bytes.Buffer
	if err := reading.Annotate(faults, &b); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, want := range map[string]string{"A1": "2025年度名单", "H2": "校验结果", "I2": "修改建议", "I3": "【统一社会信用代码】改为：" + goodCode,
		"C4": "2024-03-05", "D3": "1.5", "H4": "", "H5": "错误【企业名称】不能为空。请填写企业名称。\n错误【统一社会信用代码】统一社会信用代码应为 18 位，现为 1 位。"} {
		if got, err := f.GetCellValue("名单", at); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", at, got, want, err)
		}
	}
	for at, color := range map[string]string{"B3": "FFC7CE", "C3": "FFC7CE", "A5": "FFC7CE", "B4": ""} {
		id, err := f.GetCellStyle("名单", at)
		if err != nil {
			t.Fatal(err)
		}
		s, err := f.GetStyle(id)
		if err != nil || strings.Join(s.Fill.Color, "") != color {
			t.Errorf("%s is coloured %v, want %q (%v)", at, s.Fill.Color, color, err)
		}
	}
	again, reading2 := readAll(t, b.Bytes())
	if len(again) != 3 || len(reading2.Warnings) != 0 || faultsOf(again) == "" {
		t.Errorf("read again: %d rows, warnings %v", len(again), reading2.Warnings)
	}
	var c bytes.Buffer
	if err := reading2.Annotate(nil, &c); err != nil {
		t.Fatal(err)
	}
	if rows, _ := readAll(t, c.Bytes()); len(rows) != 3 || len(rows[0].Raw) > 7 {
		t.Errorf("the second annotation keeps the first: %q", rows[0].Raw)
	}
}

// A hundred thousand rows of thirty columns go through in bounded memory: writing, reading, annotating.
func TestMemoryDoesNotGrowWithRows(t *testing.T) {
	if testing.Short() {
		t.Skip("100,000 rows")
	}
	const rows, columns = 100_000, 30
	wide := wideNoun(columns)
	path := t.TempDir() + "/wide.xlsx"
	peak := watch(t, func() {
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := wide.Export(f, XLSX, repeat(rows, columns)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("export: peak heap growth %d MB", peak>>20)
	if peak > 192<<20 {
		t.Errorf("export took %d MB", peak>>20)
	}
	s, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reading, err := wide.Read(s)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	peak = watch(t, func() {
		for row, err := range reading.Rows() {
			if err != nil || !row.OK() {
				t.Fatal(err, row.Faults)
			}
			count++
		}
	})
	t.Logf("read: peak heap growth %d MB", peak>>20)
	if count != rows || peak > 64<<20 {
		t.Errorf("read %d rows in %d MB", count, peak>>20)
	}
	var faults []CellFault
	for i := 2; i < rows; i += 10 {
		faults = append(faults, CellFault{Row: i, Column: "列3", Message: "不是数字。", Severity: Error})
	}
	peak = watch(t, func() {
		if err := reading.Annotate(faults, io.Discard); err != nil {
			t.Fatal(err)
		}
	})
	t.Logf("annotate: peak heap growth %d MB", peak>>20)
	if peak > 192<<20 {
		t.Errorf("annotate took %d MB", peak>>20)
	}
}

// watch runs do and gives the most heap that was in use above the start.
func watch(t *testing.T, do func()) (peak uint64) {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	start := m.HeapAlloc
	done, ended := make(chan struct{}), make(chan struct{})
	look := func() {
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > start {
			peak = max(peak, m.HeapAlloc-start)
		}
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				look()
				return
			case <-tick.C:
				look()
			}
		}
	}()
	do()
	close(done)
	<-ended
	return peak
}

type wideRow [30]string

func wideNoun(columns int) Noun[wideRow] {
	n := Noun[wideRow]{Name: "wide", Title: "宽表"}
	for i := range columns {
		kind := Text
		switch i {
		case 3:
			kind = Decimal
		case 4:
			kind = Date
		}
		n.Columns = append(n.Columns, Column[wideRow]{Key: fmt.Sprint(i), Title: fmt.Sprintf("列%d", i), Kind: kind, Required: i == 0,
			Get: func(r *wideRow) string { return r[i] }, Set: func(r *wideRow, s string) error { r[i] = s; return nil }})
	}
	return n
}

func repeat(rows, columns int) iter.Seq2[*wideRow, error] {
	return func(yield func(*wideRow, error) bool) {
		var r wideRow
		for n := range rows {
			for i := range columns {
				r[i] = fmt.Sprintf("第%d行第%d格", n, i)
			}
			r[3], r[4] = fmt.Sprintf("%d.25", n), "2026-01-31"
			if !yield(&r, nil) {
				return
			}
		}
	}
}

// Shared strings beyond the memory limit come from the temporary file, in any order.
func TestSharedStringsSpill(t *testing.T) {
	shared := []string{"<t>甲</t>", "<t>" + goodCode + "</t>"}
	random := rand.New(rand.NewPCG(1, 2)) // noise, since repeated text would be taken for a bomb
	for i := range 60 {
		long := make([]rune, 80_000)
		for j := range long {
			long[j] = '一' + random.Int32N(20_000)
		}
		shared = append(shared, fmt.Sprintf("<t>%d长文本%s</t>", i, string(long)))
	}
	var rows strings.Builder
	for i, n := range []int{61, 2, 40, 3, 60} {
		rows.WriteString(rowXML(i+2, `<c t="s"><v>0</v></c>`, text(fmt.Sprintf("91640000321673484%d", i)), "<c/>", "<c/>", "<c/>", "<c/>", fmt.Sprintf(`<c t="s"><v>%d</v></c>`, n)))
	}
	got, _ := readAll(t, book(t, "<sheetData>"+headerXML(1)+rows.String()+"</sheetData>", shared...))
	for i, n := range []int{59, 0, 38, 1, 58} {
		if want := fmt.Sprintf("%d长文本", n); !strings.HasPrefix(got[i].Raw[6], want) || got[i].Value.Name != "甲" {
			t.Errorf("row %d begins %q, want %q", i, got[i].Raw[6][:20], want)
		}
	}
}
