package listing

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// EntryQuery is what the inventory may be asked.
type EntryQuery struct {
	store.Page
	Region      string        `query:"region" maxLength:"6" doc:"行政区划代码：省、市或县"`
	KeyIndustry string        `query:"key_industry" maxLength:"40" doc:"重点行业"`
	State       string        `query:"state" maxLength:"20" doc:"状态"`
	On          calendar.Date `query:"on" doc:"查看这一天在册的清单"`
	Unplanned   int           `query:"unplanned" minimum:"0" doc:"只看尚未列入这一年度计划的"`
}

func entries(tx *store.Tx, in EntryQuery) (store.List[Entry], error) {
	q := within(tx.Select((*Entry)(nil), Entry{}), in.Region)
	if in.KeyIndustry != "" {
		q = q.Where("?TableAlias.key_industry = ?", in.KeyIndustry)
	}
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	if in.On != "" {
		q = q.Where("?TableAlias.state IN (?)", bun.List([]string{EntryActive, EntryLeaving, EntryRetired})).
			Where("?TableAlias.from_on <= ? AND (?TableAlias.until_on = '' OR ?TableAlias.until_on > ?)", in.On, in.On)
	}
	if in.Unplanned > 0 {
		q = q.Where("NOT EXISTS (SELECT 1 FROM plan_item AS i WHERE i.year = ? AND i.site_id = ?TableAlias.site_id)", in.Unplanned)
	}
	if in.Q != "" {
		q = named(q, in.Q)
	}
	return store.Paged[Entry](tx.Context(), q, in.Page, store.Sorts{"from_on": "from_on", "region_code": "region_code"}, "?TableAlias.id DESC")
}

// within narrows to a division: a province adds nothing, a city is an equality on its column, a county on the region's.
func within(q *bun.SelectQuery, region string) *bun.SelectQuery {
	switch {
	case len(region) <= 2 || strings.HasSuffix(region, "0000"):
		return q
	case len(region) == 4 || strings.HasSuffix(region, "00"):
		return q.Where("?TableAlias.city_code = ?", region[:4]+"00")
	}
	return q.Where("?TableAlias.region_code = ?", region)
}

func named(q *bun.SelectQuery, term string) *bun.SelectQuery {
	return store.Contains(q, "enterprise_name", strings.TrimSpace(term))
}

// liveEntry gives the entry by which a site is, or is about to be, in the inventory; nil if there is none.
func liveEntry(tx *store.Tx, siteID string) (*Entry, error) {
	e := new(Entry)
	err := tx.Everywhere("a site is in the inventory once, whoever put it there").Select(e).
		Where("site_id = ? AND state IN (?)", siteID, bun.List([]string{EntryProposed, EntryActive, EntryLeaving})).Limit(1).Scan(tx.Context())
	return none(e, err)
}

// none turns "no row" into nil.
func none[T any](r *T, err error) (*T, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// pendingItem tells whether an entry stands in a plan that is under way.
func pendingItem(tx *store.Tx, entryID string) (bool, error) {
	return tx.Everywhere("items of an entry that the caller holds").Select((*PlanItem)(nil)).
		Where("entry_id = ? AND state IN (?)", entryID, bun.List([]string{ItemProposed, ItemConfirmed, ItemEnergyVerified, ItemVerified})).Exists(tx.Context())
}

// PlanQuery is what the list of plans may be asked.
type PlanQuery struct {
	store.Page
	Year   int    `query:"year" doc:"年度"`
	Region string `query:"region" maxLength:"6" doc:"设区的市"`
	State  string `query:"state" maxLength:"20" doc:"状态"`
}

// seenPlans gives the plans that an actor may read: a county reads the plan of its city, into which it proposes.
func seenPlans(tx *store.Tx, model any) *bun.SelectQuery {
	place := tx.Actor().Place
	if place.Level() == "county" {
		return tx.Everywhere("a county reads the plan of its city").Select(model).Where("?TableAlias.city_code = ?", store.CityOf(place.Region))
	}
	return tx.Select(model, Plan{})
}

func plans(tx *store.Tx, in PlanQuery) (store.List[Plan], error) {
	q := within(seenPlans(tx, (*Plan)(nil)), in.Region)
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	sorts := store.Sorts{"year": "year", "submitted_on": "submitted_on"} // no index: sixteen plans a year
	return store.Paged[Plan](tx.Context(), q, in.Page, sorts, "year DESC, city_code, ?TableAlias.id")
}

func findPlan(tx *store.Tx, id string) (*Plan, error) {
	p := new(Plan)
	err := seenPlans(tx, p).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该年度计划")
	}
	return p, err
}

// planOf gives the plan of a city and year, nil if none was begun.
func planOf(tx *store.Tx, city string, year int) (*Plan, error) {
	p := new(Plan)
	err := tx.Everywhere("there is one plan per city and year, whoever begins it").Select(p).Where("city_code = ? AND year = ?", city, year).Scan(tx.Context())
	return none(p, err)
}

