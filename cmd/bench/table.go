package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// result is one line of the table.
type result struct {
	engine string
	size   int
	name   string
	own    figures
	fresh  figures // totals counted for every request
	calm   figures // at a steady rate
	other  figures
	text   string // instead of figures
}

// table collects the results.
type table struct{ rows []result }

func (t *table) print(out io.Writer, pace int) {
	w := tabwriter.NewWriter(out, 2, 1, 2, ' ', 0)
	fmt.Fprintf(w, "engine\tenterprises\tcase\tn\tp50 ms\tp99 ms\treq/s\tcounting\tp99 at %d/s\tbytes\tcpu ms\tbare p50\tbare p99\tbare req/s\tbytes\tcpu ms\town/bare\tby cpu\n", pace)
	for _, r := range t.rows {
		fmt.Fprintf(w, "%s\t%d\t%s\t", r.engine, r.size, r.name)
		if r.text != "" {
			fmt.Fprintln(w, r.text)
			continue
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t", r.own.n, ms(r.own.at(50)), ms(r.own.at(99)), rate(&r.own), rate(&r.fresh), ms(r.calm.at(99)), r.own.length,
			fine(r.own.processorOfOne()))
		if r.other.n > 0 {
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%.0f %%\t%s", ms(r.other.at(50)), ms(r.other.at(99)), rate(&r.other), r.other.length, fine(r.other.processorOfOne()),
				100*r.own.perSecond()/r.other.perSecond(), byProcessor(&r.own, &r.other))
		}
		if failed := r.own.failed + r.fresh.failed + r.calm.failed + r.other.failed; failed > 0 {
			fmt.Fprintf(w, "  (%d failed: %.80s)", failed, r.own.failure+r.fresh.failure+r.calm.failure+r.other.failure)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
	t.printGrowth(out)
	fmt.Fprint(out, foot)
}

// printGrowth shows what the rows cost as the tables grow: the throughput at each size beside that at the smallest.
func (t *table) printGrowth(out io.Writer) {
	var sizes []int
	for _, r := range t.rows {
		if !slices.Contains(sizes, r.size) {
			sizes = append(sizes, r.size)
		}
	}
	if len(sizes) < 2 {
		return
	}
	fmt.Fprintln(out, "\nThroughput by size (own req/s; in brackets beside the smallest size; then the same of the bare handler)")
	w := tabwriter.NewWriter(out, 2, 1, 2, ' ', 0)
	fmt.Fprint(w, "engine\tcase")
	for _, size := range sizes {
		fmt.Fprintf(w, "\t%d", size)
	}
	fmt.Fprintln(w)
	for _, first := range t.rows {
		if first.size != sizes[0] || first.text != "" {
			continue
		}
		fmt.Fprintf(w, "%s\t%s", first.engine, first.name)
		for _, size := range sizes {
			i := slices.IndexFunc(t.rows, func(r result) bool { return r.size == size && r.engine == first.engine && r.name == first.name })
			if i < 0 {
				fmt.Fprint(w, "\t")
				continue
			}
			r := t.rows[i]
			fmt.Fprintf(w, "\t%s (%s; %s)", rate(&r.own), share(&r.own, &first.own), share(&r.other, &first.other))
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

func share(of, to *figures) string {
	if to.perSecond() == 0 || of.perSecond() == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", of.perSecond()/to.perSecond())
}

func ms(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000)
}

func fine(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(d.Microseconds())/1000)
}

// byProcessor is the ratio of the throughputs as it would be on a machine that does nothing else.
func byProcessor(own, other *figures) string {
	if own.processorOfOne() == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f %%", 100*float64(other.processorOfOne())/float64(own.processorOfOne()))
}

func rate(f *figures) string {
	if f.n == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f", f.perSecond())
}

// foot says how to read the table.
const foot = `
own = the whole system: session and account read from the database for every request, permission, place, input checks,
labels, permitted acts, problem+json, security headers, metrics, gzip (the clients ask for none); writes with version
check, journal and search index in one durable transaction.
bare = net/http + database/sql on a pool of the same settings, sending the very statements that the system sent for the
same request, scanned into structs with typed fields and written by encoding/json. It leaves out: session and account,
permission, checks of the input, labels and acts, headers, metrics. A bare write sends the recorded statements with new
ids, in one transaction. The PostgreSQL that make bench starts runs without fsync: its writing rows show statements, not
the disk; SQLite waits for the disk at every commit. Where a page comes from memory, the bare handler sends the same bytes.
counting = own req/s when no total is taken from memory: totals of 1,000 rows and more are otherwise remembered until
something is written, for 2 s at most (30 s where the count has stopped at its cap); the bare handler always counts.
cpu ms = processor time of this process for one request, server and client together, without the PostgreSQL server; "by
cpu" compares it, which what else runs on the machine does not change.
p50, p99 and req/s: 32 connections, as fast as answers come; servers and clients share the cores, own and bare run in
turns. "p99 at" is own at a steady rate of requests, timed from when each was due.
`
