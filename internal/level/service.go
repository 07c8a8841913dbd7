package level

import (
	"context"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/shopspring/decimal"

	"qingshen/internal/access"
	"qingshen/internal/audit"
	"qingshen/internal/fault"
	"qingshen/internal/indexsystem"
	"qingshen/internal/job"
	"qingshen/internal/rating"
	"qingshen/internal/store"
	"qingshen/internal/unit"
)

// Service finds the levels of audits.
type Service struct {
	db      *store.DB
	library *indexsystem.Service
	audits  *audit.Service
	jobs    *job.Service
	sources func() []source
	benches sync.Map // by series: kept
	// Seated gives the seat of the actor on a panel of an audit whose outcome is still open, nil where there is none; app.go
	// sets it.
	Seated func(tx *store.Tx, auditID string) (*Seat, error)
}

// New gives the service. files is the law data.
func New(db *store.DB, library *indexsystem.Service, audits *audit.Service, files fs.FS) *Service {
	return &Service{db: db, library: library, audits: audits, sources: sync.OnceValue(func() []source {
		list, err := readSources(files)
		if err != nil {
			panic("level: " + err.Error())
		}
		return list
	})}
}

// Query asks for the rating of a phase, by another edition to try it.
type Query struct {
	Phase  string `query:"phase" enum:",before,after" doc:"审核前或者审核后"`
	System string `query:"system" maxLength:"64" doc:"用这个版本试算，不保存"`
}

func (q Query) phase() string {
	if q.Phase == After {
		return After
	}
	return Before
}

// Get gives the rating of an audit that the actor may see.
func (s *Service) Get(ctx context.Context, id string, q Query) (*RatingPage, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*RatingPage, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		r, err := ratingOf(tx, a.ID, q.phase())
		if err != nil {
			return nil, err
		}
		in, err := s.begun(tx, a, r, q.phase())
		if err != nil {
			return nil, err
		}
		trial := q.System != "" && q.System != in.SystemID
		if trial {
			in.SystemID = q.System
		}
		p, err := s.present(tx, a, r, in)
		if err == nil {
			p.Trial = trial
		}
		return p, err
	})
}

// begun is what the page begins with: what is kept, after the audit what was before.
func (s *Service) begun(tx *store.Tx, a *audit.Audit, r *Rating, phase string) (Input, error) {
	if r != nil {
		return Input{Phase: phase, SystemID: r.SystemID, Sheet: r.Sheet, Moves: r.Moves}, nil
	}
	if phase == After {
		return s.afterwards(tx, a)
	}
	return Input{Phase: phase, Sheet: rating.Sheet{Values: map[string]rating.SheetValue{}}}, nil
}

// afterwards proposes what to begin with after the audit: what was before.
func (s *Service) afterwards(tx *store.Tx, a *audit.Audit) (Input, error) {
	in := Input{Phase: After, Sheet: rating.Sheet{Values: map[string]rating.SheetValue{}}}
	before, err := ratingOf(tx, a.ID, Before)
	if err == nil && before != nil {
		in.SystemID, in.Sheet = before.SystemID, before.Sheet
	}
	return in, err
}

// present gives the page for what was entered, kept or not.
func (s *Service) present(tx *store.Tx, a *audit.Audit, r *Rating, in Input) (*RatingPage, error) {
	p := &RatingPage{AuditID: a.ID, Phase: in.Phase, Enterprise: a.EnterpriseName, CaseNo: a.CaseNo, BaseOn: a.BaseOn(), Sheet: in.Sheet, Moves: append([]OptionMove{}, in.Moves...), Indicators: []AskedIndicator{}, Parameters: []string{}, Faults: []string{}, Options: []OptionBrief{}}
	p.Locked = lockedFor(tx, a, in.Phase, r)
	p.Editable = p.Locked == ""
	if r != nil {
		p.Kept, p.Version, p.WrittenBy, p.BaseOn = true, r.Version, r.WrittenBy, r.BaseOn
	}
	var err error
	if p.Choices, p.Misfits, err = s.fitting(tx, a, p.BaseOn); err != nil {
		return nil, err
	}
	p.MayJudgeFit = tx.Actor().Can(access.OrganiseAppraisal) && a.AcceptedOn == ""
	if in.SystemID == "" && len(p.Choices) > 0 && p.Choices[0].Fits && !p.Choices[0].Newer {
		in.SystemID = p.Choices[0].ID
	}
	if in.SystemID == "" {
		return p, nil
	}
	x, system, err := s.library.Rates(tx, in.SystemID)
	if err != nil {
		return nil, err
	}
	p.SystemID, p.System, p.Own, p.Parameters = x.ID, x.Title(), x.Own, system.Parameters()
	p.Parameters = slices.DeleteFunc(p.Parameters, func(n string) bool { return n == "产量占比" })
	if p.Indicators, err = s.ask(tx, a, x, system); err != nil {
		return nil, err
	}
	if err := s.seat(tx, a, p); err != nil {
		return nil, err
	}
	return p, s.follow(tx, a, r, p, system, in)
}

