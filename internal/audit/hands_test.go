package audit_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/store"
)

// answer reads a JSON answer.
func answer[T any](t *testing.T, body string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(body), &out); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return out
}

// person is somebody with an account of his own.
func person(id, name string, role access.Role, place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: id, Name: name, Role: role, Place: place})
}

func (c *client) table(id, name string) audit.Table {
	c.t.Helper()
	return answer[audit.Table](c.t, c.must("GET", "/audits/"+id+"/dossier/"+name, ""))
}

// put saves rows with the version and the marks of a table that was read.
func (c *client) put(id string, read audit.Table, rows string) (int, string) {
	c.t.Helper()
	marks, _ := json.Marshal(read.Marks)
	version, _ := json.Marshal(read.Version)
	return c.call("PUT", "/audits/"+id+"/dossier/"+read.Section, `{"version":`+string(version)+`,"marks":`+string(marks)+`,"rows":[`+rows+`]}`)
}

func (c *client) comments(id string) audit.CommentList {
	c.t.Helper()
	return answer[audit.CommentList](c.t, c.must("GET", "/audits/"+id+"/comments", ""))
}

func (c *client) returns(id string) audit.ReturnList {
	c.t.Helper()
	return answer[audit.ReturnList](c.t, c.must("GET", "/audits/"+id+"/returns", ""))
}

// entrusted gives a running audit with an agency that fills it in.
func (w *world) entrusted() (id string, helper context.Context) {
	id = w.started("toxic")
	firm, helper := w.firm("91350100M000100Y43", "山东某环保咨询有限公司")
	w.turn(helper, w.invited(id, agency.Commission{AgencyID: firm.ID}), w.agencies.Accept, agency.ReasonInput{})
	return id, helper
}

func TestARowKeepsItsMarkWhenRowsComeAndGo(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.must("PUT", "/audits/"+id+"/dossier/products", `{"version":1,"rows":[{"product":"苯胺","year":2023,"unit":"t","output":"900"},{"product":"苯胺","year":2024,"unit":"t","output":"950"}]}`)
	read := c.table(id, "products")
	if strings.Join(read.Marks, " ") != "r1 r2" {
		t.Fatalf("marks: %v", read.Marks)
	}
	read.Marks = []string{"", "r2", ""} // a new row before, the first taken away, one more
	if code, body := c.put(id, read, `{"product":"硝基苯","year":2024,"unit":"t","output":"10"},{"product":"苯胺","year":2024,"unit":"t","output":"951"},{"product":"苯胺","year":2025,"unit":"t","output":"960"}`); code != 200 {
		t.Fatal(body)
	}
	if read = c.table(id, "products"); strings.Join(read.Marks, " ") != "r3 r2 r4" {
		t.Errorf("a mark is given once: %v", read.Marks)
	}
	// From a workbook rows come without marks: by content, by what tells rows apart, by position.
	read.Marks = nil
	if code, body := c.put(id, read, `{"product":"苯胺","year":2025,"unit":"t","output":"961"},{"product":"硝基苯","year":2024,"unit":"t","output":"10"}`); code != 200 {
		t.Fatal(body)
	}
	if read = c.table(id, "products"); strings.Join(read.Marks, " ") != "r4 r3" {
		t.Errorf("found again: %v", read.Marks)
	}
}

func TestTheHistoryOfACellTellsWhoChangedItFromWhatToWhat(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	firm, agent := w.as(enterprise), w.as(helper)
	const row = `{"product":"苯胺","year":2024,"unit":"t","output":"OUT"}`
	for i, output := range []string{"950", "960", "970"} {
		by := []*client{firm, agent, firm}[i]
		w.db.Clock().Set(w.db.Clock().Now().Add(time.Hour))
		if code, body := by.put(id, by.table(id, "products"), strings.Replace(row, "OUT", output, 1)); code != 200 {
			t.Fatal(body)
		}
	}
	list := answer[audit.ChangeList](t, firm.must("GET", "/audits/"+id+"/dossier/products/changes?mark=r1&column=output", ""))
	got := []string{}
	for _, c := range list.Items {
		got = append(got, c.ActorRole+" "+c.Before+">"+c.After)
	}
	if want := "企业 960>970|咨询服务机构 950>960|企业 >950"; strings.Join(got, "|") != want {
		t.Errorf("history: %s, want %s", strings.Join(got, "|"), want)
	}
	if words := list.Items[0].Words; words != "第1行（苯胺，2024）“实际产量”" {
		t.Errorf("the place in words: %s", words)
	}
	if other := answer[audit.ChangeList](t, firm.must("GET", "/audits/"+id+"/dossier/products/changes?mark=r1&column=unit", "")); len(other.Items) != 1 || other.Items[0].After != "t" {
		t.Errorf("a cell that came with its row and stayed: %+v", other.Items)
	}
	for _, source := range []string{"自来水", "地下水"} { // the name of this column is also how a place of evidence ends
		if code, body := firm.put(id, firm.table(id, "water"), `{"source":"`+source+`","year":2024,"unit":"m³","fresh":"1"}`); code != 200 {
			t.Fatal(body)
		}
	}
	if list := answer[audit.ChangeList](t, firm.must("GET", "/audits/"+id+"/dossier/water/changes?mark=r1&column=source", "")); len(list.Items) != 2 || list.Items[0].Before != "自来水" || list.Items[0].Source {
		t.Errorf("where the water comes from: %+v", list.Items)
	}
	if code, _ := w.as(stranger).call("GET", "/audits/"+id+"/dossier/products/changes", ""); code != 404 {
		t.Errorf("a stranger reads the history: %d", code)
	}
}

