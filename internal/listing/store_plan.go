package listing

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// lockOf gives the lock of a level and part of a plan, nil if it was never closed.
func lockOf(tx *store.Tx, planID, level, region string) (*PlanLock, error) {
	l := new(PlanLock)
	err := tx.Everywhere("the locks of a plan that the caller holds").Select(l).
		Where("plan_id = ? AND level = ? AND region_code = ?", planID, level, region).Scan(tx.Context())
	return none(l, err)
}

func locksOf(tx *store.Tx, planID string) ([]PlanLock, error) {
	var out []PlanLock
	err := tx.Everywhere("the locks of a plan that the caller holds").Select(&out).Where("plan_id = ?", planID).OrderExpr("level, region_code").Scan(tx.Context())
	return out, err
}

// submissionsOf gives what was submitted of a plan, the latest first.
func submissionsOf(tx *store.Tx, planID string) ([]Submission, error) {
	var out []Submission
	err := tx.Everywhere("the submissions of a plan that the caller holds").Select(&out).Where("plan_id = ?", planID).OrderExpr("seq DESC").Scan(tx.Context())
	return out, err
}

// submissionsOfYear gives the submissions of all cities for a year, each city's latest first.
func submissionsOfYear(tx *store.Tx, year int) ([]Submission, error) {
	var out []Submission
	err := tx.Everywhere("the province compares the submissions of all cities").Select(&out).Where("year = ?", year).OrderExpr("city_code, seq DESC").Scan(tx.Context())
	return out, err
}

// sitesOfYear gives the sites of a year in the actor's place: those of the published lists, or of the plans where no list is
// published yet; and which of the two it is.
func sitesOfYear(tx *store.Tx, year int, region string) ([]yearSite, string, error) {
	published, err := tx.Everywhere("published lists are public").Select((*List)(nil)).Where("year = ? AND state = ?", year, ListPublished).Exists(tx.Context())
	if err != nil {
		return nil, "", err
	}
	out := []yearSite{}
	const columns = "site_id, enterprise_id, enterprise_name, site_name, credit_code, region_code, key_industry, reasons"
	if published {
		var rows []Row
		err := within(tx.Select(&rows, Row{}), region).ColumnExpr(columns).Where("?TableAlias.year = ? AND ?TableAlias.withdrawn_by = ''", year).OrderExpr("region_code, id").Scan(tx.Context())
		for k := range rows {
			r := &rows[k]
			out = append(out, yearSite{r.SiteID, r.EnterpriseID, r.EnterpriseName, r.SiteName, r.CreditCode, r.RegionCode, r.KeyIndustry, r.Reasons})
		}
		return out, "list", err
	}
	var items []PlanItem
	err = within(tx.Select(&items, PlanItem{}), region).ColumnExpr(columns).
		Where("?TableAlias.year = ? AND ?TableAlias.state NOT IN (?)", year, bun.List([]string{ItemReturned, ItemExcluded, ItemWithdrawn})).OrderExpr("region_code, id").Scan(tx.Context())
	for k := range items {
		i := &items[k]
		out = append(out, yearSite{i.SiteID, i.EnterpriseID, i.EnterpriseName, i.SiteName, i.CreditCode, i.RegionCode, i.KeyIndustry, i.Reasons})
	}
	return out, "plan", err
}

// retiredWhy gives why sites have left the inventory, by site.
func retiredWhy(tx *store.Tx, region string) (map[string]string, error) {
	var rows []Entry
	err := within(tx.Select(&rows, Entry{}), region).ColumnExpr("site_id, until_on, until_reason").Where("?TableAlias.state = ?", EntryRetired).OrderExpr("until_on").Scan(tx.Context())
	out := map[string]string{}
	for k := range rows {
		out[rows[k].SiteID] = rows[k].UntilOn.Chinese() + "调出清单：" + rows[k].UntilReason
	}
	return out, err
}

// rowsByCity counts the rows of the published lists of a year.
func rowsByCity(tx *store.Tx, year int) (map[string]int, error) {
	var rows []struct {
		CityCode string
		N        int
	}
	err := tx.Everywhere("published lists are public").Raw().NewSelect().TableExpr("list_row").ColumnExpr("city_code, count(*) AS n").
		Where("year = ? AND withdrawn_by = ''", year).GroupExpr("city_code").Scan(tx.Context(), &rows)
	out := map[string]int{}
	for _, r := range rows {
		out[r.CityCode] = r.N
	}
	return out, err
}

