package appraisal

import (
	"context"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

const mySeat = "您在这个专家组中的席位"

// sheet is the member's own sheet with what is still open on it.
func (m *Member) sheet(s statute.Sheet) *MarkSheet {
	total, open := progress(s, m.Marks, m.Vetoes)
	return &MarkSheet{
		Row: m.Row, State: m.State, Chair: m.Chair, DeclaredNoTie: m.DeclaredNoTie, Marks: m.Marks, Vetoes: m.Vetoes, Comment: m.Comment,
		SubmittedAt: m.SubmittedAt, Total: total, Open: open,
	}
}

// memberActs tells what the expert may do with the own seat now.
func memberActs(tx *store.Tx, a *Appraisal, m *Member) []store.Action {
	if a.State != PanelSet {
		return []store.Action{}
	}
	return flow.Allowed(tx, MemberStates, m)
}

// Marks gives the actor's own sheet.
func (s *Service) Marks(ctx context.Context, id string) (*MarkSheet, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*MarkSheet, error) {
		a, m, sheet, err := s.seat(tx, id)
		if err != nil {
			return nil, err
		}
		out := m.sheet(sheet)
		out.Actions = memberActs(tx, a, m)
		return out, nil
	})
}

// seat gives the appraisal, the actor's own seat on its panel and the sheet.
func (s *Service) seat(tx *store.Tx, id string) (*Appraisal, *Member, statute.Sheet, error) {
	a, err := store.Find[Appraisal](tx, id, what)
	if err != nil {
		return nil, nil, statute.Sheet{}, err
	}
	m, err := own(tx, a.ID)
	if err == nil && m == nil {
		err = fault.NotFound(mySeat)
	}
	if err != nil {
		return nil, nil, statute.Sheet{}, err
	}
	sheet, err := sheetOf(tx, a)
	return a, m, sheet, err
}

// SaveMarks keeps the actor's own sheet as far as it is filled in. Every mark is checked, all faults at once.
func (s *Service) SaveMarks(ctx context.Context, id string, in MarksInput) (*MarkSheet, error) {
	return s.mark(ctx, id, func(tx *store.Tx, _ *Appraisal, m *Member, sheet statute.Sheet) error {
		if m.State != Joined {
			return fault.Conflict("当前状态为“" + MemberStates.Label(m.State) + "”，打分表不能填写。" + joinFirst(m))
		}
		if err := checkMarks(sheet, in).Err("打分没有保存"); err != nil {
			return err
		}
		m.Marks, m.Vetoes, m.Comment = given(in.Marks), given(in.Vetoes), in.Comment
		return tx.Save("panel_member.save-marks", m)
	})
}

func joinFirst(m *Member) string {
	if m.State == Invited {
		return "请先声明无利害关系并接受邀请。"
	}
	return ""
}

// given leaves out what is blank.
func given(in map[string]string) map[string]string {
	out := map[string]string{}
	for id, text := range in {
		if text = strings.TrimSpace(text); text != "" {
			out[id] = text
		}
	}
	return out
}

// mark does one act of an expert on the own sheet, at the version that the expert has read.
func (s *Service) mark(ctx context.Context, id string, do func(*store.Tx, *Appraisal, *Member, statute.Sheet) error) (*MarkSheet, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*MarkSheet, error) {
		a, m, sheet, err := s.seat(tx, id)
		if err != nil {
			return nil, err
		}
		if m, err = store.Take[Member](tx, m.ID, "您的打分表"); err != nil {
			return nil, err
		}
		if a.State != PanelSet {
			return nil, fault.Conflict("当前状态为“" + States.Label(a.State) + "”，专家评审阶段已经结束。")
		}
		if err := do(tx, a, m, sheet); err != nil {
			return nil, err
		}
		out := m.sheet(sheet)
		out.Actions = memberActs(tx, a, m)
		return out, nil
	})
}

// Accept joins the panel with the declaration to have no interest (声明无利害关系). A tie recorded meanwhile is refused.
func (s *Service) Accept(ctx context.Context, id string, in Submission) (*MarkSheet, error) {
	return s.mark(ctx, id, func(tx *store.Tx, a *Appraisal, m *Member, _ statute.Sheet) error {
		if !in.Declared {
			return fault.Invalid("没有接受邀请", fault.Field{Path: "declared", Message: "请确认与被评审企业及其咨询服务机构无利害关系；有利害关系的，请申请回避。"})
		}
		if err := s.impartial(tx, a, m); err != nil {
			return err
		}
		m.DeclaredNoTie = true
		return flow.Move(tx, MemberStates, m, "accept", "声明与被评审企业及其咨询服务机构无利害关系")
	})
}

func (s *Service) impartial(tx *store.Tx, a *Appraisal, m *Member) error {
	round, err := s.audits.Find(tx, a.AuditID)
	if err != nil {
		return err
	}
	parties, err := s.partiesOf(tx, round)
	if err != nil {
		return err
	}
	reasons, err := s.experts.Conflicts(tx, m.ExpertID, parties, tx.Today())
	if err != nil || len(reasons) == 0 {
		return err
	}
	return fault.Conflict("按照登记的信息，您应当回避：" + strings.Join(reasons, "；") + "。请申请回避；登记有误的，请联系组织部门更正。")
}

// SubmitMarks hands in the own sheet with the declaration; it is locked from then on. With the last one in, the marks
// are complete and may be summed up.
func (s *Service) SubmitMarks(ctx context.Context, id string, in Submission) (*MarkSheet, error) {
	return s.mark(ctx, id, func(tx *store.Tx, a *Appraisal, m *Member, sheet statute.Sheet) error {
		if !in.Declared {
			return fault.Invalid("打分没有提交", fault.Field{Path: "declared", Message: "请确认独立评审、如实打分的声明。"})
		}
		if err := checkComplete(sheet, m).Err("打分表还没有填完，没有提交"); err != nil && m.State == Joined {
			return err
		}
		if err := s.impartial(tx, a, m); err != nil {
			return err
		}
		if err := hold(tx, a.ID); err != nil {
			return err
		}
		m.SubmittedAt = tx.Now()
		if err := flow.Move(tx, MemberStates, m, "submit-marks", "声明独立评审、如实打分"); err != nil {
			return err
		}
		a, err := reload(tx, a.ID)
		if err != nil {
			return err
		}
		return finish(tx, a)
	})
}

// finish closes the marking when the whole panel has handed in.
func finish(tx *store.Tx, a *Appraisal) error {
	if a.State != PanelSet || allSubmitted(tx, a) != nil {
		return nil
	}
	return flow.Move(tx, States, a, "marked", "")
}

// Recuse withdraws the actor from the panel (回避) with the reason; the department replaces the seat.
func (s *Service) Recuse(ctx context.Context, id string, in Recusal) (*MarkSheet, error) {
	return s.mark(ctx, id, func(tx *store.Tx, a *Appraisal, m *Member, _ statute.Sheet) error {
		if strings.TrimSpace(in.Reason) == "" {
			return fault.Invalid("没有回避", fault.Field{Path: "reason", Message: "请写明回避的理由。"})
		}
		m.RecusedReason, m.Marks, m.Vetoes, m.Comment = in.Reason, map[string]string{}, map[string]string{}, ""
		if err := flow.Move(tx, MemberStates, m, "recuse", in.Reason); err != nil {
			return err
		}
		return message.Tell(tx, "panel-recused", a.Subject(), map[string]string{"expert": m.ExpertName, "note": in.Reason})
	})
}
