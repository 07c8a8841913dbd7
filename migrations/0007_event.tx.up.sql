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