// numbersGiven gives the numbers of all other lists with their titles.
func numbersGiven(tx *store.Tx, except string) (map[string]string, error) {
	var rows []List
	err := tx.Everywhere("a number is given once in the whole province").Select(&rows).ColumnExpr("id, title, document_no").
		Where("document_no <> '' AND id <> ?", except).OrderExpr("id").Scan(tx.Context())
	out := map[string]string{}
	for k := range rows {
		out[rows[k].DocumentNo] = rows[k].Title
	}
	return out, err
}

// deliveries counts the notices of a list by county, in the actor's place.
func deliveries(tx *store.Tx, in DeliveryQuery) ([]DeliveryCount, error) {
	out := []DeliveryCount{}
	err := within(tx.Select((*Notice)(nil), Notice{}), in.Region).Where("?TableAlias.list_id = ? AND ?TableAlias.state <> ?", in.ListID, NoticeWithdrawn).
		ColumnExpr("?TableAlias.region_code AS region_code, count(*) AS total").
		ColumnExpr("sum(CASE WHEN ?TableAlias.served_on <> '' THEN 1 ELSE 0 END) AS served").
		ColumnExpr("sum(CASE WHEN ?TableAlias.read_at IS NOT NULL THEN 1 ELSE 0 END) AS read").
		ColumnExpr("sum(CASE WHEN ?TableAlias.downloaded_at IS NOT NULL THEN 1 ELSE 0 END) AS downloaded").
		ColumnExpr("sum(CASE WHEN ?TableAlias.received_on <> '' THEN 1 ELSE 0 END) AS received").
		ColumnExpr("sum(CASE WHEN ?TableAlias.reminders > 0 THEN 1 ELSE 0 END) AS reminded").
		GroupExpr("?TableAlias.region_code").Scan(tx.Context(), &out)
	return out, err
}

// unreadNotices gives the next notices of lists published up to a day that nobody has read and of which nobody was
// reminded since; a list of more than a year ago is past reminding.
func unreadNotices(tx *store.Tx, until calendar.Date, times, limit int) ([]*Notice, error) {
	var out []*Notice
	err := tx.Everywhere("the system reminds of notices wherever they lie").Select(&out).
		Where("read_at IS NULL AND state IN (?) AND reminders < ? AND (reminded_on = '' OR reminded_on <= ?)", bun.List([]string{NoticePrepared, NoticeServed}), times, until).
		Where("list_id IN (SELECT id FROM annual_list WHERE published_on <> '' AND published_on <= ? AND published_on >= ?)", until, until.AddYears(-1)).
		OrderExpr("region_code, id").Limit(int64(limit)).Scan(tx.Context())
	return out, err
}

func countUnread(tx *store.Tx, listID, region string) (int, error) {
	n, err := tx.Everywhere("the county that is told").Select((*Notice)(nil)).
		Where("list_id = ? AND region_code = ? AND read_at IS NULL AND state IN (?)", listID, region, bun.List([]string{NoticePrepared, NoticeServed})).Count(tx.Context())
	return int(n), err
}

// itemsHere gives the items of a plan in the actor's place.
func itemsHere(tx *store.Tx, planID string) ([]PlanItem, error) {
	var rows []PlanItem
	err := tx.Select(&rows, PlanItem{}).Where("?TableAlias.plan_id = ?", planID).OrderExpr("region_code, id").Scan(tx.Context())
	return rows, err
}

// entriesOfCode gives the sites of an enterprise in the inventory of the actor's place.
func entriesOfCode(tx *store.Tx, creditCode string) ([]Entry, error) {
	var rows []Entry
	err := tx.Select(&rows, Entry{}).Where("?TableAlias.enterprise_id IN (SELECT id FROM enterprise WHERE credit_code = ?)", creditCode).
		Where("?TableAlias.state IN (?)", bun.List([]string{EntryProposed, EntryActive})).OrderExpr("id").Scan(tx.Context())
	return rows, err
}
