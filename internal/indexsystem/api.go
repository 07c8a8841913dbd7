package indexsystem

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/xuri/excelize/v2"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

type tableUpload struct {
	ID      string `path:"id" maxLength:"64"`
	RawBody huma.MultipartFormFiles[struct {
		// Nothing is required here: what is missing is said by the service, in Chinese.
		File    huma.FormFile `form:"file" required:"false" doc:"xlsx 或 csv 文件"`
		Version string        `form:"version" required:"false" doc:"读取时得到的版本号"`
	}]
}

type tableRef struct {
	ID string `path:"id" maxLength:"64"`
}

// Register declares the operations of the library.
func Register(a *rest.API, s *Service) {
	const path = "/index-systems/{id}"
	rest.Read(a, "/index-systems", "list-index-systems", access.ViewIndex, "Lists the index systems (评价指标体系): what was loaded and what is built in, with their states. Drafts are visible and rate nobody.", s.List)
	rest.Create(a, "/index-systems", "create-index-system", access.KeepIndex, "Begins an edition of an index system (新建指标体系); its table comes by load-index-table.", s.Create)
	rest.Get(a, path, "get-index-system", access.ViewIndex, "Gives one edition: the uploaded sheet beside what was read from it, what lint finds by row and cell, and the other editions of its series.", s.Get)
	rest.Put(a, path, "update-index-system", access.KeepIndex, "Corrects what is written of a draft. 409 for one that is proposed or released.", s.Update)
	rest.Custom(a, http.MethodPost, path+"/table", "load-index-table", access.KeepIndex, "Reads an uploaded sheet into a draft (录入指标表) and answers with the preview and everything that lint finds.",
		func(ctx context.Context, in *tableUpload) (*rest.Out[*IndexSystem], error) {
			form := in.RawBody.Data()
			defer in.RawBody.Form.RemoveAll() // temporary files of the upload; nothing depends on it
			if !form.File.IsSet {
				return nil, fault.Invalid("没有收到文件", fault.Field{Path: "file", Message: "请选择填写好的指标表。"})
			}
			source, err := sheet.Open(form.File, form.File.Size)
			if err != nil {
				return nil, err
			}
			defer source.Close()
			version, _ := strconv.ParseInt(form.Version, 10, 64)
			x, err := s.TakeTable(store.WithVersion(ctx, version), in.ID, source, form.File.Filename)
			if err != nil {
				return nil, err
			}
			return &rest.Out[*IndexSystem]{ETag: strconv.Quote(strconv.FormatInt(x.Version, 10)), Body: x}, nil
		}, func(op *huma.Operation) {
			op.MaxBodyBytes, op.BodyReadTimeout, op.DefaultStatus = 10<<20, 2*time.Minute, http.StatusOK
		})
	rest.Custom(a, http.MethodGet, path+"/table", "get-index-table", access.ViewIndex, "Downloads the table of an edition as a workbook, to correct it and load it as a new edition.",
		func(ctx context.Context, in *tableRef) (*huma.StreamResponse, error) {
			x, err := s.Get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			return workbookOf(x.Title()+".xlsx", func(w io.Writer) error { return writeTable(w, x) }), nil
		}, answersWorkbook)
	rest.Custom(a, http.MethodGet, "/index-table-template", "get-index-table-template", access.ViewIndex, "Downloads the empty template for the table of an index system.",
		func(context.Context, *struct{}) (*huma.StreamResponse, error) {
			return workbookOf("评价指标体系空白模板.xlsx", tableNoun().Template), nil
		}, answersWorkbook)
	rest.Post(a, path+"/propose", "propose-index-system", access.KeepIndex, "Hands an edition to a second person (送审). 409 while lint finds errors.", s.Propose)
	rest.Post(a, path+"/release", "release-index-system", access.KeepIndex, "Releases an edition (发布): by another person than who loaded and proposed it, after it was tried on the past audits.", s.Release)
	rest.Post(a, path+"/return", "return-index-system", access.KeepIndex, "Gives a proposed edition back with what is to be mended (退回修改).", s.Return)
	rest.Post(a, path+"/discard", "discard-index-system", access.KeepIndex, "Gives a draft up (作废), with the reason.", s.Discard)
	rest.Get(a, path+"/history", "get-index-system-history", access.ViewIndex, "Gives who did what with an edition (办理过程).",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	rest.Read(a, "/published-systems", "list-published-systems", access.ViewIndex, "Lists the index systems and standards that the state has published, with what is loaded and what is missing.",
		func(ctx context.Context, _ rest.None) (*PublishedList, error) { return s.Published(ctx, struct{}{}) })
}

func workbookOf(name string, write func(io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", sheet.XLSX.MediaType())
		c.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		c.SetHeader("X-Content-Type-Options", "nosniff")
		if err := write(c.BodyWriter()); err != nil {
			panic(http.ErrAbortHandler) // a broken transfer tells the browser that the file is not whole
		}
	}}
}

// writeTable writes the table of an edition as a workbook.
func writeTable(w io.Writer, x *IndexSystem) error {
	f := excelize.NewFile()
	defer f.Close()
	if x.Preview != nil {
		rows := append([][]string{x.Preview.Titles}, make([][]string, 0, len(x.Preview.Lines))...)
		for _, l := range x.Preview.Lines {
			rows = append(rows, l.Cells)
		}
		for i, row := range rows {
			if err := f.SetSheetRow("Sheet1", sheet.CellName(0, i+1), &row); err != nil {
				return err
			}
		}
	}
	return f.Write(w)
}

func answersWorkbook(op *huma.Operation) {
	op.Responses = map[string]*huma.Response{"200": {Description: "workbook", Content: map[string]*huma.MediaType{
		sheet.XLSX.MediaType(): {Schema: &huma.Schema{Type: "string", Format: "binary"}},
	}}}
}
