// Package app puts the parts together: the only place that knows them all. No framework: constructors in the order of
// the procedure, callbacks for news that travels backward, routes, jobs.
package app

import (
	"context"
	"fmt"
	"io/fs"
	"net/http"
	"os"

	"qingshen/internal/account"
	"qingshen/internal/deadline"
	"qingshen/internal/desk"
	"qingshen/internal/flow"
	"qingshen/internal/job"
	"qingshen/internal/message"
	"qingshen/internal/reference"
	"qingshen/internal/rest"
	"qingshen/internal/statute"
	"qingshen/internal/store"
	"qingshen/law"
	"qingshen/web"
)

// Version is the version of the program, set by the release build.
var Version = "0.1.0-dev"

// App is the running system.
type App struct {
	Config   Config
	DB       *store.DB
	API      *rest.API
	mux      *http.ServeMux
	handler  http.Handler
	metrics  *metrics
	accounts *account.Service
	clocks   *deadline.Service
	workers  *job.Workers
	tables   []flow.Description
}

// New opens the database and wires everything. Nothing runs yet: see Run.
func New(ctx context.Context, c Config) (*App, error) {
	rules, err := loadLaw(c.LawDir)
	if err != nil {
		return nil, err
	}
	folder := c.Data
	if c.DatabaseURL != "" {
		folder = ""
	}
	db, err := store.Open(ctx, store.Config{Folder: folder, URL: c.DatabaseURL, Clock: c.Clock, Law: rules})
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: db, mux: http.NewServeMux(), metrics: newMetrics()}
	if err := a.wire(); err != nil {
		db.Close()
		return nil, err
	}
	if c.Demo {
		if err := a.restoreClock(ctx); err != nil {
			db.Close()
			return nil, err
		}
	}
	return a, nil
}

func loadLaw(overlay string) (*statute.Law, error) {
	layers := []fs.FS{law.Files}
	if overlay != "" {
		layers = append(layers, os.DirFS(overlay))
	}
	rules, err := statute.Load(layers...)
	if err != nil {
		return nil, fmt.Errorf("法定依据数据有误，系统没有启动：\n%w", err)
	}
	return rules, nil
}

func (a *App) wire() error {
	db, c := a.DB, a.Config
	regions, err := reference.Load(law.Files)
	if err != nil {
		return err
	}
	a.API = rest.New(a.mux, c.Product, Version)
	a.accounts = account.New(db, account.Config{
		Session: account.SessionConfig{Idle: c.IdleTimeout, Absolute: c.IdleTimeout * 24, Secure: c.SecureCookie},
		Demo:    c.Demo, DemoAccounts: demoAccounts, Province: c.Province, RegionValid: regions.Valid, RegionLabel: regions.Label,
	})
	a.clocks = deadline.New(db)
	a.tables = []flow.Description{account.States.Describe()}

	account.Register(a.API, a.accounts)
	message.Register(a.API, message.New(db))
	deadline.Register(a.API, a.clocks)
	job.Register(a.API, job.New(db))
	desk.Register(a.API, desk.New(db, queues))
	a.registerMeta(a.API)
	if c.Demo {
		a.registerClock(a.API)
	}
	db.NameActions(a.actionLabels())
	a.workers = job.NewWorkers(db, map[string]job.Handler{
		jobDaily:  func(ctx context.Context, _ *job.Run) error { return a.daily(ctx) },
		jobHourly: func(ctx context.Context, _ *job.Run) error { return a.accounts.DropExpired(ctx) },
	})
	a.route()
	return nil
}

// daily does what every new day demands: warnings and overdue notes of the clocks.
func (a *App) daily(ctx context.Context) error {
	return a.clocks.Watch(asSystem(ctx))
}

func (a *App) route() {
	a.mux.Handle("/app/", workspace(web.Dist()))
	a.mux.Handle("GET /app", http.RedirectHandler("/app/", http.StatusMovedPermanently))
	a.mux.Handle("GET /openapi.json", a.API.Contract())
	a.mux.Handle("GET /api", a.API.Page())
	a.mux.Handle("GET /metrics", a.metrics.handler())
	a.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	a.mux.HandleFunc("GET /readyz", a.ready)
	a.handler = a.secured(a.mux)
}

func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	if err := a.DB.Ping(r.Context()); err != nil {
		http.Error(w, "database unreachable", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// Handler is the whole site.
func (a *App) Handler() http.Handler { return a.handler }

// Accounts is for the commands that open accounts.
func (a *App) Accounts() *account.Service { return a.accounts }

// Close ends the connections.
func (a *App) Close() error { return a.DB.Close() }
