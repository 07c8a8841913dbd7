package listing

import (
	"context"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// ItemLine is one line of the table of plan items (计划项目表): the county fills it in, or mends what was downloaded.
type ItemLine struct {
	CreditCode, Site, Name, Region, State, Comment string
	Reasons                                        []string
	Facts                                          map[string]string
	Justification                                  string

	entry   string // the one line of the inventory that is meant; "" for none or several
	several bool
}

// ItemWorkbook is the items of a plan as a table under the law of the day. The plan is what the list lies under.
func (s *Service) ItemWorkbook() workbook.List[ItemLine] {
	return workbook.List[ItemLine]{
		Path: "/plan-items", Name: "plan-items", What: "the items of an annual plan (计划项目表)", View: access.ViewListing, Keep: access.Propose,
		Noun: func(tx *store.Tx, _ string) (sheet.Noun[ItemLine], error) {
			return itemNoun(reasonForms(tx.Law(), tx.Today())), nil
		},
		Rows:     s.keptItems,
		Complete: findEntry,
		Key:      func(l *ItemLine) string { return l.CreditCode + "\x00" + l.Site },
		Title:    func(l *ItemLine) string { return titleOf(or(l.Name, l.CreditCode), l.Site) },
		Take:     s.takeItem,
	}
}

// keptItems gives the items of a plan in the actor's place.
func (s *Service) keptItems(tx *store.Tx, of string) ([]workbook.Kept[ItemLine], error) {
	p, err := findPlan(tx, of)
	if err != nil {
		return nil, err
	}
	items, err := itemsHere(tx, p.ID)
	out := make([]workbook.Kept[ItemLine], 0, len(items))
	for _, i := range items {
		out = append(out, workbook.Kept[ItemLine]{ID: i.ID, Version: i.Version, Line: ItemLine{
			CreditCode: i.CreditCode, Site: i.SiteName, Name: i.EnterpriseName, Region: s.regionLabel(i.RegionCode), State: ItemStates.Label(i.State), Comment: i.Comment,
			Reasons: i.Reasons, Facts: i.Facts, Justification: i.Justification,
		}})
	}
	return out, err
}

// findEntry finds the site that a line means: the only one of the enterprise in the inventory where none is named.
func findEntry(tx *store.Tx, l *ItemLine) {
	found, err := entriesOfCode(tx, l.CreditCode)
	if err != nil {
		return // taking the line over meets the same and says it
	}
	found = slices.DeleteFunc(found, func(e Entry) bool { return l.Site != "" && e.SiteName != l.Site })
	if l.several = len(found) > 1; len(found) == 1 {
		l.entry, l.Site, l.Name = found[0].ID, found[0].SiteName, found[0].EnterpriseName
	}
	l.Reasons = sortedReasons(reasonForms(tx.Law(), tx.Today()), l.Reasons)
}

// takeItem proposes a new line and mends one that is there, by the methods that serve the forms.
func (s *Service) takeItem(ctx context.Context, of string, l *ItemLine, have *workbook.Kept[ItemLine]) (string, error) {
	facts := l.factsOf(l.Reasons)
	if have != nil {
		_, err := s.SaveItem(ctx, have.ID, PlanItemInput{Reasons: l.Reasons, Facts: facts, Justification: l.Justification})
		return "", err
	}
	switch {
	case l.several:
		return "", fault.Invalid("没有列入计划", fault.Field{Path: "site_name", Message: "该企业在清单中有多个厂区，请在“厂区名称”一列写明是哪一个。"})
	case l.entry == "":
		return "", fault.Invalid("没有列入计划", fault.Field{Path: "credit_code", Message: "本辖区的重点行业企业清单中没有统一社会信用代码为“" + l.CreditCode + "”的厂区" + l.Site + "，请先列入清单。"})
	}
	p, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Plan, error) { return findPlan(tx, of) })
	if err != nil {
		return "", err
	}
	_, err = s.Propose(ctx, NewPlanItem{Year: p.Year, EntryID: l.entry, Reasons: l.Reasons, Facts: facts, Justification: l.Justification})
	return "", err
}

