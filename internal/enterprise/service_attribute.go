package enterprise

import (
	"context"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// AttributeList is the attributes of one enterprise.
type AttributeList struct {
	Items []*Attribute `json:"items" nullable:"false"`
}

// ListAttributes gives the attributes of an enterprise, those in force first.
func (s *Service) ListAttributes(ctx context.Context, id string) (AttributeList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (AttributeList, error) {
		e, err := find(tx, id)
		if err != nil {
			return AttributeList{}, err
		}
		rows, err := attributes(tx, e.ID, "")
		for _, a := range rows {
			a.label(a.SiteName)
		}
		if err != nil {
			return AttributeList{}, err
		}
		return AttributeList{Items: rows}, s.tellHistory(tx, rows)
	})
}

// AddAttribute establishes an attribute of a site with its evidence (认定).
func (s *Service) AddAttribute(ctx context.Context, id string, in NewAttribute) (*Attribute, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Attribute, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		own, err := sites(tx, e.ID)
		if err != nil {
			return nil, err
		}
		faults := in.check(tx.Today())
		site := chosen(&faults, own, in.SiteID)
		if err := s.checkAttribute(tx, &faults, e, site, in); err != nil {
			return nil, err
		}
		if err := faults.Err("属性还没有登记，请按提示修改。"); err != nil {
			return nil, err
		}
		a := &Attribute{EnterpriseID: e.ID, SiteID: site.ID, RegionCode: site.RegionCode, CityCode: site.CityCode, Kind: in.Kind,
			Detail: strings.TrimSpace(in.Detail), Evidence: strings.TrimSpace(in.Evidence), FileID: in.FileID, FromOn: in.FromOn}
		if err := tx.Insert("attribute.establish", a); err != nil {
			return nil, err
		}
		if a.FileID != "" {
			if err := file.Hold(tx, e.Subject(), "属性认定", a.FileID); err != nil {
				return nil, err
			}
		}
		a.label(site.Name)
		return a, s.tell(tx, Happening{Do: "establish", Kind: a.Kind, EnterpriseID: e.ID, SiteID: site.ID,
			Note: "自" + a.FromOn.Chinese() + "起认定为“" + a.KindLabel + "”，认定依据：" + a.Evidence})
	})
}

// checkAttribute finds the faults of a new attribute that depend on what is stored.
func (s *Service) checkAttribute(tx *store.Tx, faults *fault.List, e *Enterprise, site *Site, in NewAttribute) error {
	if site != nil && in.Kind != "" {
		have, err := openAttribute(tx, site.ID, in.Kind)
		if err != nil {
			return err
		}
		if have != nil {
			facts, _ := in.Kind.Facts()
			faults.Add("kind", "厂区“"+site.Name+"”自"+have.FromOn.Chinese()+"起已登记“"+facts.Label+"”。如情况有变化，请先终止原来的登记。")
		}
	}
	if in.FileID == "" {
		return nil
	}
	known, err := file.On(tx, in.FileID, e.Subject())
	if err == nil && !known {
		faults.Add("file_id", "没有找到这个证明文件，请重新上传。")
	}
	return err
}

// chosen gives the site that an attribute is about; with one site nobody need name it.
func chosen(faults *fault.List, own []*Site, id string) *Site {
	if id == "" && len(own) == 1 {
		return own[0]
	}
	for _, site := range own {
		if site.ID == id {
			return site
		}
	}
	faults.Add("site_id", "请选择是哪一个厂区的属性。")
	return nil
}

// EndAttribute ends an attribute on a day (终止); the record stays as history.
func (s *Service) EndAttribute(ctx context.Context, id string, in AttributeEnd) (*Attribute, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Attribute, error) {
		a, err := store.Take[Attribute](tx, id, "该属性")
		if err != nil {
			return nil, err
		}
		if err := in.check(a, tx.Today()); err != nil {
			return nil, err
		}
		a.UntilOn = in.On
		if err := tx.SaveNoted("attribute.end", "终止依据："+strings.TrimSpace(in.Evidence), a); err != nil {
			return nil, err
		}
		site, err := store.Get[Site](tx.Everywhere("the site of an attribute that was found in scope"), a.SiteID, "该厂区")
		if err != nil {
			return nil, err
		}
		a.label(site.Name)
		return a, nil
	})
}

// AttributeHistory gives the journal of an attribute.
func (s *Service) AttributeHistory(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		a, err := store.Find[Attribute](tx, id, "该属性")
		if err != nil {
			return nil, err
		}
		return tx.History(a.Subject())
	})
}
