package calendar_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
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

func TestPeriodsOfTheCaseTable(t *testing.T) {
	text, err := os.ReadFile("testdata/periods.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Start, Within, Nominal, Due, Says string
		Roll, Provisional                       bool
	}
	if err := yaml.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 10 {
		t.Fatalf("only %d cases read", len(cases))
	}
	w := working(t)
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			p, err := calendar.ParsePeriod(c.Within)
			if err != nil {
				t.Fatal(err)
			}
			got := w.Count(calendar.Date(c.Start), p, c.Roll)
			if string(got.Nominal) != c.Nominal || string(got.Due) != c.Due || got.Provisional != c.Provisional {
				t.Errorf("got nominal %s, due %s, provisional %v; want %s, %s, %v\n%s",
					got.Nominal, got.Due, got.Provisional, c.Nominal, c.Due, c.Provisional, strings.Join(got.Steps, "\n"))
			}
			if !strings.Contains(strings.Join(got.Steps, ""), c.Says) {
				t.Errorf("arithmetic %q does not say %q", got.Steps, c.Says)
			}
			if !strings.Contains(got.Steps[0], "起算日"+calendar.Date(c.Start).Chinese()+"不计入") {
				t.Errorf("arithmetic does not begin with the start day: %q", got.Steps)
			}
		})
	}
}

func TestAFaultyStartOrPeriodGivesNothing(t *testing.T) {
	w := working(t)
	for _, r := range []calendar.Result{
		w.Count("", calendar.Period{Months: 1}, true),
		w.Count("2026-02-30", calendar.Period{Months: 1}, true),
		w.Count("2026-02-20", calendar.Period{}, true),
		w.Count("2026-02-20", calendar.Period{Months: 1, Days: 1}, true),
		w.On("", true),
	} {
		if r.Due != "" || r.Steps != nil {
			t.Errorf("got %+v, want nothing", r)
		}
	}
}

func TestTheSummaryIsDueOnTheLastDayOfFebruary(t *testing.T) {
	w := working(t)
	for year, want := range map[int]calendar.Date{2024: "2024-02-29", 2025: "2025-02-28", 2026: "2026-02-28", 2027: "2027-02-28"} {
		if got := calendar.LastOfFebruary(year); got != want {
			t.Errorf("%d: got %s, want %s", year, got, want)
		}
	}
	if got := w.On(calendar.LastOfFebruary(2027), true); got.Due != "2027-03-01" || !got.Provisional {
		t.Errorf("a Sunday must roll over, provisionally: %+v", got)
	}
	if got := w.On(calendar.LastOfFebruary(2027), false); got.Due != "2027-02-28" || got.Provisional {
		t.Errorf("without roll-over the date stands: %+v", got)
	}
}

func TestParseExplainsInChinese(t *testing.T) {
	for text, want := range map[string]string{
		"":           "未填写",
		"2026-02-30": "2026年2月只有28天",
		"2024-04-31": "2024年4月只有30天",
		"2026-13-01": "无法识别",
		"2026/03/31": "无法识别",
		"31.3.2026":  "无法识别",
		"2026-3-1":   "无法识别",
	} {
		if _, err := calendar.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want a sentence with %q", text, err, want)
		}
	}
	if d, err := calendar.Parse("2024-02-29"); err != nil || d.Chinese() != "2024年2月29日" || d.Weekday() != "周四" {
		t.Errorf("got %v %v", d, err)
	}
}

func TestDateArithmetic(t *testing.T) {
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"month end is kept where a corresponding day lacks", calendar.Date("2026-10-31").AddMonths(1), calendar.Date("2026-11-30")},
		{"months may go back", calendar.Date("2026-03-31").AddMonths(-1), calendar.Date("2026-02-28")},
		{"months cross the year", calendar.Date("2026-12-15").AddMonths(2), calendar.Date("2027-02-15")},
		{"leap day plus four years", calendar.Date("2024-02-29").AddYears(4), calendar.Date("2028-02-29")},
		{"days cross the year", calendar.Date("2026-12-31").AddDays(1), calendar.Date("2027-01-01")},
		{"days until", calendar.Date("2026-03-31").DaysUntil("2026-04-30"), 30},
		{"days until the past", calendar.Date("2026-04-30").DaysUntil("2026-03-31"), -30},
		{"none stays none", calendar.Date("").AddMonths(3), calendar.Date("")},
		{"no such day", calendar.Of(2026, time.February, 29), calendar.Date("")},
		{"of", calendar.Of(2026, time.March, 1), calendar.Date("2026-03-01")},
		{"none is before nothing", calendar.Date("").Before("2026-01-01"), false},
		{"before", calendar.Date("2025-12-31").Before("2026-01-01"), true},
		{"after", calendar.Date("2026-08-15").After("2026-08-14"), true},
		{"bounds belong to the span", calendar.Date("2026-08-14").Within("2012-07-01", "2026-08-14"), true},
		{"open span", calendar.Date("2030-01-01").Within("2026-08-15", ""), true},
		{"the evening in London is the next day in China", calendar.FromTime(time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)), calendar.Date("2026-04-01")},
		{"start of the day", calendar.Date("2026-04-01").Start(), time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC)},
		{"year", calendar.Date("2026-04-01").Year(), 2026},
		{"year of none", calendar.Date("").Year(), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.what, c.got, c.want)
		}
	}
}

