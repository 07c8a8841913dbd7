package account_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/demo"
	"qingshen/internal/message"
	"qingshen/internal/store"
	"qingshen/internal/store/storetest"
	"qingshen/law"
)

// A county that is merged in the middle of a round: its cases keep their code; from that day the officers of the successor
// see and handle them beside their own, and nobody else does.
func TestACountyIsMergedInTheMiddleOfARound(t *testing.T) {
	folder := t.TempDir()
	built, err := law.Files.ReadFile("codes/region_changes.csv")
	if err != nil {
		t.Fatal(err)
	}
	day := storetest.Start.AddDate(0, 0, 10)
	line := "370103,市中区,370104,槐荫区,2026,并入槐荫区,test," + day.Format("2006-01-02") + "\n"
	if err := os.MkdirAll(filepath.Join(folder, "codes"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "codes", "region_changes.csv"), append(built, line...), 0o644); err != nil {
		t.Fatal(err)
	}
	s := apptest.New(t, func(c *app.Config) { c.LawDir = folder })
	if err := demo.Load(access.With(t.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: 300, Files: s.App.Files()}); err != nil {
		t.Fatal(err)
	}
	old, successor, third := s.Officer("shizhong", access.RoleCounty, "370103"), s.Officer("huaiyin", access.RoleCounty, "370104"), s.Officer("lixia", access.RoleCounty, "370102")
	audit := s.Column("SELECT id FROM audit WHERE region_code = '370103' ORDER BY id LIMIT 1")[0]
	notice := s.Column("SELECT id FROM notice WHERE region_code = '370103' ORDER BY id LIMIT 1")[0]
	s.Write("UPDATE notice SET state = 'prepared', served_on = '', received_on = '' WHERE id = ?", notice)
	total := func(p *apptest.Party, path string) string {
		t.Helper()
		return p.Call("GET", path, nil).Want(200).Field("total")
	}
	successor.Call("GET", "/audits/"+audit, nil).Problem(404)
	if regions := s.As("lixia").Call("GET", "/regions?parent=370100", nil).Want(200); !strings.Contains(string(regions.Body), "370103") {
		t.Error("the county has ended before its day")
	}
	before, theirs := total(successor, "/audits"), total(old, "/audits")

	s.App.DB.Clock().Set(day.Add(time.Hour))
	if got := successor.Call("GET", "/audits/"+audit, nil).Want(200).Field("region_code"); got != "370103" {
		t.Errorf("the case does not keep its code: %s", got)
	}
	if got := total(successor, "/audits"); got == before || theirs == "0" {
		t.Errorf("the successor sees %s rounds, %s before, %s came", got, before, theirs)
	}
	etag := successor.Call("GET", "/notices/"+notice, nil).Want(200).Header.Get("ETag")
	served := successor.Call("POST", "/notices/"+notice+"/serve", map[string]string{"method": "left", "note": "见证人在场"}, "If-Match", etag)
	if served.Status != 200 {
		t.Errorf("the successor cannot serve a notice: %s", served)
	}
	for _, list := range []string{"/audits", "/enterprises", "/notices", "/deadlines", "/messages", "/desk", "/enterprises?q=" + "化工"} {
		successor.Call("GET", list, nil).Want(200)
	}
	third.Call("GET", "/audits/"+audit, nil).Problem(404)
	old.Call("GET", "/audits/"+audit, nil).Want(200) // who has not moved yet goes on seeing what was theirs
	regions := successor.Call("GET", "/regions?parent=370100", nil).Want(200)
	if strings.Contains(string(regions.Body), `"370103"`) {
		t.Error("the county that has ended is still offered")
	}
	successor.Call("POST", "/enterprises", map[string]any{"name": "济南某化工有限公司", "credit_code": apptest.CreditCode(3), "region_code": "370103", "industry_code": "2614", "address": "x"}).
		Problem(422, "撤销")
}

