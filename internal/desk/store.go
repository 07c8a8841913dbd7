package desk

import (
	"reflect"
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// told are the columns from which records make their subjects: the desk shows nothing else of a record, and records
// hold much more.
var told = []string{"id", "version", "created_at", "enterprise_id", "enterprise_name", "site_name", "case_no", "kind", "region_code", "city_name",
	"agency_id", "agency_name", "account_name", "audit_id", "year", "name", "title", "section", "row_id", "column_id"}

// Columns gives the columns of a record that a desk reads.
func Columns(of store.Record) []string {
	_, all := store.Shape(of)
	return slices.DeleteFunc(all, func(column string) bool { return !slices.Contains(told, column) })
}

// waiting reads the first records of a queue and counts up to the cap.
func waiting(tx *store.Tx, q Queue) ([]store.Record, int, bool, error) {
	base := func(model any, states ...string) *bun.SelectQuery {
		query := tx.Select(model, q.Of).Where("?TableAlias.state IN (?)", bun.List(states))
		if len(states) == 1 {
			query = tx.Select(model, q.Of).Where("?TableAlias.state = ?", states[0])
		}
		if q.Where != "" {
			query = query.Where(q.Where)
		}
		return query
	}
	found := reflect.New(reflect.SliceOf(reflect.TypeOf(q.Of)))
	query := base(found.Interface(), q.States...)
	if len(q.States) > 1 {
		// The first of each state come from an index in order; of several states at once a database may rather walk
		// through all that the actor sees.
		query = query.Where("?TableAlias.id IN (?)", firstOfEach(base, q))
	}
	err := query.Column(Columns(q.Of)...).OrderExpr("?TableAlias.id").Limit(shown).Scan(tx.Context())
	rows := make([]store.Record, 0, shown)
	for _, v := range found.Elem().Seq2() {
		rows = append(rows, v.Interface().(store.Record))
	}
	if err != nil || len(rows) < shown {
		return rows, len(rows), false, err
	}
	total, capped, err := store.Count(tx.Context(), base(q.Of, q.States...))
	return rows, total, capped, err
}

func firstOfEach(base func(model any, states ...string) *bun.SelectQuery, q Queue) *bun.SelectQuery {
	var all *bun.SelectQuery
	for _, state := range q.States {
		first := base(q.Of, state).Column("id").OrderExpr("?TableAlias.id").Limit(shown)
		one := first.NewSelect().TableExpr("(?) AS first", first).ColumnExpr("first.id")
		if all == nil {
			all = one
		} else {
			all = all.UnionAll(one)
		}
	}
	return all
}

// begun are the rows of one queue whose first day of waiting is asked for.
type begun struct {
	queue Queue
	rows  []store.Record
}

// begunOn tells since which day each of the rows waits: the day of the last act that brought it where it is.
func begunOn(tx *store.Tx, asked []begun) ([]map[string]calendar.Date, error) {
	out := make([]map[string]calendar.Date, len(asked))
	ids := map[string][]string{} // by type
	var acts []string
	for i, b := range asked {
		out[i] = make(map[string]calendar.Date, len(b.rows))
		for _, r := range b.rows {
			out[i][r.Subject().ID] = calendar.FromTime(r.Base().CreatedAt)
			if len(b.queue.Begun) > 0 {
				ids[r.Subject().Type] = append(ids[r.Subject().Type], r.Subject().ID)
			}
		}
		acts = append(acts, b.queue.Begun...)
	}
	if len(ids) == 0 {
		return out, nil
	}
	entries := []store.Journal{}
	err := tx.Everywhere("days of rows that the actor has just been given").Select(&entries).Column("subject_id", "action", "at").
		Where("action IN (?)", bun.List(distinct(acts))).WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for kind, some := range ids {
			q = q.WhereOr("subject_type = ? AND subject_id IN (?)", kind, bun.List(distinct(some)))
		}
		return q
	}).Scan(tx.Context())
	// Not sorted by the database: it would rather walk through all of the journal in that order.
	slices.SortFunc(entries, func(a, b store.Journal) int { return a.At.Compare(b.At) })
	for i, b := range asked {
		for _, e := range entries {
			if _, mine := out[i][e.SubjectID]; mine && slices.Contains(b.queue.Begun, e.Action) {
				out[i][e.SubjectID] = calendar.FromTime(e.At)
			}
		}
	}
	return out, err
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// marksOf gives what the actor watches.
func marksOf(tx *store.Tx) ([]Watch, error) {
	rows := []Watch{}
	err := tx.Everywhere("a mark belongs to whoever set it").Select(&rows).Where("account_id = ?", tx.Actor().ID).OrderExpr("created_at").Scan(tx.Context())
	return rows, err
}

// mark sets or takes away a mark. It is no fact of the record and stands in no journal.
func mark(tx *store.Tx, kind, id string, on bool) error {
	w := &Watch{AccountID: tx.Actor().ID, SubjectType: kind, SubjectID: id, CreatedAt: tx.Now()}
	door := tx.Everywhere("a mark belongs to whoever set it").Raw()
	if on {
		_, err := door.NewInsert().Model(w).On("CONFLICT DO NOTHING").Exec(tx.Context())
		return err
	}
	_, err := door.NewDelete().Model(w).WherePK().Exec(tx.Context())
	return err
}

// seen gives those of the records that lie in the actor's place.
func seen(tx *store.Tx, of store.Record, ids []string) ([]store.Record, error) {
	found := reflect.New(reflect.SliceOf(reflect.TypeOf(of)))
	err := tx.Select(found.Interface(), of).Column(Columns(of)...).Where("?TableAlias.id IN (?)", bun.List(ids)).Scan(tx.Context())
	var rows []store.Record
	for _, v := range found.Elem().Seq2() {
		rows = append(rows, v.Interface().(store.Record))
	}
	return rows, err
}
