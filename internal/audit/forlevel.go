package audit

import (
	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// BaseOn is the base date of a case (基准日): its start, before that its opening. It decides which edition of an index system
// the case is rated by.
func (a *Audit) BaseOn() calendar.Date {
	if a.StartedOn != "" {
		return a.StartedOn
	}
	return a.OpenedOn
}

// RatingLocked says why the rating of a case cannot be written now, "" when it can. After the report only the level that was
// reached (results) is still entered; while an acceptance is under way only where none is kept (first), since the acceptance
// takes its level from there (a combined one is applied for straight after the report).
func (a *Audit) RatingLocked(tx *store.Tx, results, first bool) string {
	if !tx.Actor().Can(access.FillAudit) {
		return "清洁生产水平由企业或者受托的咨询服务机构填报指标值，由系统评价。"
	}
	if results && first && a.onlyRead == "" && (a.State == Reported || a.State == UnderAcceptance) {
		return ""
	}
	section := SectionLevels
	if results {
		section = SectionTargets
	}
	return a.lockedBecause(section)
}

// Hand is who writes: the agency that works on the case, "" for the enterprise itself.
func (a *Audit) Hand(tx *store.Tx) string { return a.hand(tx) }

// Book reads the dossier of a case, for whatever follows from its tables.
func (s *Service) Book(tx *store.Tx, a *Audit) (*dossier.Book, error) {
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, err
	}
	book, _ := s.formOf(a).Read(d)
	return book, nil
}

// Measures gives the options of a case.
func (s *Service) Measures(tx *store.Tx, auditID string) ([]Option, error) {
	return optionsOf(tx, auditID)
}

// Industry is the industry code of the enterprise of a case as the register has it; "" where it has none.
func (s *Service) Industry(tx *store.Tx, a *Audit) (string, error) {
	e, err := s.enterprises.Any(tx, a.EnterpriseID)
	if fault.Is(err, fault.KindNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return e.IndustryCode, nil
}

// computedLevels is what one is told who would write the level by hand.
const computedLevels = "清洁生产水平由系统按评价指标体系得出，不能手工填写。请在“清洁生产水平”中填写指标值。"
