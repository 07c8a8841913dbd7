package demo

import (
	"encoding/json"
	"strings"
	"time"

	"qingshen/internal/calendar"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// twin is a second registration of an enterprise and what became of the pair.
type twin struct {
	city   string // of the enterprise that is registered twice
	region string // where the second registration lies, "" for the same county
	state  string
	source string
	undone bool // merged and parted again
}

// twins are a few pairs in every state, the same in the smallest and the largest province.
var twins = []twin{
	{city: "370100", state: duplicate.Open, source: duplicate.Found}, {city: "370100", region: "370105", state: duplicate.Open, source: duplicate.Found},
	{city: "370100", state: duplicate.Dismissed, source: duplicate.Found}, {city: "370100", state: duplicate.Merged, source: duplicate.Found},
	{city: "370100", region: "370202", state: duplicate.Open, source: duplicate.Reported}, {city: "370200", state: duplicate.Open, source: duplicate.Found, undone: true},
	{city: "370300", state: duplicate.Open, source: duplicate.Found},
}

// duplicates registers some enterprises a second time: under the name with the word for the city, at the same address.
func (w *world) duplicates() {
	used := map[string]int{}
	for i, t := range twins {
		var pool []*site
		for _, county := range w.geo.ofCity[t.city] {
			if free := w.free[county.code]; len(free) > 0 && free[len(free)-1].site.SiteNo == "1" {
				pool = append(pool, free[len(free)-1])
			}
		}
		if used[t.city] >= len(pool) {
			continue
		}
		s := pool[used[t.city]]
		used[t.city]++
		w.twice(roll(w.seed, ofDuplicate, i), s, t, i)
	}
}

func (w *world) twice(d dice, s *site, t twin, n int) {
	first := s.enterprise
	on := w.workday(w.today.AddDays(-d.between(20, 40)))
	at := d.at(on)
	second, plant := *first, *s.site
	second.Name = w.withCity(first)
	if t.region != "" {
		second.RegionCode, second.CityCode = t.region, store.CityOf(t.region)
		second.Address = w.address(d, w.geo.byCode[t.region])
	} else {
		second.Address = strings.TrimPrefix(first.Address, "山东省")
	}
	second.CreditCode, second.ContactPhone, second.Scale = creditCode(second.RegionCode, w.size+n+1), first.ContactPhone, ""
	stamp(&second.Row, d.id(at), at)
	plant.EnterpriseID, plant.RegionCode, plant.CityCode, plant.Address, plant.PermitNo, plant.PermitKind, plant.PermitUntil = second.ID, second.RegionCode, second.CityCode, second.Address, "", "", ""
	stamp(&plant.Row, d.id(at), at)
	pair := &duplicate.Duplicate{FirstID: first.ID, SecondID: second.ID, FirstName: first.Name, SecondName: second.Name, FirstCode: first.CreditCode, SecondCode: second.CreditCode,
		FirstRegion: first.RegionCode, SecondRegion: second.RegionCode, State: t.state, Source: t.source, FoundOn: on}
	pair.Judge(enterprise.Registered{Enterprise: first, Sites: []*enterprise.Site{s.site}}, enterprise.Registered{Enterprise: &second, Sites: []*enterprise.Site{&plant}})
	stamp(&pair.Row, d.id(at), at)
	w.decideTwin(d, pair, t, &second, &plant, at)
	w.sheaf.duplicates = append(w.sheaf.duplicates, pair)
	if t.state == duplicate.Merged {
		return
	}
	w.sheaf.enterprises, w.sheaf.sites = append(w.sheaf.enterprises, &second), append(w.sheaf.sites, &plant)
	w.file(&site{enterprise: &second})
}

// withCity writes the name with the word that other lists leave out: 济南某某 becomes 济南市某某.
func (w *world) withCity(e *enterprise.Enterprise) string {
	for _, place := range []division{w.geo.byCode[e.CityCode], w.geo.byCode[e.RegionCode]} {
		if rest, ok := strings.CutPrefix(e.Name, place.short); ok && place.name != place.short {
			return place.name + rest
		}
	}
	return e.Name
}

// decideTwin tells what became of a pair.
func (w *world) decideTwin(d dice, pair *duplicate.Duplicate, t twin, second *enterprise.Enterprise, plant *enterprise.Site, at time.Time) {
	city := cityOffice(w.geo.byCode[t.city])
	on := calendar.FromTime(at)
	switch {
	case t.source == duplicate.Reported:
		other := cityOffice(w.geo.byCode[second.CityCode])
		pair.ReportedBy, pair.ReportedRegion, pair.Note = other.name, second.RegionCode, "企业总部已迁来本市，两市各有一条登记，请决定归属。（演示数据）"
		w.noteAt(d, other, "duplicate.report", pair.Subject(), at, pair.Note)
		w.tell(d, "duplicate-reported-province", pair.Subject(), at, map[string]string{"note": pair.Note, "by": other.name})
	case t.state == duplicate.Dismissed:
		pair.Note, pair.DecidedOn, pair.Version = "母公司与子公司，营业执照分别颁发，不是同一企业。（演示数据）", on, 2
		w.noteAt(d, city, "duplicate.dismiss", pair.Subject(), at, pair.Note)
	case t.undone:
		pair.Version = 3
		w.noteAt(d, city, "duplicate.merge", pair.Subject(), at, "名称和地址相同，认为是同一企业。（演示数据）")
		w.noteAt(d, city, "duplicate.undo", pair.Subject(), at, "企业说明两处分属不同法人，核对营业执照后撤销。（演示数据）")
	case t.state == duplicate.Merged:
		w.mergeTwin(d, pair, second, plant, at)
		w.noteAt(d, city, "duplicate.merge", pair.Subject(), at, pair.Note)
	}
}

// mergeTwin leaves what the merge of an empty second registration leaves: its name, its code and the way back.
func (w *world) mergeTwin(d dice, pair *duplicate.Duplicate, second *enterprise.Enterprise, plant *enterprise.Site, at time.Time) {
	name := &enterprise.FormerName{EnterpriseID: pair.FirstID, Name: second.Name}
	stamp(&name.Row, d.id(at), at)
	gone := &enterprise.Merged{EnterpriseID: pair.FirstID, CreditCode: second.CreditCode, Name: second.Name, RegionCode: second.RegionCode}
	stamp(&gone.Row, second.ID, at)
	raw, err := json.Marshal(store.Snapshot(plant))
	if err != nil {
		panic("demo: " + err.Error()) // a site always encodes
	}
	pair.KeptID, pair.DecidedOn, pair.Version, pair.Note = pair.FirstID, calendar.FromTime(at), 2, "同一营业执照重复录入，核对登记机关档案后合并。（演示数据）"
	pair.Work = duplicate.Work{GoneID: second.ID, Gone: store.Snapshot(second), Kept: map[string]string{}, Names: []string{name.ID},
		Dropped: []duplicate.Dropped{{Table: "site", ID: plant.ID, Row: raw}}, Lines: []duplicate.MergeLine{{Label: "厂区", Count: 1, Text: "与保留的登记的厂区是同一厂区，合为一个"}}}
	w.sheaf.names, w.sheaf.merged = append(w.sheaf.names, name), append(w.sheaf.merged, gone)
}
