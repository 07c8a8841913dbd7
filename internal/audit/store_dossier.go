package audit

import (
	"database/sql"
	"errors"

	"qingshen/internal/store"
)

func reasonRows(tx *store.Tx, auditID string) ([]DossierReason, error) {
	rows := []DossierReason{}
	err := tx.Everywhere("reasons follow their audit, which the caller holds").Select(&rows).Where("audit_id = ?", auditID).OrderExpr("finding").Scan(tx.Context())
	return rows, err
}

// reasonsOf gives the reasons for warnings, by the key of their finding.
func reasonsOf(tx *store.Tx, auditID string) (map[string]string, error) {
	rows, err := reasonRows(tx, auditID)
	out := map[string]string{}
	for _, r := range rows {
		out[r.Finding] = r.Reason
	}
	return out, err
}

func reasonOf(tx *store.Tx, auditID, finding string) (*DossierReason, error) {
	row := new(DossierReason)
	err := tx.Everywhere("reasons follow their audit, which the caller holds").Select(row).Where("audit_id = ? AND finding = ?", auditID, finding).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

// retiredOf gives what a round wrote into editions of the form that it has left, the newest first.
func retiredOf(tx *store.Tx, auditID string) ([]DossierRetired, error) {
	rows := []DossierRetired{}
	err := tx.Everywhere("what was retired follows its audit, which the caller holds").Select(&rows).Where("audit_id = ?", auditID).OrderExpr("id DESC").Scan(tx.Context())
	return rows, err
}