// follow computes what follows from what was entered.
func (s *Service) follow(tx *store.Tx, a *audit.Audit, r *Rating, p *RatingPage, system *rating.System, in Input) error {
	options, err := s.audits.Measures(tx, a.ID)
	if err != nil {
		return err
	}
	for _, o := range options {
		if o.State != audit.OptionDropped {
			p.Options = append(p.Options, briefOf(o))
		}
	}
	opinions := in.opinions(r)
	p.Absences = absences(system, in.Sheet, opinions)
	input, faults := in.Sheet.For(system, confirmed(in.Sheet, opinions))
	result, more := (*rating.Result)(nil), []string(nil)
	if len(faults) == 0 {
		result, more = system.Rate(input, s.library.Units())
	}
	if p.Faults = append(p.Faults, append(faults, more...)...); result == nil {
		return nil
	}
	answer := result.Answer(true)
	p.Answer = &answer
	if next := result.Next(); next > 0 && in.Phase == Before {
		if p.Way, err = s.way(system, input, next, options, in.Moves); err != nil {
			return err
		}
	}
	return s.contrast(tx, a, p, system, result, input, options, in)
}

func briefOf(o audit.Option) OptionBrief {
	return OptionBrief{o.Code, o.Name, decimal.New(o.InvestmentFen, -6).String(), audit.OptionStateLabels[o.State]}
}

// contrast sets the result against the other phase; before the audit, where nothing is known of afterwards, against what the
// options would bring.
func (s *Service) contrast(tx *store.Tx, a *audit.Audit, p *RatingPage, system *rating.System, result *rating.Result, input rating.Input, options []audit.Option, in Input) error {
	other, err := ratingOf(tx, a.ID, map[string]string{Before: After, After: Before}[in.Phase])
	if err != nil {
		return err
	}
	if other != nil && other.SystemID == p.SystemID {
		sheet, faults := other.input(system)
		if len(faults) > 0 {
			return nil
		}
		if o, more := system.Rate(sheet, s.library.Units()); len(more) == 0 {
			if in.Phase == Before {
				p.Comparison = compare(result, o, "审核后")
			} else {
				p.Comparison = compare(o, result, "审核后")
			}
		}
		return nil
	}
	if in.Phase == Before && len(in.Moves) > 0 {
		if goal := system.Applied(input, measures(options, in.Moves), s.library.Units()); goal != nil {
			p.Comparison = compare(result, goal, "方案全部实施以后（目标）")
		}
	}
	return nil
}

// measures are the options with what they move, by their own figures.
func measures(options []audit.Option, moves []OptionMove) []rating.Measure {
	out := []rating.Measure{}
	for _, o := range options {
		if o.State == audit.OptionDropped {
			continue
		}
		m := rating.Measure{Code: o.Code, Name: o.Name, Cost: decimal.New(o.InvestmentFen, -6).Rat()}
		for _, v := range moves {
			if v.Option != o.Code {
				continue
			}
			move := rating.Move{Indicator: v.Indicator, Product: v.Product, Level: v.Level}
			if d, err := decimal.NewFromString(strings.TrimSpace(v.Change)); err == nil {
				move.Change = d.Rat()
			}
			m.Moves = append(m.Moves, move)
		}
		out = append(out, m)
	}
	return out
}

func (s *Service) way(system *rating.System, input rating.Input, target int, options []audit.Option, moves []OptionMove) (*WayView, error) {
	w, faults := system.LeastCost(input, target, measures(options, moves), s.library.Units())
	if len(faults) > 0 {
		return nil, nil
	}
	v := &WayView{Target: target, Reached: w.Reached, Exact: w.Exact, Cost: rating.Decimal(w.Cost), Options: []OptionBrief{}, Remains: []rating.Gap{}, Y: []string{}}
	for _, m := range w.Measures {
		for _, o := range options {
			if o.Code == m.Code {
				v.Options = append(v.Options, briefOf(o))
			}
		}
	}
	if w.Result != nil {
		for _, y := range w.Result.Y {
			v.Y = append(v.Y, rating.Decimal(y))
		}
		if !w.Reached {
			v.Remains = w.Result.Gaps()
		}
	}
	v.Sentence = v.said()
	return v, nil
}

// Check tells what would follow from an input, without keeping anything (边填边算).
func (s *Service) Check(ctx context.Context, id string, in Input) (*RatingPage, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*RatingPage, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		r, err := ratingOf(tx, a.ID, in.Phase)
		if err != nil {
			return nil, err
		}
		return s.present(tx, a, r, in)
	})
}

