package audit_test

import (
	"encoding/json"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/audit"
)

func (c *client) options(id string) audit.OptionList {
	c.t.Helper()
	return answer[audit.OptionList](c.t, c.must("GET", "/audits/"+id+"/options", ""))
}

// rewrite saves an option with some of its fields changed.
func (c *client) rewrite(o *audit.Option, change map[string]any) (int, string) {
	c.t.Helper()
	raw, _ := json.Marshal(o)
	in := map[string]any{}
	_ = json.Unmarshal(raw, &in)
	for _, field := range []string{"id", "audit_id", "code", "written_by", "payback", "economics", "actions", "created_at", "updated_at", "case_id"} {
		delete(in, field)
	}
	for field, value := range change {
		in[field] = value
	}
	body, _ := json.Marshal(in)
	return c.call("PUT", "/options/"+o.ID, string(body))
}

func TestOptionsSummariesAndReportTextsAreCommentedOn(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	firm, agent := w.as(enterprise), w.as(helper)
	o := firm.option(id, lowCost)
	for _, body := range []string{
		`{"section":"options","mark":"` + o.ID + `","column":"investment_fen","body":"与合同金额不一致。"}`,
		`{"section":"stages","mark":"preassessment","column":"note","body":"请写明现场考察的结论。"}`,
		`{"section":"texts","mark":"preassessment-profile","column":"text","body":"企业简介过于简略。"}`,
		`{"section":"options","body":"缺少针对有毒有害物质的方案。"}`,
	} {
		agent.must("POST", "/audits/"+id+"/comments", body)
	}
	for _, gone := range []string{`{"section":"options","mark":"nobody","body":"在哪里"}`, `{"section":"stages","mark":"preassessment","column":"colour","body":"什么"}`} {
		if code, body := agent.call("POST", "/audits/"+id+"/comments", gone); code != 422 || !strings.Contains(body, "没有这一") {
			t.Errorf("a place that is not there: %d %s", code, body)
		}
	}
	titles := []string{}
	for _, c := range firm.comments(id).Items {
		titles = append(titles, c.Title)
	}
	want := "清洁生产方案|报告文字（企业概况）“文字”|阶段小结（预审核）“小结”|清洁生产方案（" + o.Code + "，" + o.Name + "）“计划投资”"
	if strings.Join(titles, "|") != want {
		t.Errorf("places in words: %s, want %s", strings.Join(titles, "|"), want)
	}
	if a := w.get(enterprise, id); a.OpenComments != 4 {
		t.Errorf("the counter of the dossier: %d", a.OpenComments)
	}
}

func TestLockedOptionsAreWrittenByTheirHolderOnly(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	place := access.From(helper).Place
	zhang := person("z", "张工", access.RoleAgency, place)
	firm := w.as(enterprise)
	o := firm.option(id, lowCost)
	w.as(zhang).must("POST", "/audits/"+id+"/dossier/options/lock", `{}`)
	if code, body := firm.rewrite(o, map[string]any{"name": "改名"}); code != 409 || !strings.Contains(body, "张工（咨询服务机构）锁定") {
		t.Errorf("over a lock: %d %s", code, body)
	}
	if code, body := w.as(zhang).rewrite(o, map[string]any{"name": "改名"}); code != 200 {
		t.Errorf("the holder writes: %d %s", code, body)
	}
	firm.must("POST", "/audits/"+id+"/dossier/texts/lock", `{}`)
	if code, body := w.as(zhang).call("PUT", "/audits/"+id+"/report-text", `{"section":"preassessment-profile","text":"某某"}`); code != 409 || !strings.Contains(body, "锁定") {
		t.Errorf("a text over a lock: %d %s", code, body)
	}
}

func TestTwoWhoEditTheSameTextForTheFirstTime(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	w.as(enterprise).must("PUT", "/audits/"+id+"/report-text", `{"section":"preassessment-profile","text":"企业写的简介","version":0}`)
	code, body := w.as(helper).call("PUT", "/audits/"+id+"/report-text", `{"section":"preassessment-profile","text":"机构写的简介","version":0}`)
	if code != 409 || !strings.Contains(body, "已由他人编辑") {
		t.Errorf("the second overwrites the first: %d %s", code, body)
	}
}

