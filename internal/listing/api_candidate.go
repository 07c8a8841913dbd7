package listing

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

func registerCandidates(a *rest.API, s *Service) {
	rest.List(a, "/candidates", "list-candidates", access.ViewSummary, "Lists candidates for the list of a year (候选企业) in the actor's place, the strongest rule first, by rule, place, state, or those missed last year.", s.Candidates)
	rest.Read(a, "/candidates/overview", "get-candidate-overview", access.ViewSummary, "Gives the rules of the finder in force and its last runs over the actor's place.", s.CandidateOverview)
	rest.Create(a, "/candidates/find", "find-candidates", access.FindCandidate, "Runs the finder over the actor's place for the plan of a year: answers the job, which shows its progress.", s.FindCandidates)
	rest.Create(a, "/candidates/take", "take-candidates", access.Propose, "Takes several candidates into inventory and plan with what was found of each, with a result for each.", s.TakeCandidates)
	rest.Create(a, "/candidates/dismiss", "dismiss-candidates", access.KeepInventory, "Dismisses several candidates for one reason, with a result for each. 422 without a reason.", s.DismissCandidates)
	rest.Get(a, "/candidates/{id}", "get-candidate", access.ViewSummary, "Gives one candidate: the rules that hit with their facts, today's verdict, what it would bring into the plan.", s.Candidate)
	rest.Post(a, "/candidates/{id}/take", "take-candidate", access.Propose, "Takes a candidate into the inventory and proposes it for the annual plan with reasons and facts, in one decision.", s.TakeCandidate)
	rest.Post(a, "/candidates/{id}/dismiss", "dismiss-candidate", access.KeepInventory, "Dismisses a candidate (不列入) with a reason, which the journal keeps. 422 without one.", s.ActOnCandidate("dismiss"))
	rest.Post(a, "/candidates/{id}/reconsider", "reconsider-candidate", access.KeepInventory, "Takes back the dismissal of a candidate.", s.ActOnCandidate("reconsider"))
	rest.Post(a, "/candidates/{id}/release", "release-candidate", access.FindCandidate, "Makes a candidate open again whose plan item was taken back.", s.ActOnCandidate("release"))
	rest.Read(a, "/enterprises/{id}/candidacy", "get-candidacy", access.ViewSummary, "Says for each site of an enterprise which rules hit, which were missed and by how much, and what bars it (为什么是、为什么不是候选).", s.Candidacy)
	rest.Custom(a, http.MethodGet, "/candidates/export", "export-candidates", access.ViewSummary, "Downloads the candidates of the filters as xlsx or csv.",
		func(ctx context.Context, in *candidateExport) (*huma.StreamResponse, error) {
			format, _ := sheet.ParseFormat(in.Format)
			out, err := s.ExportCandidates(ctx, in.CandidateQuery, format)
			if err != nil {
				return nil, err
			}
			return rest.Download(out.Name, format.MediaType(), out.Write), nil
		}, binary("候选企业"))
	history(a, "/candidates/{id}/history", "get-candidate-history", "该候选企业", store.Find[Candidate], s)
}

type candidateExport struct {
	CandidateQuery
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}
