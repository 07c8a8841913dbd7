package enterprise

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

const wherever = "a merged record leads to the one that was kept, which is then looked for in scope"

// keptFor gives the enterprise into which the record with this id was merged, "" if it was not.
func keptFor(tx *store.Tx, id string) (string, error) {
	m := new(Merged)
	err := tx.Everywhere(wherever).Select(m).Where("?TableAlias.id = ?", id).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return m.EnterpriseID, err
}

// keptByCodes gives the enterprises whose merged records bore these codes, by code.
func keptByCodes(tx *store.Tx, codes []string) (map[string]*Enterprise, error) {
	var merged []*Merged
	err := tx.Everywhere(wherever).Select(&merged).Where("credit_code IN (?)", bun.List(codes)).Scan(tx.Context())
	if err != nil || len(merged) == 0 {
		return nil, err
	}
	ids := make([]string, len(merged))
	for i, m := range merged {
		ids[i] = m.EnterpriseID
	}
	kept, err := enterprisesByID(tx, ids)
	out := map[string]*Enterprise{}
	for _, m := range merged {
		if e := kept[m.EnterpriseID]; e != nil {
			out[m.CreditCode] = e
		}
	}
	return out, err
}

// mergedInto gives the ids of the records that were merged into an enterprise.
func mergedInto(tx *store.Tx, id string) ([]string, error) {
	var ids []string
	err := tx.Everywhere("what was merged into an enterprise that was found in scope").Select((*Merged)(nil)).Column("id").
		Where("enterprise_id = ?", id).Scan(tx.Context(), &ids)
	return ids, err
}

func countEnterprises(tx *store.Tx) (int64, error) {
	return tx.Select((*Enterprise)(nil), Enterprise{}).Count(tx.Context())
}

const reorganised = "a re-organisation of divisions concerns every registration of the old division"

// sitesIn gives some sites that bear the code of a division.
func sitesIn(tx *store.Tx, region string, limit int64) ([]*Site, error) {
	var rows []*Site
	err := tx.Everywhere(reorganised).Select(&rows).Where("region_code = ?", region).OrderExpr("id").Limit(limit).Scan(tx.Context())
	return rows, err
}

// enterprisesIn gives some enterprises that bear the code of a division.
func enterprisesIn(tx *store.Tx, region string, limit int64) ([]*Enterprise, error) {
	var rows []*Enterprise
	err := tx.Everywhere(reorganised).Select(&rows).Where("region_code = ?", region).OrderExpr("id").Limit(limit).Scan(tx.Context())
	return rows, err
}
