package account

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Colleague is one person of an enterprise as its own people see it (本企业人员): who, with which duties.
type Colleague struct {
	ID        string         `json:"id"`
	Version   int64          `json:"version"`
	Name      string         `json:"name"`
	Login     string         `json:"account" doc:"账号，尚未开通的为空"`
	Phone     string         `json:"phone"`
	Duties    []access.Duty  `json:"duties" nullable:"false" doc:"岗位"`
	DutyLabel string         `json:"duty_label"`
	Self      bool           `json:"self" doc:"是否本人"`
	Invited   bool           `json:"invited" doc:"已邀请、尚未开通"`
	ExpiresOn calendar.Date  `json:"expires_on" doc:"邀请的最后有效日期"`
	LastLogin calendar.Date  `json:"last_login" doc:"最近登录日期"`
	Actions   []store.Action `json:"actions" nullable:"false"`
}

// Invitation is what a colleague gets to open an account of his or her own; the code is shown this once.
type Invitation struct {
	Colleague
	EnterpriseName string `json:"enterprise_name"`
	CreditCode     string `json:"credit_code"`
	Code           string `json:"code" doc:"邀请码，只显示这一次"`
	QR             string `json:"qr"`
	QRSize         int    `json:"qr_size"`
}

// Secret tells that this answer must not be kept for repetitions.
func (i *Invitation) Secret() bool { return true }

// InviteInput names a colleague and the duties.
type InviteInput struct {
	Name    string        `json:"name" maxLength:"60" doc:"姓名"`
	Phone   string        `json:"phone" maxLength:"30" doc:"手机号码"`
	Duties  []access.Duty `json:"duties" doc:"岗位，可以兼任"`
	Address string        `json:"address" maxLength:"200" doc:"本系统对外的网址"`
}

func dutyFaults(faults *fault.List, duties []access.Duty) {
	if len(duties) == 0 {
		faults.Add("duties", "请至少选择一个岗位：填报、审核、签发或者企业管理员。")
	}
	for _, d := range duties {
		if access.DutyLabels[d] == "" {
			faults.Add("duties", "没有这个岗位，请从填报、审核、签发、企业管理员中选择。")
			return
		}
	}
}

// People are all who work for an enterprise, and who is invited to.
type People struct {
	Items   []Colleague `json:"items" nullable:"false"`
	Invited []Colleague `json:"invited" nullable:"false" doc:"已邀请、尚未开通账号的"`
}

// Colleagues lists the people of the actor's enterprise and the invitations that wait.
func (s *Service) Colleagues(ctx context.Context, _ rest.None) (*People, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*People, error) {
		own := tx.Actor().Place.EnterpriseID
		people, err := peopleOf(tx, []string{own})
		if err != nil {
			return nil, err
		}
		invited, err := openClaims(tx, ForColleague, []string{own})
		out := &People{Items: []Colleague{}, Invited: []Colleague{}}
		for _, a := range people {
			out.Items = append(out.Items, colleagueOf(tx, a, people))
		}
		for _, c := range invited {
			if c.ExpiresOn >= tx.Today() {
				out.Invited = append(out.Invited, invitedOf(tx, c))
			}
		}
		return out, err
	})
}

func colleagueOf(tx *store.Tx, a *Account, people []*Account) Colleague {
	duties := access.ReadDuties(a.Duties)
	c := Colleague{ID: a.ID, Version: a.Version, Name: a.Name, Login: a.Login, Phone: a.Phone, Duties: duties, DutyLabel: access.DutyWords(duties), Self: a.ID == tx.Actor().ID, Actions: []store.Action{}}
	if duties == nil {
		c.Duties = access.Duties
	}
	if !a.LastLoginAt.IsZero() {
		c.LastLogin = calendar.FromTime(a.LastLoginAt)
	}
	if !tx.Actor().Can(access.KeepColleague) {
		return c
	}
	c.Actions = append(c.Actions, store.Action{Name: "assign", Label: "调整岗位", Allowed: true})
	for _, action := range flow.Allowed(tx, States, a) {
		if action.Name == "remove" {
			if why := lastKeeper(a, people, nil); why != "" {
				action.Allowed, action.Reason = false, why
			}
			c.Actions = append(c.Actions, action)
		}
	}
	return c
}

func invitedOf(tx *store.Tx, c *Claim) Colleague {
	duties := access.ReadDuties(c.Duties)
	out := Colleague{ID: c.ID, Version: c.Version, Name: c.Person, Phone: c.Phone, Duties: duties, DutyLabel: access.DutyWords(duties), Invited: true, ExpiresOn: c.ExpiresOn, Actions: []store.Action{}}
	for _, action := range flow.Names(tx, ClaimStates, c) {
		if action.Name == "take-back" {
			out.Actions = append(out.Actions, action)
		}
	}
	return out
}

// keeps tells whether somebody may manage the people of the enterprise.
func keeps(duties []access.Duty) bool {
	return duties == nil || slices.Contains(duties, access.DutyKeep)
}

// lastKeeper says why an account must go on managing the people: nobody else could; then is what it would do instead.
func lastKeeper(a *Account, people []*Account, then []access.Duty) string {
	if !keeps(access.ReadDuties(a.Duties)) || slices.Contains(then, access.DutyKeep) {
		return ""
	}
	for _, p := range people {
		if p.ID != a.ID && p.State == Active && keeps(access.ReadDuties(p.Duties)) {
			return ""
		}
	}
	return "本企业至少保留一名企业管理员，请先让另一人担任企业管理员。"
}

