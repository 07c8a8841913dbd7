package dossier

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"math/big"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/formula"
	"qingshen/internal/unit"
)

// Factor is one conversion factor (系数) with its source: an amount of the carrier times the factor is what it stands for.
type Factor struct {
	Name, Source string
	Of, Per      unit.Unit // so much of one unit for each of the other
	Value        formula.Value
	Low, High    *big.Rat // in the same units as the value
	From, Until  calendar.Date
	Region       string
	missing      bool // the standard gives a range only: a measured value is needed
}

// Factors are the tables of conversion factors: energy to standard coal, and energy to carbon dioxide.
type Factors struct {
	energy []Factor
	carbon []Factor
}

func loadFactors(files fs.FS, units *unit.Table) (*Factors, error) {
	f := &Factors{}
	coal, _ := units.Parse("kgce")
	err := eachLine(files, "codes/energy_coefficients.csv", func(l map[string]string) error {
		per, err := units.Parse(l["unit"])
		if err != nil {
			return err
		}
		k := Factor{Name: l["name"], Of: coal, Per: per, Source: l["source"], From: calendar.Date(l["from"]), Until: calendar.Date(l["until"])}
		text := l["kgce"]
		if text == "" {
			text, k.missing = l["kgce_min"], true
		}
		n, ok := new(big.Rat).SetString(text)
		if !ok {
			return fmt.Errorf("系数“%s”不是数字", text)
		}
		k.Low, _ = new(big.Rat).SetString(l["kgce_min"])
		k.High, _ = new(big.Rat).SetString(l["kgce_max"])
		k.Value = perUnit(n, coal, per)
		f.energy = append(f.energy, k)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachLine(files, "codes/carbon_factors.csv", func(l map[string]string) error {
		per, err := units.Parse(l["unit"])
		if err != nil {
			return err
		}
		n, ok := new(big.Rat).SetString(l["factor"])
		if !ok {
			return fmt.Errorf("系数“%s”不是数字", l["factor"])
		}
		mass, _ := units.Parse("t")
		f.carbon = append(f.carbon, Factor{Name: l["carrier"], Of: mass, Per: per, Value: perUnit(n, mass, per), Source: l["source"], From: calendar.Date(l["from"]), Until: calendar.Date(l["until"]), Region: l["region"]})
		return nil
	})
	return f, err
}

// perUnit gives an amount of one unit for each unit of another, in base units.
func perUnit(n *big.Rat, of, per unit.Unit) formula.Value {
	value := new(big.Rat).Mul(n, of.Factor)
	return formula.Of(value.Quo(value, per.Factor), of.Dim.Times(per.Dim, -1))
}

func eachLine(files fs.FS, name string, take func(map[string]string) error) error {
	in, err := files.Open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for i, line := range lines[1:] {
		row := map[string]string{}
		for k, head := range lines[0] {
			row[head] = line[k]
		}
		if err := take(row); err != nil {
			return fmt.Errorf("%s 第%d行：%w", name, i+2, err)
		}
	}
	return nil
}

// names lists the carriers of a table, without repetition.
func (f *Factors) names(table string) []string {
	names := []string{}
	for _, k := range f.of(table) {
		if !slices.Contains(names, k.Name) {
			names = append(names, k.Name)
		}
	}
	return names
}

func (f *Factors) of(table string) []Factor {
	if table == "carbon" {
		return f.carbon
	}
	return f.energy
}

// find gives the factor of a carrier for a year: the one in force at the end of that year, else the newest before it;
// that of the own region before that of the country.
func (f *Factors) find(table, name string, year int, region string) (Factor, bool) {
	day := calendar.Date(fmt.Sprintf("%04d-12-31", year))
	best := -1
	list := f.of(table)
	for i, k := range list {
		if k.Name != name || (k.Region != "" && !strings.HasPrefix(region, k.Region)) {
			continue
		}
		switch {
		case best < 0, !list[best].From.Before(k.From) && day.Before(list[best].From):
			best = i
		case !day.Before(k.From) && (list[best].From.Before(k.From) || day.Before(list[best].From) || len(k.Region) > len(list[best].Region) && list[best].From == k.From):
			best = i
		}
	}
	if best < 0 {
		return Factor{}, false
	}
	return list[best], true
}

// show writes a factor as its source does: 0.1229 kgce/kWh.
func (k Factor) show(v formula.Value) string {
	per := new(big.Rat).Mul(v.Num, k.Per.Factor)
	return Plain(new(big.Rat).Quo(per, k.Of.Factor), 6) + " " + k.Of.Symbol + "/" + k.Per.Symbol
}

// value gives the factor for a row: the measured one where there is one.
func (k Factor) value(measured formula.Value) formula.Value {
	if measured.Kind == formula.Number && measured.Num.Sign() > 0 {
		return formula.Of(new(big.Rat).Quo(measured.Num, k.Per.Factor), k.Value.Dim)
	}
	if k.missing {
		return formula.Value{}
	}
	return k.Value
}
