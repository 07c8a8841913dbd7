package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
	"qingshen/internal/calendar"
)

// then is an enterprise as a past day shows it.
type then struct {
	Name        string   `json:"name"`
	RegionCode  string   `json:"region_code"`
	State       string   `json:"state"`
	NameNow     string   `json:"name_now"`
	KeyIndustry string   `json:"key_industry"`
	Attributes  []string `json:"attributes"`
	Inventory   []string `json:"inventory"`
	Rounds      []string `json:"rounds"`
	Former      []string `json:"former"`
}

type rowThen struct {
	EnterpriseName string `json:"enterprise_name"`
	NameThen       string `json:"name_then"`
	AuditState     string `json:"audit_state"`
	Standing       string `json:"standing"`
	StandingWhy    string `json:"standing_why"`
}

func registerOn(p *apptest.Party, on string) []then {
	p.Helper()
	var out struct{ Items []then }
	p.Call("GET", "/past/enterprises?on="+on, nil).Want(200).Into(&out)
	return out.Items
}

func listOn(p *apptest.Party, on string) []rowThen {
	p.Helper()
	var out struct{ Items []rowThen }
	p.Call("GET", "/past/list-rows?year=2026&on="+on, nil).Want(200).Into(&out)
	return out.Items
}

// answers gives what every day says, without what is told of the present beside it.
func answers(t *testing.T, p *apptest.Party, days ...string) string {
	t.Helper()
	out := ""
	for _, on := range days {
		rows := registerOn(p, on)
		for i := range rows {
			rows[i].NameNow = ""
		}
		raw, err := json.Marshal([]any{on, rows, listOn(p, on)})
		if err != nil {
			t.Fatal(err)
		}
		out += string(raw) + "\n"
	}
	return out
}

// eventful is a listed enterprise that is renamed, moves to the next county and is taken off by a correcting list.
func eventful(t *testing.T) *year {
	t.Helper()
	y := begun(t, "2026-01-05")
	y.listed("2026-03-31")
	firm := "/enterprises/" + y.firmID
	y.on("2026-04-10")
	did(y.county, firm, "rename", object{"name": "历下新材料有限公司", "on": "2026-04-08", "evidence": "准予变更登记通知书"})
	y.on("2026-04-15")
	attribute := y.county.Call("POST", firm+"/attributes", object{"kind": "toxic", "detail": "铅", "evidence": "原辅材料台账", "from_on": "2026-04-15"}).Want(200)
	y.on("2026-04-20")
	did(y.city, firm, "", object{"credit_code": "91350100M000100Y43", "name": "历下新材料有限公司", "region_code": "370103", "industry_code": "2643", "address": "市中区经七路2号"})
	y.on("2026-05-10")
	y.city.Call("POST", "/attributes/"+attribute.Field("id")+"/end", object{"on": "2026-05-10", "evidence": "已停用"}, "If-Match", `"1"`).Want(200)
	first, row := y.Column("SELECT id FROM annual_list")[0], y.Column("SELECT id FROM list_row")[0]
	list := "/annual-lists/" + y.province.Call("POST", "/annual-lists", object{"year": 2026, "kind": "correcting", "corrects": first}).Want(201).Field("id")
	did(y.province, list, "", object{"title": "山东省2026年度更正名单", "document_no": "鲁环函〔2026〕99号", "decided_on": "2026-05-10", "web_address": "http://sthj.shandong.gov.cn/list2",
		"withdrawals": []object{{"row_id": row, "reason": "厂区在公布前已关闭"}}})
	did(y.province, list, "publish", object{})
	y.Work()
	y.on("2026-05-30")
	return y
}

