-- An agency works on an audit by invitation: offered, answered, begun on its day, ended or withdrawn with one click.
ALTER TABLE engagement ADD COLUMN enterprise_name TEXT NOT NULL DEFAULT '';
ALTER TABLE engagement ADD COLUMN case_no TEXT NOT NULL DEFAULT '';
ALTER TABLE engagement ADD COLUMN state TEXT NOT NULL DEFAULT 'running';
ALTER TABLE engagement ADD COLUMN scope TEXT NOT NULL DEFAULT 'fill';
ALTER TABLE engagement ADD COLUMN invitation TEXT NOT NULL DEFAULT '';
ALTER TABLE engagement ADD COLUMN answer TEXT NOT NULL DEFAULT '';
ALTER TABLE engagement ADD COLUMN answered_on TEXT NOT NULL DEFAULT '';
ALTER TABLE engagement ADD COLUMN begun_on TEXT NOT NULL DEFAULT '';
UPDATE engagement SET begun_on = from_on, answered_on = from_on,
  enterprise_name = coalesce((SELECT a.enterprise_name FROM audit AS a WHERE a.id = engagement.audit_id), ''),
  case_no = coalesce((SELECT a.case_no FROM audit AS a WHERE a.id = engagement.audit_id), '');
UPDATE engagement SET state = 'ended' WHERE until_on <> '';
DROP INDEX engagement_agency;
CREATE INDEX engagement_agency ON engagement (agency_id, state, enterprise_id);
CREATE INDEX engagement_city ON engagement (city_code, id);
CREATE INDEX engagement_state ON engagement (state, from_on);

-- Which agency wrote a part of the dossier last; empty where it was the enterprise itself.
ALTER TABLE dossier_section ADD COLUMN written_by TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_stage ADD COLUMN written_by TEXT NOT NULL DEFAULT '';
ALTER TABLE cp_option ADD COLUMN written_by TEXT NOT NULL DEFAULT '';
