package document

import "slices"

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
	full := int(p.across() * 20)
	half := min(t.points2(full), 21)
	s := &tableSetter{p: p, t: t, size: float64(half) / 2}
	for _, w := range t.widths(half, full) {
		s.widths = append(s.widths, float64(w)/20)
	}
	titles := []string{}
	for _, c := range t.Columns {
		titles = append(titles, c.Title)
	}
	s.titled = slices.ContainsFunc(titles, func(s string) bool { return s != "" })
	head := s.lines(titles)
	need := volumeSettings["caption"].line + s.high(head)
	if len(t.Rows) > 0 {
		need += s.high(s.lines(t.Rows[0]))
	}
	p.room(need + 10)
	if t.Caption != "" {
		p.write(t.Caption, volumeSettings["caption"])
	}
	s.row(head, true)
	for _, row := range t.Rows {
		lines := s.lines(row)
		if p.y+s.high(lines) > p.high()-leafMargin && p.y > leafMargin+60 {
			p.leaf(p.wide, false)
			s.row(head, true)
		}
		s.row(lines, false)
	}
	p.y += 8
}

const cellPadding = 3.5

func (s *tableSetter) lines(cells []string) [][]string {
	out := make([][]string, len(s.widths))
	for i, text := range cells {
		for _, part := range splitLines(text) {
			out[i] = append(out[i], s.p.wrap(part, s.size, s.widths[i]-2*cellPadding, 0)...)
		}
	}
	return out
}

func (s *tableSetter) high(lines [][]string) float64 {
	n := 1
	for _, l := range lines {
		n = max(n, len(l))
	}
	return float64(n)*s.size*1.35 + 2*cellPadding + 1
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
			case head || c.Align == Both || c.Align == Center:
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

func splitLines(text string) []string {
	out := []string{}
	for start, i := 0, 0; i <= len(text); i++ {
		if i == len(text) || text[i] == '\n' {
			out, start = append(out, text[start:i]), i+1
		}
	}
	return out
}
