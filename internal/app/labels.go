package app

// moreLabels are Chinese names of fixed values that belong to no transition table.
var moreLabels = map[string]map[string]string{
	"party": {"enterprise": "企业", "city": "市生态环境局", "county": "县级分局", "province": "省生态环境厅", "agency": "咨询服务机构", "expert": "专家"},
}

// otherActions are the Chinese names of acts that are no transitions, for the journal.
var otherActions = map[string]string{
	"account.open":            "开设账号",
	"account.change-password": "修改密码",
	"account.reset-password":  "重置密码",
	"account.unlock":          "解锁账号",
	"api_client.open":         "开设接口账号",
	"api_client.revoke":       "撤销接口账号",
	"deadline.start":          "期限起算",
	"deadline.meet":           "期限办结",
	"deadline.end":            "期限终止",
	"deadline.extend":         "准予延期",
	"deadline.watch":          "期限提醒",
}

// demoAccounts are the roles that the login page of the demonstration offers with one click.
var demoAccounts = []string{
	"province", "province-ndrc", "city-370100", "city-370200", "county-370102",
	"enterprise-1", "enterprise-2", "agency-1",
	"expert-1", "expert-2", "expert-3", "expert-4", "expert-5", "expert-6", "expert-7", "expert-8", "expert-9",
	"sysadmin", "secadmin", "logadmin",
}
