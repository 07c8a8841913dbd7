package performance

import (
	"context"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
)

type tableFile struct {
	Query
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

type roundFile struct {
	ID     string `path:"id" maxLength:"64"`
	Format string `query:"format" enum:"docx,pdf" default:"docx" doc:"文件格式"`
}

// Register declares the operations of performance.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/performance", "get-performance", access.ViewSummary, "Adds up what the options that were completed in a year have brought (绩效表): the province by city, a city by county, a county or zone by round.", s.Get)
	rest.Custom(a, http.MethodGet, "/performance/export", "export-performance", access.ViewSummary, "Downloads the performance table of a place as xlsx or csv.",
		func(ctx context.Context, in *tableFile) (*huma.StreamResponse, error) {
			format, _ := sheet.ParseFormat(in.Format)
			t, err := s.Get(ctx, in.Query)
			if err != nil {
				return nil, err
			}
			return rest.Download(t.RegionName+"清洁生产审核绩效表."+string(format), format.MediaType(), func(w io.Writer) error { return t.book(w, format) }), nil
		}, rest.AnswersFile(sheet.XLSX.MediaType(), sheet.CSV.MediaType()))
	rest.Read(a, "/abatement", "get-abatement", access.ViewSummary, "Gives the marginal abatement cost curve (减排成本曲线) of the rounds of a list year in a place or zone.", s.Abatement)
	rest.Get(a, "/audits/{id}/performance", "get-audit-performance", access.ViewAudit, "Gives the performance table (绩效表) of a round, option by option with its evidence.", s.Round)
	rest.Get(a, "/audits/{id}/abatement", "get-audit-abatement", access.ViewAudit, "Gives the marginal abatement cost curve of the options of a round.", s.AbatementOf)
	rest.Custom(a, http.MethodGet, "/audits/{id}/performance/document", "download-audit-performance", access.ViewAudit, "Downloads the performance table of a round on one page, as a word file or PDF.",
		func(ctx context.Context, in *roundFile) (*huma.StreamResponse, error) {
			f, err := s.Document(ctx, in.ID, in.Format)
			if err != nil {
				return nil, err
			}
			return rest.Download(f.Name, f.Media, f.Write), nil
		}, rest.AnswersFile(document.MediaType, document.PDFMediaType))
}
