package account

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/reference"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of accounts of departments (部门账号开设表).
type Line struct{ Login, Name, Role, Region, Phone, State string }

// officeRoles are the accounts that a table may open: those of departments. Enterprises claim theirs, agencies and experts are
// opened from their records.
var officeRoles = []string{string(access.RoleCity), string(access.RoleCityReform), string(access.RoleCounty), string(access.RoleCountyReform)}

// Workbook is the list of the accounts of departments as a table: new lines open accounts, which wait for approval as any.
func (s *Service) Workbook(regions *reference.Service) workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/accounts", Name: "accounts", What: "the accounts of departments (部门账号开设表)", View: access.ViewAccount, Keep: access.KeepAccount,
		Noun: func(*store.Tx, string) (sheet.Noun[Line], error) { return lineNoun(regions), nil },
		Rows: func(tx *store.Tx, _ string) ([]workbook.Kept[Line], error) {
			rows, err := ofRoles(tx, officeRoles, workbook.MaxLines+1)
			out := make([]workbook.Kept[Line], 0, len(rows))
			for _, a := range rows {
				out = append(out, workbook.Kept[Line]{ID: a.ID, Version: a.Version, Line: Line{Login: a.Login, Name: a.Name, Role: string(a.Role), Region: a.RegionCode, Phone: a.Phone, State: States.Label(a.State)}})
			}
			return out, err
		},
		Key:   func(l *Line) string { return l.Login },
		Title: func(l *Line) string { return l.Name + "（" + l.Login + "）" },
		Take: func(ctx context.Context, _ string, l *Line, have *workbook.Kept[Line]) (string, error) {
			if have != nil {
				return "", fault.Invalid("账号没有改动", fault.Field{Path: "account", Message: "账号“" + l.Login + "”已经开设。已有账号的停用、恢复和重置密码，请在账号的页面上逐个办理；要开设的是另一个账号的，请换一个账号名。"})
			}
			a, err := s.Open(ctx, NewAccount{Login: l.Login, Name: l.Name, Role: access.Role(l.Role), RegionCode: l.Region, Phone: l.Phone})
			if err != nil {
				return "", err
			}
			return "一次性密码：" + a.OneTimePassword, nil
		},
	}
}

func lineNoun(regions *reference.Service) sheet.Noun[Line] {
	roles := map[string]string{}
	for _, r := range officeRoles {
		roles[r] = access.RoleLabels[access.Role(r)]
	}
	return sheet.Noun[Line]{Name: "account", Title: "部门账号开设表", Notes: []string{
		"一行一个账号。新的一行开设账号，由安全管理员批准后才能登录；已有的账号列在表中供核对，不能在表中改动。",
		"一次性密码在写入以后显示一次，请当场记录并分别交给本人。",
	}, Columns: []sheet.Column[Line]{
		workbook.With(workbook.Text("account", "账号", func(l *Line) *string { return &l.Login }), func(c *sheet.Column[Line]) {
			c.Required, c.Fixed, c.Kind, c.Width, c.Example, c.Help = true, true, sheet.Code, 20, "lixia-01", "3至40个小写字母、数字或连字符。"
		}),
		workbook.With(workbook.Text("name", "姓名", func(l *Line) *string { return &l.Name }), workbook.Required),
		workbook.With(workbook.Pick("role", "角色", roles, officeRoles, func(l *Line) *string { return &l.Role }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 24 }),
		workbook.With(workbook.Division("region_code", "所属行政区划", regions, nil, func(l *Line) *string { return &l.Region }), workbook.Required),
		workbook.With(workbook.Text("phone", "联系电话", func(l *Line) *string { return &l.Phone }), func(c *sheet.Column[Line]) { c.Kind, c.Width = sheet.Code, 16 }),
		workbook.Shown("state", "状态", func(l *Line) *string { return &l.State }),
	}}
}
