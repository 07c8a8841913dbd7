package candidate

import (
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/statute"
)

// last gives the last accepted round, nil if there is none: of the system, or of before the system as a fact.
func (f *Finder) last(s *Site) *Round {
	var last *Round
	take := func(r Round) {
		if r.AcceptedOn != "" && r.AcceptedOn <= f.on && (last == nil || r.AcceptedOn > last.AcceptedOn) {
			last = &r
		}
	}
	for _, r := range s.Rounds {
		take(r)
	}
	for _, fact := range s.Facts {
		if fact.Kind == PastAudit {
			take(Round{CaseNo: fact.Name, Year: fact.Year, AcceptedOn: fact.On, Reasons: pastReasons(fact)})
		}
	}
	return last
}

// pastReasons: the registry notes of an audit before the system only whether it was one of 双有.
func pastReasons(fact Fact) []string {
	if fact.Role == "" {
		return nil
	}
	return []string{fact.Role}
}

// due is the last day of the interval after an acceptance (CPM 12(2)).
func (f *Finder) due(acceptedOn calendar.Date, region string) calendar.Date {
	due, err := f.law.Due("next-round", acceptedOn, region)
	if err != nil {
		return acceptedOn.AddYears(5)
	}
	return due.DueOn
}

// interval: five years after the last acceptance the next audit of 双有 is due, whether or not any list names the site.
func interval(f *Finder, r *rule, s *Site, v *Verdict) {
	last := f.last(s)
	if last == nil {
		return
	}
	due := f.due(last.AcceptedOn, s.Region)
	at := slices.IndexFunc(v.Hits, func(h Finding) bool { return h.toxic })
	was := slices.Contains(last.Reasons, "toxic")
	text := last.passed() + "，两次审核的间隔不得超过五年，期限至" + due.Chinese() + "。"
	found := f.finding(r, text)
	found.on, found.toxic = f.on, false
	end := calendar.Of(f.year, 12, 31)
	switch {
	case at < 0 && !was:
		return
	case due > end:
		found.Why = fmt.Sprintf("期限在%d年度之后，还有%d天。", f.year, f.on.DaysUntil(due))
		v.Near = append(v.Near, found)
		return
	case due < f.on:
		found.Difference = fmt.Sprintf("已超过期限 %d 天", due.DaysUntil(f.on))
	default:
		found.Difference = fmt.Sprintf("期限在%d年度内届满，还有 %d 天", f.year, f.on.DaysUntil(due))
	}
	if at >= 0 {
		found.Facts = v.Hits[at].Facts
	} else {
		found.Facts = toxicOnly(last.Facts)
	}
	v.Hits = append(v.Hits, found)
}

// passed says when the round was accepted, or since when something counts as one.
func (r *Round) passed() string {
	if r.Deemed {
		return "自" + r.AcceptedOn.Chinese() + "起视同开展审核" + bracketed(r.CaseNo)
	}
	return "上一轮审核" + bracketed(r.CaseNo) + "已于" + r.AcceptedOn.Chinese() + "验收合格"
}

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}

// toxicOnly keeps of the facts of an earlier round those that concern 双有.
func toxicOnly(facts map[string]string) map[string]string {
	out := map[string]string{}
	for k, value := range facts {
		if strings.HasPrefix(k, "toxic_") {
			out[k] = value
		}
	}
	return out
}

// overdue: a round of an earlier list is late; it is carried on.
func overdue(f *Finder, r *rule, s *Site, v *Verdict) {
	for _, round := range s.Rounds {
		if !f.running(round) || round.Year >= f.year {
			continue
		}
		text := fmt.Sprintf("%d年度名单企业，案号%s，%s，名单于%s公布。", round.Year, round.CaseNo, round.State, round.PublishedOn.Chinese())
		var late []string
		longest := 0
		for _, l := range round.Late {
			if l.DueOn < f.on {
				days := l.DueOn.DaysUntil(f.on)
				longest = max(longest, days)
				late = append(late, fmt.Sprintf("“%s”应于%s前完成，已逾期%d天", l.Title, l.DueOn.Chinese(), days))
			}
		}
		found := f.finding(r, text)
		if round.ID != "" {
			found.Link = "/audits/" + round.ID
		}
		if len(late) == 0 {
			found.Why = "没有逾期的期限，审核按期进行。"
			v.Near = append(v.Near, found)
			continue
		}
		found.Difference, found.Carried = strings.Join(late, "；"), true
		found.Why = "该轮审核尚未办结，一个厂区同时只能有一轮审核：继续督办该轮，不重复列入名单。"
		if len(round.Reasons) > 0 {
			found.Reason = round.Reasons[0]
		}
		found.Facts = round.Facts
		v.Hits = append(v.Hits, found)
	}
}

// running tells whether a round runs on the day.
func (f *Finder) running(r Round) bool {
	return r.PublishedOn != "" && r.PublishedOn <= f.on && (r.AcceptedOn == "" || r.AcceptedOn > f.on) && (r.EndedOn == "" || r.EndedOn > f.on) && (r.Open || r.AcceptedOn != "" || r.EndedOn != "")
}

// rest holds back what an accepted round has dealt with already: 双有 and policy for the interval of five years (g6), what
// was exceeded before the acceptance for good.
func (f *Finder) rest(s *Site, v *Verdict) {
	last := f.last(s)
	if last == nil {
		return
	}
	due := f.due(last.AcceptedOn, s.Region)
	passed := last.passed()
	var hits []Finding
	for _, h := range v.Hits {
		switch {
		case h.kind == "interval" || h.kind == statute.FindConverted || h.Carried:
		case h.Reason == "toxic" || h.Reason == "policy":
			if due > calendar.Of(f.year, 12, 31) {
				h.Why = passed + "，未满五年，至" + due.Chinese() + "；计划年度内不必再次列入。"
			}
		case h.on <= last.AcceptedOn:
			h.Why = passed + "，晚于该事实，已在该轮中处理；其后没有新的事实。"
		}
		if h.Why != "" && !h.Carried {
			v.Resting = append(v.Resting, h)
			continue
		}
		hits = append(hits, h)
	}
	v.Hits = append([]Finding{}, hits...)
}

// bars are what stands against listing the site now, whatever is hit.
func (f *Finder) bars(s *Site, v *Verdict) {
	if s.Closed {
		v.Bars = append(v.Bars, "企业或者厂区已经关闭，不再列入。")
	}
	if s.Planned != "" {
		v.Bars = append(v.Bars, fmt.Sprintf("已在%d年度计划中（%s），不重复提出。", f.year, s.Planned))
	}
	for _, r := range s.Rounds {
		if f.running(r) {
			v.Bars = append(v.Bars, fmt.Sprintf("%d年度的审核（案号%s，%s）尚未办结，一个厂区同时只能有一轮审核。", r.Year, r.CaseNo, r.State))
		}
	}
}
