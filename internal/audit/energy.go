package audit

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
)

// Carrier is one kind of energy (能源品种) with its dated coefficient to standard coal (折标准煤系数), GB/T 2589.
type Carrier struct {
	Code        string          `json:"code"`
	Name        string          `json:"name"`
	Group       string          `json:"group"`
	Units       []string        `json:"units" doc:"可用的计量单位"`
	Coefficient string          `json:"coefficient" doc:"默认折标准煤系数，千克标准煤每基本单位；空为须填写实测值"`
	Lowest      string          `json:"lowest" doc:"标准给出的下限"`
	Highest     string          `json:"highest" doc:"标准给出的上限"`
	BaseUnit    string          `json:"base_unit"`
	From        calendar.Date   `json:"from"`
	Until       calendar.Date   `json:"until"`
	Source      string          `json:"source" doc:"数据来源"`
	Note        string          `json:"note"`
	kgce        decimal.Decimal // zero when the standard gives a range only
	low, high   decimal.Decimal
}

// scales are the units in which people report an amount, as multiples of the unit of the coefficient.
var scales = map[string]map[string]int64{
	"kg":  {"kg": 1, "t": 1_000, "万t": 10_000_000},
	"m³":  {"m³": 1, "万m³": 10_000},
	"kWh": {"kWh": 1, "万kWh": 10_000},
	"MJ":  {"MJ": 1, "GJ": 1_000},
	"t":   {"t": 1, "万t": 10_000},
}

// unitOrder lists the units in the order in which they are offered: the one in common use first.
var unitOrder = map[string][]string{
	"kg": {"t", "kg", "万t"}, "m³": {"万m³", "m³"}, "kWh": {"万kWh", "kWh"}, "MJ": {"GJ", "MJ"}, "t": {"t", "万t"},
}

// loadCarriers reads the coefficients from the law data.
func loadCarriers(files fs.FS) ([]Carrier, error) {
	const name = "codes/energy_coefficients.csv"
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	carriers := make([]Carrier, 0, len(lines))
	for i, l := range lines[1:] {
		c := Carrier{
			Code: l[0], Name: l[1], Group: l[2], BaseUnit: l[3], Units: unitOrder[l[3]], Coefficient: l[4], Lowest: l[5], Highest: l[6],
			From: calendar.Date(l[7]), Until: calendar.Date(l[8]), Source: l[10], Note: l[11],
		}
		for k, into := range []*decimal.Decimal{&c.kgce, &c.low, &c.high} {
			if l[4+k] == "" {
				continue
			}
			if *into, err = decimal.NewFromString(l[4+k]); err != nil {
				return nil, fmt.Errorf("%s 第%d行：%w", name, i+2, err)
			}
		}
		if c.Units == nil || !c.From.Valid() || c.From == "" {
			return nil, fmt.Errorf("%s 第%d行：单位“%s”或施行日“%s”无法识别", name, i+2, l[3], l[7])
		}
		carriers = append(carriers, c)
	}
	return carriers, nil
}

// carriersOn gives the carriers with the coefficients in force on a day.
func carriersOn(all []Carrier, on calendar.Date) []Carrier {
	return slices.DeleteFunc(slices.Clone(all), func(c Carrier) bool { return !on.Within(c.From, c.Until) })
}

// tce gives the standard coal of an amount in tonnes (吨标准煤): amount x scale x coefficient / 1000, four decimals.
func (k Carrier) tce(amount decimal.Decimal, unit string, measured decimal.Decimal) decimal.Decimal {
	coefficient := k.kgce
	if measured.IsPositive() {
		coefficient = measured
	}
	return amount.Mul(decimal.NewFromInt(scales[k.BaseUnit][unit])).Mul(coefficient).Shift(-3).Round(4)
}
