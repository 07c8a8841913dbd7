package account_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
)

// listed is a province with a published list, the enterprises of one city without accounts, and the city's officer.
type listed struct {
	*apptest.Site
	list   string
	office *apptest.Party
}

const jinan = "370100"

func published(t *testing.T) *listed {
	t.Helper()
	s := apptest.New(t)
	if err := demo.Load(access.With(t.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: 200, Files: s.App.Files()}); err != nil {
		t.Fatal(err)
	}
	s.Write("DELETE FROM account WHERE role = 'enterprise' AND region_code LIKE '3701%'")
	list := s.Column("SELECT list_id FROM notice WHERE city_code = ? GROUP BY list_id ORDER BY count(*) DESC, list_id LIMIT 1", jinan)[0]
	return &listed{s, list, s.Officer("jinan-officer", access.RoleCity, jinan)}
}

func (l *listed) issue(more ...string) account.IssuedLetters {
	l.Helper()
	body := map[string]any{"list_id": l.list, "address": "https://qingshen.example.cn"}
	for _, m := range more {
		body[m] = true
	}
	var out account.IssuedLetters
	l.office.Call("POST", "/account-claims/issue", body).Want(201).Into(&out)
	return out
}

func claim(p *apptest.Party, credit, code string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/session/claim", map[string]string{"credit_code": credit, "code": code, "name": "王敏", "phone": "13800000001", "password": own})
}

func TestAnEnterpriseClaimsItsAccount(t *testing.T) {
	l := published(t)
	issued := l.issue()
	if len(issued.Letters) == 0 || issued.Opened+issued.Waiting != 0 {
		t.Fatalf("no letters: %+v", issued)
	}
	letter := issued.Letters[0]
	if stored := l.Column("SELECT code_hash || state FROM claim"); strings.Contains(strings.Join(stored, ""), strings.ReplaceAll(letter.Code, "-", "")) {
		t.Error("the code itself is stored")
	}
	if again := l.issue(); len(again.Letters) != 0 || again.Waiting != len(issued.Letters) {
		t.Errorf("codes that wait were issued again: %+v", again)
	}
	// Typed as people type: small letters, full-width signs, no hyphens.
	typed := strings.ToLower(strings.ReplaceAll(letter.Code, "-", "－"))
	visitor := l.Visitor()
	view := visitor.Call("POST", "/session/claim/check", map[string]string{"credit_code": " " + strings.ToLower(letter.CreditCode), "code": typed}).Want(200)
	if view.Field("enterprise_name") != letter.EnterpriseName || view.Field("account") != strings.ToLower(letter.CreditCode) {
		t.Errorf("the code opens something else: %s", view)
	}
	visitor.Call("POST", "/session/claim", map[string]string{"credit_code": letter.CreditCode, "code": typed, "name": "", "phone": "1", "password": "short"}).
		Problem(422, "请填写姓名", "11位手机号码", "至少12位")
	me := claim(visitor, letter.CreditCode, typed).Want(200)
	if me.Field("place_label") != letter.EnterpriseName || me.Field("name") != "王敏" || me.Field("must_change_password") != "false" {
		t.Errorf("somebody else is logged in: %s", me)
	}
	visitor.Call("GET", "/notices", nil).Want(200)
	l.Visitor().LogIn(letter.CreditCode, own).Want(200)

	claim(l.Visitor(), letter.CreditCode, letter.Code).Problem(409, "已经用过", "请直接登录")
	var standing account.ClaimStanding
	l.office.Call("GET", "/account-claims/standing?list_id="+l.list, nil).Want(200).Into(&standing)
	if standing.Used != 1 || standing.Waiting != len(issued.Letters)-1 || standing.Enterprises != len(issued.Letters) {
		t.Errorf("the office sees %+v", standing)
	}
	if after := l.issue("again"); after.Opened != 1 || len(after.Letters) != len(issued.Letters)-1 {
		t.Errorf("an enterprise with an account gets a letter: %+v", after)
	}
	if journal := strings.Join(l.Column("SELECT action || ' ' || actor_name || ' ' || note FROM journal WHERE action LIKE 'claim.%' OR action = 'account.claim'"), "\n"); !strings.Contains(journal, "claim.claim 系统 认领人：王敏") ||
		!strings.Contains(journal, "account.claim 王敏") || !strings.Contains(journal, "claim.replace") {
		t.Errorf("the journal tells %s", journal)
	}
}

