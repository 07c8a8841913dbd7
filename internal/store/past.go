package store

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
)

// Dated is a record of which any past day can be shown: what it held before a change is kept whole. Past days are those of
// the record, when the system learned a thing, so that an answer about a past day never changes when later facts come.
type Dated interface {
	Record
	Dated() Kept
}

// Kept says what of a dated record is kept and under which columns its past is found.
type Kept struct {
	Columns    []string // a change of one of these is worth a line
	Title      string   // the column with the name
	Kind       string   // the column of its kind, such as the key industry
	Enterprise string   // the column with the enterprise, "id" for the enterprise itself
	State      string   // the column with the state, "" when it has none
}

// Past is what a record held at the end of the days from FromOn until the day before UntilOn (往日).
type Past struct {
	bun.BaseModel `bun:"table:past"`
	ID            string        `bun:"id,pk"`
	SubjectType   string        `bun:"subject_type"`
	SubjectID     string        `bun:"subject_id"`
	FromOn        calendar.Date `bun:"from_on"`
	UntilOn       calendar.Date `bun:"until_on"`
	EnterpriseID  string        `bun:"enterprise_id"`
	SiteID        string        `bun:"site_id"`
	RegionCode    string        `bun:"region_code"`
	CityCode      string        `bun:"city_code"`
	Title         string        `bun:"title"`
	Kind          string        `bun:"kind"`
	State         string        `bun:"state"`
	Content       string        `bun:"content"`
}

// Place narrows by where the record lay then: what a county has handed over stays in its own past.
func (Past) Place() access.Columns {
	return access.Columns{Subject: "subject_id", Region: "region_code", City: "city_code", Enterprise: "enterprise_id"}
}

// keep writes down what a dated record held, when it is about to hold something else or to go.
func (tx *Tx) keep(r Record, before map[string]any, gone bool) error {
	d, ok := r.(Dated)
	if !ok {
		return nil
	}
	kept := d.Dated()
	if after := fields(r); !gone && !slices.ContainsFunc(kept.Columns, func(c string) bool { return !same(before[c], after[c]) }) {
		return nil
	}
	s := r.Subject()
	p := &Past{ID: NewID(), SubjectType: s.Type, SubjectID: s.ID, UntilOn: tx.Today()}
	err := tx.idb.NewSelect().Model((*Past)(nil)).ColumnExpr("coalesce(max(until_on), '')").
		Where("subject_type = ? AND subject_id = ?", s.Type, s.ID).Scan(tx.ctx, &p.FromOn)
	if err != nil {
		return err
	}
	if p.FromOn == "" {
		p.FromOn = calendar.FromTime(r.Base().CreatedAt)
	}
	if p.FromOn >= p.UntilOn {
		return nil // it never stood at the end of a day
	}
	word := func(column string) string { text, _ := before[column].(string); return text }
	p.EnterpriseID, p.SiteID, p.RegionCode, p.CityCode = word(kept.Enterprise), word("site_id"), word("region_code"), word("city_code")
	p.Title, p.Kind, p.State = word(kept.Title), word(kept.Kind), word(kept.State)
	content, err := json.Marshal(before)
	if err != nil {
		return err
	}
	p.Content = string(content)
	_, err = tx.idb.NewInsert().Model(p).Exec(tx.ctx)
	return err
}

// pastSince is where the installation keeps from when on pasts are kept.
const pastSince = "past-kept-since"

// always marks an installation that has kept every past from its first record on.
const always = "always"

// KeepPastFrom says that pasts are kept from this instant on: what was before is only known by the journal.
func (db *DB) KeepPastFrom(ctx context.Context, since time.Time) error {
	db.pastSince.Store(&since)
	return db.Remember(ctx, pastSince, since.UTC().Format(time.RFC3339Nano))
}

// PastSince gives the instant from which on pasts are kept, zero when they always were.
func (db *DB) PastSince() time.Time {
	if since := db.pastSince.Load(); since != nil {
		return *since
	}
	return time.Time{}
}

