package agency

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/reference"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of agencies (咨询服务机构名册).
type Line struct {
	CreditCode, Name, Region, Address, Contact, Phone string
	Capability                                        map[string]string // texts by condition
}

// Workbook is the list of agencies as a table: those that the actor may write.
func (s *Service) Workbook(regions *reference.Service) workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/agencies", Name: "agencies", What: "the consulting agencies (咨询服务机构名册)", View: access.ViewAgency, Keep: access.KeepAgency,
		Noun: func(tx *store.Tx, _ string) (sheet.Noun[Line], error) { return lineNoun(tx, regions), nil },
		Rows: func(tx *store.Tx, _ string) ([]workbook.Kept[Line], error) {
			rows, err := all(tx)
			out := []workbook.Kept[Line]{}
			for i := range rows {
				a := &rows[i]
				if !mayWrite(tx, a) {
					continue
				}
				l := Line{CreditCode: a.CreditCode, Name: a.Name, Region: a.RegionCode, Address: a.Address, Contact: a.ContactName, Phone: a.ContactPhone, Capability: map[string]string{}}
				for _, k := range a.Capability {
					l.Capability[k.Material] = k.Text
				}
				out = append(out, workbook.Kept[Line]{ID: a.ID, Version: a.Version, Line: l})
			}
			return out, err
		},
		Key:   func(l *Line) string { return l.CreditCode },
		Title: func(l *Line) string { return l.Name },
		Take:  s.takeLine,
	}
}

// takeLine registers or changes an agency. Files that show a condition stay with it.
func (s *Service) takeLine(ctx context.Context, _ string, l *Line, have *workbook.Kept[Line]) (string, error) {
	in := AgencyInput{CreditCode: l.CreditCode, Name: l.Name, RegionCode: l.Region, Address: l.Address, ContactName: l.Contact, ContactPhone: l.Phone}
	files := map[string]string{}
	if have != nil {
		a, err := store.Read(ctx, s.db, func(tx *store.Tx) (*Agency, error) { return find(tx, have.ID) })
		if err != nil {
			return "", err
		}
		for _, k := range a.Capability {
			files[k.Material] = k.FileID
		}
	}
	conditions, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]Condition, error) { return Conditions(tx), nil })
	if err != nil {
		return "", err
	}
	for _, c := range conditions {
		in.Capability = append(in.Capability, Capability{Material: c.ID, Text: l.Capability[c.ID], FileID: files[c.ID]})
	}
	if have == nil {
		_, err = s.Create(ctx, in)
	} else {
		_, err = s.Update(ctx, have.ID, in)
	}
	return "", err
}

func lineNoun(tx *store.Tx, regions *reference.Service) sheet.Noun[Line] {
	n := sheet.Noun[Line]{Name: "agency", Title: "咨询服务机构名册", Notes: []string{
		"一行一家机构，以统一社会信用代码识别。只列出由本部门维护的机构。",
		"各项条件由机构如实声明；证明文件在机构的页面上添加，上传表格不影响已有的文件。",
	}, Columns: []sheet.Column[Line]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(l *Line) *string { return &l.CreditCode }), func(c *sheet.Column[Line]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Text("name", "机构名称", func(l *Line) *string { return &l.Name }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 32 }),
		workbook.With(workbook.Division("region_code", "所在地", regions, outside, func(l *Line) *string { return &l.Region }), workbook.Required),
		workbook.With(workbook.Text("address", "地址", func(l *Line) *string { return &l.Address }), func(c *sheet.Column[Line]) { c.Width = 32 }),
		workbook.Text("contact_name", "联系人", func(l *Line) *string { return &l.Contact }),
		workbook.With(workbook.Text("contact_phone", "联系电话", func(l *Line) *string { return &l.Phone }), func(c *sheet.Column[Line]) { c.Kind, c.Width = sheet.Code, 16 }),
	}}
	for _, c := range Conditions(tx) {
		n.Columns = append(n.Columns, sheet.Column[Line]{Key: "capability." + c.ID, Title: "条件：" + c.Title, Width: 28, Help: c.Text,
			Get: func(l *Line) string { return l.Capability[c.ID] },
			Set: func(l *Line, text string) error {
				if l.Capability == nil {
					l.Capability = map[string]string{}
				}
				l.Capability[c.ID] = text
				return nil
			}})
	}
	return n
}

// outside is how an agency of another province is written.
var outside = map[string]string{"000000": "省外"}
