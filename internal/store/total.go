package store

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/uptrace/bun"
)

// Counting is what grows with a list: the page comes from an index, the total looks at every row. Large totals are
// therefore remembered for a moment. Small ones are always counted, so that what a person has just done is seen to
// have changed them; within this process every commit makes all totals be counted anew.
const (
	// rememberFrom is the smallest total that is remembered.
	rememberFrom = 1_000
	// keepTotal bounds how far a remembered total may lag behind what another process has written.
	keepTotal = 2 * time.Second
	// keepCapped is longer: a total at the cap only says that there are more.
	keepCapped = 30 * time.Second
	// mostTotals bounds the memory; beyond it all are forgotten.
	mostTotals = 2_000
)

// totals remembers how many rows queries have, by their statement.
type totals struct {
	off     atomic.Bool
	written atomic.Int64 // commits of this process
	mu      sync.Mutex
	kept    map[string]*total
}

// total is one count, being made until done is closed.
type total struct {
	done    chan struct{}
	failed  bool
	n       int
	at      time.Time
	written int64
}

func (t *total) fresh(now time.Time, written int64) bool {
	age := now.Sub(t.at)
	switch {
	case t.failed:
		return false
	case t.n > TotalCap:
		return age < keepCapped
	}
	return t.n >= rememberFrom && t.written == written && age < keepTotal
}

// Remember switches the memory of totals on or off: for measuring what counting costs.
func Remember(db *DB, on bool) { db.totals.off.Store(!on) }

type totalsKey struct{}

// countedBy lets the reads of a request use the memory. Writing transactions always count: they must see themselves.
func countedBy(ctx context.Context, db *DB) context.Context {
	return context.WithValue(ctx, totalsKey{}, db)
}

// Count counts the rows of a query up to TotalCap and tells whether it stopped there.
func Count(ctx context.Context, q *bun.SelectQuery) (n int, capped bool, err error) {
	bounded := q.Clone().ExcludeColumn("*").ColumnExpr("1").Limit(TotalCap + 1)
	count := func() (n int, err error) {
		err = q.NewSelect().TableExpr("(?) AS counted", bounded).ColumnExpr("count(*)").Scan(ctx, &n)
		return n, err
	}
	if db, ok := ctx.Value(totalsKey{}).(*DB); ok && !db.totals.off.Load() {
		n, err = db.totals.count(ctx, db.clock, bounded.String(), count)
	} else {
		n, err = count()
	}
	return min(n, TotalCap), n > TotalCap, err
}

// count gives a remembered total, or counts; several requests that want the same total at once wait for one of them.
func (t *totals) count(ctx context.Context, clock *Clock, statement string, count func() (int, error)) (int, error) {
	one, mine := t.find(statement, clock.Wall())
	if mine {
		var err error
		one.n, err = count()
		one.failed = err != nil
		close(one.done)
		return one.n, err
	}
	select {
	case <-one.done:
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if one.failed {
		return count()
	}
	return one.n, nil
}

// find gives the total of the statement; mine says that the caller has to count it.
func (t *totals) find(statement string, now time.Time) (one *total, mine bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	written := t.written.Load()
	if have := t.kept[statement]; have != nil {
		select {
		case <-have.done:
			if have.fresh(now, written) {
				return have, false
			}
		default:
			if have.written == written {
				return have, false
			}
		}
	}
	if t.kept == nil || len(t.kept) >= mostTotals {
		t.kept = map[string]*total{}
	}
	one = &total{done: make(chan struct{}), at: now, written: written}
	t.kept[statement] = one
	return one, true
}
