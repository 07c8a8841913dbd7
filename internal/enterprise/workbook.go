package enterprise

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// AttributeLine is one line of the table of attributes (属性认定表).
type AttributeLine struct {
	CreditCode, Enterprise, Site, Kind, Detail, Evidence string
	FromOn, UntilOn, EndEvidence                         string
}

// AttributeWorkbook is the list of the attributes in force as a table.
func (s *Service) AttributeWorkbook() workbook.List[AttributeLine] {
	return workbook.List[AttributeLine]{
		Path: "/attributes", Name: "attributes", What: "the attributes of sites (属性认定表)", View: access.ViewEnterprise, Keep: access.EditEnterprise,
		Noun: func(*store.Tx, string) (sheet.Noun[AttributeLine], error) { return attributeNoun(), nil },
		Rows: func(tx *store.Tx, _ string) ([]workbook.Kept[AttributeLine], error) {
			return keptAttributes(tx)
		},
		Key:   func(l *AttributeLine) string { return l.CreditCode + "\x00" + l.Site + "\x00" + l.Kind },
		Title: func(l *AttributeLine) string { return l.Enterprise + "（" + l.CreditCode + "）" },
		Take:  s.takeAttribute,
	}
}

func keptAttributes(tx *store.Tx) ([]workbook.Kept[AttributeLine], error) {
	rows, err := attributesHere(tx, workbook.MaxLines+1)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i, a := range rows {
		ids[i] = a.EnterpriseID
	}
	owners, err := enterprisesByID(tx, ids)
	out := make([]workbook.Kept[AttributeLine], 0, len(rows))
	for _, a := range rows {
		if e := owners[a.EnterpriseID]; e != nil {
			out = append(out, workbook.Kept[AttributeLine]{ID: a.ID, Version: a.Version, Line: AttributeLine{CreditCode: e.CreditCode, Enterprise: e.Name, Site: a.SiteName,
				Kind: string(a.Kind), Detail: a.Detail, Evidence: a.Evidence, FromOn: string(a.FromOn)}})
		}
	}
	return out, err
}

// takeAttribute establishes an attribute, or ends one by the day that the line adds.
func (s *Service) takeAttribute(ctx context.Context, _ string, l *AttributeLine, have *workbook.Kept[AttributeLine]) (string, error) {
	if have == nil {
		e, site, err := s.plant(ctx, l.CreditCode, l.Site)
		if err != nil {
			return "", err
		}
		_, err = s.AddAttribute(ctx, e.ID, NewAttribute{SiteID: site.ID, Kind: Kind(l.Kind), Detail: l.Detail, Evidence: l.Evidence, FromOn: calendar.Date(l.FromOn)})
		return "", err
	}
	if l.Detail != have.Line.Detail || l.Evidence != have.Line.Evidence || l.FromOn != have.Line.FromOn {
		return "", fault.Invalid("属性没有改写", fault.Field{Path: "evidence", Message: "已经登记的属性不能改写。情况有变化的，填写终止日期和终止依据，再另起一行登记新的。"})
	}
	_, err := s.EndAttribute(ctx, have.ID, AttributeEnd{On: calendar.Date(l.UntilOn), Evidence: l.EndEvidence})
	return "", err
}

// plant is Plant within a decision that takes part in another.
func (s *Service) plant(ctx context.Context, code, site string) (*Enterprise, *Site, error) {
	type both struct {
		e *Enterprise
		p *Site
	}
	out, err := store.Read(ctx, s.db, func(tx *store.Tx) (b both, err error) {
		b.e, b.p, err = s.Plant(tx, code, site)
		return b, err
	})
	return out.e, out.p, err
}

func attributeNoun() sheet.Noun[AttributeLine] {
	labels, order := map[string]string{}, []string{}
	for _, k := range Kinds {
		labels[string(k.Kind)] = k.Label
		order = append(order, string(k.Kind))
	}
	type l = AttributeLine
	return sheet.Noun[l]{Name: "attribute", Title: "属性认定表", Notes: []string{
		"一行是一个厂区的一项现行属性。新的一行登记新的属性；在已有的行填写终止日期和终止依据，终止该属性，原来的登记留作历史。",
	}, Columns: []sheet.Column[l]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(r *l) *string { return &r.CreditCode }), func(c *sheet.Column[l]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(r *l) *string { return &r.Enterprise }), func(c *sheet.Column[l]) { c.Width = 32 }),
		workbook.With(workbook.Text("site_name", "厂区", func(r *l) *string { return &r.Site }), func(c *sheet.Column[l]) { c.Fixed, c.Help = true, "企业只有一个厂区时可以不填。" }),
		workbook.With(workbook.Pick("kind", "属性", labels, order, func(r *l) *string { return &r.Kind }), func(c *sheet.Column[l]) { c.Required, c.Fixed, c.Width = true, true, 26 }),
		workbook.With(workbook.Text("detail", "说明", func(r *l) *string { return &r.Detail }), func(c *sheet.Column[l]) { c.Width = 32 }),
		workbook.With(workbook.Text("evidence", "认定依据", func(r *l) *string { return &r.Evidence }), func(c *sheet.Column[l]) { c.Required, c.Width = true, 32 }),
		workbook.With(workbook.Text("from_on", "认定日期", func(r *l) *string { return &r.FromOn }), func(c *sheet.Column[l]) { c.Required, c.Kind = true, sheet.Date }),
		workbook.With(workbook.Text("on", "终止日期", func(r *l) *string { return &r.UntilOn }), func(c *sheet.Column[l]) {
			c.Kind, c.Help = sheet.Date, "仍然有效的最后一天；只在终止时填写。"
		}),
		workbook.With(workbook.Text("end_evidence", "终止依据", func(r *l) *string { return &r.EndEvidence }), func(c *sheet.Column[l]) { c.Width = 24 }),
	}}
}
