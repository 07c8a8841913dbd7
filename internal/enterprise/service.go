package enterprise

import (
	"context"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/job"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// Service keeps the register of enterprises.
type Service struct {
	db     *store.DB
	codes  codes
	jobs   *job.Service
	folder string
	// OnEvent tells the procedures under way that an enterprise or a site stops, goes on, closes or is opened again.
	OnEvent func(tx *store.Tx, h Happening) error
}

// New gives the service. folder is where uploaded lists wait for their job; it lies in the data folder, which all
// processes share.
func New(db *store.DB, ref *reference.Service, jobs *job.Service, folder string) *Service {
	return &Service{db: db, codes: newCodes(ref), jobs: jobs, folder: folder}
}

// List gives the enterprises in the actor's place, the latest registered first.
func (s *Service) List(ctx context.Context, in Filter) (store.List[Enterprise], error) {
	in.in, in.out = s.inSector(in.Sector)
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Enterprise], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		ids := make([]string, len(out.Items))
		for i := range out.Items {
			ids[i] = out.Items[i].ID
		}
		facts, err := beside(tx, ids)
		for i := range out.Items {
			e := &out.Items[i]
			s.label(e)
			e.SiteCount, e.FormerNames, e.Actions = facts.sites[e.ID], facts.former[e.ID], flow.Names(tx, States, e)
		}
		return out, err
	})
}

// Get gives one enterprise with its former names and the attributes in force.
func (s *Service) Get(ctx context.Context, id string) (*Enterprise, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Enterprise, error) {
		e, err := counted(tx, id)
		if err != nil {
			return nil, err
		}
		return e, s.fill(tx, e)
	})
}

// Find gives the enterprise inside a transaction of another capability; out of scope it does not exist.
func (s *Service) Find(tx *store.Tx, id string) (*Enterprise, error) {
	e, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	s.label(e)
	return e, nil
}

// Sites gives the sites of an enterprise inside a transaction of another capability that has found the enterprise.
func (s *Service) Sites(tx *store.Tx, enterpriseID string) ([]*Site, error) {
	rows, err := sites(tx, enterpriseID)
	for _, site := range rows {
		s.labelSite(site)
	}
	return rows, err
}

// Attributes gives the attributes in force on the day ("" for all of history) inside a transaction of another capability
// that has found the enterprise.
func (s *Service) Attributes(tx *store.Tx, enterpriseID string, on calendar.Date) ([]*Attribute, error) {
	rows, err := attributes(tx, enterpriseID, on)
	for _, a := range rows {
		a.label("")
	}
	return rows, err
}

// NameOn gives the name that the enterprise bore on the day (当时名称), for lists and certificates of that day.
func (s *Service) NameOn(tx *store.Tx, e *Enterprise, on calendar.Date) (string, error) {
	former, err := names(tx, e.ID)
	return nameOn(e.Name, former, on), err
}

// AllNames gives every name that an enterprise bears or has ever borne, for whoever must be impartial towards it.
func (s *Service) AllNames(tx *store.Tx, id string) ([]string, error) {
	former, err := names(tx, id)
	if err != nil {
		return nil, err
	}
	all := []string{}
	e, err := store.Get[Enterprise](tx.Everywhere("impartiality is asked of all names of a party, whoever asks"), id, "该企业")
	switch {
	case err == nil:
		all = append(all, e.Name)
	case !fault.Is(err, fault.KindNotFound):
		return nil, err
	}
	for _, f := range former {
		all = append(all, f.Name)
	}
	return all, nil
}

// Demonstrations tells which of these enterprises are invented for the demonstration, for publications of many.
func (s *Service) Demonstrations(tx *store.Tx, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for some := range slices.Chunk(ids, 500) {
		found, err := invented(tx, some)
		if err != nil {
			return nil, err
		}
		for _, id := range found {
			out[id] = true
		}
	}
	return out, nil
}

// nameOn looks for the earliest name that was given up after the day. former is ordered with the newest first.
func nameOn(now string, former []*FormerName, on calendar.Date) string {
	name := now
	for _, f := range former {
		if f.UntilOn == "" || !on.Before(f.UntilOn) {
			break
		}
		name = f.Name
	}
	return name
}

