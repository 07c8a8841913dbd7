package equivalence

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// Line is one line of the table of certificates (视同证书登记表).
type Line struct {
	CreditCode, Enterprise, Site, Year, Kind                               string
	CertificateNo, Body, Level, Scope, ValidFrom, ValidUntil, Shown, State string
}

var kindOrder = []string{Certification, Recognition, Pilot}

// Workbook is the list of the equivalences that are being prepared as a table: a new line becomes a draft, which is submitted
// on its page, where the certificate itself is attached.
func (s *Service) Workbook() workbook.List[Line] {
	return workbook.List[Line]{
		Path: "/equivalences", Name: "equivalences", What: "certificates for equivalences (视同证书登记表)", View: access.ViewListing, Keep: access.ClaimEquivalence,
		Noun:  func(tx *store.Tx, _ string) (sheet.Noun[Line], error) { return lineNoun(tx), nil },
		Rows:  func(tx *store.Tx, _ string) ([]workbook.Kept[Line], error) { return keptLines(tx) },
		Key:   func(l *Line) string { return l.CreditCode + "\x00" + l.Site + "\x00" + l.Year },
		Title: func(l *Line) string { return l.Enterprise + "（" + l.CreditCode + "）" },
		Take:  s.takeLine,
	}
}

func (s *Service) takeLine(ctx context.Context, _ string, l *Line, have *workbook.Kept[Line]) (string, error) {
	type found struct {
		site *enterprise.Site
		rule []string
	}
	f, err := store.Read(ctx, s.db, func(tx *store.Tx) (f found, err error) {
		_, f.site, err = s.enterprises.Plant(tx, l.CreditCode, l.Site)
		if rule, ok := ruleOf(tx.Law(), l.Kind, tx.Today()); ok {
			f.rule = rule.Conditions
		}
		return f, err
	})
	if err != nil {
		return "", err
	}
	year, _ := strconv.Atoi(l.Year)
	in := EquivalenceInput{SiteID: f.site.ID, Year: year, Kind: l.Kind, CertificateNo: l.CertificateNo, Body: l.Body, Level: l.Level, Scope: l.Scope,
		ValidFrom: calendar.Date(l.ValidFrom), ValidUntil: calendar.Date(l.ValidUntil)}
	shown := strings.FieldsFunc(l.Shown, func(r rune) bool { return r == '；' || r == ';' })
	if len(shown) != len(f.rule) {
		return "", fault.Invalid("条件没有逐条证明", fault.Field{Path: "shown", Message: fmt.Sprintf("“%s”有%d项法定条件，写了%d项证明。请按次序逐条写明，用分号隔开：%s。",
			Labels["equivalence.kind"][l.Kind], len(f.rule), len(shown), strings.Join(f.rule, "；"))})
	}
	for i, text := range f.rule {
		in.Conditions = append(in.Conditions, EquivalenceCondition{Text: text, Met: true, Evidence: strings.TrimSpace(shown[i])})
	}
	if have == nil {
		_, err = s.Create(ctx, in)
	} else {
		_, err = s.Update(ctx, have.ID, in)
	}
	return "", err
}

func keptLines(tx *store.Tx) ([]workbook.Kept[Line], error) {
	rows, err := prepared(tx, workbook.MaxLines+1)
	out := make([]workbook.Kept[Line], 0, len(rows))
	for i := range rows {
		e := &rows[i]
		shown := []string{}
		for _, c := range e.Conditions {
			shown = append(shown, c.Evidence)
		}
		out = append(out, workbook.Kept[Line]{ID: e.ID, Version: e.Version, Line: Line{CreditCode: e.CreditCode, Enterprise: e.EnterpriseName, Site: e.SiteName, Year: strconv.Itoa(e.Year), Kind: e.Kind,
			CertificateNo: e.CertificateNo, Body: e.Body, Level: e.Level, Scope: e.Scope, ValidFrom: string(e.ValidFrom), ValidUntil: string(e.ValidUntil), Shown: strings.Join(shown, "；"), State: States.Label(e.State)}})
	}
	return out, err
}

func lineNoun(tx *store.Tx) sheet.Noun[Line] {
	n := sheet.Noun[Line]{Name: "equivalence", Title: "视同证书登记表", Notes: []string{
		"一行是一个厂区一个名单年度的一件视同。新的一行登记为草稿，在视同的页面上附上证书后提交；草稿和已退回的可以在表中修改。",
	}, Columns: []sheet.Column[Line]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(l *Line) *string { return &l.CreditCode }), func(c *sheet.Column[Line]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(l *Line) *string { return &l.Enterprise }), func(c *sheet.Column[Line]) { c.Width = 32 }),
		workbook.With(workbook.Text("site_name", "厂区", func(l *Line) *string { return &l.Site }), func(c *sheet.Column[Line]) { c.Fixed, c.Help = true, "企业只有一个厂区时可以不填。" }),
		workbook.With(workbook.Text("year", "名单年度", func(l *Line) *string { return &l.Year }), func(c *sheet.Column[Line]) { c.Required, c.Fixed, c.Kind, c.Example = true, true, sheet.Code, "2027" }),
		workbook.With(workbook.Pick("kind", "视同类型", Labels["equivalence.kind"], kindOrder, func(l *Line) *string { return &l.Kind }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 18 }),
		workbook.With(workbook.Text("certificate_no", "证书编号", func(l *Line) *string { return &l.CertificateNo }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 22 }),
		workbook.With(workbook.Text("body", "发证单位", func(l *Line) *string { return &l.Body }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 28 }),
		workbook.Text("level", "证书等级", func(l *Line) *string { return &l.Level }),
		workbook.With(workbook.Text("scope", "证书范围", func(l *Line) *string { return &l.Scope }), func(c *sheet.Column[Line]) { c.Required, c.Width = true, 28 }),
		workbook.With(workbook.Text("valid_from", "发证日期", func(l *Line) *string { return &l.ValidFrom }), func(c *sheet.Column[Line]) { c.Required, c.Kind = true, sheet.Date }),
		workbook.With(workbook.Text("valid_until", "有效期至", func(l *Line) *string { return &l.ValidUntil }), func(c *sheet.Column[Line]) { c.Required, c.Kind = true, sheet.Date }),
		workbook.With(workbook.Text("shown", "逐条证明", func(l *Line) *string { return &l.Shown }), func(c *sheet.Column[Line]) {
			c.Required, c.Width, c.Help = true, 40, "按法定条件的次序逐条写明证明材料，用分号隔开；条件见填写说明。条件没有全部满足的，不能视同。"
		}),
		workbook.Shown("state", "状态", func(l *Line) *string { return &l.State }),
	}}
	for _, kind := range kindOrder {
		if rule, ok := ruleOf(tx.Law(), kind, tx.Today()); ok {
			n.Notes = append(n.Notes, "“"+Labels["equivalence.kind"][kind]+"”的条件："+strings.Join(rule.Conditions, "；")+"。")
		}
	}
	return n
}
