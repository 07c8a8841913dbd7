package deadline

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

func running(tx *store.Tx, d *Deadline) (bool, error) {
	return tx.Everywhere("a clock is unique for its subject, whoever starts it").Select((*Deadline)(nil)).
		Where("subject_type = ? AND subject_id = ? AND rule = ? AND (open = ? OR starts_on = ?)", d.SubjectType, d.SubjectID, d.Rule, true, d.StartsOn).
		Exists(tx.Context())
}

func openOf(tx *store.Tx, s store.Subject) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("clocks follow their subject, which the caller holds").Select(&rows).
		Where("subject_type = ? AND subject_id = ? AND open = ?", s.Type, s.ID, true).Scan(tx.Context())
	return rows, err
}

func openOfAll(tx *store.Tx, subjectType string, ids []string) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("clocks follow their subjects, which the caller holds").Select(&rows).
		Where("subject_type = ? AND subject_id IN (?) AND open = ?", subjectType, bun.List(ids), true).OrderExpr("due_on, id").Scan(tx.Context())
	return rows, err
}

func of(tx *store.Tx, subjectType, id string) ([]Deadline, error) {
	rows := []Deadline{}
	err := tx.Everywhere("clocks follow their subject, which the caller holds").Select(&rows).
		Where("subject_type = ? AND subject_id = ?", subjectType, id).OrderExpr("due_on, id").Scan(tx.Context())
	return rows, err
}

// Query is what the list of clocks may be asked.
type Query struct {
	store.Page
	Open    bool          `query:"open" doc:"只看未办结"`
	Overdue bool          `query:"overdue" doc:"只看已逾期未办结"`
	Party   string        `query:"party" doc:"应办理的一方"`
	Rule    string        `query:"rule" doc:"期限规则"`
	Before  calendar.Date `query:"before" doc:"在此日期（含）之前到期"`
	Subject string        `query:"subject_id" doc:"所属办理事项的标识"`
}

func list(tx *store.Tx, in Query) (store.List[Deadline], error) {
	q := tx.Select((*Deadline)(nil), Deadline{})
	if in.Open || in.Overdue {
		q = q.Where("open = ?", true)
	}
	if in.Overdue {
		q = q.Where("due_on < ? AND stopped_on = ''", tx.Today())
	}
	if in.Party != "" {
		q = q.Where("party = ?", in.Party)
	}
	if in.Rule != "" {
		q = q.Where("rule = ?", in.Rule)
	}
	if in.Before != "" {
		q = q.Where("due_on <= ?", in.Before)
	}
	if in.Subject != "" {
		q = q.Where("subject_id = ?", in.Subject)
	}
	out, err := store.Paged[Deadline](tx.Context(), q, in.Page, store.Sorts{"due_on": "due_on"}, "due_on, ?TableAlias.id")
	for i := range out.Items {
		out.Items[i].derive(tx.Today())
	}
	return out, err
}

// ripe gives running clocks that fall due until a day, in batches after the last one seen.
func ripe(tx *store.Tx, until calendar.Date, after string, limit int) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("the system warns of clocks in the whole province").Select(&rows).
		Where("open = ? AND due_on <= ? AND id > ?", true, until, after).
		Where("NOT overdue_told AND stopped_on = ''").OrderExpr("id").Limit(int64(limit)).Scan(tx.Context())
	return rows, err
}

// Between gives what a desk shows of the first running clocks of a party that fall due in a span of days ("" begins at
// the oldest), in the actor's place, and how many there are.
func Between(tx *store.Tx, party string, from, until calendar.Date, limit int) ([]Deadline, int, bool, error) {
	base := func() *bun.SelectQuery {
		q := tx.Select((*Deadline)(nil), Deadline{}).Where("?TableAlias.open = ? AND ?TableAlias.party = ? AND ?TableAlias.due_on <= ? AND ?TableAlias.stopped_on = ''", true, party, until)
		if from != "" {
			q = q.Where("?TableAlias.due_on >= ?", from)
		}
		return q
	}
	var rows []Deadline
	err := base().Column("id", "subject_title", "link", "title", "cite", "due_on", "met_on", "ended_on", "provisional", "arithmetic").
		OrderExpr("due_on, ?TableAlias.id").Limit(int64(limit)).Scan(tx.Context(), &rows)
	for i := range rows {
		rows[i].derive(tx.Today())
	}
	if err != nil || len(rows) < limit {
		return rows, len(rows), false, err
	}
	total, capped, err := store.Count(tx.Context(), base())
	return rows, total, capped, err
}
