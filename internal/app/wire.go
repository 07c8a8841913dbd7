package app

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"

	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/candidate"
	"qingshen/internal/deadline"
	"qingshen/internal/desk"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/indexsystem"
	"qingshen/internal/job"
	"qingshen/internal/keyunit"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/message"
	"qingshen/internal/past"
	"qingshen/internal/performance"
	"qingshen/internal/petition"
	"qingshen/internal/portal"
	"qingshen/internal/profile"
	"qingshen/internal/reference"
	"qingshen/internal/reminder"
	"qingshen/internal/rest"
	"qingshen/internal/statistic"
	"qingshen/internal/store"
	"qingshen/internal/zone"
)

// services are the parts, in the order of the procedure.
type services struct {
	accounts    *account.Service
	clocks      *deadline.Service
	reminders   *reminder.Service
	jobs        *job.Service
	files       *file.Service
	blobs       *file.Store
	regions     *reference.Service
	enterprises *enterprise.Service
	agencies    *agency.Service
	experts     *expert.Service
	lists       *listing.Service
	audits      *audit.Service
	systems     *indexsystem.Service
	levels      *level.Service
	events      *event.Service
	duplicates  *duplicate.Service
	petitions   *petition.Service
	equals      *equivalence.Service
	keyunits    *keyunit.Service
	appraisals  *appraisal.Service
	statistics  *statistic.Service
	performance *performance.Service
	portal      *portal.Portal
	zones       *zone.Service
}

func (a *App) wire() error {
	if err := a.build(); err != nil {
		return err
	}
	a.callbacks()
	a.tables = []flow.Description{
		enterprise.States.Describe(), enterprise.SiteStates.Describe(), expert.States.Describe(),
		listing.CandidateStates.Describe(), listing.EntryStates.Describe(), listing.PlanStates.Describe(), listing.ItemStates.Describe(), listing.ListStates.Describe(), listing.NoticeStates.Describe(),
		agency.States.Describe(), audit.States.Describe(), audit.Disclosures.Describe(), audit.Comments.Describe(), audit.Returns.Describe(), event.States.Describe(), duplicate.States.Describe(), petition.States.Describe(), equivalence.States.Describe(), keyunit.States.Describe(), indexsystem.States.Describe(), appraisal.States.Describe(), appraisal.MemberStates.Describe(), statistic.States.Describe(), account.States.Describe(), account.ClaimStates.Describe(), account.RecoveryStates.Describe(), account.DelegationStates.Describe(),
	}
	a.register()
	a.DB.NameActions(a.actionLabels())
	a.DB.TurnStates(past.Turns(a.tables))
	a.workers = job.NewWorkers(a.DB, a.handlers())
	a.workers.Lease = a.Config.JobLease
	return a.route()
}

// build constructs the parts.
func (a *App) build() error {
	db, c := a.DB, a.Config
	data := lawOf(c.LawDir)
	var err error
	if c.LawDir != "" { // what is built in is proved by tests
		if err = lawHolds(data); err != nil {
			return err
		}
	}
	if a.regions, err = reference.Load(data); err != nil {
		return err
	}
	a.regions.Today = db.Clock().Today
	db.Reorganised(a.successor)
	if a.blobs, err = a.openFiles(); err != nil {
		return err
	}
	a.API = rest.New(a.mux, c.Product, Version)
	a.accounts = account.New(db, account.Config{
		Session: account.SessionConfig{Idle: c.IdleTimeout, Absolute: c.IdleTimeout * 24, Secure: c.SecureCookie}, OneTimeFor: c.OneTimeFor,
		Demo: c.Demo, DemoAccounts: demoAccounts, Province: c.Province, RegionValid: a.regions.Valid, RegionLabel: a.regions.Label, RegionFormer: a.regions.Former,
	})
	a.clocks, a.jobs = deadline.New(db), job.New(db)
	if err := a.buildReminders(); err != nil {
		return err
	}
	a.files = file.New(db, a.blobs, int64(c.UploadMegabytes)<<20)
	a.enterprises = enterprise.New(db, a.regions, a.jobs, filepath.Join(c.Data, "imports"))
	if a.zones, err = zone.New(db, a.regions, data, a.plantOf); err != nil {
		return err
	}
	a.agencies, a.experts = agency.New(db), expert.New(db)
	a.lists = listing.New(db, a.enterprises, a.regions, a.files)
	a.audits = audit.New(db, a.agencies, a.enterprises, data)
	a.audits.Vault = a.files
	a.systems = indexsystem.New(db, data)
	a.levels = level.New(db, a.systems, a.audits, data)
	a.events = event.New(db, a.enterprises, a.lists, a.audits, a.regions)
	a.duplicates = duplicate.New(db, a.enterprises, a.lists, a.audits, a.regions, holdings())
	a.petitions = petition.New(db, a.audits, a.lists, a.regions)
	a.equals = equivalence.New(db, a.enterprises, a.audits, a.regions)
	a.keyunits = keyunit.New(db, a.enterprises, a.regions)
	a.appraisals = appraisal.New(db, a.enterprises, a.audits, a.experts, a.regions, a.files)
	a.statistics = statistic.New(db, a.regions)
	if a.performance, err = performance.New(db, a.audits, a.levels, a.regions, data); err != nil {
		return err
	}
	a.portal, err = portal.New(db, a.regions, c.Product)
	return err
}

