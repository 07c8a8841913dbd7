package report_test

import (
	"bytes"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/dossier/dossiertest"
	"qingshen/internal/report"
)

// pcb enters a real case of a maker of circuit boards; what the case does not say (who is in the team, which targets) is taken
// from the example, so that the report is whole.
func pcb(t *testing.T) *dossier.Dossier {
	t.Helper()
	rows := dossiertest.CircuitBoards(t)
	rows["continuation"] = []map[string]any{{"organisation": "设清洁生产办公室，由生产部经理负责。", "rules": "岗位责任、计量和奖惩制度已经修订。", "plan": "每年培训两次，三年内开展下一轮审核。"}}
	d := dossiertest.Decode(t, map[string]any{"enterprise": map[string]any{"name": "某线路板企业"}, "audit": map[string]any{"year": 2023, "opened_on": "2023-03-01", "reasons": []string{"toxic"}}, "tables": rows})
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
	for _, variant := range []string{"evaluation", "full"} {
		r := compose(t, pcb(t), variant, nil)
		for _, f := range r.Gate(nil) {
			if f.Severity == dossier.SeverityError {
				t.Errorf("%s: %s: %s", variant, f.Place.Words, f.Message)
			}
		}
		var docx, pdf bytes.Buffer
		if err := r.Volume(true, "2026-11-28").WriteDOCX(&docx); err != nil {
			t.Fatal(err)
		}
		if err := r.Volume(true, "2026-11-28").WritePDF(&pdf); err != nil {
			t.Fatal(err)
		}
		keep(t, "pcb-"+variant+".docx", docx.Bytes())
		keep(t, "pcb-"+variant+".pdf", pdf.Bytes())
	}
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
