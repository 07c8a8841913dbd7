-- Enterprises that seem to be registered twice, what was merged, and the ids under which merged records were known.
CREATE TABLE duplicate (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  first_id TEXT NOT NULL, second_id TEXT NOT NULL, first_name TEXT NOT NULL, second_name TEXT NOT NULL, first_code TEXT NOT NULL, second_code TEXT NOT NULL,
  first_region TEXT NOT NULL, second_region TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  score INTEGER NOT NULL, signs TEXT NOT NULL DEFAULT '[]', source TEXT NOT NULL, reported_by TEXT NOT NULL DEFAULT '', reported_region TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, note TEXT NOT NULL DEFAULT '', found_on TEXT NOT NULL, decided_on TEXT NOT NULL DEFAULT '', kept_id TEXT NOT NULL DEFAULT '', work TEXT NOT NULL DEFAULT '{}',
  UNIQUE (first_id, second_id)
);
CREATE INDEX duplicate_state ON duplicate (state, score DESC, id);
CREATE INDEX duplicate_city ON duplicate (city_code, state, score DESC, id);
CREATE INDEX duplicate_region ON duplicate (region_code, state, score DESC, id);
CREATE INDEX duplicate_second ON duplicate (second_id);
CREATE TABLE merged_enterprise (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, credit_code TEXT NOT NULL, name TEXT NOT NULL, region_code TEXT NOT NULL
);
CREATE INDEX merged_enterprise_code ON merged_enterprise (credit_code);
CREATE INDEX merged_enterprise_kept ON merged_enterprise (enterprise_id);
-- What a site made before it turned to another industry, until its place in plan and list has been looked at again.
ALTER TABLE site ADD COLUMN converted_from TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN converted_on TEXT NOT NULL DEFAULT '';
