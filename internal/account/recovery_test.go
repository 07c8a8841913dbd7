package account_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

const renewed = "My-Second-Password-8"

func lost(p *apptest.Party, login string) account.RecoveryReceipt {
	p.Helper()
	var r account.RecoveryReceipt
	p.Call("POST", "/session/recovery", map[string]string{"account": login, "name": "王敏", "phone": "13800000001"}).Want(200).Into(&r)
	return r
}

func recover(p *apptest.Party, token, password string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/session/recovery/password", map[string]string{"token": token, "password": password})
}

// request is the request as an office sees it.
func request(p *apptest.Party) account.Recovery {
	p.Helper()
	var list struct{ Items []account.Recovery }
	p.Call("GET", "/recoveries", nil).Want(200).Into(&list)
	if len(list.Items) == 0 {
		p.Fatal("no request")
	}
	return list.Items[0]
}

func act(p *apptest.Party, r account.Recovery, do string, body any) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/recoveries/"+r.ID+"/"+do, body, "If-Match", `"`+string(rune('0'+r.Version))+`"`)
}

func TestALostPasswordTakesTwoPersons(t *testing.T) {
	s := apptest.New(t)
	firm := s.Open(account.Account{Login: "firm", Role: access.RoleEnterprise, EnterpriseID: "e1", RegionCode: "370102", Name: "济南某厂", Phone: "13800000001"})
	session := s.As("firm")
	first, second := s.Officer("lixia-1", access.RoleCounty, "370102"), s.Officer("lixia-2", access.RoleCounty, "370102")
	foreign, system := s.Officer("shinan", access.RoleCounty, "370202"), s.Officer("sysadmin", access.RoleSystemAdmin, "370000")
	visitor := s.Visitor()
	known, unknown := lost(visitor, " FIRM "), lost(visitor, "nobody")
	if len(known.Number) != 6 || len(unknown.Number) != 6 || known.Token == unknown.Token || known.Days != unknown.Days {
		t.Errorf("the answers differ: %+v %+v", known, unknown)
	}
	for _, token := range []string{known.Token, unknown.Token, "x"} {
		if got := visitor.Call("POST", "/session/recovery/progress", map[string]string{"token": token}).Want(200).Field("ready"); got != "false" {
			t.Errorf("%q is ready", token)
		}
		recover(visitor, token, renewed).Problem(409, "尚未核准")
	}
	if n := len(s.Column("SELECT id FROM recovery")); n != 1 {
		t.Fatalf("%d requests are kept", n)
	}
	if told := first.Call("GET", "/messages", nil); !strings.Contains(string(told.Body), "待核对身份") {
		t.Errorf("the office was not told: %s", told)
	}
	r := request(first)
	if r.Number != "" {
		t.Error("the office is shown the number that the applicant has to tell")
	}
	foreign.Call("GET", "/recoveries/"+r.ID, nil).Problem(404)
	system.Call("GET", "/recoveries/"+r.ID, nil).Problem(404) // enterprises are the departments' affair
	act(first, r, "check", map[string]string{"note": "", "number": "000000x"}).Problem(422, "请填写核对情况", "受理号与申请不符")
	act(first, r, "confirm", nil).Problem(409, "待核对")
	act(first, r, "check", map[string]string{"note": "拨打登记电话，本人报出受理号", "number": known.Number}).Want(200)
	r = request(first)
	act(first, r, "confirm", nil).Problem(409, "两人分别办理")
	recover(visitor, known.Token, renewed).Problem(409, "尚未核准")
	act(second, r, "confirm", nil).Want(200)
	if got := visitor.Call("POST", "/session/recovery/progress", map[string]string{"token": known.Token}).Want(200).Field("ready"); got != "true" {
		t.Error("two persons have agreed, and it is not ready")
	}
	recover(visitor, known.Token, "short").Problem(422, "至少12位")
	recover(visitor, known.Token, renewed).Want(204)
	recover(visitor, known.Token, own).Problem(409, "已经用过")
	session.Call("GET", "/me", nil).Problem(401) // all sessions have ended
	visitor.LogIn("firm", apptest.Password).Problem(401)
	visitor.LogIn("firm", renewed).Want(200)
	journal := strings.Join(s.Column("SELECT action || ' ' || actor_name || ' ' || note FROM journal WHERE subject_id IN (?, ?) ORDER BY id", r.ID, firm.ID), "\n")
	for _, words := range []string{"recovery.request 系统", "recovery.check lixia-1 拨打登记电话", "recovery.confirm lixia-2", "account.recover 济南某厂 核对人：lixia-1；复核人：lixia-2", "recovery.use"} {
		if !strings.Contains(journal, words) {
			t.Errorf("%q is missing in the journal:\n%s", words, journal)
		}
	}
}

func TestRequestsThatComeToNothing(t *testing.T) {
	s := apptest.New(t)
	s.Open(account.Account{Login: "firm", Role: access.RoleEnterprise, EnterpriseID: "e1", RegionCode: "370102"})
	s.Open(account.Account{Login: "jinan", Role: access.RoleCity, RegionCode: "370100"})
	county, city := s.Officer("lixia", access.RoleCounty, "370102"), s.Officer("jinan-2", access.RoleCity, "370100")
	system, security := s.Officer("sysadmin", access.RoleSystemAdmin, "370000"), s.Officer("secadmin", access.RoleSecurityAdmin, "370000")
	visitor := s.Visitor()
	visitor.Call("POST", "/session/recovery", map[string]string{"account": "", "name": "", "phone": ""}).Problem(422, "请填写账号", "请填写姓名", "请填写联系电话")
	for range 5 {
		lost(visitor, "firm")
	}
	if n := len(s.Column("SELECT id FROM recovery")); n != 3 {
		t.Errorf("%d requests of one account wait, want 3", n)
	}
	r := request(county)
	act(county, r, "decline", map[string]string{"reason": "电话中否认"}).Want(200)
	act(city, r, "check", map[string]string{"note": "x", "number": "1"}).Problem(409, "修改了")
	officer := lost(visitor, "jinan")
	if n := len(s.Column("SELECT id FROM recovery WHERE audience = 'admin'")); n != 1 {
		t.Fatal("an officer's request goes to the wrong hands")
	}
	r = request(system)
	city.Call("GET", "/recoveries/"+r.ID, nil).Problem(404)
	act(security, r, "check", map[string]string{"note": "x", "number": officer.Number}).Problem(403)
	act(system, r, "check", map[string]string{"note": "内线电话核对", "number": officer.Number}).Want(200)
	r = request(system)
	act(system, r, "confirm", nil).Problem(403)
	act(security, r, "confirm", nil).Want(200)
	clock := s.App.DB.Clock()
	clock.Set(clock.Now().Add(4 * 24 * time.Hour))
	recover(visitor, officer.Token, renewed).Problem(409, "过期")
	if err := s.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := s.Column("SELECT id FROM recovery WHERE state IN ('requested', 'checked', 'confirmed')"); len(left) != 0 {
		t.Errorf("%d requests did not end", len(left))
	}
}
