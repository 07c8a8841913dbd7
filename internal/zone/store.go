package zone

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

const what = "该功能区"

// seen gives the zones that the actor may look at: the own one; for departments those of the province or the city, also
// for a county, since its sites may lie in them.
func seen(tx *store.Tx, model any) *bun.SelectQuery {
	place := tx.Actor().Place
	q := tx.Everywhere("a county sees the zones of its city; narrowed below").Select(model)
	switch {
	case place.Zone != "":
		return q.Where("?TableAlias.id = ?", place.Zone)
	case place.Level() == "province":
		return q
	case place.Region != "":
		return q.Where("?TableAlias.city_code = ?", store.CityOf((place.Region + "00")[:6]))
	}
	return q.Where("1 = 0")
}

func find(tx *store.Tx, id string) (*Zone, error) {
	z := new(Zone)
	n, err := seen(tx, z).Where("?TableAlias.id = ?", id).Limit(1).Exists(tx.Context())
	if err != nil {
		return nil, err
	}
	if !n {
		return nil, fault.NotFound(what)
	}
	return store.Get[Zone](tx.Everywhere("it was found among those seen"), id, what)
}

// Query is what the list of zones may be asked.
type Query struct {
	store.Page
	Region string `query:"region" maxLength:"6" doc:"所在市行政区划代码"`
	Kind   string `query:"kind" maxLength:"20"`
	Ended  bool   `query:"ended" doc:"包括已经撤销的"`
}

func list(tx *store.Tx, in Query) (store.List[Zone], error) {
	q := seen(tx, (*Zone)(nil))
	if in.Region != "" {
		q = q.Where("?TableAlias.city_code = ?", store.CityOf(in.Region))
	}
	if in.Kind != "" {
		q = q.Where("?TableAlias.kind = ?", in.Kind)
	}
	if !in.Ended {
		q = q.Where("?TableAlias.until_on = '' OR ?TableAlias.until_on >= ?", tx.Today())
	}
	if in.Q != "" {
		q = store.Contains(q, "name", in.Q)
	}
	return store.Paged[Zone](tx.Context(), q, in.Page, store.Sorts{"created_at": "?TableAlias.id"}, "?TableAlias.id DESC")
}

// named gives zones by name, wherever they are.
func named(tx *store.Tx, term string, limit int64) ([]*Zone, error) {
	rows := []*Zone{}
	q := store.Contains(tx.Everywhere("an account is opened for a zone of any place; names only").Select(&rows), "name", term)
	return rows, q.Where("until_on = ''").OrderExpr("?TableAlias.id DESC").Limit(limit).Scan(tx.Context())
}

// MemberQuery is what the list of memberships may be asked.
type MemberQuery struct {
	store.Page
	ZoneID       string        `query:"zone_id" maxLength:"64"`
	SiteID       string        `query:"site_id" maxLength:"64"`
	EnterpriseID string        `query:"enterprise_id" maxLength:"64"`
	On           calendar.Date `query:"on" doc:"只看这一天在区内的；不填为全部，包括已经划出的"`
}

func dressed(q *bun.SelectQuery) *bun.SelectQuery {
	return q.ColumnExpr("?TableColumns").
		ColumnExpr("coalesce((SELECT e.name FROM enterprise AS e WHERE e.id = ?TableAlias.enterprise_id), '') AS enterprise_name").
		ColumnExpr("coalesce((SELECT e.credit_code FROM enterprise AS e WHERE e.id = ?TableAlias.enterprise_id), '') AS credit_code").
		ColumnExpr("coalesce((SELECT s.name FROM site AS s WHERE s.id = ?TableAlias.site_id), '') AS site_name").
		ColumnExpr("coalesce((SELECT z.name FROM zone AS z WHERE z.id = ?TableAlias.zone_id), '') AS zone_name")
}

func on(q *bun.SelectQuery, day calendar.Date) *bun.SelectQuery {
	return q.Where("?TableAlias.from_on <= ? AND (?TableAlias.until_on = '' OR ?TableAlias.until_on >= ?)", day, day)
}

// members narrows to the actor's place, and for a zone to itself: a site of it may belong to another one too.
func members(tx *store.Tx, model any) *bun.SelectQuery {
	q := tx.Select(model, ZoneMember{})
	if zone := tx.Actor().Place.Zone; zone != "" {
		q = q.Where("?TableAlias.zone_id = ?", zone)
	}
	return q
}

func listMembers(tx *store.Tx, in MemberQuery) (store.List[ZoneMember], error) {
	q := members(tx, (*ZoneMember)(nil))
	for column, value := range map[string]string{"zone_id": in.ZoneID, "site_id": in.SiteID, "enterprise_id": in.EnterpriseID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.On != "" {
		q = on(q, in.On)
	}
	return store.Paged[ZoneMember](tx.Context(), dressed(q), in.Page, nil, "?TableAlias.id DESC")
}

// allMembers gives the memberships of a zone that have not ended.
func allMembers(tx *store.Tx, zone string, limit int64) ([]ZoneMember, error) {
	rows := []ZoneMember{}
	q := dressed(members(tx, &rows)).Where("?TableAlias.zone_id = ? AND ?TableAlias.until_on = ''", zone)
	return rows, q.OrderExpr("?TableAlias.id").Limit(limit).Scan(tx.Context())
}

// overlapping tells whether the site belongs to the zone on a day or later.
func overlapping(tx *store.Tx, zone, site string, from calendar.Date) (bool, error) {
	return tx.Everywhere("a site belongs to a zone once at a time").Select((*ZoneMember)(nil)).
		Where("zone_id = ? AND site_id = ? AND (until_on = '' OR until_on >= ?)", zone, site, from).Exists(tx.Context())
}

// stillIn gives the memberships that reach beyond a day.
func stillIn(tx *store.Tx, zone string, day calendar.Date) ([]*ZoneMember, error) {
	rows := []*ZoneMember{}
	return rows, tx.Everywhere("a zone that ends lets all its sites go").Select(&rows).
		Where("zone_id = ? AND (until_on = '' OR until_on > ?)", zone, day).Scan(tx.Context())
}

func sameName(tx *store.Tx, city, name, but string) (bool, error) {
	return tx.Everywhere("a zone has one name in its city").Select((*Zone)(nil)).Where("city_code = ? AND name = ? AND id <> ?", city, name, but).Exists(tx.Context())
}

// counted gives how many sites the zones have today.
func counted(tx *store.Tx, ids []string) (map[string]int, error) {
	var rows []struct {
		ZoneID string
		N      int
	}
	out := map[string]int{}
	if len(ids) == 0 {
		return out, nil
	}
	err := on(tx.Everywhere("the size of a zone that is seen").Select((*ZoneMember)(nil)), tx.Today()).ColumnExpr("zone_id, count(*) AS n").
		Where("zone_id IN (?)", bun.List(ids)).GroupExpr("zone_id").Scan(tx.Context(), &rows)
	for _, r := range rows {
		out[r.ZoneID] = r.N
	}
	return out, err
}
