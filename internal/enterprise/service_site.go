package enterprise

import (
	"context"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// SiteList is the sites of one enterprise.
type SiteList struct {
	Items []*Site `json:"items" nullable:"false"`
}

// ListSites gives the sites in the actor's place, also those of enterprises that are registered elsewhere.
func (s *Service) ListSites(ctx context.Context, in SiteFilter) (store.List[Site], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Site], error) {
		out, err := listSites(tx, in)
		if err != nil {
			return out, err
		}
		rows := make([]*Site, len(out.Items))
		for i := range out.Items {
			rows[i] = &out.Items[i]
			rows[i].Actions = flow.Names(tx, SiteStates, rows[i])
		}
		return out, s.nameOwners(tx, rows)
	})
}

// nameOwners fills in the enterprises of sites that were found in scope.
func (s *Service) nameOwners(tx *store.Tx, rows []*Site) error {
	owners := map[string]*Enterprise{}
	for _, site := range rows {
		s.labelSite(site)
		if owners[site.EnterpriseID] == nil {
			e, err := store.Get[Enterprise](tx.Everywhere("whoever sees a site may know whose it is"), site.EnterpriseID, "该企业")
			if err != nil {
				return err
			}
			owners[site.EnterpriseID] = e
		}
		site.EnterpriseName, site.CreditCode = owners[site.EnterpriseID].Name, owners[site.EnterpriseID].CreditCode
	}
	return nil
}

// SitesOf gives the sites of an enterprise.
func (s *Service) SitesOf(ctx context.Context, id string) (SiteList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (SiteList, error) {
		e, err := find(tx, id)
		if err != nil {
			return SiteList{}, err
		}
		rows, err := sites(tx, e.ID)
		for _, site := range rows {
			s.labelSite(site)
			site.EnterpriseName, site.CreditCode = e.Name, e.CreditCode
			site.Actions = flow.Names(tx, SiteStates, site)
		}
		return SiteList{Items: rows}, err
	})
}

// GetSite gives one site with what should be looked at.
func (s *Service) GetSite(ctx context.Context, id string) (*Site, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Site, error) {
		site, err := findSite(tx, id)
		if err != nil {
			return nil, err
		}
		return site, s.completeSite(tx, site)
	})
}

// FindSite gives a site inside a transaction of another capability; out of scope it does not exist.
func (s *Service) FindSite(tx *store.Tx, id string) (*Site, error) {
	site, err := findSite(tx, id)
	if err != nil {
		return nil, err
	}
	return site, s.completeSite(tx, site)
}

func findSite(tx *store.Tx, id string) (*Site, error) { return store.Find[Site](tx, id, "该厂区") }

func (s *Service) completeSite(tx *store.Tx, site *Site) error {
	if err := s.nameOwners(tx, []*Site{site}); err != nil {
		return err
	}
	if _, _, warning := checkPermit(site.PermitNo, site.CreditCode); warning != "" {
		site.Warnings = append(site.Warnings, warning)
	}
	if site.PermitUntil.Before(tx.Today()) {
		site.Warnings = append(site.Warnings, "排污许可证已于"+site.PermitUntil.Chinese()+"到期，请核实是否已延续。")
	}
	site.Actions = flow.Allowed(tx, SiteStates, site)
	return nil
}

func (s *Service) labelSite(site *Site) {
	site.RegionLabel, site.IndustryLabel = s.codes.regionLabel(site.RegionCode), s.codes.industryLabel(site.IndustryCode)
	site.PermitKindLabel, site.StateLabel = PermitKinds[site.PermitKind], SiteStates.Label(site.State)
}

// AddSite registers a further site of an enterprise in the actor's place.
func (s *Service) AddSite(ctx context.Context, id string, in SiteInput) (*Site, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Site, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return s.addSite(tx, e, in)
	})
}

// AddSiteByCode registers a site in the actor's place of an enterprise that may be registered elsewhere: one legal person
// may have plants in several counties.
func (s *Service) AddSiteByCode(ctx context.Context, in NewSite) (*Site, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Site, error) {
		var faults fault.List
		code := s.checkCode(&faults, in.CreditCode)
		if err := faults.Err("厂区还没有登记，请按提示修改。"); err != nil {
			return nil, err
		}
		e, err := byCode(tx, code)
		if err != nil {
			return nil, err
		}
		if e == nil {
			faults.Add("credit_code", "还没有登记这个统一社会信用代码的企业。请先登记企业，第一个厂区会同时建立。")
			return nil, faults.Err("厂区还没有登记，请按提示修改。")
		}
		if !tx.Actor().Place.CoversRegion(e.RegionCode) && in.RegionCode == "" {
			faults.Add("region_code", "企业登记在"+s.codes.regionLabel(e.RegionCode)+"，请填写厂区所在的县（市、区）。")
			return nil, faults.Err("厂区还没有登记，请按提示修改。")
		}
		return s.addSite(tx, e, in.SiteInput)
	})
}

