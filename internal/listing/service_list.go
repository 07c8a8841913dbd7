package listing

import (
	"context"
	"fmt"
	"slices"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/flow"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// Lists gives the lists that the actor may read: published ones for everybody, drafts for the province.
func (s *Service) Lists(ctx context.Context, in ListQuery) (store.List[List], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[List], error) {
		out, err := lists(tx, in)
		for i := range out.Items {
			out.Items[i].Actions = flow.Names(tx, ListStates, &out.Items[i])
		}
		return out, err
	})
}

// List gives one list. Files of a published list that were not made yet are made now.
func (s *Service) List(ctx context.Context, id string) (*List, error) {
	l, err := s.readList(ctx, id)
	if err != nil || l.State != ListPublished || len(l.Files) == len(ListFormats) {
		return l, err
	}
	if err := s.produceFiles(ctx, l); err != nil {
		return nil, err
	}
	return s.readList(ctx, id)
}

func (s *Service) readList(ctx context.Context, id string) (*List, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*List, error) {
		l, err := findList(tx, id)
		if err != nil {
			return nil, err
		}
		return l, s.finishList(tx, l)
	})
}

// Rows gives the rows of a published list, narrowed to the actor's place.
func (s *Service) Rows(ctx context.Context, in RowQuery) (store.List[Row], error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (store.List[Row], error) {
		if _, err := findList(tx, in.ListID); err != nil {
			return store.List[Row]{}, err
		}
		out, err := rows(tx, in)
		for i := range out.Items {
			r := &out.Items[i]
			r.FactLines, r.RegionLabel, r.Actions = factLines(r.Reasons, r.Facts), s.regionLabel(r.RegionCode), []store.Action{}
		}
		return out, err
	})
}

// finishList adds to a single list what its page shows.
func (s *Service) finishList(tx *store.Tx, l *List) (err error) {
	l.Actions = flow.Allowed(tx, ListStates, l)
	if l.State == ListDraft {
		l.NextNumbers, err = nextNumbers(tx, orToday(l.DecidedOn, tx.Today()))
		return err
	}
	l.Files, err = s.listFiles(tx, l)
	return err
}

// NewList begins the draft of the next list of a year. There is one draft at a time, since it takes all verified items.
func (s *Service) NewList(ctx context.Context, in NewAnnualList) (*List, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*List, error) {
		earlier, err := listsOfYear(tx, in.Year)
		if err != nil {
			return nil, err
		}
		l := &List{RegionCode: tx.Law().Province() + "0000", Year: in.Year, Batch: 1, Kind: in.Kind, Corrects: in.Corrects, Title: in.Title, State: ListStates.First, Withdrawals: []Withdrawal{}}
		if err := l.begin(earlier, tx.Today()); err != nil {
			return nil, err
		}
		if err := tx.Insert("annual_list.begin", l); err != nil {
			return nil, err
		}
		l.Actions = flow.Allowed(tx, ListStates, l)
		return l, nil
	})
}

// begin fits a new draft behind the earlier lists of its year.
func (l *List) begin(earlier []List, today calendar.Date) error {
	var corrected bool
	for _, e := range earlier {
		if e.State != ListPublished {
			return fault.Conflict(fmt.Sprintf("%d年度已有一份未公布的名单“%s”，请先公布或删除该草稿。", l.Year, e.Title))
		}
		l.Batch = e.Batch + 1
		corrected = corrected || e.ID == l.Corrects
	}
	if l.Kind == "" {
		l.Kind = KindMain
		if l.Batch > 1 {
			l.Kind = KindSupplementary
		}
	}
	var faults fault.List
	if l.Year > today.Year()+1 {
		faults.Add("year", "名单年度不得晚于下一年度。")
	}
	if l.Kind == KindMain && l.Batch > 1 {
		faults.Add("kind", fmt.Sprintf("%d年度名单已经公布，不能再公布第二份。需要增加企业请用补充名单，需要更正请用更正名单。", l.Year))
	}
	if l.Kind != KindMain && l.Batch == 1 {
		faults.Add("kind", fmt.Sprintf("%d年度尚未公布年度名单，不能先公布补充或更正名单。", l.Year))
	}
	if l.Kind == KindCorrecting && !corrected {
		faults.Add("corrects", "请选择要更正的、同一年度已公布的名单。")
	}
	if l.Kind != KindCorrecting && l.Corrects != "" {
		faults.Add("corrects", "只有更正名单需要指明所更正的名单。")
	}
	if l.Title == "" {
		l.Title = fmt.Sprintf("%d年度强制性清洁生产审核企业名单", l.Year)
		if l.Batch > 1 {
			l.Title += fmt.Sprintf("（第%d批，%s）", l.Batch, Kinds[l.Kind])
		}
	}
	return faults.Err("名单没有建立")
}

