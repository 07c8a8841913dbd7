package equivalence

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of equivalences.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/equivalence-rules", "list-equivalence-rules", access.ViewListing, "Gives the legal types of equivalence (视同) in force with their checklists of conditions.", s.Rules)
	rest.List(a, "/equivalences", "list-equivalences", access.ViewListing, "Lists what counts as an audit by another legal way (视同) in the actor's place.", s.List)
	rest.Get(a, "/equivalences/{id}", "get-equivalence", access.ViewListing, "Gives one equivalence with its checklist and its clocks.", s.Get)
	rest.Create(a, "/equivalences", "create-equivalence", access.ClaimEquivalence, "Begins an equivalence as a draft, to which evidence can be attached.", s.Create)
	rest.Put(a, "/equivalences/{id}", "update-equivalence", access.ClaimEquivalence, "Corrects an equivalence that is a draft or has been returned.", s.Update)
	rest.Post(a, "/equivalences/{id}/submit", "submit-equivalence", access.ClaimEquivalence, "Hands the equivalence to the city (提交申请); its clock begins.", s.Submit)
	rest.Post(a, "/equivalences/{id}/withdraw", "withdraw-equivalence", access.ClaimEquivalence, "Takes an equivalence back that has not been decided (撤回).", s.Act("withdraw", ""))
	rest.Post(a, "/equivalences/{id}/return", "return-equivalence", access.DecideEquivalence, "Sends an equivalence back for completion (退回补正).", s.Act("return", "需要补正的内容"))
	rest.Post(a, "/equivalences/{id}/grant", "grant-equivalence", access.DecideEquivalence, "Decides that the audit of the list year counts as done (审定视同); ends the round and sets the next interval.", s.Grant)
	rest.Post(a, "/equivalences/{id}/refuse", "refuse-equivalence", access.DecideEquivalence, "Decides against the equivalence (不予视同), with the reason.", s.Act("refuse", "不予视同的理由"))
	rest.Post(a, "/equivalences/{id}/lapse", "lapse-equivalence", access.DecideEquivalence, "Ends an equivalence whose certificate has run out (证书到期失效).", s.LapseNow)
	rest.Post(a, "/equivalences/{id}/lose", "lose-equivalence", access.DecideEquivalence, "Ends an equivalence because a situation demands a mandatory audit (丧失视同).", s.Lose)
	rest.Get(a, "/equivalences/{id}/history", "get-equivalence-history", access.ViewListing, "Gives who did what with an equivalence and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
}
