package demo

import (
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
)

// recoveries lets a few enterprises of the first county and of others have lost their password, each request in another
// state.
func (w *world) recoveries() {
	for i, f := range []struct {
		number int // of the enterprise
		state  string
		acts   []string
		ago    int
		note   string
	}{
		{2, account.RecoveryRequested, nil, 1, ""},
		{1, account.RecoveryChecked, []string{"check"}, 2, "拨打登记电话，本人报出受理号。（演示数据）"},
		{3, account.RecoveryConfirmed, []string{"check", "confirm"}, 2, "拨打登记电话，本人报出受理号。（演示数据）"},
		{4, account.RecoveryUsed, []string{"check", "confirm", "use"}, 12, "拨打登记电话，本人报出受理号。（演示数据）"},
		{6, account.RecoveryDeclined, []string{"decline"}, 20, "报不出受理号。（演示数据）"},
		{8, account.RecoveryExpired, []string{"expire"}, 30, ""},
	} {
		d, s := roll(w.seed, ofAccount, 40_000+i), w.cast[f.number]
		e, at := s.enterprise, d.at(w.today.AddDays(-f.ago))
		login := enterpriseLogin(s)
		r := &account.Recovery{
			TokenHash: "-" + itoa(i), Number: itoa(700_000 + d.IntN(99_999)), AccountID: w.accountID(login), AccountLogin: login, AccountName: e.Name, UnitName: e.Name, KnownPhone: e.ContactPhone,
			GivenName: e.ContactName, GivenPhone: e.ContactPhone, Audience: "office", RegionCode: e.RegionCode, CityCode: e.CityCode, State: account.RecoveryStates.First,
			ExpiresAt: at.Add(72 * time.Hour),
		}
		stamp(&r.Row, d.id(at), at)
		w.noteAt(d, systemOffice, "recovery.request", r.Subject(), at, "")
		for _, do := range f.acts {
			at = at.Add(time.Duration(d.between(50, 110)) * time.Minute)
			by, note := systemOffice, ""
			switch do {
			case "check", "decline":
				by, note = countyOffice(w.geo.byCode[e.RegionCode]), f.note
				r.StartedBy, r.StartedName, r.CheckNote = w.accountID(by.login), by.name, note
			case "confirm":
				by = cityOffice(w.geo.byCode[e.CityCode])
				r.ConfirmedBy, r.ConfirmedName = w.accountID(by.login), by.name
			case "expire":
				at = r.ExpiresAt.Add(time.Hour)
			}
			r.Version, r.UpdatedAt = r.Version+1, at
			w.noteAt(d, by, "recovery."+do, r.Subject(), at, note)
		}
		r.State = f.state
		w.sheaf.recoveries = append(w.sheaf.recoveries, r)
	}
}

// delegations lets the people of the first enterprise stand for each other: over, under way, and to come.
func (w *world) delegations() {
	e := w.cast[1].enterprise
	people := []struct{ login, name string }{{"enterprise-1-fill", "周敏" + mark}, {"enterprise-1-review", "吴强" + mark}, {"enterprise-1-sign", "郑磊" + mark}}
	for i, f := range []struct {
		from, until int
		state       string
	}{{-40, -34, account.DelegationEnded}, {-2, 4, account.DelegationArranged}, {9, 16, account.DelegationArranged}} {
		principal, deputy := people[i], people[(i+1)%3]
		d := roll(w.seed, ofAccount, 41_000+i)
		at := d.at(w.today.AddDays(min(f.from, 0) - 3))
		r := &account.Delegation{
			PrincipalID: w.accountID(principal.login), PrincipalName: principal.name, DeputyID: w.accountID(deputy.login), DeputyName: deputy.name, RegionCode: e.RegionCode, EnterpriseID: e.ID,
			FromOn: w.today.AddDays(f.from), UntilOn: w.today.AddDays(f.until), Reason: "年休假（演示数据）", State: f.state,
		}
		stamp(&r.Row, d.id(at), at)
		w.noteAt(d, office{principal.login, principal.name, access.RoleEnterprise}, "delegation.arrange", r.Subject(), at, "")
		if f.state == account.DelegationEnded {
			later := d.at(r.UntilOn.AddDays(-1))
			r.Version, r.UpdatedAt = 2, later
			w.noteAt(d, office{principal.login, principal.name, access.RoleEnterprise}, "delegation.end", r.Subject(), later, "")
		}
		w.sheaf.delegations = append(w.sheaf.delegations, r)
	}
}
