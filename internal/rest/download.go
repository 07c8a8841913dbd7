package rest

import (
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
)

// Download sends a file under its Chinese name as it is written.
func Download(name, media string, write func(io.Writer) error) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(c huma.Context) {
		c.SetHeader("Content-Type", media)
		c.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
		c.SetHeader("Cache-Control", "private, no-store")
		c.SetHeader("X-Content-Type-Options", "nosniff")
		if err := write(c.BodyWriter()); err != nil {
			// The head is sent already; a broken transfer tells the browser that the file is not whole.
			slog.Warn("download broke off", "name", name, "error", err)
			panic(http.ErrAbortHandler)
		}
	}}
}

// AnswersFile declares that an operation answers a file of one of these media types.
func AnswersFile(media ...string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		content := map[string]*huma.MediaType{}
		for _, m := range media {
			content[m] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
		op.Responses = map[string]*huma.Response{"200": {Description: "file", Content: content}}
	}
}
