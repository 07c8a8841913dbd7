package demo

import (
	"fmt"
	"slices"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/expert"
)

// How many agencies and experts there are.
const (
	agencyCount = 20
	expertCount = 80
)

var (
	agencyWords = []string{"环境科技", "清洁生产技术服务", "节能环保咨询", "环保工程咨询", "绿色发展研究"}
	employers   = []string{"环境科学研究院", "化工研究设计院", "节能技术服务中心", "大学环境学院", "清洁生产中心", "冶金设计院", "轻工业研究院", "能源研究所"}
	ranks       = []string{"教授级高级工程师", "高级工程师", "教授", "副教授", "研究员", "高级工程师"}
	fieldSets   = [][]expert.Field{
		{expert.FieldCleanerProduction, expert.FieldEnvironment}, {expert.FieldIndustry}, {expert.FieldEnergy, expert.FieldCleanerProduction},
		{expert.FieldEnvironment}, {expert.FieldIndustry, expert.FieldCleanerProduction}, {expert.FieldEnergy}, {expert.FieldCleanerProduction},
		{expert.FieldEnvironment, expert.FieldEnergy}, {expert.FieldIndustry, expert.FieldEnvironment},
	}
	industryPairs = [][]string{
		{"化工", "焦化"}, {"冶金", "有色"}, {"造纸", "印染"}, {"能源", "建材"}, {"原料药", "化工"}, {"农副食品加工"}, {"电镀", "工业涂装"}, {"包装印刷", "工业涂装"}, {"建材", "冶金"},
	}
)

// pool makes agencies and experts.
func (w *world) pool() {
	for n := 1; n <= agencyCount; n++ {
		w.agencies = append(w.agencies, w.agency(n))
	}
	for n := 1; n <= expertCount; n++ {
		w.experts = append(w.experts, w.expert(n))
	}
	w.sheaf.agencies, w.sheaf.experts = w.agencies, w.experts
	w.auditors()
	w.tie()
}

// auditors gives every agency people with certificates; one of the first agency has left for the second.
func (w *world) auditors() {
	for n, a := range w.agencies {
		d := roll(w.seed, ofAgency, 1_000_000+n)
		for k := range 2 + n%3 {
			w.auditor(d, a, person(d), 100*(n+1)+k, calendar.Of(w.year-3, time.March, 1+n%20), "")
		}
	}
	d, moved, name := roll(w.seed, ofAgency, 2_000_000), 99, "崔春海"
	w.auditor(d, w.agencies[0], name, moved, calendar.Of(w.year-3, time.March, 1), calendar.Of(w.year-1, time.December, 31))
	w.auditor(d, w.agencies[1], name, moved, calendar.Of(w.year, time.January, 1), "")
}

func (w *world) auditor(d dice, a *agency.Agency, name string, certificate int, from, until calendar.Date) {
	r := &agency.Auditor{
		AgencyID: a.ID, RegionCode: a.RegionCode, CityCode: a.CityCode, Name: name, Certificate: "清洁生产审核培训合格证书", CertificateNo: fmt.Sprintf("YS-%05d", certificate), Issuer: "演示培训机构",
		FromOn: from, UntilOn: until,
	}
	stamp(&r.Row, d.id(d.at(from)), d.at(from))
	w.sheaf.auditors = append(w.sheaf.auditors, r)
}

func (w *world) agency(n int) *agency.Agency {
	d := roll(w.seed, ofAgency, n)
	city := w.geo.cities[(n-1)%len(w.geo.cities)]
	county := pick(d, w.geo.ofCity[city.code])
	a := &agency.Agency{
		CreditCode: creditCode(county.code, 31*31*31*31+n), Name: city.short + word(d) + pick(d, agencyWords) + pick(d, []string{"有限公司", "中心", "有限公司"}) + mark,
		RegionCode: county.code, CityCode: city.code, Address: w.address(d, county), ContactName: person(d), ContactPhone: phone(d, areaCodes[city.code]),
		State: agency.StateVisible,
	}
	for _, m := range w.law.Materials("capability", "agency", w.today) {
		a.Capability = append(a.Capability, agency.Capability{Material: m.ID, Text: "演示数据：" + m.Title + "的证明材料已由机构自行提交。"})
	}
	at := d.at(calendar.Of(w.year-4, time.February, 10+n%10))
	stamp(&a.Row, d.id(at), at)
	return a
}

