package enterprise

import (
	"strconv"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/store"
)

// outcome is what an import does with a row.
type outcome int

const (
	rejected outcome = iota
	created
	siteAdded
	updated
	unchanged
)

// known is an enterprise as an import finds it: stored, or made by an earlier row.
type known struct {
	e        *Enterprise
	former   []*FormerName
	sites    []*Site
	fresh    bool          // made by this import and not yet stored
	foreign  bool          // registered outside the actor's place: only sites may be added
	row      int           // first row of the file about it, 0 when none
	touched  map[*Site]int // row of the file that was about the site
	changed  bool          // e is to be saved
	dirty    map[*Site]bool
	written  map[*Site][2]string // position of the site as a row of the file wrote it
	newSites []*Site
	newNames []*FormerName
	keyOf    keyRule
}

// keyRule decides whether an industry is a key one, as checkKey does.
type keyRule func(industry, wanted, answer string) (key, process string)

// named tells whether the enterprise bears or bore this name.
func (k *known) named(name string) bool {
	if sameName(k.e.Name, name) {
		return true
	}
	for _, f := range k.former {
		if sameName(f.Name, name) {
			return true
		}
	}
	return false
}

// begin makes a new enterprise with its first site from a row.
func begin(l *Line, keyOf keyRule) *known {
	key, process := keyOf(l.Industry, l.KeyIndustry, l.KeyProcess)
	e := &Enterprise{Particulars: map[string]string{}, CreditCode: l.CreditCode, Name: l.Name, RegionCode: l.region, CityCode: store.CityOf(l.region), Address: l.Address,
		LegalRepresentative: l.LegalRepresentative, ContactName: l.Contact, ContactPhone: l.Phone, IndustryCode: l.Industry,
		KeyIndustry: key, KeyProcess: process, Scale: l.Scale, Park: l.Park, State: States.First}
	e.ID = store.NewID()
	k := &known{e: e, fresh: true, keyOf: keyOf, touched: map[*Site]int{}, dirty: map[*Site]bool{}, written: map[*Site][2]string{}}
	site := k.add(l, l.SiteNo)
	if l.SiteName == "" {
		site.Name = "主厂区"
	}
	k.keepFormer(l)
	return k
}

// add makes a further site from a row.
func (k *known) add(l *Line, no string) *Site {
	if no == "" {
		no = nextNo(k.sites)
	}
	site := &Site{EnterpriseID: k.e.ID, SiteNo: no, Name: l.SiteName, RegionCode: l.region, CityCode: store.CityOf(l.region), Address: l.Address,
		Longitude: l.Longitude, Latitude: l.Latitude, IndustryCode: l.Industry, PermitNo: l.Permit, PermitKind: l.PermitKind,
		PermitUntil: l.PermitUntil, State: SiteStates.First}
	if site.Name == "" && !sameName(l.Name, k.e.Name) {
		site.Name = l.Name
	}
	if site.Name == "" {
		site.Name = "厂区" + no
	}
	if site.IndustryCode == "" {
		site.IndustryCode = k.e.IndustryCode
	}
	k.sites, k.newSites = append(k.sites, site), append(k.newSites, site)
	k.written[site] = [2]string{l.longitude, l.latitude}
	return site
}

// keepFormer keeps the former name that a row gave in brackets.
func (k *known) keepFormer(l *Line) {
	if l.Former != "" && !k.named(l.Former) {
		k.keep(l.Former)
	}
}

func (k *known) keep(name string) {
	n := &FormerName{EnterpriseID: k.e.ID, Name: name}
	k.former, k.newNames = append(k.former, n), append(k.newNames, n)
}