// beginPast finds out from when on pasts are kept: always in a new database, from now on in one that has worked without.
func (db *DB) beginPast(ctx context.Context) error {
	value, err := db.Recall(ctx, pastSince)
	if err != nil || value == always {
		return err
	}
	if value != "" {
		since, err := time.Parse(time.RFC3339Nano, value)
		db.pastSince.Store(&since)
		return err
	}
	worked, err := db.write.NewSelect().Model((*Journal)(nil)).Exists(ctx)
	switch {
	case err != nil:
		return err
	case worked:
		return db.KeepPastFrom(ctx, db.clock.Now())
	}
	return db.Remember(ctx, pastSince, always)
}

// dated is a pointer to a struct that is Dated.
type dated[T any] interface {
	*T
	Dated
}

// PastQuery asks for records as they stood at the end of a day.
type PastQuery struct {
	Page
	On          calendar.Date
	Region      string   // a division of that day
	State       string   // state at that day
	Kind        string   // kind at that day, "any" for any but none
	Term        string   // part of the name at that day
	Enterprises []string // only what belongs to these
	Subjects    []string // only these
	Before      string   // only records with smaller ids: the next page of an export
}

// place is where a record of a day is read: its own row, or a line of the past.
type place struct {
	SubjectID string `bun:"subject_id"`
	PastID    string `bun:"past_id"`
}

// ThenPage gives one page of the records in the actor's place as they stood at the end of the day, the latest first.
func ThenPage[T any, R dated[T]](tx *Tx, q PastQuery) (List[T], error) {
	var out List[T]
	p := q.Page.normal()
	skip := (p.Page - 1) * p.PageSize
	live, past := narrowThen[T, R](tx.Select((*T)(nil), R(new(T))), tx.Select((*Past)(nil), Past{}), q)
	found, err := merged[T, R](tx, live, past, skip+p.PageSize)
	if err != nil {
		return out, err
	}
	out.Items, err = read[T, R](tx, found[min(skip, len(found)):], q.On)
	if err != nil {
		return out, err
	}
	if n := len(found); n < skip+p.PageSize && (n > skip || skip == 0) {
		out.Total = n
		return out, nil
	}
	for _, half := range []*bun.SelectQuery{live, past} {
		n, _, err := Count(tx.ctx, half)
		if err != nil {
			return out, err
		}
		out.Total += n
	}
	out.Total, out.TotalCapped = min(out.Total, TotalCap), out.Total > TotalCap
	return out, nil
}

// Then gives the records as they stood at the end of the day, at most limit, for the reason given to Everywhere.
func Then[T any, R dated[T]](w Wide, q PastQuery, limit int) ([]T, error) {
	if q.Enterprises != nil && len(q.Enterprises) == 0 || q.Subjects != nil && len(q.Subjects) == 0 {
		return nil, nil
	}
	live, past := narrowThen[T, R](w.Select((*T)(nil)), w.Select((*Past)(nil)), q)
	found, err := merged[T, R](w.tx, live, past, limit)
	if err != nil {
		return nil, err
	}
	return read[T, R](w.tx, found, q.On)
}

// merged takes the first of both halves in the order of ids.
func merged[T any, R dated[T]](tx *Tx, live, past *bun.SelectQuery, n int) ([]place, error) {
	var now, then []place
	err := live.Clone().ColumnExpr("?TableAlias.id AS subject_id, '' AS past_id").OrderExpr("?TableAlias.id DESC").Limit(int64(n)).Scan(tx.ctx, &now)
	if err != nil {
		return nil, err
	}
	err = past.Clone().ColumnExpr("?TableAlias.subject_id, ?TableAlias.id AS past_id").OrderExpr("?TableAlias.subject_id DESC").Limit(int64(n)).Scan(tx.ctx, &then)
	if err != nil {
		return nil, err
	}
	all := append(now, then...)
	slices.SortFunc(all, func(a, b place) int {
		switch {
		case a.SubjectID > b.SubjectID:
			return -1
		case a.SubjectID < b.SubjectID:
			return 1
		}
		return 0
	})
	return all[:min(n, len(all))], nil
}

