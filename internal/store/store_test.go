package store_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
)

// tie is a small table of the test's own to try the doors on.
type tie struct {
	bun.BaseModel `bun:"table:trial_tie"`
	store.Row
	ExpertID     string `bun:"expert_id" json:"expert_id"`
	EnterpriseID string `bun:"enterprise_id" json:"enterprise_id"`
	AgencyID     string `bun:"agency_id" json:"agency_id"`
	Relation     string `bun:"relation" json:"relation" label:"关系"`
}

func (tie) Place() access.Columns {
	return access.Columns{Enterprise: "enterprise_id", Agency: "agency_id", Expert: "expert_id", Region: "expert_id"}
}
func (t *tie) Subject() store.Subject {
	return store.Subject{Type: "trial_tie", ID: t.ID, Version: t.Version, Title: t.Relation}
}

func as(place access.Place) context.Context {
	return access.With(context.Background(), access.Actor{ID: "a", Name: "张三", Role: access.RoleProvince, Place: place})
}

var province = as(access.Place{Region: "37"})

func trial(t *testing.T) *store.DB {
	t.Helper()
	db := storetest.New(t)
	if err := store.Do(province, db, func(tx *store.Tx) error {
		_, err := tx.Everywhere("a table of this test").Raw().ExecContext(tx.Context(), `CREATE TABLE trial_tie (id TEXT PRIMARY KEY, version BIGINT NOT NULL,
			created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL, expert_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, agency_id TEXT NOT NULL, relation TEXT NOT NULL)`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return db
}

func insert(t *testing.T, db *store.DB, r *tie) {
	t.Helper()
	if err := store.Do(province, db, func(tx *store.Tx) error { return tx.Insert("trial_tie.add", r) }); err != nil {
		t.Fatal(err)
	}
}

func TestAnActorWithoutAPlaceSeesNothing(t *testing.T) {
	db := trial(t)
	insert(t, db, &tie{ExpertID: "x1", EnterpriseID: "e1", Relation: "任职"})
	insert(t, db, &tie{ExpertID: "x2", EnterpriseID: "e2", Relation: "任职"})
	for _, c := range []struct {
		name  string
		place access.Place
		want  int
	}{
		{"province", access.Place{Region: "37"}, 2},
		{"enterprise", access.Place{EnterpriseID: "e1"}, 1},
		{"expert", access.Place{ExpertID: "x2"}, 1},
		{"agency without rows", access.Place{AgencyID: "g1"}, 0},
		{"nobody", access.Place{}, 0},
	} {
		n, err := store.Read(as(c.place), db, func(tx *store.Tx) (int, error) {
			var rows []tie
			err := tx.Select(&rows, tie{}).Scan(tx.Context())
			return len(rows), err
		})
		if err != nil || n != c.want {
			t.Errorf("%s sees %d rows, %v; want %d", c.name, n, err, c.want)
		}
	}
}

func TestTakeNeedsTheVersionThatWasRead(t *testing.T) {
	db := trial(t)
	row := &tie{ExpertID: "x1", Relation: "任职"}
	insert(t, db, row)
	change := func(ctx context.Context, relation string) error {
		return store.Do(ctx, db, func(tx *store.Tx) error {
			r, err := store.Take[tie](tx, row.ID, "该关系")
			if err != nil {
				return err
			}
			r.Relation = relation
			return tx.Save("trial_tie.change", r)
		})
	}
	if err := change(province, "顾问"); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("without a version: %v; want invalid", err)
	}
	if err := change(store.WithVersion(province, 1), "顾问"); err != nil {
		t.Fatal(err)
	}
	err := change(store.WithVersion(province, 1), "股东")
	f := fault.As(err)
	if f.Kind != fault.KindConflict || len(f.Changes) != 1 || f.Changes[0].Label != "关系" || f.Changes[0].After != "顾问" || !strings.Contains(f.Message, "张三") {
		t.Errorf("stale version: %+v; want a conflict that says who changed 关系 to 顾问", f)
	}
}

func TestConcurrentWritersNeverLoseAnUpdate(t *testing.T) {
	db := trial(t)
	row := &tie{ExpertID: "x1", Relation: "0"}
	insert(t, db, row)
	const writers, rounds = 8, 10
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range writers {
		wg.Go(func() {
			for range rounds {
				err := store.Do(province, db, func(tx *store.Tx) error {
					r, err := store.Find[tie](tx, row.ID, "该关系")
					if err != nil {
						return err
					}
					var n int
					_, _ = fmt.Sscan(r.Relation, &n)
					r.Relation = fmt.Sprint(n + 1)
					return tx.Save("trial_tie.count", r)
				})
				if err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				} else if !fault.Is(err, fault.KindConflict) {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	got, err := store.Read(province, db, func(tx *store.Tx) (*tie, error) { return store.Find[tie](tx, row.ID, "该关系") })
	if err != nil {
		t.Fatal(err)
	}
	if got.Relation != fmt.Sprint(done) || got.Version != int64(done+1) {
		t.Errorf("%d writes succeeded, but the record counts %s at version %d", done, got.Relation, got.Version)
	}
	history, err := store.Read(province, db, func(tx *store.Tx) ([]store.Journal, error) { return tx.History(got.Subject()) })
	if err != nil || len(history) != done+1 {
		t.Errorf("the journal has %d entries, %v; want %d", len(history), err, done+1)
	}
}

func TestAFailedDecisionLeavesNothing(t *testing.T) {
	db := trial(t)
	row := &tie{ExpertID: "x1", Relation: "任职"}
	err := store.Do(province, db, func(tx *store.Tx) error {
		if err := tx.Insert("trial_tie.add", row); err != nil {
			return err
		}
		return fault.Invalid("到此为止")
	})
	if err == nil {
		t.Fatal("no error")
	}
	rows, err := store.Read(province, db, func(tx *store.Tx) ([]store.Journal, error) {
		_, missing := store.Find[tie](tx, row.ID, "该关系")
		if !fault.Is(missing, fault.KindNotFound) {
			t.Error("the record was written:", missing)
		}
		return tx.History(row.Subject())
	})
	if err != nil || len(rows) != 0 {
		t.Errorf("journal has %d entries, %v; want none", len(rows), err)
	}
}

func TestNamesAreFoundByAnyPartOfThem(t *testing.T) {
	db := trial(t)
	names := map[string]string{"a": "济南钢铁集团有限公司", "b": "山东钢联（集团）股份", "c": "青岛Haier电器2号厂"}
	if err := store.Do(province, db, func(tx *store.Tx) error {
		for id, name := range names {
			r := &tie{ExpertID: id, Relation: name}
			r.ID = id
			if err := tx.Insert("trial_tie.add", r); err != nil {
				return err
			}
			region := "370102"
			if id == "c" {
				region = "370203"
			}
			if err := tx.Index(store.Subject{Type: "trial_tie", ID: id, RegionCode: region}, name); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ term, want string }{
		{"钢铁", "a"}, {"南钢铁", "a"}, {"钢", "ab"}, {"集团", "ab"}, {"集团 山东", "b"}, {"铁集", "a"}, {"haier", "c"}, {"2号", "c"}, {"联集", ""}, {"厂", "c"}, {"铝", ""}, {"'", ""}, {`"`, ""},
	} {
		got, err := store.Read(province, db, func(tx *store.Tx) (string, error) {
			var ids []string
			err := tx.Matching(tx.Select((*tie)(nil), tie{}), c.term).Column("id").OrderExpr("id").Scan(tx.Context(), &ids)
			return strings.Join(ids, ""), err
		})
		if err != nil || got != c.want {
			t.Errorf("%q finds %q, %v; want %q", c.term, got, err, c.want)
		}
	}
}
