package audit

import (
	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// The outcomes of an evaluation (评估结论).
const (
	OutcomeProceed    = "proceed"    // 按计划推进
	OutcomeSupplement = "supplement" // 补充完善
	OutcomeRedo       = "redo"       // 重新开展
)

// Find gives the audit if the actor may see it; otherwise it does not exist.
func (s *Service) Find(tx *store.Tx, id string) (*Audit, error) { return find(tx, id) }

// ReadyForEvaluation says with all reasons at once why the audit cannot be evaluated yet: the report must be handed in,
// the no/low-cost options basically done, the medium/high-cost ones argued but not yet carried out (GUIDE 2).
func (s *Service) ReadyForEvaluation(tx *store.Tx, a *Audit) error {
	if a.State != Reported {
		return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，提交审核报告之后才能申请评估。")
	}
	return readyForEvaluation(tx, a)
}

// ReadyForAcceptance says with all reasons at once why the audit cannot be accepted yet: the medium/high-cost options
// must be carried out, or dropped with a reason. On the simplified track one combined procedure follows the report.
func (s *Service) ReadyForAcceptance(tx *store.Tx, a *Audit) error {
	switch a.State {
	case Implementing:
		return readyForAcceptance(tx, a)
	case Rectifying:
		return readyAfterRectification(tx, a)
	case Reported:
		return readyForCombined(tx, a)
	}
	return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，方案实施阶段才能申请验收。")
}

// BeginEvaluation is called when the enterprise applies for evaluation (permission Apply). Until the department
// concludes or declines, the audit is under evaluation and the dossier stays locked.
func (s *Service) BeginEvaluation(tx *store.Tx, id string) error {
	return act(tx, id, "begin-evaluation", "")
}

// CancelEvaluation is called when the department declines the application, or the enterprise's application lapses.
func (s *Service) CancelEvaluation(tx *store.Tx, id, reason string) error {
	return act(tx, id, "cancel-evaluation", reason)
}

// Conclude enters the outcome of the evaluation with its exact score: proceed lets the medium/high-cost options begin,
// supplement asks for completion first, redo opens the next round of this site, which supersedes this one.
func (s *Service) Conclude(tx *store.Tx, id, outcome string, score decimal.Decimal) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	switch outcome {
	case OutcomeProceed, OutcomeSupplement, OutcomeRedo:
	default:
		return fault.Invalid("评估结论有误", fault.Field{Path: "outcome", Message: "评估结论只能是按计划推进、补充完善、重新开展之一。", Value: outcome})
	}
	a.EvaluatedOn, a.EvaluationScore = tx.Today(), score.String()
	if outcome == OutcomeRedo {
		return redo(tx, a, OutcomeRedo, "")
	}
	if err := flow.Move(tx, States, a, outcome, "评估得分"+score.String()+"分"); err != nil {
		return err
	}
	return implemented(tx, a)
}

// BeginAcceptance is called when the enterprise applies for acceptance (permission Apply); on the simplified track the
// application follows the report directly.
func (s *Service) BeginAcceptance(tx *store.Tx, id string) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	verb := "begin-acceptance"
	if a.State == Reported {
		verb = "begin-combined"
	}
	return flow.Move(tx, States, a, verb, "")
}

// CancelAcceptance is called when the department declines the application for acceptance: the round goes back to where it
// was applied from, and the clock that the application had stopped runs on, since the duty is not done.
func (s *Service) CancelAcceptance(tx *store.Tx, id, reason string) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	verb, clock := "cancel-acceptance", "apply-acceptance"
	switch {
	case a.RectifyUntil != "":
		verb, clock = "cancel-reapplication", "rectify"
	case a.EvaluatedOn == "":
		verb, clock = "cancel-combined", ""
	}
	if err := flow.Move(tx, States, a, verb, reason); err != nil || clock == "" {
		return err
	}
	return deadline.Reopen(tx, a.Subject(), clock)
}

// ConcludeAcceptance enters the result of the acceptance with its exact score: pass starts the interval to the next
// round where toxic or hazardous substances are used; after fail the department orders rectification or a redo.
func (s *Service) ConcludeAcceptance(tx *store.Tx, id string, pass bool, score decimal.Decimal) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	a.AcceptanceScore = score.String()
	verb := "fail"
	if pass {
		verb, a.AcceptedOn = "accept", tx.Today()
	}
	if err := flow.Move(tx, States, a, verb, "验收得分"+score.String()+"分"); err != nil {
		return err
	}
	if err := deadline.StartEvent(tx, a.Subject(), "acceptance-concluded", tx.Today()); err != nil || !pass {
		return err
	}
	return deadline.StartEvent(tx, a.Subject(), "accepted", tx.Today())
}

// ResultOutstanding starts the province's clock for a result that stands unpublished beside one that was published now,
// such as that of a second acceptance concluded before the first was published.
func (s *Service) ResultOutstanding(tx *store.Tx, id string, concluded calendar.Date) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	return deadline.StartEvent(tx, a.Subject(), "acceptance-concluded", concluded, resultClock)
}

// PublishResult notes the day on which the province has published the result of the acceptance (permission
// PublishResult).
func (s *Service) PublishResult(tx *store.Tx, id string, on calendar.Date) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	a.ResultPublishedOn = on
	if err := deadline.MeetOn(tx, a.Subject(), resultClock, on); err != nil {
		return err
	}
	if a.State == Accepted || a.State == Failed {
		return flow.Move(tx, States, a, "publish-result", "")
	}
	// The department has ordered rectification or a redo before the province published: the case stays where it is.
	return tx.Save("audit.publish-result", a)
}

// resultClock is the province's duty to publish a result (D-11). The end or the redoing of a round does not relieve it.
const resultClock = "publish-result"

// LastAccepted gives the last accepted round of a site, nil if there is none: for the five-year rule (CPM 12).
func (s *Service) LastAccepted(tx *store.Tx, siteID string) (*Audit, error) {
	return lastAccepted(tx, siteID)
}

// OpenRound gives the round of a site that still runs, nil if there is none.
func (s *Service) OpenRound(tx *store.Tx, siteID string) (*Audit, error) {
	return openRound(tx, siteID)
}

// act does one step of a case that the actor may see.
func act(tx *store.Tx, id, verb, note string) error {
	a, err := find(tx, id)
	if err != nil {
		return err
	}
	return flow.Move(tx, States, a, verb, note)
}
