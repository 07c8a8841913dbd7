package statistic

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

// groupRow is the audits of a list year as far as the tables by zone and by field look at them.
type groupRow struct {
	bun.BaseModel `bun:"table:audit"`
	GroupKey      string
	Listed        int
	Started       int
	Reported      int
	Accepted      int
	Overdue       int
}

// Place narrows as the audits themselves are narrowed.
func (groupRow) Place() access.Columns {
	return access.Columns{Subject: "site_id", Region: "region_code", City: "city_code"}
}

func figures(tx *store.Tx, year int) *bun.SelectQuery {
	return tx.Select((*groupRow)(nil), groupRow{}).Where("?TableAlias.year = ? AND ?TableAlias.kind = 'mandatory'", year).
		ColumnExpr("count(*) AS listed").
		ColumnExpr("sum(CASE WHEN ?TableAlias.started_on <> '' THEN 1 ELSE 0 END) AS started").
		ColumnExpr("sum(CASE WHEN ?TableAlias.reported_on <> '' THEN 1 ELSE 0 END) AS reported").
		ColumnExpr("sum(CASE WHEN ?TableAlias.accepted_on <> '' THEN 1 ELSE 0 END) AS accepted").
		ColumnExpr("sum(CASE WHEN EXISTS (SELECT 1 FROM deadline AS d WHERE d.subject_type = 'audit' AND d.subject_id = ?TableAlias.id AND d.open AND d.due_on < ?) THEN 1 ELSE 0 END) AS overdue", tx.Today())
}

// byZone counts by the zones to which the sites belong today: a site of two zones counts in each.
func byZone(tx *store.Tx, year int) ([]groupRow, error) {
	rows := []groupRow{}
	q := figures(tx, year).ColumnExpr("m.zone_id AS group_key").
		Join("JOIN zone_site AS m ON m.site_id = ?TableAlias.site_id AND m.from_on <= ? AND (m.until_on = '' OR m.until_on >= ?)", tx.Today(), tx.Today())
	if zone := tx.Actor().Place.Zone; zone != "" {
		q = q.Where("m.zone_id = ?", zone)
	}
	return rows, q.GroupExpr("m.zone_id").Scan(tx.Context(), &rows)
}

// byIndustry counts by the industry code of the site.
func byIndustry(tx *store.Tx, year int) ([]groupRow, error) {
	rows := []groupRow{}
	q := figures(tx, year).ColumnExpr("coalesce(s.industry_code, '') AS group_key").Join("LEFT JOIN site AS s ON s.id = ?TableAlias.site_id")
	return rows, q.GroupExpr("coalesce(s.industry_code, '')").Scan(tx.Context(), &rows)
}

type zoneName struct{ ID, Name, RegionCode string }

// zonesNamed gives the zones that stand today and that the actor may see.
func zonesNamed(tx *store.Tx) ([]zoneName, error) {
	rows := []zoneName{}
	place := tx.Actor().Place
	q := tx.Everywhere("a county sees the zones of its city; narrowed here").Raw().NewSelect().TableExpr("zone").Column("id", "name", "region_code").
		Where("from_on <= ? AND (until_on = '' OR until_on >= ?)", tx.Today(), tx.Today())
	switch {
	case place.Zone != "":
		q = q.Where("id = ?", place.Zone)
	case place.Level() != "province":
		q = q.Where("city_code = ?", store.CityOf((place.Region + "00")[:6]))
	}
	return rows, q.OrderExpr("city_code, id").Scan(tx.Context(), &rows)
}
