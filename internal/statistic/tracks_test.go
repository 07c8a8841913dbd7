package statistic

import (
	"testing"

	"github.com/shopspring/decimal"
)

func TestMiddle(t *testing.T) {
	for _, c := range []struct {
		values []int64
		want   Middle
	}{
		{nil, Middle{}},
		{[]int64{7}, Middle{1, "7", "7", "7"}},
		{[]int64{9, 4}, Middle{2, "4", "6.5", "9"}},
		{[]int64{30, 10, 20}, Middle{3, "10", "20", "30"}},
		{[]int64{5, 1, 4, 2, 3}, Middle{5, "1.5", "3", "4.5"}},
		{[]int64{8, 1, 7, 2, 6, 3, 5, 4}, Middle{8, "2.5", "4.5", "6.5"}},
	} {
		values := []decimal.Decimal{}
		for _, v := range c.values {
			values = append(values, decimal.NewFromInt(v))
		}
		if got := middle(values); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.values, got, c.want)
		}
	}
}

func TestFiguresOfATrack(t *testing.T) {
	rows := []roundRow{
		{Track: "strict", StartedOn: "2026-01-01", ReportedOn: "2026-07-20", EvaluatedOn: "2026-08-09", AcceptedOn: "2027-01-01", EvaluationScore: "92.5", FeeFen: 12_000_000, Evaluations: 1, Acceptances: 1},
		{Track: "strict", StartedOn: "2026-01-01", ReportedOn: "2026-04-11", EvaluationScore: "81", FeeFen: 8_000_000, Evaluations: 1, Supplements: 1},
		{Track: "strict", StartedOn: "2026-05-01", ReportedOn: "2026-04-11", EvaluationScore: "", Evaluations: 1, Redos: 1}, // a start after the report is no duration
		{Track: "simplified", StartedOn: "2026-01-01"},
	}
	strict, simplified := figuresOf("strict", rows), figuresOf("simplified", rows)
	if strict.Rounds != 3 || strict.Reported != 3 || strict.Accepted != 1 || strict.ToReport != (Middle{2, "100", "150", "200"}) || strict.ToEvaluation.Median != "20" || strict.ToAcceptance.Median != "365" {
		t.Errorf("%+v", strict)
	}
	if strict.Fee.Median != "10" || strict.Score.Median != "86.75" || strict.Supplement != (Share{1, 3, "33.3"}) || strict.Redo.Percent != "33.3" || strict.Failed != (Share{0, 1, "0.0"}) {
		t.Errorf("%+v", strict)
	}
	if simplified.Rounds != 1 || simplified.Reported != 0 || simplified.ToReport.Count != 0 || simplified.Failed.Percent != "" {
		t.Errorf("%+v", simplified)
	}
}
