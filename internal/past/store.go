package past

import (
	"github.com/uptrace/bun"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// belongs is the reason for which parts of what was found in scope are read wherever they lie.
const belongs = "what belongs to enterprises that were found in the actor's place of that day"

// rowsThen gives the rows of lists that had been published by the end of the day. Rows are written once, at publication.
func rowsThen(tx *store.Tx, in RowQuery) *bun.SelectQuery {
	q := store.InDivision(tx.Select((*listing.Row)(nil), listing.Row{}), in.Region).
		Where("?TableAlias.created_at < ?", in.On.AddDays(1).Start()).Where("?TableAlias.year = ?", in.Year)
	if in.Q != "" {
		q = store.Contains(q, "enterprise_name", in.Q)
	}
	return q
}

func pageOfRows(tx *store.Tx, in RowQuery) (store.List[listing.Row], error) {
	return store.Paged[listing.Row](tx.Context(), rowsThen(tx, in), in.Page, store.Sorts{}, "?TableAlias.id")
}

// rowsAfter reads on after a row, for exports.
func rowsAfter(tx *store.Tx, in RowQuery, id string, limit int) ([]listing.Row, error) {
	rows := []listing.Row{}
	err := rowsThen(tx, in).Where("?TableAlias.id > ?", id).OrderExpr("?TableAlias.id").Limit(int64(limit)).Scan(tx.Context(), &rows)
	return rows, err
}

// rowsOf gives the rows by which enterprises had been listed by the end of the day, the latest year first.
func rowsOf(tx *store.Tx, enterprises []string, on calendar.Date) ([]listing.Row, error) {
	rows := []listing.Row{}
	if len(enterprises) == 0 {
		return rows, nil
	}
	err := tx.Everywhere(belongs).Select(&rows).Where("enterprise_id IN (?) AND created_at < ?", bun.List(enterprises), on.AddDays(1).Start()).
		OrderExpr("year DESC, id DESC").Scan(tx.Context())
	return rows, err
}

// listsOf gives lists by their ids. They were published, and are public.
func listsOf(tx *store.Tx, ids []string) (map[string]*listing.List, error) {
	out := map[string]*listing.List{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*listing.List
	err := tx.Everywhere("published lists are public").Select(&rows).Where("id IN (?)", bun.List(ids)).Scan(tx.Context())
	for _, l := range rows {
		out[l.ID] = l
	}
	return out, err
}

// present gives the enterprises as they are now, as far as the actor may see them now.
func present(tx *store.Tx, ids []string) (map[string]*enterprise.Enterprise, error) {
	out := map[string]*enterprise.Enterprise{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []*enterprise.Enterprise
	err := tx.Select(&rows, enterprise.Enterprise{}).Where("?TableAlias.id IN (?)", bun.List(ids)).Scan(tx.Context())
	for _, e := range rows {
		out[e.ID] = e
	}
	return out, err
}

// touched gives the next enterprises, in falling order of ids, of which something was written after the first day: they
// themselves, their attributes, their lines of the inventory, their rounds, their listing. Whether it shows is told by the comparison.
func touched(tx *store.Tx, in ChangeQuery, before string, limit int) ([]string, error) {
	from, until := in.From.AddDays(1).Start(), in.Until.AddDays(1).Start()
	narrow := func(q *bun.SelectQuery, id string) *bun.SelectQuery {
		q = store.InDivision(q, in.Region).ColumnExpr("DISTINCT ?TableAlias.? AS id", bun.Ident(id))
		if before != "" {
			q = q.Where("?TableAlias.? < ?", bun.Ident(id), before)
		}
		return q.OrderExpr("id DESC").Limit(int64(limit))
	}
	written := func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("?TableAlias.updated_at >= ? AND ?TableAlias.created_at < ?", from, until)
	}
	halves := []*bun.SelectQuery{
		narrow(written(tx.Select((*enterprise.Enterprise)(nil), enterprise.Enterprise{})), "id"),
		narrow(written(tx.Select((*enterprise.Attribute)(nil), enterprise.Attribute{})), "enterprise_id"),
		narrow(written(tx.Select((*listing.Entry)(nil), listing.Entry{})), "enterprise_id"),
		narrow(written(tx.Select((*audit.Audit)(nil), audit.Audit{})), "enterprise_id"),
		narrow(tx.Select((*listing.Row)(nil), listing.Row{}).Where("?TableAlias.created_at >= ? AND ?TableAlias.created_at < ?", from, until).
			Where("?TableAlias.year BETWEEN ? AND ?", in.From.Year()-1, in.Until.Year()+1), "enterprise_id"),
		narrow(tx.Select((*store.Past)(nil), store.Past{}).Where("?TableAlias.until_on > ? AND ?TableAlias.from_on <= ?", in.From, in.Until), "enterprise_id"),
	}
	var all []string
	for _, q := range halves {
		var some []string
		if err := q.Scan(tx.Context(), &some); err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return fall(all, limit), nil
}
