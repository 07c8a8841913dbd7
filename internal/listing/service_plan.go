package listing

import (
	"context"
	"strconv"
	"strings"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// Plans lists the annual plans that the actor may read.
func (s *Service) Plans(ctx context.Context, in PlanQuery) (store.List[Plan], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Plan], error) {
		out, err := plans(tx, in)
		for i := range out.Items {
			out.Items[i].CityLabel = s.cityName(out.Items[i].CityCode)
			out.Items[i].Actions = flow.Names(tx, PlanStates, &out.Items[i])
		}
		return out, err
	})
}

// Plan gives one plan with its figures. When the province opens a submitted plan for the first time, that is noted.
func (s *Service) Plan(ctx context.Context, id string) (*Plan, error) {
	find := func(tx *store.Tx) (*Plan, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return nil, err
		}
		return p, s.completePlan(tx, p)
	}
	p, err := store.Read(ctx, s.db, find)
	if err != nil || p.State != PlanSubmitted || p.ReceivedOn != "" || access.From(ctx).Role != access.RoleProvince {
		return p, err
	}
	if err := s.receive(ctx, id); err != nil && !fault.Is(err, fault.KindConflict) {
		return nil, err
	}
	return store.Read(ctx, s.db, find)
}

func (s *Service) completePlan(tx *store.Tx, p *Plan) error {
	all, err := itemsOf(tx, p.ID)
	if err != nil {
		return err
	}
	p.CityLabel, p.Totals, p.Actions = s.cityName(p.CityCode), totalsOf(all), flow.Allowed(tx, PlanStates, p)
	if p.takesItems() && tx.Actor().Can(access.SubmitPlan) {
		p.Missing = p.missing(tx.Law(), all)
	}
	if p.Locks, err = s.locksShown(tx, p, all); err != nil {
		return err
	}
	p.Deadlines, err = deadline.For(tx, "annual_plan", p.ID)
	return err
}

// NewPlan begins the plan of the actor's city.
func (s *Service) NewPlan(ctx context.Context, in NewAnnualPlan) (*Plan, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Plan, error) {
		place := tx.Actor().Place
		if place.Level() != "city" {
			return nil, fault.Forbidden("年度计划由设区的市生态环境局编制。")
		}
		p, err := s.ensurePlan(tx, place.Region+"00", in.Year)
		if err != nil {
			return nil, err
		}
		return p, s.completePlan(tx, p)
	})
}

// NewAnnualPlan names the year of a plan to begin.
type NewAnnualPlan struct {
	Year int `json:"year" minimum:"2005" maximum:"2100" doc:"计划年度"`
}

// ensurePlan gives the plan of a city and year and begins it where there is none, with the clock of its submission.
func (s *Service) ensurePlan(tx *store.Tx, city string, year int) (*Plan, error) {
	p, err := planOf(tx, city, year)
	if err != nil || p != nil {
		if p != nil {
			p.CityLabel = s.cityName(city)
		}
		return p, err
	}
	if this := tx.Today().Year(); year < this-1 || year > this+1 {
		return nil, fault.Invalid("计划没有建立", fault.Field{Path: "year", Message: "年度计划只能为上一年度、本年度或下一年度编制，请核对年度。", Value: year})
	}
	p = &Plan{RegionCode: city, CityCode: city, Year: year, State: PlanStates.First, Schedule: []ScheduleLine{}, Trainings: []TrainingLine{}, Parks: []ParkLine{}, CityLabel: s.cityName(city)}
	if err := tx.Insert("annual_plan.begin", p); err != nil {
		return nil, err
	}
	return p, startPlanClock(tx, p)
}

// startPlanClock starts the yearly clock of a plan that was not handed in yet (D-14): on the first day of its year, or on
// the day on which it was begun before. A plan begun late is late.
func startPlanClock(tx *store.Tx, p *Plan) error {
	first := calendar.Of(p.Year, 1, 1)
	if p.SubmittedOn != "" || p.Year < tx.Today().Year() {
		return nil
	}
	on := min(first, tx.Today())
	due, err := tx.Law().DueYearly(RulePlan, p.Year, p.RegionCode)
	if err != nil {
		return nil // no such rule in this region
	}
	if next, err := tx.Law().Due(RulePlan, on, p.RegionCode); err != nil || next.DueOn != due.DueOn {
		return nil // the day lies more than a year ahead: the first of January starts it
	}
	clocks, err := deadline.For(tx, "annual_plan", p.ID)
	if err != nil || len(clocks) > 0 {
		return err
	}
	return deadline.Start(tx, p.Subject(), RulePlan, on)
}

