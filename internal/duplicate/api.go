package duplicate

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

// Register declares the operations of duplicates.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/duplicates", "list-duplicates", access.ViewSummary, "Lists pairs of registrations that seem to be one enterprise (疑似重复登记) and lie wholly in the actor's place, the most alike first.", s.List)
	rest.Create(a, "/duplicates", "report-duplicate", access.EditEnterprise, "Brings a registration of the actor's place and another one, which may lie in another city, before the department that decides (提请核对). 409 if the pair is known.", s.Report)
	rest.Create(a, "/duplicates/find", "find-duplicates", access.EditEnterprise, "Searches the actor's place for enterprises registered twice: answers the job, which shows its progress.", s.Find)
	rest.Get(a, "/duplicates/{id}", "get-duplicate", access.ViewSummary, "Gives one pair with the signs by which it was proposed and both registrations side by side.", s.Get)
	rest.Post(a, "/duplicates/{id}/preview", "preview-merge", access.MergeEnterprise, "Shows what a merge would do, by doing it and taking it back. 422 names everything that would be there twice.", s.Preview)
	rest.Post(a, "/duplicates/{id}/merge", "merge-duplicate", access.MergeEnterprise, "Merges the two registrations (合并): everything moves to the one that is kept, the other's id, code and names go on leading to it.", s.Merge)
	rest.Post(a, "/duplicates/{id}/dismiss", "dismiss-duplicate", access.MergeEnterprise, "Decides that the two are two enterprises (不是同一企业), with the reason; the pair is not proposed again.", s.Dismiss)
	rest.Post(a, "/duplicates/{id}/reconsider", "reconsider-duplicate", access.MergeEnterprise, "Takes a dismissal back (重新考虑).", s.Reconsider)
	rest.Post(a, "/duplicates/{id}/undo", "undo-merge", access.MergeEnterprise, "Takes a merge back (撤销合并), while nothing has been changed since; 409 names what stands in the way.", s.Undo)
	rest.Get(a, "/duplicates/{id}/history", "get-duplicate-history", access.ViewSummary, "Gives who did what with a pair and when (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
}
