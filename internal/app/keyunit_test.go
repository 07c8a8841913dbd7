package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
	"qingshen/internal/enterprise"
	"qingshen/internal/keyunit"
	"qingshen/internal/workbook"
)

// unitTable sends a table of units and takes the difference over.
func unitTable(p *apptest.Party, list string, rows ...[]string) workbook.SheetDiff {
	p.TB.Helper()
	f := excelize.NewFile()
	for i, row := range append([][]string{{"单位名称", "统一社会信用代码", "说明"}}, rows...) {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			p.TB.Fatal(err)
		}
	}
	var content bytes.Buffer
	if err := f.Write(&content); err != nil {
		p.TB.Fatal(err)
	}
	path := "/unit-lines/sheet?of=" + list
	var d, taken workbook.SheetDiff
	p.Send(path, "名录.xlsx", bytes.NewReader(content.Bytes())).Want(200).Into(&d)
	p.Send(path, "名录.xlsx", bytes.NewReader(content.Bytes()), "digest", d.Digest).Want(200).Into(&taken)
	return taken
}

func unitList(p *apptest.Party, year int) keyunit.UnitList {
	p.TB.Helper()
	today := "2026-03-01"
	if year < 2026 {
		today = "2025-03-01"
	}
	var l keyunit.UnitList
	p.Call("POST", "/unit-lists", map[string]any{"kind": "hazardous-waste", "year": year, "publisher": "济南市生态环境局", "document_no": "济环字〔" + today[:4] + "〕8号", "published_on": today, "from_on": today}).Want(201).Into(&l)
	return l
}

func lineOf(t *testing.T, l keyunit.UnitList, name string) keyunit.ReportLine {
	t.Helper()
	for _, r := range l.Report.Lines {
		if r.Name == name {
			return r
		}
	}
	t.Fatalf("%s is not in the report: %+v", name, l.Report)
	return keyunit.ReportLine{}
}

func heldKinds(p *apptest.Party, id string) (open, ended []string) {
	p.TB.Helper()
	var all enterprise.AttributeList
	p.Call("GET", "/enterprises/"+id+"/attributes", nil).Want(200).Into(&all)
	for _, a := range all.Items {
		if a.Kind != enterprise.HazardousWasteKey {
			continue
		}
		if a.UntilOn == "" {
			open = append(open, a.Evidence)
		} else {
			ended = append(ended, string(a.UntilOn))
		}
	}
	return open, ended
}