// EnsurePlans opens from 1 January on this year's plan of every city with its clock, whether or not the city has begun:
// the duty stands by itself (N12 一(二)). It may run any number of times, on any number of machines.
func (s *Service) EnsurePlans(ctx context.Context) error {
	for _, city := range s.ref.Cities() {
		err := store.Do(ctx, s.db, func(tx *store.Tx) error {
			year := tx.Today().Year()
			if _, ok := tx.Law().Deadline(RulePlan, calendar.Of(year, 1, 1), city.Code); !ok {
				return nil
			}
			p, err := s.ensurePlan(tx.As(access.System), city.Code, year)
			if err != nil {
				return err
			}
			return startPlanClock(tx.As(access.System), p)
		})
		if err != nil && !fault.Is(err, fault.KindConflict) {
			return err
		}
	}
	return nil
}

// SavePlan writes the fields of a plan (rules.md 13.4) while it is with the city.
func (s *Service) SavePlan(ctx context.Context, id string, in PlanInput) (*Plan, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Plan, error) {
		p, err := store.Take[Plan](tx, id, "该年度计划")
		if err != nil {
			return nil, err
		}
		if err := s.editable(tx, p); err != nil {
			return nil, err
		}
		if err := in.check(p, tx.Today()); err != nil {
			return nil, err
		}
		in.write(p)
		if err := tx.Save("annual_plan.revise", p); err != nil {
			return nil, err
		}
		return p, s.completePlan(tx, p)
	})
}

// editable lets the city write its plan while it is with it and no lock of the province closes it.
func (s *Service) editable(tx *store.Tx, p *Plan) error {
	if !p.takesItems() {
		return fault.Conflict("计划当前为“" + PlanStates.Label(p.State) + "”，不能修改。如需修改，请联系省生态环境厅退回。")
	}
	return barred(tx, p.ID, LevelProvince, p.CityCode, "该计划")
}

// ProposedSchedule gives a month schedule to start from, counted from the statutory limits.
func (s *Service) ProposedSchedule(ctx context.Context, id string) (ScheduleProposal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (ScheduleProposal, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return ScheduleProposal{}, err
		}
		all, err := itemsOf(tx, p.ID)
		if err != nil {
			return ScheduleProposal{}, err
		}
		month := 4
		if n, ok := tx.Law().Parameter(paramPublication, calendar.Of(p.Year, 1, 1), p.RegionCode); ok {
			month = int(n.Value.IntPart())
		}
		published := calendar.Of(p.Year, time.Month(month), 1)
		totals := totalsOf(all)
		return ScheduleProposal{PublishedOn: published, Schedule: proposeSchedule(tx.Law(), published, p.RegionCode, totals.Live+totals.ByState[ItemProposed])}, nil
	})
}

// paramPublication is the month in which the list of a year is expected to be published.
const paramPublication = "list-publication-month"

// ScheduleProposal is a month schedule to start from.
type ScheduleProposal struct {
	PublishedOn calendar.Date  `json:"published_on" doc:"按这一天公布名单推算"`
	Schedule    []ScheduleLine `json:"schedule" nullable:"false"`
}

// ActOnPlan gives an act on a plan: submit, return, verify, amend.
func (s *Service) ActOnPlan(do string) func(context.Context, string, NoteInput) (*Plan, error) {
	return func(ctx context.Context, id string, in NoteInput) (*Plan, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (*Plan, error) {
			p, err := store.Take[Plan](tx, id, "该年度计划")
			if err != nil {
				return nil, err
			}
			p.CityLabel = s.cityName(p.CityCode)
			if err := s.movePlan(tx, p, do, strings.TrimSpace(in.Note)); err != nil {
				return nil, err
			}
			return p, s.completePlan(tx, p)
		})
	}
}

