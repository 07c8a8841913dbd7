package reminder_test

import (
	"strings"
	"testing"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/app"
	"qingshen/internal/app/apptest"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

type object = map[string]any

// world is a site with an enterprise, the offices above it, and a clock that tests set.
type world struct {
	*apptest.Site
	firm, city, province, county *apptest.Party
}

func begin(t *testing.T, options ...func(*app.Config)) *world {
	t.Helper()
	w := &world{Site: apptest.New(t, options...)}
	w.on("2026-09-01")
	w.Open(account.Account{Login: "firm", Role: access.RoleEnterprise, EnterpriseID: "e1", RegionCode: "370102"})
	w.firm = w.As("firm")
	w.city = w.Officer("city", access.RoleCity, "370100")
	w.county = w.Officer("county", access.RoleCounty, "370102")
	w.province = w.Officer("province", access.RoleProvince, "370000")
	return w
}

// on sets the clock to nine in the morning of a day and runs what it demands.
func (w *world) on(day calendar.Date) {
	w.Helper()
	w.App.DB.Clock().Set(day.Start().Add(9 * time.Hour))
	if err := w.App.Tick(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// starts starts clocks of the enterprise e1 in Lixia, each for a case of its own.
func (w *world) starts(on calendar.Date, rules ...string) {
	w.Helper()
	err := store.Do(access.With(w.Context(), access.System), w.App.DB, func(tx *store.Tx) error {
		for _, rule := range rules {
			s := store.Subject{Type: "audit", ID: "audit-" + rule, Title: "历下颜料厂", Link: "/audits/audit-" + rule, RegionCode: "370102", EnterpriseID: "e1"}
			if err := deadline.Start(tx, s, rule, on); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
}

type inbox struct {
	Items []struct{ Title, Body, Link string }
	Total int
}

// told gives the inbox of a party; the latest message first.
func told(p *apptest.Party) inbox {
	p.Helper()
	var in inbox
	p.Call("GET", "/messages?page_size=200", nil).Want(200).Into(&in)
	return in
}

func TestOneMessageADayHoldsWhatIsDue(t *testing.T) {
	w := begin(t)
	w.starts("2026-08-21", "disclose", "start-audit") // due 21 September and 21 October; warned 10 and 3, 30 and 7 days before
	w.on("2026-09-11")
	if in := told(w.firm); in.Total != 1 || in.Items[0].Title != "公开企业信息：还有10天到期" || in.Items[0].Link != "/audits/audit-disclose" {
		t.Fatalf("one clock alone speaks for itself: %+v", in)
	}
	w.on("2026-09-12")
	w.on("2026-09-13")
	if in := told(w.firm); in.Total != 1 {
		t.Errorf("nothing goes out at the weekend: %+v", in)
	}
	w.on("2026-09-21") // the standstill of a week brings both
	in := told(w.firm)
	if in.Total != 2 || !strings.HasPrefix(in.Items[0].Title, "每日提醒（2026年9月21日）：期限临近2项") {
		t.Fatalf("two clocks of a day are not one message: %+v", in)
	}
	for _, word := range []string{"公开企业信息：今天到期", "启动清洁生产审核：还有30天到期", "2026年10月21日"} {
		if !strings.Contains(in.Items[0].Body, word) {
			t.Errorf("the daily message does not say %q: %s", word, in.Items[0].Body)
		}
	}
	w.on("2026-09-22")
	w.on("2026-09-22")
	in = told(w.firm)
	if in.Total != 3 || !strings.Contains(in.Items[0].Title, "公开企业信息已逾期") {
		t.Errorf("what has run out is told once: %+v", in)
	}
	if in := told(w.county); in.Total != 1 || !strings.Contains(in.Items[0].Title, "已逾期") {
		t.Errorf("the county is not told: %+v", in)
	}
}

func TestARuleOfThePersonGivesOneMessageInPlaceOfTheCommonOne(t *testing.T) {
	w := begin(t)
	w.Open(account.Account{Login: "colleague", Role: access.RoleEnterprise, EnterpriseID: "e1", RegionCode: "370102"})
	colleague := w.As("colleague")
	w.firm.Call("POST", "/me/reminder-rules", object{"before_days": []int{}}).Problem(422, "至少填写一个天数")
	w.firm.Call("POST", "/me/reminder-rules", object{"before_days": []int{40, 21}, "after_days": []int{3}}).Want(201)
	w.starts("2026-08-21", "disclose", "start-audit")
	w.on("2026-09-11") // 10 days before the disclosure, and 40 before the start of the audit
	mine, theirs := told(w.firm), told(colleague)
	if mine.Total != 1 || !strings.Contains(mine.Items[0].Body, "公开企业信息：还有10天到期") || !strings.Contains(mine.Items[0].Body, "启动清洁生产审核：还有40天到期") {
		t.Errorf("the own message does not hold both: %+v", mine)
	}
	if theirs.Total != 1 || strings.Contains(theirs.Items[0].Body, "启动清洁生产审核") {
		t.Errorf("the colleague is told by another's rule: %+v", theirs)
	}
	w.on("2026-09-24") // three days late
	if in := told(w.firm); !strings.Contains(in.Items[0].Title, "已逾期") {
		t.Errorf("the rule after the end gives nothing: %+v", in)
	}
	var rules struct{ Items []struct{ ID string } }
	w.firm.Call("GET", "/me/reminder-rules", nil).Want(200).Into(&rules)
	colleague.Call("DELETE", "/me/reminder-rules/"+rules.Items[0].ID, nil).Problem(404)
	w.firm.Call("DELETE", "/me/reminder-rules/"+rules.Items[0].ID, nil).Want(204)
}

func TestARuleOfARoleHoldsForAllOfIt(t *testing.T) {
	w := begin(t)
	admin := w.Officer("admin", access.RoleSystemAdmin, "370000")
	w.city.Call("POST", "/role-reminder-rules", object{"role": "city-ecology", "before_days": []int{5}}).Problem(403)
	admin.Call("POST", "/role-reminder-rules", object{"role": "system-admin", "before_days": []int{5}}).Problem(422, "有法定期限可提醒的角色")
	admin.Call("POST", "/role-reminder-rules", object{"role": "city-ecology", "whose": "overseen", "before_days": []int{5}}).Want(201)
	w.starts("2026-08-21", "disclose")
	w.on("2026-09-16")
	if in := told(w.city); in.Items[0].Title != "公开企业信息：还有5天到期" {
		t.Errorf("the role's rule gives nothing: %+v", in)
	}
	if in := told(w.county); in.Total != 0 {
		t.Errorf("another role is told: %+v", in)
	}
}
