package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/report"
	"qingshen/law"
)

func load(t testing.TB) (*dossier.Form, *report.Outline) {
	t.Helper()
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	outlines, err := report.Load(law.Files, forms.Edition("2026"))
	if err != nil {
		t.Fatal(err)
	}
	return forms.Edition("2026"), outlines.On("2026-11-28")
}

func example(t testing.TB) *dossier.Dossier {
	t.Helper()
	raw, err := law.Files.ReadFile("dossier/example.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := dossier.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func compose(t testing.TB, d *dossier.Dossier, variant string, texts map[string]report.Text, marks ...report.Mark) *report.Report {
	t.Helper()
	form, outline := load(t)
	v, ok := outline.Variant(variant)
	if !ok {
		t.Fatal("no variant", variant)
	}
	book, _ := form.Read(d)
	return report.Compose(report.Input{Outline: outline, Book: book, Variant: v, Texts: texts, Marks: marks})
}

func section(t testing.TB, r *report.Report, id string) report.SectionView {
	t.Helper()
	for _, c := range r.Chapters {
		for _, s := range c.Sections {
			if s.ID == id {
				return s
			}
		}
	}
	t.Fatal("no section", id)
	return report.SectionView{}
}

// The sentences take every figure from the dossier, and say nothing of what is not known.
func TestSentencesAreDraftedFromTheDossier(t *testing.T) {
	d := example(t)
	r := compose(t, d, "evaluation", nil)
	for id, words := range map[string]string{
		"preface-enterprise":     "山东甲电镀有限公司（统一社会信用代码91370102MA3DEMO06K）位于济南市历下区示范路1号。企业规模为小型，现有职工86人。",
		"preface-reason":         "（双有）列入2026年度强制性清洁生产审核名单",
		"preassessment-products": "2025年镀锌件产量51.3万m²。",
		"preassessment-energy":   "综合能源消费量：2023年261.16 tce，2024年270.13 tce，2025年272.1 tce。",
	} {
		if got := section(t, r, id).Text; !strings.Contains(got, words) {
			t.Errorf("%s: %q does not say %q", id, got, words)
		}
	}
	d.Audit.Agency = ""
	if got := section(t, compose(t, d, "evaluation", nil), "preface-reason").Text; strings.Contains(got, "技术咨询服务") {
		t.Errorf("an agency that is not there is named: %s", got)
	}
}

// An edited text stays when the report is written again, and says when the dossier has moved on.
func TestEditedTextsAreKept(t *testing.T) {
	d := example(t)
	base := section(t, compose(t, d, "evaluation", nil), "preassessment-products").Text
	texts := map[string]report.Text{"preassessment-products": {Text: "产量平稳增长。", Base: base}}
	s := section(t, compose(t, d, "evaluation", texts), "preassessment-products")
	if s.Text != "产量平稳增长。" || !s.Edited || s.Stale {
		t.Errorf("%+v", s)
	}
	d.Tables["products"][2]["output"] = []byte(`"55"`)
	if s = section(t, compose(t, d, "evaluation", texts), "preassessment-products"); s.Text != "产量平稳增长。" || !s.Stale {
		t.Errorf("%+v", s)
	}
}

// What the gate refuses, and what it lets pass.
func TestTheGate(t *testing.T) {
	for _, c := range []struct {
		name, text, rule, says string
	}{
		{"a figure of the dossier", "2025年镀锌件产量51.3万m²，与设备能力相称。", "", ""},
		{"the same figure in another unit", "2025年镀锌件产量513000 m²。", "", ""},
		{"rounded", "2025年镀锌件产量约51万m²。", "", ""},
		{"a slip of a digit", "2025年镀锌件产量51.8万m²。", report.RuleNumber, "“51.8 万m²”与资料中的51.3 万m²"},
		{"a figure from elsewhere", "同行业平均产量900万m²。", "hint", "在资料中没有"},
		{"a placeholder", "产量由×××公司核定。", report.RulePlaceholder, "×××"},
		{"a name of letters", "产量由XX公司核定。", report.RulePlaceholder, "XX公司"},
		{"a code that happens to hold them", "统一社会信用代码91370102XX0000019Q。", "", ""},
		{"unfinished", "本节待补充。", report.RulePlaceholder, "待补充"},
		{"a field", "产量{output}。", report.RulePlaceholder, "{output}"},
		{"a table that is there", "产量见表2-1。", "", ""},
		{"a table that is not", "产量见表2-99。", report.RuleReference, "表2-99不存在"},
		{"a year is no figure", "2025年完成。", "", ""},
	} {
		d := example(t)
		base := section(t, compose(t, d, "evaluation", nil), "preassessment-products").Text
		found := compose(t, d, "evaluation", map[string]report.Text{"preassessment-products": {Text: c.text, Base: base}}).Gate(nil)
		got := dossier.Finding{}
		for _, f := range found {
			if f.Place.Path == "texts.preassessment-products" {
				got = f
			}
		}
		rule := got.Rule
		if got.Severity == dossier.SeverityHint {
			rule = "hint"
		}
		if rule != c.rule || !strings.Contains(got.Message, c.says) {
			t.Errorf("%s: %s %q, want %s %q", c.name, rule, got.Message, c.rule, c.says)
		}
	}
	d := example(t)
	if found := compose(t, d, "evaluation", nil).Gate(nil); !report.Passes(found) {
		t.Errorf("the example does not pass: %+v", found)
	}
	delete(d.Tables, "targets")
	found := compose(t, d, "evaluation", nil).Gate(nil)
	if report.Passes(found) || found[0].Rule != report.RuleEmptyTable || found[0].Place.Table != "targets" {
		t.Errorf("an empty table of targets passes: %+v", found)
	}
}

// The public version withholds marked columns and rows, in tables, sentences and figures, and says why.
func TestThePublicVersionWithholds(t *testing.T) {
	d := example(t)
	for _, row := range d.Tables["materials"] {
		row["component"] = []byte(`"三氧化铬99.7%"`)
	}
	texts := map[string]report.Text{"preassessment-materials": {Text: "钝化使用铬酐，主要成分三氧化铬99.7%，2025年用量2.46 t。"}}
	r := compose(t, d, "public", texts, report.Mark{Table: "materials", Row: "铬酐 镀锌件", Reason: "配方属于商业秘密"})
	var b bytes.Buffer
	if err := r.Volume(false, "2026-11-28").WriteDOCX(&b); err != nil {
		t.Fatal(err)
	}
	text := plain(t, part(t, b.Bytes(), "word/document.xml"))
	for _, secret := range []string{"三氧化铬", "2.46"} {
		if strings.Contains(text, secret) {
			t.Errorf("the public version says %s", secret)
		}
	}
	for _, said := range []string{report.Block, "配方属于商业秘密", "不公开内容的说明"} {
		if !strings.Contains(text, said) {
			t.Errorf("the public version does not say %s", said)
		}
	}
	if open := section(t, compose(t, d, "full", texts), "preassessment-materials"); !strings.Contains(open.Text, "三氧化铬99.7%") {
		t.Errorf("the full report withholds: %s", open.Text)
	}
}

func part(t testing.TB, raw []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// plain reads the text out of XML, and refuses XML that is none.
func plain(t testing.TB, source string) string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(source))
	out := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if text, ok := token.(xml.CharData); ok {
			out += string(text)
		}
	}
}

