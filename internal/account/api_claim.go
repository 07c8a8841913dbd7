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

// registerRecovery declares the way back to a lost password through two pairs of eyes.
func registerRecovery(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodPost, "/session/recovery", "request-recovery", rest.Public, "Asks for a new password (找回密码). The answer does not tell whether there is such an account.",
		func(ctx context.Context, in *struct{ Body RecoveryInput }) (*rest.Out[*RecoveryReceipt], error) {
			r, err := s.RequestRecovery(ctx, in.Body)
			return &rest.Out[*RecoveryReceipt]{Body: r}, err
		})
	rest.Custom(a, http.MethodPost, "/session/recovery/progress", "get-recovery-progress", rest.Public, "Tells an applicant whether two persons have let the request pass.",
		func(ctx context.Context, in *struct{ Body RecoveryToken }) (*rest.Out[*RecoveryProgress], error) {
			p, err := s.RecoveryProgress(ctx, in.Body)
			return &rest.Out[*RecoveryProgress]{Body: p}, err
		})
	rest.Custom(a, http.MethodPost, "/session/recovery/password", "recover-password", rest.Public, "Sets the new password of a request that two persons have let pass; all sessions of the account end.",
		func(ctx context.Context, in *struct{ Body NewSecret }) (*struct{}, error) {
			return nil, s.Recover(ctx, in.Body)
		})
	rest.List(a, "/recoveries", "list-recoveries", access.ViewRecovery, "Lists requests for a new password in the actor's place.", s.Recoveries)
	rest.Get(a, "/recoveries/{id}", "get-recovery", access.ViewRecovery, "Gives one request for a new password.", s.Recovery)
	rest.Post(a, "/recoveries/{id}/check", "check-recovery", access.RecoverAccount, "First pair of eyes (核对身份): the applicant was reached on the account's own number and told the request number.", s.CheckRecovery)
	rest.Post(a, "/recoveries/{id}/confirm", "confirm-recovery", access.ConfirmRecovery, "Second pair of eyes (复核同意), another person than the first.", s.ConfirmRecovery)
	rest.Post(a, "/recoveries/{id}/decline", "decline-recovery", access.RecoverAccount, "Ends a request whose applicant could not be made sure of (不予办理).", s.DeclineRecovery)
	rest.Get(a, "/recoveries/{id}/history", "list-recovery-history", access.ViewRecovery, "Gives the journal of a request.",
		func(ctx context.Context, id string) (rest.History, error) {
			return rest.HistoryOf(s.RecoveryHistory(ctx, id))
		})
}

// registerDelegations declares who does whose duties during leave.
func registerDelegations(a *rest.API, s *Service) {
	rest.List(a, "/delegations", "list-delegations", access.Delegate, "Lists delegations during leave (休假代办) from and to the actor.", s.Delegations)
	rest.Create(a, "/delegations", "arrange-delegation", access.Delegate, "Lets a colleague of the same unit do the actor's duties for some days; it never widens a place and ends by itself.", s.Arrange)
	rest.Read(a, "/delegations/deputies", "list-deputies", access.Delegate, "Lists the colleagues of the actor's own unit who may stand for the actor.", s.Deputies)
	rest.Post(a, "/delegations/{id}/end", "end-delegation", access.Delegate, "Ends a delegation before its last day (结束代办); either party may.", s.EndDelegation)
	rest.Custom(a, http.MethodPost, "/me/stand", "stand-for", access.Delegate, "Acts for a colleague in this browser from now on, or in the own name again; every act then says for whom.",
		func(ctx context.Context, in *struct{ Body StandInput }) (*rest.Out[*Me], error) {
			me, err := s.Stand(ctx, in.Body)
			return &rest.Out[*Me]{Body: me}, err
		})
}

// registerColleagues declares what an enterprise does about its own people.
func registerColleagues(a *rest.API, s *Service) {
	rest.Read(a, "/colleagues", "list-colleagues", access.ViewColleague, "Lists the people of the actor's enterprise (本企业人员) with their duties, and invitations that wait.", s.Colleagues)
	rest.Create(a, "/colleagues/invite", "invite-colleague", access.KeepColleague, "Invites a colleague with duties (邀请同事); the code is shown this once.", s.Invite)
	rest.Post(a, "/colleagues/{id}/assign", "assign-duties", access.KeepColleague, "Changes the duties of a colleague (调整岗位). 409 if nobody would manage the people any more.", s.Assign)
	rest.Post(a, "/colleagues/{id}/remove", "remove-colleague", access.KeepColleague, "Ends the account of a colleague who has left (移出本企业); the sessions end at once.", s.Remove)
	rest.Post(a, "/invitations/{id}/take-back", "take-back-invitation", access.KeepColleague, "Makes an invitation worthless that was not used (撤回邀请).", s.TakeBack)
}
