package statistic

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of summaries and figures.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/annual-summaries", "list-annual-summaries", access.ViewSummary, "Lists the yearly work summaries (年度工作总结) of the cities.", s.List)
	rest.Get(a, "/annual-summaries/{id}", "get-annual-summary", access.ViewSummary, "Gives one summary with its figures: of today as long as the city works on it, then as reported.", s.Get)
	rest.Put(a, "/annual-summaries/{id}", "update-annual-summary", access.SubmitSummary, "Saves the text of a summary that has not been reported.", s.Update)
	rest.Post(a, "/annual-summaries/{id}/submit", "submit-annual-summary", access.SubmitSummary, "Reports the summary to the province (报送). Its figures stand from now on; stops the clock of the end of February.", s.Submit)
	rest.Post(a, "/annual-summaries/{id}/receive", "receive-annual-summary", access.ReceiveSummary, "Takes a summary in (接收).", s.Receive)
	rest.Post(a, "/annual-summaries/{id}/return", "return-annual-summary", access.ReceiveSummary, "Sends a summary back with what must be mended (退回).", s.Return)
	rest.Get(a, "/annual-summaries/{id}/history", "get-annual-summary-history", access.ViewSummary, "Gives who changed a summary and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Read(a, "/statistics/overview", "get-statistics-overview", access.ViewSummary, "Counts the audits of a list year by state, city, reason, track and industry, with what is overdue (总体情况).", s.Overview)
	rest.Read(a, "/statistics/tracks", "compare-tracks", access.ViewSummary, "Compares days, fees and faults of the strict and the simplified track over list years (分类管理试点对比).", s.Tracks)
	rest.Read(a, "/statistics/plan-progress", "get-plan-progress", access.ViewSummary, "Holds the month schedule of a city's plan against what has really happened (计划与实际), step by step.", s.Progress)
	rest.Read(a, "/statistics/zones", "count-zones", access.ViewZone, "Counts the audits of a list year by functional zone (功能区): listed, started, reported, accepted, overdue.", s.Zones)
	rest.Read(a, "/statistics/sectors", "count-sectors", access.ViewSummary, "Counts the audits of a list year by field of the economy (领域): listed, started, reported, accepted, overdue.", s.Sectors)
	rest.Read(a, "/statistics/interval-calendar", "get-interval-calendar", access.ViewSummary, "Gives the load of a city for five years by the year in which the next round is due, and a proposal that spreads it (五年审核日历).", s.Intervals)
}
