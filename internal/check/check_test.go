package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/calendar"
	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/law"
)

const today = calendar.Date("2026-06-30")

func load(t testing.TB) (*dossier.Form, *check.Set) {
	t.Helper()
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	form := forms.On(today)
	rules, err := check.Load(law.Files, form)
	if err != nil {
		t.Fatal(err)
	}
	return form, rules
}

// Every rule finds what its own cases say, at that place and with that expected value, and nothing in the others.
func TestEveryRuleOnItsOwnCases(t *testing.T) {
	form, rules := load(t)
	for _, r := range rules.Rules {
		for _, c := range r.Cases {
			t.Run(r.ID+"/"+c.Name, func(t *testing.T) {
				d, others, err := c.Dossiers()
				if err != nil {
					t.Fatal(err)
				}
				_, findings := rules.Run(form, d, today, &check.Context{Others: others})
				paths := []string{}
				for _, f := range findings {
					if f.Rule != r.ID {
						continue
					}
					paths = append(paths, f.Place.Path)
					if c.Expected != "" && f.Expected != c.Expected {
						t.Errorf("%s: expected %q, want %q", f.Place.Words, f.Expected, c.Expected)
					}
					if f.Message == "" || f.Place.Words == "" || f.Basis == "" || strings.ContainsAny(f.Message, "{}") {
						t.Errorf("a finding without words: %+v", f)
					}
				}
				want := slices.Clone(c.Finds)
				slices.Sort(paths)
				slices.Sort(want)
				if !slices.Equal(paths, want) {
					t.Errorf("finds %v, want %v\n%s", paths, want, show(findings))
				}
			})
		}
	}
}

func show(findings []dossier.Finding) string {
	var out strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&out, "%s %s %s %s\n", f.Severity, f.Rule, f.Place.Path, f.Message)
	}
	return out.String()
}

// While somebody types into a table only its own findings are asked for; they are the same as in the whole.
func TestTheFindingsOfOneTableAreThoseOfTheWhole(t *testing.T) {
	form, rules := load(t)
	for _, r := range rules.Rules {
		for _, c := range r.Cases {
			d, others, err := c.Dossiers()
			if err != nil {
				t.Fatal(err)
			}
			_, whole := rules.Run(form, d, today, &check.Context{Others: others})
			for _, table := range form.Tables {
				_, one := rules.Run(form, d, today, &check.Context{Others: others, Only: table.ID})
				elsewhere := func(f dossier.Finding) bool { return f.Place.Table != table.ID }
				want, got := slices.DeleteFunc(slices.Clone(whole), elsewhere), slices.DeleteFunc(slices.Clone(one), elsewhere)
				if show(want) != show(got) {
					t.Fatalf("%s/%s, %s:\n%swant\n%s", r.ID, c.Name, table.ID, show(got), show(want))
				}
			}
		}
	}
}
