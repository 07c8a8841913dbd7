package document

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/signintech/gopdf"

	"qingshen/internal/fault"
)

// Leaf is a document of one page (一页纸): title, a few lines of facts, one table, and notes below it. Its type is made as small
// as it must be for everything to stand on the page, and no smaller.
type Leaf struct {
	Title  string
	Lines  [][2]string // what, and its content; two to a row
	Table  Table
	Foot   []string // below the table
	Right  string   // at the right of the last line
	Author string
}

// Measures of a leaf in points, and the sizes that are tried.
const (
	leafEdge   = 40.0
	leafSizes  = 12
	leafLarge  = 9.0
	leafLeast  = 5.0
	leafSpace  = leafWide - 2*leafEdge
	leafHead   = 15.0
	leafBottom = leafHigh - leafEdge
	leafTwips  = 10300 // the text width in twentieths of a point
)

func (l Leaf) check() error {
	var list fault.List
	list.Require("title", "标题", l.Title)
	if len(l.Table.Columns) == 0 || len(l.Table.Rows) == 0 {
		list.Add("table", "没有内容。")
	}
	return list.Err("文件内容不完整，不能生成。")
}

// setter lays the leaf out at one size.
type leafSetter struct {
	*volumeWriter
	l      Leaf
	size   float64
	widths []float64
	draws  bool
}

func (l Leaf) setter(draws bool, size float64) (*leafSetter, error) {
	font, err := fontData()
	if err != nil {
		return nil, err
	}
	p := &volumeWriter{advances: map[rune]float64{}}
	p.Start(gopdf.Config{PageSize: gopdf.Rect{W: leafWide, H: leafHigh}})
	p.SetInfo(gopdf.PdfInfo{Title: l.Title, Author: l.Author})
	if err := p.AddTTFFontDataWithOption(pdfFont, font, gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}); err != nil {
		return nil, err
	}
	p.AddPage()
	s := &leafSetter{p, l, size, nil, draws}
	total := 0
	for _, c := range l.Table.Columns {
		total += max(c.Weight, 1)
	}
	for _, c := range l.Table.Columns {
		s.widths = append(s.widths, leafSpace*float64(max(c.Weight, 1))/float64(total))
	}
	return s, nil
}

// fit finds the largest size at which the leaf stands on one page.
func (l Leaf) fit() (float64, error) {
	s, err := l.setter(false, 0)
	if err != nil {
		return 0, err
	}
	for i := range leafSizes {
		s.size = leafLarge - float64(i)*(leafLarge-leafLeast)/(leafSizes-1)
		if s.set() <= leafBottom {
			break
		}
	}
	return s.size, s.failed
}

// WritePDF writes the leaf as PDF.
func (l Leaf) WritePDF(w io.Writer) error {
	if err := l.check(); err != nil {
		return err
	}
	size, err := l.fit()
	if err != nil {
		return err
	}
	s, err := l.setter(true, size)
	if err != nil {
		return err
	}
	s.set()
	if s.failed != nil {
		return s.failed
	}
	_, err = s.WriteTo(w)
	return err
}

func (s *leafSetter) text(t string, size, x, y float64) {
	if s.draws {
		s.put(t, size, x, y)
	}
}

// set lays everything out and gives where it ends.
func (s *leafSetter) set() float64 {
	s.y = leafEdge
	s.text(s.l.Title, leafHead, (leafWide-s.width(s.l.Title, leafHead))/2, s.y)
	s.y += leafHead * 1.8
	s.facts()
	titles := []string{}
	for _, c := range s.l.Table.Columns {
		titles = append(titles, c.Title)
	}
	s.row(titles, true)
	for _, r := range s.l.Table.Rows {
		s.row(r, false)
	}
	s.y += s.size * 0.6
	for _, f := range s.l.Foot {
		for _, line := range s.wrap(f, s.size, leafSpace, 0, s.size) {
			s.text(line, s.size, leafEdge, s.y)
			s.y += s.size * 1.4
		}
	}
	s.text(s.l.Right, s.size, leafEdge+leafSpace-s.width(s.l.Right, s.size), s.y)
	return s.y + s.size*1.4
}

// facts sets the lines above the table, two to a row.
func (s *leafSetter) facts() {
	half := leafSpace / 2
	for i := 0; i < len(s.l.Lines); i += 2 {
		most := 1
		for k, f := range s.l.Lines[i:min(i+2, len(s.l.Lines))] {
			lines := s.wrap(f[0]+"："+f[1], s.size, half-6, 0, 0)
			for n, line := range lines {
				s.text(line, s.size, leafEdge+float64(k)*half, s.y+float64(n)*s.size*1.4)
			}
			most = max(most, len(lines))
		}
		s.y += float64(most) * s.size * 1.4
	}
	s.y += s.size * 0.4
}

