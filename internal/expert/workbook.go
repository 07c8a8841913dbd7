package expert

import (
	"context"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/reference"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of experts (专家名册).
type Line struct {
	Name, Pool, Employer, Title, Phone, State string
	Fields                                    []string
	Industries                                []string
}

// Workbook is the list of experts as a table.
func (s *Service) Workbook(regions *reference.Service) workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/experts", Name: "experts", What: "the experts of the pool (专家名册)", View: access.ViewExpert, Keep: access.KeepExpert,
		Noun:     func(*store.Tx, string) (sheet.Noun[Line], error) { return lineNoun(regions), nil },
		Rows:     func(tx *store.Tx, _ string) ([]workbook.Kept[Line], error) { return keptLines(tx) },
		Complete: func(tx *store.Tx, l *Line) { l.Pool = poolOf(tx, l.Pool) },
		Key:      func(l *Line) string { return l.Pool + "\x00" + l.Name + "\x00" + l.Employer },
		Title:    func(l *Line) string { return l.Name },
		Take: func(ctx context.Context, _ string, l *Line, have *workbook.Kept[Line]) (string, error) {
			in := NewExpert{Name: l.Name, RegionCode: l.Pool, Employer: l.Employer, Title: l.Title, Phone: l.Phone, Industries: l.Industries}
			for _, f := range l.Fields {
				in.Fields = append(in.Fields, Field(f))
			}
			var err error
			if have == nil {
				_, err = s.Create(ctx, in)
			} else {
				_, err = s.Update(ctx, have.ID, ExpertInput{NewExpert: in})
			}
			return "", err
		},
	}
}

func keptLines(tx *store.Tx) ([]workbook.Kept[Line], error) {
	rows, err := inPools(tx, workbook.MaxLines+1)
	out := make([]workbook.Kept[Line], 0, len(rows))
	for i := range rows {
		e := &rows[i]
		l := Line{Name: e.Name, Pool: e.RegionCode, Employer: e.Employer, Title: e.Title, Phone: e.Phone, State: States.Label(e.State), Industries: e.Industries}
		for _, f := range e.Fields {
			l.Fields = append(l.Fields, string(f))
		}
		out = append(out, workbook.Kept[Line]{ID: e.ID, Version: e.Version, Line: l})
	}
	return out, err
}

func lineNoun(regions *reference.Service) sheet.Noun[Line] {
	pools, codes := map[string]string{}, []string{}
	for _, city := range regions.Regions() {
		if strings.HasSuffix(city.Code, "00") {
			pools[city.Code] = city.Name
			codes = append(codes, city.Code)
		}
	}
	fields, order := map[string]string{}, []string{}
	for _, f := range []Field{FieldIndustry, FieldCleanerProduction, FieldEnergy, FieldEnvironment} {
		fields[string(f)] = FieldLabels[f]
		order = append(order, string(f))
	}
	industries, names := map[string]string{}, regions.KeyIndustryNames()
	for _, name := range names {
		industries[name] = name
	}
	return sheet.Noun[Line]{Name: "expert", Title: "专家名册", Notes: []string{
		"一行一名专家。所属专家库、姓名和工作单位相同的是同一人。",
		"利害关系、暂停和移出不通过本表办理，请在专家的页面上办理并写明理由。",
	}, Columns: []sheet.Column[Line]{
		workbook.With(workbook.Text("name", "姓名", func(l *Line) *string { return &l.Name }), workbook.Required),
		workbook.With(workbook.Pick("region_code", "所属专家库", pools, codes, func(l *Line) *string { return &l.Pool }), func(c *sheet.Column[Line]) {
			c.Fixed, c.Help, c.Example = true, "设区的市，或者山东省（省级专家库）；市级上传的一律列入本市。", "济南市"
		}),
		workbook.With(workbook.Text("employer", "工作单位", func(l *Line) *string { return &l.Employer }), func(c *sheet.Column[Line]) {
			c.Required, c.Width, c.Help = true, 32, "全称，退休的填原工作单位。"
		}),
		workbook.With(workbook.Text("title", "职称", func(l *Line) *string { return &l.Title }), workbook.Required),
		workbook.With(workbook.Text("phone", "联系电话", func(l *Line) *string { return &l.Phone }), func(c *sheet.Column[Line]) { c.Kind, c.Width = sheet.Code, 16 }),
		workbook.With(workbook.PickMany("fields", "专业领域", fields, order, func(l *Line) *[]string { return &l.Fields }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 28 }),
		workbook.With(workbook.PickMany("industries", "熟悉的行业", industries, names, func(l *Line) *[]string { return &l.Industries }), func(c *sheet.Column[Line]) { c.Width = 28 }),
		workbook.Shown("state", "状态", func(l *Line) *string { return &l.State }),
	}}
}
