package statistic

import (
	"fmt"
	"testing"

	"qingshen/internal/listing"
)

func TestALoadIsSmoothedByBringingForwardOnly(t *testing.T) {
	for name, c := range map[string]struct {
		due      []int
		undated  int
		proposed []int
	}{
		"even":                      {[]int{10, 10, 10, 10, 10}, 0, []int{10, 10, 10, 10, 10}},
		"a hill in the fourth year": {[]int{5, 5, 5, 30, 5}, 0, []int{15, 10, 10, 10, 5}},
		"all at once":               {[]int{0, 0, 0, 0, 50}, 0, []int{10, 10, 10, 10, 10}},
		"nothing may wait":          {[]int{50, 0, 0, 0, 0}, 0, []int{50, 0, 0, 0, 0}},
		"what has no date fills up": {[]int{20, 0, 0, 10, 0}, 20, []int{20, 10, 10, 10, 0}},
		"nothing":                   {[]int{0, 0, 0, 0, 0}, 0, []int{0, 0, 0, 0, 0}},
	} {
		proposed, filled, handed, capacity := smooth(c.due, c.undated)
		if fmt.Sprint(proposed) != fmt.Sprint(c.proposed) {
			t.Errorf("%s: %v (filled %v, handed %v, capacity %d), want %v", name, proposed, filled, handed, capacity, c.proposed)
		}
		sum, sumDue, until, untilDue := 0, c.undated, 0, 0
		for y := range c.due {
			sum, sumDue = sum+proposed[y], sumDue+c.due[y]
			until, untilDue = until+proposed[y]-filled[y], untilDue+c.due[y]
			if until < untilDue {
				t.Errorf("%s: by year %d only %d of %d that are due: something is later than the law allows", name, y, until, untilDue)
			}
		}
		if sum != sumDue {
			t.Errorf("%s: %d sites became %d", name, sumDue, sum)
		}
	}
}

func TestAPlanIsHeldAgainstWhatHappened(t *testing.T) {
	plan := []listing.ScheduleLine{{Step: "start", Month: "2026-05", Rows: 4}, {Step: "start", Month: "2026-07", Rows: 6}}
	done := map[string]map[string]int{"start": {"2026-06": 3, "2026-07": 2}}
	months := monthsOf(plan, done)
	if fmt.Sprint(months) != "[2026-05 2026-06 2026-07]" {
		t.Fatalf("months %v", months)
	}
	got := stepProgress("start", months, plan, done["start"], "2026-07")
	if fmt.Sprint(got.Planned, got.Done) != "[4 4 10] [0 3 5]" || got.Due != 4 || got.Behind != 1 || got.Total != 5 || got.Whole != 10 {
		t.Errorf("%+v", got)
	}
}
