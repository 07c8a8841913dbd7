package demo

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// office is who acts in the journal: the account of a department, an enterprise, an agency or an expert.
type office struct {
	login string
	name  string
	role  access.Role
}

var (
	provinceOffice = office{"province", "山东省生态环境厅" + mark, access.RoleProvince}
	systemOffice   = office{"", access.System.Name, access.RoleSystem}
	adminOffice    = office{"sysadmin", "系统管理员" + mark, access.RoleSystemAdmin}
	securityOffice = office{"secadmin", "安全管理员" + mark, access.RoleSecurityAdmin}
)

func cityOffice(c division) office {
	return office{"city-" + c.code, c.name + "生态环境局" + mark, access.RoleCity}
}

func countyOffice(c division) office {
	return office{"county-" + c.code, c.name + "生态环境分局" + mark, access.RoleCounty}
}

// enterpriseLogin names the account of a listed enterprise.
func enterpriseLogin(s *site) string {
	if s.number <= accountsFor {
		return "enterprise-" + itoa(s.number)
	}
	return strings.ToLower(s.enterprise.CreditCode)
}

func enterpriseOffice(s *site) office {
	return office{enterpriseLogin(s), s.enterprise.Name, access.RoleEnterprise}
}

// accountID gives the id of an account before it is made; it depends on the login alone.
func (w *world) accountID(login string) string {
	if login == "" {
		return access.System.ID
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(login)) // a hash never fails
	return roll(w.seed, ofAccount, int(sum.Sum32())).id(w.opened())
}

// opened is the day on which the demonstration's accounts were opened.
func (w *world) opened() time.Time {
	return calendar.Of(w.year-4, time.February, 8).Time().Add(time.Hour)
}

// note writes one line of the journal in the office hours of a day.
func (w *world) note(by office, action string, s store.Subject, on calendar.Date, note string) {
	d := roll(w.seed, ofAccount, len(w.sheaf.journal)*7+1)
	w.noteAt(d, by, action, s, d.at(on), note)
}

func (w *world) noteAt(d dice, by office, action string, s store.Subject, at time.Time, note string) {
	w.sheaf.journal = append(w.sheaf.journal, &store.Journal{
		ID: d.id(at), At: at, ActorID: w.accountID(by.login), ActorName: by.name, ActorRole: string(by.role), Action: action, SubjectType: s.Type, SubjectID: s.ID,
		SubjectTitle: s.Title, SubjectVersion: s.Version, CaseID: s.CaseID, RegionCode: s.RegionCode, Note: note, Changes: []fault.Change{},
	})
}

// start starts the clock of a rule as of a day, as deadline would; nil when the law has no such rule for the subject.
func (w *world) start(d dice, s store.Subject, rule string, on calendar.Date, at time.Time) *deadline.Deadline {
	due, ok := w.due(rule, on)
	if !ok || len(due.Only) > 0 && !slices.ContainsFunc(due.Only, func(r string) bool { return slices.Contains(s.Reasons, r) }) {
		return nil
	}
	c := &deadline.Deadline{
		SubjectType: s.Type, SubjectID: s.ID, SubjectTitle: s.Title, Link: s.Link, Rule: rule, Title: due.Title, Cite: due.Cite, Party: due.By,
		RegionCode: s.RegionCode, CityCode: store.CityOf(s.RegionCode), EnterpriseID: s.EnterpriseID, AgencyID: s.AgencyID,
		StartsOn: on, DueOn: due.DueOn, StatutoryDueOn: due.DueOn, Arithmetic: due.Arithmetic, Provisional: due.Provisional, Open: true,
	}
	stamp(&c.Row, d.id(at), at)
	w.watch(c, due.Warn)
	w.sheaf.deadlines = append(w.sheaf.deadlines, c)
	w.noteAt(d, systemOffice, "deadline.start", c.Subject(), at, "")
	return c
}

// watch notes the warnings that the nightly job would have given by now.
func (w *world) watch(c *deadline.Deadline, warn []int) {
	left := w.today.DaysUntil(c.DueOn)
	if left < 0 {
		c.OverdueTold = true
		return
	}
	for _, days := range warn {
		if left <= days && (c.WarnedDays == 0 || days < c.WarnedDays) {
			c.WarnedDays = days
		}
	}
}

// meet stops a clock on a day.
func (w *world) meet(d dice, c *deadline.Deadline, by office, on calendar.Date, at time.Time) {
	if c == nil || !c.Open {
		return
	}
	c.MetOn, c.Open, c.Version, c.UpdatedAt = on, false, c.Version+1, at
	c.WarnedDays, c.OverdueTold = 0, false
	w.noteAt(d, by, "deadline.meet", c.Subject(), at, "")
}

// end ends a clock without its duty being done.
func (w *world) end(d dice, c *deadline.Deadline, by office, on calendar.Date, at time.Time, reason string) {
	if c == nil || !c.Open {
		return
	}
	c.EndedOn, c.EndedReason, c.Open, c.Version, c.UpdatedAt = on, reason, false, c.Version+1, at
	c.WarnedDays, c.OverdueTold = 0, false
	w.noteAt(d, by, "deadline.end", c.Subject(), at, reason)
}

