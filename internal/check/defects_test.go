package check_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/internal/dossier/dossiertest"
	"qingshen/law"
)

// Real mistakes of published audits and platforms, put into a dossier that is right otherwise: each is found before the
// report can be handed in, and nothing else is.

// example gives the dossier that has no findings.
func example(t *testing.T) map[string]any {
	t.Helper()
	raw, err := os.ReadFile("../../law/dossier/example.json")
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func rowsOf(d map[string]any, table string) []any { return d["tables"].(map[string]any)[table].([]any) }

func set(d map[string]any, table string, row int, cells ...any) {
	for i := 0; i < len(cells); i += 2 {
		rowsOf(d, table)[row].(map[string]any)[cells[i].(string)] = cells[i+1]
	}
}

func add(d map[string]any, table string, rows ...map[string]any) {
	tables := d["tables"].(map[string]any)
	list, _ := tables[table].([]any)
	for _, r := range rows {
		list = append(list, r)
	}
	tables[table] = list
}

// found runs all rules and gives what they find, each as rule@path.
func found(t *testing.T, d map[string]any, others ...map[string]any) map[string]dossier.Finding {
	t.Helper()
	form, rules := load(t)
	context := &check.Context{}
	for _, o := range others {
		context.Others = append(context.Others, dossiertest.Decode(t, o))
	}
	_, findings := rules.Run(form, dossiertest.Decode(t, d), today, context)
	out := map[string]dossier.Finding{}
	for _, f := range findings {
		out[f.Key()] = f
	}
	return out
}

// only demands exactly these findings, each of which stands in the way of handing in.
func only(t *testing.T, got map[string]dossier.Finding, want ...string) {
	t.Helper()
	for _, key := range want {
		f, ok := got[key]
		if !ok {
			t.Errorf("not found: %s", key)
		} else if !check.Open(f) {
			t.Errorf("%s does not stand in the way", key)
		}
		delete(got, key)
	}
	for key, f := range got {
		t.Errorf("found besides: %s %s", key, f.Message)
	}
}

func TestTheExampleHasNoDefect(t *testing.T) { only(t, found(t, example(t))) }

func TestDefect01EffectsOfOneOptionDisagreeByTen(t *testing.T) {
	d := example(t)
	add(d, "effects", map[string]any{"option": "F01", "kind": "节气", "unit": "m³", "quantity": "-1500"}, map[string]any{"option": "F01", "kind": "氮氧化物减排", "unit": "kg", "quantity": "-28.05"},
		map[string]any{"option": "F01", "kind": "颗粒物减排", "unit": "kg", "quantity": "-0.36"}, map[string]any{"option": "F01", "kind": "二氧化硫减排", "unit": "kg", "quantity": "-0.6"})
	got := found(t, d)
	if f := got["effect-coefficients@tables.effects[5].quantity"]; !strings.HasPrefix(f.Expected, "-2.8") || f.Severity != dossier.SeverityError {
		t.Errorf("%+v", f)
	}
	only(t, got, "effect-coefficients@tables.effects[5].quantity")
}

func TestDefect02TheDifferenceOfABalanceIsTyped(t *testing.T) {
	d := example(t)
	add(d, "balances", map[string]any{"balance": "全厂", "kind": "物料平衡", "side": "输入", "item": "原料", "unit": "kg", "amount": 4746025, "stated_difference": 43088, "stated_deviation": 0.91},
		map[string]any{"balance": "全厂", "kind": "物料平衡", "side": "输出", "item": "产品", "unit": "kg", "amount": 4646377})
	got := found(t, d)
	if got["balance-difference@tables.balances[2].stated_difference"].Expected != "99648 kg" || got["balance-percent@tables.balances[2].stated_deviation"].Expected != "2.1%" {
		t.Errorf("%+v", got)
	}
	only(t, got, "balance-difference@tables.balances[2].stated_difference", "balance-percent@tables.balances[2].stated_deviation")
}

func TestDefect03ThreeYearsContradictEachOther(t *testing.T) {
	d := example(t)
	set(d, "water", 1, "fresh", 429000) // a slip of the decimal point in the middle year
	add(d, "intensity", map[string]any{"product": "镀锌件", "year": 2025, "energy": 400, "unit": "万m²", "output": "51.3", "limit_unit": "kgce/m²"})
	only(t, found(t, d), "water-jump@tables.water[1].fresh", "water-jump@tables.water[2].fresh", "process-within-whole@tables.intensity[0].energy")
}

func TestDefect04ALevelWithoutQuantitativeEvaluation(t *testing.T) {
	d := example(t)
	add(d, "levels", map[string]any{"indicator": "单位产品综合能耗", "limiting": "是", "unit": "kgce/m²", "stated_level": "Ⅲ级"})
	only(t, found(t, d), "level-needs-value@tables.levels[1].value", "limiting-indicator@tables.levels[1].value")
}

func TestDefect05StatisticsOfOnlineMonitoringAreLeftOut(t *testing.T) {
	d := example(t)
	kept := []any{}
	for _, a := range d["attachments"].([]any) {
		if a.(map[string]any)["kind"] != "自动监测统计" {
			kept = append(kept, a)
		}
	}
	d["attachments"] = kept
	only(t, found(t, d), "online-monitoring-statistics@tables.procedures")
}

func TestDefect06To09LevelsPickedByHandContradictTheirThresholds(t *testing.T) {
	d := example(t)
	for _, r := range []map[string]any{
		{"indicator": "单面板电耗", "direction": "越低越好", "unit": "kWh/m²", "value": "7.18", "benchmark_1": 5, "benchmark_2": 10, "benchmark_3": 25, "stated_level": "Ⅲ级"},
		{"indicator": "双面板电耗", "direction": "越低越好", "unit": "kWh/m²", "value": "55.65", "benchmark_1": 10, "benchmark_2": 20, "benchmark_3": 50, "stated_level": "Ⅲ级"},
		{"indicator": "双面板新鲜水", "direction": "越低越好", "unit": "m³/m²", "value": "0.4313", "benchmark_1": "0.14", "benchmark_2": "0.23", "benchmark_3": "0.4", "stated_level": "Ⅰ级"},
		{"indicator": "覆铜板利用率", "direction": "越高越好", "unit": "%", "value": "88.5", "benchmark_1": 94, "benchmark_2": 88, "benchmark_3": 85, "stated_level": "Ⅰ级"},
		{"indicator": "覆铜板利用率（公式颠倒）", "direction": "越高越好", "unit": "%", "value": "113", "benchmark_1": 94, "benchmark_2": 88, "benchmark_3": 85},
	} {
		r["judged"] = "否"
		add(d, "levels", r)
	}
	got := found(t, d)
	for i, want := range []string{"Ⅱ级", "未达Ⅲ级", "未达Ⅲ级", "Ⅱ级"} {
		key := "level-computed@tables.levels[" + string(rune('1'+i)) + "].stated_level"
		if got[key].Expected != want {
			t.Errorf("%s: %q, want %q", key, got[key].Expected, want)
		}
	}
	only(t, got, "level-computed@tables.levels[1].stated_level", "level-computed@tables.levels[2].stated_level", "level-computed@tables.levels[3].stated_level", "level-computed@tables.levels[4].stated_level", "share-within-whole@tables.levels[5].value")
}

func TestDefect10AConcentrationDividedByOutput(t *testing.T) {
	d := example(t)
	add(d, "levels", map[string]any{"indicator": "单位产品废水含铜", "unit": "g/m²", "value": "0.012", "formula": "0.5[mg/L] / 43426[m²]", "judged": "否"})
	got := found(t, d)
	if f := got["indicator-formula@tables.levels[1].formula"]; !strings.Contains(f.Message, "不能除以面积") {
		t.Errorf("%+v", f)
	}
	only(t, got, "indicator-formula@tables.levels[1].formula")
}

func TestDefect11ARuleWithoutSourceIsNotLoaded(t *testing.T) {
	form, _ := load(t)
	raw, err := os.ReadFile("../../law/checks/whole.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for gone, says := range map[string]string{
		"    basis: 鲁环函〔2022〕12号第二部分第（二）项\n":                                   "规则“permit-number”：缺少依据",
		"    confidence: A\n    from: 2016-07-01\n    with: {value: generated": "规则“waste-jump”：缺少可信度",
	} {
		with := strings.SplitN(gone, "\n", 2)[1]
		broken := strings.Replace(string(raw), gone, with, 1)
		if broken == string(raw) {
			t.Fatalf("the file has no %q", gone)
		}
		_, err := check.Load(law.Over(fstest.MapFS{"checks/whole.yaml": {Data: []byte(broken)}}), form)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %s", err, says)
		}
	}
	mixed := strings.Replace(string(raw), "that: present(permit_no)", "that: permit_no > 3[kg]", 1)
	if _, err := check.Load(law.Over(fstest.MapFS{"checks/whole.yaml": {Data: []byte(mixed)}}), form); err == nil {
		t.Error("a rule that compares a text with a mass is loaded")
	}
}

