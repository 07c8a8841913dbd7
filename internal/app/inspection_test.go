package app_test

import (
	"slices"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/audit"
	"qingshen/internal/dossier"
)

// copied is a passage that no other report has.
const copied = "本厂电镀车间镀镍槽带出液经三级逆流漂洗仍有约百分之四的镍随清洗水流失，主要原因是挂具滴液时间不足八秒，操作工为赶产量提前移槽，且回收槽液位计失灵未及时更换，导致回用水电导率长期高于工艺要求。"

// Two enterprises hand the same passage in: the desk of the city finds both, sees them side by side, and the enterprise is warned
// without being told whose report it is.
func TestACopiedPassageIsFoundAmongAllReports(t *testing.T) {
	s, city := province(t)
	filler := func(login, where string) (id string, party *apptest.Party) {
		id, enterprise, _ := strings.Cut(s.Column("SELECT id || ' ' || enterprise_id FROM audit WHERE state = 'ongoing' AND agency_id <> '' AND " + where + " ORDER BY id LIMIT 1")[0], " ")
		s.Open(account.Account{Login: login, Role: access.RoleEnterprise, EnterpriseID: enterprise, RegionCode: s.Column("SELECT region_code FROM audit WHERE id = ?", id)[0]})
		party = s.As(login)
		var table struct{ Version int64 }
		path := "/audits/" + id + "/dossier/causes"
		party.Call("GET", path, nil).Want(200).Into(&table)
		party.Call("PUT", path, object{"version": table.Version, "rows": []object{{"unit": "电镀车间", "waste": "含镍废水", "aspect": "过程控制", "cause": copied}}}).Want(200)
		return id, party
	}
	mine, enterprise := filler("mine", "city_code = '370100'")
	theirs, _ := filler("theirs", "city_code <> '370100'")
	officer := s.Officer("province-check", access.RoleProvince, "370000")
	officer.Call("POST", "/dossier-checks/run", object{}).Want(201)
	s.Work()
	var list struct{ Items []audit.DossierCheck }
	city.Call("GET", "/dossier-checks?sort=-alike", nil).Want(200).Into(&list)
	found := slices.IndexFunc(list.Items, func(c audit.DossierCheck) bool { return c.AuditID == mine })
	if found < 0 || list.Items[found].Alike < 50 || list.Items[found].EnterpriseName == "" || !slices.ContainsFunc(list.Items, func(c audit.DossierCheck) bool { return c.Errors > 0 }) {
		t.Fatalf("%d dossiers, mine at %d", len(list.Items), found)
	}
	if i := slices.IndexFunc(list.Items, func(c audit.DossierCheck) bool { return c.CityCode != "370100" || c.Alike < 0 }); i >= 0 {
		t.Errorf("of another city, or not compared: %s", list.Items[i].EnterpriseName)
	}
	var like, hidden audit.Likeness
	officer.Call("GET", "/audits/"+mine+"/likeness", nil).Want(200).Into(&like)
	if len(like.Others) == 0 || like.Others[0].AuditID != theirs || like.Others[0].Matches[0].Percent != "100" || len(like.Others[0].Matches[0].Mine) != 1 || !strings.HasPrefix(like.Others[0].Matches[0].Place.Link, "/audits/"+mine+"/") {
		t.Fatalf("%+v", like)
	}
	// The city may not read the report of another city: it sees how much is the same, and where in its own.
	city.Call("GET", "/audits/"+mine+"/likeness", nil).Want(200).Into(&hidden)
	if o := hidden.Others[0]; o.AuditID != "" || o.EnterpriseName != "另一家企业" || o.Agency != "" || o.CaseNo != "" || o.Matches[0].Percent != "100" || len(o.Matches[0].Theirs) != 0 || o.Matches[0].Other.Link != "" {
		t.Errorf("the city reads of another city: %+v", o)
	}
	var findings audit.FindingList
	enterprise.Call("GET", "/audits/"+mine+"/findings", nil).Want(200).Into(&findings)
	warned := false
	for _, f := range findings.Items {
		if f.Rule == "copied-report" {
			warned = warned || strings.Contains(f.Message, "另一家企业")
			if strings.Contains(f.Message, like.Others[0].EnterpriseName) {
				t.Errorf("the enterprise is told whose report it is: %s", f.Message)
			}
		}
	}
	if !warned {
		t.Error("the enterprise is not warned")
	}
	enterprise.Call("GET", "/audits/"+mine+"/likeness", nil).Want(403)
	city.Call("GET", "/audits/"+theirs+"/likeness", nil).Want(404)
}

// Once the dossiers of a province have been checked, the industry tells what change from year to year is usual: one of 45 % lies
// below the limit of the rule, and far outside of what five and more enterprises of the industry show.
func TestAJumpIsJudgedByTheIndustry(t *testing.T) {
	s, _ := province(t)
	const usual = "SELECT c.industry || ' ' || c.enterprises || ' ' || a.id || ' ' || a.enterprise_id || ' ' || a.region_code FROM change_spread AS c JOIN enterprise AS e ON substr(e.industry_code, 1, 3) = c.industry JOIN audit AS a ON a.enterprise_id = e.id " +
		"JOIN dossier_section AS d ON d.audit_id = a.id AND d.section = 'products' AND d.content <> '' WHERE c.place = 'products.output' AND c.enterprises >= 5 AND a.state = 'ongoing' ORDER BY a.id LIMIT 1"
	officer := s.Officer("province-check", access.RoleProvince, "370000")
	officer.Call("POST", "/dossier-checks/run", object{}).Want(201)
	s.Work()
	line := strings.Fields(s.Column(usual)[0])
	s.Open(account.Account{Login: "jumper", Role: access.RoleEnterprise, EnterpriseID: line[3], RegionCode: line[4]})
	firm, path := s.As("jumper"), "/audits/"+line[2]+"/dossier/products"
	var table struct {
		Version  int64
		Rows     []object
		Findings []dossier.Finding
	}
	firm.Call("GET", path, nil).Want(200).Into(&table)
	for _, row := range table.Rows {
		row["output"] = "1000"
	}
	table.Rows[len(table.Rows)-1]["output"] = "1450"
	firm.Call("PUT", path, object{"version": table.Version, "rows": table.Rows, "unconfirmed": []int{}}).Want(200).Into(&table)
	found := slices.IndexFunc(table.Findings, func(f dossier.Finding) bool { return f.Rule == "output-jump" })
	if found < 0 || !strings.Contains(table.Findings[found].Expected, "按本行业"+line[1]+"家企业的分布") || table.Findings[found].Found != "45%" {
		t.Fatalf("%s: %+v", line, table.Findings)
	}
}