func TestOnlyTheReturnedPartOfAnOptionASummaryOrATextOpens(t *testing.T) {
	w := newWorld(t)
	id, high := w.reported("toxic")
	office, firm := w.as(person("officer", "陈科长", access.RoleCity, access.Place{Region: "3701"})), w.as(enterprise)
	if code, _ := firm.rewrite(high, map[string]any{"content": "先不退回"}); code != 409 {
		t.Errorf("before the return: %d", code)
	}
	office.must("POST", "/audits/"+id+"/returns", `{"section":"options","mark":"`+high.ID+`","column":"content","reason":"没有写明针对的问题。"}`)
	office.must("POST", "/audits/"+id+"/returns", `{"section":"stages","mark":"preassessment","column":"note","reason":"请补充现场考察的结论。"}`)
	office.must("POST", "/audits/"+id+"/returns", `{"section":"texts","mark":"preassessment-profile","reason":"简介与工商登记不符。"}`)

	list := firm.options(id)
	if list.Addable || len(list.Returned) != 1 || list.Returned[0].Column != "content" {
		t.Fatalf("what is open of the options: %+v", list.Returned)
	}
	for _, o := range list.Items {
		if open := len(o.Actions) > 0; open != (o.ID == high.ID) {
			t.Errorf("%s is open: %v", o.Code, open)
		}
	}
	if code, body := firm.rewrite(high, map[string]any{"content": "针对高沸物", "investment_fen": 1}); code != 422 || !strings.Contains(body, "“计划投资”没有被退回") || !strings.Contains(body, `"investment_fen"`) {
		t.Errorf("beside the place: %d %s", code, body)
	}
	if code, body := firm.rewrite(high, map[string]any{"content": "针对高沸物，回收溶剂"}); code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	if code, _ := firm.call("POST", "/audits/"+id+"/options", string(mustJSON(lowCost))); code != 409 {
		t.Errorf("an option is added where single places were sent back: %d", code)
	}
	if code, body := firm.call("PUT", "/audits/"+id+"/report-text", `{"section":"preassessment-products","text":"别的一节"}`); code != 409 || !strings.Contains(body, "没有被退回") {
		t.Errorf("another text: %d %s", code, body)
	}
	firm.must("PUT", "/audits/"+id+"/report-text", `{"section":"preassessment-profile","text":"按工商登记改写的简介。"}`)
	stage := answer[audit.StageList](t, firm.must("GET", "/audits/"+id+"/stages", "")).Items[1]
	if !stage.Editable || len(stage.Returned) != 1 {
		t.Fatalf("the summary is open: %+v", stage)
	}
	steps, _ := json.Marshal(stage.Steps)
	path, version := "/audits/"+id+"/stages/preassessment", `{"version":`+string(mustJSON(stage.Version))
	if code, body := firm.call("PUT", path, version+`,"steps":{"2.1":true},"note":"已到现场考察。"}`); code != 422 || !strings.Contains(body, "“已完成的步骤”没有被退回") {
		t.Errorf("steps beside the place: %d %s", code, body)
	}
	firm.must("PUT", path, version+`,"steps":`+string(steps)+`,"note":"已到现场考察。"}`)

	firm.must("POST", "/audits/"+id+"/returns/resubmit", `{"answer":"均已补正。"}`)
	got := []string{}
	for _, r := range office.returns(id).Items {
		for _, d := range r.Differences {
			got = append(got, d.Words+d.Before+"→"+d.After)
		}
	}
	want := "（企业概况）“文字”（系统按资料写的文字）→按工商登记改写的简介。|（预审核）“小结”→已到现场考察。|（" + high.Code + "，" + high.Name + "）“方案内容”" + high.Content + "→针对高沸物，回收溶剂"
	if strings.Join(got, "|") != want {
		t.Errorf("differences: %s\nwant %s", strings.Join(got, "|"), want)
	}
}

func mustJSON(value any) []byte {
	raw, _ := json.Marshal(value)
	return raw
}

func TestAnOptionIsAddedWhereTheWholeListWasReturned(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	office, firm := w.as(person("officer", "陈科长", access.RoleCity, access.Place{Region: "3701"})), w.as(enterprise)
	office.must("POST", "/audits/"+id+"/returns", `{"section":"options","reason":"缺少针对有毒有害物质的方案。"}`)
	if list := firm.options(id); !list.Addable {
		t.Fatal("the list is not open")
	}
	firm.must("POST", "/audits/"+id+"/options", string(mustJSON(lowCost)))
	if r := firm.returns(id).Items[0]; len(r.Differences) != 1 || !strings.Contains(r.Differences[0].Words, "（新增）") {
		t.Errorf("the added option: %+v", r.Differences)
	}
}

func TestEffectsAreSummedApartByTheWayTheyWereGot(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	for _, effect := range []audit.Effect{{Actual: "10.1", Method: "实测"}, {Actual: "0.2", Method: "实测"}, {Actual: "-3", Method: "计算"}, {Actual: "5", Method: "估算"}, {Actual: "1"}, {}} {
		in := lowCost
		effect.Kind, effect.Quantity = "water", "2.5"
		in.Effects = []audit.Effect{effect}
		c.option(id, in)
	}
	dropped := lowCost
	dropped.State, dropped.Reason, dropped.CompletedOn = audit.OptionDropped, "设备停产", ""
	c.option(id, dropped)
	list := c.options(id)
	want := audit.EffectSum{Kind: "water", Label: "节水", Unit: "m³", Quantity: "15", Measured: "10.3", Calculated: "-3", Estimated: "5", Unsaid: "1", Actual: "13.3"}
	want.Label, want.Unit = list.Effects[0].Label, list.Effects[0].Unit
	if len(list.Effects) != 1 || list.Effects[0] != want {
		t.Errorf("%+v, want %+v", list.Effects, want)
	}
	if low := list.Totals[0]; low.Count != 7 || low.Done != 6 || low.Dropped != 1 {
		t.Errorf("%+v", low)
	}
}
