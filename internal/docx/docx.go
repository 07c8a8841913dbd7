// Package docx reads what a Word document (.docx) says, as blocks of headings, text, tables and pictures, so that it can be
// shown in a browser without the program that wrote it (文件预览). How the pages were laid out is lost; nothing of the
// document is executed, linked or loaded.
package docx

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/zipsafe"
)

// Block is one part of a document from top to bottom.
type Block struct {
	Kind    string   `json:"kind" enum:"heading,paragraph,item,table,picture"`
	Level   int      `json:"level,omitempty" doc:"标题的级别"`
	Runs    []Run    `json:"runs,omitempty" doc:"文字"`
	Rows    [][]Cell `json:"rows,omitempty" doc:"表格的各行"`
	Picture string   `json:"picture,omitempty" doc:"图片，data地址"`
	Centred bool     `json:"centred,omitempty" doc:"居中"`
}

// Run is text of one look.
type Run struct {
	Text   string `json:"text"`
	Bold   bool   `json:"bold,omitempty"`
	Italic bool   `json:"italic,omitempty"`
}

// Cell is one cell of a table.
type Cell struct {
	Text string `json:"text"`
	Span int    `json:"span,omitempty" doc:"占几列"`
}

// The kinds of block.
const (
	Heading   = "heading"
	Paragraph = "paragraph"
	Item      = "item"
	Table     = "table"
	Picture   = "picture"
)

const (
	partMost    = 64 << 20 // bytes of the text unpacked
	blocksMost  = 4000
	pictureMost = 2 << 20
	allPictures = 12 << 20
)

// Read gives the blocks of a document. cut tells that there is more than is given.
func Read(r io.ReaderAt, size int64) (blocks []Block, cut bool, err error) {
	z, err := zipsafe.Open(r, size, zipsafe.Office)
	if err != nil {
		return nil, false, err
	}
	f := z.Find("word/document.xml")
	if f == nil || f.UncompressedSize64 > partMost {
		return nil, false, unreadable()
	}
	body, err := f.Open()
	if err != nil {
		return nil, false, unreadable()
	}
	defer body.Close()
	d := &reader{xml: xml.NewDecoder(body), book: z, levels: levels(z), pictures: targets(z)}
	err = d.document()
	switch {
	case errors.Is(err, errEnough):
		return d.blocks, true, nil
	case err != nil:
		return nil, false, unreadable()
	}
	return d.blocks, d.cut, nil
}

func unreadable() error {
	return fault.Invalid("文件已损坏，无法预览。请下载后用 Word 或 WPS 打开。")
}

var errEnough = errors.New("enough")

// reader walks through the document once.
type reader struct {
	xml      *xml.Decoder
	book     *zipsafe.Reader
	levels   map[string]int    // level of heading by style
	pictures map[string]string // part of a picture by relation
	loaded   int
	blocks   []Block
	cut      bool
}

func (d *reader) add(b Block) error {
	if len(d.blocks) == blocksMost {
		return errEnough
	}
	d.blocks = append(d.blocks, b)
	return nil
}

func (d *reader) document() error {
	for {
		t, err := d.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "p":
			err = d.paragraph()
		case "tbl":
			err = d.table()
		case "Fallback": // says again what stood before it
			err = d.xml.Skip()
		}
		if err != nil {
			return err
		}
	}
}

// text is a paragraph while it is read.
type text struct {
	block    Block
	run      Run
	pictures []string
}

func (t *text) say(s string) {
	last := len(t.block.Runs) - 1
	if last >= 0 && t.block.Runs[last].Bold == t.run.Bold && t.block.Runs[last].Italic == t.run.Italic {
		t.block.Runs[last].Text += s
		return
	}
	t.block.Runs = append(t.block.Runs, Run{Text: s, Bold: t.run.Bold, Italic: t.run.Italic})
}

// paragraph reads one paragraph with the pictures in it.
func (d *reader) paragraph() error {
	t, err := d.readParagraph()
	if err != nil {
		return err
	}
	if strings.TrimSpace(plain(t.block.Runs)) != "" {
		if err := d.add(t.block); err != nil {
			return err
		}
	}
	for _, p := range t.pictures {
		if err := d.add(Block{Kind: Picture, Picture: p}); err != nil {
			return err
		}
	}
	return nil
}

func plain(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

func (d *reader) readParagraph() (*text, error) {
	t := &text{block: Block{Kind: Paragraph}}
	for depth := 1; depth > 0; {
		token, err := d.xml.Token()
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			closed, err := d.inParagraph(t, e)
			if err != nil {
				return nil, err
			}
			if !closed {
				depth++
			}
		}
	}
	return t, nil
}

// inParagraph takes up one element of a paragraph; closed tells that its end has been read, too.
func (d *reader) inParagraph(t *text, e xml.StartElement) (closed bool, err error) {
	switch e.Name.Local {
	case "pStyle":
		if level := d.levels[value(e)]; level > 0 {
			t.block.Kind, t.block.Level = Heading, level
		}
	case "numPr":
		if t.block.Kind == Paragraph {
			t.block.Kind = Item
		}
	case "jc":
		t.block.Centred = value(e) == "center"
	case "r":
		t.run = Run{}
	case "b":
		t.run.Bold = on(e)
	case "i":
		t.run.Italic = on(e)
	case "tab":
		t.say("\t")
	case "br", "cr":
		t.say("\n")
	case "blip":
		if p := d.picture(attr(e, "embed")); p != "" {
			t.pictures = append(t.pictures, p)
		}
	case "Fallback", "tabs", "pPrChange", "rPrChange":
		return true, d.xml.Skip()
	case "t":
		var s string
		err := d.xml.DecodeElement(&s, &e)
		t.say(s)
		return true, err
	}
	return false, nil
}

// table reads a table; what its cells hold becomes text.
func (d *reader) table() error {
	b := Block{Kind: Table}
	for depth := 1; depth > 0; {
		token, err := d.xml.Token()
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			switch e.Name.Local {
			case "tr":
				b.Rows = append(b.Rows, []Cell{})
				depth++
			case "tc":
				cell, err := d.cell()
				if err != nil {
					return err
				}
				if last := len(b.Rows) - 1; last >= 0 {
					b.Rows[last] = append(b.Rows[last], cell)
				}
			default:
				depth++
			}
		}
	}
	return d.add(b)
}

func (d *reader) cell() (Cell, error) {
	c := Cell{}
	lines := []string{}
	for depth := 1; depth > 0; {
		token, err := d.xml.Token()
		if err != nil {
			return c, err
		}
		switch e := token.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			switch e.Name.Local {
			case "p":
				t, err := d.readParagraph()
				if err != nil {
					return c, err
				}
				lines = append(lines, plain(t.block.Runs))
				continue
			case "gridSpan":
				c.Span = number(value(e))
			}
			depth++
		}
	}
	c.Text = strings.TrimSpace(strings.Join(lines, "\n"))
	return c, nil
}
