-- What dated records held before they changed (往日), so that the register and the lists of any past day can be shown.
-- A line holds what stood at the end of each day from from_on until the day before until_on.
CREATE TABLE past (
  id TEXT PRIMARY KEY, subject_type TEXT NOT NULL, subject_id TEXT NOT NULL, from_on TEXT NOT NULL, until_on TEXT NOT NULL,
  enterprise_id TEXT NOT NULL DEFAULT '', site_id TEXT NOT NULL DEFAULT '', region_code TEXT NOT NULL DEFAULT '', city_code TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT '', content TEXT NOT NULL
);
CREATE INDEX past_subject ON past (subject_type, subject_id, until_on);
CREATE INDEX past_city ON past (subject_type, city_code, subject_id);
CREATE INDEX past_region ON past (subject_type, region_code, subject_id);
CREATE INDEX past_enterprise ON past (enterprise_id, subject_type);
CREATE INDEX past_until ON past (subject_type, until_on);
CREATE INDEX enterprise_updated ON enterprise (updated_at);
CREATE INDEX inventory_entry_updated ON inventory_entry (updated_at);
CREATE INDEX attribute_updated ON attribute (updated_at);
CREATE INDEX list_row_year ON list_row (year, id);
CREATE INDEX audit_updated ON audit (updated_at);
-- The page about one enterprise reads its files and reminders.
CREATE INDEX file_enterprise ON file (enterprise_id, id);
CREATE INDEX reminder_enterprise ON reminder (enterprise_id, id);
-- What the field of the economy asks of an enterprise beside the common facts (领域资料); the fields themselves are law data.
ALTER TABLE enterprise ADD COLUMN particulars TEXT NOT NULL DEFAULT '{}';
