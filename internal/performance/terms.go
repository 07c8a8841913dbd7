package performance

import (
	"fmt"
	"io/fs"

	"github.com/goccy/go-yaml"
	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
)

// Terms turn an investment into yearly cost (折算条件): a rate in % a year and a life in years, with their source.
type Terms struct {
	From            string `yaml:"from" json:"-"`
	Rate            string `yaml:"rate" json:"rate" doc:"折现率，%"`
	RateConfidence  string `yaml:"rate_confidence" json:"-"`
	Years           int    `yaml:"years" json:"years" doc:"年限"`
	YearsConfidence string `yaml:"years_confidence" json:"-"`
	Cite            string `yaml:"cite" json:"cite" doc:"依据"`
}

func readTerms(files fs.FS) (Terms, error) {
	var t Terms
	raw, err := fs.ReadFile(files, "performance/abatement.yaml")
	if err != nil {
		return t, err
	}
	if err := yaml.UnmarshalWithOptions(raw, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("performance/abatement.yaml: %w", err)
	}
	if rate, err := decimal.NewFromString(t.Rate); err != nil || rate.IsNegative() || t.Years < 1 {
		return t, fmt.Errorf("performance/abatement.yaml: rate %q, years %d", t.Rate, t.Years)
	}
	return t, nil
}

// of takes the terms of the economic argument of an option where it gives them.
func (t Terms) of(f audit.Feasibility) (rate decimal.Decimal, years int) {
	rate, years = decimal.RequireFromString(t.Rate), t.Years
	if r, err := decimal.NewFromString(f.BaseRate); err == nil {
		rate = r
	}
	if n, err := decimal.NewFromString(f.Years); err == nil && n.IsPositive() {
		years = int(n.IntPart())
	}
	return rate, years
}

// precision is the number of places of intermediate quotients.
const precision = 16

// annuity is the part of an investment that falls on each year of its life: i(1+i)^n / ((1+i)^n − 1); 1/n without interest.
func annuity(rate decimal.Decimal, years int) decimal.Decimal {
	i := rate.Shift(-2)
	if i.IsZero() {
		return decimal.NewFromInt(1).DivRound(decimal.NewFromInt(int64(years)), precision)
	}
	growth := decimal.NewFromInt(1)
	for range years {
		growth = growth.Mul(i.Add(decimal.NewFromInt(1))).Round(precision)
	}
	return i.Mul(growth).DivRound(growth.Sub(decimal.NewFromInt(1)), precision)
}
