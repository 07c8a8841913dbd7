package audit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"net/http"
	"net/http/httptest"
	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"strings"
)

// client calls the operations as a browser does.
type client struct {
	*world
	handler http.Handler
	ctx     context.Context
}

func (w *world) as(ctx context.Context) *client {
	mux := http.NewServeMux()
	api := rest.New(mux, "测试", "test")
	audit.Register(api, w.audits)
	agency.Register(api, w.agencies)
	return &client{w, mux, ctx}
}

// call sends one request and gives status and body.
func (c *client) call(method, path, body string) (int, string) {
	c.t.Helper()
	r := httptest.NewRequest(method, rest.Base+path, strings.NewReader(body)).WithContext(c.ctx)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	out := httptest.NewRecorder()
	c.handler.ServeHTTP(out, r)
	return out.Code, out.Body.String()
}

func (c *client) must(method, path, body string) string {
	c.t.Helper()
	code, answer := c.call(method, path, body)
	if code >= 300 {
		c.t.Fatalf("%s %s: %d %s", method, path, code, answer)
	}
	return answer
}

// started gives a running audit of enterprise e1.
func (w *world) started(reasons ...string) string {
	w.t.Helper()
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", reasons...))["r1"]
	do(w, enterprise, id, w.audits.Start, selfStart())
	return id
}

// fill fills the dossier to what the stages ask for.
func (c *client) fill(id string) {
	for table, rows := range map[string]string{
		"profile":      `{"name":"历下化工有限公司","code":"91370100MA3C0XXX0X","address":"济南市历下区1号","scale":"中型","employees":"１２０","process":"硝化、还原"}`,
		"economy":      `{"year":2023,"output_value":"11800"},{"year":2024,"output_value":"12100"},{"year":2025,"output_value":"12345"}`,
		"procedures":   `{"permit":"登记管理","permit_no":"91370100MA3C0XXX0X001P","eia":"2015年取得批复并通过验收"}`,
		"products":     `{"product":"苯胺","year":2023,"unit":"t","output":"900"},{"product":"苯胺","year":2024,"unit":"t","output":"950"},{"product":"苯胺","year":2025,"unit":"t","capacity":"1000","output":"980"}`,
		"energy":       `{"carrier":"电力（当量值）","year":2023,"quantity":"100","unit":"万kWh"},{"carrier":"原煤","year":2024,"quantity":"500","unit":"t"},{"carrier":"天然气","year":2025,"quantity":"10","unit":"万m³","measured":"1.33"}`,
		"water":        `{"source":"自来水","year":2023,"fresh":"300","reused":"700","unit":"m³"},{"source":"自来水","year":2024,"fresh":"0.031","unit":"万m³"},{"source":"地下水","year":2025,"fresh":"100","unit":"m³"}`,
		"focus":        `{"candidate":"硝化车间","factor":"废物量","weight":10,"score":9,"chosen":"是"},{"candidate":"还原车间","factor":"废物量","weight":10,"score":6}`,
		"balances":     `{"balance":"硝化车间物料平衡","kind":"物料平衡","side":"输入","item":"苯","unit":"t","amount":"100"},{"balance":"硝化车间物料平衡","kind":"物料平衡","side":"输出","item":"硝基苯和废酸","unit":"t","amount":"98"}`,
		"continuation": `{"organisation":"成立清洁生产办公室","rules":"纳入管理制度","plan":"每年安排资金和培训"}`,
		"causes":       `{"unit":"硝化车间","waste":"废酸","aspect":"过程控制","cause":"配料比偏高"}`,
		"emissions":    `{"medium":"废水","pollutant":"苯胺类","year":2023,"amount":"0.5","unit":"t"},{"medium":"废水","pollutant":"苯胺类","year":2024,"amount":"0.4","unit":"t"},{"medium":"废水","pollutant":"苯胺类","year":2025,"amount":"0.3","unit":"t"}`,
	} {
		c.must("PUT", "/audits/"+id+"/dossier/"+table, `{"version":1,"rows":[`+rows+`]}`)
	}
	c.must("PUT", "/audits/"+id+"/dossier/targets", `{"version":1,"rows":[{"item":"单位产品综合能耗","unit":"tce/t","present":"12.5","target":"11.2","due_on":"2026-12-31"}]}`)
}

