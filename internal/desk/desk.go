// Package desk is the home page of every role (工作台): what must I do, by when, under which article. Dated duties come
// from the statutory clocks; what waits in a state for the actor's act comes from queues, which the app declares from
// the transition tables. It knows no word of the domain.
package desk

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
	"qingshen/internal/store"
)

// Item is one thing to do.
type Item struct {
	ID          string        `json:"id"`
	Title       string        `json:"title"`
	Subject     string        `json:"subject" doc:"涉及的企业或事项"`
	Link        string        `json:"link"`
	DueOn       calendar.Date `json:"due_on"`
	DaysLeft    int           `json:"days_left"`
	Overdue     bool          `json:"overdue"`
	Provisional bool          `json:"provisional"`
	Cite        string        `json:"cite" doc:"法定依据"`
	Arithmetic  string        `json:"arithmetic"`
	Tag         string        `json:"tag"`
	ActionLabel string        `json:"action_label"`
	Since       calendar.Date `json:"since" doc:"自何日起等待办理，没有法定期限的事项给出"`
	Place       string        `json:"place" doc:"所在的市，省级的工作台给出"`
}

// Group is one pile on the desk.
type Group struct {
	Key         string `json:"key"`
	Title       string `json:"title"`
	Items       []Item `json:"items" nullable:"false"`
	Total       int    `json:"total"`
	TotalCapped bool   `json:"total_capped"`
	Link        string `json:"link" doc:"全部列表的地址"`
}

// Desk is the whole home page.
type Desk struct {
	Today   calendar.Date   `json:"today"`
	Groups  []Group         `json:"groups" nullable:"false"`
	Drafts  []account.Draft `json:"drafts" nullable:"false" doc:"还没有提交的草稿，不含内容"`
	Watched []Item          `json:"watched" nullable:"false" doc:"关注的企业和办理事项"`
}

// Queue is what waits in a state for somebody's act.
type Queue struct {
	Key    string
	Title  string            // 待核定的计划
	Act    string            // button text
	By     access.Permission // whose turn it is
	Also   access.Permission // a second one that tells offices from administrators who hold the first
	Of     store.Record      // record, narrowed to the actor's place
	States []string
	List   string // page of all
	Where  string // further condition
	// Begun are the acts, as the journal names them, with which the waiting begins; without one it began with the record.
	Begun []string
	// Regional puts the division's name before titles that are the same everywhere.
	Regional bool
}

// Service composes desks.
type Service struct {
	db        *store.DB
	queues    []Queue
	watchable map[string]store.Record
	region    func(code string) string
}

// New gives the service; watchable are records that may be watched, region names a division.
func New(db *store.DB, queues []Queue, watchable []store.Record, region func(code string) string) *Service {
	s := &Service{db: db, queues: queues, watchable: map[string]store.Record{}, region: region}
	for _, r := range watchable {
		s.watchable[r.Subject().Type] = r
	}
	return s
}

// shown is how many items of a pile the desk shows; the rest is behind its link.
const shown = 8

// Get gives the actor's desk: overdue and near duties first, then the queues that wait for this role.
func (s *Service) Get(ctx context.Context) (*Desk, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Desk, error) {
		d := &Desk{Today: tx.Today(), Groups: []Group{}}
		if err := s.addOwn(tx, d); err != nil {
			return nil, err
		}
		if err := addDelegations(tx, d); err != nil {
			return nil, err
		}
		for _, clock := range clocksOf(tx) {
			group, err := s.group(tx, clock)
			if err != nil {
				return nil, err
			}
			d.add(group)
		}
		return d, s.addQueues(tx, d)
	})
}