func TestAPastDayShowsWhatTheSystemHeldThen(t *testing.T) {
	y := eventful(t)
	for on, want := range map[string]string{
		"2026-01-04": "",
		"2026-04-09": "历下颜料化工有限公司 370102 | 在册（自2026年1月5日） | 2026年度名单：待启动 | ",
		"2026-04-10": "历下新材料有限公司 370102 | 在册（自2026年1月5日） | 2026年度名单：待启动 | 曾用名“历下颜料化工有限公司”（至2026年4月8日）",
		"2026-04-15": "历下新材料有限公司 370102 使用或排放有毒有害物质（双有）（自2026年4月15日）| 在册（自2026年1月5日） | 2026年度名单：待启动 | 曾用名“历下颜料化工有限公司”（至2026年4月8日）",
		"2026-04-20": "历下新材料有限公司 370103 使用或排放有毒有害物质（双有）（自2026年4月15日）| 在册（自2026年1月5日） | 2026年度名单：待启动 | 曾用名“历下颜料化工有限公司”（至2026年4月8日）",
		"2026-05-11": "历下新材料有限公司 370103 | 在册（自2026年1月5日） | 2026年度名单：已撤销 | 曾用名“历下颜料化工有限公司”（至2026年4月8日）",
	} {
		got := ""
		for _, e := range registerOn(y.province, on) {
			got = fmt.Sprintf("%s %s %s| %s | %s | %s", e.Name, e.RegionCode, strings.Join(e.Attributes, "、"), strings.Join(e.Inventory, "、"), strings.Join(e.Rounds, "、"), strings.Join(e.Former, "、"))
		}
		if got != want {
			t.Errorf("at the end of %s the register said\n%s\nwant\n%s", on, got, want)
		}
	}
	if rows := listOn(y.province, "2026-03-30"); len(rows) != 0 {
		t.Errorf("the list was there before its publication: %+v", rows)
	}
	if rows := listOn(y.province, "2026-05-09"); len(rows) != 1 || rows[0].Standing != "listed" || rows[0].NameThen != "历下新材料有限公司" {
		t.Errorf("before the correction: %+v", rows)
	}
	if rows := listOn(y.province, "2026-05-10"); len(rows) != 1 || rows[0].Standing != "withdrawn" || !strings.Contains(rows[0].StandingWhy, "厂区在公布前已关闭") {
		t.Errorf("after the correction: %+v", rows)
	}
}

func TestAPastAnswerStaysWhenLaterFactsCome(t *testing.T) {
	y := eventful(t)
	days := []string{"2026-01-10", "2026-04-09", "2026-04-12", "2026-04-21", "2026-05-12"}
	before := answers(t, y.province, days...)
	y.on("2026-06-10")
	did(y.city, "/enterprises/"+y.firmID, "rename", object{"name": "泉城新材料股份有限公司", "on": "2026-04-11", "evidence": "变更登记"})
	did(y.city, "/enterprises/"+y.firmID, "close", object{"on": "2026-04-01", "evidence": "注销登记通知书"})
	y.city.Call("POST", "/enterprises/"+y.firmID+"/attributes", object{"kind": "high_energy", "detail": "煤", "evidence": "年报", "from_on": "2026-01-06"}).Want(200)
	y.on("2026-06-20")
	if after := answers(t, y.province, days...); after != before {
		t.Errorf("past answers have changed from\n%s\nto\n%s", before, after)
	}
	if now := registerOn(y.province, "2026-06-10"); len(now) != 1 || now[0].Name != "泉城新材料股份有限公司" || now[0].State != "closed" {
		t.Errorf("the day of the later facts says %+v", now)
	}
}

// A county keeps the past of what has left it, and sees nothing of what was not yet there.
func TestAPastDayIsSeenFromThePlaceOfThatDay(t *testing.T) {
	y := eventful(t)
	next := y.Officer("next", access.RoleCounty, "370103")
	other := y.Officer("qingdao", access.RoleCity, "370200")
	for _, c := range []struct {
		who  *apptest.Party
		on   string
		want int
	}{{y.county, "2026-04-19", 1}, {y.county, "2026-04-20", 0}, {next, "2026-04-19", 0}, {next, "2026-04-20", 1}, {other, "2026-04-20", 0}} {
		if got := registerOn(c.who, c.on); len(got) != c.want {
			t.Errorf("on %s %d enterprises are seen, want %d", c.on, len(got), c.want)
		}
	}
	var gone struct{ Items []struct{ Kind string } }
	y.county.Call("GET", "/past/changes?from=2026-04-19&until=2026-04-20", nil).Want(200).Into(&gone)
	if len(gone.Items) != 1 || gone.Items[0].Kind != "gone" {
		t.Errorf("for its old county the enterprise is %+v", gone.Items)
	}
	y.firm.Call("GET", "/past/enterprises?on=2026-04-09", nil).Want(200)
	y.experts[0].Call("GET", "/past/enterprises?on=2026-04-09", nil).Want(403)
}

