package agency_test

import (
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

func input(name, code, region string) map[string]string {
	return map[string]string{"name": name, "credit_code": code, "region_code": region}
}

// Registration is no licence: departments and enterprises register, everybody sees all, and only the division's
// departments and the agency itself write.
func TestWhoRegistersAndWhoWrites(t *testing.T) {
	s := apptest.New(t)
	jinan, qingdao := s.Officer("jinan", access.RoleCity, "370100"), s.Officer("qingdao", access.RoleCity, "370200")
	id := jinan.Call("POST", "/agencies", input("济南甲咨询有限公司", apptest.CreditCode(1), "370100")).Want(201).Field("id")
	jinan.Call("POST", "/agencies", input("济南乙咨询有限公司", apptest.CreditCode(1), "370100")).Problem(409)

	s.Open(account.Account{Login: "agency", Role: access.RoleAgency, AgencyID: id})
	s.Open(account.Account{Login: "other", Role: access.RoleAgency, AgencyID: "other"})
	own, other := s.As("agency"), s.As("other")
	for name, p := range map[string]*apptest.Party{"jinan": jinan, "qingdao": qingdao, "agency": own, "other": other} {
		r := p.Call("GET", "/agencies/"+id, nil).Want(200)
		may := name == "jinan" || name == "agency"
		if strings.Contains(string(r.Body), `"edit"`) != may {
			t.Errorf("%s is offered to edit: %v; %s", name, !may, r)
		}
		if !may {
			p.Call("PUT", "/agencies/"+id, input("改名", apptest.CreditCode(1), "370100"), "If-Match", r.Header.Get("ETag")).Want(403)
		}
	}
	own.Call("PUT", "/agencies/"+id, input("济南甲环境咨询有限公司", apptest.CreditCode(1), "370100"), "If-Match", `"1"`).Want(200)
	other.Call("POST", "/agencies", input("济南丙咨询有限公司", apptest.CreditCode(3), "370100")).Problem(403)
	if r := qingdao.Call("GET", "/agencies/"+id+"/history", nil).Want(200); !strings.Contains(string(r.Body), "agency.update") {
		t.Errorf("the journal: %s", r)
	}
}

func TestFaultyRegistrations(t *testing.T) {
	s := apptest.New(t)
	p := s.Officer("jinan", access.RoleCity, "370100")
	good := apptest.CreditCode(1)
	for code, words := range map[string]string{
		"": "请填写统一社会信用代码", good[:17]: "18位", "9137010OMA0000001X": "不含字母", good[:16] + "XX": "校验位",
	} {
		p.Call("POST", "/agencies", input("济南甲咨询有限公司", code, "370100")).Problem(422, "credit_code", words)
	}
	all := p.Call("POST", "/agencies", map[string]string{"name": "", "credit_code": "1", "region_code": "370100", "contact_phone": "call me"}).Problem(422)
	if len(all.Errors) < 3 {
		t.Errorf("not all faults at once: %+v", all.Errors)
	}
	if n := s.Column("SELECT CAST(count(*) AS TEXT) FROM agency")[0]; n != "0" {
		t.Errorf("%s agencies were written", n)
	}
}
