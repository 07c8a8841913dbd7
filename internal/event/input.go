package event

import (
	"strings"

	"qingshen/internal/audit"
	"qingshen/internal/calendar"
	"qingshen/internal/enterprise"
	"qingshen/internal/fault"
	"qingshen/internal/store"
)

// EventInput is what may be written of an event before it is submitted.
type EventInput struct {
	Version       int64         `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	EnterpriseID  string        `json:"enterprise_id,omitempty" maxLength:"64" doc:"企业；企业账号申报本企业的事项，不必填"`
	SiteID        string        `json:"site_id,omitempty" maxLength:"64" doc:"涉及的厂区；涉及整个企业的不填"`
	Kind          string        `json:"kind" maxLength:"20" doc:"事项类别：standstill 停产，resumption 复产，closure 关闭，relocation 搬迁，rename 更名，conversion 转产，merger 并购"`
	EffectiveOn   calendar.Date `json:"effective_on" doc:"生效日期"`
	ExpectedUntil calendar.Date `json:"expected_until,omitempty" doc:"预计复产日期（停产）"`
	Change        EventChange   `json:"change,omitempty" doc:"变更后的内容"`
	Story         string        `json:"story" maxLength:"2000" doc:"情况说明"`
	Evidence      string        `json:"evidence" maxLength:"500" doc:"证明材料的名称和文号"`
}

// BaseVersion gives the version that the body carries.
func (in EventInput) BaseVersion() int64 { return in.Version }

// NoteInput is a decision or an opinion in words.
type NoteInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时得到的版本号；也可用 If-Match"`
	Note    string `json:"note,omitempty" maxLength:"1000" doc:"意见、理由或者复核结果"`
}

// BaseVersion gives the version that the body carries.
func (in NoteInput) BaseVersion() int64 { return in.Version }

func (in NoteInput) require(label, message string) (string, error) {
	var faults fault.List
	faults.Require("note", label, in.Note)
	return strings.TrimSpace(in.Note), faults.Err(message)
}

// write takes the input over into the event.
func (e *Event) write(in EventInput) {
	e.Kind, e.SiteID, e.EffectiveOn, e.ExpectedUntil = in.Kind, in.SiteID, in.EffectiveOn, in.ExpectedUntil
	e.Change, e.Story, e.Evidence = trimmed(in.Change), strings.TrimSpace(in.Story), strings.TrimSpace(in.Evidence)
}

// judged is an event with what is known of the enterprise while it is checked.
type judged struct {
	*Event
	owner *enterprise.Enterprise
	sites []*enterprise.Site
	site  *enterprise.Site
}

// judge finds all faults of an event against the register, the rounds under way and the calendar, and completes what
// follows from the register. It is asked when the event is written, submitted and approved: the world may have moved on.
func (s *Service) judge(tx *store.Tx, e *Event) (fault.List, error) {
	var faults fault.List
	j := judged{Event: e}
	if KindLabels[e.Kind] == "" {
		faults.Add("kind", "请选择事项类别：停产、复产、关闭、搬迁、更名、转产或者并购。")
	}
	faults.Require("story", "情况说明", e.Story)
	faults.Require("evidence", "证明材料的名称和文号", e.Evidence)
	switch today := tx.Today(); {
	case e.EffectiveOn == "":
		faults.Add("effective_on", "请填写生效日期。")
	case !e.EffectiveOn.Valid():
		faults.Add("effective_on", "生效日期不是有效的日期，请按“年-月-日”填写，例如2026-03-31。")
	case e.EffectiveOn.After(today):
		faults.Add("effective_on", "生效日期晚于今天。尚未发生的事项不能申报，请在发生以后申报。")
	}
	var err error
	if j.owner, err = s.enterprises.Any(tx, e.EnterpriseID); err != nil {
		return nil, err
	}
	if j.sites, err = s.enterprises.Sites(tx, e.EnterpriseID); err != nil {
		return nil, err
	}
	j.chooseSite(&faults)
	kinds := map[string]func(*store.Tx, *judged, *fault.List) error{
		Standstill: s.judgeStandstill, Resumption: s.judgeResumption, Closure: s.judgeClosure, Relocation: s.judgeRelocation,
		Rename: s.judgeRename, Conversion: s.judgeConversion, Merger: s.judgeMerger,
	}
	if one := kinds[e.Kind]; one != nil {
		err = one(tx, &j, &faults)
	}
	return faults, err
}

