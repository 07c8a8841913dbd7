package app_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
)

// benchProvince is a demonstration province of QINGSHEN_BENCH_ENTERPRISES enterprises (1,200 unless set).
func benchProvince(b *testing.B) *apptest.Site {
	b.Helper()
	size, _ := strconv.Atoi(os.Getenv("QINGSHEN_BENCH_ENTERPRISES"))
	if size == 0 {
		size = 1200
	}
	s := apptest.New(b)
	if err := demo.Load(access.With(b.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: size, Files: s.App.Files()}); err != nil {
		b.Fatal(err)
	}
	return s
}

// editor is a person at a table of 200 rows, who changes one cell after the other.
type editor struct {
	party   *apptest.Party
	path    string
	rows    []object
	version int64
}

// save changes one cell and saves the table, as the page does when the field is left.
func (e *editor) save(n int) {
	e.rows[n%len(e.rows)]["value"] = strconv.Itoa(10 + n%7)
	var table struct{ Version int64 }
	e.party.Call("PUT", e.path, object{"version": e.version, "rows": e.rows}).Want(200).Into(&table)
	e.version = table.Version
}

func editors(b *testing.B, s *apptest.Site, count int) []*editor {
	b.Helper()
	audits := s.Column("SELECT id || ' ' || enterprise_id || ' ' || region_code FROM audit WHERE state = 'ongoing' ORDER BY id LIMIT ?", count)
	if len(audits) < count {
		b.Fatalf("the province has %d running audits", len(audits))
	}
	out := []*editor{}
	for i, line := range audits {
		var audit, enterprise, region string
		if _, err := fmt.Sscan(line, &audit, &enterprise, &region); err != nil {
			b.Fatal(err)
		}
		login := "editor-" + strconv.Itoa(i)
		s.Open(account.Account{Login: login, Role: access.RoleEnterprise, EnterpriseID: enterprise, RegionCode: region})
		e := &editor{party: s.As(login), path: "/audits/" + audit + "/dossier/measurements"}
		for k := range 200 {
			e.rows = append(e.rows, object{"point": "DA00" + strconv.Itoa(1+k/40), "item": "氯化氢" + strconv.Itoa(k), "date": "2026-03-01", "unit": "mg/m³", "value": "11", "limit": "100"})
		}
		var table struct{ Version int64 }
		e.party.Call("GET", e.path, nil).Want(200).Into(&table)
		e.version = table.Version
		e.save(0)
		out = append(out, e)
	}
	return out
}

// BenchmarkEditors measures 32 people at tables of 200 rows at once: how long a save of a changed cell takes when each of
// them leaves a field every two seconds, and how long the table takes to open. Aims: 100 ms at p95, 1 s.
func BenchmarkEditors(b *testing.B) {
	const people, pause, saves = 32, 2 * time.Second, 10
	all := editors(b, benchProvince(b), people)
	var lock sync.Mutex
	var saved, opened []time.Duration
	note := func(into *[]time.Duration, do func()) {
		at := time.Now()
		do()
		lock.Lock()
		*into = append(*into, time.Since(at))
		lock.Unlock()
	}
	for b.Loop() {
		var wait sync.WaitGroup
		for i, e := range all {
			wait.Go(func() {
				time.Sleep(time.Duration(i) * pause / people)
				for n := range saves {
					note(&saved, func() { e.save(n + 1) })
					time.Sleep(pause)
				}
				note(&opened, func() { e.party.Call("GET", e.path, nil).Want(200) })
			})
		}
		wait.Wait()
	}
	report(b, "save", saved)
	report(b, "open", opened)
}

func report(b *testing.B, what string, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 95} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds())/1000, fmt.Sprintf("ms/%s-p%d", what, p))
	}
	b.ReportMetric(0, "ns/op") // the pauses are most of it
}

// BenchmarkAllDossiers runs the whole rule set and the comparison of texts over all dossiers of a province as the job does;
// QINGSHEN_BENCH_ENTERPRISES=60000 has about 4,700 of them, and so has every larger one: the demonstration lists no more.
func BenchmarkAllDossiers(b *testing.B) {
	s := benchProvince(b)
	officer := s.Officer("bench-checks", access.RoleProvince, "370000")
	for b.Loop() {
		officer.Call("POST", "/dossier-checks/run", object{}).Want(201)
		s.Work()
	}
	n, _ := strconv.Atoi(s.Column("SELECT COUNT(*) FROM dossier_check")[0])
	b.ReportMetric(float64(n), "dossiers")
	b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N)/float64(max(n, 1)), "ms/dossier")
}
