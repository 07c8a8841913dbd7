// Command bench measures the running system over HTTP on the loopback and, beside it in the same run, a bare net/http +
// database/sql handler that sends the very statements that the system sent for the same request. The ratio is what the
// house costs; absolute figures do not travel. Counts and times are bounded.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"time"
)

// engine is one database to measure: an address, or "" for SQLite.
type engine struct{ name, url string }

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, err io.Writer) int {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(err)
	full := f.Bool("full", false, "also measure a million enterprises")
	address := f.String("postgres", os.Getenv("TEST_DATABASE_URL"), "address of a PostgreSQL to measure, postgres://…; a schema of its own is made and dropped")
	seconds := f.Int("seconds", 3, "the longest that one case runs, in seconds")
	only := f.Int("enterprises", 0, "measure this size alone")
	if f.Parse(args) != nil {
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(err, &slog.HandlerOptions{Level: slog.LevelError})))
	engines := []engine{{"SQLite", ""}}
	if *address == "" {
		fmt.Fprintln(out, "PostgreSQL is not measured: give its address with -postgres postgres://…")
	} else {
		engines = append(engines, engine{"PostgreSQL", *address})
	}
	sizes := []int{10_000, 100_000}
	if *full {
		sizes = append(sizes, 1_000_000)
	}
	if *only > 0 {
		sizes = []int{*only}
	}
	t := &table{}
	for _, size := range sizes {
		for _, e := range engines {
			b := &bench{engine: e, size: size, limit: time.Duration(*seconds) * time.Second, out: err, table: t}
			if failure := b.run(ctx); failure != nil {
				fmt.Fprintln(err, failure)
				return 1
			}
		}
	}
	t.print(out)
	return 0
}
