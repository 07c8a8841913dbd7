package rating_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/rating"
)

// Who follows the explanation with a pencil, from the values as they were given to the level, comes to the result.
func TestTheExplanationRecomputesToTheResult(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	conversions := 0
	for range 400 {
		x := throw(dice)
		out := rate(t, x.system(t, nil, nil), x.in)
		p := pencil{t, out.Answer(true)}
		for _, s := range p.Steps {
			p.step(s)
			if s.Conversion != "" {
				conversions++
			}
		}
		p.sums(out)
		if level := p.level(x.method); level != out.Level || p.Level != level || p.Name != x.method.Names[level] {
			t.Fatalf("by pencil level %d, the engine says %d: %+v", level, out.Level, p.Tests)
		}
	}
	if conversions < 20 {
		t.Errorf("only %d values were converted", conversions)
	}
}

// pencil reads nothing but what is shown.
type pencil struct {
	*testing.T
	rating.Answer
}

var shownNumber = regexp.MustCompile(`-?\d+(?:\.\d+)?`)

func (p pencil) numbers(text string) []*big.Rat {
	out := []*big.Rat{}
	for _, m := range shownNumber.FindAllString(strings.NewReplacer("L/m2", "", "m3/m2", "", "m³/m²", "").Replace(text), -1) {
		n, _ := new(big.Rat).SetString(m)
		out = append(out, n)
	}
	return out
}

// near holds what is shown with six places.
func (p pencil) near(what string, a, b *big.Rat) {
	p.Helper()
	if d := new(big.Rat).Sub(a, b); d.Abs(d).Cmp(big.NewRat(2, 100_000)) > 0 {
		p.Fatalf("%s: %s by pencil, %s shown", what, rating.Decimal(a), rating.Decimal(b))
	}
}

// step recomputes one indicator: its conversion, which levels it meets, its weight, what it is worth.
func (p pencil) step(s rating.Step) {
	p.Helper()
	if s.Conversion != "" {
		n := p.numbers(s.Conversion)
		p.near(s.Conversion, new(big.Rat).Mul(n[0], n[1]), n[2])
	}
	level, met := 0, false
	for k := rating.Levels - 1; k >= 0; k-- {
		better := false // what meets a better level meets this one
		for up := range k + 1 {
			better = better || p.meets(s, up)
		}
		if met = better || s.Texts[k] == "--" && !s.Missing; met {
			level = k + 1
		}
		if met != s.Meets[k] {
			p.Fatalf("%s at level %d: %v by pencil, %v shown (%s, %s)", s.Key, k+1, met, s.Meets[k], s.Value, s.Benchmarks[k])
		}
	}
	if level != s.Level {
		p.Fatalf("%s: level %d by pencil, %d shown", s.Key, level, s.Level)
	}
	points := new(big.Rat).Mul(p.numbers(s.Weight)[0], p.numbers(s.GroupWeight)[0])
	if d := new(big.Rat).Sub(points.Mul(points, big.NewRat(100, 1)), p.numbers(s.Points)[0]); d.Abs(d).Cmp(big.NewRat(1, 5000)) > 0 {
		p.Fatalf("%s is worth %s, %s shown", s.Key, rating.Decimal(points), s.Points)
	}
}

// meets compares a value with the benchmark of one level alone.
func (p pencil) meets(s rating.Step, k int) bool {
	switch {
	case s.Missing, s.Texts[k] == "--":
		return false
	case s.Judged:
		return s.Value == "判断为"+rating.LevelWords[k+1]
	}
	order := p.numbers(s.Value)[0].Cmp(p.numbers(s.Benchmarks[k])[0])
	switch []rune(s.Benchmarks[k])[0] {
	case '≤':
		return order <= 0
	case '≥':
		return order >= 0
	case '<':
		return order < 0
	}
	return order > 0
}

// sums adds the indicators up to the classes and to the indices.
func (p pencil) sums(out *rating.Result) {
	p.Helper()
	for k := range rating.Levels {
		indices := [2]*big.Rat{new(big.Rat), new(big.Rat)}
		for _, s := range p.Steps {
			if s.Meets[k] {
				indices[0].Add(indices[0], p.numbers(s.Points)[0])
			}
		}
		for _, g := range p.Groups {
			inner := new(big.Rat)
			for _, s := range p.Steps {
				if s.Group == g.Group && s.Meets[k] {
					inner.Add(inner, new(big.Rat).Mul(p.numbers(s.Weight)[0], big.NewRat(100, 1)))
				}
			}
			if d := inner.Sub(inner, p.numbers(g.Inner[k])[0]); d.Abs(d).Cmp(big.NewRat(1, 2000)) > 0 {
				p.Fatalf("the score of %s differs by %s", g.Group, rating.Decimal(d))
			}
			indices[1].Add(indices[1], p.numbers(g.Points[k])[0])
		}
		for _, y := range indices {
			p.near(fmt.Sprintf("Y%d", k+1), y, out.Y[k])
		}
		p.near("Y as told", p.numbers(p.Y[k])[0], out.Y[k])
	}
}

// level decides as the general rules do, from what is shown of the indicators.
func (p pencil) level(m rating.Method) int {
	all := func(k int, limiting bool) bool {
		return !slices.ContainsFunc(p.Steps, func(s rating.Step) bool { return s.Limiting == limiting && !s.Meets[k] })
	}
	level := 0
	for k := rating.Levels - 1; k >= 0; k-- {
		passed := p.numbers(p.Y[k])[0].Cmp(big.NewRat(m.Thresholds[k], 1)) >= 0 && (k == 2 && !m.LimitingThird || all(k, true)) && (k > 0 || m.RestMeets == 0 || all(m.RestMeets-1, false))
		if passed != p.Tests[k].Passed {
			p.Fatalf("level %d: %v by pencil, shown %s", k+1, passed, p.Tests[k].Words)
		}
		if passed {
			level = k + 1
		}
	}
	return level
}
