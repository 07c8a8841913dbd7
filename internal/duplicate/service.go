package duplicate

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/message"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

const what = "这一对疑似重复登记"

// Service keeps the pairs of registrations that seem to be one enterprise.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	lists       *listing.Service
	audits      *audit.Service
	regions     *reference.Service
	holdings    []Holding
}

// New gives the service. holdings are all kinds of records that can belong to an enterprise.
func New(db *store.DB, enterprises *enterprise.Service, lists *listing.Service, audits *audit.Service, regions *reference.Service, holdings []Holding) *Service {
	return &Service{db, enterprises, lists, audits, regions, holdings}
}

// List gives the pairs on which the actor's department decides, the most alike first.
func (s *Service) List(ctx context.Context, in Query) (store.List[Duplicate], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Duplicate], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			d := &out.Items[i]
			d.Actions = flow.Names(tx, States, d)
			s.label(d)
		}
		return out, err
	})
}

func (s *Service) label(d *Duplicate) {
	d.FirstLabel, d.SecondLabel, d.DecidedAt = s.enterprises.RegionLabel(d.FirstRegion), s.enterprises.RegionLabel(d.SecondRegion), s.office(d)
}

// Get gives one pair with both registrations side by side, or with what its merge has done.
func (s *Service) Get(ctx context.Context, id string) (*Duplicate, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Duplicate, error) {
		d, err := store.Find[Duplicate](tx, id, what)
		if err != nil {
			return nil, err
		}
		return d, s.dress(tx, d)
	})
}

func (s *Service) dress(tx *store.Tx, d *Duplicate) error {
	s.label(d)
	d.Actions = flow.Allowed(tx, States, d)
	d.Done = d.Work.Lines
	there, err := registered(tx, d.FirstID, d.SecondID)
	if err == nil && there == 2 {
		d.Comparison, err = s.compare(tx, d)
	}
	return err
}

// ReportInput names another registration of an enterprise.
type ReportInput struct {
	EnterpriseID string `json:"enterprise_id" maxLength:"64" doc:"本辖区的登记"`
	CreditCode   string `json:"credit_code" maxLength:"40" doc:"另一条登记的统一社会信用代码，可以在其他地区"`
	Note         string `json:"note" maxLength:"1000" doc:"理由和依据"`
}

// ReportResult answers a report: who decides on it. The pair itself may lie with a higher department.
type ReportResult struct {
	ID        string `json:"id" doc:"这一对的标识；由上级决定的，本地看不到，为空"`
	DecidedAt string `json:"decided_at" doc:"由哪个主管部门决定"`
	Message   string `json:"message"`
}

// Report brings a pair before the department that decides (提请核对): one of the two lies in the actor's place, the other may
// lie in another city, which then is the province's to decide.
func (s *Service) Report(ctx context.Context, in ReportInput) (*ReportResult, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*ReportResult, error) {
		own, err := s.enterprises.Find(tx, in.EnterpriseID)
		if err != nil {
			return nil, err
		}
		other, err := s.checkReport(tx, own, in)
		if err != nil {
			return nil, err
		}
		d := pair(own, other)
		if have, err := between(tx, d.FirstID, d.SecondID); err != nil || have != nil {
			return s.again(have, err)
		}
		a, err := s.enterprises.RegisteredAs(tx, d.FirstID)
		if err != nil {
			return nil, err
		}
		b, err := s.enterprises.RegisteredAs(tx, d.SecondID)
		if err != nil {
			return nil, err
		}
		d.Judge(a, b)
		d.Source, d.FoundOn, d.Note, d.ReportedBy, d.ReportedRegion = Reported, tx.Today(), strings.TrimSpace(in.Note), tx.Actor().Name, own.RegionCode
		if err := tx.Insert("duplicate.report", d); err != nil {
			return nil, err
		}
		return s.handed(tx, d)
	})
}

func (s *Service) checkReport(tx *store.Tx, own *enterprise.Enterprise, in ReportInput) (*enterprise.Enterprise, error) {
	var list fault.List
	list.Require("note", "理由和依据", in.Note)
	list.Require("credit_code", "另一条登记的统一社会信用代码", in.CreditCode)
	other, err := s.enterprises.ByCode(tx, in.CreditCode)
	switch {
	case err != nil:
		return nil, err
	case strings.TrimSpace(in.CreditCode) == "":
	case other == nil:
		list.Add("credit_code", "没有登记这个统一社会信用代码的企业，请核对代码。")
	case other.ID == own.ID:
		list.Add("credit_code", "这就是本条登记的代码，请填写另一条登记的代码。")
	}
	return other, list.Err("没有提请核对，请按提示修改。")
}

func (s *Service) again(have *Duplicate, err error) (*ReportResult, error) {
	if err != nil {
		return nil, err
	}
	text := "这两条登记已经提出过，" + States.Label(have.State) + "。"
	if have.State == Dismissed {
		text += "当时的理由：" + have.Note
	}
	return nil, fault.Conflict(text)
}

