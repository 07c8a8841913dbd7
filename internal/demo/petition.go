package demo

import (
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/petition"
)

// pleas come one after the other upon the rounds under way, so that every state is there in the smallest province.
var pleas = []struct{ kind, ground, state string }{
	{petition.Postponement, "supply", petition.Submitted}, {petition.Removal, "unfounded", petition.Refused}, {petition.Postponement, "force-majeure", petition.Granted},
	{petition.Removal, "audited", petition.Appealed}, {petition.Postponement, "funds", petition.Upheld}, {petition.Postponement, "monitoring", petition.Draft},
	{petition.Removal, "other-removal", petition.Withdrawn}, {petition.Postponement, "standstill", petition.AppealGranted},
}

// petitions makes what listed enterprises ask for: most rounds ask for nothing.
func (w *world) petitions() {
	clocks := map[string][]*deadline.Deadline{}
	for _, c := range w.sheaf.deadlines {
		if c.Party == "enterprise" && c.Open && c.StoppedOn == "" && c.SubjectType == "audit" && c.DueOn.After(w.today.AddDays(30)) {
			clocks[c.SubjectID] = append(clocks[c.SubjectID], c)
		}
	}
	homes := w.homes()
	n := 0
	for i, a := range w.sheaf.audits {
		d := roll(w.seed, ofPetition, i)
		home := homes[a.EnterpriseID]
		if home == nil || a.State != audit.Ongoing || len(clocks[a.ID]) == 0 || n >= len(pleas) && !d.percent(5) {
			continue
		}
		w.plead(d, a, home, clocks[a.ID][0], n%len(pleas))
		n++
	}
}

// homes gives a listed site of every enterprise that has one.
func (w *world) homes() map[string]*site {
	homes := map[string]*site{}
	for _, s := range w.listed {
		homes[s.enterprise.ID] = s
	}
	return homes
}

func (w *world) plead(d dice, a *audit.Audit, home *site, c *deadline.Deadline, n int) {
	plea := pleas[n]
	on := max(w.workday(w.today.AddDays(-d.between(20, 26))), a.PublishedOn)
	decided := w.workday(on.AddDays(6))
	if decided >= w.today {
		return
	}
	at := d.at(on)
	p := &petition.Petition{AuditID: a.ID, CaseNo: a.CaseNo, EnterpriseID: a.EnterpriseID, SiteID: a.SiteID, EnterpriseName: a.EnterpriseName, RegionCode: a.RegionCode, CityCode: a.CityCode, Year: a.Year,
		Kind: plea.kind, Ground: plea.ground, State: petition.Draft, Demonstration: true, Story: "因客观原因不能按期完成，已制定补救计划。（演示数据）", Evidence: "情况说明和合同复印件（演示数据）"}
	if plea.kind == petition.Postponement {
		p.DeadlineID, p.DeadlineTitle, p.DueBefore, p.Until = c.ID, c.Title, c.DueOn, w.workday(c.DueOn.AddDays(60))
	} else {
		p.Story = "列入原因与企业实际不符，材料见附件。（演示数据）"
	}
	stamp(&p.Row, d.id(at), at)
	w.sheaf.petitions = append(w.sheaf.petitions, p)
	firm := enterpriseOffice(home)
	w.noteAt(d, firm, "petition.begin", p.Subject(), at, "")
	if plea.state == petition.Draft {
		return
	}
	p.State, p.SubmittedOn, p.Version = petition.Submitted, on, 2
	if plea.state == petition.Submitted {
		p.SubmittedOn = w.workday(w.today.AddDays(-5))
	}
	w.noteAt(d, firm, "petition.submit", p.Subject(), at, "")
	clock := w.start(d, p.Subject(), "decide-petition", p.SubmittedOn, at)
	w.tell(d, "petition-submitted", p.Subject(), at, nil)
	w.answered(d, p, firm, clock, c, decided, plea.state)
}

// answered tells what became of a petition, up to the state in which it stands now.
func (w *world) answered(d dice, p *petition.Petition, firm office, clock, moved *deadline.Deadline, on calendar.Date, state string) {
	city, at := cityOffice(w.geo.byCode[p.CityCode]), d.at(on)
	switch state {
	case petition.Submitted:
		return
	case petition.Withdrawn:
		p.State, p.Version = state, 3
		w.noteAt(d, firm, "petition.withdraw", p.Subject(), at, "")
		w.end(d, clock, firm, on, at, "申请已撤回")
		return
	case petition.Granted:
		p.State, p.DecidedOn, p.Comment, p.Version = state, on, "情况属实，准予延期。（演示数据）", 3
		w.noteAt(d, city, "petition.grant", p.Subject(), at, p.Comment)
		w.meet(d, clock, city, on, at)
		postponed(p, moved)
		return
	}
	p.State, p.DecidedOn, p.Comment, p.Version = petition.Refused, on, "所附材料不足以证明申请理由，不予准予。（演示数据）", 3
	w.noteAt(d, city, "petition.refuse", p.Subject(), at, p.Comment)
	w.meet(d, clock, city, on, at)
	appeal := w.start(d, p.Subject(), "appeal-petition", on, at)
	if state == petition.Refused {
		return
	}
	p.State, p.AppealedOn, p.AppealReason, p.Version = petition.Appealed, on, "补充了监测报告，请省厅复核。（演示数据）", 4
	w.noteAt(d, firm, "petition.appeal", p.Subject(), at, p.AppealReason)
	w.meet(d, appeal, firm, on, at)
	review := w.start(d, p.Subject(), "decide-appeal", on, at)
	if state == petition.Appealed {
		return
	}
	p.State, p.AppealDecidedOn, p.AppealComment, p.Version = state, on, "原决定事实清楚，予以维持。（演示数据）", 5
	do := "uphold"
	if state == petition.AppealGranted {
		do, p.AppealComment = "grant-appeal", "补充材料能够证明停产检修，准予延期。（演示数据）"
		postponed(p, moved)
	}
	w.noteAt(d, provinceOffice, "petition."+do, p.Subject(), at, p.AppealComment)
	w.meet(d, review, provinceOffice, on, at)
}

// postponed moves the clock as a granted postponement does.
func postponed(p *petition.Petition, c *deadline.Deadline) {
	p.Result = "“" + c.Title + "”由" + c.DueOn.Chinese() + "延至" + p.Until.Chinese() + "。"
	c.ExtensionReason = "企业申请（" + petition.Labels["petition.ground"][p.Ground] + "）：原到期日" + c.DueOn.Chinese() + "，延至" + p.Until.Chinese() + "。"
	c.DueOn, c.WarnedDays, c.OverdueTold = p.Until, 0, false
	c.Version++
}
