package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"github.com/uptrace/bun"

	"qingshen/internal/fault"
)

// Kind is a kind of record that can be found and written without knowing it: for an act that concerns everything which
// names one subject, whatever it is.
type Kind struct {
	Table   string
	Label   string // its Chinese name
	columns []string
	all     func(tx *Tx, condition string, arguments ...any) ([]Record, error)
	fresh   func() Record
}

// KindOf describes the records of one table.
func KindOf[T any, R record[T]](label string) Kind {
	k := Kind{Label: label, fresh: func() Record { return R(new(T)) }}
	k.Table, k.columns = Shape(*new(T))
	k.all = func(tx *Tx, condition string, arguments ...any) ([]Record, error) {
		var rows []*T
		err := tx.idb.NewSelect().Model(&rows).Where(condition, arguments...).OrderExpr("?TableAlias.id").Scan(tx.ctx)
		out := make([]Record, len(rows))
		for i, r := range rows {
			out[i] = R(r)
		}
		return out, err
	}
	return k
}

// Has tells whether the table has this column.
func (k Kind) Has(column string) bool { return slices.Contains(k.columns, column) }

// Naming gives the records of the kind that hold one of the values in the column.
func (w Wide) Naming(k Kind, column string, values ...string) ([]Record, error) {
	if len(values) == 0 {
		return nil, nil
	}
	return k.all(w.tx, "?TableAlias.? IN (?)", bun.Ident(column), bun.List(values))
}

// One gives the record of the kind with this id, nil if it is gone.
func (w Wide) One(k Kind, id string) (Record, error) {
	r := k.fresh()
	err := w.tx.idb.NewSelect().Model(r).Where("?TableAlias.id = ?", id).Scan(w.tx.ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return r, err
}

// Text gives what a column of a record holds, "" where it is no text or there is none.
func Text(r Record, column string) string {
	out := ""
	walk(reflect.Indirect(reflect.ValueOf(r)), func(name, _ string, value reflect.Value) {
		if name == column && value.Kind() == reflect.String {
			out = value.String()
		}
	})
	return out
}

// SetText writes a text into a column of a record and gives what stood there; it is for Save to store it.
func SetText(r Record, column, text string) (before string) {
	walk(reflect.Indirect(reflect.ValueOf(r)), func(name, _ string, value reflect.Value) {
		if name == column && value.Kind() == reflect.String {
			before = value.String()
			value.SetString(text)
		}
	})
	return before
}

// Snapshot gives a record as its columns, so that it can be brought back after it was removed.
func Snapshot(r Record) map[string]any { return fields(r) }

// Revive makes a record from its snapshot, for Insert.
func (k Kind) Revive(snapshot map[string]any) (Record, error) {
	r := k.fresh()
	var failed error
	walk(reflect.Indirect(reflect.ValueOf(r)), func(name, _ string, value reflect.Value) {
		plain, ok := snapshot[name]
		if !ok || plain == nil {
			return
		}
		raw, err := json.Marshal(plain)
		if err == nil {
			err = json.Unmarshal(raw, value.Addr().Interface())
		}
		failed = errors.Join(failed, err)
	})
	if failed != nil {
		return nil, fault.Internal(failed)
	}
	return r, nil
}
