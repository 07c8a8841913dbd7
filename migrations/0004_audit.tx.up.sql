-- Audit: the case, its disclosure, its seven stages, its dossier, its options.
CREATE TABLE audit (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  case_no TEXT NOT NULL UNIQUE, enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, credit_code TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, agency_id TEXT NOT NULL DEFAULT '', agency_name TEXT NOT NULL DEFAULT '',
  year INTEGER NOT NULL, list_id TEXT NOT NULL DEFAULT '', row_id TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL, reasons TEXT NOT NULL, basis TEXT NOT NULL, regime TEXT NOT NULL, law_version TEXT NOT NULL, law_hash TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}', key_industry TEXT NOT NULL DEFAULT '', track TEXT NOT NULL, mode TEXT NOT NULL DEFAULT '', mode_evidence TEXT NOT NULL DEFAULT '[]', planned_from TEXT NOT NULL DEFAULT '', planned_until TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, suspended_from TEXT NOT NULL DEFAULT '', suspended_on TEXT NOT NULL DEFAULT '', suspended_until TEXT NOT NULL DEFAULT '', clocks_stopped BOOLEAN NOT NULL DEFAULT FALSE, round INTEGER NOT NULL DEFAULT 1, supersedes TEXT NOT NULL DEFAULT '', superseded_by TEXT NOT NULL DEFAULT '',
  opened_on TEXT NOT NULL DEFAULT '', published_on TEXT NOT NULL DEFAULT '', disclosed_on TEXT NOT NULL DEFAULT '', started_on TEXT NOT NULL DEFAULT '', reported_on TEXT NOT NULL DEFAULT '', evaluated_on TEXT NOT NULL DEFAULT '', accepted_on TEXT NOT NULL DEFAULT '', result_published_on TEXT NOT NULL DEFAULT '',
  evaluation_score TEXT NOT NULL DEFAULT '', acceptance_score TEXT NOT NULL DEFAULT '', report_file_id TEXT NOT NULL DEFAULT '', declared_by TEXT NOT NULL DEFAULT '', declared_at TIMESTAMPTZ, supplement_answer TEXT NOT NULL DEFAULT '', rectify_until TEXT NOT NULL DEFAULT '', rectify_answer TEXT NOT NULL DEFAULT '', demonstration BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX audit_city ON audit (city_code, state, id);
CREATE INDEX audit_city_id ON audit (city_code, id);
CREATE INDEX audit_region ON audit (region_code, id);
CREATE INDEX audit_enterprise ON audit (enterprise_id, year);
CREATE INDEX audit_site ON audit (site_id, state);
CREATE INDEX audit_agency ON audit (agency_id, id);
CREATE INDEX audit_year ON audit (year, state, city_code);
CREATE INDEX audit_list ON audit (list_id, id);
CREATE TABLE disclosure (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL UNIQUE, enterprise_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, agency_id TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, content TEXT NOT NULL DEFAULT '{}', channel TEXT NOT NULL DEFAULT '', web_address TEXT NOT NULL DEFAULT '', file_id TEXT NOT NULL DEFAULT '', published_on TEXT NOT NULL DEFAULT '', content_sha256 TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '', submitted_on TEXT NOT NULL DEFAULT '', list_published_on TEXT NOT NULL DEFAULT '', checked_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX disclosure_city ON disclosure (city_code, state, id);
CREATE INDEX disclosure_enterprise ON disclosure (enterprise_id, id);
CREATE TABLE audit_stage (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, stage TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, steps TEXT NOT NULL DEFAULT '{}', note TEXT NOT NULL DEFAULT '', started_on TEXT NOT NULL DEFAULT '', completed_on TEXT NOT NULL DEFAULT '', UNIQUE (audit_id, stage)
);
CREATE TABLE dossier_section (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, section TEXT NOT NULL, content TEXT NOT NULL, summary TEXT NOT NULL DEFAULT '', UNIQUE (audit_id, section)
);
CREATE TABLE cp_option (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, aspect TEXT NOT NULL, cost_class TEXT NOT NULL, content TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
  investment_fen BIGINT NOT NULL DEFAULT 0, benefit_fen BIGINT NOT NULL DEFAULT 0, actual_investment_fen BIGINT NOT NULL DEFAULT 0, actual_benefit_fen BIGINT NOT NULL DEFAULT 0, planned_on TEXT NOT NULL DEFAULT '', completed_on TEXT NOT NULL DEFAULT '', effects TEXT NOT NULL DEFAULT '[]', feasibility TEXT NOT NULL DEFAULT '{}', UNIQUE (audit_id, code)
);
