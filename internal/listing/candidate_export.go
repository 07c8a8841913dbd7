package listing

import (
	"context"
	"io"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// exportedCandidate is one candidate with the words that a person needs.
type exportedCandidate struct {
	c            *Candidate
	city, county string
	reasons      string
}

func each(c *exportedCandidate, part func(i int) string) string {
	var parts []string
	for i := range c.c.Hits {
		if text := part(i); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n")
}

// candidateSheet is the list of candidates as a table.
var candidateSheet = sheet.Noun[exportedCandidate]{
	Name: "candidate", Title: "强制性清洁生产审核候选企业",
	Columns: []sheet.Column[exportedCandidate]{
		{Key: "city", Title: "设区的市", Get: func(e *exportedCandidate) string { return e.city }},
		{Key: "county", Title: "县（市、区）", Get: func(e *exportedCandidate) string { return e.county }},
		{Key: "enterprise_name", Title: "企业名称", Width: 36, Get: func(e *exportedCandidate) string { return e.c.EnterpriseName }},
		{Key: "site_name", Title: "厂区", Width: 18, Get: func(e *exportedCandidate) string { return e.c.SiteName }},
		{Key: "credit_code", Title: "统一社会信用代码", Kind: sheet.Code, Width: 22, Get: func(e *exportedCandidate) string { return e.c.CreditCode }},
		{Key: "key_industry", Title: "重点行业", Get: func(e *exportedCandidate) string { return e.c.KeyIndustry }},
		{Key: "reasons", Title: "列入原因", Width: 18, Get: func(e *exportedCandidate) string { return e.reasons }},
		{Key: "rules", Title: "命中的规则", Width: 30, Get: func(e *exportedCandidate) string {
			return each(e, func(i int) string { return e.c.Hits[i].Title })
		}},
		{Key: "facts", Title: "所依据的事实", Width: 60, Get: func(e *exportedCandidate) string {
			return each(e, func(i int) string { return e.c.Hits[i].Fact })
		}},
		{Key: "difference", Title: "与限值、名录或者期限的比较", Width: 40, Get: func(e *exportedCandidate) string {
			return each(e, func(i int) string { return e.c.Hits[i].Difference })
		}},
		{Key: "caution", Title: "须先核对的事项", Width: 40, Get: func(e *exportedCandidate) string {
			return each(e, func(i int) string { return e.c.Hits[i].Caution })
		}},
		{Key: "cite", Title: "依据", Width: 50, Get: func(e *exportedCandidate) string {
			return each(e, func(i int) string { return e.c.Hits[i].Cite })
		}},
		{Key: "state", Title: "状态", Get: func(e *exportedCandidate) string { return CandidateStates.Label(e.c.State) }},
		{Key: "note", Title: "不列入的理由", Width: 30, Get: func(e *exportedCandidate) string { return e.c.Note }},
		{Key: "missed", Title: "上年遗漏", Width: 40, Get: func(e *exportedCandidate) string { return e.c.MissedWhy }},
	},
}

// ExportCandidates gives the candidates of the filters as a table; rows are read as they are written.
func (s *Service) ExportCandidates(ctx context.Context, in CandidateQuery, format sheet.Format) (*Export, error) {
	first, err := s.candidatePage(ctx, in, "")
	if err != nil {
		return nil, err
	}
	if len(first) == 0 {
		return nil, fault.Invalid("没有符合条件的候选企业，未生成文件。请放宽查询条件，或者先查找候选企业。")
	}
	all := func(yield func(*exportedCandidate, error) bool) {
		for page := first; len(page) > 0; {
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			var err error
			if page, err = s.candidatePage(ctx, in, page[len(page)-1].c.ID); err != nil {
				yield(nil, err)
				return
			}
		}
	}
	name := count(in.Year) + "年度" + candidateSheet.Title + "." + string(format)
	return &Export{Name: name, Format: format, write: func(w io.Writer) error { return candidateSheet.Export(w, format, all) }}, nil
}

func (s *Service) candidatePage(ctx context.Context, in CandidateQuery, after string) ([]*exportedCandidate, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]*exportedCandidate, error) {
		rows, err := candidatesAfter(tx, in, after, 500)
		out := make([]*exportedCandidate, 0, len(rows))
		for _, c := range rows {
			s.labelCandidate(tx.Law(), c)
			e := &exportedCandidate{c: c, city: s.cityName(c.CityCode), county: s.regionName(c.RegionCode)}
			var reasons []string
			found, _ := c.found().Proposal()
			for _, id := range found {
				if r, ok := tx.Law().Reason(id, c.FoundOn); ok {
					reasons = append(reasons, r.Short)
				}
			}
			e.reasons = strings.Join(reasons, "、")
			out = append(out, e)
		}
		return out, err
	})
}
