package listing

import (
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// planClocks gives the clocks of all plans of a year, by city.
func (h *house) planClocks(year int) map[string][]deadline.Deadline {
	h.t.Helper()
	ctx := access.With(h.t.Context(), access.System)
	plans, err := h.s.Plans(ctx, PlanQuery{Year: year, Page: store.Page{PageSize: 100}})
	if err != nil {
		h.t.Fatal(err)
	}
	out := map[string][]deadline.Deadline{}
	for _, p := range plans.Items {
		rows, err := store.Read(ctx, h.db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "annual_plan", p.ID) })
		if err != nil {
			h.t.Fatal(err)
		}
		out[p.CityCode] = rows
	}
	return out
}

func TestEveryCityOwesItsPlanWhetherOrNotItHasBegun(t *testing.T) {
	h := newHouse(t)
	system := access.With(t.Context(), access.System)
	at := func(day calendar.Date) { h.db.Clock().Set(day.Start().Add(time.Hour)) }
	at("2026-12-20")
	begun, err := h.s.NewPlan(access.With(t.Context(), jinan), NewAnnualPlan{Year: 2027})
	if err != nil || len(begun.Deadlines) != 1 || begun.Deadlines[0].StartsOn != "2026-12-20" {
		t.Fatalf("a plan begun before its year: %+v %v", begun, err)
	}
	at("2027-03-01")
	for range 2 {
		if err := h.s.EnsurePlans(system); err != nil {
			t.Fatal(err)
		}
	}
	clocks := h.planClocks(2027)
	if len(clocks) != 16 {
		t.Fatalf("%d cities have a plan, want 16", len(clocks))
	}
	for city, rows := range clocks {
		if len(rows) != 1 || rows[0].DueOn != "2027-01-31" || rows[0].Party != "city" || !rows[0].Overdue {
			t.Errorf("%s: %+v", city, rows)
		}
	}
	late, err := h.s.NewPlan(access.With(t.Context(), qingdao), NewAnnualPlan{Year: 2027})
	if err != nil || len(late.Deadlines) != 1 || late.Deadlines[0].StartsOn != "2027-01-01" {
		t.Errorf("the city finds the plan that was opened for it: %+v %v", late, err)
	}
}
