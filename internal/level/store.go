package level

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

const ofAudit = "ratings follow their audit, which the caller holds"

// ratingOf gives the rating of an audit for a phase, nil if there is none.
func ratingOf(tx *store.Tx, auditID, phase string) (*Rating, error) {
	r := new(Rating)
	err := tx.Everywhere(ofAudit).Select(r).Where("audit_id = ? AND phase = ?", auditID, phase).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// misfitsOf gives what was found of the fit of index systems for an audit.
func misfitsOf(tx *store.Tx, auditID string) ([]*Misfit, error) {
	rows := []*Misfit{}
	return rows, tx.Everywhere(ofAudit).Select(&rows).Where("audit_id = ?", auditID).OrderExpr("id").Scan(tx.Context())
}

const wholeProvince = "an edition is tried on all past audits, and benchmarks are anonymous figures of all"

// latest is the last phase of each audit.
const latest = "?TableAlias.phase = 'after' OR NOT EXISTS (SELECT 1 FROM rating AS later WHERE later.audit_id = ?TableAlias.audit_id AND later.phase = 'after')"

// countOf counts the audits that were rated by a series.
func countOf(tx *store.Tx, series string) (int64, error) {
	return tx.Everywhere(wholeProvince).Select((*Rating)(nil)).Where("?TableAlias.series = ?", series).Where(latest).Count(tx.Context())
}

// nextOf gives the next ratings of a series behind an id.
func nextOf(tx *store.Tx, series, after string, limit int64) ([]*Rating, error) {
	rows := []*Rating{}
	return rows, tx.Everywhere(wholeProvince).Select(&rows).Where("?TableAlias.series = ? AND ?TableAlias.id > ?", series, after).Where(latest).
		OrderExpr("?TableAlias.id").Limit(limit).Scan(tx.Context())
}

// acceptedOf gives the next ratings of accepted audits of a series behind an id.
func acceptedOf(tx *store.Tx, series, after string, limit int64) ([]*Rating, error) {
	rows := []*Rating{}
	return rows, tx.Everywhere(wholeProvince).Select(&rows).Where("?TableAlias.series = ? AND ?TableAlias.id > ?", series, after).Where(latest).
		Where("?TableAlias.audit_id IN (SELECT au.id FROM audit AS au WHERE au.accepted_on <> '')").
		OrderExpr("?TableAlias.id").Limit(limit).Scan(tx.Context())
}

const keepers = "replays are seen by those who keep the library"

func replaysOf(tx *store.Tx, systemID string) ([]*Replay, error) {
	rows := []*Replay{}
	return rows, tx.Everywhere(keepers).Select(&rows).Where("system_id = ?", systemID).OrderExpr("id DESC").Limit(20).Scan(tx.Context())
}

func replayOf(tx *store.Tx, id string) (*Replay, error) {
	return store.Get[Replay](tx.Everywhere(keepers), id, "这次试算")
}

// clearChanges takes away what an interrupted run has written.
func clearChanges(tx *store.Tx, replayID string) error {
	_, err := tx.Everywhere(keepers).Raw().NewDelete().Model((*ReplayChange)(nil)).Where("replay_id = ?", replayID).Exec(tx.Context())
	return err
}

// keepChanges writes a page of changes.
func keepChanges(tx *store.Tx, rows []*ReplayChange) error {
	if len(rows) == 0 {
		return nil
	}
	for _, r := range rows {
		r.ID, r.Version, r.CreatedAt, r.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	}
	_, err := tx.Everywhere(keepers).Raw().NewInsert().Model(&rows).Exec(tx.Context())
	return err
}

// changesOf gives a page of the changes of a replay.
func changesOf(tx *store.Tx, in ChangeQuery) (store.List[ReplayChange], error) {
	q := tx.Everywhere(keepers).Select((*ReplayChange)(nil)).Where("?TableAlias.replay_id = ?", in.Replay)
	if in.From != "" {
		q = q.Where("?TableAlias.level_before = ?", in.From)
	}
	if in.To != "" {
		q = q.Where("?TableAlias.level_after = ?", in.To)
	}
	return store.Paged[ReplayChange](tx.Context(), q, in.Page, store.Sorts{}, "?TableAlias.id")
}

// named fills in whose audits the changes are.
func named(tx *store.Tx, rows []ReplayChange) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.AuditID
	}
	var found []struct{ ID, EnterpriseName, CaseNo string }
	err := tx.Everywhere(keepers).Raw().NewSelect().TableExpr("audit AS au").ColumnExpr("au.id, au.enterprise_name, au.case_no").Where("au.id IN (?)", bun.List(ids)).Scan(tx.Context(), &found)
	for _, f := range found {
		for i := range rows {
			if rows[i].AuditID == f.ID {
				rows[i].Enterprise, rows[i].CaseNo = f.EnterpriseName, f.CaseNo
			}
		}
	}
	return err
}
