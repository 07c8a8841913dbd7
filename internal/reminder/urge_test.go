package reminder_test

import (
	"testing"

	"qingshen/internal/app/apptest"
	"qingshen/internal/rest"
)

func (w *world) batch(p *apptest.Party, path string, preview bool, input any, ids ...string) rest.BatchReport {
	w.Helper()
	var items []object
	for _, id := range ids {
		items = append(items, object{"id": id, "version": 1})
	}
	var out rest.BatchReport
	p.Call("POST", path, object{"items": items, "preview": preview, "input": input}).Want(200).Into(&out)
	return out
}

func TestSeveralEnterprisesAreUrgedAtOnceWithAReportForEach(t *testing.T) {
	w := begin(t)
	w.starts("2026-08-21", "disclose", "start-audit")
	ids := w.Column("SELECT id FROM deadline WHERE enterprise_id = 'e1' ORDER BY due_on")
	own := w.Column("SELECT id FROM deadline WHERE party = 'city' AND city_code = '370100' AND open LIMIT 1")
	all := append(append(ids, own...), "no-such")
	before := told(w.firm).Total
	look := w.batch(w.city, "/deadlines/batch/urge", true, object{}, all...)
	if !look.Preview || look.Done != 2 || look.Failed != 2 || told(w.firm).Total != before {
		t.Fatalf("the preview: %+v", look)
	}
	got := w.batch(w.city, "/deadlines/batch/urge", false, object{"note": "请本周内报送。"}, all...)
	if got.Done != 2 || got.Failed != 2 || got.Rows[2].Message != "这是本单位应办的事项，请直接办理。" || got.Rows[3].Message != "该期限不存在，或者不在您的管理范围内。" {
		t.Errorf("the report: %+v", got)
	}
	if in := told(w.firm); in.Total != before+2 || in.Items[0].Body == "" {
		t.Errorf("the enterprise is not urged: %+v", in)
	}
	again := w.batch(w.city, "/deadlines/batch/urge", false, object{}, ids...)
	if again.Done != 0 || again.Rows[0].Message != "今天已经催办过，同一事项一天催办一次。" {
		t.Errorf("urged twice a day: %+v", again)
	}
	w.firm.Call("POST", "/deadlines/batch/urge", object{"items": []object{{"id": ids[0], "version": 1}}}).Problem(403)
	w.city.Call("POST", "/deadlines/batch/urge", object{"items": []object{}}).Problem(422)
}
