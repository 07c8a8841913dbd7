package document

import (
	"archive/zip"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"qingshen/internal/fault"
	"qingshen/internal/figure"
)

// Volume is a bound document of many chapters (成册文件), such as an audit report: cover, sign-off, contents, chapters with
// tables and figures, wide tables on pages that lie across, page numbers that begin behind the contents.
type Volume struct {
	Title     string      // on the cover; \n breaks the line
	Subtitle  string      // beneath it, such as 评估稿
	Cover     [][2]string // lines of the cover: what, and its content
	Organ     string      // at the foot of the cover
	Date      string      // as YYYY-MM-DD
	Front     []Block     // behind the cover, without page numbers
	Blocks    []Block     // a heading of level 1 begins a page; levels 1 and 2 stand in the contents
	Watermark string      // over every page, such as 草稿
	Author    string
}

// check refuses a volume with parts that cannot be set.
func (v Volume) check() error {
	var list fault.List
	list.Require("title", "标题", v.Title)
	for i, b := range append(slices.Clone(v.Front), v.Blocks...) {
		b.faults(fmt.Sprintf("blocks[%d]", i), &list)
	}
	return list.Err("文件内容不完整，不能生成。")
}

// settle marks the tables that need a page across.
func (v *Volume) settle() {
	for _, blocks := range [][]Block{v.Front, v.Blocks} {
		for i, b := range blocks {
			if t, ok := b.(Table); ok {
				t.Wide = t.Across()
				blocks[i] = t
			}
		}
	}
}

// crowded tells whether nothing keeps the codes of a table whole on an upright page.
func (t Table) crowded() bool {
	sum := 0
	for i := range t.Columns {
		least, _ := t.needs(i, 180)
		sum += least
	}
	return sum > textWidth*11/10
}

// entry is one line of the contents.
type entry struct {
	level int
	text  string
}

func (v Volume) entries() []entry {
	out := []entry{}
	for _, b := range v.Blocks {
		if h, ok := b.(Heading); ok && h.Level <= 2 {
			out = append(out, entry{h.Level, strings.TrimSpace(h.Text)})
		}
	}
	return out
}

// The text width of a page across, and the styles of a volume: 14 pt where a letter has 16.
const acrossWidth = pageHeight - 2*marginLeft

var volumeStyles = func() []style {
	const indent = `<w:ind w:firstLineChars="200" w:firstLine="560"/>`
	own := map[string]style{
		"Heading1": {id: "Heading1", name: "heading 1", font: fontHead, halfPoints: 36, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 800, outline: 1},
		"Heading2": {id: "Heading2", name: "heading 2", font: fontHead, halfPoints: 30, paragraph: `<w:jc w:val="left"/>`, lineSpacing: 600, outline: 2},
		"Heading3": {id: "Heading3", name: "heading 3", font: fontSubhead, halfPoints: 28, paragraph: `<w:jc w:val="left"/>`, lineSpacing: 540, run: `<w:b/>`, outline: 3},
		"BodyText": {id: "BodyText", name: "公文正文", font: fontBody, halfPoints: 28, paragraph: `<w:widowControl/><w:spacing w:line="520" w:lineRule="atLeast"/>` + indent},
		"Caption":  {id: "Caption", name: "表题", font: fontHead, halfPoints: 24, paragraph: `<w:keepNext/><w:spacing w:before="160" w:line="360" w:lineRule="atLeast"/><w:jc w:val="center"/>`},
	}
	out := []style{}
	for _, s := range styles {
		if better, ok := own[s.id]; ok {
			s = better
		}
		out = append(out, s)
	}
	return append(out,
		style{id: "FigureTitle", name: "图题", font: fontHead, halfPoints: 24, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 480},
		style{id: "CoverLine", name: "封面文字", font: fontBody, halfPoints: 32, paragraph: `<w:jc w:val="left"/>`, lineSpacing: 640},
		style{id: "TOC1", name: "toc 1", font: fontHead, halfPoints: 26, paragraph: fmt.Sprintf(`<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="%d"/></w:tabs>`, textWidth), lineSpacing: 480},
		style{id: "TOC2", name: "toc 2", font: fontBody, halfPoints: 24, paragraph: fmt.Sprintf(`<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="%d"/></w:tabs><w:ind w:left="420"/>`, textWidth), lineSpacing: 420})
}()

