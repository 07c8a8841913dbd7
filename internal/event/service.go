package event

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

const what = "这件变更事项"

// paramUndo is how many days an approval can be undone.
const paramUndo = "event-undo-days"

// Service keeps the events of enterprises.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	lists       *listing.Service
	audits      *audit.Service
	regions     *reference.Service
	// Carried are the kinds of record that go with a site to whoever takes it over (并购), beside rounds and inventory.
	Carried []store.Kind
}

// New gives the service.
func New(db *store.DB, enterprises *enterprise.Service, lists *listing.Service, audits *audit.Service, regions *reference.Service) *Service {
	return &Service{db: db, enterprises: enterprises, lists: lists, audits: audits, regions: regions}
}

// List gives the events in the actor's place, the latest first.
func (s *Service) List(ctx context.Context, in Query) (store.List[Event], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Event], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		return out, deadline.Beside(tx, "enterprise_event", out.Items, func(e *Event) string { return e.ID }, func(e *Event, clock *deadline.Brief) {
			e.Deadline, e.RegionLabel, e.Actions = clock, s.regions.Label(e.RegionCode), flow.Names(tx, States, e)
		})
	})
}

// Get gives one event with its clock, what it has done or would do, and what may be done now.
func (s *Service) Get(ctx context.Context, id string) (*Event, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Event, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return e, s.dress(tx, e)
	})
}

// find gives an event in the actor's place; a draft of the other side is not there yet.
func find(tx *store.Tx, id string) (*Event, error) {
	e, err := store.Find[Event](tx, id, what)
	return mine(tx, e, err)
}

func mine(tx *store.Tx, e *Event, err error) (*Event, error) {
	if err == nil && e.State == Draft && e.ByOffice != (tx.Actor().Place.EnterpriseID == "") {
		return nil, fault.NotFound(what)
	}
	return e, err
}

// dress adds to a single event what its page shows.
func (s *Service) dress(tx *store.Tx, e *Event) (err error) {
	e.RegionLabel, e.Actions = s.regions.Label(e.RegionCode), flow.Allowed(tx, States, e)
	e.Actions = fitting(tx, e)
	if e.Deadlines, err = deadline.For(tx, "enterprise_event", e.ID); err != nil {
		return err
	}
	for _, f := range e.Effects {
		if f.What != ofAudit || e.Kind != Standstill && e.Kind != Resumption {
			continue
		}
		clocks, err := deadline.For(tx, "audit", f.ID)
		if err != nil {
			return err
		}
		for _, d := range clocks {
			if d.StoppedOn != "" || len(d.Pauses) > 0 {
				e.Clocks = append(e.Clocks, d)
			}
		}
	}
	if e.State == Draft || e.State == Reported || e.State == Examined || e.State == Returned {
		e.Forecast, err = s.forecast(tx, e)
	}
	return err
}

// fitting leaves out what does not belong to this event or this reader: only a conversion is checked again, only the
// county examines, and only the side that has reported submits and withdraws.
func fitting(tx *store.Tx, e *Event) []store.Action {
	kept := []store.Action{}
	for _, a := range e.Actions {
		if a.Name == "recheck" && (e.Kind != Conversion || e.RecheckedOn != "") {
			continue
		}
		if a.Name == "examine" && byCounty(tx, e) != nil || (a.Name == "submit" || a.Name == "withdraw") && ownReport(tx, e) != nil {
			continue
		}
		kept = append(kept, a)
	}
	return kept
}

