package audit

import (
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// The parameters of the law data that say what the fate of an enterprise does to its rounds (rules.md 5.2).
const (
	ruleClosure    = "closure-ends-round"
	ruleStandstill = "standstill-keeps-clocks"
)

// FollowEnterprise lets the rounds under way follow what happens to their enterprise or site. A closure that the city or
// the province registers ends them with all their clocks; one that a county registers waits for the city. A standstill
// stops no clock by itself: the city may suspend the round with evidence and an end date. Every case history says so.
func (s *Service) FollowEnterprise(tx *store.Tx, h enterprise.Happening) error {
	rows, err := runningOf(tx, h.EnterpriseID, h.SiteID)
	if err != nil {
		return err
	}
	for i := range rows {
		if err := follow(tx, &rows[i], h); err != nil {
			return err
		}
	}
	return nil
}

func follow(tx *store.Tx, a *Audit, h enterprise.Happening) error {
	who := "企业"
	if h.SiteID != "" {
		who = "厂区"
	}
	switch h.Do {
	case "close":
		rule, basis := basisOf(tx, a, ruleClosure)
		note := endings["closed"] + "：" + who + "关闭，" + h.Note + "登记单位：" + tx.Actor().Name + "。" + basis
		if rule.Value.IsPositive() && tx.Actor().Can(access.ExtendDeadline) && !slices.Contains(underAppraisal, a.State) {
			return endBySystem(tx, a, note)
		}
		return inform(tx, a, who+"关闭", note+"在办审核和期限尚未终止，请市生态环境局核实后终止审核；正在评估、验收的，先不予受理或者作出结论。")
	case "suspend":
		_, basis := basisOf(tx, a, ruleStandstill)
		return inform(tx, a, who+"停产", who+"停产，"+h.Note+"审核的各项期限继续计算；需要中止的，由市生态环境局凭证据批准，并写明恢复日期。"+basis)
	case "resume":
		note := who + "恢复生产，" + h.Note
		if a.State == Suspended {
			note += "审核仍处于中止状态，请市生态环境局办理恢复。"
		}
		return inform(tx, a, who+"恢复生产", note)
	case "establish":
		return turnStrict(tx, a, h)
	}
	return nil
}

// turnStrict ends the simplified procedure of a round whose site has got a feature that demands the strict one (N12
// 二(一)). A decision on an application that is under way comes first; it is told, and the round stays as it is.
func turnStrict(tx *store.Tx, a *Audit, h enterprise.Happening) error {
	at := slices.IndexFunc(tx.Law().Flags(tx.Today()), func(f statute.Flag) bool { return f.ID == h.Kind.Flag() })
	if at < 0 || a.Track != TrackSimplified {
		return nil
	}
	why := "厂区" + h.Note + "，依据" + statute.Words(tx.Law().Flags(tx.Today())[at].Cites) + "须严格审核"
	if slices.Contains(underAppraisal, a.State) {
		return inform(tx, a, "厂区认定新的属性", why+"；评估、验收正在办理，分类管理暂不变更，请市生态环境局作出结论后核实。")
	}
	a.Track = TrackStrict
	if err := tx.SaveNoted("audit.turn-strict", why+"。", a); err != nil {
		return err
	}
	return message.Tell(tx, "audit-turned-strict", a.Subject(), map[string]string{"note": why})
}

// underAppraisal are the states that end with a decision on an application first.
var underAppraisal = []string{UnderEvaluation, UnderAcceptance}

func basisOf(tx *store.Tx, a *Audit, id string) (statute.Parameter, string) {
	rule, ok := tx.Law().Parameter(id, tx.Today(), a.RegionCode)
	if !ok {
		return rule, ""
	}
	return rule, "依据：" + statute.Words(rule.Cites) + "。"
}

// inform writes what happened into the case history and tells those whom it concerns.
func inform(tx *store.Tx, a *Audit, event, note string) error {
	if err := tx.Note("audit.enterprise-event", a.Subject(), note); err != nil {
		return err
	}
	return message.Tell(tx, "audit-enterprise-event", a.Subject(), map[string]string{"event": event, "note": note})
}

// endBySystem ends a round with its clocks as the consequence of somebody's act, which the note names.
func endBySystem(tx *store.Tx, a *Audit, note string) error {
	tx = tx.As(access.System)
	if err := flow.Move(tx, States, a, "terminate", note); err != nil {
		return err
	}
	return deadline.End(tx, a.Subject(), note, resultClock)
}
