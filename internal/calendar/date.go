package calendar

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"time"
)

// Date is a day of the civil calendar (日期) written "2026-03-31"; "" means none.
// It has no time and no zone: statutory periods run on days as the Civil Code counts them (民法典 200-203).
// Because the form is fixed, dates order and compare as plain strings in Go and in SQL.
type Date string

// layout is the only written form of a Date.
const layout = "2006-01-02"

// china is the civil time zone of the whole country; a fixed offset keeps the binary free of zone files.
var china = time.FixedZone("Asia/Shanghai", 8*60*60)

// Parse reads "2026-03-31". The error is a Chinese sentence for a person; "" is refused, since none is not a date.
func Parse(text string) (Date, error) {
	if text == "" {
		return "", errors.New("日期未填写，应按“年-月-日”填写，例如2026-03-31")
	}
	if _, err := time.Parse(layout, text); err == nil {
		return Date(text), nil
	}
	var year, month, day int
	if n, err := fmt.Sscanf(text, "%4d-%2d-%2d", &year, &month, &day); err == nil && n == 3 && len(text) == len(layout) && month >= 1 && month <= 12 {
		return "", fmt.Errorf("日期“%s”不存在：%d年%d月只有%d天", text, year, month, daysIn(year, time.Month(month)))
	}
	return "", fmt.Errorf("日期“%s”无法识别，应按“年-月-日”填写，例如2026-03-31", text)
}

// Of makes a Date from its parts, and "" when there is no such day.
func Of(year int, month time.Month, day int) Date {
	if year < 1 || year > 9999 || month < time.January || month > time.December || day < 1 || day > daysIn(year, month) {
		return ""
	}
	return Date(fmt.Sprintf("%04d-%02d-%02d", year, month, day))
}

// FromTime is the civil day in China at instant t; "" for the zero instant.
func FromTime(t time.Time) Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.In(china).Format(layout))
}

// LastOfFebruary is the last day of February of that year, the yearly date of the cities' work summary (N12 一(二)).
func LastOfFebruary(year int) Date {
	return Of(year, time.February, daysIn(year, time.February))
}

// Valid says whether d is none or a real day. Input that may come from outside must pass it (or Parse) first.
func (d Date) Valid() bool {
	if d == "" {
		return true
	}
	_, err := time.Parse(layout, string(d))
	return err == nil
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == "" }

// String is the written form.
func (d Date) String() string { return string(d) }

// Time is midnight UTC of that day, only for arithmetic; the zero instant when d is none or not a day.
func (d Date) Time() time.Time {
	t, err := time.Parse(layout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// Start is the instant at which the day begins in China, in UTC.
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(layout, string(d), china)
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// Year is the year of the date, 0 for none.
func (d Date) Year() int { return d.part(func(t time.Time) int { return t.Year() }) }

// Month is the month of the date, 0 for none.
func (d Date) Month() time.Month {
	return time.Month(d.part(func(t time.Time) int { return int(t.Month()) }))
}

// Day is the day of the month, 0 for none.
func (d Date) Day() int { return d.part(func(t time.Time) int { return t.Day() }) }

func (d Date) part(of func(time.Time) int) int {
	t := d.Time()
	if t.IsZero() {
		return 0
	}
	return of(t)
}

// AddDays moves by whole days; none stays none.
func (d Date) AddDays(days int) Date {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return Date(t.AddDate(0, 0, days).Format(layout))
}

// AddMonths moves to the corresponding day of a later month, or to the month's end where it has none (民法典 202).
func (d Date) AddMonths(months int) Date {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	day := min(t.Day(), daysIn(first.Year(), first.Month()))
	return Of(first.Year(), first.Month(), day)
}

// AddYears moves by whole years, 29 February going to the 28th where the year has no 29th.
func (d Date) AddYears(years int) Date { return d.AddMonths(12 * years) }

// DaysUntil counts the days from d to the other date: 1 for tomorrow, negative when it is past, 0 if either is none.
func (d Date) DaysUntil(other Date) int {
	from, to := d.Time(), other.Time()
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return int(to.Sub(from) / (24 * time.Hour))
}

// Before says that d is a day and lies before the other day; none is neither before nor after anything.
func (d Date) Before(other Date) bool { return d != "" && other != "" && d < other }

// After says that d is a day and lies after the other day.
func (d Date) After(other Date) bool { return d != "" && other != "" && d > other }

// Within says that d lies in [from, until]; an empty bound is open.
func (d Date) Within(from, until Date) bool {
	return d != "" && d >= from && (until == "" || d <= until)
}

// Chinese writes the date for people and documents: 2026年3月31日, "" for none.
func (d Date) Chinese() string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d年%d月%d日", t.Year(), int(t.Month()), t.Day())
}

// Weekday names the day of the week in Chinese: 周一 ... 周日.
func (d Date) Weekday() string {
	t := d.Time()
	if t.IsZero() {
		return ""
	}
	return [...]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}[t.Weekday()]
}

// Value stores the date as plain text on both databases.
func (d Date) Value() (driver.Value, error) { return string(d), nil }

// Scan reads what Value wrote. NULL reads as none.
func (d *Date) Scan(source any) error {
	switch v := source.(type) {
	case nil:
		*d = ""
	case string:
		*d = Date(v)
	case []byte:
		*d = Date(v)
	case time.Time:
		*d = Date(v.Format(layout))
	default:
		return fmt.Errorf("calendar: cannot read a date from %T", source)
	}
	if !d.Valid() {
		return fmt.Errorf("calendar: stored date %q is not a day", string(*d))
	}
	return nil
}

func daysIn(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}
