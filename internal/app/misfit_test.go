package app_test

import (
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/level"
)

// An index system matches by the industry code, the process does not fit: a level by it stays owed until the city finds, with
// its reason, that it does not apply to this audit; taken back, it is owed again.
func TestAnIndexSystemThatDoesNotFitIsFoundByTheCity(t *testing.T) {
	y := begun(t, "2026-01-05")
	first, second := y.Officer("library-1", access.RoleProvince, "370000"), y.Officer("library-2", access.RoleProvince, "370000")
	x := loadSystem(t, first, nil, indexTable)
	release(t, y.Site, first, second, &x)
	other := loadSystem(t, first, map[string]any{"name": "另一行业评价指标体系", "industries": []string{"39"}}, indexTable)
	release(t, y.Site, first, second, &other)
	y.listed("2026-03-31")
	y.noticed("2026-04-20")
	high := y.reported("2026-05-20", "2026-07-10")
	y.appraised("evaluation", "95", false)
	y.implemented(high, "2026-09-01")
	y.on("2026-09-10")
	path := "/audits/" + y.audit + "/rating"
	requirements := func() string {
		return string(y.firm.Call("GET", "/appraisals/requirements?audit_id="+y.audit+"&kind=acceptance", nil).Want(200).Body)
	}
	if !strings.Contains(requirements(), "由市生态环境局在同一页面写明理由") {
		t.Error("the way out is not named")
	}
	word := func(system string, misfit bool, reason string) object {
		return object{"system_id": system, "misfit": misfit, "reason": reason}
	}
	y.firm.Call("POST", path+"/fit", word(x.ID, true, "工艺不同")).Want(403)
	y.province.Call("POST", path+"/fit", word(x.ID, true, "工艺不同")).Want(403)
	y.Officer("city-elsewhere", access.RoleCity, "370200").Call("POST", path+"/fit", word(x.ID, true, "工艺不同")).Want(404)
	y.city.Call("POST", path+"/fit", word(other.ID, true, " ")).Problem(422, "不按行业代码适用于本案", "请写明理由")
	y.city.Call("POST", path+"/fit", word(x.ID, false, "核对")).Problem(422, "没有不适用的认定")
	var page level.RatingPage
	y.city.Call("POST", path+"/fit?phase=after", word(x.ID, true, "只做分装，没有化学反应过程")).Want(200).Into(&page)
	if len(page.Misfits) != 1 || page.Misfits[0].Reason != "只做分装，没有化学反应过程" || !strings.HasSuffix(page.Misfits[0].DecidedBy, "市生态环境局") || page.SystemID != "" {
		t.Errorf("%+v", page.Misfits)
	}
	y.city.Call("POST", path+"/fit", word(x.ID, true, "再说一次")).Problem(422, "已经认定不适用")
	if owed := y.firm.Call("GET", "/appraisals/requirements?audit_id="+y.audit+"&kind=acceptance", nil).Want(200).Field("obstacle"); owed != "" {
		t.Errorf("still owed: %s", owed)
	}
	y.city.Call("POST", path+"/fit", word(x.ID, false, "复核后认为适用")).Want(200)
	if !strings.Contains(requirements(), "还没有评价") {
		t.Error("taken back, the level is owed again")
	}
	y.city.Call("POST", path+"/fit", word(x.ID, true, "经专家论证，工艺不在适用范围内")).Want(200)
	passed := y.appraised("acceptance", "85", false)
	y.stands("accepted", "audit.accept")
	var a struct {
		Opinion struct {
			LevelRated bool   `json:"level_rated"`
			LevelBasis string `json:"level_basis"`
		} `json:"opinion"`
	}
	y.city.Call("GET", passed, nil).Want(200).Into(&a)
	if a.Opinion.LevelRated || !strings.Contains(a.Opinion.LevelBasis, "认定不适用于本案，理由：经专家论证，工艺不在适用范围内") || !strings.Contains(a.Opinion.LevelBasis, "三年") {
		t.Errorf("%+v", a.Opinion)
	}
	y.city.Call("POST", path+"/fit", word(x.ID, false, "晚了")).Problem(409, "验收已经合格")
}
