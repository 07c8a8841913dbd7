package zone

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of functional zones.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/zones", "list-zones", access.ViewZone, "Lists the functional zones (功能区) of the actor's city or province; an officer of a zone sees the own one.", s.List)
	rest.Create(a, "/zones", "found-zone", access.KeepZone, "Sets up a functional zone (设立功能区) from a day on, with what its officers are given to do.", s.Found)
	rest.Read(a, "/zone-kinds", "list-zone-kinds", access.ViewZone, "Gives the kinds of zones and the acts that a zone may be given (委托事项), as the code table has them.", s.Kinds)
	rest.Get(a, "/zones/{id}", "get-zone", access.ViewZone, "Gives one functional zone.", s.Get)
	rest.Put(a, "/zones/{id}", "update-zone", access.KeepZone, "Corrects a functional zone.", s.Update)
	rest.Post(a, "/zones/{id}/end", "end-zone", access.KeepZone, "Dissolves a zone (撤销): its sites leave it with its last day.", s.End)
	rest.Post(a, "/zones/{id}/sites", "join-zone", access.KeepZone, "Brings a site into a zone from a day on (划入). It stays in its county.", s.Join)
	rest.Get(a, "/zones/{id}/history", "get-zone-history", access.ViewZone, "Gives what happened to a zone and its sites, newest first.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.List(a, "/zone-sites", "list-zone-sites", access.ViewZone, "Lists which sites belong or belonged to which zone, by day (功能区厂区).", s.Members)
	rest.Post(a, "/zone-sites/{id}/end", "leave-zone", access.KeepZone, "Takes a site out of a zone with a last day (划出).", s.Leave)
}
