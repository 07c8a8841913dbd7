package enterprise

import (
	"context"
	"fmt"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Facts lists facts in the actor's place.
func (s *Service) Facts(ctx context.Context, in FactQuery) (store.List[SiteFact], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[SiteFact], error) {
		out, err := listFacts(tx, in)
		f := s.finder(tx, tx.Today())
		for i := range out.Items {
			labelFact(tx, f, &out.Items[i])
		}
		return out, err
	})
}

// Fact gives one fact.
func (s *Service) Fact(ctx context.Context, id string) (*SiteFact, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*SiteFact, error) {
		f, err := store.Find[SiteFact](tx, id, "该事实")
		if err == nil {
			labelFact(tx, s.finder(tx, tx.Today()), f)
		}
		return f, err
	})
}

// finder gives the lists of a day, for what a fact is on.
func (s *Service) finder(tx *store.Tx, on calendar.Date) *candidate.Finder {
	return candidate.New(tx.Law(), s.codes.ref, on, on.Year())
}

func labelFact(tx *store.Tx, finder *candidate.Finder, f *SiteFact) {
	f.KindLabel, f.RoleLabel = candidate.Kinds[f.Kind], ""
	if f.Role != "" || f.Kind == candidate.PastAudit {
		f.RoleLabel = FactRoles[f.Role]
	}
	f.CodeLabel, f.Listed = f.Code, finder.Listings(f.Fact())
	if limit, ok := tx.Law().EnergyLimit(f.Code); ok {
		f.CodeLabel = fmt.Sprintf("%s %s，3级限额 %s %s", limit.Standard, limit.Indicator, limit.Existing(), limit.Unit)
	}
	f.Actions = factActions(tx, f)
}

// factActions: whoever records facts corrects them; an enterprise does not correct what a department has recorded.
func factActions(tx *store.Tx, f *SiteFact) []store.Action {
	if !tx.Actor().Can(access.RecordFact) {
		return nil
	}
	why := mayChange(tx, f)
	out := []store.Action{}
	for _, a := range [][2]string{{"revise", "更正"}, {"remove", "删除"}} {
		out = append(out, store.Action{Name: a[0], Label: a[1], Allowed: why == "", Reason: why})
	}
	return out
}

func mayChange(tx *store.Tx, f *SiteFact) string {
	if tx.Actor().Place.EnterpriseID != "" && f.Source == SourceOffice {
		return "这项事实由主管部门登记，企业不能改动。有异议的，请向登记部门提出。"
	}
	return ""
}

// AddFact records a fact of a site for a year with its evidence.
func (s *Service) AddFact(ctx context.Context, id string, in FactInput) (*SiteFact, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*SiteFact, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		own, err := sites(tx, e.ID)
		if err != nil {
			return nil, err
		}
		faults := in.check(tx.Law(), tx.Today())
		site := chosen(&faults, own, in.SiteID)
		f := &SiteFact{EnterpriseID: e.ID, Source: sourceOf(tx)}
		if site != nil {
			f.SiteID, f.RegionCode, f.CityCode, f.SiteName = site.ID, site.RegionCode, site.CityCode, site.Name
		}
		in.write(f)
		if err := unique(tx, &faults, f); err != nil {
			return nil, err
		}
		if err := faults.Err("事实还没有登记，请按提示修改。"); err != nil {
			return nil, err
		}
		if err := tx.Insert("site_fact.record", f); err != nil {
			return nil, err
		}
		labelFact(tx, s.finder(tx, tx.Today()), f)
		return f, nil
	})
}

func sourceOf(tx *store.Tx) string {
	if tx.Actor().Place.EnterpriseID != "" {
		return SourceEnterprise
	}
	return SourceOffice
}

// unique refuses a second record of the same thing: it is corrected instead.
func unique(tx *store.Tx, faults *fault.List, f *SiteFact) error {
	if len(*faults) > 0 {
		return nil
	}
	have, err := sameFact(tx, f)
	if err == nil && have != nil && have.ID != f.ID {
		faults.Add("name", fmt.Sprintf("该厂区%d年的“%s”已经登记（%s %s，%s）。如有变化，请更正原来的登记。", f.Year, f.Name, have.Value, have.Unit, Sources[have.Source]))
	}
	return err
}

// ReviseFact corrects a fact.
func (s *Service) ReviseFact(ctx context.Context, id string, in FactInput) (*SiteFact, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*SiteFact, error) {
		f, err := store.Take[SiteFact](tx, id, "该事实")
		if err != nil {
			return nil, err
		}
		if why := mayChange(tx, f); why != "" {
			return nil, fault.Forbidden(why)
		}
		faults := in.check(tx.Law(), tx.Today())
		if in.Kind != f.Kind {
			faults.Add("kind", "事实类别不能更正。类别错误的，请删除后重新登记。")
		}
		in.write(f)
		if err := unique(tx, &faults, f); err != nil {
			return nil, err
		}
		if err := faults.Err("更正没有保存，请按提示修改。"); err != nil {
			return nil, err
		}
		if f.Source != sourceOf(tx) {
			f.Source = sourceOf(tx)
		}
		if err := tx.Save("site_fact.revise", f); err != nil {
			return nil, err
		}
		labelFact(tx, s.finder(tx, tx.Today()), f)
		return f, nil
	})
}

// RemoveFact removes a fact that was recorded in error; the journal keeps what it said.
func (s *Service) RemoveFact(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		f, err := store.Take[SiteFact](tx, id, "该事实")
		if err != nil {
			return err
		}
		if why := mayChange(tx, f); why != "" {
			return fault.Forbidden(why)
		}
		return tx.Delete("site_fact.remove", f)
	})
}

// FactHistory gives the journal of a fact.
func (s *Service) FactHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		f, err := store.Find[SiteFact](tx, id, "该事实")
		if err != nil {
			return nil, err
		}
		return tx.History(f.Subject())
	})
}

// LimitQuery narrows the energy limits.
type LimitQuery struct {
	store.Page
	Industry string `query:"key_industry" maxLength:"40" doc:"重点行业"`
}

// EnergyLimits finds limits by product, standard or indicator.
func (s *Service) EnergyLimits(ctx context.Context, in LimitQuery) (store.List[statute.EnergyLimit], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[statute.EnergyLimit], error) {
		found := []statute.EnergyLimit{}
		words := strings.Fields(in.Q)
		for _, e := range tx.Law().EnergyLimits() {
			text := e.Standard + e.Title + e.Product + e.Indicator + e.Industry
			hit := in.Industry == "" || e.Industry == in.Industry
			for _, word := range words {
				hit = hit && strings.Contains(text, word)
			}
			if hit {
				found = append(found, e)
			}
		}
		size, page := max(in.PageSize, 1), max(in.Page.Page, 1)
		if in.PageSize == 0 {
			size = 20
		}
		from := min((page-1)*size, len(found))
		return store.List[statute.EnergyLimit]{Items: found[from:min(from+size, len(found))], Total: len(found)}, nil
	})
}

// factsFollow lets the facts of a site follow it to another division or enterprise.
func factsFollow(tx *store.Tx, site *Site) error {
	facts, err := factsOfSites(tx, []string{site.ID}, 0)
	for _, f := range facts[site.ID] {
		if f.RegionCode == site.RegionCode && f.EnterpriseID == site.EnterpriseID {
			continue
		}
		f.RegionCode, f.CityCode, f.EnterpriseID = site.RegionCode, site.CityCode, site.EnterpriseID
		if err := tx.Save("site_fact.follow", f); err != nil {
			return err
		}
	}
	return err
}
