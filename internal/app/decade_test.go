package app_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"qingshen/internal/calendar"
	"qingshen/internal/store/storetest"
)

// Ten years of the province, day by day, under both regimes: 2,000 enterprises, some with a duty, some that come close.
// Whoever has a duty is listed, nobody twice while a round is open, and every clock is met, warned of or overdue on the
// very day on which it should be. What should be is worked out here, apart from the code that is tried.
func TestTenYears(t *testing.T) {
	if storetest.Address(t) != "" {
		t.Skip("ten years of cases say the same on either engine; SQLite tells them faster")
	}
	d := newDecade(t)
	for day := calendar.Date("2022-02-08"); day <= "2031-12-31"; day = day.AddDays(1) {
		if d.ticks[day] || len(d.agenda[day]) > 0 || day.Time().Weekday() == 3 || slices.Contains(d.dates(day.Year()), day) {
			d.on(day)
			d.live(day)
		}
	}
	d.judgeClocks()
	if d.listed < 45 || d.accepted < 35 {
		t.Errorf("only %d were listed and %d accepted: the years say little", d.listed, d.accepted)
	}
	t.Logf("%d listed, %d accepted, %d clocks held against the oracle", d.listed, d.accepted, d.clocks)
}

// live lets the day bring what it brings: in January the plan, on 31 March the list, else what each plant does.
func (d *decade) live(day calendar.Date) {
	year := day.Year()
	switch slices.Index(d.dates(year), day) {
	case 0:
		d.register(year)
		d.propose(year)
	case 1:
		d.plan(year)
	case 2:
		d.publish(year)
	}
	for _, act := range d.agenda[day] {
		act()
	}
	delete(d.agenda, day)
}

// dates are the days on which facts are registered and candidates sought, plans handed in, and the list published.
func (*decade) dates(year int) []calendar.Date {
	begin := calendar.Of(year, 1, 10)
	if year == 2022 { // the notice is of 7 February
		begin = "2022-02-10"
	}
	return []calendar.Date{begin, begin.AddDays(10), calendar.Of(year, 3, 31)}
}

// dueOn is the last day of a period after publication: one that ends on a day off ends on the next working day.
func (d *decade) dueOn(published calendar.Date, months int) calendar.Date {
	return d.working(addMonths(published, months))
}

// told gives the days on which people are told of a clock: as long before its end as the rule says, and when it has run
// out; always on a working day.
func (d *decade) told(due calendar.Date, warn []int) []calendar.Date {
	days := []calendar.Date{}
	for _, before := range append(slices.Clone(warn), -1) {
		days = append(days, d.working(due.AddDays(-before)))
	}
	return days
}

func (d *decade) working(day calendar.Date) calendar.Date {
	for d.off(day) {
		day = day.AddDays(1)
	}
	return day
}

// due tells, apart from the finder, whether a plant must stand on the list of the year: it is open for business, has no
// round under way, and has toxic substances without an audit in the last five years, or exceeded since its last one.
func (p *plant) due(year int) bool {
	switch {
	case p.closed || p.open:
		return false
	case p.exceeded > 0:
		return (p.exceeded == year-1 || p.exceeded == year-2) && p.accepted.Year() <= p.exceeded
	case p.accepted == "":
		return true
	}
	return addMonths(p.accepted, 60) <= calendar.Of(year, 12, 31)
}

// addMonths counts as the Civil Code does: the day of the same number, or the last of the month.
func addMonths(d calendar.Date, months int) calendar.Date {
	var y, m, day int
	_, _ = fmt.Sscanf(string(d), "%d-%d-%d", &y, &m, &day)
	m += months
	y, m = y+(m-1)/12, (m-1)%12+1
	length := []int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && (y%4 == 0 && y%100 != 0 || y%400 == 0) {
		length = 29
	}
	return calendar.Date(fmt.Sprintf("%04d-%02d-%02d", y, m, min(day, length)))
}

// daysOff reads the working-day table: what it says of a day goes before the week.
func daysOff(t *testing.T) func(calendar.Date) bool {
	t.Helper()
	raw, err := os.ReadFile("../../law/codes/calendar.csv")
	if err != nil {
		t.Fatal(err)
	}
	said := map[calendar.Date]string{}
	for _, line := range strings.Split(string(raw), "\n") {
		if cells := strings.Split(line, ","); len(cells) > 1 {
			said[calendar.Date(cells[0])] = cells[1]
		}
	}
	return func(d calendar.Date) bool {
		switch said[d] {
		case "holiday":
			return true
		case "workday":
			return false
		}
		weekday := d.Time().Weekday()
		return weekday == 0 || weekday == 6
	}
}

// rules are the periods of an enterprise after publication, in months, and the days before their end on which it is warned.
var rules = map[string]struct {
	months int
	warn   []int
}{
	"disclose": {1, []int{10, 3}}, "start-audit": {2, []int{30, 7}}, "submit-report": {12, []int{90, 30, 7}},
}

// judgeClocks holds every clock of every round, and every day on which it was warned of, against the rules.
func (d *decade) judgeClocks() {
	watched := map[string][]string{}
	for _, line := range d.Column(`SELECT subject_id || ' ' || CAST(at AS TEXT) FROM journal WHERE action = 'deadline.watch' ORDER BY at`) {
		watched[line[:36]] = append(watched[line[:36]], line[37:47])
	}
	for _, line := range d.Column(`SELECT id || '|' || subject_id || '|' || rule || '|' || starts_on || '|' || due_on || '|' || met_on || '|' || ended_on FROM deadline WHERE subject_type = 'audit'`) {
		cells := strings.Split(line, "|")
		id, audit, rule, start, due, met, ended := cells[0], cells[1], cells[2], calendar.Date(cells[3]), calendar.Date(cells[4]), calendar.Date(cells[5]), calendar.Date(cells[6])
		law, ours := rules[rule]
		round := d.rounds[audit]
		if !ours || round == nil {
			continue
		}
		d.clocks++
		want := d.dueOn(round.published, law.months)
		if start != round.published || due != want || met != round.met[rule] {
			d.t.Errorf("%s of %s, listed %s: from %s until %s, met %q; want until %s, met %q", rule, round.plant.name, round.published, start, due, met, want, round.met[rule])
		}
		until := max(met, ended)
		days := []string{}
		for _, day := range d.told(due, law.warn) {
			if (until == "" || day <= until) && day <= "2031-12-31" {
				days = append(days, string(day))
			}
		}
		if !slices.Equal(days, watched[id]) {
			d.t.Errorf("%s of %s (due %s, met %q, ended %q): told on %v, want %v", rule, round.plant.name, due, met, ended, watched[id], days)
		}
	}
}
