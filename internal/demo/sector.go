package demo

import (
	"time"

	"qingshen/internal/enterprise"
	"qingshen/internal/store"
)

// establishment is an enterprise of a field beside industry (领域) with its particulars; all figures are invented.
type establishment struct {
	county, industry, name, site, scale string
	particulars                         map[string]string
}

// establishments are one or two of each field: a farm, a building company, a hotel, a hospital, a haulier.
var establishments = []establishment{
	{"371724", "0313", "田丰生猪养殖有限公司", "养殖场", "medium", map[string]string{"land": "260", "stock": "12000", "manure": "资源化利用"}},
	{"370783", "0141", "绿源蔬菜种植专业合作社", "种植基地", "small", map[string]string{"land": "1450", "fertiliser": "62.5", "pesticide": "1.8", "manure": "不产生"}},
	{"370203", "4710", "海岳建筑工程有限公司", "总部", "large", map[string]string{"area": "186.4", "green": "92", "prefabricated": "41.5", "waste": "73500", "dust": "部分工地安装"}},
	{"370102", "6110", "泉景大酒店有限公司", "酒店", "medium", map[string]string{"floor": "38600", "rooms": "412", "electricity": "655", "water": "118000", "disposables": "不主动提供"}},
	{"370602", "8411", "滨海综合医院", "院区", "large", map[string]string{"floor": "96000", "electricity": "1480", "water": "402000", "disposables": "照常提供"}},
	{"371302", "5431", "沂通物流有限公司", "货运站场", "medium", map[string]string{"vehicles": "386", "clean": "74", "turnover": "52000", "fuel": "8950"}},
}

// sectors registers the establishments; they are on no list, for nothing obliges them.
func (w *world) sectors() {
	for i, x := range establishments {
		d, county := roll(w.seed, ofEstablishment, i), w.geo.byCode[x.county]
		registered := w.workday(w.today.AddDays(-d.between(60, 200))).Time().Add(2 * time.Hour).UTC()
		e := &enterprise.Enterprise{
			CreditCode: creditCode(x.county, w.size+len(twins)+i+1), Name: county.short + x.name + mark, RegionCode: x.county, CityCode: store.CityOf(x.county),
			LegalRepresentative: person(d), ContactName: person(d), ContactPhone: phone(d, areaCodes[store.CityOf(x.county)]), Address: w.address(d, county),
			IndustryCode: x.industry, Scale: x.scale, State: enterprise.Operating, Demonstration: true, Particulars: x.particulars,
		}
		stamp(&e.Row, d.id(registered), registered)
		row := &enterprise.Site{EnterpriseID: e.ID, SiteNo: "1", Name: x.site, RegionCode: x.county, CityCode: e.CityCode, Address: e.Address, IndustryCode: x.industry, State: enterprise.Operating}
		row.Longitude, row.Latitude = w.position(d, e.CityCode)
		stamp(&row.Row, d.id(registered), registered)
		w.sheaf.enterprises, w.sheaf.sites = append(w.sheaf.enterprises, e), append(w.sheaf.sites, row)
		w.noteAt(d, cityOffice(w.geo.byCode[e.CityCode]), "enterprise.register", e.Subject(), registered, "")
		w.file(&site{number: w.size + len(twins) + i + 1, enterprise: e, site: row})
	}
}
