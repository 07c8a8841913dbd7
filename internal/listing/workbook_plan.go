package listing

import (
	"context"
	"strconv"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// planLine is one line of a plan in a table, with the words of its numbers.
type planLine interface{ TrainingLine | ParkLine }

// TrainingRow and ParkRow are lines of a plan as a table holds them: all text.
type (
	TrainingRow struct{ Month, Audience, Topic, Persons string }
	ParkRow     struct{ Name, Members, Until, Note string }
)

// TrainingWorkbook is the training programme of a plan as a table. The plan is what the list lies under.
func (s *Service) TrainingWorkbook() workbook.List[TrainingRow] {
	return workbook.List[TrainingRow]{
		Path: "/plan-trainings", Name: "plan-trainings", What: "the training programme of an annual plan (年度培训计划)", View: access.ViewListing, Keep: access.SubmitPlan,
		Noun: func(*store.Tx, string) (sheet.Noun[TrainingRow], error) { return trainingNoun(), nil },
		Rows: func(tx *store.Tx, of string) ([]workbook.Kept[TrainingRow], error) {
			return keptOf(tx, of, func(p *Plan) []TrainingLine { return p.Trainings }, func(l TrainingLine) TrainingRow {
				return TrainingRow{l.Month, l.Audience, l.Topic, count(l.Persons)}
			})
		},
		Key:   func(l *TrainingRow) string { return l.Month + "\x00" + l.Audience + "\x00" + l.Topic },
		Title: func(l *TrainingRow) string { return l.Month + "　" + l.Topic },
		Take: func(ctx context.Context, of string, l *TrainingRow, have *workbook.Kept[TrainingRow]) (string, error) {
			persons, _ := strconv.Atoi(l.Persons)
			return "", takeInto(ctx, s, of, "trainings", TrainingLine{Month: l.Month, Audience: l.Audience, Topic: l.Topic, Persons: persons}, have, func(in *PlanInput) *[]TrainingLine { return &in.Trainings })
		},
	}
}

// ParkWorkbook is the list of the pilots of whole parks and clusters of a plan as a table.
func (s *Service) ParkWorkbook() workbook.List[ParkRow] {
	return workbook.List[ParkRow]{
		Path: "/plan-parks", Name: "plan-parks", What: "the pilots of whole parks and clusters of an annual plan (整体审核试点)", View: access.ViewListing, Keep: access.SubmitPlan,
		Noun: func(*store.Tx, string) (sheet.Noun[ParkRow], error) { return parkNoun(), nil },
		Rows: func(tx *store.Tx, of string) ([]workbook.Kept[ParkRow], error) {
			return keptOf(tx, of, func(p *Plan) []ParkLine { return p.Parks }, func(l ParkLine) ParkRow { return ParkRow{l.Name, count(l.Members), l.Until, l.Note} })
		},
		Key:   func(l *ParkRow) string { return l.Name },
		Title: func(l *ParkRow) string { return l.Name },
		Take: func(ctx context.Context, of string, l *ParkRow, have *workbook.Kept[ParkRow]) (string, error) {
			members, _ := strconv.Atoi(l.Members)
			return "", takeInto(ctx, s, of, "parks", ParkLine{Name: l.Name, Members: members, Until: l.Until, Note: l.Note}, have, func(in *PlanInput) *[]ParkLine { return &in.Parks })
		},
	}
}

// keptOf gives the lines of a plan, each known by its place in it.
func keptOf[L planLine, R any](tx *store.Tx, of string, lines func(*Plan) []L, row func(L) R) ([]workbook.Kept[R], error) {
	p, err := findPlan(tx, of)
	if err != nil {
		return nil, err
	}
	out := []workbook.Kept[R]{}
	for i, l := range lines(p) {
		out = append(out, workbook.Kept[R]{ID: p.ID + ":" + count(i), Version: p.Version, Line: row(l)})
	}
	return out, nil
}

// takeInto puts one line into a plan by the method that serves its form. Earlier lines of the same table have moved the
// version of the plan: it is read anew, after the table itself was held against what it was made from.
func takeInto[L planLine, R any](ctx context.Context, s *Service, of, list string, l L, have *workbook.Kept[R], field func(*PlanInput) *[]L) error {
	p, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Plan, error) { return findPlan(tx, of) })
	if err != nil {
		return err
	}
	in := p.input()
	lines := field(&in)
	at := len(*lines)
	if have != nil {
		at, _ = strconv.Atoi(have.ID[len(p.ID)+1:])
		(*lines)[at] = l
	} else {
		*lines = append(append([]L{}, *lines...), l)
	}
	_, err = s.SavePlan(store.WithVersion(ctx, p.Version), of, in)
	return onlyLine(err, list+"["+count(at)+"].")
}

