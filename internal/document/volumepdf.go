package document

import (
	"fmt"
	"io"
	"strings"

	"github.com/signintech/gopdf"
)

// Measures of a volume as PDF, in points.
const (
	leafWide, leafHigh = 595.28, 841.89
	leafMargin         = 71.0
	leafFoot           = 56.0
)

// setting is how a text is set: size, height of a line, indent of the first line, alignment.
type setting struct {
	size, line, indent, before, after float64
	align                             Align
}

var volumeSettings = map[string]setting{
	"title": {24, 38, 0, 0, 4, Center}, "subtitle": {17, 30, 0, 0, 0, Center}, "cover": {14, 30, 0, 0, 0, Left},
	"h1": {17, 30, 0, 0, 10, Center}, "h2": {14, 24, 0, 10, 4, Left}, "h3": {12.5, 22, 0, 6, 2, Left}, "h4": {12, 22, 0, 4, 0, Left},
	"body": {12, 22, 24, 0, 3, Left}, "note": {10, 16, 0, 0, 2, Left}, "caption": {10.5, 18, 0, 8, 2, Center}, "figure": {10.5, 18, 0, 2, 8, Center},
}

// volumeWriter sets a volume page by page.
type volumeWriter struct {
	gopdf.GoPdf
	v        Volume
	wide     bool
	y        float64
	number   int // of the page, 0 before the text
	advances map[rune]float64
	places   []int // the pages of the entries of the contents
	known    []int // the same from the run before
	failed   error
}

// WritePDF writes the volume as PDF. It is set twice: the contents need the pages of the first time.
func (v Volume) WritePDF(w io.Writer) error {
	if err := v.check(); err != nil {
		return err
	}
	v.settle()
	first, err := v.set(nil)
	if err != nil {
		return err
	}
	second, err := v.set(first.places)
	if err != nil {
		return err
	}
	_, err = second.WriteTo(w)
	return err
}

func (v Volume) set(known []int) (*volumeWriter, error) {
	font, err := fontData()
	if err != nil {
		return nil, err
	}
	p := &volumeWriter{v: v, known: known, advances: map[rune]float64{}}
	p.Start(gopdf.Config{PageSize: gopdf.Rect{W: leafWide, H: leafHigh}})
	p.SetInfo(gopdf.PdfInfo{Title: strings.ReplaceAll(v.Title, "\n", ""), Author: v.Author})
	if err := p.AddTTFFontDataWithOption(pdfFont, font, gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}); err != nil {
		return nil, err
	}
	p.cover()
	p.blocks(v.Front)
	p.contents()
	p.number = 0
	p.leaf(false, true)
	p.blocks(v.Blocks)
	return p, p.failed
}

func (p *volumeWriter) keep(err error) {
	if p.failed == nil {
		p.failed = err
	}
}

func (p *volumeWriter) high() float64 {
	if p.wide {
		return leafWide
	}
	return leafHigh
}

func (p *volumeWriter) across() float64 {
	if p.wide {
		return leafHigh - 2*leafMargin
	}
	return leafWide - 2*leafMargin
}

// leaf begins a page.
func (p *volumeWriter) leaf(wide, numbered bool) {
	p.wide = wide
	size := gopdf.Rect{W: leafWide, H: leafHigh}
	if wide {
		size = gopdf.Rect{W: leafHigh, H: leafWide}
	}
	p.AddPageWithOption(gopdf.PageOption{PageSize: &size})
	p.y = leafMargin
	p.watermark(size)
	if numbered || p.number > 0 {
		p.number++
		text := fmt.Sprintf("— %d —", p.number)
		p.put(text, 10, (size.W-p.width(text, 10))/2, size.H-leafFoot+14)
	}
}

func (p *volumeWriter) watermark(size gopdf.Rect) {
	if p.v.Watermark == "" {
		return
	}
	const big = 120.0
	p.SetTextColor(238, 238, 238)
	w := p.width(p.v.Watermark, big)
	p.Rotate(45, size.W/2, size.H/2)
	p.put(p.v.Watermark, big, (size.W-w)/2, size.H/2-big/2)
	p.RotateReset()
	p.SetTextColor(0, 0, 0)
}

// put writes a text at a place, without regard to anything else.
func (p *volumeWriter) put(text string, size, x, y float64) {
	if text == "" {
		return
	}
	for text != "" {
		small, rest := raisedPart(text)
		plain := strings.TrimSuffix(text, small+rest)
		for _, part := range []struct {
			text string
			size float64
		}{{plain, size}, {lowered.Replace(small), size * raisedSize}} {
			if part.text != "" {
				p.keep(p.SetFont(pdfFont, "", part.size))
				p.SetXY(x, y)
				p.keep(p.Cell(nil, part.text))
				x += p.width(part.text, part.size)
			}
		}
		text = rest
	}
}

// The font has no small minus and no small digits but ¹²³: 1.25×10⁻⁴ is set with small ones at the height of the line's top.
const raised, raisedSize = "⁻⁺⁰⁴⁵⁶⁷⁸⁹", 0.62

