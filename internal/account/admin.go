package account

import (
	"context"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Accounts lists accounts for the administrators.
func (s *Service) Accounts(ctx context.Context, in AccountQuery) (store.List[Account], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Account], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			s.label(&out.Items[i])
			out.Items[i].Actions = flow.Names(tx, States, &out.Items[i])
		}
		return out, err
	})
}

// Account gives one account.
func (s *Service) Account(ctx context.Context, id string) (*Account, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		a, err := store.Find[Account](tx, id, "该账号")
		if err != nil {
			return nil, err
		}
		return s.shown(tx, a), nil
	})
}

func (s *Service) label(a *Account) {
	a.RoleLabel, a.StateLabel, a.PlaceLabel = access.RoleLabels[a.Role], States.Label(a.State), s.place(a)
	if a.Role == access.RoleEnterprise {
		a.DutyLabel = access.DutyWords(access.ReadDuties(a.Duties))
	}
}

func (s *Service) shown(tx *store.Tx, a *Account) *Account {
	s.label(a)
	a.Actions = flow.Allowed(tx, States, a)
	if a.LockedUntil.After(tx.Now()) && tx.Actor().Can(access.ApproveAccount) {
		a.Actions = append(a.Actions, store.Action{Name: "unlock", Label: "解锁", Allowed: true})
	}
	return a
}

// Open opens an account (system administrator). It cannot log in until the security administrator has approved it. The
// one-time password is in the answer this once.
func (s *Service) Open(ctx context.Context, in NewAccount) (*Account, error) {
	if err := in.check(s.regionValid); err != nil {
		return nil, err
	}
	password := oneTime()
	hash, err := HashPassword(password)
	if err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		if have, err := byLogin(tx, in.Login); err != nil || have != nil {
			if have != nil {
				err = fault.Invalid("账号没有开设", fault.Field{Path: "account", Message: "账号“" + in.Login + "”已有人使用，请换一个。"})
			}
			return nil, err
		}
		holder, err := s.held(tx, in)
		if err != nil {
			return nil, err
		}
		region := in.RegionCode
		if holder != nil {
			region = holder.RegionCode
		}
		if region == "" {
			region = s.province
		}
		a := &Account{Login: in.Login, Name: in.Name, Role: in.Role, Phone: in.Phone, RegionCode: region, EnterpriseID: in.EnterpriseID, AgencyID: in.AgencyID, ExpertID: in.ExpertID, ZoneID: in.ZoneID, Sector: in.Sector,
			State: Pending, PasswordHash: hash, MustChangePassword: true, PasswordExpiresAt: tx.Now().Add(s.config.OneTimeFor)}
		if err := tx.Insert("account.open", a); err != nil {
			return nil, err
		}
		a.OneTimePassword = password
		return s.shown(tx, a), nil
	})
}

// Reason is the input of acts that take a reason for the journal.
type Reason struct {
	Reason  string `json:"reason,omitempty" maxLength:"500" doc:"理由"`
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (r Reason) BaseVersion() int64 { return r.Version }

// Move approves, declines, disables or restores an account; a disabled one loses all its sessions at once.
func (s *Service) Move(do string) func(context.Context, string, Reason) (*Account, error) {
	return func(ctx context.Context, id string, in Reason) (*Account, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Account, error) {
			a, err := store.Take[Account](tx, id, "该账号")
			if err != nil {
				return nil, err
			}
			if err := flow.Move(tx, States, a, do, in.Reason); err != nil {
				return nil, err
			}
			if a.State != Active {
				if err := endSessions(tx, a.ID); err != nil {
					return nil, err
				}
			}
			return s.shown(tx, a), nil
		})
	}
}

// ResetPassword gives a new one-time password; the account has to be approved again (two persons).
func (s *Service) ResetPassword(ctx context.Context, id string, in Reason) (*Account, error) {
	password := oneTime()
	hash, err := HashPassword(password)
	if err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		a, err := store.Take[Account](tx, id, "该账号")
		if err != nil {
			return nil, err
		}
		a.PasswordHash, a.MustChangePassword, a.PasswordExpiresAt = hash, true, tx.Now().Add(s.config.OneTimeFor)
		if err := flow.Move(tx, States, a, "reset-password", in.Reason); err != nil {
			return nil, err
		}
		if err := endSessions(tx, a.ID); err != nil {
			return nil, err
		}
		a.OneTimePassword = password
		return s.shown(tx, a), nil
	})
}

