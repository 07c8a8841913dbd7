package level

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/indexsystem"
	"qingshen/internal/job"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// JobReplay is the kind of job that tries an edition on the past audits.
const JobReplay = "level.replay"

// pageSize is how many ratings are in memory at once.
const pageSize = 1000

// order is the payload of the job.
type order struct {
	Replay string `json:"replay"`
}

// ReplayList is the replays of an edition.
type ReplayList struct {
	Items []*Replay `json:"items" nullable:"false"`
}

// Replays gives the replays of an edition, the latest first.
func (s *Service) Replays(ctx context.Context, id string) (*ReplayList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*ReplayList, error) {
		x, err := s.library.Find(tx, id)
		if err != nil {
			return nil, err
		}
		rows, err := replaysOf(tx, x.ID)
		for _, r := range rows {
			r.Current = r.SystemSHA256 == x.SHA256 && r.FinishedOn != ""
		}
		return &ReplayList{rows}, err
	})
}

// Replayed tells whether an edition was tried on the past audits as it stands.
func (s *Service) Replayed(tx *store.Tx, x *indexsystem.IndexSystem) (bool, error) {
	rows, err := replaysOf(tx, x.ID)
	return slices.ContainsFunc(rows, func(r *Replay) bool { return r.FinishedOn != "" && r.SystemSHA256 == x.SHA256 }), err
}

// Ask begins a replay of an edition: a job with progress.
func (s *Service) Ask(ctx context.Context, id string, _ indexsystem.NoteInput) (*job.Job, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*job.Job, error) {
		x, err := s.library.Find(tx, id)
		if err != nil {
			return nil, err
		}
		_, faults, err := s.library.System(x)
		if err != nil {
			return nil, err
		}
		if n := rating.Errors(faults); n > 0 {
			return nil, fault.Conflict(fmt.Sprintf("指标表有%d处错误，改正以后才能试算。", n))
		}
		r := &Replay{SystemID: x.ID, SystemSHA256: x.SHA256, AskedBy: tx.Actor().Name, Turns: []Turn{}}
		r.ID = store.NewID()
		j, err := job.Enqueue(tx, JobReplay, "", order{r.ID})
		if err != nil {
			return nil, err
		}
		r.JobID = j.ID
		return j, tx.Insert("replay.ask", r)
	})
}

// RunReplay rates every past audit of the series by the edition and notes whose level would change. A page of ratings is in
// memory at a time. It may be killed and run again: what an interrupted run has written is taken away first.
func (s *Service) RunReplay(ctx context.Context, run *job.Run) error {
	var in order
	if err := run.Decode(&in); err != nil {
		return err
	}
	r, x, system, total, err := s.ready(ctx, in.Replay)
	if err != nil {
		return err
	}
	p := &replaying{service: s, replay: r, program: system.Compile(s.library.Units()), system: system, olds: map[string]*rating.System{}, turns: map[[2]int]int{}}
	for after := ""; ; {
		rows, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*Rating, error) { return nextOf(tx, x.Series, after, pageSize) })
		if err != nil {
			return err
		}
		if err := p.page(ctx, rows); err != nil {
			return err
		}
		if len(rows) > 0 {
			after = rows[len(rows)-1].ID
		}
		if err := run.Step(ctx, int64(r.Rated), max(total, int64(r.Rated)), fmt.Sprintf("已试算%d件审核，等级会变化的%d件", r.Rated, r.Changed)); err != nil {
			return err
		}
		if len(rows) < pageSize {
			break
		}
	}
	return s.finished(ctx, run, p)
}

// ready finds the replay with its edition, and clears what an interrupted run has left.
func (s *Service) ready(ctx context.Context, id string) (r *Replay, x *indexsystem.IndexSystem, system *rating.System, total int64, err error) {
	err = store.Do(ctx, s.db, func(tx *store.Tx) error {
		if r, err = replayOf(tx, id); err != nil {
			return err
		}
		if x, err = s.library.Find(tx, r.SystemID); err != nil {
			return err
		}
		if system, _, err = s.library.System(x); err != nil {
			return err
		}
		if err = clearChanges(tx, r.ID); err != nil {
			return err
		}
		total, err = countOf(tx, x.Series)
		return err
	})
	if err == nil {
		r.Rated, r.Changed, r.Risen, r.Fallen, r.Unrated = 0, 0, 0, 0, 0
	}
	return r, x, system, total, err
}

// replaying is one run.
type replaying struct {
	service *Service
	replay  *Replay
	program *rating.Program
	system  *rating.System
	olds    map[string]*rating.System // the editions by which the audits were rated
	turns   map[[2]int]int
}

