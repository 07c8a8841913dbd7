package store

import (
	"context"
	"database/sql"
	"sync"

	"github.com/uptrace/bun"
)

// fixedStatements are the prepared statements of SQLite by their text: parsing a query costs it more than running one
// that finds a single row. PostgreSQL parses fast, and a pool between may not keep prepared statements.
type fixedStatements struct {
	mu   sync.Mutex
	have map[string]*sql.Stmt
}

// Fixed reads one row with a query whose text is always the same; sql.ErrNoRows if there is none. The arguments are
// strings only: times and decimals are written differently by the two databases.
func (w Wide) Fixed(into any, query string, arguments ...string) error {
	values := make([]any, len(arguments))
	for i, a := range arguments {
		values[i] = a
	}
	if w.tx.idb != bun.IDB(w.tx.db.read) || w.tx.db.engine != engine(sqlite{}) {
		return w.tx.idb.NewRaw(query, values...).Scan(w.tx.ctx, into)
	}
	prepared, err := w.tx.db.fixed.get(w.tx.ctx, w.tx.db.read.DB, query)
	if err != nil {
		return err
	}
	rows, err := prepared.QueryContext(w.tx.ctx, values...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return sql.ErrNoRows
	}
	return w.tx.db.read.ScanRow(w.tx.ctx, rows, into)
}

func (f *fixedStatements) get(ctx context.Context, pool *sql.DB, query string) (*sql.Stmt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if have := f.have[query]; have != nil {
		return have, nil
	}
	made, err := pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if f.have == nil {
		f.have = map[string]*sql.Stmt{}
	}
	f.have[query] = made
	return made, nil
}
