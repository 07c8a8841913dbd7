package document

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Write writes the document as .docx. The same document gives the same bytes, so that its hash can be kept.
// A document with missing or unfilled parts is refused with a fault that names them all.
func Write(w io.Writer, d Document) error {
	if err := d.check(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", packageRels},
		{"word/document.xml", d.body()},
		{"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", stylesPart(styles)},
		{"word/settings.xml", settings},
		{"word/fontTable.xml", fontTable()},
		{"word/footer1.xml", footer("right")},
		{"word/footer2.xml", footer("left")},
		{"docProps/core.xml", d.coreProperties()},
		{"docProps/app.xml", appProperties},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, part.content); err != nil {
			return err
		}
	}
	return z.Close()
}

func (d Document) coreProperties() string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + escape(strings.ReplaceAll(d.Title, "\n", "")) + `</dc:title><dc:creator>` + escape(d.Author) + `</dc:creator></cp:coreProperties>`
}

// body writes word/document.xml.
func (d Document) body() string {
	var b builder
	b.raw(xmlHead + `<w:document ` + nsMain + ` ` + nsRelations + `><w:body>`)
	d.head(&b)
	for i, block := range d.Blocks {
		// The end of the text keeps to the signature, so that no page carries a seal and no sentence.
		last := i == len(d.Blocks)-1 && d.signed()
		b.block(block, last)
	}
	d.attachments(&b)
	d.signature(&b)
	d.imprint(&b)
	d.annexes(&b)
	b.raw(fmt.Sprintf(`<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`+
		`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/></w:sectPr>`,
		pageWidth, pageHeight, marginTop, marginRight, marginFoot, marginLeft, footerFromEdge))
	b.raw(`</w:body></w:document>`)
	return b.String()
}

// head writes letterhead, number, title and addressee.
func (d Document) head(b *builder) {
	if d.Letterhead != "" {
		// The letterhead fills one line: 42 pt up to ten characters, smaller beyond.
		size := 84
		if n := utf8.RuneCountInString(d.Letterhead); n > 10 {
			size = max(2*textWidth/20/n, 44)
		}
		b.paragraph("Letterhead", "", fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size), d.Letterhead)
		b.empty(1)
		b.paragraph("DocumentNo", `<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="E60012"/></w:pBdr>`, "", d.DocumentNo)
		b.empty(2)
	} else if d.DocumentNo != "" {
		b.paragraph("DocumentNo", `<w:jc w:val="right"/>`, "", d.DocumentNo)
		b.empty(1)
	}
	for _, l := range strings.Split(strings.TrimSpace(d.Title), "\n") {
		for _, part := range balance(strings.TrimSpace(l)) {
			b.paragraph("Title", "", "", part)
		}
	}
	b.empty(1)
	if d.Addressee != "" {
		b.paragraph("Addressee", "", "", strings.TrimRight(d.Addressee, "：:")+"：")
	}
}

// signed tells whether organs stand beneath the text.
func (d Document) signed() bool { return len(d.Signature.Organs) > 0 }

func (d Document) attachments(b *builder) {
	if len(d.Attachments) == 0 {
		return
	}
	keep := ""
	if d.signed() {
		keep = keepNext
		b.keepEmpty(1)
	} else {
		b.empty(1)
	}
	for i, name := range d.Attachments {
		// 附件： stands two characters in; names hang behind their numbers (GB/T 9704 7.3.4).
		label, left, hanging := "附件：", 5*char, 3*char
		number := ""
		if len(d.Attachments) > 1 {
			number = strconv.Itoa(i+1) + "."
			left, hanging = 6*char, 4*char
		}
		if i > 0 {
			label, hanging = "", char
		}
		b.paragraph("Attachment", keep+fmt.Sprintf(`<w:ind w:left="%d" w:hanging="%d"/>`, left, hanging), "", label+number+name)
	}
}

// signature writes the organs and the date, the date four characters from the right edge and every organ
// centred over it (GB/T 9704 7.3.5), as far as its length allows.
func (d Document) signature(b *builder) {
	s := d.Signature
	if len(s.Organs) == 0 && s.Date == "" {
		return
	}
	b.keepEmpty(2)
	date := officialDate(s.Date)
	widest := 0
	for _, o := range s.Organs {
		widest = max(widest, measure(o))
	}
	dateEdge := max(4*char, (widest-measure(date))/2)
	for i, o := range s.Organs {
		edge := dateEdge + (measure(date)-measure(o))/2
		keep := keepNext
		if i == len(s.Organs)-1 && date == "" && s.Note == "" {
			keep = ""
		}
		b.paragraph("Signature", keep+fmt.Sprintf(`<w:ind w:right="%d"/>`, max(edge, 0)), "", o)
	}
	if date != "" {
		keep := ""
		if s.Note != "" {
			keep = keepNext
		}
		b.paragraph("Signature", keep+fmt.Sprintf(`<w:ind w:right="%d"/>`, dateEdge), "", date)
	}
	if s.Note != "" {
		b.paragraph("BodyText", "", "", "（"+s.Note+"）")
	}
}

func (d Document) imprint(b *builder) {
	if d.CopyTo == "" {
		return
	}
	// It stands at the foot of the last page, between two lines (GB/T 9704 7.4).
	frame := fmt.Sprintf(`<w:framePr w:w="%d" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="center" w:yAlign="bottom"/>`, textWidth)
	rule := `<w:pBdr><w:top w:val="single" w:sz="8" w:space="4" w:color="000000"/><w:bottom w:val="single" w:sz="8" w:space="4" w:color="000000"/></w:pBdr>`
	b.paragraph("Imprint", frame+rule+`<w:ind w:left="1120" w:right="280" w:hanging="840"/>`, "", "抄送："+strings.TrimRight(d.CopyTo, "。")+"。")
}

// measure gives the width of a line of 16 pt: digits and Latin letters take half a character.
func measure(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x80 {
			n += char / 2
		} else {
			n += char
		}
	}
	return n
}

// officialDate prints a date as documents do: 2026年1月31日. Empty when it is no date.
func officialDate(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

// escape makes text safe for XML; characters that XML cannot hold are dropped.
func escape(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < 0x20 && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}
