package account

import (
	"context"
	"strconv"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Delegation lets a colleague of the same unit do somebody's duties during leave (休假代办), from one day until another.
// It never widens what the deputy may see: both have the same role and the same place. Every act done under it says so.
type Delegation struct {
	bun.BaseModel `bun:"table:delegation"`
	store.Row
	PrincipalID   string        `bun:"principal_id" json:"-"`
	PrincipalName string        `bun:"principal_name" json:"principal_name" label:"委托人"`
	DeputyID      string        `bun:"deputy_id" json:"-"`
	DeputyName    string        `bun:"deputy_name" json:"deputy_name" label:"代办人"`
	RegionCode    string        `bun:"region_code" json:"-"`
	EnterpriseID  string        `bun:"enterprise_id" json:"-"`
	FromOn        calendar.Date `bun:"from_on" json:"from_on" label:"开始日期"`
	UntilOn       calendar.Date `bun:"until_on" json:"until_on" label:"结束日期"`
	Reason        string        `bun:"reason" json:"reason" label:"事由"`
	State         string        `bun:"state" json:"state" label:"状态"`
	Mine          bool          `bun:"-" json:"mine" doc:"本人委托他人的；否则是他人委托本人的"`
	InForce       bool          `bun:"-" json:"in_force" doc:"今天有效"`
}

// Place is not used to read delegations (both parties see them, see seenDelegations), but keeps stray reads narrow.
func (Delegation) Place() access.Columns { return access.Columns{} }

// Subject of a delegation is itself.
func (d *Delegation) Subject() store.Subject {
	return store.Subject{Type: "delegation", ID: d.ID, Version: d.Version, Title: d.DeputyName + "代" + d.PrincipalName + "办理", Link: "/delegations", RegionCode: d.RegionCode, EnterpriseID: d.EnterpriseID}
}

// CurrentState gives the state for flow.
func (d *Delegation) CurrentState() string { return d.State }

// EnterState sets the state for flow.
func (d *Delegation) EnterState(state string) { d.State = state }

// The states of a delegation. It is in force from its first day to its last; afterwards it ends by itself.
const (
	DelegationArranged = "arranged"
	DelegationEnded    = "ended"
)

// DelegationStates is the life of a delegation; either party may end it before its last day.
var DelegationStates = flow.Table[*Delegation]{
	Name:   "delegation",
	First:  DelegationArranged,
	Final:  []string{DelegationEnded},
	Labels: map[string]string{DelegationArranged: "已安排", DelegationEnded: "已结束"},
	Steps: []flow.Step[*Delegation]{
		{From: DelegationArranged, Do: "end", Label: "结束代办", To: DelegationEnded, By: access.Delegate},
	},
}

// holds tells whether the delegation is in force on a day.
func (d *Delegation) holds(on calendar.Date) bool {
	return d.State == DelegationArranged && d.FromOn <= on && on <= d.UntilOn
}

// longestLeave is the number of the law files that says how many days a delegation may last: who is away for longer hands
// the office over.
const longestLeave = "delegation-days"

// NewDelegation arranges who does one's duties during leave.
type NewDelegation struct {
	DeputyID string        `json:"deputy_id" maxLength:"64" doc:"代办人的账号标识"`
	FromOn   calendar.Date `json:"from_on" doc:"开始日期"`
	UntilOn  calendar.Date `json:"until_on" doc:"结束日期"`
	Reason   string        `json:"reason" maxLength:"200" doc:"事由，如年休假"`
}

func (in NewDelegation) check(today calendar.Date, longest int) fault.List {
	var faults fault.List
	faults.Require("deputy_id", "代办人", in.DeputyID)
	faults.Require("reason", "事由", in.Reason)
	switch {
	case !in.FromOn.Valid() || in.FromOn == "":
		faults.Add("from_on", "请填写开始日期，例如 "+today.String()+"。")
	case in.FromOn < today:
		faults.Add("from_on", "开始日期不得早于今天（"+today.Chinese()+"）。")
	case !in.UntilOn.Valid() || in.UntilOn == "":
		faults.Add("until_on", "请填写结束日期，到期自动结束。")
	case in.UntilOn < in.FromOn:
		faults.Add("until_on", "结束日期不得早于开始日期。")
	case in.FromOn.AddDays(longest) < in.UntilOn:
		faults.Add("until_on", "代办最长"+strconv.Itoa(longest)+"天；更长的，请由系统管理员调整账号。")
	}
	return faults
}

// sameUnit tells whether two accounts see and may do the same: only then may one stand for the other.
func sameUnit(a, b *Account) bool {
	return a.Role == b.Role && a.RegionCode == b.RegionCode && a.EnterpriseID == b.EnterpriseID && a.AgencyID == b.AgencyID && a.ExpertID == b.ExpertID
}

// Deputy is somebody who may stand for the actor: a colleague of the same unit.
type Deputy struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	DutyLabel string `json:"duty_label"`
}

