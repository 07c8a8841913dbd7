package equivalence

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// Query is what the list of equivalences may be asked.
type Query struct {
	store.Page
	Kind   string `query:"kind" maxLength:"20" doc:"视同类型"`
	State  string `query:"state" maxLength:"60" doc:"状态"`
	Year   int    `query:"year" doc:"名单年度"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
	SiteID string `query:"site_id" maxLength:"64" doc:"厂区"`
}

func list(tx *store.Tx, in Query) (store.List[Equivalence], error) {
	q := store.InDivision(tx.Select((*Equivalence)(nil), Equivalence{}), in.Region).
		Where("(?TableAlias.state <> ? OR ?TableAlias.by_office = ?)", Draft, tx.Actor().Place.EnterpriseID == "")
	for column, value := range map[string]string{"kind": in.Kind, "site_id": in.SiteID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.State != "" {
		q = q.Where("?TableAlias.state IN (?)", bun.List(strings.Split(in.State, ",")))
	}
	if in.Year != 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.Q != "" {
		q = store.Contains(q, "enterprise_name", in.Q)
	}
	return store.Paged[Equivalence](tx.Context(), q, in.Page, store.Sorts{"valid_until": "valid_until"}, "?TableAlias.id DESC")
}

// others gives what else has been granted or is under way for a site.
func others(tx *store.Tx, e *Equivalence) ([]Equivalence, error) {
	var rows []Equivalence
	err := tx.Everywhere("what counts for a site, whoever brought it").Select(&rows).
		Where("site_id = ? AND id <> ? AND state IN (?)", e.SiteID, e.ID, bun.List([]string{Submitted, Returned, Granted, Lapsed, Lost})).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// inForce gives granted equivalences in batches, for the nightly watch.
func inForce(tx *store.Tx, after string, limit int) ([]Equivalence, error) {
	var rows []Equivalence
	err := tx.Everywhere("the system watches the certificates of the whole province").Select(&rows).
		Where("state = ? AND id > ?", Granted, after).OrderExpr("id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

// fallen gives the sites whose equivalence has ended and that are to be considered for a plan year, unless another
// equivalence of theirs is in force.
func fallen(tx *store.Tx, year int) ([]Equivalence, error) {
	rows := []Equivalence{}
	err := tx.Select(&rows, Equivalence{}).
		Where("?TableAlias.state IN (?) AND ?TableAlias.relist_year > 0 AND ?TableAlias.relist_year <= ?", bun.List([]string{Lapsed, Lost}), year).
		Where("NOT EXISTS (SELECT 1 FROM equivalence AS other WHERE other.site_id = ?TableAlias.site_id AND other.state = ?)", Granted).OrderExpr("?TableAlias.id").Scan(tx.Context())
	return rows, err
}

// lastOf gives the latest day on which a granted equivalence of a site was issued, "" if there is none in force.
func lastOf(tx *store.Tx, siteID string) (calendar.Date, error) {
	var rows []Equivalence
	err := tx.Everywhere("the interval of a site is judged by all that counts for it").Select(&rows).
		Where("site_id = ? AND state = ?", siteID, Granted).OrderExpr("valid_from DESC").Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0].ValidFrom, nil
}

// prepared gives the drafts and returned cases of the actor's own side.
func prepared(tx *store.Tx, limit int64) ([]Equivalence, error) {
	rows := []Equivalence{}
	err := tx.Select(&rows, Equivalence{}).Where("state IN (?) AND by_office = ?", bun.List([]string{Draft, Returned}), tx.Actor().Place.EnterpriseID == "").
		OrderExpr("id").Limit(limit).Scan(tx.Context())
	return rows, err
}
