package desk

import (
	"reflect"

	"github.com/uptrace/bun"

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