// complete finishes the stages up to one of them.
func (c *client) complete(id string, until int) {
	for i, st := range c.get(c.ctx, id).Stages[:until] {
		if st.State == audit.StageComplete {
			continue
		}
		st := c.get(c.ctx, id).Stages[i]
		if len(st.Sections) == 0 {
			saved, err := c.audits.SaveStage(store.WithVersion(c.ctx, st.Version), id, st.Stage, audit.StageInput{Note: "已按计划完成本阶段的实测、平衡、分析和制度建设工作，详见审核报告。"})
			if err != nil {
				c.t.Fatal(err)
			}
			st.Version = saved.Version
		}
		if _, err := c.audits.CompleteStage(store.WithVersion(c.ctx, st.Version), id, st.Stage); err != nil {
			c.t.Fatal(err)
		}
	}
}

func (c *client) option(id string, in audit.OptionInput) *audit.Option {
	c.t.Helper()
	o, err := c.audits.AddOption(c.ctx, id, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return o
}

var (
	lowCost  = audit.OptionInput{Name: "更换密封件", Aspect: audit.AspectEquipment, CostClass: audit.CostLow, Touches: "苯", State: audit.OptionDone, CompletedOn: "2026-03-31", InvestmentFen: 100_0000, BenefitFen: 400_0000, Effects: []audit.Effect{{Kind: "water", Quantity: "120", Actual: "130"}}}
	highCost = audit.OptionInput{
		Name: "余热回收", Aspect: audit.AspectTechnology, CostClass: audit.CostHigh, PlannedOn: "2026-11-30", InvestmentFen: 500_000_000, BenefitFen: 180_000_000,
		Effects:     []audit.Effect{{Kind: "tce", Quantity: "85.5"}, {Kind: "electricity", Quantity: "-1.2"}},
		Feasibility: &audit.Feasibility{Technical: "成熟", Environmental: "减排", Economic: "偿还期2.78年", GainFen: 200_000_000, Years: "10", TaxRate: "25", BaseRate: "8"},
	}
)

// reported brings an audit to the submitted report.
func (w *world) reported(reasons ...string) (string, *audit.Option) {
	id := w.started(reasons...)
	c := w.as(enterprise)
	c.fill(id)
	c.option(id, lowCost)
	high := c.option(id, highCost)
	c.complete(id, 7)
	a := do(w, enterprise, id, w.audits.SubmitReport, audit.ReportInput{FileID: w.file(id), DeclaredBy: "王法人", Declared: true})
	if a.State != audit.Reported || w.clock(id, "submit-report").MetOn == "" {
		w.t.Fatalf("reported: %s", a.State)
	}
	return id, high
}

func TestTheWholeWayToAcceptance(t *testing.T) {
	w := newWorld(t)
	id, high := w.reported("toxic")
	c := w.as(enterprise)
	if code, _ := c.call("PUT", "/audits/"+id+"/dossier/water", `{"version":2,"rows":[]}`); code != 409 {
		t.Errorf("the report locks the dossier: %d", code)
	}
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, id) })
	w.appraise(city, func(tx *store.Tx) error { return w.audits.Conclude(tx, id, audit.OutcomeSupplement, score("90.0")) })
	a := w.get(city, id)
	if a.State != audit.Supplementing || a.EvaluationScore != "90" {
		t.Fatalf("supplement: %s %s", a.State, a.EvaluationScore)
	}
	refuse(w, city, id, fault.KindConflict, w.audits.ConfirmAnswer, audit.CommentInput{})
	do(w, enterprise, id, w.audits.AnswerSupplement, audit.AnswerInput{Answer: "已补充平衡图"})
	a = do(w, city, id, w.audits.ConfirmAnswer, audit.CommentInput{Comment: "同意"})
	if a.State != audit.Implementing || w.clock(id, "implement-options").DueOn == "" {
		t.Fatalf("implementing: %s", a.State)
	}
	if err := store.Do(enterprise, w.db, func(tx *store.Tx) error { return w.audits.BeginAcceptance(tx, id) }); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("acceptance waits for the options: %v", err)
	}
	w.db.Clock().Set(calendar.Date("2026-10-12").Start().Add(time.Hour))
	in := highCost
	in.State, in.CompletedOn, in.ActualInvestmentFen, in.ActualBenefitFen = audit.OptionDone, "2026-10-10", 520_000_000, 170_000_000
	in.Effects = []audit.Effect{{Kind: "tce", Quantity: "85.5", Actual: "80"}, {Kind: "electricity", Quantity: "-1.2", Actual: "-1.5"}}
	renamed := in
	renamed.Name = "别的方案"
	if _, err := w.audits.SaveOption(store.WithVersion(enterprise, high.Version), high.ID, renamed); !fault.Is(err, fault.KindConflict) {
		t.Errorf("after the report the plan of an option stands: %v", err)
	}
	if _, err := w.audits.SaveOption(store.WithVersion(enterprise, high.Version), high.ID, in); err != nil {
		t.Fatal(err)
	}
	if d := w.clock(id, "apply-acceptance"); d.StartsOn != "2026-10-10" || w.clock(id, "implement-options").MetOn != "2026-10-10" {
		t.Errorf("the clocks follow the last option: %s", d.StartsOn)
	}
	c.must("PUT", "/audits/"+id+"/dossier/targets", `{"version":2,"rows":[{"item":"单位产品综合能耗","unit":"tce/t","present":"12.5","target":"11.2","due_on":"2026-12-31","actual":"11.0"}]}`)
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginAcceptance(tx, id) })
	w.appraise(city, func(tx *store.Tx) error { return w.audits.ConcludeAcceptance(tx, id, true, score("81.25")) })
	if a = w.get(city, id); a.State != audit.Accepted || a.AcceptanceScore != "81.25" || w.clock(id, "next-round").DueOn < "2031-10-12" {
		t.Errorf("accepted: %s %s", a.State, a.AcceptanceScore)
	}
	w.appraise(province, func(tx *store.Tx) error { return w.audits.PublishResult(tx, id, "2026-10-20") })
	if w.clock(id, "publish-result").MetOn == "" {
		t.Error("publication stops the province's clock")
	}
	last, err := store.Read(city, w.db, func(tx *store.Tx) (*audit.Audit, error) { return w.audits.LastAccepted(tx, "s-r1") })
	if err != nil || last == nil || last.ID != id {
		t.Errorf("last accepted: %v %v", last, err)
	}
}