// Create registers an enterprise with its first site. All faults are reported at once.
func (s *Service) Create(ctx context.Context, in EnterpriseInput) (*Enterprise, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Enterprise, error) {
		e, faults := s.checked(tx.Actor().Place, in, nil)
		site, siteFaults := s.firstSite(tx.Actor().Place, e, in.Site)
		faults = append(faults, siteFaults...)
		if len(faults) == 0 || !slices.ContainsFunc(faults, func(f fault.Field) bool { return f.Path == "credit_code" }) {
			taken, err := s.taken(tx, e)
			if err != nil {
				return nil, err
			}
			faults = append(faults, taken...)
		}
		if err := faults.Err("企业还没有登记，请按提示修改。"); err != nil {
			return nil, err
		}
		e.State, e.ID = States.First, store.NewID()
		if err := tx.Insert("enterprise.register", e); err != nil {
			return nil, err
		}
		site.EnterpriseID = e.ID
		if err := tx.Insert("site.register", site); err != nil {
			return nil, err
		}
		if err := tx.Index(e.Subject(), e.searchTexts(nil)...); err != nil {
			return nil, err
		}
		e.SiteCount = 1
		return e, s.fill(tx, e)
	})
}

// taken tells who has registered the credit code already.
func (s *Service) taken(tx *store.Tx, e *Enterprise) (fault.List, error) {
	have, err := byCode(tx, e.CreditCode)
	if err != nil || have == nil || have.ID == e.ID {
		return nil, err
	}
	var list fault.List
	message := "该统一社会信用代码已登记为“" + have.Name + "”（" + s.codes.regionLabel(have.RegionCode) + "）。"
	switch {
	case !sameName(have.Name, e.Name) && e.ID == "":
		message += "如果企业更名，请打开该企业办理“更名”；如果是同一法人的另一个厂区，请使用“登记厂区”；如果代码有误，请对照营业执照更正。"
	case e.ID == "":
		message += "无须重复登记；如果是同一法人的另一个厂区，请使用“登记厂区”。"
	default:
		message += "两家企业不能使用同一代码，请对照营业执照更正。"
	}
	if store.CityOf(have.RegionCode) != e.CityCode {
		message += "两市都认为该企业属于本市的，由登记在先的市保留登记，另一市在“重复登记”中提请省生态环境厅决定归属；在本市另有厂区的，先登记厂区，不影响其列入清单。"
	}
	list.Add("credit_code", message)
	return list, nil
}

// firstSite is the site with which an enterprise is born: what was given, else at the enterprise's own address.
func (s *Service) firstSite(place access.Place, e *Enterprise, in *SiteInput) (*Site, fault.List) {
	given := SiteInput{}
	if in != nil {
		given = *in
	}
	if given.Name == "" {
		given.Name = "主厂区"
	}
	site, faults := s.checkedSite(place, e, given, "site.")
	site.SiteNo, site.State = "1", SiteStates.First
	return site, faults
}

// Update corrects an enterprise. The name is changed by Rename only.
func (s *Service) Update(ctx context.Context, id string, in EnterpriseInput) (*Enterprise, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Enterprise, error) {
		e, err := store.Take[Enterprise](tx, id, "该企业")
		if err != nil {
			return nil, err
		}
		fresh, faults := s.checked(tx.Actor().Place, in, e)
		if in.Name != "" && strings.TrimSpace(in.Name) != e.Name {
			faults.Add("name", "名称不能直接修改。企业更名或者更正名称请使用“更名”，系统会保留原名称和日期。")
		}
		if in.Site != nil {
			faults.Add("site", "修改企业时不能同时登记厂区，请使用“登记厂区”。")
		}
		fresh.Row, fresh.Name, fresh.State, fresh.Demonstration = e.Row, e.Name, e.State, e.Demonstration
		taken, err := s.taken(tx, fresh)
		if err != nil {
			return nil, err
		}
		if err := append(faults, taken...).Err("修改没有保存，请按提示修改。"); err != nil {
			return nil, err
		}
		if err := tx.Save("enterprise.correct", fresh); err != nil {
			return nil, err
		}
		return fresh, s.refile(tx, fresh)
	})
}

