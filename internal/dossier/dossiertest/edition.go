// Package dossiertest gives tests a later edition of the dossier's form.
package dossiertest

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"qingshen/law"
)

// changes are what the later edition does differently, as it is written in the form.
var changes = [][2]string{
	{`edition: "2026"`, `edition: "2028"`},
	{"from: 2022-02-07", "from: 2028-01-01"},
	// a column is gone, an option is gone, a unit is another, a column is new and demanded, one is renamed
	{"      - {id: model, title: 型号, kind: text}\n", ""},
	{"options: [1级, 2级, 3级, 未达3级, 不适用]", "options: [1级, 2级, 3级, 未达3级]"},
	{"{id: power, title: 功率, kind: number, unit: kW}", "{id: power, title: 总功率, kind: number, unit: MW}\n      - {id: maker, title: 制造商, kind: text, required: true}"},
	{"{id: place, title: 使用部位, kind: text}", "{id: site, was: place, title: 所在车间, kind: text}"},
	// a table and a column of it have other names within the system
	{"  - id: causes\n", "  - id: reasons\n    was: causes\n"},
	{"{id: waste, title: 废物, kind: text, required: true}", "{id: residue, was: waste, title: 废物, kind: text, required: true}"},
	// a table is gone, and one is new
	{"  - id: processes\n    no: T08\n    title: 工艺流程和产污环节", "  - id: carbon\n    no: T08\n    title: 碳排放"},
	{`      - {id: unit, title: 单元操作, kind: text, required: true}
      - {id: description, title: 说明, kind: long}
      - {id: inputs, title: 输入, kind: text, secret: true}
      - {id: outputs, title: 输出, kind: text}
      - {id: wastes, title: 产污, kind: text}
`, "      - {id: source, title: 排放源, kind: text, required: true}\n      - {id: amount, title: 排放量, kind: number, unit: t}\n"},
}

// Edition gives the law data with an edition 2028 of the form beside the present one.
func Edition(t testing.TB) fs.FS {
	t.Helper()
	raw, err := fs.ReadFile(law.Files, "dossier/2026.yaml")
	if err != nil {
		t.Fatal(err)
	}
	form := string(raw)
	for _, c := range changes {
		if !strings.Contains(form, c[0]) {
			t.Fatalf("the form has no longer: %s", c[0])
		}
		form = strings.Replace(form, c[0], c[1], 1)
	}
	outline, err := fs.ReadFile(law.Files, "report/2026.yaml")
	if err != nil {
		t.Fatal(err)
	}
	made := func(edition string) string {
		return strings.Replace(string(outline), "\ntitle:", "\nforms: [\""+edition+"\"]\ntitle:", 1)
	}
	return law.Over(fstest.MapFS{
		"dossier/2028.yaml": {Data: []byte(form)},
		"report/2026.yaml":  {Data: []byte(made("2026"))},
		"report/2028.yaml":  {Data: []byte(strings.NewReplacer("processes", "carbon", "count(causes)", "count(reasons)", "table: causes", "table: reasons").Replace(made("2028")))},
	})
}
