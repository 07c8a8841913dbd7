package audit

import (
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// What an approved event (企业变更事项), a granted removal or an equivalence does to rounds under way. The caller has decided
// it in the actor's name; the decision names the ground, which goes into every case history.

// RunningOf gives the rounds under way of an enterprise, or of one site of it.
func (s *Service) RunningOf(tx *store.Tx, enterpriseID, siteID string) ([]Audit, error) {
	return runningOf(tx, enterpriseID, siteID)
}

// AllOf gives every round that a site has had, wherever it lies by now.
func (s *Service) AllOf(tx *store.Tx, siteID string) ([]Audit, error) { return ofSite(tx, siteID) }

// Any gives a round by its id for a decision that has named it before.
func (s *Service) Any(tx *store.Tx, id string) (*Audit, error) {
	return store.Get[Audit](tx.Everywhere("a decision that names this round"), id, what)
}

// Open tells whether the round is still under way.
func (a *Audit) Open() bool { return a.running() }

// Pausable tells whether the enterprise works in the round now, so that a standstill can suspend it.
func (a *Audit) Pausable() bool { return slices.Contains(pausable, a.State) }

// UnderAppraisal tells whether a decision on an application comes first.
func (a *Audit) UnderAppraisal() bool { return slices.Contains(underAppraisal, a.State) }

// StandStill lets a round stand still from a day with the enterprise's clocks (停止计算), and gives those clocks. A round that
// waits for the authority keeps its state.
func (s *Service) StandStill(tx *store.Tx, a *Audit, from, until calendar.Date, ground string) ([]deadline.Deadline, error) {
	if a.Pausable() {
		a.SuspendedFrom, a.SuspendedOn, a.SuspendedUntil, a.ClocksStopped = a.State, from, until, true
		if err := flow.Move(tx, States, a, "suspend", ground); err != nil {
			return nil, err
		}
	}
	return deadline.Suspend(tx, a.Subject(), "enterprise", from, ground)
}

// GoOn lets a round go on that stood still, and its clocks from a day, and gives those clocks with their arithmetic.
func (s *Service) GoOn(tx *store.Tx, a *Audit, on calendar.Date, note string) ([]deadline.Deadline, error) {
	if a.State == Suspended {
		if err := goOn(tx, a, on, note); err != nil {
			return nil, err
		}
	} else if _, err := deadline.Resume(tx, a.Subject(), on); err != nil {
		return nil, err
	}
	return deadline.For(tx, "audit", a.ID)
}

// Unstand takes a standstill back as if it had not been granted.
func (s *Service) Unstand(tx *store.Tx, a *Audit, ground, note string) error {
	if err := deadline.Unsuspend(tx, a.Subject(), ground); err != nil || a.State != Suspended {
		return err
	}
	a.ClocksStopped = false
	return goOn(tx, a, tx.Today(), note)
}

// Stand takes the end of a standstill back: the clocks stand still again as before, and with a day in from the round too.
func (s *Service) Stand(tx *store.Tx, a *Audit, from, until, resumed calendar.Date, note string) error {
	if from != "" && a.Pausable() {
		a.SuspendedFrom, a.SuspendedOn, a.SuspendedUntil, a.ClocksStopped = a.State, from, until, true
		if err := flow.Move(tx, States, a, "suspend", note); err != nil {
			return err
		}
	}
	return deadline.Unresume(tx, a.Subject(), resumed)
}

// EndFor ends a round without result as the consequence of a decision, with all its clocks.
func (s *Service) EndFor(tx *store.Tx, a *Audit, note string) error { return endBySystem(tx, a, note) }

// Revive takes the end of a round back (撤销终止): it stands again where it stood, and its clocks run.
func (s *Service) Revive(tx *store.Tx, a *Audit, state, ended, note string) error {
	if err := flow.Move(tx, States, a, revival(state), note); err != nil {
		return err
	}
	return deadline.Unend(tx, a.Subject(), ended)
}

// HandOver gives a round with its disclosure, its options and its clocks to the enterprise that has taken the site over
// (并购). The names on the published list and the case number stay.
func (s *Service) HandOver(tx *store.Tx, a *Audit, enterpriseID, note string) error {
	a.EnterpriseID = enterpriseID
	if err := tx.SaveNoted("audit.hand-over", note, a); err != nil {
		return err
	}
	parts, err := partsOf(tx, a.ID)
	if err != nil {
		return err
	}
	for _, d := range parts.disclosures {
		d.EnterpriseID = enterpriseID
		if err := tx.Save("disclosure.hand-over", d); err != nil {
			return err
		}
	}
	for _, o := range parts.options {
		o.EnterpriseID, o.audit = enterpriseID, a
		if err := tx.Save("cp_option.hand-over", o); err != nil {
			return err
		}
	}
	return deadline.Follow(tx, a.Subject())
}
