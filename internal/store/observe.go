package store

import (
	"context"

	"github.com/uptrace/bun"
)

// Observe lets heard know every statement that is sent from now on, with its arguments written out: for measuring.
func Observe(db *DB, heard func(statement string)) {
	hook := observer{heard}
	shared := db.write == db.read
	db.read = db.read.WithQueryHook(hook)
	if shared {
		db.write = db.read
	} else {
		db.write = db.write.WithQueryHook(hook)
	}
}

type observer struct{ heard func(string) }

func (o observer) BeforeQuery(ctx context.Context, e *bun.QueryEvent) context.Context {
	o.heard(e.Query)
	return ctx
}

func (observer) AfterQuery(context.Context, *bun.QueryEvent) {}
