package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"
)

type setting struct {
	bun.BaseModel `bun:"table:setting"`
	Key           string `bun:"key,pk"`
	Value         string `bun:"value"`
}

// Remember keeps one value of the installation itself, such as the demonstration's clock.
func (db *DB) Remember(ctx context.Context, key, value string) error {
	_, err := db.write.NewInsert().Model(&setting{Key: key, Value: value}).On("CONFLICT (key) DO UPDATE").Set("value = EXCLUDED.value").Exec(ctx)
	return err
}

// Recall gives a kept value, "" when there is none.
func (db *DB) Recall(ctx context.Context, key string) (string, error) {
	var s setting
	err := db.read.NewSelect().Model(&s).Where("key = ?", key).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return s.Value, err
}
