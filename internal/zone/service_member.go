package zone

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Members lists memberships in the actor's place.
func (s *Service) Members(ctx context.Context, in MemberQuery) (store.List[ZoneMember], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[ZoneMember], error) {
		out, err := listMembers(tx, in)
		for i := range out.Items {
			s.describeMember(tx, &out.Items[i])
		}
		return out, err
	})
}

func (s *Service) describeMember(tx *store.Tx, m *ZoneMember) {
	m.RegionLabel, m.Actions = s.regions.Label(m.RegionCode), []store.Action{}
	if tx.Actor().Can(access.KeepZone) && m.UntilOn == "" {
		m.Actions = append(m.Actions, store.Action{Name: "end", Label: "划出", Allowed: true})
	}
}

// Join brings a site into a zone from a day on (划入). The site stays in its county, which keeps seeing it.
func (s *Service) Join(ctx context.Context, id string, in ZoneMemberInput) (*ZoneMember, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*ZoneMember, error) {
		z, err := store.Find[Zone](tx, id, what)
		if err != nil {
			return nil, err
		}
		if z.UntilOn != "" {
			return nil, fault.Conflict("“" + z.Name + "”已经撤销，不能再划入厂区。")
		}
		var faults fault.List
		faults.Require("basis", "划入依据", in.Basis)
		faults.Require("credit_code", "统一社会信用代码", in.CreditCode)
		switch {
		case in.FromOn == "":
			faults.Add("from_on", "请填写划入日期。")
		case in.FromOn < z.FromOn:
			faults.Add("from_on", "划入日期（"+in.FromOn.Chinese()+"）早于功能区的设立日期（"+z.FromOn.Chinese()+"），请核对。")
		}
		var p Plant
		if strings.TrimSpace(in.CreditCode) != "" {
			p, err = s.plant(tx, in.CreditCode, strings.TrimSpace(in.Site))
			if f := fault.As(err); err != nil && len(f.Fields) > 0 {
				faults = append(faults, f.Fields...)
			} else if err != nil {
				return nil, err
			}
		}
		if p.SiteID != "" && store.CityOf(p.RegionCode) != z.CityCode {
			faults.Add("credit_code", "该厂区在"+s.regions.Label(p.RegionCode)+"，不在功能区所在的"+s.regions.Label(z.CityCode)+"。请核对。")
		} else if p.SiteID != "" && in.FromOn != "" {
			in, err := overlapping(tx, z.ID, p.SiteID, in.FromOn)
			if err != nil {
				return nil, err
			}
			if in {
				faults.Add("credit_code", "“"+p.SiteName+"”在这一天或者以后已经在“"+z.Name+"”内，不需要再次划入。")
			}
		}
		if err := faults.Err("厂区没有划入"); err != nil {
			return nil, err
		}
		m := &ZoneMember{ZoneID: z.ID, SiteID: p.SiteID, EnterpriseID: p.EnterpriseID, RegionCode: p.RegionCode, CityCode: store.CityOf(p.RegionCode),
			Basis: strings.TrimSpace(in.Basis), FromOn: in.FromOn, SiteName: p.SiteName, ZoneName: z.Name}
		if err := tx.Insert("zone_site.add", m); err != nil {
			return nil, err
		}
		s.describeMember(tx, m)
		return m, nil
	})
}

// Leave takes a site out of a zone with a last day (划出); what was, stays.
func (s *Service) Leave(ctx context.Context, id string, in ZoneEnd) (*ZoneMember, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*ZoneMember, error) {
		m, err := store.Take[ZoneMember](tx, id, "该厂区的划入记录")
		if err != nil {
			return nil, err
		}
		if m.UntilOn != "" {
			return nil, fault.Conflict("该厂区已经划出（最后一天为" + m.UntilOn.Chinese() + "），不能再次划出。")
		}
		if err := checkEnd(in, m.FromOn, "划入").Err("厂区没有划出"); err != nil {
			return nil, err
		}
		m.UntilOn = in.UntilOn
		if err := tx.SaveNoted("zone_site.end", strings.TrimSpace(in.Basis), m); err != nil {
			return nil, err
		}
		s.describeMember(tx, m)
		return m, nil
	})
}
