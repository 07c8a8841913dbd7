package audit

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// Engage entrusts an agency with the audit, or changes to another one, outside of the start.
func (s *Service) Engage(ctx context.Context, id string, in EngageInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if !a.running() || a.State == UnderEvaluation || a.State == UnderAcceptance {
			return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，不能变更委托的咨询服务机构。")
		}
		if err := s.engage(tx, a, in.Commission); err != nil {
			return err
		}
		if a.Mode != "" {
			a.Mode = ModeAgency
		}
		return tx.SaveNoted("audit.engage", "委托"+a.AgencyName, a)
	})
}

// EngageInput is a commission for an audit.
type EngageInput struct {
	agency.Commission
	Version int64 `json:"version,omitempty"`
}

// BaseVersion gives the version that the input carries.
func (in EngageInput) BaseVersion() int64 { return in.Version }

// engage gives an agency its place in the case; the caller saves the audit.
func (s *Service) engage(tx *store.Tx, a *Audit, in agency.Commission) error {
	if !tx.Actor().Can(access.RunAudit) {
		return fault.Forbidden("委托咨询服务机构由企业办理。")
	}
	var faults fault.List
	if err := requireFile(tx, &faults, a, "engagement.file_id", in.FileID); err != nil {
		return err
	}
	if err := faults.Err("委托没有登记"); err != nil {
		return err
	}
	e, err := s.agencies.Engage(tx, a.Subject(), in)
	if err != nil {
		return err
	}
	if in.FileID != "" {
		if err := file.Hold(tx, a.Subject(), "委托合同", in.FileID); err != nil {
			return err
		}
	}
	return place(tx, a, e.AgencyID, e.AgencyName)
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

// disengage takes the agency's place away when its engagement ends.
func (s *Service) disengage(tx *store.Tx, e *agency.Engagement) error {
	if e.AuditID == "" {
		return nil
	}
	a, err := find(tx, e.AuditID)
	if err != nil || a.AgencyID != e.AgencyID {
		return err
	}
	if err := place(tx, a, "", ""); err != nil {
		return err
	}
	return tx.SaveNoted("audit.disengage", "终止委托"+e.AgencyName, a)
}
