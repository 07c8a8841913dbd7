package app

import (
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/channel"
	"qingshen/internal/enterprise"
	"qingshen/internal/job"
	"qingshen/internal/listing"
	"qingshen/internal/reminder"
	"qingshen/internal/store"
)

// buildReminders makes the outputs beside the inbox from the settings, and what uses them.
func (a *App) buildReminders() error {
	c := a.Config.Channels
	c.Product, c.Site = a.Config.Product, a.Config.Site
	sender, err := channel.New(c)
	if err != nil {
		return err
	}
	a.reminders = reminder.New(a.DB, sender, a.Config.Province, a.Config.Site, a.divisionName)
	return nil
}

// enqueueOutputs lets the outputs look for new messages; without any there is nothing to do.
func (a *App) enqueueOutputs(tx *store.Tx) error {
	if !a.reminders.Outputs() {
		return nil
	}
	key := reminder.JobFan + ":" + tx.Now().Truncate(outputsEvery).Format("2006-01-02T15:04:05")
	_, err := job.Enqueue(tx, reminder.JobFan, key, nil)
	return err
}

// watchable are the records that people may keep in view on their desks.
var watchable = []store.Record{&enterprise.Enterprise{}, &audit.Audit{}, &appraisal.Appraisal{}, &listing.Plan{}}
