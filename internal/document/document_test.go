package document

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/fault"
)

// notice is a whole document with every kind of block.
func notice() Document {
	return Document{
		Letterhead: "山东省生态环境厅文件", DocumentNo: "鲁环函〔2026〕12号",
		Title:     "山东省生态环境厅\n关于开展2026年度强制性清洁生产审核工作的通知",
		Addressee: "各市生态环境局", Author: "山东省生态环境厅",
		Blocks: []Block{
			Paragraph{Text: "为促进形成绿色生产方式，推动经济高质量发展，根据《清洁生产审核办法》第十一条和《山东省清洁生产促进条例》第二十六条，现将2026年度强制性清洁生产审核工作有关事项通知如下。"},
			Heading{1, "一、严格审核程序"},
			Heading{2, "（一）突出审核重点"},
			Paragraph{Text: "以能源、冶金、焦化、建材、有色、化工、印染、造纸、原料药、电镀等行业为重点，深入推进强制性清洁生产审核。鼓励企业开展自愿性清洁生产评价认证，对通过评价认证且满足清洁生产审核要求的，视同开展强制性清洁生产审核。"},
			Heading{3, "1.公布名单"},
			Paragraph{Text: "列入名单的企业应当自名单公布之日起两个月内开展清洁生产审核，一年内完成审核并提交审核报告 <A & B>。"},
			Heading{4, "（1）时限"},
			Table{Caption: "表1　清洁生产审核企业名单", Columns: []TableColumn{{Title: "序号"}, {Title: "企业名称", Align: Left}, {Title: "统一社会信用代码"}, {Title: "列入原因"}, {Title: "年节能量（吨标准煤）", Align: Right}},
				Rows: [][]string{{"1", "山东某某化工有限公司", "91370000MA3C4D5E6F", "双有", "1234.5"}, {"2", "济南某某钢铁集团股份有限公司第二炼钢厂", "91370100163142089X", "双超、高耗能", "20980"}}},
			PageBreak{},
			Paragraph{Text: "特此通知。"},
		},
		Attachments: []string{"2026年度强制性清洁生产审核企业名单", "清洁生产审核报告编制要求"},
		Signature:   Signature{Organs: []string{"山东省生态环境厅", "山东省发展和改革委员会"}, Date: "2026-02-07", Note: "联系人：张某，联系电话：0531-00000000"},
		CopyTo:      "生态环境部，省政府办公厅，省工业和信息化厅",
	}
}

func written(t *testing.T, d Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// parts reads a container with a second reader.
func parts(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(b)
	}
	return all
}

// Every part is well-formed with bound prefixes, has a content type, and every relationship leads somewhere.
func TestContainerIsSound(t *testing.T) {
	all := parts(t, written(t, notice()))
	var types struct {
		Default []struct {
			Extension string `xml:",attr"`
		}
		Override []struct {
			PartName    string `xml:",attr"`
			ContentType string `xml:",attr"`
		}
	}
	if err := xml.Unmarshal([]byte(all["[Content_Types].xml"]), &types); err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, o := range types.Override {
		declared[strings.TrimPrefix(o.PartName, "/")] = true
		if _, there := all[strings.TrimPrefix(o.PartName, "/")]; !there {
			t.Errorf("%s has a type and no content", o.PartName)
		}
	}
	ids := map[string]bool{}
	for name, content := range all {
		wellFormed(t, name, content)
		if !strings.HasSuffix(name, ".rels") && name != "[Content_Types].xml" && !declared[name] {
			t.Errorf("%s has no content type", name)
		}
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		var rels struct {
			Relationship []struct {
				ID, Target string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal([]byte(strings.ReplaceAll(content, "Id=", "ID=")), &rels); err != nil {
			t.Fatal(err)
		}
		base := path.Dir(path.Dir(name))
		for _, r := range rels.Relationship {
			if name == "word/_rels/document.xml.rels" {
				ids[r.ID] = true
			}
			if _, there := all[path.Join(base, r.Target)]; !there {
				t.Errorf("%s leads to %s, which is not there", name, r.Target)
			}
		}
	}
	for _, m := range regexp.MustCompile(`r:id="([^"]+)"`).FindAllStringSubmatch(all["word/document.xml"], -1) {
		if !ids[m[1]] {
			t.Errorf("the document refers to %s, which is no relationship", m[1])
		}
	}
	styleIDs := all["word/styles.xml"]
	for _, m := range regexp.MustCompile(`<w:pStyle w:val="([^"]+)"`).FindAllStringSubmatch(all["word/document.xml"]+all["word/footer1.xml"], -1) {
		if !strings.Contains(styleIDs, `w:styleId="`+m[1]+`"`) {
			t.Errorf("style %s is used and not defined", m[1])
		}
	}
}

func wellFormed(t *testing.T, name, content string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(content))
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if e, ok := tok.(xml.StartElement); ok {
			for _, n := range append([]xml.Name{e.Name}, names(e.Attr)...) {
				// An unbound prefix stays as the name space.
				if n.Space != "" && n.Space != "xmlns" && n.Space != "xml" && !strings.Contains(n.Space, "/") {
					t.Errorf("%s: prefix %s is not bound", name, n.Space)
				}
			}
		}
	}
}