// Create begins an event as a draft, so that evidence can be attached to it before it is submitted.
func (s *Service) Create(ctx context.Context, in EventInput) (*Event, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Event, error) {
		id := in.EnterpriseID
		if own := tx.Actor().Place.EnterpriseID; own != "" {
			id = own
		}
		if id == "" {
			return nil, fault.Invalid("事项没有保存", fault.Field{Path: "enterprise_id", Message: "请选择企业。"})
		}
		owner, err := s.enterprises.Find(tx, id)
		if err != nil {
			return nil, err
		}
		e := &Event{EnterpriseID: owner.ID, EnterpriseName: owner.Name, CreditCode: owner.CreditCode, RegionCode: owner.RegionCode, CityCode: owner.CityCode,
			State: States.First, ByOffice: tx.Actor().Place.EnterpriseID == "", Effects: []Effect{}, Demonstration: owner.Demonstration}
		e.write(in)
		if err := s.check(tx, e, "事项没有保存，请按提示修改"); err != nil {
			return nil, err
		}
		if err := tx.Insert("enterprise_event.begin", e); err != nil {
			return nil, err
		}
		return e, s.dress(tx, e)
	})
}

func (s *Service) check(tx *store.Tx, e *Event, message string) error {
	faults, err := s.judge(tx, e)
	if err != nil {
		return err
	}
	if err := faults.Err(message); err != nil {
		return err
	}
	if j, err := s.placeOf(tx, e); err == nil && j != "" {
		e.RegionCode, e.CityCode = j, store.CityOf(j)
	}
	return nil
}

// placeOf gives the division of the site that the event is about, which decides on it.
func (s *Service) placeOf(tx *store.Tx, e *Event) (string, error) {
	if e.SiteID == "" {
		return "", nil
	}
	site, err := s.enterprises.AnySite(tx, e.SiteID)
	if err != nil {
		return "", err
	}
	return site.RegionCode, nil
}

// Update corrects an event that has not been submitted or has been returned.
func (s *Service) Update(ctx context.Context, id string, in EventInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		if e.State != Draft && e.State != Returned {
			return fault.Conflict("当前状态为“" + States.Label(e.State) + "”，不能再修改；需要修改的，由审查的部门退回补正。")
		}
		if err := ownReport(tx, e); err != nil {
			return fault.Conflict("由申报的一方修改。")
		}
		e.write(in)
		if err := s.check(tx, e, "事项没有保存，请按提示修改"); err != nil {
			return err
		}
		return tx.Save("enterprise_event.revise", e)
	})
}

// Submit reports the event. What the county itself reports needs no examination by the county.
func (s *Service) Submit(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		if e.State != Draft && e.State != Returned {
			return flow.Move(tx, States, e, "submit", "")
		}
		if err := s.check(tx, e, "事项没有提交，请先修改"); err != nil {
			return err
		}
		e.ReportedOn, e.Comment = tx.Today(), ""
		if err := flow.Move(tx, States, e, "submit", strings.TrimSpace(in.Note)); err != nil {
			return err
		}
		if err := file.Hold(tx, e.Subject(), "申报变更事项"); err != nil {
			return err
		}
		if err := deadline.Reopen(tx, e.Subject(), ruleDecide); err != nil || !e.ByOffice {
			return err
		}
		return flow.Move(tx, States, e, "examine", "县级分局申报，报市级决定。")
	})
}

// Withdraw takes back what has not been decided.
func (s *Service) Withdraw(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		if err := flow.Move(tx, States, e, "withdraw", strings.TrimSpace(in.Note)); err != nil {
			return err
		}
		return deadline.End(tx, e.Subject(), "申报已撤回")
	})
}

// Examine passes what the county found true on to the city.
func (s *Service) Examine(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		note, err := in.require("审查意见", "没有报市级决定")
		if err != nil {
			return err
		}
		e.Comment = note
		return flow.Move(tx, States, e, "examine", note)
	})
}

// Return sends the event back for completion, with what is missing.
func (s *Service) Return(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		note, err := in.require("需要补正的内容", "没有退回")
		if err != nil {
			return err
		}
		e.Comment = note
		return flow.Move(tx, States, e, "return", note)
	})
}

