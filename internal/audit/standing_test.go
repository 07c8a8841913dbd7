package audit_test

import (
	"context"
	"strings"
	"testing"

	"qingshen/internal/audit"
	register "qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// happens lets something happen to enterprise e1, as registered by somebody.
func (w *world) happens(ctx context.Context, do, site string) {
	w.t.Helper()
	err := store.Do(ctx, w.db, func(tx *store.Tx) error {
		return w.audits.FollowEnterprise(tx, register.Happening{Do: do, EnterpriseID: "e1", SiteID: site, Note: "2026年4月20日起。依据：现场核实记录。"})
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) told(id string) string {
	w.t.Helper()
	rows, err := w.audits.History(city, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return rows[0].Note
}

func TestAClosureEndsTheRoundsWithTheirClocks(t *testing.T) {
	w := newWorld(t)
	ids := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"), opening("r2", "e1", "370102", "toxic"), opening("r3", "e3", "370102", "toxic"))
	w.happens(county, "close", "s-r1")
	if a := w.get(city, ids["r1"]); a.State != audit.Listed || !w.clock(a.ID, "start-audit").Open {
		t.Errorf("a closure that the county registers waits for the city: %s", a.State)
	}
	if note := w.told(ids["r1"]); !strings.Contains(note, "尚未终止") || !strings.Contains(note, "现场核实记录") {
		t.Errorf("history: %q", note)
	}
	w.happens(city, "close", "s-r1")
	a := w.get(city, ids["r1"])
	if a.State != audit.Terminated {
		t.Errorf("closed site: %s", a.State)
	}
	for _, d := range a.Deadlines {
		for _, word := range []string{"企业已经关闭", "现场核实记录", "清洁生产审核办法", "登记单位"} {
			if d.Open || !strings.Contains(d.EndedReason, word) {
				t.Errorf("%s: open %v, ended because %q, which lacks %s", d.Rule, d.Open, d.EndedReason, word)
			}
		}
	}
	if other := w.get(city, ids["r2"]); other.State != audit.Listed {
		t.Errorf("the other site of the enterprise: %s", other.State)
	}
	w.happens(city, "close", "")
	if a, b := w.get(city, ids["r2"]), w.get(city, ids["r3"]); a.State != audit.Terminated || b.State != audit.Listed {
		t.Errorf("closed enterprise %s, another enterprise %s", a.State, b.State)
	}
}

func TestAClosureUnderEvaluationWaitsForItsEnd(t *testing.T) {
	w := newWorld(t)
	id, _ := w.reported("toxic")
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, id) })
	w.happens(city, "close", "")
	if a := w.get(city, id); a.State != audit.UnderEvaluation || !strings.Contains(w.told(id), "先不予受理或者作出结论") {
		t.Errorf("%s, history %q", a.State, w.told(id))
	}
}

func TestAStandstillStopsNoClockByItself(t *testing.T) {
	w := newWorld(t)
	id := w.publish("2026-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	before := w.clock(id, "start-audit")
	w.happens(city, "suspend", "")
	if d := w.clock(id, "start-audit"); !d.Open || d.DueOn != before.DueOn {
		t.Errorf("clock %+v", d)
	}
	if note := w.told(id); !strings.Contains(note, "期限继续计算") || !strings.Contains(note, "依据：") {
		t.Errorf("history: %q", note)
	}
	do(w, city, id, w.audits.Suspend, audit.SuspendInput{Reason: "停产，见现场核实记录", Until: "2026-05-31", StopClocks: true})
	w.happens(city, "resume", "")
	if note := w.told(id); !strings.Contains(note, "办理恢复") {
		t.Errorf("history: %q", note)
	}
}

func TestAnAttributeEndsTheSimplifiedProcedure(t *testing.T) {
	w := newWorld(t)
	simple := opening("r1", "e1", "370102", "policy")
	simple.Track = audit.TrackSimplified
	ids := w.publish("2026-03-31", simple, opening("r2", "e1", "370102", "toxic"))
	establish := func(kind register.Kind) {
		t.Helper()
		err := store.Do(county, w.db, func(tx *store.Tx) error {
			return w.audits.FollowEnterprise(tx, register.Happening{Do: "establish", Kind: kind, EnterpriseID: "e1", SiteID: "s-r1", Note: "自2026年4月20日起认定为“高耗水”，认定依据：取水许可核查"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	establish(register.Toxic)
	if a := w.get(city, ids["r1"]); a.Track != audit.TrackSimplified {
		t.Errorf("an attribute that the notice does not name changed the track to %s", a.Track)
	}
	establish(register.HighWater)
	if a := w.get(city, ids["r1"]); a.Track != audit.TrackStrict || !strings.Contains(w.told(a.ID), "取水许可核查") || !strings.Contains(w.told(a.ID), "鲁环函〔2022〕12号") {
		t.Errorf("track %s, history %q", a.Track, w.told(a.ID))
	}
	if a := w.get(city, ids["r2"]); strings.Contains(w.told(a.ID), "高耗水") {
		t.Errorf("another site is told: %q", w.told(a.ID))
	}
}
