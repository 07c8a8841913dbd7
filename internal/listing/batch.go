package listing

import (
	"context"

	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// RemindOne reminds one enterprise that it has not read its notice.
func (s *Service) RemindOne(ctx context.Context, id string, _ NoteInput) (*Notice, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Notice, error) {
		n, err := store.Take[Notice](tx, id, "该告知书")
		if err != nil {
			return nil, err
		}
		switch {
		case n.State == NoticeWithdrawn:
			return n, fault.Conflict("告知书已经撤销，不需要提醒。")
		case n.ReadAt != nil:
			return n, fault.Conflict("企业已经阅读，不需要提醒。")
		}
		return n, remind(tx, n)
	})
}
