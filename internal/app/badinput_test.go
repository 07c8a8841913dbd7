package app_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
	"qingshen/internal/zipsafe/zipsafetest"
)

// The bad input that must be shown, item by item, as it arrives over HTTP: refused or mended with a sentence that says
// what, where and how; nothing is written, nothing breaks.

func wide(text string) string {
	return strings.Map(func(r rune) rune { return r + 0xFEE0 }, text)
}

func TestBadCreditCodes(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	good := apptest.CreditCode(7)
	last := map[bool]string{true: "1", false: "0"}[good[17] == '0']
	for name, c := range map[string]struct{ code, proposal string }{
		"wrong check digit":  {good[:17] + last, "第18位应为“" + good[17:] + "”"},
		"O for 0":            {strings.Replace(good, "0", "O", 1), `"proposal":"` + good},
		"glued suffix":       {good + "()", ""},
		"full width":         {wide(good), ""},
		"lower case, spaces": {" " + strings.ToLower(good[:8]) + " " + good[8:], ""},
	} {
		r := p.Call("GET", "/enterprises/credit-code?code="+strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29").Replace(c.code), nil).Want(http.StatusOK)
		if want := cmp.Or(c.proposal, `"code":"`+good); !strings.Contains(string(r.Body), want) {
			t.Errorf("%s: %q, want %s in %s", name, c.code, want, r)
		}
	}
	for _, empty := range []string{"", "-", "无", "/", "　", "暂无", "N/A"} {
		body := map[string]string{"name": "济南甲化工有限公司", "credit_code": empty, "region_code": "370102"}
		p.Call("POST", "/enterprises", body).Problem(http.StatusUnprocessableEntity, "credit_code", "统一社会信用代码")
	}
	if n := s.Column("SELECT CAST(count(*) AS TEXT) FROM enterprise")[0]; n != "0" {
		t.Errorf("%s enterprises were written", n)
	}
}

// dirty are kinds of dirt: what is put into which column of an otherwise good row, and what must be said of it.
var dirty = []struct{ column, value, says string }{
	{"统一社会信用代码", "91370100MA00000019", "第18位应为"}, {"统一社会信用代码", "9137O1OOMA", ""}, {"统一社会信用代码", "-", "填写"}, {"统一社会信用代码", "无", "填写"},
	{"统一社会信用代码", "", "填写"}, {"统一社会信用代码", "/", "填写"}, {"统一社会信用代码", "　", "填写"}, {"统一社会信用代码", "0", "填写"}, {"统一社会信用代码", "9137010000000000000", "位"},
	{"统一社会信用代码", "1.23457E+17", ""}, {"统一社会信用代码", "91370100MA0000I01S", ""},
	{"企业名称", "", "企业名称"}, {"企业名称", "-", "企业名称"}, {"企业名称", "济南甲化工有限公司（一分..", "截断"}, {"企业名称", "济南甲化工有限公司（原济南乙化工厂）", "曾用名"},
	{"企业名称", strings.Repeat("长", 200), "字"},
	{"县（市、区）", "银川市", "山东省"}, {"县（市、区）", "市中区", "有多处"}, {"县（市、区）", "青岛市市南区", "管辖范围"}, {"县（市、区）", "", "县"}, {"县（市、区）", "999999", ""}, {"县（市、区）", "某某区", ""},
	{"行业代码", "9999", "国民经济行业分类"}, {"行业代码", "", "行业"}, {"行业名称", "炼金术", "没有找到"},
	{"排污许可证编号", "12345", "排污许可证编号"}, {"排污许可证编号", "91370200MA0000001X001P", ""},
	{"经度", "12", "山东省"}, {"纬度", "北纬36度", ""}, {"排污许可证有效期至", "2026-02-30", ""}, {"排污许可证有效期至", "下个月", ""},
	{"企业规模", "巨型", ""}, {"厂区编号", "A-1-!", ""}, {"是否有重点工序", "也许", ""},
}

func dirtyList() string {
	columns := []string{"企业名称", "统一社会信用代码", "县（市、区）", "行业代码", "行业名称", "排污许可证编号", "经度", "纬度", "排污许可证有效期至", "企业规模", "厂区编号", "是否有重点工序"}
	var b strings.Builder
	b.WriteString(strings.Join(columns, ",") + "\n")
	for i, d := range dirty {
		cells := map[string]string{"企业名称": fmt.Sprintf("济南第%d号化工有限公司", i), "统一社会信用代码": apptest.CreditCode(100 + i), "县（市、区）": "历下区", "行业代码": "2614"}
		if d.column == "行业名称" {
			cells["行业代码"] = ""
		}
		if d.column == "经度" || d.column == "纬度" {
			cells["经度"], cells["纬度"] = "117.0", "36.6"
		}
		cells[d.column] = d.value
		for n, c := range columns {
			b.WriteString(map[bool]string{true: ","}[n > 0] + cells[c])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAnImportWithThirtyKindsOfDirt(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	job := p.Import("all-or-nothing", "../../脏名单.csv", strings.NewReader(dirtyList())).Want(http.StatusAccepted).Field("id")
	s.Work()
	var progress struct {
		State  string
		Result struct {
			Rows, Rejected int
			Written        bool
			Message        string
			Faults         []struct {
				Row                              int
				Column, Value, Message, Severity string
			}
		}
	}
	p.Call("GET", "/enterprise-imports/"+job, nil).Want(http.StatusOK).Into(&progress)
	if progress.State != "done" || progress.Result.Written || progress.Result.Rows != len(dirty) || progress.Result.Rejected < 15 {
		t.Errorf("%+v", progress)
	}
	for i, d := range dirty {
		said, placed := "", false
		for _, f := range progress.Result.Faults {
			if f.Row == i+2 {
				said += f.Column + "：" + f.Message + " "
				placed = placed || f.Column != "" && apptest.Chinese(f.Message)
			}
		}
		if !placed || !strings.Contains(said, d.says) {
			t.Errorf("row %d, %s %q: said %q, want %q", i+2, d.column, d.value, said, d.says)
		}
	}
	if n := s.Column("SELECT CAST(count(*) AS TEXT) FROM enterprise")[0]; n != "0" {
		t.Errorf("%s enterprises were written", n)
	}
	back := p.Call("GET", "/enterprise-imports/"+job+"/result", nil).Want(http.StatusOK)
	if name := back.Header.Get("Content-Disposition"); strings.Contains(name, "..") || strings.Contains(name, "%2F") {
		t.Errorf("the workbook is called %s", name)
	}
	book, err := excelize.OpenReader(bytes.NewReader(back.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if rows, err := book.GetRows(book.GetSheetName(0)); err != nil || len(rows) < len(dirty) {
		t.Errorf("the workbook has %d rows, %v", len(rows), err)
	}
}

const types = `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ` +
	`ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`

// zeros is an endless file that counts what is read of it.
type zeros struct{ read int64 }

func (z *zeros) Read(p []byte) (int, error) {
	clear(p)
	z.read += int64(len(p))
	return len(p), nil
}

func TestBadUploads(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	p.Import("all-or-nothing", "名单.csv", strings.NewReader("县（市、区）,统一社会信用代码,企业名称\n历下区,"+apptest.CreditCode(1)+",济南甲化工有限公司\n")).Want(http.StatusAccepted)
	s.Work()
	path := "/files?subject_type=enterprise&subject_id=" + s.Column("SELECT id FROM enterprise")[0]

	word := zipsafetest.Pack(t, map[string][]byte{"[Content_Types].xml": []byte(types), "word/document.xml": []byte("<w:document/>")})
	if name := p.Send(path, "../../x.docx", bytes.NewReader(word)).Want(http.StatusCreated).Field("name"); name != "x.docx" {
		t.Errorf("the file is called %q", name)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(filepath.Dir(s.App.Config.Data)), "x.docx")); err == nil {
		t.Error("the file has left its folder")
	}
	bomb := zipsafetest.Pack(t, map[string][]byte{"[Content_Types].xml": []byte(types), "word/document.xml": make([]byte, 64<<20)})
	p.Send(path, "报告.docx", bytes.NewReader(bomb)).Problem(http.StatusUnprocessableEntity, "疑似压缩炸弹")
	p.Import("dry-run", "名单.xlsx", bytes.NewReader(bomb)).Problem(http.StatusUnprocessableEntity)
	p.Send(path, "报告.pdf", strings.NewReader("<!doctype html><script>alert(1)</script>")).Problem(http.StatusUnprocessableEntity, "不是 .pdf 文件")
	p.Send(path, "报告.html", strings.NewReader("<!doctype html>")).Problem(http.StatusUnprocessableEntity, "不接受")
	p.Send(path, "空.pdf", strings.NewReader("")).Problem(http.StatusUnprocessableEntity, "空文件")
	if n := s.Column("SELECT CAST(count(*) AS TEXT) FROM file")[0]; n != "1" {
		t.Errorf("%s files were kept", n)
	}
}

// 200 MB are refused before they are sent where the sender waits for leave, at the limit otherwise; memory stays flat.
func TestAnUploadOf200MB(t *testing.T) {
	const size = 200 << 20
	s := apptest.New(t, func(c *app.Config) { c.UploadMegabytes = 50 })
	p := s.Officer("officer", access.RoleCity, "370100")
	p.Import("all-or-nothing", "名单.csv", strings.NewReader("县（市、区）,统一社会信用代码,企业名称\n历下区,"+apptest.CreditCode(1)+",济南甲化工有限公司\n")).Want(http.StatusAccepted)
	s.Work()
	files := "/files?subject_type=enterprise&subject_id=" + s.Column("SELECT id FROM enterprise")[0]
	for _, path := range []string{files, "/enterprises/import"} {
		content := new(zeros)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/api/v1"+path, io.LimitReader(content, size))
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = size
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		r.Header.Set("Expect", "100-continue")
		p.Do(r).Problem(http.StatusRequestEntityTooLarge, "上限", "没有保存")
		if content.read > 1<<20 {
			t.Errorf("%s: %d bytes were sent before the refusal", path, content.read)
		}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	p.Send(files, "报告.pdf", io.LimitReader(new(zeros), size)).Problem(http.StatusRequestEntityTooLarge, "上限", "没有保存")
	runtime.ReadMemStats(&after)
	if grown := int64(after.TotalAlloc - before.TotalAlloc); grown > 32<<20 {
		t.Errorf("%d MB were allocated for a file of 200 MB", grown>>20)
	}
	left := 0
	err := filepath.WalkDir(filepath.Join(s.App.Config.Data, "files"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			left++
		}
		return err
	})
	if err != nil || left > 0 {
		t.Errorf("%d files are left of refused uploads, %v", left, err)
	}
}

func TestBadMarksAndASecondPublication(t *testing.T) {
	s := apptest.New(t)
	options := demo.Options{Seed: 1, Enterprises: 400, Password: apptest.Password, Files: s.App.Files()}
	if err := demo.Load(access.With(context.Background(), access.System), s.App.DB, options); err != nil {
		t.Fatal(err)
	}
	seat := strings.Fields(s.Column(`SELECT x.login || ' ' || m.appraisal_id FROM panel_member m JOIN account x ON x.expert_id = m.expert_id JOIN appraisal a ON a.id = m.appraisal_id
		WHERE m.state = 'joined' AND a.state = 'panel-set' AND EXISTS (SELECT 1 FROM panel_member o WHERE o.appraisal_id = m.appraisal_id AND o.state = 'submitted') ORDER BY x.login`)[0])
	var marks map[string]string
	if err := json.Unmarshal([]byte(s.Column("SELECT marks FROM panel_member WHERE appraisal_id = ? AND state = 'submitted'", seat[1])[0]), &marks); err != nil {
		t.Fatal(err)
	}
	expert, path := s.As(seat[0]), "/appraisals/"+seat[1]+"/marks"
	etag := expert.Call("GET", path, nil).Want(http.StatusOK).Header.Get("ETag")
	for _, bad := range []string{"101", "优", "0.05", "-1", "1e1", "９９９", "NaN", "1,5"} {
		for id := range marks {
			expert.Call("PUT", path, map[string]any{"marks": map[string]string{id: bad}}, "If-Match", etag).Problem(http.StatusUnprocessableEntity, "marks", id)
			break
		}
	}
	problem := expert.Call("PUT", path, map[string]any{"marks": map[string]string{"no-such-item": "1"}}, "If-Match", etag).Problem(http.StatusUnprocessableEntity)
	if len(problem.Errors) != 1 {
		t.Errorf("%+v", problem)
	}
	expert.Call("PUT", path, `{"marks": {"a": 5}}`, "If-Match", etag).Problem(http.StatusUnprocessableEntity, "应为文字")

	province := s.As("province")
	list := s.Column("SELECT id FROM annual_list WHERE state = 'published' ORDER BY id")[0]
	rows := s.Column("SELECT CAST(count(*) AS TEXT) FROM list_row")[0]
	for range 2 {
		shown := province.Call("GET", "/annual-lists/"+list, nil).Want(http.StatusOK)
		province.Call("POST", "/annual-lists/"+list+"/publish", nil, "If-Match", shown.Header.Get("ETag")).Problem(http.StatusConflict, "已公布")
	}
	s.Work()
	if now := s.Column("SELECT CAST(count(*) AS TEXT) FROM list_row")[0]; now != rows {
		t.Errorf("%s rows, %s before the second publication", now, rows)
	}
}
