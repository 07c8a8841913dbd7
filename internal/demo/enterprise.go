package demo

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// The kinds of things that have dice of their own.
const (
	ofEnterprise = iota + 1
	ofAgency
	ofExpert
	ofCase
	ofPlan
	ofList
	ofSummary
	ofAccount
	ofEvent
	ofPetition
	ofEquivalence
	ofFact
	ofDuplicate
	ofConversion
	ofUnitList
	ofEstablishment
)

// site is one production site with what the cases need to know of it.
type site struct {
	number     int // of the enterprise
	enterprise *enterprise.Enterprise
	site       *enterprise.Site
	trade      trade
	entry      *listing.Entry
	attributes []*enterprise.Attribute
	former     *enterprise.FormerName
	year       int // of the list, 0 for none
	role       *part
}

// nameOn gives the name that the enterprise bore on a day.
func (s *site) nameOn(on calendar.Date) string {
	if s.former != nil && on <= s.former.UntilOn {
		return s.former.Name
	}
	return s.enterprise.Name
}

// enterprises makes the enterprises with these numbers.
func (w *world) enterprises(from, until int) {
	counties := make([]int, len(w.geo.counties))
	for i, c := range w.geo.counties {
		counties[i] = w.geo.weightOf(c)
	}
	for n := from; n <= until; n++ {
		w.enterprise(n, counties)
	}
}

func (w *world) enterprise(n int, weights []int) {
	d := roll(w.seed, ofEnterprise, n)
	t, role := trades[d.weighted(tradeWeights)], partOf(n)
	county := w.geo.counties[d.weighted(weights)]
	switch {
	case role != nil:
		county, t = w.geo.byCode[role.county], tradeOf(role.industry)
	case n <= castSize+len(w.geo.counties):
		county = w.geo.counties[n-castSize-1]
	}
	registered := w.registered(n)
	e := &enterprise.Enterprise{
		CreditCode: creditCode(county.code, n), Name: firm(d, w.placeName(d, county), t), RegionCode: county.code, CityCode: store.CityOf(county.code),
		LegalRepresentative: person(d), ContactName: person(d), ContactPhone: phone(d, areaCodes[store.CityOf(county.code)]),
		IndustryCode: t.code, Scale: pick(d, []string{"large", "medium", "medium", "small", "small", "small", "micro"}), State: enterprise.Operating, Demonstration: true,
	}
	stamp(&e.Row, d.id(registered), registered)
	if d.percent(35) {
		e.Park = w.geo.byCode[e.CityCode].short + county.short + pick(d, parks)
	}
	e.Address = w.address(d, county)
	w.keyIndustry(d, e, role != nil)
	s := &site{number: n, enterprise: e, trade: t, role: role}
	w.sheaf.enterprises = append(w.sheaf.enterprises, e)
	w.rename(d, s)
	w.sitesOf(d, s, registered)
	w.file(s)
}

// registered spreads the registrations over the first weeks of the system, in the order of the numbers, so that ids grow.
func (w *world) registered(n int) time.Time {
	first := calendar.Of(w.year-4, time.February, 14).Time()
	return first.Add(time.Duration(float64(20*24*time.Hour) * float64(n) / float64(w.size))).UTC().Truncate(time.Millisecond)
}

func stamp(r *store.Row, id string, at time.Time) {
	r.ID, r.Version, r.CreatedAt, r.UpdatedAt = id, 1, at, at
}

func (w *world) placeName(d dice, county division) string {
	city := w.geo.byCode[store.CityOf(county.code)].short
	switch d.IntN(3) {
	case 0:
		return city
	case 1:
		return county.short
	}
	if county.short == city {
		return city
	}
	return city + county.short
}

func (w *world) address(d dice, county division) string {
	return "山东省" + w.geo.byCode[store.CityOf(county.code)].name + county.name + pick(d, roads) + strconv.Itoa(d.between(1, 2999)) + "号"
}

// keyIndustry sets the key industry as the register does: by code, or by the enterprise's own word where the code only
// says that the step may be there.
func (w *world) keyIndustry(d dice, e *enterprise.Enterprise, surely bool) {
	options := w.geo.key[e.IndustryCode]
	switch {
	case len(options) == 0:
	case !w.geo.process[e.IndustryCode]:
		e.KeyIndustry = options[0]
	case surely || d.percent(60):
		e.KeyProcess, e.KeyIndustry = "yes", pick(d, options)
	case d.percent(60):
		e.KeyProcess = "no"
	default:
		e.KeyProcess = "unknown"
	}
}

