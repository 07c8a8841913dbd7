package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/check"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/store"
)

// DossierReason is why a warning was left as it is (对警告说明的理由); those who review the report read it.
type DossierReason struct {
	bun.BaseModel `bun:"table:dossier_reason"`
	store.Row
	AuditID string `bun:"audit_id" json:"audit_id"`
	Finding string `bun:"finding" json:"finding" label:"检查发现"`
	Reason  string `bun:"reason" json:"reason" label:"理由"`
	audit   *Audit
}

// Place narrows reasons to the enterprise and the agency of their audit.
func (DossierReason) Place() access.Columns { return ofAudit }

// Subject of a reason lies within its audit.
func (r *DossierReason) Subject() store.Subject {
	return partOf(r.audit, "dossier_reason", r.ID, r.Version, "对检查发现的说明")
}

// FindingList is what the check rules find in a whole dossier (检查结果).
type FindingList struct {
	Items    []dossier.Finding        `json:"items" nullable:"false"`
	Errors   int                      `json:"errors" doc:"错误"`
	Warnings int                      `json:"warnings" doc:"没有说明理由的警告"`
	Reasoned int                      `json:"reasoned" doc:"已经说明理由的警告"`
	Hints    int                      `json:"hints" doc:"提示"`
	Editable bool                     `json:"editable" doc:"当前账号可否说明理由"`
	Proofs   []dossier.AttachmentKind `json:"proofs" nullable:"false" doc:"应附的证明材料的类型"`
}

// Findings applies all rules to the dossier of an audit as it is stored now.
func (s *Service) Findings(ctx context.Context, id string) (FindingList, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (FindingList, error) {
		a, err := find(tx, id)
		if err != nil {
			return FindingList{}, err
		}
		return s.findings(tx, a)
	})
}

func (s *Service) findings(tx *store.Tx, a *Audit) (FindingList, error) {
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return FindingList{}, err
	}
	found, err := s.judgeWhole(tx, a, d)
	if err != nil {
		return FindingList{}, err
	}
	out := FindingList{Items: found, Proofs: s.formOf(a).Attachments, Editable: tx.Actor().Can(access.FillAudit) && a.lockedBecause("findings") == ""}
	if out.Items == nil {
		out.Items = []dossier.Finding{}
	}
	s.lead(a, found)
	out.tally()
	return out, nil
}

// explain shows a reason with its finding; the rules need not run again for it.
func (l *FindingList) explain(in ReasonInput) {
	for i := range l.Items {
		if l.Items[i].Key() == in.Finding {
			l.Items[i].Reason = strings.TrimSpace(in.Reason)
		}
	}
	l.tally()
}

// tally counts the findings by what they ask for.
func (l *FindingList) tally() {
	l.Errors, l.Warnings, l.Reasoned, l.Hints = 0, 0, 0, 0
	for _, f := range l.Items {
		switch {
		case f.Severity == dossier.SeverityError:
			l.Errors++
		case f.Severity == dossier.SeverityHint:
			l.Hints++
		case f.Reason != "":
			l.Reasoned++
		default:
			l.Warnings++
		}
	}
}

// judgeWhole applies the rules to a whole dossier, and holds it against the reports that it is most like.
func (s *Service) judgeWhole(tx *store.Tx, a *Audit, d *dossier.Dossier) ([]dossier.Finding, error) {
	book, _ := s.formOf(a).Read(d)
	others, _, err := s.neighbours(tx, a, book)
	if err != nil {
		return nil, err
	}
	spreads, err := s.spreads(tx, a)
	if err != nil {
		return nil, err
	}
	_, found := s.rulesOf(a).Run(s.formOf(a), d, a.lawOn(), &check.Context{Others: dossiers(others), Spreads: spreads})
	return found, nil
}

// judge applies the rules under which the case was opened to its dossier, or to one table of it.
func (s *Service) judge(tx *store.Tx, a *Audit, d *dossier.Dossier, only string) (*dossier.Book, []dossier.Finding, error) {
	spreads, err := s.spreads(tx, a)
	if err != nil {
		return nil, nil, err
	}
	book, found := s.rulesOf(a).Run(s.formOf(a), d, a.lawOn(), &check.Context{Only: only, Spreads: spreads})
	return book, found, nil
}

