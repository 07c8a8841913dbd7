-- Organisation and accounts: several people under one enterprise, codes to claim an account, one-time passwords that end.
ALTER TABLE account ADD COLUMN unit_name TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN duties TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN password_expires_at TIMESTAMPTZ;
CREATE TABLE claim (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  purpose TEXT NOT NULL, enterprise_id TEXT NOT NULL, enterprise_name TEXT NOT NULL, credit_code TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  list_id TEXT NOT NULL DEFAULT '', notice_id TEXT NOT NULL DEFAULT '', document_no TEXT NOT NULL DEFAULT '', person TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  duties TEXT NOT NULL DEFAULT '', code_hash TEXT NOT NULL, state TEXT NOT NULL, issued_on TEXT NOT NULL, expires_on TEXT NOT NULL, issued_by TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0, used_at TIMESTAMPTZ, account_id TEXT NOT NULL DEFAULT '', account_login TEXT NOT NULL DEFAULT ''
);
CREATE INDEX claim_credit_code ON claim (credit_code);
CREATE INDEX claim_enterprise ON claim (enterprise_id, id);
CREATE INDEX claim_region ON claim (region_code, state, id);
CREATE INDEX claim_city ON claim (city_code, state, id);
CREATE INDEX claim_list ON claim (list_id, state);
CREATE TABLE recovery (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  number TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, account_id TEXT NOT NULL, account_login TEXT NOT NULL, account_name TEXT NOT NULL, unit_name TEXT NOT NULL DEFAULT '',
  known_phone TEXT NOT NULL DEFAULT '', given_name TEXT NOT NULL, given_phone TEXT NOT NULL, audience TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL,
  state TEXT NOT NULL, started_by TEXT NOT NULL DEFAULT '', started_name TEXT NOT NULL DEFAULT '', confirmed_by TEXT NOT NULL DEFAULT '', confirmed_name TEXT NOT NULL DEFAULT '',
  check_note TEXT NOT NULL DEFAULT '', expires_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX recovery_region ON recovery (region_code, state, id);
CREATE INDEX recovery_city ON recovery (city_code, state, id);
CREATE INDEX recovery_account ON recovery (account_id, state);
CREATE TABLE delegation (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  principal_id TEXT NOT NULL, principal_name TEXT NOT NULL, deputy_id TEXT NOT NULL, deputy_name TEXT NOT NULL, region_code TEXT NOT NULL, enterprise_id TEXT NOT NULL DEFAULT '',
  from_on TEXT NOT NULL, until_on TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL
);
CREATE INDEX delegation_principal ON delegation (principal_id, id);
CREATE INDEX delegation_deputy ON delegation (deputy_id, id);
ALTER TABLE journal ADD COLUMN acting_for TEXT NOT NULL DEFAULT '';
