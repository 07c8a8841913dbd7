package job

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Jobs are work, not facts: their rows change without journal entries.
func insert(tx *store.Tx, j *Job) error {
	j.Version, j.CreatedAt, j.UpdatedAt = 1, tx.Now(), tx.Now()
	_, err := tx.Everywhere("a job belongs to its account, not to a place").Raw().NewInsert().Model(j).On("CONFLICT (unique_key) DO NOTHING").Exec(tx.Context())
	return err
}

func find(tx *store.Tx, id string) (*Job, error) {
	j := new(Job)
	err := tx.Everywhere("a job is narrowed to its account").Select(j).Where("id = ? AND account_id = ?", id, tx.Actor().ID).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.NotFound("这项任务")
	}
	return j, err
}

// claim takes the next due job: the conditional update lets exactly one worker have it.
func claim(ctx context.Context, db *store.DB, worker string) (*Job, error) {
	now := db.Clock().Now()
	candidate, err := store.Read(ctx, db, func(tx *store.Tx) (*Job, error) {
		j := new(Job)
		err := tx.Everywhere("workers take every job").Select(j).
			Where("(state = ? AND run_at <= ?) OR (state = ? AND locked_until < ?)", Waiting, now, Running, now).
			OrderExpr("run_at").Limit(1).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return j, err
	})
	if err != nil || candidate == nil {
		return nil, err
	}
	won := false
	err = update(ctx, db, `UPDATE job SET state = ?, locked_by = ?, locked_until = ?, attempts = attempts + 1, version = version + 1, updated_at = ?
		WHERE id = ? AND version = ?`, &won, Running, worker, now.Add(lease), now, candidate.ID, candidate.Version)
	if err != nil || !won {
		return nil, err
	}
	candidate.Attempts++
	return candidate, nil
}

func update(ctx context.Context, db *store.DB, query string, won *bool, arguments ...any) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		result, err := tx.Everywhere("workers own the rows of their jobs").Raw().NewRaw(query, arguments...).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if won != nil {
			*won = n == 1
		}
		return err
	})
}

func progress(ctx context.Context, db *store.DB, id string, done, total int64, message string) error {
	return update(ctx, db, `UPDATE job SET progress = ?, total = ?, message = ?, updated_at = ? WHERE id = ?`, nil, done, total, message, db.Clock().Now(), id)
}

func finish(ctx context.Context, db *store.DB, id string, result json.RawMessage) error {
	return update(ctx, db, `UPDATE job SET result = ?, updated_at = ? WHERE id = ?`, nil, string(result), db.Clock().Now(), id)
}

// settle ends a job that ran: done, or back into the queue after a growing pause, or given up.
func settle(ctx context.Context, db *store.DB, j *Job, failure error) error {
	now := db.Clock().Now()
	if failure == nil {
		return update(ctx, db, `UPDATE job SET state = ?, locked_by = '', updated_at = ? WHERE id = ?`, nil, Done, now, j.ID)
	}
	slog.Error("job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "error", failure)
	// Faulty input stays faulty, however often it is tried.
	if j.Attempts >= j.MaxAttempts || fault.As(failure).Kind != fault.KindInternal {
		return giveUp(ctx, db, j, failure)
	}
	pause := time.Duration(1<<j.Attempts) * time.Second
	return update(ctx, db, `UPDATE job SET state = ?, locked_by = '', run_at = ?, error = ?, updated_at = ? WHERE id = ?`, nil, Waiting, now.Add(pause), failure.Error(), now, j.ID)
}

func giveUp(ctx context.Context, db *store.DB, j *Job, failure error) error {
	return update(ctx, db, `UPDATE job SET state = ?, locked_by = '', message = ?, error = ?, updated_at = ? WHERE id = ?`, nil, Failed, explain(failure), failure.Error(), db.Clock().Now(), j.ID)
}

// keepAlive renews the lease of a job while it runs.
func keepAlive(ctx context.Context, db *store.DB, id, worker string) {
	ticker := time.NewTicker(lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			until := db.Clock().Now().Add(lease)
			if err := update(ctx, db, `UPDATE job SET locked_until = ? WHERE id = ? AND locked_by = ?`, nil, until, id, worker); err != nil && ctx.Err() == nil {
				slog.Error("job lease", "error", err)
			}
		}
	}
}
