package enterprise

import (
	"context"
	"io"

	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// ExportFacts gives the facts of the filters as a list, page by page while the answer is written.
func (s *Service) ExportFacts(ctx context.Context, in FactQuery, format sheet.Format) (Export, error) {
	first, last, err := s.factPage(ctx, in, "")
	if err != nil {
		return Export{}, err
	}
	if len(first) == 0 {
		return Export{}, fault.Invalid("没有符合条件的事实，未生成文件。请放宽查询条件。")
	}
	all := func(yield func(*FactLine, error) bool) {
		for page := first; len(page) > 0; {
			for _, l := range page {
				if !yield(l, nil) {
					return
				}
			}
			var err error
			if page, last, err = s.factPage(ctx, in, last); err != nil {
				yield(nil, err)
				return
			}
		}
	}
	name := FactNoun().Title + string(s.db.Clock().Today()) + "." + string(format)
	return Export{Name: name, Write: func(w io.Writer) error { return FactNoun().Export(w, format, all) }}, nil
}

func (s *Service) factPage(ctx context.Context, in FactQuery, last string) ([]*FactLine, string, error) {
	lines, err := store.Read(ctx, s.db, func(tx *store.Tx) ([]*FactLine, error) {
		rows, err := factsAfter(tx, in, last, batchOf)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(rows))
		for i, f := range rows {
			ids[i] = f.EnterpriseID
		}
		owners, err := enterprisesByID(tx, ids)
		if err != nil {
			return nil, err
		}
		finder := s.finder(tx, tx.Today())
		out := make([]*FactLine, 0, len(rows))
		for _, f := range rows {
			labelFact(tx, finder, f)
			if e := owners[f.EnterpriseID]; e != nil {
				out = append(out, factLine(e, f, tx.Law()))
			}
			last = f.ID
		}
		return out, nil
	})
	return lines, last, err
}
