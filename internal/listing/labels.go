package listing

// Labels are the Chinese names of fixed values that belong to no transition table, by name of the list of values.
var Labels = map[string]map[string]string{
	"annual_list.kind": Kinds,
	"notice.method":    Methods,
	"plan.step":        ScheduleSteps,
	"plan.audience":    Audiences,
	"plan.change":      ChangeKinds,
	"plan_lock.level":  {LevelCounty: "县级", LevelCity: "市级", LevelProvince: "省级"},
	"track":            {TrackStrict: "严格审核", TrackSimplified: "简化审核"},
	"reason":           {ReasonExceedance: "双超", ReasonToxic: "双有", ReasonEnergy: "高耗能", ReasonPolicy: "政策任务"},
	"regime":           {"CPL": "清洁生产促进法时期", "CODE": "生态环境法典时期"},
}

// Actions are the Chinese names of acts that are no transitions, for the journal.
var Actions = map[string]string{
	"candidate_run.finish":     "查找候选企业",
	"inventory_entry.propose":  "建议列入清单",
	"inventory_entry.follow":   "清单条目随企业变动",
	"inventory_entry.move-in":  "由外市迁入，建议列入清单",
	"inventory_entry.move-out": "撤销迁入的列入建议",
	"annual_plan.begin":        "编制年度计划",
	"annual_plan.revise":       "修改年度计划",
	"annual_plan.receive":      "收阅年度计划",
	"plan_submission.seal":     "封存报送的计划",
	"plan_lock.close":          "锁定",
	"plan_lock.open":           "解除锁定",
	"plan_item.propose":        "提出列入建议",
	"plan_item.revise":         "修改列入原因和事实",
	"plan_item.drop":           "撤回列入建议",
	"annual_list.begin":        "编制名单",
	"annual_list.revise":       "修改名单",
	"annual_list.drop":         "删除名单草稿",
	"list_row.publish":         "列入名单公布",
	"list_row.withdraw":        "以更正名单撤销",
	"notice.prepare":           "拟制告知书",
	"notice.produce":           "制作告知书文件",
	"notice.read":              "企业阅读告知书",
	"notice.download":          "企业下载告知书",
	"notice.remind":            "提醒阅读告知书",
}