// apply puts a row into an enterprise that is known already.
func (k *known) apply(l *Line, number int, place access.Place) outcome {
	site, oldName := k.match(l)
	if site == nil {
		return k.another(l, number)
	}
	if k.foreign && !place.CoversRegion(site.RegionCode) {
		l.refuse("credit_code", "该企业登记在其他地区，厂区“"+site.Name+"”也不在您的管辖范围内，不能由本表更改。请由当地办理。", "")
		return rejected
	}
	before := len(k.newNames)
	if !k.foreign {
		if oldName {
			k.otherName(l, site)
		}
		k.keepFormer(l)
	}
	earlier := k.touched[site]
	k.touched[site], k.written[site] = number, [2]string{l.longitude, l.latitude}
	changed := k.fill(l, site, earlier)
	switch {
	case changed || len(k.newNames) > before:
		return updated
	case earlier > 0:
		l.warn("", "与第 "+strconv.Itoa(earlier)+" 行是同一企业的同一厂区，没有新的内容。", "")
	}
	return unchanged
}

// another registers a row as a further site, and says why.
func (k *known) another(l *Line, number int) outcome {
	site := k.add(l, l.SiteNo)
	k.touched[site] = number
	if l.SiteNo == "" && l.SiteName == "" {
		whose := "已登记为“" + k.e.Name + "”"
		if k.row > 0 {
			whose = "与第 " + strconv.Itoa(k.row) + " 行“" + k.e.Name + "”相同"
		}
		l.warn("credit_code", "代码"+whose+"，本行按同一法人的又一个厂区“"+site.Name+"”登记。如果其实是更名前后的名称，请在系统中办理“更名”并关闭这个厂区。", "")
	}
	if !k.foreign {
		k.keepFormer(l)
	}
	return siteAdded
}

// otherName keeps the name of a row that describes a known plant under another name.
func (k *known) otherName(l *Line, site *Site) {
	if k.named(l.Name) {
		return
	}
	whose := "已登记的“" + k.e.Name + "”"
	if k.row > 0 {
		whose = "第 " + strconv.Itoa(k.row) + " 行“" + k.e.Name + "”"
	}
	k.keep(l.Name)
	l.warn("name", "代码、位置与"+whose+"相同而名称不同，按同一厂区“"+site.Name+"”更名前后的名称处理：企业名称未改，本行名称记为曾用名。如果本行才是现名称，请办理“更名”。", "")
}

// match finds the site that a row is about. otherName tells that the plant is known under another name.
func (k *known) match(l *Line) (site *Site, otherName bool) {
	if l.SiteNo != "" {
		return k.where(func(s *Site) bool { return s.SiteNo == l.SiteNo }), false
	}
	if l.SiteName != "" {
		return k.where(func(s *Site) bool { return sameName(s.Name, l.SiteName) }), false
	}
	if s := k.where(func(s *Site) bool { return sameName(s.Name, l.Name) }); s != nil {
		return s, false
	}
	if l.Permit != "" {
		if s := k.where(func(s *Site) bool { return s.PermitNo == l.Permit }); s != nil {
			return s, true
		}
	}
	if s := k.where(func(s *Site) bool { return k.near(s, l) }); s != nil && (l.Permit == "" || s.PermitNo == "") {
		return s, true
	}
	if !k.named(l.Name) || len(k.sites) == 0 {
		return nil, false
	}
	main := k.sites[0]
	if l.Permit != "" && main.PermitNo != "" && main.PermitNo != l.Permit {
		return nil, false
	}
	if k.touched[main] > 0 && k.far(main, l) {
		return nil, false
	}
	return main, false
}

func (k *known) where(fits func(*Site) bool) *Site {
	for _, s := range k.sites {
		if fits(s) {
			return s
		}
	}
	return nil
}

var (
	closeBy  = decimal.RequireFromString("0.0005") // about 50 m: the same gate
	farApart = decimal.RequireFromString("0.01")   // about 1 km: another plant
)

// apart compares the position of a site, stored or as an earlier row wrote it, with that of a row.
func (k *known) apart(s *Site, l *Line, limit decimal.Decimal) (within, comparable bool) {
	x, y := s.Longitude, s.Latitude
	if x == "" {
		x, y = k.written[s][0], k.written[s][1]
	}
	if x == "" || y == "" || l.longitude == "" || l.latitude == "" {
		return false, false
	}
	difference := func(a, b string) decimal.Decimal {
		from, errFrom := decimal.NewFromString(a)
		to, errTo := decimal.NewFromString(b)
		if errFrom != nil || errTo != nil {
			return farApart
		}
		return from.Sub(to).Abs()
	}
	return difference(x, l.longitude).LessThanOrEqual(limit) && difference(y, l.latitude).LessThanOrEqual(limit), true
}