// recent is how many days back the inboxes reach.
const recent = 75

// tell writes the messages of an act that is not long past.
func (w *world) tell(d dice, template string, s store.Subject, at time.Time, facts map[string]string) {
	if !message.Known(template) || calendar.FromTime(at).DaysUntil(w.today) > recent {
		return
	}
	messages, err := message.Compose(template, s, facts)
	if err != nil {
		return
	}
	for _, m := range messages {
		stamp(&m.Row, d.id(at), at)
		w.sheaf.messages = append(w.sheaf.messages, m)
	}
}

// accounts opens the accounts of all offices and parties; they share one password.
func (w *world) accounts(hash string) {
	add := func(o office, region string, fill func(*account.Account)) {
		a := &account.Account{Login: o.login, Name: o.name, Role: o.role, RegionCode: region, State: account.Active, PasswordHash: hash}
		stamp(&a.Row, w.accountID(o.login), w.opened())
		if fill != nil {
			fill(a)
		}
		w.sheaf.accounts = append(w.sheaf.accounts, a)
	}
	lead := func(a *account.Account) { a.Leader = true } // each office has one account: its leader holds it
	add(provinceOffice, "370000", lead)
	add(office{"province-2", provinceOffice.name + "（复核）", access.RoleProvince}, "370000", nil) // what two persons do needs two
	add(office{"province-ndrc", "山东省发展和改革委员会" + mark, access.RoleProvinceReform}, "370000", nil)
	for _, c := range w.geo.cities {
		add(cityOffice(c), c.code, lead)
		add(office{"city-ndrc-" + c.code, c.name + "发展和改革委员会" + mark, access.RoleCityReform}, c.code, nil)
	}
	for _, c := range w.geo.counties {
		add(countyOffice(c), c.code, nil)
	}
	for _, z := range w.zoned {
		add(zoneOffice(z), z.RegionCode, func(a *account.Account) { a.ZoneID = z.ID })
	}
	for _, f := range sectorOffices {
		add(office{"sector-" + f.sector, f.name + mark, access.RoleSector}, "370000", func(a *account.Account) { a.Sector = f.sector })
	}
	for _, s := range w.listed {
		w.siteOf[s.enterprise.ID] = s
	}
	left, seen := w.claims(), map[string]bool{}
	for _, s := range w.listed {
		if o := enterpriseOffice(s); !seen[o.login] {
			seen[o.login] = true
			add(o, s.enterprise.RegionCode, func(a *account.Account) {
				a.EnterpriseID, a.Phone, a.LastLoginAt = s.enterprise.ID, s.enterprise.ContactPhone, w.opened().AddDate(0, 1, 0)
				if left[o.login] {
					a.State = account.Disabled
				}
			})
		}
	}
	for i, g := range w.agencies {
		add(agencyOffice(i+1, g), g.RegionCode, func(a *account.Account) { a.AgencyID, a.Phone = g.ID, g.ContactPhone })
	}
	for i, e := range w.experts {
		add(expertOffice(i+1, e), e.RegionCode, func(a *account.Account) { a.ExpertID, a.Phone = e.ID, e.Phone })
	}
	w.applicants(hash)
	add(adminOffice, "370000", nil)
	add(securityOffice, "370000", nil)
	add(office{"logadmin", "审计管理员" + mark, access.RoleJournalAdmin}, "370000", nil)
}

// applicants opens a few accounts that still wait for the security administrator, and one that was refused, as new
// officers and enterprises ask for them in the last weeks.
func (w *world) applicants(hash string) {
	open := func(login, name string, role access.Role, region string, ago int, fill func(*account.Account)) *account.Account {
		at := roll(w.seed, ofAccount, ago).at(w.today.AddDays(-ago))
		a := &account.Account{Login: login, Name: name, Role: role, RegionCode: region, State: account.Pending, PasswordHash: hash, MustChangePassword: true}
		stamp(&a.Row, w.accountID(login), at)
		if fill != nil {
			fill(a)
		}
		w.sheaf.accounts = append(w.sheaf.accounts, a)
		w.noteAt(roll(w.seed, ofAccount, 9_000+ago), adminOffice, "account.open", a.Subject(), at, "")
		return a
	}
	open("city-370200-2", "青岛市生态环境局第二账号"+mark, access.RoleCity, "370200", 2, nil)
	open("county-370203-2", "市北区生态环境分局第二账号"+mark, access.RoleCounty, "370203", 3, nil)
	first := w.cast[2].enterprise
	open("enterprise-2-2", first.Name+"环保专员", access.RoleEnterprise, first.RegionCode, 6, func(a *account.Account) { a.EnterpriseID, a.Phone = first.ID, first.ContactPhone })
	w.colleagues(hash)
	refused := open("county-370102-2", "历下区生态环境分局临时账号"+mark, access.RoleCounty, "370102", 16, nil)
	refused.State, refused.Version = account.Disabled, 2
	at := refused.CreatedAt.Add(26 * time.Hour)
	refused.UpdatedAt = at
	w.noteAt(roll(w.seed, ofAccount, 9_900), securityOffice, "account.decline", refused.Subject(), at, "未附在编人员证明，身份无法核实。（演示数据）")
}