func names(attrs []xml.Attr) (all []xml.Name) {
	for _, a := range attrs {
		all = append(all, a.Name)
	}
	return all
}

// The order of paragraph properties is fixed by the schema; Word refuses files that break it.
func TestPropertiesKeepTheOrderOfTheSchema(t *testing.T) {
	order := []string{"pStyle", "keepNext", "keepLines", "framePr", "widowControl", "pBdr", "autoSpaceDE", "autoSpaceDN", "spacing", "ind", "jc", "outlineLvl", "rPr"}
	all := parts(t, written(t, notice()))
	for _, name := range []string{"word/document.xml", "word/styles.xml", "word/footer1.xml"} {
		for _, m := range regexp.MustCompile(`<w:pPr>(.*?)</w:pPr>`).FindAllStringSubmatch(all[name], -1) {
			last := -1
			inner := regexp.MustCompile(`<w:pBdr>.*?</w:pBdr>`).ReplaceAllString(m[1], "<w:pBdr/>")
			for _, e := range regexp.MustCompile(`<w:(\w+)`).FindAllStringSubmatch(inner, -1) {
				at := -1
				for i, o := range order {
					if o == e[1] {
						at = i
					}
				}
				if at <= last {
					t.Errorf("%s: %s is out of order in %s", name, e[1], m[1])
				}
				last = at
			}
		}
	}
}

// The measures of GB/T 9704-2012 that an officer would check with a ruler.
func TestLayout(t *testing.T) {
	all := parts(t, written(t, notice()))
	body, style := all["word/document.xml"], all["word/styles.xml"]
	for _, c := range []struct{ what, part, want string }{
		{"A4", body, `<w:pgSz w:w="11906" w:h="16838"/>`},
		{"margins 37, 26, 35, 28 mm", body, `<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588"`},
		{"28 pt a line", style, `<w:spacing w:line="560" w:lineRule="exact"/>`},
		{"body in imitation Song", style, `w:eastAsia="仿宋_GB2312" w:cs="Times New Roman"/><w:sz w:val="32"/>`},
		{"two characters of indent", style, `<w:ind w:firstLineChars="200" w:firstLine="640"/>`},
		{"title in 22 pt", style, `w:eastAsia="方正小标宋简体" w:cs="Times New Roman"/><w:sz w:val="44"/>`},
		{"title falls back to Song", all["word/fontTable.xml"], `<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>`},
		{"title on balanced lines", body, `<w:pStyle w:val="Title"/></w:pPr><w:r><w:t xml:space="preserve">清洁生产审核工作的通知`},
		{"copies at the foot of the last page", body, `w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>`},
		{"addressee with colon, no indent", body, `<w:pStyle w:val="Addressee"/></w:pPr><w:r><w:t xml:space="preserve">各市生态环境局：`},
		{"table ruled inside", body, `<w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>`},
		{"header row repeats", body, `<w:tblHeader/>`},
		{"date four characters from the edge", body, `<w:ind w:right="1280"/></w:pPr><w:r><w:t xml:space="preserve">2026年2月7日`},
		{"organ centred over the date", body, fmt.Sprintf(`<w:ind w:right="%d"/></w:pPr><w:r><w:t xml:space="preserve">山东省生态环境厅<`, 1280+(measure("2026年2月7日")-8*320)/2)},
		{"page number on odd pages at the right", all["word/footer1.xml"], `<w:jc w:val="right"/></w:pPr><w:r><w:t xml:space="preserve">— </w:t>`},
		{"page number on even pages at the left", all["word/footer2.xml"], `<w:jc w:val="left"/>`},
		{"second attachment under the first", body, `<w:ind w:left="1920" w:hanging="320"/></w:pPr><w:r><w:t xml:space="preserve">2.清洁生产审核报告编制要求`},
		{"text is escaped", body, `&lt;A &amp; B&gt;`},
	} {
		if !strings.Contains(c.part, c.want) {
			t.Errorf("%s: no %s", c.what, c.want)
		}
	}
	widths := 0
	for _, m := range regexp.MustCompile(`<w:gridCol w:w="(\d+)"/>`).FindAllStringSubmatch(body, -1) {
		var w int
		fmt.Sscan(m[1], &w)
		widths += w
	}
	if widths != textWidth {
		t.Errorf("columns are %d wide together, want %d", widths, textWidth)
	}
}

