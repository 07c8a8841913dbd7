package enterprise

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/job"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Register declares the operations of the register of enterprises.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/enterprises", "list-enterprises", access.ViewEnterprise, "Lists enterprises (企业) in the actor's place. Searches name, former names and credit code.", s.List)
	rest.Create(a, "/enterprises", "create-enterprise", access.EditEnterprise, "Registers an enterprise with its first site (登记企业). 422 with all faults; a taken credit code says by whom.", s.Create)
	rest.Read(a, "/enterprises/credit-code", "check-credit-code", access.ViewEnterprise, "Checks a unified social credit code (统一社会信用代码), proposes the right one for typical slips, and tells who is registered under it.", s.CheckCode)
	rest.Get(a, "/enterprises/{id}", "get-enterprise", access.ViewEnterprise, "Gives one enterprise with former names (曾用名) and attributes in force.", s.Get)
	rest.Put(a, "/enterprises/{id}", "update-enterprise", access.EditEnterprise, "Corrects an enterprise. The name is changed by rename-enterprise. 409 with the changes if somebody else was faster.", s.Update)
	rest.Post(a, "/enterprises/{id}/rename", "rename-enterprise", access.EditEnterprise, "Renames an enterprise (更名) from a day on and keeps the former name; a correction keeps none.", s.Rename)
	rest.Post(a, "/enterprises/{id}/suspend", "suspend-enterprise", access.EditEnterprise, "Records that production has stopped (停产), with day and evidence.", s.Change("suspend"))
	rest.Post(a, "/enterprises/{id}/resume", "resume-enterprise", access.EditEnterprise, "Records that production has resumed (恢复生产), with day and evidence.", s.Change("resume"))
	rest.Post(a, "/enterprises/{id}/close", "close-enterprise", access.EditEnterprise, "Records that the enterprise has closed (关闭), with day and evidence.", s.Change("close"))
	rest.Post(a, "/enterprises/{id}/reopen", "reopen-enterprise", access.EditEnterprise, "Takes back that the enterprise has closed (撤销关闭登记).", s.Change("reopen"))
	rest.Get(a, "/enterprises/{id}/history", "get-enterprise-history", access.ViewEnterprise, "Gives the journal (办理过程) of an enterprise with its sites, names and attributes.", history(s.History))
	rest.Get(a, "/enterprises/{id}/names", "list-enterprise-names", access.ViewEnterprise, "Gives the name now and the former names by date (曾用名).", s.Names)
	rest.Read(a, "/sectors", "list-sectors", access.UseDesk, "Gives the fields of the economy (领域) with their industries, responsible department and what each asks of an enterprise.", s.Sectors)
	registerSites(a, s)
	registerAttributes(a, s)
	registerTables(a, s)
	registerFacts(a, s)
}

func registerSites(a *rest.API, s *Service) {
	rest.List(a, "/sites", "list-sites", access.ViewEnterprise, "Lists production sites (厂区) in the actor's place, also those of enterprises registered elsewhere.", s.ListSites)
	rest.Create(a, "/sites", "create-site-by-code", access.EditEnterprise, "Registers a site in the actor's place of an enterprise that may be registered elsewhere, by its credit code (同一法人的又一个厂区).", s.AddSiteByCode)
	rest.Get(a, "/enterprises/{id}/sites", "list-enterprise-sites", access.ViewEnterprise, "Gives the sites (厂区) of an enterprise.", s.SitesOf)
	rest.Post(a, "/enterprises/{id}/sites", "create-site", access.EditEnterprise, "Registers a further site (登记厂区) of an enterprise.", s.AddSite)
	rest.Get(a, "/sites/{id}", "get-site", access.ViewEnterprise, "Gives one site (厂区) with warnings on what should be looked at.", s.GetSite)
	rest.Put(a, "/sites/{id}", "update-site", access.EditEnterprise, "Corrects a site. 409 with the changes if somebody else was faster.", s.UpdateSite)
	rest.Post(a, "/sites/{id}/close", "close-site", access.EditEnterprise, "Records that a site has closed (厂区关闭), with day and evidence.", s.ChangeSite("close"))
	rest.Post(a, "/sites/{id}/reopen", "reopen-site", access.EditEnterprise, "Takes back that a site has closed (撤销厂区关闭登记).", s.ChangeSite("reopen"))
	rest.Get(a, "/sites/{id}/history", "get-site-history", access.ViewEnterprise, "Gives the journal (办理过程) of a site.", history(s.SiteHistory))
}

func registerAttributes(a *rest.API, s *Service) {
	rest.Get(a, "/enterprises/{id}/attributes", "list-attributes", access.ViewEnterprise, "Gives the attributes (分类管理属性) of an enterprise with their evidence, those in force first.", s.ListAttributes)
	rest.Post(a, "/enterprises/{id}/attributes", "create-attribute", access.EditEnterprise, "Establishes an attribute of a site with its evidence and day (认定属性).", s.AddAttribute)
	rest.Post(a, "/attributes/{id}/end", "end-attribute", access.EditEnterprise, "Ends an attribute on a day (终止属性); the record stays as history.", s.EndAttribute)
	rest.Get(a, "/attributes/{id}/history", "get-attribute-history", access.ViewEnterprise, "Gives the journal (办理过程) of an attribute.", history(s.AttributeHistory))
}

