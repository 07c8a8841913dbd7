package account

import (
	"context"
	"strings"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// recoveryDays is the number of the law files that says for how many days a request stands.
const recoveryDays = "recovery-days"

// openRequests is how many requests of one account may wait: more are answered and forgotten.
const openRequests = 3

// RequestRecovery takes the request of somebody who has lost the password. The answer is the same whether there is such
// an account or not.
func (s *Service) RequestRecovery(ctx context.Context, in RecoveryInput) (*RecoveryReceipt, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	receipt := newReceipt()
	err := store.Do(ctx, s.db, func(tx *store.Tx) error {
		receipt.Days = number(tx, recoveryDays, 3)
		a, err := byLogin(tx, strings.ToLower(strings.TrimSpace(in.Login)))
		if err != nil || a == nil || a.State != Active {
			return err
		}
		waiting, err := waitingRecoveries(tx, a.ID)
		if err != nil || len(waiting) >= openRequests {
			return err
		}
		r := &Recovery{
			TokenHash: hashToken(receipt.Token), Number: receipt.Number, AccountID: a.ID, AccountLogin: a.Login, AccountName: a.Name, UnitName: a.UnitName, KnownPhone: a.Phone,
			GivenName: strings.TrimSpace(in.Name), GivenPhone: strings.TrimSpace(in.Phone), Audience: audienceOf(a.Role), RegionCode: a.RegionCode, CityCode: store.CityOf(a.RegionCode),
			State: RecoveryStates.First, ExpiresAt: tx.Now().Add(time.Duration(receipt.Days) * 24 * time.Hour),
		}
		system := tx.As(access.System)
		if err := system.Insert("recovery.request", r); err != nil || r.Audience != byOffice {
			return err
		}
		return message.Tell(system, "recovery-requested", r.Subject(), map[string]string{"account": r.AccountLogin})
	})
	return receipt, err
}

// RecoveryProgress tells an applicant whether the new password may be set. What is not known reads like what waits.
func (s *Service) RecoveryProgress(ctx context.Context, in RecoveryToken) (*RecoveryProgress, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*RecoveryProgress, error) {
		r, err := recoveryByToken(tx, hashToken(in.Token))
		return &RecoveryProgress{Ready: r != nil && r.State == RecoveryConfirmed && r.ExpiresAt.After(tx.Now())}, err
	})
}

// Recover sets the new password of a request that two persons have let pass; all sessions of the account end.
func (s *Service) Recover(ctx context.Context, in NewSecret) error {
	refused := fault.Conflict("申请尚未核准，或者已经用过、过期，密码没有修改。请等待工作人员来电核对；申请过期的，重新申请。")
	r, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Recovery, error) { return recoveryByToken(tx, hashToken(in.Token)) })
	if err != nil {
		return err
	}
	if r == nil || r.State != RecoveryConfirmed {
		return refused
	}
	if message := weak(in.Password, r.AccountLogin); message != "" {
		return fault.Invalid("密码没有修改", fault.Field{Path: "password", Message: message})
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return err
	}
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		r, err := recoveryByToken(tx, hashToken(in.Token))
		if err != nil {
			return err
		}
		a, err := byID(tx, r.AccountID)
		if err != nil {
			return err
		}
		if a == nil || a.State != Active || r.State != RecoveryConfirmed || !r.ExpiresAt.After(tx.Now()) {
			return refused
		}
		a.PasswordHash, a.MustChangePassword, a.PasswordExpiresAt, a.LockedUntil, a.FailedCount = hash, false, time.Time{}, time.Time{}, 0
		if err := tx.As(a.Actor()).SaveNoted("account.recover", "核对人："+r.StartedName+"；复核人："+r.ConfirmedName, a); err != nil {
			return err
		}
		if err := endSessions(tx, a.ID); err != nil {
			return err
		}
		return flow.Move(tx.As(access.System), RecoveryStates, r, "use", "")
	})
}

