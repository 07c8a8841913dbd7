package statute

import (
	"fmt"
	"strings"
	"time"

	"qingshen/internal/calendar"
)

// Due is a deadline run from a day: what, by whom, until when, under which article, and how it was counted.
type Due struct {
	RuleID      string        `json:"rule_id"`
	Title       string        `json:"title"`
	By          string        `json:"by"`
	Cite        string        `json:"cite"` // Chinese citation
	StartsOn    calendar.Date `json:"starts_on"`
	NominalOn   calendar.Date `json:"nominal_on"` // before days off are considered
	DueOn       calendar.Date `json:"due_on"`
	Provisional bool          `json:"provisional"`
	ByOrder     bool          `json:"by_order"` // the written order sets the date; this one is only proposed
	Arithmetic  string        `json:"arithmetic"`
	Warn        []int         `json:"warn"`
	Only        []string      `json:"only"`
	Confidence  Confidence    `json:"confidence"`
	Note        string        `json:"note"`
}

// Due runs one rule from a start day, under the text in force on that day in that region.
// A yearly rule gives its first date on or after the start.
func (l *Law) Due(id string, start calendar.Date, region string) (Due, error) {
	if start.Time().IsZero() {
		return Due{}, fmt.Errorf("期限“%s”的起算日缺失或不是有效日期", id)
	}
	rule, ok := l.Deadline(id, start, region)
	if !ok {
		return Due{}, fmt.Errorf("%s没有可适用的“%s”期限规定，请核对起算日和地区，或在法定依据数据中补充", start.Chinese(), id)
	}
	return l.run(rule, start), nil
}

// DueAll runs every rule that an event starts, for a case listed for these reasons (nil: all reasons).
func (l *Law) DueAll(event string, on calendar.Date, reasons []string, region string) []Due {
	out := []Due{}
	for _, rule := range l.Deadlines(on, region) {
		if rule.StartedBy(event) && rule.AppliesTo(reasons) {
			out = append(out, l.run(rule, on))
		}
	}
	return out
}

// DueYearly runs a yearly rule for the year in which it falls due.
func (l *Law) DueYearly(id string, year int, region string) (Due, error) {
	rule, ok := l.Deadline(id, calendar.Of(year, time.January, 1), region)
	if !ok || rule.Yearly == "" {
		return Due{}, fmt.Errorf("%d年没有可适用的“%s”年度期限规定", year, id)
	}
	return l.run(rule, calendar.Of(year, time.January, 1)), nil
}

func (l *Law) run(rule Deadline, start calendar.Date) Due {
	r := l.count(rule, start)
	return Due{
		RuleID: rule.ID, Title: rule.Title, By: rule.By, Cite: Words(rule.Cites),
		StartsOn: start, NominalOn: r.Nominal, DueOn: r.Due, Provisional: r.Provisional, ByOrder: rule.ByOrder,
		Arithmetic: strings.Join(r.Steps, ""), Warn: append([]int{}, rule.Warn...), Only: append([]string{}, rule.Only...), Confidence: rule.Confidence, Note: rule.Note,
	}
}

func (l *Law) count(rule Deadline, start calendar.Date) calendar.Result {
	switch {
	case rule.Yearly != "":
		day := yearlyDate(rule.Yearly, start.Year()+rule.Years)
		if day.Before(start) { // no duty falls due before it arises
			day = yearlyDate(rule.Yearly, start.Year()+1)
		}
		return l.working.On(day, !rule.Fixed)
	case !rule.Before.IsZero():
		day := start.AddMonths(-12*rule.Before.Years - rule.Before.Months).AddDays(-rule.Before.Days)
		return calendar.Result{Nominal: day, Due: day, Steps: []string{
			fmt.Sprintf("应在%s的%s前办理，最迟为%s。", start.Chinese(), rule.Before.Chinese(), day.Chinese())}}
	}
	return l.working.Count(start, rule.Within, !rule.Fixed)
}

// lastOfFebruary is how the files write the yearly date that moves with leap years.
const lastOfFebruary = "last day of February"

func yearlyDate(form string, year int) calendar.Date {
	if form == lastOfFebruary {
		return calendar.LastOfFebruary(year)
	}
	d, err := calendar.Parse(fmt.Sprintf("%04d-%s", year, form))
	if err != nil {
		return ""
	}
	return d
}