func history(of func(context.Context, string) ([]store.Journal, error)) func(context.Context, string) (rest.History, error) {
	return func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(of(ctx, id)) }
}

// registerTables declares template, import and export.
func registerTables(a *rest.API, s *Service) {
	rest.Custom(a, http.MethodGet, "/enterprises/template", "get-enterprise-template", access.ViewEnterprise, "Gives the empty workbook for an import (导入模板).", s.sendTemplate, answersFile)
	rest.Custom(a, http.MethodGet, "/enterprises/export", "export-enterprises", access.ViewEnterprise, "Exports the enterprises of the filters (导出企业名录), one row per site, as xlsx or csv.", s.sendExport, answersFile)
	rest.Custom(a, http.MethodPost, "/enterprises/import", "import-enterprises", access.ImportEnterprise, "Imports a list (批量导入) of any column order by a job: dry-run checks only, all-or-nothing writes when every row is good, good-rows leaves faulty rows out. Repeating an import changes nothing.", s.receiveImport,
		func(op *huma.Operation) {
			op.DefaultStatus, op.MaxBodyBytes, op.BodyReadTimeout = http.StatusAccepted, 110<<20, 15*time.Minute
		})
	rest.Get(a, "/enterprise-imports/{id}", "get-enterprise-import", access.ImportEnterprise, "Shows the progress and the result of an import: counts and faults by row and column.", s.Progress)
	rest.Custom(a, http.MethodGet, "/enterprise-imports/{id}/result", "get-enterprise-import-result", access.ImportEnterprise, "Gives the uploaded list back as a workbook with faulty cells coloured and explained (批注后的文件).", s.sendAnnotated, answersFile)
}

// answersFile describes an answer that is a file.
func answersFile(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: "file", Content: map[string]*huma.MediaType{
		sheet.XLSX.MediaType(): {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}}
}

// attach says what the answer is and under which name it is kept; the name is Chinese, so that it is percent-encoded.
func attach(c huma.Context, format sheet.Format, name string) {
	c.SetHeader("Content-Type", format.MediaType())
	c.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	c.SetHeader("Cache-Control", "no-store")
	c.SetHeader("X-Content-Type-Options", "nosniff")
}

// whole cuts the connection when a download breaks off: the status has been sent by then, and only a broken transfer tells
// the browser that the file is not whole.
func whole(err error) {
	if err != nil {
		slog.Warn("download broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
}

type exportQuery struct {
	Filter
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

func (s *Service) sendExport(ctx context.Context, in *exportQuery) (*huma.StreamResponse, error) {
	format, _ := sheet.ParseFormat(in.Format)
	export, err := s.Export(ctx, in.Filter, format)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		attach(c, format, export.Name)
		whole(export.Write(c.BodyWriter()))
	}}, nil
}

func (s *Service) sendTemplate(context.Context, *rest.None) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		attach(c, sheet.XLSX, "企业名录导入模板.xlsx")
		whole(Noun().Template(c.BodyWriter()))
	}}, nil
}

type importUpload struct {
	RawBody huma.MultipartFormFiles[struct {
		// Nothing is required here: what is missing is said by the service, in Chinese and together.
		File          huma.FormFile `form:"file" required:"false" doc:"xlsx 或 csv 文件"`
		Mode          string        `form:"mode" required:"false" doc:"导入方式：dry-run 只校验，all-or-nothing 全部合格才导入，good-rows 只导入合格的行"`
		DefaultRegion string        `form:"default_region" required:"false" doc:"所在地不明或不属于本省的行登记到这个县（市、区）"`
		Accept        bool          `form:"accept" required:"false" doc:"采用系统建议的统一社会信用代码"`
	}]
}

type importAccepted struct{ Body *job.Job }

func (s *Service) receiveImport(ctx context.Context, in *importUpload) (*importAccepted, error) {
	form := in.RawBody.Data()
	defer in.RawBody.Form.RemoveAll() // temporary files of the upload; nothing depends on it
	var file io.Reader
	if form.File.IsSet {
		file = form.File
	}
	j, err := s.Import(ctx, file, ImportOrder{Mode: form.Mode, DefaultRegion: form.DefaultRegion, Accept: form.Accept, FileName: form.File.Filename})
	if err != nil {
		return nil, err
	}
	return &importAccepted{Body: j}, nil
}

type byImport struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Service) sendAnnotated(ctx context.Context, in *byImport) (*huma.StreamResponse, error) {
	path, name, err := s.Annotated(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &huma.StreamResponse{Body: func(c huma.Context) {
		defer f.Close()
		attach(c, sheet.XLSX, name)
		_, err := io.Copy(c.BodyWriter(), f)
		whole(err)
	}}, nil
}
