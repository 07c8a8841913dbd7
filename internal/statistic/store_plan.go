package statistic

import (
	"qingshen/internal/calendar"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// planned is the reason why the tables of other capabilities are read here: statistics join them for a city in scope.
const planned = "the plan of a city is held against what happened there; the caller has checked the city"

func scheduleOf(tx *store.Tx, city string, year int) ([]listing.ScheduleLine, error) {
	var texts []string
	err := tx.Everywhere(planned).Raw().NewRaw(`SELECT schedule FROM annual_plan WHERE city_code = ? AND year = ?`, city, year).Scan(tx.Context(), &texts)
	if err != nil || len(texts) == 0 {
		return []listing.ScheduleLine{}, err
	}
	return readSchedule(texts[0]), nil
}

func listedIn(tx *store.Tx, city string, year int) (int, error) {
	var n []int
	err := tx.Everywhere(planned).Raw().NewRaw(`SELECT count(*) FROM list_row WHERE city_code = ? AND year = ? AND withdrawn_by = ''`, city, year).Scan(tx.Context(), &n)
	if err != nil || len(n) == 0 {
		return 0, err
	}
	return n[0], nil
}

// doneQueries give by month what was done of each step for the sites of the lists of a year.
var doneQueries = map[string]string{
	"notify": `SELECT substr(n.served_on, 1, 7) AS name, count(*) AS n FROM list_row AS r JOIN notice AS n ON n.row_id = r.id
		WHERE r.city_code = ? AND r.year = ? AND r.withdrawn_by = '' AND n.served_on <> '' GROUP BY substr(n.served_on, 1, 7)`,
	"start": `SELECT substr(started_on, 1, 7) AS name, count(*) AS n FROM audit
		WHERE city_code = ? AND year = ? AND list_id <> '' AND round = 1 AND started_on <> '' GROUP BY substr(started_on, 1, 7)`,
	"report": `SELECT substr(reported_on, 1, 7) AS name, count(*) AS n FROM audit
		WHERE city_code = ? AND year = ? AND list_id <> '' AND state <> 'superseded' AND reported_on <> '' GROUP BY substr(reported_on, 1, 7)`,
	"evaluate": `SELECT substr(p.concluded_on, 1, 7) AS name, count(DISTINCT p.audit_id) AS n FROM audit AS a JOIN appraisal AS p ON p.audit_id = a.id AND p.kind = 'evaluation'
		WHERE a.city_code = ? AND a.year = ? AND a.list_id <> '' AND a.state <> 'superseded' AND p.concluded_on <> '' GROUP BY substr(p.concluded_on, 1, 7)`,
	"accept": `SELECT substr(accepted_on, 1, 7) AS name, count(*) AS n FROM audit
		WHERE city_code = ? AND year = ? AND list_id <> '' AND state <> 'superseded' AND accepted_on <> '' GROUP BY substr(accepted_on, 1, 7)`,
}

func stepsDone(tx *store.Tx, city string, year int) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	for step, query := range doneQueries {
		var rows []counted
		if err := tx.Everywhere(planned).Raw().NewRaw(query, city, year).Scan(tx.Context(), &rows); err != nil {
			return nil, err
		}
		out[step] = map[string]int{}
		for _, r := range rows {
			out[step][r.Name] = r.N
		}
	}
	return out, nil
}

// dueByYear counts the open clocks of the next round (CPM 12(2)) of a city by the year in which they end.
func dueByYear(tx *store.Tx, city string) (map[string]int, error) {
	var rows []counted
	err := tx.Everywhere(planned).Raw().NewRaw(`SELECT substr(due_on, 1, 4) AS name, count(*) AS n FROM deadline
		WHERE open = ? AND city_code = ? AND party = 'enterprise' AND rule = 'next-round' GROUP BY substr(due_on, 1, 4)`, true, city).Scan(tx.Context(), &rows)
	out := map[string]int{}
	for _, r := range rows {
		out[r.Name] = r.N
	}
	return out, err
}

// undatedSites counts the sites of the inventory that no such clock binds and that are not under way.
func undatedSites(tx *store.Tx, city string) (int, error) {
	var n []int
	err := tx.Everywhere(planned).Raw().NewRaw(`SELECT count(*) FROM inventory_entry AS e WHERE e.city_code = ? AND e.state IN ('active', 'leaving')
		AND NOT EXISTS (SELECT 1 FROM audit AS a WHERE a.site_id = e.site_id AND (a.state NOT IN ('accepted', 'superseded', 'terminated')
			OR EXISTS (SELECT 1 FROM deadline AS d WHERE d.subject_type = 'audit' AND d.subject_id = a.id AND d.rule = 'next-round' AND d.open = ?)))`, city, true).Scan(tx.Context(), &n)
	if err != nil || len(n) == 0 {
		return 0, err
	}
	return n[0], nil
}

type dueRow struct {
	ID, EnterpriseName, SiteName, RegionCode string
	DueOn                                    calendar.Date
}

// dueIn gives the sites of a city whose next round is due in a year, the earliest first.
func dueIn(tx *store.Tx, city string, year, limit int) ([]dueRow, error) {
	rows := []dueRow{}
	err := tx.Everywhere(planned).Raw().NewRaw(`SELECT a.id AS id, a.enterprise_name AS enterprise_name, a.site_name AS site_name, a.region_code AS region_code, d.due_on AS due_on
		FROM deadline AS d JOIN audit AS a ON a.id = d.subject_id WHERE d.open = ? AND d.city_code = ? AND d.party = 'enterprise' AND d.rule = 'next-round'
		AND d.due_on >= ? AND d.due_on <= ? ORDER BY d.due_on, a.id LIMIT ?`, true, city, calendar.Of(year, 1, 1), calendar.Of(year, 12, 31), limit).Scan(tx.Context(), &rows)
	return rows, err
}
