package listing

import (
	"context"
	"io"
	"strings"

	"qingshen/internal/document"
	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// ChangeReport holds the list of a year against that of another, in the actor's place. A year without a published list is
// taken from its plans.
func (s *Service) ChangeReport(ctx context.Context, in ChangeQuery) (*ChangeReport, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*ChangeReport, error) {
		r := &ChangeReport{Year: in.Year, Base: in.Base, Region: in.Region, Added: []ChangeRow{}, Left: []ChangeRow{}, Moved: []ChangeRow{}, Renamed: []ChangeRow{}, Reasoned: []ChangeRow{}, Parts: []ChangePart{}}
		if r.Year == 0 {
			r.Year = tx.Today().Year()
		}
		if r.Base == 0 {
			r.Base = r.Year - 1
		}
		if r.Base == r.Year {
			return nil, fault.Invalid("没有比较", fault.Field{Path: "base", Message: "对比的年度与本年度相同，请选择另一个年度。"})
		}
		if r.Region == "" {
			r.Region = ownArea(tx)
		}
		r.Area = s.regionName(r.Region)
		now, source, err := sitesOfYear(tx, r.Year, r.Region)
		if err != nil {
			return nil, err
		}
		base, baseSource, err := sitesOfYear(tx, r.Base, r.Region)
		if err != nil {
			return nil, err
		}
		why, err := retiredWhy(tx, r.Region)
		if err != nil {
			return nil, err
		}
		r.Source, r.BaseSource = source, baseSource
		s.compareYears(r, base, now, why)
		return r, nil
	})
}

// ownArea is the six-digit code of the actor's place.
func ownArea(tx *store.Tx) string {
	place := tx.Actor().Place.Region
	if place == "" {
		place = tx.Law().Province()
	}
	return place + strings.Repeat("0", 6-len(place))
}

// ChangeFile gives the report as a table (xlsx) or on one page (docx).
func (s *Service) ChangeFile(ctx context.Context, in ChangeQuery, format string) (*Export, error) {
	r, err := s.ChangeReport(ctx, in)
	if err != nil {
		return nil, err
	}
	if format == "docx" {
		return &Export{Name: r.title() + ".docx", write: func(w io.Writer) error { return document.Write(w, r.document()) }}, nil
	}
	return &Export{Name: r.title() + ".xlsx", Format: sheet.XLSX, write: func(w io.Writer) error { return r.sheet(w, sheet.XLSX) }}, nil
}
