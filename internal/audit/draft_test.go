package audit_test

import (
	"bytes"
	"strings"
	"testing"

	"qingshen/internal/audit"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/report"
	"qingshen/internal/store"
)

// An edited text is kept with a version, a stranger sees nothing, the declaration is bound to the content, and a later change
// breaks it and is named.
func TestTheReportIsEditedSignedAndTheSignatureBreaks(t *testing.T) {
	w := newWorld(t)
	blobs, err := file.NewStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w.audits.Vault = file.New(w.db, blobs, 0)
	id := w.started("toxic")
	c := w.as(enterprise)
	if _, err := w.audits.ReportFile(enterprise, id, "evaluation", "docx", true); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "只能生成草稿") {
		t.Errorf("an official report of an empty dossier: %v", err)
	}
	c.fill(id)
	c.option(id, lowCost)
	d, err := w.audits.SaveText(enterprise, id, audit.TextInput{Section: "preparation-training", Text: "全厂职工参加了两次培训。"})
	if err != nil {
		t.Fatal(err)
	}
	version := int64(0)
	for _, ch := range d.Chapters {
		for _, s := range ch.Sections {
			if s.ID == "preparation-training" {
				version = s.Version
				if !s.Edited || s.Text != "全厂职工参加了两次培训。" {
					t.Errorf("%+v", s)
				}
			}
		}
	}
	stale := audit.TextInput{Section: "preparation-training", Text: "另一人的文字。"}
	if _, err := w.audits.SaveText(store.WithVersion(enterprise, version+5), id, stale); err == nil {
		t.Error("a second writer overwrote the first unseen")
	}
	_, other := w.firm("91110108MA01KPGK0L", "另一家咨询有限公司")
	if _, err := w.audits.ReportDraft(other, id, "full"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a stranger reads the report: %v", err)
	}
	if d.Errors > 0 {
		for _, f := range d.Gate {
			t.Errorf("gate: %s %s %s", f.Severity, f.Place.Words, f.Message)
		}
	}
	d, err = w.audits.Sign(enterprise, id, audit.SignInput{Variant: "evaluation", SignedBy: "王法人", Declared: true})
	if err != nil {
		t.Fatal(err)
	}
	if d.Signature == nil || !d.Signature.Holds || d.Signature.FileID == "" {
		t.Fatalf("%+v", d.Signature)
	}
	if d, err = w.audits.SaveText(store.WithVersion(enterprise, version), id, audit.TextInput{Section: "preparation-training", Text: "全厂职工参加了三次培训。"}); err != nil {
		t.Fatal(err)
	}
	if d.Signature.Holds || len(d.Signature.Changed) != 1 || !strings.Contains(d.Signature.Changed[0], "宣传教育") {
		t.Errorf("%+v", d.Signature)
	}
	// The signed report cannot be handed in as if nothing had changed; nor can one that was signed before it.
	first := d.Signature.FileID
	c.complete(id, 7)
	handIn := audit.ReportInput{FileID: first, DeclaredBy: "王法人", Declared: true}
	if f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.SubmitReport, handIn); f.Fields[0].Path != "file_id" || !strings.Contains(f.Fields[0].Message, "签署已经失效") {
		t.Errorf("a broken signature: %+v", f.Fields)
	}
	if _, err = w.audits.Sign(enterprise, id, audit.SignInput{Variant: "evaluation", SignedBy: "王法人", Declared: true}); err != nil {
		t.Fatal(err)
	}
	if f := refuse(w, enterprise, id, fault.KindInvalid, w.audits.SubmitReport, handIn); !strings.Contains(f.Fields[0].Message, "不是最近一次签署的") {
		t.Errorf("an old signature: %+v", f.Fields)
	}
	if d, err = w.audits.MarkSecret(enterprise, id, report.Mark{Table: "products", Row: "苯胺", Reason: "产量属于商业秘密"}); err != nil || len(d.Withheld) == 0 {
		t.Errorf("%v %+v", err, d)
	}
	f, err := w.audits.ReportFile(enterprise, id, "public", "docx", false)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil || b.Len() < 10000 || !strings.Contains(f.Name, "公开本") {
		t.Errorf("%s %d %v", f.Name, b.Len(), err)
	}
}
