package app_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// object is a JSON object as a browser sees it.
type object = map[string]any

// year is the province in which one enterprise goes through its year; everybody works over HTTP.
type year struct {
	*apptest.Site
	province, city, county, firm *apptest.Party
	experts                      []*apptest.Party
	expertIDs                    []string
	firmID, siteID               string
	audit                        string
}

func begun(t *testing.T, day calendar.Date) *year {
	t.Helper()
	y := &year{Site: apptest.New(t, func(c *app.Config) { c.Clock = store.At(day.Start().Add(9 * time.Hour)) })}
	y.province = y.Officer("province", access.RoleProvince, "370000")
	y.city = y.Officer("city", access.RoleCity, "370100")
	y.county = y.Officer("county", access.RoleCounty, "370102")
	e := y.county.Call("POST", "/enterprises", object{"credit_code": "91350100M000100Y43", "name": "历下颜料化工有限公司", "region_code": "370102", "industry_code": "2643", "address": "历下区化纤厂路1号"}).Want(201)
	y.firmID = e.Field("id")
	y.siteID = y.Column("SELECT id FROM site WHERE enterprise_id = ?", y.firmID)[0]
	y.Open(account.Account{Login: "firm", Role: access.RoleEnterprise, EnterpriseID: y.firmID, RegionCode: "370102"})
	y.firm = y.As("firm")
	for i, fields := range [][]string{{"industry"}, {"cleaner_production"}, {"energy", "environment"}, {"industry"}} {
		id := y.city.Call("POST", "/experts", object{"name": "专家" + "甲乙丙丁"[3*i:3*i+3], "employer": fmt.Sprintf("第%d研究院", i+1), "title": "教授", "fields": fields}).Want(201).Field("id")
		login := fmt.Sprintf("expert-%d", i+1)
		y.Open(account.Account{Login: login, Role: access.RoleExpert, ExpertID: id})
		y.experts, y.expertIDs = append(y.experts, y.As(login)), append(y.expertIDs, id)
	}
	return y
}

// on sets the clock forward and runs what the days in between demand.
func (y *year) on(day calendar.Date) {
	y.Helper()
	y.App.DB.Clock().Set(day.Start().Add(9 * time.Hour))
	if err := y.App.Tick(y.Context()); err != nil {
		y.Fatal(err)
	}
}

// act does one act on a record at the version that the party reads now.
func act(p *apptest.Party, path, do string, in object) apptest.Reply {
	p.Helper()
	etag := p.Call("GET", path, nil).Want(200).Header.Get("ETag")
	if in == nil {
		in = object{}
	}
	method, target := "POST", path+"/"+do
	if do == "" {
		method, target = "PUT", path
	}
	return p.Call(method, target, in, "If-Match", etag)
}

// did demands that the act was done.
func did(p *apptest.Party, path, do string, in object) apptest.Reply {
	p.Helper()
	return act(p, path, do, in).Want(200, 201)
}

// turn demands that something waits on this desk.
func turn(p *apptest.Party, key string) {
	p.Helper()
	var desk struct{ Groups []struct{ Key string } }
	p.Call("GET", "/desk", nil).Want(200).Into(&desk)
	keys := []string{}
	for _, g := range desk.Groups {
		keys = append(keys, g.Key)
	}
	if !slices.Contains(keys, key) {
		p.Errorf("%q does not wait on the desk, which shows %v", key, keys)
	}
}

// told demands a message whose title or body says the word.
func told(p *apptest.Party, word string) {
	p.Helper()
	if body := p.Call("GET", "/messages?page_size=200", nil).Want(200).Body; !strings.Contains(string(body), word) {
		p.Errorf("no message says %q: %.800s", word, body)
	}
}

// clock is one statutory clock as the page of a case shows it.
type clock struct {
	Rule     string        `json:"rule"`
	StartsOn calendar.Date `json:"starts_on"`
	DueOn    calendar.Date `json:"due_on"`
	MetOn    calendar.Date `json:"met_on"`
	Open     bool          `json:"open"`
	Overdue  bool          `json:"overdue"`
	Ended    string        `json:"ended_reason"`
}

