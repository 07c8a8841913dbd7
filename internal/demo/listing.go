package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qingshen/internal/calendar"
	"qingshen/internal/listing"
)

// batch is one list with the sites on it.
type batch struct {
	list  *listing.List
	sites []*site
}

// listed is one site on one list, from which its audit starts.
type listed struct {
	site *site
	list *listing.List
	item *listing.PlanItem
	row  *listing.Row
	ground
}

// workday gives the day itself or the first working day after it.
func (w *world) workday(on calendar.Date) calendar.Date { return w.law.Working().NextWorking(on) }

// published gives the days on which the lists of a year were published: the main one in spring, in some years a second.
func (w *world) published(year int) []calendar.Date {
	spring := []calendar.Date{calendar.Of(year, time.May, 20), calendar.Of(year, time.April, 14), calendar.Of(year, time.March, 29), calendar.Of(year, time.April, 11), calendar.Of(year, time.April, 10)}
	days := []calendar.Date{w.workday(spring[min(4, max(0, year-w.year+4))])}
	switch year {
	case w.year - 2:
		days = append(days, w.workday(calendar.Of(year, time.September, 12)))
	case w.year:
		days = append(days, w.workday(w.today.AddDays(-20)))
	}
	return days
}

// batches draws up all lists and puts each listed site on one of them.
func (w *world) batches() []*batch {
	out := []*batch{}
	for year := w.year - 4; year <= w.year; year++ {
		days := w.published(year)
		of := make([]*batch, len(days))
		for i, on := range days {
			of[i] = &batch{list: w.list(year, i+1, on)}
		}
		for _, s := range w.listed {
			if s.year != year {
				continue
			}
			i := 0
			if s.role != nil && s.role.late || s.role == nil && len(of) > 1 && roll(w.seed, ofCase, s.number).percent(9) {
				i = len(of) - 1
			}
			of[i].sites = append(of[i].sites, s)
		}
		out = append(out, slices.DeleteFunc(of, func(b *batch) bool { return len(b.sites) == 0 })...)
	}
	return out
}

func (w *world) list(year, number int, on calendar.Date) *listing.List {
	d := roll(w.seed, ofList, year*10+number)
	l := &listing.List{
		RegionCode: "370000", Year: year, Batch: number, Kind: listing.KindMain, Title: fmt.Sprintf("山东省%d年度强制性清洁生产审核企业名单", year),
		DocumentNo: fmt.Sprintf("鲁环函（演示）〔%d〕%d号", year, d.between(20, 160)), DecidedOn: w.law.Working().NextWorking(on.AddDays(-12)), PublishedOn: on,
		WebAddress: fmt.Sprintf("https://sthjt.example/qjsc/%d-%d.html", year, number), State: listing.ListPublished,
	}
	if number > 1 {
		l.Kind, l.Title = listing.KindSupplementary, fmt.Sprintf("山东省%d年度强制性清洁生产审核企业补充名单（第%d批）", year, number)
	}
	at := d.at(l.DecidedOn)
	stamp(&l.Row, d.id(at), at)
	l.Version, l.UpdatedAt = 3, d.at(on)
	return l
}

// cases makes lists, plans and audits of all years.
func (w *world) cases() {
	plans := map[string]*listing.Plan{}
	for _, b := range w.batches() {
		slices.SortFunc(b.sites, func(x, y *site) int {
			return strings.Compare(x.site.RegionCode+x.enterprise.ID+x.site.SiteNo, y.site.RegionCode+y.enterprise.ID+y.site.SiteNo)
		})
		rows := make([]*listing.Row, 0, len(b.sites))
		entries := make([]*listed, 0, len(b.sites))
		for i, s := range b.sites {
			e := w.enlist(b.list, s, i+1, w.planOf(plans, s.site.CityCode, b.list))
			rows, entries = append(rows, e.row), append(entries, e)
		}
		b.list.RowsTotal, b.list.RowsSHA256 = int64(len(rows)), listing.Seal(rows)
		w.sheaf.lists = append(w.sheaf.lists, b.list)
		w.sheaf.rows = append(w.sheaf.rows, rows...)
		w.note(provinceOffice, "annual_list.publish", b.list.Subject(), b.list.PublishedOn, "")
		for _, e := range entries {
			w.audit(e)
		}
	}
	w.numbers()
}

