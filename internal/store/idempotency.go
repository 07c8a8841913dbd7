package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/fault"
)

// Reservation is the Idempotency-Key of a creating call. Its row is written in the same transaction as the effect, so
// that a repeated call finds either nothing (and works) or the row (and gets the first answer again), never a double.
type Reservation struct {
	bun.BaseModel `bun:"table:idempotency"`
	Key           string    `bun:"key,pk"`
	Operation     string    `bun:"operation"`
	RequestHash   string    `bun:"request_hash"`
	Status        int       `bun:"status"`
	Body          string    `bun:"body"`
	CreatedAt     time.Time `bun:"created_at"`
	concealed     bool
}

type reservationKey struct{}

// Conceal keeps the answer of this request out of the table: it holds a secret that is shown once.
func Conceal(ctx context.Context) {
	if r, _ := ctx.Value(reservationKey{}).(*Reservation); r != nil {
		r.concealed = true
	}
}

// WithReservation makes the first writing transaction of this request reserve the key.
func WithReservation(ctx context.Context, r *Reservation) context.Context {
	return context.WithValue(ctx, reservationKey{}, r)
}

func reserve(tx *Tx) error {
	r, _ := tx.ctx.Value(reservationKey{}).(*Reservation)
	if r == nil || !r.CreatedAt.IsZero() {
		return nil
	}
	row := *r
	row.CreatedAt = tx.now
	if _, err := tx.idb.NewInsert().Model(&row).Exec(tx.ctx); err != nil {
		if tx.db.engine.unique(err) {
			return fault.Conflict("同一请求正在办理或已经办理完成，请刷新后查看结果，不要重复提交。")
		}
		return err
	}
	tx.After(func() { r.CreatedAt = row.CreatedAt })
	return nil
}

// Replay gives the reservation with this key, nil if there is none.
func (db *DB) Replay(ctx context.Context, key string) (*Reservation, error) {
	var r Reservation
	err := db.read.NewSelect().Model(&r).Where("key = ?", key).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &r, err
}

// Answered keeps the answer of a reserved call, for repetitions.
func (db *DB) Answered(ctx context.Context, key string, status int, body string) error {
	_, err := db.write.NewUpdate().Model((*Reservation)(nil)).Set("status = ?, body = ?", status, body).Where("key = ?", key).Exec(ctx)
	return err
}

// Concealed tells whether the answer must not be kept.
func (r *Reservation) Concealed() bool { return r.concealed }

// ForgetReservations drops keys older than the instant; clients do not repeat calls for days.
func (db *DB) ForgetReservations(ctx context.Context, before time.Time) error {
	_, err := db.write.NewDelete().Model((*Reservation)(nil)).Where("created_at < ?", before).Exec(ctx)
	return err
}
