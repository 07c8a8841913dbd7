package demo

import (
	"time"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/listing"
)

// claims gives the enterprises of this year's notices the codes with which they opened their accounts, some of them only
// the second. Of a few the person in charge has left: the account was disabled, and the enterprise holds a new code, or
// none yet. It gives the accounts that are disabled.
func (w *world) claims() (left map[string]bool) {
	left = map[string]bool{}
	seen := map[string]bool{}
	fates := []string{account.ClaimIssued, account.ClaimExpired, account.ClaimLocked, ""}
	first := []string{account.ClaimReplaced, account.ClaimWithdrawn, account.ClaimLocked}
	number := 0
	for _, n := range w.sheaf.notices {
		s := w.siteOf[n.EnterpriseID]
		if n.Year != w.year || s == nil || seen[n.EnterpriseID] || s.number <= castSize {
			continue
		}
		seen[n.EnterpriseID] = true
		number++
		d := roll(w.seed, ofAccount, 20_000+number)
		on := calendar.FromTime(n.CreatedAt).AddDays(d.between(2, 6))
		if number%6 == 2 {
			left[enterpriseLogin(s)] = true
			w.renew(d, n, s, fates[number/6%len(fates)])
			continue
		}
		if number%6 == 4 {
			w.claim(d, n, s, on, first[number/6%len(first)])
			on = on.AddDays(d.between(2, 5))
		}
		w.claim(d, n, s, on, account.ClaimUsed)
	}
	return left
}

// renew gives the enterprise of a disabled account a new code, lately or so long ago that it has ended.
func (w *world) renew(d dice, n *listing.Notice, s *site, state string) {
	ago := d.between(3, 20)
	if state == account.ClaimExpired {
		ago = d.between(claimValid+1, claimValid+20)
	}
	if on := w.today.AddDays(-ago); state != "" && on > calendar.FromTime(n.CreatedAt) {
		w.claim(d, n, s, on, state)
	}
}

// claimValid is how many days a code of the demonstration is good for.
const claimValid = 60

func (w *world) claim(d dice, n *listing.Notice, s *site, on calendar.Date, state string) {
	city := w.geo.byCode[n.CityCode]
	c := &account.Claim{
		Purpose: account.ForEnterprise, EnterpriseID: n.EnterpriseID, EnterpriseName: n.EnterpriseName, CreditCode: s.enterprise.CreditCode, RegionCode: n.RegionCode, CityCode: n.CityCode,
		ListID: n.ListID, NoticeID: n.ID, DocumentNo: n.DocumentNo, State: state, IssuedOn: on, ExpiresOn: on.AddDays(claimValid), IssuedBy: cityOffice(city).name,
	}
	at := d.at(on)
	stamp(&c.Row, d.id(at), at)
	w.noteAt(d, cityOffice(city), "claim.issue", c.Subject(), at, "")
	act, note, later := "", "", at.Add(time.Duration(d.between(20, 70))*time.Hour)
	switch c.State {
	case account.ClaimUsed:
		act, note = "claim.claim", "认领人："+s.enterprise.ContactName
		c.UsedAt, c.AccountLogin, c.AccountID = &later, enterpriseLogin(s), w.accountID(enterpriseLogin(s))
	case account.ClaimLocked:
		act, note, c.Failures = "claim.lock", "认领码被连续输错10次", 10
	case account.ClaimReplaced:
		act, note = "claim.replace", "由"+cityOffice(city).name+"重发"
	case account.ClaimWithdrawn:
		act, note = "claim.withdraw", "告知函寄错地址。（演示数据）"
	case account.ClaimExpired:
		act, later = "claim.expire", c.ExpiresOn.AddDays(1).Time().Add(time.Hour)
	}
	if act != "" {
		c.Version, c.UpdatedAt = 2, later
		by := systemOffice
		if c.State == account.ClaimWithdrawn {
			by = cityOffice(city)
		}
		w.noteAt(d, by, act, c.Subject(), later, note)
	}
	w.sheaf.claims = append(w.sheaf.claims, c)
}

// colleagues divides the work of the first enterprise among its people; one of them has not yet taken up the invitation.
func (w *world) colleagues(hash string) {
	e := w.cast[1].enterprise
	on := w.today.AddDays(-40)
	for i, p := range []struct{ login, name, phone, duties string }{
		{"enterprise-1-fill", "周敏" + mark, "13800000011", "fill"},
		{"enterprise-1-review", "吴强" + mark, "13800000012", "review"},
		{"enterprise-1-sign", "郑磊" + mark, "13800000013", "sign,keep"},
	} {
		d := roll(w.seed, ofAccount, 30_000+i)
		at := d.at(on)
		a := &account.Account{Login: p.login, Name: p.name, UnitName: e.Name, Role: access.RoleEnterprise, Phone: p.phone, RegionCode: e.RegionCode, EnterpriseID: e.ID,
			Duties: p.duties, State: account.Active, PasswordHash: hash, LastLoginAt: at}
		stamp(&a.Row, w.accountID(p.login), at)
		w.sheaf.accounts = append(w.sheaf.accounts, a)
		w.noteAt(d, office{p.login, p.name, access.RoleEnterprise}, "account.claim", a.Subject(), at, "")
	}
	d := roll(w.seed, ofAccount, 30_100)
	at := d.at(w.today.AddDays(-1))
	c := &account.Claim{Purpose: account.ForColleague, EnterpriseID: e.ID, EnterpriseName: e.Name, CreditCode: e.CreditCode, RegionCode: e.RegionCode, CityCode: e.CityCode,
		Person: "冯静" + mark, Phone: "13800000014", Duties: "fill", State: account.ClaimIssued, IssuedOn: w.today.AddDays(-1), ExpiresOn: w.today.AddDays(6), IssuedBy: e.Name}
	stamp(&c.Row, d.id(at), at)
	w.noteAt(d, office{"enterprise-1", e.Name, access.RoleEnterprise}, "colleague.invite", c.Subject(), at, "")
	w.sheaf.claims = append(w.sheaf.claims, c)
}
