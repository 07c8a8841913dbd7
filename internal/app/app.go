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
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/job"
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
	Config  Config
	DB      *store.DB
	API     *rest.API
	mux     *http.ServeMux
	handler http.Handler
	metrics *metrics
	proxies proxies
	services
	workers *job.Workers
	tables  []flow.Description
}

// New opens the database and wires everything. Nothing runs yet: see Run.
func New(ctx context.Context, c Config) (*App, error) {
	rules, err := loadLaw(c.LawDir)
	if err != nil {
		return nil, err
	}
	trusted, err := readProxies(c.TrustedProxies)
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
	a := &App{Config: c, DB: db, mux: http.NewServeMux(), metrics: newMetrics(), proxies: trusted}
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

// Files is where uploaded content lies.
func (a *App) Files() *file.Store { return a.blobs }

func webFiles() fs.FS { return web.Dist() }

// Close ends the connections.
func (a *App) Close() error { return a.DB.Close() }
