-- Ground: accounts, sessions, journal, files, jobs, messages, drafts, clocks.
-- Portable SQL: dates are TEXT 'YYYY-MM-DD', lists and maps are JSON in TEXT, decimals are TEXT, money is BIGINT fen.
CREATE TABLE account (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL, phone TEXT NOT NULL DEFAULT '',
  region_code TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '', expert_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, password_hash TEXT NOT NULL DEFAULT '', must_change_password BOOLEAN NOT NULL DEFAULT FALSE,
  failed_count INTEGER NOT NULL DEFAULT 0, locked_until TIMESTAMPTZ, last_login_at TIMESTAMPTZ
);
CREATE INDEX account_name ON account (name, id);
CREATE INDEX account_enterprise ON account (enterprise_id);
CREATE TABLE session (
  token TEXT PRIMARY KEY, account_id TEXT NOT NULL DEFAULT '', data TEXT NOT NULL, expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX session_expires ON session (expires_at);
CREATE TABLE api_client (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  name TEXT NOT NULL, role TEXT NOT NULL, region_code TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '',
  token_hash TEXT NOT NULL UNIQUE, state TEXT NOT NULL, last_used_at TIMESTAMPTZ
);
CREATE TABLE journal (
  id TEXT PRIMARY KEY, at TIMESTAMPTZ NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, actor_role TEXT NOT NULL,
  action TEXT NOT NULL, subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, subject_title TEXT NOT NULL DEFAULT '', subject_version BIGINT NOT NULL,
  case_id TEXT NOT NULL DEFAULT '', region_code TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', changes TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX journal_subject ON journal (subject_type, subject_id, subject_version);
CREATE INDEX journal_case ON journal (case_id, id);
CREATE INDEX journal_at ON journal (at);
CREATE TABLE idempotency (
  key TEXT PRIMARY KEY, operation TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL DEFAULT 0, body TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMPTZ NOT NULL
);
CREATE TABLE file (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  sha256 TEXT NOT NULL, size BIGINT NOT NULL, media_type TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL DEFAULT '',
  subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, region_code TEXT NOT NULL DEFAULT '', city_code TEXT NOT NULL DEFAULT '',
  enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '', uploaded_by TEXT NOT NULL DEFAULT '',
  uploader_role TEXT NOT NULL DEFAULT '', held TEXT NOT NULL DEFAULT ''
);
CREATE INDEX file_subject ON file (subject_type, subject_id);
CREATE INDEX file_sha256 ON file (sha256);
CREATE TABLE job (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  kind TEXT NOT NULL, unique_key TEXT NOT NULL UNIQUE, payload TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, max_attempts INTEGER NOT NULL,
  run_at TIMESTAMPTZ NOT NULL, locked_by TEXT NOT NULL DEFAULT '', locked_until TIMESTAMPTZ, progress BIGINT NOT NULL DEFAULT 0, total BIGINT NOT NULL DEFAULT 0,
  message TEXT NOT NULL DEFAULT '', result TEXT, error TEXT NOT NULL DEFAULT '', account_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX job_due ON job (state, run_at);
CREATE INDEX job_account ON job (account_id, id);
CREATE TABLE message (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  template TEXT NOT NULL, audience TEXT NOT NULL, region_code TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '', expert_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL DEFAULT '', subject_type TEXT NOT NULL DEFAULT '', subject_id TEXT NOT NULL DEFAULT ''
);
CREATE INDEX message_enterprise ON message (enterprise_id, id);
CREATE INDEX message_region ON message (region_code, audience, id);
CREATE INDEX message_agency ON message (agency_id, id);
CREATE INDEX message_expert ON message (expert_id, id);
CREATE TABLE message_read (
  message_id TEXT NOT NULL, account_id TEXT NOT NULL, read_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (message_id, account_id)
);
CREATE TABLE draft (
  account_id TEXT NOT NULL, key TEXT NOT NULL, version BIGINT NOT NULL, content TEXT NOT NULL, updated_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (account_id, key)
);
CREATE TABLE deadline (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, subject_title TEXT NOT NULL, link TEXT NOT NULL, rule TEXT NOT NULL, title TEXT NOT NULL, cite TEXT NOT NULL, party TEXT NOT NULL,
  region_code TEXT NOT NULL DEFAULT '', city_code TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL, due_on TEXT NOT NULL, statutory_due_on TEXT NOT NULL, met_on TEXT NOT NULL DEFAULT '', ended_on TEXT NOT NULL DEFAULT '', ended_reason TEXT NOT NULL DEFAULT '',
  extension_reason TEXT NOT NULL DEFAULT '', arithmetic TEXT NOT NULL DEFAULT '', provisional BOOLEAN NOT NULL DEFAULT FALSE, warned_days INTEGER NOT NULL DEFAULT 0, overdue_told BOOLEAN NOT NULL DEFAULT FALSE,
  open BOOLEAN NOT NULL, UNIQUE (subject_type, subject_id, rule, starts_on)
);
CREATE INDEX deadline_city ON deadline (open, city_code, party, due_on);
CREATE INDEX deadline_region ON deadline (open, region_code, party, due_on);
CREATE INDEX deadline_enterprise ON deadline (enterprise_id, open, due_on);
CREATE INDEX deadline_due ON deadline (open, party, due_on);
CREATE TABLE setting (
  key TEXT PRIMARY KEY, value TEXT NOT NULL
);