// maxShown is how many findings an act that they prevent names; the page of findings has them all.
const maxShown = 20

// sound demands before the report that nothing stands in its way: no error, and a reason for every warning.
func (s *Service) sound(tx *store.Tx, a *Audit) error {
	list, err := s.findings(tx, a)
	if err != nil {
		return err
	}
	var faults fault.List
	for _, f := range list.Items {
		if check.Open(f) && len(faults) < maxShown {
			faults.Add("findings."+f.Place.Path, fmt.Sprintf("%s：%s（%s）", f.Place.Words, f.Message, dossier.SeverityLabels[f.Severity]))
		}
	}
	if more := list.Errors + list.Warnings - len(faults); more > 0 {
		faults.Add("findings", fmt.Sprintf("另有%d项，请在“资料检查”中查看。", more))
	}
	return faults.Err("审核报告还不能提交：资料检查中有错误，或者有没有说明理由的警告")
}

// ReasonInput is the reason for leaving a warning.
type ReasonInput struct {
	Finding string `json:"finding" minLength:"3" maxLength:"300" doc:"检查发现的标识：规则编号@路径"`
	Reason  string `json:"reason" maxLength:"1000" doc:"理由；空为收回"`
}

// Explain writes the reason for a warning. The finding must stand; errors cannot be explained away.
func (s *Service) Explain(ctx context.Context, id string, in ReasonInput) (FindingList, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (FindingList, error) {
		a, err := find(tx, id)
		if err != nil {
			return FindingList{}, err
		}
		if locked := a.lockedBecause("findings"); locked != "" {
			return FindingList{}, fault.Conflict(locked)
		}
		list, err := s.findings(tx, a)
		if err != nil {
			return FindingList{}, err
		}
		if err := list.explainable(in); err != nil {
			return FindingList{}, err
		}
		if err := keepReason(tx, a, in); err != nil {
			return FindingList{}, err
		}
		list.explain(in)
		return list, nil
	})
}

// explainable refuses reasons for what is not there, is no warning, or is too short to explain anything.
func (l FindingList) explainable(in ReasonInput) error {
	var faults fault.List
	known := false
	for _, f := range l.Items {
		if f.Key() == in.Finding {
			known = true
			if f.Severity == dossier.SeverityError {
				faults.Add("finding", "这是错误，不能以说明理由代替改正。")
			}
		}
	}
	if !known {
		faults.Add("finding", "没有这一项检查发现：可能已经改正，请刷新后查看。")
	}
	if n := len([]rune(strings.TrimSpace(in.Reason))); n > 0 && n < 5 {
		faults.Add("reason", "理由太短，请写明实际情况（不少于5个字）。")
	}
	return faults.Err("理由没有保存")
}

func keepReason(tx *store.Tx, a *Audit, in ReasonInput) error {
	row, err := reasonOf(tx, a.ID, in.Finding)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(in.Reason)
	if row == nil {
		return tx.Insert("dossier_reason.write", &DossierReason{AuditID: a.ID, Finding: in.Finding, Reason: reason, audit: a})
	}
	row.audit, row.Reason = a, reason
	return tx.Save("dossier_reason.write", row)
}

// Export gives the whole dossier in its exchange form (docs/dossier.schema.json), as `qingshen check` reads it.
func (s *Service) Export(ctx context.Context, id string) (*dossier.Dossier, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*dossier.Dossier, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return s.dossierOf(tx, a)
	})
}

// attachmentsOf gives the documents that lie with the case, by the kind for which they were uploaded.
func attachmentsOf(tx *store.Tx, a *Audit) ([]dossier.Attachment, error) {
	files, err := file.Versions(tx, a.Subject())
	out := []dossier.Attachment{}
	for _, f := range files {
		kind, forWhat := f.Purpose, ""
		if option, found := strings.CutPrefix(f.Purpose, "option-"); found {
			kind, forWhat = "方案证明", option
		}
		out = append(out, dossier.Attachment{ID: f.ID, Kind: kind, Name: f.Name, Date: string(f.EvidenceOn), SHA256: f.SHA256, For: forWhat, Replaced: f.ReplacedBy != ""})
	}
	return out, err
}
