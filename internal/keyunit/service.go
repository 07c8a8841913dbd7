package keyunit

import (
	"context"
	"strconv"

	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

const (
	what     = "该名录"
	lineWhat = "该名录单位"
)

// Service keeps the lists of key units.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	regions     *reference.Service
}

// New gives the service.
func New(db *store.DB, enterprises *enterprise.Service, regions *reference.Service) *Service {
	return &Service{db, enterprises, regions}
}

// Nothing is the body of an act that needs no words.
type Nothing struct {
	Version int64 `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
}

// BaseVersion gives the version that the body carries.
func (in Nothing) BaseVersion() int64 { return in.Version }

// UnitListKinds are the kinds of list in force, for the form.
type UnitListKinds struct {
	Items []UnitListKind `json:"items" nullable:"false"`
}

// UnitListKind is one kind of list (名录).
type UnitListKind struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Publisher string `json:"publisher" doc:"通常由谁公布"`
	Attribute string `json:"attribute" doc:"登记的属性"`
	Cite      string `json:"cite"`
	Note      string `json:"note"`
}

// Kinds gives the kinds of list in force today.
func (s *Service) Kinds(ctx context.Context, _ store.Page) (*UnitListKinds, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*UnitListKinds, error) {
		out := &UnitListKinds{Items: []UnitListKind{}}
		for _, k := range tx.Law().UnitListKinds(tx.Today()) {
			facts, _ := enterprise.Kind(k.Attribute).Facts()
			out.Items = append(out.Items, UnitListKind{k.ID, k.Title, k.Publisher, facts.Label, statute.Words(k.Cites), k.Note})
		}
		return out, nil
	})
}

// List gives the lists of the actor's place, the latest year first.
func (s *Service) List(ctx context.Context, in Query) (store.List[UnitList], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[UnitList], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			s.label(tx, &out.Items[i])
			out.Items[i].Actions = flow.Names(tx, States, &out.Items[i])
		}
		return out, err
	})
}

func (s *Service) label(tx *store.Tx, l *UnitList) {
	l.RegionLabel = s.regions.Label(l.RegionCode)
	for _, k := range tx.Law().UnitListKinds(tx.Today()) {
		if k.ID == l.Kind {
			facts, _ := enterprise.Kind(k.Attribute).Facts()
			l.KindLabel, l.Attribute, l.Cite = k.Title, facts.Label, statute.Words(k.Cites)
		}
	}
}

// Get gives one list with its differences to the year before.
func (s *Service) Get(ctx context.Context, id string) (*UnitList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*UnitList, error) {
		l, err := store.Find[UnitList](tx, id, what)
		if err != nil {
			return nil, err
		}
		return l, s.dress(tx, l)
	})
}

func (s *Service) dress(tx *store.Tx, l *UnitList) (err error) {
	s.label(tx, l)
	l.Actions = flow.Allowed(tx, States, l)
	l.Report, err = s.report(tx, l)
	return err
}

// Create registers a published list; its units come as a table.
func (s *Service) Create(ctx context.Context, in UnitListInput) (*UnitList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*UnitList, error) {
		faults := in.faults(tx)
		if err := faults.Err("名录没有保存，请按提示修改。"); err != nil {
			return nil, err
		}
		code := (tx.Actor().Place.Region + "000000")[:6]
		l := &UnitList{RegionCode: code, CityCode: store.CityOf(code), State: States.First}
		in.write(l)
		s.name(tx, l)
		if err := alone(tx, l); err != nil {
			return nil, err
		}
		if err := tx.Insert("unit_list.create", l); err != nil {
			return nil, err
		}
		return l, s.dress(tx, l)
	})
}

// name gives the list its title: place, year and kind.
func (s *Service) name(tx *store.Tx, l *UnitList) {
	s.label(tx, l)
	l.Title = l.RegionLabel + strconv.Itoa(l.Year) + "年" + l.KindLabel + "名录"
}

// Update corrects a list that is not approved.
func (s *Service) Update(ctx context.Context, id string, in UnitListInput) (*UnitList, error) {
	return s.change(ctx, id, func(tx *store.Tx, l *UnitList) error {
		if l.State != Draft {
			return fault.Conflict("名录" + States.Label(l.State) + "，不能再修改。")
		}
		faults := in.faults(tx)
		if err := faults.Err("名录没有保存，请按提示修改。"); err != nil {
			return err
		}
		in.write(l)
		s.name(tx, l)
		if err := alone(tx, l); err != nil {
			return err
		}
		return tx.Save("unit_list.update", l)
	})
}

// Discard gives a list up that is not approved.
func (s *Service) Discard(ctx context.Context, id string, in AsideInput) (*UnitList, error) {
	return s.change(ctx, id, func(tx *store.Tx, l *UnitList) error {
		var list fault.List
		list.Require("note", "作废的理由", in.Note)
		if err := list.Err("没有作废，请填写理由。"); err != nil {
			return err
		}
		return flow.Move(tx, States, l, "discard", in.Note)
	})
}

func (s *Service) change(ctx context.Context, id string, do func(*store.Tx, *UnitList) error) (*UnitList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*UnitList, error) {
		l, err := store.Take[UnitList](tx, id, what)
		if err != nil {
			return nil, err
		}
		if err := do(tx, l); err != nil {
			return nil, err
		}
		return l, s.dress(tx, l)
	})
}

// History gives the journal of a list with its units.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		l, err := store.Find[UnitList](tx, id, what)
		if err != nil {
			return nil, err
		}
		return tx.History(l.Subject())
	})
}

func count(n int) string { return strconv.Itoa(n) }
