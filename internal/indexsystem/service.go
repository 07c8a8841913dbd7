package indexsystem

import (
	"context"
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/rating"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/unit"
)

// Service keeps the index systems.
type Service struct {
	db      *store.DB
	files   fs.FS
	builtIn func() []*IndexSystem
	units   func() *unit.Table
	cache   sync.Map // by content: rating.System with what lint finds

	// Replayed tells whether an edition was tried on the past audits as it stands; the application sets it.
	Replayed func(tx *store.Tx, x *IndexSystem) (bool, error)
}

// New gives the service. files is the law data with the systems that are built in.
func New(db *store.DB, files fs.FS) *Service {
	return &Service{db: db, files: files, builtIn: sync.OnceValue(func() []*IndexSystem {
		all, err := BuiltIn(files)
		if err != nil {
			panic("indexsystem: " + err.Error())
		}
		return all
	}), units: sync.OnceValue(func() *unit.Table {
		u, err := unit.Load(files)
		if err != nil {
			panic("indexsystem: " + err.Error())
		}
		return u
	})}
}

// Units gives the units of measurement.
func (s *Service) Units() *unit.Table { return s.units() }

// Query is what the library may be asked.
type Query struct {
	Q     string `query:"q" maxLength:"100" doc:"名称、文号或者行业代码"`
	State string `query:"state" maxLength:"20" doc:"状态"`
	Own   string `query:"own" enum:",yes,no" doc:"是否主管部门自编"`
}

// SystemList is the library.
type SystemList struct {
	Items []*IndexSystem    `json:"items" nullable:"false"`
	Total int               `json:"total"`
	Means map[string]string `json:"methods" nullable:"false" doc:"评价方法"`
}

// List gives the library: what was loaded first, then what is built in.
func (s *Service) List(ctx context.Context, in Query) (*SystemList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*SystemList, error) {
		rows, err := s.all(tx)
		if err != nil {
			return nil, err
		}
		out := &SystemList{Items: []*IndexSystem{}, Means: MethodLabels}
		for _, x := range rows {
			if in.asks(x) {
				s.describe(x)
				x.Actions = flow.Names(tx, States, x)
				if x.BuiltIn {
					x.Actions = nil
				}
				out.Items = append(out.Items, x)
			}
		}
		out.Total = len(out.Items)
		return out, nil
	})
}

func (in Query) asks(x *IndexSystem) bool {
	q := strings.TrimSpace(in.Q)
	switch {
	case in.State != "" && x.State != in.State, in.State == "" && x.State == Discarded:
		return false
	case in.Own == "yes" && !x.Own, in.Own == "no" && x.Own:
		return false
	}
	return q == "" || strings.Contains(x.Title(), q) || slices.ContainsFunc(x.Industries, func(c string) bool { return strings.HasPrefix(q, c) || strings.HasPrefix(c, q) })
}

// describe counts what an edition holds and what is wrong with it.
func (s *Service) describe(x *IndexSystem) (*rating.System, []rating.Fault) {
	x.MethodName = MethodLabels[x.Method]
	system, faults, err := s.System(x)
	if err != nil {
		return nil, nil
	}
	x.Indicators, x.Errors = len(system.Indicators()), rating.Errors(faults)
	x.Warnings = len(faults) - x.Errors
	return system, faults
}

// Get gives one edition with its preview and the other editions of its series.
func (s *Service) Get(ctx context.Context, id string) (*IndexSystem, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*IndexSystem, error) {
		x, err := s.Find(tx, id)
		if err != nil {
			return nil, err
		}
		return x, s.dress(tx, x)
	})
}

func (s *Service) dress(tx *store.Tx, x *IndexSystem) error {
	if system, faults := s.describe(x); system != nil {
		x.Preview = readOriginal(x.Original, x.Content).preview(system, faults)
	}
	if err := s.tried(tx, x); err != nil {
		return err
	}
	x.Actions = nil
	if !x.BuiltIn {
		x.Actions = flow.Allowed(tx, States, x)
	}
	rows, err := s.all(tx)
	x.Editions = []EditionBrief{}
	for _, o := range rows {
		if o.Series == x.Series && o.ID != x.ID && o.State != Discarded {
			x.Editions = append(x.Editions, EditionBrief{o.ID, o.Title(), o.State, o.FromOn, o.UntilOn})
		}
	}
	slices.SortStableFunc(x.Editions, func(a, b EditionBrief) int { return strings.Compare(string(b.FromOn), string(a.FromOn)) })
	return err
}

func (s *Service) tried(tx *store.Tx, x *IndexSystem) (err error) {
	if s.Replayed != nil && x.State == Proposed {
		x.replayed, err = s.Replayed(tx, x)
	}
	return err
}

// Create begins an edition: of a new series, or of one that exists.
func (s *Service) Create(ctx context.Context, in SystemInput) (*IndexSystem, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*IndexSystem, error) {
		x := &IndexSystem{State: States.First}
		if err := s.write(tx, x, in); err != nil {
			return nil, err
		}
		x.LoadedBy, x.LoadedName = tx.Actor().ID, tx.Actor().Name
		if err := tx.Insert("index_system.create", x); err != nil {
			return nil, err
		}
		if x.Series == "" {
			x.Series = x.ID
			if err := tx.Save("index_system.create", x); err != nil {
				return nil, err
			}
		}
		return x, s.dress(tx, x)
	})
}