func TestAStaleEditorIsToldBothValues(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	firm, agent := w.as(enterprise), w.as(helper)
	const row = `{"product":"苯胺","year":2024,"unit":"t","output":"OUT"}`
	firm.put(id, firm.table(id, "products"), strings.Replace(row, "OUT", "950", 1))
	stale := agent.table(id, "products")
	firm.put(id, firm.table(id, "products"), strings.Replace(row, "OUT", "955", 1))
	code, body := agent.put(id, stale, strings.Replace(row, "OUT", "999", 1))
	if code != 409 || !strings.Contains(body, `"before":"950"`) || !strings.Contains(body, `"after":"955"`) || !strings.Contains(body, "“实际产量”") {
		t.Errorf("%d %s", code, body)
	}
}

func TestACommentIsAnsweredResolvedAndCounted(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	firm, agent := w.as(enterprise), w.as(helper)
	firm.put(id, firm.table(id, "products"), `{"product":"苯胺","year":2024,"unit":"t","output":"950"}`)
	code, body := agent.call("POST", "/audits/"+id+"/comments", `{"section":"products","mark":"r9","column":"colour","body":" "}`)
	if code != 422 || !strings.Contains(body, "没有这一行") || !strings.Contains(body, "没有这一栏") {
		t.Errorf("a place that is not there: %d %s", code, body)
	}
	agent.must("POST", "/audits/"+id+"/comments", `{"section":"products","mark":"r1","column":"output","body":"与年报的产量不一致，请核对。"}`)
	agent.must("POST", "/audits/"+id+"/comments", `{"section":"water","body":"请补充近三年的取水量。"}`)
	list := firm.comments(id)
	if list.Open != 2 || list.Sections["products"] != 1 || list.Items[1].Title != "产品产量第1行（苯胺，2024）“实际产量”" {
		t.Fatalf("%d open, %+v", list.Open, list.Items)
	}
	if w.inbox(enterprise, "批注：") != 2 || w.inbox(city, "批注：") != 0 {
		t.Error("the enterprise is told, the office is not while the dossier is filled in")
	}
	if table := firm.table(id, "products"); table.Hands.Open != 1 {
		t.Errorf("the counter of the table: %d", table.Hands.Open)
	}
	if a := w.get(enterprise, id); a.OpenComments != 2 {
		t.Errorf("the counter of the dossier: %d", a.OpenComments)
	}
	first := list.Items[1]
	firm.must("POST", "/dossier-comments/"+first.ID+"/reply", `{"body":"年报含返工品，已在备注中说明。"}`)
	if w.inbox(helper, "批注的答复") != 1 {
		t.Error("the asker is told of the answer")
	}
	if code, _ := agent.call("POST", "/dossier-comments/"+first.ID+"/resolve", `{"version":1}`); code != 409 {
		t.Errorf("resolved without having read the answer: %d", code)
	}
	agent.must("POST", "/dossier-comments/"+first.ID+"/resolve", `{"version":2}`)
	list = agent.comments(id)
	if list.Open != 1 || list.Items[1].State != audit.CommentResolved || len(list.Items[1].Replies) != 1 {
		t.Errorf("after the answer: %d open, %+v", list.Open, list.Items)
	}
	agent.must("POST", "/dossier-comments/"+first.ID+"/reopen", `{"version":3}`)
	if list = agent.comments(id); list.Open != 2 {
		t.Errorf("reopened: %d", list.Open)
	}
	if code, _ := w.as(stranger).call("POST", "/dossier-comments/"+first.ID+"/reply", `{"body":"好"}`); code != 404 {
		t.Errorf("a stranger answers: %d", code)
	}
}

