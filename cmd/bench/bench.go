package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"qingshen/internal/app"
	"qingshen/internal/calendar"
	"qingshen/internal/demo"
	"qingshen/internal/job"
	"qingshen/internal/store"
)

const password = "Bench-Only-2026"

// bench is one size on one engine.
type bench struct {
	options
	engine engine
	size   int
	out    io.Writer
	table  *table

	ctx        context.Context
	app        *app.App
	recorder   recorder
	bare       *bare
	own, other string // hosts of the two servers
	today      calendar.Date
}

func (b *bench) add(r result) {
	r.engine, r.size = b.engine.name, b.size
	fmt.Fprintf(b.out, "%s %d: %s: ", r.engine, r.size, r.name)
	switch {
	case r.text != "":
		fmt.Fprintln(b.out, r.text)
	case r.other.n > 0:
		fmt.Fprintf(b.out, "%s req/s beside %s\n", rate(&r.own), rate(&r.other))
	default:
		fmt.Fprintf(b.out, "%s req/s\n", rate(&r.own))
	}
	b.table.rows = append(b.table.rows, r)
}

func (b *bench) run(ctx context.Context) error {
	b.ctx = ctx
	folder, err := os.MkdirTemp("", "qingshen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	address, drop, err := b.schema()
	if err != nil {
		return err
	}
	defer drop()
	b.app, err = app.New(ctx, app.Config{Data: folder, DatabaseURL: address, Product: "测速", Province: "370000", IdleTimeout: time.Hour, JobLease: job.Lease})
	if err != nil {
		return err
	}
	defer b.app.Close()
	if err := b.load(); err != nil {
		return err
	}
	b.today = b.app.DB.Clock().Today()
	store.Observe(b.app.DB, b.recorder.hear)
	if b.bare, err = openBare(folder, address); err != nil {
		return err
	}
	defer b.bare.close()
	if b.engine.url != "" { // what the server does by itself some minutes after so much has been written
		if _, err := b.bare.write.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
			return err
		}
	}
	stopOwn, err := listen(b.app.Handler(), &b.own)
	if err != nil {
		return err
	}
	defer stopOwn()
	stopOther, err := listen(b.bare, &b.other)
	if err != nil {
		return err
	}
	defer stopOther()
	return b.ask()
}

func (b *bench) load() error {
	var took time.Duration
	used, err := watch(func() error {
		begun := time.Now()
		defer func() { took = time.Since(begun) }()
		return demo.Load(b.ctx, b.app.DB, demo.Options{Seed: 1, Enterprises: b.size, Password: password, Files: b.app.Files()})
	})
	if err == nil {
		b.add(result{name: "load of the province", text: fmt.Sprintf("%.1f s, %s", took.Seconds(), used)})
	}
	return err
}

// schema makes a schema of its own on PostgreSQL, so that several sizes follow each other on one server.
func (b *bench) schema() (string, func(), error) {
	if b.engine.url == "" {
		return "", func() {}, nil
	}
	admin, err := sql.Open("pgx", b.engine.url)
	if err != nil {
		return "", nil, err
	}
	name := "bench_" + strconv.Itoa(os.Getpid()) + "_" + strconv.Itoa(b.size)
	if _, err := admin.Exec("CREATE SCHEMA " + name); err != nil {
		return "", nil, err
	}
	u, err := url.Parse(b.engine.url)
	if err != nil {
		return "", nil, err
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String(), func() {
		if _, err := admin.Exec("DROP SCHEMA " + name + " CASCADE"); err != nil {
			fmt.Fprintln(b.out, err)
		}
		admin.Close()
	}, nil
}

// listen serves on a free port of the loopback.
func listen(h http.Handler, host *string) (func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	*host = l.Addr().String()
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return func() { server.Close() }, nil
}

func (b *bench) ask() error {
	province, err := b.logIn("province")
	if err != nil {
		return err
	}
	city, err := b.logIn("city-370100")
	if err != nil {
		return err
	}
	id, name, all, err := b.some()
	if err != nil {
		return err
	}
	b.generator()
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"", func() error { return b.read(province, city, id, name) }},
		{exportCase, func() error { return b.exporting(province) }},
		{createCase, func() error { return b.creating(province) }},
		{moveCase, func() error { return b.moving(province, all) }},
		{importCase, func() error { return b.importing(province) }},
	} {
		if step.name != "" && !b.options.cases.MatchString(step.name) {
			continue
		}
		if err := step.do(); err != nil {
			return fmt.Errorf("%s %d: %s: %w", b.engine.name, b.size, step.name, err)
		}
	}
	return nil
}

// generator shows what the clients themselves can ask: a page of 16 kB from memory.
func (b *bench) generator() {
	b.bare.serve("nothing", script{page: make([]byte, 16<<10)})
	s := &side{host: b.other, make: func(int) call { return call{method: "GET", path: "/nothing"} }}
	f := s.measure(time.Second)
	b.add(result{name: "(the clients, from memory)", own: f})
}

// logIn gives the cookie of a session.
func (b *bench) logIn(login string) (string, error) {
	body, _ := json.Marshal(map[string]string{"account": login, "password": password})
	response, err := http.Post("http://"+b.own+api+"/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	for _, c := range response.Cookies() {
		if c.Value != "" && response.StatusCode < 300 {
			return c.Name + "=" + c.Value, nil
		}
	}
	text, _ := io.ReadAll(response.Body)
	return "", fmt.Errorf("login of %s: %s %.300s", login, response.Status, text)
}

// known is an enterprise that can be moved.
type known struct{ id, code string }

// some gives an enterprise to look at and many that nobody has changed.
func (b *bench) some() (id, name string, all []known, err error) {
	rows, err := b.bare.read.QueryContext(b.ctx, "SELECT id, credit_code, name FROM enterprise WHERE version = 1 AND state = 'operating' ORDER BY id LIMIT 8001")
	if err != nil {
		return "", "", nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one known
		if err := rows.Scan(&one.id, &one.code, &name); err != nil {
			return "", "", nil, err
		}
		all = append(all, one)
	}
	// The middle of what was read, so that neither end of an index is favoured.
	return all[len(all)/2].id, name, all, rows.Err()
}
