package job

import (
	"context"

	"qingshen/internal/store"
)

// Service shows jobs to the account that asked for them.
type Service struct{ db *store.DB }

// New gives the service.
func New(db *store.DB) *Service { return &Service{db} }

// Get gives one of the actor's jobs with its progress.
func (s *Service) Get(ctx context.Context, id string) (*Job, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Job, error) { return find(tx, id) })
}