func plansOfYear(tx *store.Tx, year int) ([]Plan, error) {
	var rows []Plan
	err := tx.Everywhere("the province consolidates the plans of all cities").Select(&rows).Where("year = ?", year).OrderExpr("city_code").Scan(tx.Context())
	return rows, err
}

// ItemQuery is what the list of items may be asked.
type ItemQuery struct {
	store.Page
	Year   int    `query:"year" doc:"年度"`
	Plan   string `query:"plan_id" maxLength:"64" doc:"所属计划"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
	State  string `query:"state" maxLength:"20" doc:"状态"`
	Reason string `query:"reason" maxLength:"20" doc:"列入原因"`
	Track  string `query:"track" maxLength:"20" doc:"分类管理"`
}

func items(tx *store.Tx, in ItemQuery) (store.List[PlanItem], error) {
	q := within(tx.Select((*PlanItem)(nil), PlanItem{}), in.Region)
	for column, value := range map[string]string{"plan_id": in.Plan, "state": in.State, "track": in.Track} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.Reason != "" {
		q = store.Contains(q, "reasons", `"`+in.Reason+`"`)
	}
	if in.Q != "" {
		q = named(q, in.Q)
	}
	return store.Paged[PlanItem](tx.Context(), q, in.Page, store.Sorts{"region_code": "region_code", "state": "state"}, "region_code, ?TableAlias.id")
}

// itemsOf gives all items of a plan that the caller holds.
func itemsOf(tx *store.Tx, planID string, states ...string) ([]PlanItem, error) {
	var rows []PlanItem
	q := tx.Everywhere("items of a plan that the caller holds").Select(&rows).Where("plan_id = ?", planID)
	if len(states) > 0 {
		q = q.Where("state IN (?)", bun.List(states))
	}
	err := q.OrderExpr("region_code, id").Scan(tx.Context())
	return rows, err
}

// itemOfSite gives the item of a site in a year, nil if there is none.
func itemOfSite(tx *store.Tx, year int, siteID string) (*PlanItem, error) {
	i := new(PlanItem)
	err := tx.Everywhere("a site is planned once a year, whoever proposes it").Select(i).Where("year = ? AND site_id = ?", year, siteID).Scan(tx.Context())
	return none(i, err)
}

// verifiedItems gives what the next list of a year holds, in the order of the list: city, county, time of proposal.
func verifiedItems(tx *store.Tx, year int) ([]PlanItem, error) {
	var rows []PlanItem
	err := verified(tx, &rows, year).OrderExpr("city_code, region_code, id").Scan(tx.Context())
	return rows, err
}

func countVerified(tx *store.Tx, year int) (int, error) {
	n, err := verified(tx, (*PlanItem)(nil), year).Count(tx.Context())
	return int(n), err
}

func verified(tx *store.Tx, model any, year int) *bun.SelectQuery {
	return tx.Everywhere("a list is made of the verified items of all cities").Select(model).Where("year = ? AND state = ?", year, ItemVerified)
}

// ListQuery is what the list of published lists may be asked.
type ListQuery struct {
	store.Page
	Year  int    `query:"year" doc:"年度"`
	State string `query:"state" maxLength:"20" doc:"状态"`
}

// seenLists gives what an actor may read: published lists are public, drafts are for those who make or verify them.
func seenLists(tx *store.Tx, model any) *bun.SelectQuery {
	if a := tx.Actor(); a.Can(access.PublishList) || a.Can(access.VerifyEnergy) {
		return tx.Select(model, List{})
	}
	return tx.Everywhere("a published list is public").Select(model).Where("?TableAlias.state = ?", ListPublished)
}

func lists(tx *store.Tx, in ListQuery) (store.List[List], error) {
	q := seenLists(tx, (*List)(nil))
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	sorts := store.Sorts{"year": "year", "published_on": "published_on"} // no index: a few lists a year
	return store.Paged[List](tx.Context(), q, in.Page, sorts, "year DESC, batch DESC, ?TableAlias.id")
}

func findList(tx *store.Tx, id string) (*List, error) {
	l := new(List)
	err := seenLists(tx, l).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该名单")
	}
	return l, err
}

func listsOfYear(tx *store.Tx, year int) ([]List, error) {
	var rows []List
	err := tx.Everywhere("the batches of a year are numbered through").Select(&rows).Where("year = ?", year).OrderExpr("batch").Scan(tx.Context())
	return rows, err
}

// RowQuery is what the rows of a list may be asked.
type RowQuery struct {
	store.Page
	ListID string `path:"id" maxLength:"64"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
	Reason string `query:"reason" maxLength:"20" doc:"列入原因"`
	Track  string `query:"track" maxLength:"20" doc:"分类管理"`
}

func rows(tx *store.Tx, in RowQuery) (store.List[Row], error) {
	q := within(tx.Select((*Row)(nil), Row{}), in.Region).Where("?TableAlias.list_id = ?", in.ListID)
	if in.Reason != "" {
		q = store.Contains(q, "reasons", `"`+in.Reason+`"`)
	}
	if in.Track != "" {
		q = q.Where("?TableAlias.track = ?", in.Track)
	}
	if in.Q != "" {
		q = named(q, in.Q)
	}
	return store.Paged[Row](tx.Context(), q, in.Page, store.Sorts{"seq": "seq"}, "seq, ?TableAlias.id")
}

