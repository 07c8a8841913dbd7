package equivalence

import (
	"context"
	"fmt"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/reference"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

const what = "这件视同"

// Service keeps the register of equivalences.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	audits      *audit.Service
	regions     *reference.Service
}

// New gives the service.
func New(db *store.DB, enterprises *enterprise.Service, audits *audit.Service, regions *reference.Service) *Service {
	return &Service{db, enterprises, audits, regions}
}

// EquivalenceRules are the legal types with their conditions, for the form.
type EquivalenceRules struct {
	Items []EquivalenceRule `json:"items" nullable:"false"`
}

// EquivalenceRule is one legal type (视同类型) with its checklist.
type EquivalenceRule struct {
	Kind       string   `json:"kind"`
	Label      string   `json:"label"`
	Title      string   `json:"title"`
	Conditions []string `json:"conditions" nullable:"false"`
	Lost       string   `json:"lost" doc:"丧失视同的情形"`
	Cite       string   `json:"cite"`
	Note       string   `json:"note"`
}

// Rules gives the legal types in force today.
func (s *Service) Rules(ctx context.Context, _ store.Page) (*EquivalenceRules, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*EquivalenceRules, error) {
		out := &EquivalenceRules{Items: []EquivalenceRule{}}
		for _, kind := range []string{Certification, Recognition, Pilot} {
			if rule, ok := ruleOf(tx.Law(), kind, tx.Today()); ok {
				out.Items = append(out.Items, EquivalenceRule{Kind: kind, Label: Labels["equivalence.kind"][kind], Title: rule.Title, Conditions: rule.Conditions, Lost: rule.Lost, Cite: statute.Words(rule.Cites), Note: rule.Note})
			}
		}
		return out, nil
	})
}

// List gives the equivalences in the actor's place, the latest first.
func (s *Service) List(ctx context.Context, in Query) (store.List[Equivalence], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Equivalence], error) {
		out, err := list(tx, in)
		if err != nil {
			return out, err
		}
		return out, deadline.Beside(tx, "equivalence", out.Items, func(e *Equivalence) string { return e.ID }, func(e *Equivalence, clock *deadline.Brief) {
			e.Deadline, e.RegionLabel, e.Actions = clock, s.regions.Label(e.RegionCode), flow.Names(tx, States, e)
		})
	})
}

// Get gives one equivalence with its clocks and what may be done now.
func (s *Service) Get(ctx context.Context, id string) (*Equivalence, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Equivalence, error) {
		e, err := store.Find[Equivalence](tx, id, what)
		if e, err = mine(tx, e, err); err != nil {
			return nil, err
		}
		return e, s.dress(tx, e)
	})
}

// mine hides a draft from the side that does not write it.
func mine(tx *store.Tx, e *Equivalence, err error) (*Equivalence, error) {
	if err == nil && e.State == Draft && own(tx, e) != nil {
		return nil, fault.NotFound(what)
	}
	return e, err
}

// own lets only that side act which has brought the case.
func own(tx *store.Tx, e *Equivalence) error {
	if e.ByOffice != (tx.Actor().Place.EnterpriseID == "") {
		return fault.Conflict("由申请的一方办理。")
	}
	return nil
}

func runOut(tx *store.Tx, e *Equivalence) error {
	if !tx.Today().After(e.ValidUntil) {
		return fault.Conflict("证书有效期至" + e.ValidUntil.Chinese() + "，尚未到期。")
	}
	return nil
}

func (s *Service) dress(tx *store.Tx, e *Equivalence) (err error) {
	e.RegionLabel = s.regions.Label(e.RegionCode)
	e.Actions = []store.Action{}
	for _, a := range flow.Allowed(tx, States, e) {
		lapse, theirs := a.Name == "lapse" && !a.Allowed, (a.Name == "submit" || a.Name == "withdraw") && own(tx, e) != nil
		if !lapse && !theirs { // certificates lapse by the nightly watch; by hand only what it has left
			e.Actions = append(e.Actions, a)
		}
	}
	if rule, ok := ruleOf(tx.Law(), e.Kind, tx.Today()); ok {
		e.Lost = rule.Lost
	}
	e.Deadlines, err = deadline.For(tx, "equivalence", e.ID)
	return err
}

// check finds all faults of a case: what is written, the site, and what else counts for the site.
func (s *Service) check(tx *store.Tx, e *Equivalence, siteID, message string) error {
	faults := e.judge(tx.Law(), tx.Today())
	if siteID == "" {
		faults.Add("site_id", "请选择证书覆盖的厂区。")
		return faults.Err(message)
	}
	site, err := s.enterprises.FindSite(tx, siteID)
	if err != nil {
		return err
	}
	owner, err := s.enterprises.Any(tx, site.EnterpriseID)
	if err != nil {
		return err
	}
	e.SiteID, e.SiteName, e.EnterpriseID, e.EnterpriseName, e.CreditCode = site.ID, site.Name, owner.ID, owner.Name, owner.CreditCode
	e.RegionCode, e.CityCode, e.Demonstration = site.RegionCode, site.CityCode, owner.Demonstration
	if err := s.clash(tx, e, &faults); err != nil {
		return err
	}
	why, err := s.situation(tx, e, "")
	if err != nil {
		return err
	}
	if why != "" {
		faults.Add("kind", "该厂区有应当实施强制性审核的情形（"+why+"），不能以此类型视同。请按名单开展审核。")
	}
	return faults.Err(message)
}

