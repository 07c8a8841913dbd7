-- Appraisal: evaluation and acceptance with panel and marks. Summary: the yearly work summary of a city.
CREATE TABLE appraisal (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, kind TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 1, enterprise_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, case_no TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, agency_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, materials TEXT NOT NULL DEFAULT '[]', missing TEXT NOT NULL DEFAULT '[]', sheet_id TEXT NOT NULL DEFAULT '', sheet_hash TEXT NOT NULL DEFAULT '',
  applied_on TEXT NOT NULL DEFAULT '', docketed_on TEXT NOT NULL DEFAULT '', method TEXT NOT NULL DEFAULT '', meeting_on TEXT NOT NULL DEFAULT '', meeting_place TEXT NOT NULL DEFAULT '',
  score TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '', vetoes TEXT NOT NULL DEFAULT '[]', opinion TEXT NOT NULL DEFAULT '{}', concluded_on TEXT NOT NULL DEFAULT '', reported_on TEXT NOT NULL DEFAULT '', published_on TEXT NOT NULL DEFAULT '', document_no TEXT NOT NULL DEFAULT '', UNIQUE (audit_id, kind, attempt)
);
CREATE INDEX appraisal_city ON appraisal (city_code, state, id);
CREATE INDEX appraisal_enterprise ON appraisal (enterprise_id, id);
CREATE INDEX appraisal_published ON appraisal (kind, published_on, id);
CREATE TABLE panel_member (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  appraisal_id TEXT NOT NULL, audit_id TEXT NOT NULL, expert_id TEXT NOT NULL, expert_name TEXT NOT NULL, employer TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', chair BOOLEAN NOT NULL DEFAULT FALSE, declared_no_tie BOOLEAN NOT NULL DEFAULT FALSE, recused_reason TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, marks TEXT NOT NULL DEFAULT '{}', vetoes TEXT NOT NULL DEFAULT '{}', comment TEXT NOT NULL DEFAULT '', submitted_at TIMESTAMPTZ, UNIQUE (appraisal_id, expert_id)
);
CREATE INDEX panel_member_expert ON panel_member (expert_id, appraisal_id);
CREATE INDEX panel_member_audit ON panel_member (audit_id, expert_id);
CREATE TABLE annual_summary (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, year INTEGER NOT NULL, state TEXT NOT NULL, figures TEXT NOT NULL DEFAULT '{}', text TEXT NOT NULL DEFAULT '{}', comment TEXT NOT NULL DEFAULT '', submitted_on TEXT NOT NULL DEFAULT '', received_on TEXT NOT NULL DEFAULT '', UNIQUE (city_code, year)
);
