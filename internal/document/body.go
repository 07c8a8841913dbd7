package document

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qingshen/internal/figure"
)

// builder writes the XML of the body. full is the width of the text where the page lies across; 0 is that of a letter.
type builder struct {
	strings.Builder
	full     int
	pictures []*figure.Figure
	marks    int
}

// across is the width that a table has.
func (b *builder) across() int {
	if b.full > 0 {
		return b.full
	}
	return textWidth
}

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
		b.table(x, keep)
	case PageBreak:
		b.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	case Picture:
		b.picture(x)
	}
}

func (b *builder) text(p Paragraph, keep bool) {
	properties, run := "", ""
	if keep {
		properties += keepNext
	}
	if p.NoIndent || p.Align == Center || p.Align == Right {
		properties += `<w:ind w:firstLineChars="0" w:firstLine="0"/>`
	}
	align := p.Align
	if align == Both && longWord(p.Text) {
		align = Left // justified, the characters before an address would be torn apart
	}
	properties += justify(align)
	if p.Bold {
		run = `<w:b/>`
	}
	for _, l := range strings.Split(strings.ReplaceAll(p.Text, "\r\n", "\n"), "\n") {
		if l = strings.TrimSpace(l); l != "" {
			b.paragraph("BodyText", properties, run, l)
		}
	}
}

// longWord tells whether the text holds a word, such as an address on the net, that takes a good part of a line.
func longWord(text string) bool {
	return slices.ContainsFunc(words(text), func(word string) bool { return len(word) > 24 })
}

// words gives what must not be broken: codes, numbers, addresses.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x80 })
}

func justify(a Align) string {
	return [...]string{"", `<w:jc w:val="left"/>`, `<w:jc w:val="center"/>`, `<w:jc w:val="right"/>`, `<w:jc w:val="center"/>`}[a]
}

// wholeLines is up to how many lines a table stays together on one page: more would leave half of the page before it empty.
const wholeLines = 14

// table writes a ruled table. Its header row repeats, rows do not break over pages, and a short one is not torn apart.
func (b *builder) table(t Table, keep bool) {
	if t.Caption != "" {
		b.paragraph("Caption", "", "", t.Caption)
	}
	size := t.points2(b.across())
	widths := t.widths(size, b.across())
	whole := t.lines(widths, size*10) <= wholeLines
	b.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, b.across()))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.raw(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.raw(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		b.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, w))
	}
	b.raw(`</w:tblGrid>`)
	var titles []string
	for i, c := range t.Columns {
		titles = append(titles, parted(c.Title, width(c.Title, size*10) > widths[i]-170))
	}
	if slices.ContainsFunc(titles, func(s string) bool { return s != "" }) {
		b.row(t, widths, titles, look{size: size, head: true, keep: true})
	}
	for i, row := range t.Rows {
		b.row(t, widths, row, look{size: size, keep: keep || whole && i < len(t.Rows)-1})
	}
	next := ""
	if keep {
		next = keepNext
	}
	// Word asks for a paragraph behind a table; a low one leaves the distance of half a line.
	b.raw(`</w:tbl><w:p><w:pPr>` + next + `<w:spacing w:line="240" w:lineRule="exact"/></w:pPr></w:p>`)
}

// parted puts the unit of a head that is too long for one line on a line of its own.
func parted(title string, long bool) string {
	if i := strings.LastIndex(title, "（"); long && i > 0 && strings.HasSuffix(title, "）") {
		return title[:i] + "\n" + title[i:]
	}
	return title
}

// keepNext binds a paragraph, or the row that it stands in, to what follows.
const keepNext = `<w:keepNext/>`

// look is how a row is set: the size of its characters in half points, as a head, bound to the next row.
type look struct {
	size       int
	head, keep bool
}

func (b *builder) row(t Table, widths []int, cells []string, as look) {
	high := 440
	if t.Tall {
		high = 720
	}
	b.raw(fmt.Sprintf(`<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="%d" w:hRule="atLeast"/>`, high))
	if as.head {
		b.raw(`<w:tblHeader/>`)
	}
	b.raw(`</w:trPr>`)
	for i, text := range cells {
		b.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, widths[i]))
		style, properties := "TableHead", ""
		if !as.head {
			style, properties = "TableText", t.figures(i, widths[i], as.size, text)
		}
		if as.keep {
			properties = keepNext + properties
		}
		run := ""
		if as.size != 24 {
			run = fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, as.size, as.size)
		}
		b.paragraph(style, properties, run, strings.TrimSpace(text))
		b.raw(`</w:tc>`)
	}
	b.raw(`</w:tr>`)
}

