package audit

import (
	"context"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// Engage invites an agency to the audit, outside of the start. The agency gets its place when it accepts.
func (s *Service) Engage(ctx context.Context, id string, in EngageInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := takesAgency(a); err != nil {
			return err
		}
		if err := s.engage(tx, a, in.Commission); err != nil {
			return err
		}
		if a.Mode == "" || a.Mode == ModeAgency || in.Scope == agency.ScopeRead {
			return nil
		}
		a.Mode = ModeAgency
		return tx.Save("audit.engage", a)
	})
}

// EngageInput is a commission for an audit.
type EngageInput struct {
	agency.Commission
	Version int64 `json:"version,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in EngageInput) BaseVersion() int64 { return in.Version }

// takesAgency refuses an agency for a round that is over, or while the authority has it.
func takesAgency(a *Audit) error {
	if !a.running() || a.State == UnderEvaluation || a.State == UnderAcceptance {
		return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，不能委托或者变更咨询服务机构。")
	}
	return nil
}

// engage invites an agency to the case.
func (s *Service) engage(tx *store.Tx, a *Audit, in agency.Commission) error {
	if !tx.Actor().Can(access.RunAudit) {
		return fault.Forbidden("委托咨询服务机构由企业办理。")
	}
	var faults fault.List
	if err := requireFile(tx, &faults, a, "engagement.file_id", in.FileID); err != nil {
		return err
	}
	if err := faults.Err("邀请没有发出"); err != nil {
		return err
	}
	if _, err := s.agencies.Invite(tx, a.Subject(), a.EnterpriseName, a.CaseNo, in); err != nil || in.FileID == "" {
		return err
	}
	return file.Hold(tx, a.Subject(), "委托合同", in.FileID)
}

// rounds is where engagements take effect. Whoever is invited has not yet found the round: it is looked for everywhere.
type rounds struct{}

func (rounds) held(tx *store.Tx, id string) (*Audit, error) {
	return store.Get[Audit](tx.Everywhere("the engagement that the actor holds names its round"), id, what)
}

// Takes refuses an agency for a round that is over, or while the authority has it.
func (r rounds) Takes(tx *store.Tx, id string) error {
	a, err := r.held(tx, id)
	if err != nil {
		return err
	}
	return takesAgency(a)
}

// Begun gives the agency its place, unless it only reads.
func (r rounds) Begun(tx *store.Tx, e *agency.Engagement) error {
	a, err := r.held(tx, e.AuditID)
	if err != nil || e.Scope != agency.ScopeFill {
		return err
	}
	if err := place(tx, a, e.AgencyID, e.AgencyName); err != nil {
		return err
	}
	return tx.SaveNoted("audit.agency-begun", "受托机构"+e.AgencyName, a)
}

// Over takes the place away.
func (r rounds) Over(tx *store.Tx, e *agency.Engagement) error {
	a, err := r.held(tx, e.AuditID)
	if err != nil || a.AgencyID != e.AgencyID {
		return err
	}
	if err := place(tx, a, "", ""); err != nil {
		return err
	}
	return tx.SaveNoted("audit.disengage", "受托机构"+e.AgencyName, a)
}

// place writes who the agency of a case is onto everything that it must see: the clocks and the disclosure.
func place(tx *store.Tx, a *Audit, id, name string) error {
	a.AgencyID, a.AgencyName = id, name
	if err := deadline.Follow(tx, a.Subject()); err != nil {
		return err
	}
	d, err := disclosureOf(tx, a.ID)
	if err != nil || d == nil || d.AgencyID == id {
		return err
	}
	d.AgencyID = id
	return tx.Save("disclosure.follow", d)
}

// hand names the agency in whose name the actor writes a part of the dossier; "" for the enterprise itself. A part that an
// agency wrote keeps the mark after its engagement is over.
func (a *Audit) hand(tx *store.Tx) string {
	if tx.Actor().Role == access.RoleAgency {
		return a.AgencyName
	}
	return ""
}

// taken demands, before the report, that an agency named by the mode of organisation has really taken the work on.
func (s *Service) taken(tx *store.Tx, a *Audit) error {
	if a.Mode != ModeAgency || a.AgencyID != "" {
		return nil
	}
	all, err := s.agencies.EngagedFor(tx, a.ID)
	if err != nil || slices.ContainsFunc(all, func(e agency.Engagement) bool { return e.BegunOn != "" && e.Scope == agency.ScopeFill }) {
		return err
	}
	return fault.Conflict("组织方式为“" + ModeLabels[ModeAgency] + "”，受托的机构还没有接受委托，不能提交审核报告。")
}
