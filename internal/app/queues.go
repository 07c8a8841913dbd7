package app

import (
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/account"
	"qingshen/internal/agency"
	"qingshen/internal/appraisal"
	"qingshen/internal/audit"
	"qingshen/internal/desk"
	"qingshen/internal/equivalence"
	"qingshen/internal/event"
	"qingshen/internal/flow"
	"qingshen/internal/listing"
	"qingshen/internal/petition"
	"qingshen/internal/statistic"
)

// queues are what waits on whose desk, beside the clocks: state by state, whose act comes next. The order is that of
// the procedure.
var queues = []desk.Queue{
	{Key: "entries-proposed", Title: "待确认的清单变动", Act: "去确认", By: access.SubmitPlan, Of: &listing.Entry{},
		States: []string{listing.EntryProposed, listing.EntryLeaving}, List: "/inventory-entries?state=proposed"},
	{Key: "items-returned", Title: "被退回的列入建议", Act: "去修改", By: access.Propose, Of: &listing.PlanItem{},
		States: []string{listing.ItemReturned}, List: "/plan-items?state=returned"},
	{Key: "items-returned-city", Title: "被退回的列入建议", Act: "去修改", By: access.SubmitPlan, Of: &listing.PlanItem{},
		States: []string{listing.ItemReturned}, List: "/plan-items?state=returned"},
	{Key: "items-proposed", Title: "待确认的列入建议", Act: "去确认", By: access.SubmitPlan, Of: &listing.PlanItem{},
		States: []string{listing.ItemProposed}, List: "/plan-items?state=proposed"},
	{Key: "plans-open", Title: "编制中或被退回的年度计划", Act: "去编制", By: access.SubmitPlan, Of: &listing.Plan{}, Regional: true,
		States: []string{listing.PlanDraft, listing.PlanReturned}, List: "/annual-plans"},
	{Key: "items-energy", Title: "待核定的高耗能企业", Act: "去核定", By: access.VerifyEnergy, Of: &listing.PlanItem{},
		States: []string{listing.ItemConfirmed}, Where: `reasons LIKE '%"energy"%'`, List: "/plan-items?state=confirmed&reason=energy"},
	{Key: "plans-submitted", Title: "待核定的年度计划", Act: "去核定", By: access.VerifyPlan, Of: &listing.Plan{}, Regional: true,
		States: []string{listing.PlanSubmitted}, List: "/annual-plans?state=submitted"},
	{Key: "lists-draft", Title: "待公布的企业名单", Act: "去公布", By: access.PublishList, Of: &listing.List{},
		States: []string{listing.ListDraft}, List: "/annual-lists"},
	{Key: "notices-prepared", Title: "待送达的告知书", Act: "去送达", By: access.ServeNotice, Of: &listing.Notice{},
		States: []string{listing.NoticePrepared}, List: "/notices?state=prepared"},
	{Key: "notices-open", Title: "待签收的告知书", Act: "去签收", By: access.ReceiveNotice, Of: &listing.Notice{},
		States: []string{listing.NoticePrepared, listing.NoticeServed}, List: "/notices"},
	{Key: "events-returned", Title: "退回补正的变更事项", Act: "去补正", By: access.ReportEvent, Of: &event.Event{},
		States: []string{event.Returned}, List: "/enterprise-events?state=returned"},
	{Key: "events-reported", Title: "待审查的企业变更事项", Act: "去审查", By: access.ExamineEvent, Of: &event.Event{},
		States: []string{event.Reported}, List: "/enterprise-events?state=reported"},
	{Key: "events-examined", Title: "待决定的企业变更事项", Act: "去决定", By: access.DecideEvent, Of: &event.Event{},
		States: []string{event.Examined}, List: "/enterprise-events?state=examined"},
	{Key: "events-recheck", Title: "转产以后待复核", Act: "去复核", By: access.DecideEvent, Of: &event.Event{},
		States: []string{event.Approved}, Where: "kind = 'conversion' AND rechecked_on = ''", List: "/enterprise-events?state=approved&kind=conversion"},
	{Key: "petitions-submitted", Title: "待决定的移出、延期申请", Act: "去决定", By: access.DecidePetition, Of: &petition.Petition{},
		States: []string{petition.Submitted}, List: "/petitions?state=submitted"},
	{Key: "petitions-appealed", Title: "待复核的移出、延期申请", Act: "去复核", By: access.DecideAppeal, Of: &petition.Petition{},
		States: []string{petition.Appealed}, List: "/petitions?state=appealed"},
	{Key: "equivalences-submitted", Title: "待审定的视同", Act: "去审定", By: access.DecideEquivalence, Of: &equivalence.Equivalence{},
		States: []string{equivalence.Submitted}, List: "/equivalences?state=submitted"},
	{Key: "equivalences-returned", Title: "退回补正的视同申请", Act: "去补正", By: access.ClaimEquivalence, Of: &equivalence.Equivalence{},
		States: []string{equivalence.Returned}, List: "/equivalences?state=returned"},
	{Key: "engagements-offered", Title: "待答复的企业委托", Act: "去答复", By: access.AnswerInvitation, Of: &agency.Engagement{},
		States: []string{agency.Offered}, List: "/engagements?state=offered"},
	{Key: "audits-listed", Title: "待启动的审核", Act: "去启动", By: access.RunAudit, Of: &audit.Audit{},
		States: []string{audit.Listed}, List: "/audits?state=listed"},
	{Key: "audits-running", Title: "正在开展的审核", Act: "去填报", By: access.FillAudit, Of: &audit.Audit{},
		States: []string{audit.Ongoing, audit.Supplementing, audit.Implementing, audit.Rectifying}, List: "/audits"},
	{Key: "dossier-returned", Title: "被退回的审核资料", Act: "去补正", By: access.FillAudit, Of: &audit.DossierReturn{},
		States: []string{audit.ReturnOpen}, List: "/audits"},
	{Key: "dossier-resubmitted", Title: "重新报送的审核资料", Act: "去复核", By: access.OrganiseAppraisal, Of: &audit.DossierReturn{},
		States: []string{audit.ReturnResubmitted}, List: "/audits"},
	{Key: "comments-enterprise", Title: "待答复的批注", Act: "去答复", By: access.RunAudit, Of: &audit.DossierComment{},
		States: []string{audit.CommentOpen}, Where: "awaits IN ('enterprise', 'applicant')", List: "/audits"},
	{Key: "comments-agency", Title: "待答复的批注", Act: "去答复", By: access.AnswerInvitation, Of: &audit.DossierComment{},
		States: []string{audit.CommentOpen}, Where: "awaits IN ('agency', 'applicant')", List: "/audits"},
	{Key: "comments-office", Title: "待答复的批注", Act: "去答复", By: access.OrganiseAppraisal, Of: &audit.DossierComment{},
		States: []string{audit.CommentOpen}, Where: "awaits = 'office'", List: "/audits"},
	{Key: "disclosures-returned", Title: "被退回的信息公开", Act: "去修改", By: access.Disclose, Of: &audit.Disclosure{},
		States: []string{audit.DisclosureReturned}, List: "/disclosures"},
	{Key: "disclosures-submitted", Title: "待核对的信息公开", Act: "去核对", By: access.CheckDisclosure, Of: &audit.Disclosure{},
		States: []string{audit.DisclosureSubmitted}, List: "/disclosures?state=submitted"},
	{Key: "audits-reported", Title: "可以申请评估的审核", Act: "去申请", By: access.Apply, Of: &audit.Audit{},
		States: []string{audit.Reported}, List: "/audits?state=reported"},
	{Key: "appraisals-incomplete", Title: "待补正的申请", Act: "去补正", By: access.Apply, Of: &appraisal.Appraisal{},
		States: []string{appraisal.CompletionRequested}, List: "/appraisals?state=completion-requested"},
	{Key: "appraisals-applied", Title: "待受理的评估验收申请", Act: "去受理", By: access.OrganiseAppraisal, Of: &appraisal.Appraisal{},
		States: []string{appraisal.Applied}, List: "/appraisals?state=applied"},
	{Key: "appraisals-docketed", Title: "待组建专家组", Act: "去组建", By: access.OrganiseAppraisal, Of: &appraisal.Appraisal{},
		States: []string{appraisal.Docketed}, List: "/appraisals?state=docketed"},
	{Key: "appraisals-mine", Title: "待我评审打分", Act: "去打分", By: access.Mark, Of: &appraisal.Appraisal{},
		States: []string{appraisal.PanelSet}, List: "/appraisals?state=panel-set"},
	{Key: "appraisals-marked", Title: "待作出结论的评估验收", Act: "去作结论", By: access.OrganiseAppraisal, Of: &appraisal.Appraisal{},
		States: []string{appraisal.Marked}, List: "/appraisals?state=marked"},
	{Key: "supplements", Title: "待确认的补充完善", Act: "去确认", By: access.OrganiseAppraisal, Of: &audit.Audit{},
		States: []string{audit.Supplementing}, Where: "supplement_answer <> ''", List: "/audits?state=supplementing"},
	{Key: "audits-failed", Title: "验收不合格，待责令整改", Act: "去处理", By: access.OrganiseAppraisal, Of: &audit.Audit{},
		States: []string{audit.Failed}, List: "/audits?state=failed"},
	{Key: "audits-of-idle", Title: "企业停产或者关闭，待决定中止或者终止审核", Act: "去处理", By: access.OrganiseAppraisal, Of: &audit.Audit{},
		States: []string{audit.Listed, audit.Ongoing, audit.Reported, audit.Supplementing, audit.Implementing, audit.Failed, audit.Rectifying},
		Where:  "EXISTS (SELECT 1 FROM enterprise AS e WHERE e.id = ?TableAlias.enterprise_id AND e.state <> 'operating')", List: "/audits"},
	{Key: "acceptances-concluded", Title: "待上报的验收结果", Act: "去上报", By: access.OrganiseAppraisal, Of: &appraisal.Appraisal{},
		States: []string{appraisal.Concluded}, Where: "kind = 'acceptance'", List: "/appraisals?state=concluded&kind=acceptance"},
	{Key: "results-reported", Title: "待公布的验收结果", Act: "去公布", By: access.PublishResult, Of: &appraisal.Appraisal{},
		States: []string{appraisal.Reported}, List: "/appraisals/publish"},
	{Key: "summaries-open", Title: "待报送的年度工作总结", Act: "去填报", By: access.SubmitSummary, Of: &statistic.Summary{},
		States: []string{statistic.Draft, statistic.Returned}, List: "/annual-summaries"},
	{Key: "summaries-submitted", Title: "待接收的年度工作总结", Act: "去接收", By: access.ReceiveSummary, Of: &statistic.Summary{},
		States: []string{statistic.Submitted}, List: "/annual-summaries?state=submitted"},
	{Key: "recoveries-requested", Title: "待核对身份的找回密码申请", Act: "去核对", By: access.RecoverAccount, Also: access.Delegate, Of: &account.Recovery{},
		States: []string{account.RecoveryRequested}, Where: "audience = 'office'", List: "/recoveries?state=requested"},
	{Key: "recoveries-requested-admin", Title: "待核对身份的找回密码申请", Act: "去核对", By: access.RecoverAccount, Also: access.Operate, Of: &account.Recovery{},
		States: []string{account.RecoveryRequested}, Where: "audience = 'admin'", List: "/recoveries?state=requested"},
	{Key: "recoveries-checked", Title: "待复核的找回密码申请", Act: "去复核", By: access.ConfirmRecovery, Also: access.Delegate, Of: &account.Recovery{},
		States: []string{account.RecoveryChecked}, Where: "audience = 'office'", List: "/recoveries?state=checked"},
	{Key: "recoveries-checked-admin", Title: "待复核的找回密码申请", Act: "去复核", By: access.ConfirmRecovery, Also: access.ApproveAccount, Of: &account.Recovery{},
		States: []string{account.RecoveryChecked}, List: "/recoveries?state=checked"},
	{Key: "claims-spent", Title: "认领码已锁定或者到期，待重发", Act: "去重发", By: access.ServeNotice, Of: &account.Claim{},
		States: []string{account.ClaimLocked, account.ClaimExpired}, Where: spentClaim, List: "/account-claims"},
	{Key: "colleagues-invited", Title: "还没有接受邀请的同事", Act: "查看", By: access.KeepColleague, Of: &account.Claim{},
		States: []string{account.ClaimIssued}, Where: "purpose = 'colleague'", List: "/colleagues"},
	{Key: "accounts-opened", Title: "等待安全管理员授权的账号", Act: "查看", By: access.KeepAccount, Of: &account.Account{},
		States: []string{account.Pending}, List: "/accounts?state=pending"},
	{Key: "accounts-pending", Title: "待授权的账号", Act: "去授权", By: access.ApproveAccount, Of: &account.Account{},
		States: []string{account.Pending}, List: "/accounts?state=pending"},
}

// spentClaim holds of the last code of an enterprise that still has no account.
const spentClaim = "purpose = 'enterprise' AND NOT EXISTS (SELECT 1 FROM claim AS later WHERE later.enterprise_id = ?TableAlias.enterprise_id AND later.id > ?TableAlias.id)" +
	" AND NOT EXISTS (SELECT 1 FROM account AS held WHERE held.enterprise_id = ?TableAlias.enterprise_id AND held.state <> 'disabled')"

// queuesOf gives the queues with the acts that bring a record into each, read from the transition tables.
func queuesOf(tables []flow.Description) []desk.Queue {
	out := slices.Clone(queues)
	for i := range out {
		q := &out[i]
		for _, table := range tables {
			if table.Name != q.Of.Subject().Type {
				continue
			}
			for _, step := range table.Steps {
				if slices.Contains(q.States, step.To) && step.From != step.To {
					q.Begun = append(q.Begun, table.Name+"."+step.Do)
				}
			}
		}
	}
	return out
}

// divisionName names a division without those above it.
func (a *App) divisionName(code string) string {
	region, _ := a.regions.Region(code)
	return region.Name
}
