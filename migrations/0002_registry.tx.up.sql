-- Registries: enterprises with sites, consulting agencies, experts.
CREATE TABLE enterprise (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  credit_code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
  legal_representative TEXT NOT NULL DEFAULT '', contact_name TEXT NOT NULL DEFAULT '', contact_phone TEXT NOT NULL DEFAULT '',
  industry_code TEXT NOT NULL DEFAULT '', key_industry TEXT NOT NULL DEFAULT '', key_process TEXT NOT NULL DEFAULT '', scale TEXT NOT NULL DEFAULT '', park TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, demonstration BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX enterprise_city ON enterprise (city_code, id);
CREATE INDEX enterprise_region ON enterprise (region_code, id);
CREATE INDEX enterprise_by_name ON enterprise (name, id);
CREATE INDEX enterprise_city_name ON enterprise (city_code, name, id);
CREATE INDEX enterprise_industry ON enterprise (key_industry, city_code, id);
CREATE TABLE enterprise_name (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, name TEXT NOT NULL, from_on TEXT NOT NULL DEFAULT '', until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX enterprise_name_enterprise ON enterprise_name (enterprise_id, from_on);
CREATE TABLE site (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_no TEXT NOT NULL, name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
  longitude TEXT NOT NULL DEFAULT '', latitude TEXT NOT NULL DEFAULT '', industry_code TEXT NOT NULL DEFAULT '', permit_no TEXT NOT NULL DEFAULT '', permit_kind TEXT NOT NULL DEFAULT '', permit_until TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, UNIQUE (enterprise_id, site_no)
);
CREATE INDEX site_city ON site (city_code, id);
CREATE INDEX site_region ON site (region_code, id);
CREATE TABLE attribute (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  kind TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '', evidence TEXT NOT NULL, file_id TEXT NOT NULL DEFAULT '', from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attribute_site ON attribute (site_id, kind);
CREATE INDEX attribute_enterprise ON attribute (enterprise_id, kind);
CREATE TABLE agency (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  credit_code TEXT NOT NULL UNIQUE, name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, address TEXT NOT NULL DEFAULT '', contact_name TEXT NOT NULL DEFAULT '', contact_phone TEXT NOT NULL DEFAULT '',
  capability TEXT NOT NULL DEFAULT '[]', state TEXT NOT NULL
);
CREATE TABLE engagement (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  agency_id TEXT NOT NULL, agency_name TEXT NOT NULL, enterprise_id TEXT NOT NULL, audit_id TEXT NOT NULL DEFAULT '', region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  contract_no TEXT NOT NULL DEFAULT '', file_id TEXT NOT NULL DEFAULT '', from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX engagement_agency ON engagement (agency_id, enterprise_id, until_on);
CREATE INDEX engagement_audit ON engagement (audit_id);
CREATE INDEX engagement_enterprise ON engagement (enterprise_id, from_on);
CREATE TABLE expert (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, employer TEXT NOT NULL, title TEXT NOT NULL, phone TEXT NOT NULL DEFAULT '',
  fields TEXT NOT NULL DEFAULT '[]', industries TEXT NOT NULL DEFAULT '[]', state TEXT NOT NULL
);
CREATE INDEX expert_city ON expert (city_code, id);
CREATE TABLE expert_tie (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  expert_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '', party_name TEXT NOT NULL, relation TEXT NOT NULL, from_on TEXT NOT NULL DEFAULT '', until_on TEXT NOT NULL DEFAULT ''
);
CREATE INDEX expert_tie_expert ON expert_tie (expert_id);
