package keyunit

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of the lists of key units.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/unit-list-kinds", "list-unit-list-kinds", access.ViewSummary, "Gives the kinds of list of key units (重点单位名录) in force, with the attribute that each establishes.", s.Kinds)
	rest.List(a, "/unit-lists", "list-unit-lists", access.ViewSummary, "Lists the published lists of key units (重点单位名录) of the actor's place, the latest year first.", s.List)
	rest.Create(a, "/unit-lists", "create-unit-list", access.EditEnterprise, "Registers a published list (登记名录) with its source; the units come by take-unit-lines-sheet.", s.Create)
	rest.Get(a, "/unit-lists/{id}", "get-unit-list", access.ViewSummary, "Gives one list with its differences to the list of the year before: who joined, stayed, was renamed, left, or is not matched yet.", s.Get)
	rest.Put(a, "/unit-lists/{id}", "update-unit-list", access.EditEnterprise, "Corrects what is written of a list that is not approved.", s.Update)
	rest.Post(a, "/unit-lists/{id}/confirm", "confirm-unit-list", access.EditEnterprise, "Adopts all matches that were made by name alone (采用按名称对上的).", s.Confirm)
	rest.Post(a, "/unit-lists/{id}/approve", "approve-unit-list", access.EditEnterprise, "Approves a list (核定名录): attributes are established for who joined and ended for who left. 409 while units are not matched.", s.Approve)
	rest.Post(a, "/unit-lists/{id}/discard", "discard-unit-list", access.EditEnterprise, "Gives up a list that is not approved (作废), with the reason.", s.Discard)
	rest.Get(a, "/unit-lists/{id}/history", "get-unit-list-history", access.ViewSummary, "Gives who did what with a list and its units (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Get(a, "/unit-lines/{id}/proposals", "list-unit-proposals", access.ViewSummary, "Gives the sites of the register that a unit may be (匹配建议).", s.Propose)
	rest.Post(a, "/unit-lines/{id}/match", "match-unit", access.EditEnterprise, "Settles which site a unit is (核对).", s.Match)
	rest.Post(a, "/unit-lines/{id}/aside", "set-unit-aside", access.EditEnterprise, "Leaves a unit without an attribute, with the reason (不登记).", s.SetAside)
	rest.Delete(a, "/unit-lines/{id}", "remove-unit", access.EditEnterprise, "Takes a unit off a list that is not approved.", s.Remove)
}