// Two years of one list: whoever joins gets the attribute with the list as its ground, whoever leaves loses it, a unit is
// found by code, by a former name, or is settled by hand, and nothing is approved before all are.
func TestYearlyListsOfKeyUnitsSetAndEndAttributes(t *testing.T) {
	s, city := province(t)
	s.Write("DELETE FROM unit_list") // those of the demonstration
	sole := " AND (SELECT count(*) FROM site WHERE site.enterprise_id = enterprise.id) = 1 AND NOT EXISTS (SELECT 1 FROM attribute WHERE attribute.enterprise_id = enterprise.id AND kind = 'hazardous_waste_key') ORDER BY id LIMIT 4"
	pick := func(column string) []string {
		return s.Column("SELECT " + column + " FROM enterprise WHERE city_code = '370100'" + sole)
	}
	ids, names, codes := pick("id"), pick("name"), pick("credit_code")
	if len(ids) < 4 {
		t.Fatal("the demonstration has too few enterprises", ids)
	}
	abroad := s.Column("SELECT credit_code FROM enterprise WHERE city_code = '370200' ORDER BY id LIMIT 1")[0]

	first := unitList(city, 2025)
	unitTable(city, first.ID, []string{names[0], codes[0], "HW08 废矿物油 150吨"}, []string{names[1], codes[1]})
	city.Call("GET", "/unit-lists/"+first.ID, nil).Want(200).Into(&first)
	if first.Report.Counts[keyunit.Joined] != 2 || first.Report.PreviousID != "" {
		t.Fatalf("a first list has only joined units: %+v", first.Report)
	}
	city.Call("POST", "/unit-lists/"+first.ID+"/approve", map[string]any{"version": first.Version}).Want(200).Into(&first)
	if open, _ := heldKinds(city, ids[0]); len(open) != 1 || !strings.Contains(open[0], "济环字〔2025〕8号") {
		t.Fatalf("the attribute names the list: %v", open)
	}

	second := unitList(city, 2026)
	taken := unitTable(city, second.ID, []string{names[0] + "（新）", codes[0], "HW08"}, []string{names[2], ""}, []string{"济南市无此单位厂", ""}, []string{"青岛的一家企业", abroad})
	if taken.Taken != 4 {
		t.Fatalf("all four are written: %+v", taken)
	}
	city.Call("GET", "/unit-lists/"+second.ID, nil).Want(200).Into(&second)
	for name, change := range map[string]string{names[0] + "（新）": keyunit.Renamed, names[1]: keyunit.Left, names[2]: keyunit.Open, "济南市无此单位厂": keyunit.Open, "青岛的一家企业": keyunit.Open} {
		if got := lineOf(t, second, name); got.Change != change {
			t.Errorf("%s: %s, want %s", name, got.Change, change)
		}
	}
	city.Call("POST", "/unit-lists/"+second.ID+"/approve", map[string]any{"version": second.Version}).Problem(409, "3家单位没有与企业登记对上")

	city.Call("POST", "/unit-lists/"+second.ID+"/confirm", map[string]any{"version": second.Version}).Want(200).Into(&second)
	if got := lineOf(t, second, names[2]); got.Match != keyunit.Chosen || got.Change != keyunit.Joined {
		t.Errorf("a name that one enterprise has is adopted: %+v", got)
	}
	unknown, foreign := lineOf(t, second, "济南市无此单位厂"), lineOf(t, second, "青岛的一家企业")
	city.Call("POST", "/unit-lines/"+unknown.ID+"/aside", map[string]any{"version": unknown.Version, "note": ""}).Problem(422, "不登记的理由")
	city.Call("POST", "/unit-lines/"+unknown.ID+"/aside", map[string]any{"version": unknown.Version, "note": "医疗机构，不是生产单位"}).Want(200)
	theirs := s.Column("SELECT site.id FROM site JOIN enterprise ON enterprise.id = site.enterprise_id WHERE credit_code = ? LIMIT 1", abroad)[0]
	city.Call("POST", "/unit-lines/"+foreign.ID+"/match", map[string]any{"version": foreign.Version, "site_id": theirs}).Problem(422, "没有这个厂区")
	var proposals keyunit.Proposals
	city.Call("GET", "/unit-lines/"+foreign.ID+"/proposals", nil).Want(200).Into(&proposals)
	own := s.Column("SELECT id FROM site WHERE enterprise_id = ?", ids[3])[0]
	city.Call("POST", "/unit-lines/"+foreign.ID+"/match", map[string]any{"version": foreign.Version, "site_id": own}).Want(200)
	city.Call("POST", "/unit-lists/"+second.ID+"/approve", map[string]any{"version": second.Version}).Want(200).Into(&second)

	if open, _ := heldKinds(city, ids[0]); len(open) != 1 || !strings.Contains(open[0], "2025") {
		t.Errorf("who stays keeps the attribute of the first list: %v", open)
	}
	if open, ended := heldKinds(city, ids[1]); len(open) != 0 || len(ended) != 1 || ended[0] != "2026-02-28" {
		t.Errorf("who left has lost it on the day before: %v, %v", open, ended)
	}
	for _, id := range []string{ids[2], ids[3]} {
		if open, _ := heldKinds(city, id); len(open) != 1 || !strings.Contains(open[0], "济环字〔2026〕8号") {
			t.Errorf("who joined has it: %v", open)
		}
	}

	// What is approved stays; another city sees none of it.
	city.Call("POST", "/unit-lines/"+foreign.ID+"/match", map[string]any{"version": foreign.Version + 1, "site_id": own}).Want(409)
	city.Call("POST", "/unit-lists", map[string]any{"kind": "hazardous-waste", "year": 2026, "publisher": "济南市生态环境局", "document_no": "x", "published_on": "2026-03-01", "from_on": "2026-03-01"}).Problem(422, "已经登记")
	city.Call("POST", "/unit-lists", map[string]any{"kind": "none", "year": 1999, "publisher": "", "document_no": "", "published_on": "2099-01-01", "from_on": "2099-01-01"}).Problem(422, "请从列表中选择名录", "年度", "公布文件", "晚于今天")
	qingdao := s.Officer("qingdao-units", access.RoleCity, "370200")
	qingdao.Call("GET", "/unit-lists/"+second.ID, nil).Want(404)
	qingdao.Call("GET", "/unit-lines/sheet?of="+second.ID, nil).Want(404)
}
