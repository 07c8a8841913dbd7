package sheet

import (
	"reflect"
	"strings"
	"testing"
)

// The dirt that real lists carry, cell by cell: what stands in the file, and what becomes of it.
// Columns: n name, c code, d date, o output, t track, r reasons.
func TestDirtInCells(t *testing.T) {
	const sst = `<t>山东甲</t>`
	for _, c := range []struct {
		name   string // kind of dirt
		column string
		xml    string // the cell in the file
		want   string // value understood; "" when refused
		fault  string // part of the message; "" for none
		offer  string // proposal
	}{
		{"clean text", "n", text("山东甲"), "山东甲", "", ""},
		{"no-break and ideographic spaces around", "n", text("\u00a0山东甲\u3000"), "山东甲", "", ""},
		{"zero-width characters inside", "n", text("山\u200b东\ufeff甲\u200d"), "山东甲", "", ""},
		{"runs of spaces inside", "n", text("山东   甲"), "山东 甲", "", ""},
		{"line feed in a name", "n", text("山东甲_x000D_\n（北厂）"), "山东甲\n（北厂）", "", ""},
		{"full-width brackets of a name stay", "n", text("甲（山东）有限公司"), "甲（山东）有限公司", "", ""},
		{"full-width letters and digits", "n", text("ＡＢＣ１２３厂"), "ABC123厂", "", ""},
		{"control character", "n", text("山东_x0007_甲"), "山东甲", "", ""},
		{"shared string in several runs with a phonetic guide", "n", `<c t="s"><v>1</v></c>`, "山东乙", "", ""},
		{"replacement character", "n", text("山\ufffd甲"), "", "乱码", ""},
		{"name too long for a cell", "n", text(strings.Repeat("长", MaxCell+1)), "", "32768 个字", ""},
		{"error value of a formula", "n", `<c t="e"><f>VLOOKUP(1)</f><v>#N/A</v></c>`, "", "公式出错（#N/A）", ""},
		{"error value pasted as text", "n", text("#REF!"), "", "公式出错（#REF!）", ""},
		{"formula never computed", "n", `<c><f>A1&amp;B1</f></c>`, "", "公式没有计算结果", ""},
		{"computed formula", "n", `<c t="str"><f>A1&amp;B1</f><v>山东丙</v></c>`, "山东丙", "", ""},
		{"dash for nothing in a required cell", "n", text("——"), "", "等于没有填写", ""},
		{"empty required cell", "n", "<c/>", "", "不能为空", ""},

		{"code with spaces and full-width characters", "c", text(" ９１６４００００ 321673484Ｆ\u00a0"), goodCode, "", ""},
		{"code stored as a number with an exponent", "c", `<c><v>9.1640000321673395E+17</v></c>`, "", "科学计数法丢失位数", ""},
		{"code stored as a long number", "c", `<c><v>916400002276950035</v></c>`, "", "设为“文本”格式", ""},
		{"code pasted as 1.2E+17", "c", text("9.164E+17"), "", "科学计数法丢失位数", ""},
		{"letter O for zero", "c", text("9164000O321673484F"), "", "疑似数字 0", goodCode},
		{"zero for nothing", "c", text("0"), "", "等于没有填写", ""},

		{"date as a number with a date format", "d", `<c s="1"><v>45356</v></c>`, "2024-03-05", "", ""},
		{"date in a Chinese custom format", "d", `<c s="2"><v>45356.75</v></c>`, "2024-03-05", "", ""},
		{"date number without a format", "d", `<c><v>45356</v></c>`, "2024-03-05", "", ""},
		{"2024年3月5日", "d", text("2024年3月5日"), "2024-03-05", "", ""},
		{"2024.3.5", "d", text("２０２４．３．５"), "2024-03-05", "", ""},
		{"2024/3/5 with a time", "d", text("2024/3/5 0:00:00"), "2024-03-05", "", ""},
		{"20240305", "d", `<c><v>20240305</v></c>`, "2024-03-05", "", ""},
		{"month without a day", "d", text("2024年3月"), "", "缺少日", ""},
		{"a day that is not", "d", text("2023-02-29"), "", "没有这一天", ""},
		{"3/5/2024", "d", text("3/5/2024"), "", "看不出哪个是年", ""},
		{"row check", "d", text("2031-01-01"), "2031-01-01", "不能晚于 2030", ""},

		{"thousands separators", "o", text("1,234,567.80"), "1234567.8", "", ""},
		{"binary noise of a stored number", "o", `<c><v>0.30000000000000004</v></c>`, "0.3", "", ""},
		{"exponent of a stored number", "o", `<c><v>1.2E+2</v></c>`, "120", "", ""},
		{"number in a cell that has a date format", "o", `<c s="1"><v>45356</v></c>`, "45356", "", ""},
		{"unit typed behind the number", "o", text("1,200吨"), "", "夹有文字或单位", "1200"},
		{"per cent", "o", text("12.5%"), "", "百分号", ""},
		{"range", "o", text("100-200"), "", "不是数字", ""},
		{"negative with full-width sign", "o", text("－１２．５"), "-12.5", "", ""},

		{"choice with spaces", "t", text("严格 审核"), "严格审核", "", ""},
		{"choice abbreviated", "t", text("严格"), "", "不在可选范围内", "严格审核"},
		{"choice unknown", "t", text("重点"), "", "可选：严格审核、简化审核", ""},
		{"several choices, any separator, once each", "r", text("双超,双有；双超"), "双超、双有", "", ""},
		{"several choices, one wrong", "r", text("双超、高能耗"), "", "“高能耗”不在可选范围内", ""},
		{"several choices, one abbreviated", "r", text("双超、耗能"), "", "“耗能”不在可选范围内", "双超、高耗能"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cells := []string{text("山东甲"), text(goodCode), "<c/>", "<c/>", "<c/>", "<c/>"}
			at := strings.Index("ncdotr", c.column)
			cells[at] = c.xml
			rows, _ := readAll(t, book(t, "<sheetData>"+headerXML(1)+rowXML(2, cells...)+"</sheetData>",
				sst, `<r><t>山东</t></r><r><rPr><b/></rPr><t>乙</t></r><rPh sb="0" eb="1"><t>shan</t></rPh>`))
			if len(rows) != 1 {
				t.Fatalf("got %d rows", len(rows))
			}
			p := rows[0].Value
			got := []string{p.Name, p.Code, p.Opened, p.Output, p.Track, p.Reasons}[at]
			if got != c.want {
				t.Errorf("value %q, want %q", got, c.want)
			}
			if (c.fault == "") != (len(rows[0].Faults) == 0) {
				t.Fatalf("faults:\n%s", faultsOf(rows))
			}
			if c.fault == "" {
				return
			}
			f := rows[0].Faults[0]
			if !strings.Contains(f.Message, c.fault) || f.Proposal != c.offer || f.Column != header[at] || f.Row != 2 || rows[0].OK() {
				t.Errorf("fault %+v, want %q with proposal %q", f, c.fault, c.offer)
			}
		})
	}
}

