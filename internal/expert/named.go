package expert

import "qingshen/internal/store"

// Called finds up to twenty by a part of the name, wherever they are; for opening an account (开设账号).
func (s *Service) Called(tx *store.Tx, term string) ([]*Expert, error) { return called(tx, term, 20) }

// Named gives one by its id, wherever it is; for opening an account (开设账号).
func (s *Service) Named(tx *store.Tx, id string) (*Expert, error) {
	return store.Get[Expert](tx.Everywhere("the account that is opened names its holder"), id, "该专家")
}