// WriteDOCX writes the volume as .docx; the same volume gives the same bytes.
func (v Volume) WriteDOCX(w io.Writer) error {
	if err := v.check(); err != nil {
		return err
	}
	v.settle()
	pages, err := v.set(nil) // the contents name the pages of the PDF until the reader's program counts its own
	if err != nil {
		return err
	}
	body, pictures := v.body(pages.places)
	z := zip.NewWriter(w)
	add := func(name, content string) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		_, err = io.WriteString(f, content)
		return err
	}
	relations := strings.ReplaceAll(documentRels, `</Relationships>`, `<Relationship Id="rId6" Type="`+relations+`/header" Target="header1.xml"/>`)
	for i := range pictures {
		relations += fmt.Sprintf(`<Relationship Id="rIdP%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/figure%d.png"/>`, i+1, i+1)
	}
	kinds := strings.Replace(contentTypes, `<Override`, `<Default Extension="png" ContentType="image/png"/><Override PartName="/word/header1.xml" ContentType="`+wordType+`.header+xml"/><Override`, 1)
	for _, part := range []struct{ name, content string }{
		{"[Content_Types].xml", kinds}, {"_rels/.rels", packageRels}, {"word/document.xml", body}, {"word/_rels/document.xml.rels", relations + `</Relationships>`},
		{"word/styles.xml", stylesPart(volumeStyles)}, {"word/settings.xml", settings}, {"word/fontTable.xml", fontTable()},
		{"word/footer1.xml", footer("right")}, {"word/footer2.xml", footer("left")}, {"word/header1.xml", header(v.Watermark)},
		{"docProps/core.xml", Document{Title: v.Title, Author: v.Author}.coreProperties()}, {"docProps/app.xml", appProperties},
	} {
		if err := add(part.name, part.content); err != nil {
			return err
		}
	}
	for i, p := range pictures {
		raw, err := drawPNG(p)
		if err != nil {
			return err
		}
		if err := add(fmt.Sprintf("word/media/figure%d.png", i+1), string(raw)); err != nil {
			return err
		}
	}
	return z.Close()
}

const nsDrawing = `xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`

// header holds the watermark, in grey across the page; it is empty without one.
func header(watermark string) string {
	const open = xmlHead + `<w:hdr ` + nsMain + ` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:p><w:pPr><w:spacing w:line="240" w:lineRule="exact"/></w:pPr>`
	if watermark == "" {
		return open + `</w:p></w:hdr>`
	}
	return open + `<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>` +
		`<v:shape id="watermark" o:spid="_x0000_s2049" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:140pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d8d8d8" stroked="f"><v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="` + escape(watermark) + `"/></v:shape></w:pict></w:r></w:p></w:hdr>`
}

