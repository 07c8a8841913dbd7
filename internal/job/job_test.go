package job

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

var officer = access.With(context.Background(), access.Actor{ID: "officer", Name: "测试", Role: access.RoleCity, Place: access.Place{Region: "3701"}})

func enqueue(t *testing.T, db *store.DB, key string) *Job {
	t.Helper()
	j, err := store.In(officer, db, func(tx *store.Tx) (*Job, error) { return Enqueue(tx, "count", key, map[string]int{"n": 7}) })
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func read(t *testing.T, db *store.DB, id string) *Job {
	t.Helper()
	j, err := New(db).Get(officer, id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// abandon lets the lease of a job run out, as if its worker had not been heard of for long.
func abandon(t *testing.T, db *store.DB, id string) {
	t.Helper()
	if ok, err := update(context.Background(), db, `UPDATE job SET locked_until = ? WHERE id = ?`, db.Clock().Wall().Add(-time.Second), id); err != nil || !ok {
		t.Fatal(ok, err)
	}
}

func TestJobsAreDoneOnceByManyWorkers(t *testing.T) {
	db := storetest.New(t)
	var done sync.Map
	for i := range 20 {
		enqueue(t, db, "once:"+string(rune('a'+i)))
		enqueue(t, db, "once:"+string(rune('a'+i))) // passed over
	}
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			w := NewWorkers(db, map[string]Handler{"count": func(_ context.Context, run *Run) error {
				n, _ := done.LoadOrStore(run.Job.ID, new(atomic.Int64))
				n.(*atomic.Int64).Add(1)
				return nil
			}})
			for misses := 0; misses < 50; {
				worked, err := w.RunOne(context.Background())
				if err != nil {
					t.Error(err)
					return
				}
				if !worked {
					misses++
				}
			}
		})
	}
	workers.Wait()
	n := 0
	done.Range(func(id, times any) bool {
		if n++; times.(*atomic.Int64).Load() != 1 {
			t.Errorf("job %v was done %d times", id, times.(*atomic.Int64).Load())
		}
		return true
	})
	if n != 20 {
		t.Errorf("%d jobs were done, want 20", n)
	}
}

// A run whose lease has run out while it worked may neither commit nor report: another worker has the job.
func TestASlowWorkerCannotSpeakForTheNextOne(t *testing.T) {
	db := storetest.New(t)
	j := enqueue(t, db, "")
	second := NewWorkers(db, map[string]Handler{"count": func(ctx context.Context, run *Run) error {
		if err := store.Do(ctx, db, func(tx *store.Tx) error { return run.Keep(tx, nil) }); err != nil {
			return err
		}
		return run.Finish(ctx, "second")
	}})
	first := NewWorkers(db, map[string]Handler{"count": func(ctx context.Context, run *Run) error {
		abandon(t, db, j.ID)
		if worked, err := second.RunOne(context.Background()); err != nil || !worked {
			t.Errorf("the second worker: %v, %v", worked, err)
		}
		if err := store.Do(ctx, db, func(tx *store.Tx) error { return run.Keep(tx, nil) }); !errors.Is(err, errLost) {
			t.Errorf("the first may commit: %v", err)
		}
		if err := run.Step(ctx, 1, 2, "first"); !errors.Is(err, errLost) {
			t.Errorf("the first may report: %v", err)
		}
		return run.Finish(ctx, "first")
	}})
	if worked, err := first.RunOne(context.Background()); err != nil || !worked {
		t.Fatal(worked, err)
	}
	if got := read(t, db, j.ID); got.State != Done || string(got.Result) != `"second"` || got.Message != "" || got.Attempts != 2 {
		t.Errorf("%+v", got)
	}
}

