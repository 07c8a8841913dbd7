package store

import (
	"context"
	"errors"
)

type previewKey struct{}

// errPreview undoes a transaction that has shown what it would do.
var errPreview = errors.New("a preview writes nothing")

// WithPreview lets the writing transactions of this call run as they would and then be undone: a preview tells the truth,
// since it is the act itself.
func WithPreview(ctx context.Context) context.Context {
	return context.WithValue(ctx, previewKey{}, true)
}

func previewing(ctx context.Context) bool { return ctx.Value(previewKey{}) != nil }
