package enterprise

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
)

// The states of an enterprise and of a site (经营状态).
const (
	Operating = "operating"
	Suspended = "suspended"
	Closed    = "closed"
)

// States is how an enterprise moves. An event needs its day and its evidence (停产、恢复生产、关闭), since it stops or
// shifts statutory clocks.
var States = flow.Table[*Enterprise]{
	Name:   "enterprise",
	Labels: map[string]string{Operating: "正常生产", Suspended: "停产", Closed: "已关闭"},
	First:  Operating,
	Final:  []string{},
	Steps: []flow.Step[*Enterprise]{
		{From: Operating, Do: "suspend", Label: "登记停产", To: Suspended, By: access.EditEnterprise},
		{From: Suspended, Do: "resume", Label: "登记恢复生产", To: Operating, By: access.EditEnterprise},
		{From: Operating, Do: "close", Label: "登记关闭", To: Closed, By: access.EditEnterprise},
		{From: Suspended, Do: "close", Label: "登记关闭", To: Closed, By: access.EditEnterprise},
		{From: Closed, Do: "reopen", Label: "撤销关闭登记", To: Operating, By: access.EditEnterprise},
	},
}

// SiteStates is how a site moves; a site is closed when its plant is gone, not when it rests.
var SiteStates = flow.Table[*Site]{
	Name:   "site",
	Labels: map[string]string{Operating: "正常生产", Closed: "已关闭"},
	First:  Operating,
	Final:  []string{},
	Steps: []flow.Step[*Site]{
		{From: Operating, Do: "close", Label: "登记厂区关闭", To: Closed, By: access.EditEnterprise},
		{From: Closed, Do: "reopen", Label: "撤销厂区关闭登记", To: Operating, By: access.EditEnterprise},
	},
}
