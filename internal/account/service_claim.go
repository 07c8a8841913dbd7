package account

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/message"
	"qingshen/internal/store"
)

// Numbers of the law files that bound a code.
const (
	claimDays    = "claim-days"
	claimGuesses = "claim-guesses"
)

func number(tx *store.Tx, id string, otherwise int) int {
	p, ok := tx.Law().Parameter(id, tx.Today(), "37")
	if !ok {
		return otherwise
	}
	return int(p.Value.IntPart())
}

// badCode is the one answer to all that is not known: it does not tell which of the two is wrong.
func badCode(tx *store.Tx) error {
	return fault.Unauthenticated("统一社会信用代码或者认领码不正确，请照账号告知函核对后重试。输错" + strconv.Itoa(number(tx, claimGuesses, 10)) + "次，认领码即行锁定，须由所在地生态环境部门重发。")
}

// attempt finds the code that somebody has typed. A failure is told but stays counted, so it is no fault of the
// transaction.
func (s *Service) attempt(tx *store.Tx, in ClaimCode) (*Claim, error, error) {
	all, err := claimsOf(tx, plainCredit(in.CreditCode))
	if err != nil {
		return nil, nil, err
	}
	for _, c := range all {
		if c.opens(in.Code) {
			return s.judgeClaim(tx, c)
		}
	}
	system := tx.As(access.System)
	for _, c := range all {
		if c.State != ClaimIssued {
			continue
		}
		c.Failures++
		if err := countGuess(tx, c); err != nil {
			return nil, nil, err
		}
		if c.Failures >= number(tx, claimGuesses, 10) {
			if err := flow.Move(system, ClaimStates, c, "lock", "认领码被连续输错"+strconv.Itoa(c.Failures)+"次"); err != nil {
				return nil, nil, err
			}
		}
	}
	return nil, badCode(tx), nil
}

// judgeClaim says of a code that is known whether it still opens something. That somebody came with one that does not is in
// the journal: a code used twice is in two hands.
func (s *Service) judgeClaim(tx *store.Tx, c *Claim) (*Claim, error, error) {
	if c.State == ClaimIssued && c.ExpiresOn < tx.Today() {
		if err := flow.Move(tx.As(access.System), ClaimStates, c, "expire", ""); err != nil {
			return nil, nil, err
		}
	}
	if c.State == ClaimIssued {
		return c, nil, nil
	}
	return nil, c.spent(), tx.As(access.System).Note("claim.refuse", c.Subject(), "有人再次填写，认领码"+ClaimStates.Label(c.State))
}

// spent says why a code opens nothing any more, and what to do.
func (c *Claim) spent() error {
	again := "请与所在地生态环境部门联系重发。"
	if c.Purpose == ForColleague {
		again = "请本企业管理员重新邀请。"
	}
	switch c.State {
	case ClaimUsed:
		return fault.Conflict("该认领码已经用过，账号" + c.AccountLogin + "已经开通，请直接登录；忘记密码的，可在登录页找回。不是本企业人员开通的，请立即与所在地生态环境部门联系。")
	case ClaimLocked:
		return fault.Conflict("该认领码因多次输错已经锁定，不能再用。" + again)
	case ClaimReplaced:
		return fault.Conflict("该认领码已由新的认领码取代，请使用最近一次收到的告知函。")
	case ClaimWithdrawn:
		return fault.Conflict("该认领码已经作废。" + again)
	}
	return fault.Conflict("该认领码已于" + c.ExpiresOn.Chinese() + "到期，没有开通账号。" + again)
}

// attempted is decided inside the transaction but must not roll it back: the count of guesses has to stay.
type attempted[T any] struct {
	value   T
	failure error
}

