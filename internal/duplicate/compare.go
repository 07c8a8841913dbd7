package duplicate

import (
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// column is one thing that a registration says of an enterprise.
type column struct{ name, label string }

// columns are what a merge asks about: for each, the value of one of the two is kept.
var columns = []column{
	{"name", "企业名称"}, {"credit_code", "统一社会信用代码"}, {"region_code", "所在县（市、区）"}, {"address", "地址"}, {"legal_representative", "法定代表人"},
	{"contact_name", "联系人"}, {"contact_phone", "联系电话"}, {"industry_code", "行业"}, {"key_industry", "重点行业"}, {"scale", "企业规模"}, {"park", "所在园区"},
}

// Comparison is two registrations side by side.
type Comparison struct {
	Fields      []ComparedField `json:"fields" nullable:"false"`
	FirstSites  []ComparedSite  `json:"first_sites" nullable:"false"`
	SecondSites []ComparedSite  `json:"second_sites" nullable:"false"`
}

// ComparedField is one thing that both say.
type ComparedField struct {
	Column string `json:"column"`
	Label  string `json:"label"`
	First  string `json:"first"`
	Second string `json:"second"`
	Same   bool   `json:"same" doc:"两条登记一致"`
}

// ComparedSite is a site of one registration, with the site of the other that seems to be the same plant.
type ComparedSite struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Label   string `json:"label" doc:"编号、所在地和排污许可证编号"`
	Address string `json:"address"`
	SameAs  string `json:"same_as" doc:"看来是同一厂区的另一方厂区，空为没有"`
	Why     string `json:"why" doc:"为什么看来是同一厂区"`
}

func (s *Service) compare(tx *store.Tx, d *Duplicate) (*Comparison, error) {
	a, err := s.enterprises.RegisteredAs(tx, d.FirstID)
	if err != nil {
		return nil, err
	}
	b, err := s.enterprises.RegisteredAs(tx, d.SecondID)
	if err != nil {
		return nil, err
	}
	out := &Comparison{Fields: []ComparedField{}, FirstSites: comparedSites(a, b), SecondSites: comparedSites(b, a)}
	for _, c := range columns {
		first, second := shown(a.Enterprise, c.name), shown(b.Enterprise, c.name)
		out.Fields = append(out.Fields, ComparedField{c.name, c.label, first, second, first == second})
	}
	return out, nil
}

// shown gives what a registration says of a column, in words.
func shown(e *enterprise.Enterprise, name string) string {
	switch name {
	case "region_code":
		return e.RegionLabel
	case "industry_code":
		return e.IndustryLabel
	case "scale":
		return enterprise.Scales[e.Scale]
	}
	return store.Text(e, name)
}

func comparedSites(of, other enterprise.Registered) []ComparedSite {
	out := []ComparedSite{}
	for _, site := range of.Sites {
		label := "编号" + site.SiteNo + "，" + site.RegionLabel
		if site.PermitNo != "" {
			label += "，许可证" + site.PermitNo
		}
		c := ComparedSite{ID: site.ID, Name: site.Name, Label: label, Address: site.Address}
		c.SameAs, c.Why = samePlant(of, site, other)
		out = append(out, c)
	}
	return out
}

// samePlant finds the site of the other registration that seems to be the same plant, and says why.
func samePlant(of enterprise.Registered, site *enterprise.Site, other enterprise.Registered) (id, why string) {
	for _, o := range other.Sites {
		switch {
		case o.RegionCode != site.RegionCode:
		case site.PermitNo != "" && o.PermitNo == site.PermitNo:
			return o.ID, "排污许可证编号相同"
		case street(site.Address) != "" && street(site.Address) == street(o.Address):
			return o.ID, "地址相同"
		case square(site.Longitude) != "" && square(site.Longitude) == square(o.Longitude) && square(site.Latitude) == square(o.Latitude):
			return o.ID, "坐标相同"
		}
	}
	if len(of.Sites) == 1 && len(other.Sites) == 1 && of.Sites[0].RegionCode == other.Sites[0].RegionCode {
		return other.Sites[0].ID, "两条登记各有一个厂区，在同一个县（市、区）"
	}
	return "", ""
}

// MergeInput says which registration stays, which values it takes over from the other, and which sites are one plant.
type MergeInput struct {
	Version int64             `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	KeepID  string            `json:"keep_id" maxLength:"64" doc:"保留的登记"`
	Take    []string          `json:"take,omitempty" maxItems:"20" doc:"改用另一条登记的内容的项目"`
	Sites   map[string]string `json:"sites,omitempty" doc:"另一条登记的厂区：与保留的登记的哪个厂区是同一厂区；不填或者为空，作为又一个厂区"`
	Note    string            `json:"note,omitempty" maxLength:"1000" doc:"合并的理由和核对的依据"`
}

// BaseVersion gives the version that the body carries.
func (in MergeInput) BaseVersion() int64 { return in.Version }

// check finds all faults of the order itself.
func (in MergeInput) check(d *Duplicate, kept, gone []*enterprise.Site) error {
	var list fault.List
	if in.KeepID != d.FirstID && in.KeepID != d.SecondID {
		list.Add("keep_id", "请选择保留两条登记中的哪一条。")
	}
	for _, name := range in.Take {
		if !isColumn(name) {
			list.Add("take", "没有“"+name+"”这个项目，请从对照表中选择。")
		}
	}
	taken := map[string]bool{}
	for from, to := range in.Sites {
		switch {
		case to == "":
		case !hasSite(gone, from) || !hasSite(kept, to):
			list.Add("sites", "所选的厂区不是这两条登记的厂区，请重新打开页面核对。")
		case taken[to]:
			list.Add("sites", "两个厂区不能都与保留的登记的同一个厂区相同，请核对。")
		}
		taken[to] = to != ""
	}
	list.Require("note", "合并的理由和核对的依据", in.Note)
	return list.Err("还不能合并，请按提示修改。")
}

func isColumn(name string) bool {
	for _, c := range columns {
		if c.name == name {
			return true
		}
	}
	return false
}

func hasSite(sites []*enterprise.Site, id string) bool {
	for _, s := range sites {
		if s.ID == id {
			return true
		}
	}
	return false
}