func TestEvaluationMustPrecedeMediumAndHighCostOptions(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	early := highCost
	early.State, early.CompletedOn = audit.OptionDone, "2026-03-31"
	if _, err := w.audits.AddOption(enterprise, id, early); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "评估之后") {
		t.Errorf("got %v", err)
	}
}

func TestRedoOpensTheNextRound(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, id) })
	w.db.Clock().Set(calendar.Date("2026-09-01").Start().Add(time.Hour))
	w.appraise(city, func(tx *store.Tx) error { return w.audits.Conclude(tx, id, audit.OutcomeRedo, score("69.9")) })
	old := w.get(city, id)
	next := w.get(city, old.SupersededBy)
	if old.State != audit.Superseded || next.Supersedes != id || next.Round != 2 || next.State != audit.Listed || next.Regime != "CODE" {
		t.Errorf("redo: %s, next %s round %d under %s", old.State, next.State, next.Round, next.Regime)
	}
	if d := w.clock(next.ID, "start-audit"); d.StartsOn != "2026-09-01" {
		t.Errorf("the clocks of the new round start with the order: %s", d.StartsOn)
	}
	for _, d := range old.Deadlines {
		if d.Open {
			t.Errorf("%s of the old round still runs", d.Rule)
		}
	}
}

func TestFailedAcceptanceLeadsToRectificationByTheDayOfTheOrder(t *testing.T) {
	w := newWorld(t)
	id, high := w.reported("toxic")
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, id) })
	w.appraise(city, func(tx *store.Tx) error { return w.audits.Conclude(tx, id, audit.OutcomeProceed, score("90.1")) })
	dropped := highCost
	dropped.State, dropped.Reason = audit.OptionDropped, "设备停产"
	if _, err := w.audits.SaveOption(store.WithVersion(enterprise, high.Version), high.ID, dropped); err != nil {
		t.Fatal(err)
	}
	w.as(enterprise).must("PUT", "/audits/"+id+"/dossier/targets", `{"version":2,"rows":[{"item":"单位产品综合能耗","unit":"tce/t","present":"12.5","target":"11.2","due_on":"2026-12-31","actual":"12.4"}]}`)
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginAcceptance(tx, id) })
	w.appraise(city, func(tx *store.Tx) error { return w.audits.ConcludeAcceptance(tx, id, false, score("59.99")) })
	a := do(w, city, id, w.audits.OrderRectification, audit.OrderInput{Until: "2026-07-15", Reason: "目标没有完成"})
	if a.State != audit.Rectifying || w.clock(id, "rectify").DueOn != "2026-07-15" {
		t.Errorf("rectifying: %s %s", a.State, w.clock(id, "rectify").DueOn)
	}
	do(w, enterprise, id, w.audits.AnswerRectification, audit.AnswerInput{Answer: "已整改"})
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginAcceptance(tx, id) })
	if w.clock(id, "rectify").MetOn == "" {
		t.Error("the new application stops the clock of the rectification")
	}
}

