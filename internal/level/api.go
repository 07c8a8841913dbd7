package level

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

type ratingRef struct {
	ID string `path:"id" maxLength:"64"`
	Query
}

type ratingInput struct {
	ID      string `path:"id" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"读取时得到的版本号；也可写在请求体的 version 字段"`
	Body    Input
}

type absenceInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body AbsenceInput
}

type fitInput struct {
	ID    string `path:"id" maxLength:"64"`
	Phase string `query:"phase" enum:",before,after"`
	Body  FitInput
}

type calculationRef struct {
	ID     string `path:"id" maxLength:"64"`
	Phase  string `query:"phase" enum:",before,after" doc:"审核前或者审核后"`
	Format string `query:"format" enum:",docx,pdf"`
}

// Register declares the operations of levels and of the replay of index systems.
func Register(a *rest.API, s *Service) {
	const path = "/audits/{id}/rating"
	rest.Custom(a, http.MethodGet, path, "get-rating", access.ViewAudit, "Gives the cleaner production level (清洁生产水平) of an audit before or after: what is asked, what was entered, the result with every step, gaps and the least-cost way to the next level; by another edition to try it.",
		func(ctx context.Context, in *ratingRef) (*rest.Out[*RatingPage], error) {
			return ratingAnswer(s.Get(ctx, in.ID, in.Query))
		})
	rest.Custom(a, http.MethodPut, path, "save-rating", access.FillAudit, "Keeps the values of the indicators; the engine finds the level. There is no field for a level of a measured indicator or of the enterprise: one that is sent is refused.",
		func(ctx context.Context, in *ratingInput) (*rest.Out[*RatingPage], error) {
			version, _ := strconv.ParseInt(strings.Trim(strings.TrimPrefix(in.IfMatch, "W/"), `"`), 10, 64)
			if version == 0 {
				version = in.Body.Version
			}
			return ratingAnswer(s.Save(store.WithVersion(ctx, version), in.ID, in.Body))
		})
	rest.Custom(a, http.MethodPost, path+"/check", "check-rating", access.ViewAudit, "Tells what would follow from values of the indicators, without keeping them.",
		func(ctx context.Context, in *ratingInput) (*rest.Out[*RatingPage], error) {
			return ratingAnswer(s.Check(ctx, in.ID, in.Body))
		})
	rest.Custom(a, http.MethodPost, path+"/absence", "judge-absence", access.Mark, "An expert on a panel of the audit confirms, or does not agree, that a whole class of indicators does not concern the enterprise (整类指标不涉及); once confirmed, its weight is spread over the other classes and the level is found anew.",
		func(ctx context.Context, in *absenceInput) (*rest.Out[*RatingPage], error) {
			return ratingAnswer(s.JudgeAbsence(store.WithVersion(ctx, in.Body.Version), in.ID, in.Body))
		})
	rest.Custom(a, http.MethodPost, path+"/fit", "judge-fit", access.OrganiseAppraisal, "The office that organises the appraisal finds, with its reason, that an index system of the industry does not fit what the enterprise does (不适用的认定), so that no level by it is owed for this audit; or takes that back.",
		func(ctx context.Context, in *fitInput) (*rest.Out[*RatingPage], error) {
			return ratingAnswer(s.JudgeFit(ctx, in.ID, in.Phase, in.Body))
		})
	rest.Custom(a, http.MethodGet, "/audits/{id}/rating-calculation", "download-rating-calculation", access.ViewAudit, "Downloads the one-page calculation sheet (计算书) of a level, as a word file or PDF.",
		func(ctx context.Context, in *calculationRef) (*huma.StreamResponse, error) {
			f, err := s.Calculation(ctx, in.ID, in.Phase, in.Format)
			if err != nil {
				return nil, err
			}
			return rest.Download(f.Name, f.Media, f.Write), nil
		}, rest.AnswersFile(document.PDFMediaType, document.MediaType))
	rest.Get(a, "/index-systems/{id}/replays", "list-replays", access.KeepIndex, "Lists the replays (试算) of an edition over the past audits, the latest first.", s.Replays)
	rest.Post(a, "/index-systems/{id}/replay", "replay-index-system", access.KeepIndex, "Tries an edition on all past audits of its series, as a job with progress: whose level would change, and why.", s.Ask)
	rest.List(a, "/replay-changes", "list-replay-changes", access.KeepIndex, "Lists the audits whose level a replay would change, each with the reason.", s.Changes)
}

func ratingAnswer(p *RatingPage, err error) (*rest.Out[*RatingPage], error) {
	if err != nil {
		return nil, err
	}
	return &rest.Out[*RatingPage]{ETag: strconv.Quote(strconv.FormatInt(p.Version, 10)), Body: p}, nil
}
