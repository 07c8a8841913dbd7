package sheet

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/width"

	"qingshen/internal/fault"
)

// Export writes all rows in the format. An error of the sequence stops it; what was written to w is then no file.
func (n Noun[T]) Export(w io.Writer, format Format, rows iter.Seq2[*T, error]) error {
	if format == CSV {
		return n.exportCSV(w, rows)
	}
	return n.exportXLSX(w, rows)
}

func (n Noun[T]) exportCSV(w io.Writer, rows iter.Seq2[*T, error]) error {
	b := bufio.NewWriterSize(w, 1<<16)
	_, _ = b.WriteString("\uFEFF") // without it Chinese Excel reads UTF-8 as GBK; errors of b show at Flush
	for i, c := range n.Columns {
		writeField(b, i, c.Title, false)
	}
	_, _ = b.WriteString("\r\n")
	for v, err := range rows {
		if err != nil {
			return err
		}
		for i, c := range n.Columns {
			writeField(b, i, c.Get(v), c.Kind == Decimal || c.Kind == Quantity)
		}
		_, _ = b.WriteString("\r\n")
	}
	return b.Flush()
}

// writeField writes one cell; a negative number keeps its sign, any other text that would run as a formula is guarded.
func writeField(b *bufio.Writer, i int, s string, number bool) {
	if i > 0 {
		_ = b.WriteByte(',')
	}
	s = guard(s, number && plainNumber.MatchString(s))
	if strings.ContainsAny(s, ",\"\r\n") || strings.TrimSpace(s) != s {
		s = `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	_, _ = b.WriteString(s)
}

func (n Noun[T]) exportXLSX(w io.Writer, rows iter.Seq2[*T, error]) (err error) {
	f := excelize.NewFile()
	defer closing(f, &err)
	looks, err := newLooks(f)
	if err != nil {
		return err
	}
	name := sheetName(n.Title)
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	sw, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := n.head(sw, looks); err != nil {
		return err
	}
	line := make([]any, len(n.Columns))
	number := 1
	for v, err := range rows {
		if err != nil {
			return err
		}
		if number++; number > excelize.TotalRows {
			return fault.Invalid(fmt.Sprintf("超过 %d 行，一张工作表放不下。请缩小查询范围，或导出为 CSV。", excelize.TotalRows-1))
		}
		for i, c := range n.Columns {
			line[i] = looks.cell(c.Kind, c.Get(v))
		}
		if err := sw.SetRow("A"+strconv.Itoa(number), line); err != nil {
			return err
		}
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

// head writes widths, the frozen header and its titles.
func (n Noun[T]) head(sw *excelize.StreamWriter, looks *looks) error {
	titles := make([]any, len(n.Columns))
	for i, c := range n.Columns {
		if err := sw.SetColWidth(i+1, i+1, columnWidth(c.Width, c.Title)); err != nil {
			return err
		}
		titles[i] = excelize.Cell{StyleID: looks.header, Value: c.Title}
	}
	if err := sw.SetPanes(frozen(1)); err != nil {
		return err
	}
	return sw.SetRow("A1", titles, excelize.RowOpts{Height: 28})
}

// validation adds the drop-down list and the note that appears beside a chosen cell.
func validation[T any](f *excelize.File, sheet, letter string, c Column[T]) error {
	v := excelize.NewDataValidation(true)
	v.Sqref = fmt.Sprintf("%s2:%s%d", letter, letter, templateRows)
	if c.Kind == Choice && len(c.Choices) > 0 {
		source, err := choicesPage(f, letter, c.Choices)
		if err != nil {
			return err
		}
		v.SetSqrefDropList(source)
		v.SetError(excelize.DataValidationErrorStyleStop, "不在可选范围内", cut("请从下拉列表中选择“"+c.Title+"”。", 200))
	}
	if note := explain(c); note != "" {
		v.SetInput(cut(c.Title, 30), cut(note, 240))
	}
	if v.Type == "" && v.Prompt == nil {
		return nil
	}
	return f.AddDataValidation(sheet, v)
}

const choicesSheet = "可选值"

// choicesPage keeps choices on a hidden sheet, since a list inside the rule may have 255 characters only.
func choicesPage(f *excelize.File, letter string, choices []string) (string, error) {
	if at, err := f.GetSheetIndex(choicesSheet); err != nil {
		return "", err
	} else if at < 0 {
		if _, err := f.NewSheet(choicesSheet); err != nil {
			return "", err
		}
		if err := f.SetSheetVisible(choicesSheet, false); err != nil {
			return "", err
		}
	}
	for i, c := range choices {
		if err := f.SetCellValue(choicesSheet, letter+strconv.Itoa(i+1), c); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%s!$%s$1:$%s$%d", choicesSheet, letter, letter, len(choices)), nil
}

func explain[T any](c Column[T]) string {
	var parts []string
	if c.Required {
		parts = append(parts, "必填。")
	}
	if c.Help != "" {
		parts = append(parts, c.Help)
	}
	switch c.Kind {
	case Date:
		parts = append(parts, "按 2026-01-31 的样式填写。")
	case ChoiceList:
		parts = append(parts, "可填多项，用顿号隔开。")
	}
	if c.Example != "" {
		parts = append(parts, "例："+c.Example)
	}
	return strings.Join(parts, "")
}

// notes writes the page of explanations.
func (n Noun[T]) notes(f *excelize.File, looks *looks) error {
	const page = "填写说明"
	if _, err := f.NewSheet(page); err != nil {
		return err
	}
	lines := [][]any{{n.Title + "填写说明"}, {fmt.Sprintf("1. 请在第一张工作表中填写，从第 %d 行开始，每行一条。列的顺序可以调整，标 * 的列必填。", n.heads()+1)},
		{"2. 编码、电话等请保持单元格为“文本”格式，否则 15 位以后的数字会丢失。"},
		{"3. 上传后系统先逐行校验，列出全部问题；有一行不合格，就一行也不写入。"}}
	for i, note := range n.Notes {
		lines = append(lines, []any{fmt.Sprintf("%d. %s", i+4, note)})
	}
	lines = append(lines, nil, []any{"列标题", "是否必填", "格式", "说明", "示例", "可选值"})
	table := len(lines)
	for _, c := range n.Columns {
		if c.Set == nil || c.Hidden {
			continue
		}
		required := ""
		if c.Required {
			required = "必填"
		}
		lines = append(lines, []any{c.Title, required, kindNames[c.Kind], c.Help, c.Example, strings.Join(c.Choices, "、")})
	}
	for i, line := range lines {
		if err := f.SetSheetRow(page, "A"+strconv.Itoa(i+1), &line); err != nil {
			return err
		}
	}
	for i, w := range []float64{24, 10, 10, 50, 28, 60} {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(page, letter, letter, w); err != nil {
			return err
		}
	}
	if err := f.SetCellStyle(page, "A"+strconv.Itoa(table), "F"+strconv.Itoa(table), looks.header); err != nil {
		return err
	}
	if err := f.SetCellStyle(page, "A"+strconv.Itoa(table+1), "F"+strconv.Itoa(max(len(lines), table+1)), looks.wrapped); err != nil {
		return err
	}
	return f.SetCellStyle(page, "A1", "A1", looks.title)
}

var kindNames = map[Kind]string{Text: "文字", Code: "文本", Date: "日期", Decimal: "数值", Quantity: "数值", Choice: "单选", ChoiceList: "多选"}

// columnWidth gives the width in characters: a Chinese character takes two.
func columnWidth(wanted float64, title string) float64 {
	if wanted > 0 {
		return min(wanted, 255)
	}
	w := 4.0
	for _, r := range title {
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth || k == width.EastAsianAmbiguous {
			w++
		}
		w++
	}
	return max(w, 12)
}

func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// sheetName makes a title fit for a sheet: 31 characters, none of []:*?/\ and no quotes at the ends.
func sheetName(title string) string {
	s := strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) {
			return -1
		}
		return r
	}, title), "' ")
	if s == "" {
		return "数据"
	}
	if r := []rune(s); len(r) > 31 {
		s = string(r[:31])
	}
	return s
}

func frozen(rows int) *excelize.Panes {
	return &excelize.Panes{Freeze: true, YSplit: rows, TopLeftCell: "A" + strconv.Itoa(rows+1), ActivePane: "bottomLeft"}
}

func closing(f *excelize.File, err *error) {
	if e := f.Close(); *err == nil {
		*err = e
	}
}
