package app

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/desk"
	"qingshen/internal/store"
)

// TestDesksReadWhatSubjectsAreMadeOf fills every column of each record that waits in a queue, and beside it only those
// that a desk reads: what a desk shows must be the same.
func TestDesksReadWhatSubjectsAreMadeOf(t *testing.T) {
	for _, q := range queues {
		all, read := shownOf(q.Of, func(string) bool { return true }), shownOf(q.Of, func(c string) bool { return slices.Contains(desk.Columns(q.Of), c) })
		if all != read {
			t.Errorf("%s: the desk shows %q where the whole record says %q", q.Key, read, all)
		}
		if none := shownOf(q.Of, func(string) bool { return false }); none == all {
			t.Errorf("%s: the subject is the same without any column", q.Key)
		}
	}
}

func shownOf(of store.Record, filled func(column string) bool) string {
	record := reflect.New(reflect.TypeOf(of).Elem())
	fillColumns(record.Elem(), filled)
	s := record.Interface().(store.Record).Subject()
	return fmt.Sprint(s.Type, s.ID, s.Title, s.Link, s.RegionCode)
}

func fillColumns(v reflect.Value, filled func(column string) bool) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		column, _, _ := strings.Cut(field.Tag.Get("bun"), ",")
		switch {
		case field.Anonymous && field.Type.Kind() == reflect.Struct && column == "":
			fillColumns(v.Field(i), filled)
		case column == "" || column == "-" || !filled(column) || !v.Field(i).CanSet():
		case field.Type.Kind() == reflect.String:
			v.Field(i).SetString("《" + column + "》")
		case field.Type.Kind() == reflect.Int:
			v.Field(i).SetInt(2026)
		}
	}
}
