-- The tables of the dossier as data: each row says itself which table it is, in which stage, and what it lacks.
ALTER TABLE dossier_section ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier_section ADD COLUMN stage TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier_section ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossier_section ADD COLUMN gaps TEXT NOT NULL DEFAULT '[]';
ALTER TABLE audit ADD COLUMN dossier_edition TEXT NOT NULL DEFAULT '';
ALTER TABLE cp_option ADD COLUMN touches TEXT NOT NULL DEFAULT '';
ALTER TABLE cp_option ADD COLUMN end_of_pipe BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE dossier_reason (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, finding TEXT NOT NULL, reason TEXT NOT NULL, UNIQUE (audit_id, finding)
);
