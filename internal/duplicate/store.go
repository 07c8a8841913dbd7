package duplicate

import (
	"database/sql"
	"errors"
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// Query is what the list of pairs may be asked.
type Query struct {
	store.Page
	State  string `query:"state" maxLength:"20" doc:"状态"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
	Source string `query:"source" maxLength:"20" doc:"来源"`
}

func list(tx *store.Tx, in Query) (store.List[Duplicate], error) {
	q := store.InDivision(tx.Select((*Duplicate)(nil), Duplicate{}), in.Region)
	for column, value := range map[string]string{"state": in.State, "source": in.Source} {
		if value != "" {
			q = q.Where("?TableAlias.? = ?", bun.Ident(column), value)
		}
	}
	if in.Q != "" {
		part := store.Part(in.Q)
		q = q.Where(`(lower(first_name) LIKE ? ESCAPE '\' OR lower(second_name) LIKE ? ESCAPE '\' OR lower(first_code) LIKE ? ESCAPE '\' OR lower(second_code) LIKE ? ESCAPE '\')`, part, part, part, part)
	}
	sorts := store.Sorts{"score": "score"} // no index: state and place come first in every index of pairs
	return store.Paged[Duplicate](tx.Context(), q, in.Page, sorts, "score DESC, ?TableAlias.id")
}

// known gives the pairs in the actor's place, by both ids.
func known(tx *store.Tx) (map[[2]string]*Duplicate, error) {
	var rows []*Duplicate
	err := tx.Select(&rows, Duplicate{}).Scan(tx.Context())
	out := make(map[[2]string]*Duplicate, len(rows))
	for _, d := range rows {
		out[[2]string{d.FirstID, d.SecondID}] = d
	}
	return out, err
}

// between gives the pair of two registrations whoever may decide on it, nil if there is none.
func between(tx *store.Tx, first, second string) (*Duplicate, error) {
	d := new(Duplicate)
	err := tx.Everywhere("a pair is one record, whoever has found it").Select(d).Where("first_id = ? AND second_id = ?", first, second).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return d, err
}

// registered counts how many of these registrations are still there.
func registered(tx *store.Tx, ids ...string) (int64, error) {
	return tx.Everywhere("the two registrations of a pair that was found in scope").Select((*enterprise.Enterprise)(nil)).Where("id IN (?)", bun.List(ids)).Count(tx.Context())
}

// write stores what a run has found. What is computed is work, not a fact: only what people decide on a pair is journalled.
func write(tx *store.Tx, fresh, changed, gone []*Duplicate) error {
	raw := tx.Everywhere("a run writes the pairs that it has read in scope").Raw()
	for _, d := range fresh {
		d.ID, d.Version, d.CreatedAt, d.UpdatedAt = store.NewID(), 1, tx.Now(), tx.Now()
	}
	for some := range slices.Chunk(fresh, 200) {
		if _, err := raw.NewInsert().Model(&some).On("CONFLICT (first_id, second_id) DO NOTHING").Exec(tx.Context()); err != nil {
			return err
		}
	}
	for _, d := range changed {
		version := d.Version
		d.Version, d.UpdatedAt = version+1, tx.Now()
		if _, err := raw.NewUpdate().Model(d).WherePK().Where("version = ?", version).Exec(tx.Context()); err != nil {
			return err
		}
	}
	for some := range slices.Chunk(gone, 500) {
		ids := make([]string, len(some))
		for i, d := range some {
			ids[i] = d.ID
		}
		if _, err := raw.NewDelete().Model((*Duplicate)(nil)).Where("id IN (?) AND state = ?", bun.List(ids), Open).Exec(tx.Context()); err != nil {
			return err
		}
	}
	return nil
}

// othersOf gives the other open pairs that name a registration.
func othersOf(tx *store.Tx, id, but string) ([]*Duplicate, error) {
	var rows []*Duplicate
	err := tx.Everywhere("pairs with a registration that has just been merged").Select(&rows).
		Where("(first_id = ? OR second_id = ?) AND state = ? AND id <> ?", id, id, Open, but).Scan(tx.Context())
	return rows, err
}
