package document

import (
	"regexp"
	"strings"
	"testing"
)

// No page may carry a signature and no sentence: the end of the text, the names of attachments and the signature are one
// chain of paragraphs that keep to the next, unless the chain ends the document.
func TestTheSignatureIsNeverAlone(t *testing.T) {
	d := notice()
	d.CopyTo, d.Annexes = "", nil
	for name, last := range map[string]Block{"text": Paragraph{Text: "特此通知。"}, "table": Table{Columns: []TableColumn{{Title: "项"}}, Rows: [][]string{{"一"}, {"二"}}}} {
		d.Blocks = []Block{Paragraph{Text: "第一段。"}, last}
		body := parts(t, written(t, d))["word/document.xml"]
		from := strings.Index(body, "第一段。")
		all := regexp.MustCompile(`<w:p>.*?</w:p>|<w:p/>`).FindAllString(body[from+len("第一段。</w:t></w:r></w:p>"):], -1)
		for i, p := range all {
			if kept := strings.Contains(p, "<w:keepNext/>"); !kept && i < len(all)-1 && !strings.Contains(p, `w:val="TableHead"`) {
				t.Errorf("%s: paragraph %d of %d does not keep to the next: %s", name, i+1, len(all), p)
			}
		}
	}
}

// A short table stays on one page; a long one breaks between rows, with its heads on every page.
func TestShortTablesAreNotTorn(t *testing.T) {
	for rows, torn := range map[int]bool{3: false, 60: true} {
		table := Table{Columns: []TableColumn{{Title: "序号"}, {Title: "名称", Align: Left}}}
		for range rows {
			table.Rows = append(table.Rows, []string{"1", "甲"})
		}
		body := parts(t, written(t, Document{Title: "表", Blocks: []Block{table, Paragraph{Text: "完"}}}))["word/document.xml"]
		if got := strings.Count(body, "<w:keepNext/>") < rows; got != torn {
			t.Errorf("%d rows: torn is %v", rows, got)
		}
		if strings.Count(body, "<w:cantSplit/>") != rows+1 || strings.Count(body, "<w:tblHeader/>") != 1 {
			t.Errorf("%d rows: rows split or heads do not repeat", rows)
		}
	}
}

// A table of few rows that are high would leave the page before it half empty: it breaks between rows.
func TestHighRowsAreNotKeptTogether(t *testing.T) {
	table := Table{Columns: []TableColumn{{Title: "事项"}, {Title: "计算", Align: Left}}, Rows: [][]string{{"一", strings.Repeat("起算日不计入。", 30)}, {"二", strings.Repeat("期间届满。", 60)}}}
	body := parts(t, written(t, Document{Title: "表", Blocks: []Block{table}}))["word/document.xml"]
	if n := strings.Count(body, "<w:keepNext/>"); n != len(table.Columns) { // the heads alone
		t.Errorf("%d cells keep to the next", n)
	}
}

// An address on the net is not torn over the line by justification.
func TestAddressesStandAtTheLeft(t *testing.T) {
	body := parts(t, written(t, Document{Title: "网址", Blocks: []Block{Paragraph{Text: "名单公布网址：https://sthjt.example.cn/qjsc/2026-1.html"}}}))["word/document.xml"]
	if !strings.Contains(body, `<w:jc w:val="left"/></w:pPr><w:r><w:t xml:space="preserve">名单公布网址`) {
		t.Error(body)
	}
}

// A county, a day and a code stay whole beside long names.
func TestShortCellsStayWhole(t *testing.T) {
	table := Table{Columns: []TableColumn{{Title: "序号"}, {Title: "企业（厂区）", Align: Left}, {Title: "统一社会信用代码"}, {Title: "县（市、区）"}, {Title: "最迟日期"}, {Title: "列入原因"}, {Title: "分类管理"}},
		Rows: [][]string{{"120", "济南平阴某某新型建筑材料股份有限公司（历下厂区）", "91370102MA3C4D5E6F", "历下区", "2026年11月11日", "双超、双有", "严格审核"}}}
	size := table.points2(textWidth)
	w := table.widths(size, textWidth)
	for i, chars := range map[int]int{3: 3, 4: 7, 5: 5, 6: 4} {
		if room := w[i] - 170; room < chars*size*10 {
			t.Errorf("%s: %d twips for %d characters", table.Columns[i].Title, room, chars)
		}
	}
}
