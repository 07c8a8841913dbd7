// Package demo fills a database with a demonstration province (演示数据): invented enterprises, agencies, experts and
// officers in all 16 cities and 136 counties, with audits in every state over several years. Everything is clearly
// marked as invented, and nothing stands in a table that the system itself could not have written. The same seed, size
// and day give the same province.
package demo

import (
	"context"
	"errors"

	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/dossier"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/statute"
	"qingshen/internal/store"
	"qingshen/internal/zone"
	"qingshen/law"
)

// Limits of the number of enterprises.
const (
	DefaultEnterprises = 2_000
	MaxEnterprises     = 1_000_000
	// MinEnterprises gives every county an enterprise, and one to every account and every state.
	MinEnterprises = 200
)

// Options say how large the province is and how it is thrown.
type Options struct {
	// Seed makes the province: the same seed gives the same one.
	Seed uint64
	// Enterprises is how many there are; 0 means the default.
	Enterprises int
	// Password is that of all demonstration accounts; without one, nobody logs in by password.
	Password string
	// Files keeps the one report that all audits of the demonstration show; without it, reports have no file.
	Files *file.Store
	// Progress, when given, hears how far the loading has come.
	Progress func(done, total int)
}

// perLoad enterprises go into one transaction.
const perLoad = 10_000

// Load fills an empty database.
func Load(ctx context.Context, db *store.DB, o Options) error {
	if o.Enterprises == 0 {
		o.Enterprises = DefaultEnterprises
	}
	if o.Enterprises < MinEnterprises || o.Enterprises > MaxEnterprises {
		return errors.New("演示企业数应在200至1000000之间")
	}
	if o.Progress == nil {
		o.Progress = func(int, int) {}
	}
	hash := ""
	if o.Password != "" {
		var err error
		if hash, err = account.HashPassword(o.Password); err != nil {
			return err
		}
	}
	w, err := newWorld(db, o)
	if err != nil {
		return err
	}
	if err := errors.Join(w.keepReport(ctx, o.Files), w.keepMonitoring(ctx, o.Files)); err != nil {
		return err
	}
	for from := 1; from <= o.Enterprises; from += perLoad {
		until := min(from+perLoad-1, o.Enterprises)
		if err := w.load(ctx, func() { w.enterprises(from, until) }); err != nil {
			return err
		}
		o.Progress(until, o.Enterprises)
	}
	err = w.load(ctx, func() {
		w.pool()
		w.cases()
		w.events()
		w.petitions()
		w.equivalences()
		w.conversions()
		w.duplicates()
		w.sectors()
		w.unitLists()
		w.nextYear()
		w.dressPlans()
		w.summaries()
		w.zones()
		w.accounts(hash)
		w.invitations()
		w.hands()
		w.recoveries()
		w.delegations()
	})
	if err != nil {
		return err
	}
	// What a bulk load writes has no past lines: earlier days are told from its journal, as in an installation that has
	// been brought up to date.
	return db.KeepPastFrom(ctx, db.Clock().Now())
}

// world is the province while it is being made.
type world struct {
	db    *store.DB
	law   *statute.Law
	seed  uint64
	size  int
	today calendar.Date
	year  int // the year whose list is running
	geo   geography

	sheaf     sheaf
	agencies  []*agency.Agency
	experts   []*expert.Expert
	listed    []*site             // sites that have been on a list
	free      map[string][]*site  // sites of the inventory that are on no list, for next year's plans, by county
	siteOf    map[string]*site    // the listed site of an enterprise
	cast      [castSize + 1]*site // the enterprises of the accounts enterprise-1 …
	dues      map[dueKey]statute.Due
	zoned     []*zone.Zone   // the functional zones
	converted []*site        // sites that have turned to another industry
	series    map[string]int // last numbers of cases and notices
	composer  *audit.Composer
	national  national
	blob      *file.Blob // the report that all audits show

	monitoring *file.Blob // and the monitoring report

	panels map[string][]*appraisal.Member // by appraisal, once all are made
	cityOf map[string]string              // by audit, once all are made
}

func newWorld(db *store.DB, o Options) (*world, error) {
	forms, err := dossier.Load(law.Files)
	if err != nil {
		return nil, err
	}
	systems, err := readNational()
	if err != nil {
		return nil, err
	}
	today := db.Clock().Today()
	w := &world{
		db: db, law: db.Law(), seed: o.Seed, size: o.Enterprises, today: today, year: today.AddDays(-150).Year(), geo: readGeography(),
		free: map[string][]*site{}, siteOf: map[string]*site{}, dues: map[dueKey]statute.Due{}, series: map[string]int{}, composer: audit.NewComposer(forms), national: systems,
	}
	return w, nil
}

// load makes rows and writes them in one transaction.
func (w *world) load(ctx context.Context, make func()) error {
	w.sheaf = sheaf{}
	make()
	return store.Bulk(ctx, w.db, w.sheaf.write)
}

type dueKey struct {
	rule string
	on   calendar.Date
}

// due counts a clock once for all cases of a day.
func (w *world) due(rule string, on calendar.Date) (statute.Due, bool) {
	key := dueKey{rule, on}
	if d, ok := w.dues[key]; ok {
		return d, d.RuleID != ""
	}
	d, err := w.law.Due(rule, on, "37")
	w.dues[key] = d
	return d, err == nil
}
