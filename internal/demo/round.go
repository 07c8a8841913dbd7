package demo

import (
	"strconv"
	"time"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// round is one audit while its life is being told, day by day, up to the present or to where its part wants it.
type round struct {
	*world
	dice
	site   *site
	from   *listed
	role   *part // nil for the many
	a      *audit.Audit
	last   *audit.Audit // that it does again
	day    calendar.Date
	at     time.Time
	clocks map[string]*deadline.Deadline

	disclosure *audit.Disclosure
	stages     []*audit.Stage
	sections   map[string]*audit.DossierSection
	options    []*audit.Option
	ratings    map[string]*level.Rating // by phase
	attempts   map[string]int
}

func itoa(n int) string { return strconv.Itoa(n) }

// audit tells the life of the audit that a list row opens.
func (w *world) audit(e *listed) {
	d := roll(w.seed, ofCase, e.site.number*10+int(e.site.site.SiteNo[0]-'0')+1_000_000_000)
	r := &round{world: w, dice: d, site: e.site, from: e, role: e.site.role, day: e.list.PublishedOn, clocks: map[string]*deadline.Deadline{}, attempts: map[string]int{}, ratings: map[string]*level.Rating{}}
	r.at = d.at(r.day)
	r.open(1, r.day, "")
	e.row.AuditID = r.a.ID
	r.begin("list-published")
	r.noticed()
	r.disclosed()
	r.live()
}

// caseNo gives the next case number of a county and year.
func (w *world) caseNo(year int, region string) string {
	key := itoa(year) + region
	w.series[key]++
	return audit.CaseNo(year, region, w.series[key])
}

func (r *round) open(number int, on calendar.Date, supersedes string) {
	e, pin := r.from, r.law.Pin(on)
	facts := map[string]any{}
	for k, v := range e.facts {
		facts[k] = v
	}
	r.a = &audit.Audit{
		CaseNo: r.caseNo(e.list.Year, e.row.RegionCode), EnterpriseID: e.row.EnterpriseID, SiteID: e.row.SiteID, EnterpriseName: e.row.EnterpriseName, SiteName: e.row.SiteName,
		CreditCode: e.row.CreditCode, RegionCode: e.row.RegionCode, CityCode: e.row.CityCode, Year: e.list.Year, ListID: e.list.ID, RowID: e.row.ID, Kind: audit.KindMandatory,
		Reasons: e.reasons, Basis: e.Basis, Regime: pin.Regime, LawVersion: pin.Version, LawHash: pin.Hash, Facts: facts, KeyIndustry: e.row.KeyIndustry, Track: e.Track,
		ModeEvidence: []audit.Evidence{}, State: audit.States.First, Round: number, Supersedes: supersedes, OpenedOn: on, PublishedOn: e.list.PublishedOn, Demonstration: true,
	}
	stamp(&r.a.Row, r.id(r.at), r.at)
	r.sheaf.audits = append(r.sheaf.audits, r.a)
	r.sheaf.filed = append(r.sheaf.filed, store.Filed{Type: "audit", ID: r.a.ID, RegionCode: r.a.RegionCode, Texts: []string{r.a.EnterpriseName, r.a.SiteName, r.a.CaseNo, r.a.CreditCode}})
}

// begin writes what a round begins with: its journal, its disclosure and its clocks.
func (r *round) begin(event string) {
	s := r.a.Subject()
	r.noteAt(r.dice, provinceOffice, "audit.open", s, r.at, "")
	r.disclosure = &audit.Disclosure{
		AuditID: r.a.ID, EnterpriseID: r.a.EnterpriseID, EnterpriseName: r.a.EnterpriseName, RegionCode: r.a.RegionCode, CityCode: r.a.CityCode,
		State: audit.Disclosures.First, Content: map[string]audit.BlockRows{}, ListPublishedOn: r.a.PublishedOn,
	}
	stamp(&r.disclosure.Row, r.id(r.at), r.at)
	r.sheaf.disclosures = append(r.sheaf.disclosures, r.disclosure)
	for _, rule := range []string{"disclose", "start-audit", "submit-report"} {
		if due, ok := r.due(rule, r.day); ok && (event == "list-published" || due.RuleID != "disclose") {
			r.clocks[rule] = r.start(r.dice, s, rule, r.day, r.at)
		}
	}
	tells := "audit-opened"
	if event != "list-published" {
		tells = "audit-reopened"
	}
	r.tell(r.dice, tells, s, r.at, map[string]string{"on": r.day.Chinese(), "case": r.a.CaseNo})
}

// city, county and the enterprise as they act in the journal.
func (r *round) city() office       { return cityOffice(r.geo.byCode[r.a.CityCode]) }
func (r *round) county() office     { return countyOffice(r.geo.byCode[r.a.RegionCode]) }
func (r *round) enterprise() office { return enterpriseOffice(r.site) }

// on turns to a later day; false when that day has not come yet.
func (r *round) on(low, high int) bool {
	next := r.workday(r.day.AddDays(r.between(low, high)))
	if next >= r.today {
		return false
	}
	at := r.dice.at(next)
	if !at.After(r.at) {
		at = r.at.Add(time.Minute)
	}
	r.day, r.at = next, at
	return true
}

// move does an act of the audit: state, version, journal, clocks and messages, as flow would.
func (r *round) move(by office, do, to, note string) {
	r.a.State, r.a.Version, r.a.UpdatedAt = to, r.a.Version+1, r.at
	r.noteAt(r.dice, by, "audit."+do, r.a.Subject(), r.at, note)
	for _, step := range audit.States.Steps {
		if step.Do != do || step.To != to {
			continue
		}
		if step.Meets != "" {
			r.meet(r.dice, r.clocks[step.Meets], by, r.day, r.at)
		}
		if step.Starts != "" {
			r.clocks[step.Starts] = r.start(r.dice, r.a.Subject(), step.Starts, r.day, r.at)
		}
		r.tell(r.dice, step.Tells, r.a.Subject(), r.at, map[string]string{"note": note})
		return
	}
	panic("demo: audit has no step " + do + " to " + to)
}

// wants tells whether the part ends in one of these states.
func (r *round) wants(states ...string) bool {
	if r.role == nil {
		return false
	}
	for _, s := range states {
		if r.role.state == s {
			return true
		}
	}
	return false
}

// noticed prepares, serves and receives the written notice.
func (r *round) noticed() {
	city := r.geo.byCode[r.a.CityCode]
	seq := r.noticeSeq(city.code, r.day.Year())
	n := &listing.Notice{
		ListID: r.a.ListID, RowID: r.a.RowID, AuditID: r.a.ID, EnterpriseID: r.a.EnterpriseID, EnterpriseName: r.a.EnterpriseName, RegionCode: r.a.RegionCode, CityCode: r.a.CityCode,
		OfficeCode: city.code, Year: r.day.Year(), Seq: seq, DocumentNo: listing.NoticeNumber(city.name, r.day.Year(), seq), State: listing.NoticePrepared,
	}
	stamp(&n.Row, r.id(r.at), r.at)
	r.sheaf.notices = append(r.sheaf.notices, n)
	clock := r.start(r.dice, n.Subject(), listing.RuleServe, r.day, r.at)
	back, backAt := r.day, r.at
	defer func() { r.day, r.at = back, backAt }()
	if r.role != nil && r.role.late || r.role == nil && r.percent(4) && r.from.list.Year == r.year || !r.on(2, 9) {
		return
	}
	n.State, n.ServedOn, n.Method, n.ServedBy, n.Version, n.UpdatedAt = listing.NoticeServed, r.day, pick(r.dice, []string{"direct", "direct", "electronic", "post"}), r.county().name, 2, r.at
	r.noteAt(r.dice, r.county(), "notice.serve", n.Subject(), r.at, "")
	r.meet(r.dice, clock, r.county(), r.day, r.at)
	if (r.role == nil && r.percent(3)) || !r.on(0, 6) {
		return
	}
	at := r.at
	n.State, n.ReceivedOn, n.ReceivedBy, n.ReadAt, n.DownloadedAt, n.Version, n.UpdatedAt = listing.NoticeReceived, r.day, r.site.enterprise.ContactName, &at, &at, 3, r.at
	r.noteAt(r.dice, r.enterprise(), "notice.receive", n.Subject(), r.at, "")
}

func (w *world) noticeSeq(city string, year int) int {
	key := "notice" + city + itoa(year)
	w.series[key]++
	return w.series[key]
}

// takenOver begins the dossier of a round that is done again with the values of the one before, as its start does.
func (r *round) takenOver(blank []*audit.DossierSection) []*audit.DossierSection {
	if r.last != nil {
		if err := r.composer.Carry(r.last, r.sections, blank, r.day); err != nil {
			panic("demo: " + err.Error())
		}
	}
	return blank
}
