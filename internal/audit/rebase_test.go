package audit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"qingshen/internal/agency"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier/dossiertest"
	register "qingshen/internal/enterprise"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// twoEditions is a world in which the form has an edition 2028 as well.
func twoEditions(t *testing.T) *world {
	t.Helper()
	db := storetest.New(t)
	ref, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	agencies := agency.New(db)
	return &world{t: t, db: db, agencies: agencies, audits: audit.New(db, agencies, register.New(db, ref, job.New(db), t.TempDir()), dossiertest.Edition(t))}
}

func TestARunningAuditKeepsItsEditionUntilItIsMovedWithItsDifferenceInView(t *testing.T) {
	w := twoEditions(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":1,"rows":[{"name":"风机","model":"4-72","quantity":"2","power":"30","grade":"不适用","place":"还原车间"},{"name":"水泵","quantity":"3","power":"5.5","grade":"2级"}]}`)
	c.must("PUT", "/audits/"+id+"/dossier/processes", `{"version":1,"rows":[{"unit":"硝化","wastes":"废酸"}]}`)
	plan := func() (r audit.Rebase) {
		t.Helper()
		if err := json.Unmarshal([]byte(c.must("GET", "/audits/"+id+"/rebase", "")), &r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := plan(); r.Edition != "2026" || r.To != "" {
		t.Fatalf("before the new edition is in force: %+v", r)
	}

	w.db.Clock().Set(calendar.Date("2028-03-01").Start().Add(time.Hour))
	if got := c.table(id, "equipment"); len(got.Form.Columns) != 8 {
		t.Errorf("the running audit has left its edition by itself: %d columns", len(got.Form.Columns))
	}
	r := plan()
	said := map[string]string{}
	for _, change := range r.Changes {
		said[change.Title] = change.Kind + change.Says
		for _, column := range change.Columns {
			said[change.Title+"/"+column.Title] = column.Kind + column.Says
		}
	}
	for place, want := range map[string]string{
		"碳排放": "新增新的表", "工艺流程和产污环节": "取消已填的1行移入", "主要设备": "变化已填的2行转入新版", "主要设备/型号": "取消1个值移入", "主要设备/总功率": "单位由“kW”改为“MW”",
		"主要设备/制造商": "新增必填", "主要设备/所在车间": "变化名称由“使用部位”改为", "主要设备/能效等级": "不再有选项“不适用”。1个值移入",
	} {
		if !strings.Contains(said[place], want) {
			t.Errorf("%s: %q, want %q", place, said[place], want)
		}
	}
	if len(r.Changes) != 3 {
		t.Errorf("what has not changed is not named: %v", said)
	}

	// what was not looked at is not done, and not by anybody
	move := func(digest string) (int, string) {
		return c.call("POST", "/audits/"+id+"/rebase", fmt.Sprintf(`{"version":%d,"digest":%q}`, w.get(enterprise, id).Version, digest))
	}
	if code, answer := move("0000"); code != 409 {
		t.Errorf("an unseen difference: %d %s", code, answer)
	}
	if code, _ := w.as(stranger).call("GET", "/audits/"+id+"/rebase", ""); code != 404 {
		t.Errorf("a stranger: %d", code)
	}
	if code, answer := move(r.Digest); code != 200 {
		t.Fatalf("moved: %d %s", code, answer)
	}

	got := c.table(id, "equipment")
	raw, _ := json.Marshal(got.Rows)
	if string(raw) != `[{"name":"风机","power":{"unit":"kW","value":"30"},"quantity":"2","site":"还原车间"},{"grade":"2级","name":"水泵","power":{"unit":"kW","value":"5.5"},"quantity":"3"}]` {
		t.Errorf("rows: %s", raw)
	}
	if len(got.Gaps) != 2 {
		t.Errorf("the new column is demanded of each row: %v", got.Gaps)
	}
	if code, _ := c.call("GET", "/audits/"+id+"/dossier/processes", ""); code != 404 || len(c.table(id, "carbon").Rows) != 0 {
		t.Errorf("a table that is gone: %d", code)
	}
	r = plan()
	if r.Edition != "2028" || r.To != "" || len(r.Retired) != 2 {
		t.Fatalf("after the move: %+v", r)
	}
	kept, _ := json.Marshal(r.Retired)
	for _, want := range []string{"4-72", "不适用", "硝化", "废酸", `"edition":"2026"`} {
		if !strings.Contains(string(kept), want) {
			t.Errorf("lost: %s in %s", want, kept)
		}
	}
	if history := c.must("GET", "/audits/"+id+"/history", ""); !strings.Contains(history, "审核资料由2026版表单转到2028版") {
		t.Error("the history does not say so")
	}
	if code, _ := move(r.Digest); code != 422 && code != 409 {
		t.Errorf("twice: %d", code)
	}
	c.must("GET", "/audits/"+id+"/findings", "")
	c.must("GET", "/audits/"+id+"/report-draft", "")
}

// What people have said and settled about a place goes with it: comments, returns, locks, rows kept from the public; a row keeps its
// mark though a row before it has no place in the new edition.
func TestWhatWasSaidOfAPlaceGoesWithItToTheNewEdition(t *testing.T) {
	w := twoEditions(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.fill(id)
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":1,"rows":[{"model":"4-72"},{"name":"风机","quantity":"2","model":"Y-5","place":"还原车间"},{"name":"水泵","quantity":"3"}]}`)
	c.must("POST", "/audits/"+id+"/dossier/causes/lock", `{}`)
	c.must("POST", "/audits/"+id+"/report-secrets", `{"table":"causes","row":"硝化车间","reason":"工艺属于商业秘密"}`)
	for _, at := range []string{`"section":"causes","mark":"r1","column":"waste"`, `"section":"causes"`, `"section":"equipment","mark":"r2","column":"place"`, `"section":"equipment","mark":"r2","column":"model"`, `"section":"equipment","mark":"r3","column":"name"`} {
		c.must("POST", "/audits/"+id+"/comments", `{`+at+`,"body":"请核对。"}`)
	}
	back := &audit.DossierReturn{AuditID: id, Section: "causes", Mark: "r1", Column: "waste", Title: "废物产生原因分析", Reason: "请核对", State: audit.ReturnSettled, Held: `{"rows":[{"unit":"硝化车间","waste":"废酸","aspect":"过程控制","cause":"配料比偏高"}],"marks":["r1"],"given":1}`}
	if _, err := store.In(enterprise, w.db, func(tx *store.Tx) (bool, error) { return true, tx.Insert("dossier_return.return", back) }); err != nil {
		t.Fatal(err)
	}

	w.db.Clock().Set(calendar.Date("2028-03-01").Start().Add(time.Hour))
	plan := answer[audit.Rebase](t, c.must("GET", "/audits/"+id+"/rebase", ""))
	c.must("POST", "/audits/"+id+"/rebase", fmt.Sprintf(`{"version":%d,"digest":%q}`, w.get(enterprise, id).Version, plan.Digest))

	places := []string{}
	for _, one := range c.comments(id).Items {
		places = append(places, strings.TrimRight(one.Section+"/"+one.Mark+"/"+one.Column, "/"))
		if one.Gone {
			t.Errorf("%s is said to be gone", one.Title)
		}
	}
	slices.Sort(places)
	if got, want := strings.Join(places, " "), "equipment/r2 equipment/r2/site equipment/r3/name reasons reasons/r1/residue"; got != want {
		t.Errorf("comments: %s, want %s", got, want)
	}
	if got := c.table(id, "equipment"); len(got.Rows) != 2 || strings.Join(got.Marks, " ") != "r2 r3" {
		t.Errorf("a row that is gone took the marks of the others: %v %s", got.Marks, got.Rows)
	}
	if got := c.table(id, "reasons"); got.Hands == nil || got.Hands.Lock == nil || !got.Hands.Lock.Mine {
		t.Errorf("the lock stayed behind: %+v", got.Hands)
	}
	for _, one := range c.returns(id).Items {
		if one.Section != "reasons" || one.Column != "residue" || len(one.Differences) > 0 {
			t.Errorf("the return: %s/%s %+v", one.Section, one.Column, one.Differences)
		}
	}
	draft := answer[audit.ReportDraft](t, c.must("GET", "/audits/"+id+"/report-draft?variant=public", ""))
	if len(draft.Marks) != 1 || draft.Marks[0].Table != "reasons" || !strings.Contains(strings.Join(draft.Withheld, " "), "工艺属于商业秘密") {
		t.Errorf("kept from the public: %+v %v", draft.Marks, draft.Withheld)
	}
}

// A reason for a warning goes with its place, row by row; the history of a cell goes on behind the move, under the names of then.
func TestReasonsAndHistoryFollowAPlaceToTheNewEdition(t *testing.T) {
	w := twoEditions(t)
	id := w.started("toxic")
	c := w.as(enterprise)
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":1,"rows":[{"model":"4-72"},{"name":"风机","quantity":"2","model":"Y-5","place":"还原车间"},{"name":"水泵","quantity":"3"}]}`)
	c.must("PUT", "/audits/"+id+"/dossier/causes", `{"version":1,"rows":[{"unit":"硝化车间","waste":"废水","aspect":"过程控制","cause":"配料比偏高"}]}`)
	later := func(table, from, to string) {
		t.Helper()
		w.db.Clock().Set(w.db.Clock().Now().Add(time.Hour))
		read := c.table(id, table)
		rows, _ := json.Marshal(read.Rows)
		if code, body := c.put(id, read, strings.Replace(strings.Trim(string(rows), "[]"), from, to, 1)); code != 200 {
			t.Fatal(body)
		}
	}
	later("causes", "废水", "废酸")
	later("equipment", "还原车间", "硝化车间")
	for finding, reason := range map[string]string{
		"a@tables.causes[0].waste": "表和栏目改了名", "a@tables.causes": "整张表", "a@texts.cause": "不在表中", "a@tables.equipment[1].place": "栏目改了名", "a@tables.equipment[2].name": "行号变了",
		"a@tables.equipment[1].name": "行号也变了", "a@tables.equipment[0].name": "这一行没有了", "a@tables.equipment[1].model": "这一栏没有了", "a@tables.processes[0].unit": "这张表没有了",
	} {
		if _, err := store.In(enterprise, w.db, func(tx *store.Tx) (bool, error) {
			return true, tx.Insert("dossier_reason.write", &audit.DossierReason{AuditID: id, Finding: finding, Reason: reason})
		}); err != nil {
			t.Fatal(err)
		}
	}

	w.db.Clock().Set(calendar.Date("2028-03-01").Start().Add(time.Hour))
	plan := answer[audit.Rebase](t, c.must("GET", "/audits/"+id+"/rebase", ""))
	c.must("POST", "/audits/"+id+"/rebase", fmt.Sprintf(`{"version":%d,"digest":%q}`, w.get(enterprise, id).Version, plan.Digest))
	later("reasons", "废酸", "稀硫酸")
	later("equipment", "硝化车间", "精制车间")

	dossier := answer[struct{ Reasons map[string]string }](t, c.must("GET", "/audits/"+id+"/dossier.json", ""))
	want := map[string]string{
		"a@tables.reasons[0].residue": "表和栏目改了名", "a@tables.reasons": "整张表", "a@texts.cause": "不在表中", "a@tables.equipment[0].site": "栏目改了名", "a@tables.equipment[1].name": "行号变了",
		"a@tables.equipment[0].name": "行号也变了",
	}
	if !maps.Equal(dossier.Reasons, want) {
		t.Errorf("reasons: %v", dossier.Reasons)
	}
	changes := func(table, query string) string {
		t.Helper()
		said := []string{}
		for _, one := range answer[audit.ChangeList](t, c.must("GET", "/audits/"+id+"/dossier/"+table+"/changes?"+query, "")).Items {
			said = append(said, one.Before+">"+one.After)
		}
		return strings.Join(said, " ")
	}
	for query, want := range map[string]string{
		"reasons?mark=r1&column=residue": "废酸>稀硫酸 废水>废酸 >废水", "equipment?mark=r2&column=site": "硝化车间>精制车间 还原车间>硝化车间 >还原车间",
		"equipment?mark=r2&column=name": ">风机", "equipment?mark=r3&column=site": "",
	} {
		table, query, _ := strings.Cut(query, "?")
		if got := changes(table, query); got != want {
			t.Errorf("%s %s: %s, want %s", table, query, got, want)
		}
	}
}
