package file

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
)

// Resumable serves the transfer of files in parts, by the tus protocol (1.0.0): POST creates an upload, PATCH sends its
// bytes from where they ended, HEAD tells where that is, DELETE gives up. A complete upload becomes a file of a record by
// the operation attach-upload. Everybody sees their own uploads only.
func (s *Service) Resumable(base string) (http.Handler, error) {
	composer := handler.NewStoreComposer()
	composer.UseCore(s.blobs.arriving())
	composer.UseTerminater(s.blobs.arriving())
	composer.UseLocker(memorylocker.New())
	tus, err := handler.NewUnroutedHandler(handler.Config{
		StoreComposer: composer, MaxSize: s.limit, BasePath: base, DisableDownload: true,
		Cors: &handler.CorsConfig{Disable: true}, Logger: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("POST "+base, s.admitted(http.HandlerFunc(tus.PostFile)))
	for method, serve := range map[string]http.HandlerFunc{"HEAD": tus.HeadFile, "PATCH": tus.PatchFile, "DELETE": tus.DelFile} {
		mux.Handle(method+" "+base+"/{id}", s.owned(http.StripPrefix(base, serve)))
	}
	return rest.Guarded(access.UseDesk, here(tus.Middleware(mux))), nil
}

// admitted asks before an upload is created, and notes whose it is.
func (s *Service) admitted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
		if err != nil || size < 0 {
			rest.WriteProblem(w, fault.Invalid("没有说明文件的大小，不能开始上传（Upload-Length）。"))
			return
		}
		meta := handler.ParseMetadataHeader(r.Header.Get("Upload-Metadata"))
		if err := s.admit(r.Context(), size, meta); err != nil {
			rest.WriteProblem(w, err)
			return
		}
		meta[metaAccount] = access.From(r.Context()).ID
		r.Header.Set("Upload-Metadata", handler.SerializeMetadataHeader(meta))
		next.ServeHTTP(w, r)
	})
}

// owned lets everybody work on their own uploads only.
func (s *Service) owned(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, _, err := s.arrival(r.Context(), r.PathValue("id")); err != nil {
			rest.WriteProblem(w, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// here makes the address of an upload one without a host: which name and protocol the sender knows the site by, only a
// proxy could tell.
func here(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(&located{w}, r) })
}

type located struct{ http.ResponseWriter }

func (l *located) WriteHeader(status int) {
	if at := l.Header().Get("Location"); at != "" {
		if i := strings.Index(at, "://"); i >= 0 {
			_, path, _ := strings.Cut(at[i+3:], "/")
			l.Header().Set("Location", "/"+path)
		}
	}
	l.ResponseWriter.WriteHeader(status)
}

// Unwrap lets deadlines be set on the connection.
func (l *located) Unwrap() http.ResponseWriter { return l.ResponseWriter }