// rename gives one enterprise in forty a former name.
func (w *world) rename(d dice, s *site) {
	if !d.percent(3) && !(s.role != nil && s.role.renamed) {
		return
	}
	e := s.enterprise
	on := calendar.Of(w.year-d.between(1, 2), time.Month(d.between(1, 12)), d.between(1, 28))
	county := w.geo.byCode[e.RegionCode]
	old := &enterprise.FormerName{EnterpriseID: e.ID, Name: firm(d, w.placeName(d, county), s.trade), UntilOn: on.AddDays(-1)}
	at := d.at(on)
	stamp(&old.Row, d.id(at), at)
	e.Version, e.UpdatedAt = 2, at
	s.former = old
	w.sheaf.names = append(w.sheaf.names, old)
	w.noteAt(d, cityOffice(w.geo.byCode[e.CityCode]), "enterprise.rename", e.Subject(), at, on.Chinese()+"由“"+old.Name+"”更名为“"+e.Name+"”。依据：准予变更登记通知书（演示数据）")
	line := w.sheaf.journal[len(w.sheaf.journal)-1]
	line.Changes = append(line.Changes, fault.Change{Field: "name", Label: "企业名称", Before: old.Name, After: e.Name})
}

func (w *world) sitesOf(d dice, first *site, registered time.Time) {
	n := 1
	if d.percent(5) {
		n = 2
	}
	for no := 1; no <= n; no++ {
		s := first
		if no > 1 {
			s = &site{number: first.number, enterprise: first.enterprise, trade: first.trade, former: first.former}
		}
		w.site(d, s, no, registered)
	}
}

func (w *world) site(d dice, s *site, no int, registered time.Time) {
	e := s.enterprise
	row := &enterprise.Site{
		EnterpriseID: e.ID, SiteNo: strconv.Itoa(no), Name: "主厂区", RegionCode: e.RegionCode, CityCode: e.CityCode, Address: e.Address, IndustryCode: e.IndustryCode,
		State: enterprise.Operating,
	}
	if no > 1 {
		county := pick(d, w.geo.ofCity[e.CityCode])
		row.Name, row.RegionCode, row.Address = county.short+"厂区", county.code, w.address(d, county)
	}
	row.Longitude, row.Latitude = w.position(d, e.CityCode)
	row.PermitKind = pick(d, []string{"key", "key", "simplified", "simplified", "registered"})
	if row.PermitKind == "registered" {
		row.PermitNo = fmt.Sprintf("%s%03dX", e.CreditCode, no)
	} else {
		row.PermitNo = fmt.Sprintf("%s%03dP", e.CreditCode, no)
		row.PermitUntil = w.today.AddDays(d.between(-60, 5*360))
	}
	stamp(&row.Row, d.id(registered), registered)
	s.site = row
	w.sheaf.sites = append(w.sheaf.sites, row)
	w.attributesOf(d, s, registered)
	w.factsOf(s, no)
	w.enter(d, s, registered)
	w.turned(s, no)
}

// position lies near the middle of the city; every figure is invented.
func (w *world) position(d dice, city string) (string, string) {
	c := w.geo.byCode[city]
	near := func(middle string) string {
		offset := decimal.New(int64(d.between(-180_000, 180_000)), -6)
		return decimal.RequireFromString(middle).Add(offset).StringFixed(6)
	}
	return near(c.lon), near(c.lat)
}

