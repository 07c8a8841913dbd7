package account

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// open are the states in which a request still waits for somebody.
var open = []string{RecoveryRequested, RecoveryChecked, RecoveryConfirmed}

func waitingRecoveries(tx *store.Tx, accountID string) ([]*Recovery, error) {
	var rows []*Recovery
	err := tx.Everywhere("nobody is logged in").Select(&rows).Where("account_id = ? AND state IN (?) AND expires_at > ?", accountID, bun.List(open), tx.Now()).Scan(tx.Context())
	return rows, err
}

func recoveryByToken(tx *store.Tx, hash string) (*Recovery, error) {
	r := new(Recovery)
	err := tx.Everywhere("whoever holds the token is not logged in").Select(r).Where("token_hash = ?", hash).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// seenRecovery gives the requests that an actor handles: departments those of enterprises, agencies and experts in their
// division; the system administrator those of officers; the security administrator confirms both.
func seenRecovery(tx *store.Tx, model any) *bun.SelectQuery {
	q := tx.Select(model, Recovery{})
	switch tx.Actor().Role {
	case access.RoleSecurityAdmin:
		return q
	case access.RoleSystemAdmin:
		return q.Where("?TableAlias.audience = ?", byAdmin)
	}
	return q.Where("?TableAlias.audience = ?", byOffice)
}

func findRecovery(tx *store.Tx, id string) (*Recovery, error) {
	r := new(Recovery)
	err := seenRecovery(tx, r).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("该申请")
	}
	return r, err
}

// RecoveryQuery is what the list of requests may be asked.
type RecoveryQuery struct {
	store.Page
	State string `query:"state" maxLength:"20" doc:"状态"`
}

func listRecoveries(tx *store.Tx, in RecoveryQuery) (store.List[Recovery], error) {
	q := seenRecovery(tx, (*Recovery)(nil))
	if in.State != "" {
		q = q.Where("?TableAlias.state = ?", in.State)
	}
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return store.Contains(q, "account_name", in.Q).WhereOr("?TableAlias.account_login = ?", in.Q)
		})
	}
	return store.Paged[Recovery](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

func overdueRecoveries(tx *store.Tx) ([]*Recovery, error) {
	var rows []*Recovery
	err := tx.Everywhere("requests end everywhere").Select(&rows).Where("state IN (?) AND expires_at < ?", bun.List(open), tx.Now()).OrderExpr("id").Limit(500).Scan(tx.Context())
	return rows, err
}
