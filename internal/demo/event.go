package demo

import (
	"fmt"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/event"
)

// happening is what is reported of an enterprise and how far it has come.
type happening struct {
	kind, state string
	office      bool // reported by the county
}

// happenings come one after the other upon the rounds under way, so that every state is there in the smallest province.
var happenings = []happening{
	{event.Rename, event.Draft, false}, {event.Standstill, event.Reported, false}, {event.Closure, event.Examined, true}, {event.Standstill, event.Returned, false},
	{event.Relocation, event.Refused, false}, {event.Closure, event.Withdrawn, false}, {event.Standstill, event.Undone, true}, {event.Conversion, event.Examined, false},
}

// events makes the events of enterprises: a standstill for every round that stands still, others upon rounds under way.
func (w *world) events() {
	clocks := map[string][]*deadline.Deadline{}
	for _, c := range w.sheaf.deadlines {
		clocks[c.SubjectID] = append(clocks[c.SubjectID], c)
	}
	homes := w.homes()
	n := 0
	for i, a := range w.sheaf.audits {
		home := homes[a.EnterpriseID]
		d := roll(w.seed, ofEvent, i)
		switch {
		case home == nil:
		case a.State == audit.Suspended:
			w.stoodStill(d, a, home, clocks[a.ID])
		case a.State != audit.Ongoing && a.State != audit.Implementing || n >= len(happenings) && !d.percent(4):
		default:
			w.happened(d, a, home, happenings[n%len(happenings)])
			n++
		}
	}
}

func (w *world) eventOf(d dice, a *audit.Audit, kind string, on calendar.Date) *event.Event {
	at := d.at(on)
	e := &event.Event{EnterpriseID: a.EnterpriseID, SiteID: a.SiteID, EnterpriseName: a.EnterpriseName, SiteName: a.SiteName, CreditCode: a.CreditCode,
		RegionCode: a.RegionCode, CityCode: a.CityCode, Kind: kind, State: event.Draft, EffectiveOn: on, Effects: []event.Effect{}, Demonstration: true,
		Story: "因生产经营安排发生变化，具体情况见所附材料。（演示数据）", Evidence: event.KindLabels[kind] + "报告和现场核实记录（演示数据）"}
	if kind == event.Rename {
		e.SiteID, e.SiteName = "", ""
		e.Change.Name = a.EnterpriseName + "（新）"
	}
	stamp(&e.Row, d.id(at), at)
	w.sheaf.events = append(w.sheaf.events, e)
	return e
}

// stoodStill is the approved standstill of a suspended round: of the one site, with the clocks that stand still.
func (w *world) stoodStill(d dice, a *audit.Audit, home *site, clocks []*deadline.Deadline) {
	e := w.eventOf(d, a, event.Standstill, a.SuspendedOn)
	e.ExpectedUntil, e.State, e.ReportedOn, e.DecidedOn, e.Version = a.SuspendedUntil, event.Approved, a.SuspendedOn, a.SuspendedOn, 4
	e.UndoUntil, e.Comment = e.DecidedOn.AddDays(15), "停产情况属实，同意自停产之日起停止计算企业的期限。（演示数据）"
	ground := e.Ground()
	text := "审核中止。"
	for _, c := range clocks {
		if c.StoppedOn == "" {
			continue
		}
		c.StoppedReason = ground
		text += fmt.Sprintf("“%s”自%s起停止计算，现到期日%s，复产后按停止的天数顺延。", c.Title, c.StoppedOn.Chinese(), c.DueOn.Chinese())
	}
	s := a.Subject()
	e.Effects = append(e.Effects, event.Effect{What: s.Type, ID: s.ID, Title: s.Title, Link: s.Link, Text: text, Version: s.Version, Before: map[string]string{"state": a.SuspendedFrom}})
	at := d.at(a.SuspendedOn)
	city, county := cityOffice(w.geo.byCode[a.CityCode]), countyOffice(w.geo.byCode[a.RegionCode])
	w.noteAt(d, enterpriseOffice(home), "enterprise_event.submit", e.Subject(), at, "")
	w.noteAt(d, county, "enterprise_event.examine", e.Subject(), at, "现场核实，生产线已停运。（演示数据）")
	w.noteAt(d, city, "enterprise_event.approve", e.Subject(), at, e.Comment)
	w.meet(d, w.start(d, e.Subject(), "decide-event", a.SuspendedOn, at), city, a.SuspendedOn, at)
}

// happened tells an event up to the state in which it stands now, a few days ago.
func (w *world) happened(d dice, a *audit.Audit, home *site, h happening) {
	on := max(w.workday(w.today.AddDays(-d.between(4, 12))), a.PublishedOn)
	if on >= w.today {
		return
	}
	e := w.eventOf(d, a, h.kind, on)
	e.ByOffice, e.State = h.office, h.state
	w.changed(e)
	by, at := enterpriseOffice(home), d.at(on)
	city, county := cityOffice(w.geo.byCode[a.CityCode]), countyOffice(w.geo.byCode[a.RegionCode])
	if h.office {
		by = county
	}
	w.noteAt(d, by, "enterprise_event.begin", e.Subject(), at, "")
	if h.state == event.Draft {
		return
	}
	e.ReportedOn, e.Version = on, 2
	w.noteAt(d, by, "enterprise_event.submit", e.Subject(), at, "")
	clock := w.start(d, e.Subject(), "decide-event", on, at)
	w.tell(d, "event-reported", e.Subject(), at, map[string]string{"note": ""})
	switch h.state {
	case event.Examined:
		w.noteAt(d, county, "enterprise_event.examine", e.Subject(), at, "现场核实属实。（演示数据）")
	case event.Returned:
		e.Comment = "缺少停产的证明材料，请补充停产报告和用电量记录。（演示数据）"
		w.noteAt(d, county, "enterprise_event.return", e.Subject(), at, e.Comment)
		w.meet(d, clock, county, on, at)
	case event.Refused, event.Undone:
		e.DecidedOn, e.Comment = on, "所附材料不能证明变更事项已经发生，不予批准。（演示数据）"
		do := "refuse"
		if h.state == event.Undone {
			e.UndoUntil, e.Comment, do = on.AddDays(15), "企业当日恢复生产，停产没有实际发生，撤销批准。（演示数据）", "undo"
			w.noteAt(d, city, "enterprise_event.approve", e.Subject(), at, "")
		}
		w.noteAt(d, city, "enterprise_event."+do, e.Subject(), at, e.Comment)
		w.meet(d, clock, city, on, at)
	case event.Withdrawn:
		w.noteAt(d, by, "enterprise_event.withdraw", e.Subject(), at, "情况有变，撤回申报。（演示数据）")
		w.end(d, clock, by, on, at, "申报已撤回")
	}
}

// changed fills in what the enterprise is to be afterwards.
func (w *world) changed(e *event.Event) {
	switch e.Kind {
	case event.Relocation:
		e.Change.RegionCode, e.Change.Address, e.Change.Label = e.RegionCode, w.geo.byCode[e.RegionCode].name+"示范工业园新厂区1号", w.geo.byCode[e.RegionCode].name
	case event.Conversion:
		e.Change.IndustryCode, e.Change.Label = "2926", "塑料包装箱及容器制造"
	}
}