// movePlan does one act on a plan; the locks follow it.
func (s *Service) movePlan(tx *store.Tx, p *Plan, do, note string) error {
	switch do {
	case "submit":
		if err := barred(tx, p.ID, LevelProvince, p.CityCode, strconv.Itoa(p.Year)+"年度计划汇总"); err != nil {
			return err
		}
		return s.submit(tx, p, note)
	case "return":
		if err := (NoteInput{Note: note}).require("退回意见", "计划没有退回"); err != nil {
			return err
		}
		p.ReturnComment, p.VerifiedOn = note, ""
	case "verify":
		p.VerifiedOn = tx.Today()
	}
	if err := flow.Move(tx, PlanStates, p, do, note); err != nil {
		return err
	}
	switch do {
	case "verify":
		return s.lock(tx, p, LevelProvince, p.CityCode, "")
	case "return":
		return releaseLevels(tx, p.ID, note, LevelCity, LevelProvince)
	case "amend":
		return releaseLevels(tx, p.ID, "补充报送", LevelCounty, LevelCity, LevelProvince)
	}
	return nil
}

// ActOnAll gives a bulk act over the items of a plan, with a result for each: confirm-all by the city, verify-all by the
// province, verify-energy-all by the provincial 发展改革 department. What cannot be done is left as it is and says why.
func (s *Service) ActOnAll(do string, from ...string) func(context.Context, string, BulkInput) (RowResults, error) {
	return func(ctx context.Context, id string, in BulkInput) (RowResults, error) {
		return store.In(ctx, s.db, func(tx *store.Tx) (RowResults, error) {
			out := RowResults{Items: []RowResult{}}
			p, err := findPlan(tx, id)
			if err != nil {
				return out, err
			}
			all, err := itemsOf(tx, p.ID, from...)
			if err != nil {
				return out, err
			}
			for k := range all {
				item := &all[k]
				if !in.holds(item.ID) || (do == "verify-energy" && !item.energy(tx)) {
					continue
				}
				if err := out.add(item.ID, item.Subject().Title, s.moveItem(tx, item, do, in.Note)); err != nil {
					return out, err
				}
			}
			return out, nil
		})
	}
}

// ReturnedRow is one row to return with its comment.
type ReturnedRow struct {
	ID   string `json:"id" maxLength:"64" doc:"计划项目标识"`
	Note string `json:"note" maxLength:"1000" doc:"退回意见"`
}

// ReturnInput returns some rows of a plan, each with a comment of its own.
type ReturnInput struct {
	Items []ReturnedRow `json:"items" minItems:"1" maxItems:"1000" nullable:"false" doc:"要退回的项目和意见"`
}

// ReturnItems returns rows of a plan, each with its comment and a result: city to county, province to city. What is not
// named stays closed.
func (s *Service) ReturnItems(ctx context.Context, id string, in ReturnInput) (RowResults, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (RowResults, error) {
		out := RowResults{Items: []RowResult{}}
		p, err := findPlan(tx, id)
		if err != nil {
			return out, err
		}
		for _, row := range in.Items {
			item, err := store.Find[PlanItem](tx, row.ID, "该计划项目")
			if err == nil && item.PlanID != p.ID {
				item, err = nil, fault.NotFound("该计划项目")
			}
			title := ""
			if err == nil {
				title, err = item.Subject().Title, s.moveItem(tx, item, "return", strings.TrimSpace(row.Note))
			}
			if err := out.add(row.ID, title, err); err != nil {
				return out, err
			}
		}
		return out, nil
	})
}

// BulkInput limits a bulk act to some items; none means all.
type BulkInput struct {
	ItemIDs []string `json:"item_ids,omitempty" maxItems:"1000" doc:"只办理这些项目，不填为全部"`
	Note    string   `json:"note,omitempty" maxLength:"1000" doc:"说明"`
}

func (in BulkInput) holds(id string) bool {
	if len(in.ItemIDs) == 0 {
		return true
	}
	for _, wanted := range in.ItemIDs {
		if wanted == id {
			return true
		}
	}
	return false
}