// SaveList fills the draft of a list.
func (s *Service) SaveList(ctx context.Context, id string, in AnnualListInput) (*List, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*List, error) {
		l, err := s.takeDraft(tx, id)
		if err != nil {
			return nil, err
		}
		if err := in.check(l, tx.Today()); err != nil {
			return nil, err
		}
		if err := s.checkList(tx, l, in); err != nil {
			return nil, err
		}
		l.Title, l.DocumentNo, l.DecidedOn, l.PublishedOn, l.WebAddress, l.Withdrawals = in.Title, in.DocumentNo, in.DecidedOn, in.PublishedOn, in.WebAddress, in.Withdrawals
		if l.Withdrawals == nil {
			l.Withdrawals = []Withdrawal{}
		}
		if err := tx.Save("annual_list.revise", l); err != nil {
			return nil, err
		}
		return l, s.finishList(tx, l)
	})
}

// takeDraft takes a list for writing. A published list is never written again (g7).
func (s *Service) takeDraft(tx *store.Tx, id string) (*List, error) {
	l, err := store.Take[List](tx, id, "该名单")
	if err == nil && l.State != ListDraft {
		err = fault.Conflict("名单当前为“" + ListStates.Label(l.State) + "”，不能修改。已公布的名单如有错漏，请通过补充名单或更正名单处理。")
	}
	return l, err
}

// DropList removes a draft that was never published.
func (s *Service) DropList(ctx context.Context, id string) error {
	return store.Do(ctx, s.db, func(tx *store.Tx) error {
		l, err := s.takeDraft(tx, id)
		if err != nil {
			return err
		}
		return tx.Delete("annual_list.drop", l)
	})
}

// Consolidation shows how the plans of the cities come together in the next list of a year (汇总), and which clocks its
// publication would start.
type Consolidation struct {
	Year        int                `json:"year"`
	Rows        int                `json:"rows" doc:"待公布的企业（厂区）数"`
	PublishedOn calendar.Date      `json:"published_on" doc:"按这一天公布推算"`
	Cities      []CityPlan         `json:"cities" nullable:"false"`
	ByReason    map[string]int     `json:"by_reason" nullable:"false"`
	ByTrack     map[string]int     `json:"by_track" nullable:"false"`
	Clocks      []PublicationClock `json:"clocks" nullable:"false"`
}

// CityPlan is where one city stands.
type CityPlan struct {
	CityCode    string        `json:"city_code"`
	CityLabel   string        `json:"city_label"`
	PlanID      string        `json:"plan_id" doc:"空为尚未编制"`
	State       string        `json:"state"`
	SubmittedOn calendar.Date `json:"submitted_on"`
	Items       int           `json:"items"`
	Outstanding int           `json:"outstanding" doc:"待核定"`
	Verified    int           `json:"verified" doc:"待公布"`
	Published   int           `json:"published" doc:"已公布"`
	Returned    int           `json:"returned" doc:"已退回、尚未重新确认"`
	LastYear    int           `json:"last_year" doc:"上一年度公布的名单"`
	Submissions int           `json:"submissions" doc:"报送次数"`
	Added       int           `json:"added" doc:"与上一次报送相比增加"`
	Left        int           `json:"left" doc:"与上一次报送相比减少"`
	Changed     int           `json:"changed" doc:"与上一次报送相比内容变化"`
	Locked      string        `json:"locked" doc:"最高一级的锁定：谁、何时；空为未锁定"`
	Sealed      bool          `json:"sealed" doc:"已由省级锁定"`
}

// PublicationClock is a clock that the publication would start, and for how many sites.
type PublicationClock struct {
	Rule       string        `json:"rule"`
	Title      string        `json:"title"`
	By         string        `json:"by"`
	Cite       string        `json:"cite"`
	DueOn      calendar.Date `json:"due_on"`
	Arithmetic string        `json:"arithmetic"`
	Rows       int           `json:"rows"`
}

