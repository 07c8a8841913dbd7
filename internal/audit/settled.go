package audit

import (
	"qingshen/internal/access"
	"qingshen/internal/store"
)

// Settled tells in words when an audit has come to a result that a correction of its list may not undo, "" while it has
// not: acceptance has passed or failed, or its result is published.
func (s *Service) Settled(tx *store.Tx, id string) (string, error) {
	a, err := find(tx.As(access.System), id)
	if err != nil {
		return "", err
	}
	switch {
	case a.AcceptedOn != "":
		return "已于" + a.AcceptedOn.Chinese() + "通过验收", nil
	case a.State == Accepted || a.State == Failed || a.State == Rectifying:
		return "已有验收结论（" + States.Label(a.State) + "）", nil
	case a.State == Superseded:
		return "已责令重新开展", nil
	}
	return "", nil
}
