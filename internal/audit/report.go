package audit

import (
	"context"
	"strings"

	"qingshen/internal/deadline"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/flow"
	"qingshen/internal/store"
)

// ReportInput is how an enterprise hands in the audit report (提交审核报告): the file, and the declaration of truth.
type ReportInput struct {
	Version    int64  `json:"version,omitempty"`
	FileID     string `json:"file_id" maxLength:"64" doc:"清洁生产审核报告文件"`
	DeclaredBy string `json:"declared_by" maxLength:"50" doc:"承诺人姓名（法定代表人或者授权人）"`
	Declared   bool   `json:"declared" doc:"承诺内容真实、准确、完整"`
}

// BaseVersion gives the version that the input carries.
func (in ReportInput) BaseVersion() int64 { return in.Version }

// Declaration is what the enterprise declares with its report.
const Declaration = "本单位承诺：提交的清洁生产审核报告和有关数据真实、准确、完整，审核过程没有弄虚作假；如有不实，愿意承担相应的法律责任。"

// SubmitReport hands the audit report to the competent departments and locks the dossier. The actor must run this audit;
// every stage must be complete.
func (s *Service) SubmitReport(ctx context.Context, id string, in ReportInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		var faults fault.List
		faults.Require("file_id", "清洁生产审核报告文件（请先上传）", in.FileID)
		faults.Require("declared_by", "承诺人姓名", in.DeclaredBy)
		if !in.Declared {
			faults.Add("declared", "请阅读并作出承诺后提交。")
		}
		if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
			return err
		}
		if err := s.signedAsIs(tx, &faults, a, in.FileID); err != nil {
			return err
		}
		if err := faults.Err("审核报告没有提交"); err != nil {
			return err
		}
		if err := s.taken(tx, a); err != nil {
			return err
		}
		if err := s.sound(tx, a); err != nil {
			return err
		}
		now := tx.Now()
		a.ReportFileID, a.DeclaredBy, a.DeclaredAt, a.ReportedOn = in.FileID, strings.TrimSpace(in.DeclaredBy), &now, tx.Today()
		if err := flow.Move(tx, States, a, "submit-report", "承诺人："+a.DeclaredBy); err != nil {
			return err
		}
		if err := file.Hold(tx, a.Subject(), "审核报告"); err != nil {
			return err
		}
		if err := s.shelve(tx, a); err != nil {
			return err
		}
		return deadline.StartEvent(tx, a.Subject(), "report-submitted", tx.Today())
	})
}

// AnswerInput is how an enterprise reports what it has mended.
type AnswerInput struct {
	Version int64  `json:"version,omitempty"`
	Answer  string `json:"answer" maxLength:"4000" doc:"完成情况"`
	FileID  string `json:"file_id,omitempty" maxLength:"64" doc:"修改后的审核报告，或者整改证明"`
}

// BaseVersion gives the version that the input carries.
func (in AnswerInput) BaseVersion() int64 { return in.Version }

func (in AnswerInput) check(tx *store.Tx, a *Audit, label string) error {
	var faults fault.List
	faults.Require("answer", label, in.Answer)
	if err := requireFile(tx, &faults, a, "file_id", in.FileID); err != nil {
		return err
	}
	return faults.Err("没有报送")
}

// AnswerSupplement reports what was completed after the evaluation; a new version of the report may come with it.
func (s *Service) AnswerSupplement(ctx context.Context, id string, in AnswerInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.check(tx, a, "补充完善情况"); err != nil {
			return err
		}
		a.SupplementAnswer = strings.TrimSpace(in.Answer)
		if in.FileID != "" {
			a.ReportFileID = in.FileID
		}
		if err := flow.Move(tx, States, a, "answer-supplement", ""); err != nil {
			return err
		}
		return file.Hold(tx, a.Subject(), "补充完善情况")
	})
}

// ConfirmAnswer is the department's re-check after completion (GUIDE chapter 2): from now on the options may go on.
func (s *Service) ConfirmAnswer(ctx context.Context, id string, in CommentInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := flow.Move(tx, States, a, "confirm-supplement", in.Comment); err != nil {
			return err
		}
		return implemented(tx, a)
	})
}

// ReturnAnswer asks for further completion, with what is still missing.
func (s *Service) ReturnAnswer(ctx context.Context, id string, in CommentInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.required("退回的原因和补充要求"); err != nil {
			return err
		}
		if err := flow.Move(tx, States, a, "return-supplement", in.Comment); err != nil {
			return err
		}
		// A return on the day on which the clock had started finds it stopped: it runs on.
		if err := deadline.Reopen(tx, a.Subject(), "supplement"); err != nil {
			return err
		}
		a.SupplementAnswer = ""
		return tx.Save("audit.clear-answer", a)
	})
}

// AnswerRectification reports what was rectified after a failed acceptance.
func (s *Service) AnswerRectification(ctx context.Context, id string, in AnswerInput) (*Audit, error) {
	return s.change(ctx, id, func(tx *store.Tx, a *Audit) error {
		if err := in.check(tx, a, "整改情况"); err != nil {
			return err
		}
		a.RectifyAnswer = strings.TrimSpace(in.Answer)
		if err := flow.Move(tx, States, a, "answer-rectification", ""); err != nil {
			return err
		}
		return file.Hold(tx, a.Subject(), "整改情况")
	})
}
