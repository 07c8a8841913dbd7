package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"qingshen/internal/access"
)

func asSystem(ctx context.Context) context.Context { return access.With(ctx, access.System) }

// workerPause is how long an idle worker waits before it looks again.
const workerPause = 500 * time.Millisecond

// Run serves on the listener, works the jobs and keeps the clocks until ctx ends; then it lets running requests finish.
func (a *App) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	var background sync.WaitGroup
	background.Go(func() { a.workers.Run(ctx, workerPause) })
	background.Go(func() { a.keepTicking(ctx) })
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
		defer cancel()
		stopped <- server.Shutdown(grace)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	background.Wait()
	return <-stopped
}

// Work runs all jobs that are due, for tests and for the clock of the demonstration.
func (a *App) Work(ctx context.Context) error {
	for {
		worked, err := a.workers.RunOne(ctx)
		if err != nil || !worked {
			return err
		}
	}
}

// Tick enqueues what the calendar demands and runs it, for tests.
func (a *App) Tick(ctx context.Context) error {
	if err := a.tick(ctx); err != nil {
		return err
	}
	return a.Work(ctx)
}
