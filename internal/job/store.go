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

// claim takes the next due job: the conditional update lets exactly one worker have it. The lease runs by the real
// time: a demonstration that moves its clock must not take jobs out of the hands of their workers.
func claim(ctx context.Context, db *store.DB, lease time.Duration) (*Job, error) {
	now, wall := db.Clock().Now(), db.Clock().Wall()
	candidate, err := store.Read(ctx, db, func(tx *store.Tx) (*Job, error) {
		j := new(Job)
		err := tx.Everywhere("workers take every job").Select(j).
			Where("(state = ? AND run_at <= ?) OR (state = ? AND locked_until < ?)", Waiting, now, Running, wall).
			OrderExpr("run_at").Limit(1).Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		return j, err
	})
	if err != nil || candidate == nil {
		return nil, err
	}
	// Every claim has a name of its own, so that a worker which was too slow cannot speak for the next one.
	name := store.NewID()
	won, err := update(ctx, db, `UPDATE job SET state = ?, locked_by = ?, locked_until = ?, attempts = attempts + 1, version = version + 1, updated_at = ?
		WHERE id = ? AND version = ?`, Running, name, wall.Add(lease), now, candidate.ID, candidate.Version)
	if err != nil || !won {
		return nil, err
	}
	candidate.Attempts, candidate.Version, candidate.State, candidate.LockedBy = candidate.Attempts+1, candidate.Version+1, Running, name
	return candidate, nil
}

// update changes at most one row and tells whether it did.
func update(ctx context.Context, db *store.DB, query string, arguments ...any) (bool, error) {
	return store.In(store.WithReservation(ctx, nil), db, func(tx *store.Tx) (bool, error) { return change(tx, query, arguments...) })
}

func change(tx *store.Tx, query string, arguments ...any) (bool, error) {
	result, err := tx.Everywhere("workers own the rows of their jobs").Raw().NewRaw(query, arguments...).Exec(tx.Context())
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// own is update on the row of a job that this run has claimed; errLost when somebody else has it now.
func own(ctx context.Context, db *store.DB, j Job, set string, arguments ...any) error {
	held, err := update(ctx, db, `UPDATE job SET `+set+`, updated_at = ? WHERE id = ? AND locked_by = ?`, append(arguments, db.Clock().Now(), j.ID, j.LockedBy)...)
	if err == nil && !held {
		err = errLost
	}
	return err
}

// keep changes the version, so that a claim which has read the row before finds it changed.
func keep(tx *store.Tx, j Job, result json.RawMessage) error {
	held, err := change(tx, `UPDATE job SET version = version + 1, result = ? WHERE id = ? AND locked_by = ?`, string(result), j.ID, j.LockedBy)
	if err == nil && !held {
		err = errLost
	}
	return err
}

func progress(ctx context.Context, db *store.DB, j Job, done, total int64, message string) error {
	return own(ctx, db, j, `progress = ?, total = ?, message = ?`, done, total, message)
}

func finish(ctx context.Context, db *store.DB, j Job, result json.RawMessage) error {
	return own(ctx, db, j, `result = ?`, string(result))
}

// settle ends a job that ran: done, or back into the queue after a growing pause, or given up. What another worker has
// taken is the other's to settle.
func settle(ctx context.Context, db *store.DB, j *Job, failure error) error {
	err := settleOwn(ctx, db, j, failure)
	if errors.Is(err, errLost) {
		slog.Warn("job lost", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts)
		return nil
	}
	return err
}

func settleOwn(ctx context.Context, db *store.DB, j *Job, failure error) error {
	if failure == nil {
		return own(ctx, db, *j, `state = ?, locked_by = ''`, Done)
	}
	slog.Error("job failed", "kind", j.Kind, "id", j.ID, "attempt", j.Attempts, "error", failure)
	// Faulty input stays faulty, however often it is tried.
	if j.Attempts >= j.MaxAttempts || fault.As(failure).Kind != fault.KindInternal {
		return giveUp(ctx, db, j, failure)
	}
	pause := time.Duration(1<<j.Attempts) * time.Second
	return own(ctx, db, *j, `state = ?, locked_by = '', run_at = ?, error = ?`, Waiting, db.Clock().Now().Add(pause), failure.Error())
}

func giveUp(ctx context.Context, db *store.DB, j *Job, failure error) error {
	return own(ctx, db, *j, `state = ?, locked_by = '', message = ?, error = ?`, Failed, explain(failure), failure.Error())
}

// keepAlive renews the lease while the job runs, and stops the run when another worker has the job. On a database with
// one writer the renewal waits for a long transaction of the run; nobody else can take the job meanwhile either, and
// Keep decides at its end.
func (r *Run) keepAlive(ctx context.Context, lease time.Duration) {
	ticker := time.NewTicker(lease / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			err := own(ctx, r.db, r.Job, `locked_until = ?`, r.db.Clock().Wall().Add(lease))
			if errors.Is(err, errLost) {
				r.lost(errLost)
				return
			}
			if err != nil && ctx.Err() == nil {
				slog.Error("job lease", "error", err)
			}
		}
	}
}
