package agency

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

const free = "an agency may work in the whole province and anybody may choose it (no licence, no named agency)"

func find(tx *store.Tx, id string) (*Agency, error) {
	return store.Get[Agency](tx.Everywhere(free), id, "该咨询服务机构")
}

// Query is what the register may be asked.
type Query struct {
	store.Page
	Region string `query:"region" maxLength:"6" doc:"所在地行政区划代码或其前缀"`
}

// called gives agencies by name.
func called(tx *store.Tx, term string, limit int64) ([]*Agency, error) {
	rows := []*Agency{}
	q := store.Contains(tx.Everywhere(free).Select(&rows), "name", strings.TrimSpace(term))
	return rows, q.OrderExpr("?TableAlias.id DESC").Limit(limit).Scan(tx.Context())
}

func list(tx *store.Tx, in Query) (store.List[Agency], error) {
	q := tx.Everywhere(free).Select((*Agency)(nil))
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = store.Contains(q, "name", in.Q)
			return q.WhereOr("?TableAlias.credit_code = ?", in.Q)
		})
	}
	if in.Region != "" {
		q = q.Where("substr(?TableAlias.region_code, 1, ?) = ?", len(in.Region), in.Region)
	}
	return store.Paged[Agency](tx.Context(), q, in.Page, store.Sorts{"created_at": "?TableAlias.id"}, "?TableAlias.id DESC")
}

// EngagementQuery is what the list of engagements may be asked.
type EngagementQuery struct {
	store.Page
	AgencyID     string `query:"agency_id"`
	EnterpriseID string `query:"enterprise_id"`
	AuditID      string `query:"audit_id"`
	Region       string `query:"region" maxLength:"6" doc:"企业所在地行政区划代码"`
	State        string `query:"state" maxLength:"100" doc:"状态，多个以逗号分隔"`
	Open         bool   `query:"open" doc:"只看邀请中和未终止的"`
}

// live are the states in which an engagement is not over.
var live = []string{Offered, Agreed, Running}

func engagements(tx *store.Tx, in EngagementQuery) (store.List[Engagement], error) {
	q := tx.Select((*Engagement)(nil), Engagement{})
	for column, value := range map[string]string{"agency_id": in.AgencyID, "enterprise_id": in.EnterpriseID, "audit_id": in.AuditID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	states := strings.Split(in.State, ",")
	if in.Open {
		states = live
	}
	if in.Open || in.State != "" {
		q = q.Where("?TableAlias.state IN (?)", bun.List(states))
	}
	switch region := strings.TrimRight(in.Region, "0"); {
	case in.Region == "" || len(region) <= 2:
	case strings.HasSuffix(in.Region, "00") || len(in.Region) == 4:
		q = q.Where("?TableAlias.city_code = ?", store.CityOf(in.Region))
	default:
		q = q.Where("?TableAlias.region_code = ?", in.Region)
	}
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			q = store.Contains(q, "enterprise_name", in.Q)
			return q.WhereOr("?TableAlias.agency_name LIKE ?", "%"+strings.NewReplacer("%", "", "_", "").Replace(in.Q)+"%").WhereOr("?TableAlias.case_no = ?", in.Q)
		})
	}
	return store.Paged[Engagement](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

// openFor gives the engagements of an audit that are not over. The caller holds the audit, or one of them.
func openFor(tx *store.Tx, auditID string) ([]Engagement, error) {
	var rows []Engagement
	err := tx.Everywhere("engagements follow their audit, which the caller holds").Select(&rows).
		Where("audit_id = ? AND state IN (?)", auditID, bun.List(live)).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// dueToBegin gives the engagements whose day has come.
func dueToBegin(tx *store.Tx) ([]Engagement, error) {
	var rows []Engagement
	err := tx.Everywhere("the night watch looks at all").Select(&rows).
		Where("state = ? AND from_on <= ?", Agreed, tx.Today()).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// allFor gives the engagements of an audit, those that have ended included. The caller has found the audit.
func allFor(tx *store.Tx, auditID string) ([]Engagement, error) {
	rows := []Engagement{}
	err := tx.Everywhere("engagements follow their audit, which the caller has found").Select(&rows).
		Where("audit_id = ?", auditID).OrderExpr("from_on DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// all gives the register as a whole: a province has some hundreds of agencies.
func all(tx *store.Tx) ([]Agency, error) {
	rows := []Agency{}
	return rows, tx.Everywhere(free).Select(&rows).OrderExpr("?TableAlias.credit_code").Limit(20_000).Scan(tx.Context())
}

// auditorsOf gives the auditors of an agency: those who are there first, then those who have left.
func auditorsOf(tx *store.Tx, agencyID string) ([]Auditor, error) {
	rows := []Auditor{}
	err := tx.Everywhere(free).Select(&rows).Where("?TableAlias.agency_id = ?", agencyID).OrderExpr("?TableAlias.until_on <> '', ?TableAlias.from_on DESC, ?TableAlias.id").Scan(tx.Context())
	return rows, err
}

// holders gives who has or had a certificate, at whatever agency, the latest first.
func holders(tx *store.Tx, certificate string) ([]Auditor, error) {
	rows := []Auditor{}
	err := tx.Everywhere(free).Select(&rows).Where("?TableAlias.certificate_no = ?", certificate).OrderExpr("?TableAlias.from_on DESC").Scan(tx.Context())
	return rows, err
}
