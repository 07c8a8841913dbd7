package reminder

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"qingshen/internal/store"
)

func feedOf(tx *store.Tx, accountID string) (*Feed, error) {
	return oneFeed(tx, "account_id", accountID)
}

func feedByHash(tx *store.Tx, hash string) (*Feed, error) { return oneFeed(tx, "token_hash", hash) }

func oneFeed(tx *store.Tx, column, value string) (*Feed, error) {
	f := new(Feed)
	err := tx.Everywhere("a feed is found by its owner or by its secret").Select(f).Where("? = ?", bun.Ident(column), value).Scan(tx.Context())
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	f.On = true
	return f, err
}

// touchFeed notes that a program has read the feed, without a new version.
func touchFeed(ctx context.Context, db *store.DB, f *Feed) error {
	return store.Do(store.WithReservation(ctx, nil), db, func(tx *store.Tx) error {
		f.ReadAt = tx.Now()
		_, err := tx.Everywhere("a feed is found by its secret").Raw().NewUpdate().Model(f).Column("read_at").WherePK().Exec(ctx)
		return err
	})
}
