package keyunit

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// UnitRow is one line of the table of a list (名录表).
type UnitRow struct{ Name, CreditCode, Site, Detail, Match, Registered string }

// Workbook is the units of a list as a table.
func (s *Service) Workbook() workbook.List[UnitRow] {
	return workbook.List[UnitRow]{
		Path: "/unit-lines", Name: "unit-lines", What: "the units of a list of key units (重点单位名录)", View: access.ViewSummary, Keep: access.EditEnterprise,
		Noun: s.noun, Rows: s.rows,
		Key: func(r *UnitRow) string {
			if r.CreditCode != "" {
				return r.CreditCode + "\x00" + r.Site
			}
			return r.Name + "\x00" + r.Site
		},
		Title: func(r *UnitRow) string { return r.Name },
		Take:  s.take,
	}
}

func (s *Service) noun(tx *store.Tx, of string) (sheet.Noun[UnitRow], error) {
	l, err := store.Find[UnitList](tx, of, what)
	if err != nil {
		return sheet.Noun[UnitRow]{}, err
	}
	kind, _ := tx.Law().UnitListKind(l.Kind, tx.Today())
	type r = UnitRow
	return sheet.Noun[r]{Name: "unit-line", Title: l.Title, Notes: []string{
		"按公布的名录逐行填写，一行是一家单位的一个厂区。写明统一社会信用代码的，按代码与企业登记对上；只有名称的，上传后逐家核对。",
	}, Columns: []sheet.Column[r]{
		workbook.With(workbook.Text("name", "单位名称", func(x *r) *string { return &x.Name }), func(c *sheet.Column[r]) {
			c.Required, c.Width, c.Aliases = true, 32, []string{"企业名称", "企业详细名称", "名称"}
		}),
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(x *r) *string { return &x.CreditCode }), func(c *sheet.Column[r]) {
			c.Kind, c.Width, c.Aliases = sheet.Code, 24, []string{"社会信用代码", "信用代码"}
		}),
		workbook.With(workbook.Text("site_name", "厂区", func(x *r) *string { return &x.Site }), func(c *sheet.Column[r]) { c.Help = "企业只有一个厂区时可以不填。" }),
		workbook.With(workbook.Text("detail", "说明", func(x *r) *string { return &x.Detail }), func(c *sheet.Column[r]) {
			c.Width, c.Help, c.Aliases = 28, kind.Detail, []string{"类别", "名录类别", "备注"}
		}),
		workbook.Shown("match", "与企业登记", func(x *r) *string { return &x.Match }),
		workbook.With(workbook.Shown("registered", "登记的企业名称", func(x *r) *string { return &x.Registered }), func(c *sheet.Column[r]) { c.Width = 32 }),
	}}, nil
}

func (s *Service) rows(tx *store.Tx, of string) ([]workbook.Kept[UnitRow], error) {
	lines, err := linesOf(tx, of)
	if err != nil {
		return nil, err
	}
	firms, err := s.firms(tx, lines)
	out := make([]workbook.Kept[UnitRow], len(lines))
	for i, l := range lines {
		out[i] = workbook.Kept[UnitRow]{ID: l.ID, Version: l.Version, Line: UnitRow{Name: l.Name, CreditCode: l.CreditCode, Site: l.SiteName, Detail: l.Detail, Match: Labels["unit_line.match"][l.Match]}}
		if e := firms[l.EnterpriseID]; e != nil {
			out[i].Line.Registered = e.Name
		}
	}
	return out, err
}

// take writes one unit of the table and matches it; what was chosen by hand stays unless name, code or site have changed.
func (s *Service) take(ctx context.Context, of string, r *UnitRow, have *workbook.Kept[UnitRow]) (string, error) {
	return "", store.Do(ctx, s.db, func(tx *store.Tx) error {
		l, err := open(tx, of)
		if err != nil {
			return err
		}
		line := &UnitLine{ListID: l.ID, RegionCode: l.RegionCode, CityCode: l.CityCode}
		if have != nil {
			if line, err = store.Take[UnitLine](tx, have.ID, lineWhat); err != nil {
				return err
			}
		}
		was := *line
		line.Name, line.CreditCode = strings.TrimSpace(r.Name), enterprise.NormaliseCode(r.CreditCode)
		line.SiteName, line.Detail = strings.TrimSpace(r.Site), strings.TrimSpace(r.Detail)
		if n := len(line.CreditCode); n != 0 && n != 18 {
			return fault.Invalid("代码有误", fault.Field{Path: "credit_code", Message: "“" + r.CreditCode + "”不是18位的统一社会信用代码。请核对；名录没有写明代码的，留空。"})
		}
		if have == nil || was.Name != line.Name || was.CreditCode != line.CreditCode || was.SiteName != line.SiteName {
			if err := s.match(tx, line); err != nil {
				return err
			}
		}
		if have == nil {
			return tx.Insert("unit_line.create", line)
		}
		return tx.Save("unit_line.update", line)
	})
}
