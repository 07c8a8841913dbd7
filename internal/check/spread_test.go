package check

import (
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"qingshen/internal/dossier"
	"qingshen/law"
)

// The distributions and bounds of the table, worked by hand.
func TestSpreadsOfTheTable(t *testing.T) {
	raw, err := os.ReadFile("testdata/spread.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var table struct {
		Spread []struct {
			Name, Worked      string
			Changes           [][]int64
			Middle, Deviation int64
			Of                int
		}
		Bounds []struct {
			Name, Worked                 string
			Middle, Deviation, Low, High int64
			Of                           int
		}
	}
	if err := yaml.UnmarshalWithOptions(raw, &table, yaml.Strict()); err != nil || len(table.Spread) == 0 || len(table.Bounds) == 0 {
		t.Fatal(err)
	}
	for _, c := range table.Spread {
		if got := SpreadOf(c.Changes); got != (Spread{c.Middle, c.Deviation, c.Of}) {
			t.Errorf("%s: %+v (%s)", c.Name, got, c.Worked)
		}
	}
	for _, c := range table.Bounds {
		if low, high := (Spread{c.Middle, c.Deviation, c.Of}).bounds(big.NewRat(1, 2)); low != c.Low || high != c.High {
			t.Errorf("%s: %d to %d, want %d to %d (%s)", c.Name, low, high, c.Low, c.High, c.Worked)
		}
	}
}

// A change of 40 % is below the limit of the rule, and far outside of what a steady industry shows; one of 60 % is above the
// limit, and usual in a lively industry.
func TestAJumpIsJudgedByItsIndustry(t *testing.T) {
	form, set := formAndRules(t)
	finds := func(after string, of Spread) []dossier.Finding {
		d, err := fragment(map[string]any{"tables": map[string]any{"products": []map[string]any{{"product": "板", "unit": "m²", "year": 2024, "output": "100"}, {"product": "板", "unit": "m²", "year": 2025, "output": after}}}})
		if err != nil {
			t.Fatal(err)
		}
		_, found := set.Run(form, d, "2026-06-01", &Context{Spreads: map[string]Spread{"products.output": of}})
		out := []dossier.Finding{}
		for _, f := range found {
			if f.Rule == "output-jump" {
				out = append(out, f)
			}
		}
		return out
	}
	steady, lively := Spread{Middle: 20, Deviation: 8, Of: 12}, Spread{Middle: 100, Deviation: 150, Of: 12}
	if n := len(finds("140", Spread{})); n != 0 {
		t.Errorf("40 %% without a distribution: %d findings", n)
	}
	if found := finds("140", steady); len(found) != 1 || !strings.Contains(found[0].Expected, "-23%至27%") || !strings.Contains(found[0].Expected, "12家") {
		t.Errorf("40 %% in a steady industry: %+v", found)
	}
	if n := len(finds("160", lively)); n != 0 {
		t.Errorf("60 %% in a lively industry: %d findings", n)
	}
	if found := finds("160", Spread{}); len(found) != 1 || !strings.Contains(found[0].Expected, "±50%") {
		t.Errorf("60 %% without a distribution: %+v", found)
	}
}

func formAndRules(t *testing.T) (*dossier.Form, *Set) {
	t.Helper()
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	form := forms.On("2026-06-01")
	set, err := Load(law.Files, form)
	if err != nil {
		t.Fatal(err)
	}
	return form, set
}