func (w *world) expert(n int) *expert.Expert {
	d := roll(w.seed, ofExpert, n)
	city := w.geo.cities[(n-1)%len(w.geo.cities)]
	if n <= 9 {
		city = w.geo.cities[[]int{0, 0, 1, 2, 0, 0, 6, 7, 0}[n-1]]
	}
	e := &expert.Expert{
		Name: person(d), RegionCode: city.code, CityCode: city.code, Employer: city.short + pick(d, employers) + mark, Title: ranks[n%len(ranks)],
		Phone: phone(d, areaCodes[city.code]), Fields: fieldSets[n%len(fieldSets)], Industries: industryPairs[n%len(industryPairs)], State: expert.Active,
	}
	switch n {
	case expertCount - 1:
		e.State, e.Version = expert.Suspended, 2
	case expertCount:
		e.State, e.Version = expert.Removed, 2
	}
	at := d.at(calendar.Of(w.year-4, time.February, 10+n%15))
	version := max(1, e.Version)
	stamp(&e.Row, d.id(at), at)
	e.Version = version
	return e
}

// tie gives some experts a tie to an agency, so that recusal has something to find.
func (w *world) tie() {
	for n, e := range w.experts {
		if n%6 != 5 {
			continue
		}
		d := roll(w.seed, ofExpert, 1000+n)
		a := w.agencies[(n/6)%len(w.agencies)]
		from := calendar.Of(w.year-3, time.March, 1+n%20)
		t := &expert.Tie{ExpertID: e.ID, RegionCode: e.RegionCode, CityCode: e.CityCode, AgencyID: a.ID, PartyName: a.Name, Relation: pick(d, []string{"consultant", "formerly_employed"}), FromOn: from}
		at := d.at(from)
		stamp(&t.Row, d.id(at), at)
		w.sheaf.ties = append(w.sheaf.ties, t)
	}
}

func agencyOffice(n int, a *agency.Agency) office {
	return office{"agency-" + itoa(n), a.Name, access.RoleAgency}
}

func expertOffice(n int, e *expert.Expert) office {
	return office{"expert-" + itoa(n), e.Name, access.RoleExpert}
}

// panelFor draws a panel of five for a city: an industry, a cleaner production and an energy or environment expert are
// among them, none with a tie to the agency.
func (w *world) panelFor(d dice, city, agencyID string) []int {
	able := []int{}
	for n, e := range w.experts {
		tied := slices.ContainsFunc(w.sheaf.ties, func(t *expert.Tie) bool { return t.ExpertID == e.ID && t.AgencyID == agencyID })
		if e.State == expert.Active && n >= 9 && !tied {
			able = append(able, n+1)
		}
	}
	d.Shuffle(len(able), func(i, j int) { able[i], able[j] = able[j], able[i] })
	slices.SortStableFunc(able, func(a, b int) int { return near(w.experts[a-1], city) - near(w.experts[b-1], city) })
	panel := []int{}
	take := func(fields ...expert.Field) {
		for _, n := range able {
			if len(panel) < 5 && !slices.Contains(panel, n) && slices.ContainsFunc(fields, func(f expert.Field) bool { return slices.Contains(w.experts[n-1].Fields, f) }) {
				panel = append(panel, n)
				return
			}
		}
	}
	take(expert.FieldIndustry)
	take(expert.FieldCleanerProduction)
	take(expert.FieldEnergy, expert.FieldEnvironment)
	take(expert.FieldIndustry)
	take(expert.FieldEnergy, expert.FieldEnvironment, expert.FieldCleanerProduction)
	return panel
}

func near(e *expert.Expert, city string) int {
	if e.CityCode == city {
		return 0
	}
	return 1
}
