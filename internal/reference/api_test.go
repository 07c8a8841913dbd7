package reference

import (
	"context"
	"testing"

	"qingshen/internal/store"
	"qingshen/law"
)

func TestListsAnswerByPage(t *testing.T) {
	s, err := Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	cities, err := s.ListRegions(ctx, RegionQuery{Parent: "370000", Page: store.Page{PageSize: 10, Page: 2}})
	if err != nil || cities.Total != 16 || len(cities.Items) != 6 || cities.Items[5].Name != "菏泽市" {
		t.Errorf("second page of the cities: %+v, %v", cities, err)
	}
	if named, err := s.ListRegions(ctx, RegionQuery{Page: store.Page{Q: "市中区"}}); err != nil || named.Total != 2 {
		t.Errorf("by name: %+v, %v", named, err)
	}
	if beyond, err := s.ListRegions(ctx, RegionQuery{Page: store.Page{Page: 99}}); err != nil || len(beyond.Items) != 0 || beyond.Items == nil {
		t.Errorf("beyond the end: %+v, %v", beyond, err)
	}
	if found, err := s.ListIndustries(ctx, IndustryQuery{Page: store.Page{Q: "C2614"}}); err != nil || found.Total != 1 || found.Items[0].Name != "有机化学原料制造" {
		t.Errorf("by code: %+v, %v", found, err)
	}
	keyed, err := s.ListIndustries(ctx, IndustryQuery{Key: "焦化", Page: store.Page{PageSize: 200}})
	if err != nil || keyed.Total != 1 || keyed.Items[0].Code != "2521" {
		t.Errorf("by key industry: %+v, %v", keyed, err)
	}
}
