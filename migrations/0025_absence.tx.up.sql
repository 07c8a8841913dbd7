-- What experts said of whole classes that the enterprise states do not concern it (整类指标不涉及).
ALTER TABLE rating ADD COLUMN opinions TEXT NOT NULL DEFAULT '[]';
-- That an index system of the industry does not fit what an enterprise does, for one audit, as the city has found it.
CREATE TABLE misfit (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  series TEXT NOT NULL, system_title TEXT NOT NULL, holds BOOLEAN NOT NULL, reason TEXT NOT NULL, decided_by TEXT NOT NULL, decided_on TEXT NOT NULL,
  UNIQUE (audit_id, series)
);
