package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qingshen/internal/access"
	"qingshen/internal/fault"
	"qingshen/internal/file"
	"qingshen/internal/report"
	"qingshen/internal/store"
)

// ReportSignature is the declaration of the legal representative, bound to the hash of the dossier and of the report (签署).
type ReportSignature struct {
	bun.BaseModel `bun:"table:report_signature"`
	store.Row
	AuditID       string `bun:"audit_id" json:"audit_id"`
	Variant       string `bun:"variant" json:"variant"`
	SignedBy      string `bun:"signed_by" json:"signed_by" label:"签署人"`
	Statement     string `bun:"statement" json:"statement" label:"承诺"`
	Scheme        string `bun:"scheme" json:"scheme"`
	DossierSHA256 string `bun:"dossier_sha256" json:"dossier_sha256" label:"审核资料的SHA-256"`
	ReportSHA256  string `bun:"report_sha256" json:"report_sha256" label:"报告的SHA-256"`
	FileID        string `bun:"file_id" json:"file_id"`
	Seal          string `bun:"seal" json:"seal"`
	Content       string `bun:"content" json:"-"`
	audit         *Audit
}

// Place narrows signatures to the enterprise and the agency of their audit.
func (ReportSignature) Place() access.Columns { return ofAudit }

// Subject of a signature lies within its audit.
func (t *ReportSignature) Subject() store.Subject {
	return partOf(t.audit, "report_signature", t.ID, t.Version, "审核报告的签署")
}

// SignatureView is a signature with what has changed since.
type SignatureView struct {
	SignedBy      string    `json:"signed_by"`
	SignedAt      time.Time `json:"signed_at"`
	Variant       string    `json:"variant"`
	DossierSHA256 string    `json:"dossier_sha256"`
	ReportSHA256  string    `json:"report_sha256"`
	FileID        string    `json:"file_id"`
	Holds         bool      `json:"holds" doc:"签署以后内容没有改动"`
	Changed       []string  `json:"changed" nullable:"false" doc:"签署以后的改动"`
}

// SignInput is the declaration on a report.
type SignInput struct {
	Variant  string `json:"variant" enum:"evaluation,full,brief" doc:"稿种"`
	SignedBy string `json:"signed_by" maxLength:"50" doc:"法定代表人姓名"`
	Declared bool   `json:"declared" doc:"承诺内容真实、准确、完整"`
}

func (in SignInput) check() error {
	var faults fault.List
	faults.Require("signed_by", "法定代表人姓名", in.SignedBy)
	if !in.Declared {
		faults.Add("declared", "请阅读并作出承诺后签署。")
	}
	return faults.Err("报告没有签署")
}

// purposeSigned tells the signed reports of a case from those that were brought from elsewhere.
const purposeSigned = "signed-report"

// sealer is how declarations are bound; a hardware key takes its place by the interface.
var sealer report.Sealer = report.Attestation{}

func (s *Service) signature(tx *store.Tx, a *Audit) (*SignatureView, error) {
	row, err := lastSignature(tx, a.ID)
	if err != nil || row == nil {
		return nil, err
	}
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, err
	}
	now, err := report.Canonical(d)
	if err != nil {
		return nil, err
	}
	v := &SignatureView{SignedBy: row.SignedBy, SignedAt: row.CreatedAt, Variant: row.Variant, DossierSHA256: row.DossierSHA256, ReportSHA256: row.ReportSHA256, FileID: row.FileID, Changed: []string{}}
	v.Holds = hashOf(now) == row.DossierSHA256 && sealer.Holds(report.Digest(row.DossierSHA256, row.ReportSHA256), row.SignedBy, row.Seal)
	if !v.Holds {
		v.Changed = report.Changed(s.formOf(a), s.outlineOf(a), []byte(row.Content), now)
	}
	return v, nil
}

// signedAsIs notes a fault when a report that the system made and somebody signed is handed in though the signature holds no more.
// A file that was brought from elsewhere has none.
func (s *Service) signedAsIs(tx *store.Tx, faults *fault.List, a *Audit, fileID string) error {
	was, err := signed(tx, a.ID, fileID)
	if err != nil || !was {
		return err
	}
	v, err := s.signature(tx, a)
	switch {
	case err != nil:
		return err
	case v.FileID != fileID:
		faults.Add("file_id", "这份报告不是最近一次签署的，请提交"+v.SignedBy+"最近签署的报告。")
	case !v.Holds:
		faults.Add("file_id", "这份报告签署以后内容有改动，签署已经失效："+strings.Join(v.Changed[:min(len(v.Changed), 3)], "；")+"。请在“审核报告”页重新签署后提交。")
	}
	return nil
}

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// prepared is a report that is about to be signed.
type prepared struct {
	name    string
	pdf     []byte
	content []byte
}

// Sign makes the official report, keeps it as a file of the case and binds the declaration to both hashes.
func (s *Service) Sign(ctx context.Context, id string, in SignInput) (*ReportDraft, error) {
	in.SignedBy = strings.TrimSpace(in.SignedBy)
	made, err := store.Read(ctx, s.db, func(tx *store.Tx) (prepared, error) { return s.official(tx, id, in) })
	if err != nil {
		return nil, err
	}
	blob, err := s.Vault.Put(ctx, made.name, bytes.NewReader(made.pdf))
	if err != nil {
		return nil, err
	}
	return store.In(ctx, s.db, func(tx *store.Tx) (*ReportDraft, error) { return s.seal(tx, id, in, made, blob) })
}

func (s *Service) official(tx *store.Tx, id string, in SignInput) (prepared, error) {
	a, err := find(tx, id)
	if err != nil {
		return prepared{}, err
	}
	if a.onlyRead != "" {
		return prepared{}, fault.Conflict(a.onlyRead)
	}
	if err := in.check(); err != nil {
		return prepared{}, err
	}
	r, gate, err := s.compose(tx, a, in.Variant)
	if err != nil {
		return prepared{}, err
	}
	if err := passes(gate); err != nil {
		return prepared{}, err
	}
	content, err := report.Canonical(r.Book.Dossier)
	if err != nil {
		return prepared{}, err
	}
	var pdf bytes.Buffer
	err = r.Volume(false, string(tx.Today())).WritePDF(&pdf)
	return prepared{a.EnterpriseName + "清洁生产审核报告（" + r.Variant.Title + "）.pdf", pdf.Bytes(), content}, err
}

func (s *Service) seal(tx *store.Tx, id string, in SignInput, made prepared, blob file.Blob) (*ReportDraft, error) {
	a, err := find(tx, id)
	if err != nil {
		return nil, err
	}
	d, err := s.dossierOf(tx, a)
	if err != nil {
		return nil, err
	}
	if now, err := report.Canonical(d); err != nil || !bytes.Equal(now, made.content) {
		return nil, fault.Conflict("签署的同时审核资料有改动，请核对后重新签署。")
	}
	kept, err := s.Vault.Save(tx, a.Subject(), purposeSigned, blob)
	if err != nil {
		return nil, err
	}
	row := &ReportSignature{AuditID: a.ID, Variant: in.Variant, SignedBy: in.SignedBy, Statement: Declaration, Scheme: sealer.Scheme(), DossierSHA256: hashOf(made.content), ReportSHA256: blob.SHA256, FileID: kept.ID, Content: string(made.content), audit: a}
	if row.Seal, err = sealer.Seal(report.Digest(row.DossierSHA256, row.ReportSHA256), row.SignedBy); err != nil {
		return nil, err
	}
	if err := tx.Insert("report_signature.sign", row); err != nil {
		return nil, err
	}
	return s.draft(tx, a, in.Variant)
}
