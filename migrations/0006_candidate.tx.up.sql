-- Facts of a site and year on which the rules for listing stand; candidates that the finder has found; its runs.
CREATE TABLE site_fact (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  kind TEXT NOT NULL, year INTEGER NOT NULL, role TEXT NOT NULL DEFAULT '', name TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', element TEXT NOT NULL DEFAULT '',
  value TEXT NOT NULL DEFAULT '', limit_value TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL, evidence_on TEXT NOT NULL, source TEXT NOT NULL,
  UNIQUE (site_id, kind, year, role, code, name)
);
CREATE INDEX site_fact_enterprise ON site_fact (enterprise_id, year);
CREATE INDEX site_fact_city ON site_fact (city_code, id);
CREATE INDEX site_fact_region ON site_fact (region_code, id);
CREATE TABLE candidate (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  year INTEGER NOT NULL, enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, credit_code TEXT NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, key_industry TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, rules TEXT NOT NULL, hits TEXT NOT NULL,
  strength INTEGER NOT NULL, carried BOOLEAN NOT NULL DEFAULT FALSE, missed BOOLEAN NOT NULL DEFAULT FALSE, missed_why TEXT NOT NULL DEFAULT '', found_on TEXT NOT NULL, fingerprint TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '', item_id TEXT NOT NULL DEFAULT '', UNIQUE (year, site_id)
);
CREATE INDEX candidate_year ON candidate (year, strength DESC, id);
CREATE INDEX candidate_city ON candidate (year, city_code, strength DESC, id);
CREATE INDEX candidate_region ON candidate (year, region_code, strength DESC, id);
CREATE INDEX candidate_missed ON candidate (year, missed, strength DESC, id);
CREATE INDEX candidate_enterprise ON candidate (enterprise_id);
CREATE TABLE candidate_run (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  year INTEGER NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, found_on TEXT NOT NULL, regime TEXT NOT NULL, sites INTEGER NOT NULL, found INTEGER NOT NULL, missed INTEGER NOT NULL,
  by_rule TEXT NOT NULL, by_region TEXT NOT NULL, done_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX candidate_run_year ON candidate_run (year, id);
