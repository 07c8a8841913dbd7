package listing

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// liveEntries gives the lines by which an enterprise, or one site of it, is or is about to be in the inventory.
func liveEntries(tx *store.Tx, enterpriseID, siteID string) ([]Entry, error) {
	var rows []Entry
	q := tx.Everywhere("what happens to an enterprise concerns all its lines, whoever put them there").Select(&rows).
		Where("enterprise_id = ? AND state IN (?)", enterpriseID, bun.List([]string{EntryProposed, EntryActive, EntryLeaving}))
	if siteID != "" {
		q = q.Where("site_id = ?", siteID)
	}
	return rows, q.OrderExpr("id").Scan(tx.Context())
}
