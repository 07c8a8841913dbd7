package deadline

import (
	"context"

	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Service lists clocks, grants extensions and watches the due days.
type Service struct{ db *store.DB }

// New gives the service.
func New(db *store.DB) *Service { return &Service{db} }

// List gives the clocks that the actor may see.
func (s *Service) List(ctx context.Context, in Query) (store.List[Deadline], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Deadline], error) { return list(tx, in) })
}

// Get gives one clock.
func (s *Service) Get(ctx context.Context, id string) (*Deadline, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Deadline, error) {
		d, err := store.Find[Deadline](tx, id, "该期限")
		if err == nil {
			d.derive(tx.Today())
		}
		return d, err
	})
}

// Extend grants an extension (延期) with its reason; the statutory day stays on record beside the new one.
func (s *Service) Extend(ctx context.Context, id string, in Extension) (*Deadline, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Deadline, error) {
		d, err := store.Take[Deadline](tx, id, "该期限")
		if err != nil {
			return nil, err
		}
		if err := in.check(d); err != nil {
			return nil, err
		}
		d.DueOn, d.ExtensionReason, d.WarnedDays, d.OverdueTold = in.Until, in.Reason, 0, false
		if err := tx.SaveNoted("deadline.extend", in.Reason, d); err != nil {
			return nil, err
		}
		subject := d.Subject()
		subject.Type, subject.ID, subject.Title = d.SubjectType, d.SubjectID, d.SubjectTitle
		facts := map[string]string{"duty": d.Title, "due": d.DueOn.Chinese(), "note": in.Reason}
		d.derive(tx.Today())
		return d, message.Tell(tx, "deadline-extended", subject, facts)
	})
}
