package account_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/rest"
)

// ending counts the sessions that end after the instant.
func ending(s *apptest.Site, after time.Time) string {
	s.Helper()
	return s.Column("SELECT CAST(count(*) AS TEXT) FROM session WHERE expires_at > ?", after)[0]
}

// A login ends after half an hour without a request; every request puts the end off.
func TestIdleSessionsEnd(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	wall := s.App.DB.Clock().Wall()
	if ending(s, wall.Add(29*time.Minute)) != "1" || ending(s, wall.Add(31*time.Minute)) != "0" {
		t.Error("a new session does not last half an hour")
	}
	s.Write("UPDATE session SET expires_at = ?", wall.Add(5*time.Minute))
	p.Call("GET", "/me", nil).Want(200)
	if ending(s, wall.Add(29*time.Minute)) != "1" {
		t.Error("a request does not put the end off")
	}
	s.Write("UPDATE session SET expires_at = ?", wall.Add(-time.Second))
	p.Call("GET", "/me", nil).Problem(401, "请先登录", "不会丢失")
	s.App.DB.Clock().Set(s.App.DB.Clock().Now().AddDate(1, 0, 0))
	p = s.As("officer")
	p.Call("GET", "/me", nil).Want(200) // the clock of the demonstration has nothing to do with it
}

// However busy, a login ends at last.
func TestSessionsEndAtLast(t *testing.T) {
	s := apptest.New(t)
	s.Open(account.Account{Login: "officer", Role: access.RoleCity, RegionCode: "370100"})
	mux := http.NewServeMux()
	api := rest.New(mux, "test", "0")
	label := func(string) string { return "" }
	service := account.New(s.App.DB, account.Config{Session: account.SessionConfig{Idle: 30 * time.Minute, Absolute: 10 * time.Minute}, Province: "370000", RegionLabel: label})
	account.Register(api, service)
	server := httptest.NewServer(service.Authenticate(mux))
	t.Cleanup(server.Close)
	p := apptest.Visitor(t, server.URL)
	p.LogIn("officer", apptest.Password).Want(200)
	end := s.App.DB.Clock().Wall().Add(10*time.Minute + 2*time.Second)
	p.Call("GET", "/me", nil).Want(200)
	s.Write("UPDATE session SET expires_at = ?", end.Add(-8*time.Minute))
	p.Call("GET", "/me", nil).Want(200)
	if ending(s, end.Add(-time.Minute)) != "1" || ending(s, end) != "0" {
		t.Error("a busy session outlives its absolute end")
	}
}

// What was typed is there again after the login has ended and begun anew; nobody else sees it.
func TestDraftsOutliveTheLogin(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("officer", access.RoleCity, "370100")
	s.Officer("other", access.RoleCity, "370100")
	form := map[string]any{"name": "济南某某化工有限公司", "rows": []int{1, 2, 3}}
	p.Call("PUT", "/drafts/enterprise-new", map[string]any{"content": form}).Want(200)
	s.Write("UPDATE session SET expires_at = ?", s.App.DB.Clock().Wall().Add(-time.Second))
	p.Call("PUT", "/drafts/enterprise-new", map[string]any{"content": form}).Problem(401, "不会丢失")
	p, other := s.As("officer"), s.As("other")
	var kept map[string]any
	if err := json.Unmarshal([]byte(p.Call("GET", "/drafts/enterprise-new", nil).Want(200).Field("content")), &kept); err != nil || kept["name"] != form["name"] {
		t.Errorf("the draft is %v, %v", kept, err)
	}
	if got := other.Call("GET", "/drafts/enterprise-new", nil).Want(200).Field("content"); got != "" {
		t.Errorf("somebody else's draft is seen: %s", got)
	}
	p.Call("PUT", "/drafts/large", map[string]any{"content": strings.Repeat("甲", 400_000)}).Problem(413)
	p.Call("DELETE", "/drafts/enterprise-new", nil).Want(204)
	if got := p.Call("GET", "/drafts/enterprise-new", nil).Want(200).Field("content"); got != "" {
		t.Errorf("a dropped draft is there: %s", got)
	}
}