// clocks demands the state of the latest clock of each rule: "open", "met" or "ended", with its due day where one is given.
func (y *year) clocks(want map[string]string) {
	y.Helper()
	var a struct{ Deadlines []clock }
	y.city.Call("GET", "/audits/"+y.audit, nil).Want(200).Into(&a)
	last := map[string]clock{}
	for _, c := range a.Deadlines {
		if before, ok := last[c.Rule]; !ok || c.StartsOn >= before.StartsOn {
			last[c.Rule] = c
		}
	}
	for rule, state := range want {
		c, ok := last[rule]
		got := "met"
		switch {
		case !ok:
			got = "none"
		case c.Open:
			got = "open"
		case c.Ended != "":
			got = "ended"
		}
		word, due, dated := strings.Cut(state, " ")
		if got != word || dated && string(c.DueOn) != due {
			y.Errorf("%s is %s (due %s, overdue %v), want %s", rule, got, c.DueOn, c.Overdue, state)
		}
	}
}

// stands demands the state of the audit and that its history tells of the act.
func (y *year) stands(state, action string) {
	y.Helper()
	if got := y.city.Call("GET", "/audits/"+y.audit, nil).Want(200).Field("state"); got != state {
		y.Errorf("the audit is %s, want %s", got, state)
	}
	if body := y.city.Call("GET", "/audits/"+y.audit+"/history", nil).Want(200).Body; !strings.Contains(string(body), action) {
		y.Errorf("the history does not tell of %s: %.400s", action, body)
	}
}

