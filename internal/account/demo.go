package account

import (
	"context"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// DemoLogin is the input of the one-click login of the demonstration.
type DemoLogin struct {
	Login string `json:"account" maxLength:"60"`
}

// DemoAccount is one role that the login page of the demonstration offers.
type DemoAccount struct {
	Login      string `json:"account"`
	Name       string `json:"name"`
	Role       string `json:"role"`
	RoleLabel  string `json:"role_label"`
	PlaceLabel string `json:"place_label"`
}

// LogInDemo begins a session of one of the offered accounts, without a password.
func (s *Service) LogInDemo(ctx context.Context, in DemoLogin) (*Me, error) {
	if !s.config.Demo || !slices.Contains(s.config.DemoAccounts, in.Login) {
		return nil, fault.NotFound("这个演示账号")
	}
	a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Account, error) { return byLogin(tx, in.Login) })
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, fault.NotFound("这个演示账号")
	}
	return s.enter(ctx, a.ID, true)
}

// DemoAccounts gives the roles that the login page offers; none outside of the demonstration.
func (s *Service) DemoAccounts(ctx context.Context) ([]DemoAccount, error) {
	if !s.config.Demo {
		return nil, nil
	}
	rows, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]Account, error) { return demoAccounts(tx, s.config.DemoAccounts) })
	if err != nil {
		return nil, err
	}
	out := []DemoAccount{}
	for _, login := range s.config.DemoAccounts {
		if i := slices.IndexFunc(rows, func(a Account) bool { return a.Login == login }); i >= 0 {
			a := &rows[i]
			out = append(out, DemoAccount{a.Login, a.Name, string(a.Role), access.RoleLabels[a.Role], s.place(a)})
		}
	}
	return out, nil
}
