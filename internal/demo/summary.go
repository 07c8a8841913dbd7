package demo

import (
	"fmt"
	"slices"
	"time"

	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/statistic"
)

// summaries makes the yearly work summaries of the cities: received for all years but the last one counted.
func (w *world) summaries() {
	clocks := map[string][]*deadline.Deadline{}
	for _, c := range w.sheaf.deadlines {
		clocks[c.SubjectID] = append(clocks[c.SubjectID], c)
	}
	for year := w.year - 4; calendar.Of(year+1, time.January, 1) <= w.today; year++ {
		for n, c := range w.geo.cities {
			w.summary(roll(w.seed, ofSummary, number(c.code)*100+year%100), c, year, n, clocks)
		}
	}
}

func (w *world) summary(d dice, c division, year, n int, clocks map[string][]*deadline.Deadline) {
	opened := calendar.Of(year+1, time.January, 1)
	at := d.at(opened.AddDays(4))
	m := &statistic.Summary{RegionCode: c.code, CityCode: c.code, CityName: c.name, Year: year, State: statistic.Draft, Text: map[string]string{}}
	stamp(&m.Row, d.id(at), at)
	on := w.workday(calendar.Of(year+1, time.February, d.between(3, 26)))
	if on < w.today {
		m.State, m.SubmittedOn, m.FiguresOn, m.Version, m.UpdatedAt = statistic.Submitted, on, on, 3, d.at(on)
		m.Text = words(c, year)
	} else {
		m.FiguresOn = opened.AddDays(4)
	}
	m.Figures = w.figures(c.code, year, m.FiguresOn, clocks)
	w.sheaf.summaries = append(w.sheaf.summaries, m)
	clock := w.start(d, m.Subject(), "annual-summary", opened, at)
	if m.State == statistic.Draft {
		return
	}
	w.noteAt(d, cityOffice(c), "annual_summary.submit", m.Subject(), m.UpdatedAt, "")
	w.meet(d, clock, cityOffice(c), on, m.UpdatedAt)
	received := w.workday(on.AddDays(d.between(6, 20)))
	if received >= w.today {
		return
	}
	m.State, m.ReceivedOn, m.Version, m.UpdatedAt = statistic.Received, received, 4, d.at(received)
	w.noteAt(d, provinceOffice, "annual_summary.receive", m.Subject(), m.UpdatedAt, "")
}

func words(c division, year int) map[string]string {
	text := map[string]string{}
	for _, s := range statistic.Headings() {
		text[s.ID] = fmt.Sprintf("%s%d年度%s：按省里部署组织实施，详见汇总数据。（演示数据）", c.name, year, s.Title)
	}
	return text
}

// figures counts the rounds of a city as they stood on a day.
func (w *world) figures(city string, year int, on calendar.Date, clocks map[string][]*deadline.Deadline) statistic.Figures {
	f := statistic.Figures{
		ListedByReason: map[string]int{}, ByState: map[string]int{}, Evaluated: map[string]int{}, Accepted: map[string]int{}, Overdue: map[string]int{},
		Options: []statistic.OptionFigure{{CostClass: audit.CostLow}, {CostClass: audit.CostHigh}},
	}
	listed := map[string]bool{}
	for _, a := range w.sheaf.audits {
		if a.CityCode != city || a.OpenedOn > on {
			continue
		}
		if a.Year == year {
			listed[a.ID] = true
			f.Listed++
			f.ByState[stateOn(a, on)]++
			for _, reason := range a.Reasons {
				f.ListedByReason[reason]++
			}
			timely(&f, clocks[a.ID], on)
		}
		for _, c := range clocks[a.ID] {
			if c.StartsOn <= on && c.DueOn < on && (c.MetOn == "" || c.MetOn > on) && (c.EndedOn == "" || c.EndedOn > on) {
				f.Overdue[c.Title]++
			}
		}
	}
	w.appraised(&f, city, year)
	w.optioned(&f, city, year, on, listed)
	return f
}

func timely(f *statistic.Figures, clocks []*deadline.Deadline, on calendar.Date) {
	for _, c := range clocks {
		t := map[string]*statistic.Timely{"disclose": &f.Disclosed, "start-audit": &f.Started, "submit-report": &f.Reported}[c.Rule]
		switch {
		case t == nil || c.EndedOn != "":
		case c.MetOn != "" && c.MetOn <= on && c.MetOn <= c.DueOn:
			t.InTime++
		case c.MetOn != "" && c.MetOn <= on:
			t.Late++
		case c.DueOn < on:
			t.Overdue++
		default:
			t.Running++
		}
	}
}

// stateOn gives the state in which an audit stood on a day, as far as its dates tell.
func stateOn(a *audit.Audit, on calendar.Date) string {
	past := func(d calendar.Date) bool { return d != "" && d <= on }
	switch {
	case past(a.AcceptedOn):
		return audit.Accepted
	case past(a.EvaluatedOn):
		return audit.Implementing
	case past(a.ReportedOn):
		return audit.Reported
	case past(a.StartedOn):
		return audit.Ongoing
	}
	return audit.Listed
}

func (w *world) appraised(f *statistic.Figures, city string, year int) {
	experts := map[string]bool{}
	for _, p := range w.sheaf.appraisals {
		if p.CityCode != city || p.ConcludedOn == "" || p.ConcludedOn.Year() != year {
			continue
		}
		if p.Kind == appraisal.KindEvaluation {
			f.Evaluated[p.Outcome]++
		} else {
			f.Accepted[p.Outcome]++
		}
		for _, m := range w.membersOf(p.ID) {
			experts[m.ExpertID] = true
		}
	}
	f.Experts = len(experts)
}

// membersOf finds the panel of an appraisal; members stand together in the order of their panels.
func (w *world) membersOf(id string) []*appraisal.Member {
	if w.panels == nil {
		w.panels = map[string][]*appraisal.Member{}
		for _, m := range w.sheaf.members {
			w.panels[m.AppraisalID] = append(w.panels[m.AppraisalID], m)
		}
	}
	return w.panels[id]
}

func (w *world) optioned(f *statistic.Figures, city string, year int, on calendar.Date, listed map[string]bool) {
	if w.cityOf == nil {
		w.cityOf = map[string]string{}
		for _, a := range w.sheaf.audits {
			w.cityOf[a.ID] = a.CityCode
		}
	}
	for _, o := range w.sheaf.options {
		if w.cityOf[o.AuditID] != city {
			continue
		}
		sum := &f.Options[slices.Index([]string{audit.CostLow, audit.CostHigh}, o.CostClass)]
		if listed[o.AuditID] && calendar.FromTime(o.CreatedAt) <= on {
			sum.Proposed++
		}
		if o.State == audit.OptionDone && o.CompletedOn.Year() == year && o.CompletedOn <= on {
			sum.Done++
			sum.InvestmentFen += o.ActualInvestmentFen
			sum.BenefitFen += o.ActualBenefitFen
		}
	}
}
