package appraisal

import (
	"context"
	"fmt"

	"qingshen/internal/audit"
	"qingshen/internal/fault"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// RequirementsQuery asks what an application would need.
type RequirementsQuery struct {
	AuditID string `query:"audit_id" required:"true" maxLength:"64"`
	Kind    string `query:"kind" required:"true" enum:"evaluation,acceptance"`
}

// Requirements is what an application must carry, and what still stands in its way.
type Requirements struct {
	Audit    AuditFacts         `json:"audit"`
	Required []RequiredMaterial `json:"required" nullable:"false" doc:"应提交的材料"`
	Obstacle string             `json:"obstacle" doc:"现在还不能申请的原因，可以申请时为空"`
	Open     []string           `json:"open" nullable:"false" doc:"申请之前还须完成的事项"`
}

// Requirements tells before an application what it must carry and what still stands in its way, all at once.
func (s *Service) Requirements(ctx context.Context, in RequirementsQuery) (*Requirements, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Requirements, error) {
		round, err := s.audits.Find(tx, in.AuditID)
		if err != nil {
			return nil, err
		}
		out := &Requirements{Audit: factsOf(round), Required: requiredOf(tx, in.Kind, round), Open: []string{}}
		if err := s.ready(tx, in.Kind, round); err != nil {
			f := fault.As(err)
			if f.Kind == fault.KindInternal {
				return nil, err
			}
			out.Obstacle = f.Message
			for _, field := range f.Fields {
				out.Open = append(out.Open, field.Message)
			}
		}
		return out, nil
	})
}

// Apply is the application of the enterprise (申请). What the law asks it to carry, and the state of the audit itself,
// are checked at once; the audit is then under appraisal and its dossier locked.
func (s *Service) Apply(ctx context.Context, in NewAppraisal) (*AppraisalDetail, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*AppraisalDetail, error) {
		round, err := s.audits.Find(tx, in.AuditID)
		if err != nil {
			return nil, err
		}
		if err := s.ready(tx, in.Kind, round); err != nil {
			return nil, err
		}
		faults, err := s.checkFiles(tx, round, in.Kind, in.Materials)
		if err != nil {
			return nil, err
		}
		if err := faults.Err("申请没有提交，材料还不齐全"); err != nil {
			return nil, err
		}
		before, err := attempts(tx, round.ID, in.Kind)
		if err != nil {
			return nil, err
		}
		a := &Appraisal{
			AuditID: round.ID, Kind: in.Kind, Attempt: before + 1, EnterpriseID: round.EnterpriseID, EnterpriseName: round.EnterpriseName, CaseNo: round.CaseNo,
			RegionCode: round.RegionCode, CityCode: round.CityCode, AgencyID: round.AgencyID, AgencyName: round.AgencyName,
			State: Applied, Materials: in.Materials, Missing: []string{}, AppliedOn: tx.Today(), Draw: newDraw(), Vetoes: []string{},
		}
		if err := s.begin(tx, a); err != nil {
			return nil, err
		}
		if err := tx.Insert("appraisal.apply", a); err != nil {
			return nil, err
		}
		if err := s.audits.HandIn(tx, round, KindLabels[a.Kind]+"申请"); err != nil {
			return nil, err
		}
		if err := tx.Index(a.Subject(), a.EnterpriseName, a.CaseNo); err != nil {
			return nil, err
		}
		if err := message.Tell(tx, "appraisal-applied", a.Subject(), nil); err != nil {
			return nil, err
		}
		return s.dress(tx, a)
	})
}

// checkFiles gives everything that is wrong with the materials: what is missing, and files that do not belong to the case.
func (s *Service) checkFiles(tx *store.Tx, round *audit.Audit, kind string, given []Material) (fault.List, error) {
	faults := checkMaterials(tx.Law().Materials(kind, round.Mode, tx.Today()), given)
	for i, m := range given {
		if err := s.audits.RequireFile(tx, &faults, round, fmt.Sprintf("materials[%d].file_id", i), m.FileID); err != nil {
			return nil, err
		}
	}
	return faults, nil
}

func (s *Service) ready(tx *store.Tx, kind string, round *audit.Audit) error {
	if kind == KindEvaluation {
		return s.audits.ReadyForEvaluation(tx, round)
	}
	if err := s.audits.ReadyForAcceptance(tx, round); err != nil {
		return err
	}
	standing, err := s.standing(tx, round)
	if err != nil || standing.Obstacle == "" {
		return err
	}
	return fault.Conflict(standing.Obstacle)
}

func (s *Service) begin(tx *store.Tx, a *Appraisal) error {
	if a.Kind == KindEvaluation {
		return s.audits.BeginEvaluation(tx, a.AuditID)
	}
	return s.audits.BeginAcceptance(tx, a.AuditID)
}