// refile renews the search index of an enterprise and completes it for the answer.
func (s *Service) refile(tx *store.Tx, e *Enterprise) error {
	former, err := names(tx, e.ID)
	if err != nil {
		return err
	}
	if err := tx.Index(e.Subject(), e.searchTexts(former)...); err != nil {
		return err
	}
	return s.complete(tx, e)
}

// Rename gives the enterprise a new name and keeps the former one with its day (更名); a correction keeps none.
func (s *Service) Rename(ctx context.Context, id string, in EnterpriseRename) (*Enterprise, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Enterprise, error) {
		e, err := store.Take[Enterprise](tx, id, "该企业")
		if err != nil {
			return nil, err
		}
		former, err := names(tx, e.ID)
		if err != nil {
			return nil, err
		}
		if err := in.check(e, former, tx.Today()); err != nil {
			return nil, err
		}
		if in.Correction {
			e.Name = strings.TrimSpace(in.Name)
			note := "更正登记错误的名称。" + strings.TrimSpace(in.Evidence)
			if err := tx.SaveNoted("enterprise.correct-name", note, e); err != nil {
				return nil, err
			}
			return e, s.refile(tx, e)
		}
		return e, s.rename(tx, e, former, in)
	})
}

// Change moves the enterprise to another state (停产、恢复生产、关闭、撤销关闭).
func (s *Service) Change(do string) func(context.Context, string, OperatingEvent) (*Enterprise, error) {
	return func(ctx context.Context, id string, in OperatingEvent) (*Enterprise, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Enterprise, error) {
			e, err := store.Take[Enterprise](tx, id, "该企业")
			if err != nil {
				return nil, err
			}
			if err := in.check(tx.Today()); err != nil {
				return nil, err
			}
			if err := flow.Move(tx, States, e, do, in.note()); err != nil {
				return nil, err
			}
			if err := s.tell(tx, Happening{Do: do, EnterpriseID: e.ID, Note: in.note()}); err != nil {
				return nil, err
			}
			return e, s.complete(tx, e)
		})
	}
}

// Happening is an event in the life of an enterprise, or of one site of it (停产、恢复生产、关闭、撤销关闭、认定属性).
type Happening struct {
	Do           string // suspend, resume, close, reopen, establish
	Kind         Kind   // the attribute that was established
	EnterpriseID string
	SiteID       string // empty for the whole enterprise
	Note         string // day and evidence in words
}

func (s *Service) tell(tx *store.Tx, h Happening) error {
	if s.OnEvent == nil {
		return nil
	}
	return s.OnEvent(tx, h)
}

// Names gives the former names of an enterprise.
func (s *Service) Names(ctx context.Context, id string) (NameList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (NameList, error) {
		e, err := find(tx, id)
		if err != nil {
			return NameList{}, err
		}
		former, err := names(tx, e.ID)
		return NameList{Name: e.Name, Items: former}, err
	})
}

// NameList is the name of an enterprise now and what it was called before.
type NameList struct {
	Name  string        `json:"name" doc:"现名称"`
	Items []*FormerName `json:"items" nullable:"false" doc:"曾用名，新近的在前"`
}

// History gives the journal of an enterprise with its sites, names and attributes.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		merged, err := mergedInto(tx, e.ID)
		if err != nil {
			return nil, err
		}
		return tx.History(e.Subject(), merged...)
	})
}

// CheckCode judges a credit code and proposes the right one for typical slips; it also tells who holds the code.
func (s *Service) CheckCode(ctx context.Context, in CodeQuery) (CodeAnswer, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (CodeAnswer, error) {
		out := judgeCode(in.Code)
		if !out.Valid {
			return out, nil
		}
		have, err := byCode(tx, out.Code)
		if have != nil {
			out.RegisteredName, out.RegisteredRegion = have.Name, s.codes.regionLabel(have.RegionCode)
			if _, err := find(tx, have.ID); err == nil {
				out.RegisteredID = have.ID
			}
		}
		return out, err
	})
}
