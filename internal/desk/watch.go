package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/account"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Watch is an actor's mark on a record that it wants to keep in view (关注).
type Watch struct {
	bun.BaseModel `bun:"table:watch"`
	AccountID     string    `bun:"account_id,pk" json:"-"`
	SubjectType   string    `bun:"subject_type,pk" json:"-"`
	SubjectID     string    `bun:"subject_id,pk" json:"-"`
	CreatedAt     time.Time `bun:"created_at" json:"-"`
}

// Watching tells whether the actor watches a record.
type Watching struct {
	Watched bool `json:"watched" doc:"是否已经关注"`
}

// mostWatched is how many records one person may watch: a list that nobody can overlook is no help.
const mostWatched = 200

// Watched tells whether the actor watches a record.
func (s *Service) Watched(ctx context.Context, kind, id string) (Watching, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (Watching, error) {
		if err := s.inSight(tx, kind, id); err != nil {
			return Watching{}, err
		}
		marks, err := marksOf(tx)
		return Watching{slices.ContainsFunc(marks, func(w Watch) bool { return w.SubjectType == kind && w.SubjectID == id })}, err
	})
}

// Watch marks a record, or takes the mark away.
func (s *Service) Watch(ctx context.Context, kind, id string, on bool) (Watching, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (Watching, error) {
		if err := s.inSight(tx, kind, id); err != nil {
			return Watching{}, err
		}
		marks, err := marksOf(tx)
		if err != nil {
			return Watching{}, err
		}
		if on && len(marks) >= mostWatched {
			return Watching{}, fault.Conflict("已经关注了200项，没有增加。请先取消不再需要的关注。")
		}
		return Watching{on}, mark(tx, kind, id, on)
	})
}

// inSight demands that the actor sees the record: what lies elsewhere does not exist.
func (s *Service) inSight(tx *store.Tx, kind, id string) error {
	of := s.watchable[kind]
	if of == nil {
		return fault.NotFound("该事项")
	}
	rows, err := seen(tx, of, []string{id})
	if err == nil && len(rows) == 0 {
		err = fault.NotFound("该事项")
	}
	return err
}

// addOwn adds what belongs to the person, not to the office: drafts and what is watched.
func (s *Service) addOwn(tx *store.Tx, d *Desk) error {
	var err error
	if d.Drafts, err = account.Drafts(tx); err != nil {
		return err
	}
	d.Watched, err = s.watched(tx)
	return err
}

// watched gives what the actor watches and still may see, with the clock that falls due first; the nearest first.
func (s *Service) watched(tx *store.Tx) ([]Item, error) {
	out := []Item{}
	marks, err := marksOf(tx)
	if err != nil {
		return out, err
	}
	byKind := map[string][]string{}
	for _, m := range marks {
		byKind[m.SubjectType] = append(byKind[m.SubjectType], m.SubjectID)
	}
	for kind, ids := range byKind {
		if s.watchable[kind] == nil {
			continue
		}
		rows, err := seen(tx, s.watchable[kind], ids)
		if err != nil {
			return out, err
		}
		clocks, err := deadline.Nearest(tx, kind, ids)
		if err != nil {
			return out, err
		}
		for _, r := range rows {
			out = append(out, watchedItem(r.Subject(), clocks[r.Base().ID]))
		}
	}
	slices.SortFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(late(a), late(b)), cmp.Compare(a.DueOn, b.DueOn), cmp.Compare(a.Subject, b.Subject))
	})
	return out, nil
}

// late puts what has a day before what has none.
func late(i Item) int {
	if i.DueOn == "" {
		return 1
	}
	return 0
}

func watchedItem(of store.Subject, clock *deadline.Brief) Item {
	item := Item{ID: of.Type + of.ID, Subject: of.Title, Title: of.Title, Link: of.Link}
	if clock != nil {
		item.Title, item.DueOn, item.DaysLeft, item.Overdue = clock.Title, clock.DueOn, clock.DaysLeft, clock.Overdue
		item.Cite, item.Arithmetic, item.Provisional = clock.Cite, clock.Arithmetic, clock.Provisional
	}
	return item
}