// Invite gives a colleague a code to open an account of his or her own under the enterprise.
func (s *Service) Invite(ctx context.Context, in InviteInput) (*Invitation, error) {
	address, err := siteAddress(in.Address)
	if err != nil {
		return nil, err
	}
	var faults fault.List
	faults.Require("name", "姓名", in.Name)
	if !phoneForm(in.Phone) {
		faults.Add("phone", "请填写同事的11位手机号码。")
	}
	dutyFaults(&faults, in.Duties)
	return store.In(ctx, s.db, func(tx *store.Tx) (*Invitation, error) {
		own := tx.Actor().Place.EnterpriseID
		holder, err := s.held(tx, NewAccount{Role: access.RoleEnterprise, EnterpriseID: own})
		if err != nil {
			return nil, err
		}
		if err := twice(tx, own, strings.TrimSpace(in.Phone), &faults); err != nil {
			return nil, err
		}
		if err := faults.Err("没有邀请"); err != nil {
			return nil, err
		}
		c, code := s.newClaim(tx, Addressee{EnterpriseID: own, Name: holder.Name, CreditCode: holder.Code, RegionCode: holder.RegionCode})
		c.Purpose, c.Person, c.Phone, c.Duties = ForColleague, strings.TrimSpace(in.Name), strings.TrimSpace(in.Phone), access.WriteDuties(in.Duties)
		c.ExpiresOn = tx.Today().AddDays(number(tx, invitationDays, 7))
		if err := tx.Insert("colleague.invite", c); err != nil {
			return nil, err
		}
		out := &Invitation{Colleague: invitedOf(tx, c), EnterpriseName: c.EnterpriseName, CreditCode: c.CreditCode, Code: code}
		out.QR, out.QRSize, err = qrOf(claimLink(address, c.CreditCode, code))
		return out, err
	})
}

// invitationDays is the number of the law files that bounds an invitation.
const invitationDays = "invitation-days"

// twice notes that somebody with this phone is invited or has an account already.
func twice(tx *store.Tx, enterprise, phone string, faults *fault.List) error {
	people, err := peopleOf(tx, []string{enterprise})
	if err != nil {
		return err
	}
	for _, a := range people {
		if phone != "" && a.Phone == phone {
			faults.Add("phone", "这个手机号码的"+a.Name+"已有本企业账号"+a.Login+"，不必再邀请；要增加岗位的，用“调整岗位”。")
		}
	}
	invited, err := openClaims(tx, ForColleague, []string{enterprise})
	for _, c := range invited {
		if c.Phone == phone && c.ExpiresOn >= tx.Today() {
			faults.Add("phone", "已于"+c.IssuedOn.Chinese()+"邀请过这个手机号码的"+c.Person+"，尚未开通；邀请码遗失的，先撤回邀请再重新邀请。")
		}
	}
	return err
}

// AssignInput changes the duties of a colleague.
type AssignInput struct {
	Duties  []access.Duty `json:"duties" doc:"岗位"`
	Version int64         `json:"version,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in AssignInput) BaseVersion() int64 { return in.Version }

// Assign changes the duties of a colleague; at least one person goes on managing the people.
func (s *Service) Assign(ctx context.Context, id string, in AssignInput) (*Colleague, error) {
	return s.colleague(ctx, id, func(tx *store.Tx, a *Account, people []*Account) error {
		var faults fault.List
		dutyFaults(&faults, in.Duties)
		if err := faults.Err("岗位没有调整"); err != nil {
			return err
		}
		if why := lastKeeper(a, people, in.Duties); why != "" {
			return fault.Conflict(why)
		}
		before := access.DutyWords(access.ReadDuties(a.Duties))
		a.Duties = access.WriteDuties(in.Duties)
		return tx.SaveNoted("colleague.assign", before+" → "+access.DutyWords(in.Duties), a)
	})
}

// Remove ends the account of a colleague who has left; its sessions end at once.
func (s *Service) Remove(ctx context.Context, id string, in Reason) (*Colleague, error) {
	return s.colleague(ctx, id, func(tx *store.Tx, a *Account, people []*Account) error {
		if why := lastKeeper(a, people, nil); why != "" {
			return fault.Conflict(why)
		}
		if err := flow.Move(tx, States, a, "remove", in.Reason); err != nil {
			return err
		}
		return endSessions(tx, a.ID)
	})
}

// colleague changes the account of somebody of the actor's own enterprise.
func (s *Service) colleague(ctx context.Context, id string, change func(tx *store.Tx, a *Account, people []*Account) error) (*Colleague, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Colleague, error) {
		a, err := store.Take[Account](tx, id, "该人员")
		if err != nil {
			return nil, err
		}
		people, err := peopleOf(tx, []string{tx.Actor().Place.EnterpriseID})
		if err != nil {
			return nil, err
		}
		if err := change(tx, a, people); err != nil {
			return nil, err
		}
		out := colleagueOf(tx, a, people)
		return &out, nil
	})
}

// TakeBack makes an invitation worthless that has not been used.
func (s *Service) TakeBack(ctx context.Context, id string, in Reason) (*Colleague, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Colleague, error) {
		c, err := store.Take[Claim](tx, id, "该邀请")
		if err != nil {
			return nil, err
		}
		if c.Purpose != ForColleague {
			return nil, fault.NotFound("该邀请")
		}
		if err := flow.Move(tx, ClaimStates, c, "take-back", in.Reason); err != nil {
			return nil, err
		}
		out := invitedOf(tx, c)
		return &out, nil
	})
}
