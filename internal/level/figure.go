package level

import (
	"strconv"

	"qingshen/internal/figure"
	"qingshen/internal/rating"
)

// radar draws the score of each class before and after: the mean of the scores at the three levels, so that every step shows.
func radar(was, now rating.Answer, title string) *figure.Figure {
	axes := []string{}
	rays := []figure.Ray{{Name: PhaseLabels[Before]}, {Name: title}}
	for _, g := range was.Groups {
		axes = append(axes, g.Group)
		rays[0].Values = append(rays[0].Values, mean(was, g.Group))
		rays[1].Values = append(rays[1].Values, mean(now, g.Group))
	}
	return figure.Radar(axes, "100", rays)
}

func mean(a rating.Answer, group string) float64 {
	for _, g := range a.Groups {
		if g.Group != group {
			continue
		}
		sum := 0.0
		for _, y := range g.Inner {
			v, _ := strconv.ParseFloat(y, 64) // written by the engine
			sum += v
		}
		return sum / 300
	}
	return 0
}
