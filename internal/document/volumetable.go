package document

import (
	"slices"
	"strings"
)

// tableSetter sets one table in a volume.
type tableSetter struct {
	p      *volumeWriter
	t      Table
	size   float64
	widths []float64
	titled bool
}

// table sets a ruled table: its heads repeat on every page, rows do not break, a wide one has pages that lie across.
func (p *volumeWriter) table(t Table) {
	if t.Wide != p.wide {
		p.leaf(t.Wide, false)
	}
	s := p.setter(t)
	head := s.head()
	p.room(s.begins(head))
	if t.Caption != "" {
		p.write(t.Caption, volumeSettings["caption"])
	}
	s.row(head, true)
	for _, row := range t.Rows {
		lines := s.lines(row)
		if p.y+s.high(lines) > p.high()-leafMargin && p.y > leafMargin+60 {
			p.leaf(p.wide, false)
			if t.Caption != "" {
				p.write("续"+t.Caption, volumeSettings["caption"])
			}
			s.row(head, true)
		}
		s.row(lines, false)
	}
	p.y += 8
}

// setter measures a table for the page that lies before it.
func (p *volumeWriter) setter(t Table) *tableSetter {
	full := int(p.across() * 20)
	half := min(t.points2(full), 21)
	s := &tableSetter{p: p, t: t, size: float64(half) / 2}
	for _, w := range t.widths(half, full) {
		s.widths = append(s.widths, float64(w)/20)
	}
	s.titled = slices.ContainsFunc(t.Columns, func(c TableColumn) bool { return c.Title != "" })
	return s
}

func (s *tableSetter) head() [][]string {
	titles := []string{}
	for i, c := range s.t.Columns {
		titles = append(titles, parted(c.Title, s.p.width(c.Title, s.size) > s.widths[i]-2*cellPadding))
	}
	return s.lines(titles)
}

// begins is how high the beginning of a table is that stays together: its caption, its heads and its first rows, all of them
// where they take less than a third of a page.
func (s *tableSetter) begins(head [][]string) float64 {
	const whole = 250.0
	need := 10.0
	if s.t.Caption != "" {
		need += volumeSettings["caption"].line + volumeSettings["caption"].before
	}
	if s.titled {
		need += s.high(head)
	}
	first, all := need, need
	for i, row := range s.t.Rows {
		if all += s.high(s.lines(row)); i < 2 {
			first = all
		}
		if all > whole {
			return first
		}
	}
	return all
}

const cellPadding = 3.5

func (s *tableSetter) lines(cells []string) [][]string {
	out := make([][]string, len(s.widths))
	for i, text := range cells {
		for _, part := range splitLines(text) {
			out[i] = append(out[i], s.p.even(part, s.size, s.widths[i]-2*cellPadding, s.t.Columns[i].Align != Left)...)
		}
	}
	return out
}

func (s *tableSetter) high(lines [][]string) float64 {
	n := 1
	for _, l := range lines {
		n = max(n, len(l))
	}
	high := float64(n)*s.size*1.35 + 2*cellPadding + 1
	if s.t.Tall {
		high = max(high, 36)
	}
	return high
}

func (s *tableSetter) row(lines [][]string, head bool) {
	if head && !s.titled {
		return
	}
	p, tall, x := s.p, s.high(lines), leafMargin
	p.SetLineWidth(0.5)
	if head {
		p.SetFillColor(238, 236, 230)
		p.RectFromUpperLeftWithStyle(x, p.y, p.across(), tall, "F")
		p.SetFillColor(0, 0, 0)
	}
	for i, c := range s.t.Columns {
		p.RectFromUpperLeft(x, p.y, s.widths[i], tall)
		top := p.y + (tall-float64(len(lines[i]))*s.size*1.35)/2 + s.size*0.1
		for k, text := range lines[i] {
			at := x + cellPadding
			spare := s.widths[i] - 2*cellPadding - p.width(text, s.size)
			switch {
			case !head && c.Align == Decimal && len(lines[i]) == 1 && isFigure(text):
				at += s.point(i, text, spare)
			case head || c.Align == Decimal || c.Align == Both || c.Align == Center:
				at += max(spare/2, 0)
			case c.Align == Right:
				at += max(spare, 0)
			}
			p.put(text, s.size, at, top+float64(k)*s.size*1.35)
		}
		x += s.widths[i]
	}
	p.y += tall
}

// point is how far a figure is moved so that its point stands under those of the column, the whole in the middle.
func (s *tableSetter) point(column int, text string, spare float64) float64 {
	before := func(text string) float64 {
		whole, _, _ := strings.Cut(text, ".")
		return s.p.width(strings.TrimRightFunc(whole, func(r rune) bool { return r < '0' || r > '9' }), s.size)
	}
	left, right := 0.0, 0.0
	for _, row := range s.t.Rows {
		if isFigure(row[column]) {
			left, right = max(left, before(row[column])), max(right, s.p.width(row[column], s.size)-before(row[column]))
		}
	}
	free := s.widths[column] - 2*cellPadding - left - right
	if free < 0 {
		return max(spare/2, 0)
	}
	return free/2 + left - before(text)
}

func splitLines(text string) []string {
	out := []string{}
	for start, i := 0, 0; i <= len(text); i++ {
		if i == len(text) || text[i] == '\n' {
			out, start = append(out, text[start:i]), i+1
		}
	}
	return out
}
