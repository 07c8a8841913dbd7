package demo

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/job"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// mostSearched is the largest province for which the finder of candidates runs by itself; in a larger one an officer orders it.
const mostSearched = 20_000

// Search orders a run of the finder of candidates over the whole province, as its department would in autumn, so that the
// workers find next year's candidates while people look around.
func Search(ctx context.Context, db *store.DB, o Options) error {
	w, err := newWorld(db, o)
	if err != nil || o.Enterprises > mostSearched {
		return err
	}
	actor := access.Actor{ID: w.accountID(provinceOffice.login), Name: provinceOffice.name, Role: provinceOffice.role, Place: access.Place{Region: db.Law().Province()}}
	return store.Do(access.With(ctx, actor), db, func(tx *store.Tx) error {
		_, err := job.Enqueue(tx, listing.JobCandidates, "", listing.CandidateOrder{Year: tx.Today().Year() + 1})
		return err
	})
}
