package desk

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// waiting reads the first rows of a queue and counts up to the cap.
func waiting(tx *store.Tx, q Queue) ([]queued, int, bool, error) {
	base := func() *bun.SelectQuery {
		query := tx.Select(q.Of, q.Of).Where("?TableAlias.state IN (?)", bun.In(q.States))
		if q.Where != "" {
			query = query.Where(q.Where)
		}
		return query
	}
	var rows []queued
	err := base().ColumnExpr("?TableAlias.id AS id").ColumnExpr("?TableAlias.? AS name", bun.Ident(q.Name)).
		OrderExpr("?TableAlias.id").Limit(shown).Scan(tx.Context(), &rows)
	if err != nil || len(rows) < shown {
		return rows, len(rows), false, err
	}
	total, capped, err := store.Count(tx.Context(), base())
	return rows, total, capped, err
}
