package audit

import (
	"context"
	"slices"

	"qingshen/internal/access"
	"qingshen/internal/agency"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// PublicDisclosure is what anybody may read of an enterprise's disclosure (CPM 11): words only, no identifiers.
type PublicDisclosure struct {
	EnterpriseName string
	CreditCode     string
	RegionCode     string
	Year           int
	Reasons        []string
	Channel        string
	WebAddress     string
	PublishedOn    calendar.Date
	ContentSHA256  string
	Blocks         []PublicBlock
}

// PublicBlock is one table of a public disclosure.
type PublicBlock struct {
	Title   string
	Cite    string
	Columns []string
	Rows    [][]string
}

// PublicDisclosure gives what an enterprise has published, by the id of its audit. Drafts and returned disclosures do
// not exist for the public.
func (s *Service) PublicDisclosure(ctx context.Context, auditID string) (*PublicDisclosure, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*PublicDisclosure, error) {
		a, err := store.Get[Audit](tx.Everywhere("published disclosures are public (CPM 11)"), auditID, "该信息公开")
		if err != nil {
			return nil, err
		}
		d, err := disclosureOf(tx, a.ID)
		if err != nil {
			return nil, err
		}
		if d == nil || (d.State != DisclosureSubmitted && d.State != DisclosureChecked) {
			return nil, fault.NotFound("该信息公开")
		}
		out := &PublicDisclosure{
			EnterpriseName: a.EnterpriseName, CreditCode: a.CreditCode, RegionCode: a.RegionCode, Year: a.Year, Reasons: a.Reasons,
			Channel: d.Channel, WebAddress: d.WebAddress, PublishedOn: d.PublishedOn, ContentSHA256: d.ContentSHA256,
		}
		for _, block := range formFor(tx.Law(), a) {
			out.Blocks = append(out.Blocks, block.public(d.Content[block.ID]))
		}
		return out, nil
	})
}

func (b DisclosureBlock) public(rows BlockRows) PublicBlock {
	out := PublicBlock{Title: b.Title, Cite: b.Cite}
	for _, f := range b.Fields {
		label := f.Label
		if f.Unit != "" {
			label += "（" + f.Unit + "）"
		}
		out.Columns = append(out.Columns, label)
	}
	for _, row := range rows {
		line := make([]string, 0, len(b.Fields))
		for _, f := range b.Fields {
			line = append(line, row[f.ID])
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

// addsFiles are the permissions of those who hand in or decide with files: the enterprise, its agency and the ecology
// departments. Experts and 发展改革 departments read them; administrators see no business data (三员分立).
var addsFiles = []access.Permission{access.FillAudit, access.CheckDisclosure, access.OrganiseAppraisal, access.ExtendDeadline}

// Files says who answers for the files of an audit: whoever sees the audit reads them, whoever may fill it now adds them.
func (s *Service) Files() file.Owner {
	return file.Owner{
		See: func(tx *store.Tx, id string) (store.Subject, error) {
			a, err := find(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			if !tx.Actor().Can(access.ViewAudit) {
				return store.Subject{}, fault.NotFound(what)
			}
			return a.Subject(), nil
		},
		Change: func(tx *store.Tx, id string) (store.Subject, error) {
			a, err := find(tx, id)
			if err != nil {
				return store.Subject{}, err
			}
			if !tx.Actor().Can(access.ViewAudit) {
				return store.Subject{}, fault.NotFound(what)
			}
			if !slices.ContainsFunc(addsFiles, tx.Actor().Can) {
				return store.Subject{}, fault.Forbidden("您的账号只能查看这件审核的文件，不能增减。")
			}
			if a.onlyRead != "" {
				return store.Subject{}, fault.Conflict(a.onlyRead)
			}
			if !a.running() {
				return store.Subject{}, fault.Conflict("当前状态为“" + StateLabels[a.State] + "”，不能再上传文件。")
			}
			return a.Subject(), nil
		},
	}
}

// Agencies gives everybody whom the enterprise has engaged for a round, those whose engagement has ended included.
func (s *Service) Agencies(tx *store.Tx, a *Audit) ([]agency.Engagement, error) {
	return s.agencies.EngagedFor(tx, a.ID)
}

// RequireFile notes a fault when a file that another capability's record names does not belong to the case.
func (s *Service) RequireFile(tx *store.Tx, faults *fault.List, a *Audit, path, id string) error {
	return requireFile(tx, faults, a, path, id)
}

// HandIn notes that the files which lie with the case now were handed in with an act: they are evidence from now on.
func (s *Service) HandIn(tx *store.Tx, a *Audit, with string) error {
	return file.Hold(tx, a.Subject(), with)
}

// Labels are the Chinese names of fixed values of an audit, for /meta.
var Labels = map[string]map[string]string{
	"audit.kind": KindLabels, "audit.track": TrackLabels, "audit.mode": ModeLabels, "audit_stage.state": StageStateLabels,
	"cp_option.state": OptionStateLabels, "cp_option.cost_class": CostLabels, "cp_option.aspect": AspectLabels, "audit.ending": endings, "party.dossier": PartyLabels,
}

// ActionLabels are the Chinese names of the acts of this package that are no transitions, for the journal.
var ActionLabels = map[string]string{
	"audit.open": "立案", "audit.turn-strict": "转为严格审核", "audit.engage": "改为委托机构开展", "audit.agency-begun": "受托机构开始工作", "audit.disengage": "受托机构停止工作", "audit.disclose": "登记信息公开日期", "audit.disclosure-returned": "信息公开退回",
	"audit.clear-answer": "退回补充完善", "audit.enterprise-event": "企业生产经营变动", "audit_stage.open": "建立阶段", "audit_stage.begin": "阶段开始", "audit_stage.save": "填写阶段", "audit_stage.complete": "完成阶段",
	"audit_stage.reopen": "重新打开阶段", "dossier_section.open": "建立审核资料", "dossier_section.save": "填写审核资料", "dossier_section.rebase": "审核资料转到新版表单", "dossier_retired.keep": "保留旧版表单的内容", "audit.rebase": "转到新版表单", "dossier_reason.write": "说明警告的理由", "dossier_text.write": "编辑报告文字", "dossier_secret.mark": "标注商业秘密", "report_signature.sign": "签署审核报告", "cp_option.add": "增加方案", "cp_option.save": "修改方案",
	"dossier_comment.remark": "批注", "dossier_comment.reply": "答复批注", "section_lock.lock": "锁定", "section_lock.take-over": "接管", "section_lock.unlock": "解除锁定",
	"dossier_return.return": "退回单行、单项", "audit.replace-report": "更换审核报告", "cp_option.delete": "删除方案", "disclosure.open": "建立信息公开表", "disclosure.save": "填写信息公开表", "disclosure.follow": "变更填报机构",
	"deadline.follow": "期限随案件变动", "audit.hand-over": "并购移交", "disclosure.hand-over": "并购移交", "cp_option.hand-over": "并购移交", "deadline.reopen": "期限恢复计算",
	"agency.register": "登记机构", "agency.update": "修改机构", "engagement.invite": "邀请咨询服务机构",
}
