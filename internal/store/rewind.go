package store

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/calendar"
)

// Turn is what an act does to the state of a record.
type Turn struct{ From, To string }

// TurnStates tells the store what the acts of the journal did to states; a past that was not kept is worked out from them.
func (db *DB) TurnStates(turns map[string]Turn) { db.turns = turns }

// rewind takes back, in rows as they stood when pasts began to be kept, what the journal tells of the time between the day
// and then. It gives what the journal knows: fields that it does not name stay as they are.
func rewind[T any, R dated[T]](tx *Tx, rows []T, on calendar.Date) error {
	since, end := tx.db.PastSince(), on.AddDays(1).Start()
	if since.IsZero() || !end.Before(since) || len(rows) == 0 {
		return nil
	}
	ids, at := make([]string, len(rows)), map[string]*T{}
	for i := range rows {
		ids[i] = R(&rows[i]).Base().ID
		at[ids[i]] = &rows[i]
	}
	kept, kind := R(new(T)).Dated(), R(new(T)).Subject().Type
	var entries []Journal
	err := tx.idb.NewSelect().Model(&entries).Where("subject_type = ? AND subject_id IN (?) AND at < ?", kind, bun.List(ids), since).
		OrderExpr("subject_id, at DESC, id DESC").Scan(tx.ctx)
	if err != nil {
		return err
	}
	for len(entries) > 0 {
		n := slices.IndexFunc(entries, func(j Journal) bool { return j.SubjectID != entries[0].SubjectID })
		if n < 0 {
			n = len(entries)
		}
		if r := at[entries[0].SubjectID]; r != nil {
			tx.db.takeBack(reflect.ValueOf(r).Elem(), kept, entries[:n], end)
		}
		entries = entries[n:]
	}
	return nil
}

// takeBack undoes the entries after the instant, which come newest first, and finds the state that the last one before it
// left behind.
func (db *DB) takeBack(r reflect.Value, kept Kept, entries []Journal, end time.Time) {
	undone, state := map[string]any{}, ""
	for _, j := range entries {
		turn, turned := db.turns[j.Action]
		if j.At.Before(end) {
			if turned {
				if state != "" {
					state = turn.To
				}
				break
			}
			continue
		}
		for _, c := range j.Changes {
			undone[c.Field] = c.Before
		}
		if turned {
			state = turn.From // unless an earlier act says where it led
		}
	}
	if state != "" && kept.State != "" {
		undone[kept.State] = state
	}
	if region, ok := undone["region_code"].(string); ok {
		undone["city_code"] = CityOf(region)
	}
	walk(r, func(column, _ string, value reflect.Value) {
		before, ok := undone[column]
		if !ok {
			return
		}
		if before == nil {
			value.SetZero()
			return
		}
		if raw, err := json.Marshal(before); err == nil {
			_ = json.Unmarshal(raw, value.Addr().Interface()) // what does not fit any more stays as it is
		}
	})
}