// The register goes over to the division of today with its inventory, and so do the messages: also those of a city, when a
// county comes from another one. Rounds keep their code.
func TestTheRegisterAndTheMessagesGoToTheNewCity(t *testing.T) {
	folder := t.TempDir()
	built, err := law.Files.ReadFile("codes/region_changes.csv")
	if err != nil {
		t.Fatal(err)
	}
	day := storetest.Start.AddDate(0, 0, 10)
	line := "370126,商河县,371422,宁津县,2026,并入宁津县,test," + day.Format("2006-01-02") + "\n"
	if err := os.MkdirAll(filepath.Join(folder, "codes"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "codes", "region_changes.csv"), append(built, line...), 0o644); err != nil {
		t.Fatal(err)
	}
	s := apptest.New(t, func(c *app.Config) { c.LawDir = folder })
	if err := demo.Load(access.With(t.Context(), access.System), s.App.DB, demo.Options{Seed: 1, Enterprises: 300, Files: s.App.Files()}); err != nil {
		t.Fatal(err)
	}
	jinan, dezhou, ningjin := s.Officer("jinan", access.RoleCity, "370100"), s.Officer("dezhou", access.RoleCity, "371400"), s.Officer("ningjin", access.RoleCounty, "371422")
	one := s.Column("SELECT id FROM enterprise WHERE region_code = '370126' ORDER BY id LIMIT 1")[0]
	rounds := s.Column("SELECT count(*) || '' FROM audit WHERE region_code = '370126'")[0]
	dezhou.Call("GET", "/enterprises/"+one, nil).Problem(404)
	s.App.DB.Clock().Set(day.Add(time.Hour))
	daily(t, s)
	e := dezhou.Call("GET", "/enterprises/"+one, nil).Want(200)
	if code, label := e.Field("region_code"), e.Field("region_label"); code != "371422" || label != "德州市宁津县" {
		t.Errorf("the register shows %s %s", code, label)
	}
	ningjin.Call("GET", "/enterprises/"+one, nil).Want(200)
	jinan.Call("GET", "/enterprises/"+one, nil).Problem(404)
	if left := s.Column("SELECT id FROM inventory_entry WHERE region_code = '370126' AND state IN ('active', 'proposed', 'leaving') UNION SELECT id FROM site WHERE region_code = '370126' UNION SELECT id FROM attribute WHERE region_code = '370126' UNION SELECT id FROM site_fact WHERE region_code = '370126'"); len(left) != 0 {
		t.Errorf("%d records stay with the old county", len(left))
	}
	if kept := s.Column("SELECT count(*) || '' FROM audit WHERE region_code = '370126'")[0]; kept != rounds {
		t.Errorf("%s rounds of %s keep their code", kept, rounds)
	}
	if history := dezhou.Call("GET", "/enterprises/"+one+"/history", nil).Want(200); !strings.Contains(string(history.Body), "随区划调整") {
		t.Error("the history does not say why")
	}
	site := s.Column("SELECT id FROM site WHERE enterprise_id = '" + one + "' ORDER BY site_no LIMIT 1")[0]
	err = store.Do(access.With(t.Context(), access.System), s.App.DB, func(tx *store.Tx) error {
		return message.Tell(tx, "event-reported", store.Subject{Type: "site", ID: site, Title: "商河某厂", RegionCode: "370126"}, map[string]string{"note": ""})
	})
	if err != nil {
		t.Fatal(err)
	}
	for region, want := range map[string]int{"3714": 1, "371422": 1, "3701": 0, "370126": 0} {
		if got := s.Column("SELECT id FROM message WHERE title LIKE '商河某厂%' AND region_code = '" + region + "'"); len(got) != want {
			t.Errorf("%d messages to %s, want %d", len(got), region, want)
		}
	}
	daily(t, s) // any day again
}

// daily does what every new day demands.
func daily(t *testing.T, s *apptest.Site) {
	t.Helper()
	if err := s.App.Tick(access.With(t.Context(), access.System)); err != nil {
		t.Fatal(err)
	}
	s.Work()
}
