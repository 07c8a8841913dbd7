package unit_test

import (
	"math/big"
	"testing"

	"qingshen/internal/unit"
	"qingshen/law"
)

func table(t *testing.T) *unit.Table {
	t.Helper()
	units, err := unit.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return units
}

func TestUnitsAsPeopleWriteThem(t *testing.T) {
	units := table(t)
	for _, c := range []struct{ amount, from, to, want string }{
		{"1", "万m³", "m3", "10000"},
		{"1", "10⁴m³", "立方米", "10000"},
		{"67462", "万㎡", "m²", "674620000"},
		{"7.18", "kWh/m²", "千瓦时/平方米", "7.18"},
		{"12.5", "L/m2", "m³/m²", "0.0125"},
		{"35.4", "kgce/t", "tce/t", "0.0354"},
		{"1", "KWH", "MJ", "3.6"},
		{"100", "万kWh", "kWh", "1000000"},
		{"3", "亿元", "万元", "30000"},
		{"0.5", "mg／L", "g/m3", "0.5"},
		{"2", "t/(人·a)", "kg/人/a", "2000"},
		{"90", "％", "无量纲", "0.9"},
		{"1.5", "吨标准煤", "kgce", "1500"},
		{"8", "μg/m³", "mg/Nm3", "0.008"},
		{"3", "亩", "m2", "2000"},
	} {
		amount, _ := new(big.Rat).SetString(c.amount)
		want, _ := new(big.Rat).SetString(c.want)
		from, err := units.Parse(c.from)
		if err != nil {
			t.Error(err)
			continue
		}
		to, err := units.Parse(c.to)
		if err != nil {
			t.Error(err)
			continue
		}
		got, err := unit.Convert(amount, from, to)
		if err != nil {
			t.Error(err)
			continue
		}
		if got.Cmp(want) != 0 {
			t.Errorf("%s %s in %s: %s, want %s", c.amount, c.from, c.to, got.RatString(), c.want)
		}
	}
}

func TestAConcentrationDividedByAnAreaIsNoMassPerArea(t *testing.T) {
	units := table(t)
	concentration, _ := units.Parse("mg/L")
	area, _ := units.Parse("m²")
	wanted, _ := units.Parse("g/m²")
	if got := concentration.Dim.Times(area.Dim, -1); got == wanted.Dim {
		t.Errorf("mg/L ÷ m² passes as g/m²")
	} else if got.Label() == "" || wanted.Dim.Label() != "质量/面积" {
		t.Errorf("labels: %q, %q", got.Label(), wanted.Dim.Label())
	}
}

func TestUnitsThatAreRefused(t *testing.T) {
	units := table(t)
	for text, want := range map[string]string{
		"":        "没有填写单位",
		"m²/公斤米":  "单位“m²/公斤米”中的“公斤米”无法识别",
		"随便":      "单位“随便”无法识别",
		"kWh//m2": "单位“kWh//m2”中的“”无法识别",
	} {
		if _, err := units.Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	coal, _ := units.Parse("tce")
	heat, _ := units.Parse("GJ")
	if _, err := unit.Convert(big.NewRat(1, 1), coal, heat); err == nil {
		t.Error("standard coal is converted to heat without a coefficient")
	}
}
