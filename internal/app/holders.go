package app

import (
	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/enterprise"
	"qingshen/internal/expert"
	"qingshen/internal/store"
	"qingshen/internal/zone"
)

// holders tells the accounts where the parties of a role are registered.
func (a *App) holders() map[access.Role]account.Registry {
	return map[access.Role]account.Registry{
		access.RoleEnterprise: registry(a.enterprises.Called, a.enterprises.Named, func(e *enterprise.Enterprise) account.Holder {
			return account.Holder{ID: e.ID, Name: e.Name, Hint: a.regions.Label(e.RegionCode) + "　" + e.CreditCode, RegionCode: e.RegionCode, Code: e.CreditCode}
		}),
		access.RoleAgency: registry(a.agencies.Called, a.agencies.Named, func(g *agency.Agency) account.Holder {
			return account.Holder{ID: g.ID, Name: g.Name, Hint: g.CreditCode, RegionCode: g.RegionCode}
		}),
		access.RoleExpert: registry(a.experts.Called, a.experts.Named, func(e *expert.Expert) account.Holder {
			return account.Holder{ID: e.ID, Name: e.Name, Hint: e.Employer, RegionCode: e.RegionCode}
		}),
		access.RoleZone: registry(a.zones.Called, a.zones.Named, func(z *zone.Zone) account.Holder {
			return account.Holder{ID: z.ID, Name: z.Name, Hint: a.regions.Label(z.RegionCode), RegionCode: z.RegionCode}
		}),
	}
}

// plantOf finds a site by credit code and name for the zones, which do not know the register.
func (a *App) plantOf(tx *store.Tx, code, site string) (zone.Plant, error) {
	e, p, err := a.enterprises.Plant(tx, code, site)
	if err != nil {
		return zone.Plant{}, err
	}
	return zone.Plant{SiteID: p.ID, SiteName: p.Name, EnterpriseID: e.ID, RegionCode: p.RegionCode}, nil
}

func registry[T any](search func(*store.Tx, string) ([]*T, error), find func(*store.Tx, string) (*T, error), as func(*T) account.Holder) account.Registry {
	return account.Registry{
		Search: func(tx *store.Tx, q string) ([]account.Holder, error) {
			rows, err := search(tx, q)
			out := make([]account.Holder, len(rows))
			for i, r := range rows {
				out[i] = as(r)
			}
			return out, err
		},
		Find: func(tx *store.Tx, id string) (account.Holder, error) {
			r, err := find(tx, id)
			if err != nil {
				return account.Holder{}, err
			}
			return as(r), nil
		},
	}
}

// addressees tells the accounts which enterprises of a list get an account letter with their notice.
func (a *App) addressees(tx *store.Tx, listID, region, enterprise string) (string, []account.Addressee, error) {
	title, found, err := a.lists.Addressed(tx, listID, region, enterprise)
	out := make([]account.Addressee, len(found))
	for i, f := range found {
		out[i] = account.Addressee{
			EnterpriseID: f.Notice.EnterpriseID, Name: f.Row.EnterpriseName, CreditCode: f.Row.CreditCode, RegionCode: f.Notice.RegionCode,
			NoticeID: f.Notice.ID, DocumentNo: f.Notice.DocumentNo,
		}
	}
	return title, out, err
}
