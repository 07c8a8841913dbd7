package audit

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

const everyReport = "a report is held against all others, wherever they are; only the departments read whose they are"

func checkOf(tx *store.Tx, auditID string) (*DossierCheck, error) {
	row := new(DossierCheck)
	err := tx.Everywhere("what was counted follows its audit, which the caller holds").Select(row).Where("audit_id = ?", auditID).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return row, err
}

// writeCheck keeps what was counted. It is work, not a fact: the journal does not hold it.
func writeCheck(tx *store.Tx, c *DossierCheck) error {
	raw := tx.Everywhere("a run counts the dossiers that it has read in scope").Raw()
	if c.ID != "" {
		c.Version, c.UpdatedAt = c.Version+1, tx.Now()
		_, err := raw.NewUpdate().Model(c).WherePK().Exec(tx.Context())
		return err
	}
	c.ID, c.Version, c.CreatedAt, c.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	_, err := raw.NewInsert().Model(c).On("CONFLICT (audit_id) DO NOTHING").Exec(tx.Context())
	return err
}

// eachPrint passes over the fingerprints of all reports of other enterprises, one row at a time, so that the memory does not
// grow with their number.
func eachPrint(tx *store.Tx, enterpriseID string, pass func(auditID, agency string, print []byte)) error {
	rows, err := tx.Everywhere(everyReport).Raw().NewSelect().Model((*DossierCheck)(nil)).Column("audit_id", "agency", "print").
		Where("audit_id NOT IN (SELECT id FROM audit WHERE enterprise_id = ?)", enterpriseID).Rows(tx.Context())
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, agency string
		var print []byte
		if err := rows.Scan(&id, &agency, &print); err != nil {
			return err
		}
		pass(id, agency, print)
	}
	return rows.Err()
}

// auditsBy gives audits by their ids, in the order of the ids.
func auditsBy(tx *store.Tx, ids []string) ([]*Audit, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []*Audit
	if err := tx.Everywhere(everyReport).Select(&rows).Where("?TableAlias.id IN (?)", bun.List(ids)).Scan(tx.Context()); err != nil {
		return nil, err
	}
	by := map[string]*Audit{}
	for _, a := range rows {
		by[a.ID] = a
	}
	out := make([]*Audit, 0, len(rows))
	for _, id := range ids {
		if by[id] != nil {
			out = append(out, by[id])
		}
	}
	return out, nil
}

// visible tells which of these audits lie in the actor's place; of the others the actor may know no more than that they exist.
func visible(tx *store.Tx, audits []*Audit) (map[string]bool, error) {
	out := map[string]bool{}
	if len(audits) == 0 {
		return out, nil
	}
	ids := make([]string, len(audits))
	for i, a := range audits {
		ids[i] = a.ID
	}
	var seen []string
	err := tx.Select((*Audit)(nil), Audit{}).Column("id").Where("?TableAlias.id IN (?)", bun.List(ids)).Scan(tx.Context(), &seen)
	for _, id := range seen {
		out[id] = true
	}
	return out, err
}

// uncompared gives the audits of the actor's place whose dossiers were counted but not yet held against others.
func uncompared(tx *store.Tx) ([]string, error) {
	var ids []string
	err := tx.Select((*DossierCheck)(nil), DossierCheck{}).Column("audit_id").Where("?TableAlias.alike = ?", notCompared).OrderExpr("?TableAlias.audit_id").Scan(tx.Context(), &ids)
	return ids, err
}

func checks(tx *store.Tx, in InspectionQuery) (store.List[DossierCheck], error) {
	q := inRegion(tx.Select((*DossierCheck)(nil), DossierCheck{}), in.Region)
	if in.Agency != "" {
		q = q.Where("?TableAlias.agency = ?", in.Agency)
	}
	if in.Q != "" {
		q = q.Where("?TableAlias.audit_id IN (SELECT au.id FROM audit AS au WHERE au.enterprise_name LIKE ?)", "%"+in.Q+"%")
	}
	return store.Paged[DossierCheck](tx.Context(), q, in.Page, store.Sorts{"flags": "flags", "alike": "alike"}, "flags DESC, ?TableAlias.id")
}

// startedAfter gives the next started audits of the actor's place, in the order of their ids.
func startedAfter(tx *store.Tx, id string, limit int) ([]*Audit, error) {
	var rows []*Audit
	err := tx.Select(&rows, Audit{}).Where("?TableAlias.started_on <> '' AND ?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

func countStarted(tx *store.Tx) (int, error) {
	n, err := tx.Select((*Audit)(nil), Audit{}).Where("?TableAlias.started_on <> ''").Count(tx.Context())
	return int(n), err
}
