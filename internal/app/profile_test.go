package app_test

import (
	"strings"
	"testing"

	"qingshen/internal/access"
)

// The page about one enterprise gathers what stands on the pages of its records, and nothing that the reader may not see.
func TestTheProfileOfAnEnterpriseGathersItsLife(t *testing.T) {
	y := begun(t, "2026-01-05")
	y.listed("2026-03-31")
	y.noticed("2026-04-20")
	y.county.Call("POST", "/enterprise-events", object{"enterprise_id": y.firmID, "kind": "standstill", "effective_on": "2026-04-05", "story": "检修改造", "evidence": "停产报告"}).Want(201)
	at := "/enterprises/" + y.firmID
	for part, words := range map[string][]string{
		"/rounds":    {"2026年度强制性清洁生产审核企业名单", "鲁环函〔2026〕88号", "已签收（王五）", `"title":"信息公开","on":"2026-04-20"`, `"title":"启动审核","on":""`},
		"/clocks":    {"按期办结", "还有"},
		"/affairs":   {"变更事项", "检修改造"},
		"/inventory": {"属于化工行业", "2026-01-05"},
		"/people":    {`"kind":"账号"`},
		"/files":     {`"lines"`},
		"/oversight": {`"lines"`},
	} {
		body := string(y.city.Call("GET", at+part, nil).Want(200).Body)
		for _, word := range words {
			if !strings.Contains(body, word) {
				t.Errorf("%s does not tell of %q: %.900s", part, word, body)
			}
		}
		y.firm.Call("GET", at+part, nil).Want(200)
		y.Officer("far"+strings.Trim(part, "/"), access.RoleCity, "370200").Call("GET", at+part, nil).Want(404)
	}
}

// Every attribute says since when and until when, on which document and fact, who entered and who ended it.
func TestAnAttributeTellsItsHistory(t *testing.T) {
	y := begun(t, "2026-01-05")
	at := "/enterprises/" + y.firmID
	y.county.Call("POST", at+"/facts", object{"kind": "substance", "year": 2025, "role": "use", "name": "六氯苯", "code": "118-74-1", "value": "3.5", "unit": "t", "evidence": "原辅材料台账", "evidence_on": "2026-01-04"}).Want(200, 201)
	id := y.county.Call("POST", at+"/attributes", object{"kind": "toxic", "detail": "六氯苯，原料", "evidence": "原辅材料台账", "from_on": "2026-01-05"}).Want(200).Field("id")
	y.on("2026-02-10")
	y.city.Call("POST", "/attributes/"+id+"/end", object{"on": "2026-02-09", "evidence": "已改用替代原料"}, "If-Match", `"1"`).Want(200)
	body := string(y.city.Call("GET", at+"/attributes", nil).Want(200).Body)
	for _, word := range []string{`"from_on":"2026-01-05"`, `"until_on":"2026-02-09"`, `"entered_by"`, `"entered_at":"2026-01-05`, `"ended_by"`, `"ended_note":"已改用替代原料"`, "2025年度 使用或者排放的物质 使用 六氯苯 3.5t", "原辅材料台账（2026年1月4日）"} {
		if !strings.Contains(body, word) {
			t.Errorf("the attribute does not tell of %s: %s", word, body)
		}
	}
}
