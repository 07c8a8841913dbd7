package portal

import (
	"bytes"
	"embed"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// frame is what every page has.
type frame struct {
	Product  string
	Title    string
	Section  string // entry of the navigation that the page belongs to
	Today    calendar.Date
	Invented bool // the cases are those of the demonstration
	Query    string
	Body     any
}

var funcs = template.FuncMap{
	"join":    func(parts []string) string { return strings.Join(parts, "、") },
	"number":  number,
	"chinese": func(d calendar.Date) string { return d.Chinese() },
	"late":    func(s PublicStep) bool { return s.On != "" && s.Due != "" && s.On > s.Due },
}

// number writes thousands apart, as the design language wants figures.
func number(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func (p *Portal) loadPages() (map[string]*template.Template, error) {
	pages := map[string]*template.Template{}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		base := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")
		if base == "layout" {
			continue
		}
		t, err := template.New("layout.html").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", name)
		if err != nil {
			return nil, err
		}
		pages[base] = t
	}
	return pages, nil
}

// Handler serves the public site at /.
func (p *Portal) Handler() http.Handler {
	mux := http.NewServeMux()
	static, _ := fs.Sub(staticFiles, "static") // the folder is part of the binary
	files := http.StripPrefix("/portal/", http.FileServerFS(static))
	mux.HandleFunc("GET /portal/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		files.ServeHTTP(w, r)
	})
	mux.Handle("GET /{$}", p.page(p.home))
	mux.Handle("GET /lists", p.page(p.listsPage))
	mux.Handle("GET /lists/{id}", p.page(p.listPage))
	mux.Handle("GET /lists/{id}/files/{format}", p.page(p.listFile))
	mux.Handle("GET /enterprises", p.page(p.searchPage))
	mux.Handle("GET /enterprises/{code}", p.page(p.enterprisePage))
	mux.Handle("GET /results", p.page(p.resultsPage))
	mux.Handle("GET /results.csv", p.page(func(w http.ResponseWriter, r *http.Request) error { return p.resultsCSV(w, r) }))
	mux.Handle("GET /notices", p.page(p.noticesPage))
	mux.Handle("GET /self-check", p.page(p.selfChecks))
	mux.Handle("GET /self-check/{id}", p.page(p.selfCheck))
	mux.Handle("POST /self-check/{id}", p.page(p.selfCheck))
	mux.Handle("GET /about", p.page(p.aboutPage))
	mux.HandleFunc("GET /robots.txt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("User-agent: *\nDisallow: /app/\nDisallow: /api/\n"))
	})
	mux.Handle("/", p.page(func(http.ResponseWriter, *http.Request) error { return fault.NotFound("这个页面") }))
	return mux
}

// page turns the faults of a page into a page of their own.
func (p *Portal) page(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := serve(w, r)
		if err == nil {
			return
		}
		status, name, title := http.StatusInternalServerError, "error", "页面暂时无法显示"
		if fault.Is(err, fault.KindNotFound) {
			status, name, title = http.StatusNotFound, "missing", "没有找到"
		} else {
			slog.Error("portal", "error", err, "path", r.URL.Path)
		}
		w.Header().Del("Content-Disposition")
		if err := p.write(w, r, status, name, title, "", nil); err != nil {
			slog.Error("portal", "error", err)
		}
	})
}

func (p *Portal) write(w http.ResponseWriter, r *http.Request, status int, name, title, section string, body any) error {
	demonstration, err := cached(p.cache, "invented", func() (bool, error) { return invented(r.Context(), p.db) })
	if err != nil && status == http.StatusOK {
		return err
	}
	var page bytes.Buffer
	f := frame{Product: p.product, Title: title, Section: section, Today: p.db.Clock().Today(), Invented: demonstration, Body: body}
	if section == "search" {
		f.Query = clip(r.URL.Query().Get("q"))
	}
	if err := p.pages[name].Execute(&page, f); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	w.WriteHeader(status)
	_, err = w.Write(page.Bytes())
	return err
}

type homeBody struct {
	*Overview
	Latest  *PublicList
	Notices []PublicNotice
}

func (p *Portal) home(w http.ResponseWriter, r *http.Request) error {
	o, err := p.Overview(r.Context())
	if err != nil {
		return err
	}
	notices, err := p.Notices(r.Context())
	if err != nil {
		return err
	}
	all, err := cached(p.cache, "lists", func() ([]PublicList, error) { return p.Lists(r.Context()) })
	if err != nil {
		return err
	}
	body := homeBody{Overview: o, Notices: notices[:min(len(notices), 6)]}
	if i := slices.IndexFunc(all, func(l PublicList) bool { return l.Year == o.Year && l.Batch == 1 }); i >= 0 {
		body.Latest = &all[i]
	}
	return p.write(w, r, http.StatusOK, "home", "", "home", body)
}

func (p *Portal) listsPage(w http.ResponseWriter, r *http.Request) error {
	all, err := p.Lists(r.Context())
	if err != nil {
		return err
	}
	return p.write(w, r, http.StatusOK, "lists", "企业名单", "lists", all)
}

