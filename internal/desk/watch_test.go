package desk_test

import (
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/app/apptest"
)

func TestADeskHoldsWhatIsWatchedAndDrafted(t *testing.T) {
	s := apptest.New(t)
	county := s.Officer("county", access.RoleCounty, "370102")
	other := s.Officer("other", access.RoleCounty, "370202")
	id := county.Call("POST", "/enterprises", map[string]any{
		"credit_code": "91350100M000100Y43", "name": "历下颜料化工有限公司", "region_code": "370102", "industry_code": "2643", "address": "历下区化纤厂路1号",
	}).Want(201).Field("id")
	other.Call("PUT", "/watches/enterprise/"+id, nil).Problem(404)
	other.Call("GET", "/watches/enterprise/"+id, nil).Problem(404)
	county.Call("PUT", "/watches/journal/"+id, nil).Problem(404)
	county.Call("PUT", "/watches/enterprise/"+id, nil).Want(200)
	county.Call("PUT", "/watches/enterprise/"+id, nil).Want(200)
	county.Call("PUT", "/drafts/enterprise:new", map[string]any{"content": map[string]any{"name": "某厂"}, "title": "新建企业", "link": "/enterprises/new"}).Want(200)
	type desk struct {
		Watched []struct{ Subject, Link string }
		Drafts  []struct{ Title, Link, Content string }
	}
	var d desk
	county.Call("GET", "/desk", nil).Want(200).Into(&d)
	if len(d.Watched) != 1 || d.Watched[0].Subject != "历下颜料化工有限公司" || d.Watched[0].Link != "/enterprises/"+id {
		t.Errorf("watched: %+v", d.Watched)
	}
	if len(d.Drafts) != 1 || d.Drafts[0].Title != "新建企业" || d.Drafts[0].Link != "/enterprises/new" || d.Drafts[0].Content != "" {
		t.Errorf("drafts: %+v", d.Drafts)
	}
	s.Write("UPDATE account SET region_code = '370103' WHERE login = 'county'") // the officer is moved
	county.Call("GET", "/desk", nil).Want(200).Into(&d)
	if len(d.Watched) != 0 {
		t.Errorf("what the officer no longer sees is still on the desk: %+v", d.Watched)
	}
	s.Write("UPDATE account SET region_code = '370102' WHERE login = 'county'")
	county.Call("DELETE", "/watches/enterprise/"+id, nil).Want(200)
	county.Call("GET", "/desk", nil).Want(200).Into(&d)
	if len(d.Watched) != 0 {
		t.Errorf("the mark is not taken away: %+v", d.Watched)
	}
}
