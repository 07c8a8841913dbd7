package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/demo"
	"qingshen/internal/listing"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

var tables = []string{
	"account", "claim", "agency", "annual_list", "annual_plan", "annual_summary", "appraisal", "attribute", "audit", "audit_stage", "cp_option", "deadline", "disclosure",
	"dossier_comment", "dossier_return", "dossier_section", "duplicate", "engagement", "enterprise", "enterprise_name", "expert", "expert_tie", "inventory_entry", "journal", "list_row", "merged_enterprise", "message", "notice", "notice_series",
	"panel_member", "plan_item", "site", "unit_line", "unit_list",
}

func province(t *testing.T, seed uint64) *store.DB {
	t.Helper()
	db := storetest.New(t)
	last := 0
	err := demo.Load(t.Context(), db, demo.Options{Seed: seed, Enterprises: 300, Password: "Demo-Password-1", Progress: func(done, total int) { last = done * 1000 / total }})
	if err != nil {
		t.Fatal(err)
	}
	if last != 1000 {
		t.Errorf("progress ended at %d of a thousand", last)
	}
	return db
}

// ask gives the rows of a query as lines of text.
func ask(t *testing.T, db *store.DB, query string, arguments ...any) []string {
	t.Helper()
	lines, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]string, error) {
		rows, err := tx.Everywhere("test").Raw().QueryContext(tx.Context(), query, arguments...)
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		lines := []string{}
		for rows.Next() {
			values, targets := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := rows.Scan(targets...); err != nil {
				return nil, err
			}
			line := make([]string, len(values))
			for i, v := range values {
				if raw, ok := v.([]byte); ok {
					v = string(raw)
				}
				line[i] = fmt.Sprint(v)
			}
			lines = append(lines, strings.Join(line, "|"))
		}
		return lines, rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return lines
}

// none fails when the query, which asks for what must not be, finds something.
func none(t *testing.T, db *store.DB, what, query string, arguments ...any) {
	t.Helper()
	if rows := ask(t, db, query, arguments...); len(rows) > 0 {
		t.Errorf("%s: %d, such as %s", what, len(rows), rows[0])
	}
}

