package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// bare is the plainest server of the same statements: a pool, a loop, structs, a JSON encoder.
type bare struct {
	read, write *sql.DB
	mu          sync.Mutex
	scripts     map[string]script
	shapes      sync.Map // statement without its values → type of its rows
}

// script is what one address sends; vary gives the statements of one request. page, if any, is sent as it is.
type script struct {
	vary func(i int) []string
	page []byte
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
	if s.page != nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(s.page)
		return
	}
	i, _ := strconv.Atoi(r.URL.Query().Get("i"))
	w.Header().Set("Content-Type", "application/json")
	if err := b.play(r.Context(), w, s.vary(i)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// play sends the statements, those between BEGIN and COMMIT in a transaction, and writes the rows as they come.
func (b *bare) play(ctx context.Context, w io.Writer, statements []string) error {
	var on asker = b.read
	var tx *sql.Tx
	defer func() {
		if tx != nil {
			_ = tx.Rollback() // only where a statement has failed
		}
	}()
	encoder := json.NewEncoder(w)
	for _, statement := range statements {
		var err error
		switch word, _, _ := strings.Cut(statement, " "); word {
		case "BEGIN":
			if tx, err = b.write.BeginTx(ctx, nil); err == nil {
				on = tx
			}
		case "COMMIT":
			err, on, tx = tx.Commit(), b.read, nil
		case "SELECT":
			err = b.answer(ctx, on, statement, encoder)
		default:
			if strings.Contains(statement, "RETURNING") {
				err = b.answer(ctx, on, statement, encoder)
			} else {
				_, err = on.ExecContext(ctx, statement)
			}
		}
		if err != nil {
			return fmt.Errorf("%w: %.200s", err, statement)
		}
	}
	return nil
}

// answer scans rows into structs, as a handler written by hand would.
func (b *bare) answer(ctx context.Context, on asker, statement string, to *json.Encoder) error {
	rows, err := on.QueryContext(ctx, statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, err := b.shape(statement, rows)
	if err != nil {
		return err
	}
	out := reflect.New(reflect.SliceOf(row)).Elem()
	targets := make([]any, row.NumField())
	for rows.Next() {
		out.Grow(1)
		out.SetLen(out.Len() + 1)
		one := out.Index(out.Len() - 1)
		for i := range targets {
			targets[i] = one.Field(i).Addr().Interface()
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return to.Encode(out.Interface())
}

var fieldTypes = map[string]reflect.Type{
	"TEXT": reflect.TypeFor[string](), "BIGINT": reflect.TypeFor[int64](), "INTEGER": reflect.TypeFor[int64](), "INT8": reflect.TypeFor[int64](),
	"INT4": reflect.TypeFor[int64](), "BOOLEAN": reflect.TypeFor[bool](), "BOOL": reflect.TypeFor[bool](),
}

// shape gives the struct of a statement's rows, made once from its columns.
func (b *bare) shape(statement string, rows *sql.Rows) (reflect.Type, error) {
	key := statement[:min(len(statement), 60)]
	if i := strings.Index(statement, " WHERE "); i > 0 {
		key = statement[:i]
	}
	if have, ok := b.shapes.Load(key); ok {
		return have.(reflect.Type), nil
	}
	columns, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	fields := make([]reflect.StructField, len(columns))
	for i, c := range columns {
		kind, known := fieldTypes[c.DatabaseTypeName()]
		if !known || strings.Contains(statement, `"job"`) { // its result may be NULL
			kind = reflect.TypeFor[any]()
		}
		if c.DatabaseTypeName() == "TIMESTAMPTZ" && (c.Name() == "created_at" || c.Name() == "updated_at") {
			if kind = reflect.TypeFor[string](); b.write == b.read {
				kind = reflect.TypeFor[time.Time]()
			}
		}
		fields[i] = reflect.StructField{Name: "F" + strconv.Itoa(i), Type: kind, Tag: reflect.StructTag(`json:"` + c.Name() + `"`)}
	}
	made := reflect.StructOf(fields)
	b.shapes.Store(key, made)
	return made, nil
}
