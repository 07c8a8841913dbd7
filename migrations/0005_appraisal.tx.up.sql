-- Appraisal: evaluation and acceptance with panel and marks. Summary: the yearly work summary of a city.
CREATE TABLE appraisal (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, kind TEXT NOT NULL, attempt INTEGER NOT NULL DEFAULT 1, enterprise_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, case_no TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, agency_id TEXT NOT NULL DEFAULT '', agency_name TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, materials TEXT NOT NULL DEFAULT '[]', missing TEXT NOT NULL DEFAULT '[]', sheet_id TEXT NOT NULL DEFAULT '', sheet_hash TEXT NOT NULL DEFAULT '',
  applied_on TEXT NOT NULL DEFAULT '', docketed_on TEXT NOT NULL DEFAULT '', draw TEXT NOT NULL DEFAULT '{}', drawn BOOLEAN NOT NULL DEFAULT FALSE, panel_size INTEGER NOT NULL DEFAULT 0, method TEXT NOT NULL DEFAULT '', meeting_on TEXT NOT NULL DEFAULT '', meeting_place TEXT NOT NULL DEFAULT '',
  score TEXT NOT NULL DEFAULT '', outcome TEXT NOT NULL DEFAULT '', vetoes TEXT NOT NULL DEFAULT '[]', opinion TEXT NOT NULL DEFAULT '{}', concluded_on TEXT NOT NULL DEFAULT '', reported_on TEXT NOT NULL DEFAULT '', published_on TEXT NOT NULL DEFAULT '', document_no TEXT NOT NULL DEFAULT '', opinion_file_id TEXT NOT NULL DEFAULT '', opinion_sha256 TEXT NOT NULL DEFAULT '', UNIQUE (audit_id, kind, attempt)
);
CREATE INDEX appraisal_city ON appraisal (city_code, state, id);
CREATE INDEX appraisal_city_id ON appraisal (city_code, id);
CREATE INDEX appraisal_region ON appraisal (region_code, id);
CREATE INDEX appraisal_agency ON appraisal (agency_id, id);
CREATE INDEX appraisal_state ON appraisal (state, id);
CREATE INDEX appraisal_enterprise ON appraisal (enterprise_id, id);
CREATE INDEX appraisal_published ON appraisal (kind, published_on, id);
CREATE TABLE panel_member (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  appraisal_id TEXT NOT NULL, audit_id TEXT NOT NULL, expert_id TEXT NOT NULL, expert_name TEXT NOT NULL, employer TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL DEFAULT '[]', chair BOOLEAN NOT NULL DEFAULT FALSE, declared_no_tie BOOLEAN NOT NULL DEFAULT FALSE, recused_reason TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, marks TEXT NOT NULL DEFAULT '{}', vetoes TEXT NOT NULL DEFAULT '{}', comment TEXT NOT NULL DEFAULT '', submitted_at TIMESTAMPTZ, UNIQUE (appraisal_id, expert_id)
);
CREATE INDEX panel_member_expert ON panel_member (expert_id, appraisal_id);
CREATE INDEX panel_member_audit ON panel_member (audit_id, expert_id);
CREATE TABLE annual_summary (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, city_name TEXT NOT NULL, year INTEGER NOT NULL, state TEXT NOT NULL, figures TEXT NOT NULL DEFAULT '{}', figures_on TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '{}', comment TEXT NOT NULL DEFAULT '', submitted_on TEXT NOT NULL DEFAULT '', received_on TEXT NOT NULL DEFAULT '', UNIQUE (city_code, year)
);
CREATE INDEX annual_summary_year ON annual_summary (year, city_code, id);
-- Counts of the overview come from these alone, without a look at the tables.
CREATE INDEX audit_overview ON audit (year, city_code, region_code, state, reasons, track, key_industry);
CREATE INDEX deadline_overdue ON deadline (open, party, due_on, city_code, title);
CREATE INDEX appraisal_concluded ON appraisal (city_code, concluded_on, kind, outcome);