// addQueues adds what waits in states for this role.
func (s *Service) addQueues(tx *store.Tx, d *Desk) error {
	var groups []Group
	var asked []begun
	for _, q := range s.queues {
		if !tx.Actor().Can(q.By) || q.Also != "" && !tx.Actor().Can(q.Also) {
			continue
		}
		rows, total, capped, err := waiting(tx, q)
		if err != nil {
			return err
		}
		groups = append(groups, Group{Key: q.Key, Title: q.Title, Items: []Item{}, Link: q.List, Total: total, TotalCapped: capped})
		asked = append(asked, begun{q, rows})
	}
	since, err := begunOn(tx, asked)
	for i, g := range groups {
		for _, r := range asked[i].rows {
			item := s.item(asked[i].queue, r.Subject(), since[i])
			if !asked[i].queue.Regional {
				item.Place = s.placeFor(tx, r.Subject().RegionCode)
			}
			g.Items = append(g.Items, item)
		}
		d.add(g)
	}
	return err
}

func (d *Desk) add(g Group) {
	if g.Total > 0 {
		d.Groups = append(d.Groups, g)
	}
}

type clock struct {
	key, title, party string
	overdue           bool
}

// clocksOf names the duties that an actor has or watches over.
func clocksOf(tx *store.Tx) []clock {
	switch place := tx.Actor().Place; {
	case place.EnterpriseID != "" || place.AgencyID != "":
		return []clock{{"overdue", "已逾期", "enterprise", true}, {"due", "即将到期", "enterprise", false}}
	case place.Level() == "province":
		return []clock{{"own-overdue", "本单位已逾期", "province", true}, {"own-due", "本单位即将到期", "province", false},
			{"city-overdue", "各市已逾期", "city", true}, {"enterprise-overdue", "企业已逾期", "enterprise", true}}
	case place.Level() == "city" || place.Level() == "county":
		return []clock{{"own-overdue", "本单位已逾期", "city", true}, {"own-due", "本单位即将到期", "city", false},
			{"enterprise-overdue", "企业已逾期", "enterprise", true}, {"enterprise-due", "企业即将到期", "enterprise", false}}
	}
	return nil
}

// horizon is how far ahead the desk looks, in days.
const horizon = 60

func (s *Service) group(tx *store.Tx, c clock) (Group, error) {
	g := Group{Key: c.key, Title: c.title, Items: []Item{}, Link: "/deadlines?open=true&party=" + c.party}
	if !tx.Actor().Can(access.ViewAudit) {
		return g, nil
	}
	from, until := tx.Today(), tx.Today().AddDays(horizon)
	if c.overdue {
		from, until = "", tx.Today().AddDays(-1)
		g.Link += "&overdue=true"
	}
	rows, total, capped, err := deadline.Between(tx, c.party, from, until, shown)
	for i := range rows {
		item := itemOf(&rows[i])
		item.Place = s.placeFor(tx, rows[i].RegionCode)
		g.Items = append(g.Items, item)
	}
	g.Total, g.TotalCapped = total, capped
	return g, err
}

// placeFor names the city of an item for the province, which sees sixteen; for everybody else it is their own.
func (s *Service) placeFor(tx *store.Tx, code string) string {
	city := store.CityOf(code)
	if tx.Actor().Place.Level() != "province" || city == "" || city == "370000" {
		return ""
	}
	return s.region(city)
}

func itemOf(d *deadline.Deadline) Item {
	return Item{ID: d.ID, Title: d.Title, Subject: d.SubjectTitle, Link: d.Link, DueOn: d.DueOn, DaysLeft: d.DaysLeft, Overdue: d.Overdue,
		Provisional: d.Provisional, Cite: d.Cite, Arithmetic: d.Arithmetic, ActionLabel: "去办理"}
}

func (s *Service) item(q Queue, subject store.Subject, since map[string]calendar.Date) Item {
	item := Item{ID: subject.ID, Title: q.Title, Subject: subject.Title, Link: subject.Link, ActionLabel: q.Act, Since: since[subject.ID]}
	if q.Regional {
		item.Subject = s.region(subject.RegionCode) + item.Subject
	}
	return item
}