func TestDefect12InternalCodesScaleAndEmptyTablesInAReport(t *testing.T) {
	d := example(t)
	d["texts"] = map[string]any{"ch2": "年产能1.2E+2万m²，板型 rigid_single。", "ch6": "效益合计 0.00，待评估。", "ch7": "产值1803 wan_yuan，状态 pending。"}
	set(d, "products", 2, "capacity", map[string]any{"value": 60, "unit": "亿m²"}, "permit_capacity", nil)
	d["tables"].(map[string]any)["water"] = []any{}
	only(t, found(t, d), "unresolved-codes@texts.ch2", "unresolved-codes@texts.ch6", "unresolved-codes@texts.ch7", "capacity-scale@tables.products[2].capacity", "mandatory-tables@tables.water")
}

func TestDefect16ANewYearIsARow(t *testing.T) {
	d := example(t)
	add(d, "products", map[string]any{"product": "镀锌件", "year": 2022, "unit": "万m²", "capacity": 60, "permit_capacity": 60, "output": "47"}, map[string]any{"product": "镀锌件", "year": 2021, "unit": "万m²", "capacity": 60, "permit_capacity": 60, "output": "46"})
	only(t, found(t, d))
}

func TestDefect19CopiedReportsAndEndOfPipeOnly(t *testing.T) {
	d := example(t)
	text := "本企业以钢铁件为原料，经碱洗除油、酸洗除锈、电镀锌、出光、钝化和烘干等工序生产镀锌件，主要污染环节为钝化和清洗产生的含铬废水以及镀槽废液，历年委托有资质的单位处置，并建立了台账。"
	d["texts"] = map[string]any{"ch2": text}
	set(d, "options", 0, "end_of_pipe", "是")
	set(d, "options", 1, "end_of_pipe", "是")
	add(d, "options", map[string]any{"code": "F03", "name": "废水站改造", "aspect": "废弃物", "cost_class": "低费", "investment": 3, "benefit": 2, "end_of_pipe": "是", "state": "拟实施"})
	other := map[string]any{"enterprise": map[string]any{"name": "烟台丁电镀有限公司"}, "audit": map[string]any{}, "tables": map[string]any{}, "texts": map[string]any{"ch2": text}}
	only(t, found(t, d, other), "copied-report@texts.ch2", "end-of-pipe-share@tables.options")
}

func TestDefect21DataCopiedFromAnotherFirm(t *testing.T) {
	d := example(t)
	d["texts"] = map[string]any{"ch2": "烟台丁电镀有限公司位于莱山区，成立于2003年。"}
	rows := []map[string]any{{"point": "甲", "item": "化学需氧量", "unit": "mg/L", "value": "43.7"}, {"point": "乙", "item": "氨氮", "unit": "mg/L", "value": "8.31"}, {"point": "丙", "item": "总锌", "unit": "mg/L", "value": "0.127"}}
	add(d, "measurements", rows...)
	other := map[string]any{"enterprise": map[string]any{"name": "烟台丁电镀有限公司"}, "audit": map[string]any{}, "tables": map[string]any{"measurements": rows}}
	only(t, found(t, d, other), "foreign-names@texts.ch2", "copied-report@tables.measurements[2]")
}
