package document

import (
	"github.com/signintech/gopdf"

	"qingshen/internal/figure"
)

func (p *volumeWriter) picture(x Picture) {
	if p.wide {
		p.leaf(false, false)
	}
	scale := min(1, p.across()/x.Figure.Width)
	p.room(p.tall(x))
	left, top := leafMargin+(p.across()-x.Figure.Width*scale)/2, p.y
	p.drawing(x.Figure, left, top, scale)
	p.y += x.Figure.Height * scale
	p.write(x.Caption, volumeSettings["figure"])
}

// tall is how high a figure is with its title.
func (p *volumeWriter) tall(x Picture) float64 {
	return x.Figure.Height*min(1, p.across()/x.Figure.Width) + 30
}

// drawing draws the shapes of a figure as lines and texts, which stay sharp and can be searched.
func (p *volumeWriter) drawing(f *figure.Figure, left, top, scale float64) {
	for _, s := range f.Shapes {
		at := func(q figure.Point) gopdf.Point { return gopdf.Point{X: left + q.X*scale, Y: top + q.Y*scale} }
		a := at(s.Points[0])
		switch {
		case s.Text != "":
			p.SetTextColor(s.Fill[0], s.Fill[1], s.Fill[2])
			w := p.width(s.Text, s.Size*scale)
			p.put(s.Text, s.Size*scale, a.X-[...]float64{0, w / 2, w}[s.Anchor], a.Y-s.Size*scale*0.88)
			p.SetTextColor(0, 0, 0)
		case s.Width > 0:
			b := at(s.Points[len(s.Points)-1])
			p.SetLineWidth(s.Width * scale)
			p.SetStrokeColor(s.Fill[0], s.Fill[1], s.Fill[2])
			p.Line(a.X, a.Y, b.X, b.Y)
			p.SetStrokeColor(0, 0, 0)
		default:
			points := make([]gopdf.Point, len(s.Points))
			for i, q := range s.Points {
				points[i] = at(q)
			}
			p.SetFillColor(s.Fill[0], s.Fill[1], s.Fill[2])
			p.Polygon(points, "F")
			p.SetFillColor(0, 0, 0)
		}
	}
}