// Unlock lifts a lockout (security administrator).
func (s *Service) Unlock(ctx context.Context, id string, in Reason) (*Account, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		a, err := store.Take[Account](tx, id, "该账号")
		if err != nil {
			return nil, err
		}
		a.LockedUntil, a.FailedCount = time.Time{}, 0
		if err := tx.SaveNoted("account.unlock", in.Reason, a); err != nil {
			return nil, err
		}
		return s.shown(tx, a), nil
	})
}

// History gives the journal of one account.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := store.Find[Account](tx, id, "该账号")
		if err != nil {
			return nil, err
		}
		return tx.History(a.Subject())
	})
}

// Journal lists the journal of the whole system (journal administrator).
func (s *Service) Journal(ctx context.Context, in JournalQuery) (store.List[store.Journal], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[store.Journal], error) {
		out, err := listJournal(tx, in)
		tx.Name(out.Items)
		return out, err
	})
}

// FirstPassword is the one-time password of one administrator of an empty system.
type FirstPassword struct{ Login, Name, Password string }

// Bootstrap opens the three administrators of an empty system, each with a one-time password of its own: whoever starts
// the server hands them to three persons. It gives none when there are accounts already.
func (s *Service) Bootstrap(ctx context.Context) ([]FirstPassword, error) {
	first := []FirstPassword{{"sysadmin", "系统管理员", oneTime()}, {"secadmin", "安全管理员", oneTime()}, {"logadmin", "审计管理员", oneTime()}}
	roles := []access.Role{access.RoleSystemAdmin, access.RoleSecurityAdmin, access.RoleJournalAdmin}
	have, err := s.Any(ctx)
	if err != nil || have {
		return nil, err
	}
	hashes := make([]string, len(first))
	for i, f := range first {
		if hashes[i], err = HashPassword(f.Password); err != nil {
			return nil, err
		}
	}
	return store.In(access.With(ctx, access.System), s.db, func(tx *store.Tx) ([]FirstPassword, error) {
		if have, err := anyAccount(tx); err != nil || have {
			return nil, err // another process was faster
		}
		for i, f := range first {
			a := &Account{Login: f.Login, Name: f.Name, Role: roles[i], State: Active, RegionCode: s.province, PasswordHash: hashes[i],
				MustChangePassword: true, PasswordExpiresAt: tx.Now().Add(s.config.OneTimeFor)}
			if err := tx.Insert("account.open", a); err != nil {
				return nil, err
			}
		}
		return first, nil
	})
}

// ResetOnServer gives a one-time password to an account whose holder has lost it; whoever can run commands on the
// server may do so, and the journal says that it was done there.
func (s *Service) ResetOnServer(ctx context.Context, login string) (string, error) {
	password := oneTime()
	hash, err := HashPassword(password)
	if err != nil {
		return "", err
	}
	return password, store.Do(ctx, s.db, func(tx *store.Tx) error {
		a, err := byLogin(tx, login)
		if err != nil {
			return err
		}
		if a == nil {
			return fault.NotFound("账号“" + login + "”")
		}
		a.PasswordHash, a.MustChangePassword, a.PasswordExpiresAt = hash, true, tx.Now().Add(s.config.OneTimeFor)
		a.LockedUntil, a.FailedCount = time.Time{}, 0
		if a.administers() {
			a.State = Active // there may be nobody left who could approve an administrator
		}
		if err := endSessions(tx, a.ID); err != nil {
			return err
		}
		return tx.SaveNoted("account.reset-password", "在服务器上以命令重置", a)
	})
}

// administers tells the three administrators.
func (a *Account) administers() bool {
	return a.Role == access.RoleSystemAdmin || a.Role == access.RoleSecurityAdmin || a.Role == access.RoleJournalAdmin
}

// Any tells whether the system has an account at all.
func (s *Service) Any(ctx context.Context) (bool, error) { return store.Read(ctx, s.db, anyAccount) }
