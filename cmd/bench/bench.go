package main

import (
	"context"
	"database/sql"
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
	"qingshen/internal/store"
)

const password = "Bench-Only-2026"

// bench is one size on one engine.
type bench struct {
	engine engine
	size   int
	limit  time.Duration
	out    io.Writer
	table  *table

	ctx        context.Context
	app        *app.App
	recorder   recorder
	bare       *bare
	own, other string // addresses of the two servers
	today      calendar.Date
	failure    error
}

func (b *bench) add(name string, own, other figures) {
	fmt.Fprintf(b.out, "%s %d: %s: %s req/s", b.engine.name, b.size, name, rate(own))
	if other.n > 0 {
		fmt.Fprintf(b.out, " beside %s", rate(other))
	}
	fmt.Fprintln(b.out)
	b.table.add(b.engine.name, b.size, name, own, other)
}

func (b *bench) note(name, text string) {
	fmt.Fprintf(b.out, "%s %d: %s: %s\n", b.engine.name, b.size, name, text)
	b.table.note(b.engine.name, b.size, name, text)
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
	b.app, err = app.New(ctx, app.Config{Data: folder, DatabaseURL: address, Product: "测速", Province: "370000", IdleTimeout: time.Hour})
	if err != nil {
		return err
	}
	defer b.app.Close()
	begun := time.Now()
	if err := demo.Load(ctx, b.app.DB, demo.Options{Seed: 1, Enterprises: b.size, Password: password, Files: b.app.Files()}); err != nil {
		return err
	}
	b.note("load of the province", fmt.Sprintf("%.1f s", time.Since(begun).Seconds()))
	b.today = b.app.DB.Clock().Today()
	store.Observe(b.app.DB, b.recorder.hear)
	if b.bare, err = openBare(folder, address); err != nil {
		return err
	}
	defer b.bare.close()
	if b.engine.url != "" {
		if _, err := b.bare.write.ExecContext(ctx, "ANALYZE"); err != nil {
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
	return b.cases()
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
func listen(h http.Handler, address *string) (func(), error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	*address = "http://" + l.Addr().String()
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }()
	return func() { server.Close() }, nil
}

func (b *bench) cases() error {
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
	if err := b.readings(province, city, id, name); err != nil {
		return err
	}
	if err := b.exporting(province); err != nil {
		return err
	}
	if err := b.creating(province); err != nil {
		return err
	}
	if err := b.moving(province, all); err != nil {
		return err
	}
	return b.importing(province)
}

func (b *bench) logIn(login string) (*http.Cookie, error) {
	response, err := http.DefaultClient.Do(b.post(nil, api+"/session", map[string]string{"account": login, "password": password}))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	for _, c := range response.Cookies() {
		if c.Value != "" && response.StatusCode < 300 {
			return c, nil
		}
	}
	text, _ := io.ReadAll(response.Body)
	return nil, fmt.Errorf("login of %s: %s %.300s", login, response.Status, text)
}

// known is an enterprise that can be moved.
type known struct{ id, code string }

// some gives an enterprise to look at and many that nobody has changed.
func (b *bench) some() (id, name string, all []known, err error) {
	rows, err := b.bare.read.QueryContext(b.ctx, "SELECT id, credit_code, name FROM enterprise WHERE version = 1 AND state = 'operating' ORDER BY id LIMIT 4001")
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
	// The middle of the table, so that neither end of an index is favoured.
	return all[len(all)/2].id, name, all, rows.Err()
}