// chooseSite finds the site that the event is about. Relocation and conversion are always of one site.
func (j *judged) chooseSite(faults *fault.List) {
	ofOne := j.Kind == Relocation || j.Kind == Conversion
	if j.SiteID == "" && ofOne && len(j.sites) == 1 {
		j.SiteID = j.sites[0].ID
	}
	j.SiteName = ""
	for _, site := range j.sites {
		if site.ID == j.SiteID {
			j.site, j.SiteName = site, site.Name
		}
	}
	switch {
	case j.SiteID != "" && j.site == nil:
		faults.Add("site_id", "该厂区不属于这家企业，请重新选择。")
	case j.SiteID == "" && ofOne:
		faults.Add("site_id", "企业有多个厂区，请选择"+KindLabels[j.Kind]+"的是哪一个厂区。")
	case j.Kind == Rename && j.SiteID != "":
		faults.Add("site_id", "更名是整个企业的事项，不能只选一个厂区。")
	}
}

func (s *Service) judgeStandstill(tx *store.Tx, j *judged, faults *fault.List) error {
	if !j.ExpectedUntil.Valid() {
		faults.Add("expected_until", "预计复产日期不是有效的日期，请按“年-月-日”填写。")
	} else if j.ExpectedUntil != "" && !j.ExpectedUntil.After(j.EffectiveOn) {
		faults.Add("expected_until", "预计复产日期应当晚于停产日期"+j.EffectiveOn.Chinese()+"。")
	}
	if j.owner.State == enterprise.Closed {
		faults.Add("kind", "企业已经关闭，不能再申报停产。")
	}
	have, err := standing(tx, j.EnterpriseID, j.SiteID)
	if err != nil {
		return err
	}
	if have != nil && have.ID != j.ID {
		faults.Add("kind", "该企业自"+have.EffectiveOn.Chinese()+"起已经停产并经批准，尚未复产，不能重复申报停产。")
	}
	return s.notBeforeList(tx, j, faults, "期限自名单公布之日起算，此前的停产不能使期限停止计算。停产延续到公布以后的，请从公布之日填起；公布前已经停产、不应列入的，请提出移出申请。")
}

func (s *Service) judgeClosure(tx *store.Tx, j *judged, faults *fault.List) error {
	switch {
	case j.SiteID == "" && j.owner.State == enterprise.Closed:
		faults.Add("kind", "企业已经登记为关闭，不能重复申报。")
	case j.site != nil && j.site.State == enterprise.Closed:
		faults.Add("site_id", "该厂区已经登记为关闭，不能重复申报。")
	}
	return s.notBeforeList(tx, j, faults, "公布以前已经关闭的企业不应列入名单。请提出移出申请，由作出决定的部门办理；公布的名单由省生态环境厅以更正名单更正。")
}

// notBeforeList refuses an event that is dated before the list by which a round under way was opened.
func (s *Service) notBeforeList(tx *store.Tx, j *judged, faults *fault.List, advice string) error {
	rounds, err := s.audits.RunningOf(tx, j.EnterpriseID, j.SiteID)
	for i := range rounds {
		if a := &rounds[i]; j.EffectiveOn.Before(a.PublishedOn) {
			faults.Add("effective_on", KindLabels[j.Kind]+"日期"+j.EffectiveOn.Chinese()+"早于列入该企业的名单的公布日期"+a.PublishedOn.Chinese()+"（案号"+a.CaseNo+"）。"+advice)
		}
	}
	return err
}

func (s *Service) judgeResumption(tx *store.Tx, j *judged, faults *fault.List) error {
	stop, err := standing(tx, j.EnterpriseID, j.SiteID)
	if err != nil {
		return err
	}
	switch {
	case stop == nil:
		faults.Add("kind", "没有经批准且尚未结束的停产事项（涉及的厂区须与停产时相同），不需要申报复产。")
	case j.EffectiveOn.Before(stop.EffectiveOn):
		faults.Add("effective_on", "复产日期早于停产日期"+stop.EffectiveOn.Chinese()+"，请核对。")
	}
	return nil
}

func (s *Service) judgeRename(tx *store.Tx, j *judged, faults *fault.List) error {
	err := s.enterprises.CheckRename(tx, j.owner, enterprise.EnterpriseRename{Name: j.Change.Name, On: j.EffectiveOn, Evidence: j.Evidence})
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f.Kind != fault.KindInvalid {
		return err
	}
	for _, field := range f.Fields {
		if field.Path == "name" {
			faults.Add("change.name", field.Message)
		} else if field.Path == "on" && j.EffectiveOn != "" && !j.EffectiveOn.After(tx.Today()) {
			faults.Add("effective_on", field.Message)
		}
	}
	return nil
}

