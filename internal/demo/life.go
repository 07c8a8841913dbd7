package demo

import (
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/dossier"
	"qingshen/internal/level"
)

// live tells the life of a round after its opening, as far as it has come.
func (r *round) live() {
	if r.started() && r.worked() && r.evaluated() && r.implemented() {
		r.examined()
	}
}

// started files the start, unless the enterprise lets it be.
func (r *round) started() bool {
	if r.wants(audit.Listed) || r.role == nil && r.percent(2) || !r.on(20, 52) {
		return false
	}
	a := r.a
	a.StartedOn, a.PlannedFrom, a.PlannedUntil = r.day, r.day, r.day.AddDays(r.between(200, 300))
	r.organise()
	r.move(r.enterprise(), "start", audit.Ongoing, "")
	r.prepare()
	return true
}

// gaps are the days that the seven stages take.
var gaps = [7][2]int{{8, 16}, {28, 50}, {35, 60}, {12, 24}, {18, 34}, {18, 34}, {8, 16}}

// worked goes through the seven stages to the report; false when the round has stopped on the way.
func (r *round) worked() bool {
	stop := len(gaps)
	switch {
	case r.wants(audit.Ongoing):
		stop = r.role.stages
	case r.wants(audit.Suspended):
		stop = 2
	case r.wants(audit.Terminated):
		stop = 3
	case r.role == nil && r.a.Round == 1 && r.percent(7):
		stop = r.between(1, 6)
	}
	for i := range gaps {
		if i == stop {
			r.broken()
			return false
		}
		if !r.on(gaps[i][0], gaps[i][1]) {
			return false
		}
		r.complete(i)
	}
	return r.on(3, 18) && r.report()
}

// complete ends one stage with all that belongs to it and begins the next.
func (r *round) complete(i int) {
	st := r.stages[i]
	switch st.Stage {
	case audit.StagePreparation:
		r.write(audit.SectionTeam, r.team())
		r.write("plan", r.workPlan())
	case audit.StagePreassessment:
		r.gather()
		r.prove()
	case audit.StageAssessment:
		r.analyse()
		r.rate(level.Before)
	case audit.StageScreening:
		r.propose()
	case audit.StageFeasibility:
		r.argue()
	case audit.StageContinuation:
		r.write("continuation", []dossier.Row{row("organisation", "成立清洁生产办公室，由分管副总经理负责。（演示数据）", "rules", "将清洁生产纳入岗位责任制和奖惩制度。（演示数据）", "plan", "每年安排资金和培训，开展持续改进。（演示数据）")})
	case audit.StageImplementation:
		r.carryOut(audit.CostLow, r.stages[3].CompletedOn)
	}
	for _, law := range r.law.Stages(r.a.OpenedOn) {
		if law.ID == st.Stage {
			for _, step := range law.Steps {
				st.Steps[step.ID] = true
			}
		}
	}
	st.State, st.Note, st.CompletedOn, st.Version, st.UpdatedAt = audit.StageComplete, r.summaryOf(st.Stage), r.day, st.Version+1, r.at
	s := r.a.Subject()
	s.Type, s.ID, s.Version = "audit_stage", st.ID, st.Version
	r.noteAt(r.dice, r.enterprise(), "audit_stage.complete", s, r.at, "")
	if i+1 < len(r.stages) {
		next := r.stages[i+1]
		next.State, next.StartedOn, next.Version, next.UpdatedAt = audit.StageOngoing, r.day, next.Version+1, r.at
	}
}

// broken tells what became of a round that stopped inside the stages.
func (r *round) broken() {
	suspended, terminated := r.wants(audit.Suspended), r.wants(audit.Terminated)
	if r.role == nil {
		n := r.IntN(100)
		suspended, terminated = n < 12, n >= 12 && n < 45
	}
	switch {
	case suspended && r.on(5, 20):
		a := r.a
		a.SuspendedFrom, a.SuspendedOn, a.SuspendedUntil, a.ClocksStopped = a.State, r.day, r.day.AddDays(240), true
		r.move(r.city(), "suspend", audit.Suspended, "企业停产检修改造，提供了停产报告和现场核实记录。（演示数据）")
		for _, clock := range r.clocks {
			if clock != nil && clock.Open && clock.Party == "enterprise" && !clock.DueOn.Before(r.day) {
				clock.StoppedOn, clock.StoppedReason = r.day, "审核中止，经批准中止期间不计入期限"
			}
		}
	case terminated && r.on(10, 40):
		r.terminate("企业已经关闭：生产设施已拆除，现场核实无生产条件。（演示数据）")
	}
}