// Save keeps what was entered with the level that the engine finds. What the engine refuses is refused, all at once; what is
// missing counts as not met.
func (s *Service) Save(ctx context.Context, id string, in Input) (*RatingPage, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*RatingPage, error) {
		a, err := s.audits.Find(tx, id)
		if err != nil {
			return nil, err
		}
		r, err := ratingOf(tx, a.ID, in.Phase)
		if err != nil {
			return nil, err
		}
		if locked := lockedFor(tx, a, in.Phase, r); locked != "" {
			return nil, fault.Conflict(locked)
		}
		fresh := r == nil
		if fresh {
			r = &Rating{AuditID: a.ID, EnterpriseID: a.EnterpriseID, RegionCode: a.RegionCode, CityCode: a.CityCode, Phase: in.Phase, BaseOn: a.BaseOn()}
		} else if err := tx.Expect(r, "清洁生产水平评价"); err != nil {
			return nil, err
		}
		if err := s.rate(tx, r, in); err != nil {
			return nil, err
		}
		r.WrittenBy, r.agency = a.Hand(tx), a.AgencyID
		if fresh {
			err = tx.Insert("rating.save", r)
		} else {
			err = tx.Save("rating.save", r)
		}
		if err != nil {
			return nil, err
		}
		return s.present(tx, a, r, in)
	})
}

// rate lets the engine find the level of an input and writes both.
func (s *Service) rate(tx *store.Tx, r *Rating, in Input) error {
	x, system, err := s.library.Rates(tx, in.SystemID)
	if err != nil {
		return err
	}
	if err := s.inForce(tx, x, r); err != nil {
		return err
	}
	faults := in.moveFaults(system)
	if len(faults) == 0 {
		faults = r.Rate(x, system, in.Sheet, s.library.Units())
	} else if _, unread := in.Sheet.For(system, nil); len(unread) > 0 {
		faults = append(unread, faults...)
	}
	var list fault.List
	for _, f := range faults {
		list.Add("sheet", f+"。")
	}
	if err := list.Err("评价没有保存，请按提示修改。"); err != nil {
		return err
	}
	r.Moves = append([]OptionMove{}, in.Moves...)
	return nil
}

// Rate lets the engine find the level of a sheet and writes both; what the engine refuses changes nothing and is said at once.
func (r *Rating) Rate(x *indexsystem.IndexSystem, system *rating.System, sheet rating.Sheet, units *unit.Table) []string {
	opinions := Input{SystemID: x.ID, Sheet: sheet}.opinions(r)
	input, faults := sheet.For(system, confirmed(sheet, opinions))
	if len(faults) > 0 {
		return faults
	}
	result, faults := system.Rate(input, units)
	if len(faults) > 0 {
		return faults
	}
	r.Series, r.SystemID, r.SystemTitle, r.SystemSHA256 = x.Series, x.ID, x.Title(), x.SHA256
	r.Sheet, r.Opinions, r.Level, r.Missing = sheet, opinions, result.Level, len(result.Missing)
	r.Y1, r.Y2, r.Y3 = rating.Decimal(result.Y[0]), rating.Decimal(result.Y[1]), rating.Decimal(result.Y[2])
	r.Summary = fmt.Sprintf("%s：%s（%s），综合指数 %s／%s／%s", r.SystemTitle, rating.LevelWords[r.Level], result.Name, r.Y1, r.Y2, r.Y3)
	return nil
}

// inForce holds that the edition is one of the base date of the audit; one that was chosen before stays.
func (s *Service) inForce(tx *store.Tx, x *indexsystem.IndexSystem, r *Rating) error {
	if r.SystemID == x.ID {
		return nil
	}
	choices, err := s.library.Choices(tx, "", r.BaseOn)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(choices, func(c indexsystem.Choice) bool { return c.ID == x.ID && !c.Newer }) {
		return fault.Invalid("评价没有保存，请按提示修改。", fault.Field{Path: "system_id", Message: "“" + x.Title() + "”在基准日" + r.BaseOn.Chinese() + "没有施行，或者已有更新的版本，只能用来试算。"})
	}
	return nil
}

func (in Input) moveFaults(system *rating.System) []string {
	faults := []string{}
	for _, m := range in.Moves {
		x, n := system.Find(m.Indicator)
		_, err := decimal.NewFromString(strings.TrimSpace(m.Change))
		switch {
		case n != 1:
			faults = append(faults, "方案"+m.Option+"影响的指标“"+m.Indicator+"”不在指标体系中")
		case x.Direction == rating.Qualitative && (m.Level < 1 || m.Level > rating.Levels):
			faults = append(faults, "方案"+m.Option+"使“"+m.Indicator+"”达到的等级应为1、2、3")
		case x.Direction != rating.Qualitative && err != nil:
			faults = append(faults, "方案"+m.Option+"使“"+m.Indicator+"”的变化“"+m.Change+"”不是数字，减少的写负数")
		}
	}
	return faults
}
