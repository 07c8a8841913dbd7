package appraisal

import (
	"os"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/shopspring/decimal"

	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/law"
)

func sheetNamed(t *testing.T, id string) statute.Sheet {
	t.Helper()
	l, err := statute.Load(law.Files)
	if err != nil {
		t.Fatal(err)
	}
	s, ok := l.Sheet(id)
	if !ok {
		t.Fatalf("no sheet %s", id)
	}
	return s
}

// filled gives full points from the first item on until the total is used up.
func filled(sheet statute.Sheet, total decimal.Decimal, vetoes []string) MemberMarks {
	m := MemberMarks{Marks: Marks{}, Vetoes: map[string]bool{}}
	for _, p := range sheet.Parts {
		for _, i := range p.Items {
			mark := decimal.Min(i.Points, total)
			m.Marks[i.ID], total = mark, total.Sub(mark)
		}
	}
	for _, v := range sheet.Vetoes {
		m.Vetoes[v.ID] = false
	}
	for _, id := range vetoes {
		m.Vetoes[id] = true
	}
	return m
}

func TestScoresOfTheCaseTable(t *testing.T) {
	text, err := os.ReadFile("testdata/scores.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Sheet, Mean, Outcome, Says string
		Totals                           []decimal.Decimal
		Vetoes                           [][]string
		Exact                            decimal.Decimal
		Spread                           *decimal.Decimal
		Vetoed                           bool
	}
	if err := yaml.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 15 {
		t.Fatalf("only %d cases read", len(cases))
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			sheet := sheetNamed(t, c.Sheet)
			members := []MemberMarks{}
			for i, total := range c.Totals {
				var vetoes []string
				if c.Vetoes != nil {
					vetoes = c.Vetoes[i]
				}
				members = append(members, filled(sheet, total, vetoes))
			}
			got, err := Score(sheet, members)
			if err != nil {
				t.Fatal(err)
			}
			if !got.Exact.Equal(c.Exact) || got.Mean.StringFixed(1) != c.Mean || got.Outcome != c.Outcome || got.Vetoed != c.Vetoed {
				t.Errorf("exact %s, mean %s, %s, vetoed %v; want %s, %s, %s, %v", got.Exact, got.Mean, got.Outcome, got.Vetoed, c.Exact, c.Mean, c.Outcome, c.Vetoed)
			}
			if got.Title == "" || !strings.Contains(got.Words, c.Says) || !strings.Contains(got.Words, got.Title) {
				t.Errorf("%q does not say %q", got.Words, c.Says)
			}
			if c.Spread != nil && !got.Spread.Equal(*c.Spread) {
				t.Errorf("spread %s, want %s", got.Spread, c.Spread)
			}
			sum := decimal.Zero
			for _, p := range got.Parts {
				sum = sum.Add(p.Sum)
			}
			if !sum.Equal(got.Sum) {
				t.Errorf("the parts sum to %s, the whole to %s", sum, got.Sum)
			}
		})
	}
}

func TestAnyMemberMayVetoWhereTheSheetSaysSo(t *testing.T) {
	sheet := sheetNamed(t, "acceptance-v0")
	sheet.Veto = "any"
	hundred := decimal.NewFromInt(100)
	got, err := Score(sheet, []MemberMarks{filled(sheet, hundred, []string{"A1"}), filled(sheet, hundred, nil), filled(sheet, hundred, nil)})
	if err != nil || got.Outcome != OutcomeFail || !got.Vetoed {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhoFindsAVetoNeedNotMark(t *testing.T) {
	sheet := sheetNamed(t, "acceptance-v0")
	m := MemberMarks{Vetoes: map[string]bool{"A1": true, "A2": false, "A3": false, "A4": false, "A5": false, "A6": false}}
	got, err := Score(sheet, []MemberMarks{m, m, m})
	if err != nil || got.Outcome != OutcomeFail {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestFaultyMarksAreReportedAllAtOnce(t *testing.T) {
	sheet := sheetNamed(t, "evaluation-v0")
	m := filled(sheet, decimal.NewFromInt(100), nil)
	m.Marks["1"] = decimal.RequireFromString("3.5")
	m.Marks["2"] = decimal.RequireFromString("-1")
	m.Marks["4.1"] = decimal.RequireFromString("2.25")
	m.Marks["99"] = decimal.NewFromInt(1)
	m.Vetoes["A1"] = true
	delete(m.Marks, "15.2")
	_, err := Score(sheet, []MemberMarks{filled(sheet, decimal.NewFromInt(80), nil), m})
	f := fault.As(err)
	want := map[string]string{
		"members[1].marks.1": "超过满分", "members[1].marks.2": "不能为负数", "members[1].marks.4.1": "最多保留一位小数",
		"members[1].marks.15.2": "没有打分", "members[1].marks.99": "没有“99”这一项", "members[1].vetoes.A1": "没有“A1”这一否决项",
	}
	if err == nil || f.Kind != fault.KindInvalid || len(f.Fields) != len(want) {
		t.Fatalf("%v", err)
	}
	for _, field := range f.Fields {
		if want[field.Path] == "" || !strings.Contains(field.Message, want[field.Path]) {
			t.Errorf("%s: %s, want %q", field.Path, field.Message, want[field.Path])
		}
	}
	if _, err := Score(sheet, nil); err == nil || !strings.Contains(err.Error(), "还没有专家提交打分") {
		t.Error(err)
	}
	acceptance := sheetNamed(t, "acceptance-v0")
	open := filled(acceptance, decimal.NewFromInt(80), nil)
	delete(open.Vetoes, "A3")
	if _, err := Score(acceptance, []MemberMarks{open}); err == nil || !strings.Contains(err.Error(), "members[0].vetoes.A3") {
		t.Errorf("an unanswered veto item must be named: %v", err)
	}
	if got := CheckMarks(sheet, MemberMarks{Marks: Marks{"1": decimal.NewFromInt(2)}}, "", false); len(got) != 0 {
		t.Errorf("a sheet half filled in is no fault while it is being filled in: %v", got)
	}
}

func TestMarksAsTyped(t *testing.T) {
	item := statute.Item{ID: "10", Title: "平衡", Points: decimal.NewFromInt(6)}
	for text, want := range map[string]string{
		"101": "超过满分", "6.1": "超过满分", "-0.5": "负数", "五": "不是数字", "": "不是数字", "1e0": "不是数字", "5.55": "一位小数", "--1": "不是数字", "1.2.3": "不是数字", "NaN": "不是数字",
	} {
		if _, err := ParseMark(item, text); err == nil || !strings.Contains(fault.As(err).Message, want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"0": "0", "6": "6", " 5.5 ": "5.5", "5.50": "5.5"} {
		if got, err := ParseMark(item, text); err != nil || !got.Equal(decimal.RequireFromString(want)) {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
}