// rowsAfter gives the next rows of a list for an export: a page at a time keeps memory constant.
func rowsAfter(tx *store.Tx, listID string, seq, limit int) ([]*Row, error) {
	var out []*Row
	err := tx.Select(&out, Row{}).Where("?TableAlias.list_id = ? AND ?TableAlias.seq > ?", listID, seq).OrderExpr("seq").Limit(int64(limit)).Scan(tx.Context())
	return out, err
}

func rowsByID(tx *store.Tx, ids []string) ([]*Row, error) {
	var out []*Row
	if len(ids) == 0 {
		return out, nil
	}
	err := tx.Everywhere("a correcting list names rows of the whole province").Select(&out).Where("id IN (?)", bun.List(ids)).OrderExpr("id").Scan(tx.Context())
	return out, err
}

// NoticeQuery is what the list of notices may be asked.
type NoticeQuery struct {
	store.Page
	ListID string   `query:"list_id" maxLength:"64" doc:"所属名单"`
	Year   int      `query:"year" doc:"年度"`
	Region string   `query:"region" maxLength:"6" doc:"行政区划代码"`
	State  string   `query:"state" maxLength:"20" doc:"状态"`
	Unread bool     `query:"unread" doc:"只看企业尚未阅读的"`
	IDs    []string `query:"ids" maxItems:"200" doc:"只要这几份，标识以逗号分隔"`
}

func filteredNotices(tx *store.Tx, in NoticeQuery) *bun.SelectQuery {
	q := within(tx.Select((*Notice)(nil), Notice{}), in.Region)
	for column, value := range map[string]string{"list_id": in.ListID, "state": in.State} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Year > 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if len(in.IDs) > 0 {
		q = q.Where("?TableAlias.id IN (?)", bun.List(in.IDs))
	}
	if in.Unread {
		q = q.Where("?TableAlias.read_at IS NULL AND ?TableAlias.state <> ?", NoticeWithdrawn)
	}
	if in.Q != "" {
		q = named(q, in.Q)
	}
	return q
}

func notices(tx *store.Tx, in NoticeQuery) (store.List[Notice], error) {
	sorts := store.Sorts{"served_on": "served_on", "region_code": "region_code"} // no index: a city has some hundred notices a year
	return store.Paged[Notice](tx.Context(), filteredNotices(tx, in), in.Page, sorts, "?TableAlias.id DESC")
}

// noticesAfter gives the next notices for a zip or a reminder, a page at a time.
func noticesAfter(tx *store.Tx, in NoticeQuery, id string, limit int) ([]*Notice, error) {
	var out []*Notice
	err := filteredNotices(tx, in).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context(), &out)
	return out, err
}

func noticesOfRows(tx *store.Tx, rowIDs []string) ([]*Notice, error) {
	var out []*Notice
	if len(rowIDs) == 0 {
		return out, nil
	}
	err := tx.Everywhere("the notices of withdrawn rows, wherever they lie").Select(&out).Where("row_id IN (?)", bun.List(rowIDs)).OrderExpr("id").Scan(tx.Context())
	return out, err
}

// unwritten gives the next notices of a list that have no file yet.
func unwritten(tx *store.Tx, listID string, limit int) ([]*Notice, error) {
	var out []*Notice
	err := tx.Everywhere("the notices of a list are written wherever they lie").Select(&out).
		Where("list_id = ? AND file_id = ''", listID).OrderExpr("id").Limit(int64(limit)).Scan(tx.Context())
	return out, err
}

// still gives those of the notices that have no file yet, as they are now.
func still(tx *store.Tx, of []*Notice) ([]*Notice, error) {
	ids := make([]string, len(of))
	for i, n := range of {
		ids[i] = n.ID
	}
	var out []*Notice
	err := tx.Everywhere("the caller holds the notices").Select(&out).Where("id IN (?) AND file_id = ''", bun.List(ids)).OrderExpr("id").Scan(tx.Context())
	return out, err
}

func rowsOfNotices(tx *store.Tx, of []*Notice) (map[string]*Row, error) {
	ids := make([]string, len(of))
	for i, n := range of {
		ids[i] = n.RowID
	}
	found, err := rowsByID(tx, ids)
	out := make(map[string]*Row, len(found))
	for _, r := range found {
		out[r.ID] = r
	}
	return out, err
}

// takeNumbers reserves the next n numbers of an office in a year and gives the first. The counter moves in the caller's
// transaction: what is rolled back leaves no gap, and two publishers wait for each other.
func takeNumbers(tx *store.Tx, office string, year, n int) (int, error) {
	var last int
	err := tx.Everywhere("the numbers of an office run through the whole year").Raw().NewRaw(
		`INSERT INTO notice_series (office_code, year, last) VALUES (?, ?, ?)
		 ON CONFLICT (office_code, year) DO UPDATE SET last = notice_series.last + excluded.last RETURNING last`, office, year, n).Scan(tx.Context(), &last)
	return last - n + 1, err
}