// However long the work takes, its lease does not run out: nobody else can take the job.
func TestTheLeaseIsRenewedWhileTheWorkLasts(t *testing.T) {
	db := storetest.New(t)
	j := enqueue(t, db, "")
	w := NewWorkers(db, map[string]Handler{"count": func(_ context.Context, run *Run) error {
		begin := run.Job.LockedUntil
		for {
			now := read(t, db, j.ID)
			if begin.IsZero() {
				begin = now.LockedUntil
			}
			if now.LockedUntil.After(begin.Add(time.Second)) {
				break // renewed twice at least, past the first lease
			}
			time.Sleep(10 * time.Millisecond)
			if other, err := claim(context.Background(), db, time.Second); err != nil || other != nil {
				t.Errorf("the job was claimed again: %+v, %v", other, err)
				return nil
			}
		}
		return nil
	}})
	w.Lease = time.Second
	if _, err := w.RunOne(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, j.ID); got.State != Done || got.Attempts != 1 {
		t.Errorf("%+v", got)
	}
}

// A worker that finds its job taken stops working.
func TestALostJobStopsItsRun(t *testing.T) {
	db := storetest.New(t)
	j := enqueue(t, db, "")
	w := NewWorkers(db, map[string]Handler{"count": func(ctx context.Context, _ *Run) error {
		abandon(t, db, j.ID)
		if other, err := claim(context.Background(), db, time.Minute); err != nil || other == nil {
			t.Errorf("nobody takes the job: %v", err)
		}
		<-ctx.Done()
		return context.Cause(ctx)
	}})
	w.Lease = 30 * time.Millisecond
	if _, err := w.RunOne(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, j.ID); got.State != Running || got.Attempts != 2 {
		t.Errorf("the other worker's job was settled: %+v", got)
	}
}

func TestFailuresAreRetriedFaultyInputIsNot(t *testing.T) {
	db := storetest.New(t)
	failure := errors.New("the disk is full")
	w := NewWorkers(db, map[string]Handler{"count": func(context.Context, *Run) error { return failure }})
	j := enqueue(t, db, "")
	for attempt := 1; attempt <= 5; attempt++ {
		if worked, err := w.RunOne(context.Background()); err != nil || !worked {
			t.Fatal(worked, err)
		}
		if worked, err := w.RunOne(context.Background()); err != nil || worked {
			t.Fatal("retried without a pause", err)
		}
		db.Clock().Set(db.Clock().Now().Add(time.Minute))
	}
	if got := read(t, db, j.ID); got.State != Failed || !strings.Contains(got.Message, "请稍后再试") {
		t.Errorf("%+v", got)
	}
	failure = fault.Invalid("第3行不对。", fault.Field{Path: "rows[3]", Message: "请改正。"})
	j = enqueue(t, db, "")
	if _, err := w.RunOne(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, j.ID); got.State != Failed || got.Attempts != 1 || got.Message != "第3行不对。 请改正。" {
		t.Errorf("%+v", got)
	}
}

// A job that takes its process down each time must not do so for ever.
func TestAJobThatKillsItsProcessIsGivenUp(t *testing.T) {
	db := storetest.New(t)
	j := enqueue(t, db, "")
	for range j.MaxAttempts {
		if got, err := claim(context.Background(), db, time.Minute); err != nil || got == nil {
			t.Fatal(got, err)
		}
		abandon(t, db, j.ID)
	}
	w := NewWorkers(db, map[string]Handler{"count": func(context.Context, *Run) error {
		t.Error("done once more")
		return nil
	}})
	if _, err := w.RunOne(context.Background()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, db, j.ID); got.State != Failed || !strings.Contains(got.Message, "系统中断") {
		t.Errorf("%+v", got)
	}
}

func TestAJobIsSeenByItsAccountOnly(t *testing.T) {
	db := storetest.New(t)
	j := enqueue(t, db, "")
	other := access.With(context.Background(), access.Actor{ID: "other", Role: access.RoleProvince, Place: access.Place{Region: "37"}})
	if _, err := New(db).Get(other, j.ID); !fault.Is(err, fault.KindNotFound) {
		t.Error(err)
	}
	if got := read(t, db, j.ID); got.State != Waiting {
		t.Errorf("%+v", got)
	}
}
