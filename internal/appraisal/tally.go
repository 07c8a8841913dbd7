package appraisal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/fault"
	"qingshen/internal/statute"
)

// The answers to a veto item.
const (
	answerYes = "yes" // the situation exists
	answerNo  = "no"
)

// tally is what the sheets of a whole panel come to.
type tally struct {
	result *AppraisalResult
	mean   decimal.Decimal
	vetoes []string // Chinese names of the veto items that hold
}

// parse reads what a member has typed. Only what is valid is kept; the faults name the rest.
func parse(sheet statute.Sheet, marks, vetoes map[string]string) (MemberMarks, fault.List) {
	out := MemberMarks{Marks: Marks{}, Vetoes: map[string]bool{}}
	var faults fault.List
	for _, id := range sortedKeys(marks) {
		text := strings.TrimSpace(marks[id])
		item, ok := sheet.Item(id)
		switch {
		case !ok:
			faults.Add("marks."+id, "评分表中没有“"+id+"”这一项。")
		case text != "":
			mark, err := ParseMark(item, text)
			if err != nil {
				faults.Add("marks."+id, fault.As(err).Message)
				continue
			}
			out.Marks[id] = mark
		}
	}
	for _, id := range sortedKeys(vetoes) {
		known := slices.ContainsFunc(sheet.Vetoes, func(v statute.Veto) bool { return v.ID == id })
		switch answer := vetoes[id]; {
		case !known:
			faults.Add("vetoes."+id, "评分表中没有“"+id+"”这一否决项。")
		case answer == answerYes || answer == answerNo:
			out.Vetoes[id] = answer == answerYes
		case answer != "":
			faults.Add("vetoes."+id, "请选择存在或者不存在。")
		}
	}
	return out, faults
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// checkMarks gives the faults of what is filled in: marks out of range, no numbers, too many decimals, unknown items.
func checkMarks(sheet statute.Sheet, in MarksInput) fault.List {
	_, faults := parse(sheet, in.Marks, in.Vetoes)
	return faults
}

// checkComplete gives everything that a sheet still lacks. Where a veto needs a majority, who finds one marks all the
// same: items left open would count as nothing if the others do not agree.
func checkComplete(sheet statute.Sheet, m *Member) fault.List {
	given, faults := parse(sheet, m.Marks, m.Vetoes)
	faults = append(faults, CheckMarks(sheet, given, "", true)...)
	if sheet.Veto == "any" {
		return faults
	}
	for _, item := range items(sheet) {
		path := "marks." + item.ID
		if _, ok := given.Marks[item.ID]; !ok && !slices.ContainsFunc(faults, func(f fault.Field) bool { return f.Path == path }) {
			faults.Add(path, fmt.Sprintf("“%s”没有打分，满分%s分。否决项以多数专家认定为准，认定存在的也请完成打分。", item.Title, item.Points))
		}
	}
	return faults
}

func items(sheet statute.Sheet) []statute.Item {
	out := []statute.Item{}
	for _, p := range sheet.Parts {
		out = append(out, p.Items...)
	}
	return out
}

// progress gives the total of what is marked so far and how many items and vetoes are still open.
func progress(sheet statute.Sheet, marks, vetoes map[string]string) (string, int) {
	given, _ := parse(sheet, marks, vetoes)
	total := decimal.Zero
	for _, mark := range given.Marks {
		total = total.Add(mark)
	}
	return total.String(), len(items(sheet)) + len(sheet.Vetoes) - len(given.Marks) - len(given.Vetoes)
}

// sum draws the sheets of a panel together. Only handed-in sheets come here, so that a faulty one is a broken record.
func sum(sheet statute.Sheet, panel []*Member, found map[string]bool) (*tally, error) {
	given := make([]MemberMarks, len(panel))
	for i, m := range panel {
		marks, faults := parse(sheet, m.Marks, m.Vetoes)
		if err := faults.Err(m.ExpertName + "的打分表有误，不能汇总"); err != nil {
			return nil, err
		}
		given[i] = marks
	}
	s, err := scoreWith(sheet, given, found)
	if err != nil {
		return nil, err
	}
	t := &tally{mean: s.Exact, vetoes: []string{}}
	r := &AppraisalResult{
		Mean: s.Exact.String(), Shown: s.Mean.StringFixed(1), Outcome: s.Outcome, Reason: s.Words, Parts: []PartResult{}, Vetoes: []VetoResult{}, Experts: []ExpertResult{},
		Lowest: slices.MinFunc(s.Totals, decimal.Decimal.Cmp).String(), Highest: slices.MaxFunc(s.Totals, decimal.Decimal.Cmp).String(),
	}
	for _, p := range s.Parts {
		r.Parts = append(r.Parts, partResult(p))
	}
	for _, v := range s.Vetoes {
		r.Vetoes = append(r.Vetoes, VetoResult{ID: v.ID, Title: v.Title, Yes: v.Against, No: v.Members - v.Against, Holds: v.Holds, Found: v.Found})
		if v.Holds {
			t.vetoes = append(t.vetoes, v.Title)
		}
	}
	for i, m := range panel {
		r.Experts = append(r.Experts, ExpertResult{Name: m.ExpertName, Chair: m.Chair, Total: s.Totals[i].String(), Marks: m.Marks, Vetoes: m.Vetoes, Comment: m.Comment})
	}
	t.result = r
	return t, nil
}

func partResult(p PartScore) PartResult {
	out := PartResult{ID: p.ID, Title: p.Title, Points: p.Points.String(), Mean: p.Mean.String(), Items: []ItemResult{}}
	for _, i := range p.Items {
		out.Items = append(out.Items, ItemResult{
			ID: i.ID, Title: i.Title, Points: i.Points.String(), Mean: i.Mean.String(), Lowest: i.Low.String(), Highest: i.High.String(), Spread: i.High.Sub(i.Low).String(),
		})
	}
	return out
}
