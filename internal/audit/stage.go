package audit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/calendar"
	"qingshen/internal/fault"
	"qingshen/internal/statute"
	"qingshen/internal/store"
)

// The seven stages (七个阶段), CPM 14. Their titles and the 35 steps come from the law data.
const (
	StagePreparation    = "preparation"    // 审核准备
	StagePreassessment  = "preassessment"  // 预审核
	StageAssessment     = "assessment"     // 审核
	StageScreening      = "screening"      // 方案的产生和筛选
	StageFeasibility    = "feasibility"    // 方案的确定
	StageImplementation = "implementation" // 方案的实施
	StageContinuation   = "continuation"   // 持续清洁生产
)

// The states of a stage.
const (
	StageOpen     = "open"     // 未开始
	StageOngoing  = "ongoing"  // 进行中
	StageComplete = "complete" // 已完成
)

// StageStateLabels are the Chinese names of the states of a stage.
var StageStateLabels = map[string]string{StageOpen: "未开始", StageOngoing: "进行中", StageComplete: "已完成"}

// Stage is one of the seven stages of a round, as a line of its task list.
type Stage struct {
	bun.BaseModel `bun:"table:audit_stage"`
	store.Row
	AuditID     string          `bun:"audit_id" json:"audit_id"`
	Stage       string          `bun:"stage" json:"stage"`
	Seq         int             `bun:"seq" json:"seq"`
	State       string          `bun:"state" json:"state" enum:"open,ongoing,complete" label:"阶段状态"`
	Steps       map[string]bool `bun:"steps,type:text" json:"steps" nullable:"false" doc:"已完成的步骤" label:"已完成的步骤"`
	Note        string          `bun:"note" json:"note" label:"阶段小结"`
	StartedOn   calendar.Date   `bun:"started_on" json:"started_on" label:"开始日期"`
	CompletedOn calendar.Date   `bun:"completed_on" json:"completed_on" label:"完成日期"`
	WrittenBy   string          `bun:"written_by" json:"written_by" doc:"最近填写的咨询服务机构；企业自行填写的为空" label:"填写机构"`
	Title       string          `bun:"-" json:"title"`
	StepList    []StageStep     `bun:"-" json:"step_list" nullable:"false" doc:"本阶段的步骤"`
	Sections    []SectionBrief  `bun:"-" json:"sections" nullable:"false" doc:"本阶段填写的资料"`
	Gaps        []string        `bun:"-" json:"gaps" nullable:"false" doc:"完成本阶段还缺少的内容"`
	Returned    []ReturnedPlace `bun:"-" json:"returned" nullable:"false" doc:"被退回、可以修改的位置；行标识为阶段"`
	Editable    bool            `bun:"-" json:"editable" doc:"步骤和小结当前是否可以修改"`
	audit       *Audit
}

// StageStep is one of the 35 steps.
type StageStep struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// Place narrows stages to the enterprise and the agency of their audit.
func (Stage) Place() access.Columns { return ofAudit }

// Subject of a stage lies within its audit.
func (st *Stage) Subject() store.Subject {
	return partOf(st.audit, "audit_stage", st.ID, st.Version, st.Title)
}

// firstStages gives the stages with which a round starts: the first is under way.
func firstStages(tx *store.Tx, a *Audit) []*Stage {
	rows := []*Stage{}
	for _, law := range tx.Law().Stages(a.lawOn()) {
		row := &Stage{AuditID: a.ID, Stage: law.ID, Seq: law.Seq, State: StageOpen, Steps: map[string]bool{}, Title: law.Title, audit: a}
		if len(rows) == 0 {
			row.State, row.StartedOn = StageOngoing, tx.Today()
		}
		rows = append(rows, row)
	}
	return rows
}

// work is what the stages of a case are judged by, read once.
type work struct {
	sections []SectionBrief
	options  []Option
	stages   []Stage
	back     []*DossierReturn // summaries that were sent back
}

func workOf(tx *store.Tx, a *Audit) (work, error) {
	var w work
	var err error
	if w.sections, err = gapsOf(tx, a); err != nil {
		return w, err
	}
	if w.options, err = optionsOf(tx, a.ID); err != nil {
		return w, err
	}
	if w.stages, err = stagesOf(tx, a.ID); err != nil {
		return w, err
	}
	if err := crowd(tx, a, w.sections); err != nil {
		return w, err
	}
	if w.back, err = sentBack(tx, a, SectionStages); err != nil {
		return w, err
	}
	for i := range w.stages {
		w.stages[i].describe(tx, a, w)
	}
	return w, nil
}

// describe fills in what the law and the state of the dossier say of a stage.
func (st *Stage) describe(tx *store.Tx, a *Audit, w work) {
	st.audit = a
	track, _ := a.track(tx)
	for _, law := range tx.Law().Stages(a.lawOn()) {
		if law.ID == st.Stage {
			st.Title, st.StepList = law.Title, stepsOf(track.StepsOf(law))
		}
	}
	st.Sections = []SectionBrief{}
	for _, section := range w.sections {
		if section.Stage == st.Stage {
			st.Sections = append(st.Sections, section)
		}
	}
	st.Gaps = append(st.sectionGaps(), st.optionGaps(w.options)...)
	st.Actions = st.allowed(tx, a, w)
	st.Returned = asPlaces(st.back(w))
	st.Editable = tx.Actor().Can(access.FillAudit) && a.onlyRead == "" && (st.locked(a) == "" || len(st.Returned) > 0)
}

