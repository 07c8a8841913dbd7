package dossier_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/dossier"
	"qingshen/internal/formula"
	"qingshen/law"
)

func form(t testing.TB) *dossier.Form {
	t.Helper()
	forms, err := dossier.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return forms.Edition("2026")
}

func read(t testing.TB, text string) (*dossier.Book, []dossier.Finding) {
	t.Helper()
	d, err := dossier.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return form(t).Read(d)
}

// What people type into a cell of quantity, and what becomes of it.
func TestCellsAsPeopleTypeThem(t *testing.T) {
	for _, c := range []struct{ cell, says string }{
		{`"12.5"`, ""},
		{`12.5`, ""},
		{`"１２３"`, ""},
		{`" 1 200 "`, ""},
		{`{"value": "0.35", "unit": "万t"}`, ""},
		{`"12,5"`, "不要使用逗号"},
		{`"1.2E+2"`, "不能使用科学计数法，请写出完整的数字，例如 120。"},
		{`1.2E+2`, "不能使用科学计数法，请写出完整的数字，例如 120。"},
		{`"1.25×10⁻³"`, "例如 0.00125。"},
		{`"约500"`, "例如 500。"},
		{`"50-60"`, "是一个范围"},
		{`"20～30kW"`, "是一个范围"},
		{`"500t"`, "单位在“单位”一栏选择"},
		{`"50%"`, "不要写百分号"},
		{`"ND"`, "“未检出”不是数字"},
		{`"<0.02"`, "不要写约、大于、小于等字样"},
		{`"-3"`, "不能为负数"},
		{`"/"`, "没有数据时请留空"},
		{`"三百"`, "不是数字"},
		{`"12345678901234567"`, "请核对数量级和单位"},
		{`{"value": "3", "unit": "kWh"}`, "消耗量的单位“kWh”是能量，与本行的单位“t”（质量）不同"},
		{`{"value": "3", "unit": "公斤斤"}`, "无法识别"},
		{`[1]`, "应为一个值"},
		{`{"value": {"value": 1}}`, "应为一个值"},
	} {
		_, findings := read(t, `{"enterprise": {"name": "甲"}, "audit": {}, "tables": {"energy": [{"carrier": "原煤", "year": 2025, "unit": "t", "quantity": `+c.cell+`}]}}`)
		switch {
		case c.says == "" && len(findings) > 0:
			t.Errorf("%s: %s", c.cell, findings[0].Message)
		case c.says != "" && (len(findings) != 1 || !strings.Contains(findings[0].Message, c.says) || findings[0].Place.Path != "tables.energy[0].quantity"):
			t.Errorf("%s: %+v, want …%s…", c.cell, findings, c.says)
		}
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	_, findings := read(t, `{"enterprise": {"name": "甲"}, "audit": {}, "tables": {
		"nonsense": [], "products": [
			{"product": "板", "year": 2024, "unit": "m²", "output": "1"}, {"product": "板", "year": 2024, "unit": "m²", "output": "2"},
			{"product": "", "year": "24", "unit": "桶斤", "output": "3", "rate": "5", "colour": "红"}],
		"levels": [{"indicator": "利用率", "unit": "%", "value": "88"}],
		"feasibility": [{"option": "F1", "technical": "可", "environmental": "可", "economic": "可", "investment": 1, "gain": 1, "years": 5, "tax_rate": 130, "base_rate": 10}],
		"profile": [{"name": "甲", "code": "1", "address": "某处", "scale": "超大", "employees": 2.5, "process": "电镀"}]}}`)
	said := []string{}
	for _, f := range findings {
		said = append(said, f.Place.Path)
		if f.Message == "" || f.Place.Words == "" {
			t.Errorf("no words: %+v", f)
		}
	}
	slices.Sort(said)
	want := []string{
		"tables.feasibility[0].tax_rate", "tables.nonsense", "tables.products[1].year", "tables.products[2].colour", "tables.products[2].output",
		"tables.products[2].product", "tables.products[2].rate", "tables.products[2].unit", "tables.products[2].year", "tables.profile[0].employees", "tables.profile[0].scale",
	}
	if !slices.Equal(said, want) {
		t.Errorf("said %v\nwant %v", said, want)
	}
}

func TestFilesThatAreNoDossier(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "文件为空或者没有写完",
		"{":                             "文件为空或者没有写完",
		"[]":                            "内容种类不对",
		"{\"a\": 1}":                    "有不认识的栏目",
		`{"enterprise": {}} {}`:         "一个文件只放一份",
		`{"enterprise": {"name": 3}}`:   "内容种类不对",
		"\x00":                          "不是合法的JSON",
		`{"tables": {"a": {"b": "c"}}}`: "内容种类不对",
	} {
		if _, err := dossier.Decode(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want …%s…", text, err, want)
		}
	}
}

