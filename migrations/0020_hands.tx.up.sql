-- Several hands in one dossier: comments with their answers, who holds a table, who is at it now, and places sent back one by one.
CREATE TABLE dossier_comment (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, region_code TEXT NOT NULL, enterprise_name TEXT NOT NULL, section TEXT NOT NULL, row_id TEXT NOT NULL,
  column_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, author_id TEXT NOT NULL, author_name TEXT NOT NULL, party TEXT NOT NULL,
  internal BOOLEAN NOT NULL, awaits TEXT NOT NULL, replies TEXT NOT NULL, state TEXT NOT NULL, resolved_by TEXT NOT NULL, resolved_at TIMESTAMPTZ
);
CREATE INDEX dossier_comment_audit ON dossier_comment (audit_id, state);
CREATE INDEX dossier_comment_awaits ON dossier_comment (state, awaits, region_code);

CREATE TABLE section_lock (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, section TEXT NOT NULL, held_by TEXT NOT NULL, held_name TEXT NOT NULL, party TEXT NOT NULL, held_at TIMESTAMPTZ NOT NULL,
  taken_from TEXT NOT NULL, taken_reason TEXT NOT NULL, UNIQUE (audit_id, section)
);

CREATE TABLE dossier_presence (
  audit_id TEXT NOT NULL, section TEXT NOT NULL, account_id TEXT NOT NULL, name TEXT NOT NULL, party TEXT NOT NULL, since TIMESTAMPTZ NOT NULL,
  seen_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (audit_id, section, account_id)
);

CREATE TABLE dossier_return (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, region_code TEXT NOT NULL, enterprise_name TEXT NOT NULL, section TEXT NOT NULL, row_id TEXT NOT NULL,
  column_id TEXT NOT NULL, title TEXT NOT NULL, reason TEXT NOT NULL, held TEXT NOT NULL, state TEXT NOT NULL, times INTEGER NOT NULL,
  returned_by TEXT NOT NULL, returned_name TEXT NOT NULL, returned_at TIMESTAMPTZ NOT NULL, answer TEXT NOT NULL, answered_name TEXT NOT NULL,
  answered_at TIMESTAMPTZ
);
CREATE INDEX dossier_return_audit ON dossier_return (audit_id, state);
CREATE INDEX dossier_return_region ON dossier_return (state, region_code);
