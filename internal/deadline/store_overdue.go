package deadline

import (
	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// overdueOf gives the running clocks of one party that are past their day, of these subjects.
func overdueOf(tx *store.Tx, subjectType, party string, ids []string, on calendar.Date) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("clocks follow their subjects, which the caller holds").Select(&rows).
		Where("subject_type = ? AND subject_id IN (?) AND open = ? AND party = ? AND due_on < ?", subjectType, bun.List(ids), true, party, on).OrderExpr("due_on, id").Scan(tx.Context())
	return rows, err
}
