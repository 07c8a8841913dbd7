package performance

import (
	"context"
	"fmt"
	"io"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/sheet"
	"qingshen/internal/store"
)

// Get gives the performance table of a place.
func (s *Service) Get(ctx context.Context, in Query) (*Table, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*Table, error) {
		in.settle(tx)
		rows, err := lines(tx, in, "?TableAlias.year = ? OR o.completed_on BETWEEN ? AND ?", in.Year, calendar.Of(in.Year, 1, 1), calendar.Of(in.Year, 12, 31))
		if err != nil {
			return nil, err
		}
		return s.table(tx, in, rows), nil
	})
}

func (s *Service) table(tx *store.Tx, in Query, rows []line) *Table {
	out := &Table{Year: in.Year, Region: in.Region, RegionName: s.regions.Label(in.Region), On: tx.Today(), Below: in.below(), Rows: []Row{}}
	total := newTally("", "合计")
	parts, at := []*tally{}, map[string]*tally{}
	for _, l := range rows {
		key, name := s.part(out.Below, l)
		t := at[key]
		if t == nil {
			t = newTally(key, name)
			if out.Below == byRound {
				t.row.CaseNo = l.CaseNo
			}
			at[key], parts = t, append(parts, t)
		}
		t.add(l, in.Year)
		total.add(l, in.Year)
	}
	out.Kinds = total.kinds()
	for _, t := range parts {
		out.Rows = append(out.Rows, t.done(out.Kinds))
	}
	out.Total = total.done(out.Kinds)
	return out
}

// part tells on which line of a table an option stands.
func (s *Service) part(below string, l line) (key, name string) {
	switch below {
	case byCity:
		return l.CityCode, s.regions.Name(l.CityCode)
	case byCounty:
		return l.RegionCode, s.regions.Name(l.RegionCode)
	}
	return l.AuditID, named(l.EnterpriseName, l.SiteName)
}

func named(enterprise, site string) string {
	if site == "" || site == "主厂区" {
		return enterprise
	}
	return enterprise + "（" + site + "）"
}

// book writes the table as a sheet: one line for each part, one column for each kind of effect.
func (t *Table) book(w io.Writer, format sheet.Format) error {
	number := func(key, title string, get func(*Row) string) sheet.Column[Row] {
		return sheet.Column[Row]{Key: key, Title: title, Kind: sheet.Decimal, Get: get}
	}
	n := sheet.Noun[Row]{Name: "performance", Title: "清洁生产审核绩效表", Columns: []sheet.Column[Row]{
		{Key: "name", Title: map[string]string{byCity: "设区的市", byCounty: "县（市、区）", byRound: "企业"}[t.Below], Width: 32, Get: func(r *Row) string { return r.Name }},
		number("rounds", "有方案完成的审核", func(r *Row) string { return fmt.Sprint(r.Rounds) }),
	}}
	for _, c := range []struct {
		key, title string
		of         func(*Row) Class
	}{{"low", "无/低费方案", func(r *Row) Class { return r.Low }}, {"high", "中/高费方案", func(r *Row) Class { return r.High }}} {
		n.Columns = append(n.Columns,
			number(c.key+"-proposed", c.title+"提出数", func(r *Row) string { return fmt.Sprint(c.of(r).Proposed) }),
			number(c.key+"-done", c.title+"完成数", func(r *Row) string { return fmt.Sprint(c.of(r).Done) }),
			number(c.key+"-investment", c.title+"投资（万元）", func(r *Row) string { return wan(c.of(r).InvestmentFen) }),
			number(c.key+"-benefit", c.title+"年经济效益（万元）", func(r *Row) string { return wan(c.of(r).BenefitFen) }))
	}
	for i, k := range t.Kinds {
		n.Columns = append(n.Columns, number(k.Kind, k.Label+"（"+k.Unit+"）", func(r *Row) string { return r.Effects[i].Total }),
			number(k.Kind+"-measured", "其中实测", func(r *Row) string { return r.Effects[i].Measured }))
	}
	return n.Export(w, format, func(yield func(*Row, error) bool) {
		for i := range t.Rows {
			if !yield(&t.Rows[i], nil) {
				return
			}
		}
		yield(&t.Total, nil)
	})
}

// ofRound sums the options of one round, whenever they were completed.
func ofRound(options []audit.Option) Row {
	t := newTally("", "合计")
	for _, o := range options {
		year := o.CompletedOn.Year()
		t.add(line{CostClass: o.CostClass, Year: year, OptionState: o.State, CompletedOn: o.CompletedOn, ActualInvestmentFen: o.ActualInvestmentFen, ActualBenefitFen: o.ActualBenefitFen, effects: o.Effects}, year)
	}
	return t.done(t.kinds())
}