func TestAgencyFillsButNeverSigns(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	body, err := w.agencies.Create(enterprise, agency.AgencyInput{CreditCode: "91350100M000100Y43", Name: "山东某环保咨询有限公司", RegionCode: "370100"})
	if err != nil {
		t.Fatal(err)
	}
	change := agency.AgencyInput{CreditCode: body.CreditCode, Name: "山东某环保有限公司", RegionCode: "370100"}
	for name, k := range map[string]struct {
		ctx     context.Context
		version int64
		kind    fault.Kind
	}{
		"another city": {otherCity, 1, fault.KindForbidden}, "the enterprise": {enterprise, 1, fault.KindForbidden},
		"a stale version": {province, 7, fault.KindConflict}, "no version": {city, 0, fault.KindInvalid},
	} {
		if _, err := w.agencies.Update(store.WithVersion(k.ctx, k.version), body.ID, change); !fault.Is(err, k.kind) {
			t.Errorf("%s: want %s, got %v", name, k.kind, err)
		}
	}
	helper := as(access.RoleAgency, access.Place{AgencyID: body.ID})
	refuse(w, helper, id, fault.KindNotFound, w.audits.Engage, audit.EngageInput{Commission: agency.Commission{AgencyID: body.ID}})
	e := w.invited(id, agency.Commission{AgencyID: body.ID, ContractNo: "2026-01"})
	w.turn(helper, e, w.agencies.Accept, agency.ReasonInput{})
	if a := w.get(helper, id); a.AgencyID != body.ID {
		t.Fatal("an engaged agency sees the audit")
	}
	answer := w.as(helper).must("PUT", "/audits/"+id+"/dossier/water", `{"version":1,"rows":[{"source":"自来水","year":2025,"fresh":"1","unit":"m³"}]}`)
	if !strings.Contains(answer, `"written_by":"`+body.Name) {
		t.Errorf("what the agency writes is marked: %s", answer)
	}
	refuse(w, helper, id, fault.KindForbidden, w.audits.Engage, audit.EngageInput{Commission: agency.Commission{AgencyID: body.ID}})
	w.turn(enterprise, e, w.agencies.End, agency.ReasonInput{Reason: "协商一致"})
	w.readsOnly(helper, id)
	other := w.publish("2026-05-31", opening("r7", "e1", "370102", "toxic"))["r7"]
	if _, err := w.audits.Get(helper, other); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a round of the same enterprise that the agency had no part in: %v", err)
	}
}

// readsOnly demands that an agency whose engagement has ended reads its round with everything in it, and writes nothing.
func (w *world) readsOnly(helper context.Context, id string) {
	w.t.Helper()
	a := w.get(helper, id)
	if len(a.Stages) != 7 || a.AgencyID != "" {
		w.t.Errorf("what the former agency reads: %+v", a)
	}
	for _, st := range a.Stages {
		if len(st.Actions) > 0 {
			w.t.Errorf("%s offers %v", st.Stage, st.Actions)
		}
	}
	c := w.as(helper)
	if body := c.must("GET", "/audits/"+id+"/dossier/water", ""); !strings.Contains(body, "委托已经终止") || strings.Contains(body, `"editable":true`) {
		w.t.Errorf("section: %s", body)
	}
	c.must("GET", "/audits/"+id+"/options", "")
	c.must("GET", "/audits/"+id+"/disclosure", "")
	for path, body := range map[string]string{
		"PUT /audits/" + id + "/dossier/water": `{"version":2,"rows":[]}`,
		"PUT /audits/" + id + "/disclosure":    `{"version":1,"channel":"website","content":{}}`,
		"POST /audits/" + id + "/options":      `{"name":"甲","aspect":"equipment","cost_class":"low","state":"planned"}`,
	} {
		method, address, _ := strings.Cut(path, " ")
		if code, answer := c.call(method, address, body); code != 409 || !strings.Contains(answer, "委托已经终止") {
			w.t.Errorf("%s: %d %s", path, code, answer)
		}
	}
	st := a.Stages[0]
	if _, err := w.audits.CompleteStage(store.WithVersion(helper, st.Version), id, st.Stage); !fault.Is(err, fault.KindConflict) {
		w.t.Errorf("completes a stage: %v", err)
	}
}