func (s *Service) judgeRelocation(_ *store.Tx, j *judged, faults *fault.List) error {
	if j.site == nil {
		return nil
	}
	var found fault.List
	s.enterprises.CheckMove(&found, j.site, j.move())
	within(faults, found)
	j.Change.Label = s.regions.Label(j.Change.RegionCode)
	return nil
}

func (s *Service) judgeConversion(_ *store.Tx, j *judged, faults *fault.List) error {
	if j.site == nil {
		return nil
	}
	var found fault.List
	j.Change.IndustryCode = s.enterprises.CheckIndustry(&found, j.site, j.Change.IndustryCode)
	within(faults, found)
	j.Change.Label = s.regions.IndustryLabel(j.Change.IndustryCode)
	return nil
}

func (s *Service) judgeMerger(tx *store.Tx, j *judged, faults *fault.List) error {
	if j.Change.AcquirerCode == "" {
		faults.Add("change.acquirer_code", "请填写并购方的统一社会信用代码。")
		return nil
	}
	to, err := s.enterprises.ByCode(tx, j.Change.AcquirerCode)
	switch {
	case err != nil:
		return err
	case to == nil:
		faults.Add("change.acquirer_code", "没有登记这个统一社会信用代码的企业。请先登记并购方，再申报并购。")
	case to.ID == j.EnterpriseID:
		faults.Add("change.acquirer_code", "并购方不能是本企业。")
	case to.State == enterprise.Closed:
		faults.Add("change.acquirer_code", "并购方“"+to.Name+"”已登记为关闭，请核对代码。")
	default:
		j.Change.AcquirerCode, j.Change.AcquirerName, j.Change.AcquirerID = to.CreditCode, to.Name, to.ID
	}
	return nil
}

// within puts the faults of a change below its field.
func within(faults *fault.List, found fault.List) {
	for _, f := range found {
		f.Path = "change." + f.Path
		*faults = append(*faults, f)
	}
}

// forecast says what an approval would bring, so that whoever decides knows it before.
func (s *Service) forecast(tx *store.Tx, e *Event) ([]string, error) {
	out := []string{}
	rounds, err := s.audits.RunningOf(tx, e.EnterpriseID, e.SiteID)
	if err != nil {
		return nil, err
	}
	for i := range rounds {
		if text := e.forecastRound(&rounds[i]); text != "" {
			out = append(out, "审核"+rounds[i].CaseNo+"（"+audit.StateLabels[rounds[i].State]+"）："+text)
		}
	}
	return append(out, forecasts[e.Kind]), nil
}

func (e *Event) forecastRound(a *audit.Audit) string {
	switch {
	case e.Kind == Standstill && a.Pausable():
		return "中止，企业未办结的期限自" + e.EffectiveOn.Chinese() + "起停止计算。"
	case e.Kind == Standstill:
		return "状态不变，企业未办结的期限自" + e.EffectiveOn.Chinese() + "起停止计算。"
	case e.Kind == Resumption:
		return "恢复，停止计算的期限自" + e.EffectiveOn.Chinese() + "起继续，到期日按停止的天数顺延。"
	case e.Kind == Closure && a.UnderAppraisal():
		return "正在评估、验收，须先不予受理或者作出结论，批准关闭不会终止本轮。"
	case e.Kind == Closure:
		return "终止，未办结的期限终止计算。"
	case e.Kind == Merger:
		return "连同资料和期限移交并购方，案号不变。"
	}
	return ""
}

// forecasts are what each kind does beside the rounds.
var forecasts = map[string]string{
	Standstill: "企业经营状态改为停产（只涉及一个厂区的除外）；停产期间不计逾期，不发逾期提醒。",
	Resumption: "停产事项结束，企业经营状态改为正常生产。",
	Closure:    "企业或者厂区登记为关闭，并调出重点行业企业清单；已公布的名单不作更改。",
	Relocation: "厂区按日期改为新的所在地，原所在地保留；迁到其他市的，调出本市清单，并向迁入地提出列入清单的建议。在办案件的案号和管辖不变。",
	Rename:     "企业按日期改为新名称，原名称作为曾用名保留；已公布的名单和在办案件保留当时的名称。",
	Conversion: "厂区改为新行业，重点行业随之重新判定；批准后列为候选企业，须复核列入原因和分类管理。",
	Merger:     "厂区、属性、清单条目、计划项目、名单条目、告知书、委托和全部审核记录连同期限移交并购方；整体并购的，本企业登记为关闭。",
}
