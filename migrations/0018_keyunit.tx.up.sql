-- The lists of key units that departments publish year by year (重点单位名录) and the units on them, each matched with a site of the register.
CREATE TABLE unit_list (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  kind TEXT NOT NULL, year INTEGER NOT NULL, title TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  publisher TEXT NOT NULL, document_no TEXT NOT NULL, published_on TEXT NOT NULL, from_on TEXT NOT NULL,
  state TEXT NOT NULL, approved_on TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX unit_list_year ON unit_list (year DESC, id DESC);
CREATE INDEX unit_list_city ON unit_list (city_code, year, id);
CREATE INDEX unit_list_region ON unit_list (region_code, kind, year, id);
CREATE TABLE unit_line (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  list_id TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  name TEXT NOT NULL, credit_code TEXT NOT NULL DEFAULT '', site_name TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '',
  enterprise_id TEXT NOT NULL DEFAULT '', site_id TEXT NOT NULL DEFAULT '', match TEXT NOT NULL, aside TEXT NOT NULL DEFAULT '',
  attribute_id TEXT NOT NULL DEFAULT '', effect TEXT NOT NULL DEFAULT ''
);
CREATE INDEX unit_line_list ON unit_line (list_id, id);
CREATE INDEX unit_line_enterprise ON unit_line (enterprise_id);
CREATE INDEX unit_line_site ON unit_line (site_id);
CREATE INDEX enterprise_name_by_name ON enterprise_name (name);
