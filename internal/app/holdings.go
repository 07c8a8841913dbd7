package app

import (
	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/deadline"
	"qingshen/internal/duplicate"
	"qingshen/internal/enterprise"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/expert"
	"qingshen/internal/file"
	"qingshen/internal/keyunit"
	"qingshen/internal/level"
	"qingshen/internal/listing"
	"qingshen/internal/message"
	"qingshen/internal/petition"
	"qingshen/internal/reminder"
	"qingshen/internal/store"
	"qingshen/internal/zone"
)

// holdings are all kinds of records that can belong to an enterprise: a merge of two registrations moves each of them. A
// guard test holds this list against the tables.
func holdings() []duplicate.Holding {
	plain := func(k store.Kind) duplicate.Holding { return duplicate.Holding{Kind: k} }
	loose := func(k store.Kind) duplicate.Holding { return duplicate.Holding{Kind: k, Loose: true} }
	once := func(k store.Kind, columns ...string) duplicate.Holding {
		return duplicate.Holding{Kind: k, Once: columns}
	}
	candidates := once(store.KindOf[listing.Candidate]("候选企业"), "year")
	candidates.Loose, candidates.Follows = true, true
	entries := plain(store.KindOf[listing.Entry]("重点行业企业清单"))
	entries.Follows = true
	return []duplicate.Holding{
		plain(store.KindOf[enterprise.Site]("厂区")), plain(store.KindOf[enterprise.FormerName]("曾用名")), plain(store.KindOf[enterprise.FormerPlace]("原所在地")),
		once(store.KindOf[enterprise.Attribute]("分类管理属性"), "kind"), once(store.KindOf[enterprise.SiteFact]("年度事实"), "kind", "year", "role", "code", "name"),
		plain(store.KindOf[enterprise.Merged]("先前合并的登记")), entries, candidates, plain(store.KindOf[listing.PlanItem]("计划项目")), plain(store.KindOf[listing.Row]("名单条目")),
		loose(store.KindOf[listing.Notice]("告知书")), plain(store.KindOf[audit.Audit]("审核")), plain(store.KindOf[audit.Disclosure]("信息公开")), plain(store.KindOf[audit.Option]("清洁生产方案")), plain(store.KindOf[level.Rating]("清洁生产水平评价")), plain(store.KindOf[level.Misfit]("指标体系不适用的认定")),
		plain(store.KindOf[event.Event]("企业变更事项")), plain(store.KindOf[petition.Petition]("移出、延期申请")), plain(store.KindOf[equivalence.Equivalence]("视同")), plain(store.KindOf[keyunit.UnitLine]("名录单位")), plain(store.KindOf[zone.ZoneMember]("功能区的厂区")),
		plain(store.KindOf[appraisal.Appraisal]("评估、验收")), plain(store.KindOf[agency.Engagement]("咨询服务机构的委托")), plain(store.KindOf[expert.Tie]("专家的利害关系")),
		loose(store.KindOf[account.Account]("账号")), loose(store.KindOf[account.Client]("接口账号")), loose(store.KindOf[account.Claim]("认领码")), loose(store.KindOf[account.Delegation]("休假代办")),
		loose(store.KindOf[file.File]("文件")), loose(store.KindOf[deadline.Deadline]("期限")), loose(store.KindOf[message.Message]("消息")), loose(store.KindOf[reminder.Reminder]("提醒")),
	}
}

// carried are the kinds of record that go with a site to whoever takes it over, beside what event hands over by itself.
func carried() []store.Kind {
	return []store.Kind{
		store.KindOf[listing.PlanItem]("计划项目"), store.KindOf[listing.Row]("名单条目"), store.KindOf[listing.Notice]("告知书"), store.KindOf[appraisal.Appraisal]("评估、验收"),
		store.KindOf[petition.Petition]("移出、延期申请"), store.KindOf[equivalence.Equivalence]("视同"), store.KindOf[agency.Engagement]("咨询服务机构的委托"), store.KindOf[file.File]("文件"),
	}
}