func TestInternalCommentsStayOnTheirSide(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	office, firm := w.as(city), w.as(enterprise)
	office.must("POST", "/audits/"+id+"/comments", `{"section":"water","body":"与在线监测数据相差较大，现场核实。","internal":true}`)
	office.must("POST", "/audits/"+id+"/comments", `{"section":"water","mark":"r1","body":"请说明计量方法。"}`)
	if list := firm.comments(id); list.Open != 1 || len(list.Items) != 1 || list.Items[0].Body != "请说明计量方法。" {
		t.Errorf("the enterprise sees %+v", list.Items)
	}
	if list := w.as(county).comments(id); list.Open != 2 {
		t.Errorf("the county sees %d", list.Open)
	}
	history := firm.must("GET", "/audits/"+id+"/history", "")
	if strings.Contains(history, "现场核实") || !strings.Contains(history, "请说明计量方法") {
		t.Error("the case history keeps what is internal to its side")
	}
	// The office settles what it asked; the enterprise answers only.
	asked := firm.comments(id).Items[0]
	if code, body := firm.call("POST", "/dossier-comments/"+asked.ID+"/resolve", `{"version":1}`); code != 409 || !strings.Contains(body, "由提出的一方标为已解决") {
		t.Errorf("%d %s", code, body)
	}
}

func TestNothingIsHandedInOverOpenQuestions(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	c.option(id, lowCost)
	c.option(id, highCost)
	c.complete(id, 7)
	w.as(city).must("POST", "/audits/"+id+"/comments", `{"section":"water","body":"请核对回用水量。"}`)
	in := audit.ReportInput{FileID: w.file(id), DeclaredBy: "王法人", Declared: true}
	_, err := w.audits.SubmitReport(store.WithVersion(enterprise, w.get(enterprise, id).Version), id, in)
	if err == nil || !strings.Contains(err.Error(), "请核对回用水量") {
		t.Fatalf("handed in: %v", err)
	}
	w.as(city).must("POST", "/dossier-comments/"+c.comments(id).Items[0].ID+"/resolve", `{"version":1}`)
	if a := do(w, enterprise, id, w.audits.SubmitReport, in); a.State != audit.Reported {
		t.Errorf("after the answer: %s", a.State)
	}
}

func TestALockedTableIsTakenOverWithAReason(t *testing.T) {
	w := newWorld(t)
	id, helper := w.entrusted()
	place := access.From(helper).Place
	zhang, li := person("z", "张工", access.RoleAgency, place), person("l", "李工", access.RoleAgency, place)
	wang := person("w", "王主任", access.RoleEnterprise, access.Place{EnterpriseID: "e1"})
	const path, row = "/dossier/products", `{"product":"苯胺","year":2024,"unit":"t","output":"950"}`
	w.as(zhang).must("POST", "/audits/"+id+path+"/presence", `{}`)
	if at := answer[audit.Attendance](t, w.as(wang).must("POST", "/audits/"+id+path+"/presence", `{}`)); len(at.People) != 1 || at.People[0].Name != "张工" {
		t.Errorf("who is at the table: %+v", at.People)
	}
	w.as(zhang).must("POST", "/audits/"+id+path+"/lock", `{}`)
	code, body := w.as(wang).put(id, w.as(wang).table(id, "products"), row)
	if code != 409 || !strings.Contains(body, "张工（咨询服务机构）锁定") {
		t.Errorf("over a lock: %d %s", code, body)
	}
	if code, _ := w.as(zhang).put(id, w.as(zhang).table(id, "products"), row); code != 200 {
		t.Errorf("the holder writes: %d", code)
	}
	if code, body := w.as(wang).call("POST", "/audits/"+id+path+"/take-over", `{}`); code != 422 || !strings.Contains(body, "接管的原因") {
		t.Errorf("without a reason: %d %s", code, body)
	}
	at := answer[audit.Attendance](t, w.as(wang).must("POST", "/audits/"+id+path+"/take-over", `{"reason":"张工出差"}`))
	if at.Lock == nil || !at.Lock.Mine || at.Lock.TakenFrom != "张工" || at.Lock.TakenReason != "张工出差" {
		t.Errorf("taken over: %+v", at.Lock)
	}
	if w.inbox(zhang, "已被接管") != 1 || w.inbox(li, "已被接管") != 0 {
		t.Error("the former holder is told, and nobody else")
	}
	if code, body := w.as(li).call("POST", "/audits/"+id+path+"/take-over", `{"reason":"继续填写"}`); code != 409 || !strings.Contains(body, "受托机构不能接管") {
		t.Errorf("an agency takes it from the enterprise: %d %s", code, body)
	}
	if code, _ := w.as(zhang).call("POST", "/audits/"+id+path+"/unlock", `{}`); code != 409 {
		t.Errorf("somebody else unlocks: %d", code)
	}
	w.as(wang).must("POST", "/audits/"+id+path+"/unlock", `{}`)
	w.db.Clock().Set(w.db.Clock().Now().Add(3 * time.Minute))
	if table := w.as(li).table(id, "products"); table.Hands.Lock != nil || len(table.Hands.People) != 0 {
		t.Errorf("free again, and who gave no sign has gone: %+v", table.Hands)
	}
}

