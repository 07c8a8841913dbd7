package statistic

import (
	"strconv"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// horizon is how many years the calendar of intervals looks ahead.
const horizon = 5

// IntervalQuery names a city.
type IntervalQuery struct {
	City string `query:"city" required:"true" maxLength:"6" doc:"设区的市"`
}

// IntervalCalendar is the load of the coming years of a city by the year in which the next round is due (五年审核日历, B3), and
// a proposal that spreads it: never later than due, only earlier.
type IntervalCalendar struct {
	CityCode string         `json:"city_code"`
	On       calendar.Date  `json:"on"`
	Years    []IntervalYear `json:"years" nullable:"false"`
	Overdue  int            `json:"overdue" doc:"已超过间隔期限"`
	Later    int            `json:"later" doc:"五年以后到期"`
	Undated  int            `json:"undated" doc:"在册而没有法定间隔期限的企业（厂区），可以安排在任何一年"`
	Capacity int            `json:"capacity" doc:"均衡后每年的家数"`
	Moves    []IntervalMove `json:"moves" nullable:"false" doc:"建议提前的安排"`
}

// IntervalYear is one year of the calendar.
type IntervalYear struct {
	Year     int `json:"year"`
	Due      int `json:"due" doc:"法定到期"`
	Proposed int `json:"proposed" doc:"建议安排"`
	Undated  int `json:"undated" doc:"建议安排中没有法定期限的"`
}

// IntervalMove proposes to bring sites of one year forward.
type IntervalMove struct {
	From  int            `json:"from" doc:"到期年份"`
	To    int            `json:"to" doc:"建议年份"`
	Count int            `json:"count"`
	Sites []IntervalSite `json:"sites" nullable:"false" doc:"最早到期的若干家"`
}

// IntervalSite is one site whose next round is due.
type IntervalSite struct {
	Title  string        `json:"title"`
	Region string        `json:"region_label"`
	DueOn  calendar.Date `json:"due_on"`
	Link   string        `json:"link"`
}

// smooth spreads a load over its years: what exceeds the even share goes to the year before, since nothing may be later
// than due; what has no date fills the valleys. It gives the proposed load and the undated share of every year, and how
// many each year hands to the one before.
func smooth(due []int, undated int) (proposed, filled, handed []int, capacity int) {
	total := undated
	for _, n := range due {
		total += n
	}
	capacity = (total + len(due) - 1) / len(due)
	proposed, filled, handed = append([]int{}, due...), make([]int, len(due)), make([]int, len(due))
	for y := len(due) - 1; y > 0; y-- {
		if over := proposed[y] - capacity; over > 0 {
			proposed[y], proposed[y-1], handed[y] = capacity, proposed[y-1]+over, over
		}
	}
	for y := range proposed {
		n := min(undated, max(capacity-proposed[y], 0))
		proposed[y], filled[y], undated = proposed[y]+n, n, undated-n
	}
	return proposed, filled, handed, capacity
}

func (s *Service) intervals(tx *store.Tx, in IntervalQuery) (*IntervalCalendar, error) {
	place := tx.Actor().Place.Region
	if place == "" || !strings.HasPrefix(in.City, place[:min(4, len(place))]) {
		return nil, fault.NotFound("该市")
	}
	out := &IntervalCalendar{CityCode: in.City, On: tx.Today(), Years: []IntervalYear{}, Moves: []IntervalMove{}}
	byYear, err := dueByYear(tx, in.City)
	if err != nil {
		return nil, err
	}
	first := tx.Today().Year() + 1
	due := make([]int, horizon)
	for text, n := range byYear {
		switch year, _ := strconv.Atoi(text); {
		case year < first:
			out.Overdue += n // due this year or before: it cannot be moved, it comes first
			due[0] += n
		case year >= first+horizon:
			out.Later += n
		default:
			due[year-first] += n
		}
	}
	if out.Undated, err = undatedSites(tx, in.City); err != nil {
		return nil, err
	}
	proposed, filled, handed, capacity := smooth(due, out.Undated)
	out.Capacity = capacity
	for y := range due {
		out.Years = append(out.Years, IntervalYear{Year: first + y, Due: due[y], Proposed: proposed[y], Undated: filled[y]})
		if handed[y] == 0 {
			continue
		}
		move := IntervalMove{From: first + y, To: first + y - 1, Count: handed[y]}
		if move.Sites, err = s.dueSites(tx, in.City, first+y, min(handed[y], 20)); err != nil {
			return nil, err
		}
		out.Moves = append(out.Moves, move)
	}
	return out, nil
}

func (s *Service) dueSites(tx *store.Tx, city string, year, limit int) ([]IntervalSite, error) {
	rows, err := dueIn(tx, city, year, limit)
	out := []IntervalSite{}
	for _, r := range rows {
		title := r.EnterpriseName
		if r.SiteName != "" && r.SiteName != r.EnterpriseName {
			title += "（" + r.SiteName + "）"
		}
		out = append(out, IntervalSite{Title: title, Region: s.regions.Label(r.RegionCode), DueOn: r.DueOn, Link: "/audits/" + r.ID})
	}
	return out, err
}
