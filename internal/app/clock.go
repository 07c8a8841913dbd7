package app

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/job"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// The kinds of jobs that run by the calendar.
const (
	jobDaily  = "daily"
	jobHourly = "hourly"
)

// outputsEvery is how often new messages are looked for that go out of the system.
const outputsEvery = 30 * time.Second

// tick enqueues what the calendar demands. Any number of processes may tick: the key makes each job unique.
func (a *App) tick(ctx context.Context) error {
	return store.Do(access.With(ctx, access.System), a.DB, func(tx *store.Tx) error {
		today, hour := string(tx.Today()), tx.Now().Format("2006-01-02T15")
		if _, err := job.Enqueue(tx, jobDaily, jobDaily+":"+today, nil); err != nil {
			return err
		}
		if _, err := job.Enqueue(tx, jobHourly, jobHourly+":"+hour, nil); err != nil {
			return err
		}
		return a.enqueueOutputs(tx)
	})
}

// keepTicking ticks every half minute until ctx ends.
func (a *App) keepTicking(ctx context.Context) {
	for ctx.Err() == nil {
		if err := a.tick(ctx); err != nil && ctx.Err() == nil {
			slog.Error("tick", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(30 * time.Second):
		}
	}
}

// ClockSetting is the input of moving the demonstration's clock.
type ClockSetting struct {
	To calendar.Date `json:"to" doc:"把系统日期拨到这一天"`
}

// ClockReading is what the demonstration's clock shows.
type ClockReading struct {
	Today calendar.Date `json:"today"`
}

// registerClock lets the demonstration move the clock forward; a real installation does not have this operation.
func (a *App) registerClock(api *rest.API) {
	rest.Custom(api, http.MethodPost, "/demo/clock", "move-demo-clock", access.UseDesk, "Moves the clock of the demonstration forward and runs what the days in between demand; exists in demo mode only.",
		func(ctx context.Context, in *struct{ Body ClockSetting }) (*rest.Out[ClockReading], error) {
			if err := a.moveClock(ctx, in.Body.To); err != nil {
				return nil, err
			}
			return &rest.Out[ClockReading]{Body: ClockReading{a.DB.Clock().Today()}}, nil
		})
}

func (a *App) moveClock(ctx context.Context, to calendar.Date) error {
	today := a.DB.Clock().Today()
	if !to.Valid() || to < today || to > today.AddYears(10) {
		return fault.Invalid("日期没有改变", fault.Field{Path: "to", Message: "演示日期只能向后拨，且不超过10年；请填写" + today.Chinese() + "之后的日期。"})
	}
	// Nine in the morning in China, so that the day is the same everywhere in the system.
	a.DB.Clock().Set(to.Time().Add(time.Hour))
	if err := a.DB.Remember(ctx, clockSetting, string(to)); err != nil {
		return err
	}
	return a.daily(ctx)
}

const clockSetting = "demo-clock"

// restoreClock sets the demonstration's clock to where it was left.
func (a *App) restoreClock(ctx context.Context) error {
	kept, err := a.DB.Recall(ctx, clockSetting)
	if err != nil || kept == "" {
		return err
	}
	if day := calendar.Date(kept); day > a.DB.Clock().Today() {
		a.DB.Clock().Set(day.Time().Add(time.Hour))
	}
	return nil
}