func TestOnlyWhatWasReturnedOpensAgain(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	officer := person("officer", "陈科长", access.RoleCity, access.Place{Region: "3701"})
	colleague := person("colleague", "刘科员", access.RoleCity, access.Place{Region: "3701"})
	office, firm := w.as(officer), w.as(enterprise)
	if code, body := office.call("POST", "/audits/"+id+"/returns", `{"section":"water","mark":"r2","reason":" "}`); code != 422 || !strings.Contains(body, "退回的原因") {
		t.Errorf("without a reason: %d %s", code, body)
	}
	office.must("POST", "/audits/"+id+"/returns", `{"section":"water","mark":"r1","column":"fresh","reason":"与水费单不符，请核对。"}`)
	office.must("POST", "/audits/"+id+"/returns", `{"section":"products","mark":"r3","reason":"产量大于产能，请核对。"}`)
	if code, body := office.call("POST", "/audits/"+id+"/returns", `{"section":"products","mark":"r3","column":"output","reason":"再退一次"}`); code != 422 || !strings.Contains(body, "已经退回") {
		t.Errorf("twice: %d %s", code, body)
	}
	if w.inbox(enterprise, "退回补正") != 2 {
		t.Error("the enterprise is told of each place")
	}
	table := firm.table(id, "water")
	if !table.Editable || len(table.Hands.Returned) != 1 || table.Hands.Returned[0].Column != "fresh" {
		t.Fatalf("the place is open: %v %+v", table.Editable, table.Hands)
	}
	if other := firm.table(id, "energy"); other.Editable {
		t.Error("a table without a return is open")
	}
	rows, _ := json.Marshal(table.Rows)
	inner := strings.TrimSuffix(strings.TrimPrefix(string(rows), "["), "]")
	code, body := firm.put(id, table, strings.Replace(strings.Replace(inner, `"700"`, `"701"`, 1), `"300"`, `"310"`, 1))
	if code != 422 || !strings.Contains(body, "“重复利用水量”没有被退回") || strings.Contains(body, "“新鲜水取水量”没有被退回") {
		t.Errorf("beside the place: %d %s", code, body)
	}
	if code, body = firm.put(id, table, strings.Replace(inner, `"300"`, `"310"`, 1)); code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	if code, body := firm.call("POST", "/audits/"+id+"/returns/resubmit", `{"answer":""}`); code != 409 || !strings.Contains(body, "还没有修改") {
		t.Errorf("one place is not mended: %d %s", code, body)
	}
	firm.must("POST", "/audits/"+id+"/returns/resubmit", `{"answer":"取水量按水费单更正；产量无误，产能已经批准扩大。"}`)
	if w.inbox(officer, "已重新报送") != 1 || w.inbox(colleague, "已重新报送") != 0 {
		t.Error("it goes straight to the one who returned it")
	}
	list := office.returns(id)
	if list.Resubmitted != 2 || len(list.Items[1].Differences) != 1 || list.Items[1].Differences[0] != (audit.Difference{Words: "第1行（自来水，2023）“新鲜水取水量”", Before: "300", After: "310"}) {
		t.Errorf("the differences since the return: %+v", list.Items[1])
	}
	if code, _ := firm.put(id, firm.table(id, "water"), inner); code != 409 {
		t.Errorf("locked again after it was handed in: %d", code)
	}
	office.must("POST", "/dossier-returns/"+list.Items[1].ID+"/settle", `{"version":2}`)
	office.must("POST", "/dossier-returns/"+list.Items[0].ID+"/return-again", `{"version":2,"comment":"请附扩产批复。"}`)
	if list = firm.returns(id); list.Open != 1 || list.Items[0].Times != 2 || list.Items[0].Reason != "请附扩产批复。" {
		t.Errorf("returned again: %+v", list.Items[0])
	}
	err := store.Do(enterprise, w.db, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, id) })
	if err == nil || !strings.Contains(err.Error(), "退回的地方没有办结") {
		t.Errorf("applied for with an open return: %v", err)
	}
}
