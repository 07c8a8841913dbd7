package report_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/report"
)

// with gives the example with rows in place of those of a table.
func with(t testing.TB, table, rows string) *dossier.Dossier {
	t.Helper()
	d, list := example(t), []dossier.Row{}
	if err := json.Unmarshal([]byte(rows), &list); err != nil {
		t.Fatal(err)
	}
	d.Tables[table] = list
	return d
}

func printed(t testing.TB, r *report.Report, id string) report.TableView {
	t.Helper()
	for _, c := range r.Chapters {
		for _, s := range c.Sections {
			for _, v := range s.Tables {
				if v.ID == id {
					return v
				}
			}
		}
	}
	t.Fatal("no table", id)
	return report.TableView{}
}

func column(t testing.TB, v report.TableView, head string) (out []string) {
	t.Helper()
	i := slices.Index(v.Heads, head)
	if i < 0 {
		t.Fatalf("%v has no column %s", v.Heads, head)
	}
	for _, row := range v.Rows {
		out = append(out, row[i])
	}
	return out
}

// What was typed is printed as exactly as it was typed, however small; what was computed, with two places; a level, in words.
func TestFiguresArePrintedAsTheyAre(t *testing.T) {
	d := with(t, "measurements", `[{"point":"甲","item":"苯","unit":"kg/h","value":"0.0000345"},{"point":"乙","item":"苯","unit":"kg/h","value":"12.34567"}]`)
	if got := strings.Join(column(t, printed(t, compose(t, d, "evaluation", nil), "measurements"), "监测结果"), " "); got != "0.0000345 12.34567" {
		t.Errorf("measured: %s", got)
	}
	d = with(t, "energy", `[{"carrier":"电力（当量值）","year":2025,"unit":"kWh","quantity":"311663"},{"carrier":"电力（当量值）","year":2025,"unit":"kWh","quantity":"1"}]`)
	if got := strings.Join(column(t, printed(t, compose(t, d, "evaluation", nil), "energy"), "折标准煤（tce）"), " "); got != "38.3 0.000123" {
		t.Errorf("computed: %s", got)
	}
	d = with(t, "levels", `[{"indicator":"甲","direction":"越低越好","unit":"%","value":"2","benchmark_1":"1","benchmark_2":"2","benchmark_3":"3"},{"indicator":"乙","direction":"越高越好","unit":"t","value":"1","benchmark_1":"4","benchmark_2":"3","benchmark_3":"2"}]`)
	if got := strings.Join(column(t, printed(t, compose(t, d, "evaluation", nil), "levels"), "审核前等级"), " "); got != "Ⅱ级 未达Ⅲ级" {
		t.Errorf("levels: %s", got)
	}
}

// Years make one sentence; a sum counts in the unit of its rows; a day is written as sentences write it.
func TestSentencesAreWrittenAsPeopleWrite(t *testing.T) {
	d := example(t)
	r := compose(t, d, "evaluation", nil)
	for id, words := range map[string]string{
		"preassessment-water":  "新鲜水取水量：2023年42100 m³，2024年42900 m³，2025年43300 m³。",
		"feasibility-economic": "投资偿还期3.45年，净现值53.05万元",
		"conclusion-text":      "单位产品铬酐用量由4.8 g/m²降到3.6 g/m²，降低25%。",
	} {
		if got := section(t, r, id).Text; !strings.Contains(got, words) {
			t.Errorf("%s: %s", id, got)
		}
	}
	d.Audit.OpenedOn = "2026-04-01"
	if got := section(t, compose(t, d, "evaluation", nil), "preface-reason").Text; !strings.Contains(got, "2026年4月1日启动") {
		t.Error(got)
	}
	d = with(t, "balances", `[{"balance":"物料","kind":"物料平衡","side":"输入","item":"甲","unit":"t","amount":"1152"},{"balance":"物料","kind":"物料平衡","side":"输出","item":"乙","unit":"t","amount":"1085.184"}]`)
	if got := section(t, compose(t, d, "evaluation", nil), "assessment-balances").Text; !strings.Contains(got, "输入1152 t，输出1085.18 t，差额66.82 t，偏差5.8%") {
		t.Error(got)
	}
}

// A table of many columns and few rows is turned; one of many rows lies across; one without what it is about is left out.
func TestHowATableLies(t *testing.T) {
	r := compose(t, example(t), "full", nil)
	v := printed(t, r, "feasibility")
	if v.Wide || v.Heads[0] != "方案编号" || v.Heads[1] != "F02" || !slices.ContainsFunc(v.Rows, func(row []string) bool { return row[0] == "净现值 NPV（万元）" && row[1] == "53.05" }) {
		t.Errorf("%v %v", v.Heads, v.Rows)
	}
	d := example(t)
	d.Tables["emissions"] = append(d.Tables["emissions"], d.Tables["emissions"]...)
	if v = printed(t, compose(t, d, "full", nil), "emissions"); !v.Wide || v.Heads[0] != "类别" {
		t.Errorf("%d rows: %v", len(v.Rows), v.Heads)
	}
	if s := section(t, r, "implementation-levels"); len(s.Tables) > 0 || !s.Empty || s.Ask == "" {
		t.Errorf("levels after the audit that nobody knows: %+v", s.Tables)
	}
}

// In a draft, a section in which nothing stands says what it waits for; the official report has the gate before it.
func TestADraftAsksForWhatIsNotThere(t *testing.T) {
	d := example(t)
	delete(d.Tables, "causes")
	for _, draft := range []bool{true, false} {
		var b strings.Builder
		if err := compose(t, d, "evaluation", nil).Volume(draft, "2026-11-28").WriteDOCX(&b); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(plain(t, part(t, []byte(b.String()), "word/document.xml")), "本节还没有内容"); got != draft {
			t.Errorf("draft %v says it: %v", draft, got)
		}
	}
}
