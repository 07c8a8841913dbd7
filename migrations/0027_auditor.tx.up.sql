-- Auditors of agencies (审核人员): one certificate is at one agency at a time (docs/defects.md row 20).
CREATE TABLE auditor (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  agency_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, name TEXT NOT NULL, certificate TEXT NOT NULL, certificate_no TEXT NOT NULL, issuer TEXT NOT NULL,
  from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX auditor_agency ON auditor (agency_id, from_on);
CREATE INDEX auditor_certificate ON auditor (certificate_no);
CREATE UNIQUE INDEX auditor_one_agency ON auditor (certificate_no) WHERE until_on = '';
