package account

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// claimsOf gives all codes ever issued to a credit code, the latest first.
func claimsOf(tx *store.Tx, credit string) ([]*Claim, error) {
	var rows []*Claim
	err := tx.Everywhere("whoever holds a code is not logged in yet").Select(&rows).Where("credit_code = ?", credit).OrderExpr("id DESC").Limit(100).Scan(tx.Context())
	return rows, err
}

// countGuess notes a wrong guess without a new version: it changes nothing that anybody has read.
func countGuess(tx *store.Tx, c *Claim) error {
	_, err := tx.Everywhere("whoever guesses is not logged in").Raw().NewUpdate().Model(c).Column("failures").WherePK().Exec(tx.Context())
	return err
}

// openClaims gives the codes of these enterprises that wait to be used, of one purpose.
func openClaims(tx *store.Tx, purpose string, enterprises []string) ([]*Claim, error) {
	var rows []*Claim
	if len(enterprises) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("the caller holds the enterprises").Select(&rows).Where("enterprise_id IN (?) AND purpose = ? AND state = ?", bun.List(enterprises), purpose, ClaimIssued).
		OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// overdueClaims gives codes whose last day is over.
func overdueClaims(tx *store.Tx, today calendar.Date) ([]*Claim, error) {
	var rows []*Claim
	err := tx.Everywhere("codes end everywhere").Select(&rows).Where("state = ? AND expires_on < ?", ClaimIssued, today).OrderExpr("id").Limit(500).Scan(tx.Context())
	return rows, err
}

// peopleOf gives the accounts of enterprises that are not disabled.
func peopleOf(tx *store.Tx, enterprises []string) ([]*Account, error) {
	var rows []*Account
	if len(enterprises) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("the caller holds the enterprises").Select(&rows).Where("enterprise_id IN (?) AND role = ? AND state <> ?", bun.List(enterprises), access.RoleEnterprise, Disabled).
		OrderExpr("id").Scan(tx.Context())
	return rows, err
}

// loginsFrom gives the taken accounts that begin with these letters.
func loginsFrom(tx *store.Tx, beginning string) ([]string, error) {
	var out []string
	err := tx.Everywhere("an account is unique in the whole system").Select((*Account)(nil)).Column("login").Where("login LIKE ?", beginning+"%").Scan(tx.Context(), &out)
	return out, err
}

// ClaimQuery is what the list of codes may be asked.
type ClaimQuery struct {
	store.Page
	ListID string `query:"list_id" maxLength:"64" doc:"随附告知书所属的名单"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
	State  string `query:"state" maxLength:"20" doc:"状态"`
}

func listClaims(tx *store.Tx, in ClaimQuery) (store.List[Claim], error) {
	q := tx.Select((*Claim)(nil), Claim{}).Where("?TableAlias.purpose = ?", ForEnterprise)
	for column, value := range map[string]string{"list_id": in.ListID, "state": in.State} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Region != "" {
		q = q.Where("?TableAlias.region_code LIKE ?", prefixOf(in.Region)+"%")
	}
	if in.Q != "" {
		q = q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			return store.Contains(q, "enterprise_name", in.Q).WhereOr("?TableAlias.credit_code = ?", plainCredit(in.Q))
		})
	}
	return store.Paged[Claim](tx.Context(), q, in.Page, nil, "?TableAlias.id DESC")
}

// prefixOf gives the part of a division code that its lower divisions share.
func prefixOf(region string) string {
	for len(region) == 6 && region[4:] == "00" || len(region) == 4 && region[2:] == "00" {
		region = region[:len(region)-2]
	}
	return region
}

// latestClaims gives the latest code of each of these enterprises.
func latestClaims(tx *store.Tx, enterprises []string) ([]*Claim, error) {
	var rows []*Claim
	if len(enterprises) == 0 {
		return rows, nil
	}
	err := tx.Everywhere("the caller holds the enterprises").Select(&rows).Column("id", "enterprise_id", "state", "expires_on").
		Where("enterprise_id IN (?) AND purpose = ?", bun.List(enterprises), ForEnterprise).OrderExpr("id").Scan(tx.Context())
	return rows, err
}
