package access

// The roles (角色). Ecology departments lead (SDR 6); 发展改革 departments read, and verify what concerns energy.
const (
	RoleProvince       Role = "province-ecology"
	RoleProvinceReform Role = "province-reform"
	RoleCity           Role = "city-ecology"
	RoleCityReform     Role = "city-reform"
	RoleCounty         Role = "county-ecology"
	RoleCountyReform   Role = "county-reform"
	RoleZone           Role = "zone-ecology"
	RoleSector         Role = "sector-department"
	RoleEnterprise     Role = "enterprise"
	RoleAgency         Role = "agency"
	RoleExpert         Role = "expert"
	RoleSystemAdmin    Role = "system-admin"
	RoleSecurityAdmin  Role = "security-admin"
	RoleJournalAdmin   Role = "journal-admin"
	RoleSystem         Role = "system"
)

// The permissions (权限). A permission says what; the place of the actor says where.
const (
	UseDesk           Permission = "use-desk"           // 工作台、消息、草稿、本人账号
	ViewEnterprise    Permission = "view-enterprise"    // 查看企业
	EditEnterprise    Permission = "edit-enterprise"    // 维护企业、厂区和属性
	ImportEnterprise  Permission = "import-enterprise"  // 批量导入企业
	MergeEnterprise   Permission = "merge-enterprise"   // 处理重复登记，合并企业
	RecordFact        Permission = "record-fact"        // 登记厂区的年度事实
	ViewListing       Permission = "view-listing"       // 查看清单、计划、名单
	KeepInventory     Permission = "keep-inventory"     // 维护重点行业企业清单
	FindCandidate     Permission = "find-candidate"     // 查找候选企业
	Propose           Permission = "propose"            // 提出列入建议
	SubmitPlan        Permission = "submit-plan"        // 确认并报送年度计划
	VerifyPlan        Permission = "verify-plan"        // 核定或退回
	VerifyEnergy      Permission = "verify-energy"      // 核定高耗能企业
	PublishList       Permission = "publish-list"       // 公布名单
	ServeNotice       Permission = "serve-notice"       // 送达告知书
	ReceiveNotice     Permission = "receive-notice"     // 签收告知书
	ReportEvent       Permission = "report-event"       // 申报企业变更事项
	ExamineEvent      Permission = "examine-event"      // 审查企业变更事项
	DecideEvent       Permission = "decide-event"       // 决定企业变更事项
	FilePetition      Permission = "file-petition"      // 提出移出、延期申请
	DecidePetition    Permission = "decide-petition"    // 决定移出、延期申请
	DecideAppeal      Permission = "decide-appeal"      // 复核移出、延期申请
	ClaimEquivalence  Permission = "claim-equivalence"  // 申请视同
	DecideEquivalence Permission = "decide-equivalence" // 审定视同
	ViewAudit         Permission = "view-audit"         // 查看审核
	RunAudit          Permission = "run-audit"          // 开展审核（企业）
	FillAudit         Permission = "fill-audit"         // 填报审核资料（企业、受托机构）
	CommentDossier    Permission = "comment-dossier"    // 批注审核资料
	Disclose          Permission = "disclose"           // 信息公开
	CheckDisclosure   Permission = "check-disclosure"   // 核对信息公开
	ExtendDeadline    Permission = "extend-deadline"    // 准予延期
	ViewAppraisal     Permission = "view-appraisal"     // 查看评估验收
	Apply             Permission = "apply"              // 申请评估、验收
	OrganiseAppraisal Permission = "organise-appraisal" // 受理、组建专家组、作出结论
	Mark              Permission = "mark"               // 专家打分
	PublishResult     Permission = "publish-result"     // 公布验收结果
	ViewExpert        Permission = "view-expert"        // 查看专家库
	KeepExpert        Permission = "keep-expert"        // 维护专家库
	ViewAgency        Permission = "view-agency"        // 查看咨询服务机构
	KeepAgency        Permission = "keep-agency"        // 维护咨询服务机构
	AnswerInvitation  Permission = "answer-invitation"  // 接受、谢绝企业的委托
	ViewSummary       Permission = "view-summary"       // 查看年度工作总结
	SubmitSummary     Permission = "submit-summary"     // 报送年度工作总结
	ReceiveSummary    Permission = "receive-summary"    // 接收年度工作总结
	ViewIndex         Permission = "view-index"         // 查看评价指标体系
	KeepIndex         Permission = "keep-index"         // 录入、发布评价指标体系
	ViewZone          Permission = "view-zone"          // 查看功能区
	KeepZone          Permission = "keep-zone"          // 设立、调整功能区
	ViewAccount       Permission = "view-account"       // 查看账号
	KeepAccount       Permission = "keep-account"       // 开设、停用账号
	ApproveAccount    Permission = "approve-account"    // 授权、解锁账号
	ClaimAccount      Permission = "claim-account"      // 认领企业账号
	RecoverAccount    Permission = "recover-account"    // 核对身份，找回密码
	ConfirmRecovery   Permission = "confirm-recovery"   // 复核找回密码
	ViewRecovery      Permission = "view-recovery"      // 查看找回密码的申请
	Delegate          Permission = "delegate"           // 休假代办
	ViewColleague     Permission = "view-colleague"     // 查看本企业人员
	KeepColleague     Permission = "keep-colleague"     // 管理本企业人员
	Oversee           Permission = "oversee"            // 督办逾期事项
	ViewJournal       Permission = "view-journal"       // 查看操作日志
	Operate           Permission = "operate"            // 系统运行（接口账号、任务）
)

