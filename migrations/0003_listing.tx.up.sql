-- Listing: inventory of a city, annual plan, published list, statutory notice.
CREATE TABLE inventory_entry (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  key_industry TEXT NOT NULL DEFAULT '', state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', from_on TEXT NOT NULL, until_on TEXT NOT NULL DEFAULT '', until_reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX inventory_entry_city ON inventory_entry (city_code, id);
CREATE INDEX inventory_entry_region ON inventory_entry (region_code, id);
CREATE INDEX inventory_entry_waiting ON inventory_entry (city_code, state, id);
CREATE INDEX inventory_entry_waiting_here ON inventory_entry (region_code, state, id);
CREATE INDEX inventory_entry_site ON inventory_entry (site_id, state);
CREATE INDEX inventory_entry_from ON inventory_entry (from_on, id);
CREATE INDEX inventory_entry_enterprise ON inventory_entry (enterprise_id);
CREATE TABLE annual_plan (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, year INTEGER NOT NULL, state TEXT NOT NULL, responsible TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', budget_fen BIGINT NOT NULL DEFAULT 0,
  schedule TEXT NOT NULL DEFAULT '[]', experts TEXT NOT NULL DEFAULT '', training TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', return_comment TEXT NOT NULL DEFAULT '',
  submitted_on TEXT NOT NULL DEFAULT '', verified_on TEXT NOT NULL DEFAULT '', UNIQUE (city_code, year)
);
CREATE TABLE plan_item (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  plan_id TEXT NOT NULL, year INTEGER NOT NULL, entry_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, credit_code TEXT NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, key_industry TEXT NOT NULL DEFAULT '', reasons TEXT NOT NULL, basis TEXT NOT NULL, regime TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}', track TEXT NOT NULL, track_why TEXT NOT NULL DEFAULT '', justification TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL, comment TEXT NOT NULL DEFAULT '', proposed_by TEXT NOT NULL DEFAULT '', list_id TEXT NOT NULL DEFAULT '', UNIQUE (year, site_id)
);
CREATE INDEX plan_item_plan ON plan_item (plan_id, state, id);
CREATE INDEX plan_item_city ON plan_item (city_code, year, id);
CREATE INDEX plan_item_waiting ON plan_item (city_code, state, id);
CREATE INDEX plan_item_waiting_here ON plan_item (region_code, state, id);
CREATE INDEX plan_item_year ON plan_item (year, state, id);
CREATE TABLE annual_list (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  region_code TEXT NOT NULL, year INTEGER NOT NULL, batch INTEGER NOT NULL, kind TEXT NOT NULL, corrects TEXT NOT NULL DEFAULT '', title TEXT NOT NULL, document_no TEXT NOT NULL DEFAULT '', decided_on TEXT NOT NULL DEFAULT '', published_on TEXT NOT NULL DEFAULT '', web_address TEXT NOT NULL DEFAULT '',
  withdrawals TEXT NOT NULL DEFAULT '[]',
  state TEXT NOT NULL, rows_total BIGINT NOT NULL DEFAULT 0, rows_sha256 TEXT NOT NULL DEFAULT '', UNIQUE (year, batch)
);
CREATE TABLE list_row (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  list_id TEXT NOT NULL, seq INTEGER NOT NULL, year INTEGER NOT NULL, item_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, site_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, site_name TEXT NOT NULL, credit_code TEXT NOT NULL,
  region_code TEXT NOT NULL, city_code TEXT NOT NULL, key_industry TEXT NOT NULL DEFAULT '', reasons TEXT NOT NULL, basis TEXT NOT NULL, regime TEXT NOT NULL, facts TEXT NOT NULL DEFAULT '{}', track TEXT NOT NULL, track_why TEXT NOT NULL DEFAULT '', audit_id TEXT NOT NULL DEFAULT '', withdrawn_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX list_row_list ON list_row (list_id, seq);
CREATE INDEX list_row_enterprise ON list_row (enterprise_id, year);
CREATE INDEX list_row_city ON list_row (city_code, year, id);
CREATE TABLE notice (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  list_id TEXT NOT NULL, row_id TEXT NOT NULL UNIQUE, audit_id TEXT NOT NULL, enterprise_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  office_code TEXT NOT NULL, year INTEGER NOT NULL, seq INTEGER NOT NULL, document_no TEXT NOT NULL, state TEXT NOT NULL, served_on TEXT NOT NULL DEFAULT '', method TEXT NOT NULL DEFAULT '', served_by TEXT NOT NULL DEFAULT '', read_at TIMESTAMPTZ, downloaded_at TIMESTAMPTZ, received_on TEXT NOT NULL DEFAULT '', received_by TEXT NOT NULL DEFAULT '',
  file_id TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '',
  UNIQUE (office_code, year, seq)
);
CREATE INDEX notice_city ON notice (city_code, state, id);
CREATE INDEX notice_region ON notice (region_code, state, id);
CREATE INDEX notice_enterprise ON notice (enterprise_id, id);
CREATE INDEX notice_list ON notice (list_id, id);
-- Last number given to a notice, per issuing office and year: the numbers have no gap, since this row moves in the same transaction.
CREATE TABLE notice_series (
  office_code TEXT NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (office_code, year)
);
