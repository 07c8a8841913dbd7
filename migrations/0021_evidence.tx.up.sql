-- Evidence: versions of a file, the day that a document bears, and the upload in parts that it came by.
ALTER TABLE file ADD COLUMN evidence_on TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN edition BIGINT NOT NULL DEFAULT 1;
ALTER TABLE file ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
ALTER TABLE file ADD COLUMN upload_id TEXT NOT NULL DEFAULT '';
CREATE INDEX file_replaced ON file (replaced_by) WHERE replaced_by <> '';
CREATE UNIQUE INDEX file_upload ON file (upload_id) WHERE upload_id <> '';