// back gives what was sent back of a stage.
func (st *Stage) back(w work) []*DossierReturn {
	return slices.DeleteFunc(slices.Clone(w.back), func(r *DossierReturn) bool { return r.Mark != "" && r.Mark != st.Stage })
}

// track is the way in which the round is handled, as its region has it on the day whose law the round keeps.
func (a *Audit) track(tx *store.Tx) (statute.Track, bool) {
	return tx.Law().TrackIn(a.Track, a.lawOn(), a.RegionCode)
}

func stepsOf(asked []statute.Step) []StageStep {
	steps := []StageStep{}
	for _, s := range asked {
		steps = append(steps, StageStep{ID: s.ID, Title: s.Title})
	}
	return steps
}

// sectionGaps says what the tables of the stage still lack.
func (st *Stage) sectionGaps() []string {
	gaps := []string{}
	for _, section := range st.Sections {
		gaps = append(gaps, section.Gaps...)
	}
	return gaps
}

// optionGaps says what the options still lack for the stage.
func (st *Stage) optionGaps(options []Option) []string {
	gaps := []string{}
	switch st.Stage {
	case StageScreening:
		if len(options) == 0 {
			gaps = append(gaps, "请至少提出一个清洁生产方案。")
		}
	case StageFeasibility:
		for _, o := range options {
			if o.CostClass == CostHigh && o.State != OptionDropped && !o.Feasibility.complete() {
				gaps = append(gaps, "中/高费方案"+o.Code+"应有技术、环境、经济可行性分析。")
			}
		}
	case StageImplementation:
		for _, o := range options {
			switch {
			case o.CostClass == CostLow && o.State != OptionDone && o.State != OptionDropped:
				gaps = append(gaps, "无/低费方案"+o.Code+"应已实施完成，或者说明放弃的原因。")
			case o.CostClass == CostHigh && o.State == OptionPlanned && o.PlannedOn == "":
				gaps = append(gaps, "中/高费方案"+o.Code+"应有计划完成日期。")
			}
		}
	}
	return gaps
}

// allowed tells what may be done with the stage now.
func (st *Stage) allowed(tx *store.Tx, a *Audit, w work) []store.Action {
	actions := []store.Action{}
	if !tx.Actor().Can(access.FillAudit) || st.locked(a) != "" {
		return actions
	}
	if st.State == StageComplete {
		return append(actions, store.Action{Name: "reopen", Label: "重新打开", Allowed: true})
	}
	action := store.Action{Name: "complete", Label: "完成本阶段", Allowed: true}
	if err := st.ready(w); err != nil {
		action.Allowed, action.Reason = false, sentence(err)
	}
	return append(actions, action)
}

// locked says why the stage cannot be changed now: the stages are closed with the report.
func (st *Stage) locked(a *Audit) string {
	if a.onlyRead == "" && (a.State == Ongoing || a.State == Supplementing) {
		return ""
	}
	return a.lockedBecause("")
}

// ready refuses to complete a stage before the one ahead of it, or before its minimum is filled in (CPM 14).
func (st *Stage) ready(w work) error {
	var faults fault.List
	i := slices.IndexFunc(w.stages, func(other Stage) bool { return other.Stage == st.Stage })
	if i > 0 && w.stages[i-1].State != StageComplete {
		faults.Add("stage", fmt.Sprintf("七个阶段按顺序完成，请先完成“%s”。", w.stages[i-1].Title))
	}
	for _, gap := range st.Gaps {
		faults.Add("stage", gap)
	}
	return faults.Err("本阶段还不能完成")
}

// sentence joins the faults of an error for a place that shows one text.
func sentence(err error) string {
	f := fault.As(err)
	texts := []string{f.Message + "："}
	for _, field := range f.Fields {
		texts = append(texts, field.Message)
	}
	if len(f.Fields) == 0 {
		return f.Message
	}
	return strings.Join(texts, "")
}

// StageInput is what is written of a stage beside its dossier.
type StageInput struct {
	Version int64           `json:"version,omitempty"`
	Steps   map[string]bool `json:"steps,omitempty" doc:"已完成的步骤"`
	Note    string          `json:"note,omitempty" maxLength:"4000" doc:"阶段小结"`
}

// BaseVersion gives the version that the input carries.
func (in StageInput) BaseVersion() int64 { return in.Version }

func (st *Stage) apply(in StageInput) error {
	steps := map[string]bool{}
	var faults fault.List
	for id, done := range in.Steps {
		if !slices.ContainsFunc(st.StepList, func(s StageStep) bool { return s.ID == id }) {
			faults.Add("steps."+id, "本阶段没有这个步骤，请刷新页面后重试。")
		}
		if done {
			steps[id] = true
		}
	}
	st.Steps, st.Note = steps, strings.TrimSpace(in.Note)
	return faults.Err("阶段没有保存")
}