// factsOf gives the facts of the reasons that are chosen; those of a reason that was dropped go with it.
func (l *ItemLine) factsOf(reasons []string) map[string]string {
	facts := map[string]string{}
	for _, reason := range reasons {
		fields := factFields[reason]
		if fields == nil {
			fields = otherFields
		}
		for _, f := range fields {
			if value := l.Facts[f.ID]; value != "" {
				facts[f.ID] = value
			}
		}
	}
	return facts
}

// itemNoun is the table of plan items under the law of a day: one column for every fact of every reason.
func itemNoun(forms []ReasonForm) sheet.Noun[ItemLine] {
	n := sheet.Noun[ItemLine]{
		Name: "plan-items", Title: "计划项目",
		Notes: []string{"一行一个厂区；厂区名称不填的，按该企业唯一的厂区。", "列入原因可以有多个，用顿号分开；只填写所选原因的事实，原因去掉以后它的事实一并去掉。", "企业名称、所在地、状态和退回意见只供核对，上传时不改变。"},
	}
	shorts, ids, order := map[string]string{}, []string{}, []sheet.Column[ItemLine]{}
	for _, form := range forms {
		shorts[form.ID] = form.Short
		ids = append(ids, form.ID)
		for _, field := range form.Fields {
			order = append(order, factColumn(form, field))
		}
	}
	n.Columns = append(n.Columns,
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(l *ItemLine) *string { return &l.CreditCode }), func(c *sheet.Column[ItemLine]) {
			c.Required, c.Fixed, c.Kind, c.Width, c.Example = true, true, sheet.Code, 22, "91370102MA3C4D5E6F"
		}),
		workbook.With(workbook.Text("site_name", "厂区名称", func(l *ItemLine) *string { return &l.Site }), func(c *sheet.Column[ItemLine]) { c.Fixed, c.Width = true, 16 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(l *ItemLine) *string { return &l.Name }), func(c *sheet.Column[ItemLine]) { c.Width = 32 }),
		workbook.With(workbook.Shown("region_label", "所在地", func(l *ItemLine) *string { return &l.Region }), func(c *sheet.Column[ItemLine]) { c.Width = 16 }),
		workbook.With(workbook.PickMany("reasons", "列入原因", shorts, ids, func(l *ItemLine) *[]string { return &l.Reasons }), func(c *sheet.Column[ItemLine]) { c.Required, c.Width = true, 18 }),
	)
	n.Columns = append(n.Columns, order...)
	n.Columns = append(n.Columns,
		workbook.With(workbook.Text("justification", "再次列入的理由", func(l *ItemLine) *string { return &l.Justification }), func(c *sheet.Column[ItemLine]) { c.Width = 24 }),
		workbook.Shown("state", "状态", func(l *ItemLine) *string { return &l.State }),
		workbook.With(workbook.Shown("comment", "退回意见", func(l *ItemLine) *string { return &l.Comment }), func(c *sheet.Column[ItemLine]) { c.Width = 30 }),
	)
	return n
}

// factColumn is the column of one fact of a reason.
func factColumn(form ReasonForm, field FactField) sheet.Column[ItemLine] {
	return sheet.Column[ItemLine]{Key: "facts." + field.ID, Title: form.Short + "：" + field.Label, Width: 18, Help: factHelp(form, field),
		Get: func(l *ItemLine) string { return factText(field, l.Facts[field.ID]) },
		Set: func(l *ItemLine, v string) error {
			value, err := factValue(field, v)
			if err != nil {
				return err
			}
			facts := map[string]string{field.ID: value} // the record keeps its own
			for k, had := range l.Facts {
				if k != field.ID {
					facts[k] = had
				}
			}
			l.Facts = facts
			return nil
		}}
}
