-- Clocks that stand still (停止计算).
ALTER TABLE deadline ADD COLUMN stopped_on TEXT NOT NULL DEFAULT '';
ALTER TABLE deadline ADD COLUMN stopped_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE deadline ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]';
-- Where a site stood before it moved (原所在地).
CREATE TABLE site_place (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, region_code TEXT NOT NULL, address TEXT NOT NULL DEFAULT '', until_on TEXT NOT NULL
);
CREATE INDEX site_place_site ON site_place (site_id, until_on);
CREATE INDEX site_place_enterprise ON site_place (enterprise_id, until_on);
-- What happens to an enterprise and is reported, reviewed and decided (企业变更事项).
CREATE TABLE enterprise_event (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL DEFAULT '', enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL DEFAULT '', credit_code TEXT NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, effective_on TEXT NOT NULL, expected_until TEXT NOT NULL DEFAULT '', ended_on TEXT NOT NULL DEFAULT '',
  change TEXT NOT NULL DEFAULT '{}', story TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL DEFAULT '', by_office BOOLEAN NOT NULL DEFAULT FALSE, reported_on TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '', decided_on TEXT NOT NULL DEFAULT '', decided_by TEXT NOT NULL DEFAULT '', undo_until TEXT NOT NULL DEFAULT '', effects TEXT NOT NULL DEFAULT '[]',
  rechecked_on TEXT NOT NULL DEFAULT '', recheck_note TEXT NOT NULL DEFAULT '', demonstration BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX enterprise_event_city ON enterprise_event (city_code, state, id);
CREATE INDEX enterprise_event_city_id ON enterprise_event (city_code, id);
CREATE INDEX enterprise_event_region ON enterprise_event (region_code, state, id);
CREATE INDEX enterprise_event_enterprise ON enterprise_event (enterprise_id, state);
CREATE INDEX enterprise_event_effective ON enterprise_event (effective_on, id);
-- Petitions of listed enterprises for removal or postponement (移出、延期申请).
CREATE TABLE petition (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, case_no TEXT NOT NULL, enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, year INTEGER NOT NULL,
  kind TEXT NOT NULL, ground TEXT NOT NULL, deadline_id TEXT NOT NULL DEFAULT '', deadline_title TEXT NOT NULL DEFAULT '', due_before TEXT NOT NULL DEFAULT '', until TEXT NOT NULL DEFAULT '', story TEXT NOT NULL, evidence TEXT NOT NULL,
  state TEXT NOT NULL, submitted_on TEXT NOT NULL DEFAULT '', decided_on TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '', appeal_reason TEXT NOT NULL DEFAULT '', appealed_on TEXT NOT NULL DEFAULT '',
  appeal_decided_on TEXT NOT NULL DEFAULT '', appeal_comment TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '', demonstration BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX petition_city ON petition (city_code, state, id);
CREATE INDEX petition_city_id ON petition (city_code, id);
CREATE INDEX petition_region ON petition (region_code, state, id);
CREATE INDEX petition_enterprise ON petition (enterprise_id, id);
CREATE INDEX petition_state ON petition (state, id);
CREATE INDEX petition_audit ON petition (audit_id, kind);
CREATE INDEX petition_year ON petition (year, kind, ground, state);
CREATE INDEX petition_submitted ON petition (submitted_on, id);
-- Audits that count as done by another legal way (视同).
CREATE TABLE equivalence (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, credit_code TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, year INTEGER NOT NULL,
  kind TEXT NOT NULL, certificate_no TEXT NOT NULL, body TEXT NOT NULL, level TEXT NOT NULL DEFAULT '', scope TEXT NOT NULL DEFAULT '', valid_from TEXT NOT NULL, valid_until TEXT NOT NULL, conditions TEXT NOT NULL DEFAULT '[]', basis TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, by_office BOOLEAN NOT NULL DEFAULT FALSE, submitted_on TEXT NOT NULL DEFAULT '', decided_on TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '', audit_id TEXT NOT NULL DEFAULT '', case_no TEXT NOT NULL DEFAULT '',
  next_on TEXT NOT NULL DEFAULT '', lost_on TEXT NOT NULL DEFAULT '', lost_reason TEXT NOT NULL DEFAULT '', relist_year INTEGER NOT NULL DEFAULT 0, demonstration BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX equivalence_city ON equivalence (city_code, state, id);
CREATE INDEX equivalence_city_id ON equivalence (city_code, id);
CREATE INDEX equivalence_region ON equivalence (region_code, state, id);
CREATE INDEX equivalence_enterprise ON equivalence (enterprise_id, id);
CREATE INDEX equivalence_site ON equivalence (site_id, state);
CREATE INDEX equivalence_valid ON equivalence (state, valid_until, id);
CREATE INDEX equivalence_until ON equivalence (valid_until, id);
CREATE INDEX equivalence_year ON equivalence (year, state, city_code);
