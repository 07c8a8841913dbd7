package account_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

const own = "My-Own-Password-9"

func change(p *apptest.Party, from, to string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/me/password", map[string]string{"current": from, "new": to})
}

// The first start opens the three administrators, each with a one-time password that opens nothing but its own change.
func TestTheFirstStart(t *testing.T) {
	s := apptest.New(t)
	first, err := s.App.Accounts().Bootstrap(t.Context())
	if err != nil || len(first) != 3 {
		t.Fatal(first, err)
	}
	if again, err := s.App.Accounts().Bootstrap(t.Context()); err != nil || len(again) != 0 {
		t.Errorf("a second start gives passwords: %q, %v", again, err)
	}
	for i, f := range first {
		login, password := f.Login, f.Password
		p := s.Visitor()
		p.LogIn(login, first[(i+1)%3].Password).Problem(401, "账号或密码不正确")
		if got := p.LogIn(login, password).Want(200).Field("must_change_password"); got != "true" {
			t.Errorf("%s need not change the password: %s", login, got)
		}
		p.Call("GET", "/accounts", nil).Problem(403, "一次性密码")
		p.Call("GET", "/messages", nil).Problem(403, "一次性密码")
		p.Call("GET", "/me", nil).Want(200)
		change(p, password, own).Want(204)
		if got := p.Call("GET", "/me", nil).Want(200).Field("must_change_password"); got != "false" {
			t.Errorf("%s must change the password again", login)
		}
		p.Call("GET", "/messages", nil).Want(200)
		s.Visitor().LogIn(login, password).Problem(401, "账号或密码不正确")
		s.Visitor().LogIn(login, own).Want(200)
	}
}

func TestRulesOfPasswords(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("city-office", access.RoleCity, "370100")
	for to, words := range map[string]string{
		"":                   "至少12位",
		"Short-1":            "至少12位",
		"alllowercaseletter": "至少三类",
		"UPPERandlowercase":  "至少三类",
		"City-Office-2026":   "不能包含账号本身",
		apptest.Password:     "不能与当前密码相同",
	} {
		change(p, apptest.Password, to).Problem(422, words)
	}
	wrong := change(p, "not this one", "short").Problem(422, "当前密码不正确", "至少12位")
	if len(wrong.Errors) != 2 {
		t.Errorf("not all faults at once: %+v", wrong.Errors)
	}
	other := s.As("city-office")
	change(p, apptest.Password, own).Want(204)
	other.Call("GET", "/me", nil).Problem(401)
	p.Call("GET", "/me", nil).Want(200) // the browser that changed it goes on
}

func TestLockoutAndItsEnd(t *testing.T) {
	s := apptest.New(t)
	clock, start := s.App.DB.Clock(), s.App.DB.Clock().Now()
	s.Open(account.Account{Login: "officer", Role: access.RoleCity, RegionCode: "370100"})
	p := s.Visitor()
	lock := func() {
		t.Helper()
		for range 5 {
			p.LogIn("officer", "wrong").Problem(401, "账号或密码不正确")
		}
		if locked, wrong := p.LogIn("officer", apptest.Password), p.LogIn("officer", "wrong"); locked.Problem(401).Detail != wrong.Problem(401).Detail {
			t.Errorf("a lock reads otherwise than a wrong password: %s, %s", locked, wrong)
		}
	}
	for range 4 {
		p.LogIn("officer", "wrong").Problem(401)
	}
	p.LogIn("officer", apptest.Password).Want(200) // success forgets the failures
	lock()
	clock.Set(start.Add(14 * time.Minute))
	p.LogIn("officer", apptest.Password).Problem(401, "账号或密码不正确")
	clock.Set(start.Add(16 * time.Minute))
	p.LogIn("officer", apptest.Password).Want(200)
	lock()
	security := s.Officer("secadmin", access.RoleSecurityAdmin, "370000")
	id := s.Column("SELECT id FROM account WHERE login = 'officer'")[0]
	locked := security.Call("GET", "/accounts/"+id, nil).Want(200)
	if !strings.Contains(string(locked.Body), `"unlock"`) {
		t.Errorf("no way to unlock: %s", locked)
	}
	security.Call("POST", "/accounts/"+id+"/unlock", map[string]string{"reason": "本人来电核实"}, "If-Match", locked.Header.Get("ETag")).Want(200)
	p.LogIn("officer", apptest.Password).Want(200)
	if unknown := p.LogIn("nobody", "wrong").Problem(401); unknown.Detail != p.LogIn("officer", "wrong").Problem(401).Detail {
		t.Errorf("an unknown account reads otherwise: %+v", unknown)
	}
}

