-- Index systems that officers load (评价指标体系), the ratings of audits by them (清洁生产水平评价), and their replay over past ones.
CREATE TABLE index_system (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  series TEXT NOT NULL, name TEXT NOT NULL, edition TEXT NOT NULL, method TEXT NOT NULL, industries TEXT NOT NULL DEFAULT '[]', sector TEXT NOT NULL DEFAULT '',
  own BOOLEAN NOT NULL DEFAULT FALSE, source TEXT NOT NULL DEFAULT '', page TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL DEFAULT '', until_on TEXT NOT NULL DEFAULT '', state TEXT NOT NULL,
  file_name TEXT NOT NULL DEFAULT '', content TEXT NOT NULL DEFAULT '', original TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '',
  loaded_by TEXT NOT NULL DEFAULT '', loaded_name TEXT NOT NULL DEFAULT '', proposed_by TEXT NOT NULL DEFAULT '', proposed_name TEXT NOT NULL DEFAULT '',
  released_by TEXT NOT NULL DEFAULT '', released_name TEXT NOT NULL DEFAULT '', released_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX index_system_series ON index_system (series, from_on);
CREATE TABLE rating (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, phase TEXT NOT NULL,
  series TEXT NOT NULL, system_id TEXT NOT NULL, system_title TEXT NOT NULL, system_sha256 TEXT NOT NULL, base_on TEXT NOT NULL,
  sheet TEXT NOT NULL, moves TEXT NOT NULL DEFAULT '[]', level INTEGER NOT NULL, y1 TEXT NOT NULL, y2 TEXT NOT NULL, y3 TEXT NOT NULL,
  missing INTEGER NOT NULL DEFAULT 0, summary TEXT NOT NULL DEFAULT '', written_by TEXT NOT NULL DEFAULT '', UNIQUE (audit_id, phase)
);
CREATE INDEX rating_series ON rating (series, id);
CREATE INDEX rating_enterprise ON rating (enterprise_id);
CREATE TABLE replay (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  system_id TEXT NOT NULL, system_sha256 TEXT NOT NULL, job_id TEXT NOT NULL DEFAULT '', asked_by TEXT NOT NULL DEFAULT '', finished_on TEXT NOT NULL DEFAULT '',
  rated INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, risen INTEGER NOT NULL DEFAULT 0, fallen INTEGER NOT NULL DEFAULT 0, unrated INTEGER NOT NULL DEFAULT 0,
  turns TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX replay_system ON replay (system_id, id);
CREATE TABLE replay_change (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  replay_id TEXT NOT NULL, rating_id TEXT NOT NULL, audit_id TEXT NOT NULL, region_code TEXT NOT NULL, level_before INTEGER NOT NULL, level_after INTEGER NOT NULL, why TEXT NOT NULL
);
CREATE INDEX replay_change_replay ON replay_change (replay_id, id);
