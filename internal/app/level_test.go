package app_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/indexsystem"
	"qingshen/internal/level"
	"qingshen/internal/store"
)

// indexTable is a small index system as an officer has it in a spreadsheet: merged classes, a starred limiting indicator.
var indexTable = [][]string{
	{"一级指标", "一级指标权重", "二级指标", "计量单位", "二级指标权重", "Ⅰ级基准值", "Ⅱ级基准值", "Ⅲ级基准值", "限定性指标"},
	{"资源能源消耗", "0.6", "*单位产品取水量", "m3/t", "0.6", "≤2", "≤4", "≤8", ""},
	{"资源能源消耗", "0.6", "单位产品综合能耗", "kgce/t", "0.4", "≤50", "≤80", "≤120", "否"},
	{"清洁生产管理", "0.4", "环境管理制度", "", "1", "体系认证", "制度健全", "有制度", "否"},
}

func sheetOf(t testing.TB, rows [][]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellValue("Sheet1", "A1", "试验行业清洁生产评价指标体系"); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func edited(rows [][]string, row, column int, text string) [][]string {
	out := [][]string{}
	for _, r := range rows {
		out = append(out, append([]string{}, r...))
	}
	out[row][column] = text
	return out
}

func loadSystem(t testing.TB, p *apptest.Party, meta map[string]any, rows [][]string) indexsystem.IndexSystem {
	t.Helper()
	var x indexsystem.IndexSystem
	body := map[string]any{"name": "试验行业清洁生产评价指标体系", "edition": "2026年第1号公告", "method": "2013", "source": "附件表1", "page": "第3页", "from_on": "2025-01-01", "industries": []string{"26"}}
	for k, v := range meta {
		body[k] = v
	}
	p.Call("POST", "/index-systems", body).Want(201).Into(&x)
	p.Send("/index-systems/"+x.ID+"/table", "指标表.xlsx", bytes.NewReader(sheetOf(t, rows)), "version", fmt.Sprint(x.Version)).Want(200).Into(&x)
	return x
}

func release(t testing.TB, s *apptest.Site, first, second *apptest.Party, x *indexsystem.IndexSystem) {
	t.Helper()
	first.Call("POST", "/index-systems/"+x.ID+"/replay", map[string]any{}).Want(200)
	s.Work()
	first.Call("GET", "/index-systems/"+x.ID, nil).Want(200).Into(x)
	first.Call("POST", "/index-systems/"+x.ID+"/propose", map[string]any{"version": x.Version}).Want(200).Into(x)
	second.Call("POST", "/index-systems/"+x.ID+"/release", map[string]any{"version": x.Version}).Want(200).Into(x)
}

// An officer loads a system from a spreadsheet, lint names row and cell, a second person releases it, an audit is rated by it
// with every step, and a corrected edition is tried on the past audits before it is released.
func TestAnIndexSystemIsLoadedReleasedAndReplayed(t *testing.T) {
	s, _ := province(t)
	first, second := s.Officer("library-1", access.RoleProvince, "370000"), s.Officer("library-2", access.RoleProvince, "370000")

	bad := loadSystem(t, first, map[string]any{"edition": "错的"}, edited(edited(edited(indexTable, 1, 4, "0.59"), 2, 6, "≤40"), 3, 7, "测试1"))
	faults := []string{}
	for _, f := range bad.Preview.Faults {
		faults = append(faults, f.Cell+" "+f.Message)
	}
	all := strings.Join(faults, "\n")
	for _, want := range []string{"E3 一级指标“资源能源消耗”内各二级指标的权重合计为0.99", "G4 Ⅱ级基准值“≤40”比Ⅰ级基准值“≤50”还严", "H5 “测试1”是没有填完的占位文字"} {
		if !strings.Contains(all, want) {
			t.Errorf("not found: %s\n%s", want, all)
		}
	}
	first.Call("POST", "/index-systems/"+bad.ID+"/propose", map[string]any{"version": bad.Version}).Problem(409, "处错误")
	first.Call("POST", "/index-systems/"+bad.ID+"/discard", map[string]any{"version": bad.Version, "note": "抄错"}).Want(200)
	first.Call("POST", "/index-systems", map[string]any{"name": "", "edition": "", "method": "x", "source": "", "page": "", "from_on": "", "industries": []string{"A"}}).Problem(422, "名称", "原文出处", "评价方法", "施行日期", "行业代码")

	x := loadSystem(t, first, nil, indexTable)
	if x.Errors > 0 || len(x.Preview.Lines) != 3 || !x.Preview.Lines[0].Limiting || x.Preview.Lines[0].Row != 3 {
		t.Fatalf("%+v", x.Preview)
	}
	first.Call("POST", "/index-systems/"+x.ID+"/propose", map[string]any{"version": x.Version}).Want(200).Into(&x)
	second.Call("POST", "/index-systems/"+x.ID+"/release", map[string]any{"version": x.Version}).Problem(409, "试算")
	second.Call("POST", "/index-systems/"+x.ID+"/return", map[string]any{"version": x.Version, "note": "核对页码"}).Want(200).Into(&x)
	first.Call("POST", "/index-systems/"+x.ID+"/replay", map[string]any{}).Want(200)
	s.Work()
	first.Call("POST", "/index-systems/"+x.ID+"/propose", map[string]any{"version": x.Version}).Want(200).Into(&x)
	first.Call("POST", "/index-systems/"+x.ID+"/release", map[string]any{"version": x.Version}).Problem(409, "两个人发布")
	s.Officer("city-library", access.RoleCity, "370100").Call("POST", "/index-systems/"+x.ID+"/release", map[string]any{"version": x.Version}).Want(403)
	second.Call("POST", "/index-systems/"+x.ID+"/release", map[string]any{"version": x.Version}).Want(200).Into(&x)
	first.Call("PUT", "/index-systems/"+x.ID, map[string]any{"version": x.Version, "name": "改名", "edition": "x", "method": "2013", "source": "x", "page": "1", "from_on": "2025-01-01"}).Problem(409, "不能修改")
	first.Send("/index-systems/"+x.ID+"/table", "指标表.xlsx", bytes.NewReader(sheetOf(t, indexTable)), "version", fmt.Sprint(x.Version)).Problem(409, "不能修改")
	first.Call("PUT", "/index-systems/electroplating-2015", map[string]any{"name": "改名", "edition": "x", "method": "2013", "source": "x", "page": "1", "from_on": "2025-01-01"}).Problem(409, "随系统提供")

	filler, id := rateAudit(t, s, x)
	tryEdition(t, s, first, second, x, id)
	foreign := s.Officer("qingdao-level", access.RoleCity, "370200")
	foreign.Call("GET", "/audits/"+id+"/rating", nil).Want(404)
	_ = filler
}

// rateAudit rates the running audit of enterprise-1 by an edition.
func rateAudit(t testing.TB, s *apptest.Site, x indexsystem.IndexSystem) (*apptest.Party, string) {
	t.Helper()
	const filled = " FROM audit JOIN enterprise ON enterprise.id = audit.enterprise_id WHERE audit.state = 'ongoing' AND enterprise.industry_code LIKE '26%' AND EXISTS (SELECT 1 FROM dossier_section d WHERE d.audit_id = audit.id AND d.section = 'water' AND d.content <> '') ORDER BY audit.id LIMIT 1"
	id := s.Column("SELECT audit.id" + filled)[0]
	s.Open(account.Account{Login: "rated-firm", Role: access.RoleEnterprise, EnterpriseID: s.Column("SELECT audit.enterprise_id" + filled)[0]})
	p := s.As("rated-firm")
	path := "/audits/" + id + "/rating"
	var page level.RatingPage
	p.Call("GET", path, nil).Want(200).Into(&page)
	if page.SystemID != x.ID || len(page.Indicators) != 3 || page.Kept {
		t.Fatalf("the edition for the industry and the base date is proposed: %+v", page)
	}
	if page.Indicators[0].Proposal == nil || page.Indicators[1].Proposal == nil {
		t.Errorf("water and energy follow from the dossier: %+v", page.Indicators)
	}
	values := map[string]any{"单位产品取水量": map[string]any{"value": "3000", "unit": "L/t"}, "单位产品综合能耗": map[string]any{"value": "90", "unit": "kgce/t"}, "环境管理制度": map[string]any{"level": 1}}
	body := func() map[string]any {
		return map[string]any{"phase": "before", "system_id": x.ID, "sheet": map[string]any{"values": values}, "moves": []any{}, "version": page.Version}
	}
	plain, byHand := body(), body()
	byHand["level"] = 1
	p.Call("PUT", path, byHand).Want(422) // there is no field for a level
	wrong := map[string]any{"phase": "before", "system_id": x.ID, "sheet": map[string]any{"values": map[string]any{"单位产品取水量": map[string]any{"level": 1}, "单位产品综合能耗": map[string]any{"value": "5", "unit": "kWh"}, "没有的": map[string]any{"value": "1"}}}}
	p.Call("PUT", path, wrong).Problem(422, "“单位产品取水量”是定量指标", "不能换算", "没有指标“没有的”")
	p.Call("GET", "/audits/"+id+"/dossier/levels", nil).Problem(409, "不能手工填写")
	p.Call("PUT", "/audits/"+id+"/dossier/levels", map[string]any{"rows": []any{}}).Problem(409, "不能手工填写")

	p.Call("PUT", path, plain).Want(200).Into(&page)
	if page.Answer == nil || page.Answer.Level != 3 || page.Answer.Y != [3]string{"40", "76", "100"} || page.Answer.Steps[0].Conversion != "3000 L/t × 0.001 = 3 m3/t" {
		t.Fatalf("%+v", page.Answer)
	}
	if len(page.Answer.Gaps) != 1 || page.Answer.Gaps[0].Indicator != "单位产品综合能耗" || page.Answer.Gaps[0].Distance != "还须降低 10 kgce/t（11.1%）" {
		t.Errorf("%+v", page.Answer.Gaps)
	}
	options := s.Column("SELECT code FROM cp_option WHERE audit_id = ? ORDER BY investment_fen DESC", id)
	if len(options) > 0 {
		plain["version"] = page.Version
		plain["moves"] = []any{map[string]any{"option": options[0], "indicator": "单位产品综合能耗", "change": "-12"}}
		p.Call("PUT", path, plain).Want(200).Into(&page)
		if page.Way == nil || !page.Way.Reached || page.Way.Options[0].Code != options[0] || page.Comparison == nil || !strings.Contains(page.Comparison.Radar, "<svg") {
			t.Errorf("%+v", page.Way)
		}
	}
	for _, format := range []string{"docx", "pdf"} {
		if r := p.Call("GET", "/audits/"+id+"/rating-calculation?format="+format, nil).Want(200); len(r.Body) < 2000 {
			t.Errorf("the calculation sheet as %s has %d bytes", format, len(r.Body))
		}
	}
	return p, id
}

// tryEdition loads a stricter edition and replays the audit by it.
func tryEdition(t testing.TB, s *apptest.Site, first, second *apptest.Party, x indexsystem.IndexSystem, audit string) {
	t.Helper()
	stricter := loadSystem(t, first, map[string]any{"series": x.Series, "edition": "2027年修订", "from_on": "2027-01-01"}, edited(indexTable, 2, 7, "≤85"))
	first.Call("POST", "/index-systems/"+stricter.ID+"/replay", map[string]any{}).Want(200)
	s.Work()
	var runs level.ReplayList
	first.Call("GET", "/index-systems/"+stricter.ID+"/replays", nil).Want(200).Into(&runs)
	if len(runs.Items) != 1 || runs.Items[0].Rated != 1 || runs.Items[0].Fallen != 1 || !runs.Items[0].Current {
		t.Fatalf("%+v", runs.Items)
	}
	var changes store.List[level.ReplayChange]
	first.Call("GET", "/replay-changes?replay="+runs.Items[0].ID, nil).Want(200).Into(&changes)
	if len(changes.Items) != 1 || changes.Items[0].AuditID != audit || changes.Items[0].Becomes != 0 || !strings.Contains(changes.Items[0].Why, "“单位产品综合能耗”由Ⅲ级变为未达Ⅲ级") {
		t.Fatalf("%+v", changes.Items)
	}
	release(t, s, first, second, &stricter)

	// The audit keeps the edition of its base date; the newer one may be tried only.
	p := s.As("rated-firm")
	var page level.RatingPage
	p.Call("GET", "/audits/"+audit+"/rating", nil).Want(200).Into(&page)
	if page.SystemID != x.ID || page.Answer.Level != 3 {
		t.Errorf("the audit keeps its edition: %s %d", page.SystemID, page.Answer.Level)
	}
	p.Call("GET", "/audits/"+audit+"/rating?system="+stricter.ID, nil).Want(200).Into(&page)
	if !page.Trial || page.Answer.Level != 0 {
		t.Errorf("a trial by the newer edition: %+v", page.Answer)
	}
	p.Call("PUT", "/audits/"+audit+"/rating", map[string]any{"phase": "before", "system_id": stricter.ID, "version": page.Version, "sheet": map[string]any{"values": map[string]any{}}}).Problem(422, "只能用来试算")
}
