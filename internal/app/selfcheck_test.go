package app_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"qingshen/internal/app/apptest"
)

// The self-check needs no account, answers with the level and its gaps, and leaves nothing behind.
func TestTheSelfCheckIsPublicAndStoresNothing(t *testing.T) {
	s := apptest.New(t)
	page := func(method, path string, form url.Values) string {
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
	form.Set("v0", "三十")
	if out := page("POST", "/self-check/own-hotel", form); !strings.Contains(out, "还不能评级") || !strings.Contains(out, "不是数字") {
		t.Error("what is not a number is not said")
	}
	if after := rows(); after != before {
		t.Errorf("something was stored: %s, before %s", after, before)
	}
}