func TestGuessesAreCountedAndLock(t *testing.T) {
	l := published(t)
	letter := l.issue().Letters[0]
	wrong := "2222-3333-4444"
	first := claim(l.Visitor(), letter.CreditCode, wrong).Problem(401, "不正确")
	if unknown := claim(l.Visitor(), apptest.CreditCode(9), wrong).Problem(401); unknown.Detail != first.Detail {
		t.Errorf("an unknown enterprise reads otherwise: %+v", unknown)
	}
	for range 8 {
		claim(l.Visitor(), letter.CreditCode, wrong).Problem(401, "不正确")
	}
	l.Visitor().Call("POST", "/session/claim/check", map[string]string{"credit_code": letter.CreditCode, "code": letter.Code}).Want(200)
	claim(l.Visitor(), letter.CreditCode, wrong).Problem(401, "不正确") // the tenth
	claim(l.Visitor(), letter.CreditCode, letter.Code).Problem(409, "已经锁定", "重发")
	if n := len(l.Column("SELECT id FROM account WHERE role = 'enterprise' AND region_code LIKE '3701%'")); n != 0 {
		t.Errorf("%d accounts were opened", n)
	}
	if told := l.office.Call("GET", "/messages", nil).Want(200); !strings.Contains(string(told.Body), letter.EnterpriseName+"：账号认领码已锁定") {
		t.Errorf("the officer was not told: %s", told)
	}
	if journal := l.Column("SELECT note FROM journal WHERE action = 'claim.lock'"); len(journal) != 1 || !strings.Contains(journal[0], "输错10次") {
		t.Errorf("the journal tells %q", journal)
	}
	renewed := l.issue("again")
	for _, r := range renewed.Letters {
		if r.CreditCode == letter.CreditCode {
			claim(l.Visitor(), r.CreditCode, r.Code).Want(200)
			return
		}
	}
	t.Error("a locked code is not issued again")
}

func TestCodesEnd(t *testing.T) {
	l := published(t)
	letters := l.issue().Letters
	var codes struct{ Items []account.Claim }
	l.office.Call("GET", "/account-claims?state=issued&page_size=200", nil).Want(200).Into(&codes)
	for _, c := range codes.Items {
		if c.CreditCode == letters[1].CreditCode {
			l.office.Call("POST", "/account-claims/"+c.ID+"/withdraw", map[string]string{"reason": "寄错地址"}, "If-Match", `"1"`).Want(200)
			l.office.Call("POST", "/account-claims/"+c.ID+"/withdraw", nil, "If-Match", `"2"`).Problem(409, "已作废")
			foreign := l.Officer("qingdao", access.RoleCity, "370200")
			foreign.Call("POST", "/account-claims/"+c.ID+"/withdraw", nil, "If-Match", `"2"`).Problem(404)
		}
	}
	claim(l.Visitor(), letters[1].CreditCode, letters[1].Code).Problem(409, "已经作废")
	clock := l.App.DB.Clock()
	clock.Set(clock.Now().Add(61 * 24 * time.Hour))
	claim(l.Visitor(), letters[0].CreditCode, letters[0].Code).Problem(409, "到期", "重发")
	if err := l.App.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := l.Column("SELECT id FROM claim WHERE state = 'issued'"); len(left) != 0 {
		t.Errorf("%d codes did not end", len(left))
	}
	for _, address := range []string{"", "qingshen", "javascript:alert(1)", "https://a.cn/app?x=1"} {
		l.office.Call("POST", "/account-claims/issue", map[string]any{"list_id": l.list, "address": address}).Problem(422, "对外的网址")
	}
	l.office.Call("POST", "/account-claims/issue", map[string]any{"list_id": "x", "address": "https://a.cn"}).Problem(404)
}

// What is printed must open the page: the picture is read again as a scanner would, module by module.
func TestTheSheetCarriesTheLink(t *testing.T) {
	l := published(t)
	raw, err := json.Marshal(l.issue())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "code_hash") {
		t.Error("the answer holds a hash")
	}
	letter := l.issue("again").Letters[0]
	if letter.QRSize < 21 || !strings.HasPrefix(letter.QR, "M0 0h7v1h-7z") { // the finder pattern begins with seven dark modules
		t.Errorf("no QR code: %d %.40s", letter.QRSize, letter.QR)
	}
}
