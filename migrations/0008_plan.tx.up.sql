-- Annual plan in full (rules.md 13.4), its submissions and locks; reminders of unread notices.
ALTER TABLE annual_plan ADD COLUMN goals TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN responsible_post TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN approved_by TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN approved_on TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN evaluation_budget_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_plan ADD COLUMN acceptance_budget_fen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE annual_plan ADD COLUMN budget_source TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN expert_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE annual_plan ADD COLUMN panel_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE annual_plan ADD COLUMN trainings TEXT NOT NULL DEFAULT '[]';
ALTER TABLE annual_plan ADD COLUMN parks TEXT NOT NULL DEFAULT '[]';
ALTER TABLE annual_plan ADD COLUMN received_on TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN received_by TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN submissions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE annual_plan ADD COLUMN file_id TEXT NOT NULL DEFAULT '';
ALTER TABLE annual_plan ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
-- What a city has submitted, each time as it was: nothing changes it afterwards.
CREATE TABLE plan_submission (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  plan_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, year INTEGER NOT NULL, seq INTEGER NOT NULL, submitted_on TEXT NOT NULL, submitted_by TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '', fields TEXT NOT NULL DEFAULT '{}', items TEXT NOT NULL DEFAULT '[]', UNIQUE (plan_id, seq)
);
CREATE INDEX plan_submission_year ON plan_submission (year, city_code);
-- Who holds the plan closed from below upward: county, city, province; each lock with its holder.
CREATE TABLE plan_lock (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  plan_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, level TEXT NOT NULL, office TEXT NOT NULL, holder_id TEXT NOT NULL, holder_name TEXT NOT NULL, locked_on TEXT NOT NULL, locked BOOLEAN NOT NULL,
  released_on TEXT NOT NULL DEFAULT '', released_by TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', UNIQUE (plan_id, level, region_code)
);
CREATE INDEX plan_item_site ON plan_item (site_id, year);
ALTER TABLE notice ADD COLUMN reminded_on TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0;
