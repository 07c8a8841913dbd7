-- How the figures of the enterprises of an industry change from year to year, against which jumps are judged.
ALTER TABLE dossier_check ADD COLUMN industry TEXT NOT NULL DEFAULT '';
ALTER TABLE dossier_check ADD COLUMN changes TEXT NOT NULL DEFAULT '{}';
CREATE INDEX dossier_check_industry ON dossier_check (industry, audit_id);
CREATE TABLE change_spread (
  industry TEXT NOT NULL, place TEXT NOT NULL, middle BIGINT NOT NULL, deviation BIGINT NOT NULL, enterprises BIGINT NOT NULL, counted_on TEXT NOT NULL,
  PRIMARY KEY (industry, place)
);
