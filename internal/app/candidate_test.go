package app

import (
	"context"
	"encoding/json"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/demo"
	"qingshen/internal/listing"
)

// The demonstration province shows a hit of every rule, found from the real register, rounds and clocks; nobody is a candidate
// twice, and nobody whose round runs on time is one.
func TestTheFinderHitsEveryRuleInTheDemonstration(t *testing.T) {
	a := fresh(t)
	if err := demo.Load(access.With(context.Background(), access.System), a.DB, demo.Options{Seed: 1, Enterprises: 1_000}); err != nil {
		t.Fatal(err)
	}
	province := access.With(context.Background(), access.Actor{ID: "p", Name: "省厅", Role: access.RoleProvince, Place: access.Place{Region: "37"}})
	today := a.DB.Clock().Today()
	j, err := a.lists.FindCandidates(province, listing.CandidateOrder{Year: today.Year() + 1})
	if err != nil {
		t.Fatal(err)
	}
	if worked, err := a.workers.RunOne(context.Background()); err != nil || !worked {
		t.Fatal(worked, err)
	}
	done, err := a.jobs.Get(province, j.ID)
	if err != nil {
		t.Fatal(err)
	}
	var run listing.CandidateRun
	if err := json.Unmarshal(done.Result, &run); err != nil {
		t.Fatalf("%+v, %v", done, err)
	}
	for _, rule := range a.DB.Law().CandidateRules(today) {
		if run.ByRule[rule.ID] == 0 {
			t.Errorf("no site of the demonstration is hit by %s (%s)", rule.ID, rule.Title)
		}
	}
	if run.Missed == 0 || run.Found == 0 || run.Found >= run.Sites {
		t.Errorf("%+v", run)
	}
	if twice := column(t, a, "SELECT site_id FROM candidate GROUP BY year, site_id HAVING count(*) > 1"); len(twice) > 0 {
		t.Error("candidates twice:", twice)
	}
	if listed := column(t, a, "SELECT c.enterprise_name FROM candidate AS c JOIN audit AS a ON a.site_id = c.site_id WHERE NOT c.carried AND a.state NOT IN ('accepted', 'superseded', 'terminated')"); len(listed) > 0 {
		t.Error("sites with a running round are proposed:", listed)
	}
}
