package portal

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/listing"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// PublicFile is one file of a published list, with its permanent address and its hash.
type PublicFile struct {
	Format string `json:"format" doc:"文件格式"`
	Label  string `json:"label" doc:"名称"`
	Name   string `json:"name" doc:"文件名"`
	Size   string `json:"size" doc:"大小"`
	SHA256 string `json:"sha256" doc:"SHA-256校验值"`
	Link   string `json:"link" doc:"固定地址"`
}

var fileLabels = map[string]string{"xlsx": "电子表格（xlsx）", "csv": "数据表（CSV）", "pdf": "版式文件（PDF）"}

// Files gives the files that were made with the publication of a list.
func (p *Portal) Files(ctx context.Context, list string) ([]PublicFile, error) {
	return store.Read(ctx, p.db, func(tx *store.Tx) ([]PublicFile, error) { return p.filesOf(tx, list) })
}

func (p *Portal) filesOf(tx *store.Tx, list string) ([]PublicFile, error) {
	out := []PublicFile{}
	if p.Content == nil {
		return out, nil
	}
	rows, err := listFiles(tx, list)
	for _, format := range listing.ListFormats {
		for _, r := range rows {
			if r.Purpose == format.Purpose {
				out = append(out, PublicFile{Format: format.Format, Label: fileLabels[format.Format], Name: r.Name, Size: fmt.Sprintf("%d KB", (r.Size+1023)/1024), SHA256: r.SHA256, Link: "/lists/" + list + "/files/" + format.Format})
			}
		}
	}
	return out, err
}

// listFile sends one of the files of a published list.
func (p *Portal) listFile(w http.ResponseWriter, r *http.Request) error {
	files, err := p.Files(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Format != r.PathValue("format") {
			continue
		}
		content, err := p.Content(r.Context(), f.SHA256)
		if err != nil {
			return err
		}
		defer content.Close()
		media := document.PDFMediaType
		if f.Format != "pdf" {
			media = sheet.Format(f.Format).MediaType()
		}
		attach(w, media, f.Name)
		w.Header().Set("ETag", `"`+f.SHA256+`"`)
		_, err = io.Copy(w, content)
		return err
	}
	return fault.NotFound("该文件")
}
