package enterprise

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Filter narrows the list of enterprises.
type Filter struct {
	store.Page
	Region      string `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县，市的代码包含其下各县"`
	KeyIndustry string `query:"key_industry" maxLength:"40" doc:"重点行业；any 为全部重点行业"`
	Industry    string `query:"industry" maxLength:"5" doc:"国民经济行业代码，可以是大类、中类或小类"`
	Attribute   string `query:"attribute" maxLength:"40" doc:"现行有效的属性"`
	State       string `query:"state" maxLength:"20" doc:"经营状态"`
	Sector      string `query:"sector" maxLength:"40" doc:"领域，见 /sectors"`

	in, out []string // industry codes of the field, filled in by the service
}

// ofSector narrows to the industries of a field of the economy.
func ofSector(q *bun.SelectQuery, f Filter) *bun.SelectQuery {
	if f.Sector == "" {
		return q
	}
	if len(f.in) == 0 {
		return q.Where("1 = 0")
	}
	q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, prefix := range f.in {
			q = q.WhereOr("?TableAlias.industry_code LIKE ?", prefix+"%")
		}
		return q
	})
	for _, prefix := range f.out {
		q = q.Where("?TableAlias.industry_code NOT LIKE ?", prefix+"%")
	}
	return q
}

// SiteFilter narrows the list of sites.
type SiteFilter struct {
	store.Page
	Region string `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县"`
	State  string `query:"state" maxLength:"20" doc:"厂区状态"`
}

// Sorting by time of registration uses the id, which grows with time and is the key of the table.
var sorts = store.Sorts{"name": "?TableAlias.name", "created_at": "?TableAlias.id", "credit_code": "?TableAlias.credit_code", "region": "?TableAlias.region_code"}

func list(tx *store.Tx, f Filter) (store.List[Enterprise], error) {
	return store.Paged[Enterprise](tx.Context(), filtered(tx, f), f.Page, sorts, tx.Latest(f.Q))
}

func filtered(tx *store.Tx, f Filter) *bun.SelectQuery {
	q := ofSector(within(tx.Select((*Enterprise)(nil), Enterprise{}), f.Region), f)
	switch f.KeyIndustry {
	case "":
	case "any":
		q = q.Where("?TableAlias.key_industry <> ''")
	default:
		q = q.Where("?TableAlias.key_industry = ?", f.KeyIndustry)
	}
	if code := industryDigits(f.Industry); code != "" {
		q = q.Where("?TableAlias.industry_code LIKE ?", code+"%")
	}
	if f.Attribute != "" {
		q = q.Where("EXISTS (SELECT 1 FROM attribute AS a WHERE a.enterprise_id = ?TableAlias.id AND a.kind = ? AND a.until_on = '')", f.Attribute)
	}
	if f.State != "" {
		q = q.Where("?TableAlias.state = ?", f.State)
	}
	if term := strings.TrimSpace(f.Q); term != "" {
		q = tx.Matching(q, term)
	}
	return q
}

// within narrows to a division: a province adds nothing, a city is an equality on the city's column, a county on the
// region's.
func within(q *bun.SelectQuery, region string) *bun.SelectQuery {
	switch {
	case region == "" || strings.HasSuffix(region, "0000"):
		return q
	case strings.HasSuffix(region, "00"):
		return q.Where("?TableAlias.city_code = ?", region)
	case len(region) == 4:
		return q.Where("?TableAlias.city_code = ?", region+"00")
	case len(region) == 2:
		return q
	}
	return q.Where("?TableAlias.region_code = ?", region)
}

func listSites(tx *store.Tx, f SiteFilter) (store.List[Site], error) {
	q := within(tx.Select((*Site)(nil), Site{}), f.Region)
	if f.State != "" {
		q = q.Where("?TableAlias.state = ?", f.State)
	}
	if term := strings.TrimSpace(f.Q); term != "" {
		q = q.Where("(?TableAlias.permit_no = ? OR lower(?TableAlias.name) LIKE ? ESCAPE '\\')", strings.ToUpper(term), contains(term))
	}
	return store.Paged[Site](tx.Context(), q, f.Page, store.Sorts{"created_at": "?TableAlias.id"}, "?TableAlias.id DESC")
}

func contains(term string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(term)) + "%"
}

// byCode gives the enterprise with this credit code wherever it lies, nil if there is none: a code is unique in the
// province.
func byCode(tx *store.Tx, code string) (*Enterprise, error) {
	e := new(Enterprise)
	err := tx.Everywhere("a credit code is unique in the whole province").Select(e).Where("credit_code = ?", code).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		kept, err := keptByCodes(tx, []string{code})
		return kept[code], err
	}
	return e, err
}