func TestWhatHasChangedBetweenTwoDays(t *testing.T) {
	y := eventful(t)
	var out struct {
		Items []struct {
			Kind   string
			Fields []struct{ Label, Before, After string }
		}
		Next string
	}
	y.province.Call("GET", "/past/changes?from=2026-04-09&until=2026-05-12", nil).Want(200).Into(&out)
	want := map[string]string{"企业名称": "历下颜料化工有限公司→历下新材料有限公司", "所在地": "山东省济南市历下区→山东省济南市市中区", "地址": "历下区化纤厂路1号→市中区经七路2号", "年度名单": "2026年度名单：待启动→2026年度名单：已撤销"}
	if len(out.Items) != 1 || out.Items[0].Kind != "changed" || out.Next != "" {
		t.Fatalf("changes %+v", out)
	}
	for _, f := range out.Items[0].Fields {
		if want[f.Label] != f.Before+"→"+f.After {
			t.Errorf("%s: %s → %s", f.Label, f.Before, f.After)
		}
		delete(want, f.Label)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	y.province.Call("GET", "/past/changes?from=2025-12-01&until=2026-02-01", nil).Want(200).Into(&out)
	if len(out.Items) != 1 || out.Items[0].Kind != "added" {
		t.Errorf("the registration is %+v", out.Items)
	}
	for _, path := range []string{"/past/enterprises/export?format=csv&on=2026-04-09", "/past/list-rows/export?format=csv&year=2026&on=2026-04-09", "/past/changes/export?format=csv&from=2025-12-01&until=2026-02-01"} {
		if body := y.province.Call("GET", path, nil).Want(200).Body; !bytes.Contains(body, []byte("历下颜料化工有限公司")) {
			t.Errorf("%s gives %.300s", path, body)
		}
	}
}

func TestADayThatIsNotOverCannotBeShown(t *testing.T) {
	y := begun(t, "2026-01-05")
	y.province.Call("GET", "/past/enterprises?on=2026-01-05", nil).Problem(422, "还没有结束", "2026年1月4日")
	y.province.Call("GET", "/past/enterprises?on=2026-13-05", nil).Problem(422, "不是有效的日期")
	y.province.Call("GET", "/past/changes?from=2026-01-03&until=2026-01-02", nil).Problem(422, "应当早于")
	y.province.Call("GET", "/past/enterprises/export?on=2020-01-01", nil).Problem(422, "没有符合条件的内容")
}

// Where pasts were not kept from the beginning, the journal tells what it knows.
func TestTheJournalTellsOfDaysBeforePastsWereKept(t *testing.T) {
	y := eventful(t)
	want := answers(t, y.province, "2026-04-09", "2026-04-12")
	y.Write("DELETE FROM past")
	if err := y.App.DB.KeepPastFrom(y.Context(), calendar.Date("2026-05-29").Start()); err != nil {
		t.Fatal(err)
	}
	if got := answers(t, y.province, "2026-04-09", "2026-04-12"); got != want {
		t.Errorf("by the journal\n%s\nby what was kept\n%s", got, want)
	}
	if note := y.province.Call("GET", "/past", nil).Want(200).Field("note"); !strings.Contains(note, "办理过程记录推算") {
		t.Errorf("nothing is said about earlier days: %q", note)
	}
}

func TestAnEventTakesAnEnterpriseOffFromTheDayOfItsApproval(t *testing.T) {
	y := begun(t, "2026-01-05")
	y.listed("2026-03-31")
	y.on("2026-04-10")
	event := "/enterprise-events/" + y.county.Call("POST", "/enterprise-events", object{"enterprise_id": y.firmID, "kind": "closure", "effective_on": "2026-04-05", "story": "全部设备已拆除", "evidence": "注销登记通知书"}).Want(201).Field("id")
	did(y.county, event, "submit", nil)
	y.on("2026-04-12")
	did(y.city, event, "approve", object{"note": "同意"})
	y.on("2026-04-20")
	before, after := registerOn(y.province, "2026-04-11"), registerOn(y.province, "2026-04-12")
	if len(before) != 1 || before[0].State != "operating" || before[0].Inventory[0] != "在册（自2026年1月5日）" || before[0].Rounds[0] != "2026年度名单：待启动" {
		t.Errorf("the day before: %+v", before)
	}
	if len(after) != 1 || after[0].State != "closed" || !strings.HasPrefix(after[0].Inventory[0], "已调出（至2026年4月5日）") || after[0].Rounds[0] != "2026年度名单：已终止" {
		t.Errorf("the day of the approval: %+v", after)
	}
	if rows := listOn(y.province, "2026-04-12"); len(rows) != 1 || rows[0].Standing != "ended" {
		t.Errorf("the list: %+v", rows)
	}
}
