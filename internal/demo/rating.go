package demo

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"qingshen/internal/indexsystem"
	"qingshen/internal/level"
	"qingshen/internal/rating"
	"qingshen/internal/unit"
	"qingshen/law"
)

// national are the released index systems that come with the law data, by which the demonstration's enterprises are rated.
type national struct {
	units    *unit.Table
	editions []edition
}

type edition struct {
	row    *indexsystem.IndexSystem
	system *rating.System
}

func readNational() (national, error) {
	units, err := unit.Load(law.Files)
	if err != nil {
		return national{}, err
	}
	rows, err := indexsystem.BuiltIn(law.Files)
	out := national{units: units}
	for _, x := range rows {
		if x.Own || x.State != indexsystem.Released {
			continue
		}
		system, err := rating.Library(law.Files, units, x.ID)
		if err != nil {
			return out, err
		}
		out.editions = append(out.editions, edition{x, system})
	}
	return out, err
}

// ratedBy is the edition for the industry of the site at its base date, if there is one.
func (r *round) ratedBy() (edition, bool) {
	for _, e := range r.national.editions {
		if e.row.Suits(r.site.enterprise.IndustryCode) > 0 && !r.a.BaseOn().Before(e.row.FromOn) {
			return e, true
		}
	}
	return edition{}, false
}

// rate keeps the level of one phase as the engine finds it. With dice of its own, so that nothing else is thrown otherwise.
func (r *round) rate(phase string) {
	e, ok := r.ratedBy()
	if !ok {
		return
	}
	d := roll(r.seed, ofCase, 4_000_000_000+r.site.number*10+r.a.Round)
	k := &level.Rating{AuditID: r.a.ID, EnterpriseID: r.a.EnterpriseID, RegionCode: r.a.RegionCode, CityCode: r.a.CityCode, Phase: phase, BaseOn: r.a.BaseOn(), Moves: []level.OptionMove{}, WrittenBy: r.a.AgencyName}
	if faults := k.Rate(e.row, e.system, sheetFor(d, e.system, phase), r.national.units); len(faults) > 0 {
		panic("demo: rating: " + strings.Join(faults, "；"))
	}
	stamp(&k.Row, roll(r.seed, ofCase, 4_500_000_000+r.site.number*20+r.a.Round*2+len(phase)%2).id(r.at), r.at)
	r.ratings[phase] = k
	r.sheaf.ratings = append(r.sheaf.ratings, k)
	r.noteAt(d, r.enterprise(), "rating.save", k.Subject(), r.at, "")
}

// sheetFor gives every indicator a value at or within one level; after the audit many have come one level further. Of the
// indicators whose weight depends on how many of them apply, three do.
func sheetFor(d dice, system *rating.System, phase string) rating.Sheet {
	const counted = 3
	sheet, kept := rating.Sheet{Values: map[string]rating.SheetValue{}, Parameters: map[string]string{}}, 0
	for _, x := range system.Indicators() {
		at, gains, within := d.weighted([]int{3, 5, 2}), d.percent(55), int64(d.IntN(80))
		if len(x.Weight.Names()) > 0 {
			if kept == counted {
				sheet.NotApplicable = append(sheet.NotApplicable, x.Key)
				continue
			}
			kept++
		}
		if phase == level.After && gains && at > 0 {
			at--
		}
		sheet.Values[x.Key] = valueAt(x, at, within)
	}
	for _, p := range system.Parameters() {
		sheet.Parameters[p] = strconv.Itoa(kept)
	}
	return sheet
}

// valueAt is what an indicator shows at a level (0 is Ⅰ): a judgement, or a figure between this benchmark and the next better one.
func valueAt(x *rating.Indicator, at int, within int64) rating.SheetValue {
	if x.Direction == rating.Qualitative {
		judged := at + 1
		if strings.HasPrefix(x.Benchmarks[at].Text, "同") {
			judged = 1
		}
		return rating.SheetValue{Level: &judged, Note: "现场核实，资料备查。（演示数据）"}
	}
	here, better := figure(x.Benchmarks[at].Text), figure(x.Benchmarks[max(0, at-1)].Text)
	value := here.Add(better.Sub(here).Mul(decimal.NewFromInt(within)).Div(decimal.NewFromInt(100))).Round(1)
	return rating.SheetValue{Value: value.String(), Unit: x.Unit, Source: "计量台账（演示数据）"}
}

func figure(benchmark string) decimal.Decimal {
	return decimal.RequireFromString(strings.TrimLeft(benchmark, "≤≥＝=<>"))
}
