package listing

import (
	"archive/zip"
	"context"
	"io"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/rest"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// history declares the case history of a kind of record, which is read by whoever may read the record.
func history[R store.Record](a *rest.API, path, id, what string, find func(tx *store.Tx, id, what string) (R, error), s *Service) {
	rest.Get(a, path, id, access.ViewListing, "Gives the case history (办理过程), newest first.", func(ctx context.Context, id string) (rest.History, error) {
		return store.Read(ctx, s.db, func(tx *store.Tx) (rest.History, error) {
			r, err := find(tx, id, what)
			if err != nil {
				return rest.History{}, err
			}
			subject := r.Subject()
			subject.CaseID = "" // the history of the record itself, not of the audit that it belongs to
			return rest.HistoryOf(tx.History(subject))
		})
	})
}

type exportRequest struct {
	ID     string `path:"id" maxLength:"64"`
	Format string `query:"format" enum:"xlsx,csv" default:"xlsx" doc:"文件格式"`
}

type changeExport struct {
	ChangeQuery
	Format string `query:"format" enum:"xlsx,docx" default:"xlsx" doc:"文件格式"`
}

func (s *Service) sendChanges(ctx context.Context, in *changeExport) (*huma.StreamResponse, error) {
	out, err := s.ChangeFile(ctx, in.ChangeQuery, in.Format)
	if err != nil {
		return nil, err
	}
	media := document.MediaType
	if in.Format != "docx" {
		media = sheet.XLSX.MediaType()
	}
	return rest.Download(out.Name, media, out.Write), nil
}

type planFileRequest struct {
	ID  string `path:"id" maxLength:"64"`
	Seq int    `query:"seq" minimum:"0" doc:"第几次报送的文件，不填为最近一次"`
}

type listFileRequest struct {
	ID     string `path:"id" maxLength:"64"`
	Format string `query:"format" enum:"xlsx,csv,pdf" default:"xlsx" doc:"文件格式"`
}

type noticeID struct {
	ID string `path:"id" maxLength:"64"`
}

type noticesRequest struct {
	IDs    []string `query:"ids" maxItems:"200" doc:"只要这几份，标识以逗号分隔"`
	List   string   `query:"list" maxLength:"64" doc:"名单"`
	Region string   `query:"region" maxLength:"6" doc:"行政区划代码"`
}

// zipNotices writes the notices of a county or city into one archive, each as it is read.
func (s *Service) zipNotices(ctx context.Context, in *noticesRequest) *huma.StreamResponse {
	name := "告知书"
	if in.Region != "" {
		name = s.regionName(in.Region) + name
	}
	return rest.Download(name+".zip", "application/zip", func(w io.Writer) error {
		archive := zip.NewWriter(w)
		for f, err := range s.LetterFiles(ctx, NoticeQuery{ListID: in.List, Region: in.Region, IDs: in.IDs}) {
			if err != nil {
				return err
			}
			entry, err := archive.Create(f.Name)
			if err != nil {
				return err
			}
			if err := f.Write(entry); err != nil {
				return err
			}
		}
		record, err := archive.Create("送达登记表.xlsx")
		if err != nil {
			return err
		}
		if err := s.writeDelivery(ctx, NoticeQuery{ListID: in.List, Region: in.Region}, record); err != nil {
			return err
		}
		return archive.Close()
	})
}

// binary describes a download in the contract.
func binary(what string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		op.Responses = map[string]*huma.Response{"200": {Description: what, Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}}
	}
}
