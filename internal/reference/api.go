package reference

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// RegionQuery narrows the divisions.
type RegionQuery struct {
	store.Page
	Parent string `query:"parent" maxLength:"6" doc:"上级行政区划代码，只列其直接下级"`
}

// IndustryQuery narrows the industries.
type IndustryQuery struct {
	store.Page
	Key string `query:"key" maxLength:"20" doc:"重点行业名称，只列可能属于它的行业"`
}

// Register declares the operations on the lists. They are facts of the province, so that every account reads all of them.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/regions", "list-regions", access.UseDesk, "Lists divisions (行政区划), below one of them or by name or code, in the order of their codes.", s.ListRegions)
	rest.List(a, "/industries", "list-industries", access.UseDesk, "Finds industries (国民经济行业分类, GB/T 4754-2017) by name or by the beginning of the code, classes first, with the key industries (重点行业) that they belong to.", s.ListIndustries)
}

// ListRegions gives divisions by parent, name or code.
func (s *Service) ListRegions(_ context.Context, in RegionQuery) (store.List[Region], error) {
	term := strings.TrimSpace(in.Q)
	found := []Region{}
	for _, g := range s.regions {
		if s.Valid(g.Code) && (in.Parent == "" || g.Parent == in.Parent) && (term == "" || strings.HasPrefix(g.Code, term) || strings.Contains(g.Name, term)) {
			found = append(found, g)
		}
	}
	return page(found, in.Page), nil
}

// ListIndustries gives industries by name, code or key industry.
func (s *Service) ListIndustries(_ context.Context, in IndustryQuery) (store.List[Industry], error) {
	found := s.industries
	if strings.TrimSpace(in.Q) != "" {
		found = s.SearchIndustries(in.Q, 0)
	}
	if in.Key == "" {
		return page(found, in.Page), nil
	}
	keyed := []Industry{}
	for _, i := range found {
		for _, k := range i.Keys {
			if k.Name == in.Key {
				keyed = append(keyed, i)
			}
		}
	}
	return page(keyed, in.Page), nil
}

// page cuts one page out of a list that lies in memory.
func page[T any](all []T, p store.Page) store.List[T] {
	size := p.PageSize
	if size < 1 {
		size = 20
	}
	from := min(max(p.Page-1, 0)*size, len(all))
	return store.List[T]{Items: append([]T{}, all[from:min(from+size, len(all))]...), Total: len(all)}
}
