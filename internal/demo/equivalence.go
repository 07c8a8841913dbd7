package demo

import (
	"time"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/equivalence"
)

// equals come one after the other upon sites of the inventory that are on no list, so that every state is there in the
// smallest province. validFor are the days for which the certificate still runs, negative when it has run out.
var equals = []struct {
	kind, state string
	validFor    int
}{
	{equivalence.Certification, equivalence.Granted, 420}, {equivalence.Certification, equivalence.Submitted, 600}, {equivalence.Recognition, equivalence.Granted, 25},
	{equivalence.Certification, equivalence.Lapsed, -40}, {equivalence.Certification, equivalence.Returned, 500}, {equivalence.Recognition, equivalence.Lost, 300},
	{equivalence.Pilot, equivalence.Refused, 700}, {equivalence.Certification, equivalence.Draft, 650}, {equivalence.Certification, equivalence.Withdrawn, 500},
}

// equivalences makes the register of equivalences: of rounds that were accepted in earlier years, so that no running
// round contradicts it.
func (w *world) equivalences() {
	homes := w.homes()
	n := 0
	for i, a := range w.sheaf.audits {
		d := roll(w.seed, ofEquivalence, i)
		home := homes[a.EnterpriseID]
		if home == nil || a.State != audit.Accepted || n >= len(equals) && !d.percent(6) {
			continue
		}
		w.equal(d, a, home, n%len(equals))
		n++
	}
}

func (w *world) equal(d dice, a *audit.Audit, home *site, n int) {
	plan := equals[n]
	on := w.workday(w.today.AddDays(-d.between(9, 15)))
	if plan.state == equivalence.Lapsed || plan.state == equivalence.Lost {
		on = w.workday(w.today.AddDays(-d.between(200, 240)))
	}
	if on >= w.today {
		return
	}
	until := w.today.AddDays(plan.validFor)
	at := d.at(on)
	e := &equivalence.Equivalence{EnterpriseID: a.EnterpriseID, SiteID: a.SiteID, EnterpriseName: a.EnterpriseName, SiteName: a.SiteName, CreditCode: a.CreditCode, RegionCode: a.RegionCode, CityCode: a.CityCode,
		Year: on.Year() + 1, Kind: plan.kind, CertificateNo: "演示证字〔" + itoa(on.Year()) + "〕" + itoa(1000+d.between(1, 8999)) + "号", Body: "示范认证中心（演示数据）", Level: "二级", Scope: a.SiteName + "全部生产线（演示数据）",
		ValidFrom: until.AddYears(-3), ValidUntil: until, State: equivalence.Draft, Conditions: []equivalence.EquivalenceCondition{}, Demonstration: true}
	for _, rule := range w.law.Equivalences(on) {
		if rule.ID != plan.kind {
			continue
		}
		for _, text := range rule.Conditions {
			e.Conditions = append(e.Conditions, equivalence.EquivalenceCondition{Text: text, Met: true, Evidence: "证书、审核报告和现场核实记录（演示数据）"})
		}
	}
	stamp(&e.Row, d.id(at), at)
	w.sheaf.equals = append(w.sheaf.equals, e)
	firm := enterpriseOffice(home)
	w.noteAt(d, firm, "equivalence.begin", e.Subject(), at, "")
	if plan.state == equivalence.Draft {
		return
	}
	e.State, e.SubmittedOn, e.Version = equivalence.Submitted, on, 2
	w.noteAt(d, firm, "equivalence.submit", e.Subject(), at, "")
	w.judged(d, e, firm, on, at, plan.state)
}

// judged tells what became of a case, up to the state in which it stands now.
func (w *world) judged(d dice, e *equivalence.Equivalence, firm office, on calendar.Date, at time.Time, state string) {
	city := cityOffice(w.geo.byCode[e.CityCode])
	clock := w.start(d, e.Subject(), "decide-equivalence", on, at)
	act := func(by office, do, note string) {
		e.Version++
		w.noteAt(d, by, "equivalence."+do, e.Subject(), at, note)
	}
	switch state {
	case equivalence.Submitted:
		return
	case equivalence.Withdrawn:
		e.State = state
		act(firm, "withdraw", "")
		w.end(d, clock, firm, on, at, "申请已撤回")
		return
	case equivalence.Returned, equivalence.Refused:
		e.State, e.Comment = state, "证书范围没有写明生产厂区，请补充发证单位的说明。（演示数据）"
		do := "return"
		if state == equivalence.Refused {
			e.DecidedOn, e.Comment, do = on, "试点尚未通过国家组织的评估，不予视同。（演示数据）", "refuse"
		}
		act(city, do, e.Comment)
		w.meet(d, clock, city, on, at)
		return
	}
	e.State, e.DecidedOn, e.Comment = equivalence.Granted, on, "条件全部满足，审定视同。（演示数据）"
	act(city, "grant", e.Comment)
	w.meet(d, clock, city, on, at)
	renew := w.start(d, e.Subject(), "renew-equivalence", e.ValidFrom, at)
	if renew != nil {
		renew.DueOn, renew.StatutoryDueOn, renew.OverdueTold, renew.WarnedDays = e.ValidUntil, e.ValidUntil, false, 0
		renew.Arithmetic = "到期日" + e.ValidUntil.Chinese() + "由证书确定。"
	}
	if state == equivalence.Granted {
		return
	}
	e.State, e.LostOn, e.LostReason, e.RelistYear = state, max(e.ValidUntil.AddDays(1), on), "证书"+e.CertificateNo+"已于"+e.ValidUntil.Chinese()+"到期", w.today.Year()+1
	do := "lapse"
	if state == equivalence.Lost {
		e.LostOn, e.LostReason, do = on.AddDays(30), "有效期内出现应当实施强制性审核的情形：超标排放。（演示数据）", "lose"
	}
	act(systemOffice, do, e.LostReason)
	w.end(d, renew, systemOffice, e.LostOn, d.at(e.LostOn), e.LostReason)
}
