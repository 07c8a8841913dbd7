package enterprise

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
)

// registerFacts declares the operations on the facts of sites.
func registerFacts(a *rest.API, s *Service) {
	rest.List(a, "/site-facts", "list-site-facts", access.ViewEnterprise, "Lists the yearly facts of sites (厂区年度事实) on which the rules for listing stand, in the actor's place.", s.Facts)
	rest.Post(a, "/enterprises/{id}/facts", "record-site-fact", access.RecordFact, "Records a fact of a site for a year with its evidence: substance, hazardous waste, energy per unit of product, exceedance, earlier audit. 422 with all faults.", s.AddFact)
	rest.Get(a, "/site-facts/{id}", "get-site-fact", access.ViewEnterprise, "Gives one fact with the lists (名录) on which its substance stands.", s.Fact)
	rest.Put(a, "/site-facts/{id}", "revise-site-fact", access.RecordFact, "Corrects a fact. 409 with the changes if somebody else was faster; 403 if a department has recorded what an enterprise would change.", s.ReviseFact)
	rest.Delete(a, "/site-facts/{id}", "remove-site-fact", access.RecordFact, "Removes a fact that was recorded in error; the journal keeps it.", s.RemoveFact)
	rest.Get(a, "/site-facts/{id}/history", "get-site-fact-history", access.ViewEnterprise, "Gives the journal (办理过程) of a fact.", history(s.FactHistory))
	rest.List(a, "/energy-limits", "list-energy-limits", access.UseDesk, "Finds limits of energy per unit of product (单位产品能源消耗限额) by product, standard or indicator.", s.EnergyLimits)
	rest.Custom(a, http.MethodGet, "/site-facts/template", "get-site-fact-template", access.ViewEnterprise, "Gives the empty workbook for an import of facts (导入模板).", s.sendFactTemplate, answersFile)
	rest.Custom(a, http.MethodGet, "/site-facts/export", "export-site-facts", access.ViewEnterprise, "Exports the facts of the filters as xlsx or csv; what was exported can be edited and imported again.", s.sendFacts, answersFile)
	rest.Custom(a, http.MethodPost, "/site-facts/import", "import-site-facts", access.ImportEnterprise, "Imports a list of facts by a job: dry-run checks only, all-or-nothing writes when every row is good, good-rows leaves faulty rows out. Progress and result stand under /enterprise-imports.", s.receiveFacts,
		func(op *huma.Operation) {
			op.DefaultStatus, op.MaxBodyBytes, op.BodyReadTimeout = http.StatusAccepted, 110<<20, 15*time.Minute
		})
}

type factExport struct {
	FactQuery
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

func (s *Service) sendFacts(ctx context.Context, in *factExport) (*huma.StreamResponse, error) {
	format, _ := sheet.ParseFormat(in.Format)
	export, err := s.ExportFacts(ctx, in.FactQuery, format)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		attach(c, format, export.Name)
		whole(export.Write(c.BodyWriter()))
	}}, nil
}

func (s *Service) sendFactTemplate(context.Context, *rest.None) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		attach(c, sheet.XLSX, "厂区年度事实导入模板.xlsx")
		whole(FactNoun().Template(c.BodyWriter()))
	}}, nil
}

type factUpload struct {
	RawBody huma.MultipartFormFiles[struct {
		// Nothing is required here: what is missing is said by the service, in Chinese and together.
		File huma.FormFile `form:"file" required:"false" doc:"xlsx 或 csv 文件"`
		Mode string        `form:"mode" required:"false" doc:"导入方式：dry-run 只校验，all-or-nothing 全部合格才导入，good-rows 只导入合格的行"`
	}]
}

func (s *Service) receiveFacts(ctx context.Context, in *factUpload) (*importAccepted, error) {
	form := in.RawBody.Data()
	defer in.RawBody.Form.RemoveAll() // temporary files of the upload; nothing depends on it
	var file io.Reader
	if form.File.IsSet {
		file = form.File
	}
	j, err := s.ImportFacts(ctx, file, ImportOrder{Mode: form.Mode, FileName: form.File.Filename})
	if err != nil {
		return nil, err
	}
	return &importAccepted{Body: j}, nil
}
