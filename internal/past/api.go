package past

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
)

// Register declares the operations on past days.
func Register(a *rest.API, s *Service) {
	rest.Read(a, "/past", "get-past", access.ViewListing, "Tells from when on every change is kept whole, and what holds for days before (往日名册).", s.Known)
	rest.List(a, "/past/enterprises", "list-past-enterprises", access.ViewListing, "Lists enterprises as they stood at the end of a past day (往日企业名录): name, county, attributes, inventory, rounds, former names and places. 422 for a day that has not ended.", s.Enterprises)
	rest.List(a, "/past/list-rows", "list-past-list-rows", access.ViewListing, "Lists the published lists of a year as they stood at the end of a past day (往日名单): who was on, who had been taken off and why.", s.Rows)
	rest.Read(a, "/past/changes", "get-past-changes", access.ViewListing, "Tells what has changed in the register and the inventory between the ends of two days (名册变化), field by field.", s.Changes)
	rest.Custom(a, http.MethodGet, "/past/enterprises/export", "export-past-enterprises", access.ViewListing, "Exports the register of a past day (导出往日企业名录) as xlsx or csv.", s.sendEnterprises, answersFile)
	rest.Custom(a, http.MethodGet, "/past/list-rows/export", "export-past-list-rows", access.ViewListing, "Exports the lists of a year as of a past day (导出往日名单) as xlsx or csv.", s.sendRows, answersFile)
	rest.Custom(a, http.MethodGet, "/past/changes/export", "export-past-changes", access.ViewListing, "Exports what has changed between two days (导出名册变化) as xlsx or csv, one line per field.", s.sendChanges, answersFile)
}

type enterprisesExport struct {
	EnterpriseQuery
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

type rowsExport struct {
	RowQuery
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

type changesExport struct {
	ChangeQuery
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

func (s *Service) sendEnterprises(ctx context.Context, in *enterprisesExport) (*huma.StreamResponse, error) {
	format, _ := sheet.ParseFormat(in.Format)
	export, err := s.ExportEnterprises(ctx, in.EnterpriseQuery, format)
	return send(export, format, err)
}

func (s *Service) sendRows(ctx context.Context, in *rowsExport) (*huma.StreamResponse, error) {
	format, _ := sheet.ParseFormat(in.Format)
	export, err := s.ExportRows(ctx, in.RowQuery, format)
	return send(export, format, err)
}

func (s *Service) sendChanges(ctx context.Context, in *changesExport) (*huma.StreamResponse, error) {
	format, _ := sheet.ParseFormat(in.Format)
	export, err := s.ExportChanges(ctx, in.ChangeQuery, format)
	return send(export, format, err)
}

// send answers with the table. A download that breaks off cuts the connection: the status has been sent by then, and only
// a broken transfer tells the browser that the file is not whole.
func send(export Export, format sheet.Format, err error) (*huma.StreamResponse, error) {
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", format.MediaType())
		c.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(export.Name))
		c.SetHeader("Cache-Control", "no-store")
		c.SetHeader("X-Content-Type-Options", "nosniff")
		if err := export.Write(c.BodyWriter()); err != nil {
			slog.Warn("download broke off", "error", err)
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

func answersFile(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: "file", Content: map[string]*huma.MediaType{
		sheet.XLSX.MediaType(): {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}}
}
