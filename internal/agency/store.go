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
	Open         bool   `query:"open" doc:"只看未终止的"`
}

func engagements(tx *store.Tx, in EngagementQuery) (store.List[Engagement], error) {
	q := tx.Select((*Engagement)(nil), Engagement{})
	for column, value := range map[string]string{"agency_id": in.AgencyID, "enterprise_id": in.EnterpriseID, "audit_id": in.AuditID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Open {
		q = q.Where("?TableAlias.until_on = ''")
	}
	return store.Paged[Engagement](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

// runningFor gives the engagements of an audit that have not ended.
func runningFor(tx *store.Tx, auditID string) ([]Engagement, error) {
	var rows []Engagement
	err := tx.Everywhere("engagements follow their audit, which the caller holds").Select(&rows).
		Where("audit_id = ? AND until_on = ''", auditID).Scan(tx.Context())
	return rows, err
}

// allFor gives the engagements of an audit, those that have ended included. The caller has found the audit.
func allFor(tx *store.Tx, auditID string) ([]Engagement, error) {
	rows := []Engagement{}
	err := tx.Everywhere("engagements follow their audit, which the caller has found").Select(&rows).
		Where("audit_id = ?", auditID).OrderExpr("from_on DESC, id DESC").Scan(tx.Context())
	return rows, err
}
