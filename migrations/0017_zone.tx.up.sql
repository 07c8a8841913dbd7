-- Functional zones (功能区) that overlap counties: dated, with members by date and officers of their own.
CREATE TABLE zone (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  name TEXT NOT NULL, kind TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, office TEXT NOT NULL DEFAULT '', basis TEXT NOT NULL,
  acts TEXT NOT NULL DEFAULT '[]', from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT '', ended_basis TEXT NOT NULL DEFAULT '', UNIQUE (city_code, name)
);
CREATE INDEX zone_city ON zone (city_code, id);
CREATE TABLE zone_site (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  zone_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  basis TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX zone_site_zone ON zone_site (zone_id, until_on, site_id);
CREATE INDEX zone_site_site ON zone_site (site_id, zone_id);
CREATE INDEX zone_site_city ON zone_site (city_code, id);
ALTER TABLE account ADD COLUMN zone_id TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN sector TEXT NOT NULL DEFAULT '';
CREATE INDEX account_zone ON account (zone_id);
ALTER TABLE message ADD COLUMN zone_id TEXT NOT NULL DEFAULT '';
CREATE INDEX message_zone ON message (zone_id, id);
ALTER TABLE reminder ADD COLUMN zone_id TEXT NOT NULL DEFAULT '';
CREATE INDEX petition_site ON petition (site_id);
CREATE INDEX site_enterprise ON site (enterprise_id);

-- Which site a case is about, for everybody whose place is a set of sites and not a division.
CREATE VIEW site_subject AS
  SELECT id AS subject_id, id AS site_id FROM site
  UNION ALL SELECT enterprise_id, id FROM site
  UNION ALL SELECT id, site_id FROM audit
  UNION ALL SELECT n.id, a.site_id FROM audit AS a JOIN notice AS n ON n.audit_id = a.id
  UNION ALL SELECT d.id, a.site_id FROM audit AS a JOIN disclosure AS d ON d.audit_id = a.id
  UNION ALL SELECT p.id, a.site_id FROM audit AS a JOIN appraisal AS p ON p.audit_id = a.id
  UNION ALL SELECT id, site_id FROM inventory_entry
  UNION ALL SELECT id, site_id FROM petition
  UNION ALL SELECT id, site_id FROM equivalence
  UNION ALL SELECT id, site_id FROM attribute
  UNION ALL SELECT e.id, s.id FROM site AS s JOIN enterprise_event AS e ON e.enterprise_id = s.enterprise_id AND (e.site_id = '' OR e.site_id = s.id);