// choice is one entry of a filter.
type choice struct {
	Value, Label string
	Chosen       bool
}

func choices[T any](of []T, chosen string, pair func(T) (string, string)) []choice {
	out := make([]choice, 0, len(of))
	for _, o := range of {
		value, label := pair(o)
		out = append(out, choice{value, label, value == chosen})
	}
	return out
}

func (p *Portal) cityChoices(chosen string) []choice {
	return choices(p.ref.Cities(), chosen, func(g reference.Region) (string, string) { return g.Code, g.Name })
}

// pager leads through the pages of a list.
type pager struct {
	Page, Pages    int
	Total          int
	Capped         bool
	Previous, Next string
}

func pagerOf(r *http.Request, page, size, total int, capped bool) pager {
	page = max(page, 1)
	g := pager{Page: page, Pages: max(1, (total+size-1)/size), Total: total, Capped: capped}
	address := func(n int) string {
		v := r.URL.Query()
		v.Set("page", strconv.Itoa(n))
		return r.URL.Path + "?" + v.Encode()
	}
	if page > 1 {
		g.Previous = address(page - 1)
	}
	if page < g.Pages {
		g.Next = address(page + 1)
	}
	return g
}

type listBody struct {
	*ListPage
	Query                       RowQuery
	Cities, Reasons, Industries []choice
	Filters                     template.URL
	Pager                       pager
}

func (p *Portal) listPage(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if bare, ok := strings.CutSuffix(id, ".csv"); ok {
		return p.listCSV(w, r, bare)
	}
	if bare, ok := strings.CutSuffix(id, ".json"); ok {
		return p.listJSON(w, r, bare)
	}
	in := rowQuery(r)
	page, err := p.List(r.Context(), id, in)
	if err != nil {
		return err
	}
	body := listBody{ListPage: page, Query: in, Cities: p.cityChoices(in.City), Pager: pagerOf(r, in.Page, in.PageSize, page.Rows.Total, page.Rows.TotalCapped)}
	for _, reason := range p.db.Law().Reasons(page.List.PublishedOn) {
		body.Reasons = append(body.Reasons, choice{reason.ID, reason.Short, reason.ID == in.Reason})
	}
	body.Industries = choices(p.ref.KeyIndustryNames(), in.Industry, func(n string) (string, string) { return n, n })
	kept := url.Values{}
	for name, value := range map[string]string{"q": in.Q, "city": in.City, "reason": in.Reason, "industry": in.Industry} {
		if value != "" {
			kept.Set(name, value)
		}
	}
	if len(kept) > 0 {
		body.Filters = template.URL("?" + kept.Encode())
	}
	return p.write(w, r, http.StatusOK, "list", page.List.Title, "lists", body)
}

type searchBody struct {
	Found store.List[Found]
	Query string
	Pager pager
}

func (p *Portal) searchPage(w http.ResponseWriter, r *http.Request) error {
	q, page := clip(r.URL.Query().Get("q")), searchPage(r)
	found, err := p.Search(r.Context(), q, page)
	if err != nil {
		return err
	}
	body := searchBody{Found: found, Query: q, Pager: pagerOf(r, page.Page, page.PageSize, found.Total, found.TotalCapped)}
	return p.write(w, r, http.StatusOK, "search", "企业查询", "search", body)
}

func (p *Portal) enterprisePage(w http.ResponseWriter, r *http.Request) error {
	e, err := p.Enterprise(r.Context(), r.PathValue("code"))
	if err != nil {
		return err
	}
	return p.write(w, r, http.StatusOK, "enterprise", e.Name, "search", e)
}

type resultsBody struct {
	Results       store.List[PublicResult]
	Query         ResultQuery
	Cities, Years []choice
	Filters       template.URL
	Pager         pager
}

func (p *Portal) resultsPage(w http.ResponseWriter, r *http.Request) error {
	in := resultQuery(r)
	found, err := p.Results(r.Context(), in)
	if err != nil {
		return err
	}
	o, err := p.Overview(r.Context())
	if err != nil {
		return err
	}
	body := resultsBody{Results: found, Query: in, Cities: p.cityChoices(in.City), Pager: pagerOf(r, in.Page, in.PageSize, found.Total, found.TotalCapped)}
	for year := p.db.Clock().Today().Year(); len(o.Years) > 0 && year >= o.Years[len(o.Years)-1].Year; year-- {
		body.Years = append(body.Years, choice{strconv.Itoa(year), strconv.Itoa(year) + "年", year == in.Year})
	}
	if r.URL.RawQuery != "" {
		body.Filters = template.URL("?" + r.URL.Query().Encode())
	}
	return p.write(w, r, http.StatusOK, "results", "验收结果", "results", body)
}

func (p *Portal) noticesPage(w http.ResponseWriter, r *http.Request) error {
	notices, err := p.Notices(r.Context())
	if err != nil {
		return err
	}
	return p.write(w, r, http.StatusOK, "notices", "通知公告", "notices", notices)
}

func (p *Portal) aboutPage(w http.ResponseWriter, r *http.Request) error {
	return p.write(w, r, http.StatusOK, "about", "法律依据", "about", p.rules(p.db.Clock().Today()))
}
