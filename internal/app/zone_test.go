package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"qingshen/internal/demo"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// A city sets a zone up, brings a site in and lets it go; the zone's officers see the site exactly as long as it belongs.
func TestZoneIsSeenByItsOfficersByDate(t *testing.T) {
	a, base := serving(t)
	if err := demo.Load(asSystem(t.Context()), a.DB, demo.Options{Seed: 1, Enterprises: 200, Password: "Demo-Password-1", Files: a.Files()}); err != nil {
		t.Fatal(err)
	}
	city, zone, west := loggedIn(t, a, base, "city-370100"), loggedIn(t, a, base, "zone-370100"), loggedIn(t, a, base, "zone-370200")
	county := loggedIn(t, a, base, "county-370102")
	id := column(t, a, "SELECT zone_id FROM account WHERE login = 'zone-370100'")[0]
	outside := column(t, a, `SELECT a.id || ' ' || e.credit_code || ' ' || s.name || ' ' || e.id FROM audit AS a JOIN site AS s ON s.id = a.site_id JOIN enterprise AS e ON e.id = s.enterprise_id
		WHERE s.city_code = '370100' AND s.id NOT IN (SELECT site_id FROM zone_site) AND e.id NOT IN (SELECT enterprise_id FROM zone_site) ORDER BY a.id LIMIT 1`)[0]
	f := strings.Split(outside, " ")
	audit := f[0]
	today := string(a.DB.Clock().Today())
	want := func(p *party, path string, status int) {
		t.Helper()
		if r := p.call("GET", path, nil); r.status != status {
			t.Errorf("%s %s: want %d, got %s", p.login, path, status, r)
		}
	}
	refused := func(r reply, status int, word string) {
		t.Helper()
		if r.status != status || !strings.Contains(string(r.body), word) {
			t.Errorf("want %d with %q, got %s", status, word, r)
		}
	}
	join := map[string]any{"credit_code": f[1], "site_name": f[2], "basis": "四至范围图", "from_on": today}
	want(zone, "/audits/"+audit, 404)
	refused(zone.call("POST", "/zones/"+id+"/sites", join), 403, "")
	refused(city.call("POST", "/zones/"+id+"/sites", map[string]any{"credit_code": "X", "basis": "", "from_on": "1990-01-01"}), 422, "早于功能区的设立日期")
	r := city.call("POST", "/zones/"+id+"/sites", join)
	if r.status != 200 && r.status != 201 {
		t.Fatal(r)
	}
	refused(city.call("POST", "/zones/"+id+"/sites", join), 422, "不需要再次划入")
	want(zone, "/audits/"+audit, 200)
	want(zone, "/enterprises/"+f[3], 200)
	want(west, "/audits/"+audit, 404)
	want(west, "/zones/"+id, 404)
	want(county, "/zones/"+id, 200)

	tellCounty(t, a, audit)
	if r := zone.call("GET", "/messages?page_size=50", nil); !strings.Contains(string(r.body), "/audits/"+audit) {
		t.Errorf("the zone is not told what its county is told: %s", r)
	}
	if r := zone.call("GET", "/statistics/zones", nil); r.status != 200 || strings.Count(string(r.body), `"key"`) != 1 {
		t.Errorf("a zone counts itself alone: %s", r)
	}
	var m struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(r.body, &m); err != nil {
		t.Fatal(err)
	}
	refused(city.call("POST", "/zone-sites/"+m.ID+"/end", map[string]any{"until_on": "2000-01-01", "basis": "调整"}, "If-Match", `"1"`), 422, "早于划入日期")
	if r := city.call("POST", "/zone-sites/"+m.ID+"/end", map[string]any{"until_on": today, "basis": "调整"}, "If-Match", `"1"`); r.status != 200 {
		t.Fatal(r)
	}
	want(zone, "/audits/"+audit, 200) // the last day is a day within
	a.DB.Clock().Set(a.DB.Clock().Now().Add(48 * time.Hour))
	want(zone, "/audits/"+audit, 404)
	refused(west.call("POST", "/enterprise-events/x/examine", map[string]any{}), 403, "") // not given to this zone
}

// tellCounty sends a message to the county about an audit.
func tellCounty(t *testing.T, a *App, audit string) {
	t.Helper()
	if err := store.Do(asSystem(t.Context()), a.DB, func(tx *store.Tx) error {
		return message.Send(tx, &message.Message{Template: "x", Audience: message.ToCounty, RegionCode: "370102", Title: "告知", Link: "/audits/" + audit, SubjectType: "audit", SubjectID: audit})
	}); err != nil {
		t.Fatal(err)
	}
}