func TestDisclosureStopsItsClockOnTheDayOfPublication(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	w.db.Clock().Set(calendar.Date("2026-05-06").Start().Add(time.Hour))
	c := w.as(enterprise)
	d, err := w.audits.Disclosure(enterprise, id)
	if err != nil {
		t.Fatal(err)
	}
	_, answer := c.call("POST", "/disclosures/"+d.ID+"/submit", `{"version":1}`)
	if strings.Count(answer, `"location"`) < 6 {
		t.Errorf("all that is missing is named at once: %s", answer)
	}
	c.must("PUT", "/audits/"+id+"/disclosure", `{"version":1,"channel":"企业官方网站","web_address":"https://example.cn/a","published_on":"2026-04-20","content":{"common":[{"name":"甲","legal_representative":"乙","address":"丙"}],"toxic_material":[{"material":"苯","quantity":"１２","use":"原料"}],"toxic_discharge":[{"substance":"苯","concentration":"0.1","quantity":"0.2"}],"toxic_control":[{"hazardous_waste":"委托处置","risk_control":"已落实"}]}}`)
	c.must("POST", "/disclosures/"+d.ID+"/submit", `{"version":2}`)
	if clock := w.clock(id, "disclose"); clock.MetOn != "2026-04-20" || clock.Overdue {
		t.Errorf("met on %s, overdue %v", clock.MetOn, clock.Overdue)
	}
	public, err := w.audits.PublicDisclosure(context.Background(), id)
	if err != nil || len(public.Blocks) != 4 || public.ContentSHA256 == "" || public.Blocks[1].Rows[0][1] != "12" {
		t.Errorf("public: %+v %v", public, err)
	}
	d, _ = w.audits.Disclosure(county, id)
	if _, err := w.audits.ReturnDisclosure(store.WithVersion(county, d.Version), d.ID, audit.CommentInput{Comment: "缺少数量单位"}); err != nil {
		t.Fatal(err)
	}
	if clock := w.clock(id, "disclose"); !clock.Open || !clock.Overdue {
		t.Error("after a return the clock runs again")
	}
	if _, err := w.audits.PublicDisclosure(context.Background(), id); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("what was returned is not public: %v", err)
	}
}

func TestDossierFaultsAreToldAllAtOnce(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	cases := []struct{ section, rows, location, says string }{
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"1.2E+2","unit":"t"}`, "rows[0].quantity", "科学计数法"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"12,5","unit":"t"}`, "rows[0].quantity", "逗号"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"ND","unit":"t"}`, "rows[0].quantity", "未检出"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"-1","unit":"t"}`, "rows[0].quantity", "负数"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"12吨","unit":"t"}`, "rows[0].quantity", "单位"},
		{"energy", `{"carrier":"月光","year":2025,"quantity":"1","unit":"t"}`, "rows[0].carrier", "可选"},
		{"energy", `{"carrier":"原煤","year":2027,"quantity":"1","unit":"t"}`, "rows[0].year", "还没有到"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"1","unit":"t"},{"carrier":"原煤","year":2025,"quantity":"2","unit":"t"}`, "rows[1].year", "第1行重复"},
		{"energy", `{"carrier":"原煤","year":2025,"quantity":"1","unit":"t","tce":"3"}`, "rows[0].tce", "由系统计算"},
		{"products", `{"product":"苯胺","year":2025,"unit":"公斤斤","output":"3"}`, "rows[0].unit", "无法识别"},
		{"products", `{"product":"苯胺","year":2025,"unit":"t","output":{"value":"3","unit":"kWh"}}`, "rows[0].output", "能量"},
		{"water", `{"source":"雨水","year":2025,"fresh":"1","unit":"m³"}`, "rows[0].source", "可选"},
		{"emissions", `{"medium":"废水","pollutant":"苯","year":2025,"amount":"1","unit":"t","concentration":"2"}`, "rows[0].concentration", "浓度单位"},
		{"feasibility", `{}`, "", ""},
		{"team", `{"name":"王","post":"帮忙的"}`, "rows[0].post", "可选"},
		{"team", `{"name":"王","post":"组长","nick":"老王"}`, "rows[0].nick", "没有栏目"},
	}
	for _, k := range cases {
		code, answer := c.call("PUT", "/audits/"+id+"/dossier/"+k.section, `{"version":1,"rows":[`+k.rows+`]}`)
		if k.says == "" {
			if code != 404 {
				t.Errorf("%s is kept elsewhere: %d %s", k.section, code, answer)
			}
			continue
		}
		if code != 422 || !strings.Contains(answer, k.location) || !strings.Contains(answer, k.says) {
			t.Errorf("%s %s: %d %s", k.section, k.rows, code, answer)
		}
	}
	_, answer := c.call("PUT", "/audits/"+id+"/dossier/products", `{"version":1,"rows":[{"product":"甲","year":0,"unit":"斤斤","output":"约3"},{"product":"甲","year":"2025","unit":"t","capacity":"-1","output":"1,5"}]}`)
	if n := strings.Count(answer, `"location"`); n != 5 {
		t.Errorf("five faults at once, got %d: %s", n, answer)
	}
}

