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

// liveEntriesIn gives the lines in force that bear the code of a division.
func liveEntriesIn(tx *store.Tx, region string) ([]*Entry, error) {
	var rows []*Entry
	err := tx.Everywhere("a re-organisation of divisions concerns every line of the old division").Select(&rows).
		Where("region_code = ? AND state IN (?)", region, bun.List([]string{EntryProposed, EntryActive, EntryLeaving})).OrderExpr("id").Scan(tx.Context())
	return rows, err
}
