package file

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe/zipsafetest"
)

func blobs(t *testing.T) *Store {
	t.Helper()
	s, err := NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// left counts the files in the folder.
func left(t *testing.T, s *Store) (n int) {
	t.Helper()
	err := filepath.WalkDir(s.local, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

const pdf = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"

// endless gives bytes for ever and counts them.
type endless struct{ read int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.read == 0 {
		copy(p, pdf)
	}
	e.read += int64(len(p))
	return len(p), nil
}

func TestTooLargeIsRefusedWithoutBeingHeld(t *testing.T) {
	s := blobs(t)
	const limit = 64 << 20
	source := &endless{}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	_, err := s.Put(t.Context(), "大.pdf", source, limit)
	runtime.ReadMemStats(&after)
	if !fault.Is(err, fault.KindTooLarge) || !strings.Contains(err.Error(), "超过 64 MB 的上限") {
		t.Errorf("got %v", err)
	}
	if source.read > limit+1<<20 {
		t.Errorf("%d bytes were read past the limit", source.read-limit)
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("%d MB were allocated", grown>>20)
	}
	if n := left(t, s); n != 0 {
		t.Errorf("%d files are left behind", n)
	}
}

func TestBrokenUploadsLeaveNothing(t *testing.T) {
	s := blobs(t)
	broken := io.MultiReader(strings.NewReader(pdf), &failing{})
	if _, err := s.Put(t.Context(), "断.pdf", broken, 1<<20); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Put(gone, "断.pdf", strings.NewReader(pdf), 1<<20); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := left(t, s); n != 0 {
		t.Errorf("%d files are left behind", n)
	}
	// What a crash leaves is cleared when nothing has been written to it for long; what others write to stays.
	for _, path := range []string{filepath.Join(s.unfinished(), "upload-1"), filepath.Join(s.arrivals(), "x.info")} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		passed time.Duration
		want   int
	}{{time.Minute, 2}, {2 * abandoned, 1}, {2 * resumable, 0}} {
		if err := s.clear(time.Now().Add(c.passed)); err != nil || left(t, s) != c.want {
			t.Errorf("after %v %d files are left (%v)", c.passed, left(t, s), err)
		}
	}
}

type failing struct{}

func (*failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func types(main string) string {
	return `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="` + main + `"/></Types>`
}

func picturePNG(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// What is accepted is told by its content and must agree with its name.
func TestContentIsInspected(t *testing.T) {
	docx := string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types(typeDOCX + ".main+xml"), "word/document.xml": "<x/>"}))
	xlsx := string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types(typeXLSX + ".main+xml"), "xl/workbook.xml": "<x/>"}))
	huge := []byte(picturePNG(t, 4, 4))
	copy(huge[16:], "\x00\x01\x00\x00\x00\x01\x00\x00") // 65536 x 65536 in the header
	fixed := bytes.Clone(huge)
	// The header has a checksum of its own.
	copy(fixed[29:], crcOf(fixed[12:29]))
	for _, c := range []struct{ name, content, want, fault string }{
		{"a.pdf", pdf, typePDF, ""},
		{"A.PDF", pdf, typePDF, ""},
		{"a.docx", docx, typeDOCX, ""},
		{"a.xlsx", xlsx, typeXLSX, ""},
		{"a.ofd", string(zipsafetest.Pack(t, map[string]string{"OFD.xml": "<x/>"})), typeOFD, ""},
		{"a.png", picturePNG(t, 3, 2), typePNG, ""},
		{"a.csv", "企业名称,代码\n甲,1\n", typeCSV, ""},
		{"a.csv", "\xc6\xf3\xd2\xb5\xc3\xfb\xb3\xc6,\xb4\xfa\xc2\xeb\r\n\xbc\xd7,1\r\n", typeCSV, ""},
		{"a.csv", "\xFF\xFEa\x00,\x00b\x00", typeCSV, ""},

		{"空.pdf", "", "", "空文件"},
		{"a.pdf", "<!DOCTYPE html><html><body>登录已过期</body></html>", "", "内容不是 .pdf 文件（实际为 text/html）"},
		{"a.csv", "<html><table><tr><td>甲", "", "实际为 text/html"},
		{"a.csv", "a,b\x00\x01\x02", "", "内容不是 .csv"},
		{"a.pdf", docx, "", "内容是Word 文档，与扩展名 .pdf 不符"},
		{"a.docx", xlsx, "", "内容是Excel 工作簿"},
		{"a.docx", string(zipsafetest.Pack(t, map[string]string{"a.txt": "x"})), "", "内容不是 .docx"},
		{"a.docx", docx[:len(docx)-9], "", "损坏"},
		{"宏.docx", string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types(typeDOCX + ".main+xml"), "word/document.xml": "<x/>", "word/VbaProject.bin": "x"})), "", "带有宏"},
		{"宏.docx", string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled.main+xml"), "word/document.xml": "<x/>"})), "", "带有宏"},
		{"弹.docx", string(zipsafetest.Pack(t, map[string]string{"[Content_Types].xml": types(typeDOCX + ".main+xml"), "word/document.xml": strings.Repeat("0", 20<<20)})), "", "压缩炸弹"},
		{"密.xlsx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600), "", "打开密码"},
		{"a.png", picturePNG(t, 3, 2)[:20], "", "图片已损坏"},
		{"a.png", string(fixed), "", "图片过大（65536×65536 像素）"},
		{"a.jpg", picturePNG(t, 3, 2), "", "与扩展名 .jpg 不符"},
		{"a.exe", "MZ", "", "不接受"},
		{"a.pdf.exe", pdf, "", "不接受"},
		{"a.doc", "x", "", "另存为"},
		{"a.zip", "x", "", "解压后逐个上传"},
		{"无扩展名", pdf, "", "不接受"},
	} {
		b, err := blobs(t).Put(t.Context(), c.name, strings.NewReader(c.content), 64<<20)
		switch {
		case c.fault == "" && (err != nil || b.MediaType != c.want):
			t.Errorf("%s: got %q, %v, want %q", c.name, b.MediaType, err, c.want)
		case c.fault != "" && (!fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.fault)):
			t.Errorf("%s: got %v, want a fault with %q", c.name, err, c.fault)
		}
	}
}

