package statistic

import (
	"slices"

	"github.com/shopspring/decimal"

	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// TrackQuery is what the comparison of the tracks may be asked.
type TrackQuery struct {
	From   int    `query:"from" doc:"起始名单年度，不填为五年前"`
	Until  int    `query:"until" doc:"截止名单年度，不填为本年"`
	Region string `query:"region" maxLength:"6" doc:"行政区划代码，不填为本人管辖范围"`
}

// TrackComparison holds the rounds of the two tracks side by side (分类管理试点对比, N12 二(一)), so that the province sees
// whether the simplified procedure saves time and money, and at the price of how many faults.
type TrackComparison struct {
	From   int           `json:"from"`
	Until  int           `json:"until"`
	On     calendar.Date `json:"on" doc:"统计日期"`
	Tracks []TrackRounds `json:"tracks" nullable:"false"`
}

// TrackRounds are the figures of the rounds of one track.
type TrackRounds struct {
	Track        string `json:"track"`
	Rounds       int    `json:"rounds" doc:"列入的轮次"`
	Reported     int    `json:"reported" doc:"已提交审核报告"`
	Accepted     int    `json:"accepted" doc:"验收合格"`
	ToReport     Middle `json:"to_report" doc:"启动至提交审核报告的日数"`
	ToEvaluation Middle `json:"to_evaluation" doc:"提交审核报告至作出评估结论的日数"`
	ToAcceptance Middle `json:"to_acceptance" doc:"启动至验收合格的日数"`
	Fee          Middle `json:"fee" doc:"委托咨询服务机构的合同金额，万元"`
	Score        Middle `json:"score" doc:"评估得分"`
	Supplement   Share  `json:"supplement" doc:"评估结论为补充完善"`
	Redo         Share  `json:"redo" doc:"评估结论为重新开展审核"`
	Failed       Share  `json:"failed" doc:"验收不合格"`
}

// Middle is the median of what was recorded, and the quarter below and above; without a record it is empty.
type Middle struct {
	Count  int    `json:"count" doc:"有记录的轮次"`
	Lower  string `json:"lower" doc:"下四分位数"`
	Median string `json:"median" doc:"中位数"`
	Upper  string `json:"upper" doc:"上四分位数"`
}

// Share is how many of the rounds that were judged came out so.
type Share struct {
	Count   int    `json:"count"`
	Of      int    `json:"of" doc:"作出该类结论的轮次"`
	Percent string `json:"percent" doc:"百分比，保留一位小数；没有结论时为空"`
}

// maxTrackYears bounds what one comparison reads.
const maxTrackYears = 10

func (in *TrackQuery) check(today calendar.Date) error {
	if in.Until == 0 {
		in.Until = today.Year()
	}
	if in.From == 0 {
		in.From = in.Until - 4
	}
	var faults fault.List
	if in.From > in.Until || in.Until-in.From >= maxTrackYears {
		faults.Add("from", "起始年度应当不晚于截止年度，一次最多比较十个年度。请重新选择年度。")
	}
	return faults.Err("不能比较")
}

func tracks(tx *store.Tx, in TrackQuery) (*TrackComparison, error) {
	if err := in.check(tx.Today()); err != nil {
		return nil, err
	}
	rows, err := roundsBetween(tx, in)
	if err != nil {
		return nil, err
	}
	out := &TrackComparison{From: in.From, Until: in.Until, On: tx.Today(), Tracks: []TrackRounds{}}
	for _, track := range tx.Law().Tracks(tx.Today()) {
		out.Tracks = append(out.Tracks, figuresOf(track.ID, rows))
	}
	return out, nil
}

// tally gathers what the rounds of one track have recorded.
type tally struct {
	report, evaluation, acceptance, fee, score []decimal.Decimal
}

func figuresOf(track string, rows []roundRow) TrackRounds {
	out := TrackRounds{Track: track}
	var t tally
	evaluated, judged := 0, 0
	for _, r := range rows {
		if r.Track != track {
			continue
		}
		out.Rounds++
		if r.ReportedOn != "" {
			out.Reported++
		}
		if r.AcceptedOn != "" {
			out.Accepted++
		}
		out.Supplement.Count += r.Supplements
		out.Redo.Count += r.Redos
		out.Failed.Count += r.Fails
		evaluated += r.Evaluations
		judged += r.Acceptances
		t.add(r)
	}
	out.ToReport, out.ToEvaluation, out.ToAcceptance, out.Fee, out.Score = middle(t.report), middle(t.evaluation), middle(t.acceptance), middle(t.fee), middle(t.score)
	out.Supplement.of(evaluated)
	out.Redo.of(evaluated)
	out.Failed.of(judged)
	return out
}

func (t *tally) add(r roundRow) {
	days := func(into *[]decimal.Decimal, from, until calendar.Date) {
		if from != "" && until != "" && from <= until {
			*into = append(*into, decimal.NewFromInt(int64(from.DaysUntil(until))))
		}
	}
	days(&t.report, r.StartedOn, r.ReportedOn)
	days(&t.evaluation, r.ReportedOn, r.EvaluatedOn)
	days(&t.acceptance, r.StartedOn, r.AcceptedOn)
	if r.FeeFen > 0 {
		t.fee = append(t.fee, decimal.New(r.FeeFen, -6))
	}
	if score, err := decimal.NewFromString(r.EvaluationScore); err == nil {
		t.score = append(t.score, score)
	}
}

// middle gives the quartiles as the mean of the two neighbours where none is in the middle.
func middle(values []decimal.Decimal) Middle {
	m := Middle{Count: len(values)}
	if len(values) == 0 {
		return m
	}
	slices.SortFunc(values, decimal.Decimal.Cmp)
	half := len(values) / 2
	m.Median = median(values)
	m.Lower, m.Upper = m.Median, m.Median
	if half > 0 {
		m.Lower, m.Upper = median(values[:half]), median(values[len(values)-half:])
	}
	return m
}

func median(sorted []decimal.Decimal) string {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2].String()
	}
	return sorted[n/2-1].Add(sorted[n/2]).Div(decimal.NewFromInt(2)).String()
}

func (s *Share) of(all int) {
	s.Of = all
	if all > 0 {
		s.Percent = decimal.NewFromInt(int64(s.Count)*100).DivRound(decimal.NewFromInt(int64(all)), 1).StringFixed(1)
	}
}
