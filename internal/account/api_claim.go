package account

import (
	"context"
	"net/http"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// registerClaims declares the codes with which enterprises claim their accounts. What nobody is logged in for stands
// under /session, where guesses from one address are bounded.
func registerClaims(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodPost, "/session/claim/check", "check-claim", rest.Public, "Tells what a claim code (认领码) opens. Wrong guesses are counted; after ten the code is locked.",
		func(ctx context.Context, in *struct{ Body ClaimCode }) (*rest.Out[*ClaimView], error) {
			v, err := s.CheckClaim(ctx, in.Body)
			return &rest.Out[*ClaimView]{Body: v}, err
		})
	rest.Custom(a, http.MethodPost, "/session/claim", "claim-account", rest.Public, "Claims the account of an enterprise (认领账号) by its one-time code, sets name, phone and password, and begins a session.",
		func(ctx context.Context, in *struct{ Body ClaimInput }) (*rest.Out[*Me], error) {
			me, err := s.Redeem(ctx, in.Body)
			return &rest.Out[*Me]{Body: me}, err
		})
	rest.List(a, "/account-claims", "list-account-claims", access.ServeNotice, "Lists the claim codes (认领码) issued in the actor's place, without the codes.", s.Claims)
	rest.Create(a, "/account-claims/issue", "issue-account-claims", access.ServeNotice, "Issues account letters (账号告知函) with one-time codes for the enterprises of a list; the codes are shown this once.", s.Issue)
	rest.Read(a, "/account-claims/standing", "get-account-standing", access.ServeNotice, "Tells how many enterprises of a list use their account, hold an unused code, or have none.", s.Standing)
	rest.Post(a, "/account-claims/{id}/withdraw", "withdraw-account-claim", access.ServeNotice, "Makes a claim code worthless (作废).", s.WithdrawClaim)
	rest.Get(a, "/account-claims/{id}/history", "list-account-claim-history", access.ServeNotice, "Gives the journal of a claim code.",
		func(ctx context.Context, id string) (rest.History, error) {
			return rest.HistoryOf(s.ClaimHistory(ctx, id))
		})
}
