package audit

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"qingshen/internal/access"
	"qingshen/internal/dossier"
	"qingshen/internal/rest"
	"qingshen/internal/store"
	"qingshen/internal/workbook"
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
	registerReport(a, s)
	registerHands(a, s)
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
	const path = "/audits/{id}/dossier/{table}"
	rest.Custom(a, http.MethodGet, path, "get-dossier-table", access.ViewAudit, "Gives one table of the dossier (审核资料) with its columns, what is computed from it and what was found in it.",
		func(ctx context.Context, r *tableRef) (*rest.Out[*Table], error) {
			return tableAnswer(s.Table(ctx, r.ID, r.Table))
		})
	rest.Custom(a, http.MethodPut, path, "save-dossier-table", access.FillAudit, "Replaces the rows of a table of the dossier. What cannot be understood is refused, all faults at once; what is missing or doubtful is kept and found again.",
		func(ctx context.Context, r *tableInput) (*rest.Out[*Table], error) {
			ctx, in := r.resolve(ctx)
			return tableAnswer(s.SaveTable(ctx, r.ID, r.Table, in))
		})
	rest.Custom(a, http.MethodPost, path+"/check", "check-dossier-table", access.FillAudit, "Computes and checks the rows of a table without keeping them (边填边查).",
		func(ctx context.Context, r *tableInput) (*rest.Out[*Table], error) {
			return tableAnswer(s.CheckTable(ctx, r.ID, r.Table, r.Body))
		})
	rest.Custom(a, http.MethodPost, path+"/trace", "trace-dossier-cell", access.ViewAudit, "Tells where a computed cell comes from (计算来源): formula, inputs, factors with their sources.",
		func(ctx context.Context, r *traceInput) (*rest.Out[*dossier.Trace], error) {
			t, err := s.Trace(ctx, r.ID, r.Table, r.Body)
			if err != nil {
				return nil, err
			}
			return &rest.Out[*dossier.Trace]{Body: t}, nil
		})
	rest.Custom(a, http.MethodGet, path+"/sheet", "get-dossier-table-sheet", access.ViewAudit, "Downloads a table of the dossier as a workbook to fill in and upload again; blank gives the empty template.",
		func(ctx context.Context, r *tableBook) (*huma.StreamResponse, error) {
			return s.TableSheet(r.ID, r.Table).Give(ctx, s.db, "", r.Blank)
		}, workbook.AnswersBook)
	rest.Custom(a, http.MethodPost, path+"/sheet", "take-dossier-table-sheet", access.FillAudit, "Holds an uploaded workbook against a table of the dossier and answers the difference; with the digest of a difference that was looked at, takes it over, all or nothing.",
		func(ctx context.Context, r *tableUpload) (*rest.Out[*workbook.SheetDiff], error) {
			d, err := s.TableSheet(r.ID, r.Table).Receive(ctx, s.db, "", &r.RawBody)
			if err != nil {
				return nil, err
			}
			return &rest.Out[*workbook.SheetDiff]{Body: d}, nil
		}, workbook.TakesBook)
	rest.Get(a, "/audits/{id}/dossier-print", "print-dossier", access.ViewAudit, "Gives the whole dossier as it is put on paper: every table of the form with all its columns.", s.Print)
	rest.Get(a, "/audits/{id}/rebase", "get-audit-rebase", access.ViewAudit, "Tells what would change if a round moved to the edition of the dossier's form in force (转到新版表单), and what earlier moves have kept.", s.RebasePlan)
	rest.Post(a, "/audits/{id}/rebase", "rebase-audit", access.RunAudit, "Moves a round to the edition of the form in force, as the difference says that was looked at. Nothing is lost: what has no place any more is kept to be read.", s.Rebase)
	rest.Get(a, "/audits/{id}/findings", "get-audit-findings", access.ViewAudit, "Applies all check rules (资料检查) to the dossier of an audit.", s.Findings)
	rest.Get(a, "/audits/{id}/likeness", "get-audit-likeness", access.ViewSummary, "Sets the texts of a report beside those of the reports that it is most like (雷同比对).", s.Likeness)
	rest.List(a, "/dossier-checks", "list-dossier-checks", access.ViewSummary, "Lists the dossiers of the actor's place by what the check rules find in them (书面检查情况), those with most findings first.", s.Inspections)
	rest.Create(a, "/dossier-checks/run", "run-dossier-checks", access.Oversee, "Applies all check rules to every dossier of the actor's place: answers the job, which shows its progress.", s.Inspect)
	rest.Post(a, "/audits/{id}/findings", "explain-audit-finding", access.FillAudit, "Writes the reason for leaving a warning; those who review the report see it.", s.Explain)
	rest.Get(a, "/audits/{id}/dossier.json", "export-dossier", access.ViewAudit, "Gives the whole dossier in its exchange form, as the check command reads it.", s.Export)
}

// tableRef names a table of the dossier of an audit.
type tableRef struct {
	ID    string `path:"id" maxLength:"64"`
	Table string `path:"table" maxLength:"64" doc:"表名"`
}

type traceInput struct {
	ID    string `path:"id" maxLength:"64"`
	Table string `path:"table" maxLength:"64" doc:"表名"`
	Body  TraceInput
}

type tableBook struct {
	ID    string `path:"id" maxLength:"64"`
	Table string `path:"table" maxLength:"64" doc:"表名"`
	Blank bool   `query:"blank" doc:"只要空白模板"`
}

type tableUpload struct {
	ID      string `path:"id" maxLength:"64"`
	Table   string `path:"table" maxLength:"64" doc:"表名"`
	RawBody workbook.Form
}

// tableInput is a table with the version that it was read with.
type tableInput struct {
	ID      string `path:"id" maxLength:"64"`
	Table   string `path:"table" maxLength:"64" doc:"表名"`
	IfMatch string `header:"If-Match" doc:"读取时的版本号"`
	Body    Table
}

func (r *tableInput) resolve(ctx context.Context) (context.Context, Table) {
	version := r.Body.Version
	if n, err := strconv.ParseInt(strings.Trim(r.IfMatch, `"`), 10, 64); err == nil {
		version = n
	}
	return store.WithVersion(ctx, version), r.Body
}

func tableAnswer(t *Table, err error) (*rest.Out[*Table], error) {
	if err != nil {
		return nil, err
	}
	return &rest.Out[*Table]{ETag: strconv.Quote(strconv.FormatInt(t.Version, 10)), Body: t}, nil
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
