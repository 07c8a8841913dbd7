package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

type bulkRow struct {
	bun.BaseModel `bun:"table:setting"`
	ID            string `bun:"key,pk"`
	Value         string `bun:"value"`
}

func load(t *testing.T, db *store.DB, n int, fail error) error {
	t.Helper()
	return store.Bulk(t.Context(), db, func(l *store.Load) error {
		rows := func(yield func([]any) bool) {
			for i := range n {
				if !yield([]any{fmt.Sprintf("bulk-%03d", i), "值\t第" + fmt.Sprint(i) + "行\n\\N 完"}) {
					return
				}
			}
		}
		if err := l.Rows("setting", []string{"key", "value"}, rows); err != nil {
			return err
		}
		return fail
	})
}

func count(t *testing.T, db *store.DB, prefix string) []bulkRow {
	t.Helper()
	rows, err := store.Read(t.Context(), db, func(tx *store.Tx) ([]bulkRow, error) {
		var rows []bulkRow
		err := tx.Everywhere("test").Select(&rows).Where("key LIKE ?", prefix+"%").OrderExpr("key").Scan(tx.Context())
		return rows, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestBulkWritesEveryRowUnchanged(t *testing.T) {
	db := storetest.New(t)
	const n = 2*25 + 7 // whole groups and a rest
	if err := load(t, db, n, nil); err != nil {
		t.Fatal(err)
	}
	rows := count(t, db, "bulk-")
	if len(rows) != n || rows[3].Value != "值\t第3行\n\\N 完" {
		t.Fatalf("%d rows, the fourth %q", len(rows), rows[3].Value)
	}
}

func TestBulkIsAllOrNothing(t *testing.T) {
	db := storetest.New(t)
	stop := errors.New("stop")
	if err := load(t, db, 60, stop); !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	if rows := count(t, db, "bulk-"); len(rows) != 0 {
		t.Fatalf("%d rows of a failed load remain", len(rows))
	}
	if err := load(t, db, 10, nil); err != nil {
		t.Fatal(err)
	}
	if err := load(t, db, 10, nil); err == nil {
		t.Fatal("a repeated key was accepted")
	}
}

func TestBulkIndexAnswersAsTheSingleOne(t *testing.T) {
	db := storetest.New(t)
	names := []string{"济南历下鲁泉化工有限公司（演示）", "青岛市南海润印染股份有限公司（演示）"}
	err := store.Bulk(context.Background(), db, func(l *store.Load) error {
		return l.Index(func(yield func(store.Filed) bool) {
			for i, name := range names {
				if !yield(store.Filed{Type: "found", ID: fmt.Sprintf("bulk-%d", i), RegionCode: "370102", Texts: []string{name, "91370102XB2C3D4E5F"}}) {
					return
				}
			}
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	err = store.Do(t.Context(), db, func(tx *store.Tx) error {
		for i, name := range names {
			subject := store.Subject{Type: "found", ID: fmt.Sprintf("single-%d", i), RegionCode: "370102"}
			if err := tx.Index(subject, name, "91370102XB2C3D4E5F"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Bulk(t.Context(), db, func(l *store.Load) error {
		return l.Rows("setting", []string{"key", "value"}, slices.Values([][]any{{"bulk-0", ""}, {"bulk-1", ""}, {"single-0", ""}, {"single-1", ""}}))
	}); err != nil {
		t.Fatal(err)
	}
	for term, want := range map[string][]string{
		"鲁泉": {"bulk-0", "single-0"}, "海润印染": {"bulk-1", "single-1"}, "济南历下鲁": {"bulk-0", "single-0"},
		"XB2C": {"bulk-0", "bulk-1", "single-0", "single-1"}, "泉青": {}, "司演示": {},
	} {
		if got := matching(t, db, term); !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", term, got, want)
		}
	}
}

// searched reads the settings as if they were records, so that the index can be asked without a capability.
type searched struct {
	bun.BaseModel `bun:"table:setting,alias:searched"`
	ID            string `bun:"key,pk"`
}

func matching(t *testing.T, db *store.DB, term string) []string {
	t.Helper()
	ctx := access.With(t.Context(), access.Actor{ID: "a", Place: access.Place{Region: "3701"}})
	ids, err := store.Read(ctx, db, func(tx *store.Tx) ([]string, error) {
		ids := []string{}
		inner := tx.Everywhere("test").Select((*searched)(nil)).ColumnExpr("key AS id")
		q := tx.Everywhere("test").Raw().NewSelect().ModelTableExpr("(?) AS found", inner).Model((*found)(nil)).Column("id")
		err := tx.Matching(q, term).OrderExpr("id").Scan(tx.Context(), &ids)
		return ids, err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

type found struct {
	bun.BaseModel `bun:"table:found,alias:found"`
	ID            string `bun:"id,pk"`
}