func TestNamesAreCleaned(t *testing.T) {
	for in, want := range map[string]string{
		"../../x.docx":                    "x.docx",
		`..\..\x.docx`:                    "x.docx",
		"/etc/passwd":                     "passwd",
		"a\x00b\r\n.pdf":                  "ab.pdf",
		"报告\u202efdp.exe":                 "报告fdp.exe",
		"\u200b零宽\ufeff.pdf":              "零宽.pdf",
		"CON.pdf":                         "_CON.pdf",
		"com1":                            "_com1",
		"lpt9.tar.pdf":                    "_lpt9.tar.pdf",
		"a<b>:\"|?*.pdf":                  "a_b______.pdf",
		"  .. 报告 . pdf. ":                 "报告. pdf",
		"":                                "未命名",
		"..":                              "未命名",
		".pdf":                            "未命名.pdf",
		"坏\xff字节.pdf":                     "坏字节.pdf",
		"全　角 空\u00a0格.pdf":                "全 角 空 格.pdf",
		strings.Repeat("长", 300) + ".pdf": strings.Repeat("长", 78) + ".pdf",
		strings.Repeat("a", 300):          strings.Repeat("a", 120),
	} {
		if got := CleanName(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again := CleanName(CleanName(in)); again != CleanName(in) {
			t.Errorf("%q is not clean when cleaned", in)
		}
	}
	if got, want := disposition(`审核 "报告".pdf`), `attachment; filename="__ ____.pdf"; filename*=UTF-8''%E5%AE%A1%E6%A0%B8%20%22%E6%8A%A5%E5%91%8A%22.pdf`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func crcOf(chunk []byte) string {
	return string(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
}
