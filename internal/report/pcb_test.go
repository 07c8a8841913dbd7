package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/report"
)

// pcb enters a real case of a maker of circuit boards, as internal/check does; what the case does not say (who is in the team,
// which targets) is taken from the example, so that the report is whole.
func pcb(t *testing.T) *dossier.Dossier {
	t.Helper()
	raw, err := os.ReadFile("../../../shared/data/peers/pcb_audit_case.json")
	if err != nil {
		raw, err = os.ReadFile("/work/shared/data/peers/pcb_audit_case.json")
	}
	if err != nil {
		t.Skip("the case of a circuit-board maker is not here")
	}
	var p struct {
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
			Name, Model, Where string
			Qty                float64
		}
		Waste []map[string]any `json:"solid_waste"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		t.Fatal(err)
	}
	rows := map[string][]map[string]any{}
	add := func(table string, row map[string]any) { rows[table] = append(rows[table], row) }
	for _, year := range []int{2020, 2021, 2022} {
		y := fmt.Sprint(year)
		add("economy", map[string]any{"year": year, "output_value": p.OutputValue[y], "tax": p.Tax[y]})
		for _, r := range p.Production {
			add("products", map[string]any{"product": r["product"], "unit": r["unit"], "year": year, "output": r["y"+y]})
		}
		for _, r := range p.RawMaterials {
			add("materials", map[string]any{"material": r["material"], "product": r["used_for"], "year": year, "unit": r["unit"], "quantity": r["y"+y]})
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
		add("equipment", map[string]any{"name": r.Name, "model": r.Model, "quantity": r.Qty, "place": r.Where})
	}
	raw, err = json.Marshal(map[string]any{"enterprise": map[string]any{"name": "某线路板企业"}, "audit": map[string]any{"year": 2023, "opened_on": "2023-03-01", "reasons": []string{"toxic"}}, "tables": rows})
	if err != nil {
		t.Fatal(err)
	}
	d, err := dossier.Decode(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	whole := example(t)
	for table, lines := range whole.Tables {
		if len(d.Tables[table]) == 0 || table == "energy" || table == "water" {
			d.Tables[table] = append(lines, d.Tables[table]...)
		}
	}
	return d
}

// The report of the real case passes the gate and can be set as DOCX and as PDF.
func TestTheReportOfTheCircuitBoardCase(t *testing.T) {
	r := compose(t, pcb(t), "evaluation", nil)
	for _, f := range r.Gate(nil) {
		if f.Severity == dossier.SeverityError {
			t.Errorf("%s: %s", f.Place.Words, f.Message)
		}
	}
	var docx, pdf bytes.Buffer
	if err := r.Volume(true, "2026-11-28").WriteDOCX(&docx); err != nil {
		t.Fatal(err)
	}
	if err := r.Volume(true, "2026-11-28").WritePDF(&pdf); err != nil {
		t.Fatal(err)
	}
	keep(t, "pcb.docx", docx.Bytes())
	keep(t, "pcb.pdf", pdf.Bytes())
}

// BenchmarkDraft writes the report of a dossier with 200 rows a table, as DOCX and as PDF.
func BenchmarkDraft(b *testing.B) {
	d := example(b)
	for _, table := range []string{"materials", "products", "emissions"} {
		for i := 0; len(d.Tables[table]) < 200; i++ {
			row := dossier.Row{}
			for k, v := range d.Tables[table][i%len(d.Tables[table])] {
				row[k] = v
			}
			d.Tables[table] = append(d.Tables[table], row)
		}
	}
	form, outline := load(b)
	for b.Loop() {
		book, _ := form.Read(d)
		v, _ := outline.Variant("full")
		r := report.Compose(report.Input{Outline: outline, Book: book, Variant: v})
		r.Gate(nil)
		var docx, pdf bytes.Buffer
		if err := r.Volume(true, "2026-11-28").WriteDOCX(&docx); err != nil {
			b.Fatal(err)
		}
		if err := r.Volume(true, "2026-11-28").WritePDF(&pdf); err != nil {
			b.Fatal(err)
		}
	}
}