func (s *Service) write(tx *store.Tx, x *IndexSystem, in SystemInput) error {
	faults := in.faults()
	if x.Series == "" {
		x.Series = in.Series
	}
	rows, err := s.all(tx)
	if err != nil {
		return err
	}
	known := x.Series == "" || x.Series == x.ID
	for _, o := range rows {
		known = known || o.Series == x.Series
		if o.ID != x.ID && o.Series == x.Series && x.Series != "" && o.State != Discarded && o.FromOn == in.FromOn {
			faults.Add("from_on", "同一系列已有同日施行的版本“"+o.Title()+"”。更正须另定施行日期。")
		}
	}
	if !known {
		faults.Add("series", "没有这个系列，请从已有的指标体系中选择。")
	}
	if err := faults.Err("指标体系没有保存，请按提示修改。"); err != nil {
		return err
	}
	in.write(x)
	return nil
}

// change takes a draft, lets do change it, and gives it back dressed.
func (s *Service) change(ctx context.Context, id string, do func(*store.Tx, *IndexSystem) error) (*IndexSystem, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*IndexSystem, error) {
		for _, b := range s.builtIn() {
			if b.ID == id {
				return nil, fault.Conflict("“" + b.Title() + "”随系统提供，不能修改。需要更正的，下载它的指标表，改正后作为新版本录入。")
			}
		}
		x, err := take(tx, id)
		if err != nil {
			return nil, err
		}
		s.describe(x)
		if err := s.tried(tx, x); err != nil {
			return nil, err
		}
		if err := do(tx, x); err != nil {
			return nil, err
		}
		return x, s.dress(tx, x)
	})
}

func (x *IndexSystem) editable() error {
	if x.State == Draft {
		return nil
	}
	return fault.Conflict("“" + x.Title() + "”" + States.Label(x.State) + "，不能修改。需要更正的，录入一个新版本。")
}

// Update corrects what is written of a draft.
func (s *Service) Update(ctx context.Context, id string, in SystemInput) (*IndexSystem, error) {
	return s.change(ctx, id, func(tx *store.Tx, x *IndexSystem) error {
		if err := x.editable(); err != nil {
			return err
		}
		if err := s.write(tx, x, in); err != nil {
			return err
		}
		return tx.Save("index_system.update", x)
	})
}

// TakeTable reads an uploaded sheet into a draft. A table that can be read at all is kept, with everything that lint finds.
func (s *Service) TakeTable(ctx context.Context, id string, source *sheet.Source, fileName string) (*IndexSystem, error) {
	return s.change(ctx, id, func(tx *store.Tx, x *IndexSystem) error {
		if err := x.editable(); err != nil {
			return err
		}
		content, kept, err := readTable(source, x.Name, x.Edition)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		x.Content, x.Original, x.FileName, x.SHA256 = content, string(raw), fileName, sealOf(content)
		x.LoadedBy, x.LoadedName = tx.Actor().ID, tx.Actor().Name
		if _, _, err := s.System(x); err != nil {
			return err
		}
		return tx.Save("index_system.load", x)
	})
}

// NoteInput is an act with a word.
type NoteInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"理由"`
}

// BaseVersion gives the version that the body carries.
func (in NoteInput) BaseVersion() int64 { return in.Version }

// Propose hands a draft to a second person.
func (s *Service) Propose(ctx context.Context, id string, in NoteInput) (*IndexSystem, error) {
	return s.change(ctx, id, func(tx *store.Tx, x *IndexSystem) error {
		x.ProposedBy, x.ProposedName = tx.Actor().ID, tx.Actor().Name
		return flow.Move(tx, States, x, "propose", in.Note)
	})
}

// Release puts an edition in force from its date; the actor is another person than who loaded and proposed it.
func (s *Service) Release(ctx context.Context, id string, in NoteInput) (*IndexSystem, error) {
	return s.change(ctx, id, func(tx *store.Tx, x *IndexSystem) error {
		x.ReleasedBy, x.ReleasedName, x.ReleasedOn = tx.Actor().ID, tx.Actor().Name, tx.Today()
		return flow.Move(tx, States, x, "release", in.Note)
	})
}

// Return gives an edition back with what is to be mended.
func (s *Service) Return(ctx context.Context, id string, in NoteInput) (*IndexSystem, error) {
	return s.noted(ctx, id, "return", "退回的原因", in)
}

// Discard gives a draft up.
func (s *Service) Discard(ctx context.Context, id string, in NoteInput) (*IndexSystem, error) {
	return s.noted(ctx, id, "discard", "作废的理由", in)
}

func (s *Service) noted(ctx context.Context, id, do, label string, in NoteInput) (*IndexSystem, error) {
	return s.change(ctx, id, func(tx *store.Tx, x *IndexSystem) error {
		var list fault.List
		list.Require("note", label, in.Note)
		if err := list.Err("没有办理，请填写" + label + "。"); err != nil {
			return err
		}
		return flow.Move(tx, States, x, do, strings.TrimSpace(in.Note))
	})
}

// History gives who did what with an edition.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		x, err := s.Find(tx, id)
		if err != nil || x.BuiltIn {
			return []store.Journal{}, err
		}
		return tx.History(x.Subject())
	})
}

// PublishedList is the index of the published systems.
type PublishedList struct {
	Items  []PublishedSystem `json:"items" nullable:"false"`
	Total  int               `json:"total"`
	Loaded int               `json:"loaded" doc:"已录入（含草稿）"`
	Usable int               `json:"usable" doc:"可以用于评级"`
}

// Published gives the index of the published systems with what is loaded and what is missing.
func (s *Service) Published(ctx context.Context, _ struct{}) (*PublishedList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*PublishedList, error) {
		rows, err := s.all(tx)
		if err != nil {
			return nil, err
		}
		items, err := published(s.files, rows)
		out := &PublishedList{Items: items, Total: len(items)}
		for _, p := range items {
			if p.SystemID != "" {
				out.Loaded++
			}
			if p.State == States.Label(Released) {
				out.Usable++
			}
		}
		return out, err
	})
}
