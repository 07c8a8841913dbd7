// Package document writes the official documents (公文) of the procedure as .docx: notices (告知书), evaluation and
// acceptance opinions (评估意见, 验收意见), letters. The layout is that of GB/T 9704-2012: A4, title in 22 pt small
// title Song, body in 16 pt imitation Song at 28 pt a line, two characters of indent, page numbers as — 1 —.
//
// A document is either built from a Document by Write, or filled into a Template, a .docx of the office's own with
// {{字段}} in it, which lies in the data folder and takes the place of the built-in layout.
package document

import (
	"fmt"
	"strings"
	"unicode"

	"qingshen/internal/fault"
)

// MediaType is the media type of a .docx file.
const MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Document is one official document.
type Document struct {
	Letterhead  string    // 发文机关标志, such as 山东省生态环境厅文件; red, with a red line below; may be empty
	DocumentNo  string    // 发文字号, such as 鲁环函〔2026〕12号
	Title       string    // 标题; \n breaks the line where the sense allows
	Addressee   string    // 主送机关, without the colon
	Blocks      []Block   // 正文
	Attachments []string  // 附件说明, one name each, without numbers
	Signature   Signature // 署名和成文日期
	CopyTo      string    // 抄送
	Annexes     []Annex   // 附件, bound behind the text
	Author      string    // who the file properties name; not printed
}

// Signature is the end of a document (落款): one or more organs and the date.
type Signature struct {
	Organs []string // 发文机关署名
	Date   string   // 成文日期 as YYYY-MM-DD; printed as 2026年11月24日
	Note   string   // beneath in brackets, such as 联系人
}

// Block is a piece of the body.
type Block interface {
	faults(path string, list *fault.List)
}

// Align is the alignment of a paragraph or of a column.
type Align int

// Alignments; Both is that of running text.
const (
	Both Align = iota
	Left
	Center
	Right
	Decimal // of a column of figures: point under point, the whole in the middle
)

// Paragraph is running text. Line breaks in it begin new paragraphs.
type Paragraph struct {
	Text     string
	Bold     bool
	Align    Align
	NoIndent bool // without the two characters
}

// Heading is a numbered heading of level 1 to 4. The number is part of the text: 一、 （一） 1. （1）
type Heading struct {
	Level int
	Text  string
}

// Table is a ruled table over the whole width.
type Table struct {
	Caption string // above the table
	Wide    bool   // in a volume: on a page that lies across
	Tall    bool   // rows in which people sign
	Columns []TableColumn
	Rows    [][]string
}

// TableColumn is one column of a table.
type TableColumn struct {
	Title  string // the header row repeats on every page; it is left out when all titles are empty
	Weight int    // share of the width; 0 in all columns shares it by what stands in them
	Align  Align  // Both reads as Center for short cells; use Left for sentences and Decimal for figures
}

// PageBreak begins a new page.
type PageBreak struct{}

func (p Paragraph) faults(path string, list *fault.List) {
	if blank(p.Text) {
		list.Add(path, "有一段正文是空的。请填写内容或删除该段。")
	}
	leftover(path, p.Text, list)
}

func (h Heading) faults(path string, list *fault.List) {
	if h.Level < 1 || h.Level > 4 {
		list.Add(path, "小标题只有一至四级。")
	}
	if blank(h.Text) {
		list.Add(path, "有一个小标题是空的。请填写或删除。")
	}
	leftover(path, h.Text, list)
}

func (t Table) faults(path string, list *fault.List) {
	name := "表格"
	if t.Caption != "" {
		name = "表格“" + t.Caption + "”"
	}
	if len(t.Columns) == 0 || len(t.Columns) > 20 {
		list.Add(path, name+"应有 1 至 20 列。")
	}
	if len(t.Rows) == 0 {
		list.Add(path, name+"没有内容。请填写，或删除该表。")
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			list.Add(path, fmt.Sprintf("%s第 %d 行有 %d 格，应为 %d 格。", name, i+1, len(row), len(t.Columns)))
		}
		for _, cell := range row {
			leftover(path, cell, list)
		}
	}
}

func (PageBreak) faults(string, *fault.List) {}

// check refuses a document that must not leave the house: without title, with empty parts or with unfilled fields.
func (d Document) check() error {
	var list fault.List
	list.Require("title", "标题", d.Title)
	if len(d.Blocks) == 0 {
		list.Add("blocks", "正文是空的。")
	}
	for i, b := range d.Blocks {
		b.faults(fmt.Sprintf("blocks[%d]", i), &list)
	}
	d.annexFaults(&list)
	for _, f := range []struct{ path, text string }{{"title", d.Title}, {"document_no", d.DocumentNo}, {"addressee", d.Addressee},
		{"letterhead", d.Letterhead}, {"copy_to", d.CopyTo}, {"attachments", strings.Join(d.Attachments, " ")}, {"signature", strings.Join(d.Signature.Organs, " ")}} {
		leftover(f.path, f.text, &list)
	}
	if d.Signature.Date != "" && officialDate(d.Signature.Date) == "" {
		list.Add("signature.date", "成文日期“"+d.Signature.Date+"”不是日期，应为 2026-01-31 的样式。")
	}
	return list.Err("公文内容不完整，不能生成。")
}

// leftover finds fields that nobody filled.
func leftover(path, text string, list *fault.List) {
	if at := strings.Index(text, "{{"); at >= 0 {
		end := strings.Index(text[at:], "}}")
		name := text[at:]
		if end > 0 {
			name = text[at : at+end+2]
		}
		list.Add(path, "还有未填写的字段"+name+"。")
	}
}

func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) < 0
}
