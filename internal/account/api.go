package account

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// maxBody lets an operation declare how large its body may be.
func maxBody(n int64) func(*huma.Operation) { return func(op *huma.Operation) { op.MaxBodyBytes = n } }

type keyed struct {
	Key string `path:"key" maxLength:"200"`
}

type keyedContent struct {
	Key  string `path:"key" maxLength:"200"`
	Body DraftContent
}

// Register declares login, own account, drafts, accounts, API clients and the journal.
func Register(a *rest.API, s *Service) {
	registerSession(a, s)
	registerDrafts(a, s)
	registerAdmin(a, s)
	registerClaims(a, s)
	registerColleagues(a, s)
	registerRecovery(a, s)
	registerDelegations(a, s)
}

func registerSession(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodPost, "/session", "log-in", rest.Public, "Begins a session by account and password; the answer sets a cookie.",
		func(ctx context.Context, in *struct{ Body Credentials }) (*rest.Out[*Me], error) {
			me, err := s.LogIn(ctx, in.Body)
			return &rest.Out[*Me]{Body: me}, err
		})
	rest.Custom(a, http.MethodDelete, "/session", "log-out", access.UseDesk, "Ends the session of this browser.",
		func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.LogOut(ctx) }, rest.WithOneTimePassword)
	rest.Custom(a, http.MethodGet, "/me", "get-me", access.UseDesk, "Gives who is logged in, with role, place and permissions.",
		func(ctx context.Context, _ *struct{}) (*rest.Out[*Me], error) {
			me, err := s.Me(ctx)
			return &rest.Out[*Me]{Body: me}, err
		}, rest.WithOneTimePassword)
	rest.Custom(a, http.MethodPost, "/me/password", "change-password", access.UseDesk, "Changes the own password; other sessions end.",
		func(ctx context.Context, in *struct{ Body NewPassword }) (*struct{}, error) {
			return nil, s.ChangePassword(ctx, in.Body)
		}, rest.WithOneTimePassword)
	if s.config.Demo {
		rest.Custom(a, http.MethodPost, "/session/demo", "log-in-demo", rest.Public, "Begins a session of a demonstration account without password; exists in demo mode only.",
			func(ctx context.Context, in *struct{ Body DemoLogin }) (*rest.Out[*Me], error) {
				me, err := s.LogInDemo(ctx, in.Body)
				return &rest.Out[*Me]{Body: me}, err
			})
	}
}

func registerDrafts(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodGet, "/drafts/{key}", "get-draft", access.UseDesk, "Gives the actor's draft (草稿) of a form.",
		func(ctx context.Context, in *keyed) (*rest.Out[*Draft], error) {
			d, err := s.Draft(ctx, in.Key)
			return &rest.Out[*Draft]{Body: d}, err
		})
	rest.Custom(a, http.MethodPut, "/drafts/{key}", "save-draft", access.UseDesk, "Keeps what the actor has typed so far.",
		func(ctx context.Context, in *keyedContent) (*rest.Out[*Draft], error) {
			d, err := s.SaveDraft(ctx, in.Key, in.Body)
			return &rest.Out[*Draft]{Body: d}, err
		}, maxBody(maxDraft+4096))
	rest.Custom(a, http.MethodDelete, "/drafts/{key}", "drop-draft", access.UseDesk, "Forgets a draft (草稿) that was submitted.",
		func(ctx context.Context, in *keyed) (*struct{}, error) { return nil, s.DropDraft(ctx, in.Key) })
}

func registerAdmin(a *rest.API, s *Service) {
	rest.List(a, "/accounts", "list-accounts", access.ViewAccount, "Lists accounts (账号).", s.Accounts)
	rest.Create(a, "/accounts", "open-account", access.KeepAccount, "Opens an account; it waits for approval. The one-time password is shown this once.", s.Open)
	rest.List(a, "/account-holders", "list-account-holders", access.KeepAccount, "Finds enterprises, agencies or experts by name to open an account for; names only.", s.Holders)
	rest.Get(a, "/accounts/{id}", "get-account", access.ViewAccount, "Gives one account (账号) with its state.", s.Account)
	rest.Post(a, "/accounts/{id}/approve", "approve-account", access.ApproveAccount, "Approves an account (授权启用).", s.Move("approve"))
	rest.Post(a, "/accounts/{id}/decline", "decline-account", access.ApproveAccount, "Declines an account (不予授权).", s.Move("decline"))
	rest.Post(a, "/accounts/{id}/disable", "disable-account", access.KeepAccount, "Disables an account (停用); its sessions end at once.", s.Move("disable"))
	rest.Post(a, "/accounts/{id}/restore", "restore-account", access.KeepAccount, "Asks for a disabled account to be approved again (申请恢复).", s.Move("restore"))
	rest.Post(a, "/accounts/{id}/reset-password", "reset-password", access.KeepAccount, "Gives a one-time password; the account waits for approval again.", s.ResetPassword)
	rest.Post(a, "/accounts/{id}/leader", "set-account-leader", access.ApproveAccount, "Names or relieves the leader of a unit (单位负责人), before whom long overdue duties are laid.", s.SetLeader)
	rest.Post(a, "/accounts/{id}/unlock", "unlock-account", access.ApproveAccount, "Lifts a lockout (解锁).", s.Unlock)
	rest.Get(a, "/accounts/{id}/history", "list-account-history", access.ViewAccount, "Gives the journal of an account.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.List(a, "/api-clients", "list-api-clients", access.Operate, "Lists API clients (接口账号).", s.ListClients)
	rest.Create(a, "/api-clients", "open-api-client", access.Operate, "Opens an API client; its bearer token is shown this once.", s.OpenClient)
	rest.Post(a, "/api-clients/{id}/revoke", "revoke-api-client", access.Operate, "Ends an API client's access at once.",
		func(ctx context.Context, id string, _ Reason) (*Client, error) { return s.RevokeClient(ctx, id) })
	rest.List(a, "/journal", "list-journal", access.ViewJournal, "Lists the journal (操作日志) of the whole system.", s.Journal)
}

var _ store.Record = (*Account)(nil)
