package reminder_test

import (
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
)

type escalation struct {
	ID, Level, Title, Instruction string
	Subject                       string `json:"subject_title"`
	Office                        string `json:"office_label"`
	Party                         string `json:"party_label"`
	Cite                          string `json:"clock_cite"`
	Due                           string `json:"due_on"`
	DaysLeft                      int    `json:"days_left"`
	Open                          bool
	Version                       int64
	Reminders                     []struct{ Day, Kind, To string }
	Levels                        []struct{ ID, Level, Instruction string }
	Actions                       []struct {
		Name    string
		Allowed bool
		Reason  string
	}
}

func list(p *apptest.Party) []escalation {
	p.Helper()
	var out struct{ Items []escalation }
	p.Call("GET", "/escalations?open=true&party=enterprise", nil).Want(200).Into(&out)
	return out.Items
}

func TestWhatIsLongOverdueIsLaidBeforeTheLeader(t *testing.T) {
	w := begin(t)
	leader := w.Officer("leader", access.RoleCity, "370100")
	security := w.Officer("security", access.RoleSecurityAdmin, "370000")
	id := func(login string) string { return w.Column("SELECT id FROM account WHERE login = ?", login)[0] }
	named := func(login string, status int) {
		etag := security.Call("GET", "/accounts/"+id(login), nil).Want(200).Header.Get("ETag")
		security.Call("POST", "/accounts/"+id(login)+"/leader", object{"leader": true}, "If-Match", etag).Want(status)
	}
	named("firm", 409)
	named("leader", 200)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-22")
	w.on("2026-09-29") // eight days late
	if got := list(w.city); len(got) != 0 {
		t.Fatalf("laid before the leader too early: %+v", got)
	}
	w.on("2026-10-08") // seventeen days
	got := list(w.city)
	if len(got) != 1 || got[0].Level != "unit" || got[0].Office != "济南市生态环境局" || got[0].Party != "企业" || got[0].Due != "2026-09-21" || got[0].DaysLeft != -17 || !strings.Contains(got[0].Cite, "第十一条") {
		t.Fatalf("not laid before the leader: %+v", got)
	}
	if in := told(leader); !strings.HasPrefix(in.Items[0].Title, "督办：公开企业信息已逾期17天") || in.Items[0].Link != "/escalations/"+got[0].ID {
		t.Errorf("the leader is not told: %+v", in.Items[0])
	}
	for _, m := range told(w.city).Items {
		if strings.Contains(m.Title, "督办：公开企业信息") {
			t.Error("what goes to the leader is told to everybody")
		}
	}
	var full escalation
	reply := w.city.Call("GET", "/escalations/"+got[0].ID, nil).Want(200)
	reply.Into(&full)
	if len(full.Reminders) < 4 || full.Actions[0].Allowed {
		t.Errorf("the history is not there, or anybody may instruct: %+v", full)
	}
	path := "/escalations/" + got[0].ID
	etag := reply.Header.Get("ETag")
	w.city.Call("POST", path+"/instruct", object{"instruction": "速办"}, "If-Match", etag).Problem(403, "负责人")
	leader.Call("POST", path+"/instruct", object{"instruction": " "}, "If-Match", etag).Problem(422)
	leader.Call("POST", path+"/instruct", object{"instruction": "速办", "until": "2026-01-01"}, "If-Match", etag).Problem(422, "今天或者以后")
	leader.Call("POST", path+"/instruct", object{"instruction": "请县分局上门督促", "until": "2026-10-15"}, "If-Match", etag).Want(200)
	if in := told(w.county); !strings.Contains(in.Items[0].Body, "leader批示：请县分局上门督促（要求2026年10月15日前办结）") {
		t.Errorf("the county is not told of the instruction: %+v", in.Items[0])
	}
	w.on("2026-10-22") // thirty-one days: the department above
	for _, p := range []*apptest.Party{w.province, w.city} {
		if got := list(p); len(got) != 1 || got[0].Level != "upper" {
			t.Errorf("what is laid before two levels stands in the list once, at the upper: %+v", got)
		}
	}
	w.province.Call("GET", "/escalations/"+list(w.province)[0].ID, nil).Want(200).Into(&full)
	if len(full.Levels) != 2 || full.Levels[0].ID != got[0].ID || !strings.Contains(full.Levels[0].Instruction, "上门督促") || full.Levels[1].Level != "upper" {
		t.Errorf("the page of the upper level tells what the lower one did: %+v", full.Levels)
	}
	other := w.Officer("other", access.RoleCity, "370200")
	other.Call("GET", path, nil).Problem(404)
	w.firm.Call("GET", path, nil).Problem(403)
	w.on("2026-10-23")
	if again := list(w.province); len(again) != 1 || len(w.Column("SELECT id FROM escalation WHERE deadline_id = (SELECT deadline_id FROM escalation WHERE id = ?)", got[0].ID)) != 2 {
		t.Errorf("laid before the same level twice: %d", len(again))
	}
}
