package level

import (
	"slices"
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/indexsystem"
	"qingshen/internal/rating"
	"qingshen/internal/store"
)

// RatingPage is everything about the level of an audit in one phase: what is asked, what was entered, what follows.
type RatingPage struct {
	AuditID     string               `json:"audit_id"`
	Version     int64                `json:"version"`
	Phase       string               `json:"phase"`
	Enterprise  string               `json:"enterprise_name"`
	CaseNo      string               `json:"case_no"`
	BaseOn      calendar.Date        `json:"base_on" doc:"基准日"`
	Editable    bool                 `json:"editable"`
	Locked      string               `json:"locked" doc:"不能填写的原因"`
	WrittenBy   string               `json:"written_by"`
	Choices     []indexsystem.Choice `json:"choices" nullable:"false" doc:"基准日有效的指标体系；更新的版本只能试算"`
	Misfits     []Misfit             `json:"misfits" nullable:"false" doc:"按行业代码适用、经认定不适用于本案的指标体系"`
	MayJudgeFit bool                 `json:"may_judge_fit" doc:"可以认定指标体系不适用于本案"`
	SystemID    string               `json:"system_id"`
	System      string               `json:"system_title"`
	Own         bool                 `json:"own" doc:"主管部门自编，不是国家指标体系"`
	Kept        bool                 `json:"kept" doc:"已经保存过评价"`
	Trial       bool                 `json:"trial" doc:"用其他版本试算，没有保存"`
	Indicators  []AskedIndicator     `json:"indicators" nullable:"false"`
	Parameters  []string             `json:"parameters" nullable:"false" doc:"公式需要的参数"`
	Sheet       rating.Sheet         `json:"sheet"`
	Moves       []OptionMove         `json:"moves" nullable:"false"`
	Options     []OptionBrief        `json:"options" nullable:"false"`
	Answer      *rating.Answer       `json:"answer,omitempty"`
	Faults      []string             `json:"faults" nullable:"false" doc:"不能评级的原因"`
	Way         *WayView             `json:"way,omitempty" doc:"费用最低的达标路径"`
	Comparison  *Comparison          `json:"comparison,omitempty" doc:"审核前后对照"`
	Absences    []AbsenceView        `json:"absences" nullable:"false" doc:"整类不涉及的一级指标和专家的意见"`
	Seated      bool                 `json:"seated" doc:"本人是本案专家组成员，可以对整类不涉及发表意见"`
}

// AskedIndicator is one indicator as the page asks for it.
type AskedIndicator struct {
	Key       string     `json:"key"`
	Group     string     `json:"group"`
	Name      string     `json:"name"`
	Process   string     `json:"process,omitempty"`
	Unit      string     `json:"unit"`
	Direction string     `json:"direction"`
	Judged    bool       `json:"judged" doc:"定性指标，由人判断"`
	Limiting  bool       `json:"limiting"`
	Weight    string     `json:"weight"`
	Levels    [3]string  `json:"levels" nullable:"false"`
	Note      string     `json:"note,omitempty"`
	Proposal  *Proposal  `json:"proposal,omitempty" doc:"由审核资料取得的数值"`
	Quartiles *Quartiles `json:"quartiles,omitempty" doc:"同行业已验收企业的分布，至少五家"`
}

// OptionBrief is an option that may move an indicator.
type OptionBrief struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Cost  string `json:"cost" doc:"计划投资，万元"`
	State string `json:"state"`
}

// WayView is the least-cost way to the next better level.
type WayView struct {
	Target   int           `json:"target"`
	Reached  bool          `json:"reached"`
	Exact    bool          `json:"exact"`
	Cost     string        `json:"cost" doc:"万元"`
	Options  []OptionBrief `json:"options" nullable:"false"`
	Y        []string      `json:"y" nullable:"false"`
	Remains  []rating.Gap  `json:"remains" nullable:"false" doc:"还差的指标"`
	Sentence string        `json:"sentence"`
}