// handed tells the department that decides.
func (s *Service) handed(tx *store.Tx, d *Duplicate) (*ReportResult, error) {
	template := "duplicate-reported-city"
	if d.CityCode[2:] == "0000" {
		template = "duplicate-reported-province"
	}
	if err := message.Tell(tx, template, d.Subject(), map[string]string{"note": d.Note, "by": d.ReportedBy}); err != nil {
		return nil, err
	}
	out := &ReportResult{DecidedAt: s.office(d)}
	if tx.Actor().Place.CoversRegion(d.RegionCode) {
		out.ID = d.ID
	}
	out.Message = "已提请核对。两条登记分别在" + s.enterprises.RegionLabel(d.FirstRegion) + "和" + s.enterprises.RegionLabel(d.SecondRegion) + "，由" + out.DecidedAt + "决定。"
	return out, nil
}

// office names the department that decides on the pair: the city's for what lies in one city, else the province's.
func (s *Service) office(d *Duplicate) string {
	if d.CityCode[2:] == "0000" {
		return "省生态环境厅"
	}
	return s.enterprises.RegionLabel(d.CityCode) + "生态环境局"
}

// NoteInput is a decision in words.
type NoteInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"理由"`
}

// BaseVersion gives the version that the body carries.
func (in NoteInput) BaseVersion() int64 { return in.Version }

func (in NoteInput) require(failed string) (string, error) {
	var list fault.List
	note := strings.TrimSpace(in.Note)
	list.Require("note", "理由", note)
	return note, list.Err(failed + "，请填写理由。")
}

// Dismiss decides that the two are two enterprises, with the reason; the pair is not proposed again.
func (s *Service) Dismiss(ctx context.Context, id string, in NoteInput) (*Duplicate, error) {
	return s.change(ctx, id, func(tx *store.Tx, d *Duplicate) error {
		note, err := in.require("没有办理")
		if err != nil {
			return err
		}
		d.Note, d.DecidedOn = note, tx.Today()
		return s.tellBack(tx, d, flow.Move(tx, States, d, "dismiss", note))
	})
}

// tellBack lets an office that has reported the pair know what was decided.
func (s *Service) tellBack(tx *store.Tx, d *Duplicate, err error) error {
	if err != nil || d.Source != Reported || d.ReportedRegion == "" {
		return err
	}
	subject := d.Subject()
	subject.RegionCode, subject.Link = d.ReportedRegion, "/enterprises"
	return message.Tell(tx, "duplicate-decided", subject, map[string]string{"note": d.Note, "outcome": States.Label(d.State)})
}

// Reconsider takes a dismissal back.
func (s *Service) Reconsider(ctx context.Context, id string, in NoteInput) (*Duplicate, error) {
	return s.change(ctx, id, func(tx *store.Tx, d *Duplicate) error {
		d.Note, d.DecidedOn = "", ""
		return flow.Move(tx, States, d, "reconsider", strings.TrimSpace(in.Note))
	})
}

// Preview shows what a merge would do: it is the merge itself, which is then undone.
func (s *Service) Preview(ctx context.Context, id string, in MergeInput) (*MergePreview, error) {
	d, err := s.Merge(store.WithPreview(ctx), id, in)
	if err != nil {
		return nil, err
	}
	return &MergePreview{Lines: d.Work.Lines}, nil
}

// MergePreview is what a merge would do, line by line.
type MergePreview struct {
	Lines []MergeLine `json:"lines" nullable:"false"`
}

// Merge makes one registration of the two, all in one transaction.
func (s *Service) Merge(ctx context.Context, id string, in MergeInput) (*Duplicate, error) {
	return s.change(ctx, id, func(tx *store.Tx, d *Duplicate) error { return s.tellBack(tx, d, s.merge(tx, d, in)) })
}

// Undo takes a merge back, while nothing rests upon it.
func (s *Service) Undo(ctx context.Context, id string, in NoteInput) (*Duplicate, error) {
	return s.change(ctx, id, func(tx *store.Tx, d *Duplicate) error {
		note, err := in.require("没有撤销合并")
		if err != nil {
			return err
		}
		if !tx.Actor().Can(access.MergeEnterprise) || d.State != Merged {
			return flow.Move(tx, States, d, "undo", note)
		}
		if err := s.undo(tx, d, note); err != nil {
			return err
		}
		return flow.Move(tx, States, d, "undo", note)
	})
}

func (s *Service) change(ctx context.Context, id string, do func(*store.Tx, *Duplicate) error) (*Duplicate, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Duplicate, error) {
		d, err := store.Take[Duplicate](tx, id, what)
		if err != nil {
			return nil, err
		}
		if err := do(tx, d); err != nil {
			return nil, err
		}
		return d, s.dress(tx, d)
	})
}

// History gives the journal of a pair.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		d, err := store.Find[Duplicate](tx, id, what)
		if err != nil {
			return nil, err
		}
		return tx.History(d.Subject())
	})
}
