package listing

import (
	"context"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
)

// CandidateLine is one line of the table of candidates (候选企业处理表): what was found, and what the officer decides.
type CandidateLine struct {
	CreditCode, Enterprise, Site, Region, Industry, Rules, Facts, Missed, State string
	Decision, Note                                                              string
}

// The decisions that a table may bring, in words.
var decisions = map[string]string{"take": "列入建议", "dismiss": "不列入"}

// CandidateWorkbook is the list of the open candidates of a year as a table. The year is what the list lies under.
func (s *Service) CandidateWorkbook() workbook.List[CandidateLine] {
	return workbook.List[CandidateLine]{
		Path: "/candidates", Name: "candidates", What: "the open candidates of a year with the decision on each (候选企业处理表)", View: access.ViewSummary, Keep: access.KeepInventory,
		Noun: func(*store.Tx, string) (sheet.Noun[CandidateLine], error) { return candidateNoun(), nil },
		Rows: s.keptCandidates,
		Key:  func(l *CandidateLine) string { return l.CreditCode + "\x00" + l.Site },
		Title: func(l *CandidateLine) string {
			return titleOf(or(l.Enterprise, l.CreditCode), l.Site)
		},
		Take: func(ctx context.Context, _ string, l *CandidateLine, have *workbook.Kept[CandidateLine]) (string, error) {
			switch {
			case have == nil:
				return "", fault.Invalid("没有办理", fault.Field{Path: "credit_code", Message: "待处理的候选企业中没有这一厂区。候选由系统按规则查找产生，不能在表中增加。"})
			case l.Decision == "take":
				_, err := s.TakeCandidate(ctx, have.ID, TakeInput{Justification: l.Note})
				return "", err
			case l.Decision == "dismiss":
				_, err := s.ActOnCandidate("dismiss")(ctx, have.ID, NoteInput{Note: l.Note})
				return "", err
			}
			return "", fault.Invalid("没有办理", fault.Field{Path: "decision", Message: "写了理由而没有写处理意见，请填写“列入建议”或者“不列入”。"})
		},
	}
}

func (s *Service) keptCandidates(tx *store.Tx, of string) ([]workbook.Kept[CandidateLine], error) {
	year, _ := strconv.Atoi(of)
	if year == 0 {
		year = planYear(tx.Today())
	}
	rows, err := candidatesAfter(tx, CandidateQuery{Year: year, State: CandidateOpen}, "", workbook.MaxLines+1)
	out := make([]workbook.Kept[CandidateLine], 0, len(rows))
	for _, c := range rows {
		s.labelCandidate(tx.Law(), c)
		rules, facts := []string{}, []string{}
		for _, h := range c.Hits {
			rules, facts = append(rules, h.Title), append(facts, h.Fact)
		}
		out = append(out, workbook.Kept[CandidateLine]{ID: c.ID, Version: c.Version, Line: CandidateLine{CreditCode: c.CreditCode, Enterprise: c.EnterpriseName, Site: c.SiteName,
			Region: c.RegionLabel, Industry: c.KeyIndustry, Rules: strings.Join(rules, "、"), Facts: strings.Join(facts, "；"), Missed: c.MissedWhy, State: CandidateStates.Label(c.State)}})
	}
	return out, err
}

func candidateNoun() sheet.Noun[CandidateLine] {
	type l = CandidateLine
	wide := func(c *sheet.Column[l]) { c.Width = 36 }
	return sheet.Noun[l]{Name: "candidate", Title: "候选企业处理表", Notes: []string{
		"在“处理意见”一列选择列入建议或者不列入；不列入的必须写明理由。留空的不处理。",
		"选择列入建议的，按查到的原因和事实带入年度计划；要改动原因和事实的，请在候选企业的页面上办理。",
	}, Columns: []sheet.Column[l]{
		workbook.With(workbook.Text("credit_code", "统一社会信用代码", func(r *l) *string { return &r.CreditCode }), func(c *sheet.Column[l]) { c.Required, c.Fixed, c.Kind, c.Width = true, true, sheet.Code, 24 }),
		workbook.With(workbook.Shown("enterprise_name", "企业名称", func(r *l) *string { return &r.Enterprise }), func(c *sheet.Column[l]) { c.Width = 32 }),
		workbook.With(workbook.Text("site_name", "厂区", func(r *l) *string { return &r.Site }), func(c *sheet.Column[l]) { c.Fixed = true }),
		workbook.Shown("region_label", "所在地", func(r *l) *string { return &r.Region }),
		workbook.Shown("key_industry", "重点行业", func(r *l) *string { return &r.Industry }),
		workbook.With(workbook.Shown("rules", "命中的规则", func(r *l) *string { return &r.Rules }), wide),
		workbook.With(workbook.Shown("facts", "依据的事实", func(r *l) *string { return &r.Facts }), wide),
		workbook.Shown("missed_why", "上年遗漏", func(r *l) *string { return &r.Missed }),
		workbook.With(workbook.Pick("decision", "处理意见", decisions, []string{"take", "dismiss"}, func(r *l) *string { return &r.Decision }), func(c *sheet.Column[l]) { c.Width = 14 }),
		workbook.With(workbook.Text("note", "理由", func(r *l) *string { return &r.Note }), func(c *sheet.Column[l]) {
			c.Width, c.Help = 36, "不列入的理由；五年内曾经列入的，写再次列入的理由。"
		}),
		workbook.Shown("state", "状态", func(r *l) *string { return &r.State }),
	}}
}
