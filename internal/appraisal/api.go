package appraisal

import (
	"bytes"
	"context"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/rest"
)

// Register declares the operations of evaluation and acceptance.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/appraisals", "list-appraisals", access.ViewAppraisal, "Lists evaluations and acceptances (评估与验收) in the actor's place; an expert sees those on whose panel the expert sits.", s.List)
	rest.Create(a, "/appraisals", "apply-appraisal", access.Apply, "Applies for evaluation or acceptance (申请). 422 names every missing material, 409 says why the audit is not ready.", s.Apply)
	rest.Read(a, "/appraisals/requirements", "get-appraisal-requirements", access.Apply, "Tells what an application must carry and what still stands in its way.", s.Requirements)
	rest.Create(a, "/appraisals/publish", "publish-appraisals", access.PublishResult, "Publishes the results of acceptances in one act (公布结果). Published results stand.", s.Publish)
	rest.Get(a, "/appraisals/{id}", "get-appraisal", access.ViewAppraisal, "Gives one appraisal with panel, materials, clocks, and to an expert the own sheet.", s.Get)
	rest.Get(a, "/appraisals/{id}/history", "get-appraisal-history", access.ViewAppraisal, "Gives the case history (办理过程) of one appraisal.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Post(a, "/appraisals/{id}/request-completion", "request-appraisal-completion", access.OrganiseAppraisal, "Tells the applicant once everything that is missing (一次性告知补正).", s.RequestCompletion)
	rest.Post(a, "/appraisals/{id}/complete", "complete-appraisal", access.Apply, "Hands in what was missing (补正).", s.Complete)
	rest.Post(a, "/appraisals/{id}/docket", "docket-appraisal", access.OrganiseAppraisal, "Takes the application up (受理); fixes the score sheet and starts the department's clock.", s.Docket)
	rest.Post(a, "/appraisals/{id}/decline", "decline-appraisal", access.OrganiseAppraisal, "Refuses the application with the reason (不予受理).", s.Decline)
	registerPanel(a, s)
	registerMarks(a, s)
	rest.Post(a, "/appraisals/{id}/conclude", "conclude-appraisal", access.OrganiseAppraisal, "Enters the computed outcome with the opinion of the panel (作出结论). The outcome itself cannot be given.", s.Conclude)
	rest.Post(a, "/appraisals/{id}/report", "report-appraisal", access.OrganiseAppraisal, "Sends the result of an acceptance up to the province (上报).", s.Report)
	rest.Get(a, "/appraisals/{id}/result", "get-appraisal-result", access.ViewAppraisal, "Gives mean and spread of every item, and after the conclusion each expert's sheet; for departments.", s.Result)
	rest.Custom(a, http.MethodGet, "/appraisals/{id}/opinion-document", "download-appraisal-opinion", access.ViewAppraisal, "Downloads the opinion as docx, after the conclusion.",
		func(ctx context.Context, in *opinionID) (*huma.StreamResponse, error) {
			f, err := s.OpinionDocument(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return attachment(f)
		}, describeOpinion)
	rest.Get(a, "/sheets/{id}", "get-sheet", access.ViewAppraisal, "Gives a score sheet (评分表) with its items, veto items, tiers and source.", s.Sheet)
}

func registerPanel(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodGet, "/appraisals/{id}/candidates", "list-panel-candidates", access.OrganiseAppraisal, "Lists the experts who may be appointed, and the reasons of those who must recuse themselves (回避).",
		func(ctx context.Context, in *candidatesRequest) (*candidatesAnswer, error) {
			out, err := s.Candidates(ctx, in.ID, in.Province)
			return &candidatesAnswer{Body: out}, err
		})
	rest.Post(a, "/appraisals/{id}/draw", "draw-appraisal-panel", access.OrganiseAppraisal, "Draws experts at random (随机抽取); seed and candidates stay in the journal, so that the draw can be repeated.", s.Draw)
	rest.Post(a, "/appraisals/{id}/set-panel", "set-appraisal-panel", access.OrganiseAppraisal, "Appoints or changes the panel and calls its meeting (组建专家组).", s.SetPanel)
}

func registerMarks(a *rest.API, s *Service) {
	rest.Get(a, "/appraisals/{id}/marks", "get-own-marks", access.Mark, "Gives the expert's own sheet. Nobody else's is ever shown here.", s.Marks)
	rest.Put(a, "/appraisals/{id}/marks", "save-own-marks", access.Mark, "Keeps the expert's own sheet as far as it is filled in. 422 names every faulty mark.", s.SaveMarks)
	rest.Post(a, "/appraisals/{id}/accept", "accept-panel-invitation", access.Mark, "Joins the panel with the declaration to have no interest (声明无利害关系).", s.Accept)
	rest.Post(a, "/appraisals/{id}/recuse", "recuse-from-panel", access.Mark, "Withdraws from the panel with the reason (回避).", s.Recuse)
	rest.Post(a, "/appraisals/{id}/submit-marks", "submit-own-marks", access.Mark, "Hands in the own sheet with a declaration; locks it. The last one in completes the marking.", s.SubmitMarks)
}

type opinionID struct {
	ID string `path:"id" maxLength:"64"`
}

type candidatesRequest struct {
	ID       string `path:"id" maxLength:"64"`
	Province bool   `query:"province" doc:"全省的专家；不填为本市和省级专家库"`
}

type candidatesAnswer struct{ Body PanelCandidates }

// attachment writes the document before the answer begins, so that a fault is still answered as one.
func attachment(f *OpinionFile) (*huma.StreamResponse, error) {
	var content bytes.Buffer
	if err := f.Write(&content); err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", document.MediaType)
		ctx.SetHeader("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		ctx.SetHeader("Cache-Control", "private, no-cache")
		_, _ = ctx.BodyWriter().Write(content.Bytes())
	}}, nil
}

func describeOpinion(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: "评审意见", Content: map[string]*huma.MediaType{
		document.MediaType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
}
