package audit

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// roundsOf gives the rounds of these sites, with the columns that the finder of candidates reads.
func roundsOf(tx *store.Tx, sites []string) ([]Audit, error) {
	var rows []Audit
	if len(sites) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("the rounds of sites that were found in scope").Select(&rows).
		Column("id", "case_no", "site_id", "year", "state", "reasons", "facts", "opened_on", "published_on", "accepted_on", "updated_at").
		Where("site_id IN (?)", bun.List(sites)).OrderExpr("site_id, id").Scan(tx.Context())
	return rows, err
}
