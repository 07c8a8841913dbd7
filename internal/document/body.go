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
		b.paragraph(style, properties, "", strings.TrimSpace(text))
		b.raw(`</w:tc>`)
	}
	b.raw(`</w:tr>`)
}

// widths shares the width of the text among the columns.
func (t Table) widths() []int {
	total := 0
	for _, c := range t.Columns {
		total += max(c.Weight, 1)
	}
	widths := make([]int, len(t.Columns))
	left := textWidth
	for i, c := range t.Columns {
		widths[i] = textWidth * max(c.Weight, 1) / total
		left -= widths[i]
	}
	widths[len(widths)-1] += left
	return widths
}
