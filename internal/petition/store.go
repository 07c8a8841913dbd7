package petition

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

// Query is what the list of petitions may be asked.
type Query struct {
	store.Page
	Kind    string `query:"kind" maxLength:"20" doc:"申请类别"`
	Ground  string `query:"ground" maxLength:"30" doc:"理由类别"`
	State   string `query:"state" maxLength:"60" doc:"状态"`
	Region  string `query:"region" maxLength:"6" doc:"行政区划代码"`
	AuditID string `query:"audit_id" maxLength:"64" doc:"所涉的审核"`
}

func list(tx *store.Tx, in Query) (store.List[Petition], error) {
	q := store.InDivision(tx.Select((*Petition)(nil), Petition{}), in.Region)
	if tx.Actor().Place.EnterpriseID == "" {
		q = q.Where("?TableAlias.state <> ?", Draft) // what is still being drafted is not yet said to the office
	}
	for column, value := range map[string]string{"kind": in.Kind, "ground": in.Ground, "state": in.State, "audit_id": in.AuditID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Q != "" {
		q = store.Contains(q, "enterprise_name", in.Q)
	}
	return store.Paged[Petition](tx.Context(), q, in.Page, store.Sorts{"submitted_on": "submitted_on"}, "?TableAlias.id DESC")
}

// another gives a petition about the same thing that is not yet decided, nil if there is none.
func another(tx *store.Tx, p *Petition) (*Petition, error) {
	var rows []Petition
	err := tx.Everywhere("petitions about a round that the caller holds").Select(&rows).
		Where("audit_id = ? AND kind = ? AND deadline_id = ? AND id <> ? AND state IN (?)", p.AuditID, p.Kind, p.DeadlineID, p.ID, bun.List([]string{Submitted, Appealed})).Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// tally is one line of the statistics as the database groups it.
type tally struct {
	bun.BaseModel `bun:"table:petition"`
	Kind          string `bun:"kind"`
	Ground        string `bun:"ground"`
	State         string `bun:"state"`
	CityCode      string `bun:"city_code"`
	N             int    `bun:"n"`
}

// Place narrows the figures as the petitions themselves.
func (tally) Place() access.Columns { return Petition{}.Place() }

func tallied(tx *store.Tx, in StatisticsQuery) ([]tally, error) {
	rows := []tally{}
	q := tx.Select((*tally)(nil), tally{}).ColumnExpr("kind, ground, state, city_code, count(*) AS n").Where("state NOT IN (?)", bun.List([]string{Draft, Withdrawn}))
	if in.Year != 0 {
		q = q.Where("year = ?", in.Year)
	}
	err := store.InDivision(q, in.Region).GroupExpr("kind, ground, state, city_code").Scan(tx.Context(), &rows)
	return rows, err
}

// settled gives refusals whose time for an appeal has run out, for the nightly watch.
func settled(tx *store.Tx, limit int) ([]Petition, error) {
	var rows []Petition
	err := tx.Everywhere("the system lets refusals stand in the whole province").Select(&rows).Where("state = ?", Refused).
		Where("EXISTS (SELECT 1 FROM deadline AS d WHERE d.subject_type = 'petition' AND d.subject_id = ?TableAlias.id AND d.rule = ? AND d.open = ? AND d.due_on < ?)", ruleAppeal, true, tx.Today()).
		OrderExpr("id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}
