package enterprise

import (
	"context"
	"io"
	"iter"
	"strings"

	"qingshen/internal/fault"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Export is a list that is about to be written.
type Export struct {
	Name  string
	Write func(io.Writer) error
}

// Export gives the enterprises of the filters as a list, one row per site. Rows come from the database page by page while
// the answer is written, so that memory does not grow with them.
func (s *Service) Export(ctx context.Context, in Filter, format sheet.Format) (Export, error) {
	// The first page is read before the answer begins, so that a fault still reaches the user as such.
	in.in, in.out = s.inSector(in.Sector)
	first, err := s.exportPage(ctx, in, "")
	if err != nil {
		return Export{}, err
	}
	if len(first) == 0 {
		return Export{}, fault.Invalid("没有符合条件的企业，未生成文件。请放宽查询条件。")
	}
	name := Noun().Title + string(s.db.Clock().Today()) + "." + string(format)
	return Export{Name: name, Write: func(w io.Writer) error {
		return s.exportNoun(in.Sector).Export(w, format, s.exportLines(ctx, in, first))
	}}, nil
}

// exported is one enterprise of a page with what its rows need.
type exported struct {
	e     *Enterprise
	lines []*Line
}

func (s *Service) exportLines(ctx context.Context, in Filter, page []exported) iter.Seq2[*Line, error] {
	return func(yield func(*Line, error) bool) {
		for len(page) > 0 {
			for _, x := range page {
				for _, l := range x.lines {
					if !yield(l, nil) {
						return
					}
				}
			}
			next, err := s.exportPage(ctx, in, page[len(page)-1].e.ID)
			if err != nil {
				yield(nil, err)
				return
			}
			page = next
		}
	}
}

func (s *Service) exportPage(ctx context.Context, in Filter, last string) ([]exported, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) ([]exported, error) {
		rows, err := after(tx, in, last, batchOf)
		if err != nil {
			return nil, err
		}
		ids := make([]string, len(rows))
		for i, e := range rows {
			ids[i] = e.ID
		}
		plants, err := sitesOf(tx, ids)
		if err != nil {
			return nil, err
		}
		former, err := namesOf(tx, ids)
		if err != nil {
			return nil, err
		}
		held, err := attributesOf(tx, ids)
		if err != nil {
			return nil, err
		}
		out := make([]exported, len(rows))
		for i, e := range rows {
			out[i].e = e
			for _, site := range plants[e.ID] {
				out[i].lines = append(out[i].lines, s.line(e, site, former[e.ID], held[site.ID]))
			}
		}
		return out, nil
	})
}

// line gives the row of a site.
func (s *Service) line(e *Enterprise, site *Site, former []*FormerName, held []*Attribute) *Line {
	l := &Line{
		Name: e.Name, CreditCode: e.CreditCode, City: s.codes.ref.Name(store.CityOf(site.RegionCode)), County: site.RegionCode,
		Address: site.Address, LegalRepresentative: e.LegalRepresentative, Contact: e.ContactName, Phone: e.ContactPhone,
		Industry: site.IndustryCode, KeyIndustry: e.KeyIndustry, KeyProcess: e.KeyProcess, Scale: e.Scale, Park: e.Park,
		SiteNo: site.SiteNo, SiteName: site.Name, Permit: site.PermitNo, PermitKind: site.PermitKind, PermitUntil: site.PermitUntil,
		Longitude: site.Longitude, Latitude: site.Latitude, State: States.Label(e.State),
	}
	l.County = s.codes.ref.Name(site.RegionCode)
	sector, _ := s.db.Law().SectorOf(e.IndustryCode, s.db.Clock().Today())
	l.sector, l.particulars = sector.Title, e.Particulars
	if name, ok := s.codes.ref.Industry(site.IndustryCode); ok {
		l.IndustryName = name.Name
	}
	var names, labels []string
	for _, f := range former {
		names = append(names, f.Name)
	}
	for _, a := range held {
		a.label(site.Name)
		labels = append(labels, a.KindLabel)
	}
	l.FormerNames, l.Attributes = strings.Join(names, "、"), strings.Join(labels, "、")
	return l
}