// Titles break where the sense allows, into lines of like length.
func TestTitlesAreBalanced(t *testing.T) {
	for title, want := range map[string]string{
		"强制性清洁生产审核告知书":             "强制性清洁生产审核告知书",
		"关于开展2026年度强制性清洁生产审核工作的通知": "关于开展2026年度强制性|清洁生产审核工作的通知",
		"山东省生态环境厅关于公布2026年度强制性清洁生产审核企业名单和加强清洁生产审核工作的通知": "山东省生态环境厅关于公布|2026年度强制性清洁生产审核|企业名单和加强清洁生产审核工作的通知",
		strings.Repeat("9", 60): strings.Repeat("9", 60),
	} {
		if got := strings.Join(balance(title), "|"); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Columns without weights are as wide as what stands in them, codes whole.
func TestColumnsFitTheirContent(t *testing.T) {
	table := notice().Blocks[7].(Table)
	w := table.widths(table.points2(textWidth), textWidth)
	if code := 18 * 120; w[2] < code || w[0] > w[3] || w[1] < w[2]*4/5 {
		t.Errorf("widths %v", w)
	}
	table.Rows[0][2] = strings.Repeat("9", 200)
	sum := 0
	for _, w := range table.widths(table.points2(textWidth), textWidth) {
		if sum += w; w <= 0 {
			t.Errorf("widths %v", table.widths(table.points2(textWidth), textWidth))
		}
	}
	if sum != textWidth {
		t.Errorf("sum %d, want %d", sum, textWidth)
	}
}

func TestSameDocumentSameBytes(t *testing.T) {
	once, again := sha256.Sum256(written(t, notice())), sha256.Sum256(written(t, notice()))
	if once != again {
		t.Error("two writings differ")
	}
}

// An incomplete document is refused, with everything that is missing.
func TestIncompleteDocumentIsRefused(t *testing.T) {
	d := Document{Title: " ", DocumentNo: "鲁环〔{{年份}}〕1号", Blocks: []Block{
		Paragraph{}, Heading{5, ""}, Table{Caption: "表1", Columns: []TableColumn{{}, {}}, Rows: [][]string{{"a"}}}, Table{},
		Paragraph{Text: "企业{{企业名称}}应当"}}, Signature: Signature{Date: "2026-02-30"}}
	err := Write(io.Discard, d)
	if !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"请填写标题", "一段正文是空的", "一至四级", "小标题是空的", "表格“表1”第 1 行有 1 格，应为 2 格", "没有内容", "{{企业名称}}", "{{年份}}", "不是日期"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestTextFromPeopleCannotBreakTheFile(t *testing.T) {
	d := notice()
	d.Blocks = []Block{Paragraph{Text: "a\x00b\x0bc\ufffed\xff]]>\te"}, Table{Columns: []TableColumn{{Title: "<x>"}}, Rows: [][]string{{"一\r\n二"}}}}
	all := parts(t, written(t, d))
	wellFormed(t, "word/document.xml", all["word/document.xml"])
	if !strings.Contains(all["word/document.xml"], "abcd]]&gt;&#x9;e") || !strings.Contains(all["word/document.xml"], "一</w:t><w:br/><w:t") {
		t.Error(all["word/document.xml"])
	}
}

// With DOCUMENT_SAMPLE=folder the test leaves its document there, to be looked at in an office program.
func TestSample(t *testing.T) {
	folder := os.Getenv("DOCUMENT_SAMPLE")
	if folder == "" {
		t.Skip("DOCUMENT_SAMPLE is not set")
	}
	if err := os.WriteFile(path.Join(folder, "notice.docx"), written(t, notice()), 0o600); err != nil {
		t.Fatal(err)
	}
}
