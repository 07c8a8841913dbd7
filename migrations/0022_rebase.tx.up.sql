-- What an edition of the dossier's form held and the next one does not: kept as it was written, to be read.
CREATE TABLE dossier_retired (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, edition TEXT NOT NULL, section TEXT NOT NULL, title TEXT NOT NULL, heads TEXT NOT NULL, lines TEXT NOT NULL
);
CREATE INDEX dossier_retired_audit ON dossier_retired (audit_id);
