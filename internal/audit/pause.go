package audit

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// running tells whether the round is still under way.
func (a *Audit) running() bool { return !slices.Contains(closed, a.State) }

// SuspendInput is how a department lets a round stand still (中止): a long shutdown or force majeure, with evidence.
type SuspendInput struct {
	Version    int64         `json:"version,omitempty"`
	Reason     string        `json:"reason" maxLength:"1000" doc:"中止的原因和证据"`
	Until      calendar.Date `json:"until" doc:"预计恢复日期"`
	StopClocks bool          `json:"stop_clocks,omitempty" doc:"中止期间是否不计入企业的期限"`
}

// BaseVersion gives the version that the input carries.
func (in SuspendInput) BaseVersion() int64 { return in.Version }

// Suspend lets a round stand still. The clocks run on unless the department decides otherwise.
func (s *Service) Suspend(ctx context.Context, id string, in SuspendInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		faults.Require("reason", "中止的原因和证据", in.Reason)
		if in.Until == "" || !in.Until.Valid() || !in.Until.After(tx.Today()) {
			faults.Add("until", "请填写今天以后的预计恢复日期。")
		}
		if err := faults.Err("审核没有中止"); err != nil {
			return err
		}
		a.SuspendedFrom, a.SuspendedOn, a.SuspendedUntil, a.ClocksStopped = a.State, tx.Today(), in.Until, in.StopClocks
		if err := flow.Move(tx, States, a, "suspend", strings.TrimSpace(in.Reason)); err != nil {
			return err
		}
		if err := file.Hold(tx, a.Subject(), "中止审核"); err != nil || !in.StopClocks {
			return err
		}
		_, err := deadline.Suspend(tx, a.Subject(), "enterprise", tx.Today(), "审核中止，经批准中止期间不计入期限")
		return err
	})
}

// Resume lets a round go on where it stopped; where the department so decided, the enterprise's clocks move by the days
// that the standstill came to.
func (s *Service) Resume(ctx context.Context, id string, in CommentInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if a.State != Suspended {
			return fault.Conflict("当前状态为“" + States.Label(a.State) + "”，没有中止，不需要恢复。")
		}
		return goOn(tx, a, tx.Today(), in.Comment)
	})
}

// goOn lets a suspended round go on where it stopped, and its standing clocks from the day given.
func goOn(tx *store.Tx, a *Audit, on calendar.Date, note string) error {
	verb, stopped := resumption(a.SuspendedFrom), a.ClocksStopped
	a.SuspendedFrom, a.SuspendedOn, a.SuspendedUntil, a.ClocksStopped = "", "", "", false
	if err := flow.Move(tx, States, a, verb, note); err != nil || !stopped {
		return err
	}
	_, err := deadline.Resume(tx, a.Subject(), on)
	return err
}

// endings are the grounds on which a round ends without result (终止).
var endings = map[string]string{"closed": "企业已经关闭", "moved": "企业已经搬迁", "equivalent": "经认定视同已开展审核", "withdrawn": "名单更正，不再列入"}

// TerminateInput is how a department ends a round without result.
type TerminateInput struct {
	Version int64  `json:"version,omitempty"`
	Ground  string `json:"ground" doc:"closed 关闭，moved 搬迁，equivalent 视同，withdrawn 名单更正"`
	Reason  string `json:"reason" maxLength:"1000" doc:"具体情况和依据"`
}

// BaseVersion gives the version that the input carries.
func (in TerminateInput) BaseVersion() int64 { return in.Version }

// Terminate ends a round without result, with all its clocks.
func (s *Service) Terminate(ctx context.Context, id string, in TerminateInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		ground, ok := endings[in.Ground]
		if !ok {
			faults.Add("ground", "请选择终止的情形：企业关闭、搬迁、视同已开展审核或者名单更正。")
		}
		faults.Require("reason", "具体情况和依据", in.Reason)
		if err := faults.Err("审核没有终止"); err != nil {
			return err
		}
		note := ground + "：" + strings.TrimSpace(in.Reason)
		if err := flow.Move(tx, States, a, "terminate", note); err != nil {
			return err
		}
		return deadline.End(tx, a.Subject(), note, resultClock)
	})
}

// Withdraw ends the round of a row that a correcting list takes back, with all its clocks, inside that publication. The
// province's act has the effect by itself, so the system ends the round.
func (s *Service) Withdraw(tx *store.Tx, id, list string) error {
	a, err := find(tx.As(access.System), id)
	if err != nil {
		return err
	}
	return endBySystem(tx, a, endings["withdrawn"]+"："+list)
}

// OrderInput is how a department answers a failed acceptance.
type OrderInput struct {
	Version int64         `json:"version,omitempty"`
	Until   calendar.Date `json:"until,omitempty" doc:"整改期限，由决定写明"`
	Reason  string        `json:"reason" maxLength:"2000" doc:"需要整改的问题或者重新开展的理由"`
}

// BaseVersion gives the version that the input carries.
func (in OrderInput) BaseVersion() int64 { return in.Version }

// OrderRectification orders an enterprise to rectify by the day that the order sets (SDR 32).
func (s *Service) OrderRectification(ctx context.Context, id string, in OrderInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		faults.Require("reason", "需要整改的问题", in.Reason)
		if in.Until == "" || !in.Until.Valid() || !in.Until.After(tx.Today()) {
			faults.Add("until", "请填写今天以后的整改期限。")
		}
		if err := faults.Err("整改决定没有下达"); err != nil {
			return err
		}
		a.RectifyUntil, a.RectifyAnswer = in.Until, ""
		if err := flow.Move(tx, States, a, "order-rectification", strings.TrimSpace(in.Reason)); err != nil {
			return err
		}
		return deadline.StartUntil(tx, a.Subject(), "rectify", tx.Today(), in.Until)
	})
}

// OrderRedo orders the audit to be done again after a failed acceptance (GUIDE 17): the next round of the site opens,
// linked to this one.
func (s *Service) OrderRedo(ctx context.Context, id string, in OrderInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		faults.Require("reason", "重新开展的理由", in.Reason)
		if err := faults.Err("没有办理"); err != nil {
			return err
		}
		return redo(tx, a, "order-redo", strings.TrimSpace(in.Reason))
	})
}
