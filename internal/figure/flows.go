package figure

import "math"

// Flow is one flow of a balance, into or out of the middle.
type Flow struct {
	Name  string
	Value float64
	Shown string
	Out   bool
}

// Flows draws a balance: what goes in at the left, what comes out at the right, each as wide as it is much (桑基图).
func Flows(middle string, flows []Flow) *Figure {
	in, out, sumIn, sumOut := []Flow{}, []Flow{}, 0.0, 0.0
	says := middle + "："
	for _, w := range flows {
		if w.Value <= 0 {
			continue
		}
		if w.Out {
			out, sumOut = append(out, w), sumOut+w.Value
			says += "输出 " + w.Name + " " + w.Shown + "；"
		} else {
			in, sumIn = append(in, w), sumIn+w.Value
			says += "输入 " + w.Name + " " + w.Shown + "；"
		}
	}
	rows := float64(max(len(in), len(out), 1))
	f := &Figure{Width: 420, Height: math.Min(math.Max(120, rows*24+30), 560), Says: says}
	most := math.Max(sumIn, sumOut)
	if most == 0 {
		return f
	}
	const gap, top, node = 9.0, 14.0, 64.0
	scale := (f.Height - 2*top - gap*rows) / most
	centre := f.Width / 2
	f.side(in, sumIn, scale, gap, 118, centre-node/2)
	f.side(out, sumOut, scale, gap, f.Width-118, centre+node/2)
	high := most * scale
	f.rect(Ink, centre-node/2, f.Height/2-high/2, node, high)
	lines := []string{middle}
	if r := []rune(middle); wide(middle, 8) > node-6 {
		lines = []string{string(r[:len(r)/2]), string(r[len(r)/2:])}
	}
	for i, l := range lines {
		f.text(short(l, 8, node-4), 8, centre, f.Height/2+3+10*(float64(i)-float64(len(lines)-1)/2), Middle)
		f.Shapes[len(f.Shapes)-1].Fill = White
		if high < 14*float64(len(lines)) {
			f.Shapes[len(f.Shapes)-1].Fill = Ink
			f.Shapes[len(f.Shapes)-1].Points[0].Y = f.Height/2 - high/2 - 4 - 10*float64(len(lines)-1-i)
		}
	}
	return f
}

// side draws the flows of one side, from the outer edge to the middle.
func (f *Figure) side(flows []Flow, sum, scale, gap, outer, inner float64) {
	total := sum*scale + gap*float64(len(flows)-1)
	y, at := f.Height/2-total/2, f.Height/2-sum*scale/2
	anchor, aside := End, outer-5
	if outer > inner {
		anchor, aside = Start, outer+5
	}
	for i, w := range flows {
		h := math.Max(w.Value*scale, 0.6)
		f.area(pale(Series[i%len(Series)]), ribbon(outer, y, inner, at, h)...)
		f.rect(Series[i%len(Series)], math.Min(outer, outer+3*sign(inner-outer)), y, 3, h)
		f.text(short(w.Name+" "+w.Shown, 8, 112), 8, aside, y+h/2+3, anchor)
		y += h + gap
		at += w.Value * scale
	}
}

func sign(v float64) float64 {
	if v < 0 {
		return -1
	}
	return 1
}

// pale is a colour over which others can be read.
func pale(c Colour) Colour {
	for i := range c {
		c[i] = uint8((int(c[i]) + 2*255) / 3)
	}
	return c
}

// ribbon is a band between two heights, bent so that it leaves and arrives level.
func ribbon(x1, y1, x2, y2, h float64) []Point {
	const steps = 24
	upper, lower := []Point{}, []Point{}
	for i := 0; i <= steps; i++ {
		t := float64(i) / steps
		bend := t * t * (3 - 2*t)
		x, y := x1+(x2-x1)*t, y1+(y2-y1)*bend
		upper = append(upper, Point{x, y})
		lower = append(lower, Point{x, y + h})
	}
	for i := len(lower) - 1; i >= 0; i-- {
		upper = append(upper, lower[i])
	}
	return upper
}
