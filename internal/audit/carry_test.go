package audit_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// second gives a round of the same site that begins after an earlier one was accepted.
func (c *client) second(first string) string {
	c.t.Helper()
	c.write("UPDATE audit SET state = 'accepted', accepted_on = '2026-10-12' WHERE id = '" + first + "'")
	id := c.publish("2028-03-31", opening("r1", "e1", "370102", "toxic"))["r1"]
	in := selfStart()
	in.PlannedFrom, in.PlannedUntil = "2028-04-01", "2028-12-31"
	do(c.world, enterprise, id, c.audits.Start, in)
	return id
}

func TestANewRoundBeginsWithTheValuesOfTheLastOneUntilTheyAreConfirmed(t *testing.T) {
	w := newWorld(t)
	first := w.started("toxic")
	c := w.as(enterprise)
	c.fill(first)
	c.must("PUT", "/audits/"+first+"/dossier/equipment", `{"version":1,"rows":[{"name":"风机","quantity":"2","power":{"value":"0.03","unit":"MW"}},{"name":"水泵","quantity":"3"}]}`)
	id := c.second(first)
	got := c.table(id, "equipment")
	if len(got.Rows) != 2 || len(got.Unconfirmed) != 2 || !strings.Contains(got.CarriedFrom, "〔2026〕") {
		t.Fatalf("equipment: %+v from %q", got.Unconfirmed, got.CarriedFrom)
	}
	// what changes from round to round is not taken over; the years are those before the new round
	products := c.table(id, "products")
	years := []string{}
	for _, row := range products.Rows {
		years = append(years, string(row["year"]))
		if string(row["year"]) != "2025" && row["output"] != nil {
			t.Errorf("an output of a year that the last round did not know: %v", row)
		}
	}
	if strings.Join(years, " ") != "2025 2026 2027" || string(products.Rows[0]["output"]) != `"980"` {
		t.Errorf("products: %v %s", years, products.Rows[0]["output"])
	}
	if len(c.table(id, "targets").Rows) != 0 || len(c.table(id, "team").Rows) != 2 {
		t.Error("only basic facts are taken over")
	}

	// the mark stands in the way of the report, as a finding and as a gap of its stage
	if found := c.must("GET", "/audits/"+id+"/findings", ""); !strings.Contains(found, "“主要设备”第1、2行取自上一轮审核，尚未确认。") {
		t.Error("the finding is missing")
	}
	if got := c.table(id, "equipment").Gaps; len(got) != 1 || !strings.Contains(got[0], "尚未确认") {
		t.Errorf("gaps: %v", got)
	}

	// a row that is changed is confirmed by that; one that is named confirmed is; the other stays marked
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":1,"rows":[{"name":"风机","quantity":"4"},{"name":"水泵","quantity":"3"}]}`)
	if got = c.table(id, "equipment"); len(got.Unconfirmed) != 1 || got.Unconfirmed[0] != 2 {
		t.Errorf("after a change: %v", got.Unconfirmed)
	}
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":2,"rows":[{"name":"水泵","quantity":"3"}],"unconfirmed":[]}`)
	if got = c.table(id, "equipment"); len(got.Unconfirmed) != 0 || len(got.Gaps) != 0 || got.CarriedFrom != "" {
		t.Errorf("after confirming: %+v", got.Carried)
	}
	// nobody marks what was not taken over
	c.must("PUT", "/audits/"+id+"/dossier/equipment", `{"version":3,"rows":[{"name":"水泵","quantity":"3"}],"unconfirmed":[1]}`)
	if got = c.table(id, "equipment"); len(got.Unconfirmed) != 0 {
		t.Errorf("a mark out of nothing: %v", got.Unconfirmed)
	}
}

func TestTheFirstRoundOfASiteBeginsEmpty(t *testing.T) {
	w := newWorld(t)
	id := w.started("toxic")
	if got := w.as(enterprise).table(id, "profile"); len(got.Rows) != 0 || got.Unconfirmed != nil {
		t.Errorf("profile: %+v", got.Rows)
	}
}

func TestARoundThatIsDoneAgainBeginsWithTheOneThatItSupersedes(t *testing.T) {
	w := newWorld(t)
	first, _ := w.reported("toxic")
	w.appraise(enterprise, func(tx *store.Tx) error { return w.audits.BeginEvaluation(tx, first) })
	w.appraise(city, func(tx *store.Tx) error { return w.audits.Conclude(tx, first, audit.OutcomeRedo, score("69.9")) })
	next := w.get(city, first).SupersededBy
	w.db.Clock().Set(calendar.Date("2026-05-12").Start().Add(time.Hour))
	do(w, enterprise, next, w.audits.Start, selfStart())
	if got := w.as(enterprise).table(next, "energy"); len(got.Rows) == 0 || len(got.Unconfirmed) != len(got.Rows) {
		t.Errorf("energy: %d rows, %v", len(got.Rows), got.Unconfirmed)
	}
}

// write changes the database past the service, to reach a state by a short way.
func (w *world) write(statement string) {
	w.t.Helper()
	w.appraise(enterprise, func(tx *store.Tx) error {
		_, err := tx.Everywhere("a test takes a short way").Raw().NewRaw(statement).Exec(tx.Context())
		return err
	})
}
