package app_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
	"qingshen/internal/workbook"
)

// book is a workbook as a person has it open.
type book struct {
	*excelize.File
	t     testing.TB
	sheet string
	heads int
}

func open(t testing.TB, content []byte) *book {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	b := &book{File: f, t: t, sheet: f.GetSheetList()[0], heads: 1}
	if second := b.rows(); len(second) > 1 && strings.Contains(strings.Join(second[1], ""), "（人）") {
		b.heads = 2
	}
	return b
}

func (b *book) rows() [][]string {
	rows, err := b.GetRows(b.sheet)
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func (b *book) at(row int, title string) string {
	b.t.Helper()
	for i, head := range b.rows()[0] {
		if strings.TrimSuffix(head, "*") == title {
			cell, _ := excelize.CoordinatesToCellName(i+1, row)
			return cell
		}
	}
	b.t.Fatalf("no column %s in %v", title, b.rows()[0])
	return ""
}

func (b *book) get(row int, title string) string {
	b.t.Helper()
	v, _ := b.GetCellValue(b.sheet, b.at(row, title))
	return v
}

// set fills cells of a row: title, value, title, value …
func (b *book) set(row int, cells ...string) {
	b.t.Helper()
	for i := 0; i < len(cells); i += 2 {
		if err := b.SetCellStr(b.sheet, b.at(row, cells[i]), cells[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
}

func (b *book) send(p *apptest.Party, path, digest string) apptest.Reply {
	b.t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		b.t.Fatal(err)
	}
	if digest == "" {
		return p.Send(path, "表.xlsx", &out)
	}
	return p.Send(path, "表.xlsx", &out, "digest", digest)
}

func (b *book) look(p *apptest.Party, path string) workbook.SheetDiff {
	b.t.Helper()
	var d workbook.SheetDiff
	b.send(p, path, "").Want(200).Into(&d)
	return d
}

func download(p *apptest.Party, path string) *book {
	return open(p.TB, p.Call("GET", path, nil).Want(200).Body)
}

func province(t *testing.T) (*apptest.Site, *apptest.Party) {
	t.Helper()
	s := apptest.New(t)
	if err := demo.Load(access.With(t.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: 300, Files: s.App.Files()}); err != nil {
		t.Fatal(err)
	}
	return s, s.Officer("jinan-sheets", access.RoleCity, "370100")
}

// What was downloaded and not touched changes nothing, in every list and by every table.
func TestEveryTableGoesRoundUnchanged(t *testing.T) {
	s, city := province(t)
	county := s.Officer("lixia-sheets", access.RoleCounty, "370102")
	admin := s.Officer("sys-sheets", access.RoleSystemAdmin, "370000")
	plan := s.Column("SELECT id FROM annual_plan WHERE city_code = '370100' AND state = 'draft'")[0]
	for path, party := range map[string]*apptest.Party{"/experts/sheet": city, "/agencies/sheet": city, "/attributes/sheet": county, "/candidates/sheet": county, "/accounts/sheet": admin,
		"/plan-items/sheet?of=" + plan: county, "/plan-trainings/sheet?of=" + plan: city, "/plan-parks/sheet?of=" + plan: city, "/enterprise-events/sheet": county, "/equivalences/sheet": county} {
		blank := open(t, party.Call("GET", path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"blank=true", nil).Want(200).Body)
		if n := len(blank.rows()); n > 2 {
			t.Errorf("%s: the empty template has %d rows", path, n)
		}
		b := download(party, path)
		if len(b.rows()) == b.heads {
			continue // nothing there
		}
		d := b.look(party, path)
		if d.Counts[workbook.Same] != len(d.Lines) || d.Taken != 0 {
			t.Errorf("%s: %v of %d lines: %+v", path, d.Counts, len(d.Lines), d.Lines[0])
		}
	}
}

func TestExpertsGoRoundThroughASpreadsheet(t *testing.T) {
	s, city := province(t)
	const path = "/experts/sheet"
	b := download(city, path)
	last := len(b.rows()) + 1
	name := b.get(2, "姓名")
	b.set(2, "职称", "研究员", "联系电话", "")
	b.set(last, "姓名", "新来者", "工作单位", "山东某研究院", "职称", "教授", "专业领域", "节能、清洁生产")
	b.set(last+1, "姓名", "无单位", "职称", "教授", "专业领域", "占星")
	d := b.look(city, path)
	if d.Counts[workbook.New] != 1 || d.Counts[workbook.Changed] != 1 || d.Counts[workbook.Refused] != 1 {
		t.Fatalf("the difference is %v", d.Counts)
	}
	for _, l := range d.Lines {
		switch l.Kind {
		case workbook.Changed:
			if l.Title != name || len(l.Changes) != 1 || l.Changes[0].What != "职称" || l.Changes[0].After != "研究员" {
				t.Errorf("an empty cell changes something: %+v", l)
			}
		case workbook.Refused:
			if len(l.Faults) != 2 || l.Row != last+1 { // both at once, each with its column
				t.Errorf("faults: %+v", l)
			}
		}
	}
	if n := s.Column("SELECT count(*) FROM expert WHERE name = '新来者'")[0]; n != "0" {
		t.Errorf("the preview has written %s", n)
	}
	b.send(city, path, d.Digest).Problem(409, "1行不能接受", "没有写入任何一行")
	b.set(last+1, "姓名", "", "职称", "", "专业领域", "")
	d = b.look(city, path)
	b.set(2, "职称", "院士") // not what was looked at
	b.send(city, path, d.Digest).Problem(409, "核对新的差异")
	b.set(2, "职称", "研究员")
	var done workbook.SheetDiff
	b.send(city, path, d.Digest).Want(200).Into(&done)
	if done.Taken != 2 {
		t.Errorf("taken: %d", done.Taken)
	}
	if got := strings.Join(s.Column("SELECT note FROM journal WHERE action = 'experts.take-sheet'"), ""); !strings.Contains(got, "新增1行，修改1行") {
		t.Errorf("the journal says %q", got)
	}
	// The same table again: the row that it changed has moved on since it was downloaded.
	d = b.look(city, path)
	if d.Counts[workbook.Refused] != 1 || !strings.Contains(d.Lines[0].Faults[0].Message, "已由他人修改") {
		t.Errorf("a stale row passes: %v %+v", d.Counts, d.Lines[0])
	}
	// Another city's table says nothing of these people.
	if rows := download(s.Officer("qingdao-sheets", access.RoleCity, "370200"), path).rows(); strings.Contains(strings.Join(rows[1], ""), name) {
		t.Error("another city sees them")
	}
}

func TestCandidatesAreDecidedInASpreadsheet(t *testing.T) {
	s, _ := province(t)
	s.Officer("province-candidates", access.RoleProvince, "370000").Call("POST", "/candidates/find", map[string]int{"year": s.App.DB.Clock().Today().Year()}).Want(201, 202)
	s.Work()
	most := s.Column("SELECT city_code || ' ' || year FROM candidate WHERE state = 'open' GROUP BY city_code, year ORDER BY count(*) DESC LIMIT 1")[0]
	city := s.Officer("city-candidates", access.RoleCity, most[:6])
	path := "/candidates/sheet?of=" + most[7:]
	if n := len(download(city, path).rows()); n < 3 {
		t.Fatalf("%d rows of candidates", n)
	}
	b := download(city, path)
	b.set(2, "处理意见", "不列入")
	b.set(3, "处理意见", "不列入", "理由", "已并入另一厂区")
	d := b.look(city, path)
	if d.Counts[workbook.Refused] != 1 || !strings.Contains(d.Lines[0].Faults[0].Message, "理由") || d.Lines[0].Faults[0].Column != "理由" {
		t.Fatalf("dismissed without a reason: %v %+v", d.Counts, d.Lines[0])
	}
	b.send(city, path, d.Digest).Problem(409)
	b.set(2, "理由", "五年内已经通过审核")
	d = b.look(city, path)
	b.send(city, path, d.Digest).Want(200)
	if got := s.Column("SELECT count(*) FROM candidate WHERE state = 'dismissed' AND note IN ('已并入另一厂区', '五年内已经通过审核')")[0]; got != "2" {
		t.Errorf("%s are dismissed", got)
	}
	// The first column tells the record: it cannot be turned into another.
	b = download(city, path)
	b.set(2, "统一社会信用代码", b.get(3, "统一社会信用代码"), "处理意见", "不列入", "理由", "试")
	if d := b.look(city, path); d.Counts[workbook.Refused] == 0 || !strings.Contains(d.Lines[0].Faults[0].Message, "不能在表格中改为") {
		t.Errorf("an identity was changed: %+v", d.Lines[0])
	}
}

func TestTrainingLinesKeepTheirUnits(t *testing.T) {
	s, city := province(t)
	plan := s.Column("SELECT id FROM annual_plan WHERE city_code = '370100' AND state = 'draft'")[0]
	path := "/plan-trainings/sheet?of=" + plan
	b := download(city, path)
	if b.get(2, "人数") != "（人）" {
		t.Errorf("the row of units says %q", b.get(2, "人数"))
	}
	last := len(b.rows()) + 1
	b.set(last, "月份", "2027-10", "对象", "企业", "内容", "审核报告编制", "人数", "45")
	b.set(last+1, "月份", "2031-10", "对象", "企业", "内容", "审核报告编制", "人数", "四十")
	d := b.look(city, path)
	if d.Counts[workbook.New] != 1 || d.Counts[workbook.Refused] != 1 {
		t.Fatalf("%v %+v", d.Counts, d.Lines)
	}
	b.set(last+1, "人数", "40")
	if d = b.look(city, path); d.Counts[workbook.Refused] != 1 || d.Lines[len(d.Lines)-1].Faults[0].Column != "月份" {
		t.Errorf("a month outside of the plan: %+v", d.Lines[len(d.Lines)-1])
	}
	b.set(last+1, "月份", "2027-11")
	d = b.look(city, path)
	var done workbook.SheetDiff
	b.send(city, path, d.Digest).Want(200).Into(&done)
	if done.Taken != 2 || !strings.Contains(s.Column("SELECT trainings FROM annual_plan WHERE id = ?", plan)[0], "2027-11") {
		t.Errorf("taken %d", done.Taken)
	}
}

func TestAccountsOfACountyAreOpenedFromASpreadsheet(t *testing.T) {
	s, _ := province(t)
	admin := s.Officer("sys-accounts", access.RoleSystemAdmin, "370000")
	const path = "/accounts/sheet"
	b := open(t, admin.Call("GET", path+"?blank=true", nil).Want(200).Body)
	b.set(2, "账号", "lixia-new", "姓名", "甲", "角色", access.RoleLabels[access.RoleCounty], "所属行政区划", "济南市历下区", "联系电话", "13800000000")
	b.set(3, "账号", "A B", "姓名", "乙", "角色", access.RoleLabels[access.RoleCity], "所属行政区划", "济南市历下区")
	d := b.look(admin, path)
	if d.Counts[workbook.New] != 1 || d.Counts[workbook.Refused] != 1 || len(d.Lines[1].Faults) != 2 || d.Lines[0].Said != "" {
		t.Fatalf("%v %+v", d.Counts, d.Lines)
	}
	b.set(3, "账号", "jinan-new", "所属行政区划", "370100")
	d = b.look(admin, path)
	var done workbook.SheetDiff
	b.send(admin, path, d.Digest).Want(200).Into(&done)
	if done.Taken != 2 || !strings.HasPrefix(done.Lines[0].Said, "一次性密码：") {
		t.Errorf("%+v", done.Lines)
	}
	if states := strings.Join(s.Column("SELECT state FROM account WHERE login IN ('lixia-new','jinan-new')"), " "); states != "pending pending" {
		t.Errorf("they may log in without approval: %s", states)
	}
	if again := b.look(admin, path); again.Counts[workbook.Same] != 2 {
		t.Errorf("opened twice: %v %+v", again.Counts, again.Lines)
	}
}

func TestStandstillsAreReportedTogether(t *testing.T) {
	s, _ := province(t)
	county := s.Officer("lixia-events", access.RoleCounty, "370102")
	codes := s.Column("SELECT credit_code FROM enterprise WHERE region_code = '370102' AND state = 'operating' AND id NOT IN (SELECT enterprise_id FROM enterprise_event) ORDER BY credit_code LIMIT 2")
	foreign := s.Column("SELECT credit_code FROM enterprise WHERE region_code LIKE '3702%' ORDER BY credit_code LIMIT 1")[0]
	const path = "/enterprise-events/sheet"
	b := open(t, county.Call("GET", path+"?blank=true", nil).Want(200).Body)
	today := string(s.App.DB.Clock().Today())
	b.set(2, "统一社会信用代码", codes[0], "事项", "停产", "生效日期", today, "情况说明", "限产停产", "证明材料", "停产通知")
	b.set(3, "统一社会信用代码", foreign, "事项", "停产", "生效日期", today, "情况说明", "限产停产", "证明材料", "停产通知")
	b.set(4, "统一社会信用代码", codes[1], "事项", "停产", "生效日期", "2099-01-01", "情况说明", "限产停产", "证明材料", "停产通知")
	d := b.look(county, path)
	if d.Counts[workbook.New] != 1 || d.Counts[workbook.Refused] != 2 {
		t.Fatalf("%v %+v", d.Counts, d.Lines)
	}
	if !strings.Contains(d.Lines[1].Faults[0].Message, "本辖区没有登记") || d.Lines[2].Faults[0].Column != "生效日期" {
		t.Errorf("%+v", d.Lines[1:])
	}
	for _, cell := range []string{"统一社会信用代码", "事项", "生效日期", "情况说明", "证明材料"} {
		b.set(3, cell, "")
	}
	b.set(4, "生效日期", today)
	d = b.look(county, path)
	if d.Counts[workbook.New] != 2 {
		t.Fatalf("%v %+v", d.Counts, d.Lines)
	}
	b.send(county, path, d.Digest).Want(200)
	if got := s.Column("SELECT count(*) FROM enterprise_event WHERE state = 'examined' AND evidence = '停产通知'")[0]; got != "2" {
		t.Errorf("%s events were reported", got)
	}
}

func TestOnlyWhoMayKeepAListMayUploadIt(t *testing.T) {
	s, _ := province(t)
	county := s.Officer("lixia-experts", access.RoleCounty, "370102")
	b := download(county, "/experts/sheet")
	b.send(county, "/experts/sheet", "").Problem(403)
	county.Call("POST", "/experts/sheet", nil).Want(403, 415, 422)
}

// planned gives the draft plan of Jinan with one site that a county has just proposed, and the credit code, the name and the
// identifier of another site of its inventory that it could propose too.
func planned(t *testing.T, s *apptest.Site, city *apptest.Party) (path string, county *apptest.Party, free []string) {
	t.Helper()
	plan := strings.Fields(s.Column("SELECT id || ' ' || year FROM annual_plan WHERE city_code = '370100' AND state = 'draft'")[0])
	county = s.Officer("county-items", access.RoleCounty, "370124")
	sites := s.Column(`SELECT s.id || ' ' || e.credit_code || ' ' || s.name FROM site AS s JOIN enterprise AS e ON e.id = s.enterprise_id WHERE s.region_code = '370124' AND e.state = 'operating'
		AND s.id NOT IN (SELECT site_id FROM inventory_entry) AND s.id NOT IN (SELECT site_id FROM audit) ORDER BY s.id LIMIT 2`)
	var entries []string
	for _, site := range sites {
		entry := county.Call("POST", "/inventory-entries", object{"site_id": strings.Fields(site)[0], "reason": "属于化工行业"}).Want(201).Field("id")
		did(city, "/inventory-entries/"+entry, "admit", nil)
		entries = append(entries, entry)
	}
	county.Call("POST", "/plan-items", object{"year": json.Number(plan[1]), "entry_id": entries[0], "reasons": []string{"toxic"},
		"facts": object{"toxic_classes": "1", "toxic_substances": "铅及其化合物"}}).Want(201)
	other := strings.Fields(sites[1])
	return "/plan-items/sheet?of=" + plan[0], county, append(other[1:], other[0])
}

func TestPlanItemsGoRoundThroughASpreadsheet(t *testing.T) {
	s, city := province(t)
	path, county, free := planned(t, s, city)
	b := download(county, path)
	if d := b.look(county, path); d.Counts[workbook.Same] != len(d.Lines) || d.Taken != 0 {
		t.Fatalf("untouched: %v %+v", d.Counts, d.Lines)
	}
	row := 2
	for ; b.get(row, "状态") != "待市级确认"; row++ {
	}
	last := len(b.rows()) + 1
	code := b.get(row, "统一社会信用代码")
	before := s.Column("SELECT count(*) FROM plan_item WHERE plan_id = ?", strings.TrimPrefix(path, "/plan-items/sheet?of="))[0]
	b.set(row, "再次列入的理由", "上一轮审核未落实方案，需要再次审核。")
	b.set(last, "统一社会信用代码", free[0], "厂区名称", free[1], "列入原因", "双有", "双有：有毒有害物质类别", "1、3", "双有：物质名称", "铬渣", "再次列入的理由", "新增电镀线，使用铬盐。")
	d := b.look(county, path)
	if d.Counts[workbook.Changed] != 1 || d.Counts[workbook.New] != 1 || d.Counts[workbook.Refused] != 0 {
		t.Fatalf("difference %v %+v", d.Counts, d.Lines)
	}
	for _, l := range d.Lines {
		if l.Kind == workbook.Changed && (len(l.Changes) != 1 || l.Changes[0].What != "再次列入的理由") {
			t.Errorf("%+v", l)
		}
	}
	if now := s.Column("SELECT count(*) FROM plan_item WHERE plan_id = ?", strings.TrimPrefix(path, "/plan-items/sheet?of="))[0]; now != before {
		t.Error("looking at the difference has written something")
	}
	var done workbook.SheetDiff
	b.send(county, path, d.Digest).Want(200).Into(&done)
	if done.Taken != 2 {
		t.Errorf("taken %d", done.Taken)
	}
	if got := s.Column("SELECT facts FROM plan_item WHERE site_id = ? AND state = 'proposed'", free[2]); len(got) != 1 || !strings.Contains(got[0], "铬渣") {
		t.Errorf("the new item holds %v", got)
	}
	if got := s.Column("SELECT i.justification FROM plan_item AS i JOIN enterprise AS e ON e.id = i.enterprise_id WHERE e.credit_code = ? AND i.plan_id = ?", code, strings.TrimPrefix(path, "/plan-items/sheet?of=")); len(got) == 0 || !strings.Contains(got[0], "未落实方案") {
		t.Errorf("the mended item says %v", got)
	}
	// The same difference cannot be taken twice: the plan has moved.
	b.send(county, path, d.Digest).Problem(409)
}

func TestABadTableOfItemsWritesNothing(t *testing.T) {
	s, city := province(t)
	path, county, free := planned(t, s, city)
	b := download(county, path)
	row := 2
	for ; b.get(row, "状态") != "待市级确认"; row++ {
	}
	mine, site := b.get(row, "统一社会信用代码"), b.get(row, "厂区名称")
	foreign := s.Column("SELECT e.credit_code FROM inventory_entry AS i JOIN enterprise AS e ON e.id = i.enterprise_id WHERE i.city_code = '370200' ORDER BY i.id LIMIT 1")[0]
	confirmed := 0
	for i := 2; i <= len(b.rows()); i++ {
		if b.get(i, "状态") == "待省级核定" {
			confirmed = i
		}
	}
	last := len(b.rows()) + 1
	b.set(last, "统一社会信用代码", foreign, "列入原因", "双有")
	b.set(last+1, "统一社会信用代码", mine, "厂区名称", site, "列入原因", "双有")
	b.set(last+2, "统一社会信用代码", free[0], "厂区名称", free[1], "列入原因", "特别原因、双有")
	want := map[int]string{last: "清单中没有", last + 1: "同一条记录", last + 2: "列入原因"}
	if confirmed > 0 {
		b.set(confirmed, "再次列入的理由", "另有理由")
		want[confirmed] = "不能修改"
	}
	d := b.look(county, path)
	for _, l := range d.Lines {
		if words, ok := want[l.Row]; ok {
			all := ""
			for _, f := range l.Faults {
				all += f.Column + f.Message
			}
			if l.Kind != workbook.Refused || !strings.Contains(all, words) {
				t.Errorf("row %d: %+v, want %q", l.Row, l, words)
			}
			delete(want, l.Row)
		}
	}
	if len(want) > 0 {
		t.Errorf("not judged: %v", want)
	}
	b.send(county, path, d.Digest).Problem(409)
	b.send(city, path, "").Problem(403)
	s.Officer("shinan-items", access.RoleCounty, "370202").Call("GET", path, nil).Want(404)
}