// Dirt of whole files: where the header is, what is around the rows.
func TestDirtInFiles(t *testing.T) {
	two := rowXML(2, text("甲"), text(goodCode))
	good := plant{Name: "甲", Code: goodCode}
	for _, c := range []struct {
		name    string
		file    []byte
		want    []plant
		faults  string // all faults must contain this
		warning string // of the file
	}{
		{"title rows above the header", book(t, "<sheetData>"+rowXML(1, text("2025年度名单"))+rowXML(3, text("填报单位：济南市"))+headerXML(5)+
			rowXML(6, text("甲"), text(goodCode))+"</sheetData>"), []plant{good}, "", ""},
		{"another order, aliases, marks and brackets in titles", book(t, "<sheetData>"+rowXML(1, text("信 用 代 码*"), text("单位名称（必填）"), text("年产量(吨)："))+
			rowXML(2, text(goodCode), text("甲"), text("5"))+"</sheetData>"), []plant{{Name: "甲", Code: goodCode, Output: "5"}}, "", ""},
		{"unknown columns", book(t, "<sheetData>"+rowXML(1, text("企业名称"), text("代码"), text("经度"), text("校验结果"))+two+"</sheetData>"), []plant{good}, "", "经度"},
		{"blank rows between, formatted blank rows behind", book(t, "<sheetData>"+headerXML(1)+two+rowXML(3, text("  "), "<c s=\"1\"/>")+
			rowXML(9, text("乙"), text("91640000321673484G"))+`<row r="1048576"/></sheetData>`), []plant{good, {Name: "乙", Code: "91640000321673484G"}}, "", ""},
		{"row of totals", book(t, "<sheetData>"+headerXML(1)+two+rowXML(3, text("合 计"), "<c/>", "<c/>", "<c><v>9</v></c>")+"</sheetData>"),
			[]plant{good}, "“合 计”行不是数据", ""},
		{"cells merged downwards", book(t, "<sheetData>"+headerXML(1)+rowXML(2, text("甲"), text(goodCode), "<c/>", "<c/>", text("严格审核"))+
			rowXML(3, text("乙"), text("91640000321673484G"))+rowXML(4, text("丙"), text("91640000321673484H"))+
			`</sheetData><mergeCells count="2"><mergeCell ref="E2:E3"/><mergeCell ref="A1:B1"/></mergeCells>`),
			[]plant{{Name: "甲", Code: goodCode, Track: "严格审核"}, {Name: "乙", Code: "91640000321673484G", Track: "严格审核"}, {Name: "丙", Code: "91640000321673484H"}},
			"第 2 行至第 3 行都按“严格审核”读取", ""},
		{"the same code twice", book(t, "<sheetData>"+headerXML(1)+two+rowXML(3, text("乙"), text(goodCode))+"</sheetData>"), []plant{good}, "与第 2 行重复", ""},
		{"csv in GB18030 with CRLF", []byte("\xc6\xf3\xd2\xb5\xc3\xfb\xb3\xc6,\xb4\xfa\xc2\xeb\r\n\xbc\xd7," + goodCode + "\r\n"), []plant{good}, "", ""},
		{"csv in UTF-8 with mark and lone CR", []byte("\xEF\xBB\xBF企业名称,代码\r甲," + goodCode + "\r"), []plant{good}, "", ""},
		{"csv in UTF-16 with tabs", utf16le("企业名称\t代码\n甲\t" + goodCode), []plant{good}, "", ""},
		{"csv with semicolons", []byte("企业名称;代码\n甲;" + goodCode), []plant{good}, "", ""},
		{"csv with a line feed, a comma and quotes in a cell", []byte("企业名称,代码,备注\n\"甲\"," + goodCode + ",\"a,\"\"b\"\"\nc\"\n"),
			[]plant{{Name: "甲", Code: goodCode, Remark: "a,\"b\"\nc"}}, "", ""},
		{"csv with a stray quote", []byte("企业名称,代码,备注\n甲," + goodCode + ",12\"管\n"), []plant{{Name: "甲", Code: goodCode, Remark: "12\"管"}}, "", ""},
		{"csv with a guarded formula", []byte("企业名称,代码,备注\n甲," + goodCode + ",'=1+1\n"), []plant{{Name: "甲", Code: goodCode, Remark: "=1+1"}}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, reading := readAll(t, c.file)
			var got []plant
			for _, r := range rows {
				if r.OK() && r.Value != nil {
					got = append(got, *r.Value)
				}
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v\nwant %+v\n%s", got, c.want, faultsOf(rows))
			}
			if f := faultsOf(rows); !strings.Contains(f, c.faults) || c.faults == "" && f != "" {
				t.Errorf("faults:\n%s", f)
			}
			if w := strings.Join(reading.Warnings, "\n"); !strings.Contains(w, c.warning) || c.warning == "" && w != "" {
				t.Errorf("warnings: %s", w)
			}
		})
	}
}

func utf16le(s string) []byte {
	b := []byte{0xFF, 0xFE}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return b
}
