package reminder

import (
	"context"
	"net/http"

	"qingshen/internal/access"
	"qingshen/internal/channel"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Register declares the operations of reminders, outputs, escalation and calendar feeds.
func Register(a *rest.API, s *Service) {
	registerRules(a, s)
	registerOutputs(a, s)
	registerFeed(a, s)
	rest.BatchOf(a, "/deadlines/batch/urge", "urge-deadline-batch", access.Oversee, "Reminds whoever must act of several clocks at once (催办), with a result for each.", s.Urge)
	rest.List(a, "/escalations", "list-escalations", access.Oversee, "Lists overdue duties that are laid before leaders (督办) in the actor's place, the latest first.", s.Escalations)
	rest.Get(a, "/escalations/{id}", "get-escalation", access.Oversee, "Gives one with who must act, since when, under which article, and every reminder that was sent.", s.Escalation)
	rest.Post(a, "/escalations/{id}/instruct", "instruct-escalation", access.Oversee, "Writes the leader's instruction (批示) and tells it to whoever must act.", s.Instruct)
	rest.Get(a, "/escalations/{id}/history", "get-escalation-history", access.Oversee, "Gives the journal of one escalation.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
}

func registerRules(a *rest.API, s *Service) {
	rest.Read(a, "/me/reminder-defaults", "get-reminder-defaults", access.UseDesk, "Gives the days before the end on which the law files remind by themselves, and which channels are on.",
		func(ctx context.Context, _ rest.None) (Defaults, error) { return s.Defaults(ctx) })
	rest.Read(a, "/me/reminder-setting", "get-reminder-setting", access.UseDesk, "Gives where and when the actor wants messages besides the inbox (接收设置).",
		func(ctx context.Context, _ rest.None) (*Setting, error) { return s.Setting(ctx) })
	rest.Custom(a, http.MethodPut, "/me/reminder-setting", "save-reminder-setting", access.UseDesk, "Keeps where and when the actor wants messages besides the inbox.",
		func(ctx context.Context, in *struct{ Body SettingInput }) (*rest.Out[*Setting], error) {
			out, err := s.SaveSetting(store.WithVersion(ctx, in.Body.Version), in.Body)
			return &rest.Out[*Setting]{Body: out}, err
		})
	rest.List(a, "/me/reminder-rules", "list-own-reminder-rules", access.UseDesk, "Lists the actor's own reminder rules (提醒规则).", s.Rules(false))
	rest.Create(a, "/me/reminder-rules", "add-own-reminder-rule", access.UseDesk, "Adds a reminder rule of the actor: which clock, how many days before and after, which channels.", s.AddRule(false))
	rest.Custom(a, http.MethodDelete, "/me/reminder-rules/{rule}", "drop-own-reminder-rule", access.UseDesk, "Removes a reminder rule of the actor.", drop(s.DropRule(false)))
	rest.List(a, "/role-reminder-rules", "list-role-reminder-rules", access.Operate, "Lists the reminder rules that hold for everybody of a role.", s.Rules(true))
	rest.Create(a, "/role-reminder-rules", "add-role-reminder-rule", access.Operate, "Adds a reminder rule for everybody of a role.", s.AddRule(true))
	rest.Custom(a, http.MethodDelete, "/role-reminder-rules/{rule}", "drop-role-reminder-rule", access.Operate, "Removes a reminder rule of a role.", drop(s.DropRule(true)))
}

type ruleID struct {
	Rule string `path:"rule" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
}

func drop(do func(context.Context, string) error) func(context.Context, *ruleID) (*struct{}, error) {
	return func(ctx context.Context, in *ruleID) (*struct{}, error) { return nil, do(ctx, in.Rule) }
}

func registerOutputs(a *rest.API, s *Service) {
	rest.Read(a, "/channels", "list-channels", access.Operate, "Tells how the channels (消息渠道) beside the inbox are set, without any secret.",
		func(ctx context.Context, _ rest.None) ([]channel.Status, error) { return s.Channels(ctx) })
	rest.Custom(a, http.MethodPost, "/channels/test", "test-channel", access.Operate, "Really sends a test message through a channel and tells what became of it.",
		func(ctx context.Context, in *struct{ Body TestInput }) (*rest.Out[TestResult], error) {
			out, err := s.Test(ctx, in.Body)
			return &rest.Out[TestResult]{Body: out}, err
		})
	rest.List(a, "/deliveries", "list-deliveries", access.Operate, "Lists what was sent through the channels (发送记录): to whom, when, and why not; never the content.", s.Deliveries)
}

func registerFeed(a *rest.API, s *Service) {
	rest.Read(a, "/me/calendar-feed", "get-calendar-feed", access.UseDesk, "Tells whether the actor has a calendar feed (日历订阅) and when it was read last.",
		func(ctx context.Context, _ rest.None) (*Feed, error) { return s.Feed(ctx) })
	rest.Create(a, "/me/calendar-feed", "renew-calendar-feed", access.UseDesk, "Gives the actor a new secret address of the calendar feed, shown this once; a former one closes.",
		func(ctx context.Context, _ rest.None) (*Feed, error) { return s.RenewFeed(ctx) })
	rest.Custom(a, http.MethodDelete, "/me/calendar-feed", "withdraw-calendar-feed", access.UseDesk, "Closes the actor's calendar feed at once.",
		func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, s.WithdrawFeed(ctx) })
}
