package statute_test

import (
	"io/fs"
	"strings"
	"testing"

	"qingshen/internal/calendar"
	"qingshen/internal/statute"
	"qingshen/law"
)

// Five sets of limits run from the same engine, each as data over the data of the state.
func TestFiveSetsOfLimits(t *testing.T) {
	var table []struct {
		Law, Region, Rule, Cite, Says string
		Start, Due                    calendar.Date
		None                          bool
	}
	cases(t, "regimes.yaml", &table)
	laws := map[string]*statute.Law{"国家": load(t), "山东": load(t), "河北": overlaid(t, "hebei"), "湖北": overlaid(t, "hubei"), "武汉": overlaid(t, "hubei")}
	seen := map[string]bool{}
	for _, c := range table {
		seen[c.Law] = true
		due, err := laws[c.Law].Due(c.Rule, c.Start, c.Region)
		switch {
		case c.None && err == nil:
			t.Errorf("%s has no rule %s, got %s", c.Law, c.Rule, due.DueOn)
		case c.None:
		case err != nil:
			t.Errorf("%s %s: %v", c.Law, c.Rule, err)
		case due.DueOn != c.Due || !strings.Contains(due.Cite, c.Cite) || !strings.Contains(due.Arithmetic, c.Says):
			t.Errorf("%s %s from %s: %s under %s (%s), want %s", c.Law, c.Rule, c.Start, due.DueOn, due.Cite, due.Arithmetic, c.Due)
		}
	}
	if len(seen) != len(laws) {
		t.Errorf("only %v are tried", seen)
	}
}

// overlaid loads the law of another province as qingshen serve --law does.
func overlaid(t *testing.T, name string) *statute.Law {
	t.Helper()
	folder, err := fs.Sub(law.Files, "overlays/"+name)
	if err != nil {
		t.Fatal(err)
	}
	l, err := statute.Load(law.Files, folder)
	if err != nil {
		t.Fatal(err)
	}
	return l
}
