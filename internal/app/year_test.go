package app_test

import (
	"strings"
	"testing"

	"qingshen/internal/calendar"
)

// The whole year of one enterprise through all parties, once under each regime (CODE 1242).
func TestTheYearOfOneEnterprise(t *testing.T) {
	for name, days := range map[string]struct{ begin, publish, disclose, start, report, implement, accept, result calendar.Date }{
		"CPL":  {"2026-01-05", "2026-03-31", "2026-04-20", "2026-05-20", "2026-07-10", "2026-09-01", "2026-09-10", "2026-09-20"},
		"CODE": {"2026-08-20", "2026-09-07", "2026-09-25", "2026-10-20", "2026-12-10", "2027-02-01", "2027-02-10", "2027-02-24"},
	} {
		t.Run(name, func(t *testing.T) {
			y := begun(t, days.begin)
			y.listed(days.publish)
			y.clocks(map[string]string{"disclose": "open", "start-audit": "open", "submit-report": "open"})
			if regime := y.city.Call("GET", "/audits/"+y.audit, nil).Field("regime"); regime != name {
				t.Errorf("the case runs under %s", regime)
			}
			y.noticed(days.disclose)
			high := y.reported(days.start, days.report)
			evaluation := y.appraised("evaluation", "95", true)
			y.stands("implementing", "audit.proceed")
			y.clocks(map[string]string{"evaluate": "met", "implement-options": "open"})
			told(y.firm, "按计划推进")
			y.city.Call("GET", evaluation, nil).Want(200)
			y.implemented(high, days.implement)
			y.on(days.accept)
			acceptance := y.appraised("acceptance", "88", false)
			y.stands("accepted", "audit.accept")
			y.clocks(map[string]string{"apply-acceptance": "met", "accept": "met", "publish-result": "open", "next-round": "open"})
			turn(y.city, "acceptances-concluded")
			did(y.city, acceptance, "report", nil)
			turn(y.province, "results-reported")
			y.on(days.result)
			y.province.Call("POST", "/appraisals/publish", object{"ids": []string{strings.TrimPrefix(acceptance, "/appraisals/")}, "document_no": "鲁环函〔2026〕99号", "published_on": days.result}).Want(201)
			y.clocks(map[string]string{"publish-result": "met", "next-round": "open"})
			told(y.firm, "验收结果已公布")
			if page := y.portal("/results"); !strings.Contains(page, "历下颜料化工有限公司") {
				t.Errorf("the portal does not show the result: %.600s", page)
			}
		})
	}
}

// What goes wrong in a year: done again, completed, late, extended, suspended, failed, rectified.
func TestTheYearOfAnEnterpriseInTrouble(t *testing.T) {
	y := begun(t, "2026-01-05")
	y.listed("2026-03-31")
	y.noticed("2026-04-20")
	y.reported("2026-05-20", "2026-07-10")
	first := y.redone(t)
	high := y.reported("2026-09-10", "2026-10-20")
	y.supplemented(t)
	y.late(t)
	y.stoodStill(t)
	y.implemented(high, "2028-05-20")
	y.on("2028-05-30")
	y.rectified(t)
	y.clocks(map[string]string{"rectify": "met", "accept": "met", "next-round": "open", "publish-result": "open"})
	y.audit = first
	y.stands("superseded", "audit.redo")
}

// redone fails the evaluation: the round is superseded, the next one is linked to it and its clocks begin anew.
func (y *year) redone(t *testing.T) (first string) {
	first = y.audit
	y.appraised("evaluation", "60", false)
	told(y.firm, "重新开展审核")
	old := y.city.Call("GET", "/audits/"+first, nil).Want(200)
	y.clocks(map[string]string{"evaluate": "met", "submit-report": "met"})
	y.audit = old.Field("superseded_by")
	next := y.firm.Call("GET", "/audits/"+y.audit, nil).Want(200)
	if old.Field("state") != "superseded" || next.Field("supersedes") != first || next.Field("round") != "2" || next.Field("state") != "listed" {
		t.Errorf("the new round: %s", next)
	}
	y.clocks(map[string]string{"start-audit": "open 2026-09-10", "submit-report": "open", "disclose": "none"})
	return first
}

