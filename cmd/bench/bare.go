package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// recorder hears the statements of the system while one request is sent.
type recorder struct {
	mu   sync.Mutex
	on   bool
	have []string
}

func (r *recorder) hear(statement string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on && !strings.Contains(statement, `"session"`) && !strings.Contains(statement, `FROM "account"`) {
		r.have = append(r.have, statement)
	}
}

func (r *recorder) record(act func()) []string {
	r.mu.Lock()
	r.on, r.have = true, nil
	r.mu.Unlock()
	act()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.have
}

// bare is the plainest server of the same statements: a pool, a loop, a JSON encoder.
type bare struct {
	read, write *sql.DB
	mu          sync.Mutex
	scripts     map[string]script
}

// script is what one address sends; vary gives the statements of one request.
type script struct {
	writes bool
	vary   func(i int) []string
}

func openBare(folder, address string) (*bare, error) {
	b := &bare{scripts: map[string]script{}}
	if address != "" {
		u, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		q := u.Query()
		q.Set("default_query_exec_mode", "simple_protocol")
		u.RawQuery = q.Encode()
		if b.read, err = sql.Open("pgx", u.String()); err != nil {
			return nil, err
		}
		b.read.SetMaxOpenConns(24)
		b.read.SetMaxIdleConns(24)
		b.write = b.read
		return b, nil
	}
	pragmas := "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)&_pragma=temp_store(MEMORY)"
	name := "file:" + filepath.Join(folder, "qingshen.db")
	var err error
	if b.read, err = sql.Open("sqlite", name+"?_pragma=query_only(1)&"+pragmas); err != nil {
		return nil, err
	}
	b.read.SetMaxOpenConns(max(4, 2*runtime.NumCPU()))
	b.read.SetMaxIdleConns(max(4, 2*runtime.NumCPU()))
	if b.write, err = sql.Open("sqlite", name+"?_txlock=immediate&"+pragmas); err != nil {
		return nil, err
	}
	b.write.SetMaxOpenConns(1)
	return b, nil
}

func (b *bare) close() {
	b.read.Close()
	if b.write != b.read {
		b.write.Close()
	}
}

func (b *bare) serve(name string, s script) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.scripts[name] = s
}

// ServeHTTP answers /name?i=number with the rows of the statements.
func (b *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	s := b.scripts[strings.TrimPrefix(r.URL.Path, "/")]
	b.mu.Unlock()
	i, _ := strconv.Atoi(r.URL.Query().Get("i"))
	out, err := b.play(r.Context(), s, i)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func (b *bare) play(ctx context.Context, s script, i int) ([]any, error) {
	if !s.writes {
		return playAll(ctx, b.read, s.vary(i))
	}
	tx, err := b.write.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // does nothing after a commit
	out, err := playAll(ctx, tx, s.vary(i))
	if err != nil {
		return nil, err
	}
	return out, tx.Commit()
}

func playAll(ctx context.Context, on asker, statements []string) ([]any, error) {
	out := []any{}
	for _, statement := range statements {
		if !strings.HasPrefix(statement, "SELECT") && !strings.Contains(statement, "RETURNING") {
			if _, err := on.ExecContext(ctx, statement); err != nil {
				return nil, err
			}
			continue
		}
		rows, err := answer(ctx, on, statement)
		if err != nil {
			return nil, err
		}
		out = append(out, rows)
	}
	return out, nil
}

func answer(ctx context.Context, on asker, statement string) ([]map[string]any, error) {
	rows, err := on.QueryContext(ctx, statement)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		row := make(map[string]any, len(columns))
		for i, c := range columns {
			row[c] = values[i]
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// anew gives the recorded statements of a writing request for another subject: replace names what becomes what, every
// other id is new.
func anew(statements []string, replace map[string]string) []string {
	ids := map[string]string{}
	out := make([]string, 0, len(statements))
	for _, s := range statements {
		switch strings.Fields(s + " .")[0] {
		case "BEGIN", "COMMIT", "ROLLBACK":
			continue
		}
		for from, to := range replace {
			if !anyID.MatchString(from) {
				s = strings.ReplaceAll(s, from, to)
			}
		}
		out = append(out, anyID.ReplaceAllStringFunc(s, func(id string) string {
			if to, ok := replace[id]; ok {
				return to
			}
			if ids[id] == "" {
				ids[id] = uuid.Must(uuid.NewV7()).String()
			}
			return ids[id]
		}))
	}
	return out
}
