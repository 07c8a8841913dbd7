package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Bar is one bar: the year, the series to which it belongs, its length and how it is written.
type Bar struct {
	Group, Series string
	Value         float64
	Shown         string
}

// Bars draws bars in groups, one group a year, one colour a series.
func Bars(unit string, bars []Bar) *Figure {
	f := &Figure{Width: 420, Height: 180}
	groups, series := []string{}, []string{}
	top := 0.0
	for _, b := range bars {
		if !slices.Contains(groups, b.Group) {
			groups = append(groups, b.Group)
		}
		if !slices.Contains(series, b.Series) {
			series = append(series, b.Series)
		}
		top = max(top, b.Value)
	}
	slices.Sort(groups)
	const left, right, head = 56.0, 14.0, 26.0
	foot := 44.0
	if len(series) < 2 { // no legend
		foot = 20
		f.Height -= 24
	}
	step := nice(top / 4)
	scale := (f.Height - head - foot) / (step * math.Max(1, math.Ceil(top/step)))
	base := f.Height - foot
	for v := 0.0; v <= top+step*0.999; v += step {
		y := base - v*scale
		f.line(Faint, 0.5, left, y, f.Width-right, y)
		f.text(fmt.Sprintf("%.6g", v), 8, left-5, y+3, End)
		if step == 0 {
			break
		}
	}
	f.text("单位："+unit, 8, left, 14, Start)
	slot := (f.Width - left - right) / float64(max(len(groups), 1))
	bar := math.Min(slot*0.7/float64(max(len(series), 1)), 46)
	for _, b := range bars {
		g, s := slices.Index(groups, b.Group), slices.Index(series, b.Series)
		x := left + slot*(float64(g)+0.5) + bar*(float64(s)-float64(len(series))/2)
		f.rect(Series[s%len(Series)], x+1, base-b.Value*scale, bar-2, b.Value*scale)
		if len(series)*len(groups) <= 12 {
			f.text(b.Shown, 7.5, x+bar/2, base-b.Value*scale-3, Middle)
		}
	}
	f.line(Ink, 0.8, left, base, f.Width-right, base)
	for i, g := range groups {
		f.text(g, 9, left+slot*(float64(i)+0.5), base+13, Middle)
	}
	f.legend(series, left, f.Height-10)
	f.Says = said(unit, bars)
	return f
}

func (f *Figure) legend(series []string, x, y float64) {
	if len(series) < 2 {
		return
	}
	each := (f.Width - x - 10) / float64(len(series))
	for i, s := range series {
		f.rect(Series[i%len(Series)], x, y-7, 8, 8)
		f.text(short(s, 8, each-16), 8, x+11, y, Start)
		x += math.Min(each, wide(s, 8)+24)
	}
}

func said(unit string, bars []Bar) string {
	parts := []string{}
	for _, b := range bars {
		parts = append(parts, strings.TrimSpace(b.Group+" "+b.Series+" "+b.Shown+unit))
	}
	return strings.Join(parts, "，")
}

// nice rounds a step to one that people count in.
func nice(step float64) float64 {
	if step <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, n := range []float64{1, 2, 2.5, 5, 10} {
		if step <= n*power {
			return n * power
		}
	}
	return step
}