func (s *leafSetter) row(cells []string, head bool) {
	lines, most := make([][]string, len(s.widths)), 1
	for i, c := range cells {
		lines[i] = s.wrap(c, s.size, s.widths[i]-4, 0, 0)
		most = max(most, len(lines[i]))
	}
	tall := float64(most)*s.size*1.25 + s.size*0.6
	if s.draws {
		s.SetLineWidth(0.4)
		if head {
			s.SetFillColor(238, 236, 230)
			s.RectFromUpperLeftWithStyle(leafEdge, s.y, leafSpace, tall, "F")
			s.SetFillColor(0, 0, 0)
		}
		x := leafEdge
		for i, c := range s.l.Table.Columns {
			s.RectFromUpperLeft(x, s.y, s.widths[i], tall)
			top := s.y + (tall-float64(len(lines[i]))*s.size*1.25)/2
			for n, line := range lines[i] {
				spare, at := s.widths[i]-4-s.width(line, s.size), x+2
				switch {
				case head || c.Align == Both || c.Align == Center:
					at += max(spare/2, 0)
				case c.Align == Right:
					at += max(spare, 0)
				}
				s.text(line, s.size, at, top+float64(n)*s.size*1.25)
			}
			x += s.widths[i]
		}
	}
	s.y += tall
}

// WriteDOCX writes the leaf as .docx, at the size at which it stands on one page.
func (l Leaf) WriteDOCX(w io.Writer) error {
	if err := l.check(); err != nil {
		return err
	}
	size, err := l.fit()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	d := Document{Title: l.Title, Author: l.Author}
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", packageRels}, {"word/document.xml", l.body(size)}, {"word/_rels/document.xml.rels", documentRels},
		{"word/styles.xml", stylesPart(styles)}, {"word/settings.xml", settings}, {"word/fontTable.xml", fontTable()}, {"word/footer1.xml", footer("right")}, {"word/footer2.xml", footer("left")},
		{"docProps/core.xml", d.coreProperties()}, {"docProps/app.xml", appProperties},
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

func (l Leaf) body(size float64) string {
	var b builder
	const twips = 20
	half := int(size * 2)
	small := fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, half, half)
	line := fmt.Sprintf(`<w:spacing w:before="0" w:after="0" w:line="%d" w:lineRule="exact"/>`, int(size*1.25*twips))
	b.raw(xmlHead + `<w:document ` + nsMain + ` ` + nsRelations + `><w:body>`)
	b.paragraph("Title", `<w:spacing w:before="0" w:after="120" w:line="400" w:lineRule="exact"/><w:jc w:val="center"/>`, `<w:sz w:val="30"/><w:szCs w:val="30"/>`, l.Title)
	for i := 0; i < len(l.Lines); i += 2 {
		parts := []string{}
		for _, f := range l.Lines[i:min(i+2, len(l.Lines))] {
			parts = append(parts, f[0]+"："+f[1])
		}
		b.paragraph("TableText", line+`<w:jc w:val="left"/>`, small, strings.Join(parts, "　　"))
	}
	l.ruled(&b, line, small)
	for _, f := range append(slices.Clone(l.Foot), l.Right) {
		b.paragraph("TableText", line+`<w:jc w:val="left"/>`, small, f)
	}
	edge := int(leafEdge * twips)
	b.raw(fmt.Sprintf(`<w:sectPr><w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="400" w:footer="400" w:gutter="0"/></w:sectPr></w:body></w:document>`, pageWidth, pageHeight, edge, edge, edge/2, edge))
	return b.String()
}

// ruled writes the table, row by row at one size.
func (l Leaf) ruled(b *builder, line, small string) {
	total := 0
	for _, c := range l.Table.Columns {
		total += max(c.Weight, 1)
	}
	b.raw(fmt.Sprintf(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`, leafTwips))
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.raw(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.raw(`</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>`)
	widths := make([]int, len(l.Table.Columns))
	titles := []string{}
	for i, c := range l.Table.Columns {
		widths[i] = leafTwips * max(c.Weight, 1) / total
		titles = append(titles, c.Title)
		b.raw(fmt.Sprintf(`<w:gridCol w:w="%d"/>`, widths[i]))
	}
	b.raw(`</w:tblGrid>`)
	for n, cells := range append([][]string{titles}, l.Table.Rows...) {
		b.raw(`<w:tr>`)
		for i, c := range l.Table.Columns {
			align, text := c.Align, ""
			if n == 0 || align == Both {
				align = Center
			}
			if i < len(cells) {
				text = cells[i]
			}
			b.raw(fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, widths[i]))
			b.paragraph("TableText", line+justify(align), small, text)
			b.raw(`</w:tc>`)
		}
		b.raw(`</w:tr>`)
	}
	b.raw(`</w:tbl>`)
}
