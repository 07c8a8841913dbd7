package app_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app/apptest"
	"qingshen/internal/calendar"
)

// decade is the province over ten years: one county in each of eight cities, where all its plants stand.
type decade struct {
	*year
	t      *testing.T
	places []*place
	plants []*plant // those with a duty at some time
	rounds map[string]*round
	agenda map[calendar.Date][]func()
	ticks  map[calendar.Date]bool // days on which somebody should be told something

	off func(calendar.Date) bool

	listed, accepted, clocks int
}

// place is a city with its county and its experts.
type place struct {
	code         string
	city, county *apptest.Party
	experts      []*apptest.Party
	expertIDs    []string
}

// plant is an enterprise with a duty, and what the oracle knows of it.
type plant struct {
	*place
	name, credit, siteID string
	n                    int
	firm                 *apptest.Party
	exceeded             int           // year of its only exceedance; 0: it uses toxic substances every year
	accepted             calendar.Date // last acceptance
	open, closed         bool
}

// round is one listing of a plant, with the days on which its duties were done.
type round struct {
	plant     *plant
	published calendar.Date
	met       map[string]calendar.Date
}

var decadeCounties = []string{"370102", "370202", "370302", "370502", "370602", "370811", "371402", "371702"}

const decadeEnterprises = 2000

func newDecade(t *testing.T) *decade {
	t.Helper()
	d := &decade{year: begun(t, "2022-02-08"), t: t, rounds: map[string]*round{}, agenda: map[calendar.Date][]func(){}, ticks: map[calendar.Date]bool{}, off: daysOff(t)}
	did(d.city, "/enterprises/"+d.firmID, "close", object{"on": "2022-02-08", "evidence": "注销登记"}) // a chemical works on the Yellow River has a duty of its own from 2023
	var list strings.Builder
	list.WriteString("企业名称,信用代码,县区,行业代码\n")
	for i, county := range decadeCounties {
		d.places = append(d.places, d.settle(i, county))
	}
	for n := range decadeEnterprises {
		at := d.places[n%len(d.places)]
		p := &plant{place: at, name: fmt.Sprintf("第%04d食品有限公司", n), credit: apptest.CreditCode(n + 1), n: n / len(d.places)}
		fmt.Fprintf(&list, "%s,%s,%s,1411\n", p.name, p.credit, at.code)
		switch {
		case p.n < 3:
			d.plants = append(d.plants, p)
		case p.n == 3:
			p.exceeded = 2021 + (n*5+p.n)%9
			d.plants = append(d.plants, p)
		}
	}
	d.province.Import("all-or-nothing", "企业.csv", strings.NewReader(list.String())).Want(202)
	d.Work()
	if n := d.Column("SELECT CAST(count(*) AS TEXT) FROM site WHERE industry_code = '1411'"); n[0] != fmt.Sprint(decadeEnterprises) {
		t.Fatalf("%s of %d enterprises were imported", n[0], decadeEnterprises)
	}
	for i, p := range d.plants {
		p.siteID = d.Column("SELECT s.id FROM site AS s JOIN enterprise AS e ON e.id = s.enterprise_id WHERE e.credit_code = ?", p.credit)[0]
		login := fmt.Sprintf("firm-%d", i)
		d.Open(account.Account{Login: login, Role: access.RoleEnterprise, EnterpriseID: d.Column("SELECT id FROM enterprise WHERE credit_code = ?", p.credit)[0], RegionCode: p.code})
		p.firm = d.As(login)
	}
	return d
}

// settle opens the accounts of a city, its county and three experts.
func (d *decade) settle(i int, county string) *place {
	code := county[:4] + "00"
	at := &place{code: county, city: d.Officer("city-of-"+county, access.RoleCity, code), county: d.Officer("county-"+county, access.RoleCounty, county)}
	for n, fields := range [][]string{{"industry"}, {"cleaner_production"}, {"energy", "environment"}} {
		id := at.city.Call("POST", "/experts", object{"name": fmt.Sprintf("专家%d%d", i, n), "employer": fmt.Sprintf("第%d研究院", n+1), "title": "教授", "fields": fields}).Want(201).Field("id")
		login := fmt.Sprintf("expert-%d-%d", i, n)
		d.Open(account.Account{Login: login, Role: access.RoleExpert, ExpertID: id, RegionCode: code})
		at.experts, at.expertIDs = append(at.experts, d.As(login)), append(at.expertIDs, id)
	}
	return at
}

