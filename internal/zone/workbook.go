package zone

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of a zone's sites (功能区厂区表).
type Line struct{ CreditCode, Enterprise, Site, Basis, FromOn, UntilOn, EndBasis string }

// Workbook is the sites of a zone as a table: a new line brings a site in, a last day takes one out.
func (s *Service) Workbook() workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/zone-sites", Name: "zone-sites", What: "the sites of a functional zone (功能区厂区表)", View: access.ViewZone, Keep: access.KeepZone,
		Noun: func(*store.Tx, string) (sheet.Noun[Line], error) { return lineNoun(), nil },
		Rows: func(tx *store.Tx, of string) ([]workbook.Kept[Line], error) {
			if _, err := find(tx, of); err != nil {
				return nil, err
			}
			rows, err := allMembers(tx, of, workbook.MaxLines+1)
			out := make([]workbook.Kept[Line], 0, len(rows))
			for _, m := range rows {
				out = append(out, workbook.Kept[Line]{ID: m.ID, Version: m.Version, Line: Line{CreditCode: m.CreditCode, Enterprise: m.EnterpriseName, Site: m.SiteName, Basis: m.Basis, FromOn: string(m.FromOn)}})
			}
			return out, err
		},
		Key:   func(l *Line) string { return l.CreditCode + "\x00" + l.Site },
		Title: func(l *Line) string { return l.Enterprise + l.Site + "（" + l.CreditCode + "）" },
		Take:  s.takeLine,
	}
}

func (s *Service) takeLine(ctx context.Context, of string, l *Line, have *workbook.Kept[Line]) (string, error) {
	if have == nil {
		_, err := s.Join(ctx, of, ZoneMemberInput{CreditCode: l.CreditCode, Site: l.Site, Basis: l.Basis, FromOn: calendar.Date(l.FromOn)})
		return "", err
	}
	if l.Basis != have.Line.Basis || l.FromOn != have.Line.FromOn {
		return "", fault.Invalid("没有改写", fault.Field{Path: "basis", Message: "已经划入的记录不能改写。要划出的，填写划出日期和划出依据；日期有误的，先划出再另起一行划入。"})
	}
	_, err := s.Leave(ctx, have.ID, ZoneEnd{UntilOn: calendar.Date(l.UntilOn), Basis: l.EndBasis})
	return "", err
}

func lineNoun() sheet.Noun[Line] {
	type l = Line
	return sheet.Noun[l]{Name: "zone_site", Title: "功能区厂区表", Notes: []string{
		"一行是一个厂区。新的一行把厂区划入功能区；在已有的行填写划出日期和划出依据，把厂区划出，原来的登记留作历史。",
		"厂区仍属于所在的县（市、区），划入功能区不改变其行政区划。",
	}, Columns: []sheet.Column[l]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(r *l) *string { return &r.CreditCode }), func(c *sheet.Column[l]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(r *l) *string { return &r.Enterprise }), func(c *sheet.Column[l]) { c.Width = 32 }),
		workbook.With(workbook.Text("site_name", "厂区", func(r *l) *string { return &r.Site }), func(c *sheet.Column[l]) { c.Fixed, c.Help = true, "企业只有一个厂区时可以不填。" }),
		workbook.With(workbook.Text("basis", "划入依据", func(r *l) *string { return &r.Basis }), func(c *sheet.Column[l]) { c.Required, c.Width = true, 32 }),
		workbook.With(workbook.Text("from_on", "划入日期", func(r *l) *string { return &r.FromOn }), func(c *sheet.Column[l]) { c.Required, c.Kind = true, sheet.Date }),
		workbook.With(workbook.Text("until_on", "划出日期", func(r *l) *string { return &r.UntilOn }), func(c *sheet.Column[l]) {
			c.Kind, c.Help = sheet.Date, "在区内的最后一天；只在划出时填写。"
		}),
		workbook.With(workbook.Text("end_basis", "划出依据", func(r *l) *string { return &r.EndBasis }), func(c *sheet.Column[l]) { c.Width = 24 }),
	}}
}
