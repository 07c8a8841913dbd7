package appraisal

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// Marks are one expert's marks (专家打分) by sheet item.
type Marks map[string]decimal.Decimal

// MemberMarks is what one member of the panel gave: marks by item, and for each veto item whether it holds.
type MemberMarks struct {
	Marks  Marks
	Vetoes map[string]bool
}

// Scoring is what the members' sheets come to. It is computed and never typed.
type Scoring struct {
	Members int
	Sum     decimal.Decimal   // of the members' totals: Sum / Members is the exact mean
	Exact   decimal.Decimal   // the mean to six decimals, for the record
	Mean    decimal.Decimal   // the mean to one decimal, for show only
	Totals  []decimal.Decimal // per member, in the order given
	Spread  decimal.Decimal   // highest less lowest total
	Parts   []PartScore
	Vetoes  []VetoTally
	Vetoed  bool
	Outcome string // redo | supplement | proceed | pass | fail
	Title   string // the outcome in Chinese
	Words   string // how it follows, in Chinese
}

// PartScore is one part of the sheet over all members.
type PartScore struct {
	ID     string
	Title  string
	Points decimal.Decimal // most possible
	Sum    decimal.Decimal // of all members
	Mean   decimal.Decimal // one decimal, for show
	Items  []ItemScore
}

// ItemScore is one item over all members.
type ItemScore struct {
	ID     string
	Title  string
	Points decimal.Decimal
	Mean   decimal.Decimal // two decimals, for show
	Low    decimal.Decimal
	High   decimal.Decimal
}

// VetoTally is one veto item (否决项) over all members.
type VetoTally struct {
	ID      string
	Title   string
	Against int // members who find that it holds
	Members int
	Holds   bool
	Found   bool // it follows from facts, not from what the members say
}

// ParseMark reads one mark of an item as typed: a number from 0 to the item's points with at most one decimal.
// The fault is one Chinese sentence.
func ParseMark(item statute.Item, text string) (decimal.Decimal, error) {
	text = strings.TrimSpace(text)
	// Digits only: the decimal package would also read 1e9, which as a mark is a slip.
	if text == "" || strings.Trim(text, "0123456789.-") != "" {
		return decimal.Zero, fault.Invalid(fmt.Sprintf("“%s”的得分“%s”不是数字，请填写0至%s之间的数。", item.Title, text, item.Points))
	}
	mark, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Zero, fault.Invalid(fmt.Sprintf("“%s”的得分“%s”不是数字，请填写0至%s之间的数。", item.Title, text, item.Points))
	}
	if wrong := wrongMark(item, mark); wrong != "" {
		return decimal.Zero, fault.Invalid(wrong)
	}
	return mark, nil
}

// wrongMark says what is wrong with a mark, "" when nothing is.
func wrongMark(item statute.Item, mark decimal.Decimal) string {
	switch {
	case mark.IsNegative():
		return fmt.Sprintf("“%s”的得分不能为负数，请填写0至%s之间的数。", item.Title, item.Points)
	case mark.GreaterThan(item.Points):
		return fmt.Sprintf("“%s”满分为%s分，得分%s超过满分。", item.Title, item.Points, mark)
	case !mark.Equal(mark.Truncate(1)):
		return fmt.Sprintf("“%s”的得分%s最多保留一位小数。", item.Title, mark)
	}
	return ""
}