// CheckClaim tells what a code opens, before anything is opened. A wrong guess counts.
func (s *Service) CheckClaim(ctx context.Context, in ClaimCode) (*ClaimView, error) {
	faults := in.codeFaults()
	if err := faults.Err("没有核对"); err != nil {
		return nil, err
	}
	out, err := store.In(ctx, s.db, func(tx *store.Tx) (attempted[*ClaimView], error) {
		c, failure, err := s.attempt(tx, in)
		if err != nil || failure != nil {
			return attempted[*ClaimView]{failure: failure}, err
		}
		login, err := freeLogin(tx, c.CreditCode)
		return attempted[*ClaimView]{value: &ClaimView{
			EnterpriseName: c.EnterpriseName, Purpose: c.Purpose, Login: login, Person: c.Person, Phone: c.Phone,
			DutyLabel: access.DutyWords(access.ReadDuties(c.Duties)), ExpiresOn: c.ExpiresOn,
		}}, err
	})
	if err == nil {
		err = out.failure
	}
	return out.value, err
}

// Redeem opens the account that a code was issued for, with a password of its holder's own, and begins a session.
func (s *Service) Redeem(ctx context.Context, in ClaimInput) (*Me, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	hash, err := HashPassword(in.Password)
	if err != nil {
		return nil, err
	}
	out, err := store.In(ctx, s.db, func(tx *store.Tx) (attempted[*Account], error) {
		c, failure, err := s.attempt(tx, in.ClaimCode)
		if err != nil || failure != nil {
			return attempted[*Account]{failure: failure}, err
		}
		a, err := s.openClaimed(tx, c, in, hash)
		return attempted[*Account]{value: a}, err
	})
	if err == nil {
		err = out.failure
	}
	if err != nil {
		return nil, err
	}
	return s.begin(ctx, out.value)
}

func (s *Service) openClaimed(tx *store.Tx, c *Claim, in ClaimInput, hash string) (*Account, error) {
	have, err := peopleOf(tx, []string{c.EnterpriseID})
	if err != nil {
		return nil, err
	}
	if c.Purpose == ForEnterprise && len(have) > 0 {
		return nil, fault.Conflict("本企业的账号" + have[0].Login + "已经开通，请直接登录，或者请本企业管理员邀请您加入。")
	}
	login, err := freeLogin(tx, c.CreditCode)
	if err != nil {
		return nil, err
	}
	a := &Account{
		Login: login, Name: strings.TrimSpace(in.Name), UnitName: c.EnterpriseName, Role: access.RoleEnterprise, Phone: strings.TrimSpace(in.Phone),
		RegionCode: c.RegionCode, EnterpriseID: c.EnterpriseID, Duties: c.Duties, State: Active, PasswordHash: hash, LastLoginAt: tx.Now(),
	}
	a.ID = store.NewID()
	own := tx.As(a.Actor()) // the holder opens it, with the code in hand
	if err := own.Insert("account.claim", a); err != nil {
		return nil, err
	}
	now := tx.Now()
	c.UsedAt, c.AccountID, c.AccountLogin = &now, a.ID, a.Login
	if err := flow.Move(tx.As(access.System), ClaimStates, c, "claim", "认领人："+a.Name); err != nil {
		return nil, err
	}
	if c.Purpose == ForColleague {
		return a, message.Tell(own, "colleague-joined", a.Subject(), map[string]string{"duties": access.DutyWords(access.ReadDuties(a.Duties))})
	}
	return a, nil
}

// freeLogin gives the account of the next person of an enterprise: the credit code, with a number for all but the first.
func freeLogin(tx *store.Tx, credit string) (string, error) {
	first := strings.ToLower(credit)
	taken, err := loginsFrom(tx, first)
	login := first
	for n := 2; slices.Contains(taken, login); n++ {
		login = first + "-" + strconv.Itoa(n)
	}
	return login, err
}

// ExpireClaims ends the codes whose last day is over (daily job).
func (s *Service) ExpireClaims(ctx context.Context) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		rows, err := overdueClaims(tx, tx.Today())
		for _, c := range rows {
			if err := flow.Move(tx, ClaimStates, c, "expire", ""); err != nil {
				return err
			}
		}
		return err
	})
}