func (s *Service) addSite(tx *store.Tx, e *Enterprise, in SiteInput) (*Site, error) {
	have, err := sites(tx, e.ID)
	if err != nil {
		return nil, err
	}
	no := nextNo(have)
	if strings.TrimSpace(in.Name) == "" {
		in.Name = "厂区" + no
	}
	site, faults := s.checkedSite(tx.Actor().Place, e, in, "")
	faults = append(faults, clash(site, have)...)
	if err := faults.Err("厂区还没有登记，请按提示修改。"); err != nil {
		return nil, err
	}
	site.EnterpriseID, site.SiteNo, site.State = e.ID, no, SiteStates.First
	if err := tx.Insert("site.register", site); err != nil {
		return nil, err
	}
	return site, s.completeSite(tx, site)
}

// nextNo gives the number after the highest one in use; numbers are never used again.
func nextNo(have []*Site) string {
	highest := 0
	for _, site := range have {
		if n, err := strconv.Atoi(site.SiteNo); err == nil {
			highest = max(highest, n)
		}
	}
	return strconv.Itoa(highest + 1)
}

// clash tells whether another site of the enterprise has the same name or permit.
func clash(site *Site, have []*Site) fault.List {
	var list fault.List
	for _, other := range have {
		if other.ID == site.ID {
			continue
		}
		if sameName(other.Name, site.Name) {
			list.Add("name", "该企业已有名为“"+other.Name+"”的厂区（编号"+other.SiteNo+"）。请用能够区分的名称。")
		}
		if site.PermitNo != "" && other.PermitNo == site.PermitNo {
			list.Add("permit_no", "排污许可证编号已用于厂区“"+other.Name+"”（编号"+other.SiteNo+"）。每个厂区应有各自的编号，请核对末四位。")
		}
	}
	return list
}

// UpdateSite corrects a site.
func (s *Service) UpdateSite(ctx context.Context, id string, in SiteInput) (*Site, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Site, error) {
		site, err := store.Take[Site](tx, id, "该厂区")
		if err != nil {
			return nil, err
		}
		e, err := store.Get[Enterprise](tx.Everywhere("the owner of a site that was found in scope"), site.EnterpriseID, "该企业")
		if err != nil {
			return nil, err
		}
		have, err := sites(tx, e.ID)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(in.Name) == "" {
			in.Name = site.Name
		}
		if in.RegionCode == "" {
			in.RegionCode = site.RegionCode
		}
		fresh, faults := s.checkedSite(tx.Actor().Place, e, in, "")
		fresh.Row, fresh.EnterpriseID, fresh.SiteNo, fresh.State = site.Row, site.EnterpriseID, site.SiteNo, site.State
		if err := append(faults, clash(fresh, have)...).Err("修改没有保存，请按提示修改。"); err != nil {
			return nil, err
		}
		if err := tx.Save("site.correct", fresh); err != nil {
			return nil, err
		}
		return fresh, s.completeSite(tx, fresh)
	})
}

// ChangeSite moves the site to another state (关闭、撤销关闭).
func (s *Service) ChangeSite(do string) func(context.Context, string, OperatingEvent) (*Site, error) {
	return func(ctx context.Context, id string, in OperatingEvent) (*Site, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Site, error) {
			site, err := store.Take[Site](tx, id, "该厂区")
			if err != nil {
				return nil, err
			}
			if err := in.check(tx.Today()); err != nil {
				return nil, err
			}
			if err := flow.Move(tx, SiteStates, site, do, in.note()); err != nil {
				return nil, err
			}
			if err := s.tell(tx, Happening{Do: do, EnterpriseID: site.EnterpriseID, SiteID: site.ID, Note: in.note()}); err != nil {
				return nil, err
			}
			return site, s.completeSite(tx, site)
		})
	}
}

// SiteHistory gives the journal of a site.
func (s *Service) SiteHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		site, err := findSite(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(site.Subject())
	})
}

// checkedSite reads a site from its input and finds all its faults; prefix stands before the field paths.
func (s *Service) checkedSite(place access.Place, e *Enterprise, in SiteInput, prefix string) (*Site, fault.List) {
	var faults fault.List
	site := &Site{EnterpriseID: e.ID, Name: strings.TrimSpace(in.Name), Address: strings.TrimSpace(in.Address), PermitKind: in.PermitKind, PermitUntil: in.PermitUntil}
	if site.Address == "" {
		site.Address = e.Address
	}
	if in.RegionCode == "" {
		site.RegionCode = e.RegionCode
	} else {
		site.RegionCode = s.checkRegion(&faults, "region_code", place, in.RegionCode, "")
	}
	site.CityCode = store.CityOf(site.RegionCode)
	site.IndustryCode = e.IndustryCode
	if in.IndustryCode != "" {
		site.IndustryCode = s.checkIndustry(&faults, "industry_code", in.IndustryCode, e.IndustryCode)
	}
	site.Longitude, site.Latitude = checkPosition(&faults, in.Longitude, in.Latitude)
	var faulty string
	if site.PermitNo, faulty, _ = checkPermit(in.PermitNo, e.CreditCode); faulty != "" {
		faults.Add("permit_no", faulty)
	}
	if _, known := PermitKinds[in.PermitKind]; in.PermitKind != "" && !known {
		faults.Add("permit_kind", "请从列表中选择排污许可管理类别。")
	}
	if !in.PermitUntil.Valid() {
		faults.Add("permit_until", "有效期不是有效的日期，请按“年-月-日”填写，例如2026-03-31。")
	}
	for i := range faults {
		faults[i].Path = prefix + faults[i].Path
	}
	return site, faults
}
