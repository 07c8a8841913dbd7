package app_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/level"
)

// openPanel is an evaluation whose outcome is open: its audit, two experts on its panel, one who was invited only.
type openPanel struct {
	audit                  string
	filler                 *apptest.Party
	first, second, invited *apptest.Party
}

func seatPanel(t testing.TB, s *apptest.Site) openPanel {
	t.Helper()
	row := strings.Fields(s.Column(`SELECT a.audit_id || ' ' || a.id || ' ' || a.enterprise_id FROM appraisal a WHERE a.kind = 'evaluation' AND a.concluded_on = ''
		AND (SELECT count(*) FROM panel_member m WHERE m.appraisal_id = a.id AND m.state IN ('joined', 'submitted')) >= 3 ORDER BY a.id LIMIT 1`)[0])
	experts := s.Column("SELECT expert_id FROM panel_member WHERE appraisal_id = ? AND state IN ('joined', 'submitted') ORDER BY id", row[1])
	p := openPanel{audit: row[0]}
	enter := func(login string, a account.Account) *apptest.Party {
		a.Login = login
		s.Open(a)
		return s.As(login)
	}
	p.filler = enter("absence-firm", account.Account{Role: access.RoleEnterprise, EnterpriseID: row[2]})
	p.first = enter("absence-expert-1", account.Account{Role: access.RoleExpert, ExpertID: experts[0]})
	p.second = enter("absence-expert-2", account.Account{Role: access.RoleExpert, ExpertID: experts[1]})
	p.invited = enter("absence-expert-3", account.Account{Role: access.RoleExpert, ExpertID: experts[2]})
	s.Write("UPDATE panel_member SET state = 'invited' WHERE appraisal_id = ? AND expert_id = ?", row[1], experts[2])
	return p
}

