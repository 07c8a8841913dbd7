package expert

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of the pool.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/experts", "list-experts", access.ViewExpert, "Lists the experts (专家) of the actor's pools.", s.List)
	rest.Create(a, "/experts", "create-expert", access.KeepExpert, "Enters a person into the expert pool (专家库) of a city or of the province.", s.Create)
	rest.Get(a, "/experts/{id}", "get-expert", access.ViewExpert, "Gives one expert with the ties (利害关系) to enterprises and agencies.", s.Get)
	rest.Put(a, "/experts/{id}", "update-expert", access.KeepExpert, "Changes an expert's record. 409 if it has moved on.", s.Update)
	rest.Post(a, "/experts/{id}/ties", "add-expert-tie", access.KeepExpert, "Records a tie (利害关系), by which recusal is decided.", s.AddTie)
	rest.Post(a, "/expert-ties/{id}/end", "end-expert-tie", access.KeepExpert, "Ends a tie (利害关系终止) on a day, with the evidence; it stays on record.", s.EndTie)
	rest.Get(a, "/experts/{id}/history", "get-expert-history", access.ViewExpert, "Gives who changed an expert's record and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	move := func(do string) func(context.Context, string, ExpertRemark) (*Expert, error) {
		return func(ctx context.Context, id string, in ExpertRemark) (*Expert, error) { return s.Move(ctx, id, do, in) }
	}
	rest.Post(a, "/experts/{id}/suspend", "suspend-expert", access.KeepExpert, "Suspends an expert (暂停), with the reason.", move("suspend"))
	rest.Post(a, "/experts/{id}/restore", "restore-expert", access.KeepExpert, "Restores a suspended expert (恢复), with the reason.", move("restore"))
	rest.Post(a, "/experts/{id}/remove", "remove-expert", access.KeepExpert, "Removes an expert from the pool (移出专家库), with the reason.", move("remove"))
}
