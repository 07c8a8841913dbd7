package dossier_test

import (
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/law"
)

// Every worked example of every edition comes out as it was worked by hand, and no computed column is without one: at least one
// that gives a figure, and a basis.
func TestWorkedExamples(t *testing.T) {
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range forms {
		list, err := f.Examples(law.Files)
		if err != nil {
			t.Fatal(err)
		}
		given := map[string]bool{}
		for _, x := range list {
			table, column, _ := strings.Cut(x.Column, ".")
			if of := f.Table(table); of == nil || of.Column(column) == nil || !of.Column(column).Computed() || x.Basis == "" {
				t.Errorf("%s: %s is no computed column, or has no basis", f.Edition, x.Column)
				continue
			}
			for _, e := range x.Cases {
				b, findings, err := f.Compute(table, e)
				if err != nil {
					t.Fatalf("%s %s: %v", x.Column, e.Name, err)
				}
				for _, found := range findings {
					if missing := strings.HasPrefix(found.Rule, "required"); !missing && found.Place.Table == table {
						t.Errorf("%s %s: %s", x.Column, e.Name, found.Message)
					}
				}
				if got := e.Line(b, table).Show(column); got != e.Is || e.Worked == "" || e.Name == "" {
					t.Errorf("%s %s: %q, want %q (%s)", x.Column, e.Name, got, e.Is, e.Worked)
				}
				given[x.Column] = given[x.Column] || e.Is != ""
			}
		}
		for _, table := range f.Tables {
			for _, c := range table.Columns {
				if name := table.ID + "." + c.ID; c.Computed() && !given[name] {
					t.Errorf("%s: %s %s is computed and has no worked example in law/dossier/cases/%s.yaml", f.Edition, name, c.Title, f.Edition)
				}
			}
		}
	}
}
