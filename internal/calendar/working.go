package calendar

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Kind says what the State Council's yearly notice made of a day.
type Kind string

const (
	Holiday Kind = "holiday" // 法定节假日放假
	WorkDay Kind = "working" // 调休上班：a weekend day made a working day
)

// mark is one day that departs from the plain week.
type mark struct {
	kind Kind
	name string // 春节, 国庆节 ...
}

// Working is the working-day table (工作日历): the plain week, corrected by the State Council's yearly notices.
// Years without entries know weekends only, and what is computed from them is provisional (暂定).
// The nil table is the plain week.
type Working struct {
	marks map[Date]mark
	years map[int]bool
}

// LoadWorking reads a CSV with the columns date, kind and name (further columns are ignored).
// All faulty lines are reported together, in Chinese.
func LoadWorking(r io.Reader) (*Working, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("工作日历无法读取：%w", err)
	}
	if len(rows) == 0 {
		return nil, errors.New("工作日历为空，至少应有表头 date,kind,name")
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.TrimPrefix(strings.TrimSpace(name), "\ufeff")] = i
	}
	for _, name := range []string{"date", "kind", "name"} {
		if _, ok := column[name]; !ok {
			return nil, fmt.Errorf("工作日历缺少“%s”列", name)
		}
	}
	w := &Working{marks: map[Date]mark{}, years: map[int]bool{}}
	var faults []error
	for i, row := range rows[1:] {
		if err := w.add(row[column["date"]], Kind(row[column["kind"]]), row[column["name"]]); err != nil {
			faults = append(faults, fmt.Errorf("工作日历第%d行：%w", i+2, err))
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return w, nil
}

func (w *Working) add(text string, kind Kind, name string) error {
	d, err := Parse(text)
	if err != nil {
		return err
	}
	if kind != Holiday && kind != WorkDay {
		return fmt.Errorf("类别“%s”无法识别，只能是 holiday（放假）或 working（调休上班）", kind)
	}
	if _, twice := w.marks[d]; twice {
		return fmt.Errorf("%s重复出现", d.Chinese())
	}
	w.marks[d] = mark{kind, name}
	w.years[d.Year()] = true
	return nil
}

// Overlay returns a table in which the years of the other table replace those of this one.
func (w *Working) Overlay(other *Working) *Working {
	out := &Working{marks: map[Date]mark{}, years: map[int]bool{}}
	for _, table := range []*Working{w, other} {
		if table == nil {
			continue
		}
		for d := range out.marks {
			if table.years[d.Year()] {
				delete(out.marks, d)
			}
		}
		for d, m := range table.marks {
			out.marks[d] = m
		}
		for year := range table.years {
			out.years[year] = true
		}
	}
	return out
}

// Loaded says whether the notice of that year is in the table.
func (w *Working) Loaded(year int) bool { return w != nil && w.years[year] }

// IsWorking says whether d is a working day (工作日). A weekend day made a working day is one.
func (w *Working) IsWorking(d Date) bool {
	if w != nil {
		if m, ok := w.marks[d]; ok {
			return m.kind == WorkDay
		}
	}
	return !isWeekend(d)
}

// NextWorking is the first working day on or after d.
func (w *Working) NextWorking(d Date) Date {
	if d.Time().IsZero() {
		return ""
	}
	for !w.IsWorking(d) {
		d = d.AddDays(1)
	}
	return d
}

// AddWorkingDays counts that many working days after d; d itself is not counted.
func (w *Working) AddWorkingDays(d Date, days int) Date {
	if d.Time().IsZero() {
		return ""
	}
	for ; days > 0; days-- {
		d = w.NextWorking(d.AddDays(1))
	}
	return d
}

// describe says in Chinese why d is a day off, or why a weekend day is not.
func (w *Working) describe(d Date) string {
	if w != nil {
		if m, ok := w.marks[d]; ok && m.kind == Holiday {
			return fmt.Sprintf("%s，属%s放假", d.Weekday(), m.name)
		} else if ok {
			return fmt.Sprintf("%s，但因%s调休为工作日", d.Weekday(), m.name)
		}
	}
	return d.Weekday()
}

// allLoaded says whether every year from one date to the other has its notice.
func (w *Working) allLoaded(from, to Date) bool {
	for year := from.Year(); year <= to.Year(); year++ {
		if !w.Loaded(year) {
			return false
		}
	}
	return true
}

func isWeekend(d Date) bool {
	t := d.Time()
	return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
}