func (r *round) terminate(note string) {
	r.move(r.city(), "terminate", audit.Terminated, note)
	for _, rule := range []string{"disclose", "start-audit", "submit-report", "evaluate", "supplement", "implement-options", "accept", "publish-result", "rectify"} {
		r.end(r.dice, r.clocks[rule], r.city(), r.day, r.at, note)
	}
}

// report hands the audit report in.
func (r *round) report() bool {
	a, at := r.a, r.at
	a.ReportFileID = r.attach("report", "清洁生产审核报告")
	a.DeclaredBy, a.DeclaredAt, a.ReportedOn = r.site.enterprise.LegalRepresentative, &at, r.day
	r.move(r.enterprise(), "submit-report", audit.Reported, "承诺人："+a.DeclaredBy)
	return !r.wants(audit.Reported) || r.role.inside != ""
}

// leads are the days before the present on which a part applies, so that what it waits for is under way now.
var leads = map[string]int{
	appraisal.Applied: 5, appraisal.CompletionRequested: 14, appraisal.Declined: 16, appraisal.Docketed: 14, appraisal.PanelSet: 24, appraisal.Marked: 38,
	appraisal.Concluded: 44, appraisal.Reported: 56, appraisal.Published: 96,
}

// idle lets a part wait until so many days before the present; the many do not wait. It tells whether it waited.
func (r *round) idle(days int) bool {
	until := r.today.AddDays(-days)
	if r.role == nil || days == 0 || until <= r.day {
		return false
	}
	r.day = until.AddDays(-1)
	return true
}

// evaluated takes the round through the evaluation; false when it has stopped there.
func (r *round) evaluated() bool {
	waited := false
	switch {
	case r.wants(audit.UnderEvaluation, audit.Reported):
		waited = r.idle(leads[r.role.inside])
	case r.wants(audit.Supplementing):
		waited = r.idle(58)
	case r.wants(audit.Superseded):
		waited = r.idle(120)
	case r.wants(audit.UnderAcceptance, audit.Failed, audit.Rectifying):
		waited = r.idle(leads[r.role.inside] + 330)
	}
	if r.a.Track == audit.TrackSimplified && r.role == nil && r.percent(30) && r.mayCombine() {
		return r.combined()
	}
	if waited && !r.on(1, 1) || !waited && !r.on(4, 20) {
		return false
	}
	r.move(r.enterprise(), "begin-evaluation", audit.UnderEvaluation, "")
	p := r.apply(appraisal.KindEvaluation)
	if r.wants(audit.UnderEvaluation, audit.Reported) {
		p.until = r.role.inside
	}
	if !p.run() {
		return false
	}
	a := r.a
	a.EvaluationScore, a.EvaluatedOn = p.row.Score, p.row.ConcludedOn
	switch p.row.Outcome {
	case appraisal.OutcomeRedo:
		r.again()
		return false
	case appraisal.OutcomeSupplement:
		r.move(r.city(), "supplement", audit.Supplementing, "评估得分"+a.EvaluationScore+"分")
		return r.supplemented()
	}
	r.move(r.city(), "proceed", audit.Implementing, "评估得分"+a.EvaluationScore+"分")
	return true
}

// supplemented answers the opinion and has it confirmed.
func (r *round) supplemented() bool {
	if r.wants(audit.Supplementing) && !r.role.answered || !r.on(10, 26) {
		return false
	}
	r.a.SupplementAnswer = "已按技术审查意见逐条修改审核报告，补充实测数据和方案经济分析。（演示数据）"
	r.move(r.enterprise(), "answer-supplement", audit.Supplementing, "")
	if r.wants(audit.Supplementing) || !r.on(3, 9) {
		return false
	}
	r.move(r.city(), "confirm-supplement", audit.Implementing, "")
	return true
}

// implemented carries out the options that cost much and applies for acceptance.
func (r *round) implemented() bool {
	since := r.day
	if r.a.State == audit.UnderAcceptance {
		return true // combined: everything was carried out before the report
	}
	if r.wants(audit.Implementing) {
		for _, o := range r.options {
			if o.CostClass == audit.CostHigh && r.percent(60) {
				o.State = audit.OptionOngoing
				r.touched(o)
			}
		}
		return false
	}
	switch {
	case r.wants(audit.UnderAcceptance, audit.Failed, audit.Rectifying):
		r.idle(leads[r.role.inside] + 2)
	case r.wants(audit.Accepted) && r.role.inside != appraisal.Published:
		r.idle(leads[r.role.inside] + 2)
	}
	if r.role == nil && !r.on(70, 330) || r.role != nil && !r.on(1, 4) {
		for _, o := range r.options {
			if o.CostClass == audit.CostHigh && r.percent(40) {
				o.State = audit.OptionOngoing
				r.touched(o)
			}
		}
		return false
	}
	r.carryOut(audit.CostHigh, since)
	r.reach()
	r.move(r.enterprise(), "begin-acceptance", audit.UnderAcceptance, "")
	return true
}