// A one-time password that nobody has used within its days opens nothing any more.
func TestAOneTimePasswordEnds(t *testing.T) {
	s := apptest.New(t)
	clock := s.App.DB.Clock()
	first, err := s.App.Accounts().Bootstrap(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	clock.Set(clock.Now().Add(6 * 24 * time.Hour))
	p := s.Visitor()
	p.LogIn("sysadmin", first[0].Password).Want(200)
	change(p, first[0].Password, own).Want(204)
	clock.Set(clock.Now().Add(2 * 24 * time.Hour))
	s.Visitor().LogIn("secadmin", first[1].Password).Problem(403, "已经过期")
	s.Visitor().LogIn("sysadmin", own).Want(200) // a password of one's own does not end
	again, err := s.App.Accounts().ResetOnServer(access.With(t.Context(), access.System), "secadmin")
	if err != nil {
		t.Fatal(err)
	}
	s.Visitor().LogIn("secadmin", again).Want(200)
}

// The last use of an API client's token is on record.
func TestTheLastUseOfAClientIsKnown(t *testing.T) {
	s := apptest.New(t)
	system := s.Officer("sysadmin", access.RoleSystemAdmin, "370000")
	token := system.Call("POST", "/api-clients", map[string]string{"name": "数据平台", "role": "city-ecology", "region_code": "370100"}).Want(201).Field("token")
	before := system.Call("GET", "/api-clients", nil).Want(200)
	if strings.Contains(string(before.Body), "last_used_at") {
		t.Errorf("used before its first use: %s", before)
	}
	for range 2 {
		s.Visitor().Call("GET", "/enterprises", nil, "Authorization", "Bearer "+token).Want(200)
	}
	if after := system.Call("GET", "/api-clients", nil).Want(200); !strings.Contains(string(after.Body), "last_used_at") {
		t.Errorf("the use is not known: %s", after)
	}
}

// Nobody opens an account alone: the system administrator opens, the security administrator approves, also after a reset.
func TestAnAccountTakesTwoAdministrators(t *testing.T) {
	s := apptest.New(t)
	system, security := s.Officer("sysadmin", access.RoleSystemAdmin, "370000"), s.Officer("secadmin", access.RoleSecurityAdmin, "370000")
	opened := system.Call("POST", "/accounts", map[string]string{"account": "jinan", "name": "济南市生态环境局", "role": "city-ecology", "region_code": "370100"}).Want(201)
	id, password := opened.Field("id"), opened.Field("one_time_password")
	path := "/accounts/" + id
	if again := system.Call("GET", path, nil).Want(200); strings.Contains(string(again.Body), "one_time_password") {
		t.Errorf("the password is shown again: %s", again)
	}
	jinan := s.Visitor()
	jinan.LogIn("jinan", password).Problem(403, "尚未由安全管理员授权")
	system.Call("POST", path+"/approve", nil, "If-Match", `"1"`).Problem(403)
	security.Call("POST", "/accounts", map[string]string{"account": "own", "name": "甲", "role": "city-ecology", "region_code": "370100"}).Problem(403)
	security.Call("POST", path+"/approve", nil, "If-Match", `"1"`).Want(200)
	jinan.LogIn("jinan", password).Want(200)
	jinan.Call("GET", "/enterprises", nil).Problem(403, "一次性密码")
	change(jinan, password, own).Want(204)
	jinan.Call("GET", "/enterprises", nil).Want(200)

	reset := system.Call("POST", path+"/reset-password", map[string]string{"reason": "遗失"}, "If-Match", system.Call("GET", path, nil).Header.Get("ETag")).Want(200)
	jinan.Call("GET", "/me", nil).Problem(401)
	jinan.LogIn("jinan", own).Problem(401)
	jinan.LogIn("jinan", reset.Field("one_time_password")).Problem(403, "尚未")
	security.Call("POST", path+"/approve", nil, "If-Match", reset.Header.Get("ETag")).Want(200)
	jinan.LogIn("jinan", reset.Field("one_time_password")).Want(200)

	system.Call("POST", path+"/disable", map[string]string{"reason": "调离"}, "If-Match", system.Call("GET", path, nil).Header.Get("ETag")).Want(200)
	jinan.Call("GET", "/me", nil).Problem(401)
	history := system.Call("GET", path+"/history", nil).Want(200)
	for _, action := range []string{"account.open", "account.approve", "account.change-password", "account.reset-password", "account.disable"} {
		if !strings.Contains(string(history.Body), action) {
			t.Errorf("%q is missing in the journal: %s", action, history)
		}
	}
	if strings.Contains(string(history.Body), "argon2") {
		t.Errorf("the journal holds a hash: %s", history)
	}
}

// A lost security administrator is brought back on the server, since nobody else could approve one.
func TestALostAdministratorIsBroughtBackOnTheServer(t *testing.T) {
	s := apptest.New(t)
	system := s.Officer("sysadmin", access.RoleSystemAdmin, "370000")
	lost := s.Open(account.Account{Login: "secadmin", Role: access.RoleSecurityAdmin})
	system.Call("POST", "/accounts/"+lost.ID+"/reset-password", nil, "If-Match", `"1"`).Want(200)
	password, err := s.App.Accounts().ResetOnServer(access.With(t.Context(), access.System), "secadmin")
	if err != nil {
		t.Fatal(err)
	}
	p := s.Visitor()
	p.LogIn("secadmin", password).Want(200)
	change(p, password, own).Want(204)
	p.Call("GET", "/accounts", nil).Want(200)
}

func TestTheThreeAdministratorsAreSeparated(t *testing.T) {
	for role, permissions := range access.Matrix {
		held := 0
		for _, p := range []access.Permission{access.KeepAccount, access.ApproveAccount, access.ViewJournal} {
			for _, q := range permissions {
				if q == p {
					held++
				}
			}
		}
		if held > 1 {
			t.Errorf("%s holds powers of two administrators", role)
		}
	}
	s := apptest.New(t)
	for login, c := range map[string]struct {
		role access.Role
		may  map[string]int
	}{
		"sysadmin": {access.RoleSystemAdmin, map[string]int{"/accounts": 200, "/journal": 403, "/api-clients": 200}},
		"secadmin": {access.RoleSecurityAdmin, map[string]int{"/accounts": 200, "/journal": 403, "/api-clients": 403}},
		"logadmin": {access.RoleJournalAdmin, map[string]int{"/journal": 200, "/api-clients": 403}},
	} {
		p := s.Officer(login, c.role, "370000")
		for path, status := range c.may {
			p.Call("GET", path, nil).Want(status)
		}
		for _, path := range []string{"/enterprises", "/audits", "/appraisals", "/annual-plans", "/experts"} {
			p.Call("GET", path, nil).Problem(403, "没有办理此事项的权限")
		}
	}
	s.As("logadmin").Call("POST", "/accounts/x/approve", nil, "If-Match", `"1"`).Problem(403)
	if r := s.As("logadmin").Call("GET", "/journal", nil); !strings.Contains(string(r.Body), "account.open") {
		t.Errorf("the journal does not show the opening of accounts: %s", r)
	}
}