// page ends a part of the document: upright or across, with page numbers or without.
func (v Volume) page(across, numbered bool, first bool) string {
	out := `<w:sectPr><w:headerReference w:type="default" r:id="rId6"/><w:headerReference w:type="even" r:id="rId6"/>`
	if numbered {
		out += `<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>`
	}
	out += `<w:type w:val="nextPage"/>`
	if across {
		out += fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d" w:orient="landscape"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="900" w:gutter="0"/>`, pageHeight, pageWidth, marginRight, marginLeft, marginRight, marginLeft)
	} else {
		out += fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/>`, pageWidth, pageHeight, marginTop, marginRight, marginFoot, marginLeft, footerFromEdge)
	}
	if first {
		out += `<w:pgNumType w:start="1"/>`
	}
	return out + `</w:sectPr>`
}

func (v Volume) body(pages []int) (string, []*figure.Figure) {
	b := &builder{}
	b.raw(xmlHead + `<w:document ` + nsMain + ` ` + nsRelations + ` ` + nsDrawing + `><w:body>`)
	v.cover(b)
	for _, block := range v.Front {
		b.block(block, false)
	}
	b.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
	v.contents(b, pages)
	b.raw(`<w:p><w:pPr>` + v.page(false, false, false) + `</w:pPr></w:p>`)
	chapters, first, across := 0, true, false
	turn := func(to bool) {
		if to == across {
			return
		}
		b.raw(`<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/>` + v.page(across, true, first) + `</w:pPr></w:p>`)
		across, first, b.full = to, false, 0
		if to {
			b.full = acrossWidth
		}
	}
	for i, block := range v.Blocks {
		switch x := block.(type) {
		case Table:
			turn(x.Wide)
			b.block(block, false)
		case Heading:
			broke := across
			turn(v.wideNext(i))
			broke = broke != across
			properties := ""
			if x.Level == 1 {
				if chapters > 0 && !broke {
					properties = `<w:pageBreakBefore/>`
				}
				chapters++
			}
			b.heading(x, properties)
		case Paragraph:
			turn(v.wideNext(i))
			b.block(block, false)
		default:
			turn(false)
			b.block(block, false)
		}
	}
	b.raw(v.page(across, true, first) + `</w:body></w:document>`)
	return b.String(), b.pictures
}

// wideNext tells whether what follows directly, beyond headings and sentences, is a table across: then they stand with it.
func (v Volume) wideNext(i int) bool {
	for _, b := range v.Blocks[i+1:] {
		switch x := b.(type) {
		case Heading:
			if x.Level == 1 {
				return false
			}
		case Table:
			return x.Wide
		case Paragraph:
		default:
			return false
		}
	}
	return false
}

// heading writes a heading to which the contents lead.
func (b *builder) heading(h Heading, properties string) {
	if h.Level > 2 {
		b.paragraph(fmt.Sprintf("Heading%d", h.Level), properties, "", strings.TrimSpace(h.Text))
		return
	}
	b.marks++
	b.raw(fmt.Sprintf(`<w:p><w:pPr><w:pStyle w:val="Heading%d"/>%s</w:pPr><w:bookmarkStart w:id="%d" w:name="_Toc%06d"/><w:r><w:t xml:space="preserve">%s</w:t></w:r><w:bookmarkEnd w:id="%d"/></w:p>`,
		h.Level, properties, b.marks, b.marks, escape(strings.TrimSpace(h.Text)), b.marks))
}

func (v Volume) cover(b *builder) {
	b.empty(4)
	for _, l := range strings.Split(strings.TrimSpace(v.Title), "\n") {
		for _, part := range balance(strings.TrimSpace(l)) {
			b.paragraph("Title", "", `<w:sz w:val="52"/><w:szCs w:val="52"/>`, part)
		}
	}
	b.paragraph("Title", "", `<w:sz w:val="36"/><w:szCs w:val="36"/>`, v.Subtitle)
	b.empty(4)
	for _, l := range v.Cover {
		b.paragraph("CoverLine", `<w:ind w:left="1280" w:hanging="0"/>`, "", l[0]+"："+l[1])
	}
	b.empty(2)
	b.paragraph("Title", "", `<w:sz w:val="32"/><w:szCs w:val="32"/>`, v.Organ)
	b.paragraph("Title", "", `<w:sz w:val="32"/><w:szCs w:val="32"/>`, officialDate(v.Date))
	b.raw(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`)
}

// contents writes a table of contents whose page numbers the reader's program fills in.
func (v Volume) contents(b *builder, pages []int) {
	b.paragraph("Title", "", `<w:sz w:val="36"/><w:szCs w:val="36"/>`, "目  录")
	field := func(s string) string { return `<w:r><w:fldChar w:fldCharType="` + s + `"/></w:r>` }
	for i, e := range v.entries() {
		b.raw(fmt.Sprintf(`<w:p><w:pPr><w:pStyle w:val="TOC%d"/></w:pPr>`, e.level))
		if i == 0 {
			b.raw(`<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-2" \h \z \u </w:instrText></w:r>` + field("separate"))
		}
		b.raw(fmt.Sprintf(`<w:hyperlink w:anchor="_Toc%06d"><w:r><w:t xml:space="preserve">%s</w:t></w:r><w:r><w:tab/></w:r>%s<w:r><w:instrText xml:space="preserve"> PAGEREF _Toc%06d \h </w:instrText></w:r>%s<w:r><w:t>%d</w:t></w:r>%s</w:hyperlink>`,
			i+1, escape(e.text), field("begin"), i+1, field("separate"), pages[i], field("end")))
		if i == len(v.entries())-1 {
			b.raw(field("end"))
		}
		b.raw(`</w:p>`)
	}
}

// Across tells whether a table needs a page that lies across.
func (t Table) Across() bool { return t.Wide || len(t.Columns) > 11 || t.crowded() }
