package store_test

import (
	"fmt"
	"strings"
	"testing"

	"qingshen/internal/store"
)

func TestLargeTotalsAreCountedOnceUntilSomethingIsWritten(t *testing.T) {
	db := trial(t)
	add := func(n int) {
		t.Helper()
		rows := make([]*tie, n)
		for i := range rows {
			rows[i] = &tie{ExpertID: "x", EnterpriseID: "e", Relation: fmt.Sprint(i)}
		}
		if err := store.Do(province, db, func(tx *store.Tx) error { return store.InsertAll(tx, "trial_tie.add", rows) }); err != nil {
			t.Fatal(err)
		}
	}
	counts := 0
	store.Observe(db, func(statement string) {
		if strings.Contains(statement, "AS counted") {
			counts++
		}
	})
	look := func(wantTotal, wantCounts int) {
		t.Helper()
		counts = 0
		for range 3 {
			page, err := store.Read(province, db, func(tx *store.Tx) (store.List[tie], error) {
				return store.Paged[tie](tx.Context(), tx.Select((*tie)(nil), tie{}), store.Page{Page: 1, PageSize: 20}, nil, "id")
			})
			if err != nil || page.Total != wantTotal {
				t.Fatalf("total is %d, %v; want %d", page.Total, err, wantTotal)
			}
		}
		if counts != wantCounts {
			t.Errorf("%d rows were counted %d times in three reads, want %d", wantTotal, counts, wantCounts)
		}
	}
	add(19)
	look(19, 0) // the page itself shows the end
	add(2)
	look(21, 3) // small totals are always fresh
	add(979)
	look(1000, 1)
	add(1)
	look(1001, 1)
	store.Remember(db, false)
	look(1001, 3)
}

func TestAWritingTransactionCountsWhatItHasWritten(t *testing.T) {
	db := trial(t)
	rows := make([]*tie, 1500)
	for i := range rows {
		rows[i] = &tie{ExpertID: "x", EnterpriseID: "e", Relation: fmt.Sprint(i)}
	}
	err := store.Do(province, db, func(tx *store.Tx) error {
		if err := store.InsertAll(tx, "trial_tie.add", rows); err != nil {
			return err
		}
		for extra := range 3 {
			total, _, err := store.Count(tx.Context(), tx.Select((*tie)(nil), tie{}))
			if err != nil || total != 1500+extra {
				t.Errorf("the transaction counts %d rows, %v; want %d", total, err, 1500+extra)
			}
			if err := tx.Insert("trial_tie.add", &tie{ExpertID: "x", EnterpriseID: "e"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
