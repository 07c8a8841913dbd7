package audit

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/document"
	"qingshen/internal/dossier"
	"qingshen/internal/fault"
	"qingshen/internal/report"
	"qingshen/internal/store"
)

// DossierText is a text of the report as people edited it (报告文字); base is the draft that they had before them. An empty
// text is the draft of the system again.
type DossierText struct {
	bun.BaseModel `bun:"table:dossier_text"`
	store.Row
	AuditID string `bun:"audit_id" json:"audit_id"`
	Section string `bun:"section" json:"section" label:"章节"`
	Text    string `bun:"text" json:"text" label:"文字"`
	Draft   string `bun:"base" json:"-"`
	audit   *Audit
}

// Place narrows texts to the enterprise and the agency of their audit.
func (DossierText) Place() access.Columns { return ofAudit }

// Subject of a text lies within its audit.
func (t *DossierText) Subject() store.Subject {
	return partOf(t.audit, "dossier_text", t.ID, t.Version, "报告文字")
}

// DossierSecret is a row that the enterprise keeps from the public version (商业秘密).
type DossierSecret struct {
	bun.BaseModel `bun:"table:dossier_secret"`
	store.Row
	AuditID string `bun:"audit_id" json:"audit_id"`
	Section string `bun:"section" json:"section" label:"表"`
	Line    string `bun:"line" json:"line" label:"行"`
	Reason  string `bun:"reason" json:"reason" label:"理由"`
	audit   *Audit
}

// Place narrows secrets to the enterprise and the agency of their audit.
func (DossierSecret) Place() access.Columns { return ofAudit }

// Subject of a secret lies within its audit.
func (t *DossierSecret) Subject() store.Subject {
	return partOf(t.audit, "dossier_secret", t.ID, t.Version, "不公开的行")
}

// ReportDraft is the report as the system writes it now (报告稿): chapters, what the gate finds, and who signed it.
type ReportDraft struct {
	AuditID   string               `json:"audit_id"`
	Variant   string               `json:"variant" doc:"稿种"`
	Variants  []report.Variant     `json:"variants" nullable:"false"`
	Chapters  []report.ChapterView `json:"chapters" nullable:"false"`
	Gate      []dossier.Finding    `json:"gate" nullable:"false" doc:"质量关的发现"`
	Errors    int                  `json:"errors" doc:"不改正不能生成正式稿的错误"`
	Editable  bool                 `json:"editable"`
	Returned  []ReturnedPlace      `json:"returned" nullable:"false" doc:"被退回、可以修改的文字；行标识为章节"`
	Locked    string               `json:"locked,omitempty" doc:"不能编辑的原因"`
	CanSign   bool                 `json:"can_sign"`
	Marks     []report.Mark        `json:"marks" nullable:"false" doc:"标注为商业秘密的行"`
	Withheld  []string             `json:"withheld" nullable:"false" doc:"公开本中不公开的内容和理由"`
	Signature *SignatureView       `json:"signature,omitempty"`
}

// ReportDraft writes the report of an audit anew from its dossier.
func (s *Service) ReportDraft(ctx context.Context, id, variant string) (*ReportDraft, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*ReportDraft, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		return s.draft(tx, a, variant)
	})
}

func (s *Service) draft(tx *store.Tx, a *Audit, variant string) (*ReportDraft, error) {
	r, gate, err := s.compose(tx, a, variant)
	if err != nil {
		return nil, err
	}
	locked := a.lockedBecause(SectionTexts)
	back, err := sentBack(tx, a, SectionTexts)
	if err != nil {
		return nil, err
	}
	if !tx.Actor().Can(access.FillAudit) {
		back = nil
		if locked == "" {
			locked = "报告由企业或者受托的咨询服务机构编写。"
		}
	}
	out := &ReportDraft{
		AuditID: a.ID, Variant: r.Variant.ID, Variants: r.Outline.Variants, Chapters: r.Chapters, Gate: append([]dossier.Finding{}, gate...), Editable: locked == "", Locked: locked, Returned: asPlaces(back),
		CanSign: tx.Actor().Can(access.RunAudit) && a.onlyRead == "", Marks: append([]report.Mark{}, r.Marks...), Withheld: r.Secrets,
	}
	s.lead(a, out.Gate)
	for _, f := range gate {
		if f.Severity == dossier.SeverityError {
			out.Errors++
		}
	}
	out.Signature, err = s.signature(tx, a)
	return out, err
}

