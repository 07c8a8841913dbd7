package appraisal

import "qingshen/internal/store"

// Seated gives the actor's seat on a panel of an audit whose outcome is still open, nil where there is none: an expert who has
// accepted, and so declared to have no interest.
func (s *Service) Seated(tx *store.Tx, auditID string) (*Member, error) {
	if tx.Actor().Place.ExpertID == "" {
		return nil, nil
	}
	return seat(tx, auditID)
}
