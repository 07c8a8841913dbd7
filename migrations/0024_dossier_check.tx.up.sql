-- What the check rules find in each dossier, counted, and the fingerprint by which copied reports are found.
CREATE TABLE dossier_check (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  audit_id TEXT NOT NULL UNIQUE, region_code TEXT NOT NULL, city_code TEXT NOT NULL, agency TEXT NOT NULL, checked_on TEXT NOT NULL,
  errors BIGINT NOT NULL, warnings BIGINT NOT NULL, reasoned BIGINT NOT NULL, hints BIGINT NOT NULL, flags BIGINT NOT NULL,
  alike BIGINT NOT NULL, print BYTEA NOT NULL
);
CREATE INDEX dossier_check_flags ON dossier_check (flags);
CREATE INDEX dossier_check_alike ON dossier_check (alike);
CREATE INDEX dossier_check_city ON dossier_check (city_code, flags);
CREATE INDEX dossier_check_region ON dossier_check (region_code, flags);