// narrowThen narrows the records that have not changed since the day, and the lines of the past that held at its end.
func narrowThen[T any, R dated[T]](live, past *bun.SelectQuery, q PastQuery) (*bun.SelectQuery, *bun.SelectQuery) {
	r := R(new(T))
	kept, kind := r.Dated(), r.Subject().Type
	live = live.Where("?TableAlias.created_at < ?", q.On.AddDays(1).Start()).
		Where("NOT EXISTS (SELECT 1 FROM past AS later WHERE later.subject_type = ? AND later.subject_id = ?TableAlias.id AND later.until_on > ?)", kind, q.On)
	past = past.Where("?TableAlias.subject_type = ? AND ?TableAlias.from_on <= ? AND ?TableAlias.until_on > ?", kind, q.On, q.On)
	both := func(column, in, condition string, value any) {
		live = live.Where(condition, bun.Ident(column), value)
		past = past.Where(condition, bun.Ident(in), value)
	}
	const equal, among = "?TableAlias.? = ?", "?TableAlias.? IN (?)"
	if q.Region != "" {
		live, past = InDivision(live, q.Region), InDivision(past, q.Region)
	}
	if q.State != "" {
		both(kept.State, "state", equal, q.State)
	}
	switch q.Kind {
	case "":
	case "any":
		both(kept.Kind, "kind", "?TableAlias.? <> ?", "")
	default:
		both(kept.Kind, "kind", equal, q.Kind)
	}
	if q.Term != "" {
		live, past = Contains(live, kept.Title, q.Term), Contains(past, "title", q.Term)
	}
	if q.Enterprises != nil {
		both(kept.Enterprise, "enterprise_id", among, bun.List(q.Enterprises))
	}
	if q.Subjects != nil {
		both("id", "subject_id", among, bun.List(q.Subjects))
	}
	if q.Before != "" {
		both("id", "subject_id", "?TableAlias.? < ?", q.Before)
	}
	return live, past
}

// read gives the records at these places in their order, rewound to the day where no past was kept.
func read[T any, R dated[T]](tx *Tx, at []place, on calendar.Date) ([]T, error) {
	rows := make([]T, 0, len(at))
	var live, kept []string
	for _, p := range at {
		if p.PastID == "" {
			live = append(live, p.SubjectID)
		} else {
			kept = append(kept, p.PastID)
		}
	}
	byID := map[string]*T{}
	if len(live) > 0 {
		var now []*T
		if err := tx.idb.NewSelect().Model(&now).Where("id IN (?)", bun.List(live)).Scan(tx.ctx); err != nil {
			return nil, err
		}
		for _, r := range now {
			byID[R(r).Base().ID] = r
		}
	}
	if len(kept) > 0 {
		var lines []Past
		if err := tx.idb.NewSelect().Model(&lines).Where("id IN (?)", bun.List(kept)).Scan(tx.ctx); err != nil {
			return nil, err
		}
		for _, line := range lines {
			r := new(T)
			if err := restore(line.Content, r); err != nil {
				return nil, err
			}
			byID[line.SubjectID] = r
		}
	}
	for _, p := range at {
		if r := byID[p.SubjectID]; r != nil {
			rows = append(rows, *r)
		}
	}
	return rows, rewind[T, R](tx, rows, on)
}

// restore fills a record from its kept columns. A column that the record no longer has is left aside.
func restore(content string, into any) error {
	var held map[string]json.RawMessage
	if err := json.Unmarshal([]byte(content), &held); err != nil {
		return err
	}
	var failed error
	walk(reflect.Indirect(reflect.ValueOf(into)), func(column, _ string, value reflect.Value) {
		if raw := held[column]; raw != nil {
			failed = errors.Join(failed, json.Unmarshal(raw, value.Addr().Interface()))
		}
	})
	return failed
}
