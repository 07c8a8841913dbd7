package account_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

func arrange(p *apptest.Party, deputy, from, until string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/delegations", map[string]string{"deputy_id": deputy, "from_on": from, "until_on": until, "reason": "年休假"})
}

func stand(p *apptest.Party, id string) apptest.Reply {
	p.Helper()
	return p.Call("POST", "/me/stand", map[string]string{"delegation_id": id})
}

func TestADeputyActsDuringLeave(t *testing.T) {
	s := apptest.New(t)
	clock := s.App.DB.Clock()
	day := func(n int) string { return clock.Today().AddDays(n).String() }
	wang, li := s.Officer("wang", access.RoleCounty, "370102"), s.Officer("li", access.RoleCounty, "370102")
	id := func(login string) string { return s.Column("SELECT id FROM account WHERE login = ?", login)[0] }
	s.Open(account.Account{Login: "city", Role: access.RoleCity, RegionCode: "370100"})
	s.Open(account.Account{Login: "shinan", Role: access.RoleCounty, RegionCode: "370202"})
	s.Open(account.Account{Login: "reform", Role: access.RoleCountyReform, RegionCode: "370102"})

	for deputy, words := range map[string]string{id("wang"): "不能委托本人", id("city"): "只能委托本单位", id("shinan"): "只能委托本单位", id("reform"): "只能委托本单位", "x": "只能委托本单位", "": "请填写代办人"} {
		arrange(wang, deputy, day(0), day(3)).Problem(422, words)
	}
	arrange(wang, id("li"), day(-1), day(3)).Problem(422, "不得早于今天")
	arrange(wang, id("li"), day(3), day(1)).Problem(422, "不得早于开始日期")
	arrange(wang, id("li"), day(0), day(200)).Problem(422, "最长90天")
	var list []account.Deputy
	wang.Call("GET", "/delegations/deputies", nil).Want(200).Into(&list)
	if len(list) != 1 || list[0].Name != "li" {
		t.Errorf("wang may choose %+v", list)
	}
	made := arrange(wang, id("li"), day(1), day(3)).Want(201)
	arrange(wang, id("li"), day(2), day(5)).Problem(422, "日期重叠")
	d := made.Field("id")
	stand(li, d).Problem(409, "今天不能代为办理")
	clock.Set(clock.Now().Add(24 * time.Hour))
	if r := li.Call("GET", "/me", nil).Want(200); !strings.Contains(string(r.Body), `"stands":[{"delegation_id":"`+d) {
		t.Errorf("li is not told: %s", r)
	}
	if r := wang.Call("GET", "/me", nil).Want(200); !strings.Contains(r.Field("away"), "li（至") {
		t.Errorf("wang is not told: %s", r)
	}
	s.As("city").Call("POST", "/me/stand", map[string]string{"delegation_id": d}).Problem(404)
	s.As("city").Call("POST", "/delegations/"+d+"/end", nil, "If-Match", `"1"`).Problem(404)
	if got := stand(li, d).Want(200).Field("acting_for"); got != "wang" {
		t.Errorf("li acts for %q", got)
	}
	arrange(li, id("wang"), day(0), day(1)).Problem(409, "不能再转托")
	enterprise := map[string]any{"name": "济南某化工有限公司", "credit_code": apptest.CreditCode(1), "region_code": "370102", "industry_code": "2614", "address": "历下区"}
	li.Call("POST", "/enterprises", enterprise).Want(201)
	if journal := s.Column("SELECT actor_name || ' ' || acting_for || ' ' || actor_id FROM journal WHERE subject_type = 'enterprise'"); len(journal) == 0 || journal[0] != "li（代wang） wang "+id("li") {
		t.Errorf("the journal does not say for whom: %q", journal)
	}
	// Two pairs of eyes stay two: who stands for the first may not be the second.
	s.Open(account.Account{Login: "firm", Role: access.RoleEnterprise, EnterpriseID: "e1", RegionCode: "370102"})
	receipt := lost(s.Visitor(), "firm")
	act(wang, request(wang), "check", map[string]string{"note": "已核对", "number": receipt.Number}).Want(200)
	act(li, request(li), "confirm", nil).Problem(409, "两人分别办理")
	stand(li, "").Want(200)
	act(li, request(li), "confirm", nil).Want(200)
	stand(li, d).Want(200)
	clock.Set(clock.Now().Add(3 * 24 * time.Hour)) // it ends by itself
	if got := li.Call("GET", "/me", nil).Want(200).Field("acting_for"); got != "" {
		t.Errorf("li still acts for %q", got)
	}
	stand(li, d).Problem(409, "今天不能代为办理")
	wang.Call("POST", "/delegations/"+d+"/end", nil, "If-Match", `"1"`).Problem(409, "自动结束")
	second := arrange(wang, id("li"), day(0), day(1)).Want(201)
	stand(li, second.Field("id")).Want(200)
	li.Call("POST", "/delegations/"+second.Field("id")+"/end", nil, "If-Match", `"1"`).Want(200)
	if got := li.Call("GET", "/me", nil).Want(200).Field("acting_for"); got != "" {
		t.Errorf("an ended delegation still holds for %q", got)
	}
}

// Within an enterprise a deputy does the principal's duties, and no more.
func TestADeputyOfASignerSigns(t *testing.T) {
	_, keeper, by, _ := staffed(t)
	var deputies []account.Deputy
	by["sign"].Call("GET", "/delegations/deputies", nil).Want(200).Into(&deputies)
	fill := ""
	for _, d := range deputies {
		if d.DutyLabel == "填报" {
			fill = d.ID
		}
	}
	today := by["sign"].Call("GET", "/meta", nil).Want(200).Field("today")
	made := arrange(by["sign"], fill, today, today).Want(201)
	by["fill"].Call("POST", "/appraisals", map[string]any{}).Problem(403)
	stand(by["fill"], made.Field("id")).Want(200)
	if r := by["fill"].Call("POST", "/appraisals", map[string]any{}); r.Status == 403 {
		t.Errorf("the deputy may not sign: %s", r)
	}
	invite(by["fill"], "外人", "13700000000", "fill").Problem(403) // the signer may not either
	invite(keeper, "外人", "13700000000", "fill").Want(201)
}
