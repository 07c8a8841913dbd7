package deadline

import (
	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

// unmet gives the clocks of these subjects that no act has met. What else is asked of them is left to the caller: with the
// columns of the indexes by day in the condition, the database would read every clock of the province that is past its day.
func unmet(tx *store.Tx, subjectType string, ids []string) ([]Deadline, error) {
	var rows []Deadline
	err := tx.Everywhere("clocks follow their subjects, which the caller holds").Select(&rows).
		Where("subject_type = ? AND subject_id IN (?) AND met_on = ''", subjectType, bun.List(ids)).OrderExpr("due_on, id").Scan(tx.Context())
	return rows, err
}
