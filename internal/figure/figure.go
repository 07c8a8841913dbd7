// Package figure draws the figures of a report (图): bars of several years, and the flows of a balance. A figure is a list of
// shapes that a reader of any kind can be given: PDF draws them as lines, DOCX takes them as a picture, a page as SVG. It is
// pure: no font, no file.
package figure

import (
	"fmt"
	"html"
	"strings"
)

// Colour is red, green and blue.
type Colour [3]uint8

// The colours of a figure, quiet enough to print in grey.
var (
	Ink    = Colour{40, 40, 40}
	Faint  = Colour{190, 190, 190}
	White  = Colour{255, 255, 255}
	Series = []Colour{{47, 93, 80}, {176, 122, 58}, {88, 120, 160}, {140, 90, 110}, {110, 130, 70}, {120, 120, 120}, {160, 80, 60}, {70, 140, 150}}
)

// Point is a place, from the upper left corner.
type Point struct{ X, Y float64 }

// Anchor is where a text stands beside its point.
type Anchor int

// The anchors of a text.
const (
	Start Anchor = iota
	Middle
	End
)

// Shape is one shape: an area of colour, a line, or a text.
type Shape struct {
	Points []Point // an area, or a line when Width is set
	Fill   Colour
	Width  float64
	Text   string // at the first point, on its base line
	Size   float64
	Anchor Anchor
}

// Figure is a drawing with its size in points.
type Figure struct {
	Width, Height float64
	Shapes        []Shape
	Says          string // what it shows, in words, for those who do not see it
}

func (f *Figure) area(c Colour, points ...Point) {
	f.Shapes = append(f.Shapes, Shape{Points: points, Fill: c})
}

func (f *Figure) rect(c Colour, x, y, w, h float64) {
	f.area(c, Point{x, y}, Point{x + w, y}, Point{x + w, y + h}, Point{x, y + h})
}

func (f *Figure) line(c Colour, width, x1, y1, x2, y2 float64) {
	f.Shapes = append(f.Shapes, Shape{Points: []Point{{x1, y1}, {x2, y2}}, Fill: c, Width: width})
}

func (f *Figure) text(s string, size, x, y float64, a Anchor) {
	f.Shapes = append(f.Shapes, Shape{Points: []Point{{x, y}}, Text: s, Size: size, Anchor: a, Fill: Ink})
}

// wide is about how wide a text is in points.
func wide(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		if r < 0x80 {
			w += 0.56
		} else {
			w++
		}
	}
	return w * size
}

// short cuts a text to a width.
func short(s string, size, most float64) string {
	if wide(s, size) <= most {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && wide(string(r)+"…", size) > most {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// SVG writes the figure for a page.
func (f *Figure) SVG() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" role="img" aria-label="%s">`, f.Width, f.Height, html.EscapeString(f.Says))
	for _, s := range f.Shapes {
		colour := fmt.Sprintf("#%02x%02x%02x", s.Fill[0], s.Fill[1], s.Fill[2])
		switch {
		case s.Text != "":
			fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" font-size="%g" text-anchor="%s" fill="%s">%s</text>`, s.Points[0].X, s.Points[0].Y, s.Size, [...]string{"start", "middle", "end"}[s.Anchor], colour, html.EscapeString(s.Text))
		case s.Width > 0:
			fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%g"/>`, listed(s.Points), colour, s.Width)
		default:
			fmt.Fprintf(&b, `<polygon points="%s" fill="%s"/>`, listed(s.Points), colour)
		}
	}
	return b.String() + `</svg>`
}

func listed(points []Point) string {
	parts := make([]string, len(points))
	for i, p := range points {
		parts[i] = fmt.Sprintf("%.1f,%.1f", p.X, p.Y)
	}
	return strings.Join(parts, " ")
}
