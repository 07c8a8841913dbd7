package desk

import (
	"context"
	"net/http"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

type watchedThing struct {
	Kind string `path:"kind" maxLength:"40" doc:"类别，如 enterprise、audit"`
	ID   string `path:"id" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
}

// Register declares the desk.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/desk", "get-desk", access.UseDesk, "Gives the actor's desk (工作台): duties with date and article, what waits for this role, drafts and what is watched.",
		func(ctx context.Context, _ rest.None) (*Desk, error) { return s.Get(ctx) })
	rest.Custom(a, http.MethodGet, "/watches/{kind}/{id}", "get-watch", access.UseDesk, "Tells whether the actor watches a record (关注).",
		func(ctx context.Context, in *watchedThing) (*rest.Out[Watching], error) {
			out, err := s.Watched(ctx, in.Kind, in.ID)
			return &rest.Out[Watching]{Body: out}, err
		})
	rest.Custom(a, http.MethodPut, "/watches/{kind}/{id}", "set-watch", access.UseDesk, "Marks a record that the actor wants to keep in view on the desk.", s.set(true))
	rest.Custom(a, http.MethodDelete, "/watches/{kind}/{id}", "drop-watch", access.UseDesk, "Takes the mark from a record.", s.set(false))
}

func (s *Service) set(on bool) func(context.Context, *watchedThing) (*rest.Out[Watching], error) {
	return func(ctx context.Context, in *watchedThing) (*rest.Out[Watching], error) {
		out, err := s.Watch(ctx, in.Kind, in.ID, on)
		return &rest.Out[Watching]{Body: out}, err
	}
}