// clash notes another case of the site for the same year; a pilot counts once only.
func (s *Service) clash(tx *store.Tx, e *Equivalence, faults *fault.List) error {
	rows, err := others(tx, e)
	for _, o := range rows {
		switch {
		case o.Year == e.Year && (o.State == Submitted || o.State == Returned || o.State == Granted):
			faults.Add("year", fmt.Sprintf("该厂区%d年度已有一件视同（%s，%s），不能重复申请。", o.Year, Labels["equivalence.kind"][o.Kind], States.Label(o.State)))
		case o.Kind == Pilot && e.Kind == Pilot:
			faults.Add("kind", fmt.Sprintf("试点只抵作一次清洁生产审核，已抵作%d年度。", o.Year))
		}
	}
	return err
}

// situation names what demands a mandatory audit of the site in spite of the equivalence, "" if nothing does: exceedance
// for a certification, any statutory reason for a recognised voluntary audit (SDR 28, 33). since limits it to what has
// been established after that day.
func (s *Service) situation(tx *store.Tx, e *Equivalence, since calendar.Date) (string, error) {
	rows, err := s.enterprises.Attributes(tx, e.EnterpriseID, tx.Today())
	var found []string
	for _, a := range rows {
		if a.SiteID != e.SiteID || since != "" && !a.FromOn.After(since) {
			continue
		}
		facts, _ := a.Kind.Facts()
		if e.Kind == Certification && a.Kind == enterprise.Exceedance || e.Kind == Recognition && facts.Reason {
			found = append(found, facts.Label+"，"+a.FromOn.Chinese()+"认定")
		}
	}
	return strings.Join(found, "；"), err
}

// Create begins a case as a draft, so that evidence can be attached to it before it is submitted.
func (s *Service) Create(ctx context.Context, in EquivalenceInput) (*Equivalence, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Equivalence, error) {
		e := &Equivalence{State: States.First, ByOffice: tx.Actor().Place.EnterpriseID == ""}
		e.write(in)
		if err := s.check(tx, e, in.SiteID, "视同申请没有保存，请按提示修改"); err != nil {
			return nil, err
		}
		if err := tx.Insert("equivalence.begin", e); err != nil {
			return nil, err
		}
		return e, s.dress(tx, e)
	})
}

// Update corrects a case that is a draft or has been returned.
func (s *Service) Update(ctx context.Context, id string, in EquivalenceInput) (*Equivalence, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error {
		if e.State != Draft && e.State != Returned {
			return fault.Conflict("当前状态为“" + States.Label(e.State) + "”，不能再修改。")
		}
		if err := own(tx, e); err != nil {
			return err
		}
		e.write(in)
		if err := s.check(tx, e, in.SiteID, "视同申请没有保存，请按提示修改"); err != nil {
			return err
		}
		return tx.Save("equivalence.revise", e)
	})
}

// Submit hands the case to the city.
func (s *Service) Submit(ctx context.Context, id string, _ NoteInput) (*Equivalence, error) {
	return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error {
		if e.State == Draft || e.State == Returned {
			if err := s.check(tx, e, e.SiteID, "视同申请没有提交，请先修改"); err != nil {
				return err
			}
			e.SubmittedOn, e.Comment = tx.Today(), ""
		}
		if err := flow.Move(tx, States, e, "submit", ""); err != nil {
			return err
		}
		if err := file.Hold(tx, e.Subject(), "申请视同"); err != nil {
			return err
		}
		return deadline.Reopen(tx, e.Subject(), ruleDecide)
	})
}

// Act gives the acts that need no more than a remark: withdraw, return, refuse.
func (s *Service) Act(do, label string) func(context.Context, string, NoteInput) (*Equivalence, error) {
	return func(ctx context.Context, id string, in NoteInput) (*Equivalence, error) {
		return s.change(ctx, id, func(tx *store.Tx, e *Equivalence) error {
			note := strings.TrimSpace(in.Note)
			if label != "" {
				var err error
				if note, err = in.require(label, "没有办理"); err != nil {
					return err
				}
				e.Comment = note
			}
			if do == "refuse" {
				e.DecidedOn = tx.Today()
			}
			if err := flow.Move(tx, States, e, do, note); err != nil || do != "withdraw" {
				return err
			}
			return deadline.End(tx, e.Subject(), "申请已撤回")
		})
	}
}

// Files says who reads and adds the evidence of a case.
func (s *Service) Files() file.Owner {
	see := func(tx *store.Tx, id string) (*Equivalence, error) {
		if !tx.Actor().Can(access.ViewListing) {
			return nil, fault.NotFound(what)
		}
		e, err := store.Find[Equivalence](tx, id, what)
		return mine(tx, e, err)
	}
	return file.OwnerOf(see, func(tx *store.Tx, e *Equivalence) error {
		if !tx.Actor().Can(access.ClaimEquivalence) || own(tx, e) != nil {
			return fault.Forbidden("证明材料由申请的一方增减。")
		}
		if e.State != Draft && e.State != Returned {
			return fault.Conflict("当前状态为“" + States.Label(e.State) + "”，不能再增减证明材料。")
		}
		return nil
	})
}

func (s *Service) change(ctx context.Context, id string, fn func(*store.Tx, *Equivalence) error) (*Equivalence, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Equivalence, error) {
		e, err := store.Take[Equivalence](tx, id, what)
		if e, err = mine(tx, e, err); err != nil {
			return nil, err
		}
		if err := fn(tx, e); err != nil {
			return nil, err
		}
		return e, s.dress(tx, e)
	})
}

// History gives the case history of an equivalence.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		e, err := store.Find[Equivalence](tx, id, what)
		if e, err = mine(tx, e, err); err != nil {
			return nil, err
		}
		return tx.History(e.Subject())
	})
}
