package account

import (
	"qingshen/internal/access"
	"qingshen/internal/flow"
)

// The states of an account.
const (
	Pending  = "pending"
	Active   = "active"
	Disabled = "disabled"
)

// States is the life of an account: opened by the system administrator, approved by the security administrator.
var States = flow.Table[*Account]{
	Name:   "account",
	First:  Pending,
	Labels: map[string]string{Pending: "待授权", Active: "正常", Disabled: "已停用"},
	Steps: []flow.Step[*Account]{
		{From: Pending, Do: "approve", Label: "授权启用", To: Active, By: access.ApproveAccount},
		{From: Pending, Do: "decline", Label: "不予授权", To: Disabled, By: access.ApproveAccount},
		{From: Pending, Do: "reset-password", Label: "重置密码", To: Pending, By: access.KeepAccount},
		{From: Active, Do: "reset-password", Label: "重置密码", To: Pending, By: access.KeepAccount},
		{From: Active, Do: "remove", Label: "移出本企业", To: Disabled, By: access.KeepColleague},
		{From: Active, Do: "disable", Label: "停用", To: Disabled, By: access.KeepAccount},
		{From: Disabled, Do: "restore", Label: "申请恢复", To: Pending, By: access.KeepAccount},
	},
}
