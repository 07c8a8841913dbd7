package account

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// Holder is a registered party that an account may be opened for (账号持有单位或个人): an enterprise, an agency, an expert.
type Holder struct {
	ID         string `json:"id"`
	Name       string `json:"name" doc:"名称或姓名"`
	Hint       string `json:"hint" doc:"区别同名者的说明，如统一社会信用代码"`
	RegionCode string `json:"region_code" doc:"所在地行政区划代码"`
	Code       string `json:"-"` // unified social credit code, of enterprises
}

// HolderQuery is what the search for a holder may be asked.
type HolderQuery struct {
	Role string `query:"role" enum:"enterprise,agency,expert,zone-ecology" required:"true" doc:"角色"`
	Q    string `query:"q" maxLength:"100" doc:"名称、姓名或代码的一部分"`
}

// Registry is where the parties of a role are registered; set in app, since a registry may not import another.
type Registry struct {
	Search func(tx *store.Tx, q string) ([]Holder, error)
	Find   func(tx *store.Tx, id string) (Holder, error)
}

// Holders searches the parties of a role by name. The administrator sees names only, no business data (三员分立).
func (s *Service) Holders(ctx context.Context, in HolderQuery) (store.List[Holder], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Holder], error) {
		registry, ok := s.Registries[access.Role(in.Role)]
		if !ok {
			return store.List[Holder]{}, fault.Invalid("没有查找", fault.Field{Path: "role", Message: "请选择企业、咨询服务机构、专家或者功能区。"})
		}
		items, err := registry.Search(tx, in.Q)
		return store.List[Holder]{Items: items, Total: len(items)}, err
	})
}

// held finds the party that an account is opened for; nil if the role has none.
func (s *Service) held(tx *store.Tx, in NewAccount) (*Holder, error) {
	registry, ok := s.Registries[in.Role]
	if !ok {
		return nil, nil
	}
	field, id := "enterprise_id", in.EnterpriseID
	switch in.Role {
	case access.RoleAgency:
		field, id = "agency_id", in.AgencyID
	case access.RoleExpert:
		field, id = "expert_id", in.ExpertID
	case access.RoleZone:
		field, id = "zone_id", in.ZoneID
	}
	h, err := registry.Find(tx, id)
	if fault.Is(err, fault.KindNotFound) {
		return nil, fault.Invalid("账号没有开设", fault.Field{Path: field, Message: "没有找到所选的单位或个人，请按名称查找后选择。"})
	}
	return &h, err
}