// CheckMarks gives the faults of one member's sheet under paths like prefix+"marks.4.1". With complete, every item must
// be marked and every veto item answered, except that a member who finds a veto need not mark (否决项成立即停止评分).
func CheckMarks(sheet statute.Sheet, m MemberMarks, prefix string, complete bool) fault.List {
	var faults fault.List
	stopped := false
	for _, v := range sheet.Vetoes {
		holds, answered := m.Vetoes[v.ID]
		stopped = stopped || holds
		if complete && !answered {
			faults.Add(prefix+"vetoes."+v.ID, "请判断否决项“"+v.Title+"”是否存在。")
		}
	}
	for _, p := range sheet.Parts {
		for _, item := range p.Items {
			mark, given := m.Marks[item.ID]
			switch {
			case given && wrongMark(item, mark) != "":
				faults.Add(prefix+"marks."+item.ID, wrongMark(item, mark))
			case !given && complete && !stopped:
				faults.Add(prefix+"marks."+item.ID, fmt.Sprintf("“%s”没有打分，满分%s分。", item.Title, item.Points))
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Marks)) {
		if _, ok := sheet.Item(id); !ok {
			faults.Add(prefix+"marks."+id, "评分表中没有“"+id+"”这一项。")
		}
	}
	for _, id := range slices.Sorted(maps.Keys(m.Vetoes)) {
		if !slices.ContainsFunc(sheet.Vetoes, func(v statute.Veto) bool { return v.ID == id }) {
			faults.Add(prefix+"vetoes."+id, "评分表中没有“"+id+"”这一否决项。")
		}
	}
	return faults
}

// Score draws the members' sheets together: the arithmetic mean of the totals, never rounded before the decision
// (GUIDE; rules of the sheet). For acceptance, vetoes come before points.
func Score(sheet statute.Sheet, members []MemberMarks) (Scoring, error) {
	return scoreWith(sheet, members, nil)
}

// scoreWith is Score where some veto items are decided by facts (found, by item).
func scoreWith(sheet statute.Sheet, members []MemberMarks, found map[string]bool) (Scoring, error) {
	var faults fault.List
	if len(members) == 0 {
		faults.Add("members", "还没有专家提交打分，不能汇总。")
	}
	for i, m := range members {
		faults = append(faults, CheckMarks(sheet, m, fmt.Sprintf("members[%d].", i), true)...)
	}
	if err := faults.Err("打分不能汇总"); err != nil {
		return Scoring{}, err
	}
	s := Scoring{Members: len(members), Parts: []PartScore{}, Vetoes: []VetoTally{}}
	s.count(sheet, members)
	s.veto(sheet, members, found)
	s.decide(sheet)
	return s, nil
}

// count sums the marks.
func (s *Scoring) count(sheet statute.Sheet, members []MemberMarks) {
	n := decimal.NewFromInt(int64(len(members)))
	s.Totals = make([]decimal.Decimal, len(members))
	for _, p := range sheet.Parts {
		part := PartScore{ID: p.ID, Title: p.Title, Points: p.Points()}
		for _, item := range p.Items {
			i := ItemScore{ID: item.ID, Title: item.Title, Points: item.Points, Low: item.Points}
			sum := decimal.Zero
			for k, m := range members {
				mark := m.Marks[item.ID]
				sum = sum.Add(mark)
				s.Totals[k] = s.Totals[k].Add(mark)
				i.Low, i.High = decimal.Min(i.Low, mark), decimal.Max(i.High, mark)
			}
			i.Mean = sum.DivRound(n, 2)
			part.Sum = part.Sum.Add(sum)
			part.Items = append(part.Items, i)
		}
		part.Mean = part.Sum.DivRound(n, 1)
		s.Sum = s.Sum.Add(part.Sum)
		s.Parts = append(s.Parts, part)
	}
	s.Mean, s.Exact = s.Sum.DivRound(n, 1), s.Sum.DivRound(n, 6)
	s.Spread = slices.MaxFunc(s.Totals, decimal.Decimal.Cmp).Sub(slices.MinFunc(s.Totals, decimal.Decimal.Cmp))
}

// veto counts who finds that a veto item holds; the sheet says whether a majority or any one member decides. An
// item that follows from facts is decided by them.
func (s *Scoring) veto(sheet statute.Sheet, members []MemberMarks, found map[string]bool) {
	for _, v := range sheet.Vetoes {
		t := VetoTally{ID: v.ID, Title: v.Title, Members: len(members)}
		for _, m := range members {
			if m.Vetoes[v.ID] {
				t.Against++
			}
		}
		t.Holds = t.Against*2 > t.Members || (sheet.Veto == "any" && t.Against > 0)
		if holds, known := found[v.ID]; known {
			t.Holds, t.Found = holds, true
		}
		s.Vetoed = s.Vetoed || t.Holds
		s.Vetoes = append(s.Vetoes, t)
	}
}

// decide finds the outcome from the vetoes and then from the exact mean.
func (s *Scoring) decide(sheet statute.Sheet) {
	if s.Vetoed {
		s.Outcome, s.Title = OutcomeFail, OutcomeLabels[OutcomeFail]
		held := []string{}
		for _, v := range s.Vetoes {
			switch {
			case v.Holds && v.Found:
				held = append(held, "“"+v.Title+"”（系统按评价指标体系的评价结果认定）")
			case v.Holds:
				held = append(held, fmt.Sprintf("“%s”（%d名专家中%d名认定存在）", v.Title, v.Members, v.Against))
			}
		}
		s.Words = "否决项成立：" + strings.Join(held, "、") + "，不再计分，结论为" + s.Title + "。"
		return
	}
	if sheet.Pass != nil {
		s.Outcome, s.Words = OutcomePass, fmt.Sprintf("没有否决项成立，%s，达到合格线%s分，结论为", s.meanWords(), sheet.Pass)
		if s.Sum.LessThan(sheet.Pass.Mul(decimal.NewFromInt(int64(s.Members)))) {
			s.Outcome, s.Words = OutcomeFail, fmt.Sprintf("没有否决项成立，%s，低于合格线%s分，结论为", s.meanWords(), sheet.Pass)
		}
		s.Title = OutcomeLabels[s.Outcome]
		s.Words += s.Title + "。"
		return
	}
	above := ""
	for _, t := range sheet.Tiers {
		if t.Takes(s.Sum, s.Members) {
			s.Outcome, s.Title = t.Outcome, t.Title
			s.Words = fmt.Sprintf("%s，%s，结论为%s。", s.meanWords(), join(above, t.Words()), t.Title)
			return
		}
		above = t.Above()
	}
}

// meanWords shows the mean, and the exact one where rounding would hide on which side of a bound it lies.
func (s *Scoring) meanWords() string {
	words := fmt.Sprintf("%d名专家平均%s分", s.Members, s.Mean.StringFixed(1))
	if !s.Exact.Equal(s.Mean) {
		words += fmt.Sprintf("（未取整为%s分）", s.Exact)
	}
	return words
}

func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + "且" + b
}
