// Package store is the one door to the tables. A transaction knows who acts (access.Actor), when (the system clock) and
// under which law (statute.Law); it narrows every query to the actor's place, checks the version of every write, and
// writes the journal (操作日志) in the same transaction. Nothing outside this package asks which database it is.
package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // driver "sqlite", pure Go: one static binary

	"qingshen/internal/statute"
)

// DB is an open database with the clock and the law that its transactions run under.
type DB struct {
	write  *bun.DB
	read   *bun.DB
	engine engine
	clock  *Clock
	law    *statute.Law
	totals totals
	fixed  fixedStatements
	// actionLabels are the Chinese names of the acts in the journal, such as "audit.start".
	actionLabels map[string]string
	// successor gives the division that holds the place of a code today.
	successor func(code string) string
	// turns are the acts of the journal by what they do to states.
	turns map[string]Turn
	// pastSince is from when on pasts are kept; nothing means always.
	pastSince atomic.Pointer[time.Time]
}

// Reorganised sets how a division code leads to the division that holds its place today (区划调整).
func (db *DB) Reorganised(successor func(code string) string) { db.successor = successor }

// NameActions sets the Chinese names of the acts in the journal.
func (db *DB) NameActions(labels map[string]string) { db.actionLabels = labels }

// Config says where the data are.
type Config struct {
	// Folder holds qingshen.db when URL is empty; "" keeps everything in memory (tests).
	Folder string
	// URL is postgres://…; empty means SQLite.
	URL string
	// Clock is the system clock; nil means the real one.
	Clock *Clock
	// Law is the law under which every transaction runs.
	Law *statute.Law
}

// Open connects and brings the tables up to date. It refuses a database that a newer version has written.
func Open(ctx context.Context, c Config) (*DB, error) {
	db := &DB{clock: c.Clock, law: c.Law}
	if db.clock == nil {
		db.clock = NewClock()
	}
	var err error
	if c.URL != "" {
		err = db.openPostgres(c.URL)
	} else {
		err = db.openSQLite(c.Folder)
	}
	if err != nil {
		return nil, err
	}
	if err := db.migrate(ctx); err != nil {
		db.Close()
		return nil, err
	}
	if err := db.beginPast(ctx); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Close ends all connections.
func (db *DB) Close() error {
	if db.read != db.write {
		db.read.Close()
	}
	return db.write.Close()
}

// Ping tells whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.read.PingContext(ctx) }

// Clock gives the system clock.
func (db *DB) Clock() *Clock { return db.clock }

// Law gives the law in force for new cases.
func (db *DB) Law() *statute.Law { return db.law }

// SQLite takes one writer at a time: read-then-write transactions collide unless they lock at once (_txlock), so there
// is one writer connection and several readers. A filed report may not vanish with the power: synchronous=FULL.
func (db *DB) openSQLite(folder string) error {
	db.engine = sqlite{}
	pragmas := "_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)" +
		"&_pragma=cache_size(-65536)&_pragma=mmap_size(1073741824)&_pragma=temp_store(MEMORY)"
	name, shared := "", ""
	if folder == "" {
		// A private in-memory database that all connections of this DB share.
		name, shared = fmt.Sprintf("file:/qingshen-%d", memoryNames.Add(1)), "&vfs=memdb"
	} else {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return fmt.Errorf("cannot create the data folder: %w", err)
		}
		name = "file:" + (&url.URL{Path: filepath.Join(folder, "qingshen.db")}).EscapedPath()
	}
	write, err := sql.Open("sqlite", name+"?_txlock=immediate&"+pragmas+shared)
	if err != nil {
		return err
	}
	write.SetMaxOpenConns(1)
	write.SetMaxIdleConns(1)
	db.write = bun.NewDB(write, sqlitedialect.New())
	if err := write.Ping(); err != nil {
		return fmt.Errorf("cannot open the database: %w", err)
	}
	if folder == "" {
		db.read = db.write // memdb locks the whole database, so readers would only wait
		return nil
	}
	read, err := sql.Open("sqlite", name+"?_pragma=query_only(1)&"+pragmas)
	if err != nil {
		return err
	}
	readers := max(4, 2*runtime.NumCPU())
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	db.read = bun.NewDB(read, sqlitedialect.New())
	return nil
}

// Arguments are inlined by bun, so a cache of prepared statements would only fill up: exec mode is the simple protocol.
func (db *DB) openPostgres(address string) error {
	db.engine = postgres{}
	if !strings.Contains(address, "default_query_exec_mode") {
		joint := "?"
		if strings.Contains(address, "?") {
			joint = "&"
		}
		address += joint + "default_query_exec_mode=simple_protocol"
	}
	pool, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(24)
	pool.SetMaxIdleConns(24)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	db.write = bun.NewDB(pool, pgdialect.New())
	db.read = db.write
	return nil
}
