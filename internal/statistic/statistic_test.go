package statistic

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/reference"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

func as(role access.Role, region string) context.Context {
	return access.With(context.Background(), access.Actor{ID: "tester", Name: "测试人员", Role: role, Place: access.Place{Region: region}})
}

var (
	jinan    = as(access.RoleCity, "3701")
	qingdao  = as(access.RoleCity, "3702")
	province = as(access.RoleProvince, "37")
	system   = access.With(context.Background(), access.System)
)

func open(t *testing.T, on string) (*store.DB, *Service) {
	t.Helper()
	db := storetest.New(t)
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		t.Fatal(err)
	}
	db.Clock().Set(day.Add(4 * time.Hour))
	regions, err := reference.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	return db, New(db, regions)
}

// round is an audit as far as the figures look at it.
type round struct {
	id, city, state, reasons string
	year                     int
}

func put(t *testing.T, db *store.DB, statements ...string) {
	t.Helper()
	err := store.Do(system, db, func(tx *store.Tx) error {
		for _, statement := range statements {
			if _, err := tx.Everywhere("the test fills foreign tables").Raw().NewRaw(statement).Exec(tx.Context()); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

const now = `1, '2026-01-01 00:00:00', '2026-01-01 00:00:00'`

func (r round) insert() string {
	return fmt.Sprintf(`INSERT INTO audit (id, version, created_at, updated_at, case_no, enterprise_id, site_id, enterprise_name, site_name, credit_code, region_code, city_code,
		year, kind, reasons, basis, regime, law_version, law_hash, track, state) VALUES ('%s', %s, '%s', 'e', 's', '甲', '甲', 'c', '%s', '%s', %d, 'mandatory', '%s', '[]', 'CODE', '', '', 'strict', '%s')`,
		r.id, now, r.id, r.city, r.city, r.year, r.reasons, r.state)
}

func duty(id, audit, rule, due, met string) string {
	return fmt.Sprintf(`INSERT INTO deadline (id, version, created_at, updated_at, subject_type, subject_id, subject_title, link, rule, title, cite, party, region_code, city_code, starts_on, due_on, statutory_due_on, met_on, open)
		VALUES ('%s', %s, 'audit', '%s', '', '', '%s', '%s', '', 'enterprise', '370100', '370100', '2025-03-31', '%s', '%s', '%s', %t)`, id, now, audit, rule, rule, due, due, met, met == "")
}

func option(id, audit, class, state, done string, fen int64) string {
	return fmt.Sprintf(`INSERT INTO cp_option (id, version, created_at, updated_at, audit_id, enterprise_id, code, name, aspect, cost_class, state, completed_on, actual_investment_fen, actual_benefit_fen)
		VALUES ('%s', %s, '%s', 'e', '%s', '方案', 'input', '%s', '%s', '%s', %d, %d)`, id, now, audit, id, class, state, done, fen, 2*fen)
}

func outcome(id, audit, kind, outcome, on string) string {
	return fmt.Sprintf(`INSERT INTO appraisal (id, version, created_at, updated_at, audit_id, kind, enterprise_id, enterprise_name, case_no, region_code, city_code, state, outcome, concluded_on)
		VALUES ('%s', %s, '%s', '%s', 'e', '甲', 'n', '370100', '370100', 'concluded', '%s', '%s')`, id, now, audit, kind, outcome, on)
}

func member(id, appraisal, expert, state string) string {
	return fmt.Sprintf(`INSERT INTO panel_member (id, version, created_at, updated_at, appraisal_id, audit_id, expert_id, expert_name, state) VALUES ('%s', %s, '%s', 'a', '%s', '专家', '%s')`, id, now, appraisal, expert, state)
}

func fill(t *testing.T, db *store.DB) {
	t.Helper()
	put(t, db,
		round{"a1", "370100", "accepted", `["toxic","exceedance"]`, 2025}.insert(), round{"a2", "370100", "ongoing", `["toxic"]`, 2025}.insert(),
		round{"a3", "370100", "accepted", `["energy"]`, 2024}.insert(), round{"a4", "370200", "ongoing", `["toxic"]`, 2025}.insert(),
		duty("d1", "a1", "disclose", "2025-04-30", "2025-04-30"), duty("d2", "a2", "disclose", "2025-04-30", "2025-05-06"),
		duty("d3", "a1", "start-audit", "2025-06-03", "2025-06-01"), duty("d4", "a2", "start-audit", "2025-06-03", ""), duty("d5", "a2", "submit-report", "2026-03-31", ""),
		option("o1", "a1", "low", "done", "2025-07-01", 100_00), option("o2", "a1", "high", "done", "2026-01-02", 900_000_00), option("o3", "a3", "high", "done", "2025-12-31", 250_000_00),
		option("o4", "a2", "low", "dropped", "", 0),
		outcome("p1", "a1", "evaluation", "proceed", "2025-08-01"), outcome("p2", "a1", "acceptance", "pass", "2025-12-31"), outcome("p3", "a3", "acceptance", "fail", "2026-01-01"),
		member("m1", "p1", "x1", "submitted"), member("m2", "p2", "x1", "submitted"), member("m3", "p2", "x2", "submitted"), member("m4", "p2", "x3", "recused"))
}

func TestFiguresCountListsByYearAndActsByTheirDay(t *testing.T) {
	db, _ := open(t, "2026-01-15")
	fill(t, db)
	got, err := store.Read(system, db, func(tx *store.Tx) (Figures, error) { return count(tx, "370100", 2025) })
	if err != nil {
		t.Fatal(err)
	}
	want := Figures{
		Listed: 2, ListedByReason: map[string]int{"toxic": 2, "exceedance": 1}, ByState: map[string]int{"accepted": 1, "ongoing": 1},
		Disclosed: Timely{InTime: 1, Late: 1}, Started: Timely{InTime: 1, Overdue: 1}, Reported: Timely{Running: 1},
		Evaluated: map[string]int{"proceed": 1}, Accepted: map[string]int{"pass": 1},
		Options: []OptionFigure{{"low", 2, 1, 100_00, 200_00}, {"high", 1, 1, 250_000_00, 500_000_00}},
		Overdue: map[string]int{"start-audit": 1}, Experts: 2,
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("figures\n got %+v\nwant %+v", got, want)
	}
	if words := optionWords(got); !strings.Contains(words, "实际投资25.01万元，年经济效益50.02万元") {
		t.Errorf("words of the options: %s", words)
	}
}

func summaries(t *testing.T, s *Service, ctx context.Context) []Summary {
	t.Helper()
	list, err := s.List(ctx, SummaryQuery{Page: store.Page{PageSize: 100}})
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

func TestSummariesAreOpenedOnceForEveryCity(t *testing.T) {
	db, s := open(t, "2026-01-01")
	for range 2 {
		if err := s.EnsureSummaries(system); err != nil {
			t.Fatal(err)
		}
	}
	all := summaries(t, s, province)
	if len(all) != 16 || all[0].Year != 2025 || all[0].CityName != "济南市" {
		t.Fatalf("%d summaries, first %+v", len(all), all[0])
	}
	if own := summaries(t, s, jinan); len(own) != 1 || own[0].CityCode != "370100" {
		t.Errorf("a city sees %d summaries", len(own))
	}
	clocks, err := store.Read(system, db, func(tx *store.Tx) ([]deadline.Deadline, error) { return deadline.For(tx, "annual_summary", all[0].ID) })
	if err != nil || len(clocks) != 1 || clocks[0].DueOn != "2026-02-28" || clocks[0].Party != "city" {
		t.Errorf("clocks = %+v, %v", clocks, err)
	}
	db.Clock().Set(time.Date(2027, 12, 31, 15, 0, 0, 0, time.UTC))
	if err := s.EnsureSummaries(system); err != nil {
		t.Fatal(err)
	}
	if n := len(summaries(t, s, province)); n != 32 {
		t.Errorf("%d summaries after the next year, want 32", n)
	}
}

func written2025() map[string]string {
	text := map[string]string{}
	for _, section := range sections {
		if section.Required {
			text[section.ID] = "已按要求开展。"
		}
	}
	return text
}

func TestASummaryGoesUpAndItsFiguresStand(t *testing.T) {
	db, s := open(t, "2026-02-20")
	fill(t, db)
	if err := s.EnsureSummaries(system); err != nil {
		t.Fatal(err)
	}
	m := &summaries(t, s, jinan)[0]
	at := func(ctx context.Context) context.Context { return store.WithVersion(ctx, m.Version) }
	_, err := s.Submit(at(jinan), m.ID, SummaryRemark{})
	if n := len(fault.As(err).Fields); n != 7 {
		t.Fatalf("an empty summary lacks 7 sections, got %d: %v", n, err)
	}
	_, err = s.Update(at(jinan), m.ID, SummaryText{Text: map[string]string{"poem": "春", "next": strings.Repeat("长", 20001)}})
	if n := len(fault.As(err).Fields); n != 2 {
		t.Errorf("%d faults of the text, want 2: %v", n, err)
	}
	if _, err := s.Update(at(qingdao), m.ID, SummaryText{Text: written2025()}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another city writes: %v", err)
	}
	if m, err = s.Update(at(jinan), m.ID, SummaryText{Text: written2025()}); err != nil {
		t.Fatal(err)
	}
	if m, err = s.Submit(at(jinan), m.ID, SummaryRemark{}); err != nil {
		t.Fatal(err)
	}
	if m.State != Submitted || m.Figures.Listed != 2 || m.Deadlines[0].MetOn != "2026-02-20" {
		t.Errorf("submitted: %s, %d listed, clock %+v", m.State, m.Figures.Listed, m.Deadlines)
	}
	put(t, db, round{"a9", "370100", "listed", `["toxic"]`, 2025}.insert())
	if again, err := s.Get(province, m.ID); err != nil || again.Figures.Listed != 2 {
		t.Errorf("reported figures moved: %+v %v", again, err)
	}
	if _, err := s.Update(at(jinan), m.ID, SummaryText{Text: written2025()}); !fault.Is(err, fault.KindConflict) {
		t.Errorf("a reported summary was changed: %v", err)
	}
	if _, err := s.Receive(at(jinan), m.ID, SummaryRemark{}); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("the city received its own summary: %v", err)
	}
	if m, err = s.Return(at(province), m.ID, SummaryRemark{Note: "请补充典型案例"}); err != nil || m.Comment == "" {
		t.Fatal(err)
	}
	if again, err := s.Get(jinan, m.ID); err != nil || again.Figures.Listed != 3 {
		t.Errorf("a returned summary counts anew: %+v %v", again, err)
	}
	if m, err = s.Submit(at(jinan), m.ID, SummaryRemark{}); err != nil {
		t.Fatal(err)
	}
	if m, err = s.Receive(at(province), m.ID, SummaryRemark{}); err != nil || m.State != Received || len(m.Actions) != 0 {
		t.Errorf("received: %+v %v", m, err)
	}
	if rows, err := s.History(province, m.ID); err != nil || len(rows) < 6 {
		t.Errorf("history has %d entries, %v", len(rows), err)
	}
}

func TestOverviewOfAPlace(t *testing.T) {
	db, s := open(t, "2026-01-15")
	fill(t, db)
	tests := map[string]struct {
		ctx    context.Context
		in     OverviewQuery
		total  int
		cities int
	}{
		"province":                {province, OverviewQuery{Year: 2025}, 3, 2},
		"province, one city":      {province, OverviewQuery{Year: 2025, Region: "370200"}, 1, 1},
		"province by its code":    {province, OverviewQuery{Year: 2025, Region: "370000"}, 3, 2},
		"city":                    {jinan, OverviewQuery{Year: 2025}, 2, 1},
		"city asks for another":   {jinan, OverviewQuery{Year: 2025, Region: "370200"}, 0, 0},
		"earlier year":            {jinan, OverviewQuery{Year: 2024}, 1, 1},
		"a year without a list":   {qingdao, OverviewQuery{Year: 2019}, 0, 0},
		"an enterprise sees none": {access.With(context.Background(), access.Actor{ID: "e", Place: access.Place{EnterpriseID: "e"}}), OverviewQuery{Year: 2025}, 0, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			o, err := s.Overview(tt.ctx, tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if o.Total != tt.total || len(o.ByCity) != tt.cities {
				t.Errorf("total %d in %d cities, want %d in %d: %+v", o.Total, len(o.ByCity), tt.total, tt.cities, o.ByCity)
			}
		})
	}
	o, err := s.Overview(jinan, OverviewQuery{Year: 2025})
	if err != nil || fmt.Sprint(o.ByReason) != "[{toxic 2} {exceedance 1}]" || fmt.Sprint(o.Overdue) != "[{start-audit 1}]" || o.ByCity[0].Overdue != 1 || o.ByCity[0].CityName != "济南市" {
		t.Errorf("overview = %+v, %v", o, err)
	}
	if fmt.Sprint(o.Evaluated, o.Accepted) != "[{proceed 1}] [{pass 1}]" {
		t.Errorf("outcomes of 2025 = %v %v", o.Evaluated, o.Accepted)
	}
}
