package document

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe/zipsafetest"
)

func body(paragraphs string) string {
	return `<w:document ` + nsMain + `><w:body>` + paragraphs + `</w:body></w:document>`
}

func parse(data []byte) (*Template, error) {
	return ParseTemplate(bytes.NewReader(data), int64(len(data)))
}

// visible gives the text of a part, paragraph by paragraph.
func visible(xml string) string {
	xml = strings.NewReplacer("</w:p>", "\n", "<w:br/>", "|").Replace(xml)
	return strings.TrimSpace(regexp.MustCompile(`<[^>]+>`).ReplaceAllString(xml, ""))
}

var values = map[string]string{"企业名称": "甲 & 乙", "文号": "鲁环〔2026〕1号", "日期": "2026年1月2日", "联系电话": "", "意见": "一\n二"}

// How Word and people write fields, and what comes out.
func TestFieldsAreFilled(t *testing.T) {
	for _, c := range []struct{ name, xml, want string }{
		{"one run", `<w:p><w:r><w:t>致{{企业名称}}：</w:t></w:r></w:p>`, "致甲 &amp; 乙："},
		{"split over runs", `<w:p><w:r><w:t>致{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>{企业</w:t></w:r><w:r><w:t>名称}</w:t></w:r><w:r><w:t>}：</w:t></w:r></w:p>`, "致甲 &amp; 乙："},
		{"two in one run, spaces inside", `<w:p><w:r><w:t xml:space="preserve">{{ 文号 }} {{日期}}</w:t></w:r></w:p>`, "鲁环〔2026〕1号 2026年1月2日"},
		{"end of one and begin of the next in one run", `<w:p><w:r><w:t>{{文</w:t></w:r><w:r><w:t>号}}、{{日</w:t></w:r><w:r><w:t>期}}</w:t></w:r></w:p>`, "鲁环〔2026〕1号、2026年1月2日"},
		{"full-width braces", `<w:p><w:r><w:t>｛｛文号｝｝</w:t></w:r></w:p>`, "鲁环〔2026〕1号"},
		{"may stay empty", `<w:p><w:r><w:t>电话{{联系电话?}}。{{联系电话？}}</w:t></w:r></w:p>`, "电话。"},
		{"line break in a value", `<w:p><w:r><w:t>{{意见}}</w:t></w:r></w:p>`, "一|二"},
		{"in a text box inside a paragraph", `<w:p><w:r><w:t>外{{文</w:t></w:r><w:r><w:txbxContent><w:p><w:r><w:t>内{{日期}}</w:t></w:r></w:p></w:txbxContent></w:r><w:r><w:t>号}}</w:t></w:r></w:p>`, "外鲁环〔2026〕1号内2026年1月2日"},
		{"entities and single braces stay", `<w:p><w:r><w:t>{a} &lt; {{文号}} &amp; }</w:t></w:r><w:r><w:t/></w:r></w:p>`, "{a} &lt; 鲁环〔2026〕1号 &amp; }"},
		{"same word in a drawing is no field", `<w:p><w:r><a:t xmlns:a="urn:x/drawing">{{甲}}</a:t></w:r></w:p>`, "{{甲}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tpl, err := parse(zipsafetest.Pack(t, map[string]string{"word/document.xml": body(c.xml), "word/media/a.bin": "{{x}}"}))
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			if err := tpl.Fill(&b, values); err != nil {
				t.Fatal(err)
			}
			all := parts(t, b.Bytes())
			wellFormed(t, c.name, all["word/document.xml"])
			if got := strings.ReplaceAll(visible(all["word/document.xml"]), "\n", ""); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if all["word/media/a.bin"] != "{{x}}" {
				t.Error("another part changed")
			}
		})
	}
}

func TestTemplateFaultsNameEverything(t *testing.T) {
	tpl, err := parse(zipsafetest.Pack(t, map[string]string{
		"word/document.xml": body(`<w:p><w:r><w:t>{{企业名称}}{{法人}}{{联系电话}}{{法人}}</w:t></w:r></w:p>`),
		"word/header1.xml":  `<w:hdr ` + nsMain + `><w:p><w:r><w:t>{{页眉}}</w:t></w:r></w:p></w:hdr>`}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := tpl.Fields(), []string{"企业名称", "法人", "联系电话", "页眉"}; !reflect.DeepEqual(got, want) {
		t.Errorf("fields %v, want %v", got, want)
	}
	err = tpl.Fill(io.Discard, values)
	if !fault.Is(err, fault.KindInvalid) || len(fault.As(err).Fields) != 3 {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"“法人”系统不提供", "“页眉”系统不提供", "“联系电话”没有内容", "可用的字段：企业名称、意见、文号、日期、联系电话"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestBadTemplatesAreRefused(t *testing.T) {
	rels := func(mode, kind string) string {
		return `<Relationships><Relationship Id="a" Type="x/` + kind + `" Target="http://evil.example/x" TargetMode="` + mode + `"/></Relationships>`
	}
	for _, c := range []struct {
		name, want string
		content    map[string]string
	}{
		{"no document", "不是 .docx", map[string]string{"a.txt": "x"}},
		{"macros", "宏", map[string]string{"word/document.xml": body(""), "word/vbaProject.bin": "x"}},
		{"outside picture", "外部文件", map[string]string{"word/document.xml": body(""), "word/_rels/document.xml.rels": rels("External", "image")}},
		{"field that does not close", "没有写完整：“{{企业名称”", map[string]string{"word/document.xml": body(`<w:p><w:r><w:t>{{企业名称</w:t></w:r></w:p><w:p><w:r><w:t>}}</w:t></w:r></w:p>`)}},
		{"field without a name", "没有写完整", map[string]string{"word/document.xml": body(`<w:p><w:r><w:t>{{ }}</w:t></w:r></w:p>`)}},
		{"broken xml", "已损坏", map[string]string{"word/document.xml": "<w:p><w:t>"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse(zipsafetest.Pack(t, c.content))
			if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
	if _, err := parse(zipsafetest.Pack(t, map[string]string{"word/document.xml": body(""), "word/_rels/document.xml.rels": rels("External", "hyperlink")})); err != nil {
		t.Errorf("a link is fine: %v", err)
	}
}

// The office's template goes before the built-in layout; our own documents can serve as one.
func TestLibrary(t *testing.T) {
	l := Library{Folder: t.TempDir()}
	builtIn := func() Document {
		return Document{Title: "告知书", Blocks: []Block{Paragraph{Text: "内置正文"}}}
	}
	produce := func() string {
		var b bytes.Buffer
		if err := l.Produce(&b, "notice", values, builtIn); err != nil {
			t.Fatal(err)
		}
		return visible(parts(t, b.Bytes())["word/document.xml"])
	}
	if got := produce(); !strings.Contains(got, "内置正文") {
		t.Errorf("built-in: %s", got)
	}
	own := zipsafetest.Pack(t, map[string]string{"word/document.xml": body(`<w:p><w:r><w:t>本局{{文号}}</w:t></w:r></w:p>`)})
	if err := os.WriteFile(filepath.Join(l.Folder, "notice.docx"), own, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := produce(); got != "本局鲁环〔2026〕1号" {
		t.Errorf("own template: %s", got)
	}
	if err := l.Produce(io.Discard, "../notice", values, builtIn); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a name that leaves the folder: %v", err)
	}
}
