package zone

import (
	"context"
	"io/fs"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/reference"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Plant is a site as a zone needs to know it.
type Plant struct{ SiteID, SiteName, EnterpriseID, RegionCode string }

// Service keeps functional zones and who belongs to them.
type Service struct {
	db      *store.DB
	regions *reference.Service
	kinds   []ZoneKind
	// plant finds a site in the actor's place by credit code and name.
	plant func(tx *store.Tx, code, site string) (Plant, error)
}

// New gives the service; files are the code tables.
func New(db *store.DB, regions *reference.Service, files fs.FS, plant func(tx *store.Tx, code, site string) (Plant, error)) (*Service, error) {
	kinds, err := loadKinds(files)
	return &Service{db: db, regions: regions, kinds: kinds, plant: plant}, err
}

// Kinds gives what the form of a zone offers.
func (s *Service) Kinds(context.Context, rest.None) (ZoneKinds, error) {
	out := ZoneKinds{Kinds: s.kinds, Acts: []ZoneAct{}}
	for _, p := range access.ZoneActs {
		out.Acts = append(out.Acts, ZoneAct{Code: string(p), Title: access.PermissionLabels[p]})
	}
	return out, nil
}

// List gives the zones that the actor may see.
func (s *Service) List(ctx context.Context, in Query) (store.List[Zone], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Zone], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		return out, s.describe(tx, pointers(out.Items)...)
	})
}

// Get gives one zone.
func (s *Service) Get(ctx context.Context, id string) (*Zone, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Zone, error) {
		z, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return z, s.describe(tx, z)
	})
}

func pointers(rows []Zone) []*Zone {
	out := make([]*Zone, len(rows))
	for i := range rows {
		out[i] = &rows[i]
	}
	return out
}

// describe names what a zone holds in words and says what may be done.
func (s *Service) describe(tx *store.Tx, zones ...*Zone) error {
	ids := make([]string, len(zones))
	for i, z := range zones {
		ids[i] = z.ID
	}
	sizes, err := counted(tx, ids)
	for _, z := range zones {
		z.Sites, z.RegionLabel, z.ActLabels, z.Actions = sizes[z.ID], s.regions.Label(z.RegionCode), []string{}, []store.Action{}
		z.InForce = z.FromOn <= tx.Today() && (z.UntilOn == "" || z.UntilOn >= tx.Today())
		if k, ok := s.kind(z.Kind); ok {
			z.KindLabel = k.Title
		}
		for _, p := range z.Acts {
			z.ActLabels = append(z.ActLabels, access.PermissionLabels[p])
		}
		if mayKeep(tx, z) && z.UntilOn == "" {
			z.Actions = append(z.Actions, store.Action{Name: "edit", Label: "修改", Allowed: true}, store.Action{Name: "end", Label: "撤销", Allowed: true})
		}
	}
	return err
}

func mayKeep(tx *store.Tx, z *Zone) bool {
	return tx.Actor().Can(access.KeepZone) && tx.Actor().Place.CoversRegion(z.RegionCode)
}

func (s *Service) kind(code string) (ZoneKind, bool) {
	at := slices.IndexFunc(s.kinds, func(k ZoneKind) bool { return k.Code == code })
	if at < 0 {
		return ZoneKind{}, false
	}
	return s.kinds[at], true
}

// write takes the input over; all faults at once.
func (s *Service) write(tx *store.Tx, z *Zone, in ZoneInput) error {
	var faults fault.List
	name := strings.TrimSpace(in.Name)
	faults.Require("name", "功能区名称", name)
	faults.Require("basis", "设立依据的文件", in.Basis)
	if _, ok := s.kind(in.Kind); !ok {
		faults.Add("kind", "请从列表中选择功能区的类别。")
	}
	city := store.CityOf(in.RegionCode)
	switch {
	case !s.regions.Valid(in.RegionCode) || strings.HasSuffix(in.RegionCode, "0000"):
		faults.Add("region_code", "请选择功能区所在的设区的市。")
	case !tx.Actor().Place.CoversRegion(city):
		faults.Add("region_code", s.regions.Label(city)+"不在本辖区，功能区由所在的市或者省设立。")
	}
	if in.FromOn == "" {
		faults.Add("from_on", "请填写设立日期。")
	}
	for _, p := range in.Acts {
		if !slices.Contains(access.ZoneActs, p) {
			faults.Add("acts", "“"+access.PermissionLabels[p]+"”不能委托给功能区。请从列表中选择。")
		}
	}
	if len(faults) == 0 {
		taken, err := sameName(tx, city, name, z.ID)
		if err != nil {
			return err
		}
		if taken {
			faults.Add("name", s.regions.Label(city)+"已经有名为“"+name+"”的功能区，请核对。")
		}
	}
	if err := faults.Err("功能区没有保存"); err != nil {
		return err
	}
	acts := []access.Permission{}
	for _, p := range access.ZoneActs {
		if slices.Contains(in.Acts, p) {
			acts = append(acts, p)
		}
	}
	z.Name, z.Kind, z.RegionCode, z.CityCode, z.Acts = name, in.Kind, city, city, acts
	z.Office, z.Basis, z.FromOn = strings.TrimSpace(in.Office), strings.TrimSpace(in.Basis), in.FromOn
	return nil
}

