package figure

import (
	"fmt"
	"math"
	"strings"
)

// Ray is one series of a radar: a value from 0 to 1 for each axis.
type Ray struct {
	Name   string
	Values []float64
}

// Radar draws how much of each axis each series reaches (雷达图).
func Radar(axes []string, most string, rays []Ray) *Figure {
	f := &Figure{Width: 420, Height: 300}
	const r = 96.0
	centre := Point{f.Width / 2, 138}
	at := func(i int, part float64) Point {
		turn := 2*math.Pi*float64(i)/float64(len(axes)) - math.Pi/2
		return Point{centre.X + r*part*math.Cos(turn), centre.Y + r*part*math.Sin(turn)}
	}
	for step := 1; step <= 4; step++ {
		f.ring(Faint, 0.5, len(axes), func(i int) Point { return at(i, float64(step)/4) })
	}
	f.text(most, 7.5, centre.X+4, centre.Y-r+8, Start)
	for i, a := range axes {
		end, word := at(i, 1), at(i, 1.1)
		f.line(Faint, 0.5, centre.X, centre.Y, end.X, end.Y)
		anchor := Middle
		switch {
		case word.X > centre.X+r*0.15:
			anchor = Start
		case word.X < centre.X-r*0.15:
			anchor = End
		}
		f.text(short(a, 8.5, 100), 8.5, word.X, word.Y+3, anchor)
	}
	names, says := []string{}, []string{}
	for k, ray := range rays {
		names = append(names, ray.Name)
		f.ring(Series[k%len(Series)], 1.8, len(axes), func(i int) Point { return at(i, math.Max(0.01, math.Min(ray.Values[i], 1))) })
		parts := []string{}
		for i, a := range axes {
			parts = append(parts, fmt.Sprintf("%s %.0f%%", a, ray.Values[i]*100))
		}
		says = append(says, ray.Name+"："+strings.Join(parts, "，"))
	}
	f.legend(names, f.Width/2-90, f.Height-14)
	f.Says = strings.Join(says, "；")
	return f
}

// ring is a closed line through one point for each axis.
func (f *Figure) ring(c Colour, width float64, n int, at func(int) Point) {
	points := []Point{}
	for i := 0; i <= n; i++ {
		points = append(points, at(i%n))
	}
	f.Shapes = append(f.Shapes, Shape{Points: points, Fill: c, Width: width})
}
