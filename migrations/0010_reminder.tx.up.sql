-- Desk and reminders: one daily message, rules of a person or a role, outputs beside the inbox, escalation, calendar feed, watch list.
ALTER TABLE account ADD COLUMN leader BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE message ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN instead_of TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN channels TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN fanned BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX message_account ON message (account_id, id);
CREATE INDEX message_instead ON message (instead_of, account_id);
CREATE INDEX message_fanned ON message (fanned, created_at);
ALTER TABLE draft ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN link TEXT NOT NULL DEFAULT '';
CREATE INDEX account_place ON account (role, region_code);
CREATE INDEX account_agency ON account (agency_id);
CREATE INDEX account_expert ON account (expert_id);
CREATE TABLE reminder (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  day TEXT NOT NULL, deadline_id TEXT NOT NULL, kind TEXT NOT NULL, days INTEGER NOT NULL, recipient TEXT NOT NULL,
  region_code TEXT NOT NULL DEFAULT '', enterprise_id TEXT NOT NULL DEFAULT '', agency_id TEXT NOT NULL DEFAULT '', account_id TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL, body TEXT NOT NULL, link TEXT NOT NULL DEFAULT '', subject_type TEXT NOT NULL DEFAULT '', subject_id TEXT NOT NULL DEFAULT '',
  channels TEXT NOT NULL DEFAULT '', message_id TEXT NOT NULL DEFAULT '', UNIQUE (deadline_id, kind, day, recipient)
);
CREATE INDEX reminder_waiting ON reminder (message_id, id);
CREATE INDEX reminder_message ON reminder (message_id, day);
CREATE TABLE reminder_rule (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  account_id TEXT NOT NULL DEFAULT '', role TEXT NOT NULL DEFAULT '', clock TEXT NOT NULL DEFAULT '', whose TEXT NOT NULL,
  before_days TEXT NOT NULL, after_days TEXT NOT NULL, channels TEXT NOT NULL
);
CREATE INDEX reminder_rule_account ON reminder_rule (account_id, id);
CREATE INDEX reminder_rule_role ON reminder_rule (role, id);
CREATE TABLE reminder_setting (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  account_id TEXT NOT NULL UNIQUE, mail TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '', channels TEXT NOT NULL DEFAULT '[]',
  quiet_from TEXT NOT NULL DEFAULT '', quiet_until TEXT NOT NULL DEFAULT ''
);
CREATE TABLE delivery (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  message_id TEXT NOT NULL, account_id TEXT NOT NULL, account_name TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, error TEXT NOT NULL DEFAULT '', send_at TIMESTAMPTZ NOT NULL, sent_at TIMESTAMPTZ,
  UNIQUE (message_id, account_id, channel)
);
CREATE INDEX delivery_state ON delivery (state, id);
CREATE INDEX delivery_account ON delivery (account_id, id);
CREATE TABLE escalation (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  deadline_id TEXT NOT NULL, level TEXT NOT NULL, office TEXT NOT NULL, region_code TEXT NOT NULL, city_code TEXT NOT NULL, opened_on TEXT NOT NULL, days INTEGER NOT NULL,
  threshold INTEGER NOT NULL, cite TEXT NOT NULL DEFAULT '', instruction TEXT NOT NULL DEFAULT '', instructed_on TEXT NOT NULL DEFAULT '', instructed_by TEXT NOT NULL DEFAULT '',
  UNIQUE (deadline_id, level)
);
CREATE INDEX escalation_city ON escalation (city_code, id);
CREATE INDEX escalation_region ON escalation (region_code, id);
CREATE TABLE calendar_feed (
  id TEXT PRIMARY KEY, version BIGINT NOT NULL, created_at TIMESTAMPTZ NOT NULL, updated_at TIMESTAMPTZ NOT NULL,
  account_id TEXT NOT NULL UNIQUE, token_hash TEXT NOT NULL UNIQUE, read_at TIMESTAMPTZ
);
CREATE TABLE watch (
  account_id TEXT NOT NULL, subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, created_at TIMESTAMPTZ NOT NULL, PRIMARY KEY (account_id, subject_type, subject_id)
);
