package desk

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the desk.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/desk", "get-desk", access.UseDesk, "Gives the actor's desk (工作台): duties with date and article, and what waits for this role.",
		func(ctx context.Context, _ rest.None) (*Desk, error) { return s.Get(ctx) })
}