// Approve decides for the event and lets it act, all in one transaction.
func (s *Service) Approve(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		if e.State != Reported && e.State != Examined {
			return flow.Move(tx, States, e, "approve", "")
		}
		if err := free(tx, e); err != nil {
			return err
		}
		if err := s.check(tx, e, "不能批准"); err != nil {
			return err
		}
		e.DecidedOn, e.DecidedBy, e.Comment = tx.Today(), tx.Actor().ID, strings.TrimSpace(in.Note)
		e.UndoUntil = tx.Today().AddDays(undoDays(tx, e))
		if err := s.act(tx, e); err != nil {
			return err
		}
		return flow.Move(tx, States, e, "approve", e.Comment)
	})
}

func undoDays(tx *store.Tx, e *Event) int {
	rule, ok := tx.Law().Parameter(paramUndo, tx.Today(), e.RegionCode)
	if !ok {
		return 0
	}
	return int(rule.Value.IntPart())
}

// Refuse decides against the event, with the reason.
func (s *Service) Refuse(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		note, err := in.require("不予批准的理由", "没有作出决定")
		if err != nil {
			return err
		}
		e.DecidedOn, e.DecidedBy, e.Comment = tx.Today(), tx.Actor().ID, note
		return flow.Move(tx, States, e, "refuse", note)
	})
}

// Recheck notes what came of a conversion: whether the site remains a key one, and for which reasons.
func (s *Service) Recheck(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		note, err := in.require("复核结果", "没有登记")
		if err != nil {
			return err
		}
		if err := unchecked(tx, e); err != nil {
			return err
		}
		if e.State != Approved {
			return flow.Move(tx, States, e, "recheck", note)
		}
		// The guard asks for an event that has not been rechecked, so the step comes before the mark.
		if err := flow.Move(tx, States, e, "recheck", note); err != nil {
			return err
		}
		e.RecheckedOn, e.RecheckNote = tx.Today(), note
		if err := tx.Save("enterprise_event.revise", e); err != nil {
			return err
		}
		if err := s.enterprises.Rechecked(tx, e.SiteID, note); err != nil {
			return err
		}
		return s.lists.Rejudge(tx, e.EnterpriseID)
	})
}

// Undo takes an approval back with all that it has done.
func (s *Service) Undo(ctx context.Context, id string, in NoteInput) (*Event, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Event) error {
		reason, err := in.require("撤销的理由", "没有撤销批准")
		if err != nil {
			return err
		}
		if e.State == Approved {
			if err := undoable(tx, e); err != nil {
				return err
			}
			if err := s.undo(tx, e, "撤销“"+KindLabels[e.Kind]+"”事项的批准："+reason); err != nil {
				return err
			}
		}
		e.Comment = reason
		return flow.Move(tx, States, e, "undo", reason)
	})
}

// change takes an event for writing, lets fn decide, and gives it back with what its page shows.
func (s *Service) change(ctx context.Context, id string, fn func(*store.Tx, *Event) error) (*Event, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Event, error) {
		e, err := store.Take[Event](tx, id, what)
		if e, err = mine(tx, e, err); err != nil {
			return nil, err
		}
		if err := fn(tx, e); err != nil {
			return nil, err
		}
		e.Clocks = nil
		return e, s.dress(tx, e)
	})
}

// History gives the case history of an event.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return tx.History(e.Subject())
	})
}

// Files says who reads and adds the evidence of an event: whoever sees it reads, the reporting side adds until it is
// submitted.
func (s *Service) Files() file.Owner {
	see := func(tx *store.Tx, id string) (*Event, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return nil, fault.NotFound(what)
		}
		return find(tx, id)
	}
	return file.OwnerOf(see, func(tx *store.Tx, e *Event) error {
		if !tx.Actor().Can(access.ReportEvent) || ownReport(tx, e) != nil {
			return fault.Forbidden("证明材料由申报的一方增减。")
		}
		if e.State != Draft && e.State != Returned {
			return fault.Conflict("当前状态为“" + States.Label(e.State) + "”，不能再增减证明材料。")
		}
		return nil
	})
}
