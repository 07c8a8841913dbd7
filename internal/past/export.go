package past

import (
	"context"
	"io"
	"iter"
	"strconv"
	"strings"

	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Export is a table that is about to be written.
type Export struct {
	Name  string
	Write func(io.Writer) error
}

// exportPage rows are read at once while an export is written.
const exportPage = 200

func column[T any](key, title string, width float64, get func(*T) string) sheet.Column[T] {
	return sheet.Column[T]{Key: key, Title: title, Width: width, Get: get}
}

func joined(words []string) string { return strings.Join(words, "；") }

var enterpriseNoun = sheet.Noun[EnterpriseThen]{Name: "past-enterprises", Title: "往日企业名录", Columns: []sheet.Column[EnterpriseThen]{
	column("name", "企业名称", 36, func(e *EnterpriseThen) string { return e.Name }),
	{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(e *EnterpriseThen) string { return e.CreditCode }},
	column("region", "所在地", 20, func(e *EnterpriseThen) string { return e.RegionLabel }),
	column("industry", "国民经济行业", 24, func(e *EnterpriseThen) string { return e.IndustryLabel }),
	column("key_industry", "重点行业", 14, func(e *EnterpriseThen) string { return e.KeyIndustry }),
	column("state", "经营状态", 12, func(e *EnterpriseThen) string { return enterprise.States.Label(e.State) }),
	column("attributes", "分类管理属性", 40, func(e *EnterpriseThen) string { return joined(e.Attributes) }),
	column("inventory", "清单", 30, func(e *EnterpriseThen) string { return joined(e.Inventory) }),
	column("rounds", "年度名单", 30, func(e *EnterpriseThen) string { return joined(e.Rounds) }),
	column("former", "曾用名和原所在地", 40, func(e *EnterpriseThen) string { return joined(e.Former) }),
	column("name_now", "现名称", 36, func(e *EnterpriseThen) string { return e.NameNow }),
	column("region_now", "现所在地", 20, func(e *EnterpriseThen) string { return e.RegionNow }),
}}

func rowNoun(states, tracks func(string) string) sheet.Noun[RowThen] {
	return sheet.Noun[RowThen]{Name: "past-list-rows", Title: "往日名单", Columns: []sheet.Column[RowThen]{
		column("list", "名单", 40, func(r *RowThen) string { return r.ListTitle }),
		column("published_on", "公布日期", 12, func(r *RowThen) string { return string(r.PublishedOn) }),
		{Key: "seq", Title: "序号", Kind: sheet.Decimal, Get: func(r *RowThen) string { return strconv.Itoa(r.Seq) }},
		column("name", "企业名称（公布时）", 36, func(r *RowThen) string { return r.EnterpriseName }),
		column("name_then", "当天名称", 36, func(r *RowThen) string { return r.NameThen }),
		column("site", "厂区", 16, func(r *RowThen) string { return r.SiteName }),
		{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(r *RowThen) string { return r.CreditCode }},
		column("region", "所在地", 20, func(r *RowThen) string { return r.RegionLabel }),
		column("key_industry", "重点行业", 14, func(r *RowThen) string { return r.KeyIndustry }),
		column("reasons", "列入原因", 20, func(r *RowThen) string { return strings.Join(r.Reasons, "、") }),
		column("track", "分类管理", 12, func(r *RowThen) string { return tracks(r.Track) }),
		column("state", "审核状态", 12, func(r *RowThen) string { return states(r.AuditState) }),
		column("standing", "去留", 12, func(r *RowThen) string { return Standings[r.Standing] }),
		column("why", "撤销或者移出的依据", 40, func(r *RowThen) string { return r.StandingWhy }),
	}}
}

// changeLine is one field of a change: a change of three fields is three lines.
type changeLine struct {
	c *RegisterChange
	f ChangedField
}

var changeNoun = sheet.Noun[changeLine]{Name: "past-changes", Title: "名册变化", Columns: []sheet.Column[changeLine]{
	column("name", "企业名称", 36, func(l *changeLine) string { return l.c.Name }),
	{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(l *changeLine) string { return l.c.CreditCode }},
	column("region", "所在地", 20, func(l *changeLine) string { return l.c.RegionLabel }),
	column("kind", "变化", 10, func(l *changeLine) string { return ChangeKinds[l.c.Kind] }),
	column("field", "项目", 16, func(l *changeLine) string { return l.f.Label }),
	column("before", "变化前", 40, func(l *changeLine) string { return l.f.Before }),
	column("after", "变化后", 40, func(l *changeLine) string { return l.f.After }),
}}

// paged reads page after page while rows are written. next gives the rows after the last one, none at the end.
func paged[T any](first []T, next func(last *T) ([]T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for page := first; len(page) > 0; {
			for i := range page {
				if !yield(&page[i], nil) {
					return
				}
			}
			more, err := next(&page[len(page)-1])
			if err != nil {
				yield(nil, err)
				return
			}
			page = more
		}
	}
}

var nothing = "没有符合条件的内容，未生成文件。请放宽查询条件或者换一个日期。"

// ExportEnterprises gives the register of a day as a table.
func (s *Service) ExportEnterprises(ctx context.Context, in EnterpriseQuery, format sheet.Format) (Export, error) {
	on, err := checked(in.On, s.db.Clock().Today())
	if err != nil {
		return Export{}, err
	}
	in.On, in.Page.Page, in.PageSize = on, 1, exportPage
	read := func(before string) ([]EnterpriseThen, error) {
		return store.Read(ctx, s.db, func(tx *store.Tx) ([]EnterpriseThen, error) {
			q := in.then()
			q.Before = before
			found, err := store.ThenPage[enterprise.Enterprise](tx, q)
			if err != nil {
				return nil, err
			}
			return s.described(tx, found.Items, on)
		})
	}
	first, err := read("")
	if err != nil {
		return Export{}, err
	}
	if len(first) == 0 {
		return Export{}, fault.Invalid(nothing)
	}
	return Export{Name: enterpriseNoun.Title + string(on) + "." + string(format), Write: func(w io.Writer) error {
		return enterpriseNoun.Export(w, format, paged(first, func(last *EnterpriseThen) ([]EnterpriseThen, error) { return read(last.ID) }))
	}}, nil
}

// ExportRows gives the lists of a year as they stood on a day as a table.
func (s *Service) ExportRows(ctx context.Context, in RowQuery, format sheet.Format) (Export, error) {
	in, err := in.checked(s.db.Clock().Today())
	if err != nil {
		return Export{}, err
	}
	read := func(after string) ([]RowThen, error) {
		return store.Read(ctx, s.db, func(tx *store.Tx) ([]RowThen, error) {
			found, err := rowsAfter(tx, in, after, exportPage)
			if err != nil {
				return nil, err
			}
			return s.rowsIn(tx, found, in.On)
		})
	}
	first, err := read("")
	if err != nil {
		return Export{}, err
	}
	if len(first) == 0 {
		return Export{}, fault.Invalid(nothing)
	}
	noun := rowNoun(auditState, s.track(in.On))
	return Export{Name: noun.Title + strconv.Itoa(in.Year) + "年度（" + string(in.On) + "）." + string(format), Write: func(w io.Writer) error {
		return noun.Export(w, format, paged(first, func(last *RowThen) ([]RowThen, error) { return read(last.ID) }))
	}}, nil
}

// ExportChanges gives what has changed between two days as a table, without a limit.
func (s *Service) ExportChanges(ctx context.Context, in ChangeQuery, format sheet.Format) (Export, error) {
	first, err := s.Changes(ctx, in)
	if err != nil {
		return Export{}, err
	}
	if len(first.Items) == 0 && first.Next == "" {
		return Export{}, fault.Invalid(nothing)
	}
	lines := func(yield func(*changeLine, error) bool) {
		for page := first; ; {
			for i := range page.Items {
				c := &page.Items[i]
				fields := c.Fields
				if len(fields) == 0 {
					fields = []ChangedField{{}}
				}
				for _, f := range fields {
					if !yield(&changeLine{c, f}, nil) {
						return
					}
				}
			}
			if page.Next == "" {
				return
			}
			in.After = page.Next
			next, err := s.Changes(ctx, in)
			if err != nil {
				yield(nil, err)
				return
			}
			page = next
		}
	}
	return Export{Name: changeNoun.Title + string(first.From) + "至" + string(first.Until) + "." + string(format), Write: func(w io.Writer) error {
		return changeNoun.Export(w, format, lines)
	}}, nil
}