// reach enters the results of the targets and the level that was reached.
func (r *round) reach() {
	r.rate(level.After)
	r.write(audit.SectionTargets, r.targets(true))
}

func (r *round) mayCombine() bool {
	track, ok := r.law.Track(r.a.Track, r.a.OpenedOn)
	if !ok || !track.Combined {
		return false
	}
	for _, reason := range r.a.Reasons {
		for _, forbidden := range track.Forbidden {
			if reason == forbidden {
				return false
			}
		}
	}
	return true
}

// combined applies for evaluation and acceptance in one (SDR 31).
func (r *round) combined() bool {
	since := r.day
	if !r.on(90, 220) {
		return false
	}
	r.carryOut(audit.CostHigh, since)
	r.reach()
	r.move(r.enterprise(), "begin-combined", audit.UnderAcceptance, "")
	return true
}

// examined takes the round through the acceptance and what follows from it.
func (r *round) examined() {
	p := r.apply(appraisal.KindAcceptance)
	if r.wants(audit.UnderAcceptance, audit.Accepted, audit.Failed, audit.Rectifying) {
		p.until = r.role.inside
	}
	if !p.run() {
		return
	}
	if r.a.State == audit.Failed && !r.wants(audit.Failed) {
		r.rectified()
	}
}

// concluded enters the result of the acceptance into the audit; called by the appraisal on its day.
func (r *round) concluded(row *appraisal.Appraisal) {
	a := r.a
	a.AcceptanceScore = row.Score
	note := "验收得分" + row.Score + "分"
	if row.Outcome == appraisal.OutcomePass {
		a.AcceptedOn = r.day
		r.move(r.city(), "accept", audit.Accepted, note)
	} else {
		r.move(r.city(), "fail", audit.Failed, note)
	}
	r.clocks["publish-result"] = r.start(r.dice, a.Subject(), "publish-result", r.day, r.at)
}

// published notes that the province has published the result.
func (r *round) published(row *appraisal.Appraisal) {
	r.a.ResultPublishedOn = row.PublishedOn
	r.move(provinceOffice, "publish-result", r.a.State, "")
}

// rectified orders the rectification after a failed acceptance and, when it is answered, has the round accepted.
func (r *round) rectified() {
	if !r.on(3, 12) {
		return
	}
	a := r.a
	a.RectifyUntil = r.workday(r.day.AddDays(90))
	r.move(r.city(), "order-rectification", audit.Rectifying, "方案实施未达到预期效果，请在期限内整改并重新申请验收。（演示数据）")
	clock := r.start(r.dice, a.Subject(), "rectify", r.day, r.at)
	if clock != nil {
		clock.DueOn, clock.StatutoryDueOn = a.RectifyUntil, a.RectifyUntil
		r.clocks["rectify"] = clock
	}
	if r.wants(audit.Rectifying) && !r.role.answered || !r.on(20, 50) {
		return
	}
	a.RectifyAnswer = "已逐条整改，补充了监测报告并完成未实施的方案。（演示数据）"
	r.move(r.enterprise(), "answer-rectification", audit.Rectifying, "")
	if r.wants(audit.Rectifying) || !r.on(3, 12) {
		return
	}
	r.move(r.enterprise(), "begin-acceptance", audit.UnderAcceptance, "")
	p := r.apply(appraisal.KindAcceptance)
	p.pass = true
	p.run()
}

// again closes the round without result and opens the next one (GUIDE 17).
func (r *round) again() {
	old := r.a
	next := *r
	next.last = old
	next.clocks = map[string]*deadline.Deadline{}
	next.attempts = map[string]int{}
	next.ratings = map[string]*level.Rating{}
	next.open(old.Round+1, r.day, old.ID)
	old.SupersededBy = next.a.ID
	r.move(r.city(), "redo", audit.Superseded, "评估得分"+old.EvaluationScore+"分")
	note := "已重新开展审核，由" + next.a.CaseNo + "接续"
	for _, rule := range []string{"disclose", "start-audit", "submit-report"} {
		r.end(r.dice, r.clocks[rule], r.city(), r.day, r.at, note)
	}
	next.begin("redo-ordered")
	next.role = nil
	next.live()
}
