package expert

import (
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// ExpertQuery is what the list of experts may be asked.
type ExpertQuery struct {
	store.Page
	State    string `query:"state"`
	Field    string `query:"field" doc:"专业领域"`
	Industry string `query:"industry" doc:"熟悉的重点行业"`
	CityCode string `query:"city_code" doc:"所属市专家库"`
}

func list(tx *store.Tx, in ExpertQuery) (store.List[Expert], error) {
	q := tx.Select((*Expert)(nil), Expert{})
	if in.State != "" {
		q = q.Where("state = ?", in.State)
	}
	if in.CityCode != "" {
		q = q.Where("city_code = ?", in.CityCode)
	}
	if in.Field != "" {
		q = store.Contains(q, "fields", `"`+in.Field+`"`)
	}
	if in.Industry != "" {
		q = store.Contains(q, "industries", `"`+in.Industry+`"`)
	}
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return store.Contains(q, "name", in.Q).WhereGroup(" OR ", func(q *bun.SelectQuery) *bun.SelectQuery {
				return store.Contains(q, "employer", in.Q)
			})
		})
	}
	return store.Paged[Expert](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

// called gives experts by name.
func called(tx *store.Tx, term string, limit int64) ([]*Expert, error) {
	rows := []*Expert{}
	q := store.Contains(tx.Everywhere("an account is opened for an expert of any place; names only").Select(&rows), "name", strings.TrimSpace(term))
	return rows, q.OrderExpr("?TableAlias.id DESC").Limit(limit).Scan(tx.Context())
}

// tiesOf gives the ties of these experts, whom the caller has found.
func tiesOf(tx *store.Tx, experts ...string) ([]Tie, error) {
	ties := []Tie{}
	if len(experts) == 0 {
		return ties, nil
	}
	err := tx.Everywhere("ties follow their expert, whom the caller holds").Select(&ties).
		Where("expert_id IN (?)", bun.List(experts)).OrderExpr("from_on, id").Scan(tx.Context())
	return ties, err
}

// known tells whether a person of this name and employer stands in the pool of the city already.
func known(tx *store.Tx, e *Expert) (bool, error) {
	return tx.Everywhere("a person is entered once in a pool").Select((*Expert)(nil)).
		Where("city_code = ? AND name = ? AND employer = ? AND state <> ? AND id <> ?", e.CityCode, e.Name, e.Employer, Removed, e.ID).Exists(tx.Context())
}

// pool gives the active experts of some pools ("" for all of the province).
func pool(tx *store.Tx, cities ...string) ([]Expert, error) {
	experts := []Expert{}
	q := tx.Everywhere("a panel may be formed from the pool of the city, of the province, and with a reason of other cities").
		Select(&experts).Where("state = ?", Active)
	if len(cities) > 0 {
		q = q.Where("city_code IN (?)", bun.List(cities))
	}
	return experts, q.OrderExpr("id").Scan(tx.Context())
}

func byIDs(tx *store.Tx, ids []string) ([]Expert, error) {
	experts := []Expert{}
	if len(ids) == 0 {
		return experts, nil
	}
	err := tx.Everywhere("a panel may hold experts of other cities").Select(&experts).Where("id IN (?)", bun.List(ids)).Scan(tx.Context())
	return experts, err
}

// inPools gives the experts of the actor's pools who have not been removed.
func inPools(tx *store.Tx, limit int64) ([]Expert, error) {
	experts := []Expert{}
	err := tx.Select(&experts, Expert{}).Where("state <> ?", Removed).OrderExpr("city_code, id").Limit(limit).Scan(tx.Context())
	return experts, err
}
