package document

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font is part of the program
	"fmt"
	"io"
	"iter"
	"sync"

	"github.com/signintech/gopdf"
)

// PDFMediaType is the media type of a PDF file.
const PDFMediaType = "application/pdf"

// Noto Sans SC under the SIL Open Font License; see fonts/README.md.
//
//go:embed fonts/NotoSansSC-GBK.ttf.gz
var fontPacked []byte

var fontData = sync.OnceValues(func() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(fontPacked))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
})

// Listing is a long ruled table as a PDF: title and lines above, heads on every page, page numbers below.
type Listing struct {
	Title   string
	Lines   []string // beneath the title, such as number and date
	Columns []TableColumn
	Foot    string // at the left of every foot, such as whence the file comes
	Author  string
}

// Measures of a page in points, A4 across.
const (
	pdfWidth, pdfHeight  = 841.89, 595.28
	pdfMargin            = 36.0
	pdfFoot              = 28.0
	pdfSize, pdfLine     = 8.5, 12.0
	pdfPadding           = 3.0
	pdfTitle, pdfHeading = 18.0, 10.5
	pdfFont              = "noto"
)

// missing stands for a character that the font does not have, as Chinese printers set it.
const missing = '〓'

type pdfWriter struct {
	gopdf.GoPdf
	l      Listing
	widths []float64
	y      float64
	pages  int
}

// WritePDF writes the rows as they come. Only the characters in use are embedded.
func (l Listing) WritePDF(w io.Writer, rows iter.Seq2[[]string, error]) error {
	font, err := fontData()
	if err != nil {
		return err
	}
	p := &pdfWriter{l: l}
	p.Start(gopdf.Config{PageSize: gopdf.Rect{W: pdfWidth, H: pdfHeight}})
	p.SetInfo(gopdf.PdfInfo{Title: l.Title, Author: l.Author})
	option := gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}
	if err := p.AddTTFFontDataWithOption(pdfFont, font, option); err != nil {
		return err
	}
	p.share()
	if err := p.page(); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := p.row(row, false); err != nil {
			return err
		}
	}
	if err := p.foot(); err != nil {
		return err
	}
	_, err = p.WriteTo(w)
	return err
}

// share divides the width among the columns by their weights.
func (p *pdfWriter) share() {
	total := 0
	for _, c := range p.l.Columns {
		total += max(c.Weight, 1)
	}
	for _, c := range p.l.Columns {
		p.widths = append(p.widths, (pdfWidth-2*pdfMargin)*float64(max(c.Weight, 1))/float64(total))
	}
}

// page begins a page: the first with title and lines, all with the heads of the table.
func (p *pdfWriter) page() error {
	if p.pages > 0 {
		if err := p.foot(); err != nil {
			return err
		}
	}
	p.AddPage()
	p.pages++
	p.y = pdfMargin
	if p.pages == 1 {
		if err := p.centre(p.l.Title, pdfTitle, 28); err != nil {
			return err
		}
		for _, line := range p.l.Lines {
			if err := p.centre(line, pdfHeading, 16); err != nil {
				return err
			}
		}
		p.y += 6
	}
	heads := make([]string, len(p.l.Columns))
	for i, c := range p.l.Columns {
		heads[i] = c.Title
	}
	return p.row(heads, true)
}

func (p *pdfWriter) centre(text string, size, height float64) error {
	if err := p.SetFont(pdfFont, "", size); err != nil {
		return err
	}
	width, err := p.MeasureTextWidth(text)
	if err != nil {
		return err
	}
	p.SetXY(max((pdfWidth-width)/2, pdfMargin), p.y)
	p.y += height
	return p.Cell(nil, text)
}

func (p *pdfWriter) foot() error {
	if err := p.SetFont(pdfFont, "", pdfSize); err != nil {
		return err
	}
	p.SetXY(pdfMargin, pdfHeight-pdfFoot)
	if err := p.Cell(nil, p.l.Foot); err != nil {
		return err
	}
	number := fmt.Sprintf("— %d —", p.pages)
	width, err := p.MeasureTextWidth(number)
	if err != nil {
		return err
	}
	p.SetXY(pdfWidth-pdfMargin-width, pdfHeight-pdfFoot)
	return p.Cell(nil, number)
}

// row writes one row as high as its longest cell; it does not break over pages.
func (p *pdfWriter) row(cells []string, head bool) error {
	if err := p.SetFont(pdfFont, "", pdfSize); err != nil {
		return err
	}
	lines := make([][]string, len(p.l.Columns))
	height := 1
	for i := range p.l.Columns {
		if i >= len(cells) || cells[i] == "" {
			continue
		}
		split, err := p.SplitText(cells[i], p.widths[i]-2*pdfPadding)
		if err != nil {
			return err
		}
		lines[i], height = split, max(height, len(split))
	}
	tall := float64(height)*pdfLine + 2*pdfPadding
	if !head && p.y+tall > pdfHeight-pdfFoot-8 {
		if err := p.page(); err != nil {
			return err
		}
		return p.row(cells, false)
	}
	return p.draw(lines, tall, head)
}

func (p *pdfWriter) draw(lines [][]string, tall float64, head bool) error {
	x := pdfMargin
	p.SetLineWidth(0.4)
	if head {
		p.SetFillColor(236, 231, 220)
		p.RectFromUpperLeftWithStyle(x, p.y, pdfWidth-2*pdfMargin, tall, "F")
		p.SetFillColor(0, 0, 0)
	}
	for i, c := range p.l.Columns {
		p.RectFromUpperLeft(x, p.y, p.widths[i], tall)
		for k, text := range lines[i] {
			at := x + pdfPadding
			if width, err := p.MeasureTextWidth(text); err != nil {
				return err
			} else if spare := p.widths[i] - 2*pdfPadding - width; head || c.Align == Center {
				at += max(spare/2, 0)
			} else if c.Align == Right {
				at += max(spare, 0)
			}
			p.SetXY(at, p.y+pdfPadding+float64(k)*pdfLine+1)
			if err := p.Cell(nil, text); err != nil {
				return err
			}
		}
		x += p.widths[i]
	}
	p.y += tall
	return nil
}
