package app

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/demo"
	"qingshen/internal/duplicate"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// BenchmarkFindDuplicates searches a whole province for registrations that are one enterprise: QINGSHEN_BENCH_ENTERPRISES=100000 go test ./internal/app
// -run none -bench FindDuplicates -benchtime 1x. The first run writes every pair, each further one finds them again.
func BenchmarkFindDuplicates(b *testing.B) {
	size, err := strconv.Atoi(os.Getenv("QINGSHEN_BENCH_ENTERPRISES"))
	if err != nil {
		size = 2_000
	}
	c := FromEnvironment()
	c.Data, c.DatabaseURL, c.Demo, c.Clock = b.TempDir(), storetest.Address(b), true, store.At(storetest.Start)
	a, err := New(context.Background(), c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { a.Close() })
	if err := demo.Load(access.With(context.Background(), access.System), a.DB, demo.Options{Seed: 1, Enterprises: size}); err != nil {
		b.Fatal(err)
	}
	province := access.With(context.Background(), access.Actor{ID: "bench", Name: "省厅", Role: access.RoleProvince, Place: access.Place{Region: "37"}})
	for b.Loop() {
		begun := time.Now()
		j, err := a.duplicates.Find(province, duplicate.Order{})
		if err != nil {
			b.Fatal(err)
		}
		if worked, err := a.workers.RunOne(context.Background()); err != nil || !worked {
			b.Fatal(worked, err)
		}
		done, err := a.jobs.Get(province, j.ID)
		if err != nil || done.State != "done" {
			b.Fatalf("%+v, %v", done, err)
		}
		b.Logf("%d enterprises: %s, %s", size, done.Result, time.Since(begun).Round(time.Millisecond))
	}
}
