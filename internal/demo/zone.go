package demo

import (
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/zone"
)

// sectorOffices are the departments of the fields of the economy beside industry.
var sectorOffices = []struct{ sector, name string }{
	{"agriculture", "山东省农业农村厅"}, {"construction", "山东省住房和城乡建设厅"}, {"services", "山东省商务厅"}, {"transport", "山东省交通运输厅"},
}

func zoneOffice(z *zone.Zone) office {
	return office{"zone-" + z.CityCode, strings.TrimSuffix(z.Name, mark) + "生态环境分局" + mark, access.RoleZone}
}

// zones sets up two functional zones, each over sites of several counties; the first has let one site go again.
func (w *world) zones() {
	for i, f := range []struct {
		city, name, kind string
		acts             []access.Permission
	}{
		{"370100", "济南高新技术产业开发区", "hightech", access.ZoneActs},
		{"370200", "青岛经济技术开发区", "economic", []access.Permission{access.RecordFact, access.ServeNotice, access.ReportEvent}},
	} {
		d := roll(w.seed, ofAccount, 50_000+i)
		by, from := cityOffice(w.geo.byCode[f.city]), calendar.Of(w.year-3, 3, 1)
		z := &zone.Zone{Name: f.name + mark, Kind: f.kind, RegionCode: f.city, CityCode: f.city, Office: f.name + "生态环境分局", Acts: f.acts, FromOn: from,
			Basis: "关于设立" + f.name + "生态环境分局的批复（演示数据）"}
		at := d.at(from)
		stamp(&z.Row, d.id(at), at)
		w.noteAt(d, by, "zone.found", z.Subject(), at, "")
		w.sheaf.zones, w.zoned = append(w.sheaf.zones, z), append(w.zoned, z)
		n := 0
		seen := map[string]bool{}
		for _, s := range w.listed {
			if s.site.CityCode != f.city || seen[s.site.ID] || n >= zoneSize {
				continue
			}
			seen[s.site.ID] = true
			if n++; n%2 == 0 { // every other listed site of the city
				continue
			}
			m := &zone.ZoneMember{ZoneID: z.ID, SiteID: s.site.ID, EnterpriseID: s.enterprise.ID, RegionCode: s.site.RegionCode, CityCode: f.city, Basis: "功能区四至范围图（演示数据）", FromOn: from, SiteName: s.enterprise.Name + s.site.Name}
			stamp(&m.Row, d.id(at), at)
			w.noteAt(d, by, "zone_site.add", m.Subject(), at, "")
			if n == 5 {
				m.UntilOn, m.Version, m.UpdatedAt = w.today.AddDays(-40), 2, d.at(w.today.AddDays(-41))
				w.noteAt(d, by, "zone_site.end", m.Subject(), m.UpdatedAt, "四至范围调整（演示数据）")
			}
			w.sheaf.zoneSites = append(w.sheaf.zoneSites, m)
		}
	}
}

// zoneSize is among how many listed sites of its city a zone of the demonstration picks, however large the province.
const zoneSize = 60
