package audit_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/rest"
	"qingshen/internal/workbook"
)

// download opens the spreadsheet of a table.
func (c *client) download(id, table, query string) *excelize.File {
	c.t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(c.must("GET", "/audits/"+id+"/dossier/"+table+"/sheet"+query, "")))
	if err != nil {
		c.t.Fatal(err)
	}
	return f
}

// upload sends a spreadsheet back and gives the difference, or what was refused.
func (c *client) upload(id, table string, f *excelize.File, digest string) (workbook.SheetDiff, string) {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if digest != "" {
		_ = form.WriteField("digest", digest)
	}
	part, err := form.CreateFormFile("file", "表.xlsx")
	if err == nil {
		err = f.Write(part)
	}
	if err != nil || form.Close() != nil {
		c.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", rest.Base+"/audits/"+id+"/dossier/"+table+"/sheet", &body).WithContext(c.ctx)
	r.Header.Set("Content-Type", form.FormDataContentType())
	out := httptest.NewRecorder()
	c.handler.ServeHTTP(out, r)
	var d workbook.SheetDiff
	if out.Code != 200 {
		return d, out.Body.String()
	}
	if err := json.Unmarshal(out.Body.Bytes(), &d); err != nil {
		c.t.Fatal(err)
	}
	return d, ""
}

// put writes a cell of a row below a title.
func putCell(t *testing.T, f *excelize.File, row int, title string, value any) {
	t.Helper()
	name := f.GetSheetList()[0]
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, head := range rows[0] {
		if strings.TrimSuffix(head, "*") == title {
			cell, _ := excelize.CoordinatesToCellName(i+1, row)
			if err := f.SetCellValue(name, cell, value); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("no column %s in %v", title, rows[0])
}

func TestATableOfTheDossierGoesThroughASpreadsheetAndBack(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)

	// the download has the rows, and below the titles their units; what is computed is not in it
	f := c.download(id, "economy", "")
	name := f.GetSheetList()[0]
	rows, _ := f.GetRows(name)
	if name != "近三年产值和效益（2026版）" || len(rows) != 5 || !strings.Contains(strings.Join(rows[1], "|"), "（万元）") {
		t.Fatalf("download: %s %v", name, rows)
	}

	// another unit in the row of units holds for its whole column and is converted exactly; one cell may name its own
	putCell(t, f, 2, "工业总产值", "（元）")
	putCell(t, f, 3, "工业总产值", 118000000)
	putCell(t, f, 4, "工业总产值", "12100 万元")
	putCell(t, f, 5, "工业总产值", 123450000)
	putCell(t, f, 6, "年份", 2022)
	putCell(t, f, 6, "工业总产值", 115000000)
	d, refused := c.upload(id, "economy", f, "")
	if refused != "" || d.Counts[workbook.New] != 1 || d.Counts[workbook.Changed] != 3 {
		t.Fatalf("difference: %v %s", d.Counts, refused)
	}
	if got := c.table(id, "economy"); len(got.Rows) != 3 || string(got.Rows[0]["output_value"]) != `"11800"` {
		t.Errorf("a difference that is looked at writes nothing: %v", got.Rows)
	}
	if _, refused = c.upload(id, "economy", f, d.Digest); refused != "" {
		t.Fatal(refused)
	}
	got := c.table(id, "economy")
	if len(got.Rows) != 4 || string(got.Rows[3]["output_value"]) != `{"unit":"元","value":"115000000"}` || got.Version != 3 {
		t.Errorf("taken over: version %d, %v", got.Version, got.Rows)
	}
	var export struct {
		Tables map[string][]map[string]json.RawMessage `json:"tables"`
	}
	if err := json.Unmarshal([]byte(c.must("GET", "/audits/"+id+"/dossier.json", "")), &export); err != nil || len(export.Tables["economy"]) != 4 {
		t.Errorf("export: %v", err)
	}
	if found := c.must("GET", "/audits/"+id+"/findings", ""); strings.Contains(found, "近三年产值和效益第1行") {
		t.Error("118000000 元 is 11800 万元: there is no jump")
	}

	// what was downloaded before is not written over what was changed since
	if d, _ = c.upload(id, "economy", f, ""); d.Counts[workbook.Refused] == 0 {
		t.Errorf("an old download: %v", d.Counts)
	}
}

func TestBadCellsOfASpreadsheetAreToldAtOnceByPlace(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	f := c.download(id, "products", "?blank=true")
	for i, cells := range [][]any{
		{"产品名称", "苯胺", "年份", 2020, "单位", "t", "实际产量", "1.2E+2"},
		{"产品名称", "苯胺", "年份", 2021, "单位", "t", "实际产量", "80 kWh"},
		{"产品名称", "苯胺", "年份", 2022, "单位", "斗", "实际产量", "12,5"},
		{"产品名称", "苯胺", "年份", 2018, "单位", "t", "实际产量", -5},
		{"产品名称", "苯胺", "年份", 2019, "单位", "t", "实际产量", "１２３"},
	} {
		for k := 0; k < len(cells); k += 2 {
			putCell(t, f, 3+i, cells[k].(string), cells[k+1])
		}
	}
	d, refused := c.upload(id, "products", f, "")
	if refused != "" {
		t.Fatal(refused)
	}
	said := []string{}
	for _, l := range d.Lines {
		for _, fault := range l.Faults {
			said = append(said, fault.Column+"："+fault.Message)
		}
	}
	all := strings.Join(said, "\n")
	for _, want := range []string{"实际产量：实际产量“1.2E+2”不能使用科学计数法", "实际产量：实际产量的单位“kWh”是能量", "单位：单位“斗”无法识别", "不能为负数"} {
		if !strings.Contains(all, want) {
			t.Errorf("missing %q in\n%s", want, all)
		}
	}
	if d.Counts[workbook.Refused] != 4 || d.Counts[workbook.New] != 1 {
		t.Errorf("counts: %v", d.Counts)
	}
	if _, refused = c.upload(id, "products", f, d.Digest); !strings.Contains(refused, "没有写入任何一行") {
		t.Errorf("taken in part: %s", refused)
	}

	// a sheet of another table, or of another edition of the form, is known by its name
	other := c.download(id, "water", "?blank=true")
	if _, refused = c.upload(id, "products", other, ""); !strings.Contains(refused, "这是“水资源利用”的表格") {
		t.Errorf("another table: %s", refused)
	}
	if err := f.SetSheetName(f.GetSheetList()[0], "产品产量（2019版）"); err != nil {
		t.Fatal(err)
	}
	if _, refused = c.upload(id, "products", f, ""); !strings.Contains(refused, "这是2019版的表格") {
		t.Errorf("another edition: %s", refused)
	}
	if code, _ := w.as(stranger).call("GET", "/audits/"+id+"/dossier/products/sheet", ""); code != 404 {
		t.Errorf("a stranger: %d", code)
	}
}