// The .docx is read by a second reader: every part is XML, every picture that is named is there and is a picture, tables are
// numbered by chapter and their heads repeat, wide ones lie across, a draft says so over every page.
func TestTheDOCXIsWhole(t *testing.T) {
	var b bytes.Buffer
	d := example(t)
	d.Tables["emissions"] = append(d.Tables["emissions"], d.Tables["emissions"]...)
	if err := compose(t, d, "full", nil).Volume(true, "2026-11-28").WriteDOCX(&b); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		content := part(t, b.Bytes(), f.Name)
		if strings.HasSuffix(f.Name, ".png") {
			if !strings.HasPrefix(content, "\x89PNG") {
				t.Errorf("%s is no picture", f.Name)
			}
			continue
		}
		plain(t, content)
	}
	body := part(t, b.Bytes(), "word/document.xml")
	relations := part(t, b.Bytes(), "word/_rels/document.xml.rels")
	if n := strings.Count(body, "<a:blip "); n < 4 || strings.Count(relations, "/image\"") != n {
		t.Errorf("%d pictures in the text, relations %s", n, relations)
	}
	text := plain(t, body)
	for _, words := range []string{"目  录", "表1-1  审核小组", "表2-1  企业基本情况", "图2-1  近三年工业总产值", "7  持续清洁生产", "审核报告签署页"} {
		if !strings.Contains(text, words) {
			t.Errorf("the report does not say %s", words)
		}
	}
	if !strings.Contains(body, `w:orient="landscape"`) || !strings.Contains(part(t, b.Bytes(), "word/header1.xml"), "草稿") {
		t.Error("no page across, or no watermark")
	}
	var again bytes.Buffer
	if err := compose(t, d, "full", nil).Volume(true, "2026-11-28").WriteDOCX(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("the same report gives other bytes", err)
	}
	keep(t, "example.docx", b.Bytes())
}

// keep writes what a test made into the folder that REPORT_LOOK names, for those who want to look at it.
func keep(t testing.TB, name string, raw []byte) {
	if folder := os.Getenv("REPORT_LOOK"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// The PDF is read by a second program: chapters, captions and page numbers of the contents stand in it.
func TestThePDFIsRead(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not here")
	}
	var b bytes.Buffer
	if err := compose(t, example(t), "full", nil).Volume(false, "2026-11-28").WritePDF(&b); err != nil {
		t.Fatal(err)
	}
	keep(t, "example.pdf", b.Bytes())
	file := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(out)), "")
	for _, words := range []string{"清洁生产审核报告", "表2-1企业基本情况", "图2-1近三年工业总产值", "—1—", "综合能源消费量"} {
		if !strings.Contains(text, words) {
			t.Errorf("the PDF does not say %s", words)
		}
	}
	if strings.Contains(text, "〓") {
		t.Error("a character is missing in the font")
	}
}
