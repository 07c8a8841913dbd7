package keyunit

import (
	"database/sql"
	"errors"
	"strconv"

	"github.com/uptrace/bun"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Query is what the list of lists may be asked.
type Query struct {
	store.Page
	Kind  string `query:"kind" maxLength:"40" doc:"名录"`
	State string `query:"state" maxLength:"20" doc:"状态"`
	Year  int    `query:"year" doc:"年度"`
}

func list(tx *store.Tx, in Query) (store.List[UnitList], error) {
	q := tx.Select((*UnitList)(nil), UnitList{})
	for column, value := range map[string]string{"kind": in.Kind, "state": in.State} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Year != 0 {
		q = q.Where("?TableAlias.year = ?", in.Year)
	}
	if in.Q != "" {
		q = store.Contains(q, "title", in.Q)
	}
	return store.Paged[UnitList](tx.Context(), q, in.Page, store.Sorts{"year": "year"}, "?TableAlias.year DESC, ?TableAlias.id DESC")
}

// linesOf gives the units of a list that was found in scope.
func linesOf(tx *store.Tx, listID string) ([]*UnitLine, error) {
	rows := []*UnitLine{}
	if listID == "" {
		return rows, nil
	}
	return rows, tx.Select(&rows, UnitLine{}).Where("?TableAlias.list_id = ?", listID).OrderExpr("?TableAlias.id").Scan(tx.Context())
}

// before gives the latest approved list of the kind and division of an earlier year, nil if there is none.
func before(tx *store.Tx, l *UnitList) (*UnitList, error) {
	out := new(UnitList)
	err := tx.Select(out, UnitList{}).Where("?TableAlias.region_code = ? AND ?TableAlias.kind = ? AND ?TableAlias.year < ? AND ?TableAlias.state = ?", l.RegionCode, l.Kind, l.Year, Approved).
		OrderExpr("?TableAlias.year DESC").Limit(1).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return out, err
}

// alone refuses a second list of the same kind, year and division, and one that an approved later list has overtaken.
func alone(tx *store.Tx, l *UnitList) error {
	var rows []*UnitList
	err := tx.Select(&rows, UnitList{}).Where("?TableAlias.region_code = ? AND ?TableAlias.kind = ? AND ?TableAlias.id <> ? AND ?TableAlias.state <> ?", l.RegionCode, l.Kind, l.ID, Discarded).Scan(tx.Context())
	for _, r := range rows {
		switch {
		case r.Year == l.Year:
			return fault.Invalid("名录没有保存", fault.Field{Path: "year", Message: "本地区" + strconv.Itoa(l.Year) + "年度的这个名录已经登记。请在原有名录上修改，或者先将它作废。"})
		case r.Year > l.Year && r.State == Approved:
			return fault.Invalid("名录没有保存", fault.Field{Path: "year", Message: strconv.Itoa(r.Year) + "年度的这个名录已经核定，不能再登记更早年度的名录。"})
		}
	}
	return err
}
