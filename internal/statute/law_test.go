package statute_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"qingshen/internal/calendar"
	"qingshen/internal/statute"
	"qingshen/law"
)

var builtIn = sync.OnceValues(func() (*statute.Law, error) { return statute.Load(law.Files) })

func load(t *testing.T) *statute.Law {
	t.Helper()
	l, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func cases(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err == nil {
		err = yaml.UnmarshalWithOptions(text, into, yaml.Strict())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheLawLoads(t *testing.T) {
	l := load(t)
	if l.Province() != "37" || len(l.Hash()) != 64 || l.Version() != "cn-2026.11+shandong-2026.11" {
		t.Errorf("province %q, version %q, hash %q", l.Province(), l.Version(), l.Hash())
	}
	if !l.Working().Loaded(2026) || l.Working().Loaded(2027) {
		t.Error("the working-day table of 2026 belongs to the law, that of 2027 is not announced")
	}
}

func TestBasisInBothRegimes(t *testing.T) {
	var table []struct {
		Reason, On        string
		Grounds, Has, Not []string
	}
	cases(t, "basis.yaml", &table)
	l := load(t)
	for _, c := range table {
		words := ""
		for _, cite := range l.Basis(c.Reason, calendar.Date(c.On), c.Grounds...) {
			words += cite.Text + "\n"
		}
		for _, want := range c.Has {
			if !strings.Contains(words, want) {
				t.Errorf("%s on %s: %q is missing in\n%s", c.Reason, c.On, want, words)
			}
		}
		for _, not := range c.Not {
			if strings.Contains(words, not) {
				t.Errorf("%s on %s must not cite %q:\n%s", c.Reason, c.On, not, words)
			}
		}
	}
	if len(table) < 8 {
		t.Errorf("only %d cases", len(table))
	}
	for _, on := range []calendar.Date{"2026-08-14", "2026-08-15"} {
		if got := l.Reasons(on); len(got) != 4 {
			t.Errorf("%s: %d reasons", on, len(got))
		}
	}
}

func TestDueDates(t *testing.T) {
	var table []struct {
		Rule, Start, Due, Says, Cite string
		Provisional                  bool
	}
	cases(t, "due.yaml", &table)
	l := load(t)
	for _, c := range table {
		got, err := l.Due(c.Rule, calendar.Date(c.Start), "370102")
		if err != nil {
			t.Error(err)
			continue
		}
		if string(got.DueOn) != c.Due || got.Provisional != c.Provisional {
			t.Errorf("%s from %s: due %s, provisional %v; want %s, %v\n%s", c.Rule, c.Start, got.DueOn, got.Provisional, c.Due, c.Provisional, got.Arithmetic)
		}
		if !strings.Contains(got.Arithmetic, c.Says) || got.Arithmetic == "" || !strings.Contains(got.Cite, c.Cite) {
			t.Errorf("%s from %s: %q under %q; want %q under %q", c.Rule, c.Start, got.Arithmetic, got.Cite, c.Says, c.Cite)
		}
	}
	if len(table) < 15 {
		t.Errorf("only %d cases", len(table))
	}
}

func TestWhatAnEventStarts(t *testing.T) {
	l := load(t)
	ids := func(event string, reasons []string) []string {
		out := []string{}
		for _, d := range l.DueAll(event, "2026-03-31", reasons, "370000") {
			out = append(out, d.RuleID)
		}
		slices.Sort(out)
		return out
	}
	for _, c := range []struct {
		event   string
		reasons []string
		want    string
	}{
		{"list-published", nil, "disclose notice start-audit submit-report"},
		{"redo-ordered", nil, "start-audit submit-report"},
		{"accepted", []string{"exceedance"}, "disclosure-listed"},
		{"accepted", []string{"exceedance", "toxic"}, "disclosure-listed next-round"},
		{"", nil, ""},
	} {
		if got := strings.Join(ids(c.event, c.reasons), " "); got != c.want {
			t.Errorf("%s for %v: %s, want %s", c.event, c.reasons, got, c.want)
		}
	}
	if _, err := l.Due("disclose", "2010-01-01", "370000"); err == nil || !strings.Contains(err.Error(), "2010年1月1日") {
		t.Errorf("before the rule was in force: %v", err)
	}
	if _, err := l.Due("disclose", "", "370000"); err == nil {
		t.Error("without a start day")
	}
	if got, err := l.DueYearly("annual-summary", 2028, "370100"); err != nil || got.DueOn != "2028-02-29" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := l.DueYearly("disclose", 2028, "370100"); err == nil {
		t.Error("disclose is no yearly rule")
	}
}

func TestProvinceGoesBeforeState(t *testing.T) {
	l := load(t)
	here, _ := l.Deadline("rectify", "2026-09-01", "370100")
	there, _ := l.Deadline("rectify", "2026-09-01", "640100")
	if here.Cites[0].Instrument != "SDR" || there.Cites[0].Instrument != "GUIDE" {
		t.Errorf("here %v, there %v", here.Cites, there.Cites)
	}
	if _, ok := l.Deadline("annual-summary", "2026-09-01", "640100"); ok {
		t.Error("the notice of Shandong does not bind another province")
	}
	if !l.HasDeadline("annual-summary") || l.HasDeadline("moon") {
		t.Error("HasDeadline")
	}
}

func TestForConduct(t *testing.T) {
	l := load(t)
	for _, c := range []struct {
		id               string
		conduct, decided calendar.Date
		instrument       string
		review           bool
		says             string
	}{
		{"failure-to-audit", "2026-05-01", "2026-06-01", "CPL", false, "同一规定仍在施行"},
		{"failure-to-audit", "2026-05-01", "2026-10-01", "CPL", false, "并不更轻"},
		{"failure-to-audit", "2026-09-01", "2026-10-01", "CODE", false, "同一规定仍在施行"},
		{"disclosure-missing", "2026-05-01", "2026-10-01", "CPL", true, "并不更轻"},
		{"disclosure-missing", "2026-09-01", "2026-10-01", "DISC", true, "同一规定"},
		{"agency-false-report", "2026-05-01", "2026-10-01", "SDR", false, "同一规定"},
	} {
		got, err := l.ForConduct(c.id, c.conduct, c.decided, "370100")
		if err != nil || got.Penalty.Cites[0].Instrument != c.instrument || got.Review != c.review || got.Newer || !strings.Contains(got.Words, c.says) {
			t.Errorf("%s of %s: %+v, %v", c.id, c.conduct, got, err)
		}
	}
	if p, _ := l.ForConduct("failure-to-audit", "2026-05-01", "2026-10-01", "370100"); p.Penalty.MinFen() != 5_000_000 || p.Penalty.MaxFen() != 50_000_000 || !p.Penalty.NeedsOrder {
		t.Errorf("50 000 to 500 000 yuan after an order: %+v", p.Penalty)
	}
	for _, bad := range [][2]calendar.Date{{"", "2026-01-01"}, {"2026-02-01", "2026-01-01"}, {"2001-01-01", "2026-01-01"}} {
		if _, err := l.ForConduct("failure-to-audit", bad[0], bad[1], "370100"); err == nil {
			t.Errorf("%v must be refused", bad)
		}
	}
}

func TestPins(t *testing.T) {
	l := load(t)
	for on, want := range map[calendar.Date]string{"2026-08-14": "CPL", "2026-08-15": "CODE", "2001-01-01": ""} {
		if p := l.Pin(on); p.Regime != want || p.Hash != l.Hash() || p.On != on {
			t.Errorf("%s: %+v, want %s", on, p, want)
		}
	}
}

func TestFormsStagesAndPanels(t *testing.T) {
	l := load(t)
	const on = "2026-11-24"
	steps := 0
	stages := l.Stages(on)
	for i, s := range stages {
		if s.Seq != i+1 {
			t.Errorf("stage %s is number %d, want %d", s.ID, s.Seq, i+1)
		}
		steps += len(s.Steps)
	}
	if len(stages) != 7 || steps != 35 {
		t.Errorf("%d stages with %d steps, want 7 with 35", len(stages), steps)
	}
	one, both := l.Disclosure(on, []string{"exceedance"}), l.Disclosure(on, []string{"exceedance", "toxic"})
	if len(one) != 2 || len(both) != 5 {
		t.Errorf("%d and %d blocks: several reasons take the union", len(one), len(both))
	}
	p, ok := l.Panel("evaluation", on, "370100")
	if !ok || p.Default != 5 || p.Min != 3 || len(p.Fields) != 3 || p.Confidence != statute.Assumed {
		t.Errorf("%+v", p)
	}
	if tr, ok := l.Track("simplified", on); !ok || !slices.Contains(tr.Forbidden, "energy") || !slices.Contains(tr.Forbidden, "exceedance") {
		t.Errorf("the simplified track is closed to 双超 and 高耗能: %+v", tr)
	}
	if len(l.Flags(on)) != 5 || len(l.Equivalences(on)) != 3 {
		t.Errorf("%d flags, %d equivalences", len(l.Flags(on)), len(l.Equivalences(on)))
	}
	if got := l.Materials("capability", "agency", on); len(got) != 4 {
		t.Errorf("an agency shows four things, got %d", len(got))
	}
	if got := l.Materials("evaluation", "agency", on); len(got) != 2 {
		t.Errorf("%d materials", len(got))
	}
	if n, ok := l.Notice("listing-notice", on); !ok || !slices.Contains(n.Deadlines, "submit-report") {
		t.Errorf("%+v", n)
	}
	if g := l.Grounds("policy", on, "370102", "2521"); len(g) != 1 || g[0].ID != "yellow-river" {
		t.Errorf("coking in 济南 lies in the Yellow River basin: %v", g)
	}
	if g := l.Grounds("policy", on, "370202", "2521"); len(g) != 0 {
		t.Errorf("青岛 does not: %v", g)
	}
	if v, ok := l.Parameter("balance-deviation", on, "370100"); !ok || v.Value.String() != "5" {
		t.Errorf("%+v", v)
	}
}

func TestSheets(t *testing.T) {
	l := load(t)
	s, ok := l.SheetFor("evaluation", "2026-11-24", "370100")
	if !ok || s.ID != "evaluation-v0" || len(s.Hash) != 64 || len(s.Vetoes) != 0 || len(s.Tiers) != 3 {
		t.Errorf("%+v", s)
	}
	if i, ok := s.Item("14.2"); !ok || i.Points.String() != "4" {
		t.Errorf("%+v", i)
	}
	a, ok := l.SheetFor("acceptance", "2026-11-24", "370100")
	if !ok || len(a.Vetoes) != 6 || a.Pass.String() != "60" || a.Hash == s.Hash {
		t.Errorf("%+v", a)
	}
	if _, ok := l.SheetFor("evaluation", "2010-01-01", "370100"); ok {
		t.Error("no sheet before the guide")
	}
}

func TestCitationsInChinese(t *testing.T) {
	l := load(t)
	d, _ := l.Deadline("keep-records", "2026-11-24", "370000")
	if got := statute.Words(d.Cites); got != "《排污许可管理条例》第十九条、第二十一条" {
		t.Error(got)
	}
	if s, _ := l.Sheet("evaluation-v0"); statute.Words(s.Cites) != "《清洁生产审核评估与验收指南》（环办科技〔2018〕5号）附表1" {
		t.Error(statute.Words(s.Cites))
	}
	p, _ := l.ForConduct("emission-information", "2026-09-01", "2026-09-02", "370000")
	if got := statute.Words(p.Penalty.Cites); got != "《中华人民共和国生态环境法典》第一千一百一十条" {
		t.Error(got)
	}
}
