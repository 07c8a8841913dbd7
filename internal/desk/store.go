package desk

import (
	"reflect"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// waiting reads the first records of a queue and counts up to the cap.
func waiting(tx *store.Tx, q Queue) ([]store.Record, int, bool, error) {
	base := func(model any) *bun.SelectQuery {
		query := tx.Select(model, q.Of).Where("?TableAlias.state IN (?)", bun.List(q.States))
		if q.Where != "" {
			query = query.Where(q.Where)
		}
		return query
	}
	found := reflect.New(reflect.SliceOf(reflect.TypeOf(q.Of)))
	err := base(found.Interface()).OrderExpr("?TableAlias.id").Limit(shown).Scan(tx.Context())
	rows := make([]store.Record, 0, shown)
	for _, v := range found.Elem().Seq2() {
		rows = append(rows, v.Interface().(store.Record))
	}
	if err != nil || len(rows) < shown {
		return rows, len(rows), false, err
	}
	total, capped, err := store.Count(tx.Context(), base(q.Of))
	return rows, total, capped, err
}

// begunOn tells since which day each of the rows waits: the day of the last act that brought it where it is.
func begunOn(tx *store.Tx, q Queue, rows []store.Record) (map[string]calendar.Date, error) {
	days, ids := make(map[string]calendar.Date, len(rows)), make([]string, 0, len(rows))
	for _, r := range rows {
		days[r.Subject().ID] = calendar.FromTime(r.Base().CreatedAt)
		ids = append(ids, r.Subject().ID)
	}
	if len(rows) == 0 || len(q.Begun) == 0 {
		return days, nil
	}
	acts := []store.Journal{}
	err := tx.Everywhere("days of rows that the actor has just been given").Select(&acts).Column("subject_id", "at").
		Where("subject_type = ?", rows[0].Subject().Type).Where("subject_id IN (?)", bun.List(ids)).Where("action IN (?)", bun.List(q.Begun)).
		OrderExpr("at").Scan(tx.Context())
	for _, a := range acts {
		days[a.SubjectID] = calendar.FromTime(a.At)
	}
	return days, err
}