// Deputies lists who may stand for the actor.
func (s *Service) Deputies(ctx context.Context, _ rest.None) ([]Deputy, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]Deputy, error) {
		me, err := byID(tx, tx.Actor().ID)
		if err != nil || me == nil {
			return []Deputy{}, err
		}
		all, err := unitOf(tx, me)
		out := []Deputy{}
		for _, a := range all {
			if a.ID != me.ID && sameUnit(a, me) {
				d := Deputy{ID: a.ID, Name: a.Name}
				if a.Role == access.RoleEnterprise {
					d.DutyLabel = access.DutyWords(access.ReadDuties(a.Duties))
				}
				out = append(out, d)
			}
		}
		return out, err
	})
}

// Delegations lists what the actor has arranged, and what others have arranged for the actor.
func (s *Service) Delegations(ctx context.Context, in DelegationQuery) (store.List[Delegation], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Delegation], error) {
		out, err := listDelegations(tx, in)
		for i := range out.Items {
			describeDelegation(tx, &out.Items[i])
		}
		return out, err
	})
}

func describeDelegation(tx *store.Tx, d *Delegation) {
	d.Mine, d.InForce = d.PrincipalID == tx.Actor().ID, d.holds(tx.Today())
	d.Actions = []store.Action{}
	if d.UntilOn >= tx.Today() {
		d.Actions = flow.Names(tx, DelegationStates, d)
	}
}

// Arrange lets a colleague of the same unit do the actor's duties for some days.
func (s *Service) Arrange(ctx context.Context, in NewDelegation) (*Delegation, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Delegation, error) {
		faults := in.check(tx.Today(), number(tx, longestLeave, 90))
		actor := tx.Actor()
		if actor.ForID != "" {
			return nil, fault.Conflict("您正在代" + actor.For + "办理，代办的事项不能再转托他人。请先回到本人办理。")
		}
		me, err := byID(tx, actor.ID)
		if err != nil {
			return nil, err
		}
		if me == nil {
			return nil, fault.Forbidden("接口账号不能委托代办。")
		}
		deputy, err := byID(tx, in.DeputyID)
		if err != nil {
			return nil, err
		}
		switch {
		case in.DeputyID == "":
		case in.DeputyID == me.ID:
			faults.Add("deputy_id", "不能委托本人，请选择本单位的其他人员。")
		case deputy == nil || !sameUnit(me, deputy):
			faults.Add("deputy_id", "只能委托本单位、同一辖区、同一角色的人员，代办不扩大任何人的管理范围。请从列表中选择。")
		case deputy.State != Active:
			faults.Add("deputy_id", "该人员的账号没有启用，请选择其他人员。")
		}
		if err := overlapping(tx, me.ID, in, &faults); err != nil {
			return nil, err
		}
		if err := faults.Err("没有安排代办"); err != nil {
			return nil, err
		}
		d := &Delegation{
			PrincipalID: me.ID, PrincipalName: me.Name, DeputyID: deputy.ID, DeputyName: deputy.Name, RegionCode: me.RegionCode, EnterpriseID: me.EnterpriseID,
			FromOn: in.FromOn, UntilOn: in.UntilOn, Reason: strings.TrimSpace(in.Reason), State: DelegationStates.First,
		}
		if err := tx.Insert("delegation.arrange", d); err != nil {
			return nil, err
		}
		describeDelegation(tx, d)
		return d, nil
	})
}

