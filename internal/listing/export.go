package listing

import (
	"context"
	"io"
	"iter"
	"strconv"
	"strings"

	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// exported is one row of a list with the words that a person needs.
type exported struct {
	row    *Row
	city   string
	county string
	reason string
	track  string
}

// rowSheet is the published list as a table: what stands on the website, row by row.
var rowSheet = sheet.Noun[exported]{
	Name: "annual-list", Title: "强制性清洁生产审核企业名单",
	Columns: []sheet.Column[exported]{
		{Key: "seq", Title: "序号", Kind: sheet.Decimal, Get: func(e *exported) string { return strconv.Itoa(e.row.Seq) }},
		{Key: "city", Title: "设区的市", Get: func(e *exported) string { return e.city }},
		{Key: "county", Title: "县（市、区）", Get: func(e *exported) string { return e.county }},
		{Key: "enterprise_name", Title: "企业名称", Width: 36, Get: func(e *exported) string { return e.row.EnterpriseName }},
		{Key: "site_name", Title: "厂区", Width: 18, Get: func(e *exported) string { return e.row.SiteName }},
		{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(e *exported) string { return e.row.CreditCode }},
		{Key: "key_industry", Title: "重点行业", Get: func(e *exported) string { return e.row.KeyIndustry }},
		{Key: "reasons", Title: "列入原因", Width: 18, Get: func(e *exported) string { return e.reason }},
		{Key: "basis", Title: "法律依据", Width: 60, Get: func(e *exported) string { return strings.Join(e.row.Basis, "；") }},
		{Key: "track", Title: "分类管理", Get: func(e *exported) string { return e.track }},
		{Key: "withdrawn", Title: "备注", Get: func(e *exported) string {
			if e.row.WithdrawnBy != "" {
				return "已由更正名单撤销"
			}
			return ""
		}},
	},
}

// Export is a list ready to be written.
type Export struct {
	Name   string
	Format sheet.Format
	write  func(w io.Writer) error
}

// Write writes the table.
func (e *Export) Write(w io.Writer) error { return e.write(w) }

// ExportRows gives a published list as a table, narrowed to the actor's place; rows are read as they are written.
func (s *Service) ExportRows(ctx context.Context, id string, format sheet.Format) (*Export, error) {
	l, err := s.List(ctx, id)
	if err != nil {
		return nil, err
	}
	all := s.exportedOf(ctx, l)
	return &Export{Name: l.Title + "." + string(format), Format: format, write: func(w io.Writer) error { return rowSheet.Export(w, format, all) }}, nil
}

// exportedOf reads the rows of a list a page at a time.
func (s *Service) exportedOf(ctx context.Context, l *List) iter.Seq2[*exported, error] {
	return func(yield func(*exported, error) bool) {
		for seq := 0; ; {
			page, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*exported, error) {
				rows, err := rowsAfter(tx, l.ID, seq, 500)
				return s.exportedRows(tx, l, rows), err
			})
			if err != nil {
				yield(nil, err)
				return
			}
			for _, e := range page {
				seq = e.row.Seq
				if !yield(e, nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
		}
	}
}

func (s *Service) exportedRows(tx *store.Tx, l *List, rows []*Row) []*exported {
	law := tx.Law()
	out := make([]*exported, 0, len(rows))
	for _, r := range rows {
		e := &exported{row: r, city: s.cityName(r.CityCode), county: s.regionName(r.RegionCode)}
		var reasons []string
		for _, id := range r.Reasons {
			short := id
			if reason, ok := law.Reason(id, l.DecidedOn); ok {
				short = reason.Short
			}
			reasons = append(reasons, short)
		}
		e.reason = strings.Join(reasons, "、")
		if track, ok := law.Track(r.Track, l.DecidedOn); ok {
			e.track = track.Title
		}
		out = append(out, e)
	}
	return out
}
