package agency_test

import (
	"encoding/json"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
)

type auditors struct {
	Version  int64 `json:"version"`
	Auditors []struct {
		ID            string `json:"id"`
		Version       int64  `json:"version"`
		Name          string `json:"name"`
		CertificateNo string `json:"certificate_no"`
		UntilOn       string `json:"until_on"`
	} `json:"auditors"`
}

// Defect 20: one auditor's certificate was used by two agencies at once. However the number is typed, a second agency is told
// where the certificate is, until the first says with what evidence the person has left; the days may not overlap either.
func TestDefect20OneCertificateAtTwoAgencies(t *testing.T) {
	s := apptest.New(t)
	jinan, qingdao := s.Officer("jinan", access.RoleCity, "370100"), s.Officer("qingdao", access.RoleCity, "370200")
	first := jinan.Call("POST", "/agencies", input("济南甲咨询有限公司", apptest.CreditCode(1), "370100")).Want(201).Field("id")
	second := qingdao.Call("POST", "/agencies", input("青岛乙咨询有限公司", apptest.CreditCode(2), "370200")).Want(201).Field("id")
	s.Open(account.Account{Login: "first", Role: access.RoleAgency, AgencyID: first})
	s.Open(account.Account{Login: "second", Role: access.RoleAgency, AgencyID: second})
	mine, theirs := s.As("first"), s.As("second")
	person := func(number, from string) map[string]any {
		return map[string]any{"name": "赵审核", "certificate": "清洁生产审核培训合格证书", "certificate_no": number, "issuer": "国家清洁生产中心", "from_on": from}
	}

	var a auditors
	mine.Call("POST", "/agencies/"+first+"/auditors", map[string]any{"name": "", "certificate": " ", "certificate_no": "1", "issuer": "", "from_on": "2027-01-01"}).Problem(422, "姓名", "证书名称", "证书编号", "发证单位", "晚于今天")
	mine.Call("POST", "/agencies/"+first+"/auditors", person("qs-2021 0088", "2024-03-01")).Want(200).Into(&a)
	if len(a.Auditors) != 1 || a.Auditors[0].CertificateNo != "QS-20210088" {
		t.Fatalf("%+v", a)
	}
	mine.Call("POST", "/agencies/"+first+"/auditors", person("QS-20210088", "2024-03-01")).Problem(422, "已经登记在本机构")
	theirs.Call("POST", "/agencies/"+first+"/auditors", person("QS-1", "2024-03-01")).Want(403)
	theirs.Call("POST", "/agencies/"+second+"/auditors", person("ＱＳ－２０２１００８８", "2025-06-01")).Problem(422, "济南甲咨询有限公司", "2024年3月1日至今", "不能同时在两家机构使用")

	leave := "/auditors/" + a.Auditors[0].ID + "/leave"
	version := map[string]any{"until_on": "2025-12-31", "note": "解除劳动合同证明", "version": a.Auditors[0].Version}
	theirs.Call("POST", leave, version).Want(404)
	mine.Call("POST", leave, map[string]any{"until_on": "2024-01-01", "note": "", "version": a.Auditors[0].Version}).Problem(422, "早于到本机构的日期", "依据")
	mine.Call("POST", leave, version).Want(200).Into(&a)
	mine.Call("POST", leave, map[string]any{"until_on": "2025-12-31", "note": "再次", "version": a.Auditors[0].Version}).Problem(409, "不能再次登记")
	theirs.Call("POST", "/agencies/"+second+"/auditors", person("QS-20210088", "2025-06-01")).Problem(422, "2024年3月1日至2025年12月31日")
	theirs.Call("POST", "/agencies/"+second+"/auditors", person("QS-20210088", "2026-01-01")).Want(200)

	qingdao.Call("GET", "/agencies/"+first, nil).Want(200).Into(&a) // anybody sees who was where
	if a.Auditors[0].UntilOn != "2025-12-31" {
		t.Errorf("%+v", a)
	}
	var history struct{ Items []json.RawMessage }
	if mine.Call("GET", "/agencies/"+first+"/history", nil).Want(200).Into(&history); len(history.Items) != 3 {
		t.Errorf("%d lines in the history of the agency", len(history.Items))
	}
}
