package portal

import (
	"context"
	"net/http"

	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// PublicLists is the answer of the published lists.
type PublicLists struct {
	Items []PublicList `json:"items" nullable:"false"`
}

type listInput struct {
	ID string `path:"id" maxLength:"64"`
	RowQuery
}

type enterpriseInput struct {
	CreditCode string `path:"code" maxLength:"18" doc:"统一社会信用代码"`
}

// Register declares the machine-readable side of the portal; nobody needs to log in for it.
func Register(a *rest.API, p *Portal) {
	rest.Read(a, "/public/overview", "get-public-overview", rest.Public, "Gives the published figures of the province (全省概览), up to half a minute old.",
		func(ctx context.Context, _ rest.None) (*Overview, error) { return p.Overview(ctx) })
	rest.Read(a, "/public/lists", "list-public-lists", rest.Public, "Lists the published lists (已公布的名单), the latest first.",
		func(ctx context.Context, _ rest.None) (*PublicLists, error) {
			items, err := p.Lists(ctx)
			return &PublicLists{items}, err
		})
	rest.Custom(a, http.MethodGet, "/public/lists/{id}", "get-public-list", rest.Public, "Gives one published list (名单) with a page of its rows.",
		func(ctx context.Context, in *listInput) (*rest.Out[*ListPage], error) {
			out, err := p.List(ctx, in.ID, in.RowQuery)
			return &rest.Out[*ListPage]{Body: out}, err
		})
	rest.Custom(a, http.MethodGet, "/public/enterprises/{code}", "get-public-enterprise", rest.Public,
		"Gives what is public of an enterprise that has been listed (企业公开信息): listings, disclosure, published results.",
		func(ctx context.Context, in *enterpriseInput) (*rest.Out[*PublicEnterprise], error) {
			out, err := p.Enterprise(ctx, in.CreditCode)
			return &rest.Out[*PublicEnterprise]{Body: out}, err
		})
	rest.Read(a, "/public/results", "list-public-results", rest.Public, "Lists the published results of acceptance (验收结果), the latest first.",
		func(ctx context.Context, in ResultQuery) (store.List[PublicResult], error) { return p.Results(ctx, in) })
}