// compose writes the report and asks the gate.
func (s *Service) compose(tx *store.Tx, a *Audit, variant string) (*report.Report, []dossier.Finding, error) {
	outline := s.outlineOf(a)
	if variant == "" {
		variant = "evaluation"
	}
	v, ok := outline.Variant(variant)
	if !ok {
		return nil, nil, fault.NotFound("这种报告稿")
	}
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, nil, err
	}
	book, found, err := s.judge(tx, a, d, "")
	if err != nil {
		return nil, nil, err
	}
	in := report.Input{Outline: outline, Book: book, Variant: v}
	if in.Texts, err = textsOf(tx, a.ID); err != nil {
		return nil, nil, err
	}
	secrets, err := secretRows(tx, a.ID)
	for _, row := range secrets {
		if row.Reason != "" {
			in.Marks = append(in.Marks, report.Mark{Table: row.Section, Row: row.Line, Reason: row.Reason})
		}
	}
	r := report.Compose(in)
	return r, r.Gate(found), err
}

// lead gives findings the page on which they are mended, and those in texts of the report the names of their sections.
func (s *Service) lead(a *Audit, found []dossier.Finding) {
	for i := range found {
		s.leadTo(a, &found[i].Place)
	}
}

// leadTo says one place of a dossier in the words of its reader, with the page on which it is.
func (s *Service) leadTo(a *Audit, p *dossier.Place) {
	outline := s.outlineOf(a)
	switch t := s.formOf(a).Table(p.Table); {
	case t != nil && t.Kept != "":
		p.Link = "/audits/" + a.ID + "/" + t.Kept
	case t != nil:
		p.Link = "/audits/" + a.ID + "/dossier/" + t.ID
	}
	id, ok := strings.CutPrefix(p.Path, "texts.")
	if !ok {
		return
	}
	if section := outline.Section(id); section != nil {
		p.Words, p.Link = "审核报告“"+section.Title+"”", "/audits/"+a.ID+"/report-draft#"+id
	} else if n := slices.IndexFunc(outline.Chapters, func(c *report.Chapter) bool { return c.ID == id }); n >= 0 {
		p.Words, p.Link = "“"+outline.Chapters[n].Title+"”阶段小结", "/audits/"+a.ID+"/stages/"+id
	}
}

// TextInput is a text of the report as it was edited.
type TextInput struct {
	Version int64  `json:"version,omitempty" doc:"读取时的版本号；没有编辑过为0"`
	Variant string `json:"variant,omitempty" maxLength:"20"`
	Section string `json:"section" maxLength:"64" doc:"章节"`
	Text    string `json:"text" maxLength:"20000" doc:"文字；空为恢复系统的文字"`
}

// BaseVersion gives the version that the input carries.
func (in TextInput) BaseVersion() int64 { return in.Version }

// SaveText keeps a text of the report that people edited; it stays when the report is written again.
func (s *Service) SaveText(ctx context.Context, id string, in TextInput) (*ReportDraft, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*ReportDraft, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		back, err := writable(tx, a, SectionTexts)
		if err != nil {
			return nil, err
		}
		section := s.outlineOf(a).Section(in.Section)
		if section == nil {
			return nil, fault.NotFound("报告的这一节")
		}
		if len(back) > 0 && !slices.ContainsFunc(back, func(r *DossierReturn) bool { return r.covers(section.ID, "text") }) {
			return nil, fault.Conflict("“" + section.Title + "”的文字没有被退回，不能修改。")
		}
		d, err := s.dossierOf(tx, a)
		if err != nil {
			return nil, err
		}
		book, _ := s.formOf(a).Read(d)
		base := section.Draft(book)
		text := strings.TrimSpace(in.Text)
		if text == base {
			text = ""
		}
		if err := keepText(tx, a, in.Section, text, base); err != nil {
			return nil, err
		}
		return s.draft(tx, a, in.Variant)
	})
}

