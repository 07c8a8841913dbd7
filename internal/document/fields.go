package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// templatePart is one XML part of a template: its bytes, and where the pieces of its fields stand.
// Everything that is not a field stays byte for byte as it was.
type templatePart struct {
	data   []byte
	fields []field
	edits  []edit // by position
	open   []string
}

// field is one occurrence of {{name}} or {{name?}}.
type field struct {
	name     string
	optional bool
}

// piece is the content of one <w:t>: byte offsets of its start tag, its content and its end.
type piece struct {
	tag, from, to int
	text          string // decoded
}

// edit replaces the content of one <w:t> by literal text and fields.
type edit struct {
	piece
	parts []part
}

type part struct {
	literal string
	field   string
}

// readPart finds the fields paragraph by paragraph, as Word may split one over several runs but never over paragraphs.
func readPart(data []byte) (*templatePart, error) {
	p := &templatePart{data: data}
	d := xml.NewDecoder(bytes.NewReader(data))
	var paragraphs [][]piece // text boxes nest paragraphs
	for {
		start := int(d.InputOffset())
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			if len(paragraphs) > 0 {
				return nil, io.ErrUnexpectedEOF
			}
			// Paragraphs end from the inside out, so that a text box comes before what is around it.
			slices.SortFunc(p.edits, func(a, b edit) int { return a.tag - b.tag })
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case word(e.Name, "p"):
				paragraphs = append(paragraphs, nil)
			case word(e.Name, "t") && len(paragraphs) > 0:
				piece, err := readText(d, start)
				if err != nil {
					return nil, err
				}
				top := len(paragraphs) - 1
				paragraphs[top] = append(paragraphs[top], piece)
			}
		case xml.EndElement:
			if word(e.Name, "p") && len(paragraphs) > 0 {
				top := len(paragraphs) - 1
				p.take(paragraphs[top])
				paragraphs = paragraphs[:top]
			}
		}
	}
}

// word tells the elements of WordprocessingML from those of drawings, which carry other prefixes.
func word(n xml.Name, local string) bool { return n.Local == local && n.Space == "w" }

func readText(d *xml.Decoder, tag int) (piece, error) {
	p := piece{tag: tag, from: int(d.InputOffset())}
	for {
		at := int(d.InputOffset())
		t, err := d.RawToken()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return p, err
		}
		switch e := t.(type) {
		case xml.CharData:
			p.text += string(e)
		case xml.EndElement:
			// An element closed in its own tag has no content to replace.
			p.to = at
			return p, nil
		case xml.StartElement:
			return p, fmt.Errorf("element %s in text", e.Name.Local)
		}
	}
}

// braces makes what a Chinese input method types the same as what a programmer types; every rune keeps its length.
var braces = strings.NewReplacer("｛", "\x01\x01\x01", "｝", "\x02\x02\x02")

// take finds the fields of one paragraph.
func (p *templatePart) take(pieces []piece) {
	var all strings.Builder
	for _, x := range pieces {
		all.WriteString(x.text)
	}
	text := all.String()
	spans, open := findSpans(text)
	p.open = append(p.open, open...)
	if len(spans) == 0 {
		return
	}
	for _, s := range spans {
		p.fields = append(p.fields, s.field)
	}
	at := 0
	for _, x := range pieces {
		from, to := at, at+len(x.text)
		at = to
		e := edit{piece: x}
		touched := false
		for position := from; position < to; {
			s, inside := spanAt(spans, position)
			next := to
			switch {
			case inside:
				touched = true
				next = min(s.to, to)
				if position == s.from { // the value stands where the field begins, in the look of that run
					e.parts = append(e.parts, part{field: s.name})
				}
			default:
				for _, s := range spans {
					if s.from > position {
						next = min(next, s.from)
						break
					}
				}
				e.parts = append(e.parts, part{literal: text[position:next]})
			}
			position = next
		}
		if touched {
			p.edits = append(p.edits, e)
		}
	}
}

type span struct {
	from, to int
	field
}

func spanAt(spans []span, position int) (span, bool) {
	for _, s := range spans {
		if position >= s.from && position < s.to {
			return s, true
		}
	}
	return span{}, false
}

// findSpans finds {{name}} in the text of a paragraph, and what opens or closes alone.
func findSpans(text string) (spans []span, open []string) {
	plain := braces.Replace(text)
	plain = strings.NewReplacer("\x01\x01\x01\x01\x01\x01", "{{\x00\x00\x00\x00", "\x02\x02\x02\x02\x02\x02", "\x00\x00\x00\x00}}").Replace(plain)
	for at := 0; ; {
		i := strings.Index(plain[at:], "{{")
		j := strings.Index(plain[at:], "}}")
		if i < 0 && j < 0 {
			return spans, open
		}
		if i < 0 || j >= 0 && j < i {
			open = append(open, excerpt(text, at+j))
			at += j + 2
			continue
		}
		from := at + i
		end := strings.Index(plain[from+2:], "}}")
		again := strings.Index(plain[from+2:], "{{")
		if end < 0 || again >= 0 && again < end {
			open = append(open, excerpt(text, from))
			at = from + 2
			continue
		}
		to := from + 2 + end + 2
		name := strings.Join(strings.Fields(strings.ReplaceAll(plain[from+2:to-2], "\x00", "")), "")
		optional := strings.HasSuffix(name, "?") || strings.HasSuffix(name, "？")
		name = strings.TrimSuffix(strings.TrimSuffix(name, "?"), "？")
		if name == "" {
			open = append(open, excerpt(text, from))
		} else {
			spans = append(spans, span{from, to, field{name, optional}})
		}
		at = to
	}
}

// excerpt shows the place of a fault.
func excerpt(text string, at int) string {
	r := []rune(strings.ToValidUTF8(text[at:], ""))
	if len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return string(r)
}

// fill writes the part with the values in the place of the fields.
func (p *templatePart) fill(values map[string]string) []byte {
	var b bytes.Buffer
	at := 0
	for _, e := range p.edits {
		b.Write(p.data[at:e.tag])
		var s strings.Builder
		for _, x := range e.parts {
			if x.field == "" {
				s.WriteString(x.literal)
			} else {
				s.WriteString(strings.TrimSpace(strings.ReplaceAll(values[x.field], "\r\n", "\n")))
			}
		}
		for i, l := range strings.Split(s.String(), "\n") {
			if i > 0 {
				b.WriteString(`</w:t><w:br/>`)
			}
			b.WriteString(`<w:t xml:space="preserve">` + escape(l))
		}
		at = e.to
	}
	b.Write(p.data[at:])
	return b.Bytes()
}
