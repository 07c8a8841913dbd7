package docx

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/document"
	"qingshen/internal/zipsafe/zipsafetest"
)

const space = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`

func read(t *testing.T, body string, more map[string]string) ([]Block, bool) {
	t.Helper()
	parts := map[string]string{"word/document.xml": `<w:document ` + space + `><w:body>` + body + `</w:body></w:document>`}
	for name, content := range more {
		parts[name] = content
	}
	r := bytes.NewReader(zipsafetest.Pack(t, parts))
	blocks, cut, err := Read(r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	return blocks, cut
}

func TestRead(t *testing.T) {
	png := "\x89PNG\r\n\x1a\nxx"
	styles := `<w:styles ` + space + `><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="a3"><w:name w:val="章"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>`
	rels := `<Relationships><Relationship Id="r1" Type="http://x/image" Target="media/1.png"/><Relationship Id="r2" Type="http://x/image" Target="http://evil/x.png" TargetMode="External"/><Relationship Id="r3" Type="http://x/image" Target="media/x.svg"/></Relationships>`
	more := map[string]string{"word/styles.xml": styles, "word/_rels/document.xml.rels": rels, "word/media/1.png": png, "word/media/x.svg": "<svg onload='x()'/>"}
	for _, c := range []struct{ name, body, want string }{
		{"headings by name and by outline", `<w:p><w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>总论</w:t></w:r></w:p><w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>企业概况</w:t></w:r></w:p>`, "heading1[总论] heading2[企业概况]"},
		{"runs of one look are one", `<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r><w:r><w:rPr><w:b w:val="0"/><w:i/></w:rPr><w:t>丁</w:t></w:r></w:p>`, "paragraph0[甲|b:乙\n丙|i:丁]"},
		{"what was deleted is not shown", `<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>`, "paragraph0[新]"},
		{"what is said twice is shown once", `<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>框</w:t></mc:Choice><mc:Fallback><w:t>框</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "paragraph0[框]"},
		{"items", `<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>一项</w:t></w:r></w:p>`, "item0[一项]"},
		{"empty lines are left out", `<w:p/><w:p><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>`, ""},
		{"tables", `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>合计</w:t></w:r></w:p><w:p><w:r><w:t>（吨）</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>里</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>`, "table0[2:合计\n（吨）/1,里]"},
		{"pictures of the document only", `<w:p><w:r><w:drawing><a:blip r:embed="r1"/></w:drawing></w:r><w:r><a:blip r:embed="r2"/><a:blip r:embed="r3"/><a:blip r:embed="r9"/></w:r></w:p>`, "picture0[data:image/png;base64]"},
		{"marks stay text", `<w:p><w:r><w:t>&lt;script&gt;x()&lt;/script&gt;</w:t></w:r></w:p>`, "paragraph0[<script>x()</script>]"},
	} {
		blocks, cut := read(t, c.body, more)
		if got := drawn(blocks); got != c.want || cut {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
		}
	}
}

// drawn writes blocks on one line.
func drawn(blocks []Block) string {
	out := []string{}
	for _, b := range blocks {
		inside := []string{}
		for _, r := range b.Runs {
			look := map[bool]string{true: "b:"}[r.Bold] + map[bool]string{true: "i:"}[r.Italic]
			inside = append(inside, look+r.Text)
		}
		for i, row := range b.Rows {
			cells := []string{}
			for _, c := range row {
				span := ""
				if c.Span > 1 {
					span = fmt.Sprint(c.Span, ":")
				}
				cells = append(cells, span+c.Text)
			}
			inside = append(inside, strings.Join(cells, ","))
			if i < len(b.Rows)-1 {
				inside[len(inside)-1] += "/"
			}
		}
		join := "|"
		if b.Kind == Table {
			join = ""
		}
		text, _, _ := strings.Cut(b.Picture, ",")
		out = append(out, fmt.Sprintf("%s%d[%s]", b.Kind, b.Level, strings.Join(inside, join)+text))
	}
	return strings.Join(out, " ")
}

func TestALongDocumentIsCut(t *testing.T) {
	if blocks, cut := read(t, strings.Repeat("<w:p><w:r><w:t>行</w:t></w:r></w:p>", blocksMost+5), nil); len(blocks) != blocksMost || !cut {
		t.Errorf("%d blocks, cut %v", len(blocks), cut)
	}
}

func TestBrokenDocumentsAreRefused(t *testing.T) {
	for name, parts := range map[string]map[string]string{
		"no text":   {"x": "x"},
		"cut short": {"word/document.xml": `<w:document ` + space + `><w:body><w:p><w:r>`},
		"no xml":    {"word/document.xml": "\x00\x01"},
	} {
		r := bytes.NewReader(zipsafetest.Pack(t, parts))
		if blocks, _, err := Read(r, r.Size()); err == nil {
			t.Errorf("%s: read as %v", name, blocks)
		}
	}
}

// What the system writes itself it can show.
func TestOwnDocumentsAreShown(t *testing.T) {
	var b bytes.Buffer
	doc := document.Document{Title: "关于开展清洁生产审核的通知", Addressee: "济南甲化工有限公司", Signature: document.Signature{Organs: []string{"济南市生态环境局"}, Date: "2026-09-07"}, Blocks: []document.Block{document.Paragraph{Text: "请按期开展。"}}}
	if err := document.Write(&b, doc); err != nil {
		t.Fatal(err)
	}
	blocks, _, err := Read(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if text := drawn(blocks); err != nil || !strings.Contains(text, "关于开展清洁生产审核的通知") || !strings.Contains(text, "2026年9月7日") {
		t.Errorf("%s, %v", text, err)
	}
}