// openFiles opens where the files lie: in the data folder, or on an S3 service where one is set.
func (a *App) openFiles() (*file.Store, error) {
	folder := filepath.Join(a.Config.Data, "files")
	if a.Config.Bucket.Endpoint == "" {
		return file.NewStore(folder)
	}
	return file.NewBucketStore(context.Background(), folder, a.Config.Bucket)
}

// callbacks are all the news that travels against the order of the procedure.
func (a *App) callbacks() {
	a.lists.OpenRound = func(tx *store.Tx, siteID string) (bool, error) {
		round, err := a.audits.OpenRound(tx, siteID)
		return round != nil, err
	}
	a.lists.LastAccepted = func(tx *store.Tx, siteID string) (calendar.Date, error) {
		equal, err := a.equals.Last(tx, siteID)
		if err != nil {
			return "", err
		}
		round, err := a.audits.LastAccepted(tx, siteID)
		if err != nil || round == nil {
			return equal, err
		}
		return max(equal, round.AcceptedOn), nil
	}
	a.lists.Rounds = func(tx *store.Tx, sites []string) (map[string][]candidate.Round, error) {
		rounds, err := a.audits.RoundsOf(tx, sites)
		if err != nil {
			return nil, err
		}
		equal, err := a.equals.RoundsOf(tx, sites)
		for site, deemed := range equal {
			rounds[site] = append(rounds[site], deemed...)
		}
		return rounds, err
	}
	a.appraisals.Levels = a.levels.Standing
	a.audits.Levels, a.systems.Replayed = a.levels.Rows, a.levels.Replayed
	a.levels.Seated = func(tx *store.Tx, auditID string) (*level.Seat, error) {
		m, err := a.appraisals.Seated(tx, auditID)
		if err != nil || m == nil {
			return nil, err
		}
		return &level.Seat{ExpertID: m.ExpertID, Name: m.ExpertName, Employer: m.Employer}, nil
	}
	a.events.Carried = carried()
	a.enterprises.OnEvent = a.audits.FollowEnterprise
	a.lists.OnPublished = a.openAudits
	a.lists.OnWithdrawn = a.endAudits
	a.lists.Settled = a.audits.Settled
	a.accounts.Registries = a.holders()
	a.accounts.Addressees = a.addressees
	a.files.Own("enterprise", a.enterprises.Files())
	a.files.Own("notice", a.lists.Files())
	a.files.Own("annual_plan", a.lists.PlanFiles())
	a.files.Own("annual_list", a.lists.ListFiles())
	a.portal.Content, a.portal.Systems = a.blobs.Open, a.systems
	a.files.Own("audit", a.audits.Files())
	a.files.Own("enterprise_event", a.events.Files())
	a.files.Own("petition", a.petitions.Files())
	a.files.Own("equivalence", a.equals.Files())
	a.files.Own("agency", a.agencies.Files())
}

// openAudits opens an audit for every row of a published list.
func (a *App) openAudits(tx *store.Tx, list *listing.List, rows []*listing.Row) (map[string]string, error) {
	openings, enterprises := make([]audit.Opening, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		enterprises[i] = r.EnterpriseID
	}
	invented, err := a.enterprises.Demonstrations(tx, enterprises)
	if err != nil {
		return nil, err
	}
	for i, r := range rows {
		facts := make(map[string]any, len(r.Facts))
		for k, v := range r.Facts {
			facts[k] = v
		}
		openings[i] = audit.Opening{
			RowID: r.ID, ListID: r.ListID, Year: r.Year, EnterpriseID: r.EnterpriseID, SiteID: r.SiteID, EnterpriseName: r.EnterpriseName, SiteName: r.SiteName,
			CreditCode: r.CreditCode, RegionCode: r.RegionCode, KeyIndustry: r.KeyIndustry, Reasons: r.Reasons, Basis: r.Basis, Facts: facts, Track: r.Track,
			Demonstration: invented[r.EnterpriseID],
		}
	}
	return a.audits.OpenForList(tx, list.PublishedOn, openings)
}