// Comparison is before against after, or against the goal of the options (审核前后对照).
type Comparison struct {
	Before int             `json:"before"`
	After  int             `json:"after"`
	Title  string          `json:"title" doc:"后一列是什么"`
	Rows   []ComparisonRow `json:"rows" nullable:"false"`
	Radar  string          `json:"radar" doc:"雷达图（SVG）"`
}

// ComparisonRow is one line of the comparison.
type ComparisonRow struct {
	Group     string `json:"group"`
	Indicator string `json:"indicator"`
	Product   string `json:"product,omitempty"`
	Before    string `json:"before"`
	After     string `json:"after"`
	LevelWas  int    `json:"level_before"`
	LevelNow  int    `json:"level_after"`
	Limiting  bool   `json:"limiting"`
}

// ask lists what a system asks, with what the dossier and other enterprises say of it.
func (s *Service) ask(tx *store.Tx, a *audit.Audit, x *indexsystem.IndexSystem, system *rating.System) ([]AskedIndicator, error) {
	book, err := s.audits.Book(tx, a)
	if err != nil {
		return nil, err
	}
	bench, err := s.quartiles(tx, x.Series, system)
	if err != nil {
		return nil, err
	}
	out := []AskedIndicator{}
	for _, i := range system.Indicators() {
		q := asked(i)
		q.Proposal = propose(book, s.library.Units(), s.sources(), i)
		q.Quartiles = bench[i.Key]
		out = append(out, q)
	}
	return out, nil
}

func asked(i *rating.Indicator) AskedIndicator {
	q := AskedIndicator{Key: i.Key, Group: i.Group, Name: i.Name, Process: i.Process, Unit: i.Unit, Direction: indexsystem.DirectionWords[i.Direction], Judged: i.Direction == rating.Qualitative, Limiting: i.Limiting, Note: i.Note}
	if i.Weight != nil {
		q.Weight = i.Weight.Source
	}
	for k, b := range i.Benchmarks {
		q.Levels[k] = b.Text
	}
	return q
}

// compare holds two results of one system against each other, line by line.
func compare(before, after *rating.Result, title string) *Comparison {
	c := &Comparison{Before: before.Level, After: after.Level, Title: title, Rows: []ComparisonRow{}}
	was, now := before.Answer(true), after.Answer(true)
	for _, s := range was.Steps {
		row := ComparisonRow{Group: s.Group, Indicator: s.Indicator, Product: s.Product, Before: s.Value, LevelWas: s.Level, Limiting: s.Limiting}
		k := slices.IndexFunc(now.Steps, func(o rating.Step) bool { return o.Key == s.Key && o.Product == s.Product })
		if k < 0 {
			row.After = "不适用"
		} else {
			row.After, row.LevelNow = now.Steps[k].Value, now.Steps[k].Level
		}
		c.Rows = append(c.Rows, row)
	}
	c.Radar = radar(was, now, title).SVG()
	return c
}

// said says the way in one sentence.
func (w *WayView) said() string {
	codes := []string{}
	for _, o := range w.Options {
		codes = append(codes, o.Code+" "+o.Name)
	}
	target := rating.LevelWords[w.Target]
	switch {
	case w.Reached && len(codes) == 0:
		return "已经达到" + target + "。"
	case w.Reached:
		text := "实施" + strings.Join(codes, "、") + "即可达到" + target + "，计划投资合计" + w.Cost + "万元"
		if w.Exact {
			return text + "，是已填方案中费用最低的组合。"
		}
		return text + "（方案较多，为逐步筛选的结果）。"
	case len(codes) == 0:
		return "还没有填写方案对指标的影响，不能推算达到" + target + "的路径。在差距表中选择方案并填写指标的变化。"
	}
	return "全部已填方案实施以后仍达不到" + target + "，还差" + gapNames(w.Remains) + "。"
}

func gapNames(gaps []rating.Gap) string {
	names := []string{}
	for _, g := range gaps {
		names = append(names, g.Indicator)
	}
	return strings.Join(names, "、")
}
