package listing

import (
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// CandidateQuery narrows the candidates.
type CandidateQuery struct {
	store.Page
	Year    int    `query:"year" doc:"计划年度"`
	Region  string `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县"`
	Rule    string `query:"rule" maxLength:"40" doc:"命中的规则"`
	State   string `query:"state" maxLength:"20" doc:"状态"`
	Missed  bool   `query:"missed" doc:"只看上年遗漏"`
	Carried bool   `query:"carried" doc:"只看以前年度未办结的"`
}

func filteredCandidates(tx *store.Tx, model any, in CandidateQuery) *bun.SelectQuery {
	q := within(tx.Select(model, Candidate{}), in.Region)
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.Rule != "" {
		q = store.Contains(q, "rules", `"`+in.Rule+`"`)
	}
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	if in.Missed {
		q = q.Where("?TableAlias.missed = ?", true)
	}
	if in.Carried {
		q = q.Where("?TableAlias.carried = ?", true)
	}
	if in.Q != "" {
		q = named(q, in.Q)
	}
	return q
}

func candidates(tx *store.Tx, in CandidateQuery) (store.List[Candidate], error) {
	sorts := store.Sorts{"strength": "strength", "region_code": "region_code"} // no index: the year and the place come first in every index of candidates
	return store.Paged[Candidate](tx.Context(), filteredCandidates(tx, (*Candidate)(nil), in), in.Page, sorts, "strength DESC, ?TableAlias.id")
}

// candidatesAfter gives the next candidates of an export in the order of their ids.
func candidatesAfter(tx *store.Tx, in CandidateQuery, id string, limit int) ([]*Candidate, error) {
	var out []*Candidate
	err := filteredCandidates(tx, &out, in).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context())
	return out, err
}

// candidatesOf gives the candidates of a year at these sites, by site.
func candidatesOf(tx *store.Tx, year int, sites []string) (map[string]*Candidate, error) {
	out := map[string]*Candidate{}
	if len(sites) == 0 {
		return out, nil
	}
	var rows []*Candidate
	err := tx.Everywhere("the candidates of sites that were found in scope").Select(&rows).Where("year = ? AND site_id IN (?)", year, bun.List(sites)).Scan(tx.Context())
	for _, c := range rows {
		out[c.SiteID] = c
	}
	return out, err
}

// writeCandidates stores what a run has found. What is computed is work, not a fact: only what people decide on a candidate
// is journalled, and the run itself.
func writeCandidates(tx *store.Tx, fresh, changed, gone []*Candidate) error {
	raw := tx.Everywhere("a run writes the candidates of the sites that it has read in scope").Raw()
	for _, c := range fresh {
		c.ID, c.Version, c.CreatedAt, c.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	}
	for some := range slices.Chunk(fresh, 250) {
		if _, err := raw.NewInsert().Model(&some).On("CONFLICT (year, site_id) DO NOTHING").Exec(tx.Context()); err != nil {
			return err
		}
	}
	for _, c := range changed {
		version := c.Version
		c.Version, c.UpdatedAt = version+1, tx.Now()
		if _, err := raw.NewUpdate().Model(c).WherePK().Where("version = ?", version).Exec(tx.Context()); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	ids := make([]string, len(gone))
	for i, c := range gone {
		ids[i] = c.ID
	}
	_, err := raw.NewDelete().Model((*Candidate)(nil)).Where("id IN (?) AND state = ?", bun.List(ids), CandidateOpen).Exec(tx.Context())
	return err
}

// plannings are how sites stand in the plans of two years, in words.
type plannings struct{ last, now map[string]string }

// plannedIn gives the standing of sites in the plans of last and this year.
func plannedIn(tx *store.Tx, sites []string, last, now int) (plannings, error) {
	out := plannings{map[string]string{}, map[string]string{}}
	if len(sites) == 0 {
		return out, nil
	}
	var rows []struct {
		SiteID string `bun:"site_id"`
		Year   int    `bun:"year"`
		State  string `bun:"state"`
	}
	err := tx.Everywhere("the plans of sites that were found in scope").Select((*PlanItem)(nil)).Column("site_id", "year", "state").
		Where("site_id IN (?) AND year IN (?)", bun.List(sites), bun.List([]int{last, now})).Scan(tx.Context(), &rows)
	for _, r := range rows {
		switch r.Year {
		case now:
			out.now[r.SiteID] = ItemStates.Label(r.State)
		case last:
			out.last[r.SiteID] = ItemStates.Label(r.State)
		}
	}
	return out, err
}

// lastRuns gives the latest runs of a year in the actor's place.
func lastRuns(tx *store.Tx, year, limit int) ([]CandidateRun, error) {
	rows := []CandidateRun{}
	q := tx.Select(&rows, CandidateRun{})
	if place := tx.Actor().Place; place.Level() == "county" {
		// A county reads the runs of its city and its province, too: they went over its sites.
		q = tx.Everywhere("the runs that went over the sites of a county").Select(&rows).
			Where("region_code IN (?)", bun.List([]string{place.Region, store.CityOf(place.Region), place.Region[:2] + "0000"}))
	} else if place.Level() == "city" {
		q = tx.Everywhere("the runs that went over the sites of a city").Select(&rows).
			Where("city_code = ? OR region_code = ?", store.CityOf(place.Region+"00"), place.Region[:2]+"0000")
	}
	err := q.Where("?TableAlias.year = ?", year).OrderExpr("?TableAlias.id DESC").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}
