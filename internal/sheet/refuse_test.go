package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe/zipsafetest"
)

// Files that cannot be read at all are refused with a sentence that says what to do.
func TestRefusedFiles(t *testing.T) {
	old := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 2<<20)...)
	secret := bytes.Clone(old)
	copy(secret[1<<20-10:], utf16le("EncryptedPackage")[2:]) // across the edge of a block
	head := "<sheetData>" + headerXML(1)
	wide := strings.Repeat("<c/>", MaxColumns) + text("x")
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"empty", "文件是空的", nil},
		{"old xls", "另存为", old},
		{"encrypted xlsx", "打开密码", secret},
		{"html called xls", "内容却是网页", []byte("\r\n<HTML><table><tr><td>企业名称")},
		{"xml workbook of 2003", "内容却是网页", []byte("<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>")},
		{"pdf", "这是PDF", []byte("%PDF-1.7 ...")},
		{"binary", "既不是 .xlsx 也不是 .csv", []byte("abc\x00\x01\x02")},
		{"zip of something", "压缩包", zipsafetest.Pack(t, map[string]string{"a.txt": "x"})},
		{"word document", "Word 文档", zipsafetest.Pack(t, map[string]string{"word/document.xml": "<a/>",
			"_rels/.rels": `<Relationships><Relationship Id="r" Type="x/officeDocument" Target="word/document.xml"/></Relationships>`})},
		{"zip bomb", "压缩炸弹", book(t, "<sheetData>"+strings.Repeat(" ", 16<<20)+"</sheetData>")},
		{"no header", "没有找到列标题", book(t, "<sheetData>"+rowXML(1, text("甲"))+"</sheetData>")},
		{"header below row 10", "没有找到列标题", book(t, "<sheetData>"+headerXML(11)+"</sheetData>")},
		{"missing columns", "缺少：统一社会信用代码。未能识别的列：机构代码", book(t, "<sheetData>"+rowXML(1, text("企业名称"), text("机构代码"))+"</sheetData>")},
		{"missing column names its spellings", "“信用代码”“代码”都可以", book(t, "<sheetData>"+rowXML(1, text("企业名称"))+"</sheetData>")},
		{"column twice", "出现了不止一次", book(t, "<sheetData>"+rowXML(1, text("企业名称"), text("代码"), text("信用代码"))+"</sheetData>")},
		{"sheet breaks off", "已损坏", book(t, head+"<row r=\"2\">"+text("甲"))},
		{"sheet is no xml", "已损坏", book(t, head+"<row r=\"2\"><c></d></row>&nope;</sheetData>")},
		{"too many columns", "超过 512 列", book(t, head+rowXML(2, wide)+"</sheetData>")},
		{"cell of megabytes", "超过 1 MB", book(t, head+rowXML(2, text(strings.Repeat("长a", 1<<20)))+"</sheetData>")},
		{"csv with an open quote", "引号没有闭合", []byte("企业名称,代码\n甲,\"9164\n乙,2\n")},
		{"csv too wide", "超过 512 列", []byte("企业名称,代码\n甲,1" + strings.Repeat(",x", 600))},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := readThrough(c.file)
			if !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want a fault with %q", err, c.want)
			}
		})
	}
}

func readThrough(file []byte) (err error) {
	s, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	r, err := plants.Read(s)
	if err != nil {
		return err
	}
	_, _, err = r.All()
	return err
}

func TestTooManyRows(t *testing.T) {
	file := "企业名称,代码\n" + strings.Repeat("甲,1\n", MaxRows+1)
	if err := readThrough([]byte(file)); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "超过 200000 行") {
		t.Fatalf("got %v", err)
	}
}
