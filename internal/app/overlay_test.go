package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
	"qingshen/internal/dossier"
	"qingshen/law"
)

// builtIn gives a file of the law data.
func builtIn(t testing.TB, name string) string {
	t.Helper()
	raw, err := fs.ReadFile(law.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// overlay writes files into a folder of the operator.
func overlay(t testing.TB, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// shown are the blocks of data that CONTRIBUTING.md shows for a table of the dossier: the table, its worked example, its rule.
func shown(t testing.TB) []string {
	t.Helper()
	raw, err := os.ReadFile("../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(raw), "## A table of the dossier, by data alone")
	blocks := []string{}
	for _, m := range regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(part, 3) {
		blocks = append(blocks, m[1])
	}
	if len(blocks) != 3 {
		t.Fatalf("%d blocks", len(blocks))
	}
	return blocks
}

// The table of CONTRIBUTING.md comes by data alone: it is stored, computed, checked, filled in as a spreadsheet, printed in the
// report, exported and described, without a line of code.
func TestATableIsAddedByDataAlone(t *testing.T) {
	blocks := shown(t)
	folder := overlay(t, map[string]string{
		"dossier/2026.yaml":       strings.Replace(builtIn(t, "dossier/2026.yaml"), "attachments:\n", blocks[0]+"attachments:\n", 1),
		"dossier/cases/2026.yaml": builtIn(t, "dossier/cases/2026.yaml") + blocks[1],
		"checks/own.yaml":         "rules:\n" + blocks[2],
		"report/2026.yaml":        strings.Replace(builtIn(t, "report/2026.yaml"), "tables: [{table: water}]", "tables: [{table: water}, {table: condensate}]", 1),
	})
	s := apptest.New(t, func(c *app.Config) { c.LawDir = folder })
	if err := demo.Load(access.With(t.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: 300, Files: s.App.Files()}); err != nil {
		t.Fatal(err)
	}
	line := strings.Fields(s.Column("SELECT id || ' ' || enterprise_id || ' ' || region_code FROM audit WHERE state = 'ongoing' ORDER BY id LIMIT 1")[0])
	s.Open(account.Account{Login: "filler", Role: access.RoleEnterprise, EnterpriseID: line[1], RegionCode: line[2]})
	firm, round := s.As("filler"), "/audits/"+line[0]
	path := round + "/dossier/condensate"

	// stored and computed; a unit of another dimension is refused
	var table struct {
		Version  int64
		Rows     []object
		Computed []object
		Findings []dossier.Finding
	}
	row := func(returned any) []object {
		return []object{{"point": "烘房", "year": "2025", "unit": "t", "steam": "1000", "returned": returned}}
	}
	firm.Call("GET", path, nil).Want(200).Into(&table)
	firm.Call("PUT", path, object{"version": table.Version, "rows": row(object{"value": "5", "unit": "kWh"})}).Problem(422, "rows[0].returned", "（质量）不同")
	saved := firm.Call("PUT", path, object{"version": table.Version, "rows": row(object{"value": "500000", "unit": "kg"})}).Want(200)
	saved.Into(&table)
	if body := string(saved.Body); !strings.Contains(body, "50%") || len(table.Rows) != 1 {
		t.Errorf("computed: %.800s", body)
	}
	if body := string(firm.Call("POST", path+"/trace", object{"row": 1, "column": "rate", "rows": row("500")}).Want(200).Body); !strings.Contains(body, "冷凝水回收率 = 冷凝水回收量 ÷ 用汽量") {
		t.Errorf("traced: %s", body)
	}

	// checked by its rule, in the table and in the whole
	for _, where := range []string{path, round + "/findings"} {
		if body := string(firm.Call("GET", where, nil).Want(200).Body); !strings.Contains(body, "“烘房”的冷凝水回收率只有50%，低于60%。") {
			t.Errorf("%s does not find it: %.400s", where, body)
		}
	}

	// as a spreadsheet, there and back
	b := download(firm, path+"/sheet")
	if text := strings.Join(slices.Concat(b.rows()...), " "); !strings.Contains(text, "用汽部位") || !strings.Contains(text, "烘房") {
		t.Errorf("the spreadsheet says %s", text)
	}
	if d := b.look(firm, path+"/sheet"); d.Taken != 0 || len(d.Lines) != 1 {
		t.Errorf("a spreadsheet that nobody touched: %+v", d)
	}

	// printed, drafted, exported, described, and named in the history
	for where, words := range map[string]string{"/dossier-print": "蒸汽冷凝水回收", "/report-draft?variant=evaluation": "冷凝水回收率", "/dossier.json": `"condensate"`} {
		if body := string(firm.Call("GET", round+where, nil).Want(200).Body); !strings.Contains(body, words) {
			t.Errorf("%s does not say %s", where, words)
		}
	}
	if body := string(firm.Call("GET", path+"/changes", nil).Want(200).Body); !strings.Contains(body, "烘房") {
		t.Errorf("the history: %s", body)
	}
	data := law.Over(os.DirFS(folder))
	forms, err := dossier.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	form := forms.Edition("2026")
	if schema, err := form.Schema(); err != nil || !strings.Contains(string(schema), "冷凝水回收量") {
		t.Errorf("the schema: %v", err)
	}
	examples, err := form.Examples(data)
	if err != nil {
		t.Fatal(err)
	}
	last := examples[len(examples)-1]
	if b, _, err := form.Compute("condensate", last.Cases[0]); err != nil || b.Lines("condensate")[0].Show("rate") != last.Cases[0].Is {
		t.Errorf("its worked example: %v", err)
	}
}

// An index system of the operator's folder stands in the library, and a fault in the folder stops the start.
func TestTheFolderOfTheOperatorReachesTheIndexSystems(t *testing.T) {
	entry := func(file string) map[string]string {
		return map[string]string{"index/index.yaml": builtIn(t, "index/index.yaml") + "  - {id: own-fishery, series: own-fishery, name: 水产养殖场清洁生产自查指标, edition: 2026年试行, file: " + file + `, method: own, own: true, sector: agriculture, industries: ["04"], from: 2026-01-01, released: true, confidence: A, source: 省级主管部门自编（试行）}` + "\n"}
	}
	files := entry("fishery.csv")
	files["index/fishery.csv"] = strings.ReplaceAll(builtIn(t, "index/own_farm.csv"), "规模畜禽养殖场清洁生产自查指标", "水产养殖场清洁生产自查指标")
	s := apptest.New(t, func(c *app.Config) { c.LawDir = overlay(t, files) })
	officer := s.Officer("province", access.RoleProvince, "370000")
	if body := string(officer.Call("GET", "/index-systems?q=水产养殖场", nil).Want(200).Body); !strings.Contains(body, "水产养殖场清洁生产自查指标") {
		t.Errorf("the library lists %.400s", body)
	}
	for _, broken := range []map[string]string{entry("nowhere.csv"), {"dossier/2026.yaml": "edition: 2026\ntables: []\nnonsense: 1\n"}} {
		c := app.Config{Data: t.TempDir(), LawDir: overlay(t, broken)}
		if _, err := app.New(t.Context(), c); err == nil || !strings.Contains(err.Error(), "法定依据数据有误，系统没有启动") {
			t.Errorf("a broken folder: %v", err)
		}
	}
}
