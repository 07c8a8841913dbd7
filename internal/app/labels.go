package app

import (
	"maps"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/channel"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/indexsystem"
	"qingshen/internal/keyunit"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/past"
	"qingshen/internal/petition"
	"qingshen/internal/reminder"
	"qingshen/internal/statistic"
	"qingshen/internal/workbook"
	"qingshen/internal/zone"
)

// moreLabels are Chinese names of fixed values that belong to no transition table.
func moreLabels() map[string]map[string]string {
	out := map[string]map[string]string{
		"party":             {"enterprise": "企业", "city": "市生态环境局", "county": "县级分局", "province": "省生态环境厅", "agency": "咨询服务机构", "expert": "专家"},
		"appraisal.kind":    appraisal.KindLabels,
		"appraisal.outcome": appraisal.OutcomeLabels,
		"appraisal.method":  appraisal.MethodLabels,
		"agency.state":      agency.StateLabels,
		"engagement.scope":  agency.ScopeLabels,
		"event.kind":        event.KindLabels,
		"duplicate.source":  duplicate.SourceLabels,
		"permission":        words(access.PermissionLabels),
		"api_client.state":  {"active": "正常", "revoked": "已撤销"},
		"expert.field":      words(expert.FieldLabels),
		"expert.relation":   expert.RelationLabels,
		"reminder.kind":     reminder.KindLabels,
		"escalation.level":  reminder.LevelLabels,
		"delivery.state":    reminder.DeliveryLabels,
		"channel":           channel.Labels,
		"past.standing":     past.Standings,
		"past.change":       past.ChangeKinds,
	}
	maps.Copy(out, enterprise.Labels)
	maps.Copy(out, listing.Labels)
	out["sheet.line"] = workbook.Kinds
	maps.Copy(out, audit.Labels)
	maps.Copy(out, petition.Labels)
	maps.Copy(out, equivalence.Labels)
	maps.Copy(out, keyunit.Labels)
	maps.Copy(out, indexsystem.Labels)
	maps.Copy(out, level.Labels)
	return out
}

func words[K ~string](labels map[K]string) map[string]string {
	out := map[string]string{}
	for k, v := range labels {
		out[string(k)] = v
	}
	return out
}

// otherActions are the Chinese names of acts that are no transitions, for the journal.
var otherActions = map[string]string{
	"account.open":            "开设账号",
	"account.claim":           "认领账号",
	"account.recover":         "找回密码",
	"recovery.request":        "申请找回密码",
	"delegation.arrange":      "安排休假代办",
	"claim.issue":             "发出认领码",
	"claim.refuse":            "拒绝认领",
	"colleague.invite":        "邀请同事",
	"colleague.assign":        "调整岗位",
	"account.change-password": "修改密码",
	"account.reset-password":  "重置密码",
	"account.unlock":          "解锁账号",
	"account.set-leader":      "指定单位负责人",
	"account.lock":            "锁定账号",
	"api_client.open":         "开设接口账号",
	"api_client.revoke":       "撤销接口账号",
	"deadline.start":          "期限起算",
	"deadline.meet":           "期限办结",
	"deadline.end":            "期限终止",
	"deadline.extend":         "准予延期",
	"deadline.watch":          "期限提醒",
	"deadline.suspend":        "停止计算期限",
	"deadline.resume":         "恢复计算期限",
	"deadline.unsuspend":      "撤销停止计算",
	"deadline.unresume":       "撤销恢复计算",
}

// moreActions are the acts that the capabilities name themselves.
var moreActions = []map[string]string{reminder.ActionLabels, file.ActionLabels, enterprise.Actions, listing.Actions, audit.ActionLabels, event.ActionLabels, petition.ActionLabels, equivalence.ActionLabels, keyunit.ActionLabels, indexsystem.ActionLabels, level.ActionLabels, expert.ActionLabels, appraisal.ActionLabels, statistic.ActionLabels, zone.ActionLabels}

// demoAccounts are the roles that the login page of the demonstration offers with one click.
var demoAccounts = []string{
	"province", "province-2", "province-ndrc", "city-370100", "city-370200", "county-370102", "zone-370100", "zone-370200", "sector-agriculture",
	"enterprise-1", "enterprise-2", "agency-1",
	"expert-1", "expert-2", "expert-3", "expert-4", "expert-5", "expert-6", "expert-7", "expert-8", "expert-9",
	"sysadmin", "secadmin", "logadmin",
}
