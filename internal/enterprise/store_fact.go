package enterprise

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// FactQuery narrows the list of facts.
type FactQuery struct {
	store.Page
	Region     string `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县"`
	Enterprise string `query:"enterprise_id" maxLength:"64" doc:"企业"`
	Kind       string `query:"kind" maxLength:"20" doc:"事实类别"`
	Year       int    `query:"year" doc:"年度"`
}

func filteredFacts(tx *store.Tx, in FactQuery) *bun.SelectQuery {
	q := within(tx.Select((*SiteFact)(nil), SiteFact{}), in.Region).ColumnExpr("?TableColumns").
		ColumnExpr("coalesce((SELECT s.name FROM site AS s WHERE s.id = ?TableAlias.site_id), '') AS site_name")
	if in.Enterprise != "" {
		q = q.Where("?TableAlias.enterprise_id = ?", in.Enterprise)
	}
	if in.Kind != "" {
		q = q.Where("?TableAlias.kind = ?", in.Kind)
	}
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.Q != "" {
		q = store.Contains(q, "name", in.Q)
	}
	return q
}

func listFacts(tx *store.Tx, in FactQuery) (store.List[SiteFact], error) {
	sorts := store.Sorts{"year": "year"} // no index: facts are read for one enterprise at a time
	return store.Paged[SiteFact](tx.Context(), filteredFacts(tx, in), in.Page, sorts, "?TableAlias.year DESC, ?TableAlias.kind, ?TableAlias.id")
}

// factsAfter gives the next facts of an export in the order of their ids.
func factsAfter(tx *store.Tx, in FactQuery, id string, limit int) ([]*SiteFact, error) {
	rows := []*SiteFact{}
	err := filteredFacts(tx, in).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context(), &rows)
	return rows, err
}

// sameFact gives the fact of a site that says the same of the same thing, nil if there is none.
func sameFact(tx *store.Tx, f *SiteFact) (*SiteFact, error) {
	have := new(SiteFact)
	err := tx.Everywhere("a site that was found in scope").Select(have).
		Where("site_id = ? AND kind = ? AND year = ? AND role = ? AND code = ? AND name = ?", f.SiteID, f.Kind, f.Year, f.Role, f.Code, f.Name).Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return have, err
}

// factsOfSites gives the facts of several sites from a year on, by site.
func factsOfSites(tx *store.Tx, sites []string, from int) (map[string][]*SiteFact, error) {
	out := map[string][]*SiteFact{}
	if len(sites) == 0 {
		return out, nil
	}
	var rows []*SiteFact
	err := tx.Everywhere("the facts of sites that were found in scope").Select(&rows).
		Where("site_id IN (?) AND (year >= ? OR kind = 'past_audit')", bun.List(sites), from).OrderExpr("site_id, id").Scan(tx.Context())
	for _, f := range rows {
		out[f.SiteID] = append(out[f.SiteID], f)
	}
	return out, err
}

// enterprisesByID gives enterprises that belong to sites or facts found in scope.
func enterprisesByID(tx *store.Tx, ids []string) (map[string]*Enterprise, error) {
	out := make(map[string]*Enterprise, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*Enterprise
	err := tx.Everywhere("the owners of sites that were found in scope may be seated elsewhere").Select(&rows).Where("id IN (?)", bun.List(ids)).Scan(tx.Context())
	for _, e := range rows {
		out[e.ID] = e
	}
	return out, err
}

// sitesAfter gives the next sites in the actor's place in the order of their ids.
func sitesAfter(tx *store.Tx, id string, limit int) ([]*Site, error) {
	rows := []*Site{}
	err := tx.Select(&rows, Site{}).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

// countSites counts the sites in the actor's place.
func countSites(tx *store.Tx) (int, error) {
	n, err := tx.Select((*Site)(nil), Site{}).Count(tx.Context())
	return int(n), err
}

// heldBySite gives all attributes of several sites, by site.
func heldBySite(tx *store.Tx, sites []string) (map[string][]*Attribute, error) {
	out := map[string][]*Attribute{}
	if len(sites) == 0 {
		return out, nil
	}
	var rows []*Attribute
	err := tx.Everywhere("the attributes of sites that were found in scope").Select(&rows).Where("site_id IN (?)", bun.List(sites)).OrderExpr("site_id, from_on").Scan(tx.Context())
	for _, a := range rows {
		out[a.SiteID] = append(out[a.SiteID], a)
	}
	return out, err
}

// attributeActs gives the journal of attributes that were found in scope, the earliest entry first.
func attributeActs(tx *store.Tx, ids []string) ([]store.Journal, error) {
	rows := []store.Journal{}
	err := tx.Everywhere("the journal of attributes that were found in scope").Select(&rows).Where("subject_type = ? AND subject_id IN (?)", "attribute", bun.List(ids)).
		OrderExpr("id").Scan(tx.Context())
	return rows, err
}