func keepText(tx *store.Tx, a *Audit, section, text, base string) error {
	row, err := textOf(tx, a.ID, section)
	if err != nil {
		return err
	}
	if row == nil {
		return tx.Insert("dossier_text.write", &DossierText{AuditID: a.ID, Section: section, Text: text, Draft: base, audit: a})
	}
	if tx.Opened() == 0 { // nobody had edited it when its editor opened it
		return fault.Conflict("在您打开之后，这一节的文字已由他人编辑，您的修改没有保存。请核对变化后重新提交。")
	}
	if row, err = store.Take[DossierText](tx, row.ID, "报告文字"); err != nil {
		return err
	}
	row.audit, row.Text, row.Draft = a, text, base
	return tx.Save("dossier_text.write", row)
}

// MarkSecret marks a row of the dossier as a trade secret, or takes the mark back.
func (s *Service) MarkSecret(ctx context.Context, id string, in report.Mark) (*ReportDraft, error) {
	return store.In(ctx, s.db, func(tx *store.Tx) (*ReportDraft, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		if a.onlyRead != "" {
			return nil, fault.Conflict(a.onlyRead)
		}
		d, err := s.dossierOf(tx, a)
		if err != nil {
			return nil, err
		}
		book, _ := s.formOf(a).Read(d)
		in.Reason = strings.TrimSpace(in.Reason)
		known := slices.ContainsFunc(book.Lines(in.Table), func(l *dossier.Line) bool { return report.RowName(l) == in.Row })
		if !known && in.Reason != "" {
			return nil, fault.Invalid("没有标注", fault.Field{Path: "row", Message: "表中没有名为“" + in.Row + "”的行，请按表中的名称填写。", Value: in.Row})
		}
		if n := len([]rune(in.Reason)); n > 0 && n < 4 {
			return nil, fault.Invalid("没有标注", fault.Field{Path: "reason", Message: "请写明不公开的理由（不少于4个字）。", Value: in.Reason})
		}
		rows, err := secretRows(tx, a.ID)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			if row := &rows[i]; row.Section == in.Table && row.Line == in.Row {
				row.audit, row.Reason = a, in.Reason
				if err := tx.Save("dossier_secret.mark", row); err != nil {
					return nil, err
				}
				return s.draft(tx, a, "public")
			}
		}
		if err := tx.Insert("dossier_secret.mark", &DossierSecret{AuditID: a.ID, Section: in.Table, Line: in.Row, Reason: in.Reason, audit: a}); err != nil {
			return nil, err
		}
		return s.draft(tx, a, "public")
	})
}

// reportFile is a report ready to be sent.
type reportFile struct {
	Name  string
	Media string
	Write func(io.Writer) error
}

// ReportFile writes the report as a file. An official one needs a gate without error; a draft says so over every page.
func (s *Service) ReportFile(ctx context.Context, id, variant, format string, official bool) (*reportFile, error) {
	return store.Read(ctx, s.db, func(tx *store.Tx) (*reportFile, error) {
		a, err := find(tx, id)
		if err != nil {
			return nil, err
		}
		r, gate, err := s.compose(tx, a, variant)
		if err != nil {
			return nil, err
		}
		if official {
			if err := passes(gate); err != nil {
				return nil, err
			}
		}
		v := r.Volume(!official, string(tx.Today()))
		name := a.EnterpriseName + "清洁生产审核报告（" + r.Variant.Title + "）"
		if !official {
			name += "草稿"
		}
		if format == "pdf" {
			return &reportFile{name + ".pdf", document.PDFMediaType, v.WritePDF}, nil
		}
		return &reportFile{name + ".docx", document.MediaType, v.WriteDOCX}, nil
	})
}

// passes refuses an official report with everything that the gate found.
func passes(gate []dossier.Finding) error {
	var faults fault.List
	for _, f := range gate {
		if f.Severity == dossier.SeverityError && len(faults) < maxShown {
			faults.Add("gate."+f.Place.Path, fmt.Sprintf("%s：%s", f.Place.Words, f.Message))
		}
	}
	return faults.Err("质量检查有错误，只能生成草稿")
}
