package check_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/dossier"
)

// pcb is a real audit of a maker of circuit boards, as far as this test reads it.
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

func pcbCase(t *testing.T) pcb {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/data/peers/pcb_audit_case.json")
	if err != nil {
		t.Skip("the case of a circuit-board maker is not here")
	}
	var p pcb
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

var years = []int{2020, 2021, 2022}

// tables enters the case as its tables show it: nothing mended, nothing left out.
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
	return rows
}

// The known faults of the real case are found, each with the value that is right, and what is right raises no alarm.
func TestTheCircuitBoardCase(t *testing.T) {
	form, rules := load(t)
	p := pcbCase(t)
	raw, err := json.Marshal(map[string]any{
		"enterprise": map[string]any{"name": "某线路板企业"}, "audit": map[string]any{"year": 2023, "opened_on": "2023-03-01"}, "tables": p.tables(),
		"attachments": []map[string]any{{"kind": "监测报告", "name": "2022年监测报告.pdf"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d, err := dossier.Decode(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	book, findings := rules.Run(form, d, today, nil)
	byRule := map[string][]dossier.Finding{}
	for _, f := range findings {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}

	levels := map[string]string{}
	for _, f := range byRule["level-computed"] {
		levels[book.Lines("levels")[f.Place.Row-1].Cell("indicator").Typed] = f.Expected
	}
	want := map[string]string{"单面板单位产品电耗": "Ⅱ级", "双面板单位产品电耗": "未达Ⅲ级", "双面板单位产品新鲜水耗": "未达Ⅲ级", "单面板覆铜板利用率": "Ⅱ级"}
	if fmt.Sprint(levels) != fmt.Sprint(want) {
		t.Errorf("levels that contradict their thresholds: %v, want %v", levels, want)
	}
	for _, f := range byRule["form"] { // 1.25×10⁻³ kg/h and “/” are written in ways that can be misread
		if f.Place.Table == "measurements" && !strings.ContainsAny(f.Found, "×/") {
			t.Errorf("a false alarm: %s %s", f.Place.Words, f.Message)
		}
	}
	for _, rule := range []string{"material-unit-use", "output-jump", "energy-jump", "water-jump", "value-jump", "process-within-whole", "value-in-two-tables", "repeated-results", "result-limit", "foreign-names", "unresolved-codes", "share-within-whole", "benchmarks-ordered"} {
		for _, f := range byRule[rule] {
			t.Errorf("a false alarm: %s %s", f.Place.Words, f.Message)
		}
	}
	jumps := []string{}
	for _, f := range byRule["waste-jump"] {
		jumps = append(jumps, book.Lines("waste")[f.Place.Row-1].Label())
	}
	if got := strings.Join(jumps, " "); !strings.Contains(got, "废油墨渣") || !strings.Contains(got, "废手套抹布") || strings.Contains(got, "含铜污泥") {
		t.Errorf("waste that leaps: %s", got)
	}
}