// isFigure tells whether a cell holds a figure, which stands under others, and not words such as 未检出.
func isFigure(text string) bool {
	digits := strings.TrimLeft(text, "-+<＜")
	return digits != "" && digits[0] >= '0' && digits[0] <= '9'
}

// figures aligns a cell: figures end under one another, in the middle of the column as a whole.
func (t Table) figures(column, wide, size int, text string) string {
	if t.Columns[column].Align != Decimal || !isFigure(text) {
		return justify(t.Columns[column].Align)
	}
	longest := 0
	for _, row := range t.Rows {
		if strings.Contains(row[column], " ") {
			return justify(Center) // units stand behind the figures
		}
		if isFigure(row[column]) {
			longest = max(longest, width(row[column], size*10))
		}
	}
	const padding = 170
	return fmt.Sprintf(`<w:ind w:right="%d"/>`, max((wide-padding-longest*5/4)/2, 0)) + justify(Right) // other fonts are wider
}

// widths shares the width of the text among the columns: by their weights where the caller gave any, else by what
// stands in them. A code or number is never broken, and sentences share what is left.
func (t Table) widths(size, full int) []int {
	widths := make([]int, len(t.Columns))
	shares := make([]int, len(t.Columns))
	left, total := full, 0
	if !slices.ContainsFunc(t.Columns, func(c TableColumn) bool { return c.Weight > 0 }) {
		for i := range t.Columns {
			least, natural := t.needs(i, size*10)
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
			widths[i] = widths[i] * full / (full - left)
		}
		left = full
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

// lines tells how many lines of text the rows are high together.
func (t Table) lines(widths []int, em int) int {
	all := 0
	for _, row := range t.Rows {
		high := 1
		for i, text := range row {
			high = max(high, (width(text, em)+widths[i]-1)/widths[i])
		}
		all += high
	}
	return all
}

// needs gives the width of a column that keeps codes and short words whole, and the width that keeps every cell on one
// line, at most twenty characters. em is the width of a Chinese character.
func (t Table) needs(column, em int) (least, natural int) {
	const padding, short, long, sentence = 230, 6, 12, 28
	least = 2 * em
	texts := []string{t.Columns[column].Title}
	for _, row := range t.Rows {
		texts = append(texts, row[column])
	}
	for i, text := range texts {
		for _, l := range strings.Split(text, "\n") {
			whole := width(l, em)
			if i == 0 {
				whole = (2*whole + 2) / 3 // a title may take two lines
			}
			natural = max(natural, min(whole, 20*em))
			if whole <= short*em {
				least = max(least, whole) // a name of a county or a yes is not set upright
			} else if whole >= sentence*em {
				least = max(least, 9*em) // a sentence is not set as a pole
			} else if whole >= long*em {
				least = max(least, short*em)
			} else if i > 0 {
				least = max(least, whole*11/20) // two lines
			}
			for _, word := range words(l) {
				least = max(least, width(word, em))
			}
			if officialDay.MatchString(l) {
				least = max(least, whole)
			}
		}
	}
	least += padding
	return least, max(natural+padding, least)
}

// officialDay is a day as documents write it, alone in a cell.
var officialDay = regexp.MustCompile(`^\d{4}年\d{1,2}月\d{1,2}日$`)

// width gives the width of a text in characters of em. Digits take half of one and capitals nearly three quarters in Times
// New Roman, a quarter more in what other systems put in its place: no code may break there either.
func width(text string, em int) int {
	n, before := 0, ' '
	for _, r := range text {
		if before != ' ' && r != ' ' && (before < 0x80) != (r < 0x80) {
			n += 25 // what office programs put between Chinese and figures
		}
		switch before = r; {
		case r >= 0x80:
			n += 100
		case r >= 'A' && r <= 'Z':
			n += 76
		default:
			n += 64
		}
	}
	return n * em / 100
}

// points2 gives the size of the characters in half points: 12 pt, smaller in a table of many columns and where nothing else
// keeps its codes whole.
func (t Table) points2(full int) int {
	size := 24
	if len(t.Columns) > 4 {
		size = 21
	}
	for ; size > 18; size -= 3 {
		sum := 0
		for i := range t.Columns {
			least, _ := t.needs(i, size*10)
			sum += least
		}
		if sum <= full {
			break
		}
	}
	return size
}
