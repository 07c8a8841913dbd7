package rest_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
)

func TestUnknownPathsAndMethodsAreProblems(t *testing.T) {
	s := apptest.New(t)
	p := s.Visitor()
	for _, path := range []string{"/enterprise", "/", "/enterprises/1/moon", "/audits/1/2/3", "/名单"} {
		for _, method := range []string{"GET", "POST", "DELETE"} {
			p.Call(method, path, nil).Problem(http.StatusNotFound, "请核对路径")
		}
	}
	for _, c := range []struct{ method, path, allow string }{
		{"PATCH", "/enterprises", "GET, POST"},
		{"DELETE", "/enterprises/1", "GET, PUT"},
		{"GET", "/session", "POST, DELETE"},
		{"OPTIONS", "/me", "GET"},
	} {
		r := p.Call(c.method, c.path, nil)
		r.Problem(http.StatusMethodNotAllowed, strings.ReplaceAll(c.allow, ", ", "、"))
		if got := r.Header.Get("Allow"); got != c.allow {
			t.Errorf("%s: Allow is %q", r, got)
		}
	}
	if r := p.Call("HEAD", "/meta", nil); r.Status != http.StatusOK {
		t.Error(r)
	}
}

// Everything that the framework finds by itself is said in Chinese: what, where, and how to mend it.
func TestTheFrameworkSpeaksChinese(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	for name, c := range map[string]struct {
		method, path, content string
		body                  any
		status                int
		location, words       string
	}{
		"a query parameter is missing": {method: "GET", path: "/files?subject_id=1", status: 422, location: "query.subject_type", words: "缺少必填参数 subject_type，请在网址的查询部分中补上"},
		"no integer":                   {method: "GET", path: "/enterprises?page=two", status: 422, location: "query.page", words: "page 应为整数"},
		"integer out of range":         {method: "GET", path: "/enterprises?page_size=201", status: 422, location: "query.page_size", words: "不得大于 200"},
		"no boolean":                   {method: "GET", path: "/engagements?open=maybe", status: 422, location: "query.open", words: "open 应为 true 或 false"},
		"none of the choices":          {method: "GET", path: "/enterprises/export?format=pdf", status: 422, location: "query.format", words: "只能填写以下之一"},
		"an id that is too long":       {method: "GET", path: "/enterprises/" + strings.Repeat("x", 65), status: 422, location: "path.id", words: "不得超过 64 个字"},
		"no body":                      {method: "POST", path: "/session", status: 400, words: "请在请求体中以 JSON 填写"},
		"another content type":         {method: "POST", path: "/session", content: "text/xml", body: "<a/>", status: 415, location: "body", words: "不支持“text/xml”"},
		"form instead of JSON":         {method: "POST", path: "/session", content: "application/x-www-form-urlencoded", body: "account=a", status: 415, location: "body", words: "application/json"},
		"no JSON":                      {method: "POST", path: "/session", body: "{\"account\": \"a\",\n  password: 1}", status: 400, location: "body", words: "第2行第3个字符“p”处不是有效的 JSON"},
		"JSON that ends early":         {method: "POST", path: "/session", body: `{"account": "a"`, status: 400, location: "body", words: "请检查引号、括号是否成对"},
		"a field is missing":           {method: "POST", path: "/session", body: `{"account": "a"}`, status: 422, location: "password", words: "缺少必填项 password"},
		"an unknown field":             {method: "POST", path: "/session", body: `{"account": "a", "password": "b", "pasword": "c"}`, status: 422, location: "pasword", words: "不认识的字段"},
		"a number for a text":          {method: "POST", path: "/session", body: `{"account": 7, "password": "b"}`, status: 422, location: "account", words: "应为文字"},
		"a list for an object":         {method: "POST", path: "/session", body: `[]`, status: 422, location: "body", words: "应为对象"},
		"a text that is too long":      {method: "POST", path: "/session", body: `{"account": "` + strings.Repeat("a", 61) + `", "password": "b"}`, status: 422, location: "account", words: "不得超过 60 个字"},
		"a body that is too large":     {method: "POST", path: "/session", body: `{"account": "a", "password": "` + strings.Repeat("b", 2<<20) + `"}`, status: 413, words: "超过允许的大小"},
		"no form":                      {method: "POST", path: "/enterprises/import", body: "{}", status: 422, location: "body", words: "multipart/form-data"},
		"a broken form":                {method: "POST", path: "/enterprises/import", content: "multipart/form-data; boundary=x", body: "--x\r\nContent", status: 422, location: "body", words: "没有收完整"},
	} {
		t.Run(name, func(t *testing.T) {
			if c.method == "POST" && strings.HasPrefix(c.path, "/enterprises") {
				s.Write("UPDATE account SET role = ?", access.RoleCity)
			}
			r := p.Call(c.method, c.path, c.body, "Content-Type", c.content)
			if c.content == "" {
				r = p.Call(c.method, c.path, c.body)
			}
			problem := r.Problem(c.status, c.words)
			if c.location != "" && (len(problem.Errors) != 1 || problem.Errors[0].Location != c.location) {
				t.Errorf("want the fault at %q: %s", c.location, r)
			}
		})
	}
}

func TestFaultsComeAllAtOnce(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("admin", access.RoleSystemAdmin, "370000")
	problem := p.Call("POST", "/accounts", `{"account": "x", "name": "", "region": 7}`).Problem(http.StatusUnprocessableEntity)
	where := map[string]bool{}
	for _, e := range problem.Errors {
		where[e.Location] = true
	}
	for _, field := range []string{"account", "name", "role", "region"} {
		if !where[field] {
			t.Errorf("nothing is said of %q: %+v", field, problem.Errors)
		}
	}
}

func TestUploadsInTwoPiecesAndTwice(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for range 2 {
		part, err := form.CreateFormFile("file", "名单.csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte("企业名称\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	p.Call("POST", "/enterprises/import", &body, "Content-Type", form.FormDataContentType()).Problem(http.StatusUnprocessableEntity, "只能上传一个文件")
	p.Call("POST", "/enterprises/import", "--x\r\nContent-Disposition: form-data; name=\"accept\"\r\n\r\nperhaps\r\n--x--\r\n", "Content-Type", "multipart/form-data; boundary=x").
		Problem(http.StatusUnprocessableEntity, "accept 应为 true 或 false")
}

// Another site cannot make a browser act with the session of its user.
func TestForeignOriginsAreRefused(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	for _, headers := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		p.Call("DELETE", "/session", nil, headers...).Problem(http.StatusForbidden, "其他网站")
	}
	p.Call("GET", "/me", nil, "Sec-Fetch-Site", "cross-site").Want(http.StatusOK)
	p.Call("GET", "/me", nil).Want(http.StatusOK)
	p.Call("DELETE", "/session", nil, "Sec-Fetch-Site", "same-origin", "Origin", s.URL).Want(http.StatusNoContent)
	p.Call("GET", "/me", nil).Problem(http.StatusUnauthorized, "请先登录")
}

func TestTooManyRequests(t *testing.T) {
	s := apptest.New(t, func(c *app.Config) { c.RequestsPerMinute = 20 })
	one, other := s.Officer("one", access.RoleCity, "370100"), s.Officer("other", access.RoleCity, "370200")
	var last apptest.Reply
	for range 21 {
		last = one.Call("GET", "/me", nil)
	}
	last.Problem(http.StatusTooManyRequests, "请稍候一分钟再试")
	if last.Header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After is %q", last.Header.Get("Retry-After"))
	}
	other.Call("GET", "/me", nil).Want(http.StatusOK) // everybody has an own bound
}
