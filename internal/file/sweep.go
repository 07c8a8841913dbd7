package file

import (
	"context"
	"time"

	"qingshen/internal/store"
)

// sweepAge is how old content must be before it can go: an upload may not have its row yet.
const sweepAge = 24 * time.Hour

// Sweep removes content to which no row refers, such as that of removed files, and what broken-off uploads left. It gives
// the number of contents.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	var hashes []string
	removed := 0
	now := s.db.Clock().Wall()
	before := now.Add(-sweepAge)
	if err := s.blobs.clear(now); err != nil {
		return 0, err
	}
	// Content goes while the transaction holds the table, so that no row for it is written meanwhile.
	free := func() error {
		return store.Do(ctx, s.db, func(tx *store.Tx) error {
			free, err := unused(tx, hashes)
			if err != nil {
				return err
			}
			for _, h := range free {
				if !s.blobs.old(ctx, h, before) {
					continue // uploaded again just now
				}
				if err := s.blobs.Delete(ctx, h); err != nil {
					return err
				}
				removed++
			}
			hashes = hashes[:0]
			return nil
		})
	}
	err := s.blobs.shelf.each(ctx, before, func(sha string) error {
		if hashes = append(hashes, sha); len(hashes) < 200 {
			return nil
		}
		return free()
	})
	if err != nil || len(hashes) == 0 {
		return removed, err
	}
	return removed, free()
}