// overlapping notes that the actor is already stood for on some of the days.
func overlapping(tx *store.Tx, principal string, in NewDelegation, faults *fault.List) error {
	have, err := delegationsFrom(tx, principal)
	for _, d := range have {
		if d.State == DelegationArranged && d.FromOn <= in.UntilOn && in.FromOn <= d.UntilOn {
			faults.Add("from_on", d.FromOn.Chinese()+"至"+d.UntilOn.Chinese()+"已由"+d.DeputyName+"代办，日期重叠。请先结束原来的安排，或者另选日期。")
		}
	}
	return err
}

// EndDelegation ends a delegation before its last day; either party may.
func (s *Service) EndDelegation(ctx context.Context, id string, in Reason) (*Delegation, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Delegation, error) {
		d, err := takeDelegation(tx, id)
		if err != nil {
			return nil, err
		}
		if d.UntilOn < tx.Today() {
			return nil, fault.Conflict("该代办已于" + d.UntilOn.Chinese() + "到期，自动结束。")
		}
		if err := flow.Move(tx, DelegationStates, d, "end", in.Reason); err != nil {
			return nil, err
		}
		describeDelegation(tx, d)
		return d, nil
	})
}

// StandInput says under which delegation the actor acts from now on in this browser; none is the own name.
type StandInput struct {
	DelegationID string `json:"delegation_id" maxLength:"64" doc:"代办安排，空为回到本人办理"`
}

const actingKey = "acting"

// Stand lets the actor act for a colleague in this browser, or in the own name again.
func (s *Service) Stand(ctx context.Context, in StandInput) (*Me, error) {
	a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		if in.DelegationID != "" {
			d, err := delegationOf(tx, in.DelegationID)
			if err != nil {
				return nil, err
			}
			if d == nil || d.DeputyID != tx.Actor().ID {
				return nil, fault.NotFound("该代办安排")
			}
			if !d.holds(tx.Today()) {
				return nil, fault.Conflict("该代办自" + d.FromOn.Chinese() + "至" + d.UntilOn.Chinese() + "有效，今天不能代为办理。")
			}
		}
		return byID(tx, tx.Actor().ID)
	})
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.Forbidden("接口账号不能代办。")
	}
	s.sessions.Put(ctx, actingKey, in.DelegationID)
	actor, err := s.standing(ctx, a.Actor())
	if err != nil {
		return nil, err
	}
	return s.me(access.With(ctx, actor), a)
}

// standing gives the actor as the deputy that the session says, while the delegation is in force and its principal still
// belongs to the same unit.
func (s *Service) standing(ctx context.Context, actor access.Actor) (access.Actor, error) {
	id := s.sessions.GetString(ctx, actingKey)
	if id == "" {
		return actor, nil
	}
	return store.Read(ctx, s.db, func(tx *store.Tx) (access.Actor, error) {
		d, err := delegationOf(tx, id)
		if err != nil || d == nil || d.DeputyID != actor.ID || !d.holds(tx.Today()) {
			return actor, err
		}
		principal, err := byID(tx, d.PrincipalID)
		if err != nil {
			return actor, err
		}
		self, err := byID(tx, actor.ID)
		if err != nil || principal == nil || self == nil || principal.State != Active || !sameUnit(principal, self) {
			return actor, err
		}
		actor.ForID, actor.For = principal.ID, principal.Name
		actor.Name += "（代" + principal.Name + "）"
		actor.Duties = access.ReadDuties(principal.Duties)
		return actor, nil
	})
}

// stands tells the person for whom he or she may act today, and who acts in the own stead.
func (s *Service) stands(ctx context.Context, m *Me, actor access.Actor) error {
	m.Stands, m.ActingFor = []Stand{}, actor.For
	_, err := store.Read(ctx, s.db, func(tx *store.Tx) (struct{}, error) {
		to, err := delegationsTo(tx, m.ID)
		if err != nil {
			return struct{}{}, err
		}
		for _, d := range to {
			m.Stands = append(m.Stands, Stand{d.ID, d.PrincipalName, d.UntilOn.String()})
		}
		from, err := delegationsFrom(tx, m.ID)
		for _, d := range from {
			if d.holds(tx.Today()) {
				m.Away = d.DeputyName + "（至" + d.UntilOn.Chinese() + "）"
			}
		}
		return struct{}{}, err
	})
	return err
}