// ConsolidationQuery asks for the state of a year.
type ConsolidationQuery struct {
	Year        int           `query:"year" doc:"年度，不填为本年度"`
	PublishedOn calendar.Date `query:"published_on" doc:"按这一天公布推算各期限，不填为当日"`
}

// Consolidation gives the state of the plans of all cities for a year.
func (s *Service) Consolidation(ctx context.Context, in ConsolidationQuery) (*Consolidation, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Consolidation, error) {
		if in.Year == 0 {
			in.Year = tx.Today().Year()
		}
		if !in.PublishedOn.Valid() || in.PublishedOn == "" {
			in.PublishedOn = tx.Today()
		}
		out := &Consolidation{Year: in.Year, PublishedOn: in.PublishedOn, ByReason: map[string]int{}, ByTrack: map[string]int{}, Clocks: []PublicationClock{}}
		ready, err := verifiedItems(tx, in.Year)
		if err != nil {
			return nil, err
		}
		out.Rows = len(ready)
		totals := totalsOf(ready)
		out.ByReason, out.ByTrack = totals.ByReason, totals.ByTrack
		for _, due := range tx.Law().DueAll(EventPublished, in.PublishedOn, nil, tx.Law().Province()) {
			if n := bound(ready, due.Only); n > 0 {
				out.Clocks = append(out.Clocks, PublicationClock{Rule: due.RuleID, Title: due.Title, By: tx.Law().Word("party", due.By), Cite: due.Cite, DueOn: due.DueOn, Arithmetic: due.Arithmetic, Rows: n})
			}
		}
		out.Cities, err = s.cityPlans(tx, in.Year)
		return out, err
	})
}

// bound counts the items for whose reasons a rule runs.
func bound(items []PlanItem, only []string) int {
	n := 0
	for i := range items {
		if (statute.Deadline{Only: only}).AppliesTo(items[i].Reasons) {
			n++
		}
	}
	return n
}

// cityPlans gives every city, those without a plan, too: who has not submitted must be seen. Beside the figures stands what
// has changed between the submissions and against last year.
func (s *Service) cityPlans(tx *store.Tx, year int) ([]CityPlan, error) {
	begun, err := plansOfYear(tx, year)
	if err != nil {
		return nil, err
	}
	last, err := rowsByCity(tx, year-1)
	if err != nil {
		return nil, err
	}
	sent, err := submissionsOfYear(tx, year)
	if err != nil {
		return nil, err
	}
	out := []CityPlan{}
	for _, city := range s.cities() {
		if !tx.Actor().Place.CoversRegion(city.Code) {
			continue
		}
		row := CityPlan{CityCode: city.Code, CityLabel: city.Name, LastYear: last[city.Code]}
		for k := range begun {
			if p := &begun[k]; p.CityCode == city.Code {
				if err := s.fillCityPlan(tx, &row, p); err != nil {
					return nil, err
				}
			}
		}
		s.fillChanges(&row, sent)
		out = append(out, row)
	}
	return out, nil
}

func (s *Service) fillCityPlan(tx *store.Tx, row *CityPlan, p *Plan) error {
	all, err := itemsOf(tx, p.ID)
	if err != nil {
		return err
	}
	totals := totalsOf(all)
	row.PlanID, row.State, row.SubmittedOn, row.Items, row.Outstanding = p.ID, p.State, p.SubmittedOn, totals.Items, totals.Outstanding
	row.Verified, row.Published, row.Returned, row.Submissions = totals.ByState[ItemVerified], totals.ByState[ItemPublished], totals.ByState[ItemReturned], p.Submissions
	held, err := locksOf(tx, p.ID)
	for k := range held {
		if l := &held[k]; l.Locked && (l.Level == LevelProvince || l.Level == LevelCity && !row.Sealed) {
			row.Locked, row.Sealed = l.LockedOn.Chinese()+"　"+l.holder(), l.Level == LevelProvince
		}
	}
	return err
}

// fillChanges counts what differs between the last two submissions of the city.
func (s *Service) fillChanges(row *CityPlan, sent []Submission) {
	k := slices.IndexFunc(sent, func(m Submission) bool { return m.CityCode == row.CityCode })
	if k < 0 || k+1 >= len(sent) || sent[k+1].CityCode != row.CityCode {
		return
	}
	for _, change := range s.submissionChanges(&sent[k+1], &sent[k]) {
		switch change.Kind {
		case "added":
			row.Added++
		case "left":
			row.Left++
		default:
			row.Changed++
		}
	}
}
