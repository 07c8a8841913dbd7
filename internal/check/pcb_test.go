package check_test

import (
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/dossier/dossiertest"
)

// The known faults of the real case are found, each with the value that is right, and what is right raises no alarm.
func TestTheCircuitBoardCase(t *testing.T) {
	form, rules := load(t)
	d := dossiertest.Decode(t, map[string]any{
		"enterprise": map[string]any{"name": "某线路板企业"}, "audit": map[string]any{"year": 2023, "opened_on": "2023-03-01"}, "tables": dossiertest.CircuitBoards(t),
		"attachments": []map[string]any{{"kind": "监测报告", "name": "2022年监测报告.pdf"}},
	})
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