// planOf gives the consolidated plan of a city for the year of a list.
func (w *world) planOf(known map[string]*listing.Plan, city string, l *listing.List) *listing.Plan {
	key := fmt.Sprint(city, l.Year)
	if p := known[key]; p != nil {
		return p
	}
	d := roll(w.seed, ofPlan, number(city)*100+l.Year%100)
	p := w.plan(d, city, l.Year, listing.PlanConsolidated)
	p.SubmittedOn, p.VerifiedOn = w.workday(calendar.Of(l.Year, time.January, d.between(10, 28))), l.DecidedOn
	p.Version, p.UpdatedAt = 5, d.at(l.PublishedOn)
	known[key] = p
	return p
}

// plan begins the plan of a city with the fields that the city fills in.
func (w *world) plan(d dice, city string, year int, state string) *listing.Plan {
	c := w.geo.byCode[city]
	p := &listing.Plan{
		RegionCode: city, CityCode: city, Year: year, State: state, Responsible: person(d), Contact: person(d) + " " + phone(d, areaCodes[city]),
		BudgetFen: int64(d.between(20, 90)) * 1_000_000, Experts: "从" + c.name + "清洁生产专家库随机抽取，每组不少于五人。",
		Training: "三期培训覆盖本年度名单内全部企业。", Note: "演示数据。",
	}
	w.fields(d, p, c.name)
	at := d.at(w.workday(calendar.Of(year-1, time.October, d.between(12, 28))))
	stamp(&p.Row, d.id(at), at)
	w.sheaf.plans = append(w.sheaf.plans, p)
	return p
}

func number(code string) int {
	n := 0
	for _, r := range code {
		n = n*10 + int(r-'0')
	}
	return n
}

// enlist puts a site on a list with the plan item that it came from.
func (w *world) enlist(l *listing.List, s *site, seq int, p *listing.Plan) *listed {
	d := roll(w.seed, ofCase, s.number*10+int(s.site.SiteNo[0]-'0'))
	e := &listed{site: s, list: l, ground: w.groundOf(d, s, l.DecidedOn)}
	e.item = w.item(d, p, s, e.ground, listing.ItemPublished, p.SubmittedOn.AddDays(-d.between(20, 50)))
	e.item.ListID, e.item.Version, e.item.UpdatedAt = l.ID, 4, d.at(l.PublishedOn)
	at := d.at(l.PublishedOn)
	e.row = &listing.Row{
		ListID: l.ID, Seq: seq, Year: l.Year, ItemID: e.item.ID, EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, EnterpriseName: s.nameOn(l.PublishedOn), SiteName: s.site.Name,
		CreditCode: s.enterprise.CreditCode, RegionCode: s.site.RegionCode, CityCode: s.site.CityCode, KeyIndustry: s.enterprise.KeyIndustry, Reasons: e.reasons,
		Basis: e.Basis, Regime: e.Regime, Facts: e.facts, Track: e.Track, TrackWhy: e.TrackWhy,
	}
	stamp(&e.row.Row, d.id(at), at)
	return e
}

// item is one line of a plan.
func (w *world) item(d dice, p *listing.Plan, s *site, g ground, state string, on calendar.Date) *listing.PlanItem {
	i := &listing.PlanItem{
		PlanID: p.ID, Year: p.Year, EntryID: s.entry.ID, EnterpriseID: s.enterprise.ID, SiteID: s.site.ID, EnterpriseName: s.nameOn(on), SiteName: s.site.Name,
		CreditCode: s.enterprise.CreditCode, RegionCode: s.site.RegionCode, CityCode: s.site.CityCode, KeyIndustry: s.enterprise.KeyIndustry, Reasons: g.reasons,
		Basis: g.Basis, Regime: g.Regime, Facts: g.facts, Track: g.Track, TrackWhy: g.TrackWhy, State: state, ProposedBy: w.accountID("county-" + s.site.RegionCode),
	}
	at := d.at(on)
	stamp(&i.Row, d.id(at), at)
	w.sheaf.items = append(w.sheaf.items, i)
	return i
}

