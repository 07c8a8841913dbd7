// Package storetest opens a fresh database for a test: SQLite in memory, or a schema of its own on the PostgreSQL that
// TEST_DATABASE_URL names, so that every test runs on both engines unchanged.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/statute"
	"qingshen/internal/store"
	"qingshen/law"
)

var schemas atomic.Int64

// Start is when the clock of a test database begins: a Monday under the Ecological Code.
var Start = time.Date(2026, 9, 7, 1, 0, 0, 0, time.UTC)

// New opens a fresh, migrated database with a clock that the test may set.
func New(t testing.TB) *store.DB {
	t.Helper()
	rules, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(context.Background(), store.Config{URL: Address(t), Clock: store.At(Start), Law: rules})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// Address gives a PostgreSQL address whose search path is a schema of the test's own, or "" for SQLite.
func Address(t testing.TB) string {
	base := os.Getenv("TEST_DATABASE_URL")
	if base == "" {
		return ""
	}
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	schema := fmt.Sprintf("test_%d_%d_%d", os.Getpid(), time.Now().UnixNano(), schemas.Add(1))
	if _, err := admin.Exec("CREATE SCHEMA " + schema); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP SCHEMA " + schema + " CASCADE"); err != nil {
			t.Error(err)
		}
		admin.Close()
	})
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("search_path", schema)
	u.RawQuery = query.Encode()
	return u.String()
}

// Columns gives the columns of a table as the database has them.
func Columns(db *store.DB, table string) ([]string, error) {
	ctx := access.With(context.Background(), access.System)
	return store.Read(ctx, db, func(tx *store.Tx) ([]string, error) {
		rows, err := tx.Everywhere("the shape of a table is no data").Raw().QueryContext(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return nil, err
		}
		return columns, rows.Err()
	})
}
