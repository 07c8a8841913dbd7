package account

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Person is an account in use, for reminders, outputs and calendar feeds; nil when it may not log in.
func Person(tx *store.Tx, id string) (*Account, error) {
	a, err := byID(tx, id)
	if err != nil || a == nil || a.State != Active {
		return nil, err
	}
	return a, nil
}

// Addressed gives the accounts in use that read what is addressed to an office, enterprise, agency or expert.
func Addressed(tx *store.Tx, place access.Place) ([]*Account, error) { return activeOf(tx, place) }

// InRoles gives the accounts in use of these roles.
func InRoles(tx *store.Tx, roles []access.Role) ([]*Account, error) { return activeInRoles(tx, roles) }

// LeaderInput names or relieves the leader of a unit.
type LeaderInput struct {
	Leader  bool  `json:"leader" doc:"是否为单位负责人"`
	Version int64 `json:"version,omitempty" doc:"读取时得到的版本号"`
}

// BaseVersion gives the version that the input carries.
func (in LeaderInput) BaseVersion() int64 { return in.Version }

// SetLeader names an account of a department as leader of its unit (单位负责人): what is long overdue is laid before it.
func (s *Service) SetLeader(ctx context.Context, id string, in LeaderInput) (*Account, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Account, error) {
		a, err := store.Take[Account](tx, id, "该账号")
		if err != nil {
			return nil, err
		}
		if in.Leader && !(access.Actor{Role: a.Role}).Can(access.Oversee) {
			return nil, fault.Conflict("只有生态环境部门的账号可以设为单位负责人，“" + access.RoleLabels[a.Role] + "”的账号不办理督办。")
		}
		a.Leader = in.Leader
		if err := tx.Save("account.set-leader", a); err != nil {
			return nil, err
		}
		return s.shown(tx, a), nil
	})
}
