package statistic

import (
	"maps"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/store"
)

// OverviewQuery is what the overview may be asked.
type OverviewQuery struct {
	Year   int    `query:"year" doc:"名单年度，不填为本年"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码，不填为本人管辖范围"`
}

// Overview is the state of the audits of one list year (总体情况).
type Overview struct {
	Year       int           `json:"year"`
	Region     string        `json:"region"`
	On         calendar.Date `json:"on" doc:"统计日期"`
	Total      int           `json:"total" doc:"列入数"`
	ByState    []Count       `json:"by_state" nullable:"false" doc:"按状态"`
	ByCity     []CityCount   `json:"by_city" nullable:"false" doc:"按设区的市"`
	ByReason   []Count       `json:"by_reason" nullable:"false" doc:"按列入原因，一家有多项原因的分别计入"`
	ByTrack    []Count       `json:"by_track" nullable:"false" doc:"按分类管理"`
	ByIndustry []Count       `json:"by_industry" nullable:"false" doc:"按重点行业"`
	Overdue    []Count       `json:"overdue" nullable:"false" doc:"企业逾期未办结的法定期限，按事项"`
	Evaluated  []Count       `json:"evaluated" nullable:"false" doc:"该年作出的评估结论"`
	Equivalent []Count       `json:"equivalent" nullable:"false" doc:"该年度视同开展且有效的，按类型；不计入列入数"`
	Accepted   []Count       `json:"accepted" nullable:"false" doc:"该年作出的验收结论"`
}

// Count is the number of one kind of thing.
type Count struct {
	Key   string `json:"key"`
	Count int    `json:"count"`
}

// CityCount is one row of the table by city.
type CityCount struct {
	CityCode string         `json:"city_code"`
	CityName string         `json:"city_name"`
	Total    int            `json:"total"`
	ByState  map[string]int `json:"by_state" nullable:"false"`
	Overdue  int            `json:"overdue" doc:"逾期未办结的法定期限数"`
}

func (s *Service) overview(tx *store.Tx, in OverviewQuery) (*Overview, error) {
	o := &Overview{Year: in.Year, Region: in.Region, On: tx.Today()}
	if o.Year == 0 {
		o.Year = tx.Today().Year()
	}
	region := allOf(tx, in.Region)
	rows, err := grouped(tx, o.Year, region)
	if err != nil {
		return nil, err
	}
	overdue, err := overdueIn(tx, region)
	if err != nil {
		return nil, err
	}
	outcomes, err := outcomesIn(tx, o.Year, region)
	if err != nil {
		return nil, err
	}
	equal, err := equalIn(tx, o.Year, region)
	if err != nil {
		return nil, err
	}
	o.Equivalent = counts(equal)
	o.fill(rows)
	o.cities(s.regions.Name, rows, overdue)
	titles, evaluated, accepted := map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range overdue {
		titles[r.Title] += r.N
	}
	for _, r := range outcomes {
		if r.Kind == "evaluation" {
			evaluated[r.Outcome] += r.N
		} else {
			accepted[r.Outcome] += r.N
		}
	}
	o.Overdue, o.Evaluated, o.Accepted = counts(titles), counts(evaluated), counts(accepted)
	return o, nil
}

// allOf gives the region that narrows; the whole province narrows nothing.
func allOf(tx *store.Tx, region string) string {
	if region == tx.Law().Province() || strings.HasSuffix(region, "0000") {
		return ""
	}
	return region
}

func (o *Overview) fill(rows []auditRow) {
	states, reasons, tracks, industries := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	for _, r := range rows {
		o.Total += r.N
		states[r.State] += r.N
		tracks[r.Track] += r.N
		if r.KeyIndustry != "" {
			industries[r.KeyIndustry] += r.N
		}
		for _, reason := range r.reasons() {
			reasons[reason] += r.N
		}
	}
	o.ByState, o.ByReason, o.ByTrack, o.ByIndustry = counts(states), counts(reasons), counts(tracks), counts(industries)
}

// cities lists every city that has anything, in the order of the codes.
func (o *Overview) cities(name func(string) string, rows []auditRow, overdue []overdueRow) {
	by := map[string]*CityCount{}
	at := func(code string) *CityCount {
		if by[code] == nil {
			by[code] = &CityCount{CityCode: code, ByState: map[string]int{}}
		}
		return by[code]
	}
	for _, r := range rows {
		c := at(r.CityCode)
		c.Total += r.N
		c.ByState[r.State] += r.N
	}
	for _, r := range overdue {
		at(r.CityCode).Overdue += r.N
	}
	o.ByCity = []CityCount{}
	for _, code := range slices.Sorted(maps.Keys(by)) {
		c := *by[code]
		c.CityName = name(code)
		o.ByCity = append(o.ByCity, c)
	}
}

// counts sorts by number, the largest first.
func counts(of map[string]int) []Count {
	out := []Count{}
	for _, key := range slices.Sorted(maps.Keys(of)) {
		out = append(out, Count{Key: key, Count: of[key]})
	}
	slices.SortStableFunc(out, func(a, b Count) int { return b.Count - a.Count })
	return out
}
