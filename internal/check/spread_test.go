package check

import (
	"math/big"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/law"
)

// Hand-computed. Medians of the enterprises: 20, 40, −10, 30, 50 (sorted −10, 20, 30, 40, 50): the middle is 30. Deviations of
// each from 30: (10, 30 → 10), (10), (40), (0), (20, 20 → 20): sorted 0, 10, 10, 20, 40: the deviation is 10.
func TestTheSpreadOfAnIndustry(t *testing.T) {
	changes := [][]int64{{20, 60}, {40}, {-10}, {30}, {50, 50}}
	if got := SpreadOf(changes); got != (Spread{Middle: 30, Deviation: 10, Of: 5}) {
		t.Errorf("%+v", got)
	}
	if got := SpreadOf(nil); got != (Spread{}) {
		t.Errorf("nobody: %+v", got)
	}
}

func TestBoundsOfAJump(t *testing.T) {
	limit := big.NewRat(1, 2)
	for _, c := range []struct {
		name      string
		of        Spread
		low, high int64
	}{
		{"nothing is known", Spread{}, -500, 500},
		{"four enterprises are too few", Spread{Middle: 900, Deviation: 400, Of: 4}, -500, 500},
		{"a steady industry: half of the rule's limit", Spread{Middle: 20, Deviation: 8, Of: 12}, -230, 270},
		{"a lively industry: five deviations", Spread{Middle: 100, Deviation: 150, Of: 12}, -650, 850},
	} {
		if low, high := c.of.bounds(limit); low != c.low || high != c.high {
			t.Errorf("%s: %d to %d, want %d to %d", c.name, low, high, c.low, c.high)
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
