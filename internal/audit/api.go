package audit

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"qingshen/internal/access"
	"qingshen/internal/rest"
	"qingshen/internal/store"
)

// Register declares the operations of the audits.
func Register(a *rest.API, s *Service) {
	rest.List(a, "/audits", "list-audits", access.ViewAudit, "Lists the audits (审核) in the actor's place, each with its nearest running clock.", s.List)
	rest.Get(a, "/audits/{id}", "get-audit", access.ViewAudit, "Gives one audit with its clocks, its seven stages, the state of its dossier and what may be done now.", s.Get)
	rest.Get(a, "/audits/{id}/history", "get-audit-history", access.ViewAudit, "Gives the case history (办理过程) of an audit, newest first.",
		func(ctx context.Context, id string) (rest.History, error) { return rest.HistoryOf(s.History(ctx, id)) })
	registerActs(a, s)
	registerStages(a, s)
	registerDossier(a, s)
	registerOptions(a, s)
	registerDisclosures(a, s)
}

func registerActs(a *rest.API, s *Service) {
	rest.Get(a, "/audits/{id}/start-materials", "list-start-materials", access.ViewAudit, "Gives the capability evidence (能力证明) that each mode of the audit asks for.", s.StartMaterials)
	rest.Post(a, "/audits/{id}/start", "start-audit", access.RunAudit, "Files the start (启动) with mode, capability evidence, team and plan. Stops the two-month clock; a late start is taken.", s.Start)
	rest.Post(a, "/audits/{id}/engage", "engage-agency", access.RunAudit, "Entrusts a consulting agency (委托) with the audit, or changes to another one.", s.Engage)
	rest.Post(a, "/audits/{id}/submit-report", "submit-audit-report", access.RunAudit, "Submits the audit report (提交审核报告) with the declaration of truth. Stops the one-year clock and locks the dossier.", s.SubmitReport)
	rest.Post(a, "/audits/{id}/answer-supplement", "answer-supplement", access.RunAudit, "Reports what was completed after the evaluation (补充完善).", s.AnswerSupplement)
	rest.Post(a, "/audits/{id}/confirm-supplement", "confirm-supplement", access.OrganiseAppraisal, "Confirms the completion: the medium and high cost options may begin.", s.ConfirmAnswer)
	rest.Post(a, "/audits/{id}/return-supplement", "return-supplement", access.OrganiseAppraisal, "Sends the completion back with what is still missing.", s.ReturnAnswer)
	rest.Post(a, "/audits/{id}/order-rectification", "order-rectification", access.OrganiseAppraisal, "Orders rectification (责令限期整改) after a failed acceptance, by the day that the order sets.", s.OrderRectification)
	rest.Post(a, "/audits/{id}/answer-rectification", "answer-rectification", access.RunAudit, "Reports what was rectified (整改情况).", s.AnswerRectification)
	rest.Post(a, "/audits/{id}/order-redo", "order-redo", access.OrganiseAppraisal, "Orders the audit to be done again (重新开展) after a failed acceptance; opens the next round.", s.OrderRedo)
	rest.Post(a, "/audits/{id}/suspend", "suspend-audit", access.ExtendDeadline, "Lets a round stand still (中止) with reason and end date.", s.Suspend)
	rest.Post(a, "/audits/{id}/resume", "resume-audit", access.ExtendDeadline, "Lets a suspended round go on (恢复); its clocks move where that was decided.", s.Resume)
	rest.Post(a, "/audits/{id}/terminate", "terminate-audit", access.OrganiseAppraisal, "Ends a round without result (终止): closed, moved, deemed performed or struck off the list.", s.Terminate)
}

// stageRef addresses one stage of one audit.
type stageRef struct {
	ID      string      `path:"id" maxLength:"64"`
	Stage   string      `path:"stage" maxLength:"40"`
	IfMatch string      `header:"If-Match" doc:"读取时得到的版本号；也可写在请求体的 version 字段"`
	Body    *StageInput `required:"false"`
}

func (r *stageRef) resolve(ctx context.Context) (context.Context, StageInput) {
	var in StageInput
	if r.Body != nil {
		in = *r.Body
	}
	version, _ := strconv.ParseInt(strings.Trim(strings.TrimPrefix(r.IfMatch, "W/"), `"`), 10, 64)
	if version == 0 {
		version = in.Version
	}
	return store.WithVersion(ctx, version), in
}

func stageAnswer(st *Stage, err error) (*rest.Out[*Stage], error) {
	if err != nil {
		return nil, err
	}
	return &rest.Out[*Stage]{ETag: strconv.Quote(strconv.FormatInt(st.Version, 10)), Body: st}, nil
}

