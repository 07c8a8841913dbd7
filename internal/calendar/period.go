// Package calendar counts days as Chinese law counts them: civil dates (日期), statutory periods (期间) and the
// working-day table (工作日历) of the State Council's yearly notices. Law: 民法典 200-204. It knows nothing of audits.
package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Period is a statutory period (期间). Exactly one of its units is set.
type Period struct {
	Years       int `json:"years,omitempty"`
	Months      int `json:"months,omitempty"`
	Days        int `json:"days,omitempty"`
	WorkingDays int `json:"working_days,omitempty"`
}

// Result is a counted period with its arithmetic, so that anyone can follow it.
type Result struct {
	Nominal     Date     `json:"nominal"`     // 期间届满日, before days off are considered
	Due         Date     `json:"due"`         // 到期日, after them
	Provisional bool     `json:"provisional"` // 暂定: the working-day notice of a year that matters is not loaded
	Steps       []string `json:"steps"`       // the arithmetic in Chinese sentences
}

// ParsePeriod reads the form used in the law files: "1 month", "5 years", "30 days", "20 working days".
func ParsePeriod(text string) (Period, error) {
	number, unit, ok := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n <= 0 {
		return Period{}, fmt.Errorf("期限“%s”无法识别，应写作“1 month”“5 years”“30 days”或“20 working days”", text)
	}
	switch strings.TrimSuffix(strings.Join(strings.Fields(unit), " "), "s") {
	case "year":
		return Period{Years: n}, nil
	case "month":
		return Period{Months: n}, nil
	case "day":
		return Period{Days: n}, nil
	case "working day":
		return Period{WorkingDays: n}, nil
	}
	return Period{}, fmt.Errorf("期限“%s”的单位无法识别，只能是 year、month、day 或 working day", text)
}

// UnmarshalText reads a period from a law file.
func (p *Period) UnmarshalText(text []byte) error {
	parsed, err := ParsePeriod(string(text))
	*p = parsed
	return err
}

// IsZero says that no unit is set.
func (p Period) IsZero() bool { return p == Period{} }

// Check refuses a period that is empty, negative or mixes units.
func (p Period) Check() error {
	set := 0
	for _, n := range []int{p.Years, p.Months, p.Days, p.WorkingDays} {
		if n < 0 {
			return errors.New("期限不能为负数")
		}
		if n > 0 {
			set++
		}
	}
	if set != 1 {
		return errors.New("期限必须且只能使用年、月、日、工作日中的一种单位")
	}
	return nil
}

// Chinese writes the period for people: 1个月, 5年, 30日, 20个工作日.
func (p Period) Chinese() string {
	switch {
	case p.Years > 0:
		return fmt.Sprintf("%d年", p.Years)
	case p.Months > 0:
		return fmt.Sprintf("%d个月", p.Months)
	case p.Days > 0:
		return fmt.Sprintf("%d日", p.Days)
	case p.WorkingDays > 0:
		return fmt.Sprintf("%d个工作日", p.WorkingDays)
	}
	return ""
}

// Count runs a period from its start day. The start day is not counted; a period of months or years ends on the
// corresponding day or the month's end; with roll, an end on a day off moves to the next working day (民法典 201-203).
// A faulty start or period gives the zero Result.
func (w *Working) Count(start Date, p Period, roll bool) Result {
	if start.Time().IsZero() || p.Check() != nil {
		return Result{}
	}
	r := Result{Steps: []string{fmt.Sprintf("起算日%s不计入，期间为%s。", start.Chinese(), p.Chinese())}}
	if p.WorkingDays > 0 {
		r.Nominal = w.AddWorkingDays(start, p.WorkingDays)
		r.Due = r.Nominal
		r.Steps = append(r.Steps, fmt.Sprintf("自次日起数满%s，期间届满于%s（%s）。", p.Chinese(), r.Due.Chinese(), w.describe(r.Due)))
		return w.mark(r, start)
	}
	r.Nominal = start.AddMonths(12*p.Years + p.Months).AddDays(p.Days)
	r.Steps = append(r.Steps, ending(start, r.Nominal, p))
	r.Due = r.Nominal
	if !roll {
		return r
	}
	return w.roll(r)
}

// On is a fixed yearly date under the same rule of days off, for example the last day of February.
func (w *Working) On(day Date, roll bool) Result {
	if day.Time().IsZero() {
		return Result{}
	}
	r := Result{Nominal: day, Due: day, Steps: []string{fmt.Sprintf("规定的截止日为%s。", day.Chinese())}}
	if !roll {
		return r
	}
	return w.roll(r)
}

// ending says on which day the period ends and why on that one.
func ending(start, end Date, p Period) string {
	switch {
	case p.Days > 0:
		return fmt.Sprintf("自次日起数满%s，期间届满于%s。", p.Chinese(), end.Chinese())
	case start.Day() != end.Day():
		return fmt.Sprintf("到期月没有%d日这一对应日，以月末日为最后一日，期间届满于%s。", start.Day(), end.Chinese())
	}
	return fmt.Sprintf("以到期月的对应日为最后一日，期间届满于%s。", end.Chinese())
}

// roll moves the end out of days off.
func (w *Working) roll(r Result) Result {
	r.Due = w.NextWorking(r.Nominal)
	switch {
	case r.Due != r.Nominal:
		r.Steps = append(r.Steps, fmt.Sprintf("该日为%s，是法定休假日，顺延至休假日结束后的第一个工作日%s（%s）。",
			w.describe(r.Nominal), r.Due.Chinese(), w.describe(r.Due)))
	case isWeekend(r.Nominal):
		r.Steps = append(r.Steps, fmt.Sprintf("该日为%s，不顺延。", w.describe(r.Nominal)))
	}
	return w.mark(r, r.Nominal)
}

// mark notes that the result rests on a year whose notice is not loaded.
func (w *Working) mark(r Result, from Date) Result {
	if w.allLoaded(from, r.Due) {
		return r
	}
	r.Provisional = true
	for year := from.Year(); year <= r.Due.Year(); year++ {
		if !w.Loaded(year) {
			r.Steps = append(r.Steps, fmt.Sprintf("%d年的节假日安排尚未载入，暂按周末计算，到期日为暂定。", year))
		}
	}
	return r
}
