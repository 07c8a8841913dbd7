package app_test

import (
	"testing"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/performance"
)

// What the province reads opens to cities, counties, rounds and options, and every level adds up to the one above.
func TestAProvincialSumOpensToTheOptions(t *testing.T) {
	s, city := province(t)
	all := s.Officer("performance", access.RoleProvince, "370000")
	years := s.Column("SELECT DISTINCT substr(completed_on, 1, 4) FROM cp_option WHERE state = 'done' ORDER BY 1 DESC")
	if len(years) == 0 {
		t.Fatal("no option is done")
	}
	year := "?year=" + years[0]
	var top, below, county performance.Table
	all.Call("GET", "/performance"+year, nil).Want(200).Into(&top)
	if top.Below != "city" || top.Total.Rounds == 0 || len(top.Kinds) == 0 {
		t.Fatalf("%+v", top.Total)
	}
	adds(t, top)
	for _, row := range top.Rows {
		all.Call("GET", "/performance"+year+"&region="+row.Key, nil).Want(200).Into(&below)
		adds(t, below)
		same(t, row, below.Total)
	}
	for _, row := range below.Rows {
		all.Call("GET", "/performance"+year+"&region="+row.Key, nil).Want(200).Into(&county)
		adds(t, county)
		same(t, row, county.Total)
	}
	var round performance.Round
	all.Call("GET", "/audits/"+county.Rows[0].Key+"/performance", nil).Want(200).Into(&round)
	if len(round.Options) == 0 || len(round.Facts) != 12 {
		t.Errorf("%+v", round)
	}
	for _, format := range []string{"docx", "pdf"} {
		all.Call("GET", "/audits/"+county.Rows[0].Key+"/performance/document?format="+format, nil).Want(200)
	}
	all.Call("GET", "/performance/export"+year, nil).Want(200)
	// A city reads its own place only.
	city.Call("GET", "/performance"+year, nil).Want(200).Into(&below)
	if below.Region != "370100" || below.Below != "county" {
		t.Errorf("%+v", below)
	}
	city.Call("GET", "/performance"+year+"&region=370200", nil).Want(200).Into(&below)
	if len(below.Rows) != 0 {
		t.Errorf("the city reads another city: %+v", below.Rows)
	}
	var curve performance.Abatement
	all.Call("GET", "/abatement"+year, nil).Want(200).Into(&curve)
	for i := 1; i < len(curve.Blocks); i++ {
		if decimal.RequireFromString(curve.Blocks[i].Cost).LessThan(decimal.RequireFromString(curve.Blocks[i-1].Cost)) {
			t.Errorf("%s after %s", curve.Blocks[i].Cost, curve.Blocks[i-1].Cost)
		}
	}
	all.Call("GET", "/audits/"+county.Rows[0].Key+"/abatement", nil).Want(200)
	city.Call("GET", "/audits/nothing/performance", nil).Want(404)
}

// adds holds that the rows of a table add up to its total.
func adds(t *testing.T, of performance.Table) {
	t.Helper()
	var sum performance.Row
	effects := make([]decimal.Decimal, len(of.Kinds))
	for _, r := range of.Rows {
		sum.Rounds, sum.Unproven = sum.Rounds+r.Rounds, sum.Unproven+r.Unproven
		sum.Low.Done, sum.High.Done = sum.Low.Done+r.Low.Done, sum.High.Done+r.High.Done
		sum.Low.InvestmentFen, sum.High.BenefitFen = sum.Low.InvestmentFen+r.Low.InvestmentFen, sum.High.BenefitFen+r.High.BenefitFen
		for i, e := range r.Effects {
			if e.Total != "" {
				effects[i] = effects[i].Add(decimal.RequireFromString(e.Total))
			}
		}
	}
	if sum.Rounds != of.Total.Rounds || sum.Unproven != of.Total.Unproven || sum.Low.Done != of.Total.Low.Done || sum.High.Done != of.Total.High.Done || sum.Low.InvestmentFen != of.Total.Low.InvestmentFen || sum.High.BenefitFen != of.Total.High.BenefitFen {
		t.Errorf("%s: %+v, total %+v", of.RegionName, sum, of.Total)
	}
	for i, e := range of.Total.Effects {
		if !effects[i].Equal(decimal.RequireFromString(e.Total)) {
			t.Errorf("%s %s: %s, total %s", of.RegionName, e.Label, effects[i], e.Total)
		}
	}
}

// same holds that the line of a table says what the table below it says in total.
func same(t *testing.T, row, total performance.Row) {
	t.Helper()
	if row.Rounds != total.Rounds || row.Low != total.Low || row.High != total.High || row.Unproven != total.Unproven {
		t.Errorf("%s: %+v, its own table %+v", row.Name, row, total)
	}
}