func registerStages(a *rest.API, s *Service) {
	rest.Get(a, "/audits/{id}/stages", "list-stages", access.ViewAudit, "Gives the task list of the seven stages (七个阶段) with what each still lacks.", s.Stages)
	rest.Custom(a, http.MethodPut, "/audits/{id}/stages/{stage}", "save-stage", access.FillAudit, "Writes the steps that are done and the summary of a stage (阶段小结).",
		func(ctx context.Context, r *stageRef) (*rest.Out[*Stage], error) {
			ctx, in := r.resolve(ctx)
			return stageAnswer(s.SaveStage(ctx, r.ID, r.Stage, in))
		})
	rest.Custom(a, http.MethodPost, "/audits/{id}/stages/{stage}/complete", "complete-stage", access.FillAudit, "Marks a stage as complete (完成阶段) when its minimum is filled in; the stages are completed in order.",
		func(ctx context.Context, r *stageRef) (*rest.Out[*Stage], error) {
			ctx, _ = r.resolve(ctx)
			return stageAnswer(s.CompleteStage(ctx, r.ID, r.Stage))
		})
	rest.Custom(a, http.MethodPost, "/audits/{id}/stages/{stage}/reopen", "reopen-stage", access.FillAudit, "Opens a completed stage again (重新打开), until the report is handed in.",
		func(ctx context.Context, r *stageRef) (*rest.Out[*Stage], error) {
			ctx, _ = r.resolve(ctx)
			return stageAnswer(s.ReopenStage(ctx, r.ID, r.Stage))
		})
}

func registerDossier(a *rest.API, s *Service) {
	section[TeamSection](a, s, SectionTeam, "the audit team and its work plan (审核小组与工作计划)")
	section[ProfileSection](a, s, SectionProfile, "the enterprise as it stands (企业基本情况)")
	section[ProductSection](a, s, SectionProducts, "the output of three years (产品产量)")
	section[EnergySection](a, s, SectionEnergy, "the energy of three years (能源消耗); standard coal is computed")
	section[WaterSection](a, s, SectionWater, "the water of three years (水资源利用); the reuse rate is computed")
	section[EmissionSection](a, s, SectionEmissions, "pollutants and waste (污染物产生与排放); excess is computed")
	section[TargetSection](a, s, SectionTargets, "the targets of the round (清洁生产目标); per cents are computed")
	rest.List(a, "/energy-carriers", "list-energy-carriers", access.ViewAudit, "Lists the kinds of energy with their dated coefficients to standard coal (折标准煤系数) and their source.", s.Carriers)
}

// sectionPointer is a pointer to a section type.
type sectionPointer[T any] interface {
	*T
	content
}

// section declares reading and writing of one section of the dossier under its own path and schema.
func section[T any, P sectionPointer[T]](a *rest.API, s *Service, name, words string) {
	rest.Get(a, "/audits/{id}/dossier/"+name, "get-dossier-"+name, access.ViewAudit, "Gives a section of the dossier: "+words+".",
		func(ctx context.Context, id string) (P, error) { return readSection[P](ctx, s, id, name) })
	rest.Put(a, "/audits/{id}/dossier/"+name, "save-dossier-"+name, access.FillAudit, "Replaces a section of the dossier: "+words+". All faults at once.",
		func(ctx context.Context, id string, in T) (P, error) { return writeSection(ctx, s, id, name, P(&in)) })
}

func registerOptions(a *rest.API, s *Service) {
	rest.Get(a, "/audits/{id}/options", "list-options", access.ViewAudit, "Gives the cleaner production options (清洁生产方案) of an audit with their sums.", s.Options)
	rest.Post(a, "/audits/{id}/options", "add-option", access.FillAudit, "Adds an option with the next free code.", s.AddOption)
	rest.Put(a, "/options/{id}", "save-option", access.FillAudit, "Writes an option; after the report only its progress.", s.SaveOption)
	rest.Delete(a, "/options/{id}", "delete-option", access.FillAudit, "Removes an option that was planned only.", s.DeleteOption)
	rest.Get(a, "/options/{id}/history", "get-option-history", access.ViewAudit, "Gives what happened to an option, newest first.",
		func(ctx context.Context, id string) (rest.History, error) {
			return rest.HistoryOf(s.OptionHistory(ctx, id))
		})
}

func registerDisclosures(a *rest.API, s *Service) {
	rest.List(a, "/disclosures", "list-disclosures", access.ViewAudit, "Lists the disclosures (信息公开) in the actor's place.", s.ListDisclosures)
	rest.Get(a, "/audits/{id}/disclosure", "get-disclosure", access.ViewAudit, "Gives the disclosure of an audit with the form that its reasons ask for.", s.Disclosure)
	rest.Put(a, "/audits/{id}/disclosure", "save-disclosure", access.FillAudit, "Writes the draft of a disclosure; it may be incomplete.", s.SaveDisclosure)
	rest.Post(a, "/disclosures/{id}/submit", "submit-disclosure", access.Disclose, "Declares that the information was published on the day that the proof shows; stops the one-month clock on that day.", s.SubmitDisclosure)
	rest.Post(a, "/disclosures/{id}/check", "check-disclosure", access.CheckDisclosure, "Confirms that what was submitted has been published (核对).", s.CheckDisclosure)
	rest.Post(a, "/disclosures/{id}/return", "return-disclosure", access.CheckDisclosure, "Sends a disclosure back with its reason (退回); its clock runs again.", s.ReturnDisclosure)
	rest.Get(a, "/disclosures/{id}/history", "get-disclosure-history", access.ViewAudit, "Gives what happened to a disclosure, newest first.",
		func(ctx context.Context, id string) (rest.History, error) {
			return rest.HistoryOf(s.DisclosureHistory(ctx, id))
		})
}
