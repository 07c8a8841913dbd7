package equivalence

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Grant decides that the audit of the list year counts as done (审定视同): the round under way ends for that reason, the
// next interval runs from the day of the certificate, and the certificate is watched.
func (s *Service) Grant(ctx context.Context, id string, in NoteInput) (*Equivalence, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error {
		if e.State != Submitted {
			return flow.Move(tx, States, e, "grant", "")
		}
		if err := s.check(tx, e, e.SiteID, "不能审定视同"); err != nil {
			return err
		}
		e.DecidedOn, e.Comment = tx.Today(), strings.TrimSpace(in.Note)
		reasons, err := s.closeDuty(tx, e)
		if err != nil {
			return err
		}
		if err := flow.Move(tx, States, e, "grant", e.Comment); err != nil {
			return err
		}
		subject := e.Subject()
		if err := deadline.StartUntil(tx, subject, ruleRenew, e.ValidFrom, e.ValidUntil); err != nil {
			return err
		}
		return s.startInterval(tx, e, reasons)
	})
}

// closeDuty ends the round of the list year and gives the reasons for which the site was listed.
func (s *Service) closeDuty(tx *store.Tx, e *Equivalence) ([]string, error) {
	round, err := s.audits.OpenRound(tx, e.SiteID)
	if err != nil || round == nil || round.Year != e.Year {
		return nil, err
	}
	if round.UnderAppraisal() {
		return nil, fault.Conflict("审核" + round.CaseNo + "正在评估、验收（" + audit.StateLabels[round.State] + "），请先作出结论或者不予受理，再审定视同。")
	}
	e.AuditID, e.CaseNo = round.ID, round.CaseNo
	note := "经认定视同已开展审核：" + Labels["equivalence.kind"][e.Kind] + "，证书" + e.CertificateNo + "。依据：" + e.Basis + "。"
	return round.Reasons, s.audits.EndFor(tx, round, note)
}

// startInterval runs the clock of the next round from the day of the certificate, where the law has one for these reasons.
func (s *Service) startInterval(tx *store.Tx, e *Equivalence, reasons []string) error {
	if len(reasons) == 0 {
		attributes, err := s.enterprises.Attributes(tx, e.EnterpriseID, tx.Today())
		if err != nil {
			return err
		}
		reasons = []string{}
		for _, a := range attributes {
			if a.SiteID == e.SiteID {
				reasons = append(reasons, string(a.Kind))
			}
		}
	}
	subject := e.Subject()
	subject.Reasons = reasons
	if err := deadline.Start(tx, subject, ruleNext, e.ValidFrom); err != nil {
		return err
	}
	clocks, err := deadline.For(tx, "equivalence", e.ID)
	for _, d := range clocks {
		if d.Rule == ruleNext {
			e.NextOn = d.DueOn
		}
	}
	if err != nil || e.NextOn == "" {
		return err
	}
	return tx.Save("equivalence.revise", e)
}

// Lose ends an equivalence because a situation demands a mandatory audit or the certificate has been suspended or revoked.
func (s *Service) Lose(ctx context.Context, id string, in NoteInput) (*Equivalence, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error {
		reason, err := in.require("丧失视同的情形和依据", "没有认定")
		if err != nil {
			return err
		}
		return end(tx, e, "lose", reason)
	})
}

// LapseNow ends an equivalence whose certificate has run out, where the nightly watch has not done it yet.
func (s *Service) LapseNow(ctx context.Context, id string, _ NoteInput) (*Equivalence, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error { return end(tx, e, "lapse", lapsed(e)) })
}

func lapsed(e *Equivalence) string {
	return "证书" + e.CertificateNo + "已于" + e.ValidUntil.Chinese() + "到期"
}

// end lets an equivalence end and its site fall back to the list: it is considered for the plan of the next year.
func end(tx *store.Tx, e *Equivalence, do, reason string) error {
	e.LostOn, e.LostReason, e.RelistYear = tx.Today(), reason, tx.Today().Year()+1
	if err := flow.Move(tx, States, e, do, reason); err != nil {
		return err
	}
	return deadline.End(tx, e.Subject(), reason)
}

// batch is how many equivalences one transaction of the nightly watch takes.
const batch = 200

// Watch is the nightly job: certificates that have run out lapse, and an equivalence is lost where a situation that
// demands a mandatory audit has been established since. Warnings before the day come from the clock of the certificate.
func (s *Service) Watch(ctx context.Context) error {
	after := ""
	for {
		next, err := store.In(ctx, s.db, func(tx *store.Tx) (string, error) { return s.watchBatch(tx, after) })
		if err != nil || next == "" {
			return err
		}
		after = next
	}
}

func (s *Service) watchBatch(tx *store.Tx, after string) (string, error) {
	rows, err := inForce(tx, after, batch)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	tx = tx.As(access.System)
	for i := range rows {
		e := &rows[i]
		if tx.Today().After(e.ValidUntil) {
			if err := end(tx, e, "lapse", lapsed(e)); err != nil {
				return "", err
			}
			continue
		}
		why, err := s.situation(tx, e, e.DecidedOn)
		if err != nil {
			return "", err
		}
		if why == "" {
			continue
		}
		if err := end(tx, e, "lose", "有效期内出现应当实施强制性审核的情形："+why); err != nil {
			return "", err
		}
	}
	return rows[len(rows)-1].ID, nil
}

// Fallen is a site whose equivalence has ended and that is to be considered for a plan year (失效后回到名单).
type Fallen struct {
	EquivalenceID string
	EnterpriseID  string
	SiteID        string
	On            calendar.Date
	Reason        string
}

// Lapsed gives the sites in the actor's place that fall back to the list in a plan year, for the finder of candidates.
func (s *Service) Lapsed(tx *store.Tx, year int) ([]Fallen, error) {
	rows, err := fallen(tx, year)
	out := make([]Fallen, 0, len(rows))
	for _, e := range rows {
		out = append(out, Fallen{EquivalenceID: e.ID, EnterpriseID: e.EnterpriseID, SiteID: e.SiteID, On: e.LostOn, Reason: e.LostReason})
	}
	return out, err
}

// Last gives the day of the certificate by which a site counts as audited, "" if it does not: for the interval.
func (s *Service) Last(tx *store.Tx, siteID string) (calendar.Date, error) { return lastOf(tx, siteID) }
