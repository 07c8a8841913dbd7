package main

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// connections is how many clients ask at once.
const connections = 32

// figures are what one case came to.
type figures struct {
	n, failed int
	p50, p99  time.Duration
	perSecond float64
	failure   string
}

// measure lets 32 clients send requests until most have been sent or the time is up.
func measure(limit time.Duration, most int, request func(i int) *http.Request) figures {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true}, Timeout: 2 * time.Minute}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var mu sync.Mutex
	var times []time.Duration
	var f figures
	begun := time.Now()
	var clients sync.WaitGroup
	for range connections {
		clients.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= most || time.Since(begun) > limit {
					return
				}
				sent := time.Now()
				problem := send(client, request(i))
				took := time.Since(sent)
				mu.Lock()
				times = append(times, took)
				if problem != "" {
					f.failed++
					f.failure = problem
				}
				mu.Unlock()
			}
		})
	}
	clients.Wait()
	f.n, f.perSecond = len(times), float64(len(times))/time.Since(begun).Seconds()
	if slices.SortFunc(times, cmp.Compare[time.Duration]); len(times) > 0 {
		f.p50, f.p99 = times[len(times)/2], times[len(times)*99/100]
	}
	return f
}

func send(client *http.Client, r *http.Request) string {
	response, err := client.Do(r)
	if err != nil {
		return err.Error()
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 400))
		return response.Status + " " + string(text)
	}
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err.Error()
	}
	return ""
}

// table collects the rows that are printed at the end.
type table struct{ rows [][]string }

func (t *table) add(engine string, size int, name string, own, bare figures) {
	row := []string{engine, strconv.Itoa(size), name, strconv.Itoa(own.n), ms(own.p50), ms(own.p99), rate(own), "", "", "", ""}
	if bare.n > 0 {
		row[7], row[8], row[9] = ms(bare.p50), ms(bare.p99), rate(bare)
		row[10] = fmt.Sprintf("%.0f %%", 100*own.perSecond/bare.perSecond)
	}
	if own.failed+bare.failed > 0 {
		row[10] += fmt.Sprintf("  (%d failed: %.80s)", own.failed+bare.failed, own.failure+bare.failure)
	}
	t.rows = append(t.rows, row)
}

func (t *table) note(engine string, size int, name, text string) {
	t.rows = append(t.rows, []string{engine, strconv.Itoa(size), name, "1", text, "", "", "", "", "", ""})
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f", float64(d.Microseconds())/1000) }

func rate(f figures) string { return fmt.Sprintf("%.0f", f.perSecond) }

func (t *table) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 2, 1, 2, ' ', 0)
	fmt.Fprintf(w, "%d connections, loopback; times in ms; bare = net/http + database/sql sending the same statements\n", connections)
	fmt.Fprintln(w, "engine\tenterprises\tcase\tn\tp50\tp99\treq/s\tbare p50\tbare p99\tbare req/s\town/bare")
	for _, row := range t.rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}
