package audit

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

const what = "这件审核"

func find(tx *store.Tx, id string) (*Audit, error) { return seen(tx)(store.Find[Audit](tx, id, what)) }

func take(tx *store.Tx, id string) (*Audit, error) { return seen(tx)(store.Take[Audit](tx, id, what)) }

// seen notes on a round whether its reader may do no more than read.
func seen(tx *store.Tx) func(*Audit, error) (*Audit, error) {
	return func(a *Audit, err error) (*Audit, error) {
		firm := tx.Actor().Place.AgencyID
		if a == nil || firm == "" || firm == a.AgencyID {
			return a, err
		}
		a.onlyRead = endedEngagement
		reads, err := agency.Reads(tx, a.ID)
		if reads {
			a.onlyRead = invitedToRead
		}
		return a, err
	}
}

// Query is what the list of audits may be asked.
type Query struct {
	store.Page
	State        string `query:"state" doc:"状态，多个以逗号分隔"`
	Year         int    `query:"year" doc:"名单年度"`
	Region       string `query:"region" maxLength:"6" doc:"行政区划代码或其前缀"`
	Reason       string `query:"reason" doc:"列入原因"`
	Track        string `query:"track" doc:"分类管理"`
	AgencyID     string `query:"agency_id" doc:"咨询服务机构"`
	EnterpriseID string `query:"enterprise_id" doc:"企业"`
	SiteID       string `query:"site_id" doc:"生产厂区"`
	ListID       string `query:"list_id" doc:"名单"`
	Overdue      bool   `query:"overdue" doc:"只看有逾期未办结期限的"`
}

func list(tx *store.Tx, in Query) (store.List[Audit], error) {
	q := tx.Select((*Audit)(nil), Audit{})
	if in.State != "" {
		q = q.Where("?TableAlias.state IN (?)", bun.List(strings.Split(in.State, ",")))
	}
	if in.Year != 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	for column, value := range map[string]string{
		"track": in.Track, "agency_id": in.AgencyID, "enterprise_id": in.EnterpriseID, "site_id": in.SiteID, "list_id": in.ListID,
	} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Reason != "" {
		q = store.Contains(q, "reasons", `"`+in.Reason+`"`)
	}
	if in.Q != "" {
		q = tx.Matching(q, in.Q)
	}
	if in.Overdue {
		q = q.Where("?TableAlias.id IN (SELECT d.subject_id FROM deadline AS d WHERE d.subject_type = 'audit' AND d.open = ? AND d.due_on < ? AND d.stopped_on = '')", true, tx.Today())
	}
	q = inRegion(q, in.Region)
	return store.Paged[Audit](tx.Context(), q, in.Page, store.Sorts{"case_no": "case_no", "year": "year", "created_at": "?TableAlias.id"}, tx.Latest(in.Q))
}

// inRegion narrows to a division, by equality where a whole code is given so that the index serves.
func inRegion(q *bun.SelectQuery, region string) *bun.SelectQuery {
	switch {
	case region == "" || region == "37" || region == "370000":
		return q
	case len(region) == 4 || len(region) == 6 && strings.HasSuffix(region, "00"):
		return q.Where("?TableAlias.city_code = ?", store.CityOf(region))
	case len(region) == 6:
		return q.Where("?TableAlias.region_code = ?", region)
	}
	return q.Where("?TableAlias.region_code LIKE ?", strings.NewReplacer("%", "", "_", "").Replace(region)+"%")
}

// running gives the rounds of these sites that still run.
func running(tx *store.Tx, sites []string) ([]Audit, error) {
	var rows []Audit
	const chunk = 500
	for start := 0; start < len(sites); start += chunk {
		var some []Audit
		err := tx.Everywhere("a site has at most one running round, whoever opened it").Select(&some).
			Where("site_id IN (?)", bun.List(sites[start:min(start+chunk, len(sites))])).
			Where("state NOT IN (?)", bun.List(closed)).Scan(tx.Context())
		if err != nil {
			return nil, err
		}
		rows = append(rows, some...)
	}
	return rows, nil
}

// runningOf gives the rounds of an enterprise, or of one site of it, that still run.
func runningOf(tx *store.Tx, enterpriseID, siteID string) ([]Audit, error) {
	var rows []Audit
	q := tx.Everywhere("what happens to an enterprise concerns all its rounds, whoever registers it").Select(&rows).
		Where("enterprise_id = ? AND state NOT IN (?)", enterpriseID, bun.List(closed))
	if siteID != "" {
		q = q.Where("site_id = ?", siteID)
	}
	return rows, q.OrderExpr("id").Scan(tx.Context())
}