// supplemented answers the opinion, is sent back once, and is confirmed.
func (y *year) supplemented(t *testing.T) {
	a := "/audits/" + y.audit
	y.appraised("evaluation", "80", false)
	y.stands("supplementing", "audit.supplement")
	y.clocks(map[string]string{"evaluate": "met", "supplement": "open", "implement-options": "none"})
	act(y.city, a, "confirm-supplement", nil).Problem(409, "没有报送")
	did(y.firm, a, "answer-supplement", object{"answer": "已补充监测数据", "file_id": y.upload(y.firm, "report-supplement")})
	turn(y.city, "supplements")
	y.clocks(map[string]string{"supplement": "met"})
	did(y.city, a, "return-supplement", object{"comment": "监测点位不全"})
	y.clocks(map[string]string{"supplement": "open"})
	told(y.firm, "监测点位不全")
	did(y.firm, a, "answer-supplement", object{"answer": "已补全点位"})
	did(y.city, a, "confirm-supplement", object{"comment": "同意"})
	y.stands("implementing", "audit.confirm-supplement")
	y.clocks(map[string]string{"supplement": "met", "implement-options": "open 2027-10-20"})
}

// late is warned, gets an extension with its reason, and runs over it.
func (y *year) late(t *testing.T) {
	y.on("2027-10-14")
	told(y.firm, "还有6天到期")
	id := y.Column("SELECT id FROM deadline WHERE subject_id = ? AND rule = 'implement-options'", y.audit)[0]
	act(y.firm, "/deadlines/"+id, "extend", object{"until": "2027-12-31", "reason": "设备晚到"}).Problem(403)
	act(y.city, "/deadlines/"+id, "extend", object{"until": "2027-12-31"}).Problem(422)
	did(y.city, "/deadlines/"+id, "extend", object{"until": "2027-12-31", "reason": "设备晚到，供货合同已核实"})
	told(y.firm, "供货合同已核实")
	y.stands("implementing", "deadline.extend")
	y.on("2028-01-05")
	turn(y.firm, "overdue")
	told(y.firm, "实施中/高费方案已逾期")
	turn(y.city, "enterprise-overdue")
	turn(y.province, "enterprise-overdue")
	told(y.county, "实施中/高费方案已逾期")
	turn(y.province, "city-overdue") // plans and summaries that no city has handed in since
}

// stoodStill is suspended with its clocks and goes on.
func (y *year) stoodStill(t *testing.T) {
	a := "/audits/" + y.audit
	act(y.city, a, "suspend", object{"reason": "洪水停产，见现场核实记录", "until": "2027-01-01", "stop_clocks": true}).Problem(422, "预计恢复日期")
	did(y.city, a, "suspend", object{"reason": "洪水停产，见现场核实记录", "until": "2028-03-05", "stop_clocks": true})
	y.stands("suspended", "audit.suspend")
	y.clocks(map[string]string{"implement-options": "open 2027-12-31"}) // run out before the flood: what is overdue stays so
	y.on("2028-02-04")
	did(y.city, a, "resume", object{"comment": "恢复生产"})
	y.stands("implementing", "audit.resume")
	y.clocks(map[string]string{"implement-options": "open 2027-12-31"})
	enterprise := "/enterprises/" + y.firmID
	did(y.county, enterprise, "suspend", object{"on": "2028-02-04", "evidence": "停产报告"})
	told(y.city, "企业停产")
	turn(y.city, "audits-of-idle")
	did(y.county, enterprise, "resume", object{"on": "2028-02-04", "evidence": "现场核实"})
}

// rectified fails for a veto, rectifies, is declined once, and passes.
func (y *year) rectified(t *testing.T) {
	a := "/audits/" + y.audit
	y.appraised("acceptance", "90", false, "A2")
	y.stands("failed", "audit.fail")
	turn(y.city, "audits-failed")
	y.clocks(map[string]string{"accept": "met", "publish-result": "open", "next-round": "none"})
	did(y.city, a, "order-rectification", object{"until": "2028-08-31", "reason": "排放超标，限期整改"})
	y.clocks(map[string]string{"rectify": "open 2028-08-31"})
	told(y.firm, "限期整改")
	y.on("2028-06-30")
	did(y.firm, a, "answer-rectification", object{"answer": "已完成整改", "file_id": y.upload(y.firm, "rectification")})
	y.appraised("acceptance", "85", false)
	y.stands("accepted", "audit.accept")
	if n := len(y.Column("SELECT id FROM appraisal WHERE audit_id = ? AND kind = 'acceptance' AND attempt = 2", y.audit)); n != 1 {
		t.Errorf("%d second attempts", n)
	}
}
