package account

import (
	"context"
	"fmt"
	"strings"

	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// writeRun draws a run of dark modules.
func writeRun(b *strings.Builder, x, y, length int) {
	fmt.Fprintf(b, "M%d %dh%dv1h-%dz", x, y, length, length)
}

// Claims lists the codes of account letters in the actor's place.
func (s *Service) Claims(ctx context.Context, in ClaimQuery) (store.List[Claim], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Claim], error) {
		out, err := listClaims(tx, in)
		for i := range out.Items {
			s.labelClaim(tx, &out.Items[i])
		}
		return out, err
	})
}

func (s *Service) labelClaim(tx *store.Tx, c *Claim) {
	c.RegionLabel, c.Actions = s.below(c.RegionCode), []store.Action{}
	for _, a := range flow.Names(tx, ClaimStates, c) {
		if (a.Name == "withdraw") == (c.Purpose == ForEnterprise) {
			c.Actions = append(c.Actions, a)
		}
	}
}

// below names a division without the province, which is the same for all.
func (s *Service) below(region string) string {
	return strings.TrimPrefix(s.regionLabel(region), s.regionLabel(s.province))
}

// findClaim gives a code of an account letter that the actor may see.
func findClaim(tx *store.Tx, id string, get func(tx *store.Tx, id, what string) (*Claim, error)) (*Claim, error) {
	c, err := get(tx, id, "该认领码")
	if err == nil && c.Purpose != ForEnterprise {
		return store.Find[Claim](tx, "", "该认领码") // invitations are the enterprise's own affair
	}
	return c, err
}

// WithdrawClaim makes a code worthless that has gone astray.
func (s *Service) WithdrawClaim(ctx context.Context, id string, in Reason) (*Claim, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Claim, error) {
		c, err := findClaim(tx, id, store.Take[Claim])
		if err != nil {
			return nil, err
		}
		if err := flow.Move(tx, ClaimStates, c, "withdraw", in.Reason); err != nil {
			return nil, err
		}
		s.labelClaim(tx, c)
		return c, nil
	})
}

// ClaimHistory gives the journal of one code.
func (s *Service) ClaimHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		c, err := findClaim(tx, id, store.Find[Claim])
		if err != nil {
			return nil, err
		}
		return tx.History(c.Subject())
	})
}

// StandingQuery asks how far a division has come with its accounts.
type StandingQuery struct {
	ListID string `query:"list_id" maxLength:"64" required:"true" doc:"名单"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码"`
}

// ClaimStanding says how many enterprises of a list use their account (账号使用情况).
type ClaimStanding struct {
	Enterprises int            `json:"enterprises" doc:"名单上的企业数"`
	Used        int            `json:"used" doc:"账号已开通并登录过的"`
	Opened      int            `json:"opened" doc:"账号已开通、尚未登录的"`
	Waiting     int            `json:"waiting" doc:"认领码已发出、尚未使用的"`
	Lapsed      int            `json:"lapsed" doc:"认领码已过期、锁定或者作废的"`
	None        int            `json:"none" doc:"尚未发出认领码的"`
	Without     []ClaimMissing `json:"without" nullable:"false" doc:"还没有账号的企业"`
}

// ClaimMissing is an enterprise that has no account yet.
type ClaimMissing struct {
	EnterpriseID string `json:"enterprise_id"`
	Name         string `json:"name"`
	RegionLabel  string `json:"region_label"`
	State        string `json:"state" doc:"最近一次认领码的状态，空为尚未发出"`
	Link         string `json:"link" doc:"告知书的地址"`
}

// Standing tells who of a list has an account, who holds an unused code and who has none.
func (s *Service) Standing(ctx context.Context, in StandingQuery) (*ClaimStanding, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*ClaimStanding, error) {
		_, all, err := s.Addressees(tx, in.ListID, in.Region, "")
		if err != nil {
			return nil, err
		}
		used, last, err := accountsAndCodes(tx, all)
		if err != nil {
			return nil, err
		}
		out := &ClaimStanding{Enterprises: len(all), Without: []ClaimMissing{}}
		for _, to := range all {
			state := last[to.EnterpriseID]
			in, has := used[to.EnterpriseID]
			switch {
			case has && in:
				out.Used++
			case has:
				out.Opened++
			case state == ClaimIssued:
				out.Waiting++
			case state == "" || state == ClaimUsed:
				out.None++
			default:
				out.Lapsed++
			}
			if !has {
				out.Without = append(out.Without, ClaimMissing{to.EnterpriseID, to.Name, s.below(to.RegionCode), state, "/notices/" + to.NoticeID})
			}
		}
		return out, nil
	})
}

// accountsAndCodes tells of each enterprise whether its people have ever logged in, and the state of its latest code.
func accountsAndCodes(tx *store.Tx, all []Addressee) (used map[string]bool, last map[string]string, err error) {
	ids := make([]string, len(all))
	for i, to := range all {
		ids[i] = to.EnterpriseID
	}
	used, last = map[string]bool{}, map[string]string{}
	people, err := peopleOf(tx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range people {
		used[a.EnterpriseID] = used[a.EnterpriseID] || !a.LastLoginAt.IsZero()
	}
	codes, err := latestClaims(tx, ids)
	for _, c := range codes {
		last[c.EnterpriseID] = c.State
		if c.State == ClaimIssued && c.ExpiresOn < tx.Today() {
			last[c.EnterpriseID] = ClaimExpired
		}
	}
	return used, last, err
}