// ofSite gives all rounds of a site.
func ofSite(tx *store.Tx, siteID string) ([]Audit, error) {
	var rows []Audit
	err := tx.Everywhere("the history of a site goes where the site goes").Select(&rows).Where("site_id = ?", siteID).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// parts are what belongs to a round and names its enterprise.
type parts struct {
	disclosures []*Disclosure
	options     []*Option
}

func partsOf(tx *store.Tx, auditID string) (parts, error) {
	var p parts
	wide := tx.Everywhere("the parts of a round that the caller holds")
	err := wide.Select(&p.disclosures).Where("audit_id = ?", auditID).Scan(tx.Context())
	if err == nil {
		err = wide.Select(&p.options).Where("audit_id = ?", auditID).Scan(tx.Context())
	}
	return p, err
}

func openRound(tx *store.Tx, siteID string) (*Audit, error) {
	rows, err := running(tx, []string{siteID})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

func lastAccepted(tx *store.Tx, siteID string) (*Audit, error) {
	a := new(Audit)
	err := tx.Everywhere("the interval between rounds counts for the site, whoever asks").Select(a).
		Where("site_id = ? AND state = ?", siteID, Accepted).OrderExpr("accepted_on DESC, id DESC").Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return a, err
}

// predecessor gives the round that a round follows.
func predecessor(tx *store.Tx, a *Audit) (*Audit, error) {
	if a.Supersedes == "" {
		return lastAccepted(tx, a.SiteID)
	}
	return store.Get[Audit](tx.Everywhere("a round that is done again follows the one that it supersedes"), a.Supersedes, what)
}

// lastNumbers gives the highest case number of each county in a year, so that numbers have no gaps.
func lastNumbers(tx *store.Tx, year int) (map[string]string, error) {
	var rows []struct {
		RegionCode string `bun:"region_code"`
		CaseNo     string `bun:"case_no"`
	}
	err := tx.Everywhere("case numbers run through the whole county").Select((*Audit)(nil)).
		ColumnExpr("region_code, max(case_no) AS case_no").Where("year = ?", year).GroupExpr("region_code").Scan(tx.Context(), &rows)
	out := map[string]string{}
	for _, row := range rows {
		out[row.RegionCode] = row.CaseNo
	}
	return out, err
}

func stagesOf(tx *store.Tx, auditID string) ([]Stage, error) {
	rows := []Stage{}
	err := tx.Everywhere("stages follow their audit, which the caller holds").Select(&rows).
		Where("audit_id = ?", auditID).OrderExpr("seq").Scan(tx.Context())
	return rows, err
}

func sectionsOf(tx *store.Tx, auditID string) ([]DossierSection, error) {
	rows := []DossierSection{}
	err := tx.Everywhere("the dossier follows its audit, which the caller holds").Select(&rows).
		Where("audit_id = ?", auditID).OrderExpr("seq").Scan(tx.Context())
	return rows, err
}

func sectionOf(tx *store.Tx, auditID, section string) (*DossierSection, error) {
	row := new(DossierSection)
	err := tx.Everywhere("the dossier follows its audit, which the caller holds").Select(row).
		Where("audit_id = ? AND section = ?", auditID, section).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

func optionsOf(tx *store.Tx, auditID string) ([]Option, error) {
	rows := []Option{}
	err := tx.Everywhere("options follow their audit, which the caller holds").Select(&rows).
		Where("audit_id = ?", auditID).OrderExpr("code").Scan(tx.Context())
	return rows, err
}

// disclosureOf gives the disclosure of an audit.
func disclosureOf(tx *store.Tx, auditID string) (*Disclosure, error) {
	row := new(Disclosure)
	err := tx.Everywhere("the disclosure follows its audit, which the caller holds").Select(row).Where("audit_id = ?", auditID).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

// DisclosureQuery is what the list of disclosures may be asked.
type DisclosureQuery struct {
	store.Page
	State   string        `query:"state" doc:"状态"`
	Region  string        `query:"region" maxLength:"6" doc:"行政区划代码或其前缀"`
	From    calendar.Date `query:"from" doc:"公开日期不早于"`
	Overdue bool          `query:"overdue" doc:"只看逾期未公开的"`
}

func disclosures(tx *store.Tx, in DisclosureQuery) (store.List[Disclosure], error) {
	q := tx.Select((*Disclosure)(nil), Disclosure{})
	if in.State != "" {
		q = q.Where("?TableAlias.state IN (?)", bun.List(strings.Split(in.State, ",")))
	}
	if in.From != "" {
		q = q.Where("?TableAlias.published_on >= ?", in.From)
	}
	if in.Q != "" {
		q = store.Contains(q, "enterprise_name", in.Q)
	}
	if in.Overdue {
		q = q.Where("?TableAlias.audit_id IN (SELECT d.subject_id FROM deadline AS d WHERE d.subject_type = 'audit' AND d.rule = ? AND d.open = ? AND d.due_on < ? AND d.stopped_on = '')", "disclose", true, tx.Today())
	}
	return store.Paged[Disclosure](tx.Context(), inRegion(q, in.Region), in.Page, nil, "?TableAlias.id DESC")
}