func (k *known) near(s *Site, l *Line) bool {
	within, ok := k.apart(s, l, closeBy)
	return ok && within
}

func (k *known) far(s *Site, l *Line) bool {
	within, ok := k.apart(s, l, farApart)
	return ok && !within
}

// fill writes what a row knows into enterprise and site: empty cells change nothing, and a second row about the same site
// fills gaps but overwrites nothing that the first has said.
func (k *known) fill(l *Line, site *Site, earlier int) bool {
	main := !k.foreign && len(k.sites) > 0 && site == k.sites[0]
	changed := false
	put := func(to *string, value, column, label string) {
		switch {
		case value == "" || *to == value:
		case earlier > 0 && *to != "":
			l.warn(column, label+"与第 "+strconv.Itoa(earlier)+" 行（"+*to+"）不一致，以第 "+strconv.Itoa(earlier)+" 行为准，本格未采用。", *to)
		default:
			*to, changed = value, true
		}
	}
	region := l.region
	if l.regionAssumed {
		region = ""
	}
	put(&site.RegionCode, region, "region_code", "行政区划")
	site.CityCode = store.CityOf(site.RegionCode)
	put(&site.Address, l.Address, "address", "地址")
	put(&site.Longitude, l.Longitude, "longitude", "经度")
	put(&site.Latitude, l.Latitude, "latitude", "纬度")
	put(&site.IndustryCode, l.Industry, industryColumn(l), "行业")
	put(&site.PermitNo, l.Permit, "permit_no", "排污许可证编号")
	put(&site.PermitKind, l.PermitKind, "permit_kind", "排污许可管理类别")
	until := string(site.PermitUntil)
	put(&until, string(l.PermitUntil), "permit_until", "有效期")
	site.PermitUntil = toDate(until)
	if l.SiteName != "" && !sameName(site.Name, l.SiteName) {
		put(&site.Name, l.SiteName, "site_name", "厂区名称")
	}
	siteChanged := changed
	if siteChanged && site.Version > 0 {
		k.dirty[site] = true
	}
	if k.foreign {
		return siteChanged
	}
	changed = false
	k.fillEnterprise(l, put, main, region)
	if main && (changed || l.KeyProcess != "") {
		put(&k.e.KeyProcess, l.KeyProcess, "key_process", "是否有重点工序")
		wanted := l.KeyIndustry
		if wanted == "" {
			wanted = k.e.KeyIndustry
		}
		before := k.e.KeyIndustry + "/" + k.e.KeyProcess
		k.e.KeyIndustry, k.e.KeyProcess = k.keyOf(k.e.IndustryCode, wanted, k.e.KeyProcess)
		changed = changed || before != k.e.KeyIndustry+"/"+k.e.KeyProcess
	}
	if changed && !k.fresh {
		k.changed = true
	}
	return changed || siteChanged
}

// fillEnterprise writes what a row knows of the legal person. Its place and industry follow the main site only.
func (k *known) fillEnterprise(l *Line, put func(*string, string, string, string), main bool, region string) {
	put(&k.e.LegalRepresentative, l.LegalRepresentative, "legal_representative", "法定代表人")
	put(&k.e.ContactName, l.Contact, "contact_name", "联系人")
	put(&k.e.ContactPhone, l.Phone, "contact_phone", "联系电话")
	put(&k.e.Scale, l.Scale, "scale", "企业规模")
	put(&k.e.Park, l.Park, "park", "所在园区")
	if !main {
		return
	}
	put(&k.e.RegionCode, region, "region_code", "行政区划")
	k.e.CityCode = store.CityOf(k.e.RegionCode)
	put(&k.e.Address, l.Address, "address", "地址")
	put(&k.e.IndustryCode, l.Industry, industryColumn(l), "行业")
}

func industryColumn(l *Line) string {
	if l.IndustryName != "" {
		return "industry_name"
	}
	return "industry_code"
}
