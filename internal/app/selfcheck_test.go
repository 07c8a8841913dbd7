package app_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/level"
)

// visit opens a page of the portal as anybody.
func visit(t testing.TB, s *apptest.Site, method, path string, form url.Values) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// An enterprise that logs in after the self-check takes what it entered over into its audit: nothing is typed twice, and the
// engine says the same there.
func TestAnEnterpriseTakesItsSelfCheckOver(t *testing.T) {
	s, _ := province(t)
	first, second := s.Officer("library-1", access.RoleProvince, "370000"), s.Officer("library-2", access.RoleProvince, "370000")
	x := loadSystem(t, first, map[string]any{"from_on": "2020-01-01"}, indexTable)
	release(t, s, first, second, &x)
	out := visit(t, s, "POST", "/self-check/"+x.ID, url.Values{"v0": {"3"}, "v1": {"90"}, "v2": {"1"}})
	found := regexp.MustCompile(`href="/app/self-check-import#([A-Za-z0-9_-]+)"`).FindStringSubmatch(out)
	if found == nil || !strings.Contains(out, "自查结果：Ⅲ级") {
		t.Fatal("what was entered cannot be taken along")
	}
	raw, err := base64.RawURLEncoding.DecodeString(found[1])
	if err != nil {
		t.Fatal(err)
	}
	var carried struct {
		System string
		Sheet  json.RawMessage
	}
	if err := json.Unmarshal(raw, &carried); err != nil || carried.System != x.ID {
		t.Fatal(err, carried)
	}
	row := strings.Fields(s.Column("SELECT id || ' ' || enterprise_id FROM audit WHERE state = 'ongoing' ORDER BY id LIMIT 1")[0])
	s.Open(account.Account{Login: "self-checked", Role: access.RoleEnterprise, EnterpriseID: row[1]})
	path := "/audits/" + row[0] + "/rating"
	var page level.RatingPage
	s.As("self-checked").Call("PUT", path, map[string]any{"phase": "before", "system_id": carried.System, "sheet": carried.Sheet}).Want(200).Into(&page)
	s.As("self-checked").Call("GET", path, nil).Want(200).Into(&page)
	if !page.Kept || page.Answer.Level != 3 || page.Sheet.Values["单位产品取水量"].Value != "3" || page.Sheet.Values["环境管理制度"].Level == nil {
		t.Errorf("%+v", page.Sheet)
	}
	other := s.Column("SELECT id FROM audit WHERE state = 'ongoing' AND enterprise_id <> ? ORDER BY id LIMIT 1", row[1])[0]
	s.As("self-checked").Call("PUT", "/audits/"+other+"/rating", map[string]any{"phase": "before", "system_id": carried.System, "sheet": carried.Sheet}).Want(404)
}

// The self-check needs no account, answers with the level and its gaps, and leaves nothing behind.
func TestTheSelfCheckIsPublicAndStoresNothing(t *testing.T) {
	s := apptest.New(t)
	page := func(method, path string, form url.Values) string { return visit(t, s, method, path, form) }
	list := page("GET", "/self-check", nil)
	for _, want := range []string{"电镀行业清洁生产评价指标体系", "住宿业（酒店）清洁生产自查指标", "主管部门自编"} {
		if !strings.Contains(list, want) {
			t.Errorf("not offered: %s", want)
		}
	}
	if strings.Contains(list, "钢铁行业") {
		t.Error("a draft is offered")
	}
	if out := page("GET", "/self-check/steel-2014", nil); !strings.Contains(out, "没有找到") {
		t.Error("a draft can be opened")
	}
	rows := func() string {
		return strings.Join(s.Column("SELECT count(*) || '' FROM rating UNION ALL SELECT count(*) || '' FROM journal"), " ")
	}
	before := rows()
	form := url.Values{"v0": {"30"}, "v1": {"0.5"}, "v2": {"95"}, "v3": {"90"}, "v4": {"1"}, "v5": {"2"}, "v6": {"1"}, "v7": {"2"}, "v8": {"1"}, "v9": {"1"}, "v10": {"2"}}
	out := page("POST", "/self-check/own-hotel", form)
	for _, want := range []string{"自查结果：Ⅱ级", "不是国家指标体系", "与更好一级的差距", "/app/self-check-import#"} {
		if !strings.Contains(out, want) {
			t.Errorf("not on the page: %s", want)
		}
	}
	form.Del("v0")
	for n := range 20 { // a whole class does not apply: that is for experts to confirm
		form.Set(fmt.Sprintf("na%d", n), "1")
	}
	form.Del("na0")
	form.Set("v0", "30")
	if out := page("POST", "/self-check/own-hotel", form); !strings.Contains(out, "整类不涉及须经专家确认") || !strings.Contains(out, "自查结果：未达Ⅲ级") {
		t.Error("a whole class is left out without experts")
	}
	for n := range 20 {
		form.Del(fmt.Sprintf("na%d", n))
	}
	form.Set("v0", "三十")
	if out := page("POST", "/self-check/own-hotel", form); !strings.Contains(out, "还不能评级") || !strings.Contains(out, "不是数字") {
		t.Error("what is not a number is not said")
	}
	if after := rows(); after != before {
		t.Errorf("something was stored: %s, before %s", after, before)
	}
}
