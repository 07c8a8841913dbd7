package figure

import (
	"fmt"
	"math"
	"strings"
)

// Step is one block of a curve: how wide and how high it is.
type Step struct {
	Name          string
	Width, Height float64
	Shown         string
}

// Steps draws blocks side by side, each as wide as its share and as high as its value, which may lie below zero (成本曲线).
// Neighbours that are thinner than one can see are drawn as one, as high as their mean.
func Steps(across, up string, steps []Step) *Figure {
	f := &Figure{Width: 720, Height: 280, Says: across + "、" + up + "："}
	const left, right, head, foot = 74.0, 16.0, 28.0, 40.0
	whole := 0.0
	for _, s := range steps {
		whole += s.Width
	}
	if whole <= 0 {
		return f
	}
	seen := merged(steps, whole/400)
	low, high := 0.0, 0.0
	for i, s := range seen {
		low, high = math.Min(low, s.Height), math.Max(high, s.Height)
		if i < 12 {
			f.Says += s.Name + " " + s.Shown + "；"
		}
	}
	step := nice((high - low) / 5)
	bottom, top := math.Floor(low/step)*step, math.Ceil(high/step)*step
	if bottom == top {
		top = step
	}
	y := func(v float64) float64 { return head + (top-v)/(top-bottom)*(f.Height-head-foot) }
	for v := bottom; v <= top+step/2; v += step {
		f.line(Faint, 0.5, left, y(v), f.Width-right, y(v))
		f.text(fmt.Sprintf("%.6g", math.Round(v/step)*step), 9, left-6, y(v)+3, End)
	}
	f.text(up, 9, left, 15, Start)
	x, scale := left, (f.Width-left-right)/whole
	for _, s := range seen {
		colour := Series[1]
		if s.Height <= 0 {
			colour = Series[0]
		}
		w := s.Width * scale
		f.rect(colour, x, math.Min(y(s.Height), y(0)), math.Max(w-0.4, 0.2), math.Abs(y(s.Height)-y(0)))
		if w > 24 {
			f.text(short(s.Name, 8.5, w-4), 8.5, x+w/2, math.Min(y(s.Height), y(0))-3, Middle)
		}
		x += w
	}
	f.line(Ink, 0.8, left, y(0), f.Width-right, y(0))
	unit := nice(whole / 6)
	for v := 0.0; v <= whole; v += unit {
		f.text(fmt.Sprintf("%.6g", v), 9, left+v*scale, f.Height-foot+16, Middle)
	}
	f.text(across, 9, f.Width-right, f.Height-8, End)
	return f
}

// merged joins neighbours that are thinner than least. Gain and cost are never joined.
func merged(steps []Step, least float64) []Step {
	out := []Step{}
	for _, s := range steps {
		n := len(out) - 1
		if n < 0 || (out[n].Height <= 0) != (s.Height <= 0) || out[n].Width >= least && s.Width >= least {
			out = append(out, s)
			continue
		}
		last := &out[n]
		last.Height = (last.Height*last.Width + s.Height*s.Width) / (last.Width + s.Width)
		last.Width += s.Width
		last.Name, last.Shown = strings.TrimSuffix(last.Name, "等")+"等", fmt.Sprintf("%.2f", last.Height)
	}
	return out
}
