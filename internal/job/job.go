// Package job runs work outside a request (后台任务): imports, publication follow-ups, nightly clocks. A job is a row: it is
// enqueued inside the caller's transaction, claimed by a conditional update (so several processes share one queue
// without doing anything twice), retried with growing pauses, and shows its progress.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// State of a job.
type State string

// The states of a job.
const (
	Waiting State = "waiting"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Labels are the Chinese names of the states.
var Labels = map[State]string{Waiting: "排队中", Running: "处理中", Done: "已完成", Failed: "未完成"}

// Job is one piece of work.
type Job struct {
	bun.BaseModel `bun:"table:job"`
	store.Row
	Kind        string          `bun:"kind" json:"kind"`
	UniqueKey   string          `bun:"unique_key" json:"-"`
	Payload     json.RawMessage `bun:"payload,type:text" json:"-"`
	State       State           `bun:"state" json:"state"`
	Attempts    int             `bun:"attempts" json:"-"`
	MaxAttempts int             `bun:"max_attempts" json:"-"`
	RunAt       time.Time       `bun:"run_at" json:"-"`
	LockedBy    string          `bun:"locked_by" json:"-"`
	LockedUntil time.Time       `bun:"locked_until,nullzero" json:"-"`
	Progress    int64           `bun:"progress" json:"progress"`
	Total       int64           `bun:"total" json:"total"`
	Message     string          `bun:"message" json:"message" doc:"进行到哪一步，给人看的一句话"`
	Result      json.RawMessage `bun:"result,type:text,nullzero" json:"result,omitempty"`
	Error       string          `bun:"error" json:"-"`
	AccountID   string          `bun:"account_id" json:"-"`
}

// Place gives no place: a job is seen only by the account that asked for it.
func (Job) Place() access.Columns { return access.Columns{} }

// Handler does one kind of job. It must be safe to run again after a kill at any moment.
type Handler func(ctx context.Context, run *Run) error

// Run is a job being done: its payload, and the way to report progress.
type Run struct {
	Job  Job
	db   *store.DB
	lost context.CancelCauseFunc
	// Actor is who asked for the work; the handler acts with that person's place and permissions.
	Actor access.Actor
}

// Decode reads the payload.
func (r *Run) Decode(into any) error { return json.Unmarshal(unwrap(r.Job.Payload), into) }

type envelope struct {
	Actor   access.Actor    `json:"actor"`
	Content json.RawMessage `json:"content"`
}

// Enqueue adds a job in the caller's transaction. key makes it unique ("" for none): a second one is passed over.
func Enqueue(tx *store.Tx, kind, key string, payload any) (*Job, error) {
	return EnqueueAt(tx, kind, key, payload, tx.Now())
}

// EnqueueAt is Enqueue for work that must wait until an instant.
func EnqueueAt(tx *store.Tx, kind, key string, payload any, at time.Time) (*Job, error) {
	content, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(envelope{Actor: tx.Actor(), Content: content})
	if err != nil {
		return nil, err
	}
	j := &Job{Kind: kind, UniqueKey: key, Payload: raw, State: Waiting, MaxAttempts: 5, RunAt: at, AccountID: tx.Actor().ID}
	j.ID = store.NewID()
	if j.UniqueKey == "" {
		j.UniqueKey = j.ID
	}
	return j, insert(tx, j)
}

func open(raw json.RawMessage) (envelope, error) {
	var e envelope
	err := json.Unmarshal(raw, &e)
	return e, err
}

func unwrap(raw json.RawMessage) json.RawMessage {
	e, err := open(raw)
	if err != nil {
		return raw
	}
	return e.Content
}

// Step reports progress: done of total, and a sentence for people.
func (r *Run) Step(ctx context.Context, done, total int64, message string) error {
	return progress(ctx, r.db, r.Job, done, total, message)
}

// errLost ends a run whose job another worker has taken meanwhile.
var errLost = errors.New("the lease of the job has run out and another worker has taken it")

// Keep makes sure, as the last statement of a long transaction, that the job is still this run's: otherwise the
// transaction must not be committed, since another worker is doing the same work. From here to the commit nobody else
// can take the job. What the transaction has done is stored with it: whoever runs the job again after a kill finds it in
// Job.Result.
func (r *Run) Keep(tx *store.Tx, result any) error {
	raw, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return keep(tx, r.Job, raw)
}

// Finish stores what the job found, as JSON for the browser.
func (r *Run) Finish(ctx context.Context, result any) error {
	raw, err := json.Marshal(result)
	if err != nil {
		return err
	}
	return finish(ctx, r.db, r.Job, raw)
}

// Workers claims and runs jobs until ctx ends.
type Workers struct {
	db       *store.DB
	handlers map[string]Handler
	// Lease is how long a claimed job stays with its worker without a sign of life; after that another may take it. It is
	// renewed for as long as the work takes, so it bounds only how long a job waits whose process has died.
	Lease time.Duration
}

// Lease is that of workers when the operator sets no other.
const Lease = 30 * time.Second

// NewWorkers gives workers for these kinds of jobs.
func NewWorkers(db *store.DB, handlers map[string]Handler) *Workers {
	return &Workers{db: db, handlers: handlers, Lease: Lease}
}

// Run works until ctx ends; it looks for due jobs every interval, and at once after each job.
func (w *Workers) Run(ctx context.Context, interval time.Duration) {
	for ctx.Err() == nil {
		worked, err := w.RunOne(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("job", "error", err)
		}
		if worked && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-time.After(interval):
		}
	}
}

// RunOne claims and runs one due job; false when none is due.
func (w *Workers) RunOne(ctx context.Context) (bool, error) {
	j, err := claim(ctx, w.db, w.Lease)
	if err != nil || j == nil {
		return false, err
	}
	if j.Attempts > j.MaxAttempts {
		return true, giveUp(ctx, w.db, j, errInterrupted)
	}
	handler, ok := w.handlers[j.Kind]
	if !ok {
		return true, giveUp(ctx, w.db, j, fmt.Errorf("no handler for %q", j.Kind))
	}
	err = w.do(ctx, j, handler)
	if ctx.Err() != nil {
		return true, nil // the process is ending: the lease runs out and another one takes the job
	}
	return true, settle(ctx, w.db, j, err)
}

// errInterrupted is the end of a job that takes its process down each time.
var errInterrupted = fault.Conflict("这项任务多次因系统中断没有完成，已经停止。请核对已有的结果后重新提交；仍不成功的，请联系系统管理员。")

func (w *Workers) do(ctx context.Context, j *Job, handler Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	e, err := open(j.Payload)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(access.With(ctx, e.Actor))
	defer stop(nil)
	run := &Run{Job: *j, db: w.db, lost: stop, Actor: e.Actor}
	go run.keepAlive(ctx, w.Lease)
	return handler(ctx, run)
}

// explain gives what a user may read of a failed job.
func explain(err error) string {
	f := fault.As(err)
	text := f.Message
	for _, field := range f.Fields {
		text += " " + field.Message
	}
	return text
}
