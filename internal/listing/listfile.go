package listing

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// ListFile is one file of a published list for the provincial website: made once with the publication, kept with its hash.
type ListFile struct {
	Format string `json:"format" enum:"xlsx,csv,pdf"`
	FileID string `json:"file_id"`
	Name   string `json:"name"`
	Size   int64  `json:"size" doc:"字节数"`
	SHA256 string `json:"sha256" doc:"SHA-256校验值"`
}

// ListFormats are the files of a published list, by purpose.
var ListFormats = []struct{ Format, Purpose string }{{"xlsx", "list-xlsx"}, {"csv", "list-csv"}, {"pdf", "list-pdf"}}

// ListFiles says who answers for the files of lists: who reads a list reads them, and nobody adds or removes one.
func (s *Service) ListFiles() file.Owner {
	see := func(tx *store.Tx, id string) (store.Subject, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return store.Subject{}, fault.NotFound("该名单")
		}
		l, err := findList(tx, id)
		if err != nil {
			return store.Subject{}, err
		}
		return l.Subject(), nil
	}
	return file.Owner{See: see, Change: func(tx *store.Tx, id string) (store.Subject, error) {
		subject, err := see(tx, id)
		if err == nil {
			err = fault.Forbidden("名单文件由系统在公布时制作并封存，任何人不能增减。")
		}
		return subject, err
	}}
}

func (s *Service) listFiles(tx *store.Tx, l *List) ([]ListFile, error) {
	all, err := s.files.Of(tx, l.Subject(), "")
	out := []ListFile{}
	for _, format := range ListFormats {
		for _, f := range all {
			if f.Purpose == format.Purpose {
				out = append(out, ListFile{Format: format.Format, FileID: f.ID, Name: f.Name, Size: f.Size, SHA256: f.SHA256})
				break
			}
		}
	}
	return out, err
}

// ListFile gives one of the files of a list that the actor may read.
func (s *Service) ListFile(ctx context.Context, id, format string) (*LetterFile, error) {
	l, err := s.List(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, f := range l.Files {
		if f.Format == format {
			return &LetterFile{Name: f.Name, content: func() (io.ReadCloser, error) {
				_, content, err := s.files.Content(access.With(ctx, access.System), f.FileID)
				return content, err
			}}, nil
		}
	}
	return nil, fault.NotFound("该名单文件")
}

// produceFiles makes the files of a published list that are still missing. The system makes them, whoever gave the order.
func (s *Service) produceFiles(ctx context.Context, l *List) error {
	ctx = access.With(ctx, access.System)
	have, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]ListFile, error) { return s.listFiles(tx, l) })
	if err != nil {
		return err
	}
	made := map[string]bool{}
	for _, f := range have {
		made[f.Format] = true
	}
	for _, format := range ListFormats {
		if made[format.Format] {
			continue
		}
		var content bytes.Buffer
		if err := s.writeList(ctx, l, format.Format, &content); err != nil {
			return err
		}
		blob, err := s.files.Put(ctx, cleanName(l.Title)+"."+format.Format, &content)
		if err != nil {
			return err
		}
		err = store.Do(ctx, s.db, func(tx *store.Tx) error {
			if there, err := s.files.Of(tx, l.Subject(), format.Purpose); err != nil || len(there) > 0 {
				return err // somebody else has just made it
			}
			f, err := s.files.Save(tx, l.Subject(), format.Purpose, blob)
			if err != nil {
				return err
			}
			return file.Hold(tx, l.Subject(), "公布名单", f.ID)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) writeList(ctx context.Context, l *List, format string, w io.Writer) error {
	if format != "pdf" {
		return rowSheet.Export(w, sheet.Format(format), s.exportedOf(ctx, l))
	}
	head := document.Listing{
		Title: l.Title, Lines: []string{l.DocumentNo + "　" + l.PublishedOn.Chinese() + "公布"}, Foot: fmt.Sprintf("共%d家。名单内容校验值 %s", l.RowsTotal, l.RowsSHA256), Author: "山东省生态环境厅",
		Columns: []document.TableColumn{
			{Title: "序号", Weight: 3, Align: document.Right}, {Title: "设区的市", Weight: 5, Align: document.Center}, {Title: "县（市、区）", Weight: 6, Align: document.Center}, {Title: "企业名称", Weight: 16, Align: document.Left},
			{Title: "厂区", Weight: 7, Align: document.Left}, {Title: "统一社会信用代码", Weight: 11, Align: document.Center}, {Title: "重点行业", Weight: 6, Align: document.Center},
			{Title: "列入原因", Weight: 7, Align: document.Center}, {Title: "分类管理", Weight: 6, Align: document.Center},
		},
	}
	return head.WritePDF(w, func(yield func([]string, error) bool) {
		for e, err := range s.exportedOf(ctx, l) {
			if err != nil {
				yield(nil, err)
				return
			}
			r := e.row
			if !yield([]string{count(r.Seq), e.city, e.county, r.EnterpriseName, r.SiteName, r.CreditCode, r.KeyIndustry, e.reason, e.track}, nil) {
				return
			}
		}
	})
}
