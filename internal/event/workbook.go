package event

import (
	"context"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of events (停产复产关闭登记表).
type Line struct {
	CreditCode, Enterprise, Site, Kind, EffectiveOn, ExpectedUntil, Story, Evidence, State string
}

// inTable are the kinds that need no more than a day and its ground, so that many can be reported at once.
var inTable = []string{Standstill, Resumption, Closure}

// Workbook is the list of these events as a table: reports that are under way can be mended, new ones are reported.
func (s *Service) Workbook() workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/enterprise-events", Name: "enterprise-events", What: "reports of standstills, resumptions and closures (停产、复产、关闭登记表)", View: access.ViewListing, Keep: access.ReportEvent,
		Noun:  func(*store.Tx, string) (sheet.Noun[Line], error) { return lineNoun(), nil },
		Rows:  func(tx *store.Tx, _ string) ([]workbook.Kept[Line], error) { return keptLines(tx) },
		Key:   func(l *Line) string { return l.CreditCode + "\x00" + l.Site + "\x00" + l.Kind + "\x00" + l.EffectiveOn },
		Title: func(l *Line) string { return l.Enterprise + "（" + l.CreditCode + "）" + KindLabels[l.Kind] },
		Take:  s.takeLine,
	}
}

func (s *Service) takeLine(ctx context.Context, _ string, l *Line, have *workbook.Kept[Line]) (string, error) {
	type plant struct {
		e    *enterprise.Enterprise
		site *enterprise.Site
	}
	// Without a site the event is of the whole enterprise: its first site serves to find it.
	found, err := store.Read(ctx, s.db, func(tx *store.Tx) (p plant, err error) {
		p.e, p.site, err = s.enterprises.PlantOrAll(tx, l.CreditCode, l.Site)
		return p, err
	})
	if err != nil {
		return "", err
	}
	in := EventInput{EnterpriseID: found.e.ID, Kind: l.Kind, EffectiveOn: calendar.Date(l.EffectiveOn), ExpectedUntil: calendar.Date(l.ExpectedUntil), Story: l.Story, Evidence: l.Evidence}
	if found.site != nil {
		in.SiteID = found.site.ID
	}
	if have != nil {
		_, err = s.Update(ctx, have.ID, in)
		return "", err
	}
	e, err := s.Create(ctx, in)
	if err != nil {
		return "", err
	}
	_, err = s.Submit(store.WithVersion(ctx, e.Version), e.ID, NoteInput{})
	return "", err
}

func keptLines(tx *store.Tx) ([]workbook.Kept[Line], error) {
	rows, err := openOnes(tx, inTable, workbook.MaxLines+1)
	out := make([]workbook.Kept[Line], 0, len(rows))
	for i := range rows {
		e := &rows[i]
		out = append(out, workbook.Kept[Line]{ID: e.ID, Version: e.Version, Line: Line{CreditCode: e.CreditCode, Enterprise: e.EnterpriseName, Site: e.SiteName, Kind: e.Kind,
			EffectiveOn: string(e.EffectiveOn), ExpectedUntil: string(e.ExpectedUntil), Story: e.Story, Evidence: e.Evidence, State: States.Label(e.State)}})
	}
	return out, err
}

func lineNoun() sheet.Noun[Line] {
	return sheet.Noun[Line]{Name: "event", Title: "停产复产关闭登记表", Notes: []string{
		"一行一件事项。上传的新行登记并随即报送；搬迁、更名、转产、并购还有其他内容，请逐件申报。",
		"已在办理的事项列在表中供核对；尚未报送或者已退回的可以修改。",
	}, Columns: []sheet.Column[Line]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(l *Line) *string { return &l.CreditCode }), func(c *sheet.Column[Line]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(l *Line) *string { return &l.Enterprise }), func(c *sheet.Column[Line]) { c.Width = 32 }),
		workbook.With(workbook.Text("site_name", "厂区", func(l *Line) *string { return &l.Site }), func(c *sheet.Column[Line]) {
			c.Fixed, c.Help = true, "只涉及一个厂区的填写；整个企业的不填。"
		}),
		workbook.With(workbook.Pick("kind", "事项", KindLabels, inTable, func(l *Line) *string { return &l.Kind }), workbook.Identity),
		workbook.With(workbook.Text("effective_on", "生效日期", func(l *Line) *string { return &l.EffectiveOn }), func(c *sheet.Column[Line]) { c.Required, c.Kind = true, sheet.Date }),
		workbook.With(workbook.Text("expected_until", "预计复产日期", func(l *Line) *string { return &l.ExpectedUntil }), func(c *sheet.Column[Line]) { c.Kind, c.Help = sheet.Date, "停产的填写。" }),
		workbook.With(workbook.Text("story", "情况说明", func(l *Line) *string { return &l.Story }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 32 }),
		workbook.With(workbook.Text("evidence", "证明材料", func(l *Line) *string { return &l.Evidence }), func(c *sheet.Column[Line]) {
			c.Required, c.Width, c.Help = true, 32, "名称和文号；材料本身在事项的页面上补充。"
		}),
		workbook.Shown("state", "状态", func(l *Line) *string { return &l.State }),
	}}
}
