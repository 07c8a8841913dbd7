package statistic

import (
	"encoding/json"
	"slices"
	"strings"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/listing"
	"qingshen/internal/store"
)

// ProgressQuery names the plan of a city and year.
type ProgressQuery struct {
	City string `query:"city" required:"true" maxLength:"6" doc:"设区的市"`
	Year int    `query:"year" required:"true" doc:"计划年度"`
}

// PlanProgress holds a plan against what has really happened (计划与实际), step by step and month by month.
type PlanProgress struct {
	CityCode string         `json:"city_code"`
	Year     int            `json:"year"`
	On       calendar.Date  `json:"on" doc:"统计日期"`
	Tasks    int            `json:"tasks" doc:"列入名单的企业（厂区）数"`
	Months   []string       `json:"months" nullable:"false" doc:"月份"`
	Steps    []StepProgress `json:"steps" nullable:"false"`
}

// StepProgress is one step of the plan. Planned and done are sums up to the end of each month; months that have not come
// have no done.
type StepProgress struct {
	Step    string `json:"step" enum:"notify,start,report,evaluate,accept"`
	Planned []int  `json:"planned" nullable:"false" doc:"到当月末计划累计"`
	Done    []int  `json:"done" nullable:"false" doc:"到当月末实际累计，尚未到的月份没有"`
	Due     int    `json:"due" doc:"到上月末应当完成"`
	Behind  int    `json:"behind" doc:"到上月末落后的家数"`
	Total   int    `json:"total" doc:"至今实际完成"`
	Whole   int    `json:"whole" doc:"计划合计"`
}

func (s *Service) progress(tx *store.Tx, in ProgressQuery) (*PlanProgress, error) {
	place := tx.Actor().Place.Region
	if place == "" || !strings.HasPrefix(in.City, place[:min(4, len(place))]) {
		return nil, fault.NotFound("该年度计划")
	}
	plan, err := scheduleOf(tx, in.City, in.Year)
	if err != nil {
		return nil, err
	}
	done, err := stepsDone(tx, in.City, in.Year)
	if err != nil {
		return nil, err
	}
	out := &PlanProgress{CityCode: in.City, Year: in.Year, On: tx.Today()}
	if out.Tasks, err = listedIn(tx, in.City, in.Year); err != nil {
		return nil, err
	}
	out.Months = monthsOf(plan, done)
	for _, step := range listing.Steps {
		out.Steps = append(out.Steps, stepProgress(step, out.Months, plan, done[step], string(out.On)[:7]))
	}
	return out, nil
}

// monthsOf gives all months from the first to the last that plan or reality know.
func monthsOf(plan []listing.ScheduleLine, done map[string]map[string]int) []string {
	all := []string{}
	for _, line := range plan {
		all = append(all, line.Month)
	}
	for _, months := range done {
		for month := range months {
			all = append(all, month)
		}
	}
	if len(all) == 0 {
		return []string{}
	}
	out := []string{}
	for day, last := calendar.Date(slices.Min(all)+"-01"), slices.Max(all); string(day)[:7] <= last && len(out) < 60; day = day.AddMonths(1) {
		out = append(out, string(day)[:7])
	}
	return out
}

func stepProgress(step string, months []string, plan []listing.ScheduleLine, done map[string]int, now string) StepProgress {
	out := StepProgress{Step: step, Planned: []int{}, Done: []int{}}
	actual := 0
	for _, month := range months {
		for _, line := range plan {
			if line.Step == step && line.Month == month {
				out.Whole += line.Rows
			}
		}
		actual += done[month]
		out.Planned = append(out.Planned, out.Whole)
		if month <= now {
			out.Done = append(out.Done, actual)
			out.Total = actual
		}
		if month < now {
			out.Due, out.Behind = out.Whole, max(out.Whole-actual, 0)
		}
	}
	return out
}

func readSchedule(text string) []listing.ScheduleLine {
	lines := []listing.ScheduleLine{}
	_ = json.Unmarshal([]byte(text), &lines) // written by the plan itself
	return lines
}
