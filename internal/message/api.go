package message

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of the inbox.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/messages", "list-messages", access.UseDesk, "Lists the actor's in-app messages (消息), newest first.", s.List)
	rest.Post(a, "/messages/{id}/read", "read-message", access.UseDesk, "Marks a message as read by this account.",
		func(ctx context.Context, id string, _ rest.None) (rest.None, error) {
			return rest.None{}, s.MarkRead(ctx, id)
		})
}
