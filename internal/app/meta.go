package app

import (
	"context"
	"maps"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/calendar"
	"qingshen/internal/flow"
	"qingshen/internal/job"
	"qingshen/internal/rest"
)

// Meta is what the browser needs before anybody is logged in: names of things, written once, in Go.
type Meta struct {
	Product      string                       `json:"product"`
	Version      string                       `json:"version"`
	Demo         bool                         `json:"demo" doc:"是否为演示系统"`
	DemoAccounts []account.DemoAccount        `json:"demo_accounts,omitempty"`
	Today        calendar.Date                `json:"today" doc:"系统日期"`
	ClockMoved   bool                         `json:"clock_moved" doc:"演示日期是否已被拨动"`
	UploadMB     int                          `json:"upload_mb" doc:"单个文件的上限，MB"`
	Labels       map[string]map[string]string `json:"labels" doc:"状态、角色等的中文名称"`
	Actions      map[string]string            `json:"actions" doc:"办理事项的中文名称"`
}

func (a *App) registerMeta(api *rest.API) {
	labels, actions := a.labels(), a.actionLabels()
	rest.Read(api, "/meta", "get-meta", rest.Public, "Gives the names of states, roles and acts in Chinese, and whether this is the demonstration.",
		func(ctx context.Context, _ rest.None) (*Meta, error) {
			demo, err := a.accounts.DemoAccounts(ctx)
			return &Meta{
				Product: a.Config.Product, Version: Version, Demo: a.Config.Demo, DemoAccounts: demo, Today: a.DB.Clock().Today(), ClockMoved: a.DB.Clock().Moved(), UploadMB: a.Config.UploadMegabytes,
				Labels: labels, Actions: actions,
			}, err
		})
}

// labels are the Chinese names of states by subject, and of roles.
func (a *App) labels() map[string]map[string]string {
	out := map[string]map[string]string{"role": {}, "job.state": {}}
	for role, label := range access.RoleLabels {
		out["role"][string(role)] = label
	}
	for state, label := range job.Labels {
		out["job.state"][string(state)] = label
	}
	for _, table := range a.tables {
		out[table.Name+".state"] = table.Labels
	}
	maps.Copy(out, moreLabels())
	return out
}

// actionLabels are the Chinese names of acts, as "audit.start": those of the transition tables, and the rest.
func (a *App) actionLabels() map[string]string {
	out := maps.Clone(otherActions)
	for _, named := range moreActions {
		maps.Copy(out, named)
	}
	maps.Copy(out, a.duplicates.ActionLabels())
	for _, k := range carried() {
		out[k.Table+".hand-over"] = "移交并购方"
	}
	for _, table := range a.tables {
		maps.Copy(out, actionsOf(table))
	}
	return out
}

func actionsOf(table flow.Description) map[string]string {
	out := map[string]string{}
	for _, step := range table.Steps {
		out[table.Name+"."+step.Do] = step.Label
	}
	return out
}
