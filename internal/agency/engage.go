package agency

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

const engaged = "该委托"

// Rounds is where engagements take effect: the audits.
type Rounds interface {
	// Takes refuses an agency for a round that is over.
	Takes(tx *store.Tx, auditID string) error
	// Begun gives the agency its place in the round.
	Begun(tx *store.Tx, e *Engagement) error
	// Over takes the place away.
	Over(tx *store.Tx, e *Engagement) error
}

// Engagements gives the engagements that the actor may see.
func (s *Service) Engagements(ctx context.Context, in EngagementQuery) (store.List[Engagement], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Engagement], error) {
		out, err := engagements(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = offered(flow.Names(tx, States, &out.Items[i]))
		}
		return out, err
	})
}

// Engagement gives one engagement with what may be done now.
func (s *Service) Engagement(ctx context.Context, id string) (*Engagement, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Engagement, error) {
		e, err := store.Find[Engagement](tx, id, engaged)
		if err == nil {
			e.describe(tx)
		}
		return e, err
	})
}

func (e *Engagement) describe(tx *store.Tx) { e.Actions = offered(flow.Allowed(tx, States, e)) }

// offered leaves out what comes by itself: the beginning on the day agreed, and the end by a successor.
func offered(all []store.Action) []store.Action {
	out := []store.Action{}
	for _, a := range all {
		if a.Name != "begin" && a.Name != "replace" {
			out = append(out, a)
		}
	}
	return out
}

// Invite sends the invitation of an enterprise to an agency. Called by audit, for a round that takes one. caseNo names it.
func (s *Service) Invite(tx *store.Tx, audit store.Subject, enterprise, caseNo string, in Commission) (*Engagement, error) {
	if err := in.check(tx.Today()); err != nil {
		return nil, err
	}
	a, err := find(tx, in.AgencyID)
	if err != nil {
		return nil, err
	}
	open, err := openFor(tx, audit.ID)
	if err != nil {
		return nil, err
	}
	for i := range open {
		if open[i].AgencyID == a.ID {
			return nil, fault.Conflict("对" + a.Name + "的委托处于“" + States.Label(open[i].State) + "”，没有再次邀请。需要改变授权范围的，先撤回邀请或者收回权限。")
		}
	}
	e := &Engagement{
		AgencyID: a.ID, AgencyName: a.Name, EnterpriseID: audit.EnterpriseID, EnterpriseName: enterprise, AuditID: audit.ID, CaseNo: caseNo,
		RegionCode: audit.RegionCode, CityCode: store.CityOf(audit.RegionCode), State: States.First, Scope: in.Scope, Invitation: in.Invitation,
		ContractNo: strings.TrimSpace(in.ContractNo), FileID: in.FileID, FromOn: in.FromOn, FeeFen: in.FeeFen,
	}
	if err := tx.Insert("engagement.invite", e); err != nil {
		return nil, err
	}
	return e, message.Tell(tx, "engagement-offered", e.Subject(), map[string]string{"scope": ScopeLabels[e.Scope], "case": e.CaseNo, "from": e.FromOn.Chinese(), "note": e.Invitation})
}

// Accept takes the work on; it begins at once, or by itself on the day that the invitation names.
func (s *Service) Accept(ctx context.Context, id string, _ ReasonInput) (*Engagement, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Engagement) error {
		if err := s.Rounds.Takes(tx, e.AuditID); e.State == Offered && err != nil {
			return err
		}
		e.AnsweredOn = tx.Today()
		if err := flow.Move(tx, States, e, "accept", ""); err != nil || e.FromOn.After(tx.Today()) {
			return err
		}
		return s.begin(tx, e)
	})
}

// begin gives the agency its place. An agency that filled the round until now makes room: a round has one at a time.
func (s *Service) begin(tx *store.Tx, e *Engagement) error {
	e.BegunOn = tx.Today()
	if err := flow.Move(tx, States, e, "begin", ""); err != nil {
		return err
	}
	if e.Scope == ScopeFill {
		open, err := openFor(tx, e.AuditID)
		if err != nil {
			return err
		}
		for i := range open {
			former := &open[i]
			if former.ID == e.ID || former.State != Running || former.Scope != ScopeFill {
				continue
			}
			former.UntilOn, former.Answer = tx.Today(), "改由"+e.AgencyName+"承担。"
			if err := flow.Move(tx, States, former, "replace", former.Answer); err != nil {
				return err
			}
		}
	}
	return s.Rounds.Begun(tx, e)
}