var (
	everyone = []Permission{UseDesk}
	reader   = []Permission{UseDesk, Delegate, ViewEnterprise, ViewListing, ViewAudit, ViewAppraisal, ViewExpert, ViewAgency, ViewSummary, ViewZone, ViewIndex}
)

// Matrix is the whole of who may do what. Four eyes: nobody both proposes and verifies; the enterprise signs, the
// agency only fills; system, security and journal administrators are three and see no business data (三员分立).
var Matrix = map[Role][]Permission{
	RoleProvince:       with(reader, CommentDossier, ViewRecovery, RecoverAccount, ConfirmRecovery, EditEnterprise, ImportEnterprise, MergeEnterprise, RecordFact, KeepZone, KeepIndex, FindCandidate, VerifyPlan, PublishList, PublishResult, KeepExpert, KeepAgency, ReceiveSummary, ExtendDeadline, Oversee, DecideAppeal),
	RoleProvinceReform: with(reader, VerifyEnergy),
	RoleCity: with(reader, CommentDossier, ViewRecovery, RecoverAccount, ConfirmRecovery, EditEnterprise, ImportEnterprise, MergeEnterprise, RecordFact, KeepZone, FindCandidate, KeepInventory, SubmitPlan, ServeNotice, CheckDisclosure,
		ExtendDeadline, OrganiseAppraisal, KeepExpert, KeepAgency, SubmitSummary, Oversee, ExamineEvent, DecideEvent, DecidePetition, DecideEquivalence),
	RoleCityReform:    reader,
	RoleCounty:        with(reader, CommentDossier, ViewRecovery, RecoverAccount, ConfirmRecovery, EditEnterprise, ImportEnterprise, RecordFact, FindCandidate, KeepInventory, Propose, ServeNotice, CheckDisclosure, ReportEvent, ExamineEvent, ClaimEquivalence, Oversee),
	RoleCountyReform:  reader,
	RoleZone:          with(everyone, append([]Permission{ViewEnterprise, ViewListing, ViewAudit, ViewAppraisal, ViewAgency, ViewZone}, ZoneActs...)...),
	RoleSector:        with(everyone, ViewEnterprise),
	RoleEnterprise:    with(everyone, Delegate, ViewEnterprise, RecordFact, ViewListing, ReceiveNotice, ViewAudit, RunAudit, FillAudit, CommentDossier, Disclose, ViewAppraisal, Apply, ViewAgency, ViewIndex, ViewColleague, KeepColleague, ReportEvent, FilePetition, ClaimEquivalence),
	RoleAgency:        with(everyone, ViewEnterprise, ViewAudit, FillAudit, CommentDossier, AnswerInvitation, ViewAppraisal, ViewAgency, ViewIndex),
	RoleExpert:        with(everyone, ViewAudit, CommentDossier, ViewAppraisal, ViewIndex, Mark),
	RoleSystemAdmin:   with(everyone, ViewAccount, KeepAccount, ViewRecovery, RecoverAccount, Operate),
	RoleSecurityAdmin: with(everyone, ViewAccount, ApproveAccount, ViewRecovery, ConfirmRecovery),
	RoleJournalAdmin:  with(everyone, ViewJournal),
	RoleSystem:        with(reader, EditEnterprise, PublishList, RunAudit, OrganiseAppraisal, ClaimAccount, DecideEquivalence, AnswerInvitation),
}

func with(base []Permission, more ...Permission) []Permission {
	return append(append([]Permission{}, base...), more...)
}

// RoleLabels are the Chinese names of the roles.
var RoleLabels = map[Role]string{
	RoleProvince:       "省生态环境厅",
	RoleProvinceReform: "省发展和改革委员会",
	RoleCity:           "市生态环境局",
	RoleCityReform:     "市发展和改革委员会",
	RoleCounty:         "县（市、区）生态环境分局",
	RoleCountyReform:   "县（市、区）发展和改革局",
	RoleZone:           "功能区生态环境分局",
	RoleSector:         "行业主管部门",
	RoleEnterprise:     "企业",
	RoleAgency:         "咨询服务机构",
	RoleExpert:         "专家",
	RoleSystemAdmin:    "系统管理员",
	RoleSecurityAdmin:  "安全管理员",
	RoleJournalAdmin:   "审计管理员",
	RoleSystem:         "系统",
}
