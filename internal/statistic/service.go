package statistic

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/reference"
	"qingshen/internal/store"
)

const what = "这份年度工作总结"

// Service keeps summaries and counts.
type Service struct {
	db      *store.DB
	regions *reference.Service
}

// New gives the service.
func New(db *store.DB, regions *reference.Service) *Service { return &Service{db, regions} }

// EnsureSummaries opens from 1 January on the summary of last year for every city and starts its clock. It may run any
// number of times, on any number of machines.
func (s *Service) EnsureSummaries(ctx context.Context) error {
	for _, city := range s.regions.Cities() {
		if err := store.Do(ctx, s.db, func(tx *store.Tx) error { return ensure(tx, city) }); err != nil && !fault.Is(err, fault.KindConflict) {
			return err
		}
	}
	return nil
}

func ensure(tx *store.Tx, city reference.Region) error {
	year := tx.Today().Year()
	first := calendar.Of(year, 1, 1)
	if _, ok := tx.Law().Deadline(clock, first, city.Code); !ok {
		return nil
	}
	exists, err := hasSummary(tx, city.Code, year-1)
	if err != nil || exists {
		return err
	}
	tx = tx.As(access.System)
	m := &Summary{
		RegionCode: city.Code, CityCode: city.Code, CityName: city.Name, Year: year - 1, State: Draft, Figures: noFigures(), Text: map[string]string{},
	}
	if err := tx.Insert("annual_summary.open", m); err != nil {
		return err
	}
	return deadline.Start(tx, m.Subject(), clock, first)
}

// List gives the summaries that the actor may see.
func (s *Service) List(ctx context.Context, in SummaryQuery) (store.List[Summary], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Summary], error) {
		out, err := list(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = flow.Names(tx, States, &out.Items[i])
		}
		return out, err
	})
}

// Get gives one summary. As long as the city works on it, its figures are those of today.
func (s *Service) Get(ctx context.Context, id string) (*Summary, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Summary, error) {
		m, err := store.Find[Summary](tx, id, what)
		if err != nil {
			return nil, err
		}
		return m, dress(tx, m)
	})
}

// dress adds to a single summary what its page shows.
func dress(tx *store.Tx, m *Summary) (err error) {
	if m.open() {
		if err = recount(tx, m); err != nil {
			return err
		}
	}
	m.Actions = flow.Allowed(tx, States, m)
	m.Sections = suggest(tx, m)
	m.Deadlines, err = deadline.For(tx, m.Subject().Type, m.ID)
	return err
}

func recount(tx *store.Tx, m *Summary) (err error) {
	m.Figures, err = count(tx, m.CityCode, m.Year)
	m.FiguresOn = tx.Today()
	return err
}

// Update saves the text of a summary.
func (s *Service) Update(ctx context.Context, id string, in SummaryText) (*Summary, error) {
	return s.act(ctx, id, func(tx *store.Tx, m *Summary) error {
		if !m.open() {
			return fault.Conflict("当前状态为“" + States.Label(m.State) + "”，文字内容不能再修改；需要修改的，请联系省生态环境厅退回。")
		}
		if err := in.check(); err != nil {
			return err
		}
		m.Text = map[string]string{}
		for id, text := range in.Text {
			if text = strings.TrimSpace(text); text != "" {
				m.Text[id] = text
			}
		}
		return tx.Save("annual_summary.update", m)
	})
}

// Submit reports the summary to the province (报送); its figures are counted for the last time.
func (s *Service) Submit(ctx context.Context, id string, in SummaryRemark) (*Summary, error) {
	return s.act(ctx, id, func(tx *store.Tx, m *Summary) error {
		if m.open() {
			if err := recount(tx, m); err != nil {
				return err
			}
			m.SubmittedOn, m.Comment = tx.Today(), ""
		}
		return flow.Move(tx, States, m, "submit", in.Note)
	})
}

// Receive takes the summary in (接收).
func (s *Service) Receive(ctx context.Context, id string, in SummaryRemark) (*Summary, error) {
	return s.act(ctx, id, func(tx *store.Tx, m *Summary) error {
		m.ReceivedOn = tx.Today()
		return flow.Move(tx, States, m, "receive", in.Note)
	})
}

// Return sends the summary back (退回) with what must be mended. The city's clock stays met: it reported in time or not.
func (s *Service) Return(ctx context.Context, id string, in SummaryRemark) (*Summary, error) {
	return s.act(ctx, id, func(tx *store.Tx, m *Summary) error {
		if strings.TrimSpace(in.Note) == "" {
			return fault.Invalid("没有退回", fault.Field{Path: "note", Message: "请写明需要修改的内容。"})
		}
		m.Comment = in.Note
		return flow.Move(tx, States, m, "return", in.Note)
	})
}

func (s *Service) act(ctx context.Context, id string, decide func(*store.Tx, *Summary) error) (*Summary, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*Summary, error) {
		m, err := store.Take[Summary](tx, id, what)
		if err != nil {
			return nil, err
		}
		if err := decide(tx, m); err != nil {
			return nil, err
		}
		return m, dress(tx, m)
	})
}

// History gives who changed the summary and when.
func (s *Service) History(ctx context.Context, id string) ([]store.Journal, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]store.Journal, error) {
		m, err := store.Find[Summary](tx, id, what)
		if err != nil {
			return nil, err
		}
		return tx.History(m.Subject())
	})
}

// Overview counts the audits of one list year (总体情况) in the actor's place.
func (s *Service) Overview(ctx context.Context, in OverviewQuery) (*Overview, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Overview, error) { return s.overview(tx, in) })
}

// Tracks compares the rounds of the strict and of the simplified track in the actor's place (分类管理试点对比).
func (s *Service) Tracks(ctx context.Context, in TrackQuery) (*TrackComparison, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*TrackComparison, error) { return tracks(tx, in) })
}

// Progress holds the plan of a city against what has really happened.
func (s *Service) Progress(ctx context.Context, in ProgressQuery) (*PlanProgress, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*PlanProgress, error) { return s.progress(tx, in) })
}

// Intervals gives the five-year calendar of a city.
func (s *Service) Intervals(ctx context.Context, in IntervalQuery) (*IntervalCalendar, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*IntervalCalendar, error) { return s.intervals(tx, in) })
}
