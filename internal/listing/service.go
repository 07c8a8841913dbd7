package listing

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

// Service keeps inventory, plans, lists and notices. The four functions bring news from the audits, which stand to the
// left and may not be imported; the application sets them.
type Service struct {
	db          *store.DB
	enterprises *enterprise.Service
	ref         *reference.Service
	files       *file.Service

	// OpenRound tells whether a site has a round of audit that is not closed (g2).
	OpenRound func(tx *store.Tx, siteID string) (bool, error)
	// LastAccepted gives the day on which the last round of a site passed acceptance, "" if none did (g6).
	LastAccepted func(tx *store.Tx, siteID string) (calendar.Date, error)
	// Rounds gives the rounds of sites, and what counts as one, for the finder of candidates.
	Rounds func(tx *store.Tx, sites []string) (map[string][]candidate.Round, error)
	// OnPublished opens the audits of a list inside its publication and gives their ids by row.
	OnPublished func(tx *store.Tx, list *List, rows []*Row) (auditIDByRow map[string]string, err error)
	// Settled tells in words when an audit has come to a result that a correcting list may not undo, "" while it has not.
	Settled func(tx *store.Tx, auditID string) (string, error)
	// OnWithdrawn ends the audits of rows that a correcting list takes back, inside its publication.
	OnWithdrawn func(tx *store.Tx, list *List, rows []*Row) error
}

// New gives the service. The written notices are kept among the files.
func New(db *store.DB, enterprises *enterprise.Service, ref *reference.Service, files *file.Service) *Service {
	return &Service{db: db, enterprises: enterprises, ref: ref, files: files}
}

// Reasons gives the reasons for listing in force on a day, with basis and forms of facts.
func (s *Service) Reasons(ctx context.Context, in ReasonQuery) (ReasonList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (ReasonList, error) {
		on := in.On
		if on == "" || !on.Valid() {
			on = tx.Today()
		}
		law := tx.Law()
		return ReasonList{On: on, Regime: law.Pin(on).Regime, Items: reasonForms(law, on)}, nil
	})
}

// ReasonQuery asks for the reasons in force on a day.
type ReasonQuery struct {
	On calendar.Date `query:"on" doc:"日期，不填为当日"`
}

// ReasonList is what is in force on a day.
type ReasonList struct {
	On     calendar.Date `json:"on"`
	Regime string        `json:"regime"`
	Items  []ReasonForm  `json:"items" nullable:"false"`
}

// standing is a site with its enterprise and the features it has on a day.
type standing struct {
	site       *enterprise.Site
	enterprise *enterprise.Enterprise
	held       []Held
}

func (s *Service) standing(tx *store.Tx, siteID string, on calendar.Date) (*standing, error) {
	site, err := store.Find[enterprise.Site](tx, siteID, "该厂区")
	if err != nil {
		return nil, err
	}
	owner, err := store.Get[enterprise.Enterprise](tx.Everywhere("the owner of a site found in scope may be seated elsewhere"), site.EnterpriseID, "该企业")
	if err != nil {
		return nil, err
	}
	attributes, err := s.enterprises.Attributes(tx, owner.ID, on)
	if err != nil {
		return nil, err
	}
	out := &standing{site: site, enterprise: owner}
	for _, a := range attributes {
		if a.SiteID == site.ID && a.InForce(on) {
			out.held = append(out.held, Held{Kind: string(a.Kind), Detail: a.Detail, FromOn: a.FromOn})
		}
	}
	return out, nil
}

func (st *standing) closed() bool {
	return st.site.State == enterprise.Closed || st.enterprise.State == enterprise.Closed
}

func (st *standing) industries() []string {
	return slices.DeleteFunc([]string{st.site.IndustryCode, st.enterprise.IndustryCode}, func(code string) bool { return code == "" })
}

// assess judges an item as of the day of decision and writes what follows from law and registry into it: names, basis,
// regime and track. It gives all faults (g1-g6).
func (s *Service) assess(tx *store.Tx, i *PlanItem, on calendar.Date) (fault.List, error) {
	st, err := s.standing(tx, i.SiteID, on)
	if err != nil {
		return nil, err
	}
	law := tx.Law()
	i.EnterpriseName, i.SiteName, i.CreditCode, i.KeyIndustry = st.enterprise.Name, st.site.Name, st.enterprise.CreditCode, st.enterprise.KeyIndustry
	i.Basis = basisOf(law, on, i.RegionCode, st.industries(), i.Reasons)
	i.Regime = law.Pin(on).Regime
	i.Track, i.TrackWhy = trackOf(law, on, i.RegionCode, i.Reasons, st.held)
	if i.Facts == nil {
		i.Facts = map[string]string{}
	}
	p := proposal{
		on: on, year: i.Year, creditCode: i.CreditCode, creditFault: creditFault(i.CreditCode), closed: st.closed(), reasons: i.Reasons, facts: i.Facts,
		basis: i.Basis, justification: i.Justification,
	}
	if s.OpenRound != nil {
		if p.openRound, err = s.OpenRound(tx, i.SiteID); err != nil {
			return nil, err
		}
	}
	if s.LastAccepted != nil {
		if p.acceptedOn, err = s.LastAccepted(tx, i.SiteID); err != nil {
			return nil, err
		}
		p.acceptedUntil = intervalEnd(tx, p.acceptedOn, i.RegionCode)
	}
	return p.check(reasonForms(law, on)), nil
}

