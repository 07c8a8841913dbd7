package enterprise

import (
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Plant finds the site that a line of a table names by credit code and site, in the actor's place: an enterprise with one
// site need not name it. What is wrong is said of the columns credit_code and site_name.
func (s *Service) Plant(tx *store.Tx, code, site string) (*Enterprise, *Site, error) {
	refuse := func(path, message string) (*Enterprise, *Site, error) {
		return nil, nil, fault.Invalid("没有找到企业", fault.Field{Path: path, Message: message})
	}
	e, err := byCode(tx, NormaliseCode(code))
	if err != nil {
		return nil, nil, err
	}
	if e == nil {
		return refuse("credit_code", notHere(code))
	}
	if e, err = s.Find(tx, e.ID); fault.Is(err, fault.KindNotFound) {
		return refuse("credit_code", notHere(code))
	} else if err != nil {
		return nil, nil, err
	}
	own, err := s.Sites(tx, e.ID)
	if err != nil {
		return nil, nil, err
	}
	var found *Site
	for _, one := range own {
		if site == "" && len(own) == 1 || site != "" && (site == one.SiteNo || sameName(site, one.Name)) {
			found = one
		}
	}
	switch {
	case found == nil && site == "":
		return refuse("site_name", "该企业有几个厂区，请写明厂区的名称。")
	case found == nil:
		return refuse("site_name", "该企业没有名称为“"+site+"”的厂区，请核对。")
	}
	return e, found, nil
}

// PlantOrAll is Plant for what may concern the whole enterprise: without a site it gives the enterprise alone.
func (s *Service) PlantOrAll(tx *store.Tx, code, site string) (*Enterprise, *Site, error) {
	if site != "" {
		return s.Plant(tx, code, site)
	}
	e, err := byCode(tx, NormaliseCode(code))
	if err == nil && e != nil {
		e, err = s.Find(tx, e.ID)
	}
	if e == nil || fault.Is(err, fault.KindNotFound) {
		return nil, nil, fault.Invalid("没有找到企业", fault.Field{Path: "credit_code", Message: notHere(code)})
	}
	return e, nil, err
}

func notHere(code string) string {
	return "本辖区没有登记统一社会信用代码为“" + code + "”的企业，请核对代码，或者先登记企业。"
}
