package store

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/stdlib"
)

// Load is a running bulk load: one transaction on one connection, all or nothing. It writes rows as they are given,
// past place, version and journal, so it is only for filling a database of its own (the demonstration province).
type Load struct {
	writer bulkWriter
}

// bulkWriter is how one of the databases takes many rows fastest.
type bulkWriter interface {
	rows(table string, columns []string, rows iter.Seq[[]any]) error
	file(texts iter.Seq[Filed]) error
}

// Filed is one record for the search index: its table, its id, its division and the texts under which it is found.
type Filed struct {
	Type       string
	ID         string
	RegionCode string
	Texts      []string
}

// Bulk runs fn in one loading transaction.
func Bulk(ctx context.Context, db *DB, fn func(load *Load) error) error {
	connection, err := db.write.DB.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	defer db.totals.written.Add(1)
	return db.engine.bulk(ctx, connection, func(w bulkWriter) error { return fn(&Load{w}) })
}

// Rows writes rows of plain values (string, bool, integers, time.Time, nil) in the order of the columns.
func (l *Load) Rows(table string, columns []string, rows iter.Seq[[]any]) error {
	if err := l.writer.rows(table, columns, rows); err != nil {
		return fmt.Errorf("bulk load of %s: %w", table, err)
	}
	return nil
}

// Index files texts of new records in the search index.
func (l *Load) Index(texts iter.Seq[Filed]) error {
	if err := l.writer.file(texts); err != nil {
		return fmt.Errorf("bulk load of the search index: %w", err)
	}
	return nil
}

func (sqlite) bulk(ctx context.Context, connection *sql.Conn, fn func(bulkWriter) error) error {
	tx, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after a commit
	if err := fn(sqliteBulk{ctx, tx}); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	// A write-ahead log as long as the load would slow every later read.
	_, err = connection.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// sqliteBulk writes with prepared statements of several rows.
type sqliteBulk struct {
	ctx context.Context
	tx  *sql.Tx
}

// groupOf rows go into one statement: beyond that the cost is the rows' own.
const groupOf = 25

func (b sqliteBulk) rows(table string, columns []string, rows iter.Seq[[]any]) error {
	insert := func(n int) string {
		one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
		return "INSERT INTO " + table + " (" + strings.Join(columns, ",") + ") VALUES " + strings.TrimSuffix(strings.Repeat(one+",", n), ",")
	}
	group, err := b.tx.PrepareContext(b.ctx, insert(groupOf))
	if err != nil {
		return err
	}
	defer group.Close()
	values := make([]any, 0, groupOf*len(columns))
	for row := range rows {
		values = append(values, sqliteValues(row)...)
		if len(values) < groupOf*len(columns) {
			continue
		}
		if _, err := group.ExecContext(b.ctx, values...); err != nil {
			return err
		}
		values = values[:0]
	}
	if len(values) == 0 {
		return nil
	}
	_, err = b.tx.ExecContext(b.ctx, insert(len(values)/len(columns)), values...)
	return err
}

// sqliteValues writes instants in the text form that the rest of the store uses, or they would not compare.
func sqliteValues(row []any) []any {
	for i, v := range row {
		if t, ok := v.(time.Time); ok {
			row[i] = t.UTC().Format("2006-01-02 15:04:05.999999-07:00")
		}
	}
	return row
}

func (b sqliteBulk) file(texts iter.Seq[Filed]) error {
	last := map[string]int64{}
	name, err := b.tx.PrepareContext(b.ctx, `INSERT INTO search_name (seq, subject_id) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer name.Close()
	grams, err := b.tx.PrepareContext(b.ctx, `INSERT INTO search_gram (rowid, grams) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer grams.Close()
	for f := range texts {
		seq, known := last[f.Type]
		if !known {
			first := firstOf(f.Type)
			err := b.tx.QueryRowContext(b.ctx, `SELECT coalesce(max(seq), ?) FROM search_name WHERE seq BETWEEN ? AND ?`, first, first, lastOf(f.Type)).Scan(&seq)
			if err != nil {
				return err
			}
		}
		seq++
		last[f.Type] = seq
		if _, err := name.ExecContext(b.ctx, seq, f.ID); err != nil {
			return err
		}
		if _, err := grams.ExecContext(b.ctx, seq, ftsText(searchWords(f.RegionCode, f.Texts))); err != nil {
			return err
		}
	}
	return nil
}

func (postgres) bulk(ctx context.Context, connection *sql.Conn, fn func(bulkWriter) error) error {
	return connection.Raw(func(driver any) error {
		pgx := driver.(*stdlib.Conn).Conn()
		tx, err := pgx.Begin(ctx)
		if err != nil {
			return err
		}
		defer tx.Rollback(context.WithoutCancel(ctx)) // does nothing after a commit
		copyIn := func(r io.Reader, statement string) error {
			_, err := pgx.PgConn().CopyFrom(ctx, r, statement)
			return err
		}
		if err := fn(postgresBulk{copyIn}); err != nil {
			return err
		}
		return tx.Commit(ctx)
	})
}

// postgresBulk streams COPY in its text form, which every column type reads.
type postgresBulk struct {
	copyIn func(r io.Reader, statement string) error
}

func (b postgresBulk) rows(table string, columns []string, rows iter.Seq[[]any]) error {
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		out := bufio.NewWriterSize(w, 1<<16)
		line := []byte{}
		for row := range rows {
			line = copyLine(line[:0], row)
			if _, err := out.Write(line); err != nil {
				break // the reader has gone: CopyFrom says why
			}
		}
		w.CloseWithError(out.Flush())
	}()
	err := b.copyIn(r, "COPY "+table+" ("+strings.Join(columns, ",")+") FROM STDIN")
	r.Close()
	<-done
	return err
}

func (b postgresBulk) file(texts iter.Seq[Filed]) error {
	return b.rows("search_name", []string{"about", "subject_id", "grams"}, func(yield func([]any) bool) {
		for f := range texts {
			if !yield([]any{f.Type, f.ID, tsvector(searchWords(f.RegionCode, f.Texts))}) {
				return
			}
		}
	})
}

var copyEscapes = strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`)

// copyLine writes one row as COPY reads it: tabs between, \N for NULL.
func copyLine(line []byte, row []any) []byte {
	for i, v := range row {
		if i > 0 {
			line = append(line, '\t')
		}
		switch v := v.(type) {
		case nil:
			line = append(line, `\N`...)
		case string:
			line = append(line, copyEscapes.Replace(v)...)
		case bool:
			line = strconv.AppendBool(line, v)
		case int:
			line = strconv.AppendInt(line, int64(v), 10)
		case int64:
			line = strconv.AppendInt(line, v, 10)
		case time.Time:
			line = v.UTC().AppendFormat(line, "2006-01-02 15:04:05.999999-07:00")
		default:
			line = append(line, copyEscapes.Replace(fmt.Sprint(v))...)
		}
	}
	return append(line, '\n')
}
