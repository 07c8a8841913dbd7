// Command bench measures the running system over HTTP on the loopback and, beside it in the same run, a bare net/http +
// database/sql handler that sends the very statements that the system sent for the same request. The ratio is what the
// house costs; absolute figures do not travel. Counts and times are bounded.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// engine is one database to measure: an address, or "" for SQLite.
type engine struct{ name, url string }

// options are what the flags say.
type options struct {
	sizes   []int
	engines []engine
	cases   *regexp.Regexp
	span    time.Duration
	slices  int
	pace    int
	profile string
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

func run(args []string, out, err io.Writer) int {
	o, failure := parse(args, err)
	if failure != nil {
		if !errors.Is(failure, flag.ErrHelp) {
			fmt.Fprintln(err, failure)
		}
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	slog.SetDefault(slog.New(slog.NewTextHandler(err, &slog.HandlerOptions{Level: slog.LevelError})))
	o.announce(out)
	if o.profile != "" {
		if failure := os.MkdirAll(o.profile, 0o755); failure != nil {
			fmt.Fprintln(err, failure)
			return 1
		}
	}
	t := &table{}
	for _, e := range o.engines {
		for _, size := range o.sizes {
			b := &bench{options: o, engine: e, size: size, out: err, table: t}
			if failure := b.run(ctx); failure != nil {
				fmt.Fprintln(err, failure)
				t.print(out, o.pace)
				return 1
			}
		}
	}
	t.print(out, o.pace)
	return 0
}

func parse(args []string, err io.Writer) (options, error) {
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(err)
	rows := f.String("rows", "10000,100000", "numbers of enterprises to measure, with commas between")
	full := f.Bool("full", false, "the same as -rows 10000,100000,1000000")
	engines := f.String("engines", "sqlite,postgres", "databases to measure")
	address := f.String("postgres", os.Getenv("TEST_DATABASE_URL"), "address of the PostgreSQL to measure, postgres://…; a schema of its own is made and dropped")
	cases := f.String("cases", "", "regular expression: only the cases whose names it finds")
	seconds := f.Float64("seconds", 3, "how long each side of a case is asked, in seconds")
	turns := f.Int("turns", 3, "in how many turns the two sides of a case are asked")
	pace := f.Int("pace", 100, "requests per second of the steady load")
	profile := f.String("profile", "", "folder for a processor profile of each case")
	if failure := f.Parse(args); failure != nil {
		return options{}, flag.ErrHelp
	}
	o := options{span: time.Duration(*seconds * float64(time.Second)), slices: max(1, *turns), pace: max(1, *pace), profile: *profile}
	if *full {
		*rows = "10000,100000,1000000"
	}
	for size := range strings.SplitSeq(*rows, ",") {
		n, failure := strconv.Atoi(strings.TrimSpace(size))
		if failure != nil {
			return o, fmt.Errorf("-rows: %q is no number", size)
		}
		o.sizes = append(o.sizes, n)
	}
	slices.Sort(o.sizes)
	for name := range strings.SplitSeq(*engines, ",") {
		switch strings.TrimSpace(name) {
		case "sqlite":
			o.engines = append(o.engines, engine{"SQLite", ""})
		case "postgres":
			if *address == "" {
				return o, errors.New("-engines postgres needs -postgres postgres://… (make bench starts a server of its own)")
			}
			o.engines = append(o.engines, engine{"PostgreSQL", *address})
		default:
			return o, fmt.Errorf("-engines: %q is neither sqlite nor postgres", name)
		}
	}
	var failure error
	if o.cases, failure = regexp.Compile(*cases); failure != nil {
		return o, fmt.Errorf("-cases: %w", failure)
	}
	return o, nil
}

// announce says how long the whole will take: loading grows with the rows, the cases with the time that each is given.
func (o options) announce(out io.Writer) {
	loads, rows := 0, 0
	for range o.engines {
		for _, size := range o.sizes {
			loads, rows = loads+1, rows+size
		}
	}
	estimate := time.Duration(rows)*loadOfOne + time.Duration(loads)*(aside+time.Duration(len(readings)+2)*(3*o.span+calmSpan))
	fmt.Fprintf(out, "%s: %d databases with %d enterprises together; about %s on two free cores if all cases are asked.\n",
		time.Now().Format("2006-01-02 15:04"), loads, rows, estimate.Round(time.Minute))
}

// What loading one enterprise and what the cases that are not asked by time take, for the estimate.
const (
	loadOfOne = 350 * time.Microsecond
	aside     = 30 * time.Second
	calmSpan  = 2 * time.Second
)
