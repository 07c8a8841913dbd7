package audit

import (
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

func commentsOn(tx *store.Tx, auditID string) ([]DossierComment, error) {
	rows := []DossierComment{}
	err := tx.Everywhere("comments follow their audit, which the caller holds").Select(&rows).Where("audit_id = ?", auditID).OrderExpr("id DESC").Scan(tx.Context())
	return rows, err
}

// openComments counts, table by table, the comments of a party's sight that are not resolved.
func openComments(tx *store.Tx, auditID, party string) (map[string]int, error) {
	rows := []DossierComment{}
	err := tx.Everywhere("comments follow their audit, which the caller holds").Select(&rows).Column("section", "party", "internal").
		Where("audit_id = ? AND state = ?", auditID, CommentOpen).Scan(tx.Context())
	out := map[string]int{}
	for i := range rows {
		if rows[i].seenBy(party) {
			out[rows[i].Section]++
		}
	}
	return out, err
}

// contentsOf gives the rows of all tables of a dossier with their marks.
func contentsOf(tx *store.Tx, auditID string) (map[string]content, error) {
	sections, err := sectionsOf(tx, auditID)
	if err != nil {
		return nil, err
	}
	out := map[string]content{}
	for i := range sections {
		if out[sections[i].Section], err = sections[i].read(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func lockOf(tx *store.Tx, a *Audit, section string) (*SectionLock, error) {
	l := new(SectionLock)
	err := tx.Everywhere("locks follow their audit, which the caller holds").Select(l).Where("audit_id = ? AND section = ?", a.ID, section).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	l.audit = a
	l.describe(tx.Actor())
	return l, err
}

func locksOf(tx *store.Tx, a *Audit) (map[string]*SectionLock, error) {
	rows := []*SectionLock{}
	err := tx.Everywhere("locks follow their audit, which the caller holds").Select(&rows).Where("audit_id = ?", a.ID).Scan(tx.Context())
	out := map[string]*SectionLock{}
	for _, l := range rows {
		l.describe(tx.Actor())
		out[l.Section] = l
	}
	return out, err
}

// presentAt gives who else is at a table now; an empty section is the whole dossier.
func presentAt(tx *store.Tx, auditID, section string) ([]Present, error) {
	rows := []Present{}
	q := tx.Everywhere("who is present follows the audit, which the caller holds").Select(&rows).
		Where("audit_id = ? AND account_id <> ? AND seen_at > ?", auditID, tx.Actor().ID, tx.Now().Add(-hereFor))
	if section != "" {
		q = q.Where("section = ?", section)
	}
	return rows, q.OrderExpr("since").Scan(tx.Context())
}

// signOfLife notes that the actor is at a table, or has left it.
func signOfLife(tx *store.Tx, a *Audit, section string, leaving bool) error {
	p := &Present{AuditID: a.ID, Section: section, AccountID: tx.Actor().ID, Name: tx.Actor().Name, Party: partyOf(tx.Actor()), Since: tx.Now(), SeenAt: tx.Now()}
	door := tx.Everywhere("who is present is no fact of a case").Raw()
	if leaving {
		_, err := door.NewDelete().Model(p).WherePK().Exec(tx.Context())
		return err
	}
	_, err := door.NewInsert().Model(p).On("CONFLICT (audit_id, section, account_id) DO UPDATE").
		Set("since = CASE WHEN ?TableAlias.seen_at < ? THEN EXCLUDED.since ELSE ?TableAlias.since END", tx.Now().Add(-hereFor)).
		Set("seen_at = EXCLUDED.seen_at, name = EXCLUDED.name").Exec(tx.Context())
	return err
}

func returnsOf(tx *store.Tx, auditID string, states ...string) ([]*DossierReturn, error) {
	rows := []*DossierReturn{}
	q := tx.Everywhere("returns follow their audit, which the caller holds").Select(&rows).Where("audit_id = ?", auditID)
	if len(states) > 0 {
		q = q.Where("state IN (?)", bun.List(states))
	}
	return rows, q.OrderExpr("id").Scan(tx.Context())
}