// nextYear draws up the plans of next year: most cities still gather, some have submitted, been returned or verified.
func (w *world) nextYear() {
	for n, c := range w.geo.cities {
		d := roll(w.seed, ofPlan, number(c.code)*100+99)
		state := []string{listing.PlanDraft, listing.PlanSubmitted, listing.PlanDraft, listing.PlanVerified, listing.PlanDraft, listing.PlanReturned, listing.PlanDraft, listing.PlanSubmitted}[n%8]
		p := w.plan(d, c.code, w.year+1, state)
		begun := w.today.AddDays(-40)
		stamp(&p.Row, d.id(d.at(begun)), d.at(begun))
		if state != listing.PlanDraft {
			p.SubmittedOn, p.Version, p.UpdatedAt = w.today.AddDays(-12), 2, d.at(w.today.AddDays(-12))
			w.note(cityOffice(c), "annual_plan.submit", p.Subject(), p.SubmittedOn, "")
		}
		switch state {
		case listing.PlanVerified:
			p.VerifiedOn, p.Version, p.UpdatedAt = w.today.AddDays(-3), 3, d.at(w.today.AddDays(-3))
			w.note(provinceOffice, "annual_plan.verify", p.Subject(), p.VerifiedOn, "")
		case listing.PlanReturned:
			p.ReturnComment, p.Version, p.UpdatedAt = "请按县（市、区）核对项目数，并补充月度安排。", 3, d.at(w.today.AddDays(-5))
			w.note(provinceOffice, "annual_plan.return", p.Subject(), w.today.AddDays(-5), p.ReturnComment)
		}
		w.proposals(d, p, state)
	}
}

// proposals fills a plan of next year from the sites that have not been listed.
func (w *world) proposals(d dice, p *listing.Plan, state string) {
	for n, county := range w.geo.ofCity[p.CityCode] {
		free := w.free[county.code]
		for k, s := range free[:min(len(free), 2+n%3)] {
			if s.entry == nil {
				continue
			}
			g := w.groundOf(d, s, w.today)
			i := w.item(d, p, s, g, listing.ItemProposed, w.today.AddDays(-d.between(14, 30)))
			w.settle(d, i, state, n+k)
			w.note(countyOffice(county), "plan_item.propose", i.Subject(), calendar.FromTime(i.CreatedAt), "")
		}
	}
}

// settle gives an item of next year the state that fits the state of its plan.
func (w *world) settle(d dice, i *listing.PlanItem, plan string, n int) {
	energy := slices.Contains(i.Reasons, listing.ReasonEnergy)
	switch plan {
	case listing.PlanDraft:
		i.State = []string{listing.ItemReturned, listing.ItemProposed, listing.ItemConfirmed}[n%3]
	case listing.PlanSubmitted, listing.PlanReturned:
		i.State = []string{listing.ItemConfirmed, listing.ItemReturned, listing.ItemConfirmed, listing.ItemVerified}[n%4]
		if energy && i.State == listing.ItemVerified {
			i.State = listing.ItemEnergyVerified
		}
	case listing.PlanVerified:
		i.State = []string{listing.ItemVerified, listing.ItemVerified, listing.ItemVerified, listing.ItemExcluded}[n%4]
	}
	if i.State == listing.ItemProposed {
		return
	}
	i.Version, i.UpdatedAt = 2, d.at(w.today.AddDays(-d.between(4, 11)))
	switch i.State {
	case listing.ItemReturned:
		i.Comment = pick(d, []string{"请补充认定依据的文号。", "超标时段的监测报告不全，请补充后重新提出。", "请核对主要产品和有毒有害物质名称。"})
	case listing.ItemExcluded:
		i.Comment = "企业已纳入园区整体审核试点，本年度不单独列入。"
	}
}

// numbers continues the series of the notices where the demonstration leaves them.
func (w *world) numbers() {
	for _, n := range w.sheaf.notices {
		key := slices.IndexFunc(w.sheaf.series, func(row []any) bool { return row[0] == n.OfficeCode && row[1] == n.Year })
		if key < 0 {
			w.sheaf.series = append(w.sheaf.series, []any{n.OfficeCode, n.Year, n.Seq})
			continue
		}
		w.sheaf.series[key][2] = max(w.sheaf.series[key][2].(int), n.Seq)
	}
}
