package message

import (
	"context"

	"qingshen/internal/store"
)

// Service reads inboxes.
type Service struct{ db *store.DB }

// New gives the service.
func New(db *store.DB) *Service { return &Service{db} }

// List gives the actor's inbox, newest first.
func (s *Service) List(ctx context.Context, in Query) (store.List[Message], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Message], error) { return list(tx, in) })
}

// MarkRead notes that the actor has read the message.
func (s *Service) MarkRead(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error { return markRead(tx, id) })
}

// Unread counts the actor's unread messages, up to 100.
func (s *Service) Unread(ctx context.Context) (int, error) {
	return store.Read(ctx, s.db, unread)
}