// register brings the facts of the year before into the registry, with things that come close beside them.
func (d *decade) register(year int) {
	var list strings.Builder
	list.WriteString("统一社会信用代码,事实类别,年度,情形,名称,CAS号,所含成分,数值,限值,单位,认定依据,依据日期\n")
	for _, p := range d.plants {
		if p.closed {
			continue
		}
		on := calendar.Of(year-1, 12, 20)
		switch {
		case p.exceeded == 0:
			fmt.Fprintf(&list, "%s,使用或者排放的物质,%d,使用,氧化铅,1317-36-8,铅,12,,t,台账,%s\n", p.credit, year-1, on)
		case p.exceeded == year-1:
			fmt.Fprintf(&list, "%s,超标或者超总量,%d,超过排放标准,化学需氧量,,,80,50,mg/L,监测报告,%s\n", p.credit, year-1, on)
		}
	}
	for n := 9 * len(d.places); n < 12*len(d.places); n++ { // salt is on no list
		fmt.Fprintf(&list, "%s,使用或者排放的物质,%d,使用,氯化钠,7647-14-5,,900,,t,台账,%s\n", apptest.CreditCode(n+1), year-1, calendar.Of(year-1, 12, 20))
	}
	job := d.province.Send("/site-facts/import", "事实.csv", strings.NewReader(list.String()), "mode", "all-or-nothing").Want(202).Field("id")
	d.Work()
	if r := d.province.Call("GET", "/jobs/"+job, nil).Want(200); r.Field("state") != "done" || !strings.Contains(string(r.Body), `"rejected":0`) {
		d.t.Fatalf("facts of %d: %.900s", year, r.Body)
	}
}

// propose runs the finder and lets each county take what it found.
func (d *decade) propose(year int) {
	d.province.Call("POST", "/candidates/find", object{"year": year}).Want(201, 202)
	d.Work()
	for _, at := range d.places {
		var found struct {
			Items []struct {
				ID      string
				Carried bool
				Hits    []struct{ Duty bool }
			}
		}
		at.county.Call("GET", fmt.Sprintf("/candidates?year=%d&state=open&page_size=200", year), nil).Want(200).Into(&found)
		ids := []string{}
		for _, c := range found.Items {
			if !c.Carried && slices.ContainsFunc(c.Hits, func(h struct{ Duty bool }) bool { return h.Duty }) {
				ids = append(ids, c.ID)
			}
		}
		if len(ids) > 0 {
			if r := at.county.Call("POST", "/candidates/take", object{"ids": ids}).Want(200, 201); !strings.Contains(string(r.Body), fmt.Sprintf(`"done":%d`, len(ids))) {
				d.t.Errorf("%d: not all were taken: %.900s", year, r.Body)
			}
		}
	}
}

// plan lets every city confirm and submit what its county proposed, and the province verify it.
func (d *decade) plan(year int) {
	for _, at := range d.places {
		plans := d.Column("SELECT DISTINCT plan_id FROM plan_item WHERE city_code = ? AND year = ?", at.code[:4]+"00", year)
		if len(plans) == 0 {
			continue
		}
		plan := "/annual-plans/" + plans[0]
		did(at.city, plan, "confirm-all", nil)
		var months struct{ Schedule []object }
		at.city.Call("GET", plan+"/schedule-proposal", nil).Want(200).Into(&months)
		in := wholePlan()
		in["schedule"], in["approved_on"] = months.Schedule, d.App.DB.Clock().Today()
		in["trainings"] = []object{{"month": fmt.Sprintf("%d-05", year), "audience": "enterprise", "topic": "审核方法", "persons": 30}}
		did(at.city, plan, "", in)
		did(at.city, plan, "submit", nil)
		did(d.province, plan, "verify-all", nil)
		did(d.province, plan, "verify", nil)
	}
}

