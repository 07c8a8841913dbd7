// Package rest is the HTTP face of the capabilities: operations with a permission and a description, paging, versions,
// faults as problem+json. The Go types of a capability are the contract (OpenAPI 3.1); this package has no word of the
// domain.
package rest

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Base is the path under which all operations stand.
const Base = "/api/v1"

// Public is the permission of operations that need no login.
const Public access.Permission = "public"

// API collects the operations.
type API struct {
	huma huma.API
	mux  *http.ServeMux
}

// New gives an API on a mux. title is the product name.
func New(mux *http.ServeMux, title, version string) *API {
	speakChinese()
	config := huma.DefaultConfig(title, version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", naming())}
	config.CreateHooks = nil // no $schema links in answers
	config.Servers = []*huma.Server{{URL: Base}}
	a := &API{huma: humago.NewWithPrefix(mux, Base, config), mux: mux}
	a.huma.UseMiddleware(guarded)
	return a
}

// OpenAPI gives the contract.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// operation declares one operation; every one has a permission and a description (guard test).
func operation(method, path, id string, p access.Permission, description string) huma.Operation {
	op := huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: firstSentence(description), Description: description,
		Tags: []string{tag(path)}, Extensions: map[string]any{"x-permission": string(p)}, MaxBodyBytes: 2 << 20, BodyReadTimeout: time.Minute,
		Metadata: map[string]any{"permission": p},
	}
	if p == Public {
		op.Security = []map[string][]string{}
	}
	return op
}

func tag(path string) string { return strings.Split(strings.TrimPrefix(path, "/"), "/")[0] }

func firstSentence(s string) string {
	if i := strings.IndexAny(s, ".。"); i > 0 {
		return s[:i]
	}
	return s
}

// guarded asks for the permission before the request is read at all: whoever may not do a thing does not learn what it
// wants to be told either.
func guarded(c huma.Context, next func(huma.Context)) {
	p, ok := c.Operation().Metadata["permission"].(access.Permission)
	if !ok {
		panic("rest: operation " + c.Operation().OperationID + " has no permission")
	}
	r, w := humago.Unwrap(c)
	if err := guard(c.Context(), p, c.Operation()); err != nil {
		WriteProblem(w, err)
		return
	}
	if err := bound(w, r, c.Operation()); err != nil {
		WriteProblem(w, err)
		return
	}
	next(c)
}

// drained is how much of a refused upload is read and thrown away: browsers send the whole body before they look at the
// answer, and show a broken connection instead of the reason when it is closed before.
const drained = 512 << 20

// bound keeps uploads to the size that their operation takes, which huma does for plain bodies only. Operations with
// MaxBodyBytes below zero look after it themselves.
func bound(w http.ResponseWriter, r *http.Request, op *huma.Operation) error {
	if op.MaxBodyBytes <= 0 || !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil
	}
	if r.ContentLength <= op.MaxBodyBytes {
		r.Body = http.MaxBytesReader(w, r.Body, op.MaxBodyBytes)
		return nil
	}
	if !strings.EqualFold(r.Header.Get("Expect"), "100-continue") {
		_, _ = io.CopyN(io.Discard, r.Body, drained) // whatever stops it, the reason counts
	}
	return fault.TooLarge("文件超过 " + strconv.FormatInt(op.MaxBodyBytes>>20, 10) + " MB 的上限，没有保存。请拆分成几个文件后上传。")
}

// WithOneTimePassword opens an operation to accounts that have not yet replaced their one-time password.
func WithOneTimePassword(op *huma.Operation) { op.Metadata["one-time-password"] = true }

// guard refuses actors without the permission, and those who still have to choose a password of their own.
func guard(ctx context.Context, p access.Permission, op *huma.Operation) error {
	if p == Public {
		return nil
	}
	actor := access.From(ctx)
	switch {
	case actor.ID == "":
		return fault.Unauthenticated("请先登录。登录后会回到当前页面，已填写的内容不会丢失。")
	case actor.PasswordDue && op.Metadata["one-time-password"] == nil:
		return fault.Forbidden("您使用的是一次性密码，请先修改密码，然后再办理其他事项。")
	case !actor.Can(p):
		return fault.Forbidden("您的账号没有办理此事项的权限。如确需办理，请联系安全管理员授权。")
	}
	return nil
}