// Recoveries lists the requests that the actor handles.
func (s *Service) Recoveries(ctx context.Context, in RecoveryQuery) (store.List[Recovery], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Recovery], error) {
		out, err := listRecoveries(tx, in)
		for i := range out.Items {
			s.labelRecovery(tx, &out.Items[i])
			out.Items[i].Actions = flow.Names(tx, RecoveryStates, &out.Items[i])
		}
		return out, err
	})
}

// labelRecovery names the division and hides the number: the applicant has to know it.
func (s *Service) labelRecovery(_ *store.Tx, r *Recovery) {
	r.RegionLabel = s.below(r.RegionCode)
	if r.State == RecoveryRequested {
		r.Number = ""
	}
}

// Recovery gives one request with what may be done.
func (s *Service) Recovery(ctx context.Context, id string) (*Recovery, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Recovery, error) {
		r, err := findRecovery(tx, id)
		if err != nil {
			return nil, err
		}
		return s.shownRecovery(tx, r), nil
	})
}

func (s *Service) shownRecovery(tx *store.Tx, r *Recovery) *Recovery {
	r.Actions = flow.Allowed(tx, RecoveryStates, r)
	s.labelRecovery(tx, r)
	return r
}

func (s *Service) moveRecovery(ctx context.Context, id string, move func(tx *store.Tx, r *Recovery) error) (*Recovery, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Recovery, error) {
		if _, err := findRecovery(tx, id); err != nil {
			return nil, err
		}
		r, err := store.Take[Recovery](tx, id, "该申请")
		if err != nil {
			return nil, err
		}
		if r.ExpiresAt.Before(tx.Now()) {
			return nil, fault.Conflict("该申请已经过期，请申请人重新申请。")
		}
		if err := move(tx, r); err != nil {
			return nil, err
		}
		return s.shownRecovery(tx, r), nil
	})
}

// CheckRecovery is the first pair of eyes: the applicant was reached on the account's own number and knew the request.
func (s *Service) CheckRecovery(ctx context.Context, id string, in CheckInput) (*Recovery, error) {
	return s.moveRecovery(ctx, id, func(tx *store.Tx, r *Recovery) error {
		if r.State == RecoveryRequested {
			if err := in.check(r); err != nil {
				return err
			}
		}
		r.StartedBy, r.StartedName, r.CheckNote = tx.Actor().ID, tx.Actor().Name, strings.TrimSpace(in.Note)
		return flow.Move(tx, RecoveryStates, r, "check", r.CheckNote)
	})
}

// ConfirmRecovery is the second pair of eyes.
func (s *Service) ConfirmRecovery(ctx context.Context, id string, in Reason) (*Recovery, error) {
	return s.moveRecovery(ctx, id, func(tx *store.Tx, r *Recovery) error {
		r.ConfirmedBy, r.ConfirmedName = tx.Actor().ID, tx.Actor().Name
		return flow.Move(tx, RecoveryStates, r, "confirm", in.Reason)
	})
}

// DeclineRecovery ends a request whose applicant could not be made sure of.
func (s *Service) DeclineRecovery(ctx context.Context, id string, in Reason) (*Recovery, error) {
	return s.moveRecovery(ctx, id, func(tx *store.Tx, r *Recovery) error {
		return flow.Move(tx, RecoveryStates, r, "decline", in.Reason)
	})
}

// RecoveryHistory gives the journal of one request.
func (s *Service) RecoveryHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		r, err := findRecovery(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(r.Subject())
	})
}

// ExpireRecoveries ends the requests that nobody has brought to an end (daily job).
func (s *Service) ExpireRecoveries(ctx context.Context) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		rows, err := overdueRecoveries(tx)
		for _, r := range rows {
			if err := flow.Move(tx, RecoveryStates, r, "expire", ""); err != nil {
				return err
			}
		}
		return err
	})
}
