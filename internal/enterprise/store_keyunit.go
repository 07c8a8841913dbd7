package enterprise

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// named gives up to three enterprises of the actor's place that have or had one of these names.
func named(tx *store.Tx, names []string) ([]*Enterprise, error) {
	rows := []*Enterprise{}
	err := tx.Select(&rows, Enterprise{}).Where("(?TableAlias.name IN (?) OR ?TableAlias.id IN (SELECT enterprise_id FROM enterprise_name WHERE name IN (?)))", bun.List(names), bun.List(names)).
		OrderExpr("?TableAlias.id").Limit(3).Scan(tx.Context())
	return rows, err
}

// holding gives up to five enterprises of the actor's place whose names hold this part.
func holding(tx *store.Tx, part string) ([]*Enterprise, error) {
	rows := []*Enterprise{}
	err := tx.Matching(tx.Select(&rows, Enterprise{}), part).OrderExpr("?TableAlias.id").Limit(5).Scan(tx.Context())
	return rows, err
}
