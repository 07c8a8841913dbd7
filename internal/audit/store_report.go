package audit

import (
	"database/sql"
	"errors"

	"qingshen/internal/report"
	"qingshen/internal/store"
)

const withAudit = "what belongs to the report follows its audit, which the caller holds"

func textRows(tx *store.Tx, auditID string) ([]DossierText, error) {
	rows := []DossierText{}
	err := tx.Everywhere(withAudit).Select(&rows).Where("audit_id = ?", auditID).OrderExpr("section").Scan(tx.Context())
	return rows, err
}

// textsOf gives the texts that people edited, by section.
func textsOf(tx *store.Tx, auditID string) (map[string]report.Text, error) {
	rows, err := textRows(tx, auditID)
	out := map[string]report.Text{}
	for _, r := range rows {
		out[r.Section] = report.Text{Text: r.Text, Base: r.Draft, Version: r.Version}
	}
	return out, err
}

func textOf(tx *store.Tx, auditID, section string) (*DossierText, error) {
	row := new(DossierText)
	err := tx.Everywhere(withAudit).Select(row).Where("audit_id = ? AND section = ?", auditID, section).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

func secretRows(tx *store.Tx, auditID string) ([]DossierSecret, error) {
	rows := []DossierSecret{}
	err := tx.Everywhere(withAudit).Select(&rows).Where("audit_id = ?", auditID).OrderExpr("section, line").Scan(tx.Context())
	return rows, err
}

// lastSignature gives the newest declaration of an audit; nil when nobody signed.
func lastSignature(tx *store.Tx, auditID string) (*ReportSignature, error) {
	row := new(ReportSignature)
	err := tx.Everywhere(withAudit).Select(row).Where("audit_id = ?", auditID).OrderExpr("id DESC").Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

// signed tells whether a file is a report of an audit that somebody signed.
func signed(tx *store.Tx, auditID, fileID string) (bool, error) {
	if fileID == "" {
		return false, nil
	}
	return tx.Everywhere(withAudit).Select((*ReportSignature)(nil)).Where("audit_id = ? AND file_id = ?", auditID, fileID).Exists(tx.Context())
}
