package document

import "fmt"

// Fonts of official documents. The GB2312 cuts and the small title Song are what offices in China have installed;
// the font table names what to take where they are missing.
const (
	fontBody    = "仿宋_GB2312"
	fontTitle   = "方正小标宋简体"
	fontHead    = "黑体"
	fontSubhead = "楷体_GB2312"
	fontSong    = "宋体"
	fontLatin   = "Times New Roman"
)

// Lengths in twentieths of a point. Text area 156 x 225 mm, 37 mm above and 28 mm at the binding edge (GB/T 9704 5.2.1).
const (
	pageWidth, pageHeight   = 11906, 16838
	marginTop, marginLeft   = 2098, 1588
	marginRight, marginFoot = 1474, 1984
	footerFromEdge          = 1361
	textWidth               = pageWidth - marginLeft - marginRight
	char                    = 320 // one character of 16 pt
	line                    = 560 // 28 pt
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const (
	nsMain      = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	nsRelations = `xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relations   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordType    = "application/vnd.openxmlformats-officedocument.wordprocessingml"
)

const contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `.settings+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + wordType + `.fontTable+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `.footer+xml"/>` +
	`<Override PartName="/word/footer2.xml" ContentType="` + wordType + `.footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>` +
	`</Types>`

const packageRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`<Relationship Id="rId3" Type="` + relations + `/extended-properties" Target="docProps/app.xml"/>` +
	`</Relationships>`

const documentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relations + `/styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + relations + `/settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + relations + `/fontTable" Target="fontTable.xml"/>` +
	`<Relationship Id="rId4" Type="` + relations + `/footer" Target="footer1.xml"/>` +
	`<Relationship Id="rId5" Type="` + relations + `/footer" Target="footer2.xml"/>` +
	`</Relationships>`

// Odd and even pages differ, since page numbers stand at the outer edge (GB/T 9704 7.5).
const settings = xmlHead + `<w:settings ` + nsMain + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>` +
	`<w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

const appProperties = xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>Qingshen</Application></Properties>`

func fontTable() string {
	s := xmlHead + `<w:fonts ` + nsMain + `>`
	for _, f := range []struct{ name, instead, family string }{
		{fontBody, "仿宋", "modern"}, {fontTitle, fontSong, "script"}, {fontHead, "SimHei", "modern"},
		{fontSubhead, "楷体", "modern"}, {fontSong, "SimSun", "auto"}, {fontLatin, "", "roman"},
	} {
		s += `<w:font w:name="` + f.name + `">`
		if f.instead != "" {
			s += `<w:altName w:val="` + f.instead + `"/><w:charset w:val="86"/>`
		}
		s += `<w:family w:val="` + f.family + `"/><w:pitch w:val="variable"/></w:font>`
	}
	return s + `</w:fonts>`
}

// footer gives the page number between dashes, one character from the outer edge.
func footer(side string) string {
	indent := `<w:ind w:rightChars="100" w:right="280"/>`
	if side == "left" {
		indent = `<w:ind w:leftChars="100" w:left="280"/>`
	}
	field := func(s string) string { return `<w:r><w:fldChar w:fldCharType="` + s + `"/></w:r>` }
	return xmlHead + `<w:ftr ` + nsMain + `><w:p><w:pPr><w:pStyle w:val="Footer"/>` + indent + `<w:jc w:val="` + side + `"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">— </w:t></w:r>` + field("begin") + `<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		field("separate") + `<w:r><w:t>1</w:t></w:r>` + field("end") + `<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

// style is one paragraph style.
type style struct {
	id, name, font string
	halfPoints     int
	paragraph      string // properties beside the line spacing
	lineSpacing    int    // 0 takes that of the body
	run            string // properties beside font and size
	outline        int    // level in the navigation, from 1
}

const firstLine = `<w:ind w:firstLineChars="200" w:firstLine="640"/>`

var styles = []style{
	{id: "Letterhead", name: "发文机关标志", font: fontTitle, halfPoints: 84, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 1200, run: `<w:color w:val="E60012"/>`},
	{id: "Title", name: "Title", font: fontTitle, halfPoints: 44, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 700, outline: 0},
	{id: "DocumentNo", name: "发文字号", font: fontBody, halfPoints: 32, paragraph: `<w:jc w:val="center"/>`},
	{id: "Addressee", name: "主送机关", font: fontBody, halfPoints: 32, paragraph: `<w:jc w:val="left"/>`},
	{id: "Heading1", name: "heading 1", font: fontHead, halfPoints: 32, paragraph: firstLine, outline: 1},
	{id: "Heading2", name: "heading 2", font: fontSubhead, halfPoints: 32, paragraph: firstLine, outline: 2},
	{id: "Heading3", name: "heading 3", font: fontBody, halfPoints: 32, paragraph: firstLine, run: `<w:b/>`, outline: 3},
	{id: "Heading4", name: "heading 4", font: fontBody, halfPoints: 32, paragraph: firstLine, outline: 4},
	{id: "BodyText", name: "公文正文", font: fontBody, halfPoints: 32, paragraph: firstLine},
	{id: "AnnexMark", name: "附件标识", font: fontHead, halfPoints: 32, paragraph: `<w:jc w:val="left"/>`},
	{id: "Attachment", name: "附件说明", font: fontBody, halfPoints: 32, paragraph: `<w:jc w:val="left"/>`},
	{id: "Signature", name: "落款", font: fontBody, halfPoints: 32,
		// Without the space that Word adds beside digits, the organ stands exactly over the date.
		paragraph: `<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:jc w:val="right"/>`},
	{id: "Caption", name: "表题", font: fontHead, halfPoints: 28, paragraph: `<w:keepNext/><w:spacing w:before="120"/><w:jc w:val="center"/>`},
	{id: "TableHead", name: "表头", font: fontHead, halfPoints: 24, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 360},
	{id: "TableText", name: "表格文字", font: fontBody, halfPoints: 24, paragraph: `<w:jc w:val="center"/>`, lineSpacing: 360},
	{id: "Footer", name: "footer", font: fontSong, halfPoints: 28, lineSpacing: 320},
	{id: "Imprint", name: "版记", font: fontBody, halfPoints: 28, paragraph: `<w:jc w:val="left"/>`, lineSpacing: 480},
}

func runFonts(font string) string {
	return `<w:rFonts w:ascii="` + fontLatin + `" w:hAnsi="` + fontLatin + `" w:eastAsia="` + font + `" w:cs="` + fontLatin + `"/>`
}

func stylesPart(styles []style) string {
	s := xmlHead + `<w:styles ` + nsMain + `><w:docDefaults><w:rPrDefault><w:rPr>` + runFonts(fontBody) +
		`<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:widowControl w:val="0"/><w:jc w:val="both"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		fmt.Sprintf(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:pPr><w:spacing w:line="%d" w:lineRule="exact"/></w:pPr></w:style>`, line) +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`
	for _, t := range styles {
		s += `<w:style w:type="paragraph" w:customStyle="` + custom(t.name) + `" w:styleId="` + t.id + `"><w:name w:val="` + t.name + `"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>` +
			t.properties() + `</w:pPr><w:rPr>` + runFonts(t.font) + t.run + fmt.Sprintf(`<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, t.halfPoints, t.halfPoints) + `</w:rPr></w:style>`
	}
	return s + `</w:styles>`
}

// custom tells styles of our own from those that Word knows by an English name.
func custom(name string) string {
	if name[0] < 0x80 {
		return "0"
	}
	return "1"
}

// properties puts the paragraph properties into the order that the schema asks for.
func (t style) properties() string {
	keep, spacing, outline := "", "", ""
	if t.outline > 0 {
		keep = `<w:keepNext/>`
		outline = fmt.Sprintf(`<w:outlineLvl w:val="%d"/>`, t.outline-1)
	}
	if t.lineSpacing > 0 {
		// Tables and titles may hold what is higher than a line: "at least" shows it, "exact" would cut it.
		spacing = fmt.Sprintf(`<w:spacing w:line="%d" w:lineRule="atLeast"/>`, t.lineSpacing)
	}
	return keep + spacing + t.paragraph + outline
}
