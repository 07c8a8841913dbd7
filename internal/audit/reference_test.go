package audit_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// A figure refers to a page of a document of its own case; a new version of the document is told, and so is a figure without
// a page once there is a report.
func TestAFigureRefersToAPage(t *testing.T) {
	w := newWorld(t)
	blobs, err := file.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := file.New(w.db, blobs, 0)
	id := w.started("toxic")
	put := func(subject store.Subject, content string) string {
		t.Helper()
		blob, err := files.Put(enterprise, "监测报告.pdf", strings.NewReader("%PDF-1.7\n"+content))
		if err != nil {
			t.Fatal(err)
		}
		f, err := store.In(enterprise, w.db, func(tx *store.Tx) (*file.File, error) { return files.Save(tx, subject, "监测报告", blob) })
		if err != nil {
			t.Fatal(err)
		}
		return f.ID
	}
	subject := w.get(enterprise, id).Subject()
	own := put(subject, "1")
	foreign := put(store.Subject{Type: "audit", ID: "another", EnterpriseID: "e2"}, "2")

	text := func(v string) json.RawMessage { return json.RawMessage(`"` + v + `"`) }
	rows := []dossier.Row{
		{"point": text("DA001"), "item": text("氯化氢"), "unit": text("mg/m³"), "value": text("3.1")},
		{"point": text("DA001"), "item": text("硫酸雾"), "unit": text("mg/m³"), "value": text("1.2")},
	}
	save := func(refs ...dossier.References) (*audit.Table, error) {
		now, err := w.audits.Table(enterprise, id, "measurements")
		if err != nil {
			t.Fatal(err)
		}
		return w.audits.SaveTable(store.WithVersion(enterprise, now.Version), id, "measurements", audit.Table{Rows: rows, References: refs})
	}
	bad := []dossier.References{{"value": {Document: foreign, Page: 3}, "nowhere": {Document: own}}, {}, {"value": {Document: own}}}
	_, err = save(bad...)
	if f := fault.As(err); !fault.Is(err, fault.KindInvalid) || len(f.Fields) != 3 || f.Fields[1].Path != "rows[0].value" || !strings.Contains(f.Fields[1].Message, "不在本项审核的附件中") {
		t.Fatalf("%+v", f)
	}
	table, err := save(dossier.References{"value": {Document: own, Page: 3}})
	if err != nil {
		t.Fatal(err)
	}
	if len(table.References) != 1 || table.References[0]["value"].Page != 3 || len(table.Documents) != 1 || table.Documents[0].Name != "监测报告.pdf" {
		t.Errorf("%+v %+v", table.References, table.Documents)
	}
	// The history of the cell tells when it was referred, and the one of its neighbour does not.
	if _, err = save(dossier.References{"value": {Document: own, Page: 4}}); err != nil {
		t.Fatal(err)
	}
	if table, err = save(dossier.References{"value": {Document: own, Page: 3}}); err != nil {
		t.Fatal(err)
	}
	sources := func(mark string) string {
		list, err := w.audits.Changes(enterprise, id, "measurements", audit.ChangeQuery{Mark: mark, Column: "value"})
		if err != nil {
			t.Fatal(err)
		}
		said := []string{}
		for _, c := range list.Items {
			if c.Source {
				said = append(said, c.Before+"→"+c.After)
			}
		}
		return strings.Join(said, "；")
	}
	if got := sources(table.Marks[0]); got != "监测报告.pdf 第4页→监测报告.pdf 第3页；监测报告.pdf 第3页→监测报告.pdf 第4页" {
		t.Errorf("where the figure was taken from: %s", got)
	}
	if got := sources(table.Marks[1]); got != "" {
		t.Errorf("of a figure that refers to nothing: %s", got)
	}
	found := func() (rows []int) {
		list, err := w.audits.Findings(enterprise, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list.Items {
			if f.Rule == "measurement-page" {
				rows = append(rows, f.Place.Row)
			}
		}
		return rows
	}
	if got := found(); len(got) != 1 || got[0] != 2 {
		t.Errorf("figures without a page in rows %v, want 2", got)
	}
	// The report is replaced: the old reference leads to the old version, and is asked for again.
	err = store.Do(enterprise, w.db, func(tx *store.Tx) error {
		all, err := file.Versions(tx, subject)
		if err != nil {
			return err
		}
		all[0].ReplacedBy = "next"
		return tx.Save("file.replace", all[0])
	})
	if err != nil {
		t.Fatal(err)
	}
	if table, err = w.audits.Table(city, id, "measurements"); err != nil || !table.Documents[0].Replaced {
		t.Errorf("%+v, %v", table, err)
	}
	put(subject, "3")
	if got := found(); len(got) != 2 {
		t.Errorf("figures without a page that counts in rows %v, want both", got)
	}
	d, err := w.audits.Export(enterprise, id)
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := d.Referred("measurements", 0, "value"); !ok || d.Document(r.Document) == nil || !d.Document(r.Document).Replaced {
		t.Errorf("the export loses the reference: %+v", d.References)
	}
}

// Another page of evidence is a change of what was sent back, said in words; beside the place it is refused, as a figure is.
func TestAnotherPlaceOfEvidenceMendsWhatWasReturned(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	blobs, err := file.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	files := file.New(w.db, blobs, 0)
	blob, err := files.Put(enterprise, "水费单.pdf", strings.NewReader("%PDF-1.7\n1"))
	if err != nil {
		t.Fatal(err)
	}
	subject := w.get(enterprise, id).Subject()
	bill, err := store.In(enterprise, w.db, func(tx *store.Tx) (*file.File, error) { return files.Save(tx, subject, "水费单", blob) })
	if err != nil {
		t.Fatal(err)
	}
	office, firm := w.as(person("officer", "陈科长", access.RoleCity, access.Place{Region: "3701"})), w.as(enterprise)
	office.must("POST", "/audits/"+id+"/returns", `{"section":"water","mark":"r1","column":"fresh","reason":"请注明取水量的出处。"}`)
	save := func(row int, column string) (int, string) {
		t.Helper()
		now := firm.table(id, "water")
		now.References = slices.Repeat([]dossier.References{{}}, len(now.Rows))
		now.References[row] = dossier.References{column: {Document: bill.ID, Page: 2}}
		raw, _ := json.Marshal(map[string]any{"version": now.Version, "rows": now.Rows, "marks": now.Marks, "references": now.References})
		return firm.call("PUT", "/audits/"+id+"/dossier/water", string(raw))
	}
	if code, body := save(1, "fresh"); code != 422 || !strings.Contains(body, "的证据出处没有被退回") {
		t.Errorf("beside the place: %d %s", code, body)
	}
	if code, body := firm.call("POST", "/audits/"+id+"/returns/resubmit", `{"answer":""}`); code != 409 || !strings.Contains(body, "还没有修改") {
		t.Errorf("not mended: %d %s", code, body)
	}
	if code, body := save(0, "fresh"); code != 200 {
		t.Fatalf("%d %s", code, body)
	}
	firm.must("POST", "/audits/"+id+"/returns/resubmit", `{"answer":""}`)
	want := audit.Difference{Words: "第1行（自来水，2023）“新鲜水取水量”的证据出处", Before: "", After: "水费单.pdf 第2页"}
	list := office.returns(id)
	if len(list.Items[0].Differences) != 1 || list.Items[0].Differences[0] != want {
		t.Errorf("the differences since the return: %+v", list.Items[0].Differences)
	}
	// What was sent back once more is measured from what it refers to now.
	office.must("POST", "/dossier-returns/"+list.Items[0].ID+"/return-again", `{"version":2,"comment":"第2页看不清。"}`)
	if list = firm.returns(id); len(list.Items[0].Differences) != 0 {
		t.Errorf("nothing has changed since: %+v", list.Items[0].Differences)
	}
}
