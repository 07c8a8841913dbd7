package candidate

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/law"
)

func sources(t testing.TB) (*statute.Law, *reference.Service) {
	t.Helper()
	l, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return l, ref
}

// example is one case of a table that a law officer can read.
type example struct {
	Name      string        `yaml:"name"`
	Rule      string        `yaml:"rule"`
	On        calendar.Date `yaml:"on"`
	Year      int           `yaml:"year"`
	Site      Site          `yaml:"site"`
	Want      string        `yaml:"want"`
	Words     []string      `yaml:"words"`
	Not       []string      `yaml:"not"`
	Candidate *bool         `yaml:"candidate"`
	Bars      []string      `yaml:"bars"`
}

func examples(t *testing.T) []example {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var out []example
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var some []example
		if err := yaml.UnmarshalWithOptions(raw, &some, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out = append(out, some...)
	}
	return out
}

func TestEveryRuleByItsCases(t *testing.T) {
	l, ref := sources(t)
	for _, c := range examples(t) {
		v := New(l, ref, c.On, c.Year).Judge(&c.Site)
		where, found := place(v, c.Rule)
		if where != c.Want {
			t.Errorf("%s: %s is %q, want %q (%+v)", c.Name, c.Rule, where, c.Want, found)
			continue
		}
		text := found.Fact + found.Difference + found.Why + found.Caution + found.Cite + found.Confidence
		for _, word := range c.Words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: no word of %q in %q", c.Name, word, text)
			}
		}
		for _, word := range c.Not {
			if strings.Contains(text, word) {
				t.Errorf("%s: %q in %q", c.Name, word, text)
			}
		}
		want := c.Want == "hit"
		if c.Candidate != nil {
			want = *c.Candidate
		}
		if want != v.Candidate() && (c.Candidate != nil || want) {
			t.Errorf("%s: candidate %v, want %v", c.Name, v.Candidate(), want)
		}
		if len(v.Bars) != len(c.Bars) || len(c.Bars) > 0 && !strings.Contains(v.Bars[0], c.Bars[0]) {
			t.Errorf("%s: bars %q, want %q", c.Name, v.Bars, c.Bars)
		}
	}
}

func place(v Verdict, rule string) (string, Finding) {
	for name, group := range map[string][]Finding{"hit": v.Hits, "resting": v.Resting, "near": v.Near} {
		for _, f := range group {
			if f.Rule == rule {
				return name, f
			}
		}
	}
	return "none", Finding{}
}

// Each rule of the law has cases that hit under both regimes, and near misses.
func TestEveryRuleHasCasesOfBothRegimesAndNearMisses(t *testing.T) {
	l, _ := sources(t)
	seen := map[string]map[string]bool{}
	for _, c := range examples(t) {
		key := c.Want
		if c.Want == "hit" {
			key += " " + l.Pin(c.On).Regime
		} else {
			key = "miss"
		}
		if seen[c.Rule] == nil {
			seen[c.Rule] = map[string]bool{}
		}
		seen[c.Rule][key] = true
	}
	for _, r := range l.CandidateRules("2026-09-01") {
		for _, need := range []string{"hit CPL", "hit CODE", "miss"} {
			if !seen[r.ID][need] {
				t.Errorf("rule %s (%s) has no case of kind %q", r.ID, r.Title, need)
			}
		}
	}
}

// What a candidate carries into the plan is complete enough for the guards of a listing.
func TestProposalsBringReasonsAndFacts(t *testing.T) {
	l, ref := sources(t)
	site := Site{Region: "370102", RegionLabel: "济南市历下区", Industries: []string{"2614"}, Facts: []Fact{
		{Kind: Exceedance, Year: 2025, Role: "standard", Name: "化学需氧量", Value: "60", Limit: "50", Unit: "mg/L", Evidence: "监测报告", On: "2025-11-01"},
		{Kind: Substance, Year: 2025, Role: "use", Name: "苯", Code: "71-43-2", Value: "3", Unit: "t", Evidence: "台账", On: "2026-01-02"},
		{Kind: Waste, Year: 2025, Name: "废矿物油", Code: "HW08", Value: "3", Unit: "t", Evidence: "台账", On: "2026-01-02"},
	}}
	reasons, facts := New(l, ref, "2026-09-01", 2026).Judge(&site).Proposal()
	if !slices.Equal(reasons, []string{"exceedance", "toxic", "policy"}) {
		t.Errorf("reasons %v", reasons)
	}
	for key, want := range map[string]string{"toxic_classes": "1,5", "toxic_substances": "苯、废矿物油", "exceed_value": "60", "exceed_kind": "standard"} {
		if facts[key] != want {
			t.Errorf("%s is %q, want %q", key, facts[key], want)
		}
	}
	if !strings.Contains(facts["policy_document"], "黄河保护法") {
		t.Errorf("the policy is %q", facts["policy_document"])
	}
	site.Facts, site.Region = site.Facts[:1], "370203"
	if reasons, _ := New(l, ref, "2026-09-01", 2026).Judge(&site).Proposal(); !slices.Equal(reasons, []string{"exceedance"}) {
		t.Errorf("a key industry alone is a further reason: %v", reasons)
	}
}

func TestUnitsAreConverted(t *testing.T) {
	for _, c := range []struct{ value, from, to, want string }{
		{"0.117", "tce/t", "kgce/t", "117"}, {"117", "kgce/t", "kgce/t", "117"}, {"117000", "gce/t", "kgce/t", "117"}, {"1.5", "kgce/kg", "kgce/t", "1500"},
		{"900", "kWh/t", "kgce/t", ""}, {"3", "kgce/m2", "kgce/t", ""}, {"x", "kgce/t", "kgce/t", ""}, {"250", "kg", "t", "0.25"},
	} {
		got, ok := Convert(c.value, c.from, c.to)
		if ok != (c.want != "") || ok && got.String() != c.want {
			t.Errorf("%s %s in %s: %s, %v", c.value, c.from, c.to, got, ok)
		}
	}
}

func TestWasteCodes(t *testing.T) {
	for text, want := range map[string][2]string{"HW08-900-249-08": {"HW08", "900-249-08"}, " 900-249-08 ": {"HW08", "900-249-08"}, "hw34": {"HW34", ""}, "废油": {"", ""}, "900-249": {"", ""}} {
		category, code := WasteCode(text)
		if category != want[0] || code != want[1] {
			t.Errorf("%q: %q, %q", text, category, code)
		}
	}
}
