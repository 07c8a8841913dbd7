package profile

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/appraisal"
	"qingshen/internal/listing"
	"qingshen/internal/reminder"
	"qingshen/internal/store"
)

// of gives the records of an enterprise that the actor may see, the latest first; one more than the page shows tells that
// there are more.
func of[T store.Placed](tx *store.Tx, enterpriseID, order string) ([]T, error) {
	rows := []T{}
	var one T
	err := tx.Select(&rows, one).Where("?TableAlias.enterprise_id = ?", enterpriseID).OrderExpr(order).Limit(mostLines + 1).Scan(tx.Context())
	return rows, err
}

const latest = "?TableAlias.id DESC"

// listsOf gives published lists by id; they are public.
func listsOf(tx *store.Tx, ids []string) (map[string]listing.List, error) {
	rows, out := []listing.List{}, map[string]listing.List{}
	if len(ids) == 0 {
		return out, nil
	}
	err := tx.Everywhere("published lists are public").Select(&rows).Where("id IN (?)", bun.List(ids)).Scan(tx.Context())
	for _, l := range rows {
		out[l.ID] = l
	}
	return out, err
}

// escalations gives what has been laid before leaders about clocks of the enterprise.
func escalations(tx *store.Tx, enterpriseID string) ([]escalated, error) {
	rows := []escalated{}
	err := tx.Select(&rows, escalated{}).ColumnExpr("?TableColumns").Where("?TableAlias.deadline_id IN (SELECT d.id FROM deadline AS d WHERE d.enterprise_id = ?)", enterpriseID).
		ColumnExpr("(SELECT d.title FROM deadline AS d WHERE d.id = ?TableAlias.deadline_id) AS title").
		ColumnExpr("(SELECT d.met_on FROM deadline AS d WHERE d.id = ?TableAlias.deadline_id) AS met_on").
		OrderExpr(latest).Limit(mostLines + 1).Scan(tx.Context())
	return rows, err
}

// escalated is an escalation as the page shows it.
type escalated struct {
	bun.BaseModel `bun:"table:escalation"`
	ID            string `bun:"id,pk"`
	Level         string `bun:"level"`
	OpenedOn      string `bun:"opened_on"`
	Days          int    `bun:"days"`
	Instruction   string `bun:"instruction"`
	InstructedBy  string `bun:"instructed_by"`
	Title         string `bun:"title,scanonly"`
	MetOn         string `bun:"met_on,scanonly"`
}

// Place narrows as escalations themselves are narrowed.
func (escalated) Place() access.Columns { return reminder.Escalation{}.Place() }

// appraisalsOf gives the appraisals of an enterprise, the earliest first.
func appraisalsOf(tx *store.Tx, enterpriseID string) ([]appraisal.Appraisal, error) {
	return of[appraisal.Appraisal](tx, enterpriseID, "?TableAlias.id")
}