// endAudits ends the audits of rows that a correcting list takes back.
func (a *App) endAudits(tx *store.Tx, list *listing.List, rows []*listing.Row) error {
	for _, r := range rows {
		if r.AuditID == "" {
			continue
		}
		if err := a.audits.Withdraw(tx, r.AuditID, list.Title); err != nil {
			return err
		}
	}
	return nil
}

func (a *App) register() {
	account.Register(a.API, a.accounts)
	desk.Register(a.API, desk.New(a.DB, queuesOf(a.tables), watchable, a.divisionName))
	message.Register(a.API, message.New(a.DB))
	deadline.Register(a.API, a.clocks)
	job.Register(a.API, a.jobs)
	file.Register(a.API, a.files)
	reference.Register(a.API, a.regions)
	enterprise.Register(a.API, a.enterprises)
	agency.Register(a.API, a.agencies)
	zone.Register(a.API, a.zones)
	expert.Register(a.API, a.experts)
	listing.Register(a.API, a.lists)
	audit.Register(a.API, a.audits)
	event.Register(a.API, a.events)
	duplicate.Register(a.API, a.duplicates)
	petition.Register(a.API, a.petitions)
	equivalence.Register(a.API, a.equals)
	keyunit.Register(a.API, a.keyunits)
	appraisal.Register(a.API, a.appraisals)
	statistic.Register(a.API, a.statistics)
	performance.Register(a.API, a.performance)
	past.Register(a.API, past.New(a.DB, a.regions))
	profile.Register(a.API, profile.New(a.DB, a.enterprises))
	reminder.Register(a.API, a.reminders)
	portal.Register(a.API, a.portal)
	indexsystem.Register(a.API, a.systems)
	level.Register(a.API, a.levels)
	a.registerWorkbooks()
	a.registerMeta(a.API)
	if a.Config.Demo {
		a.registerClock(a.API)
	}
}

func (a *App) handlers() map[string]job.Handler {
	all := map[string]job.Handler{
		jobDaily:              func(ctx context.Context, _ *job.Run) error { return a.daily(ctx) },
		jobHourly:             func(ctx context.Context, _ *job.Run) error { return a.accounts.DropExpired(ctx) },
		listing.JobPublish:    a.lists.PublishJob,
		listing.JobCandidates: a.lists.RunCandidates,
		audit.JobInspect:      a.audits.RunInspect,
		duplicate.JobFind:     a.duplicates.RunFind,
		level.JobReplay:       a.levels.RunReplay,
	}
	for kind, handler := range a.enterprises.Jobs() {
		all[kind] = handler
	}
	for kind, handler := range a.reminders.Jobs() {
		all[kind] = handler
	}
	return all
}

// successor is the division that holds the place of a code today; a code that nobody knows stays as it is.
func (a *App) successor(code string) string {
	if today, ok := a.regions.Successor(code); ok {
		return today
	}
	return code
}

// daily does what every new day demands: this year's summaries and plans, warnings and overdue notes of the clocks, and
// the removal of uploads that no record took.
func (a *App) daily(ctx context.Context) error {
	return errors.Join(a.lists.RemindUnread(asSystem(ctx)), a.everyDay(ctx))
}

func (a *App) everyDay(ctx context.Context) error {
	ctx = asSystem(ctx)
	_, swept := a.files.Sweep(ctx)
	return errors.Join(a.accounts.ExpireClaims(ctx), a.accounts.ExpireRecoveries(ctx), a.agencies.BeginDue(ctx), a.enterprises.FollowDivisions(ctx), a.lists.FollowDivisions(ctx), a.lists.EnsurePlans(ctx), a.lists.RemindUnread(ctx), a.statistics.EnsureSummaries(ctx), a.equals.Watch(ctx), a.petitions.Watch(ctx), a.reminders.Watch(ctx), swept)
}

// uploadsAt is where files arrive in parts.
const uploadsAt = rest.Base + "/uploads"

func (a *App) route() error {
	uploads, err := a.files.Resumable(uploadsAt)
	if err != nil {
		return err
	}
	a.mux.Handle(uploadsAt, uploads)
	a.mux.Handle(uploadsAt+"/", uploads)
	a.mux.Handle("/app/", workspace(webFiles()))
	a.mux.Handle("GET "+reminder.FeedPath, a.reminders.FeedHandler())
	a.mux.Handle("GET /app", http.RedirectHandler("/app/", http.StatusMovedPermanently))
	a.mux.Handle("GET /openapi.json", a.API.Contract())
	a.mux.Handle("GET /api", a.API.Page())
	a.mux.Handle("GET /metrics", a.metrics.handler())
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	a.mux.HandleFunc("GET /readyz", a.ready)
	a.mux.Handle(rest.Base+"/", a.API.Unknown())
	a.mux.Handle("/", a.portal.Handler())
	a.handler = a.secured(a.mux)
	return nil
}
