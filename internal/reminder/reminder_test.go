package reminder

import (
	"os"
	"testing"
	"time"

	"qingshen/internal/calendar"
	"qingshen/internal/deadline"
)

func working(t *testing.T) *calendar.Working {
	t.Helper()
	f, err := os.Open("../../law/codes/calendar.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := calendar.LoadWorking(f)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// The days of 2026 around the National Day: off from 1 to 7 October, work on 20 September and 10 October.
func TestTheDayOnWhichAReminderGoesOut(t *testing.T) {
	w := working(t)
	for _, c := range []struct {
		why    string
		due    calendar.Date
		before int
		want   calendar.Date
	}{
		{"a working day is kept", "2026-09-30", 7, "2026-09-23"},
		{"a Saturday moves to the Monday after", "2026-09-09", 4, "2026-09-07"},
		{"a make-up Sunday is a working day", "2026-09-23", 3, "2026-09-20"},
		{"a holiday moves to the first working day after it", "2026-10-15", 10, "2026-10-08"},
		{"where the clock would run out unseen, the last working day before", "2026-10-05", 3, "2026-09-30"},
		{"the day itself", "2026-09-23", 0, "2026-09-23"},
		{"after the end only forward", "2026-09-30", -3, "2026-10-08"},
	} {
		if got := sendDay(w, c.due, c.before); got != c.want {
			t.Errorf("%s: due %s, %d days before: got %s, want %s", c.why, c.due, c.before, got, c.want)
		}
	}
}

func TestTheNearestWarningIsGivenOnce(t *testing.T) {
	w := working(t)
	for _, c := range []struct {
		why    string
		today  calendar.Date
		warned int
		want   int
	}{
		{"too early", "2026-09-08", 0, 0},
		{"the first", "2026-09-09", 0, 10},
		{"not twice", "2026-09-10", 10, 0},
		{"the second", "2026-09-16", 10, 3},
		{"two at once after a standstill are one", "2026-09-17", 0, 3},
	} {
		if got := dueWarning(w, &deadline.Deadline{DueOn: "2026-09-19", WarnedDays: c.warned}, []int{10, 3}, c.today); got != c.want {
			t.Errorf("%s: got %d, want %d", c.why, got, c.want)
		}
	}
}

func TestQuietHours(t *testing.T) {
	at := func(s string) time.Time {
		out, err := time.ParseInLocation("2006-01-02 15:04", s, china)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct{ from, until, now, want string }{
		{"", "", "2026-09-09 23:00", "2026-09-09 23:00"},
		{"20:00", "08:00", "2026-09-09 19:59", "2026-09-09 19:59"},
		{"20:00", "08:00", "2026-09-09 20:00", "2026-09-10 08:00"},
		{"20:00", "08:00", "2026-09-10 07:59", "2026-09-10 08:00"},
		{"20:00", "08:00", "2026-09-10 08:00", "2026-09-10 08:00"},
		{"12:00", "14:00", "2026-09-10 13:00", "2026-09-10 14:00"},
	} {
		s := &Setting{QuietFrom: c.from, QuietUntil: c.until}
		if got := s.after(at(c.now)); !got.Equal(at(c.want)) {
			t.Errorf("%s-%s at %s: got %s, want %s", c.from, c.until, c.now, got.In(china), c.want)
		}
	}
}

func TestARuleSaysAllThatIsWrongAtOnce(t *testing.T) {
	known := func(string) bool { return false }
	err := RuleInput{Clock: "no-such", Whose: "all", BeforeDays: []int{-1, 500}, Channels: []string{"pigeon"}}.apply(&Rule{}, known)
	if err == nil {
		t.Fatal("a faulty rule was taken")
	}
	r := &Rule{}
	if err := (RuleInput{BeforeDays: []int{1, 30, 1}, AfterDays: []int{7, 1}}).apply(r, known); err != nil {
		t.Fatal(err)
	}
	if len(r.BeforeDays) != 2 || r.BeforeDays[0] != 30 || r.AfterDays[0] != 1 || r.Whose != Own {
		t.Errorf("the days are not in order, each once: %+v", r)
	}
}
