package rest

import (
	"cmp"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// Contract serves the OpenAPI document.
func (a *API) Contract() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		raw, err := a.JSON()
		if err != nil {
			WriteProblem(w, err)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write(raw)
	})
}

// JSON gives the OpenAPI document, indented, as the repository keeps it.
func (a *API) JSON() ([]byte, error) {
	raw, err := json.MarshalIndent(a.huma.OpenAPI(), "", "  ")
	return append(raw, '\n'), err
}

// Operation is one operation of the contract, for pages and tests.
type Operation struct {
	ID, Method, Path, Tag, Permission, Description string
	Parameters                                     []*huma.Param
	HasBody                                        bool
	Upload                                         bool // the body is a form with a file
}

// Operations gives all operations in the order of their paths.
func (a *API) Operations() []Operation {
	var out []Operation
	for path, item := range a.huma.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			permission, _ := op.Extensions["x-permission"].(string)
			out = append(out, Operation{ID: op.OperationID, Method: op.Method, Path: path, Tag: op.Tags[0], Permission: permission,
				Description: op.Description, Parameters: op.Parameters, HasBody: op.RequestBody != nil, Upload: op.RequestBody != nil && op.RequestBody.Content["multipart/form-data"] != nil})
		}
	}
	slices.SortFunc(out, func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Tag, b.Tag), cmp.Compare(a.Path, b.Path), cmp.Compare(a.Method, b.Method))
	})
	return out
}

// Page shows the operations to developers of linked systems; it needs no script and loads nothing.
func (a *API) Page() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = page.Execute(w, map[string]any{"Title": a.huma.OpenAPI().Info.Title, "Base": Base, "Operations": a.Operations()})
	})
}

var page = template.Must(template.New("api").Parse(`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>开放接口 · {{.Title}}</title></head><body>
<main><h1>开放接口</h1>
<p>基础路径 <code>{{.Base}}</code>；机器可读的接口定义：<a href="/openapi.json">openapi.json</a>（OpenAPI 3.1）。除标明公开的接口外，须登录或使用接口账号令牌（Authorization: Bearer …）。</p>
<table><thead><tr><th scope="col">方法</th><th scope="col">路径</th><th scope="col">权限</th><th scope="col">说明</th><th scope="col">参数</th></tr></thead><tbody>
{{range .Operations}}<tr id="{{.ID}}"><td>{{.Method}}</td><td><code>{{.Path}}</code></td><td>{{if eq .Permission "public"}}公开{{else}}{{.Permission}}{{end}}</td><td lang="en">{{.Description}}</td><td>{{range .Parameters}}<code>{{.Name}}</code> {{end}}{{if .Upload}}<em>文件</em>{{else if .HasBody}}<em>JSON</em>{{end}}</td></tr>
{{end}}</tbody></table></main></body></html>
`))
