package app_test

import (
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/level"
)

// The level of an acceptance is the engine's: it is owed before the application, cannot be written by hand, fails the
// acceptance below Ⅲ whatever the experts think of veto A4, and passes once what was reached is rated higher.
func TestTheLevelOfAnAcceptanceComesFromTheEngine(t *testing.T) {
	y := begun(t, "2026-01-05")
	first, second := y.Officer("library-1", access.RoleProvince, "370000"), y.Officer("library-2", access.RoleProvince, "370000")
	x := loadSystem(t, first, nil, indexTable)
	release(t, y.Site, first, second, &x)
	y.listed("2026-03-31")
	y.noticed("2026-04-20")
	high := y.reported("2026-05-20", "2026-07-10")
	y.appraised("evaluation", "95", false)
	y.implemented(high, "2026-09-01")
	y.on("2026-09-10")

	owed := y.firm.Call("GET", "/appraisals/requirements?audit_id="+y.audit+"&kind=acceptance", nil).Want(200).Field("obstacle")
	for _, part := range []string{"试验行业清洁生产评价指标体系", "还没有评价", "不能手工填写"} {
		if !strings.Contains(owed, part) {
			t.Errorf("%q does not say %q", owed, part)
		}
	}
	y.firm.Call("POST", "/appraisals", object{"audit_id": y.audit, "kind": "acceptance", "materials": []object{}}).Problem(409, "还没有评价")

	y.rated(x.ID, "9", 0)
	failed := y.appraised("acceptance", "95", false) // the experts find no veto; the rating does
	y.stands("failed", "audit.fail")
	y.opined(failed, "：未达Ⅲ级（", "清洁生产水平低于三级")
	y.firm.Call("PUT", "/audits/"+y.audit+"/rating", y.reached(x.ID, "3")).Problem(409, "验收不合格")

	did(y.city, "/audits/"+y.audit, "order-rectification", object{"until": "2026-12-31", "reason": "清洁生产水平低于三级，限期整改"})
	y.on("2026-10-20")
	y.rated(x.ID, "3", 3)
	did(y.firm, "/audits/"+y.audit, "answer-rectification", object{"answer": "已完成节水改造", "file_id": y.upload(y.firm, "rectification")})
	passed := y.appraised("acceptance", "85", false)
	y.stands("accepted", "audit.accept")
	y.opined(passed, "：Ⅲ级（", "")
	y.opined(failed, "：未达Ⅲ级（", "清洁生产水平低于三级") // what was concluded stays as it was
}

// reached is what the enterprise enters for the time after the audit: water per product in m³/t, the other values the same.
func (y *year) reached(system, water string) object {
	y.Helper()
	var page level.RatingPage
	y.firm.Call("GET", "/audits/"+y.audit+"/rating?phase=after", nil).Want(200).Into(&page)
	return object{"phase": "after", "system_id": system, "moves": []any{}, "version": page.Version, "sheet": object{"values": object{
		"单位产品取水量": object{"value": water, "unit": "m3/t"}, "单位产品综合能耗": object{"value": "90", "unit": "kgce/t"}, "环境管理制度": object{"level": 1},
	}}}
}

func (y *year) rated(system, water string, want int) {
	y.Helper()
	var page level.RatingPage
	y.firm.Call("PUT", "/audits/"+y.audit+"/rating", y.reached(system, water)).Want(200).Into(&page)
	if page.Answer == nil || page.Answer.Level != want {
		y.Fatalf("the level reached: %+v", page.Answer)
	}
}

// opined checks what a concluded acceptance says of the level, and the veto that holds.
func (y *year) opined(appraisal, words, veto string) {
	y.Helper()
	var a struct {
		Opinion struct {
			Level      string `json:"level"`
			LevelRated bool   `json:"level_rated"`
			LevelBasis string `json:"level_basis"`
		} `json:"opinion"`
		Vetoes []string `json:"vetoes"`
	}
	y.city.Call("GET", appraisal, nil).Want(200).Into(&a)
	if !strings.Contains(a.Opinion.Level, words) || !a.Opinion.LevelRated || a.Opinion.LevelBasis == "" {
		y.Errorf("the level and where it comes from: %+v, want %s", a.Opinion, words)
	}
	if veto == "" && len(a.Vetoes) > 0 || veto != "" && (len(a.Vetoes) != 1 || a.Vetoes[0] != veto) {
		y.Errorf("vetoes %v, want %q", a.Vetoes, veto)
	}
}
