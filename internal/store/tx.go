package store

import (
	"context"
	"database/sql"
	"errors"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// Tx is one decision: read, decide, write, all or nothing.
type Tx struct {
	ctx   context.Context
	idb   bun.IDB
	db    *DB
	actor access.Actor
	now   time.Time
	after *[]func()
	// taken are the records that Take has read in this transaction, as they were.
	taken map[taken]map[string]any
}

// taken is one version of one record.
type taken struct {
	kind    reflect.Type
	id      string
	version int64
}

// In runs fn in one writing transaction. What fn registers with After runs once the transaction is committed.
func In[T any](ctx context.Context, db *DB, fn func(tx *Tx) (T, error)) (T, error) {
	if tx := joined(ctx, db); tx != nil {
		return fn(tx)
	}
	var out T
	var after *[]func()
	defer db.totals.written.Add(1) // also where the commit's outcome is unknown
	err := db.write.RunInTx(ctx, &sql.TxOptions{}, func(ctx context.Context, idb bun.Tx) error {
		tx := db.begin(ctx, idb)
		tx.taken = map[taken]map[string]any{}
		if err := reserve(tx); err != nil {
			return err
		}
		var err error
		out, err = fn(tx)
		after = tx.after
		if err == nil && previewing(ctx) {
			return errPreview
		}
		return err
	})
	if errors.Is(err, errPreview) {
		return out, nil
	}
	if err != nil {
		var none T
		return none, db.explain(err)
	}
	for _, run := range *after {
		run()
	}
	return out, nil
}

// Do is In for decisions without a result.
func Do(ctx context.Context, db *DB, fn func(tx *Tx) error) error {
	_, err := In(ctx, db, func(tx *Tx) (struct{}, error) { return struct{}{}, fn(tx) })
	return err
}

// Read runs fn without a transaction of its own, on a reading connection: for lists and single records.
func Read[T any](ctx context.Context, db *DB, fn func(tx *Tx) (T, error)) (T, error) {
	if tx := joined(ctx, db); tx != nil {
		return fn(tx)
	}
	out, err := fn(db.begin(countedBy(ctx, db), db.read))
	if err != nil {
		var none T
		return none, db.explain(err)
	}
	return out, nil
}

func (db *DB) begin(ctx context.Context, idb bun.IDB) *Tx {
	return &Tx{ctx: ctx, idb: idb, db: db, actor: access.From(ctx), now: db.clock.Now(), after: new([]func())}
}

// explain turns a violated unique constraint into a fault; everything else stays internal.
func (db *DB) explain(err error) error {
	if db.engine.unique(err) {
		return fault.Conflict("内容与已有记录重复：同一对象已经登记过，请刷新后查看已有记录。")
	}
	return err
}

// Context gives the context of the request.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Actor is who acts.
func (tx *Tx) Actor() access.Actor { return tx.actor }

// As gives the same transaction with another actor: the system acting on an event that a person has caused.
func (tx *Tx) As(actor access.Actor) *Tx {
	other := *tx
	other.actor = actor
	return &other
}

// Now is the instant of the decision.
func (tx *Tx) Now() time.Time { return tx.now }

// Today is the day of the decision in China.
func (tx *Tx) Today() calendar.Date { return calendar.FromTime(tx.now) }

// Division is the division that holds the place of this code today: a case keeps the code under which it was opened, what
// is to be done about it is done by the office of today.
func (tx *Tx) Division(code string) string {
	if tx.db.successor == nil || len(code) != 6 {
		return code
	}
	return tx.db.successor(code)
}

// Law is the law in force for new cases.
func (tx *Tx) Law() *statute.Law { return tx.db.law }

// After runs fn once the transaction has been committed (never if it was rolled back).
func (tx *Tx) After(fn func()) { *tx.after = append(*tx.after, fn) }

// NewID gives a new identifier; later ones sort after earlier ones, so tables grow at one end of their index.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
