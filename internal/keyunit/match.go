package keyunit

import (
	"context"
	"strings"

	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// match finds the site that a line is: by its code, else, to be confirmed, by a name that one enterprise alone has or had.
func (s *Service) match(tx *store.Tx, l *UnitLine) error {
	l.EnterpriseID, l.SiteID, l.Match, l.Aside = "", "", None, ""
	if l.CreditCode != "" {
		e, err := s.enterprises.ByCode(tx, l.CreditCode)
		if err != nil {
			return err
		}
		if e != nil {
			if _, err := s.enterprises.Find(tx, e.ID); err == nil {
				return s.settle(tx, l, e, ByCode)
			} else if !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
	}
	named, err := s.enterprises.WithName(tx, l.Name)
	if err != nil || len(named) != 1 {
		return err
	}
	return s.settle(tx, l, named[0], ByName)
}

// settle writes the enterprise into the line, and its site as far as the line tells which one is meant.
func (s *Service) settle(tx *store.Tx, l *UnitLine, e *enterprise.Enterprise, how string) error {
	own, err := s.enterprises.Sites(tx, e.ID)
	if err != nil {
		return err
	}
	l.EnterpriseID, l.Match = e.ID, NoSite
	for _, site := range own {
		if len(own) == 1 && l.SiteName == "" || l.SiteName != "" && (l.SiteName == site.SiteNo || enterprise.SameName(l.SiteName, site.Name)) {
			l.SiteID, l.Match = site.ID, how
			return nil
		}
	}
	return nil
}

// Proposals are the enterprises that a unit may be (匹配建议).
type Proposals struct {
	Items []Proposal `json:"items" nullable:"false"`
}

// Proposal is one site that a unit may be.
type Proposal struct {
	EnterpriseID string `json:"enterprise_id"`
	SiteID       string `json:"site_id"`
	Name         string `json:"name"`
	CreditCode   string `json:"credit_code"`
	SiteName     string `json:"site_name"`
	Address      string `json:"address"`
	Why          string `json:"why" doc:"为什么提出"`
}

// Propose gives the sites of the place that a unit may be: those of its enterprise where only the site is open, else
// enterprises with its name, with another code, or with a name that resembles.
func (s *Service) Propose(ctx context.Context, id string) (*Proposals, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Proposals, error) {
		l, err := store.Find[UnitLine](tx, id, lineWhat)
		if err != nil {
			return nil, err
		}
		out := &Proposals{Items: []Proposal{}}
		found, why := []*enterprise.Enterprise{}, "名称相近"
		if l.EnterpriseID != "" {
			e, err := s.enterprises.Find(tx, l.EnterpriseID)
			if err != nil {
				return nil, err
			}
			found, why = append(found, e), "企业已对上，请选择厂区"
			if l.Match == ByName {
				why = "名称或者曾用名相同"
			}
		} else if found, err = s.enterprises.Resembling(tx, l.Name); err != nil {
			return nil, err
		}
		for _, e := range found {
			sites, err := s.enterprises.Sites(tx, e.ID)
			if err != nil {
				return nil, err
			}
			for _, site := range sites {
				out.Items = append(out.Items, Proposal{e.ID, site.ID, e.Name, e.CreditCode, site.Name, site.Address, why})
			}
		}
		return out, nil
	})
}

// MatchInput names the site that a unit is.
type MatchInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	SiteID  string `json:"site_id" maxLength:"64" doc:"厂区"`
}

// BaseVersion gives the version that the body carries.
func (in MatchInput) BaseVersion() int64 { return in.Version }

// Match settles which site a unit is (核对).
func (s *Service) Match(ctx context.Context, id string, in MatchInput) (*UnitLine, error) {
	return s.changeLine(ctx, id, "unit_line.match", "", func(tx *store.Tx, l *UnitLine) error {
		if strings.TrimSpace(in.SiteID) == "" {
			return fault.Invalid("没有核对", fault.Field{Path: "site_id", Message: "请选择是哪一个厂区。"})
		}
		site, err := s.enterprises.FindSite(tx, in.SiteID)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Invalid("没有核对", fault.Field{Path: "site_id", Message: "本辖区没有这个厂区，请重新选择。"})
		}
		if err != nil {
			return err
		}
		l.EnterpriseID, l.SiteID, l.Match, l.Aside = site.EnterpriseID, site.ID, Chosen, ""
		return nil
	})
}

// AsideInput says why a unit gets no attribute.
type AsideInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note    string `json:"note" maxLength:"500" doc:"不登记的理由"`
}

// BaseVersion gives the version that the body carries.
func (in AsideInput) BaseVersion() int64 { return in.Version }

// SetAside leaves a unit of the list without an attribute, with the reason: it is no enterprise of the register.
func (s *Service) SetAside(ctx context.Context, id string, in AsideInput) (*UnitLine, error) {
	return s.changeLine(ctx, id, "unit_line.aside", in.Note, func(_ *store.Tx, l *UnitLine) error {
		var list fault.List
		list.Require("note", "不登记的理由，例如不是生产单位", in.Note)
		l.EnterpriseID, l.SiteID, l.Match, l.Aside = "", "", Aside, strings.TrimSpace(in.Note)
		return list.Err("没有办理，请按提示填写。")
	})
}

// Remove takes a unit off a list that is not approved.
func (s *Service) Remove(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		l, err := store.Find[UnitLine](tx, id, lineWhat)
		if err != nil {
			return err
		}
		if _, err := open(tx, l.ListID); err != nil {
			return err
		}
		return tx.Delete("unit_line.remove", l)
	})
}

// Confirm settles all units that were matched by name alone (按名称对上的全部采用).
func (s *Service) Confirm(ctx context.Context, id string, _ Nothing) (*UnitList, error) {
	return s.change(ctx, id, func(tx *store.Tx, l *UnitList) error {
		lines, err := linesOf(tx, l.ID)
		if err != nil {
			return err
		}
		if l.State != Draft {
			return fault.Conflict("名录" + States.Label(l.State) + "，不能再核对。")
		}
		for _, line := range lines {
			if line.Match != ByName {
				continue
			}
			line.Match = Chosen
			if err := tx.SaveNoted("unit_line.match", "按名称对上，采用", line); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) changeLine(ctx context.Context, id, action, note string, do func(*store.Tx, *UnitLine) error) (*UnitLine, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*UnitLine, error) {
		l, err := store.Take[UnitLine](tx, id, lineWhat)
		if err != nil {
			return nil, err
		}
		if _, err := open(tx, l.ListID); err != nil {
			return nil, err
		}
		if err := do(tx, l); err != nil {
			return nil, err
		}
		return l, tx.SaveNoted(action, strings.TrimSpace(note), l)
	})
}

// open gives the list of a line while it may still be changed.
func open(tx *store.Tx, id string) (*UnitList, error) {
	l, err := store.Find[UnitList](tx, id, what)
	if err == nil && l.State != Draft {
		err = fault.Conflict("名录" + States.Label(l.State) + "，不能再修改。")
	}
	return l, err
}

// settled refuses to approve a list with open units, or an empty one.
func settled(tx *store.Tx, l *UnitList) error {
	lines, err := linesOf(tx, l.ID)
	if err != nil {
		return err
	}
	waiting := 0
	for _, line := range lines {
		if !line.matched() {
			waiting++
		}
	}
	switch {
	case len(lines) == 0:
		return fault.Conflict("名录中还没有单位，请先上传名录表格。")
	case waiting > 0:
		return fault.Conflict("有" + count(waiting) + "家单位没有与企业登记对上。请逐家核对，或者注明不登记的理由。")
	}
	return nil
}
