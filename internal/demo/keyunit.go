package demo

import (
	"fmt"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/keyunit"
	"qingshen/internal/store"
)

// unitLists are lists of key units in every state, the same in the smallest and the largest province: last year's that is
// approved, this year's that is being matched, and one that was given up.
func (w *world) unitLists() {
	var plants []*site
	for _, county := range w.geo.ofCity["370100"] {
		plants = append(plants, w.free[county.code]...)
		if len(plants) > 40 {
			break
		}
	}
	for _, s := range w.listed {
		if s.site.CityCode == "370100" && len(plants) < 12 {
			plants = append(plants, s)
		}
	}
	if len(plants) < 8 {
		return
	}
	d := roll(w.seed, ofUnitList, 0)
	last := w.unitList(d, "370100", "hazardous-waste", "危险废物环境重点监管单位", w.year-1, keyunit.Approved)
	for _, s := range plants[:5] {
		w.unitLine(d, last, s, s.enterprise.CreditCode, keyunit.ByCode).Effect = keyunit.Held
	}
	now := w.unitList(d, "370100", "hazardous-waste", "危险废物环境重点监管单位", w.year, keyunit.Draft)
	for _, s := range plants[:4] {
		w.unitLine(d, now, s, s.enterprise.CreditCode, keyunit.ByCode)
	}
	w.unitLine(d, now, plants[5], plants[5].enterprise.CreditCode, keyunit.ByCode)
	w.unitLine(d, now, plants[6], "", keyunit.ByName)
	open := w.unitLine(d, now, plants[7], "", keyunit.None)
	open.Name, open.EnterpriseID, open.SiteID = "济南市"+open.Name[len("济南"):], "", ""
	w.unitList(d, "370100", "energy", "重点用能单位", w.year, keyunit.Discarded)
	w.unitList(d, "370200", "hazardous-waste", "危险废物环境重点监管单位", w.year, keyunit.Draft)
}

func (w *world) unitList(d dice, code, kind, title string, year int, state string) *keyunit.UnitList {
	on := w.workday(calendar.Of(year, 3, 25))
	if on > w.today {
		on = w.workday(w.today.AddDays(-20))
	}
	at := d.at(on)
	name := w.geo.byCode[code].name
	l := &keyunit.UnitList{Kind: kind, Year: year, Title: fmt.Sprintf("%s%d年%s名录", name, year, title), RegionCode: code, CityCode: code, Publisher: name + "生态环境局",
		DocumentNo: fmt.Sprintf("环字〔%d〕%d号（演示）", year, 10+len(w.sheaf.unitLists)), PublishedOn: on, FromOn: on, State: state, Note: "演示数据"}
	if state == keyunit.Approved {
		l.ApprovedOn = on
	}
	stamp(&l.Row, d.id(at), at)
	w.sheaf.unitLists = append(w.sheaf.unitLists, l)
	city := cityOffice(w.geo.byCode[code])
	w.noteAt(d, city, "unit_list.create", l.Subject(), at, "")
	switch state {
	case keyunit.Approved:
		l.Version = 2
		w.noteAt(d, city, "unit_list.approve", l.Subject(), at, "")
	case keyunit.Discarded:
		l.Version = 2
		w.noteAt(d, city, "unit_list.discard", l.Subject(), at, "与省级名录重复录入。（演示数据）")
	}
	return l
}

func (w *world) unitLine(d dice, l *keyunit.UnitList, s *site, code, match string) *keyunit.UnitLine {
	at := d.at(l.PublishedOn)
	line := &keyunit.UnitLine{ListID: l.ID, RegionCode: l.RegionCode, CityCode: store.CityOf(l.RegionCode), Name: s.enterprise.Name, CreditCode: code,
		Detail: fmt.Sprintf("HW08 废矿物油 %d吨", d.between(100, 400)), EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, Match: match}
	for _, a := range s.attributes {
		if a.Kind == enterprise.HazardousWasteKey && l.State == keyunit.Approved {
			line.AttributeID = a.ID
		}
	}
	stamp(&line.Row, d.id(at), at)
	w.sheaf.unitLines = append(w.sheaf.unitLines, line)
	return line
}
