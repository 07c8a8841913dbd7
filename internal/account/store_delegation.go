package account

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

const bothParties = "a delegation is seen by the two persons whom it names"

// unitOf gives the active accounts of the same role and division.
func unitOf(tx *store.Tx, me *Account) ([]*Account, error) {
	var rows []*Account
	err := tx.Everywhere("the people of one's own unit").Select(&rows).
		Where("role = ? AND region_code = ? AND enterprise_id = ? AND agency_id = ? AND expert_id = ? AND state = ?", me.Role, me.RegionCode, me.EnterpriseID, me.AgencyID, me.ExpertID, Active).
		OrderExpr("name, id").Limit(200).Scan(tx.Context())
	return rows, err
}

// DelegationQuery is what the list of delegations may be asked.
type DelegationQuery struct {
	store.Page
	State string `query:"state" maxLength:"20" doc:"状态"`
}

func seenDelegations(tx *store.Tx, model any) *bun.SelectQuery {
	me := tx.Actor().ID
	return tx.Everywhere(bothParties).Select(model).Where("(?TableAlias.principal_id = ? OR ?TableAlias.deputy_id = ?)", me, me)
}

func listDelegations(tx *store.Tx, in DelegationQuery) (store.List[Delegation], error) {
	q := seenDelegations(tx, (*Delegation)(nil))
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	return store.Paged[Delegation](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

func delegationsFrom(tx *store.Tx, principal string) ([]*Delegation, error) {
	var rows []*Delegation
	err := tx.Everywhere(bothParties).Select(&rows).Where("principal_id = ? AND until_on >= ?", principal, tx.Today()).Scan(tx.Context())
	return rows, err
}

// delegationsTo gives the delegations under which somebody may act today.
func delegationsTo(tx *store.Tx, deputy string) ([]*Delegation, error) {
	var rows []*Delegation
	err := tx.Everywhere(bothParties).Select(&rows).Where("deputy_id = ? AND state = ? AND from_on <= ? AND until_on >= ?", deputy, DelegationArranged, tx.Today(), tx.Today()).
		OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// Standing gives the delegations from and to the actor that are arranged and not over, the next first: for the desk.
func Standing(tx *store.Tx) ([]*Delegation, error) {
	var rows []*Delegation
	err := seenDelegations(tx, &rows).Where("?TableAlias.state = ? AND ?TableAlias.until_on >= ?", DelegationArranged, tx.Today()).
		OrderExpr("?TableAlias.from_on, ?TableAlias.id").Limit(20).Scan(tx.Context())
	return rows, err
}

func delegationOf(tx *store.Tx, id string) (*Delegation, error) {
	d := new(Delegation)
	err := tx.Everywhere("who stands for whom is found out at every request").Select(d).Where("id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return d, err
}

// takeDelegation gives a delegation of the actor's for writing; the version that the request carried must be the stored one.
func takeDelegation(tx *store.Tx, id string) (*Delegation, error) {
	d := new(Delegation)
	err := seenDelegations(tx, d).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该代办安排")
	}
	if err != nil {
		return nil, err
	}
	return d, tx.Expect(d, "该代办安排")
}
