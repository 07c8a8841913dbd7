package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe/zipsafetest"
)

// plant is the row of these tests.
type plant struct {
	Name, Code, Opened, Output, Track, Reasons, Remark string
}

var plants = Noun[plant]{
	Name: "plant", Title: "企业名录",
	Columns: []Column[plant]{
		{Key: "name", Title: "企业名称", Aliases: []string{"单位名称", "企业名称（全称）"}, Required: true, Help: "与营业执照一致。", Example: "山东某某化工有限公司",
			Get: func(p *plant) string { return p.Name }, Set: func(p *plant, s string) error { p.Name = s; return nil }},
		{Key: "credit_code", Title: "统一社会信用代码", Aliases: []string{"信用代码", "代码"}, Required: true, Unique: true, Kind: Code, Width: 24, Blanks: []string{"0"},
			Get: func(p *plant) string { return p.Code }, Set: setCode},
		{Key: "opened_on", Title: "投产日期", Kind: Date,
			Get: func(p *plant) string { return p.Opened }, Set: func(p *plant, s string) error { p.Opened = s; return nil }},
		{Key: "output", Title: "年产量（吨）", Aliases: []string{"年产量"}, Kind: Decimal,
			Get: func(p *plant) string { return p.Output }, Set: func(p *plant, s string) error { p.Output = s; return nil }},
		{Key: "track", Title: "管理类别", Kind: Choice, Choices: []string{"严格审核", "简化审核"},
			Get: func(p *plant) string { return p.Track }, Set: func(p *plant, s string) error { p.Track = s; return nil }},
		{Key: "reasons", Title: "列入原因", Kind: ChoiceList, Choices: []string{"双超", "双有", "高耗能"},
			Get: func(p *plant) string { return p.Reasons }, Set: func(p *plant, s string) error { p.Reasons = s; return nil }},
		{Key: "remark", Title: "备注",
			Get: func(p *plant) string { return p.Remark }, Set: func(p *plant, s string) error { p.Remark = s; return nil }},
		{Key: "warned", Title: "临期提示", Get: func(*plant) string { return "" }}, // export only
	},
	Check: func(p *plant) error {
		var list fault.List
		if p.Opened > "2030-01-01" {
			list.Add("opened_on", "投产日期不能晚于 2030 年。")
		}
		return list.Err("企业信息有误。")
	},
}

func setCode(p *plant, s string) error {
	if len(s) != 18 {
		return Refuse(fmt.Sprintf("统一社会信用代码应为 18 位，现为 %d 位。", len(s)), "")
	}
	if strings.ContainsRune(s, 'O') {
		return Refuse("信用代码中没有字母 O，疑似数字 0。", strings.ReplaceAll(s, "O", "0"))
	}
	p.Code = s
	return nil
}

const goodCode = "91640000321673484F"

// book builds a workbook from raw rows: sharedStrings texts are given separately.
func book(t *testing.T, sheetXML string, shared ...string) []byte {
	t.Helper()
	var sst strings.Builder
	for _, s := range shared {
		sst.WriteString("<si>" + s + "</si>")
	}
	return zipsafetest.Pack(t, map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":         `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="封面" sheetId="9" r:id="r9" state="hidden"/><sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r9" Type="x/worksheet" Target="/xl/worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml": "<sst>" + sst.String() + "</sst>",
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/><numFmt numFmtId="171" formatCode="0.00E+00"/></numFmts>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="UTF-8"?><worksheet>` + sheetXML + `</worksheet>`,
	})
}

// text is a cell with an inline text.
func text(s string) string {
	return "<c t=\"inlineStr\"><is><t>" + strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s) + "</t></is></c>"
}

func rowXML(number int, cells ...string) string {
	return fmt.Sprintf(`<row r="%d">%s</row>`, number, strings.Join(cells, ""))
}

var header = []string{"企业名称", "统一社会信用代码", "投产日期", "年产量（吨）", "管理类别", "列入原因", "备注"}

func headerXML(number int) string {
	var cells []string
	for _, h := range header {
		cells = append(cells, text(h))
	}
	return rowXML(number, cells...)
}

func open(t *testing.T, data []byte) *Source {
	t.Helper()
	s, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// readAll reads every row of the file.
func readAll(t *testing.T, data []byte) (rows []Row[plant], reading *Reading[plant]) {
	t.Helper()
	reading, err := plants.Read(open(t, data))
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range reading.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows, reading
}

func faultsOf(rows []Row[plant]) string {
	var b strings.Builder
	for _, r := range rows {
		for _, f := range r.Faults {
			fmt.Fprintf(&b, "%s %s [%s]\n", f.Severity, f, f.Proposal)
		}
	}
	return b.String()
}