// attributesOf establishes what the trade brings with it, for some of the sites of key industries.
func (w *world) attributesOf(d dice, s *site, registered time.Time) {
	if s.enterprise.KeyIndustry == "" {
		return
	}
	surely := s.role != nil
	on := calendar.FromTime(registered)
	t := s.trade.facts
	add := func(kind enterprise.Kind, chance int, detail, evidence string) {
		if detail == "" || !(d.percent(chance) || surely && chance >= 30) {
			return
		}
		a := &enterprise.Attribute{EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, RegionCode: s.site.RegionCode, CityCode: s.site.CityCode,
			Kind: kind, Detail: detail, Evidence: evidence, FromOn: on}
		stamp(&a.Row, d.id(registered), registered)
		s.attributes = append(s.attributes, a)
		w.sheaf.attributes = append(w.sheaf.attributes, a)
	}
	year := strconv.Itoa(on.Year())
	report := fmt.Sprintf("演示监测报告〔%s〕第%05d号", year, d.IntN(100_000))
	add(enterprise.Toxic, 45, prefixed(t.toxic, "使用或者排放"), "企业原辅材料清单和"+report)
	add(enterprise.Exceedance, 12, prefixed(t.pollutant, "超标排放"), report)
	add(enterprise.ExcessEnergy, 15, prefixed(t.limit, "单位产品能耗超过限额，标准"), "演示节能监察报告〔"+year+"〕")
	if t.water {
		add(enterprise.HighWater, 18, "取水量高于用水定额通用值", "演示取水许可和用水统计〔"+year+"〕")
	}
	if t.energy {
		add(enterprise.HighEnergy, 25, fmt.Sprintf("年综合能源消费量%d吨标准煤", d.between(50, 900)*100), "演示重点用能单位名单〔"+year+"〕")
	}
	if t.toxic != "" {
		add(enterprise.HazardousWasteKey, 20, fmt.Sprintf("危险废物年产生量%d吨", d.between(100, 4000)), "演示危险废物环境重点监管单位名单〔"+year+"〕")
	}
	if s.site.PermitKind == "key" {
		add(enterprise.HighEmission, 20, "水环境重点排污单位", "演示环境监管重点单位名录〔"+year+"〕")
	}
}

func prefixed(what, prefix string) string {
	if what == "" {
		return ""
	}
	return prefix + what
}

// enter brings sites of key industries into the inventory of their city.
func (w *world) enter(d dice, s *site, registered time.Time) {
	if s.enterprise.KeyIndustry == "" || s.role == nil && !d.percent(80) {
		return
	}
	on := calendar.FromTime(registered).AddDays(7)
	at := registered.Add(7 * 24 * time.Hour)
	e := &listing.Entry{
		EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, EnterpriseName: s.nameOn(on), SiteName: s.site.Name, RegionCode: s.site.RegionCode, CityCode: s.site.CityCode,
		KeyIndustry: s.enterprise.KeyIndustry, State: listing.EntryActive, Reason: "属于" + s.enterprise.KeyIndustry + "行业，列入重点行业企业清单", FromOn: on,
	}
	stamp(&e.Row, d.id(at), at)
	w.sheaf.entries = append(w.sheaf.entries, e)
	s.entry = e
	w.choose(d, s)
}

// choose decides whether the site has ever been listed. The province lists about a thousand sites a year however many
// enterprises it registers.
func (w *world) choose(d dice, s *site) {
	if s.role != nil {
		s.year = w.year - s.role.ago
		w.cast[s.number] = s
		w.listed = append(w.listed, s)
		return
	}
	const most = 6_000
	share := min(4_200, int(int64(most)*10_000/int64(w.size)))
	held := slices.ContainsFunc(s.attributes, func(a *enterprise.Attribute) bool { return isReason(a.Kind) })
	switch {
	case held && d.per10000(share*2), !held && d.per10000(share/2):
		s.year = w.year - d.weighted([]int{26, 22, 20, 17, 15})
		w.listed = append(w.listed, s)
	default:
		county := s.site.RegionCode
		if len(w.free[county]) < 12 {
			w.free[county] = append(w.free[county], s)
		}
	}
}

func isReason(kind enterprise.Kind) bool {
	facts, _ := kind.Facts()
	return facts.Reason
}

// file puts the enterprise into the search index as the register does.
func (w *world) file(s *site) {
	texts := []string{s.enterprise.Name, s.enterprise.CreditCode}
	if s.former != nil {
		texts = append(texts, s.former.Name)
	}
	w.sheaf.filed = append(w.sheaf.filed, store.Filed{Type: "enterprise", ID: s.enterprise.ID, RegionCode: s.enterprise.RegionCode, Texts: texts})
}

// creditCode gives a code with right check digits whose organisation part begins with XX, which no office has issued.
func creditCode(region string, n int) string {
	const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	body := make([]byte, 8)
	body[0], body[1] = 'X', 'X'
	for i := 7; i >= 2; i-- {
		body[i], n = digits[n%31], n/31
	}
	code, err := enterprise.GenerateCode("91" + region + string(body) + organisationCheck(body))
	if err != nil {
		panic("demo: credit code: " + err.Error()) // the alphabet above is the standard's
	}
	return code
}

// organisationCheck is the check digit of the organisation code inside a credit code (GB 11714).
func organisationCheck(body []byte) string {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(body[i] - '0')
		if body[i] >= 'A' {
			value = int(body[i]-'A') + 10
		}
		sum += value * weight
	}
	switch digit := (11 - sum%11) % 11; digit {
	case 10:
		return "X"
	default:
		return itoa(digit)
	}
}
