package audit

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/rest"
)

type draftRef struct {
	ID      string `path:"id" maxLength:"64"`
	Variant string `query:"variant" enum:"evaluation,full,brief,public" default:"evaluation" doc:"稿种"`
}

type reportRef struct {
	ID       string `path:"id" maxLength:"64"`
	Variant  string `query:"variant" enum:"evaluation,full,brief,public" default:"evaluation" doc:"稿种"`
	Format   string `query:"format" enum:"docx,pdf" default:"docx" doc:"文件格式"`
	Official bool   `query:"official" doc:"正式稿；质量检查有错误时不能生成"`
}

func registerReport(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodGet, "/audits/{id}/report-draft", "get-report-draft", access.ViewAudit, "Writes the audit report (审核报告) from the dossier: chapters, texts, tables, figures, and what the gate finds.",
		func(ctx context.Context, r *draftRef) (*rest.Out[*ReportDraft], error) {
			d, err := s.ReportDraft(ctx, r.ID, r.Variant)
			if err != nil {
				return nil, err
			}
			return &rest.Out[*ReportDraft]{Body: d}, nil
		})
	rest.Put(a, "/audits/{id}/report-text", "save-report-text", access.FillAudit, "Keeps an edited text of the report; an empty one gives way to the draft of the system.", s.SaveText)
	rest.Post(a, "/audits/{id}/report-secrets", "mark-report-secret", access.FillAudit, "Marks a row of the dossier as a trade secret (商业秘密) that the public version withholds, or takes the mark back.", s.MarkSecret)
	rest.Post(a, "/audits/{id}/report-sign", "sign-report", access.RunAudit, "Makes the official report and binds the declaration of the legal representative to its hash and that of the dossier (签署).", s.Sign)
	rest.Custom(a, http.MethodGet, "/audits/{id}/report-file", "download-report", access.ViewAudit, "Downloads the audit report as docx or pdf; a draft says so over every page.",
		func(ctx context.Context, r *reportRef) (*huma.StreamResponse, error) {
			f, err := s.ReportFile(ctx, r.ID, r.Variant, r.Format, r.Official)
			if err != nil {
				return nil, err
			}
			var whole bytes.Buffer // a fault in writing is answered before the head is sent
			if err := f.Write(&whole); err != nil {
				return nil, err
			}
			return &huma.StreamResponse{Body: func(c huma.Context) {
				c.SetHeader("Content-Type", f.Media)
				c.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
				c.SetHeader("X-Content-Type-Options", "nosniff")
				c.SetHeader("Cache-Control", "private, no-store")
				_, _ = c.BodyWriter().Write(whole.Bytes()) // the reader is gone: nothing is left to tell
			}}, nil
		}, func(op *huma.Operation) {
			op.Responses = map[string]*huma.Response{"200": {Description: "审核报告", Content: map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
		})
}