func TestWhatIsComputed(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	for path, wants := range map[string][]string{
		"energy":   {`"tce":"122.9 tce"`, `"tce":"357.15 tce"`, `"tce":"133 tce"`},
		"water":    {`"rate":"70%"`},
		"targets":  {`"percent":"10.4%"`},
		"products": {`"rate":"98%"`},
		"profile":  {`"employees":"１２０"`},
	} {
		answer := c.must("GET", "/audits/"+id+"/dossier/"+path, "")
		for _, want := range wants {
			if !strings.Contains(answer, want) {
				t.Errorf("%s: no %s in %s", path, want, answer)
			}
		}
	}
	c.option(id, lowCost)
	high := c.option(id, highCost)
	if high.Code != "F02" || high.Payback != "2.78" {
		t.Errorf("code %s, payback %s", high.Code, high.Payback)
	}
	answer := c.must("GET", "/audits/"+id+"/options", "")
	for _, want := range []string{`"investment_fen":500000000`, `"label":"节水","unit":"m³","quantity":"120","measured":"","calculated":"","estimated":"","unsaid":"130","actual":"130"`, `"quantity":"-1.2"`} {
		if !strings.Contains(answer, want) {
			t.Errorf("no %s in %s", want, answer)
		}
	}
}

func TestStagesAreCompletedInOrderAndOnlyWhenFilled(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	stages := w.get(enterprise, id).Stages
	complete := func(n int) error {
		st := w.get(enterprise, id).Stages[n]
		_, err := w.audits.CompleteStage(store.WithVersion(enterprise, st.Version), id, st.Stage)
		return err
	}
	if err := complete(1); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), stages[0].Title) {
		t.Errorf("the second stage waits for the first: %v", err)
	}
	if err := complete(0); err != nil {
		t.Fatal(err)
	}
	if err := complete(1); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "近三年") {
		t.Errorf("a stage without its tables is not complete: %v", err)
	}
	first := w.get(enterprise, id).Stages[0]
	if _, err := w.audits.ReopenStage(store.WithVersion(enterprise, first.Version), id, first.Stage); err != nil {
		t.Errorf("revisiting is allowed: %v", err)
	}
	f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.SubmitReport, audit.ReportInput{FileID: w.file(id), DeclaredBy: "王", Declared: true})
	if len(f.Fields) < 7 {
		t.Errorf("the report names every stage that is missing: %v", f)
	}
	if _, err := w.audits.Get(city, id); err != nil {
		t.Error(err)
	}
}

func TestTwoThousandRowsOpenInOneTransaction(t *testing.T) {
	w := newWorld(t)
	rows := make([]audit.Opening, 0, 2000)
	for i := range 2000 {
		n := fmt.Sprintf("n%04d", i)
		rows = append(rows, opening(n, "e-"+n, "370102", "toxic"))
	}
	ids := w.publish("2026-03-31", rows...)
	out, err := w.audits.List(county, audit.Query{Page: store.Page{Q: "历下化工n1999"}})
	if err != nil || len(ids) != 2000 || len(out.Items) != 1 || out.Items[0].CaseNo != "鲁清审〔2026〕370102-2000" || out.Items[0].Deadline == nil {
		t.Errorf("%d opened, found %v %v", len(ids), out.Items, err)
	}
}
