package deadline

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

func late(tx *store.Tx, before calendar.Date, after string, limit int) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("the system lays before leaders what is late in the whole province").Select(&rows).
		Where("open = ? AND due_on < ? AND id > ? AND stopped_on = ''", true, before, after).OrderExpr("id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

// most is how many clocks one person is reminded of at once, or has in a calendar.
const most = 2000

func within(tx *store.Tx, from, until calendar.Date, parties []string, rule string) ([]Deadline, error) {
	var rows []Deadline
	q := tx.Select(&rows, Deadline{}).Where("?TableAlias.open = ? AND ?TableAlias.due_on >= ? AND ?TableAlias.due_on <= ? AND ?TableAlias.stopped_on = ''", true, from, until).
		Where("?TableAlias.party IN (?)", bun.List(parties))
	if rule != "" {
		q = q.Where("?TableAlias.rule = ?", rule)
	}
	return rows, q.OrderExpr("?TableAlias.due_on, ?TableAlias.id").Limit(most).Scan(tx.Context())
}

func feed(tx *store.Tx, parties []string, since calendar.Date) ([]Deadline, error) {
	rows := []Deadline{}
	err := tx.Select(&rows, Deadline{}).Where("?TableAlias.party IN (?)", bun.List(parties)).
		Where("(?TableAlias.open = ? OR ?TableAlias.met_on >= ? OR ?TableAlias.ended_on >= ?)", true, since, since).
		OrderExpr("?TableAlias.open DESC, ?TableAlias.due_on, ?TableAlias.id").Limit(most).Scan(tx.Context())
	for i := range rows {
		rows[i].derive(tx.Today())
	}
	return rows, err
}

// ByIDs gives clocks in the actor's place.
func ByIDs(tx *store.Tx, ids []string) ([]Deadline, error) {
	rows := []Deadline{}
	if len(ids) == 0 {
		return rows, nil
	}
	err := tx.Select(&rows, Deadline{}).Where("?TableAlias.id IN (?)", bun.List(ids)).Scan(tx.Context())
	for i := range rows {
		rows[i].derive(tx.Today())
	}
	return rows, err
}
