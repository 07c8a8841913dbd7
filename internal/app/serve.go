package app

import (
	"bytes"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/go-chi/httprate"
	"github.com/klauspost/compress/gzhttp"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/rest"
)

// policy allows what the binary serves and nothing else: no inline script, no foreign origin.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; " +
	"connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

// secured wraps the whole site: headers, cross-origin protection, who acts, rate limit, repeated calls, compression.
func (a *App) secured(next http.Handler) http.Handler {
	h := rest.Idempotent(a.DB, next)
	h = a.limited(h)
	h = a.accounts.Authenticate(h)
	h = sameOrigin(h)
	h = headers(h)
	return a.measured(compressed(h))
}

// compressed packs what gains by it. A PDF does not, and one that is packed cannot be read in pieces.
func compressed(next http.Handler) http.HandlerFunc {
	wrap, err := gzhttp.NewWrapper(gzhttp.ContentTypeFilter(func(media string) bool {
		return gzhttp.DefaultContentTypeFilter(media) && !strings.HasPrefix(media, "application/pdf")
	}))
	if err != nil {
		panic("app: " + err.Error()) // options that are written here
	}
	return wrap(next)
}

// sameOrigin refuses writes that another site makes a browser send (CSRF).
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		rest.WriteProblem(w, fault.Forbidden("这个请求来自其他网站的页面，为保护您的账号没有办理。请在本系统的页面中操作。"))
	}))
	return protection.Handler(next)
}

func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, rest.Base) {
			h.Set("Cache-Control", "no-store")
		}
		next.ServeHTTP(w, r)
	})
}

// loginsPerMinute bounds guessing from one address, besides the lockout of the account.
const loginsPerMinute = 60

// limited bounds every account, and every address that is not logged in.
func (a *App) limited(next http.Handler) http.Handler {
	if a.Config.RequestsPerMinute == 0 {
		return next
	}
	refuse := httprate.WithLimitHandler(func(w http.ResponseWriter, _ *http.Request) {
		rest.WriteProblem(w, fault.TooMany("操作过于频繁，请稍候一分钟再试。已填写的内容没有丢失。"))
	})
	who := func(r *http.Request) (string, error) {
		if id := access.From(r.Context()).ID; id != "" {
			return id, nil
		}
		return a.proxies.visitor(r)
	}
	general := httprate.LimitBy(a.Config.RequestsPerMinute, time.Minute, who, refuse)(next)
	login := httprate.LimitBy(loginsPerMinute, time.Minute, a.proxies.visitor, refuse)(general)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && strings.HasPrefix(r.URL.Path, rest.Base+"/session") {
			login.ServeHTTP(w, r)
			return
		}
		general.ServeHTTP(w, r)
	})
}

// workspace serves the built single-page application under /app/: hashed assets for ever, the page itself never cached,
// and the page for every path that is no file, so that links into the application work.
func workspace(dist fs.FS) http.Handler {
	files := http.FileServerFS(dist)
	return http.StripPrefix("/app", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") {
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			files.ServeHTTP(w, r)
			return
		}
		if path.Ext(r.URL.Path) != "" && path.Base(r.URL.Path) != "index.html" {
			files.ServeHTTP(w, r)
			return
		}
		page, err := fs.ReadFile(dist, "index.html")
		if err != nil {
			http.Error(w, "工作台页面尚未构建：请先运行 make build。", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "index.html", time.Time{}, bytes.NewReader(page))
	}))
}
