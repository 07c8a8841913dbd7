package document

import (
	"fmt"
	"slices"
	"strings"
)

// builder writes the XML of the body.
type builder struct{ strings.Builder }

func (b *builder) raw(s string) { b.WriteString(s) }

// paragraph writes one paragraph. properties stand behind the style and must keep the order of the schema:
// keepNext, pBdr, spacing, ind, jc.
func (b *builder) paragraph(style, properties, run, text string) {
	b.raw(`<w:p><w:pPr><w:pStyle w:val="` + style + `"/>` + properties + `</w:pPr>`)
	if text != "" {
		b.raw(`<w:r>`)
		if run != "" {
			b.raw(`<w:rPr>` + run + `</w:rPr>`)
		}
		for i, l := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
			if i > 0 {
				b.raw(`<w:br/>`)
			}
			b.raw(`<w:t xml:space="preserve">` + escape(l) + `</w:t>`)
		}
		b.raw(`</w:r>`)
	}
	b.raw(`</w:p>`)
}

func (b *builder) empty(lines int) {
	for range lines {
		b.raw(`<w:p/>`)
	}
}

func (b *builder) keepEmpty(lines int) {
	for range lines {
		b.raw(`<w:p><w:pPr><w:keepNext/></w:pPr></w:p>`)
	}
}

// block writes one block; keep binds its end to what follows.
func (b *builder) block(block Block, keep bool) {
	switch x := block.(type) {
	case Paragraph:
		b.text(x, keep)
	case Heading:
		b.paragraph(fmt.Sprintf("Heading%d", x.Level), "", "", strings.TrimSpace(x.Text))
	case Table:
		b.table(x)
	case PageBreak:
		b.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	}
}

func (b *builder) text(p Paragraph, keep bool) {
	properties, run := "", ""
	if keep {
		properties += `<w:keepNext/>`
	}
	if p.NoIndent || p.Align == Center || p.Align == Right {
		properties += `<w:ind w:firstLineChars="0" w:firstLine="0"/>`
	}
	properties += justify(p.Align)
	if p.Bold {
		run = `<w:b/>`
	}
	for _, l := range strings.Split(strings.ReplaceAll(p.Text, "\r\n", "\n"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			b.paragraph("BodyText", properties, run, l)
		}
	}
}

func justify(a Align) string {
	return [...]string{"", `<w:jc w:val="left"/>`, `<w:jc w:val="center"/>`, `<w:jc w:val="right"/>`}[a]
}

// table writes a ruled table. Its header row repeats and rows do not break over pages.
func (b *builder) table(t Table) {
	if t.Caption != "" {
		b.paragraph("Caption", "", "", t.Caption)
	}
	widths := t.widths()
	b.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, textWidth))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.raw(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.raw(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		b.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w))
	}
	b.raw(`</w:tblGrid>`)
	var titles []string
	for _, c := range t.Columns {
		titles = append(titles, c.Title)
	}
	if slices.ContainsFunc(titles, func(s string) bool { return s != "" }) {
		b.row(t, widths, titles, true)
	}
	for _, row := range t.Rows {
		b.row(t, widths, row, false)
	}
	// Word asks for a paragraph behind a table; a low one leaves the distance of half a line.
	b.raw(`</w:tbl><w:p><w:pPr><w:spacing w:line="240" w:lineRule="exact"/></w:pPr></w:p>`)
}

func (b *builder) row(t Table, widths []int, cells []string, head bool) {
	b.raw(`<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="440" w:hRule="atLeast"/>`)
	if head {
		b.raw(`<w:tblHeader/>`)
	}
	b.raw(`</w:trPr>`)
	for i, text := range cells {
		b.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, widths[i]))
		style, properties := "TableHead", ""
		if !head {
			style, properties = "TableText", justify(t.Columns[i].Align)
		}
		run := ""
		if size := t.points2(); size != 24 {
			run = fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size)
		}
		b.paragraph(style, properties, run, strings.TrimSpace(text))
		b.raw(`</w:tc>`)
	}
	b.raw(`</w:tr>`)
}

// widths shares the width of the text among the columns: by their weights where the caller gave any, else by what
// stands in them. A code or number is never broken, and sentences share what is left.
func (t Table) widths() []int {
	widths := make([]int, len(t.Columns))
	shares := make([]int, len(t.Columns))
	left, total := textWidth, 0
	if !slices.ContainsFunc(t.Columns, func(c TableColumn) bool { return c.Weight > 0 }) {
		for i := range t.Columns {
			least, natural := t.needs(i)
			widths[i], shares[i] = least, natural-least+1
			left -= least
		}
	} else {
		for i, c := range t.Columns {
			shares[i] = max(c.Weight, 1)
		}
	}
	if left < 0 { // too much to keep everything whole
		for i := range widths {
			widths[i] = widths[i] * textWidth / (textWidth - left)
		}
		left = textWidth
		for _, w := range widths {
			left -= w
		}
	}
	for _, s := range shares {
		total += s
	}
	spare := left
	for i := range widths {
		w := left * shares[i] / total
		widths[i] += w
		spare -= w
	}
	widths[len(widths)-1] += spare
	return widths
}

// needs gives the width of a column that keeps codes whole, and the width that keeps every cell on one line,
// at most twenty characters. Characters of a table take 12 pt, 10.5 pt in wide ones.
func (t Table) needs(column int) (least, natural int) {
	const padding = 230
	size := t.points2()
	least = 2 * size * 10
	texts := []string{t.Columns[column].Title}
	for _, row := range t.Rows {
		texts = append(texts, row[column])
	}
	for i, text := range texts {
		for _, l := range strings.Split(text, "\n") {
			whole := measure(l) * size * 10 / char
			if i == 0 {
				whole = whole/2 + size*10/2 // a title may take two lines
			}
			natural = max(natural, min(whole, 20*size*10))
			for _, word := range strings.FieldsFunc(l, func(r rune) bool { return r <= ' ' || r >= 0x80 }) {
				least = max(least, latin(word)*size/10)
			}
		}
	}
	least += padding
	return least, max(natural+padding, least)
}

// latin gives the width of a code in hundredths of a character: digits take half of one, capitals nearly three quarters.
func latin(word string) int {
	n := 0
	for _, r := range word {
		if r >= 'A' && r <= 'Z' {
			n += 73
		} else {
			n += 51
		}
	}
	return n
}

// points2 gives the size of the characters in half points.
func (t Table) points2() int {
	if len(t.Columns) > 6 {
		return 21
	}
	return 24
}