func dump(t *testing.T, db *store.DB) string {
	sum := sha256.New()
	for _, table := range tables {
		rows := ask(t, db, "SELECT * FROM "+table)
		if table == "account" { // the hash of the password is salted
			rows = ask(t, db, "SELECT id, login, name, role, region_code, enterprise_id, agency_id, expert_id FROM account")
		}
		if len(rows) == 0 {
			t.Errorf("the demonstration leaves %s empty", table)
		}
		slices.Sort(rows)
		fmt.Fprintln(sum, table, strings.Join(rows, "\n"))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func TestSameSeedGivesTheSameProvince(t *testing.T) {
	first, second, other := dump(t, province(t, 7)), dump(t, province(t, 7)), dump(t, province(t, 8))
	if first != second {
		t.Error("the same seed gave two provinces")
	}
	if first == other {
		t.Error("another seed gave the same province")
	}
}

func TestEveryStateIsPresent(t *testing.T) {
	db := province(t, 1)
	present := func(table string, labels map[string]string) {
		have := ask(t, db, "SELECT DISTINCT state FROM "+table)
		for state, label := range labels {
			if !slices.Contains(have, state) {
				t.Errorf("%s: nothing is in the state %s (%s)", table, state, label)
			}
		}
		for _, state := range have {
			if labels[state] == "" {
				t.Errorf("%s: unknown state %s", table, state)
			}
		}
	}
	present("audit", audit.States.Labels)
	present("appraisal", appraisal.States.Labels)
	present("engagement", agency.States.Labels)
	present("recovery", account.RecoveryStates.Labels)
	present("delegation", account.DelegationStates.Labels)
	present("claim", account.ClaimStates.Labels)
	present("annual_plan", listing.PlanStates.Labels)
	if n := len(ask(t, db, "SELECT DISTINCT city_code FROM enterprise")); n != 16 {
		t.Errorf("enterprises in %d cities", n)
	}
	if n := len(ask(t, db, "SELECT DISTINCT region_code FROM enterprise")); n != 136 {
		t.Errorf("enterprises in %d counties", n)
	}
}

func TestAccountsFindTheirWork(t *testing.T) {
	db := province(t, 1)
	for _, login := range []string{"province", "province-ndrc", "city-370100", "city-371700", "county-370102", "county-371728", "enterprise-1", "enterprise-20", "agency-1", "agency-3", "expert-1", "expert-9", "sysadmin", "secadmin", "logadmin"} {
		if len(ask(t, db, "SELECT id FROM account WHERE login = ? AND state = 'active'", login)) != 1 {
			t.Errorf("no account %s", login)
		}
	}
	mine := ask(t, db, "SELECT a.state FROM audit a JOIN account c ON c.enterprise_id = a.enterprise_id WHERE c.login = 'enterprise-1' AND a.region_code = '370102'")
	if !slices.Contains(mine, audit.Ongoing) {
		t.Errorf("enterprise-1 has audits in %v, none of them ongoing", mine)
	}
	for n := 1; n <= 9; n++ {
		rows := ask(t, db, `SELECT p.id FROM panel_member m JOIN account c ON c.expert_id = m.expert_id JOIN appraisal p ON p.id = m.appraisal_id
			WHERE c.login = ? AND p.state = ? AND p.city_code = '370100' AND m.state IN (?, ?)`, fmt.Sprintf("expert-%d", n), appraisal.PanelSet, appraisal.Invited, appraisal.Joined)
		if len(rows) == 0 {
			t.Errorf("expert-%d has nothing to mark in 370100", n)
		}
	}
}

func TestEverythingIsMarkedAsInvented(t *testing.T) {
	db := province(t, 1)
	none(t, db, "enterprises without the mark", "SELECT name FROM enterprise WHERE name NOT LIKE '%（演示）' OR NOT demonstration")
	none(t, db, "audits without the mark", "SELECT case_no FROM audit WHERE NOT demonstration")
	none(t, db, "agencies without the mark", "SELECT name FROM agency WHERE name NOT LIKE '%（演示）'")
	none(t, db, "credit codes that could be somebody's", "SELECT credit_code FROM enterprise WHERE substr(credit_code, 9, 2) <> 'XX' OR length(credit_code) <> 18")
}

// The tables must look as if the system had written them: what each state presupposes is there.
func TestTablesAgree(t *testing.T) {
	db := province(t, 3)
	today := db.Clock().Today()
	const open = "('accepted', 'superseded', 'terminated')"
	none(t, db, "two running rounds on one site", "SELECT site_id FROM audit WHERE state NOT IN "+open+" GROUP BY site_id HAVING count(*) > 1")
	none(t, db, "rounds without the clock of the report", "SELECT case_no FROM audit a WHERE NOT EXISTS (SELECT 1 FROM deadline d WHERE d.subject_id = a.id AND d.rule = 'submit-report')")
	none(t, db, "listed rounds whose clock of the start is not open", "SELECT case_no FROM audit a WHERE state = 'listed' AND NOT EXISTS (SELECT 1 FROM deadline d WHERE d.subject_id = a.id AND d.rule = 'start-audit' AND d.open)")
	none(t, db, "closed rounds with an open duty to report", "SELECT case_no FROM audit a JOIN deadline d ON d.subject_id = a.id WHERE a.state IN "+open+" AND d.open AND d.rule IN ('start-audit', 'submit-report', 'evaluate', 'accept')")
	none(t, db, "clocks that are both open and met", "SELECT id FROM deadline WHERE open AND (met_on <> '' OR ended_on <> '') OR NOT open AND met_on = '' AND ended_on = ''")
	none(t, db, "started rounds without seven stages", "SELECT case_no FROM audit a WHERE started_on <> '' AND (SELECT count(*) FROM audit_stage s WHERE s.audit_id = a.id) <> 7")
	none(t, db, "reported rounds with an open stage", "SELECT case_no FROM audit a JOIN audit_stage s ON s.audit_id = a.id WHERE reported_on <> '' AND s.state <> 'complete'")
	none(t, db, "dates out of order", `SELECT case_no FROM audit WHERE started_on <> '' AND started_on < opened_on OR reported_on <> '' AND reported_on < started_on
		OR evaluated_on <> '' AND evaluated_on < reported_on OR accepted_on <> '' AND accepted_on < reported_on OR result_published_on <> '' AND accepted_on <> '' AND result_published_on < accepted_on`)
	none(t, db, "audits in the future", "SELECT case_no FROM audit WHERE opened_on > ? OR reported_on > ? OR accepted_on > ?", today, today, today)
	none(t, db, "list rows without their audit", "SELECT r.id FROM list_row r LEFT JOIN audit a ON a.id = r.audit_id AND a.row_id = r.id WHERE a.id IS NULL")
	none(t, db, "list rows without a notice", "SELECT r.id FROM list_row r LEFT JOIN notice n ON n.row_id = r.id WHERE n.id IS NULL")
	none(t, db, "audits without a disclosure", "SELECT case_no FROM audit a LEFT JOIN disclosure d ON d.audit_id = a.id WHERE d.id IS NULL")
	none(t, db, "accepted rounds without a passed acceptance", "SELECT case_no FROM audit a WHERE state = 'accepted' AND NOT EXISTS (SELECT 1 FROM appraisal p WHERE p.audit_id = a.id AND p.kind = 'acceptance' AND p.outcome = 'pass')")
	none(t, db, "rounds under evaluation without an open application", "SELECT case_no FROM audit a WHERE state = 'under-evaluation' AND NOT EXISTS (SELECT 1 FROM appraisal p WHERE p.audit_id = a.id AND p.state NOT IN ('declined', 'concluded', 'reported', 'published'))")
	none(t, db, "panels of appraisals that are not seated", "SELECT p.id FROM appraisal p WHERE p.state IN ('panel-set', 'marked', 'concluded', 'reported', 'published') AND (SELECT count(*) FROM panel_member m WHERE m.appraisal_id = p.id) < 3")
	none(t, db, "concluded marks that are not handed in", "SELECT p.id FROM appraisal p JOIN panel_member m ON m.appraisal_id = p.id WHERE p.concluded_on <> '' AND m.state <> 'submitted'")
	none(t, db, "members tied to the agency of the case", "SELECT m.id FROM panel_member m JOIN appraisal p ON p.id = m.appraisal_id JOIN expert_tie t ON t.expert_id = m.expert_id WHERE t.agency_id <> '' AND t.agency_id = p.agency_id")
	none(t, db, "reported rounds whose low-cost options are not done", "SELECT a.case_no FROM audit a JOIN cp_option o ON o.audit_id = a.id WHERE a.reported_on <> '' AND o.cost_class = 'low' AND o.state NOT IN ('done', 'dropped')")
	none(t, db, "high-cost options done before the evaluation", "SELECT a.case_no FROM audit a JOIN cp_option o ON o.audit_id = a.id WHERE o.cost_class = 'high' AND o.state = 'done' AND a.evaluated_on = '' AND a.track = 'strict'")
	none(t, db, "plan items of published lists that are not published", "SELECT i.id FROM plan_item i JOIN list_row r ON r.item_id = i.id WHERE i.state <> 'published'")
	none(t, db, "audits without a journal", "SELECT case_no FROM audit a WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.case_id = a.id AND j.action = 'audit.open')")
	none(t, db, "series behind their notices", "SELECT n.id FROM notice n JOIN notice_series s ON s.office_code = n.office_code AND s.year = n.year WHERE n.seq > s.last")
}

func TestSizesAreBounded(t *testing.T) {
	db := storetest.New(t)
	for _, n := range []int{1, demo.MaxEnterprises + 1} {
		if err := demo.Load(t.Context(), db, demo.Options{Enterprises: n, Password: "x"}); err == nil {
			t.Errorf("%d enterprises were accepted", n)
		}
	}
}

// What the fields beside industry ask for is there as the register would have taken it.
func TestEveryFieldHasEstablishments(t *testing.T) {
	db := province(t, 1)
	seen := map[string]bool{}
	for _, row := range ask(t, db, "SELECT industry_code, particulars FROM enterprise WHERE particulars <> '{}'") {
		industry, text, _ := strings.Cut(row, "|")
		sector, ok := db.Law().SectorOf(industry, db.Clock().Today())
		particulars := map[string]string{}
		if err := json.Unmarshal([]byte(text), &particulars); !ok || err != nil {
			t.Fatalf("%s: %v", row, err)
		}
		seen[sector.ID] = true
		for _, f := range sector.Fields {
			if why := f.Wrong(particulars[f.ID]); why != "" {
				t.Errorf("%s, %s: %s", industry, f.Label, why)
			}
			delete(particulars, f.ID)
		}
		if len(particulars) > 0 {
			t.Errorf("%s: nobody asks for %v", industry, particulars)
		}
	}
	for _, field := range []string{"agriculture", "construction", "services", "transport"} {
		if !seen[field] {
			t.Errorf("no establishment of %s", field)
		}
	}
}