// onlyLine leaves of the faults of a plan those of one line, under the names of its columns.
func onlyLine(err error, prefix string) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	for i, field := range f.Fields {
		if len(field.Path) > len(prefix) && field.Path[:len(prefix)] == prefix {
			f.Fields[i].Path = field.Path[len(prefix):]
		}
	}
	return f
}

// input gives a plan as its form would send it.
func (p *Plan) input() PlanInput {
	return PlanInput{Goals: p.Goals, Responsible: p.Responsible, ResponsiblePost: p.ResponsiblePost, Contact: p.Contact, ApprovedBy: p.ApprovedBy, ApprovedOn: p.ApprovedOn,
		EvaluationBudgetFen: p.EvaluationBudgetFen, AcceptanceBudgetFen: p.AcceptanceBudgetFen, BudgetSource: p.BudgetSource, Schedule: p.Schedule, ExpertCount: p.ExpertCount, PanelCount: p.PanelCount,
		Experts: p.Experts, Trainings: append([]TrainingLine{}, p.Trainings...), Training: p.Training, Parks: append([]ParkLine{}, p.Parks...), Note: p.Note}
}

func trainingNoun() sheet.Noun[TrainingRow] {
	type l = TrainingRow
	return sheet.Noun[l]{Name: "training", Title: "年度培训计划", Notes: []string{"一行一期培训。已有的行可以改人数；改月份、对象或者内容的，按新的一期增加，原来的一期在计划中删去。"}, Columns: []sheet.Column[l]{
		workbook.With(month("month", "月份", func(r *l) *string { return &r.Month }), workbook.Required),
		workbook.With(workbook.Pick("audience", "对象", Audiences, []string{"department", "agency", "enterprise"}, func(r *l) *string { return &r.Audience }), workbook.Required),
		workbook.With(workbook.Text("topic", "内容", func(r *l) *string { return &r.Topic }), func(c *sheet.Column[l]) { c.Required, c.Width = true, 40 }),
		workbook.With(whole("persons", "人数", func(r *l) *string { return &r.Persons }), func(c *sheet.Column[l]) { c.Required, c.Unit = true, "人" }),
	}}
}

func parkNoun() sheet.Noun[ParkRow] {
	type l = ParkRow
	return sheet.Noun[l]{Name: "park", Title: "整体审核试点", Notes: []string{"一行一个园区或者产业集群。"}, Columns: []sheet.Column[l]{
		workbook.With(workbook.Text("name", "园区或产业集群", func(r *l) *string { return &r.Name }), func(c *sheet.Column[l]) { c.Required, c.Fixed, c.Width = true, true, 36 }),
		workbook.With(whole("members", "企业数", func(r *l) *string { return &r.Members }), func(c *sheet.Column[l]) { c.Required, c.Unit = true, "家" }),
		month("until", "完成月份", func(r *l) *string { return &r.Until }),
		workbook.With(workbook.Text("note", "安排", func(r *l) *string { return &r.Note }), func(c *sheet.Column[l]) { c.Width = 36 }),
	}}
}

// month is a column of a month as 2027-05.
func month[T any](key, title string, field func(*T) *string) sheet.Column[T] {
	return workbook.With(workbook.Text(key, title, field), func(c *sheet.Column[T]) {
		c.Kind, c.Example, c.Help = sheet.Code, "2027-05", "按 2027-05 的样式填写。"
	})
}

// whole is a column of a whole number.
func whole[T any](key, title string, field func(*T) *string) sheet.Column[T] {
	return workbook.With(workbook.Text(key, title, field), func(c *sheet.Column[T]) {
		c.Kind = sheet.Decimal
		c.Set = func(l *T, text string) error {
			if n, err := strconv.Atoi(text); err != nil || n < 0 || n > 100_000 {
				return sheet.Refuse(title+"“"+text+"”应是0至100000的整数。", "")
			}
			*field(l) = text
			return nil
		}
	})
}