// Decline refuses the work, with the reason.
func (s *Service) Decline(ctx context.Context, id string, in ReasonInput) (*Engagement, error) {
	return s.answered(ctx, id, "decline", "谢绝的原因", "没有谢绝", in)
}

// End ends an engagement whose contract is over, with the reason: the agency fills nothing any more; it keeps reading the
// round that it has worked on.
func (s *Service) End(ctx context.Context, id string, in ReasonInput) (*Engagement, error) {
	return s.answered(ctx, id, "end", "终止委托的原因", "委托没有终止", in)
}

// Cancel takes an invitation back that has not been answered.
func (s *Service) Cancel(ctx context.Context, id string, in ReasonInput) (*Engagement, error) {
	return s.answered(ctx, id, "cancel", "", "", in)
}

// Withdraw takes the agency's access away at once, with one click and no reason asked: it sees nothing of the round any more.
// What it wrote stays, and is marked as its work.
func (s *Service) Withdraw(ctx context.Context, id string, in ReasonInput) (*Engagement, error) {
	return s.answered(ctx, id, "withdraw", "", "", in)
}

// answered does an act that ends an engagement or an invitation; label is the reason that it needs, "" for none.
func (s *Service) answered(ctx context.Context, id, do, label, failed string, in ReasonInput) (*Engagement, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Engagement) error {
		reason := strings.TrimSpace(in.Reason)
		if label != "" {
			var faults fault.List
			faults.Require("note", label, reason)
			if err := faults.Err(failed); err != nil {
				return err
			}
		}
		before := e.State
		e.Answer = reason
		if tx.Actor().Can(access.AnswerInvitation) {
			e.AnsweredOn = tx.Today()
		} else {
			e.UntilOn = tx.Today()
		}
		if err := flow.Move(tx, States, e, do, reason); err != nil || before != Running {
			return err
		}
		return s.Rounds.Over(tx, e)
	})
}

func (s *Service) change(ctx context.Context, id string, fn func(*store.Tx, *Engagement) error) (*Engagement, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Engagement, error) {
		e, err := store.Take[Engagement](tx, id, engaged)
		if err != nil {
			return nil, err
		}
		if err := fn(tx, e); err != nil {
			return nil, err
		}
		e.describe(tx)
		return e, nil
	})
}

// BeginDue begins the engagements whose day has come; the night watch calls it. One whose round has ended meanwhile is
// withdrawn instead.
func (s *Service) BeginDue(ctx context.Context) error {
	_, err := store.In(ctx, s.db, func(tx *store.Tx) (int, error) {
		due, err := dueToBegin(tx)
		for i := range due {
			if err != nil {
				return 0, err
			}
			e := &due[i]
			if over := s.Rounds.Takes(tx, e.AuditID); over != nil {
				e.UntilOn, e.Answer = tx.Today(), fault.As(over).Message
				err = flow.Move(tx, States, e, "withdraw", e.Answer)
				continue
			}
			err = s.begin(tx, e)
		}
		return len(due), err
	})
	return err
}

// EngagedFor gives the engagements of an audit that the caller has found, the latest first: those that the agency has taken
// on, those that are over included.
func (s *Service) EngagedFor(tx *store.Tx, auditID string) ([]Engagement, error) {
	all, err := allFor(tx, auditID)
	bound := []Engagement{}
	for _, e := range all {
		if e.Bound() {
			bound = append(bound, e)
		}
	}
	return bound, err
}

// Awaited tells whether an agency is invited to fill the round or works on it.
func Awaited(tx *store.Tx, auditID string) (bool, error) {
	open, err := openFor(tx, auditID)
	for _, e := range open {
		if e.Scope == ScopeFill {
			return true, err
		}
	}
	return false, err
}

// Reads tells whether the agency of the actor is engaged for a round to read it only.
func Reads(tx *store.Tx, auditID string) (bool, error) {
	open, err := openFor(tx, auditID)
	for _, e := range open {
		if e.State == Running && e.Scope == ScopeRead && e.AgencyID == tx.Actor().Place.AgencyID {
			return true, err
		}
	}
	return false, err
}

// EngagementHistory gives what happened to an engagement.
func (s *Service) EngagementHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := store.Find[Engagement](tx, id, engaged)
		if err != nil {
			return nil, err
		}
		subject := e.Subject()
		subject.CaseID = ""
		return tx.History(subject)
	})
}