// That a whole class does not concern an enterprise counts only when experts on a panel of the audit have confirmed it: until
// then it is missing; one who disagrees stops it; another reason asks them anew.
func TestAWholeClassCountsAsAbsentOnlyWhenExpertsConfirm(t *testing.T) {
	s, _ := province(t)
	first, second := s.Officer("library-1", access.RoleProvince, "370000"), s.Officer("library-2", access.RoleProvince, "370000")
	x := loadSystem(t, first, map[string]any{"from_on": "2020-01-01"}, indexTable)
	release(t, s, first, second, &x)
	p := seatPanel(t, s)
	path := "/audits/" + p.audit + "/rating"
	state := s.Column("SELECT state FROM audit WHERE id = ?", p.audit)[0]
	filling := func(f func()) { // the class is stated while the dossier is open, before the panel meets
		s.Write("UPDATE audit SET state = 'ongoing' WHERE id = ?", p.audit)
		f()
		s.Write("UPDATE audit SET state = ? WHERE id = ?", state, p.audit)
	}
	var page level.RatingPage
	body := func(sheet map[string]any) map[string]any {
		sheet["values"] = map[string]any{"单位产品取水量": map[string]any{"value": "1"}, "单位产品综合能耗": map[string]any{"value": "40"}}
		return map[string]any{"phase": "before", "system_id": x.ID, "sheet": sheet, "version": page.Version}
	}
	stated := func(group, reason string) map[string]any {
		return body(map[string]any{"absent_groups": []any{map[string]any{"group": group, "reason": reason}}})
	}
	expect := func(level int, y1 string, says string) {
		t.Helper()
		if page.Answer == nil || page.Answer.Level != level || page.Answer.Y[0] != y1 || len(page.Absences) != 1 || !strings.Contains(page.Absences[0].Words, says) {
			t.Fatalf("%+v %+v", page.Answer, page.Absences)
		}
		if got := s.Column("SELECT level || ' ' || y1 FROM rating WHERE audit_id = ?", p.audit); got[0] != string(rune('0'+level))+" "+y1 {
			t.Fatalf("kept: %v", got)
		}
	}
	filling(func() {
		p.filler.Call("PUT", path, body(map[string]any{"not_applicable": []string{"环境管理制度"}})).Want(200).Into(&page)
		expect(0, "60", "请写明理由") // every indicator is ticked: that is a whole class too
		p.filler.Call("PUT", path, stated("清洁生产管理", " ")).Problem(422, "没有写理由")
		p.filler.Call("PUT", path, stated("资源能源消耗", "没有")).Problem(422, "又填写了“单位产品取水量”、“单位产品综合能耗”")
		p.filler.Call("PUT", path, stated("没有的类", "没有")).Problem(422, "没有一级指标“没有的类”")
		p.filler.Call("PUT", path, stated("清洁生产管理", "委托集团统一管理")).Want(200).Into(&page)
		expect(0, "60", "待专家确认")
	})
	say := func(agree bool, note string) map[string]any {
		return map[string]any{"phase": "before", "group": "清洁生产管理", "agree": agree, "note": note, "version": page.Version}
	}
	judge := path + "/absence"
	p.filler.Call("POST", judge, say(true, "")).Want(403)
	s.Officer("absence-city", access.RoleProvince, "370000").Call("POST", judge, say(true, "")).Want(403)
	p.invited.Call("POST", judge, say(true, "")).Problem(409, "接受邀请并声明无利害关系")
	stranger := s.Column("SELECT id FROM expert WHERE id NOT IN (SELECT expert_id FROM panel_member WHERE audit_id = ?) ORDER BY id LIMIT 1", p.audit)[0]
	s.Open(account.Account{Login: "absence-stranger", Role: access.RoleExpert, ExpertID: stranger})
	s.As("absence-stranger").Call("POST", judge, say(true, "")).Want(404)
	p.first.Call("POST", judge, map[string]any{"phase": "after", "group": "清洁生产管理", "agree": true}).Problem(409, "还没有保存")
	p.first.Call("POST", judge, map[string]any{"phase": "before", "group": "资源能源消耗", "agree": false, "version": page.Version}).Problem(422, "没有写明“资源能源消耗”整类不涉及", "请写明理由")
	p.first.Call("POST", judge, map[string]any{"phase": "before", "group": "清洁生产管理", "agree": true, "version": page.Version + 5}).Want(409)

	p.first.Call("GET", path, nil).Want(200).Into(&page)
	if !page.Seated {
		t.Error("an expert on the panel may speak")
	}
	p.first.Call("POST", judge, say(false, "企业自己有管理部门")).Want(200).Into(&page)
	expect(0, "60", "专家不同意")
	p.second.Call("POST", judge, say(true, "")).Want(200).Into(&page)
	expect(0, "60", "专家不同意")
	p.first.Call("POST", judge, say(true, "已核对委托协议")).Want(200).Into(&page)
	expect(1, "100", "已由专家确认")
	if !page.Absences[0].Confirmed || len(page.Absences[0].Opinions) != 2 || strings.Join(page.Answer.Absent, "") != "清洁生产管理" || page.Answer.Groups[0].Weight != "1" || page.Answer.Groups[0].Given != "0.6" {
		t.Errorf("%+v %+v", page.Absences, page.Answer.Groups)
	}
	name := s.Column("SELECT e.name FROM expert e JOIN account a ON a.expert_id = e.id WHERE a.login = 'absence-expert-1'")[0]
	sheet := wordText(t, p.filler.Call("GET", "/audits/"+p.audit+"/rating-calculation?format=docx", nil).Want(200).Body)
	for _, want := range []string{"“清洁生产管理”整类不涉及，理由：委托集团统一管理", name, "已核对委托协议", "年"} {
		if !strings.Contains(sheet, want) {
			t.Errorf("the calculation sheet does not say %s", want)
		}
	}
	if got := s.Column("SELECT action FROM journal WHERE action LIKE 'rating.%absence' ORDER BY id"); strings.Join(got, " ") != "rating.refuse-absence rating.confirm-absence rating.confirm-absence" {
		t.Errorf("journal: %v", got)
	}
	if out := string(p.filler.Call("GET", "/audits/"+p.audit+"/dossier.json", nil).Want(200).Body); !strings.Contains(out, "整类不涉及：委托集团统一管理") || strings.Contains(out, "环境管理制度") {
		t.Error("one line of the dossier's table speaks for the class")
	}
	filling(func() {
		p.filler.Call("PUT", path, stated("清洁生产管理", "另一个理由")).Want(200).Into(&page)
		expect(0, "60", "待专家确认")
	})
	s.Write("UPDATE appraisal SET concluded_on = '2026-01-01' WHERE audit_id = ?", p.audit)
	p.first.Call("POST", judge, say(true, "")).Problem(409, "评审结论作出以前")
}

// wordText gives the text of a word file.
func wordText(t testing.TB, raw []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
