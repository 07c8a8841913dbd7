package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

type people struct{ Items []account.Colleague }

func invite(p *apptest.Party, name, phone string, duties ...string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/colleagues/invite", map[string]any{"name": name, "phone": phone, "duties": duties, "address": "https://qingshen.example.cn"})
}

// staffed is an enterprise with an administrator who has invited one person for each duty.
func staffed(t *testing.T) (l *listed, keeper *apptest.Party, by map[string]*apptest.Party, credit string) {
	t.Helper()
	l = published(t)
	letter := l.issue().Letters[0]
	keeper, by, credit = l.Visitor(), map[string]*apptest.Party{}, letter.CreditCode
	claim(keeper, credit, letter.Code).Want(200)
	for i, duty := range []string{"fill", "review", "sign"} {
		var made account.Invitation
		invite(keeper, "同事"+duty, "1390000000"+string(rune('1'+i)), duty).Want(201).Into(&made)
		by[duty] = l.Visitor()
		by[duty].Call("POST", "/session/claim", map[string]string{"credit_code": credit, "code": made.Code, "name": "同事" + duty, "phone": "1390000000" + string(rune('1'+i)), "password": own}).Want(200)
	}
	return l, keeper, by, credit
}

func TestPeopleOfAnEnterpriseDivideTheWork(t *testing.T) {
	l, keeper, by, credit := staffed(t)
	var all people
	keeper.Call("GET", "/colleagues", nil).Want(200).Into(&all)
	if len(all.Items) != 4 || all.Items[0].DutyLabel != "填报、审核、签发、企业管理员" || all.Items[1].Login != strings.ToLower(credit)+"-2" {
		t.Fatalf("the enterprise has %+v", all.Items)
	}
	notice := l.Column("SELECT n.id FROM notice n JOIN enterprise e ON e.id = n.enterprise_id WHERE e.credit_code = ? LIMIT 1", credit)[0]
	audit := l.Column("SELECT audit_id FROM notice WHERE id = ?", notice)[0]
	for duty, p := range by {
		p.Call("GET", "/notices/"+notice, nil).Want(200) // all of them read all of it
		p.Call("GET", "/audits/"+audit, nil).Want(200)
		invite(p, "外人", "13700000000", "fill").Problem(403)
		start := p.Call("POST", "/audits/"+audit+"/start", map[string]any{}, "If-Match", `"1"`)
		submit := p.Call("POST", "/appraisals", map[string]any{})
		fill := p.Call("PUT", "/audits/"+audit+"/dossier/team", map[string]any{}, "If-Match", `"1"`)
		if signs := duty == "sign"; (start.Status != 403) != signs || (submit.Status != 403) != signs {
			t.Errorf("%s: %s %s", duty, start, submit)
		}
		if fills := duty == "fill"; (fill.Status != 403) != fills {
			t.Errorf("%s: %s", duty, fill)
		}
		var me struct{ Permissions []string }
		p.Call("GET", "/me", nil).Want(200).Into(&me)
		if slices.Contains(me.Permissions, "run-audit") != (duty == "sign") || !slices.Contains(me.Permissions, "view-audit") {
			t.Errorf("%s sees the menu of %v", duty, me.Permissions)
		}
	}
}

func TestAnEnterpriseKeepsItsPeople(t *testing.T) {
	l, keeper, by, _ := staffed(t)
	find := func(name string) account.Colleague {
		t.Helper()
		var all people
		keeper.Call("GET", "/colleagues", nil).Want(200).Into(&all)
		for _, c := range all.Items {
			if c.Name == name {
				return c
			}
		}
		t.Fatalf("no %s", name)
		return account.Colleague{}
	}
	invite(keeper, "", "1", "boss").Problem(422, "请填写姓名", "11位手机号码", "没有这个岗位")
	invite(keeper, "丁", "13700000000").Problem(422, "至少选择一个岗位")
	invite(keeper, "同事", "13900000001", "fill").Problem(422, "已有本企业账号")
	var made account.Invitation
	invite(keeper, "丁", "13700000000", "fill", "keep").Want(201).Into(&made)
	invite(keeper, "丁", "13700000000", "fill").Problem(422, "邀请过这个手机号码", "先撤回邀请")
	keeper.Call("POST", "/invitations/"+made.ID+"/take-back", nil, "If-Match", `"1"`).Want(200)
	claim(l.Visitor(), made.CreditCode, made.Code).Problem(409, "已经作废", "本企业管理员重新邀请")
	invite(keeper, "丁", "13700000000", "fill").Want(201).Into(&made)
	clock := l.App.DB.Clock()
	clock.Set(clock.Now().Add(8 * 24 * time.Hour))
	claim(l.Visitor(), made.CreditCode, made.Code).Problem(409, "到期", "本企业管理员重新邀请")
	invite(keeper, "丁", "13700000000", "fill").Want(201)

	self := find("王敏")
	act := func(p *apptest.Party, c account.Colleague, do string, body any) apptest.Reply {
		return p.Call("POST", "/colleagues/"+c.ID+"/"+do, body, "If-Match", `"`+string(rune('0'+c.Version))+`"`)
	}
	act(keeper, self, "remove", nil).Problem(409, "至少保留一名企业管理员")
	act(keeper, self, "assign", map[string]any{"duties": []string{"fill"}}).Problem(409, "至少保留一名企业管理员")
	signer := find("同事sign")
	act(keeper, signer, "assign", map[string]any{"duties": []string{"sign", "keep"}}).Want(200)
	act(keeper, signer, "assign", map[string]any{"duties": []string{"fill"}}).Problem(409, "修改了")
	filler := find("同事fill")
	by["fill"].LogIn(filler.Login, own).Want(200)
	act(keeper, filler, "remove", map[string]any{"reason": "离职"}).Want(200)
	by["fill"].Call("GET", "/me", nil).Problem(401)
	by["fill"].LogIn(filler.Login, own).Problem(403, "已停用")
	act(keeper, self, "remove", nil).Want(200) // somebody else keeps the people now
	other := l.Open(account.Account{Login: "other-firm", Role: access.RoleEnterprise, EnterpriseID: "e-other"})
	stranger := l.As("other-firm")
	act(stranger, signer, "remove", nil).Problem(404)
	act(stranger, account.Colleague{ID: other.ID}, "assign", map[string]any{"duties": []string{}}).Problem(422)
}
