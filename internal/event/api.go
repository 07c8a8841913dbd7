package event

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of events.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/enterprise-events", "list-enterprise-events", access.ViewListing, "Lists what happened to enterprises (企业变更事项) in the actor's place.", s.List)
	rest.Get(a, "/enterprise-events/{id}", "get-enterprise-event", access.ViewListing, "Gives one event with what it has done or would do, and the clocks that stand still for it.", s.Get)
	rest.Create(a, "/enterprise-events", "create-enterprise-event", access.ReportEvent, "Begins an event as a draft, to which evidence can be attached.", s.Create)
	rest.Put(a, "/enterprise-events/{id}", "update-enterprise-event", access.ReportEvent, "Corrects an event that is a draft or has been returned.", s.Update)
	rest.Post(a, "/enterprise-events/{id}/submit", "submit-enterprise-event", access.ReportEvent, "Reports the event (提交申报); the clock of the department begins.", s.Submit)
	rest.Post(a, "/enterprise-events/{id}/withdraw", "withdraw-enterprise-event", access.ReportEvent, "Takes back an event that has not been decided (撤回).", s.Withdraw)
	rest.Post(a, "/enterprise-events/{id}/examine", "examine-enterprise-event", access.ExamineEvent, "Passes an event that the county found true on to the city (审查).", s.Examine)
	rest.Post(a, "/enterprise-events/{id}/return", "return-enterprise-event", access.ExamineEvent, "Sends an event back for completion (退回补正), with what is missing.", s.Return)
	rest.Post(a, "/enterprise-events/{id}/approve", "approve-enterprise-event", access.DecideEvent, "Approves the event and lets it act: clocks stand still or go on, rounds end, sites move, names change.", s.Approve)
	rest.Post(a, "/enterprise-events/{id}/refuse", "refuse-enterprise-event", access.DecideEvent, "Decides against the event (不予批准), with the reason.", s.Refuse)
	rest.Post(a, "/enterprise-events/{id}/recheck", "recheck-enterprise-event", access.DecideEvent, "Notes what a conversion means for key industry, reasons and track (复核).", s.Recheck)
	rest.Post(a, "/enterprise-events/{id}/undo", "undo-enterprise-event", access.DecideEvent, "Takes an approval back within its period (撤销批准), while nothing rests upon it.", s.Undo)
	rest.Get(a, "/enterprise-events/{id}/history", "get-enterprise-event-history", access.ViewListing, "Gives who did what with an event and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
}