var lowered = strings.NewReplacer("⁻", "-", "⁺", "+", "⁰", "0", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")

// raisedPart finds the first power that the font cannot write, and what stands behind it.
func raisedPart(text string) (power, rest string) {
	from := strings.IndexAny(text, raised)
	if from < 0 {
		return "", ""
	}
	rest = strings.TrimLeft(text[from:], raised+"¹²³")
	return strings.TrimSuffix(text[from:], rest), rest
}

// width measures a text; every character is asked for once.
func (p *volumeWriter) width(text string, size float64) float64 {
	sum := 0.0
	for _, r := range text {
		w, ok := p.advances[r]
		if strings.ContainsRune(raised, r) {
			w, ok = p.width(lowered.Replace(string(r)), 100*raisedSize), true
		}
		if !ok {
			p.keep(p.SetFont(pdfFont, "", 100))
			w, _ = p.MeasureTextWidth(string(r))
			p.advances[r] = w
		}
		sum += w
	}
	return sum * size / 100
}

// room makes sure that so much fits on the page.
func (p *volumeWriter) room(h float64) {
	if p.y+h > p.high()-leafMargin && p.y > leafMargin+1 {
		p.leaf(p.wide, false)
	}
}

func (p *volumeWriter) write(text string, s setting) {
	for _, part := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		p.y += s.before
		lines := p.wrap(part, s.size, p.across(), s.indent, s.size)
		for i, l := range lines {
			if i+1 < len(lines) && (i == 0 || i == len(lines)-2) {
				p.room(2 * s.line) // no line stands alone
			}
			p.room(s.line)
			x := leafMargin
			switch {
			case i == 0:
				x += s.indent
			}
			if s.align == Center {
				x = leafMargin + (p.across()-p.width(l, s.size))/2
			}
			p.put(l, s.size, x, p.y+(s.line-s.size)/2)
			p.y += s.line
		}
		p.y += s.after
	}
}

func (p *volumeWriter) cover() {
	p.leaf(false, false)
	p.y = 170
	for _, l := range strings.Split(p.v.Title, "\n") {
		for _, part := range balance(strings.TrimSpace(l)) {
			p.write(part, volumeSettings["title"])
		}
	}
	p.write(p.v.Subtitle, volumeSettings["subtitle"])
	p.y = 400
	for _, l := range p.v.Cover {
		const label = 120.0
		top := p.y
		p.put(l[0]+"：", 14, leafMargin+30, top)
		for _, line := range p.wrap(l[1], 14, p.across()-30-label, 0, 0) {
			p.put(line, 14, leafMargin+30+label, p.y)
			p.y += 24
		}
		p.y = max(p.y, top+24) + 8
	}
	p.y = max(p.y+20, 680)
	p.write(p.v.Organ, volumeSettings["subtitle"])
	p.write(officialDate(p.v.Date), volumeSettings["subtitle"])
	if len(p.v.Front) > 0 {
		p.leaf(false, false)
	}
}

func (p *volumeWriter) contents() {
	p.leaf(false, false)
	p.write("目  录", volumeSettings["h1"])
	for i, e := range p.v.entries() {
		indent, size := 0.0, 12.0
		if e.level == 2 {
			indent, size = 20, 11
		}
		page := "0"
		if i < len(p.known) {
			page = fmt.Sprint(p.known[i])
		}
		p.room(21)
		lines := p.wrap(e.text, size, p.across()-indent-50, 0, 0)
		for k, l := range lines {
			p.put(l, size, leafMargin+indent, p.y)
			if k == len(lines)-1 {
				right := leafMargin + p.across()
				p.dots(leafMargin+indent+p.width(l, size)+4, right-26, p.y)
				p.put(page, size, right-p.width(page, size), p.y)
			}
			p.y += 21
		}
	}
}

// dots lead from an entry of the contents to its page; they stand under one another.
func (p *volumeWriter) dots(from, until, y float64) {
	const size = 9.0
	step := p.width(". ", size)
	n := int((until - from) / step)
	p.put(strings.Repeat(". ", max(n, 0)), size, until-float64(n)*step, y+1)
}

func (p *volumeWriter) blocks(blocks []Block) {
	chapters := 0
	for i, b := range blocks {
		switch x := b.(type) {
		case Heading:
			p.heading(blocks, i, x, &chapters)
		case Paragraph:
			s := volumeSettings["body"]
			if x.NoIndent {
				s = volumeSettings["note"]
			}
			if x.Align == Center {
				s.align, s.indent = Center, 0
			}
			if wide := (Volume{Blocks: blocks}).wideNext(i); p.number > 0 && wide != p.wide {
				p.leaf(wide, false)
			}
			p.write(x.Text, s)
		case Table:
			p.table(x)
		case Picture:
			p.picture(x)
		case PageBreak:
			p.leaf(false, false)
		}
	}
}

func (p *volumeWriter) heading(blocks []Block, i int, h Heading, chapters *int) {
	wide := (Volume{Blocks: blocks}).wideNext(i)
	begun := p.y <= leafMargin+1
	if p.wide != wide && p.number > 0 || h.Level == 1 && *chapters > 0 {
		if !begun || p.wide != wide {
			p.leaf(wide, false)
		}
	}
	if h.Level == 1 {
		*chapters++
	}
	p.room(p.follows(blocks[i:]))
	if h.Level <= 2 && p.number > 0 {
		p.places = append(p.places, p.number)
	}
	p.write(h.Text, volumeSettings[fmt.Sprintf("h%d", h.Level)])
}

// follows is how high a heading is with what must stand under it: the headings that follow it at once, then two lines of a
// text, or a table's beginning, or a whole figure. A short text that leads to a table stays with it.
func (p *volumeWriter) follows(blocks []Block) float64 {
	need := 0.0
	for i, b := range blocks {
		switch x := b.(type) {
		case Heading:
			s := volumeSettings[fmt.Sprintf("h%d", x.Level)]
			need += s.before + s.line + s.after
			continue
		case Paragraph:
			s := volumeSettings["body"]
			lines := len(p.wrap(x.Text, s.size, p.across(), s.indent, s.size))
			need += float64(min(lines, 2))*s.line + s.after
			if lines > 2 || i+1 == len(blocks) {
				return need
			}
			if _, heading := blocks[i+1].(Heading); heading {
				return need
			}
			continue
		case Table:
			s := p.setter(x)
			return need + s.begins(s.head())
		case Picture:
			return need + p.tall(x)
		}
		return need
	}
	return need
}
