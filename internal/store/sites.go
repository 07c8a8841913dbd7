package store

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
)

// Some actors see a set of sites rather than a division: the officers of a functional zone (功能区), which overlaps counties,
// and the department of a field of the economy (领域). What a case has to do with a site, says the view site_subject.

// ofZone gives the sites that belong to the zone today, as long as the zone itself stands.
func (tx *Tx) ofZone(id string) *bun.SelectQuery {
	today := tx.Today()
	return tx.idb.NewSelect().TableExpr("zone_site AS m").Column("m.site_id").Where("m.zone_id = ?", id).
		Where("m.from_on <= ? AND (m.until_on = '' OR m.until_on >= ?)", today, today).
		Where("EXISTS (SELECT 1 FROM zone AS z WHERE z.id = m.zone_id AND z.from_on <= ? AND (z.until_on = '' OR z.until_on >= ?))", today, today)
}

// ofIndustries gives the sites of a field of the economy within the actor's division.
func (tx *Tx) ofIndustries(place access.Place) *bun.SelectQuery {
	q := tx.idb.NewSelect().TableExpr("site AS m").Column("m.id")
	if place.Level() != "province" {
		q = q.Where("m.region_code LIKE ?", place.Region+"%")
	}
	q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, prefix := range place.Industries {
			q = q.WhereOr("m.industry_code LIKE ?", prefix+"%")
		}
		return q
	})
	for _, prefix := range place.Except {
		q = q.Where("m.industry_code NOT LIKE ?", prefix+"%")
	}
	return q
}

// narrowToSites keeps what is about one of the sites; a record that names no site is about none.
func (tx *Tx) narrowToSites(q *bun.SelectQuery, columns access.Columns, sites *bun.SelectQuery) *bun.SelectQuery {
	switch columns.Subject {
	case "":
		return q.Where("1 = 0")
	case "site_id":
		return q.Where("?TableAlias.site_id IN (?)", sites)
	}
	cases := tx.idb.NewSelect().TableExpr("site_subject AS about").Column("about.subject_id").Where("about.site_id IN (?)", sites)
	return q.Where("?TableAlias.? IN (?)", bun.Ident(columns.Subject), cases)
}

// ZonesOf gives the functional zones to which the sites of a case belong today.
func (w Wide) ZonesOf(subjectID string) ([]string, error) {
	var zones []string
	today := w.tx.Today()
	err := w.tx.idb.NewSelect().Distinct().TableExpr("zone_site AS m").Column("m.zone_id").
		Join("JOIN zone AS z ON z.id = m.zone_id AND z.from_on <= ? AND (z.until_on = '' OR z.until_on >= ?)", today, today).
		Where("m.from_on <= ? AND (m.until_on = '' OR m.until_on >= ?)", today, today).
		Where("m.site_id IN (SELECT about.site_id FROM site_subject AS about WHERE about.subject_id = ?)", subjectID).
		OrderExpr("m.zone_id").Scan(w.tx.ctx, &zones)
	return zones, err
}

// AboutZone narrows a query to what is about the sites of the actor's zone by the column that names the case: for addresses,
// which are no place.
func (tx *Tx) AboutZone(q *bun.SelectQuery, column string) *bun.SelectQuery {
	return tx.narrowToSites(q, access.Columns{Subject: column}, tx.ofZone(tx.actor.Place.Zone))
}