// A session that has been ended while a request of it was running is not revived by the end of that request.
func TestAnEndedSessionIsNotRevived(t *testing.T) {
	s := apptest.New(t)
	s.Officer("officer", access.RoleCity, "370100")
	cookie := &http.Cookie{Name: "qingshen_session"}
	visitor := s.Visitor()
	answer := visitor.LogIn("officer", apptest.Password).Want(200)
	for _, c := range (&http.Response{Header: answer.Header}).Cookies() {
		if c.Name == cookie.Name {
			cookie = c
		}
	}
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Value == "" {
		t.Fatalf("the cookie is %+v", cookie)
	}
	handler := s.App.Accounts().Authenticate(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if access.From(r.Context()).ID == "" {
			t.Error("the session is not known")
		}
		visitor.Call("DELETE", "/session", nil).Want(204) // meanwhile, in another window or on another replica
		w.WriteHeader(http.StatusOK)
	}))
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(cookie)
	s.Write("UPDATE session SET expires_at = ?", s.App.DB.Clock().Wall().Add(5*time.Minute)) // so that the request renews it
	handler.ServeHTTP(httptest.NewRecorder(), r)
	again := s.Visitor()
	again.Call("GET", "/me", nil, "Cookie", cookie.Name+"="+cookie.Value).Problem(401)
}

func TestAPIClients(t *testing.T) {
	s := apptest.New(t)
	system, province := s.Officer("sysadmin", access.RoleSystemAdmin, "370000"), s.Officer("province", access.RoleProvince, "370000")
	list := "县（市、区）,统一社会信用代码,企业名称\n历下区," + apptest.CreditCode(1) + ",济南甲化工有限公司\n370202," + apptest.CreditCode(2) + ",青岛乙化工有限公司\n"
	province.Import("all-or-nothing", "名单.csv", strings.NewReader(list)).Want(202)
	s.Work()

	system.Call("POST", "/api-clients", map[string]string{"name": "甲", "role": "system-admin"}).Problem(422, "不能使用管理员角色")
	opened := system.Call("POST", "/api-clients", map[string]string{"name": "济南市环保平台", "role": "city-ecology", "region_code": "370100"}, "Idempotency-Key", "open").Want(201)
	token := []string{"Authorization", "Bearer " + opened.Field("token")}
	machine := s.Visitor()
	if got := machine.Call("GET", "/enterprises", nil, token...).Want(200); got.Field("total") != "1" || !strings.Contains(string(got.Body), "济南甲") {
		t.Errorf("the client does not see just its place: %s", got)
	}
	if got := province.Call("GET", "/enterprises", nil).Want(200).Field("total"); got != "2" {
		t.Errorf("%s enterprises", got)
	}
	machine.Call("GET", "/accounts", nil, token...).Problem(403)
	machine.Call("POST", "/me/password", map[string]string{"current": "a", "new": "b"}, token...).Problem(403, "接口账号没有密码")
	machine.Call("GET", "/enterprises", nil, "Authorization", "Bearer nonsense").Problem(401, "令牌无效")
	for _, row := range append(s.Column("SELECT body FROM idempotency"), s.Column("SELECT changes FROM journal")...) {
		if strings.Contains(row, opened.Field("token")) {
			t.Error("the token lies in the database in clear")
		}
	}
	system.Call("POST", "/api-clients", map[string]string{"name": "济南市环保平台", "role": "city-ecology", "region_code": "370100"}, "Idempotency-Key", "open").Problem(409, "不要重复提交")
	system.Call("POST", "/api-clients/"+opened.Field("id")+"/revoke", nil, "If-Match", `"1"`).Want(200)
	machine.Call("GET", "/enterprises", nil, token...).Problem(401, "已经停用")
}
