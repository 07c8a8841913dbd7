package equivalence

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// grantedOf gives the equivalences in force of these sites.
func grantedOf(tx *store.Tx, sites []string) ([]Equivalence, error) {
	var rows []Equivalence
	if len(sites) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("what counts for sites that were found in scope").Select(&rows).Where("site_id IN (?) AND state = ?", bun.List(sites), Granted).OrderExpr("site_id, id").Scan(tx.Context())
	return rows, err
}