// publish publishes the list and holds it against the oracle: nobody with a duty is missing, nobody else is on it.
func (d *decade) publish(year int) {
	day := d.App.DB.Clock().Today()
	want := []string{}
	for _, p := range d.plants {
		if p.due(year) {
			want = append(want, p.siteID)
		}
	}
	if len(want) > 0 {
		list := "/annual-lists/" + d.province.Call("POST", "/annual-lists", object{"year": year}).Want(201).Field("id")
		did(d.province, list, "", object{"title": fmt.Sprintf("山东省%d年度强制性清洁生产审核企业名单", year), "document_no": fmt.Sprintf("鲁环函〔%d〕1号", year), "decided_on": day, "web_address": "http://sthj.shandong.gov.cn/list"})
		rows, err := strconv.Atoi(d.Column("SELECT CAST(count(*) AS TEXT) FROM plan_item WHERE year = ? AND state = 'verified'", year)[0])
		if err != nil {
			d.t.Fatal(err)
		}
		did(d.province, list, "publish", object{"rows": rows})
		d.Work()
	}
	have := d.Column("SELECT site_id FROM audit WHERE published_on = ? AND year = ?", day, year)
	slices.Sort(want)
	slices.Sort(have)
	if !slices.Equal(want, have) {
		d.t.Fatalf("list of %d: %d are listed, %d have a duty\nlisted without: %v\nmissing: %v", year, len(have), len(want), d.named(have, want), d.named(want, have))
	}
	for _, p := range d.plants {
		if slices.Contains(have, p.siteID) {
			d.open(p, day)
		}
	}
}

// named gives the names of the plants that are in one but not in the other.
func (d *decade) named(in, but []string) []string {
	out := []string{}
	for _, p := range d.plants {
		if slices.Contains(in, p.siteID) && !slices.Contains(but, p.siteID) {
			out = append(out, fmt.Sprintf("%s (exceeded %d, accepted %s)", p.name, p.exceeded, p.accepted))
		}
	}
	return out
}

// open writes into the agenda what the plant will do in its round.
func (d *decade) open(p *plant, day calendar.Date) {
	d.listed++
	p.open = true
	r := &round{plant: p, published: day, met: map[string]calendar.Date{}}
	w := &year{Site: d.Site, province: d.province, city: p.city, county: p.county, firm: p.firm, experts: p.experts, expertIDs: p.expertIDs, siteID: p.siteID}
	w.audit = d.Column("SELECT id FROM audit WHERE site_id = ? AND published_on = ?", p.siteID, day)[0]
	d.rounds[w.audit] = r
	for _, law := range rules {
		for _, day := range d.told(d.dueOn(day, law.months), law.warn) {
			d.ticks[day] = true
		}
	}
	after := func(days int, do func(on calendar.Date)) {
		on := day.AddDays(days)
		d.agenda[on] = append(d.agenda[on], func() { do(on) })
	}
	pace := paces[(p.n+slices.Index(d.places, p.place))%len(paces)]
	if pace.never {
		return
	}
	if pace.closes > 0 {
		after(pace.closes, func(on calendar.Date) {
			did(p.city, "/enterprises/"+d.Column("SELECT enterprise_id FROM site WHERE id = ?", p.siteID)[0], "close", object{"on": on, "evidence": "注销登记"})
			p.open, p.closed = false, true
		})
		return
	}
	high := ""
	after(pace.disclose, func(on calendar.Date) {
		if p.exceeded > 0 {
			w.disclosed(on, object{"exceedance": []object{{"pollutant": "化学需氧量", "way": "直接排放", "concentration": "80", "total": "3", "over_standard": "超标0.6倍", "over_quota": "未超"}}})
		} else {
			w.noticed(on)
		}
		r.met["disclose"] = on
	})
	after(pace.report, func(on calendar.Date) {
		high = w.reported(on, on)
		r.met["start-audit"], r.met["submit-report"] = on, on
	})
	after(pace.report+15, func(calendar.Date) { w.appraised("evaluation", "95", false) })
	after(pace.report+60, func(on calendar.Date) { w.implemented(high, on) })
	after(pace.report+75, func(on calendar.Date) {
		w.appraised("acceptance", "88", false)
		p.open, p.accepted = false, on
		d.accepted++
	})
}

// paces are how a plant takes its round, in days after publication: early, on the last days, late at each duty, never.
var paces = []struct {
	disclose, report, closes int
	never                    bool
}{
	{disclose: 9, report: 40}, {disclose: 27, report: 55}, {disclose: 45, report: 70}, {disclose: 20, report: 380}, {disclose: 30, report: 61}, {never: true}, {closes: 200},
}
