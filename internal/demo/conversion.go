package demo

import (
	"qingshen/internal/audit"
	"qingshen/internal/event"
)

// conversionsKept is how many sites have turned to another industry and wait to be looked at again.
const conversionsKept = 3

// turned lets a few sites of no list have turned to what they make now from dyeing.
func (w *world) turned(s *site, no int) {
	const dyeing = "1713"
	if no != 1 || s.role != nil || s.entry != nil || s.site.IndustryCode == dyeing || len(w.converted) >= conversionsKept {
		return
	}
	s.site.ConvertedFrom, s.site.ConvertedOn, s.site.Version = dyeing, w.workday(w.today.AddDays(-8-len(w.converted))), 2
	w.converted = append(w.converted, s)
}

// conversions are the approved events behind them: the finder proposes the sites until the city has looked at them again.
func (w *world) conversions() {
	for i, s := range w.converted {
		d := roll(w.seed, ofConversion, i)
		on := s.site.ConvertedOn
		e := w.eventOf(d, &audit.Audit{EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, EnterpriseName: s.enterprise.Name, SiteName: s.site.Name, CreditCode: s.enterprise.CreditCode,
			RegionCode: s.site.RegionCode, CityCode: s.site.CityCode}, event.Conversion, on)
		e.Change.IndustryCode = s.site.IndustryCode
		e.ByOffice, e.State, e.ReportedOn, e.DecidedOn, e.UndoUntil, e.Version = true, event.Approved, on, on, on.AddDays(15), 4
		e.Comment = "转产情况属实。（演示数据）"
		subject := s.site.Subject()
		e.Effects = []event.Effect{{What: subject.Type, ID: subject.ID, Title: subject.Title, Link: subject.Link, Version: s.site.Version,
			Text:   "行业由印染改为现行业。请复核是否仍属于重点行业、列入原因和分类管理是否变化。",
			Before: map[string]string{"industry_code": s.site.ConvertedFrom, "key_industry": "", "key_process": ""}}}
		at := d.at(on)
		city, county := cityOffice(w.geo.byCode[s.site.CityCode]), countyOffice(w.geo.byCode[s.site.RegionCode])
		w.noteAt(d, county, "enterprise_event.submit", e.Subject(), at, "")
		w.noteAt(d, city, "enterprise_event.approve", e.Subject(), at, e.Comment)
		w.meet(d, w.start(d, e.Subject(), "decide-event", on, at), city, on, at)
	}
}