// byCodes gives the enterprises with these credit codes, by code.
func byCodes(tx *store.Tx, codes []string) (map[string]*Enterprise, error) {
	out := make(map[string]*Enterprise, len(codes))
	if len(codes) == 0 {
		return out, nil
	}
	var rows []*Enterprise
	err := tx.Everywhere("a credit code is unique in the whole province").Select(&rows).Where("credit_code IN (?)", bun.List(codes)).Scan(tx.Context())
	if err != nil {
		return nil, err
	}
	for _, e := range rows {
		out[e.CreditCode] = e
	}
	kept, err := keptByCodes(tx, codes)
	for code, e := range kept {
		if out[code] == nil {
			out[code] = e
		}
	}
	return out, err
}

// invented gives those of these enterprises that belong to the demonstration.
func invented(tx *store.Tx, ids []string) ([]string, error) {
	var found []string
	err := tx.Everywhere("a publication marks what is invented, wherever it lies").Select((*Enterprise)(nil)).Column("id").
		Where("id IN (?) AND demonstration = ?", bun.List(ids), true).Scan(tx.Context(), &found)
	return found, err
}

// names gives the former names of an enterprise that was found in scope, the newest first.
func names(tx *store.Tx, id string) ([]*FormerName, error) {
	rows := []*FormerName{}
	err := tx.Everywhere("the names of an enterprise that was found in scope").Select(&rows).Where("enterprise_id = ?", id).
		OrderExpr("from_on DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// lastPlace gives where a site stood before its latest move, nil if it has never moved.
func lastPlace(tx *store.Tx, siteID string) (*FormerPlace, error) {
	p := new(FormerPlace)
	err := tx.Everywhere("the places of a site that the caller holds").Select(p).Where("site_id = ?", siteID).OrderExpr("until_on DESC, id DESC").Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return p, err
}

// places gives where the sites of an enterprise that was found in scope stood before, the latest first.
func places(tx *store.Tx, enterpriseID string) ([]*FormerPlace, error) {
	rows := []*FormerPlace{}
	err := tx.Everywhere("the places of an enterprise that was found in scope").Select(&rows).ColumnExpr("?TableColumns").
		ColumnExpr("coalesce((SELECT s.name FROM site AS s WHERE s.id = ?TableAlias.site_id), '') AS site_name").
		Where("enterprise_id = ?", enterpriseID).OrderExpr("until_on DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// sites gives the sites of an enterprise that was found in scope, in the order of their numbers.
func sites(tx *store.Tx, id string) ([]*Site, error) {
	rows := []*Site{}
	err := tx.Everywhere("the sites of an enterprise that was found in scope").Select(&rows).Where("enterprise_id = ?", id).
		OrderExpr("length(site_no), site_no").Scan(tx.Context())
	return rows, err
}

// attributes gives the attributes of an enterprise that was found in scope, those in force first; "" means all days.
func attributes(tx *store.Tx, id string, on calendar.Date) ([]*Attribute, error) {
	rows := []*Attribute{}
	q := tx.Everywhere("the attributes of an enterprise that was found in scope").Select(&rows).ColumnExpr("?TableColumns").
		ColumnExpr("coalesce((SELECT s.name FROM site AS s WHERE s.id = ?TableAlias.site_id), '') AS site_name").Where("enterprise_id = ?", id)
	if on != "" {
		q = q.Where("from_on <= ? AND (until_on = '' OR until_on >= ?)", on, on)
	}
	err := q.OrderExpr("CASE WHEN until_on = '' THEN 0 ELSE 1 END, from_on DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// parts counts what hangs on an enterprise, so that only what there is need be read.
const parts = `(SELECT count(*) FROM site AS s WHERE s.enterprise_id = ?TableAlias.id) AS site_count,
	(SELECT count(*) FROM enterprise_name AS n WHERE n.enterprise_id = ?TableAlias.id) AS name_count,
	(SELECT count(*) FROM attribute AS a WHERE a.enterprise_id = ?TableAlias.id) AS attribute_count,
	(SELECT count(*) FROM site_place AS p WHERE p.enterprise_id = ?TableAlias.id) AS place_count`

// counted gives the enterprise with the counts of its parts; out of scope it does not exist.
func counted(tx *store.Tx, id string) (*Enterprise, error) {
	e := new(Enterprise)
	err := tx.Select(e, e).ColumnExpr("?TableColumns").ColumnExpr(parts).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		kept, err := keptFor(tx, id)
		if err == nil && kept != "" && kept != id {
			return counted(tx, kept)
		}
		return nil, orElse(err, fault.NotFound("该企业"))
	}
	return e, err
}

// countParts counts anew what hangs on an enterprise that was found in scope.
func countParts(tx *store.Tx, e *Enterprise) error {
	return tx.Everywhere("what belongs to an enterprise that was found in scope").Select((*Enterprise)(nil)).ColumnExpr(parts).
		Where("?TableAlias.id = ?", e.ID).Scan(tx.Context(), &e.SiteCount, &e.NameCount, &e.AttributeCount, &e.PlaceCount)
}

// openAttribute gives the attribute of this kind that is in force at the site, nil if there is none.
func openAttribute(tx *store.Tx, site string, kind Kind) (*Attribute, error) {
	a := new(Attribute)
	err := tx.Everywhere("a site that was found in scope").Select(a).Where("site_id = ? AND kind = ? AND until_on = ''", site, kind).Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

// about are the facts beside an enterprise that its list row shows.
type about struct {
	sites  map[string]int
	former map[string][]*FormerName
}

// beside reads the facts beside these enterprises, which were found in scope, in two queries.
func beside(tx *store.Tx, ids []string) (about, error) {
	out := about{sites: map[string]int{}}
	if len(ids) == 0 {
		return out, nil
	}
	wide := tx.Everywhere("what belongs to enterprises that were found in scope")
	var counts []struct {
		EnterpriseID string `bun:"enterprise_id"`
		N            int    `bun:"n"`
	}
	err := wide.Select((*Site)(nil)).ColumnExpr("enterprise_id, count(*) AS n").Where("enterprise_id IN (?)", bun.List(ids)).GroupExpr("enterprise_id").Scan(tx.Context(), &counts)
	if err != nil {
		return out, err
	}
	for _, c := range counts {
		out.sites[c.EnterpriseID] = c.N
	}
	out.former, err = namesOf(tx, ids)
	return out, err
}

// sitesOf gives the sites of several enterprises, by enterprise, in the order of their numbers.
func sitesOf(tx *store.Tx, ids []string) (map[string][]*Site, error) {
	out := make(map[string][]*Site, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*Site
	err := tx.Everywhere("the sites of enterprises that were found by their codes").Select(&rows).Where("enterprise_id IN (?)", bun.List(ids)).
		OrderExpr("enterprise_id, length(site_no), site_no").Scan(tx.Context())
	for _, s := range rows {
		out[s.EnterpriseID] = append(out[s.EnterpriseID], s)
	}
	return out, err
}

// after gives the next enterprises of an export in the order of their ids: a page at a time keeps memory constant, and
// rows that come in meanwhile do not shift the pages.
func after(tx *store.Tx, f Filter, id string, limit int) ([]*Enterprise, error) {
	rows := []*Enterprise{}
	q := filtered(tx, f).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit))
	err := q.Scan(tx.Context(), &rows)
	return rows, err
}

// namesOf gives the former names of several enterprises, by enterprise.
func namesOf(tx *store.Tx, ids []string) (map[string][]*FormerName, error) {
	out := make(map[string][]*FormerName)
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*FormerName
	err := tx.Everywhere("the names of enterprises that were found in scope").Select(&rows).Where("enterprise_id IN (?)", bun.List(ids)).
		OrderExpr("from_on DESC, id DESC").Scan(tx.Context())
	for _, n := range rows {
		out[n.EnterpriseID] = append(out[n.EnterpriseID], n)
	}
	return out, err
}

// attributesOf gives the attributes in force of several enterprises, by site.
func attributesOf(tx *store.Tx, ids []string) (map[string][]*Attribute, error) {
	out := map[string][]*Attribute{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*Attribute
	err := tx.Everywhere("the attributes of enterprises that were found in scope").Select(&rows).Where("enterprise_id IN (?)", bun.List(ids)).
		Where("until_on = ''").OrderExpr("site_id, from_on").Scan(tx.Context())
	for _, a := range rows {
		out[a.SiteID] = append(out[a.SiteID], a)
	}
	return out, err
}

// called gives enterprises by name or credit code, wherever they are.
func called(tx *store.Tx, term string, limit int64) ([]*Enterprise, error) {
	rows := []*Enterprise{}
	q := tx.Everywhere("an account is opened for an enterprise of any place; names only").Select(&rows)
	if term = strings.TrimSpace(term); term != "" {
		q = tx.Matching(q, term)
	}
	return rows, q.OrderExpr("?TableAlias.id DESC").Limit(limit).Scan(tx.Context())
}

// attributesHere gives the attributes in force in the actor's place.
func attributesHere(tx *store.Tx, limit int64) ([]*Attribute, error) {
	rows := []*Attribute{}
	err := tx.Select(&rows, Attribute{}).ColumnExpr("?TableColumns").
		ColumnExpr("(SELECT s.name FROM site AS s WHERE s.id = ?TableAlias.site_id) AS site_name").
		Where("until_on = ''").OrderExpr("region_code, enterprise_id, kind").Limit(limit).Scan(tx.Context())
	return rows, err
}