// upload attaches a PDF to the audit.
func (y *year) upload(p *apptest.Party, purpose string) string {
	y.Helper()
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	w, _ := m.CreateFormFile("file", purpose+".pdf")
	_, _ = w.Write([]byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"))
	m.Close()
	return p.Call("POST", "/files?subject_type=audit&subject_id="+y.audit+"&purpose="+purpose, &form, "Content-Type", m.FormDataContentType()).Want(201).Field("id")
}

// wholePlan is a plan of 2026 for one site that lacks nothing.
func wholePlan() object {
	schedule := []object{}
	for _, line := range [][2]string{{"notify", "2026-04"}, {"start", "2026-06"}, {"report", "2027-03"}, {"evaluate", "2027-04"}, {"accept", "2028-04"}} {
		schedule = append(schedule, object{"step": line[0], "month": line[1], "rows": 1})
	}
	return object{"goals": "完成全部审核任务", "responsible": "张三", "responsible_post": "副局长", "contact": "李四 0531-66226868", "approved_by": "王五", "approved_on": "2026-01-05",
		"evaluation_budget_fen": 20000000, "acceptance_budget_fen": 10000000, "schedule": schedule, "expert_count": 5, "panel_count": 1, "experts": "从专家库抽取",
		"trainings": []object{{"month": "2026-05", "audience": "enterprise", "topic": "审核方法", "persons": 30}}}
}

// listed brings the enterprise from the inventory to the published list, with one row returned on the way.
func (y *year) listed(days ...calendar.Date) {
	y.Helper()
	entry := y.county.Call("POST", "/inventory-entries", object{"site_id": y.siteID, "reason": "属于化工行业"}).Want(201).Field("id")
	turn(y.city, "entries-proposed")
	did(y.city, "/inventory-entries/"+entry, "admit", nil)
	item := y.county.Call("POST", "/plan-items", object{"year": 2026, "entry_id": entry, "reasons": []string{"toxic"},
		"facts": object{"toxic_classes": "3", "toxic_substances": "铅及其化合物"}}).Want(201)
	plan, item1 := "/annual-plans/"+item.Field("plan_id"), "/plan-items/"+item.Field("id")
	turn(y.city, "items-proposed")
	did(y.city, item1, "confirm", nil)
	did(y.city, plan, "", wholePlan())
	did(y.city, plan, "submit", nil)
	turn(y.province, "plans-submitted")
	told(y.province, "已报送")
	did(y.province, item1, "return", object{"note": "请核实有毒有害物质的类别"})
	did(y.province, plan, "return", object{"note": "请核实后重新报送"})
	turn(y.city, "items-returned-city")
	told(y.city, "请核实有毒有害物质的类别")
	did(y.city, item1, "confirm", nil)
	did(y.city, plan, "submit", nil)
	did(y.province, item1, "verify", nil)
	did(y.province, plan, "verify", nil)
	y.on(days[0])
	list := "/annual-lists/" + y.province.Call("POST", "/annual-lists", object{"year": 2026}).Want(201).Field("id")
	did(y.province, list, "", object{"title": "山东省2026年度强制性清洁生产审核企业名单", "document_no": "鲁环函〔2026〕88号", "decided_on": days[0], "web_address": "http://sthj.shandong.gov.cn/list"})
	turn(y.province, "lists-draft")
	did(y.province, list, "publish", object{"rows": 1})
	y.Work()
	y.audit = y.Column("SELECT id FROM audit WHERE site_id = ?", y.siteID)[0]
	told(y.firm, "已列入强制性清洁生产审核企业名单")
	y.stands("listed", "audit.open")
}

// noticed serves and receives the notice, and discloses.
func (y *year) noticed(on calendar.Date) {
	y.Helper()
	y.disclosed(on, object{"toxic_material": []object{{"material": "铅", "quantity": "12", "use": "原料"}},
		"toxic_discharge": []object{{"substance": "铅", "concentration": "0.1", "quantity": "0.2"}}, "toxic_control": []object{{"hazardous_waste": "委托处置", "risk_control": "已落实"}}})
}

// disclosed is noticed with what the reasons of the round demand to be disclosed.
func (y *year) disclosed(on calendar.Date, content object) {
	y.Helper()
	content["common"] = []object{{"name": "甲", "legal_representative": "乙", "address": "丙"}}
	notice := "/notices/" + y.Column("SELECT id FROM notice WHERE audit_id = ?", y.audit)[0]
	turn(y.county, "notices-prepared")
	did(y.county, notice, "serve", object{"method": "direct"})
	turn(y.firm, "notices-open")
	did(y.firm, notice, "receive", object{"received_by": "王五"})
	y.on(on)
	d := "/audits/" + y.audit + "/disclosure"
	did(y.firm, d, "", object{"channel": "企业官方网站", "web_address": "https://example.cn/a", "published_on": on, "content": content})
	id := "/disclosures/" + y.Column("SELECT id FROM disclosure WHERE audit_id = ?", y.audit)[0]
	y.onDisclosure(y.firm, id, "submit")
	turn(y.county, "disclosures-submitted")
	y.onDisclosure(y.county, id, "check")
	y.clocks(map[string]string{"disclose": "met"})
}

// onDisclosure acts on the disclosure, which is read under its audit.
func (y *year) onDisclosure(p *apptest.Party, id, do string) {
	y.Helper()
	etag := p.Call("GET", "/audits/"+y.audit+"/disclosure", nil).Want(200).Header.Get("ETag")
	p.Call("POST", id+"/"+do, object{}, "If-Match", etag).Want(200)
}

// reported starts the audit, fills the dossier and the stages, and hands in the report.
func (y *year) reported(start, report calendar.Date) (high string) {
	y.Helper()
	y.on(start)
	a := "/audits/" + y.audit
	did(y.firm, a, "start", object{"mode": "self", "planned_from": start, "planned_until": report, "team": []object{{"name": "赵组长", "post": "组长"}, {"name": "钱组员", "post": "组员"}},
		"evidence": []object{{"material": "capability-equipment", "text": "有流量计"}, {"material": "capability-industry", "text": "有化工工程师三名"}}})
	y.stands("ongoing", "audit.start")
	y.clocks(map[string]string{"start-audit": "met", "submit-report": "open"})
	told(y.city, "已启动审核")
	three := func(row object, amounts ...object) []object {
		rows := []object{}
		for i, amount := range amounts {
			one := object{"year": start.Year() - 3 + i}
			for _, part := range []object{row, amount} {
				for k, v := range part {
					one[k] = v
				}
			}
			rows = append(rows, one)
		}
		return rows
	}
	for section, in := range map[string]object{
		"profile":      {"rows": []object{{"name": "颜料公司", "code": "91370100MA3C0XXX0X", "address": "历下区1号", "scale": "中型", "employees": "120", "process": "煅烧"}}},
		"economy":      {"rows": three(object{"tax": "100"}, object{"output_value": "12000"}, object{"output_value": "12100"}, object{"output_value": "12345"})},
		"procedures":   {"rows": []object{{"permit": "登记管理", "permit_no": "91370100MA3C0XXX0X001P", "eia": "已批复"}}},
		"products":     {"rows": three(object{"product": "颜料", "unit": "t"}, object{"output": "900"}, object{"output": "950"}, object{"output": "980"})},
		"energy":       {"rows": three(object{"carrier": "电力（当量值）", "unit": "万kWh"}, object{"quantity": "100"}, object{"quantity": "99"}, object{"quantity": "98"})},
		"water":        {"rows": three(object{"source": "自来水", "unit": "m³"}, object{"fresh": "300"}, object{"fresh": "290"}, object{"fresh": "280"})},
		"emissions":    {"rows": three(object{"medium": "废水", "pollutant": "总铅", "unit": "kg"}, object{"amount": "5"}, object{"amount": "4"}, object{"amount": "3"})},
		"focus":        {"rows": []object{{"candidate": "煅烧", "factor": "废物量", "weight": 10, "score": 9, "chosen": "是"}}},
		"balances":     {"rows": []object{{"balance": "煅烧", "kind": "物料平衡", "side": "输入", "item": "铅", "unit": "t", "amount": "100"}, {"balance": "煅烧", "kind": "物料平衡", "side": "输出", "item": "颜料", "unit": "t", "amount": "99"}}},
		"causes":       {"rows": []object{{"unit": "煅烧", "waste": "铅尘", "aspect": "过程控制", "cause": "温度波动"}}},
		"continuation": {"rows": []object{{"organisation": "成立办公室", "rules": "纳入制度", "plan": "每年安排资金"}}},
		"targets": {"rows": []object{
			{"item": "总铅排放量", "touches": "双有", "unit": "kg", "present": "3", "target": "2", "due_on": report}, {"item": "化学需氧量排放量", "touches": "双超", "unit": "t", "present": "3", "target": "2", "due_on": report},
			{"item": "单位产品能耗", "touches": "高耗能", "unit": "kgce/t", "present": "3", "target": "2", "due_on": report},
		}},
	} {
		in["unconfirmed"] = []int{} // of a round that is done again, what the last one said has been looked at
		did(y.firm, a+"/dossier/"+section, "", in)
	}
	y.firm.Call("POST", a+"/options", object{"name": "更换密封件", "aspect": "equipment", "cost_class": "low", "state": "done", "completed_on": start, "investment_fen": 1000000, "benefit_fen": 4000000,
		"effects": []object{{"kind": "water", "quantity": "120", "actual": "130"}}}).Want(200)
	high = "/options/" + y.firm.Call("POST", a+"/options", object{"name": "替代铅系颜料", "touches": "铅", "aspect": "technology", "cost_class": "high", "state": "planned", "planned_on": report, "investment_fen": 500000000, "benefit_fen": 100000000,
		"feasibility": object{"technical": "成熟", "environmental": "减排", "economic": "五年回收", "gain_fen": 120000000, "years": "10", "tax_rate": "25", "base_rate": "8"}, "effects": []object{{"kind": "tce", "quantity": "10"}}}).Want(200).Field("id")
	for _, stage := range []string{"preparation", "preassessment", "assessment", "screening", "feasibility", "implementation", "continuation"} {
		y.stage(stage)
	}
	y.on(report)
	did(y.firm, a, "submit-report", object{"file_id": y.upload(y.firm, "report"), "declared_by": "王法人", "declared": true})
	y.stands("reported", "audit.submit-report")
	y.clocks(map[string]string{"submit-report": "met"})
	turn(y.firm, "audits-reported")
	return high
}

func (y *year) stage(stage string) {
	y.Helper()
	version := func() string {
		var a struct {
			Stages []struct {
				Stage   string
				Version int64
			}
		}
		y.firm.Call("GET", "/audits/"+y.audit, nil).Into(&a)
		for _, s := range a.Stages {
			if s.Stage == stage {
				return fmt.Sprintf(`"%d"`, s.Version)
			}
		}
		return ""
	}
	path := "/audits/" + y.audit + "/stages/" + stage
	y.firm.Call("PUT", path, object{"note": "已按计划完成本阶段的实测、平衡、分析和制度建设工作，详见审核报告。"}, "If-Match", version()).Want(200)
	y.firm.Call("POST", path+"/complete", object{}, "If-Match", version()).Want(200)
}

// appraised brings an application through completeness, panel, recusal and marks to its conclusion.
func (y *year) appraised(kind, total string, recusal bool, vetoes ...string) string {
	y.Helper()
	var need struct {
		Required []struct{ ID string }
		Obstacle string
		Open     []string
	}
	y.firm.Call("GET", "/appraisals/requirements?audit_id="+y.audit+"&kind="+kind, nil).Want(200).Into(&need)
	if need.Obstacle != "" {
		y.Fatalf("%s: %s %v", kind, need.Obstacle, need.Open)
	}
	materials := []object{}
	for _, m := range need.Required {
		materials = append(materials, object{"material": m.ID, "file_id": y.upload(y.firm, m.ID)})
	}
	y.firm.Call("POST", "/appraisals", object{"audit_id": y.audit, "kind": kind, "materials": materials[:1]}).Problem(422)
	id := "/appraisals/" + y.firm.Call("POST", "/appraisals", object{"audit_id": y.audit, "kind": kind, "materials": materials}).Want(201).Field("id")
	turn(y.city, "appraisals-applied")
	did(y.city, id, "docket", nil)
	turn(y.city, "appraisals-docketed")
	y.clocks(map[string]string{map[string]string{"evaluation": "evaluate", "acceptance": "accept"}[kind]: "open"})
	panel := []int{0, 1, 2}
	seat := func() {
		ids := []string{}
		for _, i := range panel {
			ids = append(ids, y.expertIDs[i])
		}
		did(y.city, id, "set-panel", object{"expert_ids": ids, "chair_id": y.expertIDs[1], "method": "letter", "meeting_on": y.App.DB.Clock().Today()})
	}
	seat()
	if recusal {
		y.onOwnSheet(0, id, "recuse", object{"reason": "本人子女在该企业任职"})
		told(y.city, "申请回避")
		y.experts[0].Call("GET", id, nil).Want(404)
		panel = []int{3, 1, 2}
		seat()
	}
	for _, i := range panel {
		turn(y.experts[i], "appraisals-mine")
		y.onOwnSheet(i, id, "accept", object{"declared": true})
		y.onOwnSheet(i, id, "", y.marks(id, total, vetoes))
		y.onOwnSheet(i, id, "submit-marks", object{"declared": true})
	}
	turn(y.city, "appraisals-marked")
	opinion := object{"requirements": []string{"补充监测数据"}, "problems": "监测数据不足。"}
	for _, f := range []string{"overall", "focus", "low_cost", "high_cost", "performance", "targets", "level", "continuation"} {
		opinion[f] = "符合要求。"
	}
	conclusion := object{"meeting_on": y.App.DB.Clock().Today(), "opinion": opinion}
	if y.rates(id) {
		act(y.city, id, "conclude", conclusion).Problem(422, "不能手工填写")
		delete(opinion, "level")
	}
	did(y.city, id, "conclude", conclusion)
	return id
}

// rates tells whether the level of this acceptance is the engine's, so that nobody writes it.
func (y *year) rates(id string) bool {
	y.Helper()
	var a struct {
		Standing struct{ Rated bool }
	}
	y.city.Call("GET", id, nil).Want(200).Into(&a)
	return a.Standing.Rated
}

func (y *year) onOwnSheet(i int, id, do string, in object) {
	y.Helper()
	etag := y.experts[i].Call("GET", id+"/marks", nil).Want(200).Header.Get("ETag")
	method, path := "POST", id+"/"+do
	if do == "" {
		method, path = "PUT", id+"/marks"
	}
	y.experts[i].Call(method, path, in, "If-Match", etag).Want(200)
}

// marks gives every item its share of the total, and an answer to every veto.
func (y *year) marks(id, total string, vetoes []string) object {
	y.Helper()
	var sheet struct {
		Parts []struct {
			Items []struct{ ID, Points string }
		}
		Vetoes []struct{ ID string }
	}
	y.city.Call("GET", "/sheets/"+y.city.Call("GET", id, nil).Field("sheet_id"), nil).Want(200).Into(&sheet)
	marks, answers := object{}, object{}
	rest := number(y, total)
	for _, part := range sheet.Parts {
		for _, item := range part.Items {
			give := min(rest, number(y, item.Points))
			rest -= give
			marks[item.ID] = fmt.Sprintf("%d.%d", give/10, give%10)
		}
	}
	for _, v := range sheet.Vetoes {
		answers[v.ID] = "no"
		if slices.Contains(vetoes, v.ID) {
			answers[v.ID] = "yes"
		}
	}
	return object{"marks": marks, "vetoes": answers, "comment": "意见"}
}

// number reads a mark as tenths, so that nothing is lost.
func number(y *year, text string) int {
	y.Helper()
	var whole, tenths int
	if _, err := fmt.Sscanf(text+".0", "%d.%d", &whole, &tenths); err != nil {
		y.Fatalf("%q: %v", text, err)
	}
	return whole*10 + tenths
}

// implemented carries the medium/high-cost option out and enters what the targets came to.
func (y *year) implemented(high string, on calendar.Date) {
	y.Helper()
	y.on(on)
	option := object{}
	var list struct{ Items []object }
	y.firm.Call("GET", "/audits/"+y.audit+"/options", nil).Into(&list)
	for _, o := range list.Items {
		if "/options/"+o["id"].(string) == high {
			option = o
		}
	}
	in := object{"state": "done", "completed_on": on, "actual_investment_fen": 480000000, "actual_benefit_fen": 90000000, "effects": []object{{"kind": "tce", "quantity": "10", "actual": "9"}}}
	for _, k := range []string{"name", "aspect", "cost_class", "planned_on", "investment_fen", "benefit_fen", "feasibility"} {
		in[k] = option[k]
	}
	y.firm.Call("PUT", high, in, "If-Match", fmt.Sprintf(`"%v"`, option["version"])).Want(200)
	y.clocks(map[string]string{"implement-options": "met", "apply-acceptance": "open"})
	path := "/audits/" + y.audit + "/dossier/targets"
	r := y.firm.Call("GET", path, nil).Want(200)
	var targets struct {
		Rows []object
	}
	r.Into(&targets)
	rows := []object{}
	for _, row := range targets.Rows {
		rows = append(rows, object{"item": row["item"], "touches": row["touches"], "unit": row["unit"], "present": row["present"], "target": row["target"], "due_on": row["due_on"], "actual": "1.9"})
	}
	y.firm.Call("PUT", path, object{"rows": rows}, "If-Match", r.Header.Get("ETag")).Want(200)
}

// portal gives a public page.
func (y *year) portal(path string) string {
	y.Helper()
	r, err := http.NewRequestWithContext(y.Context(), http.MethodGet, y.URL+path, nil)
	if err != nil {
		y.Fatal(err)
	}
	return string(y.Visitor().Do(r).Want(200).Body)
}
