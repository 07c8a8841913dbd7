package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Fill writes records of one kind in a bulk load, each column as bun would. The caller has set id, version and times.
func Fill[T any](l *Load, records []*T) error {
	if len(records) == 0 {
		return nil
	}
	shape := shapeOf(reflect.TypeFor[T](), nil)
	columns := make([]string, len(shape.columns))
	for i, c := range shape.columns {
		columns[i] = c.name
	}
	var failed error
	err := l.Rows(shape.table, columns, func(yield func([]any) bool) {
		for _, r := range records {
			row, err := shape.values(reflect.ValueOf(r).Elem())
			if err != nil {
				failed = err
				return
			}
			if !yield(row) {
				return
			}
		}
	})
	if failed != nil {
		return failed
	}
	return err
}

type shape struct {
	table   string
	columns []shapeColumn
}

type shapeColumn struct {
	name     string
	index    []int
	nullZero bool
}

// shapeOf reads table and columns from bun's tags.
func shapeOf(t reflect.Type, prefix []int) shape {
	var s shape
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("bun"), ",")
		index := append(append([]int{}, prefix...), i)
		table, isTable := strings.CutPrefix(name, "table:")
		switch {
		case isTable:
			s.table = table
		case field.Anonymous && field.Type.Kind() == reflect.Struct && name == "":
			inner := shapeOf(field.Type, index)
			s.columns = append(s.columns, inner.columns...)
		case name == "" || name == "-" || strings.Contains(options, "scanonly"):
		default:
			s.columns = append(s.columns, shapeColumn{name, index, strings.Contains(options, "nullzero")})
		}
	}
	return s
}

func (s shape) values(record reflect.Value) ([]any, error) {
	row := make([]any, len(s.columns))
	for i, c := range s.columns {
		v, err := plainValue(record.FieldByIndex(c.index), c.nullZero)
		if err != nil {
			return nil, fmt.Errorf("%s.%s: %w", s.table, c.name, err)
		}
		row[i] = v
	}
	return row, nil
}

// plainValue gives what the column holds: lists and maps as JSON text, decimals and dates as text.
func plainValue(v reflect.Value, nullZero bool) (any, error) {
	if nullZero && v.IsZero() {
		return nil, nil
	}
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return nil, nil
		}
		v = v.Elem()
	}
	if at, ok := v.Interface().(time.Time); ok {
		return at, nil
	}
	if valuer, ok := v.Interface().(driver.Valuer); ok {
		return valuer.Value()
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int64, reflect.Int32:
		return v.Int(), nil
	}
	switch {
	case v.Kind() == reflect.Slice && v.IsNil():
		return "[]", nil
	case v.Kind() == reflect.Map && v.IsNil():
		return "{}", nil
	}
	text, err := json.Marshal(v.Interface())
	return string(text), err
}
