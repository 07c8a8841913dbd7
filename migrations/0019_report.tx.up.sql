-- The audit report: texts that people edited, rows that stay secret, and declarations bound to the content.
CREATE TABLE dossier_text (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, section TEXT NOT NULL, text TEXT NOT NULL, base TEXT NOT NULL, UNIQUE (audit_id, section)
);
CREATE TABLE dossier_secret (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, section TEXT NOT NULL, line TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (audit_id, section, line)
);
CREATE TABLE report_signature (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, variant TEXT NOT NULL, signed_by TEXT NOT NULL, statement TEXT NOT NULL, scheme TEXT NOT NULL,
  dossier_sha256 TEXT NOT NULL, report_sha256 TEXT NOT NULL, file_id TEXT NOT NULL, seal TEXT NOT NULL, content TEXT NOT NULL
);
CREATE INDEX report_signature_audit ON report_signature (audit_id);
