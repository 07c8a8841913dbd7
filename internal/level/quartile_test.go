package level

import (
	"fmt"
	"math/big"
	"testing"

	"qingshen/internal/rating"
)

// Hand-computed by nearest rank over 12, 3, 7, 20, 5 (sorted 3, 5, 7, 12, 20): 10 % is the first, 25 % the second, 50 % the
// third, 75 % the fourth; where more is better the order turns round.
func TestQuartilesStandOnAtLeastFiveEnterprises(t *testing.T) {
	values := map[string]*big.Rat{}
	for i, v := range []int64{12, 3, 7, 20} {
		values[fmt.Sprint(i)] = big.NewRat(v, 1)
	}
	lower := &rating.Indicator{Unit: "m3/t", Direction: rating.Lower}
	if q := quartilesOf(lower, values); q != nil {
		t.Errorf("four enterprises could be told apart, yet: %+v", q)
	}
	values["4"] = big.NewRat(5, 1)
	for _, c := range []struct {
		name string
		x    *rating.Indicator
		want [4]string
	}{
		{"less is better", lower, [4]string{"3", "5", "7", "12"}},
		{"more is better", &rating.Indicator{Unit: "%", Direction: rating.Higher}, [4]string{"20", "12", "7", "5"}},
	} {
		q := quartilesOf(c.x, values)
		if q == nil {
			t.Fatalf("%s: five enterprises give no quartiles", c.name)
		}
		if got := [4]string{q.Best, q.First, q.Median, q.Third}; q.Count != 5 || got != c.want {
			t.Errorf("%s: %d enterprises %v, want %v", c.name, q.Count, got, c.want)
		}
	}
}
