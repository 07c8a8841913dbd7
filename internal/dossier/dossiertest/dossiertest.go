// Package dossiertest holds dossiers for the tests of the packages that read them.
package dossiertest

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/dossier"
)

// Decode gives the dossier that these parts are.
func Decode(t testing.TB, parts map[string]any) *dossier.Dossier {
	t.Helper()
	raw, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	d, err := dossier.Decode(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// pcb is a real audit of a maker of circuit boards, as far as tests read it.
type pcb struct {
	Production   []map[string]any   `json:"production"`
	OutputValue  map[string]float64 `json:"output_value_10k_yuan"`
	Tax          map[string]float64 `json:"tax_10k_yuan"`
	RawMaterials []map[string]any   `json:"raw_materials"`
	Water        []struct {
		Type, Where string
		M3          float64
	} `json:"water_2022_m3"`
	Electricity []struct {
		Type, Where string
		KWh         float64 `json:"kwh"`
	} `json:"electricity_2022_kwh"`
	Equipment []struct {
		Name, Model, Power, Where string
		Qty                       float64
	}
	Gas []struct {
		Point, Item, Result, Limit string
	} `json:"gas_monitoring_2022"`
	Waste  []map[string]any `json:"solid_waste"`
	Oracle struct {
		Rows []struct {
			Indicator string
			Value     json.Number
			Limits    []json.Number `json:"thresholds_I_II_III"`
			Lower     bool          `json:"lower_is_better"`
			Right     string        `json:"rating_by_thresholds"`
			Shown     string        `json:"rating_shown_by_peer_system"`
		}
	} `json:"_rating_oracle_2022"`
}

// CircuitBoards gives the tables of a real audit of a maker of circuit boards as its report shows them: nothing mended,
// nothing left out. A test is skipped where the case is not beside the project.
func CircuitBoards(t testing.TB) map[string][]map[string]any {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/data/peers/pcb_audit_case.json")
	if err != nil {
		t.Skip("the case of a circuit-board maker is not here")
	}
	var p pcb
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p.tables()
}

var years = []int{2020, 2021, 2022}

func (p pcb) tables() map[string][]map[string]any {
	rows := map[string][]map[string]any{}
	add := func(table string, row map[string]any) { rows[table] = append(rows[table], row) }
	for _, year := range years {
		y := fmt.Sprint(year)
		add("economy", map[string]any{"year": year, "output_value": p.OutputValue[y], "tax": p.Tax[y]})
		for _, r := range p.Production {
			add("products", map[string]any{"product": r["product"], "unit": r["unit"], "year": year, "output": r["y"+y]})
		}
		for _, r := range p.RawMaterials {
			row := map[string]any{"material": r["material"], "year": year, "unit": r["unit"], "quantity": r["y"+y], "stated_unit_use": r["per_m2_"+y], "stated_unit": fmt.Sprint(r["unit"], "/m²")}
			if r["used_for"] == "废水站" {
				row["purpose"] = "废水处理"
			} else {
				row["product"] = r["used_for"]
			}
			add("materials", row)
		}
		for _, r := range p.Waste {
			if r["kind"] == "危险固废" {
				add("waste", map[string]any{"code": "HW22", "name": r["name"], "year": year, "unit": "t", "generated": r["y"+y+"_t"]})
			}
		}
	}
	for _, r := range p.Water {
		if r.Type != "总计" {
			add("water", map[string]any{"source": "自来水", "use": r.Where, "year": 2022, "unit": "m³", "fresh": r.M3})
		}
	}
	for _, r := range p.Electricity {
		if r.Type != "总计" {
			add("energy", map[string]any{"carrier": "电力（当量值）", "use": r.Where, "year": 2022, "unit": "kWh", "quantity": r.KWh})
		}
	}
	p.results(add)
	return rows
}

// results enters what was measured and rated.
func (p pcb) results(add func(table string, row map[string]any)) {
	for _, r := range p.Equipment {
		row := map[string]any{"name": r.Name, "model": r.Model, "quantity": r.Qty, "place": r.Where}
		if m := regexp.MustCompile(`^([\d.]+)\s*(\w+)$`).FindStringSubmatch(r.Power); m != nil {
			row["power"] = map[string]any{"value": m[1], "unit": m[2]}
		}
		add("equipment", row)
	}
	for _, r := range p.Gas {
		i := strings.LastIndex(r.Item, " ")
		row := map[string]any{"point": r.Point, "item": r.Item[:i], "unit": r.Item[i+1:], "value": r.Result}
		if r.Limit != "---" && r.Limit != "" {
			row["limit"] = r.Limit
		}
		add("measurements", row)
	}
	for _, r := range p.Oracle.Rows {
		i := strings.LastIndex(r.Indicator, " ")
		row := map[string]any{"indicator": r.Indicator[:i], "unit": r.Indicator[i+1:], "value": r.Value, "benchmark_1": r.Limits[0], "benchmark_2": r.Limits[1], "benchmark_3": r.Limits[2], "direction": "越高越好", "judged": "否"}
		if r.Lower {
			row["direction"] = "越低越好"
		}
		for _, level := range []string{"Ⅰ级", "Ⅱ级", "Ⅲ级"} {
			if strings.Contains(r.Shown, level) {
				row["stated_level"] = level
			}
		}
		add("levels", row)
	}
}
