package app_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/dossier"
	"qingshen/internal/dossier/dossiertest"
)

// filling is somebody who enters the tables of one audit through the API.
type filling struct {
	t     *testing.T
	firm  *apptest.Party
	round string
}

// put saves the rows of a table over what stands in it.
func (f filling) put(table string, rows []map[string]any) apptest.Reply {
	f.t.Helper()
	var read struct{ Version int64 }
	f.firm.Call("GET", f.round+"/dossier/"+table, nil).Want(200).Into(&read)
	return f.firm.Call("PUT", f.round+"/dossier/"+table, object{"version": read.Version, "rows": rows, "unconfirmed": []int{}})
}

// told gives what the rules find, but for hints.
func (f filling) told() []string {
	f.t.Helper()
	var list struct{ Items []dossier.Finding }
	f.firm.Call("GET", f.round+"/findings", nil).Want(200).Into(&list)
	out := []string{}
	for _, found := range list.Items {
		if found.Severity != dossier.SeverityHint {
			out = append(out, found.Message)
		}
	}
	return out
}

var (
	leap  = regexp.MustCompile(`变化.*`)
	power = regexp.MustCompile(`^([\d.]+)[×x]10-?([⁻¹²³⁴⁵⁶⁷⁸⁹0-9-]+)$`)
	small = strings.NewReplacer("⁻", "-", "¹", "1", "²", "2", "³", "3", "⁴", "4", "⁵", "5", "⁶", "6", "⁷", "7", "⁸", "8", "⁹", "9")
)

// written gives a result of a laboratory as the form takes it: powers of ten written out, nothing measured as not found.
func written(t *testing.T, result string) string {
	t.Helper()
	if result == "/" {
		return "未检出"
	}
	m := power.FindStringSubmatch(result)
	if m == nil {
		return result
	}
	d, err := decimal.NewFromString(m[1] + "e" + small.Replace(m[2]))
	if err != nil {
		t.Fatalf("%s: %v", result, err)
	}
	return d.String()
}

// A real audit of a maker of circuit boards is entered through the API, table by table: what is wrong with it is found, what is
// right raises no alarm, and once the years are there that it leaves out, the gate of the report has no error.
func TestTheCircuitBoardCaseThroughTheAPI(t *testing.T) {
	tables := dossiertest.CircuitBoards(t)
	s, _ := province(t)
	line := strings.Fields(s.Column("SELECT a.id || ' ' || a.enterprise_id || ' ' || a.region_code FROM audit AS a WHERE a.state = 'ongoing' AND NOT EXISTS (SELECT 1 FROM cp_option AS o WHERE o.audit_id = a.id) " +
		"AND EXISTS (SELECT 1 FROM dossier_section AS d WHERE d.audit_id = a.id AND d.section = 'targets' AND d.summary <> '') ORDER BY a.id LIMIT 1")[0])
	s.Open(account.Account{Login: "boards", Role: access.RoleEnterprise, EnterpriseID: line[1], RegionCode: line[2]})
	f := filling{t, s.As("boards"), "/audits/" + line[0]}
	known := f.told()

	f.firm.Call("PUT", f.round+"/dossier/levels", object{"rows": tables["levels"]}).Problem(409, "不能手工填写")
	delete(tables, "levels")
	refused := string(f.put("measurements", tables["measurements"]).Want(422).Body)
	for _, row := range tables["measurements"] {
		result := row["value"].(string)
		if unclear := result != written(t, result); unclear != strings.Contains(refused, `"`+result+`"`) {
			t.Errorf("%q is refused: %v", result, !unclear)
		}
		row["value"] = written(t, result)
	}
	f.put("equipment", tables["equipment"]).Problem(422, "单位“kkw”无法识别")
	for _, row := range tables["equipment"] {
		if with, own := row["power"].(map[string]any); own && with["unit"] == "kkw" {
			with["unit"] = "kW"
		}
	}
	for _, table := range []string{"economy", "products", "materials", "energy", "water", "equipment", "measurements", "waste"} {
		f.put(table, tables[table]).Want(200)
	}

	found := []string{}
	for _, message := range f.told() {
		if !slices.Contains(known, message) {
			found = append(found, leap.ReplaceAllString(message, "变化"))
		}
	}
	want := []string{
		"HW22 废手套抹布2021年的产生量比上年变化", "HW22 废手套抹布2022年的产生量比上年变化", "HW22 废油墨渣2021年的产生量比上年变化", "HW22 废退锡水2021年的产生量比上年变化",
		"“水资源利用”应有近3年的数据，现有1年，请补充。", "“能源消耗”应有近3年的数据，现有1年，请补充。",
	}
	slices.Sort(found)
	slices.Sort(want)
	if !slices.Equal(found, want) {
		t.Errorf("found %q\nwant %q", found, want)
	}

	f.firm.Call("POST", f.round+"/options", object{"name": "照明更换为节能灯具", "aspect": "equipment", "cost_class": "low", "effects": []object{{"kind": "electricity", "quantity": "0.5"}}}).Want(200, 201)
	for _, table := range []string{"energy", "water"} {
		rows := slices.Clone(tables[table])
		for _, year := range []int{2020, 2021} {
			for _, row := range tables[table] {
				older := map[string]any{}
				for column, cell := range row {
					older[column] = cell
				}
				older["year"] = year
				rows = append(rows, older)
			}
		}
		f.put(table, rows).Want(200)
	}
	var draft struct {
		Errors int
		Gate   []dossier.Finding
	}
	f.firm.Call("GET", f.round+"/report-draft?variant=evaluation", nil).Want(200).Into(&draft)
	if draft.Errors != 0 {
		t.Errorf("the gate: %d errors, %+v", draft.Errors, draft.Gate)
	}
}
