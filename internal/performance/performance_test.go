package performance

import (
	"os"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/shopspring/decimal"

	"qingshen/internal/audit"
	"qingshen/law"
)

func TestTheTermsOfTheLawDataAreRead(t *testing.T) {
	terms, err := readTerms(law.Files)
	if err != nil || terms.Cite == "" || terms.Years < 1 {
		t.Fatalf("%+v, %v", terms, err)
	}
	rate, years := terms.of(audit.Feasibility{BaseRate: "10", Years: "5"})
	if rate.String() != "10" || years != 5 {
		t.Errorf("the option's own terms: %s, %d", rate, years)
	}
	if rate, years = terms.of(audit.Feasibility{}); rate.String() != terms.Rate || years != terms.Years {
		t.Errorf("without terms of its own: %s, %d", rate, years)
	}
}

// vectors are worked by hand, in a table that an officer can read.
type vectors struct {
	Annuity []struct {
		Rate, Is, Worked string
		Years            int
	}
	Cost []struct {
		Name, CO2, Is, Worked string
		Investment, Benefit   int64
	}
	Sums []struct {
		Name                                           string
		Effects                                        []audit.Effect
		Total, Measured, Calculated, Estimated, Worked string
	}
}

func TestVectors(t *testing.T) {
	raw, err := os.ReadFile("testdata/vectors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := yaml.UnmarshalWithOptions(raw, &v, yaml.Strict()); err != nil || len(v.Annuity) == 0 || len(v.Cost) == 0 || len(v.Sums) == 0 {
		t.Fatal(err)
	}
	for _, c := range v.Annuity {
		if got := annuity(decimal.RequireFromString(c.Rate), c.Years).StringFixed(6); got != c.Is {
			t.Errorf("%s %%, %d years: %s, want %s (%s)", c.Rate, c.Years, got, c.Is, c.Worked)
		}
	}
	s := &Service{terms: Terms{Rate: "8", Years: 10}}
	for _, c := range v.Cost {
		l, got := line{InvestmentFen: c.Investment * 100, BenefitFen: c.Benefit * 100}, ""
		if c.CO2 != "" {
			l.effects = []audit.Effect{{Kind: "co2", Quantity: c.CO2}}
		}
		for _, b := range s.curve([]line{l}).Blocks {
			got = b.Cost
		}
		if got != c.Is {
			t.Errorf("%s: %s, want %s (%s)", c.Name, got, c.Is, c.Worked)
		}
	}
	for _, c := range v.Sums {
		sums := newTally("", "")
		for _, e := range c.Effects {
			e.Kind = "co2"
			sums.add(line{AuditID: "a", Year: 2025, CostClass: audit.CostHigh, OptionState: audit.OptionDone, CompletedOn: "2025-03-01", effects: []audit.Effect{e}}, 2025)
		}
		for _, e := range sums.done(audit.EffectKinds).Effects {
			if e.Kind == "co2" && (e.Total != c.Total || e.Measured != c.Measured || e.Calculated != c.Calculated || e.Estimated != c.Estimated) {
				t.Errorf("%s: %+v (%s)", c.Name, e, c.Worked)
			}
		}
	}
}

func TestAnOptionCountsOnceInTheYearOfItsCompletion(t *testing.T) {
	done := line{AuditID: "a", Year: 2024, CostClass: audit.CostHigh, OptionState: audit.OptionDone, CompletedOn: "2025-03-01", ActualInvestmentFen: 100_000_00, ActualBenefitFen: 20_000_00,
		effects: []audit.Effect{{Kind: "co2", Quantity: "9", Actual: "7.5", Method: "实测"}, {Kind: "water", Quantity: "100", Actual: "-20", Method: "估算"}}}
	other := done
	other.effects = []audit.Effect{{Kind: "co2", Quantity: "3", Actual: "0.1", Method: "计算"}}
	silent := done
	silent.effects = []audit.Effect{{Kind: "co2", Quantity: "3"}}
	planned := done
	planned.OptionState, planned.CompletedOn = audit.OptionPlanned, ""
	for _, c := range []struct {
		year, proposed, done, unproven int
		co2, measured, calculated      string
	}{{2024, 4, 0, 0, "", "", ""}, {2025, 0, 3, 1, "7.6", "7.5", "0.1"}, {2026, 0, 0, 0, "", "", ""}} {
		sums := newTally("", "")
		for _, l := range []line{done, other, silent, planned} {
			sums.add(l, c.year)
		}
		row := sums.done(audit.EffectKinds)
		if row.High.Proposed != c.proposed || row.High.Done != c.done || row.Unproven != c.unproven || row.Low != (Class{}) {
			t.Errorf("%d: %+v", c.year, row)
		}
		for _, e := range row.Effects {
			switch {
			case e.Kind == "co2" && (e.Total != c.co2 || e.Measured != c.measured || e.Calculated != c.calculated):
				t.Errorf("%d: %+v", c.year, e)
			case e.Kind == "water" && c.year == 2025 && (e.Total != "-20" || e.Estimated != "-20"):
				t.Errorf("%d: %+v", c.year, e)
			}
		}
		if c.year == 2025 && (row.Rounds != 1 || row.High.InvestmentFen != 300_000_00) {
			t.Errorf("%+v", row)
		}
	}
}

// 100,000 yuan at 8 % over 10 years are 14,902.95 yuan a year; less 20,000 yuan of benefit they are a gain of 5,097.05, for
// 10 t: −509.71 yuan a tonne.
func TestTheCurveGoesFromGainToCost(t *testing.T) {
	s := &Service{terms: Terms{Rate: "8", Years: 10}}
	co2 := func(quantity string) []audit.Effect { return []audit.Effect{{Kind: "co2", Quantity: quantity}} }
	curve := s.curve([]line{
		{Code: "F03", InvestmentFen: 100_000_00, effects: append(co2("10"), audit.Effect{Kind: "cod", Quantity: "0.5"})},
		{Code: "F01", InvestmentFen: 100_000_00, BenefitFen: 20_000_00, effects: co2("10")},
		{Code: "F02", BenefitFen: 0, effects: co2("5")},
		{Code: "F04", InvestmentFen: 1, effects: co2("-3")},
		{Code: "F05", InvestmentFen: 1},
	})
	want := []struct{ code, cost string }{{"F01", "-509.71"}, {"F02", "0.00"}, {"F03", "1490.29"}}
	if len(curve.Blocks) != len(want) || curve.Cut != "25" || curve.Gainful != "15" || curve.Silent != 1 || curve.Increasing != 1 {
		t.Fatalf("%+v", curve)
	}
	for i, w := range want {
		if b := curve.Blocks[i]; b.Code != w.code || b.Cost != w.cost {
			t.Errorf("%d: %s %s, want %s %s", i, b.Code, b.Cost, w.code, w.cost)
		}
	}
	// 0.5 t of COD for 100,000 yuan: 50 kg for ten thousand.
	if p := curve.Blocks[2].PerWan; len(p) != 2 || p[0] != (Rate{"化学需氧量减排", "kg", "50"}) || p[1] != (Rate{"二氧化碳减排", "t", "1"}) {
		t.Errorf("%+v", p)
	}
}
