package statistic

import (
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

// equalRow counts the equivalences (视同) of a list year by their legal type.
type equalRow struct {
	bun.BaseModel `bun:"table:equivalence"`
	Kind          string
	N             int
}

// Place narrows as the equivalences themselves are narrowed for departments.
func (equalRow) Place() access.Columns {
	return access.Columns{Region: "region_code", City: "city_code"}
}

// equalIn counts what counts as an audit of the year by another legal way, in the actor's place: beside the audits, never
// among them.
func equalIn(tx *store.Tx, year int, region string) (map[string]int, error) {
	rows := []equalRow{}
	q := store.InDivision(tx.Select((*equalRow)(nil), equalRow{}), region).Where("year = ? AND state = 'granted'", year)
	err := q.Column("kind").ColumnExpr("count(*) AS n").GroupExpr("kind").Scan(tx.Context(), &rows)
	out := map[string]int{}
	for _, r := range rows {
		out[r.Kind] = r.N
	}
	return out, err
}
