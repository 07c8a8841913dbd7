package event

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// Query is what the list of events may be asked.
type Query struct {
	store.Page
	Kind         string `query:"kind" maxLength:"20" doc:"事项类别"`
	State        string `query:"state" maxLength:"60" doc:"状态"`
	Region       string `query:"region" maxLength:"6" doc:"行政区划代码"`
	EnterpriseID string `query:"enterprise_id" maxLength:"64" doc:"企业"`
}

func list(tx *store.Tx, in Query) (store.List[Event], error) {
	// What one side is still drafting is not yet said to the other.
	q := store.InDivision(tx.Select((*Event)(nil), Event{}), in.Region).
		Where("(?TableAlias.state <> ? OR ?TableAlias.by_office = ?)", Draft, tx.Actor().Place.EnterpriseID == "")
	for column, value := range map[string]string{"kind": in.Kind, "state": in.State, "enterprise_id": in.EnterpriseID} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Q != "" {
		q = store.Contains(q, "enterprise_name", in.Q)
	}
	return store.Paged[Event](tx.Context(), q, in.Page, store.Sorts{"effective_on": "effective_on"}, "?TableAlias.id DESC")
}

// underWay gives the other events of the enterprise that are not yet decided.
func underWay(tx *store.Tx, e *Event) ([]Event, error) {
	var rows []Event
	err := tx.Everywhere("what is under way for an enterprise, whoever has reported it").Select(&rows).
		Where("enterprise_id = ? AND state IN (?) AND id <> ?", e.EnterpriseID, bun.List(waiting), e.ID).OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// standing gives the approved standstill of the enterprise, or of the site, that has not ended; nil if there is none.
func standing(tx *store.Tx, enterpriseID, siteID string) (*Event, error) {
	var rows []Event
	err := tx.Everywhere("the standstill that a resumption ends").Select(&rows).
		Where("enterprise_id = ? AND site_id = ? AND kind = ? AND state = ? AND ended_on = ''", enterpriseID, siteID, Standstill, Approved).OrderExpr("id DESC").Limit(1).Scan(tx.Context())
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// later tells whether another event of the enterprise has been approved since this one.
func later(tx *store.Tx, e *Event) (*Event, error) {
	var rows []Event
	err := tx.Everywhere("what rests upon an event").Select(&rows).Where("enterprise_id = ? AND state = ? AND id <> ?", e.EnterpriseID, Approved, e.ID).
		OrderExpr("id").Scan(tx.Context())
	for i := range rows {
		if o := &rows[i]; o.overlaps(e) && (o.DecidedOn > e.DecidedOn || o.DecidedOn == e.DecidedOn && o.UpdatedAt.After(e.UpdatedAt)) {
			return o, err
		}
	}
	return nil, err
}

// stored gives an event that another one has named.
func stored(tx *store.Tx, id string) (*Event, error) {
	return store.Get[Event](tx.Everywhere("an event that this one has ended"), id, what)
}

// openOnes gives the events of some kinds in the actor's place that are not yet decided, as the actor's side may see them.
func openOnes(tx *store.Tx, kinds []string, limit int64) ([]Event, error) {
	rows := []Event{}
	err := tx.Select(&rows, Event{}).Where("kind IN (?) AND state IN (?)", bun.List(kinds), bun.List(append([]string{Draft, Returned}, waiting...))).
		Where("(state <> ? OR by_office = ?)", Draft, tx.Actor().Place.EnterpriseID == "").OrderExpr("id").Limit(limit).Scan(tx.Context())
	return rows, err
}