func TestDatesGoToTheDatabaseAndBack(t *testing.T) {
	for source, want := range map[any]calendar.Date{
		nil: "", "": "", "2026-03-31": "2026-03-31", time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC): "2026-03-31",
	} {
		var d calendar.Date
		if err := d.Scan(source); err != nil || d != want {
			t.Errorf("%v: got %q, %v", source, d, err)
		}
	}
	var d calendar.Date
	if err := d.Scan([]byte("2026-03-31")); err != nil || d != "2026-03-31" {
		t.Errorf("bytes: %q, %v", d, err)
	}
	if err := d.Scan("soon"); err == nil {
		t.Error("a stored text that is no day must be refused")
	}
	if err := d.Scan(7); err == nil {
		t.Error("a number is no day")
	}
	if v, err := calendar.Date("2026-03-31").Value(); err != nil || v != "2026-03-31" {
		t.Errorf("value %v, %v", v, err)
	}
}

func TestWorkingDays(t *testing.T) {
	w := working(t)
	for d, want := range map[calendar.Date]bool{
		"2026-02-28": true,  // Saturday worked
		"2026-02-14": true,  // Saturday worked
		"2026-02-17": false, // Spring Festival on a Tuesday
		"2026-11-24": true,
		"2026-11-22": false,
		"2027-02-06": false, // Saturday of a year that is not loaded
		"2027-02-08": true,
	} {
		if w.IsWorking(d) != want {
			t.Errorf("%s: want working %v", d, want)
		}
	}
	if got := w.NextWorking("2026-02-15"); got != "2026-02-24" {
		t.Errorf("after the Spring Festival: %s", got)
	}
	if !w.Loaded(2026) || w.Loaded(2027) {
		t.Error("2026 is loaded and 2027 is not")
	}
	var plain *calendar.Working
	if plain.IsWorking("2026-02-28") || !plain.IsWorking("2026-02-17") || plain.Loaded(2026) {
		t.Error("the nil table is the plain week")
	}
}

func TestAFaultyTableIsReportedAsAWhole(t *testing.T) {
	_, err := calendar.LoadWorking(strings.NewReader("date,kind,name\n2027-01-01,holiday,元旦\n2027-02-30,holiday,春节\n2027-01-01,working,元旦\n2027-01-02,festival,元旦\n"))
	if err == nil {
		t.Fatal("want faults")
	}
	for _, want := range []string{"第3行", "2027年2月只有28天", "第4行", "重复", "第5行", "festival"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := calendar.LoadWorking(strings.NewReader("day,kind\n")); err == nil || !strings.Contains(err.Error(), "date") {
		t.Errorf("a missing column must be named: %v", err)
	}
	if _, err := calendar.LoadWorking(strings.NewReader("")); err == nil {
		t.Error("an empty file is a fault")
	}
}

func TestAnOverlaidYearReplacesTheOldOne(t *testing.T) {
	over, err := calendar.LoadWorking(strings.NewReader("date,kind,name\n2026-02-17,holiday,春节\n2027-01-01,holiday,元旦\n"))
	if err != nil {
		t.Fatal(err)
	}
	w := working(t).Overlay(over)
	if w.IsWorking("2026-02-28") {
		t.Error("the make-up day of the replaced year must be gone")
	}
	if !w.Loaded(2027) || w.IsWorking("2027-01-01") || w.IsWorking("2025-10-01") {
		t.Error("new years join, other years stay")
	}
}

func TestPeriodsAreReadFromTheLawFiles(t *testing.T) {
	for text, want := range map[string]string{"1 month": "1个月", "5 years": "5年", "30 days": "30日", "20 working days": "20个工作日", "1 working day": "1个工作日"} {
		p, err := calendar.ParsePeriod(text)
		if err != nil || p.Chinese() != want {
			t.Errorf("%q: %q, %v", text, p.Chinese(), err)
		}
	}
	for _, text := range []string{"", "month", "0 days", "-1 days", "1 moon", "1.5 years"} {
		if _, err := calendar.ParsePeriod(text); err == nil {
			t.Errorf("%q must be refused", text)
		}
	}
}
