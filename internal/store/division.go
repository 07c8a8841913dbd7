package store

import (
	"strings"

	"github.com/uptrace/bun"
)

// InDivision narrows a query to a division by equality, so that an index serves: the province adds nothing, a city is the
// city's column, a county the region's. The table must have both columns.
func InDivision(q *bun.SelectQuery, code string) *bun.SelectQuery {
	switch {
	case len(code) <= 2 || strings.HasSuffix(code, "0000"):
		return q
	case len(code) == 4:
		return q.Where("?TableAlias.city_code = ?", code+"00")
	case strings.HasSuffix(code, "00"):
		return q.Where("?TableAlias.city_code = ?", code)
	}
	return q.Where("?TableAlias.region_code = ?", code)
}
