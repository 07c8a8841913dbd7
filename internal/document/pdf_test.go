package document

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestAListingAsPDF(t *testing.T) {
	l := Listing{Title: "山东省2026年度强制性清洁生产审核企业名单", Lines: []string{"鲁环函〔2026〕88号　2026年4月10日公布"}, Foot: "共120家", Author: "山东省生态环境厅",
		Columns: []TableColumn{{Title: "序号", Weight: 2, Align: Right}, {Title: "企业名称", Weight: 9, Align: Left}, {Title: "统一社会信用代码", Weight: 7, Align: Center}}}
	rows := func(yield func([]string, error) bool) {
		for i := range 120 {
			if !yield([]string{strconv.Itoa(i + 1), "鄄城县第" + strconv.Itoa(i+1) + "化工股份有限公司（㛃𠮷）", "91370100000000001W"}, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	if err := l.WritePDF(&b, rows); err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) || b.Len() > 400_000 {
		t.Errorf("%d bytes that begin with %q", b.Len(), b.Bytes()[:8])
	}
	path := t.TempDir() + "/list.pdf"
	if look := os.Getenv("QINGSHEN_LOOK"); look != "" {
		path = look
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	// A second reader, where the machine has one: the text can be copied, heads stand on every page.
	out, err := exec.Command("pdftotext", "-layout", path, "-").Output()
	if err != nil {
		t.Skip("no pdftotext on this machine:", err)
	}
	text := string(out)
	for _, want := range []string{"鲁环函〔2026〕88号", "鄄城县第120化工股份有限公司", "91370100000000001W"} {
		if !strings.Contains(text, want) {
			t.Errorf("the reader does not find %q", want)
		}
	}
	if pages := strings.Count(text, "\f"); pages < 3 || strings.Count(text, "统一社会信用代码") != pages {
		t.Errorf("%d pages, %d heads", pages, strings.Count(text, "统一社会信用代码"))
	}
}