// Guarded gives a handler that is no operation of the contract the same door as one.
func Guarded(p access.Permission, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := guard(r.Context(), p, &huma.Operation{}); err != nil {
			WriteProblem(w, err)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// Out is an answer with a body and the record's version as its ETag.
type Out[T any] struct {
	ETag string `header:"ETag"`
	Body T
}

// secret is an answer that may hold something that is shown this once.
type secret interface{ Secret() bool }

// written is answer for operations that write: what must not be kept for repetitions is kept out of them.
func written[T any](ctx context.Context, v T, err error) (*Out[T], error) {
	if s, ok := any(v).(secret); ok && err == nil && s.Secret() {
		store.Conceal(ctx)
	}
	return answer(v, err)
}

func answer[T any](v T, err error) (*Out[T], error) {
	if err != nil {
		return nil, ToProblem(err)
	}
	out := &Out[T]{Body: v}
	if r, ok := any(v).(interface{ Base() *store.Row }); ok && r.Base() != nil {
		out.ETag = strconv.Quote(strconv.FormatInt(r.Base().Version, 10))
	}
	return out, nil
}

// List declares GET of a collection. F holds the filters as query fields and embeds store.Page.
func List[F, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, F) (store.List[T], error)) {
	huma.Register(a.huma, operation(http.MethodGet, path, id, p, description), func(ctx context.Context, in *F) (*Out[store.List[T]], error) {
		return answer(h(ctx, *in))
	})
}

// Read declares GET of something without an id. F holds query fields.
func Read[F, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, F) (T, error)) {
	huma.Register(a.huma, operation(http.MethodGet, path, id, p, description), func(ctx context.Context, in *F) (*Out[T], error) {
		return answer(h(ctx, *in))
	})
}

// None is the filter or input of operations that take none.
type None struct{}

type byID struct {
	ID string `path:"id" maxLength:"64"`
}

// Get declares GET of one record by {id}.
func Get[T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, string) (T, error)) {
	huma.Register(a.huma, operation(http.MethodGet, path, id, p, description), func(ctx context.Context, in *byID) (*Out[T], error) {
		return answer(h(ctx, in.ID))
	})
}

type creation[In any] struct {
	Key  string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
	Body In
}

// Create declares POST to a collection: it answers 201, and the same answer again for a repeated Idempotency-Key.
func Create[In, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, In) (T, error)) {
	op := operation(http.MethodPost, path, id, p, description)
	op.DefaultStatus = http.StatusCreated
	huma.Register(a.huma, op, func(ctx context.Context, in *creation[In]) (*Out[T], error) {
		out, err := h(ctx, in.Body)
		return written(ctx, out, err)
	})
}

type change[In any] struct {
	ID      string `path:"id" maxLength:"64"`
	IfMatch string `header:"If-Match" doc:"读取时得到的版本号；也可写在请求体的 version 字段"`
	Key     string `header:"Idempotency-Key" maxLength:"100" doc:"重复提交时使用同一个值，系统只办理一次"`
	Body    *In    `required:"false"`
}

// versioned is an input with a version field of its own.
type versioned interface{ BaseVersion() int64 }

func (c *change[In]) resolve(ctx context.Context) (context.Context, In) {
	var in In
	if c.Body != nil {
		in = *c.Body
	}
	version, _ := strconv.ParseInt(strings.Trim(strings.TrimPrefix(c.IfMatch, "W/"), `"`), 10, 64)
	if v, ok := any(in).(versioned); ok && version == 0 {
		version = v.BaseVersion()
	}
	return store.WithVersion(ctx, version), in
}

// Post declares an act on one record: POST /things/{id}/act.
func Post[In, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, string, In) (T, error)) {
	write(a, http.MethodPost, path, id, p, description, h)
}

// Put declares the replacement of one record or one part of it.
func Put[In, T any](a *API, path, id string, p access.Permission, description string, h func(context.Context, string, In) (T, error)) {
	write(a, http.MethodPut, path, id, p, description, h)
}

func write[In, T any](a *API, method, path, id string, p access.Permission, description string, h func(context.Context, string, In) (T, error)) {
	huma.Register(a.huma, operation(method, path, id, p, description), func(ctx context.Context, in *change[In]) (*Out[T], error) {
		ctx, body := in.resolve(ctx)
		out, err := h(ctx, in.ID, body)
		return written(ctx, out, err)
	})
}

// Delete declares the removal of one record.
func Delete(a *API, path, id string, p access.Permission, description string, h func(context.Context, string) error) {
	op := operation(http.MethodDelete, path, id, p, description)
	op.DefaultStatus = http.StatusNoContent
	huma.Register(a.huma, op, func(ctx context.Context, in *change[None]) (*struct{}, error) {
		ctx, _ = in.resolve(ctx)
		if err := h(ctx, in.ID); err != nil {
			return nil, ToProblem(err)
		}
		return nil, nil
	})
}

// Custom declares an operation with an input and output of its own (files, several path fields).
func Custom[I, O any](a *API, method, path, id string, p access.Permission, description string, h func(context.Context, *I) (*O, error), adjust ...func(*huma.Operation)) {
	op := operation(method, path, id, p, description)
	for _, f := range adjust {
		f(&op)
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, ToProblem(err)
		}
		return out, nil
	})
}