// intervalEnd is the last day of the interval between two audits of 双有 (CPM 12(2)), counted from acceptance.
func intervalEnd(tx *store.Tx, acceptedOn calendar.Date, region string) calendar.Date {
	if acceptedOn == "" {
		return ""
	}
	due, err := tx.Law().Due(RuleNext, acceptedOn, region)
	if err != nil {
		return acceptedOn.AddYears(5)
	}
	return due.DueOn
}

// Entries lists the inventory in the actor's place.
func (s *Service) Entries(ctx context.Context, in EntryQuery) (store.List[Entry], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Entry], error) {
		out, err := entries(tx, in)
		for i := range out.Items {
			out.Items[i].Actions, out.Items[i].RegionLabel = flow.Names(tx, EntryStates, &out.Items[i]), s.regionLabel(out.Items[i].RegionCode)
		}
		return out, err
	})
}

// Entry gives one line of the inventory.
func (s *Service) Entry(ctx context.Context, id string) (*Entry, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Entry, error) {
		e, err := store.Find[Entry](tx, id, "该清单条目")
		if err == nil {
			s.finishEntry(tx, e)
		}
		return e, err
	})
}

func (s *Service) finishEntry(tx *store.Tx, e *Entry) {
	e.Actions, e.RegionLabel = slices.DeleteFunc(flow.Allowed(tx, EntryStates, e), func(a store.Action) bool { return slices.Contains(elsewhere, a.Name) }), s.regionLabel(e.RegionCode)
}

// AddEntry brings a site into the inventory: proposed by a county, at once in force by the city.
func (s *Service) AddEntry(ctx context.Context, in NewInventoryEntry) (*Entry, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Entry, error) {
		if err := in.check(tx.Today()); err != nil {
			return nil, err
		}
		st, err := s.standing(tx, in.SiteID, tx.Today())
		if err != nil {
			return nil, err
		}
		if err := s.addable(tx, st); err != nil {
			return nil, err
		}
		e := &Entry{
			EnterpriseID: st.enterprise.ID, SiteID: st.site.ID, EnterpriseName: st.enterprise.Name, SiteName: st.site.Name, RegionCode: st.site.RegionCode,
			CityCode: store.CityOf(st.site.RegionCode), KeyIndustry: st.enterprise.KeyIndustry, State: EntryStates.First, Reason: strings.TrimSpace(in.Reason),
			FromOn: orToday(in.FromOn, tx.Today()),
		}
		if err := tx.Insert("inventory_entry.propose", e); err != nil {
			return nil, err
		}
		if tx.Actor().Can(access.SubmitPlan) {
			if err := flow.Move(tx, EntryStates, e, "admit", ""); err != nil {
				return nil, err
			}
		}
		s.finishEntry(tx, e)
		return e, nil
	})
}

func (s *Service) addable(tx *store.Tx, st *standing) error {
	if st.closed() {
		return fault.Conflict("企业或厂区已关闭，不能列入清单。")
	}
	have, err := liveEntry(tx, st.site.ID)
	if err == nil && have != nil {
		err = fault.Conflict(fmt.Sprintf("该厂区已在%s的清单中（%s，%s），不能重复列入。%s", s.cityName(have.CityCode), have.FromOn.Chinese(), EntryStates.Label(have.State), s.otherCity(have.CityCode, st.site.RegionCode)))
	}
	return err
}

// otherCity says how to settle that another city holds the site: an enterprise that has moved leaves there first.
func (s *Service) otherCity(holder, region string) string {
	if holder == store.CityOf(region) {
		return ""
	}
	return "一个厂区只能由一个市列入。厂区已迁到" + s.cityName(store.CityOf(region)) + "的，请先由" + s.cityName(holder) + "生态环境局调出清单；有争议的，由省生态环境厅确定。"
}

// ActOnEntry gives the act on an inventory entry that needs no dates: admit, decline, keep.
func (s *Service) ActOnEntry(do string) func(context.Context, string, NoteInput) (*Entry, error) {
	return func(ctx context.Context, id string, in NoteInput) (*Entry, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Entry, error) {
			e, err := store.Take[Entry](tx, id, "该清单条目")
			if err != nil {
				return nil, err
			}
			if do == "decline" {
				if err := in.require("不予列入的理由", "没有办理"); err != nil {
					return nil, err
				}
			}
			if do == "keep" {
				e.UntilReason = ""
			}
			if err := flow.Move(tx, EntryStates, e, do, in.Note); err != nil {
				return nil, err
			}
			s.finishEntry(tx, e)
			return e, nil
		})
	}
}

// Retire takes a site out of the inventory: the city does, a county proposes it.
func (s *Service) Retire(ctx context.Context, id string, in RetireInput) (*Entry, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Entry, error) {
		e, err := store.Take[Entry](tx, id, "该清单条目")
		if err != nil {
			return nil, err
		}
		if err := in.check(e, tx.Today()); err != nil {
			return nil, err
		}
		do := "retire"
		if tx.Actor().Can(access.Propose) {
			do = "propose-retire"
		} else {
			e.UntilOn = orToday(in.UntilOn, tx.Today())
		}
		e.UntilReason = strings.TrimSpace(in.Reason)
		if err := flow.Move(tx, EntryStates, e, do, in.Reason); err != nil {
			return nil, err
		}
		s.finishEntry(tx, e)
		return e, nil
	})
}
