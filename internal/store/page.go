package store

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/fault"
)

// TotalCap is where counting stops: nobody reads the exact total of a list longer than this (design: counting dominates).
const TotalCap = 10_000

// Page is what every list takes.
type Page struct {
	Page     int    `query:"page" minimum:"1" default:"1" doc:"页码"`
	PageSize int    `query:"page_size" minimum:"1" maximum:"200" default:"20" doc:"每页条数，不超过200"`
	Sort     string `query:"sort" doc:"排序字段，前加 - 为倒序"`
	Q        string `query:"q" maxLength:"100" doc:"搜索词"`
}

// List is what every list answers.
type List[T any] struct {
	Items       []T  `json:"items" nullable:"false"`
	Total       int  `json:"total" doc:"总数，超过上限时为上限"`
	TotalCapped bool `json:"total_capped" doc:"总数是否已达计数上限"`
}

// Sorts names the columns that a list may be sorted by: API name to SQL order without direction.
type Sorts map[string]string

// Paged runs the query for one page and counts up to TotalCap. sorts names what may be sorted; fallback is the order
// otherwise (each ends in a unique column so that pages never overlap).
func Paged[T any](ctx context.Context, q *bun.SelectQuery, p Page, sorts Sorts, fallback string) (List[T], error) {
	var out List[T]
	order, err := p.order(sorts, fallback)
	if err != nil {
		return out, err
	}
	p = p.normal()
	before := (p.Page - 1) * p.PageSize
	out.Items = make([]T, 0, p.PageSize)
	err = q.Clone().OrderExpr(order).Limit(int64(p.PageSize)).Offset(int64(before)).Scan(ctx, &out.Items)
	if err != nil {
		return out, err
	}
	// A page that is not full ends the list, so that nothing needs to be counted.
	if n := len(out.Items); n < p.PageSize && (n > 0 || before == 0) {
		out.Total, out.TotalCapped = min(before+n, TotalCap), before+n > TotalCap
		return out, nil
	}
	out.Total, out.TotalCapped, err = Count(ctx, q)
	return out, err
}

func (p Page) normal() Page {
	if p.Page < 1 {
		p.Page = 1
	}
	if p.PageSize < 1 || p.PageSize > 200 {
		p.PageSize = 20
	}
	return p
}

func (p Page) order(sorts Sorts, fallback string) (string, error) {
	if p.Sort == "" {
		return fallback, nil
	}
	name, down := strings.CutPrefix(p.Sort, "-")
	column, ok := sorts[name]
	if !ok {
		return "", fault.Invalid("排序字段有误", fault.Field{Path: "sort", Message: "此列表不能按这个字段排序，请改用表头上可以点击的列。", Value: p.Sort})
	}
	direction := " ASC"
	if down {
		direction = " DESC"
	}
	return column + direction + ", ?TableAlias.id" + direction, nil
}
