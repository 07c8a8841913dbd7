package deadline

import (
	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of the clocks.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/deadlines", "list-deadlines", access.ViewAudit, "Lists statutory clocks (法定期限) in the actor's place, the nearest first.", s.List)
	rest.Get(a, "/deadlines/{id}", "get-deadline", access.ViewAudit, "Gives one clock with its citation and arithmetic.", s.Get)
	rest.Post(a, "/deadlines/{id}/extend", "extend-deadline", access.ExtendDeadline, "Grants an extension (延期) with a reason; the statutory day stays on record.", s.Extend)
}
