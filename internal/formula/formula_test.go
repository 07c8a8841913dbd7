package formula_test

import (
	"math/big"
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"qingshen/internal/formula"
	"qingshen/internal/unit"
	"qingshen/law"
)

type fixture struct {
	Values map[string]string
	Rows   map[string][]map[string]string
	Cases  []struct {
		Formula, Unit, Is string
		Refused           *string
		Yes               *bool
		Missing           bool
	}
	Unreadable map[string]string
}

// scope is a row of the fixture, with the tables beside it.
type scope struct {
	values map[string]formula.Value
	tables map[string][]formula.Scope
}

func (s scope) Value(name string) (formula.Value, bool) {
	v, ok := s.values[name]
	return v, ok
}

func (s scope) Rows(table string) ([]formula.Scope, bool) {
	rows, ok := s.tables[table]
	return rows, ok
}

func value(t *testing.T, units *unit.Table, text string) formula.Value {
	t.Helper()
	number, name, found := strings.Cut(text, " ")
	if !found {
		return formula.Word(text)
	}
	n, ok := new(big.Rat).SetString(number)
	u, err := units.Parse(name)
	if !ok || err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return formula.In(n, u)
}

func load(t *testing.T) (fixture, scope, *unit.Table) {
	t.Helper()
	units, err := unit.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile("testdata/formulas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var f fixture
	if err := yaml.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	fill := func(from map[string]string) map[string]formula.Value {
		out := map[string]formula.Value{}
		for k, v := range from {
			out[k] = value(t, units, v)
		}
		return out
	}
	s := scope{fill(f.Values), map[string][]formula.Scope{}}
	for table, rows := range f.Rows {
		for _, row := range rows {
			values := fill(row)
			if _, ok := values["note"]; !ok {
				values["note"] = formula.Value{}
			}
			s.tables[table] = append(s.tables[table], scope{values, nil})
		}
	}
	return f, s, units
}

func TestFormulasOfTheTable(t *testing.T) {
	f, s, units := load(t)
	for _, c := range f.Cases {
		parsed, err := formula.Parse(c.Formula, units)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := parsed.Eval(s)
		if c.Refused != nil && *c.Refused != "" {
			if err == nil || err.Error() != *c.Refused {
				t.Errorf("%s: %v, want refused: %s", c.Formula, err, *c.Refused)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.Formula, err)
			continue
		}
		switch {
		case c.Missing:
			if got.Kind != formula.Missing {
				t.Errorf("%s: %+v, want nothing known", c.Formula, got)
			}
		case c.Yes != nil:
			if got.Kind != formula.Truth || got.Yes != *c.Yes {
				t.Errorf("%s: %+v, want %v", c.Formula, got, *c.Yes)
			}
		case c.Is != "":
			u := unit.Unit{Factor: big.NewRat(1, 1)}
			if c.Unit != "" {
				if u, err = units.Parse(c.Unit); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := new(big.Rat).SetString(c.Is)
			off := new(big.Rat).Sub(got.Amount(u), want)
			if got.Dim != u.Dim || off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) > 0 {
				t.Errorf("%s: %s %s, want %s %s", c.Formula, got.Amount(u).FloatString(9), got.Dim, c.Is, c.Unit)
			}
		}
	}
}

func TestFormulasThatCannotBeRead(t *testing.T) {
	f, _, units := load(t)
	for source, want := range f.Unreadable {
		if _, err := formula.Parse(source, units); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want …%s…", source, err, want)
		}
	}
}

// types are those of the fixture, as a table would declare them.
type types struct {
	of     map[string]formula.Type
	tables map[string]types
}

func (t types) Type(name string) (formula.Type, bool) { v, ok := t.of[name]; return v, ok }
func (t types) Table(name string) (formula.Types, bool) {
	v, ok := t.tables[name]
	return v, ok
}

func TestAFormulaIsCheckedBeforeItIsReleased(t *testing.T) {
	_, _, units := load(t)
	quantity := func(symbol string) formula.Type {
		u, err := units.Parse(symbol)
		if err != nil {
			t.Fatal(err)
		}
		return formula.Type{Kind: formula.Number, Dim: u.Dim}
	}
	declared := types{
		of:     map[string]formula.Type{"copper": quantity("mg/L"), "output": quantity("m²"), "limit": quantity("g/m²"), "discharge": quantity("g"), "amount": {Kind: formula.Number, Varying: true}, "name": {Kind: formula.Text}},
		tables: map[string]types{"energy": {of: map[string]formula.Type{"tce": quantity("tce"), "year": {Kind: formula.Number}}}},
	}
	for source, want := range map[string]string{
		"copper / output <= limit":              "量纲不同",
		"discharge / output <= limit":           "",
		"amount / output <= limit":              "",
		"name + 1":                              "“+”两边种类不同",
		"sum(energy, tce, year == 2022) > 1[t]": "量纲不同",
		"sum(energy, tce) > 1[tce]":             "",
		"sum(water, fresh)":                     "没有表“water”",
		"nobody > 1":                            "“nobody”没有定义",
		"limit > 0":                             "",
	} {
		f, err := formula.Parse(source, units)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.Check(declared)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", source, err, want)
		}
	}
}

func TestAFormulaShowsItsValues(t *testing.T) {
	_, _, units := load(t)
	f, err := formula.Parse("abs(input - product) / input * 100", units)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{"input": "4746025 kg", "product": "4646377 kg"}
	if got, want := f.Filled(func(n string) string { return shown[n] }), "绝对值(4746025 kg − 4646377 kg) ÷ 4746025 kg × 100"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