// page tries the edition on some audits, on all processors; what it found is added up in order.
func (p *replaying) page(ctx context.Context, rows []*Rating) error {
	if err := p.editions(ctx, rows); err != nil {
		return err
	}
	found := make([]*ReplayChange, len(rows))
	workers := runtime.GOMAXPROCS(0)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < len(rows) && ctx.Err() == nil; i += workers {
				found[i] = p.one(rows[i])
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	changes := []*ReplayChange{}
	for i, c := range found {
		if p.count(rows[i], c); c.Becomes != c.Was {
			changes = append(changes, c)
		}
	}
	return store.Do(ctx, p.service.db, func(tx *store.Tx) error { return keepChanges(tx, changes) })
}

func (p *replaying) count(r *Rating, c *ReplayChange) {
	n := p.replay
	n.Rated++
	if c.Becomes < 0 {
		n.Unrated++
		return
	}
	p.turns[[2]int{r.Level, c.Becomes}]++
	switch {
	case c.Becomes == c.Was:
		return
	case rank(c.Becomes) > rank(c.Was):
		n.Risen++
	default:
		n.Fallen++
	}
	n.Changed++
}

// one tries the edition on one audit.
func (p *replaying) one(r *Rating) *ReplayChange {
	c := &ReplayChange{ReplayID: p.replay.ID, RatingID: r.ID, AuditID: r.AuditID, RegionCode: r.RegionCode, Was: r.Level, Becomes: -1}
	sheet := r.Sheet.Within(p.system)
	in, faults := sheet.For(p.system, confirmed(sheet, r.Opinions))
	in, dropped := known(p.system, in)
	var score rating.Score
	if len(faults) == 0 {
		score, faults = p.program.Rate(in)
	}
	if len(faults) > 0 {
		c.Why = "不能试算：" + strings.Join(faults[:min(3, len(faults))], "；")
		return c
	}
	if c.Becomes = score.Level; c.Becomes != c.Was {
		c.Why = p.why(r, in, dropped)
	}
	return c
}

func rank(level int) int { return (4 - level) % 4 }

// known leaves out what the edition does not ask; what it asks and was never given is missing.
func known(system *rating.System, in rating.Input) (rating.Input, []string) {
	dropped := []string{}
	for name := range in.Values {
		if _, n := system.Find(name); n != 1 {
			dropped = append(dropped, name)
			delete(in.Values, name)
		}
	}
	in.NotApplicable = slices.DeleteFunc(slices.Clone(in.NotApplicable), func(name string) bool { _, n := system.Find(name); return n != 1 })
	for _, product := range in.Products {
		for name := range product.Values {
			if _, n := system.Find(name); n == 0 {
				delete(product.Values, name)
			}
		}
	}
	slices.Sort(dropped)
	return in, dropped
}

// why says what makes the difference: the indicators that stand otherwise, those that are new or gone, or the way of deciding.
func (p *replaying) why(r *Rating, in rating.Input, dropped []string) string {
	now, faults := p.system.Rate(in, p.service.library.Units())
	if len(faults) > 0 {
		return strings.Join(faults, "；")
	}
	reasons := []string{}
	was := p.before(r)
	stood := map[string]*rating.Mark{}
	if was != nil {
		for _, m := range was.Indicators {
			stood[m.Named()] = m
		}
	}
	for _, m := range now.Indicators {
		old := stood[m.Named()]
		switch {
		case m.Missing && old == nil:
			reasons = append(reasons, "新增指标“"+m.Named()+"”没有数据，按没有达到处理")
		case old != nil && old.Level != m.Level:
			reasons = append(reasons, fmt.Sprintf("“%s”由%s变为%s", m.Named(), rating.LevelWords[old.Level], rating.LevelWords[m.Level]))
		case old != nil && old.Limiting != m.Limiting && m.Limiting:
			reasons = append(reasons, "“"+m.Named()+"”成为限定性指标")
		}
	}
	for _, name := range dropped {
		reasons = append(reasons, "不再考核“"+name+"”")
	}
	if len(reasons) == 0 {
		reasons = append(reasons, "权重或者等级判定条件不同")
	}
	if len(reasons) > 6 {
		reasons = append(reasons[:6], fmt.Sprintf("等%d项", len(reasons)))
	}
	return strings.Join(reasons, "；") + fmt.Sprintf("。综合指数由 %s／%s／%s 变为 %s／%s／%s", r.Y1, r.Y2, r.Y3, rating.Decimal(now.Y[0]), rating.Decimal(now.Y[1]), rating.Decimal(now.Y[2]))
}

// editions reads the editions by which some audits were rated; nil for one that is not there any more.
func (p *replaying) editions(ctx context.Context, rows []*Rating) error {
	for _, r := range rows {
		if _, read := p.olds[r.SystemID]; read {
			continue
		}
		system, err := store.Read(ctx, p.service.db, func(tx *store.Tx) (*rating.System, error) {
			x, err := p.service.library.Find(tx, r.SystemID)
			if err != nil {
				return nil, err
			}
			s, _, err := p.service.library.System(x)
			return s, err
		})
		if err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
		p.olds[r.SystemID] = system
	}
	return nil
}

// before rates an audit as it was rated then.
func (p *replaying) before(r *Rating) *rating.Result {
	system := p.olds[r.SystemID]
	if system == nil {
		return nil
	}
	in, _ := r.input(system)
	out, faults := system.Rate(in, p.service.library.Units())
	if len(faults) > 0 {
		return nil
	}
	return out
}

func (s *Service) finished(ctx context.Context, run *job.Run, p *replaying) error {
	r := p.replay
	r.Turns = []Turn{}
	for key, n := range p.turns {
		r.Turns = append(r.Turns, Turn{key[0], key[1], n})
	}
	slices.SortFunc(r.Turns, func(a, b Turn) int { return a.From*10 + a.To - b.From*10 - b.To })
	err := store.Do(ctx, s.db, func(tx *store.Tx) error {
		r.FinishedOn = tx.Today()
		if err := tx.As(access.System).Save("replay.finish", r); err != nil {
			return err
		}
		return run.Keep(tx, r)
	})
	if err != nil {
		return err
	}
	return run.Finish(ctx, r)
}

// ChangeQuery asks for the changes of a replay.
type ChangeQuery struct {
	store.Page
	Replay string `query:"replay" maxLength:"64" doc:"哪一次试算"`
	From   string `query:"from" maxLength:"2" doc:"原等级"`
	To     string `query:"to" maxLength:"2" doc:"试算等级"`
}

// Changes gives a page of the audits whose level would change.
func (s *Service) Changes(ctx context.Context, in ChangeQuery) (store.List[ReplayChange], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[ReplayChange], error) {
		out, err := changesOf(tx, in)
		if err != nil {
			return out, err
		}
		return out, named(tx, out.Items)
	})
}
