package petition

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of petitions.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/petitions", "list-petitions", access.ViewListing, "Lists petitions for removal and postponement (移出、延期申请) in the actor's place.", s.List)
	rest.Get(a, "/petitions/{id}", "get-petition", access.ViewListing, "Gives one petition with its clocks and what became of it.", s.Get)
	rest.Create(a, "/petitions", "create-petition", access.FilePetition, "Begins a petition about a round as a draft, to which evidence can be attached.", s.Create)
	rest.Put(a, "/petitions/{id}", "update-petition", access.FilePetition, "Corrects a petition that has not been submitted.", s.Update)
	rest.Post(a, "/petitions/{id}/submit", "submit-petition", access.FilePetition, "Hands the petition to the city (提交申请); its clock begins.", s.Submit)
	rest.Post(a, "/petitions/{id}/withdraw", "withdraw-petition", access.FilePetition, "Takes a petition back that has not been decided (撤回).", s.Withdraw)
	rest.Post(a, "/petitions/{id}/grant", "grant-petition", access.DecidePetition, "Grants the petition (准予): a removal ends the round, a postponement moves the clock.", s.Grant)
	rest.Post(a, "/petitions/{id}/refuse", "refuse-petition", access.DecidePetition, "Refuses the petition (不予准予) with the reason; the clock of the appeal begins.", s.Refuse)
	rest.Post(a, "/petitions/{id}/appeal", "appeal-petition", access.FilePetition, "Asks the province once to look at a refusal (申请复核).", s.Appeal)
	rest.Post(a, "/petitions/{id}/grant-appeal", "grant-appeal-petition", access.DecideAppeal, "Overrules the refusal (复核准予) and lets the petition act.", s.GrantAppeal)
	rest.Post(a, "/petitions/{id}/uphold", "uphold-petition", access.DecideAppeal, "Lets the refusal stand (维持原决定), with the reason.", s.Uphold)
	rest.Get(a, "/petitions/{id}/history", "get-petition-history", access.ViewListing, "Gives who did what with a petition and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Read(a, "/petition-statistics", "get-petition-statistics", access.ViewSummary, "Counts the petitions by ground, decision and city (申请理由统计).", s.Statistics)
}