// Found sets a zone up (设立功能区).
func (s *Service) Found(ctx context.Context, in ZoneInput) (*Zone, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Zone, error) {
		z := &Zone{}
		if err := s.write(tx, z, in); err != nil {
			return nil, err
		}
		if err := tx.Insert("zone.found", z); err != nil {
			return nil, err
		}
		return z, s.describe(tx, z)
	})
}

// Update corrects a zone.
func (s *Service) Update(ctx context.Context, id string, in ZoneInput) (*Zone, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Zone, error) {
		z, err := s.kept(tx, id)
		if err != nil {
			return nil, err
		}
		if err := s.write(tx, z, in); err != nil {
			return nil, err
		}
		if err := tx.Save("zone.save", z); err != nil {
			return nil, err
		}
		return z, s.describe(tx, z)
	})
}

// kept takes a zone that the actor keeps and that has not ended.
func (s *Service) kept(tx *store.Tx, id string) (*Zone, error) {
	z, err := store.Take[Zone](tx, id, what)
	if err == nil && z.UntilOn != "" {
		err = fault.Conflict("“" + z.Name + "”已经撤销（最后一天为" + z.UntilOn.Chinese() + "），不能再改动；往日的划入、划出仍可查看。")
	}
	return z, err
}

// End dissolves a zone (撤销): its sites leave it with its last day, its officers see nothing any more.
func (s *Service) End(ctx context.Context, id string, in ZoneEnd) (*Zone, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Zone, error) {
		z, err := s.kept(tx, id)
		if err != nil {
			return nil, err
		}
		if err := checkEnd(in, z.FromOn, "设立").Err("功能区没有撤销"); err != nil {
			return nil, err
		}
		z.UntilOn, z.EndedBasis = in.UntilOn, strings.TrimSpace(in.Basis)
		if err := tx.SaveNoted("zone.end", z.EndedBasis, z); err != nil {
			return nil, err
		}
		rows, err := stillIn(tx, z.ID, in.UntilOn)
		for _, m := range rows {
			m.UntilOn = max(in.UntilOn, m.FromOn)
			if err := tx.SaveNoted("zone_site.end", "功能区撤销", m); err != nil {
				return nil, err
			}
		}
		if err != nil {
			return nil, err
		}
		return z, s.describe(tx, z)
	})
}

func checkEnd(in ZoneEnd, from calendar.Date, begun string) fault.List {
	var faults fault.List
	faults.Require("basis", "依据", in.Basis)
	switch {
	case in.UntilOn == "":
		faults.Add("until_on", "请填写最后一天的日期。")
	case in.UntilOn < from:
		faults.Add("until_on", "最后一天（"+in.UntilOn.Chinese()+"）早于"+begun+"日期（"+from.Chinese()+"），请核对。")
	}
	return faults
}

// History gives what happened to a zone and its sites, newest first.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		z, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(z.Subject())
	})
}

// Named gives a zone inside the caller's transaction, Called those of a name: for accounts.
func (s *Service) Named(tx *store.Tx, id string) (*Zone, error) {
	return store.Get[Zone](tx.Everywhere("an account is opened for a zone of any place; names only"), id, what)
}

// Called gives zones by a part of the name.
func (s *Service) Called(tx *store.Tx, term string) ([]*Zone, error) {
	return named(tx, strings.TrimSpace(term), 20)
}
