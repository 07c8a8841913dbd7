package store

import "context"

type joinedKey struct{}

// Joined gives a context whose transactions take part in this one: what services decide one by one, each by the method that
// serves a single request, is written together or not at all. The caller must give up the whole when one of them fails, since
// a decision that has failed may have written half.
func (tx *Tx) Joined(ctx context.Context) context.Context {
	return context.WithValue(ctx, joinedKey{}, tx)
}

// joined gives the transaction that a context takes part in, as the context sees it.
func joined(ctx context.Context, db *DB) *Tx {
	outer, ok := ctx.Value(joinedKey{}).(*Tx)
	if !ok || outer.db != db {
		return nil
	}
	inner := *outer
	inner.ctx = ctx
	return &inner
}