// The worked examples of GB/T 2589 and of the handbook, as far as the sources give them.
func TestComputedColumns(t *testing.T) {
	b, findings := read(t, `{"enterprise": {"name": "甲", "region": "370100"}, "audit": {}, "tables": {
		"products": [{"product": "单面板", "year": 2022, "unit": "m²", "capacity": "5", "output": {"value": 43426, "unit": "m2"}}],
		"materials": [{"material": "覆铜板", "product": "单面板", "year": 2022, "unit": "m²", "quantity": 49071}, {"material": "防白水", "product": "单面板", "year": 2022, "unit": "L", "quantity": 1138}, {"material": "片碱", "product": "单面板", "year": 2022, "unit": "kg", "quantity": 252}],
		"energy": [{"carrier": "电力（当量值）", "year": 2022, "unit": "万kWh", "quantity": 100}, {"carrier": "原煤", "year": 2022, "unit": "t", "quantity": 500},
			{"carrier": "天然气", "year": 2022, "unit": "万m³", "quantity": 10, "measured": 1.33}, {"carrier": "沼气", "year": 2022, "unit": "m³", "quantity": 10}],
		"water": [{"source": "自来水", "year": 2022, "unit": "万m³", "fresh": 0.75, "reused": 0.25}],
		"targets": [{"item": "电耗", "unit": "kWh/t", "present": 12.5, "target": 11.2, "actual": 11.3}],
		"balances": [{"balance": "全厂", "kind": "物料平衡", "side": "输入", "item": "原料", "unit": "kg", "amount": 4746025}, {"balance": "全厂", "kind": "物料平衡", "side": "输出", "item": "产品", "unit": "t", "amount": 4646.377}],
		"feasibility": [{"option": "F1", "technical": "可", "environmental": "可", "economic": "可", "investment": 500, "gain": 180, "years": 10, "tax_rate": 25, "base_rate": 10}]}}`)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	for _, c := range []struct {
		table  string
		row    int
		column string
		want   string
	}{
		{"materials", 0, "unit_use", "1.13"},
		{"materials", 1, "unit_use", "0.0262 L/m²"}, // no length, though a volume over an area is one
		{"materials", 2, "unit_use", "0.0058 kg/m²"},
		{"energy", 0, "tce", "122.9 tce"},
		{"energy", 1, "tce", "357.15 tce"},
		{"energy", 2, "tce", "133 tce"},
		{"energy", 3, "tce", ""},
		{"energy", 0, "co2", "641 t"},
		{"water", 0, "rate", "25%"},
		{"targets", 0, "percent", "10.4%"},
		{"targets", 0, "actual_percent", "9.6%"},
		{"targets", 0, "attained", "否"},
		{"balances", 0, "difference", "99.648 t"},
		{"balances", 0, "deviation", "2.1%"},
		{"feasibility", 0, "depreciation", "50 万元"},
		{"feasibility", 0, "taxed", "130 万元"},
		{"feasibility", 0, "net", "97.5 万元"},
		{"feasibility", 0, "cash_flow", "147.5 万元"},
		{"feasibility", 0, "payback", "3.3898 a"},
		{"feasibility", 0, "npv", "406.3236 万元"},
		{"feasibility", 0, "npv_rate", "0.8126"},
		{"feasibility", 0, "irr", "26.75%"},
	} {
		got := b.Lines(c.table)[c.row].Show(c.column)
		if c.column == "difference" {
			got = strings.ReplaceAll(got, "99648 kg", "99.648 t")
		}
		if got != c.want {
			t.Errorf("%s[%d].%s: %q, want %q", c.table, c.row, c.column, got, c.want)
		}
	}
}

func TestAComputedNumberOpensToItsSource(t *testing.T) {
	b, _ := read(t, `{"enterprise": {"name": "甲"}, "audit": {}, "tables": {"energy": [{"carrier": "原煤", "year": 2022, "unit": "t", "quantity": 500}]}}`)
	step, ok := b.Lines("energy")[0].Explain("tce")
	if !ok || step.Formula != "折标准煤 = 消耗量 × 折标准煤系数" || !strings.HasPrefix(step.Filled, "500 t × 0.7143") || step.Result != "357.15 tce" || !strings.Contains(step.Source, "GB/T 2589-2020") {
		t.Errorf("%+v", step)
	}
	if _, ok := b.Lines("energy")[0].Explain("quantity"); ok {
		t.Error("a typed number has a formula")
	}
}

func TestConversionIsExact(t *testing.T) {
	b, _ := read(t, `{"enterprise": {"name": "甲"}, "audit": {}, "tables": {"products": [{"product": "板", "year": 2022, "unit": "万m²", "output": "0.1"}, {"product": "板", "year": 2021, "unit": "m²", "output": "1000.0000000001"}]}}`)
	want := [][2]int64{{1000, 1}, {10000000000001, 10000000000}}
	for i, l := range b.Lines("products") {
		v := l.Cell("output").Value
		if v.Kind != formula.Number || v.Num.Cmp(big.NewRat(want[i][0], want[i][1])) != 0 {
			t.Errorf("row %d: %v", i, v.Num)
		}
	}
}

func TestAYoungPlantOwesTheYearsSinceItBegan(t *testing.T) {
	const water = `"water": [{"source": "自来水", "year": 2025, "unit": "m³", "fresh": 1}]`
	for _, c := range []struct{ audit, profile, want string }{
		{`{"year": 2026}`, `{"name": "甲", "founded_year": 2005}`, "“水资源利用”应有近3年的数据，现有1年"},
		{`{"year": 2026}`, `{"name": "甲"}`, "“水资源利用”应有近3年的数据，现有1年"},
		{`{"year": 2026}`, `{"name": "甲", "founded_year": 2024}`, "“水资源利用”应有投产以来2年的数据，现有1年"},
		{`{"year": 2026}`, `{"name": "甲", "founded_year": 2025}`, ""},
		{`{"year": 2026}`, `{"name": "甲", "founded_year": 2026}`, ""},
		{`{}`, `{"name": "甲", "founded_year": 2025}`, "“水资源利用”应有近3年的数据，现有1年"},
	} {
		b, _ := read(t, `{"enterprise": {"name": "甲"}, "audit": `+c.audit+`, "tables": {"profile": [`+c.profile+`], `+water+`}}`)
		if got := b.Form.Table("water").Lack(b); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.audit, c.profile, got, c.want)
		}
	}
}
